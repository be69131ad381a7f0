"""The main prompt: one line, one command. Words are English or the reader's own; `?` lists them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final, NamedTuple

from iktui.cli.output import put
from iktui.linear import acting, arranging, bringing, looking, own, then, together, undoing, working
from iktui.linear.acting import deed
from iktui.linear.asking import Cancelled, HungUp, read
from iktui.linear.form import editing
from iktui.linear.rows import laying, marking, showing
from iktui.linear.session import Session
from iktui.offers import OFFERS
from store.actions.collaborations import END, PARTICIPANT, REPLACE, WITHDRAW
from store.actions.records import REMOVE
from store.actions.views import NOTICES, TIMELINE, TOGETHER, VIEWS, WAITING, WAY, YEAR, View
from store.base.errors import StoreError
from store.base.failures import reason_of
from store.base.i18n import _, mark
from store.base.text import excerpt

Run = Callable[[Session, str], None]


class Command(NamedTuple):
    """A command: its key, how it is written (the first word is its name), what it does."""

    key: str
    usage: str
    text: str
    run: Run

    @property
    def names(self) -> tuple[str, str]:
        """The reader's own word, and the English one."""
        return _(self.usage).split()[0].casefold(), self.usage.split()[0]


def _help(_session: Session, _words: str) -> None:
    """Every command, one a line."""
    put(_("a number: show that record in full"))
    for command in COMMANDS:
        put(f"{command.key}: {_(command.usage)}: {_(command.text)}".removeprefix(": "))


def _quit(_session: Session, _words: str) -> None:
    raise HungUp


def _look(view: View, session: Session, words: str) -> None:
    """A View that has no deeds of its own."""
    arranging.run_view(session, view, words)


def _timeline(session: Session, words: str) -> None:
    """The life of a collaboration."""
    arranging.run_view(session, TIMELINE, session.record(words).id)


def _waiting(session: Session, _words: str) -> None:
    """What waits: the number of a thing leads to where it is dealt with."""

    def go(session: Session, id: str) -> None:
        run_line(session, own.way_to(viewed.lines[id].item))

    viewed = arranging.Viewed(session, WAITING)
    seen: arranging.Deed = (_("seen: what others changed until now"), own.see)
    browse_deeds: dict[str, arranging.Deed] = {"go": (_("go there"), go), "show": (_("show"), viewed.show)}
    arranging.browse(session, viewed, browse_deeds, general={"seen": seen})


_NAMED: Final = (
    Command("l", mark("list [PAGE]"), mark("the list, 20 lines at a time"), showing.run_list),
    Command("+", mark("next"), mark("the next page"), showing.run_next),
    Command("-", mark("previous"), mark("the page before"), showing.run_previous),
    Command("/", mark("filter QUERY"), mark("only what it finds; nothing after it shows all"), showing.run_filter),
    Command("g", mark("group by"), mark("the list by area, form, host or participants"), laying.run_group),
    Command("", mark("order by"), mark("the list by name, form, host, status or end date"), laying.run_order),
    Command("v", mark("views [KEY]"), mark("the views that are saved, as on the screen"), laying.run_views),
    Command("s", mark("show NUMBER"), mark("a record in full"), showing.run_show),
    Command("e", mark("edit NUMBER"), mark("change fields of a collaboration"), editing.run_edit),
    Command("n", mark("new"), mark("make a new collaboration"), acting.run_new),
    Command("c", mark("copy NUMBER"), mark("a new one with the fields of another"), acting.run_copy),
    Command("x", mark("end NUMBER"), mark("end a collaboration; its history stays"), deed(END)),
    Command("w", mark("withdraw NUMBER"), mark("a participant gives notice or leaves"), deed(WITHDRAW)),
    Command("", mark("replace NUMBER"), mark("another collaboration comes after it"), deed(REPLACE)),
    Command("", mark("merge NUMBER NUMBER"), mark("make two one; the first stays"), acting.run_merge),
    Command("", mark("remove NUMBER"), mark("what never should have been there"), deed(REMOVE)),
    Command("m", mark("mark NUMBERS"), mark("such as 1-6, 9, or all, or none"), marking.run_mark),
    Command("", mark("unmark NUMBERS"), mark("take marks away"), marking.run_unmark),
    Command("=", mark("set"), mark("set fields of all that is marked"), marking.run_set),
    Command("h", mark("history NUMBER"), mark("who changed what and when, newest first"), looking.run_history),
    Command("b", mark("blame NUMBER"), mark("who set each field"), looking.run_blame),
    Command("u", mark("undo [COMMIT]"), mark("take your last change back"), undoing.run_undo),
    Command("U", mark("redo"), mark("do again what you last took back"), undoing.run_redo),
    Command("!", mark("findings"), mark("what is broken, uncertain or worth a look"), looking.run_findings),
    Command("d", mark("participant NUMBER"), mark("a party takes part from now on, or from a date"), deed(PARTICIPANT)),
    Command("P", mark("plan [YEAR]"), mark("the action plan, and what can be done with its items"), working.run_plan),
    Command("f", mark("studies"), mark("where they stand, what is missing, the next step"), working.run_studies),
    Command("y", mark("cycle [YEAR]"), mark("the annual cycle: what a year holds"), working.run_cycle),
    Command("V", mark("councils"), mark("what the councils decide on, and what is missing"), working.run_councils),
    Command("L", mark("convert"), mark("what is still under § 27, and its conversion"), working.run_convert),
    Command(
        "r", mark("rollover [YEAR]"), mark("the year's edition: open, confirm, publish, adopt"), working.run_rollover
    ),
    Command("T", mark("timeline NUMBER"), TIMELINE.help, _timeline),
    Command("", mark("together"), TOGETHER.help, partial(_look, TOGETHER)),
    Command("", mark("way [STUDY]"), WAY.help, partial(_look, WAY)),
    Command("", mark("year [YEAR]"), YEAR.help, partial(_look, YEAR)),
    Command("W", mark("notices"), NOTICES.help, partial(_look, NOTICES)),
    Command("t", mark("others [KIND]"), mark("documents, events and all other records"), arranging.run_others),
    Command("S", mark("share"), mark("take in what others published, publish what is here"), together.run_sync),
    Command("", mark("conflicts"), mark("what two sides gave different values"), together.run_conflicts),
    Command("@", mark("at [WHEN]"), mark("the register as of a date, an edition or a commit"), then.run_at),
    Command("C", mark("compare FROM [TO]"), mark("what differs between two dates or editions"), then.run_compare),
    Command("A", mark("activity"), mark("what everybody did, newest first"), then.run_activity),
    Command("G", mark("figures [DATE]"), mark("how many, by municipality, area, form and host"), then.run_figures),
    Command(
        "o", mark("export [FORMAT WHAT FILE]"), mark("write a paper as a document, or the public site"), then.run_export
    ),
    Command("", mark("restore NUMBER WHEN"), mark("a record as it was then"), undoing.run_restore),
    Command("a", mark("areas"), mark("add, rename, order, retire"), arranging.run_areas),
    Command("p", mark("parties"), mark("add, change, order, retire"), arranging.run_parties),
    Command("0", mark("waiting"), WAITING.help, _waiting),
    Command("", mark("settings"), mark("language, colours, when to share; in words"), own.run_settings),
    Command("M", mark("municipality [NAME]"), mark("which municipality you are from"), own.run_municipality),
    Command("i", mark("import FILE"), mark("read a document, after a review"), bringing.run_import),
    Command("?", mark("help"), mark("these lines"), _help),
    Command("q", mark("quit"), mark("leave"), _quit),
)
_WORDS: Final = {id: offer.linear for id, offer in OFFERS.items()}
_OWN: Final = {command.names[1] for command in _NAMED}
COMMANDS: Final = (
    *_NAMED,
    *(
        Command("", id, view.help, partial(_look, view))
        for id, view in VIEWS.items()
        if _WORDS.get(id) == id not in _OWN
    ),
)
"""Those above, and every other View by its id."""


def find(line: str) -> tuple[Command, str]:
    """The command that a line asks for, and the rest of the line; raises ValueError."""
    line = line.strip()
    if line[:1] in "/!?+=@" and line[:1]:
        return _by_key(line[0]), line[1:].strip()
    word, _space, rest = line.partition(" ")
    rest = rest.strip()
    known = next((command for command in COMMANDS if command.key == word), None)
    if known is None and word.isdecimal():
        return _by_key("s"), word
    if known is not None:
        return known, rest
    wanted = word.casefold()
    for begins in (False, True):
        for language in (0, 1):  # the reader's own words go first
            found = [command for command in COMMANDS if _is_named(command.names[language], wanted, begins=begins)]
            if len(found) == 1:
                return found[0], rest
            if found:
                names = ", ".join(command.names[language] for command in found)
                raise ValueError(_("“{words}” can be: {names}; write more of it", words=excerpt(word, 40), names=names))
    raise ValueError(_("“{word}” is no command; ? lists them", word=excerpt(word, 40)))


def _by_key(key: str) -> Command:
    return next(command for command in COMMANDS if command.key == key)


def _is_named(name: str, wanted: str, *, begins: bool) -> bool:
    return name.startswith(wanted) if begins else name == wanted


def loop(session: Session) -> None:
    """Ask for commands until somebody leaves. Raises BrokenPipeError when nobody reads any more."""
    while True:
        try:
            line = read(_("iktui (?: help; q: quit):"))
        except (Cancelled, HungUp):
            return
        if line.strip():
            try:
                run_line(session, line)
            except HungUp:
                return


def run_line(session: Session, line: str) -> None:
    """Do what a line asks for; why it cannot be done is one line. Raises HungUp, BrokenPipeError."""
    try:
        command, rest = find(line)
        session.refresh()
        command.run(session, rest)
    except (Cancelled, KeyboardInterrupt):
        put(_("cancelled"))
    except (StoreError, ValueError) as error:
        put(" ".join(str(error).split()))
    except (HungUp, BrokenPipeError):
        raise
    except Exception as error:
        put(_("cannot go on: {reason}", reason=" ".join(reason_of(error).split())))
