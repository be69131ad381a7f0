"""What is done with a study: walked on, decided, drafted, stopped, made a collaboration. Each is one commit."""

from __future__ import annotations

from typing import Any

from textual import work

from iktui.screens.looking.looking import Looking
from store.actions.action import Action
from store.actions.studies import ADVANCE, DECIDE_STUDY, DRAFT, ESTABLISH, NEW_STUDY, STOP
from store.base.errors import BadInput
from store.base.i18n import _
from store.base.text import sort_key
from store.planning.agreements import AGREEMENTS, SERVICE, gaps, of_study
from store.planning.studies import STOPPED, WAY, councils_of, status_of, step_name, step_to_decide, steps_of
from store.records.model import Document, Study
from store.records.snapshot import Snapshot


class StudyDeeds(Looking[None, list[Study]]):
    """What can be done with the study under the cursor; the screen that lists them is its subclass."""

    def find(self, snapshot: Snapshot) -> list[Study]:
        """The studies by name; the documents are read too."""
        snapshot.records(Document)
        return sorted(snapshot.studies.values(), key=lambda study: sort_key(study.name))

    @property
    def _papers(self) -> list[Document]:
        return list(self._snapshot.documents.values())

    def _current(self) -> Study | None:
        study = self.record()
        return study if isinstance(study, Study) else None

    async def _do(self, action: Action, title: str = "", **answers: Any) -> None:
        """One commit on the study under the cursor, as it is shown."""
        if (study := self._current()) is not None:
            await self.do(action, study, title=title, **answers)

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
        if not asked.get("item"):
            await self.edit(study, is_new=True, keep=study.id, action=NEW_STUDY.id)
        elif await self._desk.agreed(changeset) and await self._desk.save(changeset):
            await self.look_again(study.id)

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
            await self.edit(there[0], field=first)
        else:
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
