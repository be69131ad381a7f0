"""A list drawn line by line: a key redraws two lines, whatever the number of items."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, ClassVar, Generic, TypeVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from store.base.i18n import _
from store.base.text import safe

Item = TypeVar("Item")
Piece = tuple[str, int, str]
"""Text, its width in columns, and the name of a component class ("" for plain)."""


class LineList(ScrollView, Generic[Item], can_focus=True):
    """One line per item. Words among the items are headings, which the cursor passes over.

    Draws only what `pieces` gives, made safe.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"line-list--{kind}" for kind in ("cursor", "heading", "dim", "strong", "warning", "error", "hit")
    }
    DEFAULT_CSS = """
    LineList {
        background: $surface;
        color: $foreground;
        overflow-x: hidden;
        scrollbar-size-vertical: 1;
        & > .line-list--cursor {
            background: $block-cursor-background;
            color: $block-cursor-foreground;
            text-style: $block-cursor-text-style;
        }
        & > .line-list--heading { color: $accent; text-style: bold; }
        & > .line-list--dim { color: $text-muted; }
        & > .line-list--strong { text-style: bold; }
        & > .line-list--hit { text-style: bold underline; }
        & > .line-list--warning { color: $text-warning; }
        & > .line-list--error { color: $text-error; }
        &:blur > .line-list--cursor {
            background: $block-cursor-blurred-background;
            color: $block-cursor-blurred-foreground;
            text-style: $block-cursor-blurred-text-style;
        }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "move(1)", _("Down"), show=False, id="list.down"),
        Binding("up,k", "move(-1)", _("Up"), show=False, id="list.up"),
        Binding("pagedown,ctrl+d", "page(1)", _("Page down"), show=False, id="list.page-down"),
        Binding("pageup,ctrl+u", "page(-1)", _("Page up"), show=False, id="list.page-up"),
        Binding("home", "edge(-1)", _("First"), show=False, id="list.first"),
        Binding("end", "edge(1)", _("Last"), show=False, id="list.last"),
        Binding("enter", "select", _("Open"), show=False, id="list.select"),
    ]
    SAME_BY: ClassVar[tuple[str, ...]] = ()
    """The attributes by which an item is the same after the list was made anew; by itself where there are none."""

    @dataclass
    class About(Message):
        """Something about the item under the cursor; None when there is none to be on."""

        list: LineList[Any]
        item: Any

        @property
        def control(self) -> LineList[Any]:
            """The list."""
            return self.list

    class Highlighted(About):
        """The cursor is on another item, or on none."""

    class Selected(About):
        """The item under the cursor was chosen."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._items: Sequence[Any] = ()
        self.cursor = -1
        self.empty = ""
        """What stands there when nothing does: why, and which key begins; on as many lines as it has."""

    # --- for subclasses

    def pieces(self, item: Item, width: int) -> list[Piece]:
        """What stands on the item's line."""
        return [(str(item), width, "")]

    def is_heading(self, item: Any) -> bool:
        """Whether the cursor passes over the item."""
        return isinstance(item, str)

    def identity(self, item: Item) -> object:
        """What makes an item the same after the list was made anew."""
        return attrgetter(*self.SAME_BY)(item) if self.SAME_BY else item

    # --- content

    @property
    def items(self) -> Sequence[Any]:
        """The items, headings too."""
        return self._items

    @property
    def highlighted(self) -> Item | None:
        """The item under the cursor."""
        return self._items[self.cursor] if 0 <= self.cursor < len(self._items) else None

    def set_items(self, items: Sequence[Any], keep: object | None = None) -> None:
        """Show other items; the cursor stays on the item it was on (or that `keep` names), else near it."""
        current = self.highlighted
        wanted = keep if keep is not None else (self.identity(current) if current is not None else None)
        before = self.cursor
        self._items = items
        self.virtual_size = Size(0, len(items))
        found = next(
            (at for at, item in enumerate(items) if not self.is_heading(item) and self.identity(item) == wanted),
            None,
        )
        self.cursor = -1
        self._move_to(found if found is not None else self._nearest(max(0, min(before, len(items) - 1))), force=True)
        self.refresh()

    def highlight(self, identity: object) -> None:
        """Put the cursor on an item."""
        self.set_items(self._items, keep=identity)

    def go_to_line(self, line: int) -> None:
        """Put the cursor on a line, or the nearest that is no heading."""
        self._move_to(self._nearest(max(0, min(line, len(self._items) - 1))))

    def _nearest(self, at: int, step: int = 1) -> int:
        """The next place from `at` that is no heading, in the direction of `step`, else in the other; -1 for none."""
        for direction in (step, -step):
            position = at
            while 0 <= position < len(self._items):
                if not self.is_heading(self._items[position]):
                    return position
                position += direction
        return -1

    def _move_to(self, position: int, *, force: bool = False) -> None:
        if position == self.cursor and not force:
            return
        before, self.cursor = self.cursor, position
        for line in (before, position):
            if line >= 0:
                self.refresh_line(line)
        self._show_cursor()
        self.tell_highlighted()

    def tell_highlighted(self) -> None:
        """Say again which item the cursor is on: what it holds may be another."""
        self.post_message(self.Highlighted(self, self.highlighted))

    def _show_cursor(self) -> None:
        """Scroll by half a screen when the cursor leaves it: line by line, every key would redraw all."""
        height, top = self.scrollable_content_region.height, round(self.scroll_y)
        if height <= 0 or self.cursor < 0:
            return
        first = self.cursor
        while first > 0 and self.is_heading(self._items[first - 1]):
            first -= 1
        if first < top:
            self.scroll_to(y=max(0, min(first, self.cursor - height // 2)), animate=False)
        elif self.cursor >= top + height:
            self.scroll_to(y=min(self.cursor - height // 2, len(self._items) - height), animate=False)

    # --- keys

    def action_move(self, step: int) -> None:
        """One item down or up."""
        target = self.cursor + step
        while 0 <= target < len(self._items) and self.is_heading(self._items[target]):
            target += step
        if 0 <= target < len(self._items):
            self._move_to(target)

    def action_page(self, step: int) -> None:
        """One screen down or up."""
        height = max(1, self.scrollable_content_region.height - 1)
        target = max(0, min(len(self._items) - 1, self.cursor + step * height))
        self._move_to(self._nearest(target, step))

    def action_edge(self, step: int) -> None:
        """To the first or last item."""
        self._move_to(self._nearest(0 if step < 0 else len(self._items) - 1, -step))

    def action_select(self) -> None:
        """Choose the item under the cursor."""
        if self.highlighted is not None:
            self.post_message(self.Selected(self, self.highlighted))

    async def _on_click(self, event: events.Click) -> None:
        at = event.y + round(self.scroll_y)
        if 0 <= at < len(self._items) and not self.is_heading(self._items[at]):
            if at == self.cursor and event.chain > 1:
                self.action_select()
            self._move_to(at)

    def on_resize(self) -> None:
        """Keep the cursor on the screen."""
        self._show_cursor()

    # --- drawing

    def render_line(self, y: int) -> Strip:
        """The strip of one line on the screen."""
        width = self.scrollable_content_region.width
        at = y + round(self.scroll_y)
        base = self.rich_style
        if at >= len(self._items):
            lines = self.empty.split("\n") if not self._items else []
            text = f" {lines[at]}" if at < len(lines) else ""
            dim = base + self.get_component_rich_style("line-list--dim", partial=True) if text else base
            return Strip([Segment(fit(text, width), dim)], width)
        item = self._items[at]
        is_cursor, is_heading = at == self.cursor, self.is_heading(item)
        line_style = base
        if is_cursor or is_heading:
            line_style += self.get_component_rich_style(
                f"line-list--{'cursor' if is_cursor else 'heading'}", partial=True
            )
        segments = []
        left = width
        is_words = isinstance(item, str) and is_heading
        for text, columns, kind in [(item, width, "")] if is_words else self.pieces(item, width):
            columns = min(columns, left)
            if columns <= 0:
                break
            style = line_style
            if kind and (kind in ("strong", "hit") or not is_cursor):
                style += self.get_component_rich_style(f"line-list--{kind}", partial=True)
            segments.append(Segment(fit(text, columns), style))
            left -= columns
        segments.append(Segment(" " * left, line_style))
        return Strip(segments, width).simplify()  # every change of style costs some twenty bytes


def fit(text: str, columns: int) -> str:
    """`text` made safe, on one line, in exactly `columns` columns; cut with a visible sign."""
    shown = safe(text, limit=4 * columns + 8)
    if cell_len(shown) <= columns or columns < 2:
        return set_cell_size(shown, columns)
    return set_cell_size(shown, columns - 1) + "…"
