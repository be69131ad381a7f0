"""The plan's years side by side, as the documents show them: what `plan.py` changes."""

from __future__ import annotations

import asyncio
from typing import Final

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.screen import Screen
from textual.widgets import Input, Static

from iktui.screens.ask import answer
from iktui.screens.desk.desk import Desk
from iktui.widgets.key_footer import KeyFooter
from iktui.widgets.line_list import LineList
from iktui.widgets.plan_list import PlanColumn
from iktui.widgets.safe_input import SafeInput
from iktui.widgets.text_pane import Paragraph, TextPane
from store.base.glossary import terms_of
from store.base.i18n import _, language, ngettext
from store.base.text import safe, search_key
from store.changes import edits, wording
from store.planning.plan import PlanLine, PlanYear, plan_of, with_parents
from store.records.codec import to_fields
from store.records.model import PlanItem
from store.records.snapshot import Snapshot
from store.reports.work import later_text

_COLUMN: Final = 30
"""Columns of the terminal that a year needs: two years at 80, four at 120."""
_MOST: Final = 8
"""Years side by side."""


class PlanYears(Screen[None]):
    """Years side by side, their items nested."""

    AUTO_FOCUS = ""
    """The cursor begins in this year, not in the first."""
    DEFAULT_CSS = """
    PlanYears {
        & > .title { height: 1; background: $primary-muted; color: $foreground; padding: 0 1; text-style: bold; }
        & > #filter { display: none; }
        & > #filter.shown { display: block; }
        & > #years { height: 1fr; }
        & > TextPane { height: 8; border-top: solid $primary-muted; }
    }
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, self._snapshot = desk, desk.session.snapshot
        self._plans: list[PlanYear] = []
        self._at = self._first = 0
        """The places, among the years, of the one with the cursor and of the leftmost that is shown."""
        self._cursors: dict[int | None, str] = {}
        self._writing = asyncio.Lock()

    def compose(self) -> ComposeResult:
        """Title, filter, years, the item in full, keys."""
        yield Static("", markup=False, classes="title", id="title")
        field = SafeInput(placeholder=_("words to find"), id="filter", compact=True)
        field.can_focus = False
        yield field
        with Horizontal(id="years"):
            for _number in range(_MOST):
                yield PlanColumn()
        yield TextPane(id="detail")
        yield KeyFooter()

    async def prepare(self) -> bool:
        """Read what is shown first."""
        self._snapshot = await asyncio.to_thread(self._desk.session.newest)
        await asyncio.to_thread(self._snapshot.records, PlanItem)  # what is read once is at hand
        return True

    def follow(self, snapshot: Snapshot) -> None:
        """Somebody may have changed something."""
        if snapshot.commit != self._snapshot.commit:
            self._look_again()

    def on_mount(self) -> None:
        """Show the plan, at this year, or at the last that has items."""
        self._read()
        this = int(edits.today()[:4])
        filled = [at for at, plan in enumerate(self._plans) if plan.lines]
        self._at = next((at for at, plan in enumerate(self._plans) if plan.year == this), filled[-1] if filled else 0)
        self._show()

    def on_resize(self) -> None:
        """As many years as there is room for."""
        self.call_after_refresh(self._show)

    # --- what is shown

    def _read(self) -> None:
        self._plans = plan_of(self._snapshot)
        if not self._plans:
            this = int(edits.today()[:4])
            self._plans = plan_of(self._snapshot, [this, this + 1])

    @property
    def _columns(self) -> list[PlanColumn]:
        return list(self.query(PlanColumn))

    @property
    def _column(self) -> PlanColumn:
        return self._columns[self._at - self._first]

    def _show(self, keep: str | None = None) -> None:
        """Fill the columns; `keep` is the item under the cursor."""
        if self not in self.app.screen_stack or not self.is_mounted or not self._plans:
            return
        count = max(1, min(self.size.width // _COLUMN, _MOST, len(self._plans)))
        self._at = max(0, min(self._at, len(self._plans) - 1))
        self._first = max(self._at - count + 1, min(self._first, self._at))
        self._first = max(0, min(self._first, len(self._plans) - count))
        if keep is not None:
            self._cursors[self._plans[self._at].year] = keep
        for place, column in enumerate(self._columns):
            column.display = place < count
            column.set_class(self._first + place == self._at, "current")
            if place < count:
                plan = self._plans[self._first + place]
                column.show(plan, self._found(plan), self._cursors.get(plan.year))
        if not isinstance(self.focused, SafeInput):
            self._column.list.focus()
        self._show_title()
        self._describe()

    def _show_title(self) -> None:
        left = sum(line.is_left for plan in self._plans for line in plan.lines)
        past = self._desk.session.past
        title = f"{past or _('Action plan')}  {self._plans[0].year or ''}–{self._plans[-1].year or ''}  "
        self.query_one("#title", Static).update(safe(title + ngettext("{count} open", "{count} open", left)))

    def _found(self, plan: PlanYear) -> tuple[PlanLine, ...]:
        """What the filter leaves of a year: items with every word, and what they are below."""
        words = search_key(self.query_one("#filter", SafeInput).value).split()
        if not words:
            return plan.lines
        items = {line.item.id: line.item for line in plan.lines}
        texts = {id: search_key(f"{item.name} {item.text} {item.responsible}") for id, item in items.items()}
        kept = with_parents(items, [id for id, text in texts.items() if all(word in text for word in words)])
        return tuple(line for line in plan.lines if line.item.id in kept)

    def _line(self) -> PlanLine | None:
        line = self._column.list.highlighted
        return line if isinstance(line, PlanLine) else None

    def _current(self) -> PlanItem | None:
        """The item under the cursor as it is now, in whatever year it is seen."""
        line = self._line()
        return line.now if line is not None else None

    @on(LineList.Highlighted)
    def _highlighted(self, event: LineList.Highlighted) -> None:
        event.stop()
        column = event.list.parent
        if isinstance(column, PlanColumn) and column.plan is not None and isinstance(event.item, PlanLine):
            self._cursors[column.plan.year] = event.item.item.id
            if column is self._column:
                self._describe()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """A year that was clicked on has the cursor."""
        column = event.widget.parent
        if event.widget is self.focused and isinstance(column, PlanColumn) and column is not self._column:
            self._at = self._first + self._columns.index(column)
            for place, other in enumerate(self._columns):
                other.set_class(self._first + place == self._at, "current")
            self._describe()

    def _describe(self) -> None:
        line = self._line()
        item = line.now if line is not None else self._plans[self._at].heading
        shown = self._paragraphs(item) if item is not None else []
        if line is not None and line.is_past:
            status = terms_of("plan_status")[line.item.status or "planned"].name()
            shown.insert(1, Paragraph(str(line.item.year), f"{status}; {later_text(line)}"))
        self.query_one("#detail", TextPane).show(shown)

    def _paragraphs(self, item: PlanItem) -> list[Paragraph]:
        """Every field; first the whole text."""
        shown = [Paragraph("", item.text if item.text.startswith(item.name) else item.name, "title")]
        if item.text and item.text != shown[0].text:
            shown.append(Paragraph("", item.text))
        for field, value in to_fields(item).items():
            if field not in ("name", "text", "order"):
                label = wording.field_label(field, self._snapshot.name, language())
                words = wording.value_text(field, value, self._snapshot.name, language(), item.KIND)
                shown.append(Paragraph(label[:1].upper() + label[1:], words))
        return shown

    def action_year(self, step: int) -> None:
        """The year beside this one; the columns move along at the edge."""
        if isinstance(self.focused, SafeInput):
            self._leave_filter()
        elif 0 <= self._at + step < len(self._plans):
            self._at += step
            self._show()

    # --- the filter

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """In the filter its key is a sign."""
        del parameters
        return action != "filter" or not isinstance(self.focused, SafeInput)

    def action_filter(self) -> None:
        """Filter as one types."""
        field = self.query_one("#filter", SafeInput)
        field.add_class("shown")
        field.can_focus = True
        self.set_focus(field)

    @on(Input.Changed, "#filter")
    def _filter_changed(self) -> None:
        self._show()

    @on(Input.Submitted, "#filter")
    def _leave_filter(self) -> None:
        field = self.query_one("#filter", SafeInput)
        field.can_focus = False
        field.set_class(bool(field.value), "shown")
        self._column.list.focus()

    def action_leave(self) -> None:
        """Show everything again; when everything is shown, back to the screen before."""
        field = self.query_one("#filter", SafeInput)
        if field.value or self.focused is field:
            field.value = ""
            self._leave_filter()
        else:
            answer(self, None)

    # --- after a change

    def _look_again(self, keep: str | None = None) -> None:
        """Read the plan anew, of now or of then; the cursor stays with its year, or goes along with the item `keep`."""
        if self not in self.app.screen_stack:  # left while it was saved
            return
        self._snapshot = self._desk.session.newest()
        if not self._plans:
            return  # it is read when the screen is put together
        year = self._plans[self._at].year
        self._read()
        item = self._snapshot.plan_items.get(keep or "")
        wanted = item.year if item is not None else year
        self._at = next((at for at, plan in enumerate(self._plans) if plan.year == wanted), self._at)
        self._show(keep)
