"""Lists of things, and what can be done with one of them: areas, parties, documents, events and all other records."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

from iktui.cli.output import put
from iktui.cli.reading import described_fields
from iktui.linear.asking import Options, ask, ask_line, choose, pick, put_options
from iktui.linear.deeds import answered, do
from iktui.linear.form.editing import Edit
from iktui.linear.looking import put_blame, put_history
from iktui.linear.session import Session
from iktui.session import look
from store.actions.action import Action, Question
from store.actions.records import REMOVE, new_record
from store.actions.register import (
    MEMBER,
    MOVE_AREA,
    MOVE_PARTY,
    NEW_AREA,
    NEW_EDITOR,
    NEW_PARTY,
    REMOVE_AREA,
    REMOVE_EDITOR,
    RENAME_AREA,
    RETIRE_AREA,
    RETIRE_PARTY,
    SPLIT_AREA,
)
from store.actions.views import View
from store.base.dates import shown_date
from store.base.errors import BadInput, StoreError
from store.base.i18n import _, language
from store.base.text import excerpt
from store.changes import wording
from store.records.entry import check_name
from store.records.model import KINDS, Record
from store.records.overview import areas_in_order
from store.records.paths import Key
from store.reports.shown import Line

Deed = tuple[str, Callable[[Session, str], object]]
"""What it is called, and what does it with the one of a key."""
_OTHERS: Final = ("party", "plan_item", "study", "question", "event", "edition", "document")


def browse(
    session: Session, listed: Callable[[], Options], deeds: dict[str, Deed],
    add: Callable[[Session], object] | None = None, general: dict[str, Deed] | None = None,
) -> None:  # fmt: skip
    """List them; a number or name, then what to do with it, until enter alone.

    `general` is what can be done with all of them at once; it stands in the list as well.
    """
    general, said = general or {}, dict[str, Sequence[str]]()
    hints = [_("number or name"), *([_("+: a new one")] if add is not None else [])]
    while True:
        session.refresh()
        options = {**listed(), **{f"*{id}": (label, id) for id, (label, _deed) in general.items()}}
        if options == said:
            pass
        elif said and options.keys() == said.keys():  # the same numbers: only what is said otherwise now
            for number, (id, names) in enumerate(options.items(), 1):
                if names[0] != said[id][0]:
                    put(_("{number} is now: {text}", number=number, text=excerpt(names[0], 200)))
        else:
            put_options(options)
        said = options
        if not options:
            put(_("nothing is there"))
            if add is None:
                return
        chosen = ask(_("Which one?"), _parser(options, bool(add)), empty=_("back"), hints=hints, options=options)
        if not chosen:
            return
        try:
            if chosen == "+" and add is not None:
                add(session)
            elif chosen.startswith("*"):
                general[chosen[1:]][1](session, "")
            else:
                put(options[chosen][0])
                what = choose(_("What shall be done?"), {name: (label, name) for name, (label, _deed) in deeds.items()})
                deeds[what][1](session, chosen)
        except (StoreError, ValueError) as error:
            put(" ".join(str(error).split()))


class Viewed:
    """What a View shows, as a list: each line by the id of its record, or by its part of it."""

    def __init__(self, session: Session, view: View, **answers: Any) -> None:
        self.lines: dict[str, Line] = {}
        self._session, self._view, self._answers = session, view, answers
        self._said: Sequence[str] = ()

    def __call__(self) -> Options:
        """The lines as they are now; what is to be known beside them is said when it is another than before."""
        session, view = self._session, self._view
        shown = look(session.store, view, session.seen(**self._answers), session.listing)
        notes = [*([shown.counted] if view.is_headed else ()), *shown.notes]
        if notes != self._said:
            self._said = notes
            for note in notes:
                put(note)
        self.lines, options, heading = {}, dict[str, Sequence[str]](), ""
        for line in shown.lines:
            if line.is_heading:
                heading = line.cells[0] + ": "
                continue
            key = (
                line.id if line.id and not line.part else "/".join([*(line.key or (heading, line.cells[0])), line.part])
            )
            level = _("level {number}", number=line.depth + 1) if line.depth else ""
            told = [heading + f"{line.sign} {line.cells[0]}".strip(), level, *line.cells[1:]]
            self.lines[key], options[key] = line, ("; ".join(part for part in told if part), line.cells[0])
        return options

    def record(self, key: str) -> Record:
        """The record that a line is about; raises BadInput when it is gone, or when it is about none."""
        about = self.lines[key].key
        if about is None:
            raise BadInput(_("name one record"))
        return self._session.of_kind(*about)

    def show(self, session: Session, key: str) -> None:
        """All that is known of a line, and its record."""
        for label, text in self.lines[key].more:
            put(f"{label}: {text}" if label else text)
        if self.lines[key].key is not None or not self.lines[key].more:
            put_fields(session, self.record(key))


def run_view(session: Session, view: View, words: str) -> None:
    """A View that has no deeds of its own: what it asks, its lines, and all that is known of one."""
    answers: dict[str, Any] = {}
    for number, question in enumerate(view.asks):
        if number == 0 and words:
            answers[question.id] = _answer(question, words, session)
        elif question.required:
            answers[question.id] = answered(question, session.seen())
    viewed = Viewed(session, view, **answers)

    browse(session, viewed, {"show": (_("show"), viewed.show)})


def _answer(question: Question, words: str, session: Session) -> Any:
    """What words stand for, a part of a name too where there is something to choose."""
    asked = session.seen()
    try:
        return question.answer(words, asked)
    except ValueError:
        if question.options is None:
            raise
        return question.answer(pick(words, question.options(asked)), asked)


def _parser(options: Options, can_add: bool) -> Callable[[str], str]:
    return lambda words: words if not words or (words == "+" and can_add) else pick(words, options)


def edit(session: Session, record: Record) -> bool:
    """The fields of a record of any kind, one after the other."""
    return Edit(session, record, base=session.snapshot.commit).run()


def record_deeds(kind: str) -> dict[str, Deed]:
    """What can be done with a record of any kind, by its id."""

    def record(session: Session, id: str) -> Record:
        return session.of_kind(kind, id)

    return {
        "show": (_("show"), lambda session, id: put_fields(session, record(session, id))),
        "edit": (_("change"), lambda session, id: edit(session, record(session, id))),
        "history": (_("history"), lambda session, id: put_history(session, Key(kind, id))),
        "blame": (_("who set each field"), lambda session, id: put_blame(session, record(session, id))),
        "remove": (_("remove"), lambda session, id: do(session, REMOVE, record(session, id))),
    }


def put_fields(session: Session, record: Record) -> None:
    """Every field as “label: value”."""
    put(record.name or record.id)
    for label, text in described_fields(record, session.snapshot):
        first, *rest = text.split("\n") or [""]
        put(f"{label}: {first}".rstrip())
        for line in rest:
            put(f"  {line}")


def _until(until: str | None) -> str:
    return f" ({_('until {date}', date=shown_date(until))})" if until else ""


def run_areas(session: Session, _words: str) -> None:
    """Areas: add, rename, order, retire, split, remove."""

    def listed() -> Options:
        areas = session.snapshot.register.areas
        return {
            id: (name + _until(areas[id].until), name) for id, name in areas_in_order(session.snapshot.register).items()
        }

    def deed(label: str, action: Action, **answers: Any) -> Deed:
        return label, lambda session, id: do(session, action, area=id, **answers)

    deeds = {
        "rename": deed(_("rename"), RENAME_AREA), "up": deed(_("up"), MOVE_AREA, step=-1),
        "down": deed(_("down"), MOVE_AREA, step=1), "retire": deed(_("retire"), RETIRE_AREA),
        "split": deed(_("split"), SPLIT_AREA), "remove": deed(_("remove"), REMOVE_AREA),
    }  # fmt: skip
    browse(session, listed, deeds, lambda session: do(session, NEW_AREA))


def run_parties(session: Session, _words: str) -> None:
    """Parties: add, change, order those that are members, say who edits for them, retire."""

    def listed() -> Options:
        parties, members = session.snapshot.parties, session.snapshot.register.members
        order = [*(id for id in members if id in parties), *(id for id in parties if id not in members)]
        return {id: (parties[id].name + _until(parties[id].until), *parties[id].aliases) for id in order}

    def deed(label: str, action: Action, **answers: Any) -> Deed:
        return label, lambda session, id: do(session, action, session.of_kind("party", id), **answers)

    deeds = {
        **record_deeds("party"), "member": deed(_("member or not"), MEMBER),
        "up": deed(_("up"), MOVE_PARTY, step=-1), "down": deed(_("down"), MOVE_PARTY, step=1),
        "retire": deed(_("retire"), RETIRE_PARTY),
        "editor": deed(_("new editor"), NEW_EDITOR), "no-editor": deed(_("remove editor"), REMOVE_EDITOR),
    }  # fmt: skip
    browse(session, listed, deeds, lambda session: do(session, NEW_PARTY))


def run_others(session: Session, words: str) -> None:
    """Documents, events, questions and the other records, kind by kind; the register itself."""
    kinds = {kind: (wording.kind_name(kind, language()), kind) for kind in ("register", *_OTHERS)}
    kind = pick(words, kinds) if words else choose(_("Which kind?"), kinds)
    if kind == "register":
        edit(session, session.snapshot.register)
        return
    browse(session, lambda: named(session.snapshot.records(KINDS[kind]).values()), record_deeds(kind),
           lambda session: new_of(session, kind))  # fmt: skip


def named(records: Iterable[Record]) -> Options:
    """Records by id, with their names and when they ended."""
    return {
        record.id: ((record.name or record.id) + _until(getattr(record, "until", None)), record.id)
        for record in records
    }


def new_of(session: Session, kind: str) -> bool:
    """A new record: its name, then its fields."""
    name = ask_line(_("Name"), check=check_name)
    return Edit(session, new_record(kind, name, session.asked()), is_new=True).run()
