"""The yearly rollover: an edition opened, confirmed, published and adopted."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.binding import Binding, BindingType

from iktui.screens.checklist import ChecklistScreen
from iktui.screens.committing import checked, checked_date
from iktui.screens.dialogs import Confirm, Question
from store.base.dates import check_year
from store.base.errors import BadInput, StoreError
from store.base.i18n import _
from store.changes import edits
from store.editions.rollover import adopt, missing_of, next_year, open_edition, plan_of, publish
from store.records.entry import find_party
from store.records.model import Decision
from store.register.publishing import mend, state_of
from store.register.store import Store

if TYPE_CHECKING:
    from iktui.screens.acting import ActingScreen


async def roll_over(desk: ActingScreen, store: Store) -> None:
    """Ask for the year; open it, after a review, if it is not open; show its checklist."""
    now = store.snapshot()
    asked = Question("year", _("Year"), next_year(now, edits.today()), checked(check_year))
    answers = await desk.ask(_("The edition of a year"), asked)
    if answers is None:
        return
    year = check_year(answers["year"])
    try:
        if year not in now.editions:
            changeset = open_edition(now, year, edits.today())
            notes = await asyncio.to_thread(plan_of, now, year)
            if not await desk.review(_("The edition of {year}", year=year), changeset, None, notes, notes_first=True):
                return
        state = await asyncio.to_thread(state_of, store, year)
    except StoreError as error:
        desk.tell(error)
        return
    await desk.app.push_screen_wait(RolloverScreen(desk, store, state))


class RolloverScreen(ChecklistScreen):
    """The checklist, and what becomes of the edition as a whole."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e", "edit", _("Edit"), show=False, id="rollover.edit"),
        Binding("P", "publish", _("Publish"), id="rollover.publish"),
        Binding("D", "decide", _("Decision"), id="rollover.decide"),
        Binding("u", "undo", _("Undo"), id="rollover.undo"),
    ]

    # --- the record, the edition

    @work
    async def action_edit(self) -> None:
        """The form of the collaboration."""
        row = self._current()
        if row is not None:
            try:
                record = self._state.now.collaboration(row.id)
            except StoreError as error:
                self._desk.tell(error)
                return
            if await self._desk.edit_record(record):
                await self._look_again()

    @work
    async def action_publish(self) -> None:
        """Publish the edition; with open points, only for a reason."""
        if self._state.is_published:
            await self._mend()
            return
        missing = await asyncio.to_thread(missing_of, self._state.now, self._year)
        title = _("Publish the edition of {year}", year=self._year)
        reason = ""
        if missing:
            label = _("{missing}. Why is it published all the same?", missing=missing)
            asked = Question("reason", label, "", lambda words: "" if words.strip() else _("must not be empty"))
            answers = await self._desk.ask(title, asked)
            if answers is None:
                return
            reason = answers["reason"]
        elif not await self.app.push_screen_wait(Confirm(f"{title}?")):
            return
        try:
            await self._save(publish(self._state.now, self._year, reason))
        except BadInput as error:
            self._desk.tell(error)

    async def _mend(self) -> None:
        """A published edition whose tag a crash left out gets it."""
        author = await self._desk.author()
        try:
            if author is not None and await asyncio.to_thread(mend, self._store, self._year, author):
                await self._look_again()
            else:
                self._desk.tell(_("the edition of {year} is published", year=self._year), "information")
        except StoreError as error:
            self._desk.tell(error)

    @work
    async def action_decide(self) -> None:
        """Record what a council decided about the edition."""
        now, edition = self._state.now, self._state.edition
        names = [self._called(id) for id in now.register.members]
        left = next((self._called(id) for id in now.register.members if id not in edition.decisions), "")
        title = _("Decision about the edition of {year}", year=self._year)
        whose = Question("party", _("Whose decision"), left, checked(lambda w: find_party(w, now)), lambda: names)
        answers = await self._desk.ask(title, whose)
        if answers is None:
            return
        party = find_party(answers["party"], now)
        known = edition.decisions.get(party, Decision())
        answers = await self._desk.ask(
            f"{title}: {self._called(party)}",
            Question("body", _("Council or committee"), known.body),
            Question("case", _("Case number"), known.case),
            Question("date", _("Date"), known.date or "", checked_date),
            Question("outcome", _("Outcome"), known.outcome),
        )
        if answers is None:
            return
        given = {name: words for name, words in answers.items() if words}
        decision = Decision.model_validate({**known.model_dump(include={"archive_case"}), **given})
        try:
            await self._save(adopt(self._state.now, self._year, party, decision))
        except BadInput as error:
            self._desk.tell(error)

    @work
    async def action_undo(self) -> None:
        """Take one's own last change back."""
        if await self._desk.undo_last():
            await self._look_again()
