"""Whose person it is, and what waits for them: asked and told above the list, looked at and gone to from here."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar, Final

from textual import work
from textual.binding import Binding, BindingType

from iktui.remembered_views import keep_looked, keep_municipality
from iktui.screens.ask.dialogs import Question, checked
from iktui.screens.desk.desk import Desk
from iktui.screens.looking.activity import ActivityScreen
from iktui.screens.looking.looking import Looking
from iktui.screens.looking.viewing import ViewScreen
from iktui.screens.main.place import Place
from iktui.screens.main.settling import settle_open
from iktui.screens.planning.councils import CouncilsScreen
from iktui.screens.planning.plan import PlanScreen
from iktui.screens.planning.rollover import RolloverScreen
from iktui.screens.register.findings import FindingsScreen
from iktui.session import named_member
from iktui.widgets.text_pane import Paragraph
from store.actions.views import WAITING
from store.base.i18n import _
from store.records.paths import Key
from store.reports.shown import Line
from store.reports.waiting import CHANGES, CONFIRMATIONS, CONFLICTS, DECISIONS, DOUBTS, DUE, Waiting

_SCREENS: Final[dict[str, Callable[[Desk, Waiting], Looking[Any, Any] | PlanScreen]]] = {
    CONFIRMATIONS: lambda desk, one: RolloverScreen(desk, one.key.id if one.key else ""),
    DECISIONS: lambda desk, _one: CouncilsScreen(desk),
    DUE: lambda desk, _one: PlanScreen(desk),
    DOUBTS: lambda desk, one: FindingsScreen(desk, one.key.id if one.key else ""),
}
"""Where what waits is dealt with, by its kind."""


async def choose_municipality(place: Place) -> None:
    """Which member the person is of: from now on, and at the next start."""
    desk, session = place.desk, place.desk.session
    names = [session.name(Key("party", id)) for id in session.snapshot.register.members]
    none = _("none of them")

    def member(words: str) -> str:
        return "" if words in ("", none) else named_member(session.snapshot, words)

    now = session.name(Key("party", session.party)) if session.party else ""
    label = _("Which municipality are you from?")
    question = Question("member", label, now, checked(member), lambda: [*names, none])
    answers = await desk.ask(_("Your municipality"), question)
    if answers is None:
        return
    session.settle_in(member(answers["member"]))
    if wrong := keep_municipality(place.path, session.municipality or ""):
        desk.tell(wrong, "warning")
    row = place.overview.row
    place.overview.show(session, row.id if row else None)


class WaitingScreen(ViewScreen):
    """What waits; gives the id of a collaboration to go to."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("s", "seen", _("Seen"), id="seen")]

    def __init__(self, desk: Desk, path: Path) -> None:
        super().__init__(desk, WAITING)
        self._path = path

    def title_text(self) -> str:
        """How much, and for whom."""
        return self._found.counted[:1].upper() + self._found.counted[1:]

    def show(self, keep: object | None) -> None:
        """What is to be known of all of it, then the lines, or that there is none."""
        notes = [Line((note[:1].upper() + note[1:],), is_heading=True) for note in self._found.notes]
        nothing = [] if self._found.lines else [Line((self.title_text(),), is_heading=True)]
        self._list.set_items([*notes, *self._found.lines, *nothing], keep)

    def describe(self, line: Line) -> list[Paragraph]:
        """What there is to do, and all that is known of it."""
        name, *known = super().describe(line)
        return [name, Paragraph("", line.cells[-1]), *known] if isinstance(line.item, Waiting) else [name]

    def action_open(self) -> None:
        """To where it is dealt with; to the collaboration in the list."""
        line = self.line()
        if line is not None and isinstance(line.item, Waiting):
            self._open(line.item)

    @work
    async def _open(self, one: Waiting) -> None:
        if one.what == CONFLICTS:
            await settle_open(self._desk)
            await self.look_again()
        elif one.what == CHANGES:
            self.app.push_screen(ActivityScreen(self._desk, self._desk.session.looked))
        elif one.what in _SCREENS:
            screen = _SCREENS[one.what](self._desk, one)
            if isinstance(screen, CouncilsScreen):
                screen.first = one.key, one.part
            if await screen.prepare() and self.is_current:
                await self.app.push_screen_wait(screen)
                await self.look_again()
        else:
            super().action_open()

    @work
    async def action_seen(self) -> None:
        """What others changed until now has been seen."""
        if self._desk.refuse_in_past():
            return
        commit = self._snapshot.commit or ""
        self._desk.session.looked = commit
        if wrong := keep_looked(self._path, commit):
            self._desk.tell(wrong, "warning")
        await self.look_again()
