"""The revisions of a record, newest first, with the fields before and after."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual import work
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.worker import get_current_worker

from iktui.describe import revision_paragraphs
from iktui.screens.two_panes import TwoPanes
from iktui.widgets.line_list import LineList, Piece
from iktui.widgets.text_pane import Paragraph
from store.errors import StoreError
from store.history import Revision
from store.i18n import _
from store.model import Record
from store.paths import Key
from store.snapshot import Snapshot
from store.store import Store

if TYPE_CHECKING:
    from iktui.screens.acting import ActingScreen


class RevisionList(LineList[Revision]):
    """One revision a line: date, author, what."""

    def pieces(self, item: Revision, width: int) -> list[Piece]:
        """Date, author, subject."""
        return [
            (f" {item.date:%Y-%m-%d %H:%M}", 18, "dim"),
            (item.author.name, 18, ""),
            (" ", 1, ""),
            (item.subject, max(0, width - 37), ""),
        ]

    def identity(self, item: Revision) -> object:
        """A commit."""
        return item.commit


class HistoryScreen(TwoPanes[None]):
    """Who changed what, when and why."""

    class Read(Message):
        """More revisions have been read."""

        def __init__(self, revisions: list[Revision]) -> None:
            super().__init__()
            self.revisions = revisions

    BINDINGS: ClassVar[list[BindingType]] = [Binding("u", "undo", _("Take this back"), id="history.undo")]

    def __init__(self, store: Store, record: Record, snapshot: Snapshot, desk: ActingScreen) -> None:
        """`desk` is where changes are made."""
        super().__init__()
        self._desk = desk
        self._store, self._record, self._snapshot = store, record, snapshot
        self._key = Key(record.KIND, record.id)

    def title_text(self) -> str:
        """The record's name."""
        return _("History: {name}", name=self._record.name)

    def make_list(self) -> LineList[object]:
        """Revisions."""
        return cast("LineList[object]", RevisionList(id="revisions"))

    def on_mount(self) -> None:
        """Read in the background; the first revision is shown before the rest is read."""
        self.query_one("#revisions").focus()
        self.read_revisions()

    @work(thread=True, exclusive=True, group="read", exit_on_error=False)
    def read_revisions(self) -> None:
        """Read the revisions."""
        worker = get_current_worker()
        batch: list[Revision] = []
        try:
            for revision in self._store.history(self._key):
                batch.append(revision)
                if len(batch) in (1, 20) or len(batch) % 500 == 0:
                    self.post_message(self.Read(list(batch)))
                if worker.is_cancelled:
                    return
        except StoreError as error:
            self.app.call_from_thread(self.app.notify, str(error), severity="error", markup=False)
        self.post_message(self.Read(batch))

    def on_history_screen_read(self, message: HistoryScreen.Read) -> None:
        """Show them."""
        self.query_one("#revisions", RevisionList).set_items(message.revisions)

    @work
    async def action_undo(self) -> None:
        """Take the revision under the cursor back, as a new commit."""
        revision = self.query_one("#revisions", RevisionList).highlighted
        if revision is None:
            return
        try:
            if await self._desk.take_back(revision):
                self.read_revisions()
        except StoreError as error:
            self._desk.tell(error)

    def describe(self, item: object) -> list[Paragraph]:
        """The field changes of the highlighted revision."""
        revision = cast(Revision, item)
        try:
            changes = self._store.changes_of(revision, self._key)
        except StoreError as error:
            return [Paragraph("", str(error), "warning")]
        return revision_paragraphs(revision, changes, self._snapshot.name)
