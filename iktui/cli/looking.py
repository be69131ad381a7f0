"""Every View from the command line: lines of text, or JSON."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Final

import wcwidth

from iktui.cli.output import pad, put, put_json
from iktui.cli.own import doer_of
from iktui.cli.parser import Parser, looking_options, member_option
from iktui.cli.writing import entered
from iktui.session import look
from store.actions.action import Asked
from store.actions.views import View
from store.base.i18n import _
from store.base.ids import is_id
from store.base.text import safe
from store.changes import edits
from store.records.snapshot import Snapshot
from store.register.store import Store
from store.reports.shown import Line, Shown

_WIDEST: Final = 44
"""Columns of a terminal that a column of a table takes at most; the last has no end."""
_NUMBER: Final = re.compile(r"[\d.,\u00a0]*(\s?%)?")


def put_view(store: Store, arguments: argparse.Namespace, view: View, **answers: Any) -> Shown:
    """Print what a View shows of the time that is asked for; how many they are goes to standard error."""
    snapshot = store.snapshot(getattr(arguments, "at", None))
    asked = Asked(snapshot, (), answers, edits.today(), doer=doer_of(store, arguments, snapshot))
    shown = look(store, view, asked)
    if arguments.json:
        put_json(shown.data)
        return shown
    head = [shown.counted] if view.is_headed else []
    for line in (*head, *printed(shown, in_full=view.in_full), *shown.notes):
        put(line)
    if not view.is_headed:
        sys.stderr.write(f"{safe(shown.counted)}\n")
    return shown


def run_view(store: Store, view: View, arguments: argparse.Namespace) -> int:
    """A View by its name, with an option for each of its questions; status 1 while something is left for a person."""
    parser = Parser(prog=f"iktui {view.id}", description=_(view.help), parents=[looking_options()])
    member_option(parser)
    for question in view.asks:
        option, dest, help = f"--{question.id.replace('_', '-')}", f"ask_{question.id}", _(question.label)
        if question.is_flag:
            parser.add_argument(option, dest=dest, help=help, action="store_const", const=_("yes"))
        else:
            parser.add_argument(option, dest=dest, help=help, required=question.required)
    given = parser.parse_args(arguments.words, arguments)
    typed = {question.id: getattr(given, f"ask_{question.id}") for question in view.asks}
    return int(put_view(store, given, view, **answers_of(view, store.snapshot(given.at), typed)).is_open)


def answers_of(view: View, snapshot: Snapshot, typed: Mapping[str, str | None]) -> dict[str, Any]:
    """The answers that words stand for, by question; raises BadInput that names the option."""
    asked = Asked(snapshot, (), {}, edits.today())
    answers = {}
    for question in view.asks:
        words = typed.get(question.id)
        if words is not None:
            option = f"--{question.id.replace('_', '-')}"
            answers[question.id] = entered(option, partial(question.answer, words, asked))
    return answers


def printed(shown: Shown, *, in_full: bool = False) -> Iterator[str]:
    """The lines: a tree with its names first, anything else as a table, in columns."""
    rows = [line for line in shown.lines if not line.is_heading]
    is_tree = in_full or any(line.depth or line.sign for line in rows)
    widest = _WIDEST if sys.stdout.isatty() else sys.maxsize
    columns = [] if is_tree else [_Column(cells, widest) for cells in zip(*map(_columns, rows), strict=False)]
    margin = "  " if len(rows) < len(shown.lines) else ""
    for line in shown.lines:
        if line.is_heading:
            yield "  ".join(cell for cell in line.cells if cell)
            continue
        text = "  ".join(_in_tree(line)) if is_tree else _in_table(_columns(line), columns)
        yield margin + "  " * line.depth + f"{line.sign} {text}".lstrip()
        for label, told in line.more if in_full else ():
            first, *others = told.splitlines() or [""]
            yield f"    {pad(label, 24)}  {first}"
            yield from (" " * 30 + other for other in others)


class _Column:
    """The cells below each other: as wide as the widest needs, numbers to the right."""

    def __init__(self, cells: Sequence[str], widest: int) -> None:
        longest = max(wcwidth.width(safe(cell)) for cell in cells)
        self.width = longest if all(map(is_id, cells)) else min(widest, longest)  # an id is to be copied whole
        self.is_number = all(_NUMBER.fullmatch(cell) for cell in cells)

    def text(self, cell: str) -> str:
        return wcwidth.rjust(cell, self.width) if self.is_number else pad(cell, self.width)


def _columns(line: Line) -> Sequence[str]:
    return (*line.cells, line.id) if line.id else line.cells


def _in_tree(line: Line) -> Iterator[str]:
    yield from (cell for cell in (*line.cells, line.id) if cell)


def _in_table(cells: Sequence[str], columns: Sequence[_Column]) -> str:
    padded = [column.text(cell) for cell, column in zip(cells, columns, strict=False)]
    last = cells[-1] if len(padded) < len(cells) or not columns[-1].is_number else padded[-1]
    return "  ".join([*padded[: len(cells) - 1], safe(last)]).rstrip()
