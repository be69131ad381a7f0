"""Comments that people write in the files of records: where they stand, and how a save keeps them.

A comment belongs to the key or table it stands above or beside. The text that is written is the canonical one with the
comments put back beside the same keys; what is written is read back and compared with the record before it is used.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

import rtoml

from store.base.errors import BadRecord
from store.base.i18n import _
from store.changes.merge import ABSENT, merge_sets
from store.records.codec import dump, has_comments, load, most_bytes, to_fields
from store.records.model import Record
from store.records.paths import path_of

Path = tuple[str, ...]
ABOVE, BESIDE = "above", "beside"
_TOKENS: Final = re.compile(
    r"(?P<comment>#[^\n]*+)"
    r'|(?P<string>"""(?:[^"\\]|\\.|"(?!""))*+"{3,5}'
    r"|'''(?:[^']|'(?!''))*+'{3,5}"
    r'|"(?:[^"\\\n]|\\[^\n])*+"'
    r"|'[^'\n]*+')"
    r"|(?P<open>[\[{])|(?P<close>[\]}])|(?P<equals>=)|(?P<newline>\n)|(?P<space>[ \t\r]+)|(?P<other>.)",
    re.DOTALL,
)
_END: Final[Path] = ()
"""Where the comments after the last key are."""


class Note(NamedTuple):
    """A line of comment, or an empty one after it, that belongs to a key or table; at the end of a file to none."""

    path: Path
    place: str
    line: str


class Statement(NamedTuple):
    """A key with its value, or the head of a table: its path, and the offset after it, without its comment."""

    path: Path
    start: int
    end: int
    notes: tuple[Note, ...]


class Kept(NamedTuple):
    """The text of a record with the comments that it keeps, and those that have no place in it any more."""

    data: bytes
    lost: tuple[str, ...]


def kept_comments(record: Record, text: str, *, keep_all: bool = False) -> Kept:
    """The text of a record that takes the place of `text`.

    A comment is lost when what it stood at goes away, and goes to the end of the file instead with `keep_all`. Raises
    BadRecord for what would be too large.
    """
    notes = notes_of(text)
    if not notes and has_comments(text):  # no TOML at all
        return Kept(dump(record), ("#",))
    return _written(record, notes, _values(record, text), keep_all=keep_all)


def joined_text(record: Record, base: bytes | None, ours: bytes | None, theirs: bytes | None) -> bytes:
    """The text of a record made of two sides, with the comments of both; what either took away since `base` is gone.

    A side that says it all is taken as it is, byte for byte. Raises BadRecord for what would be too large.
    """
    sides = [(side or b"").decode("utf-8", "replace") for side in (base, ours, theirs)]
    notes = merge_sets(*map(notes_of, sides))
    for data, text in ((theirs, sides[2]), (ours, sides[1])):
        if data is not None and set(notes_of(text)) == set(notes) and _says(record, data):
            return data
    return _written(record, notes, {}, keep_all=True).data


def notes_of(text: str) -> list[Note]:
    """Every comment of a text, in order; none of a text that is no TOML."""
    try:
        statements, tail = _statements(text)
    except (ValueError, RecursionError):
        return []
    return [note for statement in statements for note in statement.notes] + tail


def _says(record: Record, data: bytes) -> bool:
    try:
        return load(record.KIND, record.id, data, "") == record
    except BadRecord:
        return False


def _values(record: Record, text: str) -> dict[str, Any]:
    try:
        return to_fields(load(record.KIND, record.id, text.encode(), ""))
    except BadRecord:
        return {}


# --- writing


def _written(record: Record, notes: Sequence[Note], before: dict[str, Any], *, keep_all: bool) -> Kept:
    plain = dump(record)
    if not notes:
        return Kept(plain, ())
    text = plain.decode("utf-8")
    statements, _tail = _statements(text)
    above: dict[int, list[str]] = {}
    beside: dict[int, str] = {}
    end: list[str] = []
    lost: list[str] = []
    for note in notes:
        at = _place(note.path, statements)
        if at is not None:
            if note.place == BESIDE and statements[at].path == note.path and at not in beside:
                beside[at] = note.line
            else:
                above.setdefault(at, []).append(note.line)
        elif note.path == _END or keep_all or _at(before, note.path) is ABSENT:
            end.append(note.line)  # a value that is not written, such as a default, takes no comment along
        elif note.line:
            lost.append(note.line)
    data = "".join(_pieces(text, statements, above, beside, end)).encode("utf-8")
    if len(data) > (limit := most_bytes(record.KIND)):
        raise BadRecord(path_of(record.key), _("more than {limit} kB of text", limit=limit // 1024))
    if not _says(record, data):  # never by a mistake of ours another record than what was asked for
        return Kept(plain, tuple(note.line for note in notes if note.line))
    return Kept(data, tuple(lost))


def _pieces(
    text: str, statements: Sequence[Statement], above: dict[int, list[str]], beside: dict[int, str], end: list[str]
) -> Iterator[str]:
    done = 0
    for at, statement in enumerate(statements):
        yield text[done : statement.start]
        yield "".join(f"{line}\n" for line in above.get(at, ()))
        yield text[statement.start : statement.end]
        yield f"  {beside[at]}" if at in beside else ""
        done = statement.end
    yield text[done:]
    yield "".join(f"{line}\n" for line in end)


def _place(path: Path, statements: Sequence[Statement]) -> int | None:
    """The statement that a comment stands at: of the same path, or the first inside it."""
    if path == _END:
        return None
    inside = [at for at, statement in enumerate(statements) if statement.path[: len(path)] == path]
    exact = [at for at in inside if statements[at].path == path]
    return next(iter([*exact, *inside]), None)


def _at(values: Any, path: Path) -> Any:
    for part in path:
        if isinstance(values, list):
            values = values[int(part)] if part.isdecimal() and int(part) < len(values) else ABSENT
        else:
            values = values.get(part, ABSENT) if isinstance(values, dict) else ABSENT
    return values


# --- reading


def _statements(text: str) -> tuple[list[Statement], list[Note]]:
    """The statements of a TOML text, and the comments after the last; raises ValueError."""
    statements: list[Statement] = []
    waiting: list[str] = []
    table: Path = ()
    counts: dict[Path, int] = {}
    for line in _logical_lines(text):
        if line.start is None:
            if line.comments:
                waiting.append(line.comments[0])
            elif waiting:
                waiting.append("")
            continue
        if line.equals is None:
            table = _path_of(text[line.start : line.end], counts)
            path = table
        else:
            path = (*table, *_descend(rtoml.loads(f"{text[line.start : line.equals]} = 0"))[0])
        inner = line.comments[:-1] if line.is_beside else line.comments
        notes = [Note(path, ABOVE, comment) for comment in (*waiting, *inner)]
        notes += [Note(path, BESIDE, line.comments[-1])] if line.is_beside else []
        statements.append(Statement(path, line.start, line.end, tuple(notes)))
        waiting = []
    while waiting and not waiting[-1]:
        waiting.pop()
    return statements, [Note(_END, ABOVE, comment) for comment in waiting]


class _Line(NamedTuple):
    """A line, or the lines of one value. `start` is None where nothing but comments or nothing stands."""

    start: int | None
    end: int
    equals: int | None
    comments: list[str]
    is_beside: bool
    """Whether the last comment stands after the value, on its last line."""


def _logical_lines(text: str) -> Iterator[_Line]:
    start: int | None = None
    end, depth, equals = 0, 0, None
    comments: list[str] = []
    is_beside = False
    for token in _TOKENS.finditer(text):
        kind = token.lastgroup
        if kind == "newline" and depth == 0:
            yield _Line(start, end, equals, comments, is_beside)
            start, equals, comments, is_beside = None, None, [], False
        elif kind == "comment":
            comments.append(token[0].rstrip())
            is_beside = start is not None and depth == 0
        elif kind not in ("newline", "space"):
            start = token.start() if start is None else start
            end = token.end()
            depth += (kind == "open") - (kind == "close")
            if kind == "equals" and equals is None and depth == 0:
                equals = token.start()
    yield _Line(start, end, equals, comments, is_beside)


def _path_of(head: str, counts: dict[Path, int]) -> Path:
    """The path of a table's head; of the tables of a list, each with its number."""
    path, is_item = _descend(rtoml.loads(head))
    if is_item:
        counts[path] = counts.get(path, -1) + 1
    whole: Path = ()
    for part in path:
        whole = (*whole, part)
        if whole in counts and (whole != path or is_item):
            whole = (*whole, str(counts[whole]))
    return whole


def _descend(values: Any) -> tuple[Path, bool]:
    path: Path = ()
    while isinstance(values, dict) and values:
        ((part, values),) = values.items()
        path = (*path, part)
    return path, isinstance(values, list)
