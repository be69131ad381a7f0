"""The action plan on the screen: what can be done with its items. Each key is one commit."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import on, work
from textual.binding import Binding, BindingType

from iktui.screens.committing import checked
from iktui.screens.dialogs import Confirm, Question
from iktui.screens.plan_years import PlanYears
from iktui.widgets.line_list import LineList
from store.base.errors import BadInput, StoreError
from store.base.i18n import _, ngettext
from store.changes import edits
from store.changes.changes import Changeset
from store.planning.plan import below
from store.planning.plan_edits import carried, moved, new_item, plan_year, removed, reordered, ticked
from store.records.entry import check_name
from store.records.model import PlanItem
from store.records.snapshot import Snapshot


class PlanScreen(PlanYears):
    """The plan, and the keys that change it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e,enter", "edit", _("Edit"), id="plan.edit"),
        Binding("n", "new(False)", _("New"), id="plan.new"),
        Binding("N", "new(True)", _("New below"), id="plan.new-below", show=False),
        Binding("space", "tick", _("Done"), id="plan.tick"),
        Binding("less_than_sign", "move(-1)", _("Earlier"), key_display="<", id="plan.earlier"),
        Binding("greater_than_sign", "move(1)", _("Later"), key_display=">", id="plan.later"),
        Binding("J,shift+down", "shift(1)", _("Down"), key_display="J", id="plan.down", show=False),
        Binding("K,shift+up", "shift(-1)", _("Up"), key_display="K", id="plan.up", show=False),
        Binding("c", "carry", _("Carry over"), id="plan.carry"),
        Binding("h", "history", _("History"), id="plan.history"),
        Binding("X,delete", "remove", _("Remove"), key_display="X", id="plan.remove", show=False),
        Binding("u", "undo", _("Undo"), id="plan.undo"),
        Binding("slash", "filter", _("Filter"), key_display="/", id="plan.filter", priority=True),
        Binding("tab,right", "year(1)", _("Year to the right"), id="plan.right", show=False),
        Binding("shift+tab,left", "year(-1)", _("Year to the left"), id="plan.left", show=False),
        Binding("escape,q", "leave", _("Back"), id="screen.back"),
    ]

    async def _save(self, make: Callable[[Snapshot], Changeset], keep: str | None) -> None:
        """One commit of what is made of the plan as it is now: keys typed fast wait for each other."""
        async with self._writing:
            store = self._desk.store
            assert store is not None, "there is a plan to change"
            try:
                changeset = make(store.snapshot())
            except StoreError as error:
                self._desk.tell(error)
                return
            if not changeset.changes:
                self._desk.tell(_("nothing to change"), "information")
            elif await self._desk.save(changeset, None):
                self._look_again(keep)

    @on(LineList.Selected)
    def _selected(self, event: LineList.Selected) -> None:
        event.stop()
        self.action_edit()

    @work
    async def action_edit(self) -> None:
        """The form of the item."""
        item = self._current()
        if item is not None and await self._desk.edit_record(item):
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
        answers = await self._desk.ask(title, *asked)
        store = self._desk.store
        if answers is None or store is None:
            return
        try:
            year = plan_year(answers["year"]) if parent is None else None
            record = new_item(store.snapshot(), answers["name"], year, parent)
        except BadInput as error:
            self._desk.tell(error)
            return
        if await self._desk.edit_record(record, is_new=True):
            self._look_again(record.id)

    @work
    async def action_tick(self) -> None:
        """Done, or planned again."""
        item = self._current()
        if item is not None:
            await self._save(lambda now: ticked(now, [item.id]), item.id)

    @work
    async def action_move(self, step: int) -> None:
        """To the year before or after, with what is below; the cursor goes along."""
        item = self._current()
        if item is not None:
            await self._save(lambda now: moved(now, [item.id], _year_of(now, item, step)), item.id)

    @work
    async def action_carry(self) -> None:
        """To the next year, counted, with what is not finished below; the cursor stays in this year."""
        item = self._current()
        if item is not None:
            await self._save(lambda now: carried(now, [item.id]), None)

    @work
    async def action_shift(self, step: int) -> None:
        """One place down or up."""
        item = self._current()
        if item is not None:
            await self._save(lambda now: reordered(now, item.id, step), item.id)

    @work
    async def action_remove(self) -> None:
        """Remove the item and what is below it."""
        item = self._current()
        if item is None:
            return
        count = len(below(self._snapshot.plan_items, item.id))
        more = ngettext("and {count} below it", "and {count} below it", count) if count else ""
        question = f"{_('Remove “{name}”?', name=item.name)} {more}".rstrip()
        if await self.app.push_screen_wait(Confirm(question)):
            await self._save(lambda now: removed(now, item.id), None)

    @work
    async def action_history(self) -> None:
        """Who changed the item, and what they made of it there."""
        from iktui.screens.history import HistoryScreen

        item, store = self._current(), self._desk.store
        if item is not None and store is not None:
            await self.app.push_screen_wait(HistoryScreen(store, item, self._snapshot, self._desk))
            self._look_again(item.id)

    @work
    async def action_undo(self) -> None:
        """Take one's own last change back."""
        if await self._desk.undo_last():
            self._look_again()


def _year_of(now: Snapshot, item: PlanItem, step: int) -> int:
    """The year beside the item's own as it is now; for one that names none, this year."""
    known = now.plan_items.get(item.id, item).year
    return plan_year(str(known + step)) if known is not None else int(edits.today()[:4])
