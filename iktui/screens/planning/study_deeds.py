"""What is done with a study: walked on, decided, drafted, stopped, made a collaboration. Each is one commit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual import on, work

from iktui.screens.ask.two_panes import TwoPanes
from iktui.widgets.line_list import LineList
from store.actions.action import Action
from store.actions.studies import ADVANCE, DECIDE_STUDY, DRAFT, ESTABLISH, NEW_STUDY, STOP
from store.base.errors import BadInput
from store.base.i18n import _
from store.planning.agreements import AGREEMENTS, SERVICE, gaps, of_study
from store.planning.studies import STOPPED, WAY, councils_of, status_of, step_name, step_to_decide, steps_of
from store.records.model import Study
from store.records.snapshot import Snapshot

if TYPE_CHECKING:
    from iktui.screens.ask.desk import Desk


class StudyDeeds(TwoPanes[None]):
    """What can be done with the study under the cursor; the screen that lists them is its subclass."""

    def __init__(self, desk: Desk, snapshot: Snapshot) -> None:
        """`desk` is where changes are made."""
        super().__init__()
        self._desk, self._snapshot = desk, snapshot
        self._papers = list(snapshot.documents.values())

    def _current(self) -> Study | None:
        """The study under the cursor."""
        raise NotImplementedError

    def _show(self, keep: object | None) -> None:
        """Show the studies anew."""
        raise NotImplementedError

    def _look_again(self, keep: str | None = None) -> None:
        store = self._desk.store
        if store is not None and self.is_mounted:
            self._snapshot = store.snapshot()
            self._papers = list(self._snapshot.documents.values())
            self._show(keep)

    async def _do(self, action: Action, title: str = "", **answers: Any) -> bool:
        """One commit on the study under the cursor, as it is shown."""
        study = self._current()
        if study is None:
            return False
        asked = self._desk.asked(study, snapshot=self._snapshot, **answers)
        saved = await self._desk.do(action, asked, None, title)
        if saved:
            self._look_again(study.id)
        return saved

    @on(LineList.Selected)
    def _selected(self, event: LineList.Selected) -> None:
        event.stop()
        self.action_edit()

    @work
    async def action_edit(self) -> None:
        """The form of the study."""
        study = self._current()
        if study is not None and await self._desk.edit_record(study):
            self._look_again(study.id)

    @work
    async def action_new(self) -> None:
        """A new study, of a plan item or of nothing but its name."""
        asked = await self._desk.answers(NEW_STUDY, self._desk.asked(snapshot=self._snapshot))
        if asked is None:
            return
        try:
            changeset = NEW_STUDY.plan(asked)
        except BadInput as error:
            self._desk.tell(error)
            return
        study = changeset.changes[0].record
        saved = self._desk.save(changeset, None) if asked.get("item") else self._desk.edit_record(study, is_new=True)
        if await saved:
            self._look_again(study.id)

    @work
    async def action_advance(self) -> None:
        """The step is done, from a day; with a reason when something is missing."""
        study = self._current()
        if study is not None and not self._is_over(study, steps_of(study, self._papers, self._snapshot.name).next):
            title = _("{name}: “{step}” is done", name=study.name, step=step_name(status_of(study)))
            await self._do(ADVANCE, title)

    def _is_over(self, study: Study, way_on: str | None) -> bool:
        if not way_on:
            step = step_name(status_of(study))
            self._desk.tell(_("{name}: “{step}” is the end of the way", name=study.name, step=step))
        return not way_on

    @work
    async def action_decide(self) -> None:
        """Record what a council decided: at the step the study has come to."""
        study = self._current()
        if study is None:
            return
        if not councils_of(study):
            self._desk.tell(_("{name}: nobody takes part yet; e opens the form", name=study.name))
            return
        step = step_to_decide(study)
        await self._do(DECIDE_STUDY, f"{study.name}: {step_name(step)}", step=step)

    @work
    async def action_draft(self, service: bool) -> None:
        """Draft the agreement; one that is there already is opened in its form, where something is to fill in first."""
        study = self._current()
        if study is None:
            return
        there = of_study(study, self._papers, (SERVICE,) if service else AGREEMENTS)
        if there:
            first = next((f"contents.{gap.letter}.text" for gap in gaps(there[0])), "")
            if await self._desk.edit_record(there[0], field=first):
                self._look_again(study.id)
            return
        await self._do(DRAFT, what="service" if service else "agreement")

    @work
    async def action_establish(self) -> None:
        """Make the collaboration; with a reason when something is missing."""
        await self._do(ESTABLISH)

    @work
    async def action_stop(self) -> None:
        """Stop the study, with a reason."""
        study = self._current()
        if study is not None and not self._is_over(study, "" if status_of(study) in (WAY[-1], STOPPED) else STOPPED):
            await self._do(STOP)

    @work
    async def action_undo(self) -> None:
        """Take one's own last change back."""
        if await self._desk.undo_last():
            self._look_again()
