"""Where writes start: every change is asked for, shown and committed from the main screen, whatever is on top of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from textual import work
from textual.screen import Screen

from iktui.screens.dialogs import Ask, Confirm, Question, author_questions
from store.errors import NoIdentity, StoreError
from store.i18n import _
from store.text import safe

if TYPE_CHECKING:  # git and pydantic are imported after the first frame
    from store.changes import Changeset
    from store.model import Collaboration
    from store.saving import Author
    from store.snapshot import Snapshot
    from store.store import Store


class WritingScreen(Screen[None]):
    """The store, what was read from it, who writes, and the actions that change it."""

    def __init__(self) -> None:
        super().__init__()
        self._store: Store | None = None
        self._snapshot: Snapshot | None = None
        self._author: Author | None = None

    def _record(self) -> Collaboration | None:
        """The record to change."""
        raise NotImplementedError

    def _ready(self) -> tuple[Store, Snapshot] | None:
        if self.app.screen is not self:
            return None  # a key typed ahead, before what the key before it opened was there
        if self._store is None or self._snapshot is None:
            self.notify(_("the register is still being read"), markup=False)
            return None
        return self._store, self._snapshot

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
        from store.edits import new_collaboration
        from store.entry import check_name

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
            record = new_collaboration(answers["name"], {key.id for key in ready[1].keys("collaboration")})
        except StoreError as error:
            self.notify(safe(str(error)), severity="error", markup=False)
            return
        await self._edit(record, is_new=True)

    async def _edit(self, record: Collaboration, *, is_new: bool) -> None:
        """The form, until what it holds is saved or given up: a refused save loses nothing that was typed."""
        from iktui.screens.edit import EditScreen
        from store.changes import Changeset, change

        assert self._snapshot is not None, "there is a record to edit"
        assert self._store is not None, "and a store it is from"
        snapshot, before, draft, reason = self._snapshot, None if is_new else record, record, ""
        refused = False
        while True:
            form = EditScreen(draft, snapshot, is_new=is_new, reason=reason, unsaved=refused)
            edited = await self.app.push_screen_wait(form)
            if edited is None:
                return
            made = change(before, edited.record)
            if made.before == made.after:
                self.notify(_("nothing was changed"), markup=False)
                return
            changeset = Changeset(snapshot.commit, (made,), "new" if is_new else "edit", reason=edited.reason)
            if await self._save(changeset, record.id):
                return
            refused, reason, draft, snapshot = True, edited.reason, edited.record, self._store.snapshot()
            if before is not None:
                before, draft = self._on_top(before, draft, snapshot)

    @staticmethod
    def _on_top(before: Collaboration, draft: Collaboration, now: Snapshot) -> tuple[Collaboration, Collaboration]:
        """The record as it is now, and the draft with what others changed in other fields."""
        from store.codec import from_fields, to_fields
        from store.merge import merge_fields
        from store.model import Collaboration
        from store.paths import Key

        try:
            current = now.get(Key(before.KIND, before.id))
            if not isinstance(current, Collaboration):
                return before, draft
            merged, _conflicts = merge_fields(*map(to_fields, (before, draft, current)))
            record = from_fields(before.KIND, before.id, merged)
        except StoreError:
            return before, draft
        return (current, record) if isinstance(record, Collaboration) else (before, draft)

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
        notes += [
            f"{finding.id}: {finding.message}" for finding in result.findings if finding.code == "import_conflict"
        ]
        if await self.app.push_screen_wait(ReviewScreen(_("Import"), result.changeset, ready[1], notes)):
            await self._save(result.changeset, None)

    @work
    async def review_hand_edits(self, changeset: Changeset) -> None:
        """Offer what was changed in the files."""
        from iktui.screens.review import ReviewScreen

        assert self._snapshot is not None, "hand edits are found after the register was read"
        title = _("Changed by hand in the files")
        if await self.app.push_screen_wait(ReviewScreen(title, changeset, self._snapshot)):
            await self._save(changeset, None, drop_comments=True)

    # --- writing

    @work
    async def ask_author(self) -> None:
        """Ask who writes, if nobody has said."""
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
        except StoreError as error:
            self.notify(safe(str(error)), severity="error", timeout=15, markup=False)
        return self._author

    async def _save(self, changeset: Changeset, keep: str | None, *, drop_comments: bool = False) -> bool:
        """Commit it; gives whether it is saved. Why it is not has been told."""
        author = await self._known_author()
        if author is None:
            self.notify(_("not saved: nobody knows who you are"), severity="error", markup=False)
            return False
        if not drop_comments and self._snapshot is not None:
            commented = [c for c in changeset.changes if c.before is not None and self._snapshot.has_comments(c.key)]
            question = _("Somebody wrote comments in the file, and saving will drop them. Save all the same?")
            if commented and not await self.app.push_screen_wait(Confirm(question)):
                return False
        return await self._write(changeset, author, keep).wait()

    @work(thread=True, group="write", exit_on_error=False)
    def _write(self, changeset: Changeset, author: Author, keep: str | None) -> bool:
        from iktui.messages import ChangesetSaved, StoreFailed

        assert self._store is not None, "there is a store to write to"
        try:
            saved = self._store.commit(changeset, author, drop_comments=True)
        except StoreError as error:
            self.post_message(StoreFailed(str(error)))
            return False
        except Exception as error:  # a fault of ours: told, never a save that only seems to have happened
            self.post_message(StoreFailed(_("not saved, a fault in the program: {fault}", fault=repr(error))))
            return False
        self.post_message(ChangesetSaved(saved, keep))
        return True
