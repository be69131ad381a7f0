"""What was found in a document before it is read: its tables, and what each column holds unless told otherwise."""

from __future__ import annotations

from typing import ClassVar, NamedTuple

from textual import work
from textual.binding import Binding, BindingType

from iktui.files.incoming import how_words, kind_words, meaning_words, meanings
from iktui.screens.ask import answer
from iktui.screens.ask.dialogs import Ask, Question, checked, one_of
from iktui.screens.ask.two_panes import TwoPanes
from iktui.widgets.line_list import LineList, Piece
from iktui.widgets.text_pane import Paragraph
from store.base.errors import StoreError
from store.base.i18n import _, ngettext
from store.base.text import match_key
from store.documents.looking import FoundColumn, FoundTable, look
from store.documents.result import Told
from store.formats.source import Source
from store.reading.columns import role_of
from store.records.snapshot import Snapshot


class Item(NamedTuple):
    """A table, or one of its columns."""

    table: FoundTable
    column: FoundColumn | None


class ColumnList(LineList[Item]):
    """A line for each table and below it one for each of its columns: header, what it holds, a cell of it."""

    def is_heading(self, item: Item) -> bool:
        """Tables are no columns."""
        return item.column is None and bool(item.table.columns)

    def pieces(self, item: Item, width: int) -> list[Piece]:
        """The column, what it holds, its first cell."""
        if item.column is None:
            return [(f" {item.table.place}: {kind_words(item.table)}", width, "strong" if item.table.kind else "dim")]
        column = item.column
        kind = {"strange": "error", "near": "warning", "unread": "dim"}.get(column.how, "")
        header, meaning = width // 3, width // 3
        sample = column.samples[0] if column.samples else ""
        return [
            (f"  {column.header or '–'}", header, ""),
            (" ", 1, ""),
            (meaning_words(column), meaning, kind),
            (" ", 1, ""),
            (sample, max(0, width - header - meaning - 2), "dim"),
        ]


class ColumnsScreen(TwoPanes["Told | None"]):
    """Gives what the person says of the columns; None to leave the document."""

    ENTER = "tell"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "tell", _("It holds …"), id="columns.tell"),
        Binding("n", "name", _("Name of the collaboration"), id="columns.name"),
        Binding("ctrl+s", "accept", _("Go on"), id="columns.accept"),
        Binding("escape,q", "leave", _("Do not import"), id="screen.back"),
    ]

    def __init__(self, snapshot: Snapshot, source: Source, told: Told) -> None:
        super().__init__(ColumnList(id="columns-found"))
        self._snapshot, self._source, self._told = snapshot, source, told
        self._tables = look(snapshot, source, told)

    def title_text(self) -> str:
        """The file and how many tables it has."""
        count = ngettext("{count} table", "{count} tables", len(self._tables))
        return _("Found in {file}: {tables}", file=self._source.file, tables=count)

    def on_mount(self) -> None:
        """Show them; the cursor on the first that has to be told."""
        self._show()
        strange = next((item for item in self._items() if item.column and item.column.how == "strange"), None)
        if strange is not None:
            self._list.set_items(self._items(), keep=strange)

    def _items(self) -> list[Item]:
        return [Item(table, column) for table in self._tables for column in (None, *table.columns)]

    def _show(self) -> None:
        self._list.set_items(self._items())

    def describe(self, item: Item) -> list[Paragraph]:
        """What the column holds, how that is known, three of its cells."""
        if item.column is None:
            rows = ngettext("{count} row", "{count} rows", item.table.rows)
            name = [Paragraph(_("Name"), self._told.name)] if self._told.name else []
            return [Paragraph("", item.table.name or item.table.place, "title"), Paragraph("", rows), *name]
        column = item.column
        how = (
            [Paragraph("", how_words(column), "warning" if column.how != "told" else "dim")]
            if how_words(column)
            else []
        )
        cells = [Paragraph(_("Cell") if not at else "", cell) for at, cell in enumerate(column.samples)]
        return [
            Paragraph("", column.header or "–", "title"),
            Paragraph(_("Holds"), meaning_words(column)),
            *how,
            *cells,
        ]

    @work
    async def action_tell(self) -> None:
        """Say what the column holds: a field, a party for its marks, or that it is kept as it is written."""
        item = self._list.highlighted
        if item is None or item.column is None:
            return
        parties = {party.name: f"marks:{party.id}" for party in self._snapshot.parties.values()}
        own = item.column.header.rpartition(" / ")[2]
        choices = {**{text: role_of(field) for field, text in meanings().items()}, **parties}
        if own and match_key(own) not in map(match_key, choices):
            choices[own] = f"marks:{own}"
        find = one_of(choices)
        likely = own if item.column.how == "strange" else ""
        asked = Question("holds", item.column.header or "–", likely, checked(find), lambda: list(choices))
        answers = await self.app.push_screen_wait(Ask(_("What the column holds"), [asked]))
        if answers is not None:
            role = find(answers["holds"])
            self._say(Told({**self._told.columns, match_key(item.column.header): role}, self._told.name))

    @work
    async def action_name(self) -> None:
        """Say what a table without a column of names is called."""
        label = _("What it is called; “{members}” in it stands for those that take part")
        answers = await self.app.push_screen_wait(Ask(_("Name"), [Question("name", label, self._told.name)]))
        if answers is not None:
            self._say(Told(self._told.columns, answers["name"].strip()))

    def _say(self, told: Told) -> None:
        try:
            self._tables = look(self._snapshot, self._source, told)
        except StoreError as error:
            self.notify(str(error), severity="error", markup=False)
            return
        self._told = told
        at = self._list.cursor
        self._show()
        self._list.go_to_line(at)

    def action_accept(self) -> None:
        """Go on with what is told."""
        answer(self, self._told)
