"""Where writes start: every change is asked for, shown and committed from the main screen, whatever is on top of it."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Any

from textual import work
from textual.screen import Screen

from iktui.screens.ask.dialogs import Ask, Confirm, author_questions
from store.base.errors import NoIdentity, StaleRecord, StoreError, WouldDropComments, comments_question
from store.base.i18n import _
from store.base.text import safe

if TYPE_CHECKING:  # git and pydantic are imported after the first frame
    from store.base.author import Author
    from store.changes.blame import Attribution
    from store.changes.changes import Changeset
    from store.query.listing import Listing
    from store.records.model import Record
    from store.records.snapshot import Snapshot
    from store.register.drafts import Draft, OpenForm
    from store.register.store import Saved, Store


class WritingScreen(Screen[None]):
    """The store, what was read from it, who writes, and the form with all that can happen to it."""

    def __init__(self) -> None:
        super().__init__()
        self._store: Store | None = None
        self._snapshot: Snapshot | None = None
        self._listing: Listing | None = None
        self._author: Author | None = None
        self._journal: OpenForm | None = None
        self._why = ("", "")
        """Reason and case number, remembered for a series of edits."""
        self._at: str | None = None
        """The commit that is shown; None for the newest, the only one that can be changed."""
        self._past = ""
        """Which past state is shown, in words; "" for now."""
        self.party = ""
        """The member whose part the person confirms in an edition, remembered for the session."""

    @property
    def store(self) -> Store | None:
        """The clone, once it is open."""
        return self._store

    @property
    def listing(self) -> Listing | None:
        """The list as it was last read."""
        return self._listing

    @property
    def time(self) -> tuple[str | None, str]:
        """The commit that is shown and which state that is, in words; (None, "") for now."""
        return self._at, self._past

    def travel(self, commit: str | None, told: str = "") -> None:
        """Show the register as of a commit, `told` in words; None for now."""
        raise NotImplementedError

    def _ready(self) -> tuple[Store, Snapshot] | None:
        if self.app.screen is not self:
            return None  # a key typed ahead, before what the key before it opened was there
        return self._loaded()

    def _loaded(self) -> tuple[Store, Snapshot] | None:
        if self._store is None or self._snapshot is None:
            self.notify(_("the register is still being read"), markup=False)
            return None
        return self._store, self._snapshot

    def tell(self, text: object, severity: Any = "error") -> None:
        """One line, until it has been read."""
        self.notify(safe(str(text)), severity=severity, timeout=15 if severity != "information" else 5, markup=False)

    def _refuse_in_past(self) -> bool:
        """Whether a past state is shown, which cannot be changed; it has been told."""
        if self._at is not None:
            self.tell(_("nothing is changed in the past; @ and enter lead back to now"))
        return self._at is not None

    # --- the form

    async def edit_record(
        self, record: Record, *, is_new: bool = False, typed: dict[str, str] | None = None, field: str = ""
    ) -> bool:
        """The form, until what it holds is saved (True) or given up: a refused save loses nothing that was typed."""
        from iktui.screens.form.edit import EditScreen
        from store.actions.records import form_changeset
        from store.records.paths import Key
        from store.register.drafts import others_at

        if self._refuse_in_past():
            return False
        assert self._snapshot is not None, "there is a record to edit"
        assert self._store is not None, "and a store it is from"
        snapshot, before = self._snapshot, None if is_new else record
        journal = self._journal = self._open_journal(record, is_new, typed)
        while True:
            others = others_at(self._store.git_dir, Key(record.KIND, record.id), journal)
            form = EditScreen(
                record, snapshot, is_new=is_new, typed=typed, why=self._why, journal=journal, others=tuple(others),
                listing=self._listing, field=field, blame=None if is_new else partial(self._blame, record, snapshot),
            )  # fmt: skip
            edited = await self.app.push_screen_wait(form)
            if edited is None:
                break
            self._why = (edited.reason, edited.case)
            if before == edited.record:
                self.tell(_("nothing was changed"), "information")
                break
            changeset = form_changeset(snapshot, before, edited.record, edited.reason, edited.case)
            if await self.save(changeset, record.id, settle=True):
                break
            typed, field = form.last_typed, ""
            newest = self._store.snapshot()
            current = None if before is None else self._as_it_is(newest, before)
            if before is not None and current is None:
                continue  # it is gone: what is typed stays a change to what was, and never makes it anew
            snapshot, record, before = newest, current or record, current
        if journal is not None:
            journal.close()
        self._journal = None
        return edited is not None

    def _blame(self, record: Record, snapshot: Snapshot) -> dict[str, Attribution]:
        assert self._store is not None, "forms are of records in a store"
        return self._store.blame(record, snapshot.commit)

    @staticmethod
    def _as_it_is(snapshot: Snapshot, record: Record) -> Record | None:
        from store.records.paths import Key

        try:
            return snapshot.get(Key(record.KIND, record.id))
        except StoreError:
            return record

    def _open_journal(self, record: Record, is_new: bool, typed: dict[str, str] | None) -> OpenForm | None:
        """Keep what will be typed beside the register; where nothing can be written, say so and go on."""
        from store.records.codec import to_fields
        from store.register.drafts import Draft, OpenForm, now_text

        assert self._store is not None, "there is a store"
        mail, name = (self._author.mail, self._author.name) if self._author else ("", "?")
        draft = Draft(
            mail, name, record.KIND, record.id, record.name, now_text(), to_fields(record), is_new=is_new
        )  # fmt: skip
        try:
            journal = OpenForm(self._store.git_dir, draft)
            journal.keep(typed or {}, *self._why)
        except (OSError, StoreError) as error:
            self.tell(_("what you type cannot be kept until you save: {reason}", reason=error), "warning")
            return None
        return journal

    # --- drafts

    @work
    async def offer_drafts(self) -> None:
        """Offer what was typed in forms whose session died, field by field."""
        from store.register.drafts import left_drafts

        if self._store is None:
            return
        mails = dict.fromkeys(["", self._author.mail if self._author else ""])
        for draft in [draft for mail in mails for draft in left_drafts(self._store.git_dir, mail)]:
            await self._offer(draft)

    async def _offer(self, draft: Draft) -> None:
        from iktui.screens.ask.choose import ChooseScreen, Pair
        from iktui.words.fields import words_in
        from store.base.i18n import language
        from store.changes import wording
        from store.records.codec import from_fields
        from store.register.drafts import drop_draft

        ready = self._loaded()
        if ready is None:
            return
        store, snapshot = ready
        try:
            current = None if draft.is_new else snapshot.get(draft.key)
            record = current or from_fields(draft.kind, draft.id, draft.base)
        except StoreError as error:
            self.tell(error)
            return
        shown = words_in(record, snapshot)
        # What is there already was saved just before the session died.
        typed = {
            path: words
            for path, words in (draft.settings or {}).items()
            if words.strip() != shown.get(path, "").strip()
        }
        if not typed and not draft.is_new:
            drop_draft(store.git_dir, draft)
            return
        pairs = [
            Pair(wording.field_label(path, snapshot.name, language()), words, shown.get(path, ""), chosen=0)
            for path, words in typed.items()
        ]
        title = _("Not saved when the connection was lost: {name}", name=record.name)
        explained = _("Typed {when}. ctrl+s opens the form with it, ctrl+x throws it away, esc keeps it for later.",
                      when=draft.opened.replace("T", " ")[:16])  # fmt: skip
        screen = ChooseScreen(title, pairs, (_("typed"), _("as it is")), explained, drop=True)
        chosen = await self.app.push_screen_wait(screen) if pairs else []
        if chosen is None:
            return
        if chosen and current is None and not draft.is_new:
            text = _(
                "{name} was removed, or made a part of another, since; what was typed is kept until you throw it away"
            )
            self.tell(text.replace("{name}", record.name), "warning")
        elif chosen or (draft.is_new and not pairs):
            kept = {path: words for (path, words), number in zip(typed.items(), chosen, strict=True) if number == 0}
            self._why = (draft.reason, draft.case)
            self.call_after_refresh(self._resume, record, kept, draft, draft.is_new)
        else:
            drop_draft(store.git_dir, draft)

    @work
    async def _resume(self, record: Record, typed: dict[str, str], draft: Draft, is_new: bool) -> None:
        from store.register.drafts import drop_draft

        editing = asyncio.ensure_future(self.edit_record(record, is_new=is_new, typed=typed))
        await asyncio.sleep(0)  # the form's own journal holds the words now
        assert self._store is not None, "there is a store"
        drop_draft(self._store.git_dir, draft)
        await editing

    # --- writing

    @work
    async def ask_author(self) -> None:
        """Ask who writes, if nobody has said; then offer what they left unsaved."""
        await self._known_author()
        self.offer_drafts()

    async def author(self) -> Author | None:
        """Who writes, for a screen on top of this one; None when nobody says."""
        return await self._known_author()

    async def _known_author(self) -> Author | None:
        """Who writes: known, or asked for once and remembered in the clone."""
        from store.base.author import Author

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
                    self.tell(error, "warning")
        except StoreError as error:
            self.tell(error)
        return self._author

    async def save(self, changeset: Changeset, keep: str | None, *, settle: bool = False) -> bool:
        """Commit it; gives whether it is saved. Why it is not has been told.

        A comment in a file that would go with what is taken away is asked about. With `settle`, fields that somebody
        else changed meanwhile are asked about one by one, and it is tried again.
        """
        if self._refuse_in_past():
            return False
        author = await self._known_author()
        if author is None:
            self.tell(_("not saved: nobody knows who you are"))
            return False
        allowed: frozenset[str] = frozenset()
        while True:
            outcome = await self._write(changeset, author, keep, allowed).wait()
            if outcome is None:
                return True
            if isinstance(outcome, WouldDropComments):
                if not await self.app.push_screen_wait(Confirm(comments_question(outcome))):
                    return False
                allowed |= {outcome.blob}
                continue
            if not settle or not isinstance(outcome, StaleRecord) or not outcome.clashes:
                self.tell(outcome)
                return False
            settled = await self._settle(changeset, outcome)
            if settled is None:
                return False
            changeset = settled

    async def _settle(self, changeset: Changeset, stale: StaleRecord) -> Changeset | None:
        """The same change on top of what others did, with the values that the person chose; None: back to the form."""
        from iktui.screens.review.conflicts import pairs_of

        assert self._store is not None, "it was just asked to save"
        now = self._store.snapshot()
        pairs = pairs_of(self._store, now, changeset, stale)
        from iktui.screens.ask.choose import ChooseScreen
        from store.actions.settling import settled

        title = _("{name}: changed meanwhile by {author}", name=stale.name, author=stale.author)
        explained = _("Nothing is saved yet. Whatever you do not choose is still in the history.")
        screen = ChooseScreen(title, pairs, (_("mine"), _("theirs")), explained)
        chosen = await self.app.push_screen_wait(screen)
        return None if chosen is None else settled(now, changeset, stale, chosen)

    @work(thread=True, group="write", exit_on_error=False)
    def _write(
        self, changeset: Changeset, author: Author, keep: str | None, allowed: frozenset[str]
    ) -> StoreError | None:
        from iktui.messages import ChangesetSaved
        from store.register.publishing import save

        assert self._store is not None, "there is a store to write to"
        try:
            saved: Saved = save(self._store, changeset, author, drop_comments=allowed)
        except StoreError as error:
            return error
        except Exception as error:  # a fault of ours: told, never a save that only seems to have happened
            return StoreError(_("not saved, a fault in the program: {fault}", fault=repr(error)))
        self.post_message(ChangesetSaved(saved, keep))
        return None
