"""The user's settings, in words: each with what it is for, and what can be chosen instead."""

from __future__ import annotations

from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType

from iktui.screens.ask.dialogs import Question, checked, one_of
from iktui.screens.ask.two_panes import TwoPanes
from iktui.screens.desk.desk import Desk
from iktui.settings import Choice, choices, choose, config_path
from iktui.widgets.line_list import LineList, Piece
from iktui.widgets.text_pane import Paragraph
from store.base.errors import BadInput
from store.base.i18n import _


class ChoiceLines(LineList[Choice]):
    """A setting a line."""

    SAME_BY = ("id",)

    def pieces(self, item: Choice, width: int) -> list[Piece]:
        """What it is called, what holds."""
        return [(f" {item.title}", 26, ""), (item.now or "–", max(0, width - 26), "dim" if item.is_fixed else "strong")]


class SettingsScreen(TwoPanes[None]):
    """All of them, and who writes here."""

    ENTER = "choose"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e", "choose", _("Choose"), id="settings.choose"),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__(ChoiceLines(id="settings"))
        self._desk = desk

    def title_text(self) -> str:
        """Whose they are."""
        author = self._desk.session.author_if_known()
        return _("Settings: {author}", author=str(author)) if author is not None else _("Settings")

    def on_mount(self) -> None:
        """Show them."""
        super().on_mount()
        self._show()

    def _show(self) -> None:
        self._list.set_items(choices())

    def describe(self, choice: Choice) -> list[Paragraph]:
        """What it is for, what there is, where it is said."""
        shown = [Paragraph("", choice.title, "title"), Paragraph("", choice.help)]
        shown.append(Paragraph(_("Choices"), "; ".join(choice.options)))
        if choice.is_fixed:
            shown.append(Paragraph("", _("It stands in {path}: change it there", path=config_path()), "warning"))
        elif choice.id != "theme":
            shown.append(Paragraph("", _("Holds from the next start."), "dim"))
        return shown

    @work
    async def action_choose(self) -> None:
        """Another value."""
        choice = self._list.highlighted
        if not isinstance(choice, Choice):
            return
        if choice.is_fixed:
            self._desk.tell(_("It stands in {path}: change it there", path=config_path()), "warning")
            return
        named = one_of(choice.options)
        question = Question(choice.id, choice.help, choice.now, checked(named), lambda: list(choice.options))
        answers = await self._desk.ask(choice.title, question)
        if answers is None:
            return
        try:
            choose(choice.id, answers[choice.id])
        except BadInput as error:
            self._desk.tell(error)
            return
        if choice.id == "theme":
            self.app.choose_theme(str(named(answers["theme"])))  # type: ignore[attr-defined]
        self._show()
