"""A list of revisions that is read as one looks at it, with a filter, and what each did beside it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Input, Static
from textual.worker import get_current_worker

from iktui.screens.ask.two_panes import TwoPanes
from iktui.screens.desk.desk import Desk
from iktui.screens.desk.undoing import take_back
from iktui.widgets.line_list import LineList, Piece, fit
from iktui.widgets.safe_input import FilterInput, SafeInput
from iktui.widgets.text_pane import Paragraph
from iktui.words.describe import revision_paragraphs
from store.base.dates import shown_moment
from store.base.errors import QueryError, StoreError
from store.base.i18n import _, language, mark
from store.base.text import safe
from store.changes.changes import Change, Revision
from store.query.revision_query import RevisionRow, RevisionTest, revision_test
from store.records.snapshot import Snapshot
from store.register.facts import Facts

_BATCH = 1000
"""Revisions read at a time: the next when the cursor comes near the last."""
_NEAR = 100


class RevisionList(LineList[Revision]):
    """One revision a line: date, author, what. Headings are days and people."""

    SAME_BY = ("commit",)

    show_author = True

    def pieces(self, item: Revision, width: int) -> list[Piece]:
        """Date, author, subject."""
        if not self.show_author:
            return [(f"   {item.date:%H:%M}", 9, "dim"), (item.subject, max(0, width - 9), "")]
        return [
            (f" {shown_moment(item.date)}", 19, "dim"),
            (item.author.name, 18, ""),
            (" ", 1, ""),
            (item.subject, max(0, width - 37), ""),
        ]


class RevisionsScreen(TwoPanes[None]):
    """Who changed what, when and why."""

    EMPTY = mark("No changes fit.\nesc leads back.")

    @dataclass
    class Read(Message):
        """More revisions have been read."""

        revisions: list[Revision]
        ended: bool

    _list: RevisionList
    _filter: FilterInput

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "find", _("Filter"), id="history.filter", priority=True),
        Binding("at", "travel", _("The register then"), id="as-of"),
        Binding("u", "undo", _("Take this back"), id="undo"),
    ]

    def __init__(self, desk: Desk, snapshot: Snapshot) -> None:
        """`snapshot` is the state that they lead to."""
        super().__init__(RevisionList(id="revisions"), FilterInput(_("words, by:, field:, changed>, or host: …")))
        self._desk, self._snapshot, self._store = desk, snapshot, desk.session.store
        self._source: Iterator[Revision] = iter(())
        self._reading = threading.Lock()
        self._all: list[Revision] = []
        self._ended = False
        self._test: RevisionTest | None = None
        self._error = ""
        self._facts = Facts(self._store, snapshot)
        self._keep: str | None = None
        """The commit that the cursor goes back to when it has been read again."""

    # --- for those that show some of them

    def source(self) -> Iterator[Revision]:
        """The revisions, newest first."""
        raise NotImplementedError

    def changes_of(self, revision: Revision) -> list[Change]:
        """What a revision did, as far as it is shown."""
        raise NotImplementedError

    def items_of(self, revisions: list[Revision]) -> list[Revision | str]:
        """The lines of the list."""
        return list(revisions)

    def on_mount(self) -> None:
        """Read in the background; the first revision is shown before the rest is read."""
        self.begin()

    def on_unmount(self) -> None:
        """Stop git."""
        self._ended = True
        if self._reading.acquire(timeout=1):
            self._close_source()
            self._reading.release()

    # --- reading

    def begin(self) -> None:
        """Read from the newest."""
        with self._reading:
            self._close_source()
            self._source, self._all, self._ended = self.source(), [], False
        self._read_more()

    def follow(self, snapshot: Snapshot) -> None:
        """Somebody has changed something: read anew, from what is there now; the cursor stays on its revision."""
        if snapshot.commit != self._snapshot.commit:
            self._keep = self.current.commit if self.current is not None else None
            self.look_again(snapshot)

    def look_again(self, snapshot: Snapshot) -> None:
        """Read anew, from the newest of a state."""
        self._snapshot, self._facts = snapshot, Facts(self._store, snapshot)
        self.begin()

    def _close_source(self) -> None:
        close = getattr(self._source, "close", None)
        if close is not None:
            close()

    @work(thread=True, group="read", exit_on_error=False)
    def _read_more(self) -> None:
        """The next batch; the first revision as soon as there is one."""
        with self._reading:
            batch: list[Revision] = []
            try:
                for revision in islice(self._source, _BATCH):
                    batch.append(revision)
                    if len(self._all) == 0 and len(batch) in (1, 20):
                        self.post_message(self.Read(list(batch), ended=False))
                    if self._ended:
                        return
            except StoreError as error:
                self.app.call_from_thread(self._desk.tell, error)
            self._ended = len(batch) < _BATCH
            self._all = [*self._all, *batch]
            self.post_message(self.Read(self._all, ended=self._ended))

    def on_revisions_screen_read(self, message: RevisionsScreen.Read) -> None:
        """Show them."""
        if self._keep is not None and not message.ended and self._keep not in (one.commit for one in message.revisions):
            return
        if self._test is None:
            self._list.set_items(self.items_of(message.revisions), self._keep)
        else:
            self._select()
        self._keep = None
        self._show_title()

    @on(LineList.Highlighted)
    def _go_on_reading(self, event: LineList.Highlighted) -> None:
        if event.list is self._list and not self._ended and self._list.cursor > len(self._list.items) - _NEAR:
            self._read_more()

    # --- filter

    def action_find(self) -> None:
        """Filter as one types."""
        self._filter.open()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """In the filter its key is a sign."""
        del parameters
        return action != "find" or not isinstance(self.focused, SafeInput)

    @on(Input.Changed, "#filter")
    def _find_changed(self, event: Input.Changed) -> None:
        try:
            wanted = revision_test(event.value, self._desk.session.listing, self._facts)
            self._test, self._error = wanted if event.value.strip() else None, ""
        except QueryError as error:
            self._error = str(error)
        self._select()
        self._show_title()

    @on(Input.Submitted, "#filter")
    def _find_done(self) -> None:
        self._filter.close()
        self._list.focus()

    @work(thread=True, exclusive=True, group="select", exit_on_error=False)
    def _select(self) -> None:
        """Off the screen's thread: a field that changed is known by reading both sides of it."""
        test, lang, worker = self._test, language(), get_current_worker()
        try:
            found = [
                revision
                for revision in self._all
                if test is None or test(RevisionRow(revision, self._snapshot, self.changes_of, lang))
            ]
        except StoreError as error:
            self.app.call_from_thread(self._desk.tell, error)
            return
        if worker.is_cancelled:
            return
        self.app.call_from_thread(self._list.set_items, self.items_of(found))
        if len(found) < _NEAR and not self._ended and test is not None:
            self._read_more()

    def _show_title(self) -> None:
        more = "" if self._ended else "+"
        title = self._error or self.title_text()
        count = f"{len(self._all)}{more}"
        room = max(10, self.size.width - len(count) - 4)
        self.query_one("#title", Static).update(safe(f"{fit(title, room)}  {count}"))

    # --- what can be done

    @property
    def current(self) -> Revision | None:
        """The revision under the cursor."""
        item = self._list.highlighted
        return item if isinstance(item, Revision) else None

    def action_leave(self) -> None:
        """From the filter to the list, from the list back."""
        if self._filter.has_class("shown"):
            self._filter.value = ""
            self._find_done()
        else:
            super().action_leave()

    async def action_travel(self) -> None:
        """The whole register as it was after this revision."""
        if self.current is not None:
            commit = self.current.commit
            super().action_leave()
            self._desk.travel(commit)

    @work
    async def action_undo(self) -> None:
        """Take the revision under the cursor back, as a new commit."""
        if self.current is not None and await take_back(self._desk, self.current):
            self.look_again(self._desk.session.newest())

    def describe(self, revision: Revision) -> list[Paragraph]:
        """The field changes of the highlighted revision."""
        try:
            changes = self.changes_of(revision)
        except StoreError as error:
            return [Paragraph("", str(error), "warning")]
        return revision_paragraphs(revision, changes, self._snapshot.name)
