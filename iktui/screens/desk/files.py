"""What comes from files and goes to them: a document read in, files changed by hand, the overview written."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from iktui.files import edition_at, is_there, overview_text, write_file
from iktui.screens.ask.dialogs import Question, checked, filled, one_of
from iktui.screens.desk.desk import Desk
from iktui.screens.desk.hand_edits import ASIDE, TAKE, HandEditsScreen
from store.base.errors import StoreError
from store.base.i18n import _
from store.documents.importer import plan_import
from store.reading.document import read_document
from store.records.snapshot import Snapshot
from store.register.hand_edits import HandEdit, taken
from store.repair.by_hand import keep_partly, look, put_back_taken, set_aside


async def import_document(desk: Desk) -> None:
    """Read a document into the register, after a review."""
    snapshot = desk.session.snapshot
    answers = await desk.ask(_("Import"), Question("file", _("File")))
    if answers is None:
        return
    file = Path(answers["file"]).expanduser()
    result = await asyncio.to_thread(lambda: plan_import(snapshot, [read_document(file)]))
    if result.changeset is None:
        desk.tell(_("the register holds everything that stands there"), "information")
        return
    notes = [f"{problem.file}, {problem.line}: {problem.message}" for problem in result.problems]
    notes += [f"{found.id}: {found.message}" for found in result.findings if found.code == "import_conflict"]
    await desk.review(_("Import"), result.changeset, None, notes, snapshot=snapshot, notes_first=False)


async def review_hand_edits(desk: Desk, now: Snapshot, edits: list[HandEdit]) -> None:
    """Offer what was changed in the files, until each is taken, set aside or left."""
    store = desk.session.store
    while edits:
        decided = await desk.app.push_screen_wait(HandEditsScreen(now, edits))
        if decided is None:
            return
        chosen = {what: [edit for edit in edits if decided[edit.path].what == what] for what in (TAKE, ASIDE)}
        try:
            choices = {path: one.choices for path, one in decided.items()}
            changeset = taken(now, chosen[TAKE], choices)
            kept = await asyncio.to_thread(keep_partly, store, chosen[TAKE], choices)
            if changeset is None or await desk.save(changeset, None):
                kept |= await asyncio.to_thread(put_back_taken, store, chosen[TAKE])
                aside = [edit.path for edit in chosen[ASIDE]]
                kept |= await asyncio.to_thread(set_aside, store, aside) if aside else {}
                for path, file in kept.items():
                    desk.tell(_("{path}: set aside, kept in {file}", path=path, file=file), "warning")
                return
        except StoreError as error:
            desk.tell(error)
        now, edits = await asyncio.to_thread(look, store)  # as it is now: nothing was done with any


async def export_overview(desk: Desk) -> None:
    """Write the overview as a document, as the register is shown: now, or then."""
    session = desk.session
    shown, at = session.snapshot, session.at
    forms = {"Markdown": "md", "CSV": "csv", _("CSV, as it was written"): "as-written"}

    named = one_of(forms)
    answers = await desk.ask(_("Export"), Question("form", _("Form"), "Markdown", checked(named), lambda: list(forms)))
    if answers is None:
        return
    format = named(answers["form"])

    def made() -> bytes:
        year = edition_at(session.store, at) if at is not None else ""
        return overview_text(shown, format, year).encode("utf-8")

    await write_to_file(desk, _("Export"), f"oversikt.{'md' if format == 'md' else 'csv'}", made)


async def write_to_file(desk: Desk, title: str, name: str, make: Callable[[], bytes]) -> None:
    """Ask for a file, and before one is written over; write there what is made, and say so."""
    answers = await desk.ask(title, Question("file", _("File"), name, filled))
    if answers is None:
        return
    file = answers["file"]
    if is_there(file) and not await desk.sure(_("{file} is there already. Write over it?", file=file)):
        return
    await asyncio.to_thread(lambda: write_file(file, make()))
    desk.tell(_("written: {file}", file=file), "information")
