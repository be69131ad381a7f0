"""The figures of the register on the command line: lines, JSON, CSV."""

from __future__ import annotations

import argparse
import sys

from iktui.cli.looking import printed, put_view
from iktui.cli.output import json_text
from iktui.cli.reading import day_of
from iktui.files import write_file
from iktui.session import look
from store.actions.action import Asked
from store.actions.views import FIGURES
from store.base.errors import BadInput
from store.base.i18n import _
from store.changes import edits
from store.register.store import Store
from store.reports.figures import figures_csv


def run_stats(store: Store, arguments: argparse.Namespace) -> int:
    """Print the figures of what is in force today, or on another day."""
    if arguments.json and arguments.csv:
        raise BadInput(_("--csv or --json, not both"))
    day = day_of(arguments.on)
    if arguments.output is None and not arguments.csv:
        put_view(store, arguments, FIGURES, on=day)
        return 0
    asked = Asked(store.snapshot(arguments.at), (), {"on": day}, edits.today())
    shown = look(store, FIGURES, asked)
    if arguments.json:
        text = json_text(shown.data)
    elif arguments.csv:
        text = figures_csv(shown.item)
    else:
        text = "".join(f"{line}\n" for line in (shown.counted, *printed(shown)))
    if arguments.output is None:
        sys.stdout.write(text)
    else:
        write_file(arguments.output, text.encode("utf-8"))
    return 0
