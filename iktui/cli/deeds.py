"""Every Action and View from the command line: what it is done to, and an option for each of its questions."""

from __future__ import annotations

import argparse
from collections.abc import Iterable

from iktui.cli.looking import run_view
from iktui.cli.output import put
from iktui.cli.parser import Parser, member_option, writing_options
from iktui.cli.writing import ask, author_of, do, settings_of
from store.actions.action import FORM, PAIRS, Action, Asked
from store.actions.records import new_record
from store.actions.registry import ACTIONS, ALIASES
from store.actions.views import VIEWS
from store.base.errors import BadInput
from store.base.i18n import _
from store.changes.edits import set_fields
from store.records.entry import find_reference
from store.records.model import KINDS, Record
from store.records.paths import Key
from store.register.store import Store


def run_do(store: Store, arguments: argparse.Namespace) -> int:
    """Do what the first word names; without one, list what there is."""
    if not arguments.action:
        for id, help in [(one.id, one.help) for one in ACTIONS.values()] + [
            (one.id, one.help) for one in VIEWS.values()
        ]:
            put(f"{id}: {_(help)}")
        return 0
    if arguments.action in VIEWS and arguments.action not in ALIASES:
        return run_view(store, VIEWS[arguments.action], arguments)
    if arguments.action not in ACTIONS:
        name, known = arguments.action, ", ".join(ALIASES.get(arguments.action, ACTIONS))
        raise BadInput(_("“{action}” is nothing that can be done; there are: {known}", action=name, known=known))
    action = ACTIONS[arguments.action]
    given = _parser(action).parse_args(arguments.words, arguments)
    words = [word for word in given.about if "=" not in word] if action.about or action.id == "new" else []
    asked = ask(store, given, **({"by": author_of(store, given).name} if action.id == "confirm" else {}))
    if action.id == "new":
        asked = asked.answering(form=_made(words, asked))
    else:
        asked = asked.on(*(_named(action, word, asked) for word in words))
    if any(question.way == FORM for question in action.asks):
        before = asked.answers.get("form") or asked.record
        settings = settings_of([word for word in given.about if "=" in word])
        asked = asked.answering(form=set_fields(before, settings, asked.snapshot))
    typed = {question.id: getattr(given, f"ask_{question.id}", None) for question in action.asks}
    return do(store, given, action, asked, **typed)


def _parser(action: Action) -> Parser:
    parser = Parser(prog=f"iktui {action.id}", description=_(action.help))
    writing_options(parser)
    member_option(parser)
    if action.about or action.id == "new":
        metavar = "KIND NAME" if action.id == "new" else "ID"
        parser.add_argument("about", nargs="+", metavar=metavar, help=_("also FIELD=VALUE, where fields are asked for"))
    for question in action.asks:
        if question.way not in (FORM, PAIRS) and question.id not in ("reason", "case"):
            parser.add_argument(f"--{question.id.replace('_', '-')}", dest=f"ask_{question.id}", help=_(question.label))
    return parser


def _named(action: Action, words: str, asked: Asked) -> Record:
    """The record of the kind that the Action is about; of one that is about any, “kind/id”."""
    kind, slash, id = words.partition("/")
    if not slash:
        kind, id = "collaboration" if action.about == "*" else action.about, words
    elif kind not in KINDS:
        raise BadInput(_("“{kind}” is no kind of record; there are: {known}", kind=kind, known=", ".join(KINDS)))
    try:
        record = asked.snapshot.get(Key(kind, find_reference(kind, id, asked.snapshot)))
    except ValueError as error:
        raise BadInput(str(error)) from None
    if record is None:
        raise BadInput(_("{name} is not there any more", name=id))
    return record


def _made(words: Iterable[str], asked: Asked) -> Record:
    kind, *name = words
    if kind not in KINDS or not name:
        raise BadInput(_("write the kind and the name, such as: iktui do new document “Avtale”; kinds: {known}",
                         known=", ".join(KINDS)))  # fmt: skip
    return new_record(kind, " ".join(name), asked)
