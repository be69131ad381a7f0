"""What can be done with the highlighted or the marked collaborations, besides the form: each is one commit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual import work

from iktui.screens.dialogs import Ask, Confirm, Question
from iktui.screens.writing import WritingScreen
from store.errors import StoreError
from store.i18n import _, ngettext

if TYPE_CHECKING:  # git and pydantic are imported after the first frame
    from store.changes import Change, Changeset
    from store.model import Collaboration
    from store.snapshot import Snapshot


class ActingScreen(WritingScreen):
    """The actions of the main screen that change something."""

    def _record(self) -> Collaboration | None:
        """The record under the cursor."""
        raise NotImplementedError

    def _marked(self) -> list[Collaboration]:
        """The records that are marked."""
        raise NotImplementedError

    def clear_marks(self) -> None:
        """Mark nothing."""
        raise NotImplementedError

    # --- asking

    async def ask(self, title: str, *questions: Question) -> dict[str, str] | None:
        """The answers, without white space around them."""
        answers = await self.app.push_screen_wait(Ask(title, list(questions)))
        return {id: answer.strip() for id, answer in answers.items()} if answers is not None else None

    async def commit(
        self, changes: Sequence[Change], action: str, keep: str | None, *, subject: str = "", reason: str = ""
    ) -> bool:
        """One commit of the changes."""
        from store.changes import Changeset

        assert self._snapshot is not None, "changes are of what was read"
        changeset = Changeset(
            self._snapshot.commit, tuple(changes), action, subject, reason or self._why[0], self._why[1]
        )
        return await self.save(changeset, keep)

    async def review(self, title: str, changeset: Changeset, keep: str | None, notes: Sequence[str] = ()) -> bool:
        """Show every field change; save when the person says so."""
        from iktui.screens.review import ReviewScreen

        assert self._snapshot is not None, "changes are of what was read"
        if await self.app.push_screen_wait(ReviewScreen(title, changeset, self._snapshot, notes)):
            return await self.save(changeset, keep)
        return False

    # --- one record

    @work
    async def action_edit(self) -> None:
        """Edit the highlighted record, or all that are marked."""
        if self._marked():
            await self._edit_many()
        elif (record := self._record()) is not None:
            await self.edit_record(record)

    @work
    async def action_new(self) -> None:
        """Make a collaboration."""
        from store.edits import new_collaboration

        await self._make(_("New collaboration"), "", new_collaboration)

    @work
    async def action_copy(self) -> None:
        """Make a collaboration like the highlighted one."""
        from store.life import copied

        if (record := self._record()) is not None:
            await self._make(
                _("Copy: {name}", name=record.name), record.name, lambda n, taken: copied(record, n, taken)
            )

    async def _make(self, title: str, name: str, make: Callable[[str, set[str]], Collaboration]) -> None:
        from store.entry import check_name

        ready = self._ready()
        if ready is None:
            return
        answers = await self.ask(title, Question("name", _("Name"), name, _checked(check_name)))
        if answers is None:
            return
        try:
            record = make(answers["name"], {key.id for key in ready[1].keys("collaboration")})
        except (StoreError, ValueError) as error:
            self.tell(error)
            return
        await self.edit_record(record, is_new=True)

    @work
    async def action_end(self) -> None:
        """End the highlighted collaboration."""
        from store.changes import change
        from store.dates import parse_partial_date
        from store.edits import end, today

        record = self._record()
        if record is None:
            return
        date = Question("date", _("From when"), today(), _checked(parse_partial_date))
        answers = await self.ask(_("End: {name}", name=record.name), date, Question("reason", _("Reason")))
        if answers is not None:
            ended = change(record, end(record, answers["date"], answers["reason"]))
            await self.commit([ended], "end", record.id, reason=answers["reason"])

    @work
    async def action_participant(self) -> None:
        """Add a participant to the highlighted collaboration."""
        from iktui.form_fields import choices_of
        from store.changes import change
        from store.edits import set_fields
        from store.entry import find_party, find_term
        from store.glossary import roles
        from store.schema import spec_of

        record, ready = self._record(), self._ready()
        if record is None or ready is None:
            return
        snapshot = ready[1]
        role = spec_of(record.KIND, "participants.x.role")
        assert role is not None, "participants have roles"
        kinds = choices_of(role, snapshot, None)

        def known_role(words: str) -> str:
            return find_term(words, roles())

        parties = _parties(snapshot, [id for id in snapshot.parties if id not in record.participants])
        answers = await self.ask(
            _("New participant: {name}", name=record.name),
            Question("party", _("Who"), "", _checked(lambda words: find_party(words, snapshot)), parties),
            Question("role", _("Role"), roles()["participant"].name(), _checked(known_role), kinds),
            Question("from", _("From when (may be empty)"), "", _checked_date),
        )
        if answers is not None:
            at = f"participants.{find_party(answers['party'], snapshot)}"
            settings = {at: "yes", f"{at}.role": answers["role"], f"{at}.from": answers["from"]}
            try:
                await self.commit([change(record, set_fields(record, settings, snapshot))], "edit", record.id)
            except StoreError as error:
                self.tell(error)

    @work
    async def action_withdraw(self) -> None:
        """Give notice for one participant of the highlighted collaboration."""
        from store.changes import change
        from store.edits import today
        from store.entry import find_party
        from store.life import withdrawn

        record, ready = self._record(), self._ready()
        if record is None or ready is None:
            return
        snapshot = ready[1]

        def check(words: str) -> object:
            return withdrawn(record, find_party(words, snapshot), "", "")

        answers = await self.ask(
            _("Notice: {name}", name=record.name),
            Question("party", _("Who leaves"), "", _checked(check), _parties(snapshot, list(record.participants))),
            Question("notice", _("Notice given"), today(), _checked_date),
            Question("until", _("Takes part until (may be empty)"), "", _checked_date),
        )
        if answers is not None:
            after = withdrawn(record, find_party(answers["party"], snapshot), answers["notice"], answers["until"])
            await self.commit([change(record, after)], "withdraw", record.id)

    @work
    async def action_replace(self) -> None:
        """Name the successor of the highlighted collaboration."""
        from store.changes import change
        from store.edits import today
        from store.entry import find_reference
        from store.life import replaced

        record, ready = self._record(), self._ready()
        if record is None or ready is None:
            return
        snapshot = ready[1]

        def successor(words: str) -> str:
            id = find_reference("collaboration", words, snapshot)
            replaced(record, id, today())
            return id

        answers = await self.ask(
            _("Replaced: {name}", name=record.name),
            Question("id", _("By which collaboration"), "", _checked(successor), self._others(record)),
            Question("date", _("From when"), today(), _checked_date),
        )
        if answers is not None:
            after = replaced(record, successor(answers["id"]), answers["date"] or today())
            await self.commit([change(record, after)], "replace", record.id)

    @work
    async def action_remove(self) -> None:
        """Remove what never should have been there."""
        from store.changes import change

        record = self._record()
        if record is None:
            return
        text = _("Remove “{name}”? For what never should have been there; what ends is ended with x. u takes it back.")
        if await self.app.push_screen_wait(Confirm(text.replace("{name}", record.name))):
            await self.commit([change(record, None)], "remove", None)

    # --- two and more

    @work
    async def action_merge(self) -> None:
        """Make the two marked collaborations one; or the highlighted one and another."""
        from store.entry import find_reference

        record, ready, marked = self._record(), self._ready(), self._marked()
        if record is None or ready is None:
            return
        snapshot = ready[1]
        if len(marked) == 2:
            await self.merge_two(*marked)
            return
        if marked:
            self.tell(_("mark two to merge them, or none"), "warning")
            return

        def other(words: str) -> str:
            id = find_reference("collaboration", words, snapshot)
            if id == record.id:
                raise ValueError(_("cannot be merged with itself"))
            return id

        asked = Question("id", _("Which other one goes into this"), "", _checked(other), self._others(record))
        answers = await self.ask(_("Merge: {name}", name=record.name), asked)
        if answers is not None:
            await self.merge_two(record, snapshot.collaboration(other(answers["id"])))

    async def merge_two(self, kept: Collaboration, other: Collaboration) -> bool:
        """One record of two: where both say something else, the person chooses; then a review, then one commit."""
        from iktui.screens.choose import ChooseScreen, Pair
        from store import wording
        from store.changes import Changeset
        from store.i18n import language
        from store.life import clashes, merged

        assert self._snapshot is not None, "records are of what was read"
        snapshot, differ = self._snapshot, clashes(kept, other)
        choices: dict[str, Any] = {}
        if differ:
            pairs = []
            for field, one, two in differ:
                words = [wording.value_text(field, value, snapshot.name, language()) for value in (one, two)]
                pairs.append(Pair(wording.field_label(field, snapshot.name, language()), words[0], words[1]))
            title = _("Merge: {name}", name=kept.name)
            chosen = await self.app.push_screen_wait(ChooseScreen(title, pairs, (_("first"), _("second"))))
            if chosen is None:
                return False
            choices = {field: two for (field, _one, two), number in zip(differ, chosen, strict=True) if number == 1}
        changes = merged(kept, other, snapshot.holding(other.id), choices)
        subject = _("{name}: merged with {other}", name=kept.name, other=other.id)
        changeset = Changeset(snapshot.commit, tuple(changes), "merge", subject, *self._why)
        saved = await self.review(_("Merge: {name}", name=kept.name), changeset, kept.id)
        if saved:
            self.clear_marks()
        return saved

    async def _edit_many(self) -> None:
        """Set, add or remove one field of all that are marked; one review, one commit."""
        from iktui.screens.bulk import ask_bulk
        from store.changes import Changeset

        ready, marked = self._ready(), self._marked()
        if ready is None:
            return
        changes = await ask_bulk(self, marked, ready[1], self._listing)
        if changes is None:
            return
        if not changes:
            self.tell(_("all of them are like that already"), "information")
            return
        title = ngettext("{count} marked", "{count} marked", len(marked))
        changeset = Changeset(ready[1].commit, tuple(changes), "bulk", "", *self._why)
        if await self.review(title, changeset, None):
            self.clear_marks()

    def _others(self, record: Collaboration) -> Callable[[], list[str]]:
        rows = self._listing.rows if self._listing is not None else []
        return lambda: [f"{row.name} ({row.id})" for row in rows if row.id != record.id]

    # --- taking back

    @work
    async def action_undo(self) -> None:
        """Take the last change of this user back."""
        from store.revert import last_done

        await self._revert(last_done, _("you have changed nothing that can be taken back"))

    @work
    async def action_redo(self) -> None:
        """Do again what was last taken back."""
        from store.revert import last_undone

        await self._revert(last_undone, _("there is nothing to do again"))

    async def _revert(self, find: Callable[..., Any], nothing: str) -> None:
        ready = self._ready()
        author = await self._known_author()
        if ready is None or author is None:
            return
        try:
            revision = await self._in_thread(lambda: find(ready[0], author))
            if revision is None:
                self.tell(nothing, "information")
                return
            await self.take_back(revision)
        except StoreError as error:
            self.tell(error)

    async def take_back(self, revision: Any) -> bool:
        """Take one revision back, after a question; asks about fields that moved on since."""
        from iktui.screens.choose import ChooseScreen
        from iktui.screens.conflicts import moved_pairs
        from store.revert import undo

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
        import asyncio

        return await asyncio.to_thread(read)

    # --- documents

    @work
    async def action_import(self) -> None:
        """Read a document into the register, after a review."""
        from store.imports.document import read_document
        from store.imports.importer import plan_import

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
    async def review_hand_edits(self, changeset: Changeset) -> None:
        """Offer what was changed in the files."""
        from iktui.screens.review import ReviewScreen

        assert self._snapshot is not None, "hand edits are found after the register was read"
        title = _("Changed by hand in the files")
        if await self.app.push_screen_wait(ReviewScreen(title, changeset, self._snapshot)):
            await self.save(changeset, None, drop_comments=True)


def _checked(find: Callable[[str], object]) -> Callable[[str], str]:
    """Why an answer will not do, from what raises ValueError or StoreError."""

    def check(words: str) -> str:
        try:
            find(words.strip())
        except (ValueError, StoreError) as error:
            return str(error) or _("must not be empty")
        return ""

    return check


def _checked_date(words: str) -> str:
    from store.dates import parse_partial_date

    return _checked(parse_partial_date)(words) if words.strip() else ""


def _parties(snapshot: Snapshot, ids: Sequence[str]) -> Callable[[], list[str]]:
    from store.entry import words_of
    from store.schema import FieldSpec

    spec = FieldSpec("", "reference", "party")
    return lambda: [words_of(spec, id, snapshot) for id in ids]
