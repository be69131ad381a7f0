"""To the councils: everything they decide on, one mark per municipality, and what each of them said."""

from __future__ import annotations

from itertools import groupby
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.widgets import Static

from iktui.screens.desk.desk import Desk
from iktui.screens.looking.looking import Looking
from iktui.widgets.line_list import LineList, Piece, fit
from iktui.widgets.text_pane import Paragraph
from store.actions.editions import DECIDE
from store.base.i18n import _, language, mark, ngettext
from store.base.text import safe
from store.changes.wording import field_label, kind_name
from store.records.decisions import decision_text, is_decided
from store.records.model import Record
from store.records.paths import Key
from store.records.snapshot import Snapshot
from store.reports.councils import Matter, matters

_MARK = 4
"""Columns of a municipality's mark."""


class CouncilList(LineList[Matter]):
    """Matters under the name of their kind, one column per municipality: x decided, · asked, empty not asked."""

    members: tuple[str, ...] = ()

    def identity(self, item: Matter) -> object:
        """A matter is the same by its record and field."""
        return item.key, item.field

    def pieces(self, item: Matter, width: int) -> list[Piece]:
        """Name and marks."""
        marks = [
            ("x" if is_decided(item.decisions.get(id)) else "·" if id in item.parties else "", _MARK, "")
            for id in self.members
        ]
        room = max(10, width - _MARK * len(marks) - 1)
        return [(f" {item.name}", room, "" if item.missing else "dim"), *marks]


class CouncilsScreen(Looking[None, list[Matter]]):
    """What is adopted by all, what is missing where."""

    EMPTY = mark(
        "Nothing is for the councils yet.\nAn edition, a strategy, an agreement or a study is, once it is there."
    )

    HAS_COLUMNS = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("o", "decide", _("Record a decision"), id="decide"),
        Binding("m", "only_missing", _("Only what is missing"), id="councils.missing"),
        Binding("e", "edit", _("Edit"), id="edit"),
    ]

    _list: CouncilList

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, CouncilList(id="councils"))
        self._only_missing = False

    def find(self, snapshot: Snapshot) -> list[Matter]:
        """What there is to decide on."""
        return matters(snapshot, snapshot.register.members)

    def on_mount(self) -> None:
        """Show them."""
        super().on_mount()
        self.call_after_refresh(self._show_columns)

    def _show_columns(self) -> None:
        names = [self._snapshot.name(Key("party", id)) for id in self._snapshot.register.members]
        marks = "".join(fit(name[: _MARK - 1], _MARK) for name in names)
        width = self._list.size.width
        self.query_one("#columns", Static).update(safe(fit(_(" Decided by"), max(10, width - len(marks) - 1)) + marks))

    def show(self, keep: object | None) -> None:
        """By kind."""
        self._list.members = self._snapshot.register.members
        shown = [matter for matter in self._found if matter.missing] if self._only_missing else self._found
        items: list[Matter | str] = []
        for kind, group in groupby(shown, key=lambda matter: matter.key.kind):
            items += [kind_name(kind, language()).capitalize(), *group]
        self._list.set_items(items, keep)

    def title_text(self) -> str:
        """How many, and how many are open."""
        missing = sum(bool(matter.missing) for matter in self._found)
        counts = ngettext("{count} matter", "{count} matters", len(self._found))
        return _("To the councils: {counts}, {missing} not decided by all", counts=counts, missing=missing)

    def record(self) -> Record | None:
        """The record that is decided on."""
        matter = self._list.highlighted
        return self._snapshot.get(matter.key) if isinstance(matter, Matter) else None

    def describe(self, matter: Matter) -> list[Paragraph]:
        """What each council said."""
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
        self.show(None)

    @work
    async def action_decide(self) -> None:
        """What one council decided: one commit."""
        matter = self._list.highlighted
        if isinstance(matter, Matter):
            await self.do(DECIDE, title=matter.name, matter=matter)
