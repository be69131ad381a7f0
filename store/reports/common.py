"""The register in lines: notices, the councils' matters, § 27, an edition, figures. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from store.base.dates import has_passed, shown_date
from store.base.errors import BadInput
from store.base.glossary import legal_forms, terms_of
from store.base.i18n import _, language, ngettext
from store.base.numbers import share_text
from store.base.text import one_line, sort_key
from store.changes.wording import editor_text, field_label, kind_name
from store.editions.checklist import CONFIRMED, progress
from store.editions.rollover import EditionState, correction_text, missing_of, reminder_text
from store.planning.conversion import (
    CERTAIN,
    DONE,
    UNCERTAIN,
    LegacyRow,
    converted,
    deadline_text,
    formed_anew,
    legacy,
    state_text,
    targets,
)
from store.query.listing import Listing
from store.records.decisions import decision_text, is_decided
from store.records.model import Collaboration, Decisions
from store.records.overview import is_current
from store.records.paths import Key
from store.records.snapshot import Snapshot
from store.reports.councils import Matter, matters
from store.reports.figures import SECTIONS, figures, figures_json, own_first, section_name
from store.reports.pictures import Bar, Picture
from store.reports.shown import Line, Shown

# --- who leaves


class Notice(NamedTuple):
    """Who leaves what ("": all of them), when it was said and until when it stays; dates are partial, "" unknown."""

    record: Collaboration
    party: str
    given: str
    until: str


def notices_shown(snapshot: Snapshot, day: dt.date) -> Shown:
    """Who has given notice or leaves, of what, and from when: what has not come yet on a day, the soonest first."""
    name = snapshot.name
    current = [record for record in snapshot.collaborations.values() if is_current(record)]
    told = [notice for record in current for notice in _given(record)]
    coming = [notice for notice in told if not notice.until or not has_passed(notice.until, day)]
    found = sorted(coming, key=lambda notice: (notice.until or "9999", sort_key(notice.record.name)))
    lines = tuple(
        Line(
            (record.name, name(Key("party", party)) if party else _("the whole agreement"),
             _("until {date}", date=shown_date(until)) if until else _("nobody has said until when"),
             _("notice given {date}", date=shown_date(given)) if given else ""),
            record.id, key=Key(Collaboration.KIND, record.id), part=party, item=record,
        )
        for record, party, given, until in found
    )  # fmt: skip
    data = [
        {"id": record.id, "name": record.name, "party": party, "notice_given": given or None, "until": until or None}
        for record, party, given, until in found
    ]
    return Shown(lines, data, ngettext("{count} notice", "{count} notices", len(lines)))


def _given(record: Collaboration) -> Iterator[Notice]:
    """By each participant who has said so, or of the whole agreement where no participant is named."""
    parts = {id: part for id, part in record.participants.items() if part.notice_given or part.until}
    for id, part in parts.items():
        yield Notice(record, id, part.notice_given or "", part.until or "")
    if not parts and record.status == "notice_given":
        yield Notice(record, "", "", record.until or "")


# --- who edits for whom


def editors_shown(snapshot: Snapshot) -> Shown:
    """Who edits for each member, in the order of the members."""
    register = snapshot.register
    members = [(id, snapshot.name(Key("party", id)), register.editors.get(id, {})) for id in register.members]
    lines = [
        Line((name, editor_text(**one.model_dump())), id, key=Key("party", id), part=editor)
        for id, name, some in members
        for editor, one in some.items()
    ]
    data = [
        {"party": id, "id": editor, **one.model_dump(include={"name", "mail", "pattern"})}
        for id, _name, some in members
        for editor, one in some.items()
    ]
    notes = tuple(_("{name}: nobody is known", name=name) for _id, name, some in members if not some)
    return Shown(tuple(lines), data, ngettext("{count} editor", "{count} editors", len(lines)), notes)


# --- what councils decide


def councils_shown(snapshot: Snapshot, wanted: str = "", *, only_missing: bool = False) -> Shown:
    """What the councils decide on, or one record of it, by “id” or “kind/id”; raises BadInput for one that is not.

    With `only_missing`, what somebody has not decided.
    """
    found = matters(snapshot, snapshot.register.members)
    if wanted:
        kind, slash, id = wanted.rpartition("/")
        found = [matter for matter in found if matter.key.id == id and (not slash or matter.key.kind == kind)]
        if not found:
            raise BadInput(_("{id}: nothing there is for the councils; “iktui councils” shows what is", id=wanted))
    if only_missing:
        found = [matter for matter in found if matter.missing]
    missing = sum(bool(matter.missing) for matter in found)
    counts = ngettext("{count} matter", "{count} matters", len(found))
    return Shown(
        tuple(_matter_line(matter, snapshot) for matter in found), [_matter_json(matter) for matter in found],
        _("To the councils: {counts}, {missing} not decided by all", counts=counts, missing=missing),
    )  # fmt: skip


def _said(snapshot: Snapshot, parties: Iterable[str], decisions: Decisions) -> tuple[tuple[str, str], ...]:
    """What each council said, by its name."""
    said = {id: decisions.get(id) for id in dict.fromkeys([*parties, *decisions])}
    return tuple(
        (snapshot.name(Key("party", id)), decision_text(made) if made and is_decided(made) else _("nothing yet"))
        for id, made in said.items()
    )


def _matter_line(matter: Matter, snapshot: Snapshot) -> Line:
    about = f"{kind_name(matter.key.kind, language())}, {field_label(matter.field, snapshot.name, language())}"
    missing = ", ".join(snapshot.name(Key("party", party)) for party in matter.missing)
    return Line(
        (f"{matter.name} ({about})", _("missing: {what}", what=missing) if missing else ""), matter.key.id,
        more=_said(snapshot, matter.parties, matter.decisions), key=matter.key, part=matter.field,
        item=matter,
    )  # fmt: skip


def _matter_json(matter: Matter) -> dict[str, Any]:
    """One matter as the contract has it."""
    return {
        "kind": matter.key.kind,
        "id": matter.key.id,
        "name": matter.name,
        "field": matter.field,
        "decisions": {id: made.model_dump(exclude_defaults=True) for id, made in matter.decisions.items()},
        "missing": list(matter.missing),
    }


# --- § 27


def legal_basis_shown(snapshot: Snapshot, editions: Mapping[str, Snapshot]) -> Shown:
    """What is or may be under § 27, and what was in an earlier one of the `editions`."""
    rows = legacy(snapshot, editions.values())
    left = sum(row.state != DONE for row in rows)
    titles = {CERTAIN: _("Under § 27"), UNCERTAIN: _("Perhaps under § 27"), DONE: _("Converted since")}
    lines: list[Line] = []
    for state, title in titles.items():
        inside = [_legacy_line(row, snapshot) for row in rows if row.state == state]
        lines += [Line((f"{title} ({len(inside)})",), is_heading=True), *inside] if inside else []
    counted = ngettext("{count} collaboration without a clear legal basis",
                       "{count} collaborations without a clear legal basis", left)  # fmt: skip
    notes = (_("Deadline") + f": {deadline_text()}", _("It can become: {forms}", forms=", ".join(targets())))
    return Shown(tuple(lines), [_legacy_json(row) for row in rows], counted, notes, bool(left))


def _legacy_line(row: LegacyRow, snapshot: Snapshot) -> Line:
    names, record = legal_forms(), row.record
    more = [
        (_("Form"), state_text(row)),
        (_("Proposed progress"), row.progress or "–"),
        (_("Comment"), record.comment or "–"),
    ]
    if row.state != DONE:
        more += [
            (_("Deadline"), deadline_text()),
            (_("Can become"), "; ".join(names[code].name() for code in converted())),
            (_("Or anew as"), "; ".join(names[code].name() for code in formed_anew())),
        ]
    now = state_text(row) if row.state == DONE else ""
    said = _said(snapshot, row.missing, record.decisions)
    return Line(
        (record.name, now, row.progress),
        record.id,
        more=(*more, *said),
        key=Key(Collaboration.KIND, record.id),
        item=row,
    )


def _legacy_json(row: LegacyRow) -> dict[str, Any]:
    """One collaboration as the contract has it."""
    return {
        "id": row.record.id,
        "name": row.record.name,
        "state": row.state,
        "legal_form": row.record.legal_form,
        "progress": row.progress,
        "missing": list(row.missing),
        "targets": list(targets()),
    }


# --- an edition


def edition_shown(state: EditionState) -> Shown:
    """How far an edition is: what each member has said of its part in each collaboration."""
    edition, count, name = state.edition, progress(state.rows), state.now.name
    terms = terms_of("confirmation_state")
    lines = []
    for row in state.rows:
        said = tuple(
            f"{name(Key('party', id))}: {terms[one.state].name() if one else _('open')}"
            for id, one in row.parts.items()
        )
        since = terms[row.offered].name().lower() if row.offered != CONFIRMED else ""
        lines.append(Line((row.name, since, *said), row.id, key=Key(Collaboration.KIND, row.id), item=row))
    whole = _("{done} of {total} confirmed", done=count.whole.done, total=count.whole.total)
    notes = [f"{name(Key('party', id))}: {part.done}/{part.total}" for id, part in count.members.items()]
    if edition.missing_reason:
        notes.append(_("published with open points: {reason}", reason=one_line(edition.missing_reason)))
    notes += [f"{name(Key('party', id))}: {decision_text(made)}" for id, made in edition.decisions.items()]
    notes += [reminder_text(due, state.now) for due in state.reminders]
    notes += [_("known since it was published:")] if state.corrections else []
    notes += [f"  {made.record.name}: {correction_text(made, name)}" for made in state.corrections]
    return Shown(
        tuple(lines), _edition_json(state),
        f"{edition.id}: {terms_of('edition_state')[edition.state].name()}, {whole}", tuple(notes),
        not state.is_published and bool(missing_of(state.now, edition.id)),
    )  # fmt: skip


def _edition_json(state: EditionState) -> dict[str, Any]:
    """An edition as the contract has it."""
    edition, count = state.edition, progress(state.rows)
    return {
        "edition": edition.id,
        "state": edition.state,
        "date": edition.date,
        "opened": edition.opened,
        "missing_reason": edition.missing_reason,
        "missing": "" if state.is_published else missing_of(state.now, edition.id),
        "progress": count.whole._asdict(),
        "members": {id: part._asdict() for id, part in count.members.items()},
        "areas": {id: part._asdict() for id, part in count.areas.items()},
        "collaborations": [
            {
                "id": row.id,
                "offered": row.offered,
                "members": {id: said.model_dump(exclude_none=True) if said else None for id, said in row.parts.items()},
            }
            for row in state.rows
        ],
        "decisions": {id: made.model_dump(exclude_defaults=True) for id, made in edition.decisions.items()},
        "reminders": [due._asdict() for due in state.reminders],
        "corrections": [{"id": made.key.id, **field._asdict()} for made in state.corrections for field in made.fields],
    }


# --- figures


def figures_shown(
    snapshot: Snapshot, listing: Listing, day: dt.date, editions: Mapping[str, Snapshot], own: str = ""
) -> Shown:
    """How many are in force on a day, section by section; those of the reader's `own` municipality first."""
    made = figures(snapshot, listing, day, editions)
    lines: list[Line] = []
    for section in SECTIONS:
        most = max((one.number for one in made.lines(section)), default=0)
        inside = [
            Line((one.name, str(one.number), "" if one.share is None else share_text(one.share)), item=(section, one),
                 drawn=Bar(one.number, most))
            for one in own_first(made.lines(section), own)
        ]  # fmt: skip
        lines += [Line((section_name(section),), is_heading=True), *inside] if inside else []
    count = ngettext("{count} collaboration", "{count} collaborations", made.total)
    counted = _("in force on {date}: {counts}", date=shown_date(made.on), counts=count)
    return Shown(tuple(lines), figures_json(made), counted, item=made, picture=Picture())
