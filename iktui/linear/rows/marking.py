"""Many collaborations at once: marked by their numbers, changed together after one review, as one commit."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable
from typing import Final

from iktui.cli.output import put
from iktui.linear.asking import Cancelled, ask
from iktui.linear.form.fields import ask_place, label_of
from iktui.linear.form.values import ask_words
from iktui.linear.rows.showing import make_lines
from iktui.linear.session import Session
from store.actions.collaborations import BULK
from store.base.errors import BadInput
from store.base.i18n import _, ngettext
from store.changes.edits import set_fields
from store.records.paths import Key

_RANGE: Final = re.compile(r"(\d{1,6})(?:-(\d{1,6}))?", re.ASCII)


def run_mark(session: Session, words: str) -> None:
    """Mark lines of the list: "1-6, 9", "all"; "none" takes every mark away; without numbers, tell what is marked."""
    if words in ("none", _("none")):
        session.marked.clear()
    elif words:
        session.marked.update(dict.fromkeys(_ids(session, words)))
    else:
        for id in session.marked:
            put(session.name(Key("collaboration", id)))
    put(ngettext("{count} marked", "{count} marked", len(session.marked)))


def run_unmark(session: Session, words: str) -> None:
    """Take marks away."""
    for id in _ids(session, words or ask(_("Which numbers?"), str)):
        session.marked.pop(id, None)
    put(ngettext("{count} marked", "{count} marked", len(session.marked)))


def _ids(session: Session, words: str) -> Iterable[str]:
    """The records that numbers and ranges of the list stand for; raises BadInput."""
    if session.lines is None:
        make_lines(session)
    lines = session.lines or []
    if words in ("all", _("all")):
        return [line.id for line in lines]
    found = []
    for part in re.split(r"[\s,;]+", re.sub(r"\s*[-–]\s*", "-", words.strip())):
        match = _RANGE.fullmatch(part)
        if match is None:
            raise BadInput(_("“{words}”: write numbers of the list, such as 1-6, 9, or all", words=part))
        first, last = int(match[1]), int(match[2] or match[1])
        if not 1 <= first <= last <= len(lines):
            raise BadInput(_("there is no number {number}; the last is {last}", number=part, last=len(lines)))
        found += [line.id for line in lines[first - 1 : last]]
    return found


def run_set(session: Session, _words: str) -> None:
    """Set fields of everything that is marked, as one commit after one review."""
    if not session.marked:
        raise BadInput(_("nothing is marked; mark 1-6 marks six lines of the list"))
    records = [session.snapshot.collaboration(id) for id in session.marked]
    put(ngettext("{count} marked", "{count} marked", len(records)))
    settings: dict[str, str] = {}

    def check(path: str, words: str) -> None:
        for record in records:
            set_fields(record, {**settings, path: words}, session.snapshot)

    while (place := ask_place(session, None, "collaboration")) is not None:
        put(label_of(session, place.path))
        with contextlib.suppress(Cancelled):  # one question back
            words = ask_words(session, None, place, check)
            if words is not None:
                settings[place.path] = words
    changeset = BULK.plan(session.asked(*records, settings=settings))
    sure = ngettext("Change {count} record so?", "Change {count} records so?", len(changeset.changes))
    session.finish(changeset, sure=sure)
