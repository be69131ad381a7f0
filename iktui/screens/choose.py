"""Two values of a field, side by side, and a person who chooses: the same question after a conflict, in a merge of two
records, for a draft that was left behind, and for fields that moved on since what is taken back.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, NamedTuple, cast

from textual import on
from textual.binding import Binding, BindingType

from iktui.screens.answering import answer
from iktui.screens.two_panes import TwoPanes
from iktui.widgets.line_list import LineList, Piece
from iktui.widgets.text_pane import Paragraph
from store.i18n import _, ngettext


class Pair(NamedTuple):
    """A field with two values; `chosen` is 0 or 1, None until somebody chooses."""

    label: str
    one: str
    other: str
    about: str = ""
    chosen: int | None = None


class PairList(LineList[int]):
    """One field a line: which value is chosen, and both."""

    def __init__(self, pairs: list[Pair], titles: tuple[str, str]) -> None:
        super().__init__(id="pairs")
        self.pairs, self._titles = pairs, titles

    def pieces(self, item: int, width: int) -> list[Piece]:
        """Sign, field, the value that is chosen."""
        pair = self.pairs[item]
        sign = "?" if pair.chosen is None else self._titles[pair.chosen]
        value = "" if pair.chosen is None else (pair.one, pair.other)[pair.chosen]
        kind = "warning" if pair.chosen is None else "strong"
        return [(f" {sign}", 12, kind), (pair.label, 24, ""), (" ", 1, ""), (value, max(0, width - 37), "dim")]


class ChooseScreen(TwoPanes["list[int | None] | None"]):
    """Gives, per field, 0 for the first value or 1 for the second; None when the person went back.

    With `partly` fields can be left without a choice, which gives None for them.

    `drop` adds a way to throw all of it away, which gives an empty list.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("1,m", "choose(0)", _("First"), key_display="1", id="choose.first"),
        Binding("2,t", "choose(1)", _("Second"), key_display="2", id="choose.second"),
        Binding("M", "all(0)", _("All first"), id="choose.all-first"),
        Binding("T", "all(1)", _("All second"), id="choose.all-second"),
        Binding("space", "other", _("The other"), id="choose.other"),
        Binding("ctrl+s", "accept", _("Done"), id="choose.done"),
        Binding("ctrl+x", "drop", _("Throw away"), id="choose.drop"),
        Binding("escape,q", "leave", _("Back"), id="screen.back"),
    ]

    def __init__(
        self,
        title: str,
        pairs: Sequence[Pair],
        titles: tuple[str, str],
        explained: str = "",
        *,
        drop: bool = False,
        partly: bool = False,
    ) -> None:
        super().__init__()
        self._partly = partly
        self._title, self._titles, self._explained, self._drop = title, titles, explained, drop
        self._pairs = PairList(list(pairs), titles)

    def title_text(self) -> str:
        """What is chosen in, and how many fields."""
        count = ngettext("{count} field", "{count} fields", len(self._pairs.pairs))
        return f"{self._title}: {count}"

    def make_list(self) -> LineList[object]:
        """The fields."""
        return cast("LineList[object]", self._pairs)

    def on_mount(self) -> None:
        """Show them."""
        self._pairs.set_items(list(range(len(self._pairs.pairs))))
        self._pairs.focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Throwing away is for drafts."""
        del parameters
        return action != "drop" or self._drop

    def describe(self, item: object) -> list[Paragraph]:
        """Both values in full."""
        pair = self._pairs.pairs[cast(int, item)]
        shown = [Paragraph("", pair.label, "title")]
        for number, (title, value) in enumerate(zip(self._titles, (pair.one, pair.other), strict=True)):
            style = "added" if pair.chosen == number else ""
            shown.append(Paragraph(f"{number + 1} {title}", value or "–", style))
        about = [text for text in (pair.about, self._explained) if text]
        return [*shown, *(Paragraph("", text, "dim") for text in about)]

    def _set(self, number: int) -> None:
        at = self._pairs.highlighted
        if at is not None:
            self._pairs.pairs[at] = self._pairs.pairs[at]._replace(chosen=number)
            self._pairs.refresh_line(self._pairs.cursor)
            self._pairs.action_move(1)
            self._pairs.tell_highlighted()

    def action_choose(self, number: int) -> None:
        """This value; then to the next field."""
        self._set(number)

    def action_all(self, number: int) -> None:
        """This value in every field."""
        self._pairs.pairs[:] = [pair._replace(chosen=number) for pair in self._pairs.pairs]
        self._pairs.refresh()
        self._pairs.tell_highlighted()

    def action_other(self) -> None:
        """The other value."""
        at = self._pairs.highlighted
        if at is not None:
            self._set(1 - (self._pairs.pairs[at].chosen or 0) if self._pairs.pairs[at].chosen is not None else 0)

    @on(LineList.Selected)
    def _selected(self, event: LineList.Selected) -> None:
        event.stop()
        self.action_accept()

    def action_accept(self) -> None:
        """Give the choices, when every field has one."""
        left = [at for at, pair in enumerate(self._pairs.pairs) if pair.chosen is None]
        if left and not self._partly:
            self._pairs.highlight(left[0])
            text = _("choose a value in each field first: 1 or 2")
            self.notify(text, severity="warning", markup=False)
        else:
            answer(self, [pair.chosen for pair in self._pairs.pairs])

    def action_drop(self) -> None:
        """Throw away."""
        answer(self, [])
