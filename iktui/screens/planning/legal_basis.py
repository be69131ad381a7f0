"""Under § 27: what is left of the old form, what is proposed, what it can become; converting it is one step."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, cast

from textual import work
from textual.binding import Binding, BindingType
from textual.widgets import Static

from iktui.screens.ask.dialogs import Question, checked, checked_date
from iktui.screens.ask.two_panes import TwoPanes
from iktui.widgets.line_list import LineList, Piece
from iktui.widgets.text_pane import Paragraph
from store.actions.editions import CONVERT, forms
from store.base.glossary import legal_forms
from store.base.i18n import _, ngettext
from store.base.text import safe
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
from store.records.model import Decision
from store.records.paths import Key

if TYPE_CHECKING:
    from iktui.screens.ask.desk import Desk
    from store.records.snapshot import Snapshot


class LegacyList(LineList["LegacyRow | str"]):
    """Collaborations by where they stand."""

    def is_heading(self, item: LegacyRow | str) -> bool:
        """Whether the item says where those below stand."""
        return isinstance(item, str)

    def identity(self, item: LegacyRow | str) -> object:
        """A row is the same by its record."""
        return item if isinstance(item, str) else item.record.id

    def pieces(self, item: LegacyRow | str, width: int) -> list[Piece]:
        """Name and the proposal."""
        if isinstance(item, str):
            return [(item, width, "")]
        name = min(40, max(20, width // 2))
        return [(f" {item.record.name}", name, ""), (" " + item.progress, max(0, width - name), "dim")]


class LegalBasisScreen(TwoPanes[None]):
    """What is or may be under § 27, and what was."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c,enter", "convert", _("Convert"), key_display="c", id="legal-basis.convert"),
        Binding("e", "edit", _("Edit"), id="legal-basis.edit"),
        Binding("h", "history", _("History"), id="legal-basis.history"),
    ]

    def __init__(self, desk: Desk, snapshot: Snapshot, editions: Sequence[Snapshot], rows: list[LegacyRow]) -> None:
        """`desk` is where changes are made; `editions` are the published ones, oldest first; `rows` what was found."""
        super().__init__()
        self._desk, self._snapshot, self._editions, self._rows = desk, snapshot, editions, rows

    def make_list(self) -> LineList[object]:
        """Rows by where they stand."""
        return cast("LineList[object]", LegacyList(id="legacy"))

    @property
    def _list(self) -> LegacyList:
        return self.query_one("#legacy", LegacyList)

    def on_mount(self) -> None:
        """Show them."""
        self._show(None)
        self._list.focus()

    def _show(self, keep: object | None) -> None:
        rows = self._rows
        titles = {CERTAIN: _("Under § 27"), UNCERTAIN: _("Perhaps under § 27"), DONE: _("Converted since")}
        items: list[LegacyRow | str] = []
        for state, title in titles.items():
            inside = [row for row in rows if row.state == state]
            if inside:
                items += [f"{title} ({len(inside)})", *inside]
        self._list.set_items(items, keep)
        left = sum(row.state != DONE for row in rows)
        text = ngettext("{count} collaboration without a clear legal basis",
                        "{count} collaborations without a clear legal basis", left)  # fmt: skip
        self.query_one("#title", Static).update(safe(text))

    def describe(self, item: object) -> list[Paragraph]:
        """The proposal, the deadline, what it can become, what the councils said."""
        row = cast(LegacyRow, item)
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
        await self._settled(await self._desk.do(CONVERT, asked, row.record.id), row)

    @work
    async def action_edit(self) -> None:
        """The form of the record."""
        row = self._list.highlighted
        if isinstance(row, LegacyRow):
            await self._settled(await self._desk.edit_record(row.record), row)

    def action_history(self) -> None:
        """How the record came to be what it is."""
        from iktui.screens.past.history import HistoryScreen

        row = self._list.highlighted
        if isinstance(row, LegacyRow) and self._desk.store is not None:
            self.app.push_screen(HistoryScreen(self._desk.store, row.record, self._snapshot, self._desk))

    async def _settled(self, saved: bool, row: LegacyRow) -> None:
        if saved and self._desk.store is not None:
            self._snapshot = self._desk.store.snapshot()
            self._rows = await asyncio.to_thread(legacy, self._snapshot, self._editions)
            self._show(row)
