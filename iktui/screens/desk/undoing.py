"""Taking back: one's own last change, what was last taken back, or any revision."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial

from iktui.screens.ask.choose import ChooseScreen
from iktui.screens.desk.conflicts import undo_pairs
from iktui.screens.desk.desk import Desk
from store.base.author import Author
from store.base.i18n import _
from store.changes.changes import Revision
from store.changes.merge import FieldConflict
from store.register.store import Store
from store.repair.revert import last_done, last_undone, undo


async def undo_last(desk: Desk) -> bool:
    """Take the last change of this user back; gives whether something was."""
    return await _revert(desk, last_done, _("you have changed nothing that can be taken back"))


async def redo_last(desk: Desk) -> bool:
    """Do again what was last taken back."""
    return await _revert(desk, last_undone, _("there is nothing to do again"))


async def _revert(desk: Desk, find: Callable[[Store, Author], Revision | None], nothing: str) -> bool:
    await desk.written()
    if desk.refuse_in_past() or (author := await desk.author()) is None:
        return False
    revision = await asyncio.to_thread(find, desk.session.store, author)
    if revision is None:
        desk.tell(nothing, "information")
        return False
    return await take_back(desk, revision)


async def take_back(desk: Desk, revision: Revision) -> bool:
    """Take one revision back, after a question; asks about fields that were changed since."""
    store = desk.session.store
    changeset, conflicts = await asyncio.to_thread(undo, store, revision)
    if not conflicts and not await desk.sure(f"{changeset.subject}?"):
        return False
    shown: list[FieldConflict] = []
    while conflicts and conflicts != shown:  # until nothing was changed while it was looked at
        title, explained = _("Changed since: {subject}", subject=revision.subject), _("The rest is taken back.")
        screen = ChooseScreen(title, undo_pairs(store, conflicts), (_("keep"), _("back")), explained)
        chosen = await desk.app.push_screen_wait(screen)
        if chosen is None:
            return False
        fields = {(met.key, met.field) for met, number in zip(conflicts, chosen, strict=True) if number}
        shown = conflicts
        changeset, conflicts = await asyncio.to_thread(partial(undo, store, revision, overwrite=fields))
    if not changeset.changes:
        desk.tell(_("there is nothing left of it to take back"), "information")
        return False
    return await desk.agreed(changeset) and await desk.save(changeset, changeset.changes[0].key.id)
