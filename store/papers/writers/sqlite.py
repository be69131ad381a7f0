"""A paper as an SQLite database: a table for each of its tables, with columns of real types, built in memory."""

from __future__ import annotations

from contextlib import closing
from typing import Final

from store.papers.paper import NUMBER, SHARE, Column, Paper, Table
from store.papers.writers.cells import about, cells_of, line, number, section_words, share, tables_of, words

_TYPES: Final = {NUMBER: "INTEGER", SHARE: "REAL"}
_PAPER: Final = "paper"
_OWN: Final = ("section", "record_kind", "record_id")


def write(paper: Paper) -> bytes:
    """The tables of the paper and one, “paper”, of what it is; what a section row says is a column of the rows below.

    Dates are text, since SQLite has no partial ones. A share is its percentage.
    """
    import sqlite3

    with closing(sqlite3.connect(":memory:")) as database:
        register, commit = paper.provenance or ("", "")
        told = {**about(paper), "register": register, "made_of_commit": commit}
        database.execute(f"CREATE TABLE {_quoted(_PAPER)} ({', '.join(f'{_quoted(name)} TEXT' for name in told)})")
        database.execute(f"INSERT INTO {_quoted(_PAPER)} VALUES ({_places(len(told))})", list(told.values()))
        for name, table in tables_of(paper):
            _add(database, f"{name}-1" if name == _PAPER else name, table)
        database.commit()
        return database.serialize()


def _add(database: sqlite3.Connection, name: str, table: Table) -> None:  # type: ignore[name-defined]  # noqa: F821
    titles = _titles(table.columns)
    types = [_TYPES.get(column.kind, "TEXT") for column in table.columns]
    declared = [
        f"{_quoted(title)} {type}" for title, type in zip((*titles, *_OWN), (*types, *["TEXT"] * 3), strict=True)
    ]
    database.execute(f"CREATE TABLE {_quoted(name)} ({', '.join(declared)})")
    section: str | None = None
    rows: list[list[str | int | float | None]] = []
    for row in table.lines:
        if row.is_section:
            section = section_words(row)
            continue
        cells = [_value(cell, column) for cell, column in zip(cells_of(row, table.columns), table.columns, strict=True)]
        rows.append([*cells, section, *(row.key or (None, None))])
    database.executemany(f"INSERT INTO {_quoted(name)} VALUES ({_places(len(declared))})", rows)


def _titles(columns: tuple[Column, ...]) -> list[str]:
    """A name for each column that no other has: SQLite does not tell upper and lower case of ASCII apart."""
    taken = set(_OWN)
    found = []
    for column in columns:
        wanted = line(column.title) or "column"
        title, count = wanted, 1
        while title.lower() in taken:
            count += 1
            title = f"{wanted} {count}"
        taken.add(title.lower())
        found.append(title)
    return found


def _value(cell: str, column: Column) -> str | int | float | None:
    if column.kind == NUMBER and (value := number(cell)) is not None:
        return value
    if column.kind == SHARE and (percent := share(cell)):
        return percent[0]
    return None if column.kind in _TYPES and not cell else words(cell)


def _places(count: int) -> str:
    return ", ".join("?" * count)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
