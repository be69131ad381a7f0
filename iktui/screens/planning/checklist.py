"""The checklist of an edition: what each member says of its part in each collaboration."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from iktui.screens.ask import answer
from iktui.screens.ask.dialogs import Ask, Question, checked
from iktui.screens.ask.two_panes import TwoPanes
from iktui.widgets.checklist_list import AreaHead, ChecklistList, bar
from iktui.widgets.line_list import LineList, fit
from iktui.widgets.text_pane import Paragraph
from iktui.words.edition import row_paragraphs
from store.actions.action import Action
from store.actions.editions import CONFIRM
from store.base.errors import BadInput, StoreError
from store.base.glossary import terms_of
from store.base.i18n import _
from store.base.text import safe
from store.editions.checklist import CONFIRMED, ENDED, Count, Row, progress, unchanged
from store.records.entry import find_party
from store.records.paths import Key
from store.register.publishing import EditionState, state_of
from store.register.store import Store

if TYPE_CHECKING:
    from iktui.screens.ask.desk import Desk


class ChecklistScreen(TwoPanes[None]):
    """What each member has to say of its part in each collaboration, for one edition."""

    DEFAULT_CSS = """
    ChecklistScreen > .columns { height: 1; color: $text-muted; background: $surface; text-style: underline; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c,enter", "confirm", _("Confirm"), key_display="c", id="rollover.confirm"),
        Binding("A", "confirm_area", _("Confirm area"), id="rollover.confirm-area"),
        Binding("x", "end", _("Ended"), id="rollover.ended"),
        Binding("p", "choose_party", _("Other member"), show=False, id="rollover.party"),
    ]

    def __init__(self, desk: Desk, store: Store, state: EditionState) -> None:
        """`desk` is where changes are made."""
        super().__init__()
        self._desk, self._store, self._state = desk, store, state

    @property
    def _year(self) -> str:
        return self._state.edition.id

    def compose(self) -> ComposeResult:
        """Title, columns, panes, keys."""
        for number, widget in enumerate(super().compose()):
            yield widget
            if number == 0:
                yield Static("", markup=False, classes="columns", id="columns")

    def title_text(self) -> str:
        """Which edition, how far it is, and how far the member is that one confirms for."""
        state = terms_of("edition_state")[self._state.edition.state].name()
        count = progress(self._state.rows)
        shown = f"{_('The edition of {year}', year=self._year)}, {state.lower()}  {bar(count.whole)}"
        party = self._desk.party
        if party in count.members:
            done, total = count.members[party]
            shown += f"  {self._called(party)} {done}/{total}"
        return shown

    def make_list(self) -> LineList[object]:
        """The checklist."""
        return cast("LineList[object]", ChecklistList(id="checklist"))

    @property
    def _list(self) -> ChecklistList:
        return self.query_one("#checklist", ChecklistList)

    def on_mount(self) -> None:
        """Show it."""
        self._show(None)
        self._list.focus()

    def _called(self, party: str) -> str:
        return self._state.now.name(Key("party", party))

    def _show(self, keep: object | None) -> None:
        listing = self._list
        listing.members = tuple((id, self._called(id)) for id in self._state.now.register.members)
        listing.set_items(list(self._items()), keep)
        self.query_one("#title", Static).update(safe(self.title_text()))
        self.call_after_refresh(self._show_titles)

    def _show_titles(self) -> None:
        titles = self._list.titles(self._list.scrollable_content_region.width)
        self.query_one("#columns", Static).update("".join(fit(text, width) for text, width, _kind in titles))

    def _items(self) -> Iterator[Row | AreaHead]:
        now, counts = self._state.now, progress(self._state.rows).areas
        for area, rows in groupby(self._state.rows, key=lambda row: row.area):
            name = now.name(Key("area", area)) if area else _("Without an area")
            yield AreaHead(name, counts.get(area, Count(0, 0)))
            yield from rows
        since = [made.record for made in self._state.corrections if made.before is None]
        if since:
            yield AreaHead(_("Known since it was published"), Count(0, 0))
            yield from (Row(record.id, record.name, "", {}, CONFIRMED) for record in since)

    def describe(self, item: object) -> list[Paragraph]:
        """Who said what and when, what happened since the edition before, what is due."""
        return row_paragraphs(cast(Row, item), self._state)

    async def _look_again(self, keep: object | None = None) -> None:
        """Read it again; an edition that was taken back has nothing to show."""
        try:
            self._state = await asyncio.to_thread(state_of, self._store, self._year)
        except BadInput:
            answer(self, None)
            return
        except StoreError as error:
            self._desk.tell(error)
            return
        if self.is_mounted:
            self._show(keep)

    async def _do(self, action: Action, title: str = "", **answers: Any) -> bool:
        """One commit on the edition as it is shown."""
        asked = self._desk.asked(snapshot=self._state.now, year=self._year, **answers)
        saved = await self._desk.do(action, asked, None, title)
        if saved:
            await self._look_again()
        return saved

    # --- confirming

    def _current(self) -> Row | None:
        item = self._list.highlighted
        return item if isinstance(item, Row) else None

    async def _party(self, *, anew: bool = False) -> str | None:
        """The member that one confirms for: asked once a session, or when one wants another."""
        now = self._state.now
        names = {self._called(id): id for id in now.register.members}
        if self._desk.party in now.register.members and not anew:
            return self._desk.party

        def member(words: str) -> str:
            id = find_party(words, now)
            if id not in now.register.members:
                raise ValueError(_("choose one of: {known}", known=", ".join(names)))
            return id

        known = self._called(self._desk.party) if self._desk.party else ""
        asked = Question("party", _("Which member do you confirm for?"), known, checked(member), lambda: list(names))
        answers = await self.app.push_screen_wait(Ask(_("The edition of {year}", year=self._year), [asked]))
        if answers is not None:
            self._desk.party = member(answers["party"])
            self._show(None)
        return self._desk.party if answers is not None else None

    @on(LineList.Selected)
    def _selected(self, event: LineList.Selected) -> None:
        event.stop()
        self.action_confirm()

    @work
    async def action_confirm(self) -> None:
        """The member's part stands, or is what the history says: changed, ended."""
        row = self._current()
        if row is not None:
            await self._say([row], row.offered, again=True)

    @work
    async def action_end(self) -> None:
        """The member's part has ended."""
        row = self._current()
        if row is not None:
            await self._say([row], ENDED, again=True)

    @work
    async def action_confirm_area(self) -> None:
        """Everything in the area of the cursor that nothing happened to and the member has not spoken of."""
        row, party = self._current(), await self._party()
        if row is None or party is None:
            return
        ids = set(unchanged(self._state.rows, party, row.area))
        if await self._say([other for other in self._state.rows if other.id in ids], CONFIRMED):
            self._go_on(row, party)

    def _go_on(self, row: Row, party: str) -> None:
        """To the next area in which something that nothing happened to is left."""
        rows = self._state.rows
        at = next((at for at, other in enumerate(rows) if other.id == row.id), 0)
        left = next((other.id for other in [*rows[at:], *rows[:at]] if unchanged([other], party)), None)
        if left is not None:
            self._list.highlight(left)

    async def _say(self, rows: list[Row], state: str, *, again: bool = False) -> bool:
        """What the member says of its part in the collaborations, as one commit; then to the next."""
        party = await self._party()
        author = await self._desk.author() if party is not None else None
        if party is None or author is None:
            return False
        said = rows[0].parts.get(party) if len(rows) == 1 else None
        if said is not None and said.state == state:
            self._list.action_move(1)
            return False
        if len(rows) == 1 and again:
            self._list.action_move(1)
        ids = [row.id for row in rows]
        return await self._do(CONFIRM, ids=ids, party=party, state=state, by=author.name, again=again)

    @work
    async def action_choose_party(self) -> None:
        """Confirm for another member."""
        await self._party(anew=True)
