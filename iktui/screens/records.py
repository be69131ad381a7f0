"""The main screen: the overview, the filter, the highlighted record; the only place from which writes start."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.screen import Screen
from textual.widgets import Footer, Input, Static
from textual.worker import get_current_worker

from iktui.screens.dialogs import Ask, Confirm, Question, author_questions
from iktui.screens.two_panes import WIDE
from iktui.widgets.line_list import LineList, fit
from iktui.widgets.record_list import RecordList
from iktui.widgets.safe_input import SafeInput
from iktui.widgets.text_pane import Paragraph, TextPane
from store.errors import NoIdentity, StoreError
from store.i18n import _, ngettext
from store.listing import Listing, Row, select
from store.text import safe

if TYPE_CHECKING:  # git and pydantic are imported after the first frame
    from iktui.messages import ChangesetSaved, HandEditsFound, SnapshotLoaded, StoreFailed
    from store.changes import Changeset
    from store.model import Collaboration
    from store.saving import Author
    from store.snapshot import Snapshot
    from store.store import Store

_SAVED_SECONDS = 6.0
"""Seconds that the title line says what was saved; a toast would hide the record."""
_DETAIL_DELAY = 0.08
"""Seconds that the cursor rests before the whole record is read."""


class RecordsScreen(Screen[None]):
    """Sections with their collaborations, one x per member."""

    DEFAULT_CSS = """
    RecordsScreen {
        & > .title { height: 1; background: $primary-muted; color: $foreground; padding: 0 1; text-style: bold; }
        & > .columns { height: 1; color: $text-muted; background: $surface; text-style: underline; }
        & > #filter { display: none; }
        & > #filter.shown { display: block; }
        & > #panes { height: 1fr; layout: vertical; }
        & > #panes > RecordList { height: 1fr; }
        & > #panes > TextPane { height: 8; border-top: solid $primary-muted; }
        &.wide > #panes { layout: horizontal; }
        &.wide > #panes > RecordList { width: 7fr; }
        &.wide > #panes > TextPane { width: 4fr; height: 1fr; border-top: none; border-left: solid $primary-muted; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "detail", _("Open"), id="record.open", show=False),
        Binding("slash", "filter", _("Filter"), key_display="/", id="record.filter"),
        Binding("e", "edit", _("Edit"), id="record.edit"),
        Binding("n", "new", _("New"), id="record.new"),
        Binding("x", "end", _("End"), id="record.end"),
        Binding("h", "history", _("History"), id="record.history"),
        Binding("exclamation_mark", "findings", _("Findings"), key_display="!", id="register.findings"),
        Binding("i", "import", _("Import"), id="register.import", show=False),
        Binding("tab", "app.focus_next", _("Other pane"), id="screen.pane", show=False),
        Binding("escape", "clear_filter", _("Show all"), id="record.clear-filter", show=False),
        Binding("question_mark", "app.help", _("Help"), key_display="?", id="app.help"),
        Binding("ctrl+p", "app.command_palette", _("Commands"), id="app.commands", show=False),
        Binding("q", "app.quit", _("Quit"), id="app.quit"),
    ]

    def __init__(self, path: Path, listing: Listing | None) -> None:
        super().__init__()
        self._path = path
        self._listing = listing
        self._store: Store | None = None
        self._snapshot: Snapshot | None = None
        self._author: Author | None = None
        self._selected: list[Row] = listing.rows if listing else []
        self._saved_text = ""

    def compose(self) -> ComposeResult:
        """Title, filter, columns, panes, keys."""
        yield Static("", markup=False, classes="title", id="title")
        field = SafeInput(placeholder=_("filter: words that must all be found"), id="filter", compact=True)
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
        self._list.focus()
        if self._listing is not None:
            self._show_listing(None)
        else:
            self.query_one("#title", Static).update(_("reading the register …"))
        self.call_after_refresh(self.load)

    def on_resize(self, event: events.Resize) -> None:
        """Side by side where there is room."""
        self.set_class(event.size.width >= WIDE, "wide")
        self.call_after_refresh(self._show_columns)

    # --- reading

    @work(thread=True, exclusive=True, group="read", exit_on_error=False)
    def load(self, keep: str | None = None) -> None:
        """Read the register as it is now."""
        from iktui.messages import HandEditsFound, SnapshotLoaded, StoreFailed
        from store.listing import make_listing, write_cache
        from store.store import Store

        worker = get_current_worker()
        try:
            first = self._store is None
            store = self._store or Store.open(self._path)
            self._store = store
            snapshot = store.snapshot()
            listing = make_listing(snapshot, self._listing)
            if worker.is_cancelled:
                return
            self.post_message(SnapshotLoaded(snapshot, listing, keep))
            if listing is not self._listing:
                write_cache(self._path / ".git", listing)
            if first:
                changeset, problems = store.hand_edits()
                if changeset is not None or problems:
                    self.post_message(HandEditsFound(changeset, problems))
        except StoreError as error:
            self.post_message(StoreFailed(str(error)))

    def on_snapshot_loaded(self, message: SnapshotLoaded) -> None:
        """Show it; ask who the user is if nobody has said."""
        first = self._snapshot is None
        self._snapshot, self._listing = message.snapshot, message.listing
        self._show_listing(message.keep)
        if first:
            self._ask_author()

    def on_store_failed(self, message: StoreFailed) -> None:
        """Say why."""
        self.notify(safe(message.text), severity="error", timeout=15, markup=False)
        if self._listing is None:
            self.query_one("#title", Static).update(safe(message.text))

    def on_hand_edits_found(self, message: HandEditsFound) -> None:
        """Offer them."""
        for problem in message.problems:
            text = _(
                "{path} was changed by hand and cannot be read: {reason}",
                path=problem.path,
                reason=problem.reason,
            )
            self.notify(safe(text), severity="warning", timeout=15, markup=False)
        if message.changeset is not None:
            self._review_hand_edits(message.changeset)

    def on_unmount(self) -> None:
        """End git's helper process."""
        if self._store is not None:
            self._store.close()

    # --- showing

    def _show_listing(self, keep: str | None) -> None:
        assert self._listing is not None, "called when there is one"
        query = self.query_one("#filter", SafeInput).value
        self._selected = select(self._listing.rows, query)
        self._list.show(self._listing, self._selected, keep)
        self._show_columns()
        self._show_title()

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
        left = self._saved_text or self._listing.name
        room = max(10, self.size.width - len(count) - 4)
        self.query_one("#title", Static).update(safe(f"{fit(left, room)}  {count}"))

    def _forget_saved(self) -> None:
        self._saved_text = ""
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
            self._detail_timer = self.set_timer(_DETAIL_DELAY, self._show_detail)

    def _current(self) -> Row | None:
        item = self._list.highlighted
        return item if isinstance(item, Row) else None

    def _show_detail(self) -> None:
        row = self._current()
        self.query_one("#detail", TextPane).show(self._paragraphs(row) if row else [])

    def _paragraphs(self, row: Row) -> list[Paragraph]:
        from iktui.describe import record_paragraphs, row_paragraphs

        assert self._listing is not None, "rows come with their listing"
        if self._snapshot is None:
            return row_paragraphs(row, self._listing)
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
        field.focus()

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
        self._list.focus()

    def action_clear_filter(self) -> None:
        """Show everything again."""
        self.query_one("#filter", SafeInput).value = ""
        self._leave_filter()

    # --- looking closer

    def _ready(self) -> tuple[Store, Snapshot] | None:
        if self._store is None or self._snapshot is None:
            self.notify(_("the register is still being read"), markup=False)
            return None
        return self._store, self._snapshot

    def _record(self) -> Collaboration | None:
        row, ready = self._current(), self._ready()
        if row is None or ready is None:
            return None
        try:
            return ready[1].collaboration(row.id)
        except StoreError as error:
            self.notify(safe(str(error)), severity="error", markup=False)
            return None

    @on(LineList.Selected, "#records")
    def action_detail(self) -> None:
        """The record on the whole screen."""
        from iktui.screens.detail import DetailScreen

        row = self._current()
        if row is not None:
            self.app.push_screen(DetailScreen(row.name, self._paragraphs(row)))

    def action_history(self) -> None:
        """Who changed the record, what and when."""
        from iktui.screens.history import HistoryScreen

        record = self._record()
        if record is not None and self._store is not None and self._snapshot is not None:
            self.app.push_screen(HistoryScreen(self._store, record, self._snapshot))

    @work
    async def action_findings(self) -> None:
        """What is broken, uncertain or worth a look."""
        from iktui.screens.findings import FindingsScreen
        from store.checks import check

        ready = self._ready()
        if ready is not None:
            id = await self.app.push_screen_wait(FindingsScreen(check(ready[1]), ready[1]))
            if id:
                self.action_clear_filter()
                self._list.highlight(id)

    # --- changing

    @work
    async def action_edit(self) -> None:
        """Edit the highlighted record."""
        record = self._record()
        if record is not None:
            await self._edit(record, is_new=False)

    @work
    async def action_new(self) -> None:
        """Make a collaboration."""
        from store.edits import check_name, new_collaboration

        ready = self._ready()
        if ready is None:
            return

        def check(name: str) -> str:
            try:
                check_name(name)
            except ValueError as error:
                return str(error)
            return ""

        answers = await self.app.push_screen_wait(Ask(_("New collaboration"), [Question("name", _("Name"), "", check)]))
        if answers is None:
            return
        try:
            record = new_collaboration(answers["name"], ready[1].collaborations)
        except StoreError as error:
            self.notify(safe(str(error)), severity="error", markup=False)
            return
        await self._edit(record, is_new=True)

    async def _edit(self, record: Collaboration, *, is_new: bool) -> None:
        from iktui.screens.edit import EditScreen
        from store.changes import Changeset, change

        assert self._snapshot is not None, "there is a record to edit"
        base = self._snapshot.commit
        edited = await self.app.push_screen_wait(EditScreen(record, self._snapshot, is_new=is_new))
        if edited is None:
            return
        made = change(None if is_new else record, edited.record)
        if made.before == made.after:
            self.notify(_("nothing was changed"), markup=False)
            return
        changeset = Changeset(base, (made,), "new" if is_new else "edit", reason=edited.reason)
        await self._save(changeset, record.id)

    @work
    async def action_end(self) -> None:
        """End the highlighted collaboration."""
        from store.changes import Changeset, change
        from store.dates import parse_partial_date
        from store.edits import end, today

        record = self._record()
        if record is None or self._snapshot is None:
            return

        def check(text: str) -> str:
            try:
                parse_partial_date(text)
            except ValueError as error:
                return str(error)
            return ""

        base = self._snapshot.commit
        questions = [Question("date", _("From when"), today(), check), Question("reason", _("Reason"))]
        answers = await self.app.push_screen_wait(Ask(_("End: {name}", name=record.name), questions))
        if answers is not None:
            ended = change(record, end(record, answers["date"], answers["reason"]))
            await self._save(Changeset(base, (ended,), "end", reason=answers["reason"]), record.id)

    @work
    async def action_import(self) -> None:
        """Read a document into the register, after a review."""
        from iktui.screens.review import ReviewScreen
        from store.imports.document import read_document
        from store.imports.importer import plan_import

        ready = self._ready()
        if ready is None:
            return
        answers = await self.app.push_screen_wait(Ask(_("Import"), [Question("file", _("File"))]))
        if answers is None:
            return
        try:
            result = plan_import(ready[1], [read_document(Path(answers["file"]).expanduser())])
        except StoreError as error:
            self.notify(safe(str(error)), severity="error", timeout=15, markup=False)
            return
        if result.changeset is None:
            self.notify(_("the register holds everything that stands there"), markup=False)
            return
        notes = [f"{problem.file}, {problem.line}: {problem.message}" for problem in result.problems]
        if await self.app.push_screen_wait(ReviewScreen(_("Import"), result.changeset, ready[1], notes)):
            await self._save(result.changeset, None)

    @work
    async def _review_hand_edits(self, changeset: Changeset) -> None:
        from iktui.screens.review import ReviewScreen

        assert self._snapshot is not None, "hand edits are found after the register was read"
        title = _("Changed by hand in the files")
        if await self.app.push_screen_wait(ReviewScreen(title, changeset, self._snapshot)):
            await self._save(changeset, None, drop_comments=True)

    # --- writing

    @work
    async def _ask_author(self) -> None:
        await self._known_author()

    async def _known_author(self) -> Author | None:
        """Who writes: known, or asked for once and remembered in the clone."""
        from store.saving import Author

        if self._author is not None or self._store is None:
            return self._author
        try:
            self._author = self._store.author(getattr(self.app, "given_author", None))
        except NoIdentity:
            answers = await self.app.push_screen_wait(Ask(_("Who are you?"), author_questions()))
            if answers is not None:
                self._author = Author(answers["author-name"].strip(), answers["author-mail"].strip())
                try:
                    self._store.remember_author(self._author)
                except StoreError as error:
                    self.notify(safe(str(error)), severity="warning", markup=False)
        return self._author

    async def _save(self, changeset: Changeset, keep: str | None, *, drop_comments: bool = False) -> None:
        author = await self._known_author()
        if author is None:
            self.notify(_("not saved: nobody knows who you are"), severity="error", markup=False)
            return
        if not drop_comments and self._snapshot is not None:
            commented = [c for c in changeset.changes if c.before is not None and self._snapshot.has_comments(c.key)]
            question = _("Somebody wrote comments in the file, and saving will drop them. Save all the same?")
            if commented and not await self.app.push_screen_wait(Confirm(question)):
                return
        self._write(changeset, author, keep)

    @work(thread=True, group="write", exit_on_error=False)
    def _write(self, changeset: Changeset, author: Author, keep: str | None) -> None:
        from iktui.messages import ChangesetSaved, StoreFailed

        assert self._store is not None, "there is a store to write to"
        try:
            saved = self._store.commit(changeset, author, drop_comments=True)
        except StoreError as error:
            self.post_message(StoreFailed(str(error)))
            return
        self.post_message(ChangesetSaved(saved, keep))

    def on_changeset_saved(self, message: ChangesetSaved) -> None:
        """Say so, and show the register as it is now."""
        from store.i18n import language
        from store.wording import subject

        assert self._snapshot is not None, "something was read before it was saved"
        text = subject(message.saved.changeset, self._snapshot.name, language())
        self._saved_text = _("Saved: {subject}", subject=text)
        self.set_timer(_SAVED_SECONDS, self._forget_saved)
        if message.saved.warning:
            self.notify(safe(message.saved.warning), severity="warning", timeout=15, markup=False)
        self.load(message.keep)
