"""Started without a register: demo, new, clone, open."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widgets import Static

from iktui.screens.ask import answer
from iktui.screens.ask.dialogs import Ask, Question, author_questions
from iktui.widgets.key_footer import KeyFooter
from iktui.widgets.line_list import LineList, Piece
from store.base.i18n import _, language


class ChoiceList(LineList["tuple[str, str]"]):
    """One choice a line: (what it is called, what it does)."""

    def pieces(self, item: tuple[str, str], width: int) -> list[Piece]:
        """Name and explanation."""
        name, text = item
        return [("  ", 2, ""), (name, 14, "strong"), (text, max(0, width - 16), "dim")]


class StartScreen(Screen["Path | None"]):
    """Gives the folder of the register to open."""

    DEFAULT_CSS = """
    StartScreen > Static { padding: 1 2; }
    StartScreen > ChoiceList { height: 1fr; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("d", "choose(0)", _("Demo"), id="start.demo"),
        Binding("n", "choose(1)", _("New"), id="init"),
        Binding("c", "choose(2)", _("Copy"), id="clone"),
        Binding("o", "choose(3)", _("Open"), id="start.open"),
        Binding("q,escape", "app.quit", _("Quit"), id="app.quit"),
    ]

    def compose(self) -> ComposeResult:
        """What the program is, and four ways in."""
        yield Static(_("iktui: the register of intermunicipal cooperation. How do you want to begin?"), markup=False)
        yield ChoiceList(id="choices")
        yield KeyFooter()

    def on_mount(self) -> None:
        """Show the choices."""
        listing = self.query_one("#choices", ChoiceList)
        listing.set_items(
            [
                (_("d  Demo"), _("try it on the overview of Lillehammer, Øyer and Gausdal")),
                (_("n  New"), _("an empty register of your own")),
                (_("c  Copy"), _("a copy of a register that others share")),
                (_("o  Open"), _("a register that is on this machine")),
            ]
        )
        listing.focus()

    @on(LineList.Selected)
    def _selected(self, event: LineList.Selected) -> None:
        event.stop()
        self.action_choose(event.list.cursor)

    @work
    async def action_choose(self, choice: int) -> None:
        """Ask what is needed and do it."""
        folder = Question("folder", _("Folder"), str(Path.cwd() / "iktui-demo") if choice == 0 else "")
        questions = [
            [folder],
            [folder, Question("title", _("What is the register called?")), *author_questions()],
            [Question("url", _("Address (https, ssh or a folder)")), folder],
            [folder],
        ]
        answers = await self.app.push_screen_wait(Ask(_("Where?"), questions[choice]))
        if answers is not None:
            path = Path(answers["folder"].strip() or ".").expanduser()
            self._make(choice, path, answers)
            answer(self, path)

    @staticmethod
    def _make(choice: int, path: Path, answers: dict[str, str]) -> None:
        """What was chosen, by its place in the list, so that there is a register at `path`."""
        from iktui.demo import demo_author, make_demo
        from store.base.author import Author
        from store.register.store import Store

        if choice == 0:
            make_demo(path, demo_author())
        elif choice == 1:
            author = Author(answers["author-name"].strip(), answers["author-mail"].strip())
            store = Store.init(path, answers["title"].strip() or path.name, author, lang=language())
            store.remember_author(author)
            store.close()
        elif choice == 2:
            Store.clone(answers["url"].strip(), path).close()
        else:
            Store.open(path).close()
