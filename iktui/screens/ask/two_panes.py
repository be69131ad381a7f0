"""A list and, beside or below it, what the highlighted item holds: the shape of most screens."""

from __future__ import annotations

from typing import Any, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.screen import Screen, ScreenResultType
from textual.widgets import Static

from iktui.screens.ask import WIDE, answer
from iktui.widgets.key_footer import KeyFooter
from iktui.widgets.line_list import LineList
from iktui.widgets.safe_input import FilterInput
from iktui.widgets.text_pane import Paragraph, TextPane
from store.base.i18n import _
from store.base.text import safe


class TwoPanes(Screen[ScreenResultType]):
    """A title line, a list, a text pane, the keys."""

    DEFAULT_CSS = """
    TwoPanes {
        & > #panes { height: 1fr; layout: vertical; }
        & > #panes > LineList { height: 1fr; }
        & > #panes > TextPane { height: 9; border-top: solid $primary-muted; }
        &.wide > #panes { layout: horizontal; }
        &.wide > #panes > LineList { width: 3fr; height: 1fr; }
        &.wide > #panes > TextPane { width: 2fr; height: 1fr; border-top: none; border-left: solid $primary-muted; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "leave", _("Back"), id="screen.back"),
        Binding("tab", "app.focus_next", _("Other pane"), show=False, id="screen.pane"),
        Binding("question_mark,f1", "app.help", _("Help"), key_display="?", id="app.help"),
    ]
    HAS_COLUMNS: ClassVar[bool] = False
    """Whether a line with the names of the columns stands above the list."""
    EMPTY: ClassVar[str] = ""
    """What stands in the list when there is nothing: why, and which key begins; marked for translation."""
    ENTER: ClassVar[str] = ""
    """The action that enter in the list, or a second click, is."""

    def __init__(self, items: LineList[Any], filter: FilterInput | None = None) -> None:
        super().__init__()
        self._list, self._filter = items, filter
        self._list.empty = _(self.EMPTY) if self.EMPTY else _("There is nothing here.")

    def title_text(self) -> str:
        """What the title line says."""
        return ""

    def describe(self, item: Any) -> list[Paragraph]:
        """What the pane shows of the highlighted item."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """Title, filter, names of the columns, panes, keys."""
        yield Static(safe(self.title_text()), markup=False, classes="title", id="title")
        if self._filter is not None:
            yield self._filter
        if self.HAS_COLUMNS:
            yield Static("", markup=False, classes="columns", id="columns")
        with Container(id="panes"):
            yield self._list
            yield TextPane(id="detail")
        yield KeyFooter()

    def on_mount(self) -> None:
        """The keys are the list's."""
        self._list.focus()

    def show_title(self) -> None:
        """Say what the title says now."""
        for title in self.query("#title").results(Static):  # none before it is put together
            title.update(safe(self.title_text()))

    def on_resize(self, event: events.Resize) -> None:
        """Side by side where there is room."""
        self.set_class(event.size.width >= WIDE, "wide")

    @on(LineList.Highlighted)
    def _show_highlighted(self, event: LineList.Highlighted) -> None:
        event.stop()
        if event.list.screen is self:
            self.query_one("#detail", TextPane).show(self.describe(event.item) if event.item is not None else [])

    @on(LineList.Selected)
    async def _run_entered(self, event: LineList.Selected) -> None:
        event.stop()
        if self.ENTER:
            await self.run_action(self.ENTER)

    def action_leave(self) -> None:
        """Back to the screen before."""
        answer(self, None)
