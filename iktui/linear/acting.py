"""What happens to whole collaborations: new, copied, ended, left by a participant, replaced, merged, removed."""

from __future__ import annotations

from iktui.cli.output import put
from iktui.describe_merge import account_lines, row_values
from iktui.linear.asking import CLEAR, ask, ask_line, choose
from iktui.linear.editing import Edit
from iktui.linear.fields import label_of
from iktui.linear.session import Session
from store.base.dates import parse_partial_date
from store.base.i18n import _
from store.changes.changes import change
from store.changes.edits import end, new_collaboration, today
from store.collaborations.life import copied, replaced, withdrawn
from store.collaborations.merging import FIRST, SECOND, account, answered, merged, merged_subject, open_rows
from store.records.entry import check_name
from store.rules.following import removal
from store.rules.taken import Taken


def ask_date(label: str, default: str) -> str:
    """A date, "" for none where that is the default or "-" is typed."""

    def parse(words: str) -> str:
        words = "" if words == CLEAR else words or default
        return parse_partial_date(words) if words else ""

    return ask(label, parse, empty=default or _("none"), hints=["2021-10-01"] if not default else [_("-: none")])


def _day(label: str) -> str:
    """A date that must be given; this day is offered."""
    return ask_line(label, today(), parse_partial_date)


def _taken(session: Session) -> Taken:
    return Taken(session.snapshot, "collaboration")


def run_new(session: Session, words: str) -> None:
    """Make a collaboration: its name, then its fields."""
    name = words or ask_line(_("Name"), check=check_name)
    Edit(session, new_collaboration(name, _taken(session)), is_new=True).run()


def run_copy(session: Session, words: str) -> None:
    """Make a collaboration with the fields of another."""
    record = session.record(words)
    name = ask_line(_("Name of the copy"), check=check_name)
    Edit(session, copied(record, name, _taken(session)), is_new=True).run()


def run_end(session: Session, words: str) -> None:
    """End a collaboration from a date, with a reason."""
    record = session.record(words)
    put(_("End: {name}", name=record.name))
    date = _day(_("From when"))
    reason = ask_line(_("reason for the end"))
    session.finish([change(record, end(record, date, reason))], "end", reason=reason)


def run_withdraw(session: Session, words: str) -> None:
    """Note that a participant gave notice, and from when it takes no part."""
    record = session.record(words)
    put(_("Withdrawal: {name}", name=record.name))
    parties = session.snapshot.parties
    options = {id: (parties[id].name, *parties[id].aliases) if id in parties else (id,) for id in record.participants}
    if not options:
        put(_("nobody takes part"))
        return
    party = choose(_("Who leaves?"), options)
    notice = ask_date(_("notice given"), record.participants[party].notice_given or today())
    until = ask_date(_("Takes part until"), record.participants[party].until or "")
    session.finish([change(record, withdrawn(record, party, notice, until))], "withdraw")


def run_replace(session: Session, words: str) -> None:
    """Note which collaboration comes after, and from when."""
    record = session.record(words)
    put(_("Replaced: {name}", name=record.name))
    successor = session.other_record(_("By which one?"))
    date = _day(_("From when"))
    session.finish([change(record, replaced(record, successor.id, date))], "replace")


def run_merge(session: Session, words: str) -> None:
    """Make two collaborations one: the first takes over what the second has."""
    first, _space, second = words.partition(" ")
    is_pair = first.isdecimal() and bool(second)
    kept = session.record(first if is_pair else words)
    put(_("Kept: {name} ({id})", name=kept.name, id=kept.id))
    other = session.snapshot.collaboration(session.record_id(second)) if is_pair else None
    other = other or session.other_record(_("Which one shall become a part of it?"))
    now = session.snapshot
    rows = account(kept, other, now)
    answers: dict[str, str] = {}
    for row in open_rows(rows):
        texts = row_values(row, session.name)
        label = _("{label}: which value?", label=label_of(session, row.field))
        answers[row.field] = choose(label, {FIRST: (texts[0],), SECOND: (texts[1],)}, FIRST)
    for line in account_lines(answered(rows, answers), session.name):
        put(line)
    changes = merged(kept, other, now, answers)
    subject = merged_subject(kept, other, session.snapshot.language)
    session.finish(changes, "merge", subject=subject, sure=_("Make these two one?"))


def run_remove(session: Session, words: str) -> None:
    """Remove a collaboration that never should have been there; one that has ended is ended, not removed."""
    record = session.record(words)
    sure = _("Remove it? What has ended is ended, not removed")
    if session.finish(removal(session.snapshot, record).changes, "remove", sure=sure):
        session.current = None
        session.marked.pop(record.id, None)
