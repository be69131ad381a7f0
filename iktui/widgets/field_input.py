"""A field of a form: what is typed is checked and completed as one types; nothing is chosen that was not shown."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol, cast

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message

from iktui.widgets.line_list import LineList, Piece
from iktui.widgets.safe_input import SafeInput
from store.base.i18n import _
from store.base.text import match_key, search_key

Choices = Callable[[], Sequence[str]]
SHOWN = 7
"""Choices that are shown at a time."""


class FieldHost(Protocol):
    """A screen with fields."""

    async def leave_field(self, field: FieldInput, step: int) -> None:
        """To the field above (-1) or below (1)."""


class ChoiceList(LineList[str]):
    """The choices of the field that is typed in, below it; drawn only, the keys stay in the field."""

    DEFAULT_CSS = """
    ChoiceList { layer: above; display: none; width: 46; max-width: 80%; background: $panel; }
    ChoiceList.shown { display: block; }
    ChoiceList:blur > .line-list--cursor { background: $primary; color: $text; }
    """
    can_focus = False

    def is_heading(self, item: str) -> bool:
        """None is."""
        del item
        return False

    def pieces(self, item: str, width: int) -> list[Piece]:
        """The choice."""
        return [(f" {item}", width, "")]

    def show(self, event: FieldInput.Choosing) -> int:
        """Some of the choices, around the one that the keys of the field are at, if there are any; gives how many."""
        event.stop()
        shown = min(SHOWN, len(event.choices)) if event.field.has_focus else 0
        self.set_class(bool(shown), "shown")
        if shown:
            first = max(0, min(event.at - SHOWN // 2, len(event.choices) - SHOWN))
            self.styles.height = shown
            self.set_items(event.choices[first : first + SHOWN], keep=event.choices[max(0, event.at)])
            if event.at < 0:
                self.cursor = -1
        return shown


class FieldInput(SafeInput):
    """One line. With `choices`, typing finds one: enter or tab takes the first that fits, up and down choose another.

    `many` holds several between semicolons, and completes the last. A field of choices is replaced by what is typed;
    any other is entered at its end.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "down", _("Next field, next choice"), show=False, id="field.down", priority=True),
        Binding("up", "up", _("Field before, choice before"), show=False, id="field.up", priority=True),
        Binding("enter", "take", _("Take the choice, next field"), show=False, id="field.take", priority=True),
    ]

    @dataclass
    class Choosing(Message):
        """Other choices are to be shown; none when `choices` is empty."""

        field: FieldInput
        choices: Sequence[str]
        at: int

    @dataclass
    class Making(Message):
        """What is typed is to be made: it is not there yet."""

        field: FieldInput

    def __init__(
        self,
        path: str,
        value: str,
        choices: Choices | None = None,
        *,
        many: bool = False,
        new: str = "",
        **options: Any,
    ) -> None:
        """`new` is the last choice where what is chosen can be made, such as “New party …”."""
        super().__init__(value, compact=True, **options)
        self._new = new
        self.path = path
        self._choices, self._many = choices, many
        self._matches: list[str] = []
        self._at = 0
        self._typed = False
        self._quiet = False
        self.select_on_focus = choices is not None and not many
        self.offers_all = False
        """Whether every choice is shown while nothing is typed."""

    # --- choices

    def _token(self) -> str:
        return self.value.rpartition(";")[2].strip() if self._many else self.value.strip()

    def _fitting(self, token: str) -> list[str]:
        if self._choices is None:
            return []
        words = search_key(token).split()
        keyed = [(search_key(choice), choice) for choice in self._choices()]
        fitting = [(not key.startswith(search_key(token).strip()), at, choice)
                   for at, (key, choice) in enumerate(keyed) if all(word in key for word in words)]  # fmt: skip
        taken = {match_key(part) for part in self.value.split(";")[:-1]} if self._many else set()
        found = [choice for _later, _at, choice in sorted(fitting) if match_key(choice) not in taken]
        return [*found, self._new] if self._new else found

    def _open(self, matches: list[str], at: int = 0) -> None:
        self._matches, self._at = matches, at
        self.post_message(self.Choosing(self, matches, at))

    def offer(self) -> None:
        """Show every choice, the one that stands there under the cursor; none is taken until one is typed or chosen."""
        if self._choices is None or self._matches:
            return
        token = match_key(self._token())
        every = self._fitting("")
        at = next((place for place, choice in enumerate(every) if match_key(choice) == token), -1)
        self._open(every, at)

    def _close(self) -> None:
        if self._matches:
            self._open([])

    @property
    def is_choosing(self) -> bool:
        """Whether choices are shown."""
        return bool(self._matches)

    def settle(self) -> None:
        """Take the choice that what was typed stands for, if it stands for one."""
        token, matches = self._token(), self._matches
        self._close()
        if not self._typed or not token or self._choices is None:
            return
        self._typed = False
        exact = [choice for choice in self._choices() if match_key(choice) == match_key(token)]
        matches = [choice for choice in exact or matches or self._fitting(token) if choice != self._new]
        if matches:
            self._put(matches[0])

    def _put(self, choice: str) -> None:
        head = self.value.rpartition(";")[0].strip() if self._many else ""
        self._quietly(f"{head}; {choice}" if head else choice)

    def _quietly(self, value: str) -> None:
        """Other words that nobody typed: they open no choices."""
        self._quiet = True
        self.value = value
        self._quiet = False
        self._typed = False
        self.cursor_position = len(self.value)

    # --- keys

    def _on_blur(self, event: events.Blur) -> None:
        self.settle()
        super()._on_blur(event)

    def _watch_value(self, value: str) -> None:
        super()._watch_value(value)
        if self.has_focus and self._choices is not None and not self._quiet:
            self._typed = True
            found = self._fitting(self._token()) if self._token() or self.offers_all else []
            self._open(found, -1 if found == [self._new] else 0)  # to make something is chosen, never fallen into

    # The keys below are taken before the field sees them, so each first waits for the keys typed before it; meanwhile
    # the keys typed after it wait too, and reach the field that the cursor goes to.

    async def _after_what_was_typed(self) -> None:
        done = asyncio.Event()
        self.call_later(done.set)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(done.wait(), 2)

    async def _leave(self, step: int) -> None:
        await cast(FieldHost, self.screen).leave_field(self, step)

    async def action_down(self) -> None:
        """The next choice where there are choices, else the next field."""
        await self._after_what_was_typed()
        if self._choices is None:
            await self._leave(1)
        elif not self._matches:
            self._typed = True
            token = self._token()
            known = match_key(token) in map(match_key, self._choices())
            self._open(self._fitting("" if known and not self._many else token) or list(self._choices()))
        else:
            self._at = min(self._at + 1, len(self._matches) - 1)
            self.post_message(self.Choosing(self, self._matches, self._at))

    async def action_up(self) -> None:
        """The choice before, or the field before."""
        await self._after_what_was_typed()
        if self._matches and self._at > 0:
            self._at -= 1
            self.post_message(self.Choosing(self, self._matches, self._at))
        else:
            await self._leave(-1)

    async def action_take(self) -> None:
        """Take the choice under the cursor; then to the next field."""
        await self._after_what_was_typed()
        if self._matches and self._at >= 0:
            choice = self._matches[self._at]
            self._close()
            if self._new and choice == self._new:
                self._typed = False
                self.post_message(self.Making(self))
                return
            self._put(choice)
        else:
            self.settle()
        await self._leave(1)

    def drop_choices(self) -> None:
        """Leave what was typed as it is."""
        self._typed = False
        self._close()
