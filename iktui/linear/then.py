"""Other times and the whole register in lines: as of a date, what differs between two, figures, documents."""

from __future__ import annotations

from pathlib import Path

from iktui.cli.output import put
from iktui.cli.past import put_differences
from iktui.files import edition_at, is_there, overview_text, write_file
from iktui.linear.arranging import Viewed
from iktui.linear.asking import Options, ask_line, choose, confirm, pick
from iktui.linear.looking import put_revision
from iktui.linear.rows.showing import make_lines
from iktui.linear.session import Session
from store.actions.views import FIGURES
from store.base.i18n import _
from store.changes.compare import compare


def run_at(session: Session, words: str) -> None:
    """The register as of a date, an edition or a commit; nothing or “now” leads back."""
    names = ", ".join(session.store.editions()) or "–"
    if not words:
        words = ask_line(_("A date (2021-03), an edition or a commit; nothing for now") + f" ({names})")
    if words in ("", "now", _("now")):
        session.travel(None)
        put(_("the register as it is now"))
    else:
        session.travel(session.store.resolve(words, put), words)
        put(_("as of {when}; at now leads back", when=words))
    make_lines(session)


def run_compare(session: Session, words: str) -> None:
    """What differs between two dates, editions or commits; the second is now when none is named."""
    first, _space, second = words.partition(" ")
    first = first or ask_line(_("From when: a date, an edition or a commit"), check=session.store.resolve)
    second = second.strip() or ("" if words else ask_line(_("To when: nothing for now")))
    before, after = session.store.snapshot(first), session.store.snapshot(second or None)
    put_differences(compare(before, after), after)


def run_activity(session: Session, words: str) -> None:
    """What everybody did, newest first, ten at a time."""
    count = int(words) if words.isdecimal() and len(words) < 5 else 10
    for number, revision in enumerate(session.store.history()):
        if number and number % count == 0 and not confirm(_("Show more?"), True):
            return
        put_revision(session, revision, None)


def run_figures(session: Session, words: str) -> None:
    """How many collaborations, by municipality, area, form and host: today, or on another day."""
    day = FIGURES.asks[0].answer(words, session.seen())
    for text, *_names in Viewed(session, FIGURES, on=day)().values():
        put(text)


def run_export(session: Session, words: str) -> None:
    """Write the overview as a document: as Markdown or CSV, or in the words of the imported document."""
    formats: Options = {
        "md": ("Markdown", "md"), "csv": ("CSV", "csv"), "as-written": (_("CSV, as it was written"), "as-written"),
    }  # fmt: skip
    name, _space, file = words.partition(" ")
    format = pick(name, formats) if name else choose(_("Which form?"), formats, "md")
    file = file.strip() or ask_line(_("File"), f"oversikt.{'md' if format == 'md' else 'csv'}")
    if is_there(file) and not confirm(_("{file} is there already. Write over it?", file=file)):
        put(_("nothing was written"))
        return
    year = edition_at(session.store, session.at)
    write_file(file, overview_text(session.snapshot, format, year).encode("utf-8"))
    put(_("written: {file}", file=Path(file).expanduser()))
