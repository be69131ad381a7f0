"""A paper as JSON: its values, for programs."""

from __future__ import annotations

import json
from typing import Any

from store.papers.paper import (
    NUMBER,
    SHARE,
    Block,
    Bullets,
    Chart,
    Column,
    Drawing,
    Heading,
    Line,
    Paper,
    Paragraph,
    Table,
)
from store.papers.writers.cells import about, cells_of, made_of, number, section_words, share, tables_of, words


def write(paper: Paper) -> bytes:
    """The paper as JSON in UTF-8; numbers and shares are numbers, dates are as precise as they are known."""
    names = iter(name for name, _table in tables_of(paper))
    value: dict[str, Any] = {
        **about(paper),
        "blocks": [_block(block, names) for block in paper.blocks],
        **made_of(paper),
    }
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def _block(block: Block, names: Any) -> dict[str, Any]:
    match block:
        case Heading(text, level):
            return {"heading": words(text), "level": level}
        case Paragraph(text, is_note):
            return {"note" if is_note else "paragraph": words(text)}
        case Bullets(items):
            return {"bullets": [{"level": level, "text": words(text)} for level, text in items]}
        case Chart(title, bars, described):
            values = [{"label": words(label), "value": value} for label, value in bars]
            return {"chart": words(title), "described": words(described), "bars": values}
        case Drawing(title, _height, _shapes, described):
            return {"drawing": words(title), "described": words(described)}
        case Table():
            return _table(block, next(names))


def _table(table: Table, name: str) -> dict[str, Any]:
    columns = [
        {"title": words(column.title), "kind": column.kind}
        | ({"field": column.field} if column.field else {})
        | ({"choices": [words(choice) for choice in column.choices]} if column.choices else {})
        for column in table.columns
    ]
    return {
        "table": name,
        "caption": words(table.caption),
        "columns": columns,
        "lines": [_line(row, table.columns) for row in table.lines],
    }


def _line(row: Line, columns: tuple[Column, ...]) -> dict[str, Any]:
    key = {"kind": row.key.kind, "id": row.key.id} if row.key else {}
    if row.is_section:
        return {"section": section_words(row), **key}
    return {"cells": [_cell(cell, column) for cell, column in zip(cells_of(row, columns), columns, strict=True)], **key}


def _cell(cell: str, column: Column) -> str | int | float:
    if column.kind == NUMBER and (value := number(cell)) is not None:
        return value
    if column.kind == SHARE and (percent := share(cell)):
        return percent[0]
    return words(cell)
