"""Under § 27: what is left of the old form, what is proposed, what it can become; converting it is one step."""

from __future__ import annotations

from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType

from iktui.screens.ask.dialogs import Question, checked, checked_date
from iktui.screens.desk.desk import Desk
from iktui.screens.looking.viewing import ViewScreen
from store.actions.editions import CONVERT, forms
from store.actions.views import LEGAL_BASIS
from store.base.i18n import _
from store.planning.conversion import DONE, LegacyRow
from store.records.entry import find_term
from store.records.model import Decision
from store.records.paths import Key


class LegalBasisScreen(ViewScreen):
    """What is or may be under § 27, and what was."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "convert", _("Convert"), id="convert"),
        Binding("e", "edit", _("Edit"), id="edit"),
        Binding("h", "history", _("History"), id="history"),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, LEGAL_BASIS)

    def title_text(self) -> str:
        """How many are left."""
        return self._found.counted

    @work
    async def action_convert(self) -> None:
        """The form, the date, the councils' cases: one commit."""
        line = self.line()
        if line is None or line.item.state == DONE:
            return
        row: LegacyRow = line.item
        asked = self._desk.asked(row.record, snapshot=self._snapshot)
        councils = [id for id in row.record.participants if id in self._snapshot.register.members]
        names = [term.name() for term in forms().values()]
        questions = [
            Question(
                "form", _("What it becomes"), names[0], checked(lambda words: find_term(words, forms())), lambda: names
            ),
            Question("date", _("From when"), "", checked_date),
        ]
        for id in councils:
            known = row.record.decisions.get(id, Decision()).case
            party = self._snapshot.name(Key("party", id))
            questions.append(Question(f"case-{id}", _("Case of {party}", party=party), known))
        answers = await self._desk.ask(_("Convert: {name}", name=row.record.name), *questions)
        if answers is None:
            return
        cases = {id: answers[f"case-{id}"] for id in councils}
        asked = asked.answering(form=find_term(answers["form"], forms()), date=answers["date"], decided=cases)
        if await self._desk.do(CONVERT, asked, row.record.id):
            await self.look_again()
