"""The figures of the register on the command line: lines, JSON, CSV."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator

from iktui.cli.output import json_text, pad
from iktui.cli.writing import entered
from iktui.files import write_file
from store.base.dates import last_day
from store.base.errors import BadInput
from store.base.i18n import _, ngettext
from store.changes import edits
from store.query.listing import make_listing
from store.register.kept import read_cache
from store.register.publishing import edition_snapshots
from store.register.store import Store
from store.reports.figures import SECTIONS, Figures, figures, figures_csv, figures_json, section_name


def run_stats(store: Store, arguments: argparse.Namespace) -> int:
    """Print the figures of what is in force today, or on another day."""
    if arguments.json and arguments.csv:
        raise BadInput(_("--csv or --json, not both"))
    day = entered("--on", lambda: last_day(arguments.on or edits.today()))
    snapshot = store.snapshot(arguments.at)
    listing = make_listing(snapshot, read_cache(store.git_dir))
    made = figures(snapshot, listing, day, edition_snapshots(store, snapshot))
    if arguments.json:
        text = json_text(figures_json(made))
    elif arguments.csv:
        text = figures_csv(made)
    else:
        text = "".join(figure_lines(made))
    if arguments.output is None:
        sys.stdout.write(text)
    else:
        write_file(arguments.output, text.encode("utf-8"))
    return 0


def figure_lines(made: Figures) -> Iterator[str]:
    """The figures, line by line."""
    count = ngettext("{count} collaboration", "{count} collaborations", made.total)
    yield _("in force on {date}: {counts}", date=made.on, counts=count) + "\n"
    for section in SECTIONS:
        if made.lines(section):
            yield f"\n{section_name(section)}\n"
        for line in made.lines(section):
            percent = "" if line.share is None else f"{line.share:6.1f} %"
            yield f"  {pad(line.name, 44)} {line.number:6}{percent}\n"
