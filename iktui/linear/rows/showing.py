"""The list in pages of numbered lines, the filter, the views, and one record in full."""

from __future__ import annotations

from typing import Final

from iktui.cli.output import put
from iktui.cli.reading import described
from iktui.linear.session import Line, Session
from store.base.errors import BadInput, QueryError
from store.base.i18n import _, in_quotes, ngettext
from store.base.text import excerpt
from store.query.query import parse
from store.records.model import Collaboration
from store.records.snapshot import Snapshot
from store.register.facts import Facts

PAGE: Final = 20


def make_lines(session: Session) -> None:
    """Number the list anew."""
    facts = Facts(session.store, session.snapshot, marked=session.marked)
    rows = session.query.select(session.listing, facts)
    session.lines = [
        Line(heading, row.id) for heading, inside in session.view.sections(session.listing, rows) for row in inside
    ]
    session.first = 0


def greet(session: Session) -> None:
    """What this is, in one line."""
    count = ngettext("{count} collaboration", "{count} collaborations", len(session.listing.rows))
    put(f"{session.listing.name}: {count}")
    if session.listing.unreadable:
        bad = len(session.listing.unreadable)
        put(ngettext("{count} unreadable file (!)", "{count} unreadable files (!)", bad))


def run_list(session: Session, words: str) -> None:
    """The list from its first page, or from another."""
    make_lines(session)
    if words:
        if not words.isdecimal() or not 1 <= int(words[:6]) <= _pages(session):
            raise BadInput(_("there is no page {page}; the last is {last}", page=words, last=_pages(session)))
        session.first = (int(words) - 1) * PAGE
    put_page(session)


def _pages(session: Session) -> int:
    return max(1, -(-len(session.lines or ()) // PAGE))


def run_next(session: Session, _words: str) -> None:
    """The next page; the first when none was shown."""
    if session.lines is None:
        make_lines(session)
    elif session.first + PAGE >= len(session.lines):
        raise BadInput(_("that was the last page"))
    else:
        session.first += PAGE
    put_page(session)


def run_previous(session: Session, _words: str) -> None:
    """The page before."""
    if not session.lines or session.first == 0:
        raise BadInput(_("this is the first page"))
    session.first -= PAGE
    put_page(session)


def put_page(session: Session) -> None:
    """One page of the list, a heading before each group."""
    lines = session.lines or []
    rows = {row.id: row for row in session.listing.rows}
    last = min(session.first + PAGE, len(lines))
    heading = None
    for number in range(session.first, last):
        line = lines[number]
        if line.heading != heading:
            heading = line.heading
            put(f"{heading}:")
        row = rows.get(line.id)
        put(f"{number + 1}. {session.row_text(row) if row else line.id}")
    shown = f"{session.first + 1}-{last}" if last else "0"
    total, query = len(lines), excerpt(session.query.text, 60)
    if query:
        text = _("{shown} of {total}: “{query}”", shown=shown, total=total, query=query)
    else:
        text = _("{shown} of {total}", shown=shown, total=total)
    put(text + ("; " + _("+ shows more") if last < total else ""))


def run_filter(session: Session, words: str) -> None:
    """Only what a filter finds; an empty one shows everything again."""
    try:
        query = parse(words)
        query.select(session.listing, Facts(session.store, session.snapshot, marked=session.marked))
    except QueryError as error:
        rest = excerpt(words[error.at :], 30)
        raise BadInput(f"{error} ({in_quotes(rest)})" if rest else str(error)) from None
    session.query = query
    make_lines(session)
    put_page(session)


def run_show(session: Session, words: str) -> None:
    """One record in full."""
    put_record(session.record(words), session.snapshot)


def put_record(record: Collaboration, snapshot: Snapshot) -> None:
    """Every field as “label: value”; further lines of a text stand by themselves."""
    for label, text in described(record, snapshot):
        first, *rest = text.split("\n")
        put(f"{label}: {first}".rstrip())
        for line in rest:
            put(f"  {line}")
