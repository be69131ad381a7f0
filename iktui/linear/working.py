"""The work around the register in lines: plan, studies, councils, § 27, the annual cycle, the year's edition."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from iktui.cli.output import put
from iktui.cli.planning.cycle import calendar_of
from iktui.files import is_there, write_file
from iktui.files.folder import folder_of
from iktui.files.sets import names_of_set, write_set
from iktui.linear.arranging import Deed, Viewed, browse, edit, new_of, put_fields, record_deeds
from iktui.linear.asking import ask, ask_line, choose, confirm
from iktui.linear.deeds import answer_all, do
from iktui.linear.form.editing import Edit
from iktui.linear.session import Session
from store.actions.action import Action
from store.actions.editions import ADOPT, CONFIRM, CONVERT, DECIDE, PUBLISH, ROLLOVER, USUAL_EVENTS
from store.actions.plan import CARRY_ITEM, MOVE_ITEM, ORDER_ITEM, REBUILD_PLAN, REMOVE_ITEM, TICK_ITEM
from store.actions.plan import new as new_item
from store.actions.studies import ADVANCE, DECIDE_STUDY, DRAFT, ESTABLISH, NEW_STUDY, STOP
from store.actions.views import COUNCILS, CYCLE, EDITION, LEGAL_BASIS, PLAN, STUDIES
from store.base.dates import check_year
from store.base.i18n import _
from store.changes import edits
from store.editions.checklist import CONFIRMED, ENDED, unchanged
from store.editions.rollover import next_year
from store.planning.plan_edits import plan_year
from store.planning.plan_past import lacking
from store.records.entry import check_name, find_party
from store.records.model import Collaboration, Event, PlanItem, Study
from store.records.paths import Key
from store.register.publishing import mend, state_of


def _deed(label: str, kind: str, action: Action, **answers: Any) -> Deed:
    return label, lambda session, id: do(session, action, session.of_kind(kind, id), **answers)


# --- the action plan


def run_plan(session: Session, words: str) -> None:
    """The action plan, a year or all of it: its items, and what can be done with each."""
    year = plan_year(words) if words else None

    kind, viewed = PlanItem.KIND, Viewed(session, PLAN, year=year)
    of_item: dict[str, Deed] = {
        **record_deeds(kind),
        "tick": _deed(_("done"), kind, TICK_ITEM), "move": _deed(_("move to another year"), kind, MOVE_ITEM),
        "below": (_("a new one below it"), lambda session, id: _new_item(session, id)),
        "study": (_("a study of it"), lambda session, id: do(session, NEW_STUDY, item=id)),
        "remove": _deed(_("remove"), kind, REMOVE_ITEM),
    }  # fmt: skip

    def at_line(run: Callable[[Session, str], object]) -> Callable[[Session, str], object]:
        """With the item, in whatever year it was chosen."""
        return lambda session, key: run(session, viewed.record(key).id)

    def in_year(label: str, action: Action, **answers: Any) -> Deed:
        """What is only done in the newest year of an item."""
        return label, lambda session, key: do(
            session, action, viewed.record(key), from_year=viewed.lines[key].item.item.year, **answers
        )

    deeds = {name: (label, at_line(run)) for name, (label, run) in of_item.items()}
    deeds |= {
        "carry": in_year(_("carry over"), CARRY_ITEM), "up": in_year(_("up"), ORDER_ITEM, step=-1),
        "down": in_year(_("down"), ORDER_ITEM, step=1),
    }  # fmt: skip
    rebuild: Deed = (_("Rebuild the plan"), lambda session, _id: do(session, REBUILD_PLAN))
    general = {"rebuild": rebuild} if lacking(session.snapshot) else None
    browse(session, viewed, deeds, lambda session: _new_item(session, ""), general)


def _new_item(session: Session, parent: str) -> None:
    about = [session.of_kind(PlanItem.KIND, parent)] if parent else []
    name = ask_line(_("Name"), check=check_name)
    year = plan_year(ask_line(_("Year"), edits.today()[:4], plan_year)) if not parent else None
    Edit(session, new_item(name, year, session.asked(*about)), is_new=True).run()


# --- studies


def run_studies(session: Session, _words: str) -> None:
    """Studies: where they stand, what is missing, the next step, the agreement, the collaboration."""

    kind = Study.KIND
    deeds = {
        **record_deeds(kind), "show": (_("show"), _show_study),
        "advance": _deed(_("next step"), kind, ADVANCE), "decide": _deed(_("decision"), kind, DECIDE_STUDY),
        "draft": _deed(_("draft"), kind, DRAFT), "establish": _deed(_("make collaboration"), kind, ESTABLISH),
        "stop": _deed(_("stop"), kind, STOP),
    }  # fmt: skip
    browse(session, Viewed(session, STUDIES), deeds, lambda session: do(session, NEW_STUDY))


def _show_study(session: Session, id: str) -> None:
    study = session.of_kind(Study.KIND, id)
    for line in STUDIES.show(session.seen().on(study)).lines:
        for _label, text in line.more:
            put(text)
    put_fields(session, study)


# --- councils, § 27


def run_councils(session: Session, _words: str) -> None:
    """What the councils decide on: what each has said, what is missing; a decision is recorded."""

    viewed = Viewed(session, COUNCILS)

    def show(_session: Session, key: str) -> None:
        for party, said in viewed.lines[key].more:
            put(f"{party}: {said}")

    deeds: dict[str, Deed] = {
        "decide": (_("record a decision"), lambda session, key: do(session, DECIDE, matter=viewed.lines[key].item)),
        "show": (_("what each council said"), show),
    }
    browse(session, viewed, deeds)


def run_convert(session: Session, _words: str) -> None:
    """What is still under § 27, and its conversion."""

    def convert(session: Session, id: str) -> None:
        record = session.snapshot.collaboration(id)
        asked = answer_all(session, session.asked(record, decided={}), CONVERT)
        cases = {}
        for party in record.participants:
            if party in session.snapshot.register.members:
                known = record.decisions[party].case if party in record.decisions else ""
                cases[party] = ask_line(_("Case of {party}", party=session.name(Key("party", party))), known)
        session.finish(CONVERT.plan(asked.answering(decided=cases)))

    browse(
        session, Viewed(session, LEGAL_BASIS), {**record_deeds(Collaboration.KIND), "convert": (_("convert"), convert)}
    )


# --- the annual cycle


def run_cycle(session: Session, words: str) -> None:
    """What a year holds; events are made, changed and removed."""
    year = int(check_year(words or edits.today()[:4]))
    viewed = Viewed(session, CYCLE, year=str(year))

    def on_record(deed: str) -> Callable[[Session, str], object]:
        def run(session: Session, id: str) -> object:
            record = viewed.record(id)
            return record_deeds(record.KIND)[deed][1](session, record.id)

        return run

    deeds: dict[str, Deed] = {
        deed: (record_deeds(Event.KIND)[deed][0], on_record(deed)) for deed in ("show", "edit", "history", "remove")
    }

    def calendar(session: Session, _id: str) -> None:
        file = ask_line(_("File"), f"iktui-{year}.ics")
        write_file(file, calendar_of(session.store, session.snapshot, year, session.listing))
        put(_("written: {file}", file=file))

    written: Deed = (_("Write a calendar file"), calendar)
    usual: Deed = (_("Add the usual events"), lambda session, _id: do(session, USUAL_EVENTS, year=str(year)))
    browse(session, viewed, deeds, lambda session: new_of(session, Event.KIND), {"usual": usual, "calendar": written})


# --- the year's edition


def run_rollover(session: Session, words: str) -> None:
    """The edition of a year: opened, confirmed part by part, published, adopted."""
    year = check_year(words or ask_line(_("Year"), next_year(session.snapshot, edits.today()), check_year))
    if year not in session.snapshot.editions and not do(session, ROLLOVER, year=year):
        return
    party = ""

    def state() -> Any:
        return state_of(session.store, year)

    def member() -> str:
        nonlocal party
        names = {id: (session.name(Key("party", id)), id) for id in session.snapshot.register.members}
        party = choose(_("Which member do you confirm for?"), names, party or session.party or None)
        return find_party(party, session.snapshot)

    def say(state_wanted: str) -> Callable[[Session, str], object]:
        def run(session: Session, id: str) -> object:
            offered = next(row.offered for row in state().rows if row.id == id)
            wanted = state_wanted or offered
            return do(session, CONFIRM, year=year, ids=[id], party=member(), state=wanted, by=session.author().name,
                      again=True)  # fmt: skip

        return run

    def publish(session: Session, _id: str) -> object:
        if not state().is_published:
            if not do(session, PUBLISH, year=year):
                return None
        elif not mend(session.store, year, session.author()):
            put(_("the edition of {year} is published", year=year))
        _write_papers(session, year)
        return None

    def confirm_area(session: Session, _id: str) -> object:
        rows, areas = state().rows, session.snapshot.register.areas
        options = {row.area: (areas[row.area].name if row.area else _("Without area"),) for row in rows}
        area, who = choose(_("Which area?"), options), member()
        ids = unchanged(rows, who, area)
        return do(session, CONFIRM, year=year, ids=ids, party=who, state=CONFIRMED, by=session.author().name)

    deeds: dict[str, Deed] = {
        "confirm": (_("yes, as the history says"), say("")), "ended": (_("it has ended"), say(ENDED)),
        "edit": (_("change"), lambda session, id: edit(session, session.snapshot.collaboration(id))),
    }  # fmt: skip
    general: dict[str, Deed] = {
        "area": (_("Confirm all that is unchanged in an area"), confirm_area), "publish": (_("Publish"), publish),
        "adopt": (_("Decision"), lambda session, _id: do(session, ADOPT, year=year)),
    }  # fmt: skip
    browse(session, Viewed(session, EDITION, year=year), deeds, general=general)


def _write_papers(session: Session, year: str) -> None:
    """Ask for a folder for the papers of a published edition, none when nothing is answered; write them, say where."""

    def parse(words: str) -> str:
        return words and str(folder_of(session.store, words))

    folder = ask(_("Folder for its papers"), parse, empty=_("none"))
    there = next((file for name in names_of_set(year) if is_there(file := f"{folder}/{name}")), "") if folder else ""
    if folder and (not there or confirm(_("{file} is there already. Write over it?", file=there))):
        put(write_set(session.store, year, folder))
