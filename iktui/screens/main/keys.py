"""What the keys of the main screen do: each is a function of the place they are pressed in.

What only looks is done at once, so that keys typed ahead are for the screen that comes; the rest is awaited.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any, Final, NamedTuple, Protocol

from iktui.screens.ask.dialogs import Question, checked
from iktui.screens.desk.desk import Desk
from iktui.screens.desk.merging import merge_two
from iktui.screens.main import times
from iktui.screens.main.place import Place
from store.base.errors import StoreError
from store.base.i18n import _, ngettext
from store.records.model import Collaboration


class Opened(Protocol):
    """A screen that reads before it is shown."""

    async def prepare(self) -> bool:
        """Read; gives whether there is something to show."""


class Opening(NamedTuple):
    """What a key opens, and what is done with the answer that it is left with."""

    screen: Opened
    then: Callable[[Any], None] = lambda _answer: None


Key = Callable[[Place], Coroutine[Any, Any, object] | Opening | None]

# --- the record under the cursor


async def edit(place: Place) -> None:
    """Edit the record under the cursor, or all that are marked: one review, one commit."""
    marked, record = place.marked(), place.record()
    if marked:
        from iktui.screens.main.bulk import ask_bulk
        from store.actions.collaborations import BULK

        asked = await ask_bulk(place.desk, place.desk.asked(*marked))
        title = ngettext("{count} marked", "{count} marked", len(marked))
        if asked is not None and await place.desk.do(BULK, asked, None, title):
            place.overview.records.clear_marks()
    elif record is not None:
        await place.desk.edit_record(record)


async def new(place: Place) -> None:
    """Make a collaboration."""
    from store.actions.collaborations import new

    await _make(place.desk, _("New collaboration"), "", new)


async def copy(place: Place) -> None:
    """Make a collaboration like the one under the cursor."""
    from store.actions.collaborations import copy

    if (record := place.record()) is not None:
        await _make(place.desk, _("Copy: {name}", name=record.name), record.name, copy, record)


async def _make(desk: Desk, title: str, name: str, make: Callable[..., Collaboration], *about: Collaboration) -> None:
    from store.records.entry import check_name

    asked = desk.asked(*about)
    answers = await desk.ask(title, Question("name", _("Name"), name, checked(check_name)))
    if answers is None:
        return
    try:
        record = make(answers["name"], asked)
    except StoreError as error:
        desk.tell(error)
        return
    await desk.edit_record(record, snapshot=asked.snapshot, is_new=True)


async def merge(place: Place) -> None:
    """Make the two marked collaborations one; or the one under the cursor and another."""
    from store.actions.collaborations import MERGE

    desk, marked, record = place.desk, place.marked(), place.record()
    if record is None:
        return
    if len(marked) == 2:
        asked = desk.asked(marked[0], other=marked[1].id)
    elif marked:
        desk.tell(_("mark two to merge them, or none"), "warning")
        return
    elif (answered := await desk.answers(MERGE, desk.asked(record, which={}))) is not None:
        asked = answered
    else:
        return
    if await merge_two(desk, asked):
        place.overview.records.clear_marks()


def detail(place: Place) -> None:
    """The record on the whole screen."""
    from iktui.screens.desk.detail import DetailScreen
    from iktui.words.describe import record_paragraphs, related_paragraphs

    row, session = place.overview.row, place.desk.session
    if row is None:
        return
    snapshot, record = session.snapshot, place.record()
    title = f"{row.name}  ({session.past})" if session.past else row.name
    blamed = related = None
    if record is not None:
        store, shown = session.store, record
        blamed = lambda: record_paragraphs(shown, snapshot.name, store.blame(shown, snapshot.commit))  # noqa: E731
        related = partial(related_paragraphs, record, snapshot)
    place.desk.app.push_screen(DetailScreen(title, place.overview.paragraphs(row), blamed, related))


def history(place: Place) -> None:
    """Who changed the record, what and when."""
    from iktui.screens.looking.history import HistoryScreen

    if (record := place.record()) is not None:
        place.desk.app.push_screen(HistoryScreen(place.desk, record, place.desk.session.snapshot))


async def blame(place: Place) -> None:
    """Who set each field of the record."""
    from iktui.screens.desk.blame import BlameScreen

    snapshot = place.desk.session.snapshot
    if (record := place.record()) is not None:
        found = await asyncio.to_thread(place.desk.session.store.blame, record, snapshot.commit)
        place.desk.app.push_screen(BlameScreen(record, found, snapshot))


# --- the whole register


async def undo(place: Place) -> None:
    """Take the last change of this user back."""
    from iktui.screens.desk.undoing import undo_last

    await undo_last(place.desk)


async def redo(place: Place) -> None:
    """Do again what was last taken back."""
    from iktui.screens.desk.undoing import redo_last

    await redo_last(place.desk)


async def import_(place: Place) -> None:
    """Read a document into the register, after a review."""
    from iktui.screens.desk.files import import_document

    await import_document(place.desk)


async def export(place: Place) -> None:
    """Write the overview as a document."""
    from iktui.screens.desk.files import export_overview

    await export_overview(place.desk)


async def sync(place: Place) -> None:
    """Take in what others published, publish what is here; then ask about what both changed."""
    plan = await place.sharing.share() if not place.desk.refuse_in_past() else None
    if plan is not None and plan.conflicts:
        await conflicts(place)


async def conflicts(place: Place) -> None:
    """The open conflicts."""
    from iktui.screens.main.settling import settle_open

    if not place.desk.refuse_in_past():
        await settle_open(place.desk)


async def views(place: Place) -> None:
    """Other groups, order and columns."""
    from iktui.screens.register.views import ViewsScreen

    now = place.overview.view._replace(query=place.overview.filter.value)
    view = await place.desk.app.push_screen_wait(ViewsScreen(place.path, now, place.desk.session.listing))
    if view is not None:
        place.overview.use(view)


# --- looking: at then, at what changed, at parts of it


def activity(place: Place) -> None:
    """What everybody changed."""
    from iktui.screens.looking.activity import ActivityScreen

    place.desk.app.push_screen(ActivityScreen(place.desk, place.seen))


def areas(place: Place) -> Opening:
    """The areas."""
    from iktui.screens.register.areas import AreasScreen

    return Opening(AreasScreen(place.desk))


def plan(place: Place) -> Opening:
    """The action plan."""
    from iktui.screens.planning.plan import PlanScreen

    return Opening(PlanScreen(place.desk))


def others(place: Place) -> Opening:
    """The other records."""
    from iktui.screens.register.others import OthersScreen

    return Opening(OthersScreen(place.desk))


def studies(place: Place) -> Opening:
    """The studies and their agreements."""
    from iktui.screens.planning.studies import StudiesScreen

    return Opening(StudiesScreen(place.desk))


async def rollover(place: Place) -> None:
    """The edition of a year: opened, confirmed, published, adopted."""
    from iktui.screens.planning.rollover import roll_over

    await roll_over(place.desk)


def cycle(place: Place) -> Opening:
    """The annual cycle: what a year holds, month by month."""
    from iktui.screens.planning.cycle import CycleScreen

    return Opening(CycleScreen(place.desk), place.go_to)


def councils(place: Place) -> Opening:
    """What the councils decide on, and what is missing where."""
    from iktui.screens.planning.councils import CouncilsScreen

    return Opening(CouncilsScreen(place.desk))


def legal_basis(place: Place) -> Opening:
    """What is under § 27 still, and its conversion."""
    from iktui.screens.planning.legal_basis import LegalBasisScreen

    return Opening(LegalBasisScreen(place.desk))


def findings(place: Place) -> Opening:
    """What is broken, uncertain or worth a look."""
    from iktui.screens.register.findings import FindingsScreen

    row = place.overview.row
    return Opening(FindingsScreen(place.desk, row.id if row else ""), place.go_to)


def figures(place: Place) -> Opening:
    """How many collaborations, by municipality, area, form, host and edition; shows those that one counts."""
    from iktui.screens.register.figures import FiguresScreen

    def use(query: str | None) -> None:
        if query:
            place.overview.use(place.overview.view._replace(query=query))

    return Opening(FiguresScreen(place.desk), use)


def viewing(id: str) -> Key:
    """What opens a View by its id, after what it has to ask."""
    from iktui.screens.looking.viewing import ViewScreen
    from store.actions.views import VIEWS

    view = VIEWS[id]
    wanted = [question for question in view.asks if question.required]

    def opened(place: Place) -> Opening:
        return Opening(ViewScreen(place.desk, view), place.go_to)

    async def asked(place: Place) -> None:
        asked = place.desk.asked()
        questions = [
            Question(one.id, one.text(asked), one.default(asked), checked(partial(one.answer, asked=asked)))
            for one in wanted
        ]
        answers = await place.desk.ask(_(view.title), *questions)
        if answers is not None:
            read = {one.id: one.answer(answers[one.id], asked) for one in wanted}
            screen = ViewScreen(place.desk, view, **read)
            if await screen.prepare():
                place.desk.app.push_screen(screen, place.go_to)

    return asked if wanted else opened


KEYS: Final[dict[str, Key]] = {
    "edit": edit, "new": new, "copy": copy, "merge": merge, "detail": detail, "history": history, "blame": blame,
    "undo": undo, "redo": redo, "import": import_, "export": export, "sync": sync, "conflicts": conflicts,
    "views": views, "activity": activity, "areas": areas, "plan": plan, "others": others, "studies": studies,
    "rollover": rollover, "cycle": cycle, "councils": councils, "legal_basis": legal_basis, "findings": findings,
    "figures": figures,
    "travel": lambda place: times.ask_when(place.desk), "compare": lambda place: times.compare_two(place.desk),
    "before": lambda place: times.step(place.desk, -1), "after": lambda place: times.step(place.desk, 1),
    "edition_before": lambda place: times.step_edition(place.desk, -1),
    "edition_after": lambda place: times.step_edition(place.desk, 1),
}  # fmt: skip
