"""Questions on plain lines. Every one says what enter alone does and how to cancel; nothing moves the cursor.

The terminal itself takes the line, as it does for `cat`: it echoes each key once and erases with backspace. readline
would send escape sequences, or on a terminal that is called dumb cut letters of two bytes where it scrolls.
"""

from __future__ import annotations

import contextlib
import re
import sys
import termios
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final, TypeVar

from iktui.cli.output import put
from store.base.errors import StoreError
from store.base.i18n import _
from store.base.text import excerpt, search_key
from store.records.entry import parse_flag

T = TypeVar("T")
Options = Mapping[str, Sequence[str]]
"""What can be chosen: names by key, the first of them shown."""
HELP: Final = "?"
"""What is typed to be told what is asked."""
CLEAR: Final = "-"
"""What is typed to take a value away."""
_MOST_NAMES: Final = 12
_KEYS: Final = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|O.|.)?|[\x00-\x08\x0b-\x1f\x7f]")
"""What arrows and other keys send: never a part of the answer."""
_IUTF8: Final = 0x4000
"""The termios flag for erasing whole characters; Python has no name for it before 3.13."""


class Cancelled(Exception):
    """The question was cancelled: ctrl+c, or ctrl+d on an empty line."""


class HungUp(Exception):
    """Nobody is there to answer: the pipe has ended, or the terminal is gone."""


@contextlib.contextmanager
def ready() -> Iterator[None]:
    """Ask and answer in UTF-8: also where the terminal takes a character back."""
    sys.stdin.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    if not _at_terminal():
        yield
        return
    before = termios.tcgetattr(sys.stdin)
    termios.tcsetattr(sys.stdin, termios.TCSADRAIN, [before[0] | _IUTF8, *before[1:]])
    try:
        yield
    finally:
        with contextlib.suppress(termios.error):  # it may be gone
            termios.tcsetattr(sys.stdin, termios.TCSADRAIN, before)


def _at_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


def read(question: str) -> str:
    """One line as it was typed, after a question on a line of its own. Raises Cancelled, HungUp."""
    at_terminal = _at_terminal()
    try:
        put(question)
        if at_terminal:
            sys.stdout.write("> ")
        sys.stdout.flush()
        line = input()
    except EOFError:
        if _is_gone():
            raise HungUp from None
        put()
        raise Cancelled from None
    except KeyboardInterrupt:
        put()
        raise Cancelled from None
    return _KEYS.sub("", line) if at_terminal else line


def _is_gone() -> bool:
    """Whether no more can come: ctrl+d ends one answer, the end of a pipe or a hung-up terminal ends all."""
    try:
        termios.tcgetattr(sys.stdin.fileno())
    except (termios.error, OSError, ValueError):
        return True
    return False


def ask(
    label: str,
    parse: Callable[[str], T],
    *,
    empty: str = "",
    hints: Sequence[str] = (),
    help: str | Callable[[], object] = "",
    options: Options | None = None,
) -> T:
    """The answer to a question, asked until `parse` takes it: a refusal (ValueError, StoreError) is one line.

    `empty` says what enter alone does, "" that there must be an answer; `parse` gets "" for it. A question mark is
    answered with `help` and with what can be chosen; whoever means the sign itself types a backslash before it.
    """
    said = [_("enter: {default}", default=empty or _("asks again")), *hints, _("ctrl+c: cancel")]
    prompt = f"{label} ({'; '.join(said)}):"
    while True:
        words = read(prompt).strip()
        if words == HELP:
            _explain(said, help, options)
            continue
        try:
            return parse(HELP if words == f"\\{HELP}" else words)
        except (ValueError, StoreError) as error:
            put(" ".join(str(error).split()) or _("must not be empty"))


def _explain(said: Sequence[str], help: str | Callable[[], object], options: Options | None) -> None:
    if callable(help):
        help()
    elif help:
        put(help)
    if options:
        put_options(options)
    if not help and not options:
        put(_("Type the answer and press enter. {ways}.", ways="; ".join(said)))


def ask_line(label: str, default: str = "", check: Callable[[str], object] | None = None) -> str:
    """A line, `default` when nothing is typed; `check` refuses with ValueError or StoreError."""

    def parse(words: str) -> str:
        words = words or default
        if check is not None:
            check(words)
        return words

    return ask(label, parse, empty=excerpt(default, 60) or ("" if check else _("nothing")))


def confirm(question: str, default: bool = False) -> bool:
    """Yes or no."""
    answer = _("yes") if default else _("no")
    return ask(
        question,
        lambda words: parse_flag(words) if words else default,
        empty=answer,
        hints=[f"{_('yes')}/{_('no')}"],
        help=_("Answer with “{yes}” or “{no}”; enter alone is “{default}”.", yes=_("yes"), no=_("no"), default=answer),
    )


def pick(words: str, options: Options) -> str:
    """The key that words stand for: its number in order, a whole name, the beginning of a word, or a part.

    Raises ValueError, which names those it can be.
    """
    wanted = search_key(words.strip())
    if not wanted:
        raise ValueError(_("must not be empty"))
    names = {key: [search_key(name) for name in (*known, key)] for key, known in options.items()}
    exact = [key for key, known in names.items() if wanted in known]
    if exact:
        return exact[0]
    if wanted.isdecimal():
        number = int(wanted)
        if 1 <= number <= len(options):
            return list(options)[number - 1]
        raise ValueError(_("there is no number {number}; the last is {last}", number=words, last=len(options)))
    ways: list[Callable[[str], bool]] = [
        lambda name: name.startswith(wanted) or f" {wanted}" in name,
        lambda name: wanted in name,
    ]
    for way in ways:
        found = [key for key, known in names.items() if any(map(way, known))]
        if len(found) == 1:
            return found[0]
        if found:
            several = _named(found, options)
            raise ValueError(_("“{words}” can be: {names}; write more of it", words=excerpt(words, 40), names=several))
    known = _named(options, options)
    raise ValueError(_("“{code}” is none of: {known}", code=excerpt(words, 40), known=known))


def _named(keys: Iterable[str], options: Options) -> str:
    names = [excerpt(options[key][0] if options[key] else key, 60) for key in keys]
    return ", ".join(names[:_MOST_NAMES]) + (", …" if len(names) > _MOST_NAMES else "")


def put_options(options: Options) -> None:
    """What can be chosen, numbered, one a line."""
    for number, (key, names) in enumerate(options.items(), 1):
        put(f"{number}. {excerpt(names[0] if names else key, 200)}")


def choose(label: str, options: Options, default: str | None = None) -> str:
    """One of the options, by number or name, after they were listed."""
    put_options(options)

    def parse(words: str) -> str:
        if not words and default is not None:
            return default
        return pick(words, options)

    shown = options[default][0] if default is not None else ""
    return ask(label, parse, empty=shown, hints=[_("number or name")], options=options)
