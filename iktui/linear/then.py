"""Other times and the whole register in lines: as of a date, what differs between two, figures, documents."""

from __future__ import annotations

from pathlib import Path

from iktui.cli.output import put
from iktui.cli.past import put_differences
from iktui.files import SITE, edition_at, exported, file_name, format_titles, is_there, paper_titles, write_file
from iktui.files.site import write_site
from iktui.linear.arranging import Viewed
from iktui.linear.asking import Options, ask_line, choose, confirm, pick
from iktui.linear.looking import put_revision
from iktui.linear.rows.showing import make_lines
from iktui.linear.session import Session
from iktui.words.past import state_words
from store.actions.views import FIGURES
from store.base.i18n import _
from store.changes.compare import compare
from store.papers.making import OF_ONE
from store.records.model import KINDS
from store.records.paths import EDITION_TAG
from store.register.revision_names import edition_words


def run_at(session: Session, words: str) -> None:
    """The register as of a date, an edition or a commit; nothing or “now” leads back."""
    names = ", ".join(map(edition_words, session.store.editions())) or "–"
    if not words:
        words = ask_line(_("A date (31.3.2021), an edition or a commit; nothing for now") + f" ({names})")
    if words in ("", "now", _("now")):
        session.travel(None)
        put(_("the register as it is now"))
    else:
        commit = session.store.resolve(words, put)
        session.travel(commit, state_words(session.store, commit, words))
        put(_("as of {when}; at now leads back", when=session.past))
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
    """Write a paper as a document: `export docx plan plan.docx`; the overview when only a form is named.

    `export site DIR` writes the public site.
    """
    papers: Options = {what: (title, what) for what, title in paper_titles().items()}
    formats: Options = {format: (title, format) for format, title in format_titles().items()}
    name, _space, rest = words.partition(" ")
    first, _space, others = rest.strip().partition(" ")
    what = (first if first in papers else "overview") if name else choose(_("Which paper?"), papers, "overview")
    format = pick(name, formats) if name else choose(_("Which form?"), formats, "docx")
    if format == SITE:
        _write_site(session, rest.strip())
        return
    file = (others if first in papers else rest).strip()
    wanted = since = ""
    if what == "record":
        wanted = session.other_record(papers[what][0]).id
    elif what in OF_ONE:
        known = session.snapshot.records(KINDS[OF_ONE[what]]).values()
        wanted = choose(_("Which one?"), {record.id: (record.name or record.id, record.id) for record in known})
    elif what == "changes":
        editions = sorted(tag.removeprefix(EDITION_TAG) for tag in session.store.editions())
        since = ask_line(_("Since which edition or date"), editions[-1] if editions else "")
    file = file or ask_line(_("File"), file_name(what, format, wanted))
    if is_there(file) and not confirm(_("{file} is there already. Write over it?", file=file)):
        put(_("nothing was written"))
        return
    write_file(file, exported(session.store, what, format, session.snapshot, session.at, wanted=wanted, since=since))
    put(_("written: {file}", file=Path(file).expanduser()))


def _write_site(session: Session, folder: str) -> None:
    folder = folder or ask_line(_("Folder"), _("website"))
    if is_there(folder) and not confirm(_("{file} is there already. Write over it?", file=folder)):
        put(_("nothing was written"))
        return
    year = edition_at(session.store, session.at) if session.at is not None else ""
    write_site(session.store, folder, session.snapshot, year=year)
    put(_("written: {file}", file=Path(folder).expanduser() / "index.html"))
