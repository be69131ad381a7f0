"""One year of the action plan: an item a line, what is below it further in."""

from __future__ import annotations

import datetime as dt
from typing import Final

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from iktui.widgets.line_list import LineList, Piece
from store.base.dates import has_passed, shown_date
from store.base.i18n import _
from store.base.text import safe
from store.planning.plan import PlanLine, PlanYear, is_open, status_sign

_NARROW: Final = 34
"""Columns from which a deadline has room beside the name."""


class PlanList(LineList[PlanLine]):
    """Items with a sign for how far they are, how often they were carried over, by when they shall be done."""

    SAME_BY = ("item.id",)

    def pieces(self, item: PlanLine, width: int) -> list[Piece]:
        """Sign, name, how often it was carried over, by when it shall be done."""
        record = item.item
        finished = "" if item.is_left else "dim"
        indent = min(2 * item.depth, width // 3)
        carried = f" +{record.carried}" if record.carried else ""
        carried = f" → {item.later or ''}".rstrip() if item.is_past else carried
        due = f" {shown_date(record.due)}" if record.due and width >= _NARROW else ""
        late = bool(record.due) and item.is_left and has_passed(record.due or "", _today())
        room = max(4, width - indent - 3 - cell_len(carried) - cell_len(due))
        sign = f" {' ' * indent}{status_sign(record)} "
        told = [(carried, cell_len(carried), "dim"), (due, cell_len(due), "warning" if late else "dim")]
        return [
            (sign, indent + 3, "warning" if late else finished),
            (record.name, room, finished),
            *(piece for piece in told if piece[0]),
        ]


def _today() -> dt.date:
    return dt.datetime.now().astimezone().date()


class PlanColumn(Vertical):
    """A year above its items."""

    DEFAULT_CSS = """
    PlanColumn { width: 1fr; height: 1fr; border-right: solid $primary-muted; }
    PlanColumn > .year { height: 1; width: 1fr; padding: 0 1; color: $text-muted; background: $surface; }
    PlanColumn.current > .year { color: $foreground; text-style: bold underline; }
    PlanColumn > PlanList { height: 1fr; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.plan: PlanYear | None = None

    def compose(self) -> ComposeResult:
        """The year, its items."""
        yield Static("", markup=False, classes="year")
        yield PlanList()

    @property
    def list(self) -> PlanList:
        """The items."""
        return self.query_one(PlanList)

    def show(self, plan: PlanYear, lines: tuple[PlanLine, ...], keep: str | None) -> None:
        """Show a year, of which a filter may have left some lines only; the cursor goes to the item `keep`."""
        self.plan = plan
        title = str(plan.year) if plan.year is not None else _("Without a year")
        if plan.lines:
            done = sum(not is_open(line.item) for line in plan.lines)
            title += f"  ✓ {done}/{len(plan.lines)}"
        self.query_one(".year", Static).update(safe(title))
        nothing = _("(nothing found)") if plan.lines else _("(empty)")
        self.list.set_items(lines or (f" {nothing}",), keep)
