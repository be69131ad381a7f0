"""The program's entry: a command, or the interface. Nothing heavy is imported before it is known what is wanted."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections.abc import Callable, Container, Sequence
from importlib import import_module
from io import StringIO
from pathlib import Path

from iktui.answer import take_over
from iktui.cli.parser import command_names, make_parser, speak
from store.base.errors import BadInput, NotARegister, StoreError, TransferFailed
from store.base.failures import AfterSaving, reason_of
from store.base.i18n import DEFAULT_LANGUAGE, _, set_language
from store.base.text import safe

_MODULES = {
    "reading": ("list", "show", "check", "export"),
    "past": ("history", "blame", "diff", "restore"),
    "proving": ("fsck",),
    "writing": ("import", "new", "set", "end", "remove", "init", "clone", "demo"),
    "records": ("merge", "undo"),
    "by_hand": ("hand-edits",),
    "sharing": ("sync", "resolve"),
    "deeds": ("do",),
    "offers": ("actions",),
    "own": ("municipality", "seen", "settings"),
    "driver": ("merge-file",),
}
"""Where the commands are that are in no module of their own name in `iktui.cli.planning`."""
_WITHOUT_REGISTER = ("actions", "init", "clone", "demo", "merge-file", "settings")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program; gives the exit status: 0 done, 1 something needs a person, 2 the call was wrong."""
    if argv is None:
        take_over()
    status = _status(list(sys.argv[1:] if argv is None else argv))
    with contextlib.suppress(StoreError, OSError):  # what was printed before it failed
        sys.stdout.flush()
    return status


def _status(given: list[str]) -> int:
    try:
        chosen = _choose_language(given)
        try:
            parser = make_parser()
            status = _run(parser.parse_args(_with_do(given, command_names(parser))), chosen)
        except SystemExit as stop:  # argparse's own, and its help may still be on its way
            status = int(stop.code or 0)
        sys.stdout.flush()
        return status
    except AfterSaving as error:
        _put_error(str(error))
        return 1
    except BrokenPipeError:
        return 0  # nobody reads any more
    except KeyboardInterrupt:
        return 130
    except StoreError as error:
        _put_error(str(error))
        return 2
    except Exception as error:
        _put_error(_("cannot go on: {reason}", reason=reason_of(error)))
        return 2


def _with_do(given: list[str], commands: Container[str]) -> list[str]:
    """A call whose command is the name of an Action or a View, as “do” with that name."""
    skipped = False
    for at, word in enumerate(given):
        if skipped or word.startswith("-"):
            skipped = not skipped and word in ("-C", "--lang", "--theme", "--as")
            continue
        if word not in commands:
            from store.actions.registry import ACTIONS
            from store.actions.views import VIEWS

            return [*given[:at], "do", *given[at:]] if word in {*ACTIONS, *VIEWS} else given
        return given
    return given


def _put_error(text: str) -> None:
    try:
        sys.stderr.write(f"iktui: {safe(' '.join(text.split()))}\n")
        sys.stderr.flush()
    except OSError:  # there is nowhere left to say it
        sys.stderr = StringIO()


def _choose_language(given: list[str]) -> bool:
    """Before the parser is made: its own texts are in the language too. Gives whether the user has named it."""
    from iktui.settings import language_wanted

    flag = next((given[at + 1] for at, word in enumerate(given[:-1]) if word == "--lang"), None)
    joined = next((word.partition("=")[2] for word in given if word.startswith("--lang=")), None)
    code = language_wanted(flag or joined)
    set_language(code or DEFAULT_LANGUAGE)
    speak(code or DEFAULT_LANGUAGE)
    return code is not None


def _run(arguments: argparse.Namespace, language_chosen: bool) -> int:
    if arguments.version:
        from importlib.metadata import version

        sys.stdout.write(f"iktui {version('iktui')}\n")
        return 0
    command = arguments.command
    if command in _WITHOUT_REGISTER:
        status = _function(command)(arguments)
        return status if command != "demo" or arguments.no_open else _open(Path(arguments.directory), arguments)
    from iktui.settings import find_register, register_language

    path = find_register(getattr(arguments, "register", None))
    if command in (None, "keys"):
        if not language_chosen:
            set_language(register_language(path) or DEFAULT_LANGUAGE)
        return _open(path, arguments) if command is None else _keys(arguments)
    if path is None:
        raise BadInput(_("which register? Give -C DIR, or go to its folder; “iktui demo” makes one to try"))
    from store.register.store import Store

    store = Store.open(path)
    try:
        if not language_chosen:
            set_language(store.snapshot().register.language)
        store.notify = _put_error
        status = _function(command)(store, arguments)
        sys.stdout.flush()
        if (getattr(arguments, "at", None) or getattr(arguments, "on", None)) and not getattr(arguments, "json", False):
            from iktui.cli.past import tell_state

            tell_state(store, arguments)
        return status
    except (BrokenPipeError, TransferFailed):
        raise
    except Exception as error:
        if store.saved is None:
            raise
        raise AfterSaving(store.saved, error) from error
    finally:
        store.close()


def _function(command: str) -> Callable[..., int]:
    module = next((module for module, commands in _MODULES.items() if command in commands), f"planning.{command}")
    found: Callable[..., int] = getattr(import_module(f"iktui.cli.{module}"), f"run_{command.replace('-', '_')}")
    return found


def _keys(arguments: argparse.Namespace) -> int:
    from iktui.app import IktuiApp  # Textual and every screen: only for this table
    from iktui.key_table import run_keys

    return run_keys(IktuiApp, arguments)


def _open(path: Path | None, arguments: argparse.Namespace) -> int:
    if path is not None and not path.exists():
        raise NotARegister(path, _("no such folder"))
    from iktui.settings import preferences

    wanted = preferences(arguments.theme, arguments.mouse, arguments.linear)
    member = getattr(arguments, "member", "")
    if member and path is not None:
        from iktui.cli.own import check_member

        check_member(path, member)
        wanted = wanted._replace(member=member)
    if wanted.linear or (arguments.linear is None and os.environ.get("TERM", "") in ("", "dumb", "unknown")):
        from iktui import linear

        return linear.run(path, member)
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise BadInput(_("the interface needs a terminal; “iktui --help” shows the commands that do not"))
    from iktui.app import run

    return run(path, wanted)


if __name__ == "__main__":
    raise SystemExit(main())
