"""The commands that change: each is one commit, or none."""

from __future__ import annotations

import argparse
import dataclasses
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from iktui.cli.output import counted, progress, put, put_error, put_json
from iktui.cli.own import doer_of
from iktui.demo import author_before_clone, demo_author, make_demo
from iktui.files.incoming import brought, found_lines, notes_of, source_of, summary, told_of
from iktui.session import informed
from iktui.settings import remember_register
from store.actions import collaborations
from store.actions.action import Action, Asked, BadAnswer, answered, refusal_of
from store.actions.collaborations import END
from store.actions.records import EDIT, NEW, REMOVE
from store.base.author import Author
from store.base.dates import is_year
from store.base.errors import BadInput
from store.base.i18n import _, language, ngettext
from store.base.text import safe
from store.changes import edits, wording
from store.changes.changes import Change, Changeset
from store.changes.edits import set_fields
from store.changes.messages import subject
from store.changes.preview import Preview
from store.checks.warnings import warnings_of
from store.documents.importer import plan_import
from store.documents.looking import FoundTable, look
from store.documents.picking import read_left, without
from store.documents.result import ImportResult
from store.records.entry import find_party
from store.records.model import Collaboration, Record
from store.register import publishing
from store.register.store import Saved, Store
from store.repair.clone_findings import clone_findings


def author_of(store: Store, arguments: argparse.Namespace) -> Author:
    """By option, environment, or git's configuration; raises NoIdentity."""
    return store.author(arguments.author or os.environ.get("IKTUI_AUTHOR"))


def save(store: Store, arguments: argparse.Namespace, changeset: Changeset) -> Saved:
    """Commit it as the arguments say: author, reason, case."""
    reason, case = arguments.reason or changeset.reason, arguments.case or changeset.case
    changeset = dataclasses.replace(changeset, reason=reason, case=case)
    drop = getattr(arguments, "drop_comments", False)
    for warning in warnings_of(store.snapshot(commit=changeset.base), changeset):
        put_error(_("look at this: {what}", what=warning))
    saved = publishing.save(store, changeset, author_of(store, arguments), drop_comments=drop)
    if saved.warning:
        sys.stderr.write(f"iktui: {saved.warning}\n")
    return saved


def ask(store: Store, arguments: argparse.Namespace, **answers: Any) -> Asked:
    """What a command is done on, with the answers that its options give."""
    known = {"reason": arguments.reason, "case": arguments.case, **answers}
    snapshot = store.snapshot()
    return Asked(snapshot, (), known, edits.today(), doer=doer_of(store, arguments, snapshot))


def do(store: Store, arguments: argparse.Namespace, action: Action, asked: Asked, **typed: str | None) -> int:
    """Do it and print what was saved; `typed` are the words of options by question, None where it was not given.

    Raises BadInput that names the option.
    """
    return tell(store, arguments, save(store, arguments, planned(action, informed(store, action, asked), **typed)))


def planned(action: Action, asked: Asked, **typed: str | None) -> Changeset:
    """What an Action makes of what its options say; raises BadInput that names the option."""
    try:
        given = {question: words for question, words in typed.items() if words is not None}
        return action.plan(answered(action, asked, given))
    except BadAnswer as error:
        raise BadInput(f"--{error.question.replace('_', '-')}: {error.reason}") from None


def tell(store: Store, arguments: argparse.Namespace, saved: Saved) -> int:
    """Print what was saved."""
    snapshot = store.snapshot()
    changes = saved.changeset.changes
    if arguments.json:
        fields = [
            {"kind": made.key.kind, "id": made.key.id, **field._asdict()} for made in changes for field in made.fields
        ]
        put_json({"commit": saved.commit, "changes": fields})
    elif not changes:
        put(_("nothing to change"))
    else:
        put(subject(saved.changeset, snapshot.name, language()))
    return 0


def settings_of(words: list[str]) -> dict[str, str]:
    """FIELD=VALUE by field; raises BadInput for a word without a sign."""
    settings = {}
    for word in words:
        field, sign, value = word.partition("=")
        if not sign:
            raise BadInput(_("“{word}”: write FIELD=VALUE", word=word))
        settings[field.strip()] = value.strip()
    return settings


def entered(option: str, read: Callable[[], Any]) -> Any:
    """What an option stands for; its ValueError is one line that names the option."""
    try:
        return read()
    except ValueError as error:
        raise BadInput(f"{option}: {refusal_of(error)}") from None


def member_given(option: str, words: str, asked: Asked) -> str:
    """The party that an option names; where it names none the caller's own. Raises BadInput."""
    if not words and not asked.doer.party:
        raise BadInput(
            _("{option}: which member? Name it, or “iktui municipality NAME” says which is yours", option=option)
        )
    found: str = entered(option, lambda: find_party(words, asked.snapshot)) if words else asked.doer.party
    return found


def run_new(store: Store, arguments: argparse.Namespace) -> int:
    """Make a collaboration, with any fields set at once."""
    asked = ask(store, arguments)
    record = set_fields(collaborations.new(arguments.name, asked), settings_of(arguments.settings), asked.snapshot)
    saved = save(store, arguments, NEW.plan(asked.answering(form=record)))
    if not arguments.json:
        put(record.id)
        return 0
    return tell(store, arguments, saved)


def run_set(store: Store, arguments: argparse.Namespace) -> int:
    """Change fields of a collaboration."""
    asked = ask(store, arguments)
    return set_record(store, arguments, asked, asked.snapshot.collaboration(arguments.id))


def set_record(store: Store, arguments: argparse.Namespace, asked: Asked, before: Record) -> int:
    """Change fields of any record."""
    after = set_fields(before, settings_of(arguments.settings), asked.snapshot)
    return do(store, arguments, EDIT, asked.on(before).answering(form=after))


def run_end(store: Store, arguments: argparse.Namespace) -> int:
    """End a collaboration."""
    asked = ask(store, arguments)
    return do(store, arguments, END, asked.on(asked.snapshot.collaboration(arguments.id)), date=arguments.date)


def run_remove(store: Store, arguments: argparse.Namespace) -> int:
    """Remove a collaboration; the store refuses while others refer to it."""
    asked = ask(store, arguments)
    return do(store, arguments, REMOVE, asked.on(asked.snapshot.collaboration(arguments.id)))


def run_import(store: Store, arguments: argparse.Namespace) -> int:
    """Read documents into the register, or show what that would do."""
    if arguments.edition is not None and not is_year(arguments.edition):
        raise BadInput(_("--edition: a year of four digits, not “{year}”", year=arguments.edition))
    documents = [source_of(file, arguments.encoding) for file in arguments.files]
    told = told_of(arguments.map, arguments.name)
    if arguments.edition is not None:
        store.refuse_published(arguments.edition)
    now = store.snapshot()
    is_back = any(document.origin for document in documents)
    if is_back and (len(documents) > 1 or arguments.edition is not None):
        raise BadInput(_("a file that was exported from the register comes back by itself, without --edition"))
    tables = [] if is_back else [table for document in documents for table in look(now, document, told)]
    if arguments.dry_run and not arguments.json:
        for line in found_lines(tables):
            put(line)
    if len(documents) == 1 and arguments.edition is None:
        result = brought(store, now, documents[0], told, counted())
    else:
        result = plan_import(now, documents, arguments.edition, told, counted())
    if result.changeset is not None:
        left = read_left(result.changeset, arguments.leave)
        result.changeset = without(result.changeset, left) if left else result.changeset
    if not arguments.dry_run:
        saved = save(store, arguments, result.changeset) if result.changeset is not None else None
        if arguments.edition is not None:
            commit = saved.commit if saved else store.resolve("HEAD")
            store.tag_edition(arguments.edition, commit, author_of(store, arguments))
    _tell_import(store, arguments, result, tables)
    severities = {problem.severity for problem in result.problems} | {found.severity for found in result.findings}
    needs_a_person = severities - {"info"}
    return int(bool(needs_a_person))


def _tell_import(
    store: Store, arguments: argparse.Namespace, result: ImportResult, tables: Sequence[FoundTable]
) -> None:
    if arguments.json:
        put_json(
            {
                "added": result.added,
                "changed": result.changed,
                "unchanged": result.unchanged,
                "missing": result.missing,
                "gone": [f"{one.key.kind}/{one.key.id}" for one in result.gone],
                "plan_items": result.plan_items,
                "tables": [
                    {**table._asdict(), "columns": [one._asdict() for one in table.columns]} for table in tables
                ],
                "problems": [dataclasses.asdict(problem) for problem in result.problems],
                "findings": [dataclasses.asdict(finding) for finding in result.findings],
            }
        )
        return
    if arguments.dry_run and result.changeset is not None:
        preview = Preview(store.snapshot(), result.changeset.changes)
        for made in result.changeset.changes:
            put_change(made, preview.name)
    elif result.changeset is not None:
        preview = Preview(store.snapshot(), result.changeset.changes)
        for made in result.changeset.changes:
            if made.key.kind == Collaboration.KIND and made.before is not None and made.after is not None:
                put(changed_text(made, preview.name))
    for note in notes_of(result, Preview(store.snapshot(), result.changeset.changes if result.changeset else ()).name):
        put(note)
    counts = summary(result)
    if result.plan_items:
        counts += "; " + ngettext("{count} new plan item", "{count} new plan items", len(result.plan_items))
    found = ngettext("{count} finding", "{count} findings", len(result.findings))
    put(f"{counts}; {found}" + (_(" (nothing written)") if arguments.dry_run else ""))


def changed_text(made: Change, name_of: wording.NameOf) -> str:
    """A record that was changed, and its fields: “* Regionråd: comment, form”."""
    labels = (wording.field_label(field.field, name_of, language()) for field in wording.told_fields(made))
    fields = ", ".join(dict.fromkeys(labels)) or _("as written")
    return f"* {made.record.name}: {fields}"


def put_change(made: Change, name_of: wording.NameOf) -> None:
    """Print what happens to one record."""
    lang = language()
    kind = wording.kind_name(made.key.kind, lang)
    sign = "+" if made.before is None else "-" if made.after is None else "*"
    put(f"{sign} {kind}: {made.record.name or made.key.id}")
    if made.before is not None and made.after is not None:
        for field in wording.told_fields(made):
            put(f"    {wording.change_text(field, name_of, lang, kind=made.key.kind)}")


def run_init(arguments: argparse.Namespace) -> int:
    """Make a new, empty register."""
    path = Path(arguments.directory)
    author = author_before_clone(arguments.author)
    Store.init(path, arguments.name or path.resolve().name, author, lang=language()).close()
    remember_register(path)
    put(_("a new register in {path}", path=path))
    return 0


def run_clone(arguments: argparse.Namespace) -> int:
    """Make a copy of a shared register; status 1 when not every file could be written here."""
    path = Path(arguments.directory)
    store = Store.clone(arguments.url, path, progress())
    found = clone_findings(store)
    store.close()
    remember_register(path)
    put(_("a copy of {url} in {path}", url=arguments.url, path=path))
    for finding in found:
        sys.stderr.write(f"iktui: {safe(finding.message)}\n")
    return int(any(finding.code == "unwritable_path" for finding in found))


def run_demo(arguments: argparse.Namespace) -> int:
    """Make the register of the two documents."""
    path = Path(arguments.directory)
    make_demo(path, demo_author(arguments.author))
    remember_register(path)
    if arguments.no_open:
        put(_("the demo register is in {path}", path=path))
    return 0
