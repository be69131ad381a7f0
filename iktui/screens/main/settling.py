"""The open conflicts: every field with both values; whatever is chosen is one commit, the rest stays open."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence

from iktui.screens.ask.choose import TYPED, ChooseScreen, Pair
from iktui.screens.ask.dialogs import checked
from iktui.screens.desk.desk import Desk
from store.base.dates import shown_date
from store.base.i18n import _, language
from store.changes import wording
from store.changes.edits import value_entered
from store.changes.joining import open_of
from store.git.door import Git
from store.records.entry import words_of
from store.records.model import Conflict, OpenField
from store.records.paths import FILE, Key
from store.records.schema import spec_of
from store.records.snapshot import Snapshot
from store.sync.settling import Choice, settling, whole_value


async def settle_open(desk: Desk) -> None:
    """Show every open field with both values, as it is now, and commit what is chosen."""
    snapshot, git = desk.session.newest(), desk.session.store.git
    opened = [
        (key, conflict, field) for key, conflict in open_of(snapshot).items() for field in sorted(conflict.fields)
    ]
    if not opened:
        desk.tell(_("no conflict is open"), "information")
        return

    pairs = await asyncio.to_thread(lambda: [_pair(git, snapshot, *one) for one in opened])  # asks git of files
    explained = _("The published value stands until you choose; what you leave stays open.")
    screen = ChooseScreen(_("Open conflicts"), pairs, (_("mine"), _("theirs")), explained, partly=True)
    chosen = await desk.app.push_screen_wait(screen)
    if chosen is None or all(number is None for number in chosen):
        return
    changeset = await asyncio.to_thread(settling, git, snapshot, list(_choices(snapshot, opened, screen.pairs)))
    if await desk.agreed(changeset):
        await desk.save(changeset, opened[0][0].id)


def _pair(git: Git, snapshot: Snapshot, key: Key, conflict: Conflict, field: str) -> Pair:
    """Both values in words, who gave them and when, and what it was before."""

    def words(value: object) -> str:
        if not field:
            return whole_value(git, key, value)
        return wording.value_text(field, value, snapshot.name, language(), key.kind)

    opened = conflict.fields[field]
    whole = _("the whole file") if key.kind == FILE else _("the whole record")
    label = wording.field_label(field, snapshot.name, language()) if field else whole
    about = _(
        "Mine by {mine}, theirs by {theirs}, met {day}; before: {base}",
        mine=opened.mine_by or "?",
        theirs=opened.theirs_by or "?",
        day=shown_date(opened.date) or "?",
        base=words(opened.base) if opened.base is not None else "–",
    )
    if opened.also:
        about += " " + _("Also given: {values}", values="; ".join(f"“{words(value)}”" for value in opened.also))
    before = words(opened.base) if field and opened.base is not None else None
    check, typed = _entry(snapshot, key, field, opened)
    return Pair(
        f"{conflict.name}: {label}", words(opened.mine), words(opened.theirs), about,
        before=before, check=check, typed=typed,
    )  # fmt: skip


def _entry(snapshot: Snapshot, key: Key, field: str, opened: OpenField) -> tuple[Callable[[str], str] | None, str]:
    """What checks another value as it is typed, and the words to begin with; nothing where one line is not enough."""
    spec, record = (spec_of(key.kind, field), snapshot.get(key)) if field else (None, None)
    values = (opened.base, opened.mine, opened.theirs)
    is_long = any(isinstance(value, dict) or (isinstance(value, str) and "\n" in value) for value in values)
    if spec is None or record is None or is_long or spec.shape in ("raw", "table"):
        return None, ""
    return checked(lambda words: value_entered(record, field, words, snapshot)), words_of(spec, opened.mine, snapshot)


def _choices(
    snapshot: Snapshot, opened: Sequence[tuple[Key, Conflict, str]], pairs: Sequence[Pair]
) -> Iterator[Choice]:
    """What was chosen in each field; what nobody chose in stays open."""
    for (key, conflict, field), pair in zip(opened, pairs, strict=True):
        record, one = snapshot.get(key) if pair.chosen == TYPED else None, conflict.fields[field]
        if record is not None:
            yield Choice(key, field, value_entered(record, field, pair.typed, snapshot))
        elif pair.chosen is not None:
            yield Choice(key, field, (one.mine, one.theirs, one.base)[pair.chosen])
