"""One commit, or none: asked for, reviewed, taken back; documents that are read, files changed by hand."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from textual import work

from iktui.screens.ask.dialogs import Ask, Confirm, Question, checked
from iktui.screens.main.writing import WritingScreen
from store.base.errors import StoreError
from store.base.i18n import _
from store.base.text import safe

if TYPE_CHECKING:  # git and pydantic are imported after the first frame
    from store.actions.action import Action, Asked, Options
    from store.actions.action import Question as AskedQuestion
    from store.changes.changes import Changeset
    from store.changes.undo import MovedOn
    from store.records.model import Record
    from store.records.snapshot import Snapshot
    from store.register.hand_edits import HandEdit


T = TypeVar("T")


class CommittingScreen(WritingScreen):
    """What every change goes through."""

    # --- asking

    async def ask(self, title: str, *questions: Question) -> dict[str, str] | None:
        """The answers, without white space around them."""
        answers = await self.app.push_screen_wait(Ask(title, list(questions)))
        return {id: answer.strip() for id, answer in answers.items()} if answers is not None else None

    def asked(self, *about: Record, **answers: Any) -> Asked:
        """What a deed is done on: the register as it is before the person now, the records, what is answered."""
        from store.actions.action import Asked
        from store.changes.edits import today

        assert self._snapshot is not None, "deeds are done on what was read"
        rows = self._listing.rows if self._listing is not None else ()
        return Asked(answers.pop("snapshot", self._snapshot), about, answers, today(), rows)

    async def do(
        self, action: Action, asked: Asked, keep: str | None = None, title: str = "", *, series: bool = False
    ) -> bool:
        """What an Action asks that is not answered yet, then one commit; gives whether it is saved.

        `asked` is what the person saw when the key was pressed: others may change the register while they answer. A
        deed of a series of edits has the reason and the case number that were given last, where it asks for none.
        """
        answered = await self.answers(action, asked, title)
        if answered is None:
            return False
        try:
            sure = await self._found(action, partial(action.sure, answered)) if action.sure is not None else ""
            if sure and not await self.app.push_screen_wait(Confirm(sure)):
                return False
            changeset = await self._found(action, partial(action.plan, answered))
            notes = await self._found(action, partial(action.notes, answered))
        except (StoreError, ValueError) as error:
            self.tell(error)
            return False
        if not changeset.changes:
            self.tell(_(action.nothing) if action.nothing else _("nothing to change"), "information")
            return False
        if series:
            reason, case = changeset.reason or self._why[0], changeset.case or self._why[1]
            changeset = replace(changeset, reason=reason, case=case)
        if action.reviewed:
            return await self.review(title or _(action.title), changeset, keep, notes, notes_first=bool(notes))
        return await self.save(changeset, keep)

    async def answers(self, action: Action, asked: Asked, title: str = "") -> Asked | None:
        """The questions that nobody has answered yet, page by page; None when the person went back."""
        if self._refuse_in_past():
            return None
        if not title:
            title = f"{_(action.title)}: {asked.about[0].name}" if len(asked.about) == 1 else _(action.title)
        for page in action.pages():
            try:
                put = await self._found(action, partial(_put, page, asked))
            except StoreError as error:
                self.tell(error)
                return None
            words = await self.ask(title, *put) if put else {}
            if words is None:
                return None
            for id, said in words.items():
                asked = asked.answering(**{id: action.question(id).answer(said, asked)})
        return asked

    async def _found(self, action: Action, find: Callable[[], T]) -> T:
        """At once where that is quick: keys typed ahead are for the dialog that comes."""
        return await asyncio.to_thread(find) if action.slow else find()

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
        from iktui.screens.review.review import ReviewScreen

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
        from iktui.screens.ask.choose import ChooseScreen
        from iktui.screens.review.conflicts import moved_pairs
        from store.repair.revert import undo

        assert self._store is not None, "revisions are read from a store"
        changeset, moved = await self._in_thread(partial(undo, self._store, revision))
        if not moved and not await self.app.push_screen_wait(Confirm(f"{changeset.subject}?")):
            return False
        shown: list[MovedOn] = []
        while moved and moved != shown:  # until nothing moved on while it was looked at
            title, explained = _("Changed since: {subject}", subject=revision.subject), _("The rest is taken back.")
            screen = ChooseScreen(title, moved_pairs(self._store, moved), (_("keep"), _("back")), explained)
            chosen = await self.app.push_screen_wait(screen)
            if chosen is None:
                return False
            fields = {(field.key, field.field) for field, number in zip(moved, chosen, strict=True) if number}
            shown = moved
            changeset, moved = await self._in_thread(partial(undo, self._store, revision, overwrite=fields))
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
        from iktui.screens.review.hand_edits import ASIDE, TAKE, HandEditsScreen
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


def _put(page: Sequence[AskedQuestion], asked: Asked) -> list[Question]:
    """What a dialog asks of a page: what nobody has answered yet."""
    return [
        Question(
            one.id, safe(one.text(asked)), one.default(asked), checked(partial(one.answer, asked=asked)),
            partial(_names, one.options, asked) if one.options is not None else None, one.many,
        )
        for one in page
        if one.id not in asked.answers and not one.silent and one.when(asked)
    ]  # fmt: skip


def _names(options: Callable[[Asked], Options], asked: Asked) -> list[str]:
    return [names[0] for names in options(asked).values()]
