"""The annual cycle: the twelve months of a year, and what falls in each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import groupby
from typing import ClassVar, NamedTuple

from textual import work
from textual.binding import Binding, BindingType

from iktui.screens.ask import answer
from iktui.screens.ask.dialogs import Question, checked
from iktui.screens.desk.desk import Desk
from iktui.screens.desk.files import write_to_file
from iktui.screens.looking.looking import Looking
from iktui.screens.looking.picture import look_at
from iktui.widgets.line_list import LineList, Piece
from iktui.widgets.text_pane import Paragraph
from store.actions.editions import USUAL_EVENTS
from store.actions.records import REMOVE, new_record
from store.actions.views import YEAR
from store.base.dates import shown_date
from store.base.errors import StoreError
from store.base.glossary import terms_of
from store.base.i18n import _, mark
from store.changes import edits
from store.records.entry import check_name
from store.records.model import Collaboration, Event, Record
from store.records.paths import Key
from store.records.snapshot import Snapshot
from store.reports.cycle import OVER, SOON, Occurrence, kind_name, month_name, occurrences

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


class CycleScreen(Looking["str | None", list[Occurrence]]):
    """Gives the id of a collaboration to go to."""

    EMPTY = mark("Nothing happens in this year.\nn makes an event, A adds the usual ones.")

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("g", "go", _("Go to the record"), id="cycle.go", show=False),
        Binding("left_square_bracket", "step(-1)", _("Year before"), key_display="[", id="cycle.before"),
        Binding("right_square_bracket", "step(1)", _("Year after"), key_display="]", id="cycle.after"),
        Binding("n", "new", _("New"), id="new"),
        Binding("e", "edit", _("Edit"), id="edit"),
        Binding("X,delete", "remove", _("Remove"), key_display="X", id="remove"),
        Binding("A", "add_usual", _("Add the usual events"), id="usual-events"),
        Binding("v", "months", _("Month by month"), id="year"),
        Binding("i", "write_calendar", _("Calendar file"), id="calendar"),
        Binding("u", "undo", _("Undo"), id="undo", show=False),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, CycleList(id="cycle"))
        self._today = dt.date.fromisoformat(edits.today())
        self._year = self._today.year

    def find(self, snapshot: Snapshot) -> list[Occurrence]:
        """What falls in the year."""
        return occurrences(snapshot, self._year, self._today, self._desk.session.listing_of(snapshot))

    def title_text(self) -> str:
        """Which year."""
        return _("The annual cycle of {year}", year=self._year)

    def show(self, keep: object | None) -> None:
        """By month."""
        self._list.set_items(list(self._lines(self._found)), keep)

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

    def describe(self, item: Line) -> list[Paragraph]:
        """All that is known of it."""
        shown = item.item
        if shown is None:  # the cursor passes over empty months
            return []
        told = {
            _("kind"): kind_name(shown.kind),
            _("date"): shown_date(shown.date) or "–",
            _("recurs"): self._recurrence(shown.key),
            _("responsible"): shown.responsible,
            _("place"): shown.place,
            "": shown.detail,
        }
        labelled = [Paragraph(label[:1].upper() + label[1:], text) for label, text in told.items() if text]
        return [Paragraph("", shown.title, "title"), *labelled]

    def _recurrence(self, key: Key) -> str:
        record = self._of(key)
        return terms_of("recurrence")[record.recurs].name() if isinstance(record, Event) and record.recurs else ""

    # --- which

    def _current(self) -> Occurrence | None:
        line = self._list.highlighted
        return line.item if isinstance(line, Line) else None

    def record(self) -> Record | None:
        """The record that it comes from."""
        item = self._current()
        return self._of(item.key) if item is not None else None

    def _of(self, key: Key) -> Record | None:
        try:
            return self._snapshot.get(key)
        except StoreError as error:
            self._desk.tell(error)
            return None

    @work(exclusive=True, group="read")
    async def action_step(self, by: int) -> None:
        """The year before or after."""
        if 1 <= self._year + by <= 9999:
            self._year += by
            await self.look_again()

    def action_go(self) -> None:
        """To the collaboration in the list, or into the form of any other record."""
        item = self._current()
        if item is not None and item.key.kind == Collaboration.KIND:
            answer(self, item.key.id)
        else:
            self.action_edit()

    @work
    async def action_months(self) -> None:
        """The year as a picture."""
        if wanted := await look_at(self._desk, YEAR, year=str(self._year)):
            answer(self, wanted)

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
        if (record := self.record()) is not None:
            await self.edit(record)

    @work
    async def action_new(self) -> None:
        """A new event, in the month of the cursor until the form says otherwise."""
        answers = await self._desk.ask(_("New event"), Question("name", _("Name"), "", checked(check_name)))
        if answers is None:
            return
        name, item = check_name(answers["name"]), self._current()
        event = new_record(Event.KIND, name, self._desk.asked(snapshot=self._snapshot))
        date = item.date[:7] if item is not None and item.month else str(self._year)
        await self.edit(event.model_copy(update={"date": date}), is_new=True)

    @work
    async def action_remove(self) -> None:
        """Remove an event; what comes from the dates of a record goes with them."""
        record = self.record()
        if isinstance(record, Event):
            await self.do(REMOVE, record)
        else:
            self._desk.tell(_("this is no event but a date of a record: e edits that"), "information")

    @work
    async def action_add_usual(self) -> None:
        """Offer the usual events that are missing; they are made in one commit."""
        await self.do(USUAL_EVENTS, title=_("The usual events of the annual cycle"), year=str(self._year))

    # --- taking along

    @work
    async def action_write_calendar(self) -> None:
        """Write the year as a calendar that other programs read."""

        from iktui.cli.planning.cycle import calendar_of

        session, shown, year = self._desk.session, self._snapshot, self._year

        def made() -> bytes:
            return calendar_of(session.store, shown, year, session.listing_of(shown))

        await write_to_file(self._desk, _("Calendar of {year}", year=year), f"iktui-{year}.ics", made)
