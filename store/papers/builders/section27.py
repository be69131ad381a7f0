"""What is left of kommuneloven of 1992 § 27: who takes part, what is proposed, what the councils have decided."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from store.base.glossary import legal_forms
from store.base.i18n import _, language, ngettext
from store.papers.builders.rows import base_cells, base_columns, comment_column, is_wide, notes, section
from store.papers.paper import Block, Column, Line, Paper, Paragraph, Table
from store.papers.words import as_of, decisions_words, label, listed
from store.planning.conversion import CERTAIN, DONE, UNCERTAIN, LegacyRow, deadline_text, legacy, targets
from store.records.model import Collaboration
from store.records.paths import Key

if TYPE_CHECKING:
    from store.records.snapshot import Snapshot


def section27(snapshot: Snapshot, day: dt.date, earlier: Iterable[Snapshot] = ()) -> Paper:
    """All that is or may be under § 27, and what was in one of the `earlier` editions, oldest first."""
    rows = legacy(snapshot, earlier)
    columns = (
        *base_columns(snapshot), comment_column(),
        Column(label("progress"), weight=3.0, field="progress"), Column(label("decisions"), weight=2.0),
    )  # fmt: skip
    table = Table(columns, tuple(_lines(rows, snapshot, day)), name="section27", of=Collaboration.KIND)
    names = [legal_forms()[code].name() for code in targets()]
    left = sum(row.state != DONE for row in rows)
    counted = ngettext("{count} collaboration without a clear legal basis",
                       "{count} collaborations without a clear legal basis", left)  # fmt: skip
    blocks: tuple[Block, ...] = (
        Paragraph(f"{counted}."),
        Paragraph(_("Deadline") + f": {deadline_text()}."),
        Paragraph(_("It can become: {forms}", forms=listed(names)) + "."),
        table,
        *notes([row.record for row in rows], snapshot, day),
    )
    title = _("Overview of section 27 cooperation")
    return Paper("section27", title, as_of(day.isoformat()), language(), blocks, is_wide(table))


def _lines(rows: Iterable[LegacyRow], snapshot: Snapshot, day: dt.date) -> Iterator[Line]:
    titles = {CERTAIN: _("Under § 27"), UNCERTAIN: _("Perhaps under § 27"), DONE: _("Converted since")}
    for state, title in titles.items():
        inside = [row for row in rows if row.state == state]
        if inside:
            yield section(title)
        for row in inside:
            missing = row.missing if state != DONE else ()
            decided = decisions_words(row.record.decisions, snapshot.name, missing)
            cells = (*base_cells(row.record, snapshot, day), row.record.comment, row.progress, decided)
            yield Line(cells, Key(Collaboration.KIND, row.record.id))
