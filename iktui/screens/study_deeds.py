"""What is done with a study: walked on, decided, drafted, stopped, made a collaboration. Each is one commit."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual import on, work

from iktui.screens.committing import checked, checked_date
from iktui.screens.dialogs import Question
from iktui.screens.two_panes import TwoPanes
from iktui.widgets.line_list import LineList
from store.base.errors import BadInput
from store.base.i18n import _
from store.base.text import safe
from store.changes import edits
from store.changes.changes import Change, Changeset
from store.planning.agreements import AGREEMENTS, SERVICE, gaps, of_study
from store.planning.establishing import draft, from_plan_item, lacks_to_establish, new_study, to_collaboration
from store.planning.studies import (
    STOPPED,
    WAY,
    advance,
    advanced_subject,
    councils_of,
    decide,
    decided_subject,
    decisions_at,
    lack_text,
    status_of,
    step_name,
    step_to_decide,
    steps_of,
    stop,
    stopped_subject,
)
from store.records.entry import check_name, find_party, find_reference, words_of
from store.records.model import Decision, PlanItem, Study
from store.records.paths import Key
from store.records.schema import FieldSpec
from store.records.snapshot import Snapshot

if TYPE_CHECKING:
    from iktui.screens.acting import ActingScreen


class StudyDeeds(TwoPanes[None]):
    """What can be done with the study under the cursor; the screen that lists them is its subclass."""

    def __init__(self, desk: ActingScreen, snapshot: Snapshot) -> None:
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

    async def _save(self, changeset: Changeset, keep: str) -> bool:
        saved = await self._desk.save(changeset, None)
        if saved:
            self._look_again(keep)
        return saved

    async def _save_one(self, made: Change, subject: str, reason: str = "") -> None:
        if made.before == made.after:
            self._desk.tell(_("nothing to change"), "information")
        else:
            await self._save(Changeset(self._snapshot.commit, (made,), "study", subject, reason), made.key.id)

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
        spec, snapshot = FieldSpec("", "reference", PlanItem.KIND), self._snapshot

        def items() -> list[str]:
            return [words_of(spec, id, snapshot) for id in snapshot.plan_items]

        def item_check(words: str) -> str:
            return checked(lambda w: find_reference(PlanItem.KIND, w, snapshot))(words) if words.strip() else ""

        answers = await self._desk.ask(
            _("New study"),
            Question("name", _("Name"), "", checked(check_name)),
            Question("item", _("Of the plan item (may be empty)"), "", item_check, items),
        )
        if answers is None:
            return
        try:
            if answers["item"]:
                item = snapshot.plan_items[find_reference(PlanItem.KIND, answers["item"], snapshot)]
                changeset = from_plan_item(snapshot, item, edits.today(), answers["name"])
                await self._save(changeset, changeset.changes[0].key.id)
                return
            study = new_study(snapshot, answers["name"], edits.today())
        except (BadInput, KeyError) as error:
            self._desk.tell(error)
            return
        if await self._desk.edit_record(study, is_new=True):
            self._look_again(study.id)

    @work
    async def action_advance(self) -> None:
        """The step is done, from a day; with a reason when something is missing."""
        study, snapshot = self._current(), self._snapshot
        if study is None:
            return
        standing = steps_of(study, self._papers, snapshot.name)
        if not standing.next:
            text = _("{name}: “{step}” is the end of the way", name=study.name, step=step_name(standing.at))
            self._desk.tell(text)
            return
        title = _("{name}: “{step}” is done", name=study.name, step=step_name(standing.at))
        answers = await self._desk.ask(title, *_when(), *_why_all_the_same(lack_text(standing.lacks)))
        if answers is None:
            return
        reason = answers.get("reason", "")
        made = advance(study, answers["date"], self._papers, name_of=snapshot.name, reason=reason)
        await self._save_one(made, advanced_subject(made, snapshot.language), reason)

    @work
    async def action_decide(self) -> None:
        """Record what a council decided: at the step the study has come to."""
        study, snapshot = self._current(), self._snapshot
        if study is None:
            return
        known, step = decisions_at(study, step_to_decide(study)), step_to_decide(study)
        councils = {snapshot.name(Key("party", id)): id for id in councils_of(study)}
        if not councils:
            self._desk.tell(_("{name}: nobody takes part yet; e opens the form", name=study.name))
            return
        left = next((name for name, id in councils.items() if not known.get(id, Decision()).outcome), "")

        def takes_part(words: str) -> str:
            id = find_party(words, snapshot)
            if id not in councils.values():
                raise ValueError(_("choose one of: {known}", known=", ".join(councils)))
            return id

        answers = await self._desk.ask(
            f"{study.name}: {step_name(step)}",
            Question("party", _("Whose decision"), left, checked(takes_part), lambda: list(councils)),
            Question("case", _("Case number")),
            Question("archive_case", _("Archive case")),
            Question("date", _("Date"), edits.today(), checked_date),
            Question("outcome", _("Outcome")),
        )
        if answers is None:
            return
        party = takes_part(answers.pop("party"))
        decision = Decision.model_validate({name: words for name, words in answers.items() if words})
        try:
            made = decide(study, party, decision, step)
        except BadInput as error:
            self._desk.tell(error)
            return
        await self._save_one(made, decided_subject(made, party, snapshot.name, snapshot.language))

    @work
    async def action_draft(self, service: bool) -> None:
        """Draft the agreement; one that is there already is opened in its form, where something is to fill in first."""
        study, snapshot = self._current(), self._snapshot
        if study is None:
            return
        there = of_study(study, self._papers, (SERVICE,) if service else AGREEMENTS)
        if there:
            first = next((f"contents.{gap.letter}.text" for gap in gaps(there[0])), "")
            if await self._desk.edit_record(there[0], field=first):
                self._look_again(study.id)
            return
        try:
            changeset = draft(snapshot, study, service=service)
        except BadInput as error:
            self._desk.tell(error)
            return
        await self._save(changeset, study.id)

    @work
    async def action_establish(self) -> None:
        """Make the collaboration; with a reason when something is missing."""
        study, snapshot = self._current(), self._snapshot
        if study is None:
            return
        try:
            changeset = to_collaboration(snapshot, study, edits.today(), sure=True)
        except BadInput as error:
            self._desk.tell(error)
            return
        if missing := lack_text(lacks_to_establish(snapshot, study)):
            title = _("Make collaboration: {name}", name=study.name)
            answers = await self._desk.ask(title, *_why_all_the_same(missing))
            if answers is None:
                return
            changeset = to_collaboration(snapshot, study, edits.today(), reason=answers["reason"])
        await self._save(changeset, study.id)

    @work
    async def action_stop(self) -> None:
        """Stop the study, with a reason."""
        study = self._current()
        if study is None:
            return
        if status_of(study) in (WAY[-1], STOPPED):
            self._desk.tell(
                _("{name}: “{step}” is the end of the way", name=study.name, step=step_name(status_of(study)))
            )
            return
        why = Question("reason", _("Reason"), "", _not_empty)
        answers = await self._desk.ask(_("Stop: {name}", name=study.name), *_when(), why)
        if answers is not None:
            made = stop(study, answers["date"], answers["reason"])
            await self._save_one(made, stopped_subject(made, self._snapshot.language), answers["reason"])

    @work
    async def action_undo(self) -> None:
        """Take one's own last change back."""
        if await self._desk.undo_last():
            self._look_again()


def _not_empty(words: str) -> str:
    return "" if words.strip() else _("must not be empty")


def _when() -> Iterable[Question]:
    def check(words: str) -> str:
        return checked_date(words) if words.strip() else _("must not be empty")

    return (Question("date", _("When"), edits.today(), check),)


def _why_all_the_same(missing: str) -> Iterable[Question]:
    """Asked when something is missing; nothing, when nothing is."""
    if not missing:
        return ()
    label = _("Missing: {what}. Why does it go on?", what=missing)
    return (Question("reason", safe(label), "", _not_empty),)
