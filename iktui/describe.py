"""What the panes say of records, changes and revisions, in the reader's language."""

from __future__ import annotations

from iktui.widgets.text_pane import Paragraph
from store import wording
from store.changes import Change
from store.codec import to_fields
from store.glossary import legal_forms, roles, statuses
from store.history import Revision
from store.i18n import _, language
from store.model import Collaboration, Participation
from store.paths import Key
from store.wording import NameOf


def record_paragraphs(record: Collaboration, name_of: NameOf) -> list[Paragraph]:
    """Everything a record holds, what people look for first on top."""
    lang = language()
    form = legal_forms()[record.legal_form].name() if record.legal_form else "–"
    uncertain = "legal_form" in record.uncertain
    shown = [
        Paragraph("", record.name + (" *" if record.starred else ""), "title"),
        Paragraph(_("Form"), form + ("  (?)" if uncertain else ""), "warning" if uncertain else ""),
        Paragraph(_("Host"), name_of(Key("party", record.host)) if record.host else "–"),
        Paragraph(_("Participants"), _participants(record, name_of)),
        Paragraph(_("Comment"), record.comment or "–"),
        Paragraph(_("Status"), _status(record)),
        Paragraph(_("Area"), ", ".join(name_of(Key("area", area)) for area in record.areas) or "–"),
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
            shown.append(Paragraph(label[:1].upper() + label[1:], wording.value_text(field, value, name_of, lang)))
    if record.as_written is not None:
        written = record.as_written
        raw = [
            cell for cell in (written.section, written.name, written.type, written.comment, written.progress) if cell
        ]
        shown.append(Paragraph(_("As written"), " | ".join(raw), "dim"))
    return shown


def _status(record: Collaboration) -> str:
    text = statuses()[record.status].name()
    if record.from_ or record.until:
        text += f"  {record.from_ or ''} – {record.until or ''}"
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
    if part.from_:
        facts.append(_("from {date}", date=part.from_))
    if part.notice_given:
        facts.append(_("notice given {date}", date=part.notice_given))
    if part.until:
        facts.append(_("until {date}", date=part.until))
    return f" ({', '.join(facts)})" if facts else ""


def change_paragraphs(change: Change, name_of: NameOf) -> list[Paragraph]:
    """What happens to one record: every field before and after."""
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
        for sign, value, style in (("-", field.before, "removed"), ("+", field.after, "added")):
            if value is not None:
                text = wording.value_text(field.field, value, name_of, lang, change.key.kind)
                shown.append(Paragraph(sign, text, style))
    return shown


def revision_paragraphs(revision: Revision, changes: list[Change], name_of: NameOf) -> list[Paragraph]:
    """One revision: who, when, why, and the fields before and after."""
    shown = [
        Paragraph("", revision.subject, "title"),
        Paragraph(_("By"), f"{revision.author.name} <{revision.author.mail}>"),
        Paragraph(_("When"), f"{revision.date:%Y-%m-%d %H:%M:%S %z}"),
    ]
    if revision.reason:
        shown.append(Paragraph(_("Reason"), revision.reason))
    if revision.case:
        shown.append(Paragraph(_("Case"), revision.case))
    for change in changes:
        shown += change_paragraphs(change, name_of)[
            0 if len(changes) > 1 else 1 if change.before and change.after else 0 :
        ]
    return shown
