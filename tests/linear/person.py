"""A person at the linear mode, turn by turn: what was said, asked and typed; and what must hold of it."""

from __future__ import annotations

import builtins
import os
import re
import sys
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.linear.talking import talk

HELP = "?"
QUESTION = re.compile(r"(?P<asked>.+) \((?P<hints>[^()]*(?:\([^()]*\)[^()]*)*)\):")
"""What is asked, then in brackets what can be answered."""
WAYS_TO_LIST = ("number or name", "nummer eller navn", "number", "nummer")


class Turn(NamedTuple):
    """What was said up to a question, the question, and what the person typed then."""

    said: str
    question: str
    typed: str

    @property
    def asked(self) -> str:
        """The question without what can be answered."""
        match = QUESTION.fullmatch(self.question)
        return match["asked"] if match else self.question

    @property
    def hints(self) -> Sequence[str]:
        match = QUESTION.fullmatch(self.question)
        return match["hints"].split("; ") if match else ()


class Conversation(NamedTuple):
    """The turns of one session, from its start to `q`."""

    turns: tuple[Turn, ...]
    said: str

    def after(self, typed: str) -> str:
        """What was said to the last of these answers."""
        last = max(number for number, turn in enumerate(self.turns) if turn.typed == typed)
        return "\n".join([turn.said for turn in self.turns[last + 1 : last + 2]] or [self.said])


def converse(path: Path, *lines: str, helped: bool = False, **options: Any) -> Conversation:
    """Say these lines and then `q`; each must be an answer, the last at the main prompt.

    `helped`: before every answer `?` is typed once.
    """
    turns: list[Turn] = []
    heard = 0
    real = builtins.input

    def listen(_prompt: object = "") -> str:
        nonlocal heard
        sys.stdout.flush()
        size = os.lseek(1, 0, os.SEEK_CUR)
        said, _newline, question = os.pread(1, size - heard, heard).decode().rstrip("\n").rpartition("\n")
        heard = size
        turn = Turn(said, question, HELP)
        if not helped or (turns and turns[-1][1:] == turn[1:]):
            turn = turn._replace(typed=real())
        turns.append(turn)
        return turn.typed

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(builtins, "input", listen)
        said = talk(path, *lines, "q", **options)
    conversation = Conversation(tuple(turns), said)
    if helped:
        helps(conversation)
    heard_well(conversation)
    assert turns[-1].typed == "q", (turns[-1], "the lines end too early")
    assert turns[-1].question.startswith("iktui ("), (turns[-1], "not at the main prompt")
    assert sum(turn.typed == "q" for turn in turns) == 1
    return conversation


def helps(conversation: Conversation) -> None:
    """Each `?` was answered with something said, then the same question."""
    for turn, then in zip(conversation.turns, conversation.turns[1:], strict=False):
        if turn.typed == HELP:
            assert then.question == turn.question, f"taken for an answer: {turn.question}"
            assert then.said.strip(), f"nothing said: {turn.question}"


def explains(conversation: Conversation) -> None:
    """No `?` is refused as an answer that will not do."""
    for turn, then in zip(conversation.turns, conversation.turns[1:], strict=False):
        if turn.typed == HELP:
            assert "?”" not in then.said, f"refused, not explained: {turn.question}"


def heard_well(conversation: Conversation) -> None:
    """What a screen reader needs of every line, and of every question."""
    assert "Traceback" not in conversation.said
    assert "cannot go on" not in conversation.said
    assert "kan ikke fortsette" not in conversation.said
    for line in conversation.said.splitlines():
        plain(line)
    for turn in conversation.turns:
        asks_one_thing(turn)
        if not {*WAYS_TO_LIST}.isdisjoint(turn.hints):
            numbered(turn)


def plain(line: str) -> None:
    """No control characters, nothing drawn, nothing that only its place on the line says."""
    assert not any(unicodedata.category(char) in ("Cc", "Cf", "Co", "Cn", "Cs") for char in line), repr(line)
    assert not any("\u2500" <= char <= "\u259f" for char in line), f"drawn: {line}"
    assert line == line.rstrip(), f"padded: {line!r}"
    assert "  " not in line.strip(), f"columns: {line!r}"
    assert len(line) - len(line.lstrip(" ")) <= 4, f"indented: {line!r}"


def asks_one_thing(turn: Turn) -> None:
    """One question on one line, with what can be answered behind it."""
    assert QUESTION.fullmatch(turn.question), turn.question
    assert turn.asked.count("?") <= 1, turn.question
    hints = turn.question[len(turn.asked) :]
    assert hints.startswith(" (")
    assert turn.question.endswith("):")


def numbered(turn: Turn) -> None:
    """What is offered has numbers from 1 on; a list that belongs to another question may stand before it."""
    numbers = [int(found) for found in re.findall(r"^(\d+)\. ", turn.said, re.MULTILINE)]
    for number, before in zip(numbers, [0, *numbers], strict=False):
        assert number in (before + 1, 1), turn
