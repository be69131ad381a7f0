"""The yearly rollover: an edition opened, confirmed, published and adopted."""

from __future__ import annotations

import asyncio
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType

from iktui.screens.ask.dialogs import Question, checked
from iktui.screens.desk.desk import Desk
from iktui.screens.desk.files import write_papers
from iktui.screens.planning.checklist import ChecklistScreen
from store.actions.editions import ADOPT, PUBLISH, ROLLOVER
from store.base.dates import check_year
from store.base.errors import StoreError
from store.base.i18n import _
from store.changes import edits
from store.editions.rollover import next_year
from store.register.publishing import mend


async def roll_over(desk: Desk) -> None:
    """Ask for the year; open it, after a review, if it is not open; show its checklist."""
    now = desk.session.newest()
    asked = Question("year", _("Year"), next_year(now, edits.today()), checked(check_year))
    answers = await desk.ask(_("The edition of a year"), asked)
    if answers is None:
        return
    year = check_year(answers["year"])
    if year not in now.editions:
        on = desk.asked(snapshot=now, year=year)
        if not await desk.do(ROLLOVER, on, None, _("The edition of {year}", year=year)):
            return
    screen = RolloverScreen(desk, year)
    if await screen.prepare():
        await desk.app.push_screen_wait(screen)


class RolloverScreen(ChecklistScreen):
    """The checklist, and what becomes of the edition as a whole."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e", "edit", _("Edit"), show=False, id="edit"),
        Binding("P", "publish", _("Publish"), id="publish"),
        Binding("D", "decide", _("Decision"), id="adopt"),
        Binding("u", "undo", _("Undo"), id="undo"),
    ]

    @work
    async def action_publish(self) -> None:
        """Publish the edition, with open points only for a reason; write its papers, where a folder is named."""
        if self._found.is_published:
            await self._mend()
            await write_papers(self._desk, self._year)
        elif await self.do(PUBLISH, title=_("Publish the edition of {year}", year=self._year), year=self._year):
            await write_papers(self._desk, self._year)

    async def _mend(self) -> None:
        """A published edition whose tag a crash left out gets it."""
        author = await self._desk.author()
        try:
            if author is not None and await asyncio.to_thread(mend, self._desk.session.store, self._year, author):
                await self.look_again()
            else:
                self._desk.tell(_("the edition of {year} is published", year=self._year), "information")
        except StoreError as error:
            self._desk.tell(error)

    @work
    async def action_decide(self) -> None:
        """Record what a council decided about the edition."""
        await self.do(ADOPT, title=_("Decision about the edition of {year}", year=self._year), year=self._year)
