"""The overview as people know it: sections with their collaborations, type, one x per member, comment."""

from __future__ import annotations

from typing import ClassVar

from rich.cells import cell_len
from textual.geometry import Size

from iktui.widgets.line_list import LineList, Piece
from store.glossary import legal_forms, statuses
from store.i18n import _, language
from store.listing import Listing, Row
from store.text import excerpt

Heading = str
_FORM_WIDTH = 17
_GUTTER = 1
_NAME_MIN, _COMMENT_MIN = 26, 12


class RecordList(LineList["Row | Heading"]):
    """The rows of a Listing under the headings of their areas."""

    COMPONENT_CLASSES: ClassVar[set[str]] = set()

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._listing: Listing | None = None
        self._mark_widths: list[int] = []
        self._name_width = _NAME_MIN

    def show(self, listing: Listing, rows: list[Row], keep: object | None = None) -> None:
        """Show these rows of a listing."""
        self._listing = listing
        items: list[Row | Heading] = []
        for area, inside in listing.sections(rows):
            items.append(listing.areas.get(area, _("Without area")))
            items += inside
        self._measure(self.size)
        self.set_items(items, keep)

    def identity(self, item: Row | Heading) -> object:
        """A row is the same when it is of the same record."""
        return item.id if isinstance(item, Row) else item

    def is_heading(self, item: Row | Heading) -> bool:
        """Whether the item is a section."""
        return isinstance(item, str)

    def _measure(self, size: Size) -> None:
        if self._listing is None:
            return
        names = [self._listing.parties.get(id, id) for id in self._listing.members]
        widest = 12 if size.width >= 110 else 4
        self._mark_widths = [min(cell_len(name) + 1, widest) for name in names]
        lengths = sorted(cell_len(row.name) for row in self._listing.rows[:2000]) or [_NAME_MIN]
        nearly_all = lengths[len(lengths) * 19 // 20] + 2
        rest = size.width - _FORM_WIDTH - sum(self._mark_widths) - 2 * _GUTTER
        self._name_width = max(_NAME_MIN, min(nearly_all, rest - _COMMENT_MIN, int(rest * 0.78)))
        if rest - self._name_width < _COMMENT_MIN:
            self._name_width = max(_NAME_MIN, rest)

    def on_resize(self) -> None:
        """Fit the columns to the new width."""
        self._measure(self.size)
        super().on_resize()
        self.refresh()

    def column_titles(self) -> list[Piece]:
        """The line above the list."""
        if self._listing is None:
            return []
        self._measure(self.size)
        members = [self._listing.parties.get(id, id) for id in self._listing.members]
        titles: list[Piece] = [("", _GUTTER, ""), (_("Collaboration"), self._name_width, "")]
        titles.append((_("Form"), _FORM_WIDTH, ""))
        titles += [(name[: width - 1], width, "") for name, width in zip(members, self._mark_widths, strict=True)]
        return [*titles, (_("Comment"), 200, "")]

    def pieces(self, item: Row | Heading, width: int) -> list[Piece]:
        """One line of the overview."""
        if isinstance(item, str):
            return [(item, width, "")]
        assert self._listing is not None, "rows come with their listing"
        form = legal_forms()[item.legal_form].short(language()) if item.legal_form else "–"
        over = item.status in ("ended", "replaced")
        line: list[Piece] = [
            ("", _GUTTER, ""),
            (item.name + ("*" if item.starred else ""), self._name_width - 1, "dim" if over else ""),
            ("", 1, ""),
            (form + ("?" if item.uncertain else ""), _FORM_WIDTH - 1, "warning" if item.uncertain else ""),
            ("", 1, ""),
        ]
        for member, columns in zip(self._listing.members, self._mark_widths, strict=True):
            role, until = item.marks.get(member, ("", ""))
            sign = "" if not role else "x→" if until else "x"
            line.append((sign, columns, "strong" if role == "host" else ""))
        status = "" if item.status == "active" else f"[{statuses()[item.status].name()}] "
        left = max(0, width - sum(columns for _text, columns, _kind in line))
        return [*line, (status + excerpt(item.comment, 4 * left + 1), left, "dim")]
