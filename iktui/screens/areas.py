"""The areas: sections of the overview, added, renamed, put in order, retired, split."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar, NamedTuple, cast

from textual import work
from textual.binding import Binding, BindingType

from iktui.screens.dialogs import Ask, Confirm, Question
from iktui.screens.two_panes import TwoPanes
from iktui.widgets.line_list import LineList, Piece
from iktui.widgets.text_pane import Paragraph
from store.base.dates import parse_partial_date
from store.base.i18n import _, ngettext
from store.base.text import match_key
from store.changes.changes import change
from store.changes.edits import today
from store.collaborations.life import changed_area, in_area, moved_area, with_area
from store.query.listing import Listing, Row
from store.records.entry import check_name
from store.records.model import Area, Register
from store.records.snapshot import Snapshot
from store.rules.taken import AREA, Taken

if TYPE_CHECKING:
    from iktui.screens.acting import ActingScreen


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

    def __init__(self, desk: ActingScreen, snapshot: Snapshot, listing: Listing) -> None:
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

    async def _commit(self, register: Register, keep: str | None, *more: object) -> None:
        before = self._register
        if register == before and not more:
            return
        changes = [change(before, register), *more]
        if await self._desk.commit(changes, "areas", None):  # type: ignore[arg-type]
            store = self._desk.store
            assert store is not None, "it has just saved"
            self._snapshot = store.snapshot()
            from store.query.listing import make_listing

            self._listing = make_listing(self._snapshot)
            self._show(keep)

    async def _ask_name(self, title: str, name: str, check: Callable[[str], object]) -> str | None:
        def checked(words: str) -> str:
            try:
                check(words)
            except ValueError as error:
                return str(error) or _("must not be empty")
            return ""

        answers = await self.app.push_screen_wait(Ask(title, [Question("name", _("Name"), name, checked)]))
        return answers["name"].strip() if answers is not None else None

    @work
    async def action_add(self) -> None:
        """A new area, behind the one under the cursor."""
        at = self._list.highlighted
        after = at.id if at else None
        name = await self._ask_name(_("New area"), "", lambda words: with_area(self._register, words, after))
        if name is not None:
            register, id = with_area(self._register, name, after, Taken(self._snapshot, AREA))
            await self._commit(register, id)

    @work
    async def action_rename(self) -> None:
        """Another name; the id stays."""
        line = self._list.highlighted
        if line is None:
            return
        name = await self._ask_name(_("Rename"), line.area.name, check_name)
        if name is not None:
            await self._commit(changed_area(self._register, line.id, name=name), line.id)

    @work
    async def action_shift(self, step: int) -> None:
        """One place down or up."""
        line = self._list.highlighted
        if line is not None:
            await self._commit(moved_area(self._register, line.id, step), line.id)

    @work
    async def action_retire(self) -> None:
        """No more collaborations are put in it; those that are there stay. Again: back into use."""
        line = self._list.highlighted
        if line is None:
            return
        if line.area.until:
            await self._commit(changed_area(self._register, line.id, until=""), line.id)
            return

        def check(words: str) -> str:
            try:
                parse_partial_date(words.strip())
            except ValueError as error:
                return str(error)
            return ""

        asked = Question("date", _("From when"), today(), check)
        answers = await self.app.push_screen_wait(Ask(_("Retire: {name}", name=line.area.name), [asked]))
        if answers is not None:
            await self._commit(changed_area(self._register, line.id, until=answers["date"].strip()), line.id)

    @work
    async def action_split(self) -> None:
        """A new area that takes over some of the collaborations of the one under the cursor."""
        line = self._list.highlighted
        if line is None:
            return
        names = {f"{row.name} ({row.id})": row.id for row in line.rows}

        def new_name(words: str) -> str:
            try:
                with_area(self._register, words, line.id)
            except ValueError as error:
                return str(error) or _("must not be empty")
            return ""

        def chosen(words: str) -> list[str]:
            parts = [part.strip() for part in words.split(";") if part.strip()]
            known = {match_key(name): id for name, id in names.items()}
            wrong = [part for part in parts if match_key(part) not in known]
            if wrong or not parts:
                raise ValueError(_("not in this area: {name}", name=wrong[0]) if wrong else _("choose at least one"))
            return [known[match_key(part)] for part in parts]

        def check(words: str) -> str:
            try:
                chosen(words)
            except ValueError as error:
                return str(error)
            return ""

        which = Question(
            "rows", _("Which go there, with semicolons between"), "", check, lambda: list(names), many=True
        )
        title = _("Split: {name}", name=line.area.name)
        answers = await self.app.push_screen_wait(Ask(title, [Question("name", _("New area"), "", new_name), which]))
        if answers is not None:
            taken = Taken(self._snapshot, AREA)
            register, id = with_area(self._register, answers["name"].strip(), line.id, taken)
            records = [self._snapshot.collaboration(row) for row in chosen(answers["rows"])]
            await self._commit(register, id, *(change(record, in_area(record, id, line.id)) for record in records))

    @work
    async def action_remove(self) -> None:
        """Remove an area that no collaboration is in; the store refuses any other."""
        line = self._list.highlighted
        if line is not None and await self.app.push_screen_wait(Confirm(_("Remove “{name}”?", name=line.area.name))):
            areas = {id: area for id, area in self._register.areas.items() if id != line.id}
            await self._commit(self._register.model_copy(update={"areas": areas}), None)
