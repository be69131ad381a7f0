"""Under § 27: what is left of the old form, what is proposed, what it can become; converting it is one step."""

from __future__ import annotations

from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType

from iktui.screens.ask.dialogs import Question, checked, checked_date
from iktui.screens.desk.desk import Desk
from iktui.screens.looking.looking import Looking
from iktui.widgets.line_list import LineList, Piece
from iktui.widgets.text_pane import Paragraph
from store.actions.editions import CONVERT, forms
from store.base.glossary import legal_forms
from store.base.i18n import _, ngettext
from store.planning.conversion import (
    CERTAIN,
    DONE,
    UNCERTAIN,
    LegacyRow,
    converted,
    deadline_text,
    formed_anew,
    legacy,
    state_text,
)
from store.records.decisions import decision_text, is_decided
from store.records.entry import find_term
from store.records.model import Decision, Record
from store.records.paths import Key
from store.records.snapshot import Snapshot
from store.register.publishing import edition_snapshots


class LegacyList(LineList[LegacyRow]):
    """Collaborations by where they stand."""

    def identity(self, item: LegacyRow) -> object:
        """A row is the same by its record."""
        return item.record.id

    def pieces(self, item: LegacyRow, width: int) -> list[Piece]:
        """Name and the proposal."""
        name = min(40, max(20, width // 2))
        return [(f" {item.record.name}", name, ""), (" " + item.progress, max(0, width - name), "dim")]


class LegalBasisScreen(Looking[None, list[LegacyRow]]):
    """What is or may be under § 27, and what was."""

    ENTER = "convert"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c,enter", "convert", _("Convert"), key_display="c", id="convert"),
        Binding("e", "edit", _("Edit"), id="edit"),
        Binding("h", "history", _("History"), id="history"),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, LegacyList(id="legacy"))

    def find(self, snapshot: Snapshot) -> list[LegacyRow]:
        """Held against every published edition."""
        return legacy(snapshot, list(edition_snapshots(self._desk.session.store, snapshot).values()))

    def title_text(self) -> str:
        """How many are left."""
        left = sum(row.state != DONE for row in self._found)
        return ngettext("{count} collaboration without a clear legal basis",
                        "{count} collaborations without a clear legal basis", left)  # fmt: skip

    def record(self) -> Record | None:
        """The collaboration."""
        row = self._list.highlighted
        return row.record if isinstance(row, LegacyRow) else None

    def show(self, keep: object | None) -> None:
        """By where they stand."""
        titles = {CERTAIN: _("Under § 27"), UNCERTAIN: _("Perhaps under § 27"), DONE: _("Converted since")}
        items: list[LegacyRow | str] = []
        for state, title in titles.items():
            inside = [row for row in self._found if row.state == state]
            if inside:
                items += [f"{title} ({len(inside)})", *inside]
        self._list.set_items(items, keep)

    def describe(self, row: LegacyRow) -> list[Paragraph]:
        """The proposal, the deadline, what it can become, what the councils said."""
        names = legal_forms()
        shown = [
            Paragraph("", row.record.name, "title"),
            Paragraph(_("Form"), state_text(row)),
            Paragraph(_("Proposed progress"), row.progress or "–"),
            Paragraph(_("Comment"), row.record.comment or "–"),
        ]
        if row.state != DONE:
            shown += [
                Paragraph(_("Deadline"), deadline_text()),
                Paragraph(_("Can become"), "; ".join(names[code].name() for code in converted())),
                Paragraph(_("Or anew as"), "; ".join(names[code].name() for code in formed_anew())),
            ]
        for id in dict.fromkeys([*row.record.decisions, *row.missing]):
            made = row.record.decisions.get(id)
            shown.append(
                Paragraph(
                    self._snapshot.name(Key("party", id)),
                    decision_text(made) if made and is_decided(made) else _("nothing yet"),
                )
            )
        return shown

    @work
    async def action_convert(self) -> None:
        """The form, the date, the councils' cases: one commit."""
        row = self._list.highlighted
        if not isinstance(row, LegacyRow) or row.state == DONE:
            return
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
