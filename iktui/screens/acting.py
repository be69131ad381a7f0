"""What can be done with the highlighted or the marked collaborations, besides the form: each is one commit."""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from typing import TYPE_CHECKING

from textual import work

from iktui.screens.committing import CommittingScreen, checked, checked_date
from iktui.screens.dialogs import Confirm, Question
from store.base.errors import StoreError
from store.base.i18n import _, ngettext

if TYPE_CHECKING:  # git and pydantic are imported after the first frame
    from store.collaborations.merging import Row
    from store.records.model import Collaboration
    from store.records.snapshot import Snapshot


class ActingScreen(CommittingScreen):
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
        from store.changes.edits import new_collaboration

        await self._make(_("New collaboration"), "", new_collaboration)

    @work
    async def action_copy(self) -> None:
        """Make a collaboration like the highlighted one."""
        from store.collaborations.life import copied

        if (record := self._record()) is not None:
            await self._make(
                _("Copy: {name}", name=record.name), record.name, lambda n, taken: copied(record, n, taken)
            )

    async def _make(self, title: str, name: str, make: Callable[[str, Container[str]], Collaboration]) -> None:
        from store.records.entry import check_name
        from store.rules.taken import Taken

        ready = self._ready()
        if ready is None:
            return
        answers = await self.ask(title, Question("name", _("Name"), name, checked(check_name)))
        if answers is None:
            return
        try:
            record = make(answers["name"], Taken(ready[1], "collaboration"))
        except (StoreError, ValueError) as error:
            self.tell(error)
            return
        await self.edit_record(record, is_new=True)

    @work
    async def action_end(self) -> None:
        """End the highlighted collaboration."""
        from store.base.dates import parse_partial_date
        from store.changes.changes import change
        from store.changes.edits import end, today

        record = self._record()
        if record is None:
            return
        date = Question("date", _("From when"), today(), checked(parse_partial_date))
        answers = await self.ask(_("End: {name}", name=record.name), date, Question("reason", _("Reason")))
        if answers is not None:
            ended = change(record, end(record, answers["date"], answers["reason"]))
            await self.commit([ended], "end", record.id, reason=answers["reason"])

    @work
    async def action_participant(self) -> None:
        """Add a participant to the highlighted collaboration."""
        from iktui.form_fields import choices_of
        from store.base.glossary import roles
        from store.changes.changes import change
        from store.changes.edits import set_fields
        from store.records.entry import find_party, find_term
        from store.records.schema import spec_of

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
            Question("party", _("Who"), "", checked(lambda words: find_party(words, snapshot)), parties),
            Question("role", _("Role"), roles()["participant"].name(), checked(known_role), kinds),
            Question("from", _("From when (may be empty)"), "", checked_date),
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
        from store.changes.changes import change
        from store.changes.edits import today
        from store.collaborations.life import withdrawn
        from store.records.entry import find_party

        record, ready = self._record(), self._ready()
        if record is None or ready is None:
            return
        snapshot = ready[1]

        def check(words: str) -> object:
            return withdrawn(record, find_party(words, snapshot), "", "")

        answers = await self.ask(
            _("Notice: {name}", name=record.name),
            Question("party", _("Who leaves"), "", checked(check), _parties(snapshot, list(record.participants))),
            Question("notice", _("Notice given"), today(), checked_date),
            Question("until", _("Takes part until (may be empty)"), "", checked_date),
        )
        if answers is not None:
            after = withdrawn(record, find_party(answers["party"], snapshot), answers["notice"], answers["until"])
            await self.commit([change(record, after)], "withdraw", record.id)

    @work
    async def action_replace(self) -> None:
        """Name the successor of the highlighted collaboration."""
        from store.changes.changes import change
        from store.changes.edits import today
        from store.collaborations.life import replaced
        from store.records.entry import find_reference

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
            Question("id", _("By which collaboration"), "", checked(successor), self._others(record)),
            Question("date", _("From when"), today(), checked_date),
        )
        if answers is not None:
            after = replaced(record, successor(answers["id"]), answers["date"] or today())
            await self.commit([change(record, after)], "replace", record.id)

    @work
    async def action_remove(self) -> None:
        """Remove what never should have been there."""
        from store.rules.following import removal

        record, ready = self._record(), self._ready()
        if record is None or ready is None:
            return
        text = _("Remove “{name}”? For what never should have been there; what ends is ended with x. u takes it back.")
        if await self.app.push_screen_wait(Confirm(text.replace("{name}", record.name))):
            await self.commit(removal(ready[1], record).changes, "remove", None)

    # --- two and more

    @work
    async def action_merge(self) -> None:
        """Make the two marked collaborations one; or the highlighted one and another."""
        from store.records.entry import find_reference

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

        asked = Question("id", _("Which other one goes into this"), "", checked(other), self._others(record))
        answers = await self.ask(_("Merge: {name}", name=record.name), asked)
        if answers is not None:
            await self.merge_two(record, snapshot.collaboration(other(answers["id"])))

    async def merge_two(self, kept: Collaboration, other: Collaboration) -> bool:
        """One record of two: where they differ the person chooses; then a review of every field, then one commit."""
        from iktui.describe_merge import account_lines
        from store.changes.changes import Changeset
        from store.collaborations.merging import account, answered, merged, merged_subject

        assert self._snapshot is not None, "records are of what was read"
        snapshot, title = self._snapshot, _("Merge: {name}", name=kept.name)
        try:
            rows = account(kept, other, snapshot)
            answers = await self._which(title, rows, snapshot)
            if answers is None:
                return False
            changes = merged(kept, other, snapshot, answers)
        except StoreError as error:
            self.tell(error)
            return False
        subject = merged_subject(kept, other, snapshot.language)
        changeset = Changeset(snapshot.commit, tuple(changes), "merge", subject, *self._why)
        notes = account_lines(answered(rows, answers), snapshot.name)
        saved = await self.review(title, changeset, kept.id, notes, notes_first=True)
        if saved:
            self.clear_marks()
        return saved

    async def _which(self, title: str, rows: Sequence[Row], snapshot: Snapshot) -> dict[str, str] | None:
        """Which of two values stands, by field; None when the person went back. Nothing is asked where none differ."""
        from iktui.describe_merge import row_label, row_values
        from iktui.screens.choose import ChooseScreen, Pair
        from store.collaborations.merging import DIFFERS, FIRST, KEPT, SAME, SECOND, TAKEN, open_rows

        if not open_rows(rows):
            return {}
        order = (DIFFERS, TAKEN, KEPT)
        asked = sorted((row for row in rows if row.can_choose and row.what != SAME), key=lambda r: order.index(r.what))
        chosen_of = {DIFFERS: None, TAKEN: 1, KEPT: 0}
        pairs = [
            Pair(row_label(row, snapshot.name), *row_values(row, snapshot.name), chosen=chosen_of[row.what])
            for row in asked
        ]
        screen = ChooseScreen(title, pairs, (_("first"), _("second")))
        chosen = await self.app.push_screen_wait(screen)
        if chosen is None:
            return None
        return {row.field: SECOND if number == 1 else FIRST for row, number in zip(asked, chosen, strict=True)}

    async def _edit_many(self) -> None:
        """Set, add or remove one field of all that are marked; one review, one commit."""
        from iktui.screens.bulk import ask_bulk
        from store.changes.changes import Changeset

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


def _parties(snapshot: Snapshot, ids: Sequence[str]) -> Callable[[], list[str]]:
    from store.records.entry import words_of
    from store.records.schema import FieldSpec

    spec = FieldSpec("", "reference", "party")
    return lambda: [words_of(spec, id, snapshot) for id in ids]
