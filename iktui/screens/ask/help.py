"""What works here: every key of the screen that was left, in groups, found by typing, done with enter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final, NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widgets import Input, Static

from iktui.screens.ask import answer
from iktui.widgets.key_footer import KeyFooter
from iktui.widgets.line_list import LineList, Piece
from iktui.widgets.safe_input import FilterInput
from store.base.i18n import _, mark
from store.base.text import search_key

_RECORD: Final = (
    "show", "edit", "new", "copy", "end", "participant", "withdraw", "replace", "merge", "remove", "findings.", "plan.",
    "studies.", "areas.", "parties.", "decide", "restore", "form.", "pick.", "choose.", "review.",
)  # fmt: skip
_THEN: Final = ("history", "blame", "as-of", "register.before", "register.after", "edition.", "compare", "activity",
                "undo", "redo")  # fmt: skip
_MOVING: Final = ("list.", "screen.", "record.clear-filter", "field.", "text.")
_PROGRAM: Final = ("app.", "actions", "sync", "resolve", "import", "export", "settings")
GROUPS: Final = (
    (mark("The record"), _RECORD),
    (mark("What was, who did it, back again"), _THEN),
    (mark("The register"), ("",)),
    (mark("Finding, moving, leaving"), _MOVING),
    (mark("Sharing, papers, the program"), _PROGRAM),
)
"""Groups of keys, by what their ids are or begin with; the group of "" has all that are in no other."""


class HelpKey(NamedTuple):
    """A key with what it does."""

    id: str
    signs: str
    text: str
    action: str


def group_of(id: str) -> str:
    """The group of a key's id, marked for translation."""
    named = [title for title, ids in GROUPS if any(one and (id == one or (one[-1:] == "." and id.startswith(one)))
                                                   for one in ids)]  # fmt: skip
    return named[0] if named else GROUPS[2][0]


class HelpList(LineList[HelpKey]):
    """A key a line."""

    def pieces(self, item: HelpKey, width: int) -> list[Piece]:
        """Its signs, what it does."""
        return [(f" {item.signs}", 18, "strong"), (" ", 1, ""), (item.text, max(0, width - 19), "")]


class HelpScreen(Screen[str | None]):
    """Gives the action whose key was chosen."""

    DEFAULT_CSS = "HelpScreen > HelpList { height: 1fr; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "do", _("Do it"), id="list.select"),
        Binding("slash", "filter", _("Find"), id="help.find", priority=True),
        Binding("escape,q,question_mark,f1", "leave", _("Back"), key_display="esc", id="screen.back"),
    ]

    def __init__(self, keys: Sequence[HelpKey]) -> None:
        super().__init__()
        self._keys = keys
        self._list, self._filter = HelpList(id="keys"), FilterInput(_("a key, or a word of what it does"))

    def compose(self) -> ComposeResult:
        """Title, filter, keys."""
        yield Static(_("What works here"), markup=False, classes="title")
        yield self._filter
        yield self._list
        yield KeyFooter()

    def on_mount(self) -> None:
        """All of them."""
        self._show()
        self._list.focus()

    def _show(self) -> None:
        words = search_key(self._filter.value).split()
        items: list[HelpKey | str] = []
        for title, _ids in GROUPS:
            inside = [
                key for key in self._keys
                if group_of(key.id) == title and all(word in search_key(f"{key.signs} {key.text}") for word in words)
            ]  # fmt: skip
            items += [_(title), *inside] if inside else []
        self._list.empty = _("No key does that here. esc shows them all.")
        self._list.set_items(items)

    @on(Input.Changed, "#filter")
    def _filter_changed(self) -> None:
        self._show()

    @on(Input.Submitted, "#filter")
    def _leave_filter(self) -> None:
        self._filter.close()
        self._list.focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """In the filter its own key is a sign, and so is the letter that leaves."""
        del parameters
        return action != "filter" or not self._filter.has_focus

    def action_filter(self) -> None:
        """Find as one types."""
        self._filter.open()

    @on(LineList.Selected)
    def action_do(self) -> None:
        """Leave, and do it there."""
        key = self._list.highlighted
        answer(self, key.action if key is not None else None)

    def action_leave(self) -> None:
        """Back; first from the filter."""
        if self._filter.value:
            self._filter.value = ""
            self._leave_filter()
        else:
            answer(self, None)
