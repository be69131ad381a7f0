"""Whose person it is at the linear mode, and what waits for them."""

from __future__ import annotations

import sys
from typing import Final

from iktui.cli.output import put
from iktui.linear.asking import Options, ask, pick, put_options
from iktui.linear.asking import choose as choose_one
from iktui.linear.session import Session
from iktui.remembered_views import keep_looked, keep_municipality, last_seen
from iktui.session import named_member
from iktui.settings import choice, choices
from iktui.settings import choose as keep_setting
from store.base.i18n import _
from store.records.model import Collaboration
from store.records.paths import Key
from store.reports.waiting import CHANGES, CONFIRMATIONS, CONFLICTS, DECISIONS, DOUBTS, DUE, Waiting

_COMMANDS: Final = {
    CONFIRMATIONS: "rollover", DECISIONS: "councils", DUE: "plan", CONFLICTS: "conflicts", DOUBTS: "findings",
    CHANGES: "activity",
}  # fmt: skip
"""Where what waits is dealt with, by its kind."""


def _members(session: Session) -> Options:
    return {id: (session.name(Key("party", id)), id) for id in session.snapshot.register.members}


def offer_municipality(session: Session) -> None:
    """Say once how to tell which member the person is of: a line, no question that would stand in the way."""
    if session.municipality is None and not session.party and _members(session) and sys.stdin.isatty():
        put(_("Which municipality are you from? “{command}” answers.", command=_("municipality")))


def run_municipality(session: Session, words: str) -> None:
    """Which member the person is of: kept for the next time too; nothing answered is none."""
    options = _members(session)
    if not words:
        put_options(options)
        hints, help = (
            [_("number or name")],
            _("Its part is meant where a member is asked for, and what waits is told of it."),
        )

        def parse(said: str) -> str:
            return pick(said, options) if said else ""

        words = ask(
            _("Which municipality are you from?"), parse, empty=_("none"), hints=hints, options=options, help=help
        )
    party = named_member(session.snapshot, words) if words else ""
    session.settle_in(party)
    put(keep_municipality(session.store.path, party) or _told(session, party))


def run_settings(session: Session, words: str) -> None:
    """The user's settings; a number or a name changes one."""
    del session
    shown = choices()
    options = {one.id: (f"{one.title}: {one.now or '–'}", one.title) for one in shown}
    id = pick(words, options) if words else choose_one(_("Which setting"), options)
    known = choice(id)
    put(known.help)
    values = {name: (name,) for name in known.options}
    changed = keep_setting(id, choose_one(known.title, values, known.now if known.now in values else None))
    put(_("{title}: {value}; holds from the next start", title=changed.title, value=changed.now))


def _told(session: Session, party: str) -> str:
    return (
        _("you are from {party}", party=session.name(Key("party", party))) if party else _("you are from none of them")
    )


# --- what waits


def greet_waiting(session: Session) -> None:
    """How many things wait, in one line; nothing when nothing does."""
    if not session.looked:  # what was there before has nobody to be new for
        session.looked = last_seen(session.store.path) or session.snapshot.commit or ""
        keep_looked(session.store.path, session.looked)
    told = session.waiting(session.seen(), session.listing)
    if told:
        put(_("{counted}; “{command}” shows them", counted=told, command=_("waiting")))


def see(session: Session, _key: str) -> None:
    """What others changed until now has been seen."""
    session.refuse_in_past()
    session.looked = session.snapshot.commit or ""
    put(keep_looked(session.store.path, session.looked) or _("seen: what others changed until now"))


def way_to(one: Waiting) -> str:
    """The command that leads to where a thing is dealt with; else its record is shown."""
    if one.what in _COMMANDS:
        return f"{_COMMANDS[one.what]} {one.key.id if one.key and one.what == CONFIRMATIONS else ''}".strip()
    if one.key is not None and one.key.kind == Collaboration.KIND:
        return f"show {one.key.id}"
    return f"others {one.key.kind}" if one.key is not None else "activity"
