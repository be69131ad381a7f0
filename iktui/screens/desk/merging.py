"""One record of two, after an account of every field."""

from __future__ import annotations

from collections.abc import Sequence

from iktui.screens.ask.choose import ChooseScreen, Pair
from iktui.screens.desk.desk import Desk
from iktui.words.merge import account_lines, row_label, row_values
from store.actions.action import Asked
from store.actions.collaborations import MERGE, account_of
from store.actions.merging import DIFFERS, FIRST, KEPT, SAME, SECOND, TAKEN, Row, answered, open_rows
from store.base.i18n import _
from store.records.snapshot import Snapshot


async def merge_two(desk: Desk, asked: Asked) -> bool:
    """The record that `asked` is about and the `other`: where they differ the person chooses; a review; one commit."""
    snapshot, kept = asked.snapshot, asked.record
    title = _("Merge: {name}", name=kept.name)
    rows = account_of(asked)
    answers = await _which(desk, title, rows, snapshot)
    if answers is None:
        return False
    changeset = MERGE.plan(asked.answering(which=answers))
    notes = account_lines(answered(rows, answers), snapshot.name)
    return await desk.review(title, changeset, kept.id, notes, snapshot=snapshot)


async def _which(desk: Desk, title: str, rows: Sequence[Row], snapshot: Snapshot) -> dict[str, str] | None:
    """Which of two values stands, by field; None when the person went back. Nothing is asked where none differ."""
    if not open_rows(rows):
        return {}
    order = (DIFFERS, TAKEN, KEPT)
    asked = sorted((row for row in rows if row.can_choose and row.what != SAME), key=lambda r: order.index(r.what))
    chosen_of = {DIFFERS: None, TAKEN: 1, KEPT: 0}
    pairs = [
        Pair(row_label(row, snapshot.name), *row_values(row, snapshot.name), chosen=chosen_of[row.what])
        for row in asked
    ]
    chosen = await desk.app.push_screen_wait(ChooseScreen(title, pairs, (_("first"), _("second"))))
    if chosen is None:
        return None
    return {row.field: SECOND if number == 1 else FIRST for row, number in zip(asked, chosen, strict=True)}
