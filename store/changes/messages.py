"""The message of a commit: its subject in the register's words, the reason, the fields, and what machines read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from store.base.i18n import in_language, mark, mark_plural, ngettext_in
from store.base.text import excerpt, one_line, safe
from store.changes.changes import Change, Changeset
from store.changes.wording import NameOf, change_text, field_label, kind_name, told_fields, value_text
from store.records.model import Collaboration, Register

_KINDS_MANY: Final = {
    "party": mark_plural("{count} party", "{count} parties"),
    "collaboration": mark_plural("{count} collaboration", "{count} collaborations"),
    "plan_item": mark_plural("{count} plan item", "{count} plan items"),
    "study": mark_plural("{count} study", "{count} studies"),
    "edition": mark_plural("{count} edition", "{count} editions"),
    "document": mark_plural("{count} document", "{count} documents"),
    "event": mark_plural("{count} event", "{count} events"),
    "question": mark_plural("{count} question", "{count} questions"),
    "conflict": mark_plural("{count} open conflict", "{count} open conflicts"),
    "register": mark_plural("{count} register", "{count} registers"),
}
_MAX_SUBJECT: Final = 100
_MOST_TOLD: Final = 200
"""Records whose fields a commit message tells."""


def subject(changeset: Changeset, name_of: NameOf, lang: str) -> str:
    """The first line of the commit message: what changed, in the register's words."""
    if changeset.subject:
        return safe(changeset.subject)
    if len(changeset.changes) == 1:
        return safe(_single_subject(changeset.action, changeset.changes[0], name_of, lang))
    if not changeset.changes:
        return in_language(lang, mark("nothing to change"))
    main = [change for change in changeset.changes if change.key.kind == "collaboration"] or changeset.changes
    if len(main) == 1:
        return safe(_single_subject(changeset.action, main[0], name_of, lang))
    counts = ngettext_in(lang, *_KINDS_MANY[main[0].key.kind], len(main))
    return safe(in_language(lang, "{counts} changed", counts=counts))


def _single_subject(action: str, change: Change, name_of: NameOf, lang: str) -> str:
    name = excerpt(change.record.name or change.key.id, 60)
    if change.before is None:
        return in_language(lang, "{name}: new {kind}", name=name, kind=kind_name(change.key.kind, lang))
    if change.after is None:
        return in_language(lang, "{name}: removed", name=name)
    fields = told_fields(change)
    if not change.fields:
        return in_language(lang, mark("{name}: comments or layout of the file"), name=name)
    if action == "end" and isinstance(change.after, Collaboration):
        return in_language(lang, "{name}: ended {date}", name=name, date=change.after.until or "").rstrip()
    if told := _areas_subject(change, name_of, lang):
        return f"{name}: {told}"
    text = f"{name}: " + "; ".join(change_text(field, name_of, lang, "", change.key.kind) for field in fields)
    if len(text) <= _MAX_SUBJECT:
        return text
    labels = f"{name}: " + ", ".join(field_label(field.field, name_of, lang) for field in fields)
    if len(labels) <= _MAX_SUBJECT:
        return labels
    count = ngettext_in(lang, "{count} field changed", "{count} fields changed", len(fields))
    return f"{name}: {count}"


def _areas_subject(change: Change, name_of: NameOf, lang: str) -> str:
    """What happened to the areas, when nothing else of the register did: moving one gives every other a new number."""
    before, after = change.before, change.after
    if not isinstance(before, Register) or not isinstance(after, Register):
        return ""
    if before.model_copy(update={"areas": after.areas}) != after or before.areas == after.areas:
        return ""
    told = []
    for id in dict.fromkeys([*before.areas, *after.areas]):
        old, new = before.areas.get(id), after.areas.get(id)
        if old is None and new is not None:
            told.append(in_language(lang, "new area {name}", name=new.name))
        elif new is None and old is not None:
            told.append(in_language(lang, "area {name} removed", name=old.name))
        elif old is not None and new is not None and old.name != new.name:
            told.append(in_language(lang, "area {name} renamed to {new}", name=old.name, new=new.name))
        elif old is not None and new is not None and old.until != new.until:
            until = value_text("until", new.until, name_of, lang)
            told.append(in_language(lang, "area {name} used until {date}", name=new.name, date=until))
    return excerpt("; ".join(told), _MAX_SUBJECT) or in_language(lang, mark("areas in another order"))


def message(changeset: Changeset, name_of: NameOf, lang: str) -> str:
    """The whole commit message: subject, reason, field changes, and the trailers that machines read."""
    paragraphs = [subject(changeset, name_of, lang)]
    if changeset.reason:
        paragraphs.append(safe(changeset.reason, multiline=True))
    if body := list(_body(changeset.changes, name_of, lang)):
        paragraphs.append("\n".join(body))
    trailers = [f"Iktui-Action: {changeset.action}"]
    if changeset.case:
        trailers.append(f"Case: {safe(changeset.case)}")
    if changeset.reverts:
        trailers.append(f"Reverts: {changeset.reverts}")
    if editor := safe(one_line(changeset.editor)):
        trailers.append(f"Edited-by: {editor}")
    return "\n\n".join([*paragraphs, "\n".join(trailers)]) + "\n"


def _body(changes: Sequence[Change], name_of: NameOf, lang: str) -> Iterator[str]:
    for change in changes[:_MOST_TOLD]:
        if change.before is None or change.after is None:
            sign = "+" if change.before is None else "-"
            yield safe(f"{sign} {kind_name(change.key.kind, lang)}: {change.record.name or change.key.id}")
            continue
        for field in told_fields(change):
            prefix = f"{change.record.name or change.key.id}: " if len(changes) > 1 else ""
            yield safe(f"* {prefix}{change_text(field, name_of, lang, kind=change.key.kind)}")
    if len(changes) > _MOST_TOLD:
        yield "…"
