"""A document read into the register: which, what its columns hold, what becomes of it, one commit."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Label

from iktui.files.incoming import brought, dropped_path, notes_of, pasted, refuse_missing, source_of
from iktui.screens.ask import answer
from iktui.screens.ask.dialogs import Ask, Question, checked
from iktui.screens.ask.working import Working, worked
from iktui.screens.desk.columns import ColumnsScreen
from iktui.screens.desk.desk import Desk
from iktui.screens.desk.review import PickScreen
from iktui.widgets.field_input import ChoiceList
from iktui.widgets.file_input import FileInput
from store.base.errors import StoreError
from store.base.i18n import _
from store.documents.picking import without
from store.documents.result import NOTHING_TOLD, ImportResult, Told
from store.formats.source import Source
from store.records.snapshot import Snapshot
from store.register.store import Store

PASTED = "pasted"


class AskDocument(Ask):
    """A file, or a table that is pasted: gives its path as `file`, its words as PASTED."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "complete", _("Complete"), show=False, id="dialog.complete", priority=True),
    ]

    def __init__(self, value: str) -> None:
        super().__init__(_("Import"), [Question("file", _("File"), value, checked(refuse_missing))])
        self._value = value

    def compose(self) -> ComposeResult:
        """The field, and what can be done in it."""
        with Vertical() as box:
            box.border_title = _("Import")
            yield Label(_("File, or paste a table here"), markup=False)
            yield FileInput("file", self._value, dropped_path, id="file")
            yield Label("", markup=False, classes="complaint", id="file-error")
            yield ChoiceList(id="choices")
            yield Label(_("enter: read it   tab: complete the name   esc: cancel"), markup=False, classes="hint")

    async def action_complete(self) -> None:
        """Complete the name."""
        await self.query_one(FileInput).complete()

    @on(FileInput.Pasted)
    def _take_pasted(self, event: FileInput.Pasted) -> None:
        answer(self, {PASTED: event.text})


async def import_document(desk: Desk) -> None:
    """Read a document into the register, after a review."""
    file = ""
    while (answers := await desk.app.push_screen_wait(AskDocument(file))) is not None:
        file = answers.get("file", "").strip()
        try:
            source = await worked(desk.app, _("Reading {file}", file=file), partial(_read, answers))
        except StoreError as error:
            desk.tell(error)
            continue
        if source is None or await _take(desk, source):
            return


def _read(answers: dict[str, str], screen: Working) -> Source:
    screen.say("…")  # a reader does not know how much there is
    return pasted(answers[PASTED]) if PASTED in answers else source_of(answers["file"].strip())


def _compare(store: Store, now: Snapshot, source: Source, told: Told, screen: Working) -> ImportResult:
    return brought(store, now, source, told, screen.count)


async def _take(desk: Desk, source: Source) -> bool:
    """What its columns hold, then the review; gives False to ask for another file."""
    now = desk.session.snapshot
    told: Told | None = NOTHING_TOLD
    while told is not None:
        if source.origin is None:  # what was made here says what its columns hold
            told = await desk.app.push_screen_wait(ColumnsScreen(now, source, told))
        if told is None:
            break
        title = _("Comparing {file} with the register", file=source.file)
        try:
            result = await worked(desk.app, title, partial(_compare, desk.session.store, now, source, told))
        except StoreError as error:
            desk.tell(error)
            if source.origin is not None:
                return False
            continue
        if result is None:
            return True
        if result.changeset is None:
            desk.tell(_("the register holds everything that stands there"), "information")
            return True
        pick = PickScreen(result, result.changeset, now, notes_of(result, now.name))
        if await desk.app.push_screen_wait(pick) is True:
            return await desk.save(without(result.changeset, pick.left), None)
        if source.origin is not None:
            break
    return True
