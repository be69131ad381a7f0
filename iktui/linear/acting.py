"""What happens to whole collaborations: new, copied, ended, left by a participant, replaced, merged, removed."""

from __future__ import annotations

from collections.abc import Callable

from iktui.cli.output import put
from iktui.linear.asking import ask_line, choose
from iktui.linear.deeds import do
from iktui.linear.form.editing import Edit
from iktui.linear.form.fields import label_of
from iktui.linear.session import Session
from iktui.words.merge import account_lines, row_values
from store.actions.action import Action
from store.actions.collaborations import MERGE, account_of, copy, new
from store.actions.merging import FIRST, SECOND, answered, open_rows
from store.actions.records import REMOVE
from store.base.i18n import _
from store.records.entry import check_name


def run_new(session: Session, words: str) -> None:
    """Make a collaboration: its name, then its fields."""
    name = words or ask_line(_("Name"), check=check_name)
    Edit(session, new(name, session.asked()), is_new=True).run()


def run_copy(session: Session, words: str) -> None:
    """Make a collaboration with the fields of another."""
    record = session.record(words)
    name = ask_line(_("Name of the copy"), check=check_name)
    Edit(session, copy(name, session.asked(record)), is_new=True).run()


def deed(action: Action) -> Callable[[Session, str], None]:
    """What a command does with a collaboration, named by its number or a part of its name."""

    def run(session: Session, words: str) -> None:
        record = session.record(words)
        if do(session, action, record) and action is REMOVE:
            session.current = None
            session.marked.pop(record.id, None)

    return run


def run_merge(session: Session, words: str) -> None:
    """Make two collaborations one: the first takes over what the second has."""
    first, _space, second = words.partition(" ")
    is_pair = first.isdecimal() and bool(second)
    kept = session.record(first if is_pair else words)
    put(_("Kept: {name} ({id})", name=kept.name, id=kept.id))
    other = session.snapshot.collaboration(session.record_id(second)) if is_pair else None
    other = other or session.other_record(_("Which one shall become a part of it?"))
    asked = session.asked(kept, other=other.id)
    rows = account_of(asked)
    answers: dict[str, str] = {}
    for row in open_rows(rows):
        texts = row_values(row, session.name)
        label = _("{label}: which value?", label=label_of(session, row.field))
        answers[row.field] = choose(label, {FIRST: (texts[0],), SECOND: (texts[1],)}, FIRST)
    for line in account_lines(answered(rows, answers), session.name):
        put(line)
    session.finish(MERGE.plan(asked.answering(which=answers)), sure=_("Make these two one?"))
