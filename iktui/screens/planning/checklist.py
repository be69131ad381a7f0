"""The checklist of an edition: what each member says of its part in each collaboration."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.widgets import Static

from iktui.screens.ask import answer
from iktui.screens.ask.dialogs import Question, checked
from iktui.screens.desk.desk import Desk
from iktui.screens.looking.looking import Looking
from iktui.widgets.checklist_list import AreaHead, ChecklistList, bar
from iktui.widgets.line_list import fit
from iktui.widgets.text_pane import Paragraph
from iktui.words.edition import row_paragraphs
from store.actions.editions import CONFIRM
from store.base.errors import StoreError
from store.base.glossary import terms_of
from store.base.i18n import _
from store.editions.checklist import CONFIRMED, ENDED, Count, Row, progress, unchanged
from store.editions.rollover import EditionState
from store.records.entry import find_party
from store.records.model import Record
from store.records.paths import Key
from store.records.snapshot import Snapshot
from store.register.publishing import state_of


class ChecklistScreen(Looking[None, EditionState]):
    """What each member has to say of its part in each collaboration, for one edition."""

    HAS_COLUMNS = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "confirm", _("Confirm"), id="confirm"),
        Binding("A", "confirm_area", _("Confirm area"), id="confirm-area"),
        Binding("x", "end", _("Ended"), id="end"),
        Binding("p", "choose_party", _("Other member"), show=False, id="rollover.party"),
    ]

    _list: ChecklistList

    def __init__(self, desk: Desk, year: str) -> None:
        super().__init__(desk, ChecklistList(id="checklist"))
        self._year = year

    def find(self, snapshot: Snapshot) -> EditionState:
        """The edition and its rows."""
        return state_of(self._desk.session.store, self._year, snapshot)

    def record(self) -> Record | None:
        """The collaboration, as it is now."""
        row = self._current()
        try:
            return self._snapshot.collaboration(row.id) if row is not None else None
        except StoreError as error:
            self._desk.tell(error)
            return None

    def title_text(self) -> str:
        """Which edition, how far it is, and how far the member is that one confirms for."""
        state = terms_of("edition_state")[self._found.edition.state].name()
        count = progress(self._found.rows)
        shown = f"{_('The edition of {year}', year=self._year)}, {state.lower()}  {bar(count.whole)}"
        party = self._desk.session.party
        if party in count.members:
            done, total = count.members[party]
            shown += f"  {self._called(party)} {done}/{total}"
        return shown

    def _called(self, party: str) -> str:
        return self._found.now.name(Key("party", party))

    def show(self, keep: object | None) -> None:
        """By area."""
        self._list.members = tuple((id, self._called(id)) for id in self._found.now.register.members)
        self._list.set_items(list(self._items()), keep)
        self.call_after_refresh(self._show_titles)

    def _show_titles(self) -> None:
        titles = self._list.titles(self._list.scrollable_content_region.width)
        self.query_one("#columns", Static).update("".join(fit(text, width) for text, width, _kind in titles))

    def _items(self) -> Iterator[Row | AreaHead]:
        now, counts = self._found.now, progress(self._found.rows).areas
        for area, rows in groupby(self._found.rows, key=lambda row: row.area):
            name = now.name(Key("area", area)) if area else _("Without an area")
            yield AreaHead(name, counts.get(area, Count(0, 0)))
            yield from rows
        since = [made.record for made in self._found.corrections if made.before is None]
        if since:
            yield AreaHead(_("Known since it was published"), Count(0, 0))
            yield from (Row(record.id, record.name, "", {}, CONFIRMED) for record in since)

    def describe(self, row: Row) -> list[Paragraph]:
        """Who said what and when, what happened since the edition before, what is due."""
        return row_paragraphs(row, self._found)

    async def look_again(self, keep: object | None = None) -> None:
        """Read it again; an edition that was taken back has nothing to show."""
        if self._year in self._desk.session.newest().editions:
            await super().look_again(keep)
        else:
            answer(self, None)

    # --- confirming

    def _current(self) -> Row | None:
        item = self._list.highlighted
        return item if isinstance(item, Row) else None

    async def _party(self, *, anew: bool = False) -> str | None:
        """The member that one confirms for: asked once a session, or when one wants another."""
        now = self._found.now
        names = {self._called(id): id for id in now.register.members}
        if self._desk.session.party in now.register.members and not anew:
            return self._desk.session.party

        def member(words: str) -> str:
            id = find_party(words, now)
            if id not in now.register.members:
                raise ValueError(_("choose one of: {known}", known=", ".join(names)))
            return id

        known = self._called(self._desk.session.party) if self._desk.session.party else ""
        asked = Question("party", _("Which member do you confirm for?"), known, checked(member), lambda: list(names))
        answers = await self._desk.ask(_("The edition of {year}", year=self._year), asked)
        if answers is not None:
            self._desk.session.party = member(answers["party"])
            self.show_title()
            self.show(None)
        return self._desk.session.party if answers is not None else None

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
        ids = set(unchanged(self._found.rows, party, row.area))
        if await self._say([other for other in self._found.rows if other.id in ids], CONFIRMED):
            self._go_on(row, party)

    def _go_on(self, row: Row, party: str) -> None:
        """To the next area in which something that nothing happened to is left."""
        rows = self._found.rows
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
        said_by = {"party": party, "state": state, "by": author.name}
        return await self.do(CONFIRM, year=self._year, ids=ids, again=again, **said_by)

    @work
    async def action_choose_party(self) -> None:
        """Confirm for another member."""
        await self._party(anew=True)
