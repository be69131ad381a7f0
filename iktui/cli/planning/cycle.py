"""The annual cycle on the command line: what a year holds, as lines, JSON or a calendar."""

from __future__ import annotations

import argparse
import sys

from iktui.cli.looking import put_view
from iktui.cli.writing import ask, do
from iktui.files import write_file
from store.actions.editions import USUAL_EVENTS
from store.actions.views import CYCLE
from store.base.dates import check_year
from store.base.errors import BadInput
from store.base.i18n import _
from store.changes import edits
from store.query.listing import Listing
from store.records.snapshot import Snapshot
from store.register.history import origin_of
from store.register.kept import read_cache
from store.register.store import Store


def run_cycle(store: Store, arguments: argparse.Namespace) -> int:
    """Print what a year holds, write it as a calendar, or make the usual events."""
    year = int(check_year(arguments.year) if arguments.year else edits.today()[:4])
    _refuse_mixtures(arguments)
    if arguments.add_usual:
        return do(store, arguments, USUAL_EVENTS, ask(store, arguments, year=str(year)))
    if arguments.ics:
        return _put_calendar(store, store.snapshot(arguments.at), year, arguments.output)
    put_view(store, arguments, CYCLE, year=str(year))
    return 0


def _refuse_mixtures(arguments: argparse.Namespace) -> None:
    if arguments.ics and arguments.json:
        raise BadInput(_("--ics or --json, not both"))
    if arguments.output is not None and not arguments.ics:
        raise BadInput(_("-o goes with --ics"))
    if arguments.add_usual and (arguments.at or arguments.ics):
        raise BadInput(_("--add-usual changes the register as it is now: not with --at or --ics"))


def calendar_of(store: Store, snapshot: Snapshot, year: int, listing: Listing | None) -> bytes:
    """A year as a calendar that other programs read, stamped with the commit that it is of."""
    from store.reports.cycle_ics import cycle_ics

    commit = snapshot.commit or ""
    stamp, origin = store.revision(commit).date, origin_of(store.git, commit)
    return cycle_ics(snapshot, year, stamp=stamp, origin=origin, listing=listing)


def _put_calendar(store: Store, snapshot: Snapshot, year: int, output: str | None) -> int:
    content = calendar_of(store, snapshot, year, read_cache(store.git_dir))
    if output is None:
        sys.stdout.write(content.decode("utf-8"))
    else:
        write_file(output, content)
    return 0
