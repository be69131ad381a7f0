"""The list of collaborations with its title, its filter and the record beside it: read by the screen, shown here."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.timer import Timer
from textual.widgets import Input, Static

from iktui.remembered_views import keep_view, last_view
from iktui.screens.ask import WIDE
from iktui.widgets.line_list import LineList, fit
from iktui.widgets.record_list import RecordList, row_paragraphs
from iktui.widgets.safe_input import FilterInput
from iktui.widgets.text_pane import Paragraph, TextPane
from store.base.errors import QueryError, StoreError
from store.base.i18n import _, ngettext
from store.base.text import safe
from store.query.listing import Listing, Row
from store.query.query import Query, parse
from store.query.views import View

if TYPE_CHECKING:  # git and pydantic are imported after the first frame
    from iktui.session import Session
    from store.register.facts import Facts

_DETAIL_DELAY = 0.08
"""Seconds that the cursor rests before the whole record is read."""


class Overview(Vertical):
    """The list as its view lays it out, what the filter leaves of it, which rows are marked."""

    DEFAULT_CSS = """
    Overview {
        height: 1fr;
        & > #waiting { height: 1; padding: 0 1; display: none; text-style: bold; }
        & > #panes { height: 1fr; layout: vertical; }
        & > #panes > RecordList { height: 1fr; }
        /* A scroll bar would be drawn anew for every record the cursor passes. */
        & > #panes > TextPane { height: 8; border-top: solid $primary-muted; scrollbar-size-vertical: 0; }
        &.wide > #panes { layout: horizontal; }
        &.wide > #panes > RecordList { width: 7fr; }
        &.wide > #panes > TextPane { width: 4fr; height: 1fr; border-top: none; border-left: solid $primary-muted; }
    }
    """

    def __init__(self, path: Path, listing: Listing | None) -> None:
        """`listing` is the list as it was last seen."""
        super().__init__()
        self.listing = listing
        self.selected: list[Row] = listing.rows if listing else []
        """The rows that the filter leaves."""
        self.view = last_view(path)
        self.records = RecordList(id="records")
        self.filter = FilterInput(_("words to find, or host:, with:, changed> …; not, or, (…)"))
        self.out_of_step = ""
        """How far this clone is behind and ahead of the others, "↓2 ↑1"."""
        self._path = path
        self._session: Session | None = None
        self._facts: Facts | None = None
        self._query_error = self._said = ""
        self._said_timer: Timer | None = None
        self._detail_timer: Timer | None = None

    def compose(self) -> ComposeResult:
        """Title, filter, what waits, columns, panes."""
        yield Static("", markup=False, classes="title", id="title")
        yield self.filter
        yield Static("", markup=False, id="waiting")
        yield Static("", markup=False, classes="columns", id="columns")
        with Container(id="panes"):
            yield self.records
            yield TextPane(id="detail")

    def on_mount(self) -> None:
        """Show what is known."""
        if self.listing is not None:
            self.select(self.listing, None)
        else:
            self.title(_("reading the register …"))

    def on_resize(self, event: events.Resize) -> None:
        """Side by side where there is room."""
        self.set_class(event.size.width >= WIDE, "wide")
        self.call_after_refresh(self._show_columns)

    # --- which rows

    def show(self, session: Session, keep: str | None = None) -> None:
        """Show what a session has before the person; the cursor on `keep`, else where it was."""
        self._session, self._facts, self.listing = session, None, session.listing
        self.records.own = session.party
        self.records.marked &= {row.id for row in self.listing.rows}
        self.select(self.listing, keep)
        self.tell_waiting()

    def select(self, listing: Listing, keep: str | None = None) -> None:
        """Show what the filter leaves."""
        try:
            query = parse(self.filter.value)
            if query.needs - {"marked"}:
                self._select_slowly(query, keep)
                return
            self._show_selected(listing, query.select(listing, self._known_facts()), keep)
        except QueryError as error:
            self._say_query_error(str(error))

    def _show_selected(self, listing: Listing, rows: list[Row], keep: str | None) -> None:
        self.selected = rows
        self.records.view = self.view
        self.records.show(listing, rows, keep, self.filter.value)
        self._show_columns()
        self._say_query_error("")

    def _say_query_error(self, text: str) -> None:
        """What is wrong with the filter stands in the title line; the list stays as it was."""
        self._query_error = text
        self.show_title()

    def _known_facts(self) -> Facts | None:
        if self._facts is not None:
            self._facts.marked = self.records.marked
        return self._facts

    @work(exclusive=True, group="select")
    async def _select_slowly(self, query: Query, keep: str | None) -> None:
        """What needs the history or the findings is read without holding up the keys."""
        session = self._session
        if session is None:
            return  # asked again when the register has been read
        from store.register.facts import Facts

        if self._facts is None:
            self._facts = Facts(session.store, session.snapshot)
        facts, listing = self._known_facts(), session.listing
        try:
            rows = await asyncio.to_thread(query.select, listing, facts)
        except StoreError as error:
            self._say_query_error(str(error))
        else:
            if listing is self.listing:
                self._show_selected(listing, rows, keep)

    def use(self, view: View) -> None:
        """Another layout, and its filter."""
        self.view = view
        keep_view(self._path, view)
        with self.filter.prevent(Input.Changed):
            self.filter.value = view.query
        self.leave_filter()
        if self.listing is not None:
            self.select(self.listing)

    # --- the title line

    def title(self, text: str) -> None:
        """Say only this in the title."""
        for line in self.query("#title").results(Static):  # none when the screen was left meanwhile
            line.update(safe(text))

    def show_title(self) -> None:
        """What is shown, how many, and what has just happened."""
        if self.listing is None:
            return
        query = self.filter.value
        total, shown = len(self.listing.rows), len(self.selected)
        count = ngettext("{count} collaboration", "{count} collaborations", total)
        if query:
            count = _("{shown} of {total}: “{query}”", shown=shown, total=total, query=query)
        if self.listing.unreadable:
            bad = len(self.listing.unreadable)
            count += "  " + ngettext("{count} unreadable file (!)", "{count} unreadable files (!)", bad)
        if self.records.marked:
            count = ngettext("{count} marked", "{count} marked", len(self.records.marked)) + "  " + count
        if self.out_of_step:
            count += f"  {self.out_of_step}"
        past = self._session.past if self._session is not None else ""
        left = self._query_error or self._said or past or self.listing.name
        room = max(10, self.size.width - len(count) - 4)
        self.title(f"{fit(left, room)}  {count}")

    def say(self, text: str, seconds: float = 0) -> None:
        """What has just happened, in the title, for a while of its own: what was said before does not end it."""
        if self._said_timer is not None:
            self._said_timer.stop()
        self._said = text
        self._said_timer = self.set_timer(seconds, partial(self.say, "")) if text and seconds else None
        self.show_title()

    @work(exclusive=True, group="waiting")
    async def tell_waiting(self) -> None:
        """Whose person is asked, and how many things wait, on a line that takes no focus and holds up no key."""
        session, words = self._session, []
        if session is not None and session.at is None and session.snapshot.register.members:
            if session.municipality is None and not session.party:
                words.append(_("Which municipality are you from? {key} answers", key=self._key("municipality")))
            try:
                waiting = await asyncio.to_thread(session.waiting, session.asked(), session.listing)
            except StoreError:
                waiting = ""  # what is wrong is told by the list
            if not self.is_attached:
                return  # the screen was left meanwhile
            words += [f"{waiting} – {self._key('waiting')}"] if waiting else []
        for line in self.query("#waiting").results(Static):  # none when the screen was left meanwhile
            line.update(safe("  ·  ".join(words)))
            line.display = bool(words)

    def _key(self, id: str) -> str:
        """The key that does what has this id, as the user has it."""
        found = (active.binding for active in self.screen.active_bindings.values() if active.binding.id == id)
        return next((binding.key_display or binding.key for binding in found), "")

    def _show_columns(self) -> None:
        titles = "".join(fit(text, width) for text, width, _kind in self.records.column_titles())
        self.query_one("#columns", Static).update(titles[: max(0, self.records.size.width)])

    @on(RecordList.Marked)
    def _marks_changed(self) -> None:
        self.show_title()

    # --- the record under the cursor

    @property
    def row(self) -> Row | None:
        """The row under the cursor."""
        return self.records.highlighted

    @on(LineList.Highlighted, "#records")
    def _highlighted(self, event: LineList.Highlighted) -> None:
        event.stop()
        if self._detail_timer is not None:
            self._detail_timer.stop()
        if self._session is None:
            self._show_detail()
        else:
            self._detail_timer = self.set_timer(_DETAIL_DELAY, self._show_detail)

    def _show_detail(self) -> None:
        row = self.row
        self.query_one("#detail", TextPane).show(self.paragraphs(row) if row else [])

    def paragraphs(self, row: Row) -> list[Paragraph]:
        """What is known of a record."""
        if self._session is None:
            return row_paragraphs(row, self.listing) if self.listing is not None else []
        from iktui.words.describe import record_paragraphs

        try:
            return record_paragraphs(self._session.snapshot.collaboration(row.id), self._session.name)
        except StoreError as error:
            return [*row_paragraphs(row, self._session.listing), Paragraph("", str(error), "warning")]

    # --- filter

    @on(Input.Changed, "#filter")
    def _filter_changed(self) -> None:
        if self.listing is not None:
            self.select(self.listing)

    @on(Input.Submitted, "#filter")
    def leave_filter(self) -> None:
        """From the filter to the list."""
        self.filter.close()
        self.screen.set_focus(self.records)

    def on_key(self, event: events.Key) -> None:
        """From the filter, up and down go to the list."""
        if event.key in ("down", "up") and self.filter.has_focus:
            event.stop()
            self.leave_filter()

    def clear_filter(self) -> bool:
        """Show everything again; when everything is shown, mark nothing; gives whether there was anything to do."""
        had = bool(self.filter.value) or not self.records.has_focus
        if not had:
            had = bool(self.records.marked)
            self.records.clear_marks()
        self.filter.value = ""
        self.leave_filter()
        return had
