"""Studies by step, with the whole way of each; from here they are everything is done with them."""

from __future__ import annotations

from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType

from iktui.screens.ask.dialogs import Question, checked
from iktui.screens.desk.desk import Desk
from iktui.screens.desk.detail import DetailScreen
from iktui.screens.looking.picture import look_at
from iktui.screens.planning.study_deeds import StudyDeeds
from iktui.widgets.line_list import LineList, Piece
from iktui.widgets.text_pane import Paragraph
from store.actions import views
from store.base.errors import BadInput
from store.base.glossary import legal_forms
from store.base.i18n import _, mark, ngettext
from store.planning.agreements import AGREEMENTS, SERVICE, compare_forms, of_study
from store.planning.studies import STOPPED, WAY, lack_text, status_of, step_name, steps_of
from store.planning.study_report import documents_told, gaps_told, side_by_side, way_told
from store.records.entry import find_term, listed
from store.records.model import Study
from store.records.paths import Key

_KINDS = {"done": "dim", "now": "added", "ahead": "", "stopped": "warning", "council": ""}


class StudyList(LineList[Study]):
    """Studies under the step they stand at."""

    def identity(self, item: Study) -> object:
        """A study is the same by its id."""
        return item.id

    def pieces(self, item: Study, width: int) -> list[Piece]:
        """Name and who is responsible."""
        return [(" ", 1, ""), (item.name, max(0, width - 26), ""), (" ", 1, ""), (item.responsible, 24, "dim")]


class StudiesScreen(StudyDeeds):
    """The studies and what belongs to them."""

    EMPTY = mark("No studies yet.\nn makes one.")

    DEFAULT_CSS = """
    StudiesScreen > #panes > TextPane { height: 14; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "new", _("New"), id="new-study"),
        Binding("e", "edit", _("Edit"), id="edit"),
        Binding("a", "advance", _("Next"), id="advance"),
        Binding("o", "decide", _("Decision"), id="decide-study"),
        Binding("d", "draft(False)", _("Agreement"), id="draft"),
        Binding("D", "draft(True)", _("Service agreement"), id="draft-service", show=False),
        Binding("m", "missing", _("Missing"), id="studies.missing"),
        Binding("w", "way", _("The way as steps"), id="way", show=False),
        Binding("f", "compare", _("Compare forms"), id="studies.forms", show=False),
        Binding("c", "establish", _("Establish"), id="establish"),
        Binding("x", "stop", _("Stop"), id="stop"),
        Binding("h", "history", _("History"), id="history", show=False),
        Binding("u", "undo", _("Undo"), id="undo", show=False),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, StudyList(id="studies"))

    def title_text(self) -> str:
        """How many."""
        count = ngettext("{count} study", "{count} studies", len(self._snapshot.studies))
        return f"{_('Studies and agreements')}: {count}"

    def show(self, keep: object | None) -> None:
        """By step."""
        items: list[Study | str] = []
        known = (*WAY, STOPPED)
        for step in dict.fromkeys([*known, *(status_of(study) for study in self._found)]):
            here = [study for study in self._found if status_of(study) == step]
            items += [step_name(step), *here] if here else []
        self._list.set_items(items, keep)

    # --- what is shown

    def describe(self, study: Study) -> list[Paragraph]:
        """What the step wants, the whole way, the documents, what it is about."""
        name = self._snapshot.name
        shown = [Paragraph("", study.name, "title")]
        if lacks := steps_of(study, self._papers, name).lacks:
            shown.append(Paragraph("", _("missing: {what}", what=lack_text(lacks)), "warning"))
        shown += [Paragraph("", line.text, _KINDS[line.state]) for line in way_told(study, name)]
        shown += [Paragraph("", text, "dim") for text in documents_told(study, self._papers)]
        if study.result is not None:
            became = name(Key("collaboration", study.result))
            shown.append(Paragraph("", _("became the collaboration {name}", name=became)))
        return [*shown, *([Paragraph("", study.text)] if study.text else [])]

    @work
    async def action_way(self) -> None:
        """The way of the study as steps."""
        if (study := self._current()) is not None:
            await look_at(self._desk, views.WAY, study=study.id)

    def action_missing(self) -> None:
        """What the step and each agreement still want, point by point."""
        study = self._current()
        if study is None:
            return
        standing = steps_of(study, self._papers, self._snapshot.name)
        shown = [Paragraph("", step_name(standing.at), "title")]
        shown += [Paragraph("", lack.text) for lack in standing.lacks] or [Paragraph("", _("nothing is missing"))]
        for document in of_study(study, self._papers, (*AGREEMENTS, SERVICE)):
            shown += [Paragraph("", ""), Paragraph("", document.name, "title")]
            shown += [Paragraph("", text) for text in gaps_told(document)]
        self.app.push_screen(DetailScreen(_("What is missing: {name}", name=study.name), shown))

    @work
    async def action_compare(self) -> None:
        """The forms that are weighed, side by side; asked for while there are none."""
        study = self._current()
        codes = list(study.forms) if study is not None else []
        if not codes:
            names = [term.name() for term in legal_forms().values()]
            known = Question(
                "forms", _("Which forms, with semicolons between"), "", checked(_codes), lambda: names, True
            )
            answers = await self._desk.ask(_("Compare forms"), known)
            if answers is None:
                return
            codes = _codes(answers["forms"])
        try:
            table = side_by_side(compare_forms(codes), self.size.width - 4)
        except BadInput as error:
            self._desk.tell(error)
            return
        self.app.push_screen(DetailScreen(_("Compare forms"), [Paragraph("", line) for line in table]))


def _codes(words: str) -> list[str]:
    codes = [find_term(part, legal_forms()) for part in listed(words)]
    if not codes:
        raise ValueError(_("choose at least one"))
    return codes
