"""What the keys of the main screen do: each is a function of the place they are pressed in.

What only looks is done at once, so that keys typed ahead are for the screen that comes; the rest is awaited.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any, Final, NamedTuple

from iktui.screens.ask.dialogs import Question, checked
from iktui.screens.desk.detail import DetailScreen
from iktui.screens.desk.files import export_paper
from iktui.screens.desk.importing import import_document
from iktui.screens.desk.merging import merge_two
from iktui.screens.desk.undoing import redo_last, undo_last
from iktui.screens.looking.activity import ActivityScreen
from iktui.screens.looking.history import HistoryScreen
from iktui.screens.looking.looking import Looking
from iktui.screens.looking.picture import PictureScreen, look_at
from iktui.screens.looking.record import RecordScreen
from iktui.screens.looking.viewing import ViewScreen
from iktui.screens.main import times
from iktui.screens.main.bulk import ask_bulk
from iktui.screens.main.place import Place
from iktui.screens.main.settling import settle_open
from iktui.screens.main.waiting import WaitingScreen, choose_municipality
from iktui.screens.planning.councils import CouncilsScreen
from iktui.screens.planning.cycle import CycleScreen
from iktui.screens.planning.legal_basis import LegalBasisScreen
from iktui.screens.planning.plan import PlanScreen
from iktui.screens.planning.rollover import roll_over
from iktui.screens.planning.studies import StudiesScreen
from iktui.screens.register.areas import AreasScreen
from iktui.screens.register.choosing import SettingsScreen
from iktui.screens.register.figures import FiguresScreen
from iktui.screens.register.findings import FindingsScreen
from iktui.screens.register.others import OthersScreen
from iktui.screens.register.views import ViewsScreen
from store.actions.action import Asked
from store.actions.collaborations import BULK, MERGE, copy, new
from store.actions.views import NOTICES, TIMELINE, VIEWS
from store.base.i18n import _, ngettext
from store.records.entry import check_name


class Opening(NamedTuple):
    """What a key opens, and what is done with the answer that it is left with."""

    screen: Looking[Any, Any] | PlanScreen
    """It reads before it is shown."""
    then: Callable[[Any], None] = lambda _answer: None


Key = Callable[[Place], Coroutine[Any, Any, object] | Opening | None]

# --- the record under the cursor


async def edit(place: Place) -> None:
    """Edit the record under the cursor, or all that are marked: one review, one commit."""
    marked, record = place.marked(), place.record()
    if marked:
        asked = await ask_bulk(place.desk, place.desk.asked(*marked))
        title = ngettext("{count} marked", "{count} marked", len(marked))
        if asked is not None and await place.desk.do(BULK, asked, None, title):
            place.overview.records.clear_marks()
    elif record is not None:
        await place.desk.edit_record(record)


async def make(place: Place, *, like: bool) -> None:
    """Make a collaboration; or one `like` that under the cursor."""
    record, desk = place.record() if like else None, place.desk
    if like and record is None:
        return
    title = _("Copy: {name}", name=record.name) if record else _("New collaboration")
    asked = desk.asked(record) if record else desk.asked()
    answers = await desk.ask(title, Question("name", _("Name"), record.name if record else "", checked(check_name)))
    if answers is not None:
        record = (copy if like else new)(answers["name"], asked)
        await desk.edit_record(record, snapshot=asked.snapshot, is_new=True)


async def merge(place: Place) -> None:
    """Make the two marked collaborations one; or the one under the cursor and another."""
    desk, marked, record = place.desk, place.marked(), place.record()
    if record is None:
        return
    asked: Asked | None
    if len(marked) == 2:
        asked = desk.asked(marked[0], other=marked[1].id)
    elif marked:
        desk.tell(_("mark two to merge them, or none"), "warning")
        return
    else:
        asked = await desk.answers(MERGE, desk.asked(record, which={}))
    if asked is not None and await merge_two(desk, asked):
        place.overview.records.clear_marks()


def detail(place: Place) -> None:
    """The record on the whole screen; of a file that cannot be read, what is known of it."""
    row, record = place.overview.row, place.record()
    if record is not None:
        desk, life = place.desk, partial(look_at, place.desk, TIMELINE, collaboration=record.id)
        desk.app.push_screen(RecordScreen(desk, record, desk.session.snapshot, life))
    elif row is not None:
        place.desk.app.push_screen(DetailScreen(row.name, place.overview.paragraphs(row)))


async def timeline(place: Place) -> None:
    """The life of the record under the cursor."""
    if (record := place.record()) is not None:
        place.go_to(await look_at(place.desk, TIMELINE, collaboration=record.id))


def history(place: Place) -> None:
    """Who changed the record, what and when."""
    if (record := place.record()) is not None:
        place.desk.app.push_screen(HistoryScreen(place.desk, record, place.desk.session.snapshot))


async def blame(place: Place) -> None:
    """Who set each field of the record."""
    if (record := place.record()) is not None:
        await place.desk.show_blame(record, place.desk.session.snapshot)


# --- the whole register


async def sync(place: Place) -> None:
    """Take in what others published, publish what is here; then ask about what both changed."""
    plan = await place.sharing.share() if not place.desk.refuse_in_past() else None
    if plan is not None and plan.conflicts:
        await conflicts(place)


async def conflicts(place: Place) -> None:
    """The open conflicts."""
    if not place.desk.refuse_in_past():
        await settle_open(place.desk)


async def views(place: Place) -> None:
    """Other groups, order and columns."""
    now = place.overview.view._replace(query=place.overview.filter.value)
    view = await place.desk.app.push_screen_wait(ViewsScreen(place.path, now, place.desk.session.listing))
    if view is not None:
        place.overview.use(view)


# --- looking: at then, at what changed, at parts of it


def activity(place: Place) -> None:
    """What everybody changed."""
    place.desk.app.push_screen(ActivityScreen(place.desk, place.seen))


def findings(place: Place) -> Opening:
    """What is broken, uncertain or worth a look."""
    row = place.overview.row
    return Opening(FindingsScreen(place.desk, row.id if row else ""), place.go_to)


def figures(place: Place) -> Opening:
    """How many collaborations, by municipality, area, form, host and edition; shows those that one counts."""

    def use(query: str | None) -> None:
        if query:
            place.overview.use(place.overview.view._replace(query=query))

    return Opening(FiguresScreen(place.desk), use)


def waiting(place: Place) -> Opening:
    """What waits for the person's municipality; what has been seen or done there waits no more above the list."""

    def back(id: str | None) -> None:
        place.go_to(id)
        place.overview.tell_waiting()

    return Opening(WaitingScreen(place.desk, place.path), back)


def viewing(id: str) -> Key:
    """What opens a View by its id, after what it has to ask."""
    view = VIEWS[id]
    wanted = [question for question in view.asks if question.required]
    kind = PictureScreen if view.is_drawn else ViewScreen

    def opened(place: Place) -> Opening:
        return Opening(kind(place.desk, view), place.go_to)

    async def asked(place: Place) -> None:
        asked = place.desk.asked()
        questions = [
            Question(one.id, one.text(asked), one.default(asked), checked(partial(one.answer, asked=asked)))
            for one in wanted
        ]
        answers = await place.desk.ask(_(view.title), *questions)
        if answers is not None:
            read = {one.id: one.answer(answers[one.id], asked) for one in wanted}
            screen = kind(place.desk, view, **read)
            if await screen.prepare():
                place.desk.app.push_screen(screen, place.go_to)

    return asked if wanted else opened


def settings(place: Place) -> None:
    """What the user prefers, in words."""
    place.desk.app.push_screen(SettingsScreen(place.desk))


KEYS: Final[dict[str, Key]] = {
    "edit": edit, "merge": merge, "detail": detail, "history": history, "blame": blame, "sync": sync,
    "timeline": timeline,
    "conflicts": conflicts, "views": views, "activity": activity, "findings": findings, "figures": figures,
    "settings": settings,
    "waiting": waiting, "municipality": choose_municipality,
    "new": lambda place: make(place, like=False), "copy": lambda place: make(place, like=True),
    "undo": lambda place: undo_last(place.desk), "redo": lambda place: redo_last(place.desk),
    "import": lambda place: import_document(place.desk), "export": lambda place: export_paper(place.desk),
    "rollover": lambda place: roll_over(place.desk),
    "areas": lambda place: Opening(AreasScreen(place.desk)), "plan": lambda place: Opening(PlanScreen(place.desk)),
    "others": lambda place: Opening(OthersScreen(place.desk)),
    "studies": lambda place: Opening(StudiesScreen(place.desk)),
    "cycle": lambda place: Opening(CycleScreen(place.desk), place.go_to),
    "councils": lambda place: Opening(CouncilsScreen(place.desk)),
    "legal_basis": lambda place: Opening(LegalBasisScreen(place.desk)),
    "notices": lambda place: Opening(ViewScreen(place.desk, NOTICES), place.go_to),
    "travel": lambda place: times.ask_when(place.desk), "compare": lambda place: times.compare_two(place.desk),
    "before": lambda place: times.step(place.desk, -1), "after": lambda place: times.step(place.desk, 1),
    "edition_before": lambda place: times.step_edition(place.desk, -1),
    "edition_after": lambda place: times.step_edition(place.desk, 1),
}  # fmt: skip
