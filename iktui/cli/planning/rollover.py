"""The yearly rollover on the command line: open a year, look at it, confirm, publish, adopt."""

from __future__ import annotations

import argparse
from typing import Final

from iktui.cli.looking import put_view
from iktui.cli.output import put, put_error, put_json
from iktui.cli.writing import ask, author_of, entered, member_given, put_change, save, tell
from iktui.files.folder import folder_of
from iktui.files.sets import write_set
from store.actions.action import Asked
from store.actions.editions import ADOPT, CONFIRM, PUBLISH, ROLLOVER
from store.actions.views import EDITION
from store.base.dates import check_year
from store.base.errors import BadInput
from store.base.glossary import terms_of
from store.base.i18n import _
from store.base.text import normalise
from store.changes.changes import Changeset
from store.changes.preview import Preview
from store.editions.checklist import CONFIRMED, checklist, edition_of, unchanged
from store.editions.rollover import missing_of, plan_of
from store.records.entry import find_area, find_term
from store.records.paths import EDITION_TAG
from store.records.snapshot import Snapshot
from store.register import publishing
from store.register.store import Store
from store.rules.published import is_published, published_already

_GOES_WITH: Final = {"ids": "confirm", "area": "confirm", "state": "confirm", "body": "adopt", "date": "adopt",
                     "outcome": "adopt", "papers": "publish"}  # fmt: skip


def run_rollover(store: Store, arguments: argparse.Namespace) -> int:
    """Open the year, or show how far it is, or do what the options say; status 1 while confirmations are open."""
    year = arguments.year = check_year(arguments.year)
    for option, action in _GOES_WITH.items():
        if getattr(arguments, option) and getattr(arguments, action) in (None, False):
            shown = "ID" if option == "ids" else f"--{option}"
            raise BadInput(_("{option} goes with --{action}", option=shown, action=action))
    if arguments.ids and arguments.area:
        raise BadInput(_("--area or ids, not both"))
    if arguments.papers:
        folder_of(store, arguments.papers)  # refused before anything is published
    snapshot = store.snapshot()
    if arguments.publish and (
        _mend(store, arguments, snapshot) or (arguments.papers and is_published(snapshot.editions.get(year)))
    ):
        return _write_papers(store, arguments)
    opens = arguments.confirm is None and arguments.adopt is None and not arguments.publish
    if opens and snapshot.editions.get(year) is not None:
        return int(put_view(store, arguments, EDITION, year=year).is_open)
    changeset = _wanted(store, arguments)
    if arguments.dry_run:
        return _dry_run(arguments, snapshot, changeset, plan_of(snapshot, year) if opens else [])
    notes = plan_of(snapshot, year) if opens else []
    tell(store, arguments, save(store, arguments, changeset))
    if not arguments.json:
        for note in notes:
            put(f"  {note}")
    return _write_papers(store, arguments) or _status(store.snapshot(), year)


def _write_papers(store: Store, arguments: argparse.Namespace) -> int:
    """Where a folder was named: write them, and say where they lie; status 1 when that cannot be."""
    if not arguments.papers or arguments.dry_run:
        return 0
    try:
        told = write_set(store, arguments.year, arguments.papers)
    except BadInput as error:
        put_error(str(error))
        return 1
    (put_error if arguments.json else put)(told)
    return 0


def _wanted(store: Store, arguments: argparse.Namespace) -> Changeset:
    """What the options ask for."""
    asked = ask(store, arguments, year=arguments.year)
    if arguments.confirm is not None:
        return _confirmed(store, arguments, asked)
    if arguments.publish:
        return PUBLISH.plan(asked.answering(reason=normalise(arguments.reason)))
    if arguments.adopt is not None:
        party = member_given("--adopt", arguments.adopt, asked)
        given = {"body": arguments.body, "date": arguments.date, "outcome": arguments.outcome}
        made: Changeset = entered("--date", lambda: ADOPT.plan(asked.answering(party=party, **given)))
        return made
    return ROLLOVER.plan(asked)


def _confirmed(store: Store, arguments: argparse.Namespace, asked: Asked) -> Changeset:
    year, snapshot = arguments.year, asked.snapshot
    if edition_of(snapshot, year).state == "published":
        raise published_already(year)
    party = member_given("--confirm", arguments.confirm, asked)
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
    if not is_published(edition) or f"{EDITION_TAG}{year}" in store.editions():
        return False
    if not arguments.dry_run:
        publishing.mend(store, year, author_of(store, arguments))
    put(_("the edition of {year} was published without its tag; the tag is made", year=year))
    return True


def _status(snapshot: Snapshot, year: str) -> int:
    edition = edition_of(snapshot, year)
    return int(edition.state != "published" and bool(missing_of(snapshot, year)))
