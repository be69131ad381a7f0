"""Changes in the register's own words: for commit messages, for reviews and for the history.

Every function takes the language, since a commit message is in the register's and a screen in the reader's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from store.base.dates import shown_date
from store.base.glossary import terms_of
from store.base.i18n import in_language, mark
from store.base.text import excerpt
from store.changes.changes import Change, Changeset, FieldChange, Revision
from store.changes.changes import change as change_between
from store.changes.confirmations import confirmations_text, told_confirmations
from store.records.model import Collaboration, Edition, Record, Register
from store.records.paths import Key
from store.records.schema import spec_of
from store.records.typed import share_words

NameOf = Callable[[Key], str]
"""What people call the record with a key."""

_LABELS: Final = {
    "name": mark("name"),
    "language": mark("language"),
    "format": mark("format"),
    "members": mark("members"),
    "areas": mark("areas"),
    "aliases": mark("other names"),
    "legal_form": mark("form"),
    "status": mark("status"),
    "from": mark("from"),
    "until": mark("until"),
    "end_reason": mark("reason for the end"),
    "parent": mark("part of"),
    "replaced_by": mark("replaced by"),
    "comment": mark("comment"),
    "progress": mark("proposed progress"),
    "other_participants": mark("other participants"),
    "participants_complete": mark("all participants known"),
    "starred": mark("starred"),
    "uncertain": mark("uncertain"),
    "participants": mark("participants"),
    "decisions": mark("decisions"),
    "as_written": mark("as written"),
    "host": mark("host municipality"),
    "role": mark("role"),
    "notice_given": mark("notice given"),
    "mapping": mark("what columns hold"),
    "left_out": mark("rows that were left out"),
    "agreement_date": mark("agreement date"),
    "agreement_until": mark("agreement holds until"),
    "section": mark("section"),
    "type": mark("type"),
    "marks": mark("marks"),
    "kind": mark("kind"),
    "orgnr": mark("organisation number"),
    "codes": mark("codes"),
    "successor": mark("successor"),
    "year": mark("year"),
    "years": mark("stood in before"),
    "responsible": mark("responsible"),
    "due": mark("due"),
    "text": mark("text"),
    "date": mark("date"),
    "state": mark("state"),
    "fields": mark("open"),
    "documents": mark("documents"),
    "columns": mark("columns"),
    "rows": mark("rows"),
    "cells": mark("rows as written"),
    "file": mark("file"),
    "owner": mark("owner"),
    "order": mark("order"),
    "address": mark("web address"),
    "collaborations": mark("collaborations"),
    "studies": mark("studies"),
    "recurs": mark("recurs"),
    "place": mark("place"),
    "body": mark("body"),
    "case": mark("case number"),
    "archive_case": mark("archive case"),
    "outcome": mark("outcome"),
    "former": mark("formerly"),
    "gone": mark("rows of what was removed"),
    "accepted": mark("marked as correct"),
    "carried": mark("times carried over"),
    "opened": mark("opened"),
    "missing_reason": mark("why published with open points"),
    "confirmations": mark("confirmations"),
    "by": mark("by"),
    "start": mark("start"),
    "steps": mark("steps"),
    "pre_study_decisions": mark("decisions on the pre-study"),
    "forms": mark("forms to weigh"),
    "form_reason": mark("why this form"),
    "economy": mark("economy"),
    "cost_key": mark("cost key"),
    "costs": mark("costs"),
    "amount": mark("NOK a year"),
    "share": mark("ownership share"),
    "costs.share": mark("share"),
    "benefits": mark("benefits"),
    "measure": mark("measure"),
    "follow_up": mark("follow-up"),
    "result": mark("became"),
    "notice_period": mark("notice period"),
    "renewal": mark("renewal"),
    "umbrella": mark("framework agreement"),
    "contents": mark("contents by letter"),
    "editors": mark("editors"),
    "mail": mark("mail"),
    "pattern": mark("mails of the form"),
    "raised_by": mark("raised by"),
    "answer": mark("answer"),
}
_KINDS: Final = {
    "register": mark("register"),
    "party": mark("party"),
    "collaboration": mark("collaboration"),
    "plan_item": mark("plan item"),
    "study": mark("study"),
    "edition": mark("edition"),
    "document": mark("document"),
    "event": mark("event"),
    "question": mark("question"),
    "conflict": mark("open conflict"),
}
_KEYED_BY_PARTY: Final = ("participants", "decisions", "marks", "pre_study_decisions", "costs")
_NAMED_BY_ID: Final = {"areas": "area"}
"""Tables whose keys are ids, with the kind of what they name."""
_OF_NAMES: Final = ("former", "gone")
"""Tables keyed by ids of what is no more, whose rows are known by their names."""
_KEYED_BY_CODE: Final = {"steps": "study_status", "benefits": "benefit"}
_MAX_VALUE: Final = 60


def kind_name(kind: str, lang: str) -> str:
    """What one record of a kind is called."""
    return in_language(lang, _KINDS.get(kind, kind))


def field_word(name: str, table: str = "") -> str:
    """What a part of a dotted field, or a column of a table, is called in English; "" where nobody gave it words."""
    return _LABELS.get(f"{table}.{name}") or _LABELS.get(name, "")


def column_label(table: str, name: str, lang: str) -> str:
    """What a column of a table is called, above it."""
    return in_language(lang, field_word(name, table) or name)


def field_label(field: str, name_of: NameOf, lang: str) -> str:
    """What a field is called, by dotted path: “participants.oyer.until” is “Øyer, until”."""
    words = []
    parts = field.split(".")
    kind = _NAMED_BY_ID.get(parts[0])
    if kind is not None and len(parts) > 2:
        words, parts = [name_of(Key(kind, parts[1]))], parts[2:]
    elif kind is not None or parts[0] in _OF_NAMES:  # what came or went there is named by its value
        parts = parts[:1]
    if parts[0] == "confirmations" and len(parts) > 1:
        names = [name_of(Key(kind, id)) for kind, id in zip(("collaboration", "party"), parts[1:], strict=False)]
        return ", ".join([*names, *(in_language(lang, _LABELS.get(part, part)) for part in parts[3:])])
    if parts[0] == "editors" and len(parts) > 1:
        columns = (column_label("editors", part, lang) for part in parts[3:])
        return ", ".join([in_language(lang, _LABELS["editors"]), name_of(Key("party", parts[1])), *columns])
    for position, part in enumerate(parts):
        if position and parts[position - 1] in _KEYED_BY_PARTY:
            words.append(name_of(Key("party", part)))
        elif position and (vocabulary := _KEYED_BY_CODE.get(parts[position - 1])):
            words.append(terms_of(vocabulary)[part].name(lang))
        elif position + 1 < len(parts) and part in ("participants", "marks"):
            continue  # the party says it
        else:
            words.append(column_label(parts[0], part, lang))
    return ", ".join(words)


def value_text(field: str, value: Any, name_of: NameOf, lang: str, kind: str = "collaboration") -> str:
    """A value in words, on one line or more; "–" for nothing. Not yet safe for a screen. `kind` is the record's."""
    last = field.rpartition(".")[2]
    parts = field.split(".")
    if value is None or value == "" or value == []:
        return "–"
    if isinstance(value, bool):
        return in_language(lang, mark("yes") if value else mark("no"))
    if parts[0] == "confirmations":
        return confirmations_text(field, value, lang)
    if parts[0] in _OF_NAMES or (parts[0] == "areas" and isinstance(value, dict)):
        return _names_text(parts, value)
    if isinstance(value, dict) and parts[0] == "editors":
        return _editors_text(value, len(parts), name_of)
    if isinstance(value, dict):
        return _table_text(field, value, name_of, lang, kind)
    if isinstance(value, list | tuple):
        return ", ".join(value_text(field, item, name_of, lang, kind) for item in value)
    text = str(value)
    if parts[0] == "as_written":
        return text
    if last == "uncertain":
        return in_language(lang, _LABELS.get(text, text))
    if last == "host":
        return name_of(Key("party", text))
    spec = spec_of(kind, field)
    if spec is not None and spec.shape in ("code", "codes"):
        return terms_of(spec.of)[text].name(lang)
    if spec is not None and spec.shape in ("reference", "references"):
        return name_of(Key(spec.of, text))
    if spec is not None and spec.shape == "share":
        return share_words(text, lang)
    return shown_date(text, lang) if spec is not None and spec.shape == "date" else text


def _names_text(parts: Sequence[str], value: Any) -> str:
    """What stands in a table under ids, or one row of it, by its names: the ids tell nobody anything."""
    rows = value.values() if len(parts) == 1 and isinstance(value, dict) else [value]
    return ", ".join(str(row.get("name", "") if isinstance(row, dict) else row) for row in rows) or "–"


def _table_text(field: str, value: dict[str, Any], name_of: NameOf, lang: str, kind: str) -> str:
    last = field.rpartition(".")[2]
    shown = []
    for key, item in value.items():
        if key == "order" and field.startswith("years."):
            continue
        label = field_label(f"{field}.{key}", name_of, lang).rpartition(", ")[2]
        if kind == "plan_item" and field == "as_written":
            label = name_of(Key("document", key)) + ":"
        if item == {} or (last == "marks" and item):
            shown.append(label)
        elif isinstance(item, dict):
            shown.append(f"{label} ({value_text(f'{field}.{key}', item, name_of, lang, kind)})")
        else:
            shown.append(f"{label} {value_text(f'{field}.{key}', item, name_of, lang, kind)}")
    if shown:
        return ", ".join(shown)
    return in_language(lang, mark("takes part")) if field.startswith("participants.") else "–"


def editor_text(name: str = "", mail: str = "", pattern: str = "", **_more: object) -> str:
    """“Kari Nordmann <kari@oyer.kommune.no>”: what is known of somebody who edits for a member."""
    return " ".join(part for part in (name, f"<{mail}>" if mail else "", pattern) if part)


def _editors_text(value: dict[str, Any], depth: int, name_of: NameOf) -> str:
    """Those of every member (at the first level of the field), of one, or one of them."""
    if depth > 2:
        return editor_text(**value)
    if depth == 2:
        return ", ".join(editor_text(**one) for one in value.values())
    told = ((name_of(Key("party", id)), _editors_text(some, 2, name_of)) for id, some in value.items())
    return "; ".join(f"{member}: {names}" for member, names in told)


def change_text(change: FieldChange, name_of: NameOf, lang: str, colon: str = ":", kind: str = "collaboration") -> str:
    """“form: § 27 → vertskommunesamarbeid”, every value on one line."""
    label = field_label(change.field, name_of, lang)
    before = excerpt(value_text(change.field, change.before, name_of, lang, kind), _MAX_VALUE)
    after = excerpt(value_text(change.field, change.after, name_of, lang, kind), _MAX_VALUE)
    return f"{label}{colon} {before} → {after}"


def told_between(before: Record | None, after: Record | None) -> list[FieldChange]:
    """What people are told of the difference between two states of a record."""
    return told_fields(change_between(before, after))


def told_fields(change: Change) -> list[FieldChange]:
    """The field changes as people think of them: a change of host is one change, raw cells are none."""
    fields = [field for field in change.fields if field.field.partition(".")[0] not in ("as_written", "cells")]
    before, after = change.before, change.after
    if isinstance(before, Edition) and isinstance(after, Edition):
        others = [field for field in fields if field.field.partition(".")[0] != "confirmations"]
        return [*others, *told_confirmations(before, after)]
    if not isinstance(before, Collaboration) or not isinstance(after, Collaboration) or before.host == after.host:
        return fields
    hosts = [before.host, after.host]

    def tells_host(field: FieldChange) -> bool:
        _participants, _dot, rest = field.field.partition("participants.")
        party, _dot, part = rest.partition(".")
        return party in hosts and part == "role" and "host" in (field.before, field.after)

    return [FieldChange("host", *hosts), *(field for field in fields if not tells_host(field))]


def namer(changeset: Changeset, name_of: NameOf) -> NameOf:
    """Names as they will be after the changes: a new party is known to nobody else yet."""
    new = {change.key: change.record.name for change in changeset.changes}
    areas: dict[str, str] = {}
    for change in changeset.changes:
        if isinstance(change.after, Register):
            areas = {id: area.name for id, area in change.after.areas.items()}

    def name(key: Key) -> str:
        if key.kind == "area" and key.id in areas:
            return areas[key.id]
        return new.get(key) or name_of(key)

    return name


def who(revision: Revision, lang: str) -> str:
    """Who made a revision; of changes that came back in a file also who changed the file."""
    if not revision.editor or revision.editor == revision.author.name:
        return revision.author.name
    text = mark("{author}, for {editor}, who changed the file")
    return in_language(lang, text, author=revision.author.name, editor=revision.editor)
