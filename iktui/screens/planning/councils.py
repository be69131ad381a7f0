"""To the councils: everything they decide on, one mark per municipality, and what each of them said."""

from __future__ import annotations

import asyncio
from itertools import groupby
from typing import TYPE_CHECKING, ClassVar, cast

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from iktui.screens.ask.two_panes import TwoPanes
from iktui.widgets.line_list import LineList, Piece, fit
from iktui.widgets.text_pane import Paragraph
from store.actions.editions import DECIDE
from store.base.i18n import _, language, ngettext
from store.base.text import safe
from store.changes.wording import field_label, kind_name
from store.records.decisions import decision_text, is_decided
from store.records.paths import Key
from store.reports.councils import Matter, matters

if TYPE_CHECKING:
    from iktui.screens.ask.desk import Desk
    from store.records.snapshot import Snapshot

_MARK = 4
"""Columns of a municipality's mark."""


class CouncilList(LineList["Matter | str"]):
    """Matters under the name of their kind, one column per municipality: x decided, · asked, empty not asked."""

    members: tuple[str, ...] = ()

    def is_heading(self, item: Matter | str) -> bool:
        """Whether the item is a kind."""
        return isinstance(item, str)

    def identity(self, item: Matter | str) -> object:
        """A matter is the same by its record and field."""
        return item if isinstance(item, str) else (item.key, item.field)

    def pieces(self, item: Matter | str, width: int) -> list[Piece]:
        """Name and marks."""
        if isinstance(item, str):
            return [(item, width, "")]
        marks = [
            ("x" if is_decided(item.decisions.get(id)) else "·" if id in item.parties else "", _MARK, "")
            for id in self.members
        ]
        room = max(10, width - _MARK * len(marks) - 1)
        return [(f" {item.name}", room, "" if item.missing else "dim"), *marks]


class CouncilsScreen(TwoPanes[None]):
    """What is adopted by all, what is missing where."""

    DEFAULT_CSS = """
    CouncilsScreen > .columns { height: 1; color: $text-muted; background: $surface; text-style: underline; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("o,enter", "decide", _("Record a decision"), key_display="o", id="councils.decide"),
        Binding("m", "only_missing", _("Only what is missing"), id="councils.missing"),
        Binding("e", "edit", _("Edit"), id="councils.edit"),
    ]

    def __init__(self, desk: Desk, snapshot: Snapshot, found: list[Matter]) -> None:
        """`desk` is where changes are made, `found` what there is to decide on."""
        super().__init__()
        self._desk, self._snapshot, self._found = desk, snapshot, found
        self._only_missing = False

    def compose(self) -> ComposeResult:
        """A line with the municipalities above the list."""
        for number, widget in enumerate(super().compose()):
            yield widget
            if number == 0:
                yield Static("", markup=False, classes="columns", id="columns")

    def make_list(self) -> LineList[object]:
        """Matters by kind."""
        return cast("LineList[object]", CouncilList(id="councils"))

    @property
    def _list(self) -> CouncilList:
        return self.query_one("#councils", CouncilList)

    def on_mount(self) -> None:
        """Show them."""
        self._list.members = self._snapshot.register.members
        self._show(None)
        self._list.focus()
        self.call_after_refresh(self._show_columns)

    def _show_columns(self) -> None:
        names = [self._snapshot.name(Key("party", id)) for id in self._list.members]
        marks = "".join(fit(name[: _MARK - 1], _MARK) for name in names)
        width = self._list.size.width
        self.query_one("#columns", Static).update(safe(fit(_(" Decided by"), max(10, width - len(marks) - 1)) + marks))

    def _show(self, keep: object | None) -> None:
        found = self._found
        missing = sum(bool(matter.missing) for matter in found)
        shown = [matter for matter in found if matter.missing] if self._only_missing else found
        items: list[Matter | str] = []
        for kind, group in groupby(shown, key=lambda matter: matter.key.kind):
            items += [kind_name(kind, language()).capitalize(), *group]
        self._list.set_items(items, keep)
        counts = ngettext("{count} matter", "{count} matters", len(found))
        text = _("To the councils: {counts}, {missing} not decided by all", counts=counts, missing=missing)
        self.query_one("#title", Static).update(safe(text))

    def describe(self, item: object) -> list[Paragraph]:
        """What each council said."""
        matter = cast(Matter, item)
        shown = [
            Paragraph("", matter.name, "title"),
            Paragraph(_("About"), field_label(matter.field, self._snapshot.name, language())),
        ]
        for id in dict.fromkeys([*matter.parties, *matter.decisions]):
            made = matter.decisions.get(id)
            name = self._snapshot.name(Key("party", id))
            shown.append(Paragraph(name, decision_text(made) if made and is_decided(made) else _("nothing yet")))
        return shown

    def action_only_missing(self) -> None:
        """Only what somebody has not decided on, or everything again."""
        self._only_missing = not self._only_missing
        self._show(self._list.highlighted)

    @work
    async def action_decide(self) -> None:
        """What one council decided: one commit."""
        matter = self._list.highlighted
        if not isinstance(matter, Matter):
            return
        asked = self._desk.asked(snapshot=self._snapshot, matter=matter)
        await self._settled(await self._desk.do(DECIDE, asked, matter.key.id, matter.name), matter)

    @work
    async def action_edit(self) -> None:
        """The form of the record."""
        matter = self._list.highlighted
        record = self._snapshot.get(matter.key) if isinstance(matter, Matter) else None
        if record is not None:
            await self._settled(await self._desk.edit_record(record), matter)

    async def _settled(self, saved: bool, matter: object) -> None:
        if saved and self._desk.store is not None:
            self._snapshot = self._desk.store.snapshot()
            self._found = await asyncio.to_thread(matters, self._snapshot, self._snapshot.register.members)
            self._show(matter)
