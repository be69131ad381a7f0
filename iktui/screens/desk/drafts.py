"""What was typed in forms whose session died, offered field by field."""

from __future__ import annotations

import asyncio

from iktui.screens.ask.choose import ChooseScreen, Pair
from iktui.screens.desk.desk import Desk
from iktui.words.fields import words_in
from store.base.errors import StoreError
from store.base.i18n import _, language
from store.changes import wording
from store.records.codec import from_fields
from store.records.model import Record
from store.register.drafts import Draft, drop_draft, left_drafts


async def offer_drafts(desk: Desk) -> None:
    """Offer each that this person left; a form that is resumed is open when it is done."""
    author = desk.session.author_if_known()
    for mail in dict.fromkeys(["", author.mail if author else ""]):
        for draft in left_drafts(desk.session.store.git_dir, mail):
            await offer(desk, draft)


async def offer(desk: Desk, draft: Draft) -> None:
    """Show what was typed beside what the record holds now; the form is opened with what is chosen."""
    snapshot, git_dir = desk.session.snapshot, desk.session.store.git_dir
    try:
        current = None if draft.is_new else snapshot.get(draft.key)
        record = current or from_fields(draft.kind, draft.id, draft.base)
    except StoreError as error:
        desk.tell(error)
        return
    shown = words_in(record, snapshot)
    # What is there already was saved just before the session died.
    typed = {
        path: words for path, words in (draft.settings or {}).items() if words.strip() != shown.get(path, "").strip()
    }
    if not typed and not draft.is_new:
        drop_draft(git_dir, draft)
        return
    pairs = [
        Pair(wording.field_label(path, snapshot.name, language()), words, shown.get(path, ""), chosen=0)
        for path, words in typed.items()
    ]
    title = _("Not saved when the connection was lost: {name}", name=record.name)
    explained = _("Typed {when}. ctrl+s opens the form with it, ctrl+x throws it away, esc keeps it for later.",
                  when=draft.opened.replace("T", " ")[:16])  # fmt: skip
    screen = ChooseScreen(title, pairs, (_("typed"), _("as it is")), explained, drop=True)
    chosen = await desk.app.push_screen_wait(screen) if pairs else []
    if chosen is None:
        return
    if chosen and current is None and not draft.is_new:
        text = _("{name} was removed, or made a part of another, since; what was typed is kept until you throw it away")
        desk.tell(text.replace("{name}", record.name), "warning")
    elif chosen or (draft.is_new and not pairs):
        kept = {path: words for (path, words), number in zip(typed.items(), chosen, strict=True) if number == 0}
        desk.session.why = (draft.reason, draft.case)
        desk.screen.call_after_refresh(desk.screen.run_worker, _resume(desk, record, kept, draft))
    else:
        drop_draft(git_dir, draft)


async def _resume(desk: Desk, record: Record, typed: dict[str, str], draft: Draft) -> None:
    editing = asyncio.ensure_future(desk.edit_record(record, is_new=draft.is_new, typed=typed))
    await asyncio.sleep(0)  # the form's own journal holds the words now
    drop_draft(desk.session.store.git_dir, draft)
    await editing
