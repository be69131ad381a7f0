"""A text file as prose and tab-separated tables, nothing interpreted."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from store.base.errors import BadInput
from store.base.failures import reason_of
from store.base.i18n import _
from store.base.text import canonical

MAX_FILE: Final = 10 * 1024 * 1024


@dataclass
class Row:
    """A line of a table; `cells` are as they stand, padded to the width of the header."""

    line: int
    cells: list[str]

    def is_section(self, name_column: int) -> bool:
        """Whether only the column of names is filled."""
        return [column for column, cell in enumerate(self.cells) if cell.strip()] == [name_column]


@dataclass
class Table:
    """Consecutive lines with tabs; the first is the header."""

    line: int
    header: list[str]
    rows: list[Row] = field(default_factory=list)
    caption: str = ""
    """The last line of prose before it."""


@dataclass
class TextDocument:
    """The lines of a file, told apart into tables and prose (in which an empty line ends a paragraph)."""

    file: str
    tables: list[Table]
    prose: list[str]


def read_document(path: Path, encoding: str | None = None) -> TextDocument:
    """The file's tables and prose; raises BadInput, naming the file, for what is not a text it can read right."""
    return split_document(path.name, _decode(path, _read(path), encoding))


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_FILE + 1)
    except FileNotFoundError:
        raise BadInput(_("{path}: no such file", path=path)) from None
    except OSError as error:
        raise BadInput(_("{path}: cannot be read: {reason}", path=path, reason=reason_of(error))) from None
    if len(data) > MAX_FILE:
        raise BadInput(_("{path}: larger than {limit} MB", path=path, limit=MAX_FILE >> 20))
    if not data.strip():
        raise BadInput(_("{path}: the file is empty", path=path))
    return data


def _decode(path: Path, data: bytes, encoding: str | None) -> str:
    if encoding is None:
        encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = canonical(data.decode(encoding))
    except LookupError:
        raise BadInput(_("--encoding: there is no encoding called “{name}”", name=encoding)) from None
    except ValueError:
        if b"\0" in data:
            raise BadInput(_("{path}: not a text file; save it as plain text", path=path)) from None
        raise BadInput(
            _(
                "{path}: not {encoding} text; save it as UTF-8, or name its encoding with --encoding cp1252",
                path=path,
                encoding=encoding.upper().removesuffix("-SIG"),
            )
        ) from None
    control = next((char for char in text if (char < " " and char not in "\n\t\f") or "\x7f" <= char < "\xa0"), None)
    if control is not None:
        line = text[: text.index(control)].count("\n") + 1
        raise BadInput(_("{path}, line {line}: a control character; not a plain text file", path=path, line=line))
    return text


def split_document(name: str, text: str) -> TextDocument:
    """The tables and prose of a text. An empty line inside a table does not end it, another header does."""
    document = TextDocument(name, [], [])
    table: Table | None = None
    after_gap = False
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            after_gap = True
            if table is None:
                document.prose.append("")
            continue
        if "\t" not in line:
            table = None
            document.prose.append(line)
        else:
            cells = line.split("\t")
            if table is None or (after_gap and len(cells) != len(table.header)):
                caption = next((prose for prose in reversed(document.prose) if prose.strip()), "")
                table = Table(number, [cell.strip() for cell in cells], caption=caption)
                document.tables.append(table)
            else:
                table.rows.append(Row(number, cells))
        after_gap = False
    for table in document.tables:
        width = len(table.header)
        for row in table.rows:
            if len(row.cells) > width and any(cell.strip() for cell in row.cells[width:]):
                raise BadInput(
                    _(
                        "{file}, line {line}: {cells} cells under {width} headers",
                        file=name,
                        line=row.line,
                        cells=len(row.cells),
                        width=width,
                    )
                )
            row.cells = (row.cells + [""] * width)[:width]
    return document
