"""The areas: sections of the overview, added, renamed, put in order, retired, split."""

from __future__ import annotations

from typing import Any, ClassVar, NamedTuple

from textual import work
from textual.binding import Binding, BindingType

from iktui.screens.desk.desk import Desk
from iktui.screens.looking.looking import Looking
from iktui.widgets.line_list import LineList, Piece
from iktui.widgets.text_pane import Paragraph
from store.actions.action import Action
from store.actions.register import NEW_AREA, RETIRE_AREA, SPLIT_AREA
from store.actions.registry import ACTIONS
from store.base.dates import shown_date
from store.base.i18n import _, mark, ngettext
from store.query.listing import Row
from store.records.model import Area
from store.records.snapshot import Snapshot


class Line(NamedTuple):
    """One area and the collaborations in it."""

    id: str
    area: Area
    rows: tuple[Row, ...]


class AreaList(LineList[Line]):
    """One area a line: name, how many collaborations, whether it is retired."""

    SAME_BY = ("id",)

    def pieces(self, item: Line, width: int) -> list[Piece]:
        """Name, count, end."""
        over = _("until {date}", date=shown_date(item.area.until)) if item.area.until else ""
        name = max(0, width - 30)
        return [
            (f" {item.area.name}", name, "dim" if over else ""),
            (f"{len(item.rows):>6} ", 8, "dim"),
            (over, 22, "dim"),
        ]


class AreasScreen(Looking[None, list[Line]]):
    """The areas in their order."""

    EMPTY = mark("No areas yet.\nn makes one.")

    ENTER = "do('rename-area')"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "add", _("New"), id="new-area"),
        Binding("e,enter", "do('rename-area')", _("Rename"), id="rename-area"),
        Binding("J,shift+down", "do('move-area', 1)", _("Down"), key_display="J", id="move-area"),
        Binding("K,shift+up", "do('move-area', -1)", _("Up"), key_display="K", id="move-area-up"),
        Binding("x", "do('retire-area')", _("Retire"), id="retire-area"),
        Binding("s", "split", _("Split"), id="split-area"),
        Binding("delete,X", "do('remove-area')", _("Remove"), key_display="X", id="remove-area"),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, AreaList(id="areas"))

    def find(self, snapshot: Snapshot) -> list[Line]:
        """Each with what is in it."""
        rows = self._desk.session.listing_of(snapshot).rows
        areas = sorted(snapshot.register.areas.items(), key=lambda item: item[1].order)
        return [Line(id, area, tuple(row for row in rows if id in row.areas)) for id, area in areas]

    def title_text(self) -> str:
        """What this is."""
        return _("Areas")

    def show(self, keep: object | None) -> None:
        """In their order."""
        self._list.set_items(self._found, keep)

    def describe(self, line: Line) -> list[Paragraph]:
        """The collaborations in it."""
        count = ngettext("{count} collaboration", "{count} collaborations", len(line.rows))
        return [Paragraph("", f"{line.area.name}: {count}", "title"), *(Paragraph("", row.name) for row in line.rows)]

    @work
    async def action_do(self, action: str, step: int = 0) -> None:
        """What an Action does to the area under the cursor; one that was retired is taken back into use."""
        if isinstance(line := self._list.highlighted, Line):
            retiring = action == RETIRE_AREA.id
            title = _("Retire: {name}", name=line.area.name) if retiring else ""
            answers = {"step": step} if step else {"date": ""} if retiring and line.area.until else {}
            await self.do(ACTIONS[action], title=title, area=line.id, **answers)

    async def _make(self, action: Action, title: str = "", **answers: Any) -> None:
        """One commit that makes an area, which the cursor goes to."""
        known = {line.id for line in self._found}
        if await self.do(action, title=title, **answers):
            self._list.highlight(next((line.id for line in self._found if line.id not in known), None))

    @work
    async def action_add(self) -> None:
        """A new area, behind the one under the cursor."""
        line = self._list.highlighted
        await self._make(NEW_AREA, after=line.id if isinstance(line, Line) else "")

    @work
    async def action_split(self) -> None:
        """A new area that takes over some of the collaborations of the one under the cursor."""
        if isinstance(line := self._list.highlighted, Line):
            await self._make(SPLIT_AREA, _("Split: {name}", name=line.area.name), area=line.id)
