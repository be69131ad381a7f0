"""The overview as people know it: sections with their collaborations, type, one x per party, comment."""

from __future__ import annotations

from typing import ClassVar

from rich.cells import cell_len
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message

from iktui.widgets.line_list import LineList, Piece
from iktui.widgets.text_pane import Paragraph
from store.base.glossary import legal_forms, statuses
from store.base.i18n import _, language
from store.base.text import excerpt, safe
from store.query.listing import Listing, Row
from store.query.views import View

Heading = str
_FORM_WIDTH = 17
_GUTTER = 1
_NAME_MIN, _COMMENT_MIN = 26, 12


class RecordList(LineList[Row]):
    """The rows of a Listing under the headings of their areas."""

    SAME_BY = ("id",)

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "mark", _("Mark"), show=False, id="list.mark"),
        Binding("shift+down,J", "mark_range(1)", _("Mark downwards"), show=False, id="list.mark-down"),
        Binding("shift+up,K", "mark_range(-1)", _("Mark upwards"), show=False, id="list.mark-up"),
        Binding("asterisk", "mark_all", _("Mark everything shown, or nothing"), show=False, id="list.mark-all"),
    ]

    class Marked(Message):
        """Other records are marked."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.view = View()
        self.marked: set[str] = set()
        self.own = ""
        """The member whose column is the person's own."""
        self._listing: Listing | None = None
        self._members: list[str] = []
        self._mark_widths: list[int] = []
        self._name_width = _NAME_MIN
        self._words: list[str] = []

    def show(self, listing: Listing, rows: list[Row], keep: object | None = None, query: str = "") -> None:
        """Show these rows of a listing, which a filter found; its words are seen in the names."""
        self._listing = listing
        self._words = []
        if query:  # what the first frame does not need
            from store.query.nothing import plain_words

            self._words = plain_words(query)
        self.empty = self._why_empty(query) if not rows else ""
        items: list[Row | Heading] = []
        for heading, inside in self.view.sections(listing, rows):
            items += [heading, *inside] if heading else inside
        self._measure(self.size)
        self.set_items(items, keep)

    def _why_empty(self, query: str) -> str:
        if self._listing is not None and not self._listing.rows:
            return _("The register is empty.\nn makes a collaboration, i reads a document that lists some.")
        from store.query.nothing import nothing_found

        told = nothing_found(self._listing, query) if self._listing is not None else ""
        return "\n".join(line for line in (_("Nothing fits “{query}”.", query=query), told,
                                           _("/ changes the filter, esc shows everything.")) if line)  # fmt: skip

    # --- marks

    def action_mark(self) -> None:
        """Mark the row or take its mark away; then to the next."""
        if self.highlighted is not None:
            self.marked ^= {self.highlighted.id}
            self._marks_changed()
            self.action_move(1)

    def action_mark_range(self, step: int) -> None:
        """Mark the row and the one that the cursor goes to."""
        for move in (0, step):
            if move:
                self.action_move(move)
            if self.highlighted is not None:
                self.marked.add(self.highlighted.id)
        self._marks_changed()

    def action_mark_all(self) -> None:
        """Mark everything that is shown; when it is marked, nothing."""
        shown = {row.id for row in self.items if isinstance(row, Row)}
        self.marked = self.marked - shown if shown <= self.marked else self.marked | shown
        self._marks_changed()

    def clear_marks(self) -> None:
        """Mark nothing."""
        if self.marked:
            self.marked = set()
            self._marks_changed()

    def _marks_changed(self) -> None:
        self.refresh()
        self.post_message(self.Marked())

    def _measure(self, size: Size) -> None:
        if self._listing is None:
            return
        self._members = list(self.view.members(self._listing))
        names = [self._listing.parties.get(id, id) for id in self._members]
        widest = 12 if size.width >= 110 else 4
        self._mark_widths = [
            min(cell_len(name) + 1, widest) + (id == self.own) for id, name in zip(self._members, names, strict=True)
        ]
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
        members = [("▸" if id == self.own else "") + self._listing.parties.get(id, id) for id in self._members]
        titles: list[Piece] = [("", _GUTTER, ""), (_("Collaboration"), self._name_width, "")]
        titles.append((_("Form"), _FORM_WIDTH, ""))
        titles += [(name[: width - 1], width, "") for name, width in zip(members, self._mark_widths, strict=True)]
        return [*titles, (_("Comment"), 200, "")]

    def _named(self, name: str, kind: str) -> list[Piece]:
        """The name, with what the filter found in it standing out."""
        left, at, pieces = self._name_width - 1, 0, []
        if self._words:
            from store.query.nothing import hits
        for start, end in hits(name, self._words) if self._words else ():
            for text, sort in ((name[at:start], kind), (name[start:end], "hit")):
                columns = min(left, cell_len(safe(text)))
                pieces.append((text, columns, sort))
                left -= columns
            at = end
        return [*pieces, (name[at:], left, kind)]

    def pieces(self, item: Row, width: int) -> list[Piece]:
        """One line of the overview."""
        form = legal_forms()[item.legal_form].short(language()) if item.legal_form else "–"
        over = item.status in ("ended", "replaced")
        line: list[Piece] = [
            ("•" if item.id in self.marked else "", _GUTTER, "warning"),
            *self._named(item.name + ("*" if item.starred else ""), "dim" if over else ""),
            ("", 1, ""),
            (form + ("?" if item.uncertain else ""), _FORM_WIDTH - 1, "warning" if item.uncertain else ""),
            ("", 1, ""),
        ]
        for member, columns in zip(self._members, self._mark_widths, strict=True):
            role, until = item.marks.get(member, ("", ""))
            sign = "" if not role else "x→" if until else "x"
            line.append((sign, columns, "strong" if role == "host" else ""))
        status = "" if item.status == "active" else f"[{statuses()[item.status].name()}] "
        left = max(0, width - sum(columns for _text, columns, _kind in line))
        return [*line, (status + excerpt(item.comment, 4 * left + 1), left, "dim")]


def row_paragraphs(row: Row, listing: Listing) -> list[Paragraph]:
    """A row as far as the list knows it: shown before the record is read."""
    form = legal_forms()[row.legal_form].name() if row.legal_form else "–"
    parties = ", ".join(listing.parties.get(id, id) for id in row.marks)
    return [
        Paragraph("", row.name, "title"),
        Paragraph(_("Form"), form + ("?" if row.uncertain else "")),
        Paragraph(_("Participants"), parties or "–"),
        Paragraph(_("Comment"), row.comment or "–"),
    ]
