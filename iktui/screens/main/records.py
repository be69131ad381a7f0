"""The main screen: the overview and every key it has."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import ClassVar

from textual import on, work
from textual.binding import Binding, BindingType

from iktui.remembered_views import KEYS
from iktui.screens.main.sharing import SharingScreen
from iktui.widgets.line_list import LineList
from iktui.widgets.text_pane import Paragraph
from store.base.errors import StoreError
from store.base.i18n import _


class RecordsScreen(SharingScreen):
    """Sections with their collaborations, one x per member; from here everything else is opened."""

    # fmt: off
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "detail", _("Open"), id="record.open", show=False),
        Binding("slash", "filter", _("Filter"), key_display="/", id="record.filter", priority=True),
        Binding("e", "edit", _("Edit"), id="record.edit"),
        Binding("n", "new", _("New"), id="record.new"),
        Binding("x", "do('end')", _("End"), id="record.end"),
        Binding("d", "do('participant')", _("New participant"), id="record.participant", show=False),
        Binding("w", "do('withdraw')", _("Notice by one participant"), id="record.withdraw", show=False),
        Binding("C", "copy", _("Copy"), id="record.copy", show=False),
        Binding("R", "do('replace')", _("Replaced by another"), id="record.replace", show=False),
        Binding("m", "merge", _("Merge two"), id="record.merge", show=False),
        Binding("X,delete", "do('remove')", _("Remove"), key_display="X", id="record.remove", show=False),
        Binding("u", "undo", _("Undo"), id="register.undo"),
        Binding("U", "redo", _("Do again"), id="register.redo", show=False),
        Binding("h", "history", _("History"), id="record.history"),
        Binding("b", "blame", _("Who set what"), id="record.blame", show=False),
        Binding("at", "travel", _("As of then"), key_display="@", id="register.travel", show=False),
        Binding(
            "left_square_bracket", "step(-1)", _("Change before"), key_display="[", id="register.before", show=False
        ),
        Binding("right_square_bracket", "step(1)", _("Change after"), key_display="]", id="register.after", show=False),
        Binding(
            "left_curly_bracket", "edition(-1)", _("Edition before"), key_display="{", id="edition.before", show=False
        ),
        Binding(
            "right_curly_bracket", "edition(1)", _("Edition after"), key_display="}", id="edition.after", show=False
        ),
        Binding("c", "compare", _("Compare"), id="register.compare", show=False),
        Binding("l", "activity", _("Activity"), id="register.activity", show=False),
        Binding("r", "rollover", _("Yearly rollover"), id="register.rollover", show=False),
        Binding("V", "councils", _("To the councils"), id="register.councils", show=False),
        Binding("L", "legal_basis", _("Under § 27"), id="register.legal-basis", show=False),
        Binding("s", "sync", _("Share"), id="register.sync", show=False),
        Binding("S", "conflicts", _("Open conflicts"), id="register.conflicts", show=False),
        Binding("v", "views", _("Views"), id="register.views"),
        Binding("a", "areas", _("Areas"), id="register.areas", show=False),
        Binding("p", "plan", _("Action plan"), id="register.plan", show=False),
        Binding("t", "others", _("Parties, plans, documents …"), id="register.others", show=False),
        Binding("f", "studies", _("Studies and agreements"), id="register.studies", show=False),
        *(
            Binding(key, f"saved_view('{key}')", _("Saved view {key}", key=key), id=f"view.{key}", show=False)
            for key in KEYS
        ),
        Binding("y", "cycle", _("Annual cycle"), id="register.cycle", show=False),
        Binding("g", "figures", _("Figures"), id="register.figures", show=False),
        Binding("exclamation_mark", "findings", _("Findings"), key_display="!", id="register.findings"),
        Binding("i", "import", _("Import"), id="register.import", show=False),
        Binding("o", "export", _("Export"), id="register.export", show=False),
        Binding("tab", "app.focus_next", _("Other pane"), id="screen.pane", show=False),
        Binding("escape", "clear_filter", _("Show all"), id="record.clear-filter", show=False),
        Binding("question_mark,f1", "app.help", _("Help"), key_display="?", id="app.help"),
        Binding("ctrl+p", "app.command_palette", _("Commands"), id="app.commands", show=False),
        Binding("q", "app.quit", _("Quit"), id="app.quit"),
    ]
    # fmt: on

    # --- looking closer

    @on(LineList.Selected, "#records")
    def action_detail(self) -> None:
        """The record on the whole screen."""
        from iktui.screens.review.detail import DetailScreen

        row = self._current()
        if row is not None:
            title = f"{row.name}  ({self._past})" if self._past else row.name
            self.app.push_screen(DetailScreen(title, self._paragraphs(row), self._blamed(), self._related()))

    def _blamed(self) -> Callable[[], list[Paragraph]] | None:
        record = self._record() if self._snapshot is not None else None
        store, snapshot = self._store, self._snapshot
        if record is None or store is None or snapshot is None:
            return None

        def read() -> list[Paragraph]:
            from iktui.words.describe import record_paragraphs

            return record_paragraphs(record, snapshot.name, store.blame(record, snapshot.commit))

        return read

    def _related(self) -> Callable[[], list[Paragraph]] | None:
        record, snapshot = (self._record() if self._snapshot is not None else None), self._snapshot
        if record is None or snapshot is None:
            return None

        def read() -> list[Paragraph]:
            from iktui.words.describe import related_paragraphs

            return related_paragraphs(record, snapshot)

        return read

    def action_history(self) -> None:
        """Who changed the record, what and when."""
        from iktui.screens.past.history import HistoryScreen

        record = self._record()
        if record is not None and self._store is not None and self._snapshot is not None:
            self.app.push_screen(HistoryScreen(self._store, record, self._snapshot, self))

    @work
    async def action_blame(self) -> None:
        """Who set each field of the record."""
        from iktui.screens.form.blame import BlameScreen

        record, ready = self._record(), self._ready()
        if record is not None and ready is not None:
            store, snapshot = ready
            found = await asyncio.to_thread(store.blame, record, snapshot.commit)
            self.app.push_screen(BlameScreen(record, found, snapshot))

    @work
    async def action_areas(self) -> None:
        """The areas."""
        from iktui.screens.register.areas import AreasScreen

        ready = self._ready()
        if ready is not None and self._listing is not None:
            await self.app.push_screen_wait(AreasScreen(self, ready[1], self._listing))

    @work
    async def action_plan(self) -> None:
        """The action plan."""
        from iktui.screens.planning.plan import PlanScreen
        from store.records.model import PlanItem

        ready = self._ready()
        if ready is not None:
            await asyncio.to_thread(ready[1].records, PlanItem)  # what is read once is at hand
            await self.app.push_screen_wait(PlanScreen(self, ready[1]))

    @work
    async def action_others(self) -> None:
        """The other records."""
        from iktui.screens.register.others import KINDS_SHOWN, OthersScreen
        from store.records.model import KINDS

        ready = self._ready()
        if ready is not None:
            for kind in KINDS_SHOWN:
                await asyncio.to_thread(ready[1].records, KINDS[kind])
            await self.app.push_screen_wait(OthersScreen(self, ready[1]))

    @work
    async def action_studies(self) -> None:
        """The studies and their agreements."""
        from iktui.screens.planning.studies import StudiesScreen
        from store.records.model import Document, Study

        ready = self._ready()
        if ready is not None:
            for kind in (Study, Document):
                await asyncio.to_thread(ready[1].records, kind)
            await self.app.push_screen_wait(StudiesScreen(self, ready[1]))

    @work
    async def action_rollover(self) -> None:
        """The edition of a year: opened, confirmed, published, adopted."""
        from iktui.screens.planning.rollover import roll_over

        ready = self._ready()
        if ready is not None:
            await roll_over(self, ready[0])

    @work
    async def action_cycle(self) -> None:
        """The annual cycle: what a year holds, month by month."""
        from iktui.screens.planning.cycle import CycleScreen

        ready = self._ready()
        if ready is not None:
            self._go_to(await self.app.push_screen_wait(CycleScreen(self, ready[1])))

    @work
    async def action_figures(self) -> None:
        """How many collaborations, by municipality, area, form, host and edition."""
        from iktui.screens.register.figures import FiguresScreen, read_figures

        ready = self._ready()
        if ready is not None and self._listing is not None:
            try:
                made = await asyncio.to_thread(read_figures, *ready, self._listing)
            except StoreError as error:
                self.tell(error)
                return
            query = await self.app.push_screen_wait(FiguresScreen(made))
            if query:
                self._use(self._view._replace(query=query))

    @work
    async def action_export(self) -> None:
        """Write the overview as a document, as the register is shown: now, or then."""
        from iktui.files import edition_at, is_there, overview_text, write_file
        from iktui.screens.ask.dialogs import Confirm, Question

        ready = self._ready()
        if ready is None:
            return
        forms = {"Markdown": "md", "CSV": "csv", _("CSV, as it was written"): "as-written"}

        def known(words: str) -> str:
            return "" if words in forms else _("choose one")

        form = Question("form", _("Form"), "Markdown", known, lambda: list(forms))
        answers = await self.ask(_("Export"), form)
        if answers is None:
            return
        format = forms[answers["form"]]
        named = Question("file", _("File"), f"oversikt.{'md' if format == 'md' else 'csv'}",
                         lambda words: "" if words.strip() else _("must not be empty"))  # fmt: skip
        answers = await self.ask(_("Export"), named)
        if answers is None:
            return
        file = answers["file"]
        question = _("{file} is there already. Write over it?", file=file)
        if is_there(file) and not await self.app.push_screen_wait(Confirm(question)):
            return
        try:
            year = await asyncio.to_thread(edition_at, ready[0], self._at) if self._at is not None else ""
            text = await asyncio.to_thread(overview_text, ready[1], format, year)
            await asyncio.to_thread(write_file, file, text.encode("utf-8"))
        except StoreError as error:
            self.tell(error)
        else:
            self.tell(_("written: {file}", file=file), "information")

    def _go_to(self, id: str | None) -> None:
        """To a collaboration in the whole list."""
        if id:
            self.action_clear_filter()
            self._list.highlight(id)

    @work
    async def action_councils(self) -> None:
        """What the councils decide on, and what is missing where."""
        from iktui.screens.planning.councils import CouncilsScreen
        from store.reports.councils import matters

        ready = self._ready()
        if ready is not None:
            found = await asyncio.to_thread(matters, ready[1], ready[1].register.members)
            await self.app.push_screen_wait(CouncilsScreen(self, ready[1], found))

    @work
    async def action_legal_basis(self) -> None:
        """What is under § 27 still, and its conversion."""
        from iktui.screens.planning.legal_basis import LegalBasisScreen
        from store.planning.conversion import legacy
        from store.register.publishing import edition_snapshots

        ready = self._ready()
        if ready is not None:
            editions = list((await asyncio.to_thread(edition_snapshots, *ready)).values())
            rows = await asyncio.to_thread(legacy, ready[1], editions)
            await self.app.push_screen_wait(LegalBasisScreen(self, ready[1], editions, rows))

    @work
    async def action_findings(self) -> None:
        """What is broken, uncertain or worth a look."""
        from iktui.screens.register.findings import FindingsScreen
        from store.repair.clone_findings import findings_of

        ready = self._ready()
        if ready is not None:
            row = self._current()
            found = await asyncio.to_thread(findings_of, *ready)
            screen = FindingsScreen(self, found, ready[1], row.id if row else "")
            self._go_to(await self.app.push_screen_wait(screen))
