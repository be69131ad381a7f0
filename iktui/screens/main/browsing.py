"""The list of collaborations: read, filtered, laid out, marked."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import Container
from textual.timer import Timer
from textual.widgets import Footer, Input, Static
from textual.worker import get_current_worker

from iktui.remembered_views import last_view
from iktui.screens.ask import WIDE
from iktui.screens.main.acting import ActingScreen
from iktui.widgets.line_list import LineList, fit
from iktui.widgets.record_list import RecordList, row_paragraphs
from iktui.widgets.safe_input import SafeInput
from iktui.widgets.text_pane import Paragraph, TextPane
from store.base.errors import QueryError, StoreError
from store.base.i18n import _, ngettext
from store.base.text import safe
from store.query.listing import Listing, Row
from store.query.query import Query, parse

if TYPE_CHECKING:  # git and pydantic are imported after the first frame
    from iktui.messages import ChangesetSaved, HandEditsFound, SnapshotLoaded, StoreFailed
    from store.records.model import Collaboration
    from store.register.facts import Facts

_SAVED_SECONDS = 6.0
"""Seconds that the title line says what was saved; a toast would hide the record."""
_WATCH_SECONDS = 1.5
"""Seconds between looks at what others save in the same clone."""
_MANY = 500
"""Rows from which the first of a past state are shown before the rest is read."""
_DETAIL_DELAY = 0.08
"""Seconds that the cursor rests before the whole record is read."""


class BrowsingScreen(ActingScreen):
    """The list as its view lays it out, what the filter leaves of it, which rows are marked."""

    DEFAULT_CSS = """
    BrowsingScreen {
        & > .title { height: 1; background: $primary-muted; color: $foreground; padding: 0 1; text-style: bold; }
        & > .columns { height: 1; color: $text-muted; background: $surface; text-style: underline; }
        & > #filter { display: none; }
        & > #filter.shown { display: block; }
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
        super().__init__()
        self._path = path
        self._listing = listing
        self._selected: list[Row] = listing.rows if listing else []
        self._view = last_view(path)
        self._facts: Facts | None = None
        self._query_error = ""
        self._saved_text = ""
        self._saved_timer: Timer | None = None
        self._looked_at: str | None = None
        """The newest commit that somebody else's save led to."""
        self._out_of_step = ""
        """How far this clone is behind and ahead of the others, "↓2 ↑1"."""
        self._detail_timer: Timer | None = None

    def compose(self) -> ComposeResult:
        """Title, filter, columns, panes, keys."""
        yield Static("", markup=False, classes="title", id="title")
        field = SafeInput(
            placeholder=_("words to find, or host:, with:, changed> …; not, or, (…)"),
            id="filter",
            compact=True,
        )
        field.can_focus = False
        yield field
        yield Static("", markup=False, classes="columns", id="columns")
        with Container(id="panes"):
            yield RecordList(id="records")
            yield TextPane(id="detail")
        yield Footer(show_command_palette=False, compact=True)

    @property
    def _list(self) -> RecordList:
        return self.query_one("#records", RecordList)

    def on_mount(self) -> None:
        """Show what is known, then read."""
        self.set_focus(self._list)
        if self._listing is not None:
            self._show_listing(None)
        else:
            self.query_one("#title", Static).update(_("reading the register …"))
        self.call_after_refresh(self.load)
        self.set_interval(_WATCH_SECONDS, self._look_for_news)

    def _look_for_news(self) -> None:
        """See what another session, a command or git itself has saved in this clone: one small file is read."""
        from store.git.refs import head_of

        shown = self._snapshot
        if self._store is None or shown is None or self._at is not None or self._is_reading:
            return
        newest = head_of(self._store.git_dir)
        if newest not in (None, shown.commit, self._looked_at):  # one that cannot be read is told once
            self._looked_at = newest
            row = self._current()
            self.load(row.id if row else None)

    @property
    def _is_reading(self) -> bool:
        return any(worker.group in ("read", "write") and worker.is_running for worker in self.workers)

    def on_resize(self, event: events.Resize) -> None:
        """Side by side where there is room."""
        self.set_class(event.size.width >= WIDE, "wide")
        self.call_after_refresh(self._show_columns)

    # --- reading

    @work(thread=True, exclusive=True, group="read", exit_on_error=False)
    def load(self, keep: str | None = None) -> None:
        """Read the register as it is now."""
        from iktui.messages import HandEditsFound, SnapshotLoaded, StoreFailed
        from store.query.listing import first_listing, make_listing
        from store.register.kept import write_cache
        from store.register.store import Store

        worker = get_current_worker()
        try:
            first = self._store is None
            store = self._store or Store.open(self._path)
            self._store = store
            snapshot = store.snapshot(self._at)
            known = self._listing  # once shown, the new listing is also the screen's
            if self._at is not None and known is not None and len(known.rows) > _MANY and not worker.is_cancelled:
                self.post_message(SnapshotLoaded(snapshot, first_listing(snapshot, known), keep))
            listing = make_listing(snapshot, known)
            if worker.is_cancelled:
                return
            self.post_message(SnapshotLoaded(snapshot, listing, keep))
            if listing is not known and self._at is None:
                write_cache(store.git_dir, listing)
            if first:
                from store.repair.by_hand import look

                now, edits = look(store)
                if edits:
                    self.post_message(HandEditsFound(now, edits))
        except StoreError as error:
            self.post_message(StoreFailed(str(error)))
        except Exception as error:  # a fault of ours: told, never a list that only seems to be there
            self.post_message(StoreFailed(_("cannot be read, a fault in the program: {fault}", fault=repr(error))))
        finally:
            if self._store is not None and not self.is_running:  # left meanwhile: nobody else ends git's helper process
                self._store.close()

    def on_snapshot_loaded(self, message: SnapshotLoaded) -> None:
        """Show it; ask who the user is if nobody has said."""
        first = self._snapshot is None
        self._snapshot, self._listing, self._facts = message.snapshot, message.listing, None
        self._list.marked &= {row.id for row in message.listing.rows}
        self._show_listing(message.keep)
        if first:
            self.ask_author()

    def on_store_failed(self, message: StoreFailed) -> None:
        """Say why."""
        self.notify(safe(message.text), severity="error", timeout=15, markup=False)
        if self._listing is None:
            self.query_one("#title", Static).update(safe(message.text))

    def on_hand_edits_found(self, message: HandEditsFound) -> None:
        """Offer them."""
        self.review_hand_edits(message.snapshot, message.edits)

    def on_unmount(self) -> None:
        """Let go of a form that is still open, whose draft the next start offers; end git's helper process."""
        if self._journal is not None:
            self._journal.leave()
        if self._store is not None:
            self._store.close()

    # --- showing

    def _show_listing(self, keep: str | None) -> None:
        assert self._listing is not None, "called when there is one"
        try:
            query = parse(self.query_one("#filter", SafeInput).value)
            if query.needs - {"marked"}:
                self._select_slowly(query, keep)
                return
            self._show_selected(query.select(self._listing, self._known_facts()), keep)
        except QueryError as error:
            self._say_query_error(str(error))

    def _show_selected(self, rows: list[Row], keep: str | None) -> None:
        assert self._listing is not None, "rows come with their listing"
        self._selected = rows
        self._list.view = self._view
        self._list.show(self._listing, rows, keep)
        self._show_columns()
        self._say_query_error("")

    def _say_query_error(self, text: str) -> None:
        """What is wrong with the filter stands in the title line; the list stays as it was."""
        self._query_error = text
        self._show_title()

    def _known_facts(self) -> Facts | None:
        if self._facts is not None:
            self._facts.marked = self._list.marked
        return self._facts

    @work(exclusive=True, group="select")
    async def _select_slowly(self, query: Query, keep: str | None) -> None:
        """What needs the history or the findings is read without holding up the keys."""
        if self._store is None or self._snapshot is None or self._listing is None:
            return  # asked again when the register has been read
        from store.register.facts import Facts

        if self._facts is None:
            self._facts = Facts(self._store, self._snapshot)
        facts, listing = self._known_facts(), self._listing
        try:
            rows = await asyncio.to_thread(query.select, listing, facts)
        except StoreError as error:
            self._say_query_error(str(error))
        else:
            if listing is self._listing:
                self._show_selected(rows, keep)

    def _show_title(self) -> None:
        assert self._listing is not None, "called when there is one"
        query = self.query_one("#filter", SafeInput).value
        total, shown = len(self._listing.rows), len(self._selected)
        count = ngettext("{count} collaboration", "{count} collaborations", total)
        if query:
            count = _("{shown} of {total}: “{query}”", shown=shown, total=total, query=query)
        if self._listing.unreadable:
            bad = len(self._listing.unreadable)
            count += "  " + ngettext("{count} unreadable file (!)", "{count} unreadable files (!)", bad)
        if self._list.marked:
            count = ngettext("{count} marked", "{count} marked", len(self._list.marked)) + "  " + count
        if self._out_of_step:
            count += f"  {self._out_of_step}"
        left = self._query_error or self._saved_text or self._past or self._listing.name
        room = max(10, self.size.width - len(count) - 4)
        self.query_one("#title", Static).update(safe(f"{fit(left, room)}  {count}"))

    def _say(self, text: str, seconds: float = 0) -> None:
        """What has just happened, in the title, for a while of its own: what was said before does not end it."""
        if self._saved_timer is not None:
            self._saved_timer.stop()
        self._saved_text = text
        self._saved_timer = self.set_timer(seconds, partial(self._say, "")) if text and seconds else None
        if self._listing is not None:
            self._show_title()

    def _show_columns(self) -> None:
        titles = "".join(fit(text, width) for text, width, _kind in self._list.column_titles())
        self.query_one("#columns", Static).update(titles[: max(0, self._list.size.width)])

    @on(LineList.Highlighted, "#records")
    def _highlighted(self, event: LineList.Highlighted) -> None:
        event.stop()
        if self._snapshot is None:
            self._show_detail()
        else:
            if self._detail_timer is not None:
                self._detail_timer.stop()
            self._detail_timer = self.set_timer(_DETAIL_DELAY, self._show_detail)

    def _current(self) -> Row | None:
        item = self._list.highlighted
        return item if isinstance(item, Row) else None

    def _show_detail(self) -> None:
        row = self._current()
        self.query_one("#detail", TextPane).show(self._paragraphs(row) if row else [])

    def _paragraphs(self, row: Row) -> list[Paragraph]:
        assert self._listing is not None, "rows come with their listing"
        if self._snapshot is None:
            return row_paragraphs(row, self._listing)
        from iktui.words.describe import record_paragraphs

        try:
            return record_paragraphs(self._snapshot.collaboration(row.id), self._snapshot.name)
        except StoreError as error:
            return [*row_paragraphs(row, self._listing), Paragraph("", str(error), "warning")]

    # --- filter

    def action_filter(self) -> None:
        """Filter as one types."""
        field = self.query_one("#filter", SafeInput)
        field.add_class("shown")
        field.can_focus = True
        self.set_focus(field)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The filter's key is taken before the list sees what is typed after it; in the filter it is a sign."""
        del parameters
        return action != "filter" or not isinstance(self.focused, SafeInput)

    @on(Input.Changed, "#filter")
    def _filter_changed(self) -> None:
        if self._listing is not None:
            self._show_listing(None)

    @on(Input.Submitted, "#filter")
    def _filter_done(self) -> None:
        self._leave_filter()

    def on_key(self, event: events.Key) -> None:
        """From the filter, up and down go to the list."""
        if event.key in ("down", "up") and self.focused is self.query_one("#filter"):
            event.stop()
            self._leave_filter()

    def _leave_filter(self) -> None:
        field = self.query_one("#filter", SafeInput)
        field.can_focus = False
        field.set_class(bool(field.value), "shown")
        self.set_focus(self._list)

    def action_clear_filter(self) -> None:
        """Show everything again; when everything is shown, mark nothing."""
        if not self.query_one("#filter", SafeInput).value and self.focused is self._list:
            self._list.clear_marks()
        self.query_one("#filter", SafeInput).value = ""
        self._leave_filter()

    # --- which records

    def _record(self) -> Collaboration | None:
        row, ready = self._current(), self._ready()
        if row is None or ready is None:
            return None
        try:
            return ready[1].collaboration(row.id)
        except StoreError as error:
            self.notify(safe(str(error)), severity="error", markup=False)
            return None

    def _marked(self) -> list[Collaboration]:
        ready = self._ready()
        if ready is None or not self._list.marked or self._listing is None:
            return []
        ids = [row.id for row in self._listing.rows if row.id in self._list.marked]
        try:
            return [ready[1].collaboration(id) for id in ids]
        except StoreError as error:
            self.tell(error)
            return []

    def clear_marks(self) -> None:
        """Mark nothing."""
        self._list.clear_marks()

    @on(RecordList.Marked)
    def _marks_changed(self) -> None:
        self._show_title()

    def on_changeset_saved(self, message: ChangesetSaved) -> None:
        """Say so, and show the register as it is now."""
        from store.base.i18n import language
        from store.changes.wording import subject

        assert self._snapshot is not None, "something was read before it was saved"
        changeset = message.saved.changeset
        if changeset.changes or changeset.files or changeset.texts:
            text = subject(changeset, self._snapshot.name, language())
            self._say(_("Saved: {subject}", subject=text), _SAVED_SECONDS)
        else:  # what was asked for is what others have saved meanwhile
            self.tell(_("nothing was saved: it is like that already"), "warning")
        if message.saved.warning:
            self.notify(safe(message.saved.warning), severity="warning", timeout=15, markup=False)
        self.load(message.keep)
