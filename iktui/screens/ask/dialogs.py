"""Small questions: each returns a value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar, Generic, NamedTuple, TypeVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Label

from iktui.screens.ask import answer
from iktui.widgets.field_input import ChoiceList, Choices, FieldInput
from iktui.widgets.safe_input import SafeInput, when_settled
from store.base.dates import read_date
from store.base.errors import StoreError
from store.base.i18n import _
from store.base.text import match_key, safe

T = TypeVar("T")


class Question(NamedTuple):
    """One line to fill in; `check` gives why an answer will not do, "" when it will. `choices` are found by typing."""

    id: str
    label: str
    value: str = ""
    check: Callable[[str], str] = lambda _value: ""
    choices: Choices | None = None
    many: bool = False
    """Whether several can be answered, with semicolons between."""
    new: str = ""
    """The last choice, where what is chosen can be made: “New party …”."""


class Making(dict[str, str]):
    """The words that stand in the fields when what one of them names is to be made first: `of` is its id."""

    def __init__(self, of: str, words: Mapping[str, str]) -> None:
        super().__init__(words)
        self.of = of


class Dialog(ModalScreen[T], Generic[T]):
    """A box in the middle of the screen."""

    DEFAULT_CSS = """
    Dialog { align: center middle; }
    Dialog > Vertical {
        width: 72; max-width: 96%; height: auto; max-height: 95%;
        border: round $primary; background: $surface; padding: 0 1;
    }
    Dialog Label { width: 1fr; height: auto; }
    Dialog .complaint { color: $text-error; background: transparent; height: auto; }
    Dialog .hint { color: $text-muted; }
    Dialog ChoiceList { layer: default; width: 1fr; max-width: 100%; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", _("Cancel"), id="dialog.cancel"),
    ]


class Confirm(Dialog[bool]):
    """A question to answer with yes (enter or y) or no (escape or n)."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,y,j", "answer(True)", _("Yes"), id="dialog.yes"),
        Binding("n", "answer(False)", _("No"), id="dialog.no"),
    ]

    def __init__(self, question: str) -> None:
        super().__init__()
        self._question = question

    def compose(self) -> ComposeResult:
        """The question and its keys."""
        with Vertical():
            yield Label(safe(self._question, multiline=True), markup=False)
            yield Label(_("enter: yes   esc: no"), markup=False, classes="hint")

    def action_answer(self, value: bool) -> None:
        """Give the answer."""
        answer(self, value)

    def action_cancel(self) -> None:
        """No."""
        answer(self, False)


class LeaveForm(Dialog["bool | None"]):
    """What becomes of what was typed: thrown away (True), kept for later (None), or nothing yet (False)."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,y,j", "answer(True)", _("Throw away"), id="dialog.yes"),
        Binding("n", "answer(False)", _("Go on"), id="dialog.no"),
    ]

    def compose(self) -> ComposeResult:
        """The question and its keys."""
        with Vertical():
            yield Label(_("Leave without saving what you changed?"), markup=False)
            yield Label(_("esc: keep it for later   enter: throw it away   n: go on"), markup=False, classes="hint")

    def action_answer(self, value: bool) -> None:
        """Give the answer."""
        answer(self, value)

    def action_cancel(self) -> None:
        """Keep it: pressed twice in a form, esc leads out and loses nothing."""
        answer(self, None)


class Ask(Dialog["dict[str, str] | None"]):
    """Some lines to fill in; enter on the last, or ctrl+s, answers. Gives the answers by id."""

    # With priority, keys typed ahead go to the field that they were meant for: the focus has moved when they come.
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "answer", _("OK"), id="dialog.ok"),
        Binding("tab", "app.focus_next", _("Next field"), show=False, id="dialog.tab", priority=True),
    ]

    def __init__(self, title: str, questions: list[Question]) -> None:
        super().__init__()
        self._title, self._questions = title, questions

    def compose(self) -> ComposeResult:
        """The title, and per question a label, a field and room for why it will not do."""
        with Vertical() as box:
            box.border_title = safe(self._title).replace("[", "(").replace("]", ")")
            for question in self._questions:
                yield Label(question.label, markup=False)
                field = FieldInput(
                    question.id, question.value, question.choices, many=question.many, new=question.new, id=question.id
                )
                field.select_on_focus = not question.many  # what stands there is replaced by what is typed
                field.offers_all = True
                yield field
                yield Label("", markup=False, classes="complaint", id=f"{question.id}-error")
            yield ChoiceList(id="choices")
            yield Label(_("enter: next, or OK   esc: cancel"), markup=False, classes="hint")

    @on(FieldInput.Choosing)
    def _show_choices(self, event: FieldInput.Choosing) -> None:
        self.query_one("#choices", ChoiceList).show(event)

    @on(FieldInput.Making)
    def _make(self, event: FieldInput.Making) -> None:
        words = {question.id: self.query_one(f"#{question.id}", SafeInput).value for question in self._questions}
        answer(self, Making(event.field.path, words))

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """The choices of a field are there at once."""
        if isinstance(event.widget, FieldInput):
            event.widget.offer()

    async def leave_field(self, field: FieldInput, step: int) -> None:
        """To the next field; from the last, answer."""
        del field
        fields = list(self.query(FieldInput))
        at = fields.index(self.focused) if isinstance(self.focused, FieldInput) else -1
        if step < 0:
            self.focus_previous()
        elif at + 1 < len(fields):
            self.set_focus(fields[at + 1])
        else:
            self.action_answer()

    def action_answer(self) -> None:
        """Give the answers, if every one will do."""
        if isinstance(self.focused, FieldInput):
            self.focused.settle()
        self.set_focus(None)  # what is typed after the answer is no part of it
        when_settled(list(self.query(SafeInput)), self._answer)

    def _answer(self) -> None:
        answers = {question.id: self.query_one(f"#{question.id}", SafeInput).value for question in self._questions}
        wrong = [question for question in self._questions if self._complain(question, answers[question.id])]
        if wrong:
            field = self.query_one(f"#{wrong[0].id}", SafeInput)
            field.select_on_focus = False  # it is put right, not written anew
            field.focus()
        else:
            answer(self, answers)

    def _complain(self, question: Question, answer: str) -> str:
        reason = question.check(answer)
        self.query_one(f"#{question.id}-error", Label).update(safe(reason))
        return reason

    def action_cancel(self) -> None:
        """Answer nothing."""
        answer(self, None)


def author_questions() -> list[Question]:
    """Who are you? Asked once per clone."""

    def name_check(value: str) -> str:
        return "" if value.strip() and "<" not in value and ">" not in value else _("write your name")

    def mail_check(value: str) -> str:
        name, at, domain = value.strip().partition("@")
        good = name and at and domain and not any(sign in value for sign in "<> ")
        return "" if good else _("write a mail address, such as kari@oyer.kommune.no")

    return [
        Question("author-name", _("Your name"), "", name_check),
        Question("author-mail", _("Mail"), "", mail_check),
    ]


def checked(find: Callable[[str], object]) -> Callable[[str], str]:
    """Why an answer will not do, from what raises ValueError or StoreError."""

    def check(words: str) -> str:
        try:
            find(words.strip())
        except (ValueError, StoreError) as error:
            return str(error) or _("must not be empty")
        return ""

    return check


def one_of(known: Mapping[str, T], wrong: str = "") -> Callable[[str], T]:
    """Gives what is known by a name, in whatever case; raises ValueError, with what is `wrong`, for another."""
    by_key = {match_key(name): value for name, value in known.items()}

    def named(words: str) -> T:
        if match_key(words) not in by_key:
            raise ValueError(wrong or _("choose one"))
        return by_key[match_key(words)]

    return named


def checked_date(words: str) -> str:
    """Why an answer is no partial date; an empty one will do."""
    return checked(read_date)(words) if words.strip() else ""


def filled(words: str) -> str:
    """Why an answer of nothing will not do."""
    return "" if words.strip() else _("must not be empty")
