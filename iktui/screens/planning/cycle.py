"""The annual cycle: the twelve months of a year, and what falls in each."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING, ClassVar, NamedTuple, cast

from textual import on, work
from textual.binding import Binding, BindingType
from textual.widgets import Static

from iktui.files import is_there, write_file
from iktui.screens.ask import answer
from iktui.screens.ask.dialogs import Confirm, Question, checked
from iktui.screens.ask.two_panes import TwoPanes
from iktui.widgets.line_list import LineList, Piece
from iktui.widgets.text_pane import Paragraph
from store.actions.editions import USUAL_EVENTS
from store.actions.records import REMOVE, new_record
from store.base.errors import StoreError
from store.base.glossary import terms_of
from store.base.i18n import _
from store.base.text import safe
from store.changes import edits
from store.records.entry import check_name
from store.records.model import Collaboration, Event, Record
from store.records.paths import Key
from store.reports.cycle import OVER, SOON, Occurrence, kind_name, month_name, occurrences

if TYPE_CHECKING:
    from iktui.screens.ask.desk import Desk
    from store.records.snapshot import Snapshot

_MONTHS = range(1, 13)


class Line(NamedTuple):
    """One thing that falls in a month, `label` on the first of them; without an item a month that holds nothing."""

    label: str
    item: Occurrence | None = None


class CycleList(LineList[Line]):
    """Month, day, what."""

    def is_heading(self, item: Line) -> bool:
        """Whether it is an empty month."""
        return item.item is None

    def identity(self, item: Line) -> object:
        """The same by what it comes from and its date."""
        return (item.item.key, item.item.what, item.item.date) if item.item else item.label

    def pieces(self, item: Line, width: int) -> list[Piece]:
        """What is over is dimmed, what comes soon stands out; both are said in words too."""
        if item.item is None:
            return [(f" {item.label}", 12, "dim"), ("–", width - 12, "dim")]
        state = {OVER: _("over"), SOON: _("soon")}.get(item.item.state, "")
        look = {OVER: "dim", SOON: "strong"}.get(item.item.state, "")
        day = str(int(item.item.date[8:])) if len(item.item.date) == 10 else ""
        return [
            (f" {item.label}", 12, "strong"),
            (f"{day:>2} ", 4, look),
            (item.item.title, max(0, width - 24), look),
            (f" {state}", 8, look),
        ]


class CycleScreen(TwoPanes["str | None"]):
    """Gives the id of a collaboration to go to."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "go", _("Open"), id="cycle.go", show=False),
        Binding("left_square_bracket", "step(-1)", _("Year before"), key_display="[", id="cycle.before"),
        Binding("right_square_bracket", "step(1)", _("Year after"), key_display="]", id="cycle.after"),
        Binding("n", "new", _("New"), id="cycle.new"),
        Binding("e", "edit", _("Edit"), id="cycle.edit"),
        Binding("X,delete", "remove", _("Remove"), key_display="X", id="cycle.remove"),
        Binding("A", "add_usual", _("Add the usual events"), id="cycle.add-usual"),
        Binding("i", "write_calendar", _("Calendar file"), id="cycle.calendar"),
        Binding("u", "undo", _("Undo"), id="cycle.undo", show=False),
    ]

    def __init__(self, desk: Desk, snapshot: Snapshot) -> None:
        """`desk` is where changes are made."""
        super().__init__()
        self._desk, self._snapshot = desk, snapshot
        self._today = dt.date.fromisoformat(edits.today())
        self._year = self._today.year

    def title_text(self) -> str:
        """Which year."""
        return _("The annual cycle of {year}", year=self._year)

    def make_list(self) -> LineList[object]:
        """The year."""
        return cast("LineList[object]", CycleList(id="cycle"))

    @property
    def _list(self) -> CycleList:
        return self.query_one("#cycle", CycleList)

    def on_mount(self) -> None:
        """Show it."""
        self._list.focus()
        self._look()

    @work(exclusive=True, group="read")
    async def _look(self, keep: object | None = None) -> None:
        """Read the year without holding up the keys."""
        year, listing = self._year, self._desk.listing
        found = await asyncio.to_thread(occurrences, self._snapshot, year, self._today, listing)
        if self.is_mounted and year == self._year:
            self.query_one("#title", Static).update(safe(self.title_text()))
            self._list.set_items(list(self._lines(found)), keep)

    def _lines(self, found: list[Occurrence]) -> Iterator[Line]:
        by_month = {month: [item for item in found if item.month == month] for month in _MONTHS}
        for month, items in by_month.items():
            yield from self._group(month_name(month), items)
        for is_dated, rest in groupby((item for item in found if not item.month), lambda item: bool(item.date)):
            yield from self._group(str(self._year) if is_dated else _("no date"), list(rest))

    @staticmethod
    def _group(label: str, items: list[Occurrence]) -> Iterator[Line]:
        if not items:
            yield Line(label)
        for at, item in enumerate(items):
            yield Line("" if at else label, item)

    def describe(self, item: object) -> list[Paragraph]:
        """All that is known of it."""
        shown = cast(Line, item).item
        assert shown is not None, "the cursor passes over empty months"
        told = {
            _("kind"): kind_name(shown.kind),
            _("date"): shown.date or "–",
            _("recurs"): self._recurrence(shown.key),
            _("responsible"): shown.responsible,
            _("place"): shown.place,
            "": shown.detail,
        }
        labelled = [Paragraph(label[:1].upper() + label[1:], text) for label, text in told.items() if text]
        return [Paragraph("", shown.title, "title"), *labelled]

    def _recurrence(self, key: Key) -> str:
        record = self._record(key)
        return terms_of("recurrence")[record.recurs].name() if isinstance(record, Event) and record.recurs else ""

    # --- which

    def _current(self) -> Occurrence | None:
        line = self._list.highlighted
        return line.item if line is not None else None

    def _record(self, key: Key) -> Record | None:
        try:
            return self._snapshot.get(key)
        except StoreError as error:
            self._desk.tell(error)
            return None

    def action_step(self, by: int) -> None:
        """The year before or after."""
        if 1 <= self._year + by <= 9999:
            self._year += by
            self._look()

    @on(LineList.Selected)
    def _selected(self, event: LineList.Selected) -> None:
        event.stop()
        self.action_go()

    def action_go(self) -> None:
        """To the collaboration in the list, or into the form of any other record."""
        item = self._current()
        if item is not None and item.key.kind == Collaboration.KIND:
            answer(self, item.key.id)
        else:
            self.action_edit()

    # --- changing

    @work
    async def action_edit(self) -> None:
        """The form of the record that it comes from."""
        item = self._current()
        if item is None:
            return
        if item.kind in ("rollover", "ownership_report") and item.key.kind != Event.KIND:
            self._desk.tell(_("every year has this: A makes an event of it, r on the main screen opens the rollover"),
                            "information")  # fmt: skip
            return
        record = self._record(item.key)
        if record is not None and await self._desk.edit_record(record):
            self._look_again()

    def _look_again(self) -> None:
        store = self._desk.store
        if store is not None:
            self._snapshot = store.snapshot()
            self._look()

    @work
    async def action_new(self) -> None:
        """A new event, in the month of the cursor until the form says otherwise."""
        answers = await self._desk.ask(_("New event"), Question("name", _("Name"), "", checked(check_name)))
        if answers is None:
            return
        name, item = check_name(answers["name"]), self._current()
        event = new_record(Event.KIND, name, self._desk.asked(snapshot=self._snapshot))
        date = item.date[:7] if item is not None and item.month else str(self._year)
        if await self._desk.edit_record(event.model_copy(update={"date": date}), is_new=True):
            self._look_again()

    @work
    async def action_remove(self) -> None:
        """Remove an event; what comes from the dates of a record goes with them."""
        item = self._current()
        record = self._record(item.key) if item is not None else None
        if not isinstance(record, Event):
            self._desk.tell(_("this is no event but a date of a record: e edits that"), "information")
            return
        if await self._desk.do(REMOVE, self._desk.asked(record, snapshot=self._snapshot), series=True):
            self._look_again()

    @work
    async def action_add_usual(self) -> None:
        """Offer the usual events that are missing; they are made in one commit."""
        asked = self._desk.asked(snapshot=self._snapshot, year=str(self._year))
        if await self._desk.do(USUAL_EVENTS, asked, None, _("The usual events of the annual cycle")):
            self._look_again()

    @work
    async def action_undo(self) -> None:
        """Take one's own last change back."""
        if await self._desk.undo_last():
            self._look_again()

    # --- taking along

    @work
    async def action_write_calendar(self) -> None:
        """Write the year as a calendar that other programs read."""

        def named(words: str) -> str:
            return "" if words.strip() else _("must not be empty")

        asked = Question("file", _("File"), f"iktui-{self._year}.ics", named)
        answers = await self._desk.ask(_("Calendar of {year}", year=self._year), asked)
        if answers is None:
            return
        path = answers["file"]
        question = _("{file} is there already. Write over it?", file=path)
        if is_there(path) and not await self.app.push_screen_wait(Confirm(question)):
            return
        try:
            await asyncio.to_thread(self._write, path)
        except StoreError as error:
            self._desk.tell(error)
        else:
            self._desk.tell(_("written: {file}", file=path), "information")

    def _write(self, path: str) -> None:
        from iktui.cli.planning.cycle import calendar_of

        store = self._desk.store
        assert store is not None, "what is shown was read from a store"
        write_file(path, calendar_of(store, self._snapshot, self._year, self._desk.listing))
