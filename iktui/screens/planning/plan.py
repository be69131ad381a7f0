"""The action plan on the screen: what can be done with its items. Each key is one commit."""

from __future__ import annotations

from typing import Any, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType

from iktui.screens.ask.dialogs import Question, checked
from iktui.screens.desk.undoing import undo_last
from iktui.screens.looking.history import HistoryScreen
from iktui.screens.planning.plan_years import PlanYears
from iktui.widgets.line_list import LineList
from store.actions.action import Action
from store.actions.plan import CARRY_ITEM, MOVE_ITEM, ORDER_ITEM, REBUILD_PLAN, REMOVE_ITEM, TICK_ITEM, new
from store.base.errors import BadInput
from store.base.i18n import _
from store.planning.plan_edits import plan_year
from store.records.entry import check_name


class PlanScreen(PlanYears):
    """The plan, and the keys that change it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e,enter", "edit", _("Edit"), id="edit"),
        Binding("n", "new(False)", _("New"), id="new"),
        Binding("N", "new(True)", _("New below"), id="new-below", show=False),
        Binding("space", "tick", _("Done"), id="tick-item"),
        Binding("less_than_sign", "move(-1)", _("Earlier"), key_display="<", id="move-item-earlier"),
        Binding("greater_than_sign", "move(1)", _("Later"), key_display=">", id="move-item"),
        Binding("J,shift+down", "shift(1)", _("Down"), key_display="J", id="order-item", show=False),
        Binding("K,shift+up", "shift(-1)", _("Up"), key_display="K", id="order-item-up", show=False),
        Binding("c", "carry", _("Carry over"), id="carry-item"),
        Binding("h", "history", _("History"), id="history"),
        Binding("B", "rebuild", _("Rebuild the plan"), id="rebuild-plan", show=False),
        Binding("X,delete", "remove", _("Remove"), key_display="X", id="remove-item", show=False),
        Binding("u", "undo", _("Undo"), id="undo"),
        Binding("slash", "filter", _("Filter"), key_display="/", id="plan.filter", priority=True),
        Binding("tab,right", "year(1)", _("Year to the right"), id="plan.right", show=False),
        Binding("shift+tab,left", "year(-1)", _("Year to the left"), id="plan.left", show=False),
        Binding("escape,q", "leave", _("Back"), id="screen.back"),
    ]

    async def _do(self, action: Action, keep: str | None, **answers: Any) -> None:
        """One commit of what is made of the item as it is now: keys typed fast wait for each other."""
        item = self._current()
        if item is None:
            return
        async with self._writing:
            now = self._snapshot
            asked = self._desk.asked(now.plan_items.get(item.id, item), snapshot=now, **answers)
            if await self._desk.do(action, asked, None):
                self._look_again(item.id if keep is None else keep)

    @on(LineList.Selected)
    def _selected(self, event: LineList.Selected) -> None:
        event.stop()
        self.action_edit()

    @work
    async def action_edit(self) -> None:
        """The form of the item."""
        item = self._current()
        if item is not None and await self._desk.edit_record(item, snapshot=self._snapshot):
            self._look_again(item.id)

    @work
    async def action_new(self, is_below: bool) -> None:
        """A new item in this year, or below the one under the cursor: its name, then its form."""
        parent = self._current() if is_below else None
        if is_below and parent is None:
            return
        asked = [Question("name", _("Name"), "", checked(check_name))]
        if parent is None:
            here = str(self._plans[self._at].year or "")
            asked.append(Question("year", _("Year"), here, checked(plan_year)))
        title = _("New plan item below: {name}", name=parent.name) if parent is not None else _("New plan item")
        on = self._desk.asked(*([parent] if parent is not None else []), snapshot=self._snapshot)
        answers = await self._desk.ask(title, *asked)
        if answers is None:
            return
        try:
            record = new(answers["name"], plan_year(answers["year"]) if parent is None else None, on)
        except BadInput as error:
            self._desk.tell(error)
            return
        if await self._desk.edit_record(record, snapshot=on.snapshot, is_new=True):
            self._look_again(record.id)

    @work
    async def action_tick(self) -> None:
        """Done, or planned again."""
        await self._do(TICK_ITEM, None)

    @work
    async def action_move(self, step: int) -> None:
        """To the year before or after, with what is below; the cursor goes along."""
        await self._do(MOVE_ITEM, None, step=step)

    @work
    async def action_carry(self) -> None:
        """To the next year, counted, with what is not finished below; the cursor stays in this year."""
        await self._do(CARRY_ITEM, "", from_year=self._plans[self._at].year)

    @work
    async def action_shift(self, step: int) -> None:
        """One place down or up."""
        await self._do(ORDER_ITEM, None, step=step, from_year=self._plans[self._at].year)

    @work
    async def action_remove(self) -> None:
        """Remove the item and what is below it."""
        await self._do(REMOVE_ITEM, "")

    @work
    async def action_rebuild(self) -> None:
        """The years that items stood in, which were carried over before the plan kept them."""
        async with self._writing:
            if await self._desk.do(REBUILD_PLAN, self._desk.asked(snapshot=self._snapshot), None):
                self._look_again()

    @work
    async def action_history(self) -> None:
        """Who changed the item, and what they made of it there."""
        item = self._current()
        if item is not None:
            await self.app.push_screen_wait(HistoryScreen(self._desk, item, self._snapshot))

    @work
    async def action_undo(self) -> None:
        """Take one's own last change back."""
        async with self._writing:
            if await undo_last(self._desk):
                self._look_again()
