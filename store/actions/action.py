"""What an Action is: one thing a person can do that changes the register, written once for every interface.

An interface puts the questions in its own way (a dialog, a line, an option) and hands what was typed to `answered`;
`plan` makes the Changeset of what was asked about, as it was when it was asked. Pure: no clock, no git, no screen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, NamedTuple

from pydantic import ValidationError

from store.base.errors import BadInput, StoreError
from store.base.i18n import _
from store.base.text import match_key, one_line, safe
from store.changes.changes import Change, Changeset
from store.query.listing import Row
from store.records.model import Record
from store.records.snapshot import Snapshot

Options = Mapping[str, tuple[str, ...]]
"""What can be chosen: names by key, the first of them is shown."""
TEXT, FORM, PAIRS = "text", "form", "pairs"
"""Ways to ask: words on a line; every field of a record; which of two values."""


class Doer(NamedTuple):
    """Who asks, as far as that is known; "" for what is not."""

    mail: str = ""
    """By which commits are known to be theirs."""
    party: str = ""
    """The member that they are of."""
    seen: str = ""
    """The commit up to which they have seen what others changed."""


NOBODY: Final = Doer()


@dataclass(frozen=True)
class Asked:
    """What a deed is done on: the register as its doer saw it, the records it is about, and the answers so far."""

    snapshot: Snapshot
    about: tuple[Record, ...] = ()
    answers: Mapping[str, Any] = field(default_factory=dict)
    today: str = ""
    """This day, as a date of day precision."""
    rows: Sequence[Row] = ()
    """The collaborations as the list has them, where they are known without reading the records."""
    doer: Doer = NOBODY

    @property
    def record(self) -> Record:
        """The record that it is about; raises BadInput when it is about none, or about several."""
        if len(self.about) != 1:
            raise BadInput(_("name one record"))
        return self.about[0]

    def others(self) -> Options:
        """The collaborations that it is not about, as they can be chosen: by name, with the id where that is needed."""
        about = {record.id for record in self.about}
        known = self.rows or self.snapshot.collaborations.values()
        named = {one.id: one.name for one in known if one.id not in about}
        return choosable(named)

    def on(self, *about: Record) -> Asked:
        """The same, about these records."""
        return replace(self, about=about)

    def answering(self, **answers: Any) -> Asked:
        """The same with more answers."""
        return replace(self, answers={**self.answers, **answers})

    def get(self, question: str, default: Any = "") -> Any:
        """An answer, `default` when nobody gave it."""
        value = self.answers.get(question)
        return default if value is None or value == "" else value


def choosable(named: Mapping[str, str]) -> Options:
    """Records by id, as they can be chosen: by name, with the id where another has the same or it cannot be typed."""
    times = Counter(match_key(name) for name in named.values())
    plain = {id: one_line(safe(name)) for id, name in named.items()}
    return {
        id: (name if times[match_key(named[id])] == 1 and ";" not in name else f"{name.replace(';', ',')} ({id})",
             named[id])
        for id, name in plain.items()
    }  # fmt: skip


@dataclass(frozen=True)
class Question:
    """One thing that an Action asks."""

    id: str
    label: str
    """Marked for translation."""
    read: Callable[[str, Asked], Any] = lambda words, _asked: words
    """The answer that words stand for; raises ValueError or StoreError, with a text for people."""
    default: Callable[[Asked], str] = lambda _asked: ""
    """The words that stand there when it is asked."""
    options: Callable[[Asked], Options] | None = None
    """What can be chosen; others are refused by `read`."""
    told: Callable[[Asked], str] | None = None
    """What is asked, where that depends on what it is asked of; in the reader's language."""
    way: str = TEXT
    many: bool = False
    """Whether several can be answered, with semicolons between."""
    required: bool = True
    when: Callable[[Asked], bool] = lambda _asked: True
    """Whether it is asked at all, by what was answered before it."""
    is_flag: bool = False
    """Whether it is answered with yes or no."""
    silent: bool = False
    """Whether nobody is asked: only an option says otherwise than what follows by itself."""
    makes: str = ""
    """The id of the Action that makes what is chosen, where it is not there yet; it asks for a `name`."""
    page: int = 0
    """Questions of one page are put together; those of a later one know the answers of the earlier."""

    def text(self, asked: Asked) -> str:
        """What is asked, in the reader's language."""
        return self.told(asked) if self.told is not None else _(self.label)

    def answer(self, words: str, asked: Asked) -> Any:
        """The answer that words stand for, None for none; raises ValueError or StoreError."""
        if words.strip():
            return self.read(words.strip(), asked)
        if self.required:
            raise ValueError(_("must not be empty"))
        return None


@dataclass(frozen=True)
class Action:
    """One thing that a person can do."""

    id: str
    """The commit's `Iktui-Action`, the key in the keymap, the name in the palette, the subcommand."""
    title: str
    """A word or two, marked for translation: what the palette and the help call it."""
    help: str
    """One line that says what it does, marked for translation."""
    plan: Callable[[Asked], Changeset]
    """Raises BadInput for what cannot be."""
    about: str = ""
    """The kind of the record that it is done to, "" for none, "*" for any."""
    asks: tuple[Question, ...] = ()
    sure: Callable[[Asked], str] | None = None
    """A question to answer with yes before it is done, in words; "" where none is needed."""
    reviewed: bool = False
    """Whether every change is shown before it is saved."""
    slow: bool = False
    """Whether what it asks and plans needs the whole register read: off the thread that takes keys."""
    nothing: str = ""
    """What is said when there is nothing to do, marked for translation; "" for the usual words."""
    needs: tuple[str, ...] = ()
    """What is read of the clone before, and stands among the answers."""
    notes: Callable[[Asked], Sequence[str]] = lambda _asked: ()
    """What is said beside the changes under review."""

    def question(self, id: str) -> Question:
        """The question of this id."""
        return next(question for question in self.asks if question.id == id)

    def pages(self) -> list[list[Question]]:
        """The questions, by those that are put together."""
        numbers = sorted({question.page for question in self.asks})
        return [[question for question in self.asks if question.page == number] for number in numbers]


def answered(action: Action, asked: Asked, typed: Mapping[str, str]) -> Asked:
    """The answers that words stand for, by question; what is not there is answered by its default.

    Raises BadInput that names the question.
    """
    unknown = next((id for id in typed if all(question.id != id for question in action.asks)), None)
    if unknown is not None:
        raise BadInput(_("“{action}” asks nothing called “{question}”", action=action.id, question=unknown))
    for question in action.asks:
        if question.id in asked.answers or not (question.id in typed or question.when(asked)):
            continue
        words = typed[question.id] if question.id in typed else question.default(asked)
        try:
            asked = asked.answering(**{question.id: question.answer(words, asked)})
        except (ValueError, StoreError) as error:
            raise BadAnswer(question.id, refusal_of(error)) from None
    return asked


def refusal_of(error: Exception) -> str:
    """Why an answer will not do, in one line; pydantic's own words without what it says around them."""
    told = error.errors()[0]["msg"].removeprefix("Value error, ") if isinstance(error, ValidationError) else str(error)
    return told or _("must not be empty")


class BadAnswer(BadInput):
    """An answer will not do: of which question, and why."""

    def __init__(self, question: str, reason: str) -> None:
        super().__init__(f"{question}: {reason}")
        self.question, self.reason = question, reason


def changeset(asked: Asked, action: str, changes: Iterable[Change], subject: str = "") -> Changeset:
    """The Changeset of one deed: on what its doer saw, of what becomes another by it."""
    real = tuple(made for made in changes if made.before != made.after)
    return why(asked, Changeset(asked.snapshot.commit, real, action, subject))


def why(asked: Asked, made: Changeset, action: str = "") -> Changeset:
    """The same with the reason and the case number that were given, and the name of the Action."""
    reason, case = asked.get("reason") or made.reason, asked.get("case") or made.case
    return replace(made, action=action or made.action, reason=reason, case=case)
