"""What can be done with the highlighted or the marked collaborations, besides the form: each is one commit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from textual import work

from iktui.screens.ask.dialogs import Question, checked
from iktui.screens.main.committing import CommittingScreen
from store.base.errors import StoreError
from store.base.i18n import _, ngettext

if TYPE_CHECKING:  # git and pydantic are imported after the first frame
    from store.actions.action import Asked
    from store.actions.merging import Row
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
        from store.actions.collaborations import new

        await self._make(_("New collaboration"), "", new)

    @work
    async def action_copy(self) -> None:
        """Make a collaboration like the highlighted one."""
        from store.actions.collaborations import copy

        if (record := self._record()) is not None:
            await self._make(_("Copy: {name}", name=record.name), record.name, copy, record)

    async def _make(
        self, title: str, name: str, make: Callable[[str, Asked], Collaboration], *about: Collaboration
    ) -> None:
        from store.records.entry import check_name

        if self._ready() is None:
            return
        asked = self.asked(*about)
        answers = await self.ask(title, Question("name", _("Name"), name, checked(check_name)))
        if answers is None:
            return
        try:
            record = make(answers["name"], asked)
        except StoreError as error:
            self.tell(error)
            return
        await self.edit_record(record, is_new=True)

    @work
    async def action_do(self, action: str) -> None:
        """What an Action does to the highlighted collaboration."""
        from store.actions.registry import ACTIONS

        record = self._record()
        if record is not None and self._ready() is not None:
            keep = None if action == "remove" else record.id
            await self.do(ACTIONS[action], self.asked(record), keep, series=True)

    # --- two and more

    @work
    async def action_merge(self) -> None:
        """Make the two marked collaborations one; or the highlighted one and another."""
        from store.actions.collaborations import MERGE

        record, ready, marked = self._record(), self._ready(), self._marked()
        if record is None or ready is None:
            return
        if len(marked) == 2:
            await self.merge_two(*marked)
            return
        if marked:
            self.tell(_("mark two to merge them, or none"), "warning")
            return
        asked = await self.answers(MERGE, self.asked(record, which={}))
        if asked is not None:
            await self.merge_two(record, asked.snapshot.collaboration(asked.answers["other"]))

    async def merge_two(self, kept: Collaboration, other: Collaboration) -> bool:
        """One record of two: where they differ the person chooses; then a review of every field, then one commit."""
        from iktui.words.merge import account_lines
        from store.actions.collaborations import MERGE, account_of
        from store.actions.merging import answered

        asked, title = self.asked(kept, other=other.id), _("Merge: {name}", name=kept.name)
        snapshot = asked.snapshot
        try:
            rows = account_of(asked)
            answers = await self._which(title, rows, snapshot)
            if answers is None:
                return False
            reason, case = self._why
            changeset = MERGE.plan(asked.answering(which=answers, reason=reason, case=case))
        except StoreError as error:
            self.tell(error)
            return False
        notes = account_lines(answered(rows, answers), snapshot.name)
        saved = await self.review(title, changeset, kept.id, notes, notes_first=True)
        if saved:
            self.clear_marks()
        return saved

    async def _which(self, title: str, rows: Sequence[Row], snapshot: Snapshot) -> dict[str, str] | None:
        """Which of two values stands, by field; None when the person went back. Nothing is asked where none differ."""
        from iktui.screens.ask.choose import ChooseScreen, Pair
        from iktui.words.merge import row_label, row_values
        from store.actions.merging import DIFFERS, FIRST, KEPT, SAME, SECOND, TAKEN, open_rows

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
        from iktui.screens.main.bulk import ask_bulk
        from store.actions.collaborations import BULK

        ready, marked = self._ready(), self._marked()
        if ready is None:
            return
        asked = await ask_bulk(self, self.asked(*marked))
        title = ngettext("{count} marked", "{count} marked", len(marked))
        if asked is not None and await self.do(BULK, asked, None, title, series=True):
            self.clear_marks()
