"""The desk: what an Action asks, the form, the review, and the one commit that comes of it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

from textual.app import App
from textual.screen import Screen

from iktui.messages import ChangesetSaved, TimeChosen
from iktui.screens.ask.choose import ChooseScreen
from iktui.screens.ask.dialogs import Ask, Confirm, Making, Question, author_questions, checked
from iktui.screens.desk.blame import BlameScreen
from iktui.screens.desk.conflicts import pairs_of
from iktui.screens.desk.journals import Journal, as_it_is, left_for_later, written_over
from iktui.session import Session, informed
from store.actions.action import Action, Asked, Options
from store.actions.action import Question as AskedQuestion
from store.actions.records import form_changeset
from store.actions.registry import ACTIONS
from store.actions.settling import settled
from store.base.author import Author
from store.base.errors import StaleRecord, StoreError, WouldDropComments, comments_question
from store.base.i18n import _
from store.base.ids import make_id
from store.base.text import safe
from store.changes.changes import Changeset
from store.checks.warnings import warnings_of
from store.records.model import Edition, Record
from store.records.paths import Key
from store.records.snapshot import Snapshot
from store.register.drafts import Draft, drop_draft
from store.register.publishing import save
from store.rules.taken import Taken

T = TypeVar("T")


class Desk:
    """What every change goes through; the screens that are opened get it from the main one.

    What the store cannot do for a worker is told by `IktuiApp._handle_exception`, and the deed is over.
    """

    def __init__(self, screen: Screen[Any], session: Session, offer: Callable[[Desk, Draft], Awaitable[None]]) -> None:
        """`screen` is the main one, which is told what was saved; `offer` shows a draft beside what is there now."""
        self.screen, self.session, self._offer = screen, session, offer
        self.app: App[Any] = screen.app
        self._writing: set[asyncio.Future[StoreError | None]] = set()
        self.journal: Journal | None = None
        """What keeps the words of the open form."""
        self._settled_on: Snapshot | None = None
        """The state whose values were shown last beside those that were to be saved."""
        self._refused: dict[object, dict[str, str]] = {}
        """The words that were answered to what was refused in the end: they stand there when it is asked again."""

    @property
    def is_writing(self) -> bool:
        """Whether a save is under way."""
        return bool(self._writing)

    async def written(self) -> None:
        """Wait for the saves that are under way: a key typed ahead is about what they make."""
        while self._writing:
            await asyncio.wait(self._writing)

    # --- telling, asking

    def tell(self, text: object, severity: Any = "error") -> None:
        """One line, until it has been read."""
        seconds = 15 if severity != "information" else 5
        self.app.notify(safe(str(text)), severity=severity, timeout=seconds, markup=False)

    def refuse_in_past(self) -> bool:
        """Whether a past state is shown, which cannot be changed; it has been told."""
        if self.session.at is not None:
            self.tell(_("nothing is changed in the past; esc in the list leads back to now"))
        return self.session.at is not None

    def travel(self, commit: str | None, told: str = "") -> None:
        """Have the register shown as of a commit, `told` in words; None for now."""
        self.screen.post_message(TimeChosen(commit, told))

    async def ask(self, title: str, *questions: Question) -> dict[str, str] | None:
        """The answers, without white space around them."""
        answers = await self.app.push_screen_wait(Ask(title, list(questions)))
        if answers is None or isinstance(answers, Making):
            return answers
        return {id: answer.strip() for id, answer in answers.items()}

    def asked(self, *about: Record, snapshot: Snapshot | None = None, **answers: Any) -> Asked:
        """What a deed is done on, see `Session.asked`."""
        return self.session.asked(*about, snapshot=snapshot, **answers)

    async def show_blame(self, record: Record, snapshot: Snapshot) -> None:
        """Who set each field of a record, once the history has been read that leads to a state."""
        found = await asyncio.to_thread(self.session.store.blame, record, snapshot.commit)
        self.app.push_screen(BlameScreen(record, found, snapshot))

    async def sure(self, question: str) -> bool:
        """Yes or no."""
        return await self.app.push_screen_wait(Confirm(question))

    async def author(self) -> Author | None:
        """Who writes: known, or asked for once and remembered in the clone; None when nobody says."""
        try:
            author = self.session.author_if_known()
        except StoreError as error:
            self.tell(error)
            return None
        if author is None and (answers := await self.ask(_("Who are you?"), *author_questions())) is not None:
            author = Author(answers["author-name"], answers["author-mail"])
            try:
                self.session.remember(author)
            except StoreError as error:
                self.tell(error, "warning")
        return author

    # --- a deed

    async def do(self, action: Action, asked: Asked, keep: str | None = None, title: str = "") -> bool:
        """What an Action asks that is not answered yet, then one commit; gives whether it is saved.

        `asked` is what the person saw when the key was pressed: others may change the register while they answer.
        """
        answered = await self.answers(action, asked, title)
        if answered is None:
            return False
        try:
            answered = await self._found(action, partial(informed, self.session.store, action, answered))
            sure = await self._found(action, partial(action.sure, answered)) if action.sure is not None else ""
            if sure and not await self.sure(sure):
                return False
            changeset = await self._found(action, partial(action.plan, answered))
            notes = await self._found(action, partial(action.notes, answered))
        except (StoreError, ValueError) as error:
            self.tell(error)
            return False
        if not changeset.changes:
            self.tell(_(action.nothing) if action.nothing else _("nothing to change"), "information")
            saved = True
        elif action.reviewed:
            shown = title or _(action.title)
            saved = await self.review(shown, changeset, keep, notes, snapshot=asked.snapshot)
        else:
            saved = await self.agreed(changeset) and await self.save(changeset, keep)
        if saved:
            self._refused.pop(_deed(action, asked), None)
        return saved and bool(changeset.changes)

    async def answers(self, action: Action, asked: Asked, title: str = "") -> Asked | None:
        """The questions that nobody has answered yet, page by page; None when the person went back."""
        if self.refuse_in_past():
            return None
        if not title:
            title = f"{_(action.title)}: {asked.about[0].name}" if len(asked.about) == 1 else _(action.title)
        typed = self._refused.setdefault(_deed(action, asked), {})
        for page in action.pages():
            put = await self._found(action, partial(_put, page, asked, typed))
            words = await self.ask(title, *put) if put else {}
            while isinstance(words, Making):
                typed |= words
                asked = await self._make(ACTIONS[action.question(words.of).makes], asked, typed, words.of)
                put = await self._found(action, partial(_put, page, asked, typed))
                words = await self.ask(title, *put)
            if words is None:
                return None
            typed |= words
            for id, said in words.items():
                asked = asked.answering(**{id: action.question(id).answer(said, asked)})
        return asked

    async def _make(self, making: Action, asked: Asked, typed: dict[str, str], of: str) -> Asked:
        """Make what a question names and is not there yet, a commit of its own; gives the same deed on the new state.

        Where it is given up, the question stands there again with its words.
        """
        first = self.asked(snapshot=asked.snapshot)
        self._refused[_deed(making, first)] = {"name": typed[of].strip()}
        answered = await self.answers(making, first)
        if answered is None or not await self.save(making.plan(answered)):
            return asked
        typed[of] = answered.answers["name"]
        newest = await asyncio.to_thread(self.session.store.snapshot)
        about = [newest.readable(Key(one.KIND, one.id)) or one for one in asked.about]
        return replace(asked, snapshot=newest, about=tuple(about))

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
        snapshot: Snapshot | None = None,
        notes_first: bool = True,
    ) -> bool:
        """Show every field change on top of what is shown, or of `snapshot`; save when the person says so.

        What is worth a look in the changes stands above the notes.
        """
        shown = snapshot or self.session.snapshot
        told = [*(await asyncio.to_thread(self._looked_over, changeset))[1], *notes]
        return await self._reviewed(title, changeset, shown, told, notes_first) and await self.save(changeset, keep)

    async def agreed(self, changeset: Changeset) -> bool:
        """Whether it shall be saved: shown and asked only where something in it is worth a look."""
        shown, told = await asyncio.to_thread(self._looked_over, changeset)
        return not told or await self._reviewed(_("Look at this before it is saved"), changeset, shown, told, True)

    def _looked_over(self, changeset: Changeset) -> tuple[Snapshot, list[str]]:
        """The state that it is made on, and what in it is worth a look."""
        base = self.session.store.snapshot(commit=changeset.base)
        return base, warnings_of(base, changeset)

    async def _reviewed(
        self, title: str, changeset: Changeset, shown: Snapshot, notes: Sequence[str], notes_first: bool
    ) -> bool:
        from iktui.screens.desk.review import ReviewScreen

        screen = ReviewScreen(title, changeset, shown, notes, notes_first=notes_first)
        return await self.app.push_screen_wait(screen) is True

    # --- the form

    async def edit_record(
        self,
        record: Record,
        *,
        snapshot: Snapshot | None = None,
        is_new: bool = False,
        typed: dict[str, str] | None = None,
        field: str = "",
        action: str = "",
    ) -> bool:
        """The form, until what it holds is saved (True) or given up: a refused save loses nothing that was typed.

        `snapshot` is the state that the record was shown in, where that is not the list's; `action` what the deed is
        called where it is another than to edit a record or to make one.
        """
        from iktui.screens.desk.edit import LATER, EditScreen

        if self.refuse_in_past():
            return False
        session, shown, before = self.session, snapshot or self.session.snapshot, None if is_new else record
        try:
            author = session.author_if_known()
        except StoreError:
            author = None  # told when it is saved
        left = left_for_later(session, author, record) if typed is None and not is_new else []
        for draft in left:
            if self._written_over(draft, record, shown):  # both values side by side, never one unseen over the other
                await self._offer(self, draft)
                return False
        for draft in left:
            typed = {**(typed or {}), **(draft.settings or {})}
            session.why = (draft.reason or session.why[0], draft.case or session.why[1])
        journal = self.journal = Journal(session, author, record, is_new=is_new, typed=typed, tell=self.tell)
        for draft in left:  # the form's own journal holds the words now
            drop_draft(session.store.git_dir, draft)
        while True:
            form = EditScreen(record, shown, is_new=is_new, typed=typed, field=field, session=session, journal=journal)
            edited = await self.app.push_screen_wait(form)
            if edited is None:
                break
            if edited is LATER:
                self.tell(_("kept for later: e, or the next start, offers it again"), "information")
                journal.leave()
                self.journal = None
                return False
            session.why = (edited.reason, edited.case)
            if before == edited.record:
                self.tell(_("nothing was changed"), "information")
                break
            made = form_changeset(shown, before, edited.record, edited.reason, edited.case)
            changeset = replace(made, action=action or made.action)
            self._settled_on = None
            if await self.agreed(changeset) and await self.save(changeset, record.id, settle=True):
                break
            typed, field, now = form.last_typed, "", self._settled_on
            current = as_it_is(now, before) if now is not None and before is not None else None
            if now is not None and current is not None:  # what was saved meanwhile has been shown: it is written over
                shown, record, before = now, current, current
            elif is_new and record.KIND != Edition.KIND:  # somebody has taken the id meanwhile
                shown = session.newest()
                id = make_id(edited.record.name, Taken(shown, record.KIND), record.KIND)
                record = record.model_copy(update={"id": id})
        journal.close()
        self.journal = None
        return edited is not None

    def _written_over(self, draft: Draft, record: Record, names: Snapshot) -> bool:
        try:
            return written_over(draft, record, names)
        except StoreError:  # it cannot be told what the person saw
            return True

    # --- one commit

    async def save(self, changeset: Changeset, keep: str | None = None, *, settle: bool = False) -> bool:
        """Commit it; gives whether it is saved. Why it is not has been told.

        A comment in a file that would go with what is taken away is asked about. With `settle`, fields that somebody
        else changed meanwhile are asked about one by one, and it is tried again.
        """
        if self.refuse_in_past():
            return False
        author = await self.author()
        if author is None:
            self.tell(_("not saved: nobody knows who you are"))
            return False
        allowed: frozenset[str] = frozenset()
        while True:
            writing = asyncio.ensure_future(asyncio.to_thread(self._write, changeset, author, keep, allowed))
            self._writing.add(writing)
            writing.add_done_callback(self._writing.discard)
            outcome = await asyncio.shield(writing)  # it goes on, and is told, when the screen that began it is left
            if outcome is None:
                return True
            if isinstance(outcome, WouldDropComments):
                if not await self.sure(comments_question(outcome)):
                    return False
                allowed |= {outcome.blob}
                continue
            if not settle or not isinstance(outcome, StaleRecord) or not outcome.conflicts:
                self.tell(outcome)
                return False
            made = await self._settle(changeset, outcome)
            if made is None:
                return False
            changeset = made

    async def _settle(self, changeset: Changeset, stale: StaleRecord) -> Changeset | None:
        """The same change on top of what others did, with the values that the person chose; None: back to the form."""
        now = self._settled_on = self.session.store.snapshot(commit=stale.commit)
        pairs = pairs_of(self.session.store, now, changeset, stale)
        title = _("{name}: changed meanwhile by {author}", name=stale.name, author=stale.author)
        explained = _("Nothing is saved yet. Whatever you do not choose is still in the history.")
        screen = ChooseScreen(title, pairs, (_("mine"), _("theirs")), explained)
        chosen = await self.app.push_screen_wait(screen)
        return None if chosen is None else settled(now, changeset, stale, chosen)

    def _write(
        self, changeset: Changeset, author: Author, keep: str | None, allowed: frozenset[str]
    ) -> StoreError | None:
        try:
            saved = save(self.session.store, changeset, author, drop_comments=allowed)
        except StoreError as error:
            return error
        except Exception as error:  # a fault of ours: told, never a save that only seems to have happened
            return StoreError(_("not saved, a fault in the program: {fault}", fault=repr(error)))
        self.screen.post_message(ChangesetSaved(saved, keep))
        return None


def _deed(action: Action, asked: Asked) -> object:
    return action.id, tuple((record.KIND, record.id) for record in asked.about)


def _put(page: Sequence[AskedQuestion], asked: Asked, typed: dict[str, str]) -> list[Question]:
    """What a dialog asks of a page: what nobody has answered yet, with the words that were `typed` in vain before."""
    return [
        Question(
            one.id, safe(one.text(asked)), typed.get(one.id) or one.default(asked),
            checked(partial(one.answer, asked=asked)),
            partial(_names, one.options, asked) if one.options is not None else None, one.many,
            f"{_(ACTIONS[one.makes].title)} …" if one.makes else "",
        )
        for one in page
        if one.id not in asked.answers and not one.silent and one.when(asked)
    ]  # fmt: skip


def _names(options: Callable[[Asked], Options], asked: Asked) -> list[str]:
    return [names[0] for names in options(asked).values()]
