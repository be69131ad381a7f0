"""Labelled text, wrapped, drawn line by line; a change redraws only the part of a line that differs."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice, zip_longest
from typing import ClassVar, NamedTuple

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.segment import Segment
from rich.text import Text
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from store.base.i18n import _
from store.base.text import safe


class Paragraph(NamedTuple):
    """A label and its text. `kind` is the name of a component class for the text, "" for plain.

    `marks` are parts of the text that have a kind of their own: from a character to before another.
    """

    label: str
    text: str
    kind: str = ""
    marks: tuple[tuple[int, int, str], ...] = ()


_LABEL_WIDTH = 16
_STEP = 16
_CONSOLE = Console(width=200, force_terminal=False, color_system=None)


class TextPane(ScrollView, can_focus=True):
    """Paragraphs with their labels before them, scrolled with the arrow keys."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"text-pane--{kind}" for kind in ("label", "title", "removed", "added", "warning", "dim")
    }
    DEFAULT_CSS = """
    TextPane {
        background: $surface;
        color: $foreground;
        overflow-x: hidden;
        scrollbar-size-vertical: 1;
        padding: 0 1;
        & > .text-pane--label { color: $text-muted; }
        & > .text-pane--title { color: $accent; text-style: bold; }
        & > .text-pane--removed { color: $text-error; }
        & > .text-pane--added { color: $text-success; }
        & > .text-pane--warning { color: $text-warning; }
        & > .text-pane--dim { color: $text-muted; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "scroll_down", _("Down"), show=False, id="text.down"),
        Binding("up,k", "scroll_up", _("Up"), show=False, id="text.up"),
        Binding("pagedown", "page_down", _("Page down"), show=False, id="text.page-down"),
        Binding("pageup", "page_up", _("Page up"), show=False, id="text.page-up"),
    ]

    def __init__(self, *, id: str | None = None, label_width: int = _LABEL_WIDTH) -> None:
        super().__init__(id=id)
        self._paragraphs: Sequence[Paragraph] = ()
        self._lines: list[Paragraph] = []
        """Each a paragraph, or a part of one that fits."""
        self._label_width = label_width

    @property
    def plain(self) -> str:
        """Everything shown, as plain text: what a test reads."""
        return "\n".join(f"{line.label} {line.text}".rstrip() for line in self._lines)

    def show(self, paragraphs: Sequence[Paragraph]) -> None:
        """Show other paragraphs, from their beginning."""
        self._paragraphs = paragraphs
        before = self._lines
        self._lines = self._wrapped()
        self._fit_height()
        if self.scroll_y:
            self.scroll_to(y=0, animate=False)
            self.refresh()
            return
        pairs = zip_longest(before, self._lines, fillvalue=Paragraph("", ""))
        for y, (old, new) in enumerate(islice(pairs, self.size.height)):
            if old != new:
                self.refresh(self._difference(y, old, new))

    def _difference(self, y: int, old: Paragraph, new: Paragraph) -> Region:
        """Where two lines differ: from the first column that does to the end of the longer."""
        one, two = (set_cell_size(line.label, self._label_width) + line.text for line in (old, new))
        same = 0
        if (old.kind, old.marks) == (new.kind, new.marks):
            while same < min(len(one), len(two)) and one[same] == two[same]:
                same += 1
        start = cell_len(one[:same])
        end = max(cell_len(one), cell_len(two))
        return Region(start, y, max(1, end - start), 1)

    def _fit_height(self) -> None:
        """Make room for the lines in steps: a new height redraws the whole pane."""
        needed = len(self._lines)
        fits = needed <= self.scrollable_content_region.height
        self.virtual_size = Size(0, 0 if fits else -(-needed // _STEP) * _STEP)

    def on_resize(self) -> None:
        """Wrap anew."""
        self._lines = self._wrapped()
        self._fit_height()
        self.refresh()

    def _wrapped(self) -> list[Paragraph]:
        width = max(10, self.scrollable_content_region.width)
        lines = []
        for label, text, kind, marks in self._paragraphs:
            indent = self._label_width if label else 0
            for number, line in enumerate(_wrap(text, marks, max(8, width - indent))):
                first = safe(label) if number == 0 else " " if label else ""
                lines.append(Paragraph(first, line.plain, kind, _marks_of(line)))
        return lines

    def render_line(self, y: int) -> Strip:
        """The strip of one line on the screen."""
        width = self.scrollable_content_region.width
        at = y + round(self.scroll_y)
        base = self.rich_style
        if at >= len(self._lines):
            return Strip([Segment(" " * width, base)], width)
        label, text, kind, marks = self._lines[at]
        segments = []
        left = width
        if label:
            style = base + self.get_component_rich_style("text-pane--label", partial=True)
            segments.append(Segment(set_cell_size(label, self._label_width), style))
            left -= self._label_width
        style = base + self.get_component_rich_style(f"text-pane--{kind}", partial=True) if kind else base
        done = 0
        for start, end, inner in marks:
            marked = style + self.get_component_rich_style(f"text-pane--{inner}", partial=True)
            segments += [Segment(text[done:start], style), Segment(text[start:end], marked)]
            done = end
        segments.append(Segment(set_cell_size(text[done:], max(0, left - cell_len(text[:done]))), style))
        return Strip(segments, width).simplify()


def _wrap(text: str, marks: Sequence[tuple[int, int, str]], width: int) -> list[Text]:
    """The text, made safe, on lines of at most `width` columns."""
    whole, done = Text(), 0
    for start, end, kind in marks:  # piece by piece: what is made safe may get longer
        whole.append(safe(text[done:start], multiline=True))
        whole.append(safe(text[start:end], multiline=True), kind)
        done = end
    whole.append(safe(text[done:], multiline=True))
    lines = []
    for paragraph in whole.split("\n", allow_blank=True):
        wrapped = paragraph.wrap(_CONSOLE, width) if paragraph.plain else [paragraph]
        for line in wrapped:
            line.rstrip()
            lines.append(line)
    return lines


def _marks_of(line: Text) -> tuple[tuple[int, int, str], ...]:
    return tuple((span.start, span.end, str(span.style)) for span in line.spans if span.start < span.end)
