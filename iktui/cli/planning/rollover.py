"""The yearly rollover on the command line: open a year, look at it, confirm, publish, adopt."""

from __future__ import annotations

import argparse
from typing import Any, Final

from iktui.cli.output import pad, put, put_json
from iktui.cli.writing import ask, author_of, entered, put_change, save, tell
from store.actions.action import Asked
from store.actions.editions import ADOPT, CONFIRM, PUBLISH, ROLLOVER
from store.base.dates import check_year
from store.base.errors import BadInput
from store.base.glossary import terms_of
from store.base.i18n import _
from store.base.text import normalise, one_line
from store.changes.changes import Changeset
from store.changes.preview import Preview
from store.editions.checklist import CONFIRMED, Row, checklist, edition_of, progress, unchanged
from store.editions.rollover import correction_text, missing_of, plan_of, reminder_text
from store.records.decisions import decision_text
from store.records.entry import find_area, find_party, find_term
from store.records.paths import EDITION_TAG, Key
from store.records.snapshot import Snapshot
from store.register import publishing
from store.register.store import Store
from store.rules.published import published_already

_GOES_WITH: Final = {"ids": "confirm", "area": "confirm", "state": "confirm", "body": "adopt", "date": "adopt",
                     "outcome": "adopt"}  # fmt: skip


def run_rollover(store: Store, arguments: argparse.Namespace) -> int:
    """Open the year, or show how far it is, or do what the options say; status 1 while confirmations are open."""
    year = arguments.year = check_year(arguments.year)
    for option, action in _GOES_WITH.items():
        if getattr(arguments, option) and not getattr(arguments, action):
            shown = "ID" if option == "ids" else f"--{option}"
            raise BadInput(_("{option} goes with --{action}", option=shown, action=action))
    if arguments.ids and arguments.area:
        raise BadInput(_("--area or ids, not both"))
    snapshot = store.snapshot()
    if arguments.publish and _mend(store, arguments, snapshot):
        return 0
    opens = not (arguments.confirm or arguments.publish or arguments.adopt)
    if opens and snapshot.editions.get(year) is not None:
        return _show(store, year, as_json=arguments.json)
    changeset = _wanted(store, arguments, snapshot)
    if arguments.dry_run:
        return _dry_run(arguments, snapshot, changeset, plan_of(snapshot, year) if opens else [])
    notes = plan_of(snapshot, year) if opens else []
    tell(store, arguments, save(store, arguments, changeset))
    if not arguments.json:
        for note in notes:
            put(f"  {note}")
    return _status(store.snapshot(), year)


def _wanted(store: Store, arguments: argparse.Namespace, snapshot: Snapshot) -> Changeset:
    """What the options ask for."""
    asked = ask(store, arguments, year=arguments.year)
    if arguments.confirm:
        return _confirmed(store, arguments, asked)
    if arguments.publish:
        return PUBLISH.plan(asked.answering(reason=normalise(arguments.reason)))
    if arguments.adopt:
        party = entered("--adopt", lambda: find_party(arguments.adopt, snapshot))
        given = {"body": arguments.body, "date": arguments.date, "outcome": arguments.outcome}
        made: Changeset = entered("--date", lambda: ADOPT.plan(asked.answering(party=party, **given)))
        return made
    return ROLLOVER.plan(asked)


def _confirmed(store: Store, arguments: argparse.Namespace, asked: Asked) -> Changeset:
    year, snapshot = arguments.year, asked.snapshot
    if edition_of(snapshot, year).state == "published":
        raise published_already(year)
    party = entered("--confirm", lambda: find_party(arguments.confirm, snapshot))
    terms = terms_of("confirmation_state")
    state = entered("--state", lambda: find_term(arguments.state, terms)) if arguments.state else CONFIRMED
    ids = [snapshot.collaboration(id).id for id in arguments.ids]
    if not ids:
        area = entered("--area", lambda: find_area(arguments.area, snapshot.register)) if arguments.area else None
        ids = unchanged(checklist(snapshot, year, publishing.edition_before(store, year)), party, area)
    by, again = author_of(store, arguments).name, bool(arguments.ids)
    return CONFIRM.plan(asked.answering(ids=ids, party=party, state=state, by=by, again=again))


def _dry_run(arguments: argparse.Namespace, snapshot: Snapshot, changeset: Changeset, notes: list[str]) -> int:
    if arguments.json:
        fields = [
            {"kind": made.key.kind, "id": made.key.id, **field._asdict()}
            for made in changeset.changes
            for field in made.fields
        ]
        put_json({"notes": notes, "changes": fields})
        return 0
    preview = Preview(snapshot, changeset.changes)
    for note in notes:
        put(note)
    for made in changeset.changes:
        put_change(made, preview.name)
    put((changeset.subject if changeset.changes else _("nothing to change")) + _(" (nothing written)"))
    return 0


def _mend(store: Store, arguments: argparse.Namespace, snapshot: Snapshot) -> bool:
    """Make the tag that a crash left out."""
    year, edition = arguments.year, snapshot.editions.get(arguments.year)
    if edition is None or edition.state != "published" or f"{EDITION_TAG}{year}" in store.editions():
        return False
    if not arguments.dry_run:
        publishing.mend(store, year, author_of(store, arguments))
    put(_("the edition of {year} was published without its tag; the tag is made", year=year))
    return True


def _status(snapshot: Snapshot, year: str) -> int:
    edition = edition_of(snapshot, year)
    return int(edition.state != "published" and bool(missing_of(snapshot, year)))


# --- how far it is


def _show(store: Store, year: str, *, as_json: bool) -> int:
    state = publishing.state_of(store, year)
    if as_json:
        put_json(_json(state))
    else:
        _put_state(state)
    return _status(state.now, year)


def _json(state: publishing.EditionState) -> dict[str, Any]:
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


def _put_state(state: publishing.EditionState) -> None:
    edition, count, name = state.edition, progress(state.rows), state.now.name
    whole = _("{done} of {total} confirmed", done=count.whole.done, total=count.whole.total)
    put(f"{edition.id}: {terms_of('edition_state')[edition.state].name()}, {whole}")
    for id, part in count.members.items():
        put(f"  {pad(name(Key('party', id)), 24)} {part.done}/{part.total}")
    if edition.missing_reason:
        put(_("published with open points: {reason}", reason=one_line(edition.missing_reason)))
    if not state.is_published:
        _put_open(state.now, state.rows)
    for id, made in edition.decisions.items():
        put(f"  {pad(name(Key('party', id)), 24)} {decision_text(made)}")
    for due in state.reminders:
        put(reminder_text(due, state.now))
    if state.corrections:
        put(_("known since it was published:"))
    for corrected in state.corrections:
        put(f"  {corrected.record.name}: {correction_text(corrected, name)}")


def _put_open(snapshot: Snapshot, rows: list[Row]) -> None:
    terms = terms_of("confirmation_state")
    for row in rows:
        if row.open:
            names = ", ".join(snapshot.name(Key("party", id)) for id in row.open)
            offered = f" ({terms[row.offered].name().lower()})" if row.offered != CONFIRMED else ""
            put(_("open: {id}: {members}", id=row.id, members=names) + offered)
