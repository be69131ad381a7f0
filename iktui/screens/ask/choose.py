"""Two values of a field, side by side, and a person who chooses: the same question after a conflict, in a merge of two
records, for a draft that was left behind, and for fields that were changed since what is taken back.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar, NamedTuple

from textual import work
from textual.binding import Binding, BindingType

from iktui.screens.ask import answer
from iktui.screens.ask.dialogs import Ask, Question
from iktui.screens.ask.two_panes import TwoPanes
from iktui.widgets.line_list import LineList, Piece
from iktui.widgets.text_pane import Paragraph
from store.base.i18n import _, ngettext

FIRST, SECOND, BEFORE, TYPED = range(4)


class Pair(NamedTuple):
    """A field with two values; `chosen` is FIRST, SECOND, BEFORE or TYPED, None until somebody chooses."""

    label: str
    one: str
    other: str
    about: str = ""
    chosen: int | None = None
    before: str | None = None
    """What it was before both, where that can be chosen too."""
    check: Callable[[str], str] | None = None
    """Why typed words will not do, "" when they will; None where neither value can be typed over."""
    typed: str = ""
    """The words in place of both, at first what one would type for the first value."""

    def value(self, number: int) -> str:
        """The words of a choice."""
        return (self.one, self.other, self.before or "", self.typed)[number]


class PairList(LineList[int]):
    """One field a line: which value is chosen, and both."""

    def __init__(self, pairs: list[Pair], titles: tuple[str, str]) -> None:
        super().__init__(id="pairs")
        self.pairs, self._titles = pairs, titles

    def pieces(self, item: int, width: int) -> list[Piece]:
        """Sign, field, the value that is chosen."""
        pair = self.pairs[item]
        titles = (*self._titles, _("before"), _("new"))
        sign = "?" if pair.chosen is None else titles[pair.chosen]
        both = " / ".join(value or "–" for value in (pair.one, pair.other))  # before one is chosen unseen for all
        value = both if pair.chosen is None else pair.value(pair.chosen)
        kind = "warning" if pair.chosen is None else "strong"
        name = max(24, width // 3)
        return [(f" {sign}", 12, kind), (pair.label, name, ""), (" ", 1, ""), (value, max(0, width - name - 13), "dim")]


class ChooseScreen(TwoPanes["list[int | None] | None"]):
    """Gives what is chosen in each field (FIRST, SECOND, BEFORE, TYPED); None when the person went back.

    With `partly` fields can be left without a choice, which gives None for them.

    `drop` adds a way to throw all of it away, which gives an empty list.
    """

    ENTER = "accept"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("1,m", "choose(0)", _("First"), key_display="1", id="choose.first"),
        Binding("2,t", "choose(1)", _("Second"), key_display="2", id="choose.second"),
        Binding("0", "choose(2)", _("As before"), id="choose.before"),
        Binding("e", "type", _("Another value"), id="choose.type"),
        Binding("M", "all(0)", _("All first"), id="choose.all-first"),
        Binding("T", "all(1)", _("All second"), id="choose.all-second"),
        Binding("space", "other", _("The other"), id="choose.other"),
        Binding("ctrl+s", "accept", _("Done"), id="choose.done"),
        Binding("ctrl+x", "drop", _("Throw away"), id="choose.drop"),
        Binding("escape,q", "leave", _("Back"), id="screen.back"),
    ]

    _list: PairList

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
        self.pairs = list(pairs)
        """The fields with what is chosen and typed."""
        super().__init__(PairList(self.pairs, titles))
        self._title, self._titles, self._explained, self._drop, self._partly = title, titles, explained, drop, partly

    def title_text(self) -> str:
        """What is chosen in, and how many fields."""
        count = ngettext("{count} field", "{count} fields", len(self.pairs))
        return f"{self._title}: {count}"

    def on_mount(self) -> None:
        """Show them."""
        self._list.set_items(list(range(len(self.pairs))))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Throwing away is for drafts; what was before, and another value, for conflicts that know them."""
        if action == "drop":
            return self._drop
        if action == "type":
            return any(pair.check is not None for pair in self.pairs)
        if action == "choose" and parameters == (BEFORE,):
            return any(pair.before is not None for pair in self.pairs)
        return True

    def describe(self, item: int) -> list[Paragraph]:
        """Both values in full."""
        pair = self.pairs[item]
        values = [(FIRST, f"1 {self._titles[0]}", pair.one or "–"), (SECOND, f"2 {self._titles[1]}", pair.other or "–")]
        if pair.before is not None:
            values.append((BEFORE, f"0 {_('before')}", pair.before))
        if pair.chosen == TYPED:
            values.append((TYPED, f"e {_('new')}", pair.typed or "–"))
        return [
            Paragraph("", pair.label, "title"),
            *(Paragraph(title, text, "added" if pair.chosen == number else "") for number, title, text in values),
            *(Paragraph("", text, "dim") for text in (pair.about, self._explained) if text),
        ]

    def action_choose(self, number: int) -> None:
        """This value; then to the next field."""
        at = self._list.highlighted
        if at is not None and (number != BEFORE or self.pairs[at].before is not None):
            self.pairs[at] = self.pairs[at]._replace(chosen=number)
            self._list.refresh_line(self._list.cursor)
            self._list.action_move(1)
            self._list.tell_highlighted()

    @work
    async def action_type(self) -> None:
        """Another value than either, checked as one types."""
        at = self._list.highlighted
        pair = self.pairs[at] if at is not None else None
        if at is None or pair is None or pair.check is None:
            self.notify(_("this one is chosen as it is; its form changes it"), severity="warning", markup=False)
            return
        asked = Question("value", _("Value"), pair.typed, pair.check)
        answers = await self.app.push_screen_wait(Ask(pair.label, [asked]))
        if answers is not None:
            self.pairs[at] = pair._replace(typed=answers["value"].strip())
            self.action_choose(TYPED)

    def action_all(self, number: int) -> None:
        """This value in every field."""
        self.pairs[:] = [pair._replace(chosen=number) for pair in self.pairs]
        self._list.refresh()
        self._list.tell_highlighted()

    def action_other(self) -> None:
        """The other value."""
        at = self._list.highlighted
        if at is not None:
            self.action_choose(SECOND if self.pairs[at].chosen == FIRST else FIRST)

    def action_accept(self) -> None:
        """Give the choices, when every field has one."""
        left = [at for at, pair in enumerate(self.pairs) if pair.chosen is None]
        if left and not self._partly:
            self._list.highlight(left[0])
            text = _("choose a value in each field first: 1 or 2")
            self.notify(text, severity="warning", markup=False)
        else:
            answer(self, [pair.chosen for pair in self.pairs])

    def action_drop(self) -> None:
        """Throw away."""
        answer(self, [])
