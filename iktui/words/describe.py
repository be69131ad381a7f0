"""What the panes say of records, changes and revisions, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from iktui.widgets.text_pane import Paragraph
from store.base.dates import shown_date, shown_day, shown_moment
from store.base.glossary import legal_forms, roles, statuses, terms_of
from store.base.i18n import _, in_quotes, language
from store.base.text import excerpt
from store.changes import wording
from store.changes.blame import Attribution
from store.changes.changes import Change, Revision
from store.changes.worddiff import KEPT, REMOVED, Piece, word_diff
from store.changes.wording import NameOf
from store.records.codec import to_fields
from store.records.model import KINDS, Collaboration, Document, Participation, Record
from store.records.paths import Key
from store.records.references import references_of
from store.records.typed import share_words

if TYPE_CHECKING:
    from store.records.snapshot import Snapshot


def record_paragraphs(
    record: Collaboration, name_of: NameOf, blame: Mapping[str, Attribution] | None = None
) -> list[Paragraph]:
    """Everything a record holds, what people look for first on top; with `blame`, below each field who set it."""
    lang = language()
    form = legal_forms()[record.legal_form].name() if record.legal_form else "–"
    uncertain = "legal_form" in record.uncertain
    shown = [
        ("name", Paragraph("", record.name + (" *" if record.starred else ""), "title")),
        ("legal_form", Paragraph(_("Form"), form + ("  (?)" if uncertain else ""), "warning" if uncertain else "")),
        ("", Paragraph(_("Host"), name_of(Key("party", record.host)) if record.host else "–")),
        ("participants", Paragraph(_("Participants"), _participants(record, name_of))),
        ("comment", Paragraph(_("Comment"), record.comment or "–")),
        ("status", Paragraph(_("Status"), _status(record))),
        ("areas", Paragraph(_("Area"), ", ".join(name_of(Key("area", area)) for area in record.areas) or "–")),
    ]
    told = {
        "name",
        "starred",
        "legal_form",
        "participants",
        "comment",
        "status",
        "from",
        "until",
        "areas",
        "as_written",
    }
    for field, value in to_fields(record).items():
        if field not in told:
            label = wording.field_label(field, name_of, lang)
            text = wording.value_text(field, value, name_of, lang)
            shown.append((field, Paragraph(label[:1].upper() + label[1:], text)))
    if record.as_written is not None:
        written = record.as_written
        raw = [
            cell for cell in (written.section, written.name, written.type, written.comment, written.progress) if cell
        ]
        shown.append(("", Paragraph(_("As written"), " | ".join(raw), "dim")))
    if blame is None:
        return [paragraph for _field, paragraph in shown]
    return [line for field, paragraph in shown for line in (paragraph, *_who(field, blame, name_of))]


def any_paragraphs(record: Record, name_of: NameOf, blame: Mapping[str, Attribution] | None = None) -> list[Paragraph]:
    """Everything a record of any kind holds; with `blame`, below each field who set it."""
    if isinstance(record, Collaboration):
        return record_paragraphs(record, name_of, blame)
    shown = [Paragraph("", record.name or record.id, "title")]
    for field, value in to_fields(record).items():
        label = wording.field_label(field, name_of, language())
        text = wording.value_text(field, value, name_of, language(), record.KIND)
        shown += [Paragraph(label[:1].upper() + label[1:], text), *(_who(field, blame, name_of) if blame else ())]
    return shown


def related_paragraphs(record: Record, snapshot: Snapshot) -> list[Paragraph]:
    """What names the record: its agreements and other documents, the plan, studies, questions, events; by kind."""
    key = Key(record.KIND, record.id)
    found: dict[str, list[str]] = {}
    for other in snapshot.holding(record.id):
        names = [field for field, named in references_of(other) if named == key and field != "rows"]
        if names and (other.KIND, other.id) != key:
            found.setdefault(other.KIND, []).append(_related_text(other))
    order = list(KINDS)
    return [Paragraph(kind_title(kind), "\n".join(sorted(found[kind]))) for kind in sorted(found, key=order.index)]


def kind_title(kind: str) -> str:
    """The kind, as the label of a line."""
    return wording.kind_name(kind, language()).capitalize()


def _related_text(other: Record) -> str:
    """A record on one line: of an agreement its case, date and notice too."""
    if not isinstance(other, Document):
        return other.name or other.id
    notice = _("notice: {period}", period=other.notice_period) if other.notice_period else ""
    kind = terms_of("document_kind")[other.kind].name().lower() if other.kind else ""
    case = _("case {number}", number=other.case) if other.case else ""
    return ", ".join(word for word in (other.name, kind, case, shown_date(other.date), notice) if word)


def _who(field: str, blame: Mapping[str, Attribution], name_of: NameOf) -> list[Paragraph]:
    """Who set a field, or the parts of a table: newest first, a line for each revision."""
    found: dict[str, tuple[Revision, list[str]]] = {}
    for path, made in blame.items():
        if field and (path == field or path.startswith(f"{field}.")):
            before = excerpt(wording.value_text(path, made.previous, name_of, language()), 60)
            label = wording.field_label(path, name_of, language())
            part = "" if path == field else label + " "
            found.setdefault(made.revision.commit, (made.revision, []))[1].append(
                part + _("(before: {value})", value=before)
            )
    lines = sorted(found.values(), key=lambda pair: pair[0].date, reverse=True)
    return [
        Paragraph(
            " ",
            _(
                "{day} {author}: {what}",
                day=shown_day(revision.date),
                author=wording.who(revision, language()),
                what="; ".join([*parts, *([revision.reason] if revision.reason else [])]),
            ),
            "dim",
        )
        for revision, parts in lines
    ]


def _status(record: Collaboration) -> str:
    text = statuses()[record.status].name()
    if record.from_ or record.until:
        text += f"  {shown_date(record.from_)} – {shown_date(record.until)}"
    return text


def _participants(record: Collaboration, name_of: NameOf) -> str:
    named = [f"{name_of(Key('party', id))}{_part(part)}" for id, part in record.participants.items()]
    if record.other_participants:
        named.append(record.other_participants)
    elif not record.participants_complete:
        named.append(_("and others"))
    return ", ".join(named) or "–"


def _part(part: Participation) -> str:
    facts = [] if part.role == "participant" else [roles()[part.role].name().lower()]
    if part.share:
        facts.append(share_words(part.share, language()))
    if part.from_:
        facts.append(_("from {date}", date=shown_date(part.from_)))
    if part.notice_given:
        facts.append(_("notice given {date}", date=shown_date(part.notice_given)))
    if part.until:
        facts.append(_("until {date}", date=shown_date(part.until)))
    return f" ({', '.join(facts)})" if facts else ""


def change_paragraphs(
    change: Change, name_of: NameOf, beside: Callable[[str], str] = lambda _field: ""
) -> list[Paragraph]:
    """What happens to one record: every field before and after; what stands `beside` a field, below its name."""
    lang = language()
    kind = wording.kind_name(change.key.kind, lang)
    if change.before is None:
        head = _("{name}: new {kind}", name=change.record.name or change.key.id, kind=kind)
    elif change.after is None:
        head = _("{name}: removed", name=change.record.name or change.key.id)
    else:
        head = change.record.name or change.key.id
    shown = [Paragraph("", head, "title")]
    fields = wording.told_fields(change) if change.before and change.after else change.fields
    for field in fields:
        label = wording.field_label(field.field, name_of, lang)
        shown.append(Paragraph("", label[:1].upper() + label[1:]))
        if words_beside := beside(field.field):
            shown.append(Paragraph("", in_quotes(words_beside), "dim"))
        words = [
            "" if value is None else wording.value_text(field.field, value, name_of, lang, change.key.kind)
            for value in (field.before, field.after)
        ]
        if (pieces := word_diff(*words)) is not None:
            shown.append(_by_words(pieces))
            continue
        for sign, text, style in (("-", words[0], "removed"), ("+", words[1], "added")):
            if text:
                shown.append(Paragraph(sign, text, style))
    return shown


def _by_words(pieces: list[Piece]) -> Paragraph:
    """One text in which removed words stand in [- -] and added ones in {+ +}: seen without colours too, as git does."""
    text, marks = "", []
    for sign, words in pieces:
        if sign == KEPT:
            text += words
            continue
        start = len(text)
        text += f"[-{words}-]" if sign == REMOVED else "{+" + words + "+}"
        marks.append((start, len(text), "removed" if sign == REMOVED else "added"))
    return Paragraph("~", text, "", tuple(marks))


def revision_paragraphs(revision: Revision, changes: list[Change], name_of: NameOf) -> list[Paragraph]:
    """One revision: who, when, why, and the fields before and after."""
    shown = [
        Paragraph("", revision.subject, "title"),
        Paragraph(_("By"), f"{revision.author.name} <{revision.author.mail}>"),
        Paragraph(_("When"), f"{shown_moment(revision.date, seconds=True)} {revision.date:%z}"),
    ]
    if revision.editor:
        shown.insert(2, Paragraph(_("Edited by"), revision.editor))
    if revision.reason:
        shown.append(Paragraph(_("Reason"), revision.reason))
    if revision.case:
        shown.append(Paragraph(_("Case"), revision.case))
    for change in changes:
        shown += change_paragraphs(change, name_of)[
            0 if len(changes) > 1 else 1 if change.before and change.after else 0 :
        ]
    return shown
