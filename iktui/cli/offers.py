"""actions: everything that can be done or looked at, and where."""

from __future__ import annotations

import argparse

from iktui.cli.output import pad, put, put_json
from iktui.offers import rows


def run_actions(arguments: argparse.Namespace) -> int:
    """Print every Action, View and Task: its name, its keys, its words, its command."""
    if arguments.json:
        put_json(rows())
        return 0
    for row in rows():
        put(f"{pad(row['title'], 34)} {pad(row['screens'], 8)} {pad(row['linear'], 14)} iktui {row['command_line']}")
    return 0
