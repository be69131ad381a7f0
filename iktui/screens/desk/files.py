"""What comes from files and goes to them: files changed by hand, papers written."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from iktui.files import SITE, edition_at, exported, file_name, format_titles, is_there, paper_titles, write_file
from iktui.files.folder import folder_of
from iktui.files.sets import names_of_set, write_set
from iktui.files.site import write_site
from iktui.screens.ask.dialogs import Question, checked, filled, one_of
from iktui.screens.ask.working import Working, worked
from iktui.screens.desk.desk import Desk
from iktui.screens.desk.hand_edits import ASIDE, TAKE, HandEditsScreen
from iktui.words.fields import choices_of
from store.base.errors import StoreError
from store.base.i18n import _
from store.papers.making import OF_ONE
from store.records.entry import find_reference, words_of
from store.records.model import Record
from store.records.paths import EDITION_TAG
from store.records.schema import FieldSpec
from store.records.snapshot import Snapshot
from store.register.hand_edits import HandEdit, taken
from store.repair.by_hand import keep_partly, look, put_back_taken, set_aside


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


async def export_paper(desk: Desk, about: Record | None = None) -> None:
    """Write a paper as a document, as the register is shown: now, or then; the sheet of `about` is offered first."""
    session = desk.session
    shown, at = session.snapshot, session.at
    papers = {title: what for what, title in paper_titles().items()}
    formats = {title: format for format, title in format_titles().items()}
    own = next((what for what, kind in OF_ONE.items() if about is not None and kind == about.KIND), "")
    first = paper_titles()[own] if own else next(iter(papers))
    what_of, format_of = one_of(papers), one_of({**formats, **{format: format for format in formats.values()}})
    answers = await desk.ask(
        _("Export"), Question("form", _("Form"), format_titles()["docx"], checked(format_of), lambda: list(formats)),
        Question("what", _("What"), first, checked(what_of), lambda: list(papers)),
    )  # fmt: skip
    if answers is None:
        return
    format, what = format_of(answers["form"]), what_of(answers["what"])
    if format == SITE:
        await _write_site(desk, shown, at)
        return
    wanted = since = ""
    if what in OF_ONE:
        spec = FieldSpec("which", "reference", OF_ONE[what])
        choices = await asyncio.to_thread(choices_of, spec, shown, session.listing_of(shown))

        def which(words: str) -> str:
            return find_reference(spec.of, words, shown)

        known = words_of(spec, about.id, shown) if about is not None and what == own else ""
        asked = Question("which", paper_titles()[what], known, checked(which), choices)
        if (answers := await desk.ask(_("Export"), asked)) is None:
            return
        wanted = which(answers["which"])
    elif what == "changes":
        tags = await asyncio.to_thread(session.store.editions)
        editions = [tag.removeprefix(EDITION_TAG) for tag in sorted(tags, reverse=True)]
        asked = Question("since", _("Since which edition or date"), next(iter(editions), ""), filled, lambda: editions)
        if (answers := await desk.ask(_("Export"), asked)) is None:
            return
        since = answers["since"].strip()
    await write_to_file(
        desk, _("Export"), file_name(what, format, wanted),
        lambda: exported(session.store, what, format, shown, at, wanted=wanted, since=since),
    )  # fmt: skip


async def write_to_file(desk: Desk, title: str, name: str, make: Callable[[], bytes]) -> None:
    """Ask for a file, and before one is written over; write there what is made, and say so."""
    answers = await desk.ask(title, Question("file", _("File"), name, filled))
    if answers is None:
        return
    file = answers["file"]
    if is_there(file) and not await desk.sure(_("{file} is there already. Write over it?", file=file)):
        return
    content = await worked(desk.app, _("{file} is being written", file=Path(file).name), lambda _screen: make())
    if content is not None:
        await asyncio.to_thread(write_file, file, content)
        desk.tell(_("written: {file}", file=file), "information")


async def _write_site(desk: Desk, shown: Snapshot, at: str | None) -> None:
    """Ask for a folder, write the public site into it, and say so."""
    store = desk.session.store
    answers = await desk.ask(format_titles()[SITE], Question("folder", _("Folder"), _("website"), filled))
    if answers is None:
        return
    folder = answers["folder"]
    if is_there(folder) and not await desk.sure(_("{file} is there already. Write over it?", file=folder)):
        return
    year = await asyncio.to_thread(edition_at, store, at) if at is not None else ""

    def write(screen: Working) -> bool:
        write_site(store, folder, shown, year=year, tell=screen.say)
        return True

    if await worked(desk.app, _("The site is being written"), write) is None:
        desk.tell(_("given up; the folder holds what was written so far"), "warning")
        return
    desk.tell(_("written: {file}", file=Path(folder).expanduser() / "index.html"), "information")


async def write_papers(desk: Desk, year: str) -> None:
    """Ask for a folder for the papers of a published edition, none when nothing is answered; write them, say where."""
    store = desk.session.store
    check = checked(lambda words: folder_of(store, words) if words else None)
    asked = Question("folder", _("Folder for its papers (nothing: none)"), "", check)
    answers = await desk.ask(_("The edition of {year}", year=year), asked)
    folder = answers["folder"] if answers is not None else ""
    there = next((file for name in names_of_set(year) if is_there(file := f"{folder}/{name}")), "") if folder else ""
    if not folder or (there and not await desk.sure(_("{file} is there already. Write over it?", file=there))):
        return
    desk.tell(await asyncio.to_thread(write_set, store, year, folder), "information")
