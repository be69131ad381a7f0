"""The areas: sections of the overview, added, renamed, put in order, retired, split."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, cast

from textual import work
from textual.binding import Binding, BindingType

from iktui.screens.ask.two_panes import TwoPanes
from iktui.widgets.line_list import LineList, Piece
from iktui.widgets.text_pane import Paragraph
from store.actions.action import Action
from store.actions.register import MOVE_AREA, NEW_AREA, REMOVE_AREA, RENAME_AREA, RETIRE_AREA, SPLIT_AREA
from store.base.i18n import _, ngettext
from store.query.listing import Listing, Row
from store.records.model import Area, Register
from store.records.snapshot import Snapshot

if TYPE_CHECKING:
    from iktui.screens.ask.desk import Desk


class Line(NamedTuple):
    """One area and the collaborations in it."""

    id: str
    area: Area
    rows: tuple[Row, ...]


class AreaList(LineList[Line]):
    """One area a line: name, how many collaborations, whether it is retired."""

    def identity(self, item: Line) -> object:
        """An area is the same by its id."""
        return item.id

    def pieces(self, item: Line, width: int) -> list[Piece]:
        """Name, count, end."""
        over = _("until {date}", date=item.area.until) if item.area.until else ""
        name = max(0, width - 30)
        return [
            (f" {item.area.name}", name, "dim" if over else ""),
            (f"{len(item.rows):>6} ", 8, "dim"),
            (over, 22, "dim"),
        ]


class AreasScreen(TwoPanes[None]):
    """The areas in their order."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "add", _("New"), id="areas.add"),
        Binding("e,enter", "rename", _("Rename"), id="areas.rename"),
        Binding("J,shift+down", "shift(1)", _("Down"), key_display="J", id="areas.down"),
        Binding("K,shift+up", "shift(-1)", _("Up"), key_display="K", id="areas.up"),
        Binding("x", "retire", _("Retire"), id="areas.retire"),
        Binding("s", "split", _("Split"), id="areas.split"),
        Binding("delete,X", "remove", _("Remove"), key_display="X", id="areas.remove"),
    ]

    def __init__(self, desk: Desk, snapshot: Snapshot, listing: Listing) -> None:
        super().__init__()
        self._desk, self._snapshot, self._listing = desk, snapshot, listing

    def title_text(self) -> str:
        """What this is."""
        return _("Areas")

    def make_list(self) -> LineList[object]:
        """Areas."""
        return cast("LineList[object]", AreaList(id="areas"))

    @property
    def _list(self) -> AreaList:
        return self.query_one("#areas", AreaList)

    @property
    def _register(self) -> Register:
        return self._snapshot.register

    def on_mount(self) -> None:
        """Show them."""
        self._show(None)
        self._list.focus()

    def _show(self, keep: object | None) -> None:
        areas = sorted(self._register.areas.items(), key=lambda item: item[1].order)
        rows = self._listing.rows
        self._list.set_items([Line(id, area, tuple(r for r in rows if id in r.areas)) for id, area in areas], keep)

    def describe(self, item: object) -> list[Paragraph]:
        """The collaborations in it."""
        line = cast(Line, item)
        count = ngettext("{count} collaboration", "{count} collaborations", len(line.rows))
        return [Paragraph("", f"{line.area.name}: {count}", "title"), *(Paragraph("", row.name) for row in line.rows)]

    async def _do(self, action: Action, area: str | None, keep: str | None, title: str = "", **answers: Any) -> None:
        """One commit on what is shown; then the cursor is on `keep`, or on what is new."""
        known = set(self._register.areas)
        asked = self._desk.asked(snapshot=self._snapshot, **({"area": area} if area else {}), **answers)
        store = self._desk.store
        if await self._desk.do(action, asked, None, title, series=True) and store is not None:
            from store.query.listing import make_listing

            self._snapshot = store.snapshot()
            self._listing = make_listing(self._snapshot)
            self._show(next((id for id in self._register.areas if id not in known), keep))

    @work
    async def action_add(self) -> None:
        """A new area, behind the one under the cursor."""
        at = self._list.highlighted
        await self._do(NEW_AREA, None, None, after=at.id if at else "")

    @work
    async def action_rename(self) -> None:
        """Another name; the id stays."""
        if (line := self._list.highlighted) is not None:
            await self._do(RENAME_AREA, line.id, line.id)

    @work
    async def action_shift(self, step: int) -> None:
        """One place down or up."""
        if (line := self._list.highlighted) is not None:
            await self._do(MOVE_AREA, line.id, line.id, step=step)

    @work
    async def action_retire(self) -> None:
        """No more collaborations are put in it; those that are there stay. Again: back into use."""
        if (line := self._list.highlighted) is not None:
            title = _("Retire: {name}", name=line.area.name)
            await self._do(RETIRE_AREA, line.id, line.id, title, **({"date": ""} if line.area.until else {}))

    @work
    async def action_split(self) -> None:
        """A new area that takes over some of the collaborations of the one under the cursor."""
        if (line := self._list.highlighted) is not None:
            await self._do(SPLIT_AREA, line.id, line.id, _("Split: {name}", name=line.area.name))

    @work
    async def action_remove(self) -> None:
        """Remove an area that no collaboration is in; the store refuses any other."""
        if (line := self._list.highlighted) is not None:
            await self._do(REMOVE_AREA, line.id, None)
