"""Every Action in lines: what it asks, one question at a time, then what it changes, then one commit."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from iktui.cli.output import put
from iktui.linear.asking import CLEAR, Options, ask, pick, put_options
from iktui.linear.session import Session
from iktui.session import informed
from store.actions.action import Action, Asked, Question
from store.actions.registry import ACTIONS
from store.base.errors import BadInput
from store.base.i18n import _
from store.base.text import excerpt
from store.records.entry import joined, listed
from store.records.model import Record
from store.records.paths import Key

NEW: Final = "+"
"""What is answered to make what is not among the choices."""
_FEW: Final = 12
"""Choices up to which they are listed unasked; "?" lists more."""


def do(session: Session, action: Action, *about: Record, **answers: Any) -> bool:
    """Ask what is not answered yet, show what changes, save it; gives whether it was saved. Raises Cancelled."""
    put(f"{_(action.title)}: {about[0].name}" if len(about) == 1 else _(action.title))
    asked = answer_all(session, session.asked(*about, **answers), action)
    asked = informed(session.store, action, asked)
    sure = action.sure(asked) if action.sure is not None else ""
    changeset = action.plan(asked)
    for note in action.notes(asked):
        put(f"  {note}")
    if not changeset.changes and action.nothing:
        put(_(action.nothing))
        return False
    return session.finish(changeset, sure=sure or (_("Save this?") if action.reviewed else ""))


def answer_all(session: Session, asked: Asked, action: Action) -> Asked:
    """The questions that nobody has answered yet, in order."""
    for question in action.asks:
        if question.id not in asked.answers and question.when(asked) and not question.silent:
            while (answer := answered(question, asked)) == NEW:
                asked = _make(session, ACTIONS[question.makes], asked)
            asked = asked.answering(**{question.id: answer})
    return asked


def _make(session: Session, making: Action, asked: Asked) -> Asked:
    """Make what is to be chosen, a commit of its own; gives the same deed on the register as it is then."""
    if not do(session, making):
        return asked
    about = [session.snapshot.readable(Key(one.KIND, one.id)) or one for one in asked.about]
    return replace(asked, snapshot=session.snapshot, about=tuple(about))


def answered(question: Question, asked: Asked) -> Any:
    """The answer to one question; NEW where what is chosen is to be made first."""
    options: Options = question.options(asked) if question.options is not None else {}
    default = question.default(asked)
    if question.options is not None and not options:
        raise BadInput(_("{question}: there is nothing to choose", question=question.text(asked)))
    if question.makes:
        options = {**options, NEW: (f"{_(ACTIONS[question.makes].title)} …",)}
    if 0 < len(options) <= _FEW:
        put_options(options)
    hints = [_("number or name")] if options else []
    hints += [_("?: the choices")] if len(options) > _FEW else []
    hints += [f"{_('yes')}/{_('no')}"] if question.is_flag else []
    hints += [_("several with ; between")] if question.many else []
    hints += [_("-: none")] if default and not question.required else []

    def parse(words: str) -> Any:
        words = "" if words == CLEAR and not question.required else words or default
        if options and words and words != default:
            words = joined(pick(word, options) for word in listed(words)) if question.many else pick(words, options)
        return NEW if words == NEW else question.answer(words, asked)

    shown = options[default][0] if default in options else default
    empty = excerpt(shown, 60) or ("" if question.required else _("none"))
    return ask(question.text(asked), parse, empty=empty, hints=hints, options=options)
