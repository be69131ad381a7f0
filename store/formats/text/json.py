"""Papers that this program wrote as JSON: their values, and of what they were made."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from store.base.errors import BadInput
from store.base.i18n import _
from store.formats import marks
from store.formats.limits import Budget, Limits
from store.formats.source import Cell, Grid, Source
from store.formats.text.encodings import decode
from store.formats.words import cell_text, grid, prose


def read(name: str, data: bytes, limits: Limits, encoding: str | None = None) -> Source:
    """The paper's prose and tables; `place` is the table and its row. Raises BadInput for JSON of anything else."""
    text, notices = decode(name, data, encoding)
    budget = Budget(name, limits)
    budget.tree(len(text))
    try:
        told = json.loads(text.removeprefix("\ufeff"), parse_float=str, parse_int=str)
        parts = list(_parts(budget, told["blocks"]))
        about = marks.properties({key: value for key, value in told.items() if isinstance(value, str)})
    except (ValueError, KeyError, TypeError, AttributeError):
        raise BadInput(
            _("{file}: JSON that is no paper of this program: import the document itself", file=name)
        ) from None
    found: list[str | Grid] = []
    for part in parts:
        if isinstance(part, Grid):
            found.append(part)
        else:
            budget.take(1)
            prose(found, [*part.split("\n"), ""])
    return Source(name, "json", tuple(found), tuple(notices), origin=marks.origin(about))


def _parts(budget: Budget, blocks: list[dict[str, Any]]) -> Iterator[str | Grid]:
    """Words and tables in their order."""
    tables = 0
    for block in blocks:
        if "columns" in block:
            tables += 1
            made = _table(budget, block, tables)
            if made is not None:
                yield made
        for item in block.get("bullets", ()):
            yield f"- {item['text']}"
        for kind in ("heading", "paragraph", "note"):
            if kind in block:
                yield str(block[kind])


def _table(budget: Budget, block: dict[str, Any], number: int) -> Grid | None:
    columns = block["columns"]
    budget.width(len(columns))
    rows = [[Cell(cell_text(str(column["title"]))) for column in columns]]
    told = [[{marks.FIELD: str(column.get("field", ""))} for column in columns]]
    for line in block["lines"]:
        said = {marks.KEY: f"{line['kind']}/{line['id']}"} if "kind" in line and "id" in line else {}
        told.append([said])
        if "section" in line:
            first = Cell(cell_text(str(line["section"])))
            rows.append([first, *[first._replace(is_repeated=True)] * (len(columns) - 1)])
        else:
            rows.append([Cell(cell_text(str(cell))) for cell in line["cells"]])
    if told[0]:
        told[0][0][marks.TABLE] = str(block["table"])
    places = ((_("table {table}, row {row}", table=number, row=at), row) for at, row in enumerate(rows, start=1))
    return marks.marked(grid(budget, places, name=str(block.get("caption", "")), headers=1), told)
