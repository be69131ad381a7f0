"""One commit, or none: asked for, reviewed, taken back; documents that are read, files changed by hand."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual import work

from iktui.screens.dialogs import Ask, Confirm, Question
from iktui.screens.writing import WritingScreen
from store.base.errors import StoreError
from store.base.i18n import _

if TYPE_CHECKING:  # git and pydantic are imported after the first frame
    from store.changes.changes import Change, Changeset
    from store.records.snapshot import Snapshot
    from store.register.hand_edits import HandEdit


class CommittingScreen(WritingScreen):
    """What every change goes through."""

    # --- asking

    async def ask(self, title: str, *questions: Question) -> dict[str, str] | None:
        """The answers, without white space around them."""
        answers = await self.app.push_screen_wait(Ask(title, list(questions)))
        return {id: answer.strip() for id, answer in answers.items()} if answers is not None else None

    async def commit(
        self, changes: Sequence[Change], action: str, keep: str | None, *, subject: str = "", reason: str = ""
    ) -> bool:
        """One commit of the changes."""
        from store.changes.changes import Changeset

        assert self._snapshot is not None, "changes are of what was read"
        changeset = Changeset(
            self._snapshot.commit, tuple(changes), action, subject, reason or self._why[0], self._why[1]
        )
        return await self.save(changeset, keep)

    async def review(
        self,
        title: str,
        changeset: Changeset,
        keep: str | None,
        notes: Sequence[str] = (),
        *,
        notes_first: bool = False,
    ) -> bool:
        """Show every field change; save when the person says so."""
        from iktui.screens.review import ReviewScreen

        assert self._snapshot is not None, "changes are of what was read"
        screen = ReviewScreen(title, changeset, self._snapshot, notes, notes_first=notes_first)
        if await self.app.push_screen_wait(screen):
            return await self.save(changeset, keep)
        return False

    # --- taking back

    @work
    async def action_undo(self) -> None:
        """Take the last change of this user back."""
        if self._ready() is not None:
            await self.undo_last()

    async def undo_last(self) -> bool:
        """Take the last change of this user back; gives whether something was, for a screen on top of this one."""
        from store.repair.revert import last_done

        return await self._revert(last_done, _("you have changed nothing that can be taken back"))

    @work
    async def action_redo(self) -> None:
        """Do again what was last taken back."""
        from store.repair.revert import last_undone

        if self._ready() is not None:
            await self._revert(last_undone, _("there is nothing to do again"))

    async def _revert(self, find: Callable[..., Any], nothing: str) -> bool:
        ready = self._loaded()
        author = await self._known_author()
        if ready is None or author is None:
            return False
        try:
            revision = await self._in_thread(lambda: find(ready[0], author))
            if revision is None:
                self.tell(nothing, "information")
                return False
            return await self.take_back(revision)
        except StoreError as error:
            self.tell(error)
            return False

    async def take_back(self, revision: Any) -> bool:
        """Take one revision back, after a question; asks about fields that moved on since."""
        from iktui.screens.choose import ChooseScreen
        from iktui.screens.conflicts import moved_pairs
        from store.repair.revert import undo

        assert self._store is not None, "revisions are read from a store"
        changeset, moved = undo(self._store, revision)
        if moved:
            title, explained = _("Changed since: {subject}", subject=revision.subject), _("The rest is taken back.")
            screen = ChooseScreen(title, moved_pairs(self._store, moved), (_("keep"), _("back")), explained)
            chosen = await self.app.push_screen_wait(screen)
            if chosen is None:
                return False
            if any(chosen):
                fields = {(field.key, field.field) for field, number in zip(moved, chosen, strict=True) if number}
                changeset, _moved = undo(self._store, revision, overwrite=fields)
        elif not await self.app.push_screen_wait(Confirm(f"{changeset.subject}?")):
            return False
        if not changeset.changes:
            self.tell(_("there is nothing left of it to take back"), "information")
            return False
        return await self.save(changeset, changeset.changes[0].key.id)

    async def _in_thread(self, read: Callable[[], Any]) -> Any:
        """What reading the history gives, without holding up the keys."""
        return await asyncio.to_thread(read)

    # --- documents

    @work
    async def action_import(self) -> None:
        """Read a document into the register, after a review."""
        from store.documents.importer import plan_import
        from store.reading.document import read_document

        ready = self._ready()
        answers = await self.ask(_("Import"), Question("file", _("File"))) if ready is not None else None
        if ready is None or answers is None:
            return
        try:
            file = Path(answers["file"]).expanduser()
            result = await self._in_thread(lambda: plan_import(ready[1], [read_document(file)]))
        except StoreError as error:
            self.tell(error)
            return
        if result.changeset is None:
            self.tell(_("the register holds everything that stands there"), "information")
            return
        notes = [f"{problem.file}, {problem.line}: {problem.message}" for problem in result.problems]
        notes += [f"{found.id}: {found.message}" for found in result.findings if found.code == "import_conflict"]
        await self.review(_("Import"), result.changeset, None, notes)

    @work
    async def review_hand_edits(self, now: Snapshot, edits: list[HandEdit]) -> None:
        """Offer what was changed in the files, until each is taken, set aside or left."""
        from iktui.screens.hand_edits import ASIDE, TAKE, HandEditsScreen
        from store.register.hand_edits import taken
        from store.repair.by_hand import keep_partly, look, put_back_taken, set_aside

        while edits:
            decided = await self.app.push_screen_wait(HandEditsScreen(now, edits))
            if decided is None or self._store is None:
                return
            store, chosen = self._store, {what: [edit for edit in edits if decided[edit.path].what == what]
                                          for what in (TAKE, ASIDE)}  # fmt: skip
            try:
                choices = {path: one.choices for path, one in decided.items()}
                changeset = taken(now, chosen[TAKE], choices)
                kept = await self._in_thread(partial(keep_partly, store, chosen[TAKE], choices))
                if changeset is None or await self.save(changeset, None):
                    kept |= await self._in_thread(partial(put_back_taken, store, chosen[TAKE]))
                    aside = [edit.path for edit in chosen[ASIDE]]
                    kept |= await self._in_thread(partial(set_aside, store, aside)) if aside else {}
                    for path, file in kept.items():
                        self.tell(_("{path}: set aside, kept in {file}", path=path, file=file), "warning")
                    return
            except StoreError as error:
                self.tell(error)
            now, edits = await self._in_thread(partial(look, store))  # as it is now: nothing was done with any


def checked(find: Callable[[str], object]) -> Callable[[str], str]:
    """Why an answer will not do, from what raises ValueError or StoreError."""

    def check(words: str) -> str:
        try:
            find(words.strip())
        except (ValueError, StoreError) as error:
            return str(error) or _("must not be empty")
        return ""

    return check


def checked_date(words: str) -> str:
    """Why an answer is no partial date; an empty one will do."""
    from store.base.dates import parse_partial_date

    return checked(parse_partial_date)(words) if words.strip() else ""
