"""The checklist of an edition: one collaboration a line, one mark per member."""

from __future__ import annotations

from typing import Final, NamedTuple

from iktui.widgets.line_list import LineList, Piece
from store.base.glossary import terms_of
from store.base.i18n import _
from store.editions.checklist import CONFIRMED, Count, Row

MARKS: Final = {"confirmed": "✓", "changed": "±", "ended": "×"}
"""Beside “·” for a part that nobody has spoken of."""
_BAR: Final = 10
_OFFERED: Final = 12
_ROOM: Final = 36
"""Columns that the marks may take."""


class AreaHead(NamedTuple):
    """An area above its collaborations."""

    name: str
    progress: Count


class ChecklistList(LineList["Row | AreaHead"]):
    """Areas with their collaborations, and what each member said of its part."""

    members: tuple[tuple[str, str], ...] = ()
    """The columns: id and name of each member."""

    def is_heading(self, item: Row | AreaHead) -> bool:
        """Whether the item is an area."""
        return isinstance(item, AreaHead)

    def identity(self, item: Row | AreaHead) -> object:
        """A collaboration is the same by its id."""
        return item.id if isinstance(item, Row) else item.name

    def pieces(self, item: Row | AreaHead, width: int) -> list[Piece]:
        """Name, marks, what the history offers."""
        if isinstance(item, AreaHead):
            count = f"{item.progress.done}/{item.progress.total}" if item.progress.total else ""
            return [(item.name, width - 8, ""), (count, 8, "")]
        column, room = self._columns(width)
        done = bool(item.parts) and not item.open
        cells = [(self._mark(item, id), column, "dim" if done else "strong") for id, _name in self.members]
        offered = terms_of("confirmation_state")[item.offered].name() if item.offered != CONFIRMED else ""
        return [(" ", 1, ""), (item.name, room, "dim" if done else ""), *cells, (offered, _OFFERED, "warning")]

    def titles(self, width: int) -> list[Piece]:
        """What stands above the columns."""
        column, room = self._columns(width)
        names = [(name[: column - 1], column, "") for _id, name in self.members]
        return [(" ", 1, ""), (_("Collaboration"), room, ""), *names, (_("Since then"), _OFFERED, "")]

    def _columns(self, width: int) -> tuple[int, int]:
        """The room of a member, and of the name."""
        column = 4 if 4 * len(self.members) <= _ROOM else 2
        return column, max(8, width - 1 - column * len(self.members) - _OFFERED)

    @staticmethod
    def _mark(row: Row, member: str) -> str:
        if member not in row.parts:
            return ""
        said = row.parts[member]
        return MARKS.get(said.state, "?") if said is not None else "·"


def bar(count: Count) -> str:
    """Progress as text: “███░░ 34/55”; full only when everything is done."""
    filled = _BAR * count.done // count.total if count.total else _BAR
    return f"{'█' * filled}{'░' * (_BAR - filled)} {count.done}/{count.total}"
