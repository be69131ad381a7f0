"""What can be called, and how. Imports neither GitPython nor pydantic: `--help` is quick."""

from __future__ import annotations

import argparse
import gettext
import os
import sys
from typing import Any, Final, NoReturn

from iktui.files import DIALECTS, FORMATS, SITE
from iktui.settings import THEMES
from store.base.i18n import LANGUAGES, _, mark
from store.base.text import safe

# The texts of argparse itself, which looks them up in the catalogue that `speak` points it at.
ARGPARSE_TEXTS: Final = (
    mark("usage: "),
    mark("positional arguments"),
    mark("options"),
    mark("show this help message and exit"),
    mark("unrecognized arguments: %s"),
    mark("the following arguments are required: %s"),
    mark("invalid choice: %(value)r (choose from %(choices)s)"),
    mark("argument %(argument_name)s: %(message)s"),
    mark("expected one argument"),
    mark("expected at least one argument"),
    mark("invalid %(type)s value: %(value)r"),
    mark("ambiguous option: %(option)s could match %(matches)s"),
    mark("ignored explicit argument %r"),
)


def speak(code: str) -> None:
    """Let argparse speak the language too: it uses the standard gettext domain and LANGUAGE."""
    from store.base.i18n import _LOCALE_FOLDER

    os.environ["LANGUAGE"] = code
    gettext.bindtextdomain("iktui", _LOCALE_FOLDER)
    gettext.textdomain("iktui")


class Parser(argparse.ArgumentParser):
    """A parser whose errors are one line."""

    loose = ""
    """The list that takes words standing between and after the options too, which argparse does not know to do."""

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """What was given, and what nobody knows."""
        found, rest = super().parse_known_args(args, namespace)
        if self.loose:
            getattr(found, self.loose).extend(word for word in rest if not word.startswith("-"))
            rest = [word for word in rest if word.startswith("-")]
        return found, rest

    def error(self, message: str) -> NoReturn:
        """Print one line and end with status 2."""
        hint = _("“{program} --help” shows how", program=self.prog)
        sys.stderr.write(f"{self.prog}: {safe(message)}; {hint}\n")
        raise SystemExit(2)


def writing_options(parser: Parser, editing: Parser | None = None) -> None:
    """The options of every command that changes something."""
    parser.add_argument("--author", metavar="NAME-MAIL", help=_("who makes the change: “Name <mail>”"))
    parser.add_argument("-m", dest="reason", default="", metavar="TEXT", help=_("why"))
    parser.add_argument("--case", default="", metavar="NUMBER", help=_("case number"))
    parser.add_argument("--json", action="store_true", help=_("print JSON"))
    (editing or parser).add_argument(
        "--drop-comments",
        action="store_true",
        help=_("save although a comment in the file goes with what is taken away"),
    )


def member_option(parser: Parser) -> None:
    """Whose person calls, this time."""
    parser.add_argument(
        "--as", dest="member", metavar="MEMBER", default=argparse.SUPPRESS, help=_("act for this member, this time")
    )


def looking_options() -> Parser:
    """The options of every command that only looks."""
    reading = Parser(add_help=False)
    reading.add_argument("--json", action="store_true", help=_("print JSON"))
    reading.add_argument("--at", metavar="WHEN", help=_("as of a date, an edition (edition/2021) or a commit"))
    return reading


def make_parser() -> Parser:
    """The parser of the whole command line."""
    common = Parser(add_help=False)
    common.add_argument(
        "-C", dest="register", metavar="DIR", default=argparse.SUPPRESS, help=_("the register's folder")
    )
    member_option(common)
    common.add_argument("--lang", metavar="CODE", default=argparse.SUPPRESS, help="/".join(LANGUAGES))
    reading = looking_options()
    on = Parser(add_help=False)
    on.add_argument("--on", metavar="DATE", help=_("only what is in force on this date"))
    writing, editing = Parser(add_help=False), Parser(add_help=False)
    writing_options(writing, editing)

    parser = Parser(
        prog="iktui",
        parents=[common],
        description=_("A register of intermunicipal cooperation, kept in git. Without a command it opens."),
    )
    parser.add_argument("--version", action="store_true", help=_("print the version"))
    opening = parser.add_argument_group(_("when it opens"))
    opening.add_argument("--theme", metavar="NAME", help=", ".join(THEMES))
    opening.add_argument("--linear", action="store_true", default=None, help=_("one line after another, no screens"))
    opening.add_argument("--mouse", action=argparse.BooleanOptionalAction, help=_("use the mouse, or leave it alone"))
    commands = parser.add_subparsers(dest="command", metavar=_("COMMAND"), parser_class=Parser)

    def command(name: str, help: str, *parents: Parser) -> Parser:
        return commands.add_parser(name, help=help, description=help, parents=[common, *parents])

    demo = command("demo", _("make a register from the two documents and open it"))
    demo.add_argument("directory", nargs="?", default="iktui-demo", metavar="DIR")
    demo.add_argument("--no-open", action="store_true", help=_("only make it"))
    demo.add_argument("--author", metavar="NAME-MAIL", help=_("who makes the change: “Name <mail>”"))

    init = command("init", _("make a new register"))
    init.add_argument("directory", metavar="DIR")
    init.add_argument("--name", help=_("what the register is called"))
    init.add_argument("--author", metavar="NAME-MAIL", help=_("who makes the change: “Name <mail>”"))

    clone = command("clone", _("make a copy of a shared register"))
    clone.add_argument("url", metavar="URL")
    clone.add_argument("directory", metavar="DIR")

    import_ = command("import", _("read overviews and plans into the register"), writing, editing)
    import_.add_argument("files", nargs="+", metavar="FILE", help=_("“-” reads standard input"))
    import_.add_argument("--dry-run", action="store_true", help=_("show what would change, write nothing"))
    map_help = _("what a column holds: a field, a party for its marks, or “-” to keep it as it is written")
    import_.add_argument("--map", action="append", default=[], metavar="HEADER=FIELD", help=map_help)
    name_help = _("what a table without a column of names is called; “{members}” in it stands for those that take part")
    import_.add_argument("--name", default="", metavar="NAME", help=name_help)
    leave_help = _("leave out a record, or a field of one that changes")
    import_.add_argument("--leave", action="append", default=[], metavar="ID[.FIELD]", help=leave_help)
    import_.add_argument("--encoding", metavar="NAME", help=_("of the files, when it is not UTF-8"))
    import_.add_argument("--edition", metavar="YEAR", help=_("publish the result as the edition of this year"))

    listing = command("list", _("list the collaborations"), reading, on)
    listing.add_argument(
        "query", nargs="*", metavar="QUERY", help=_("words to find, or host:, with:, changed> …; not, or, (…)")
    )

    listing.add_argument("--view", metavar="KEY", help=_("as the view that is saved under this key has it"))

    show = command("show", _("show one collaboration"), reading)
    show.add_argument("id", metavar="ID")

    new = command("new", _("make a new collaboration"), writing)
    new.add_argument("name", metavar="NAME")
    new.add_argument("settings", nargs="*", metavar="FIELD=VALUE")

    set_ = command("set", _("change fields of a collaboration"), writing, editing)
    set_.add_argument("id", metavar="ID")
    set_.add_argument("settings", nargs="+", metavar="FIELD=VALUE")

    end = command("end", _("end a collaboration; its history stays"), writing, editing)
    end.add_argument("id", metavar="ID")
    end.add_argument("--date", help=_("from when (today)"))

    remove = command("remove", _("remove a collaboration that should never have been there"), writing, editing)
    remove.add_argument("id", metavar="ID")

    merge = command(
        "merge", _("make two collaborations one: the first takes over what the second has"), writing, editing
    )
    merge.add_argument("id", metavar="ID")
    merge.add_argument("other", metavar="OTHER-ID")
    merge.add_argument("--theirs", action="append", default=[], metavar="FIELD", help=_("take the second's value"))
    merge.add_argument("--keep", action="append", default=[], metavar="FIELD", help=_("keep the first's value"))
    merge.add_argument("--keep-all", action="store_true", help=_("keep the first's value in all that differs"))
    merge.add_argument("--dry-run", action="store_true", help=_("show what becomes of each field, write nothing"))

    undo = command("undo", _("take your last change back, or any revision, as a new commit"), writing, editing)
    undo.add_argument("revision", nargs="?", metavar="REV")
    undo.add_argument("--redo", action="store_true", help=_("do again what you last took back"))
    undo.add_argument("--overwrite", action="store_true", help=_("also fields that have been changed since"))

    rollover = command("rollover", _("open the edition of a year, confirm it, publish it, adopt it"), writing, editing)
    rollover.add_argument("year", metavar="YEAR")
    rollover.add_argument("ids", nargs="*", metavar="ID", help=_("with --confirm: only these collaborations"))
    rollover.loose = "ids"
    rollover.add_argument("--dry-run", action="store_true", help=_("show what would change, write nothing"))
    doing = rollover.add_mutually_exclusive_group()
    doing.add_argument(
        "--confirm",
        nargs="?",
        const="",
        metavar="PARTY",
        help=_("this member's part (yours): of the ids, of an area, or of all"),
    )
    doing.add_argument("--publish", action="store_true", help=_("publish it; -m says why when something is open"))
    doing.add_argument(
        "--adopt", nargs="?", const="", metavar="PARTY", help=_("record this council's decision (yours)")
    )
    rollover.add_argument("--area", metavar="AREA", help=_("with --confirm: what is unchanged in this area"))
    rollover.add_argument("--state", metavar="STATE", help="confirmed, changed, ended")
    rollover.add_argument("--papers", metavar="DIR", help=_("with --publish: write its papers into this folder"))
    for option, metavar, help in (
        ("--body", "BODY", _("with --adopt: which council or committee")),
        ("--date", "DATE", _("with --adopt: when it decided")),
        ("--outcome", "TEXT", _("with --adopt: what it decided")),
    ):
        rollover.add_argument(option, metavar=metavar, help=help)

    plan = command(
        "plan", _("the action plan: list it; move, order, tick off or carry over its items"), writing, editing
    )
    plan.add_argument("ids", nargs="*", metavar="ID", help=_("what is below an item goes along"))
    plan.loose = "ids"
    plan.add_argument("--year", metavar="YEAR", help=_("list this year only"))
    plan.add_argument("--open", action="store_true", help=_("list only what is neither done nor dropped"))
    plan.add_argument("--at", metavar="WHEN", help=_("as of a date, an edition (edition/2021) or a commit"))
    doing = plan.add_mutually_exclusive_group()
    doing.add_argument("--move", metavar="YEAR", help=_("to another year"))
    doing.add_argument("--tick", action="store_true", help=_("done; planned again when it is done"))
    doing.add_argument("--carry", action="store_true", help=_("carry over to the next year, what is done stays"))
    doing.add_argument("--up", action="store_true", help=_("one place up"))
    doing.add_argument("--down", action="store_true", help=_("one place down"))
    study = command(
        "study", _("studies and agreements: where they stand, what is missing, the next step"), writing, editing
    )
    study.add_argument("id", nargs="?", metavar="ID")
    study.add_argument("settings", nargs="*", metavar="FIELD=VALUE")
    study.loose = "settings"
    study.add_argument("--at", metavar="WHEN", help=_("as of a date, an edition (edition/2021) or a commit"))
    study.add_argument("--new", metavar="NAME", help=_("a new study"))
    study.add_argument("--from-plan", metavar="ID", help=_("with --new: of this plan item"))
    study.add_argument(
        "--advance", action="store_true", help=_("the step is done; -m says why when something is missing")
    )
    study.add_argument("--stop", metavar="REASON", help=_("stop the study"))
    decision_help = _("record this council's decision (yours); --case is its number")
    study.add_argument("--decision", nargs="?", const="", metavar="PARTY", help=decision_help)
    study.add_argument("--draft", choices=["agreement", "service"], help=_("draft the agreement, from what is known"))
    study.add_argument("--check", action="store_true", help=_("what is missing, point by point"))
    study.add_argument("--establish", action="store_true", help=_("make the collaboration that it became"))
    study.add_argument("--forms", nargs="+", metavar="CODE", help=_("compare forms of organisation"))
    for option, metavar, help in (
        ("--body", "BODY", _("with --decision: which council or committee")),
        ("--archive-case", "NUMBER", _("with --decision: the archive's case number")),
        ("--outcome", "TEXT", _("with --decision: what it decided")),
        ("--date", "DATE", _("when (today)")),
    ):
        study.add_argument(option, metavar=metavar, help=help)

    blame = command("blame", _("who set each field, when, and what stood there before"), reading)
    blame.add_argument("id", metavar="ID")

    history = command("history", _("who changed what and when, newest first"), reading)
    history.add_argument("id", nargs="?", metavar="ID")
    history.add_argument("--find", default="", metavar="QUERY", help=_("by:, field:, changed>, words, or host: …"))
    history.add_argument("--signatures", action="store_true", help=_("say who signed, and what is not signed"))
    history.add_argument("--limit", type=int, metavar="N", help=_("at most so many revisions"))

    diff = command("diff", _("what differs between two dates, editions or commits"))
    diff.add_argument("before", metavar="FROM")
    diff.add_argument("after", nargs="?", default="HEAD", metavar="TO")
    diff.add_argument("--known", metavar="DATE", help=_("what FROM reported for a day, against what TO knows of it"))
    diff.add_argument("--json", action="store_true", help=_("print JSON"))

    restore = command(
        "restore", _("make a collaboration, or one field of it, what it was, as a new commit"), writing, editing
    )
    restore.add_argument("id", metavar="ID")
    restore.add_argument("revision", metavar="REV", help=_("a date, an edition (edition/2021) or a commit"))
    restore.add_argument("--field", default="", metavar="FIELD", help=_("only this field: comment, participants.oyer"))

    by_hand = command(
        "hand-edits", _("what was changed by hand in the files: look at it, take it, set it aside"), writing, editing
    )
    by_hand.add_argument("--take", nargs="*", metavar="PATH", help=_("take these, or all that can be taken"))
    by_hand.add_argument(
        "--settle", nargs="+", action="append", default=[], metavar=("PATH", "FIELD=mine|theirs"),
        help=_("take a file whose fields were saved otherwise meanwhile: the file's value, or the register's"),
    )  # fmt: skip
    by_hand.add_argument(
        "--aside", nargs="+", default=[], metavar="PATH", help=_("keep these beside, put back what the register holds")
    )

    sync = command("sync", _("take in what others published, publish what is here"), writing)
    sync.add_argument("--dry-run", action="store_true", help=_("show what would be done, publish nothing"))
    sync.add_argument("--yes", action="store_true", help=_("also when much would be removed"))

    resolve = command("resolve", _("settle a field that two sides gave different values"), writing, editing)
    resolve.add_argument("id", metavar="ID")
    resolve.add_argument("field", metavar="FIELD", help=_("* for the whole record"))
    resolve.add_argument("value", metavar="VALUE", help=_("mine, theirs, or another value"))

    merge_file = command("merge-file", _("merge a record by field: what git calls when you pull by hand"))
    for name in ("base", "ours", "theirs", "path"):
        merge_file.add_argument(name, metavar=name.upper())

    councils = command(
        "councils", _("what the councils decide on: what each has said, what is missing"), writing, editing
    )
    councils.add_argument("id", nargs="?", metavar="ID")
    councils.add_argument("--missing", action="store_true", help=_("only what somebody has not decided on"))
    councils.add_argument(
        "--party", nargs="?", const="", metavar="PARTY", help=_("record what this council (yours) decided")
    )
    for option, metavar, help in (
        ("--archive-case", "NUMBER", _("with --party: the archive's case number")),
        ("--body", "BODY", _("with --party: which council or committee")),
        ("--date", "DATE", _("with --party: when it decided")),
        ("--outcome", "TEXT", _("with --party: what it decided")),
    ):
        councils.add_argument(option, metavar=metavar, help=help)

    convert = command("convert", _("what is still under § 27, and its conversion"), writing, editing)
    convert.add_argument("id", nargs="?", metavar="ID")
    convert.add_argument("--at", metavar="WHEN", help=_("as of a date, an edition (edition/2021) or a commit"))
    convert.add_argument("--to", metavar="FORM", help=_("the form that it gets"))
    convert.add_argument("--date", default="", metavar="DATE", help=_("when it takes effect"))
    convert.add_argument(
        "--decided", action="append", default=[], metavar="PARTY=CASE", help=_("the case of a council that decided it")
    )

    command("check", _("what is broken, uncertain or worth a look"), reading, on)

    fsck = command("fsck", _("prove it all: every file, every commit, every reference"))
    fsck.add_argument("--json", action="store_true", help=_("print JSON"))

    cycle = command("cycle", _("the annual cycle: what a year holds, as a list or a calendar"), writing, editing)
    cycle.add_argument("--year", metavar="YEAR", help=_("another year than this"))
    cycle.add_argument("--at", metavar="WHEN", help=_("as of a date, an edition (edition/2021) or a commit"))
    cycle.add_argument("--ics", action="store_true", help=_("print a calendar (iCalendar)"))
    cycle.add_argument("-o", dest="output", metavar="FILE", help=_("write to a file"))
    cycle.add_argument("--add-usual", action="store_true", help=_("make the usual events that are missing"))

    stats = command("stats", _("how many collaborations: by municipality, area, form, host and edition"), reading, on)
    stats.add_argument("--csv", action="store_true", help=_("print CSV"))
    stats.add_argument("-o", dest="output", metavar="FILE", help=_("write to a file"))

    own = command("settings", _("the user's settings, in words; NAME=VALUE keeps another value"))
    own.add_argument("settings", nargs="*", metavar="NAME=VALUE")
    own.add_argument("--json", action="store_true", help=_("print JSON"))

    own = command("municipality", _("which member you are from: said, or kept for the next calls"))
    own.add_argument("name", nargs="?", metavar="NAME")
    own.add_argument("--none", action="store_true", help=_("you are from none of them"))

    command("seen", _("you have seen what others changed until now"))

    anything = _("anything that can be done, by its name")
    deed = commands.add_parser("do", add_help=False, parents=[common], help=anything)
    deed.add_argument("action", nargs="?", metavar="ACTION")
    deed.add_argument("words", nargs=argparse.REMAINDER)

    actions = command("actions", _("everything that can be done or looked at, and where"))
    actions.add_argument("--json", action="store_true", help=_("print JSON"))

    keys = command("keys", _("print the keys, as lines for the file of settings"))
    keys.add_argument("--json", action="store_true", help=_("print JSON"))

    export = command("export", _("write a paper as a document, or the public site"), reading, on)
    forms = (*FORMATS, SITE)
    export.add_argument("format", choices=forms, metavar="FORMAT", help=", ".join(forms))
    export.add_argument(
        "what", nargs="*", metavar="WHAT",
        help=_(
            "overview, section27, plan, changes, figures, cycle, study ID, agreement ID or record ID; "
            "of a site the folder"
        ),
    )  # fmt: skip
    export.add_argument(
        "--since", metavar="WHEN", help=_("of changes: since which edition or date (the newest edition)")
    )
    export.add_argument(
        "--template", metavar="FILE", help=_("docx: your own Word file with {{ title }} and {{ content }}")
    )
    export.add_argument("--url", metavar="BASE", help=_("site: the address at which it will be"))
    export.add_argument("-o", dest="output", metavar="FILE", help=_("write to a file"))
    dialect_help = _("csv: excel (semicolons, as a Norwegian Excel opens it) or rfc4180 (commas)")
    export.add_argument("--dialect", choices=DIALECTS, metavar="DIALECT", help=dialect_help)
    export.add_argument("--as-written", action="store_true", help=_("csv: in the imported document's own words"))
    return parser


def command_names(parser: Parser | None = None) -> list[str]:
    """Every command, of a parser that is made already, or of one made for it."""
    made = (parser or make_parser())._actions
    return list(next(one for one in made if isinstance(one, argparse._SubParsersAction)).choices)
