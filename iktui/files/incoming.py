"""Documents on their way in, for every interface: where they are, what a person says of them, what was found."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from store.base.errors import BadInput, UnknownRevision
from store.base.i18n import _, language
from store.base.text import excerpt, safe
from store.changes.wording import field_label
from store.documents.looking import OVERVIEW, FoundColumn, FoundTable
from store.documents.result import NOTHING_TOLD, ImportResult, Progress, Told
from store.formats.limits import MAX_FILE
from store.formats.reading import read_bytes, read_source
from store.formats.source import Source
from store.papers.returning import Past, plan_return
from store.reading.columns import FIELDS, KEPT, read_map
from store.records.model import Collaboration
from store.records.paths import Key
from store.records.snapshot import Snapshot
from store.register.history import origin_of
from store.register.publishing import edition_snapshots
from store.register.store import Store

STDIN: Final = "-"
_SAMPLE: Final = 24
_NAMED: Final = 8


def source_of(file: str, encoding: str | None = None) -> Source:
    """The document at a path, "-" for standard input; raises BadInput, in one line that names it."""
    if file == STDIN:
        return read_bytes(_("standard input"), sys.stdin.buffer.read(MAX_FILE + 1), encoding)
    return read_source(Path(file), encoding)


def pasted(text: str) -> Source:
    """A document that was pasted."""
    return read_bytes(_("pasted text"), text.encode("utf-8"), "utf-8")


def dropped_path(words: str) -> str:
    """A path as a terminal writes it when a file is dropped into it: quoted, escaped, or as an address."""
    words = words.strip()
    if words.startswith("file://"):
        return unquote(urlsplit(words).path)
    if words[:1] in ("'", '"') or "\\" in words:
        try:
            pieces = shlex.split(words)
        except ValueError:  # a path with one quote in it
            return words
        return pieces[0] if len(pieces) == 1 else words
    return words


def told_of(columns: Sequence[str], name: str = "") -> Told:
    """What options say of a document; raises BadInput."""
    return Told(read_map(columns), name)


def meanings() -> dict[str, str]:
    """What a column can hold beside the marks of a party: words for people, by what is told."""
    lang = language()
    fields = {field: field_label(field, str, lang) for field in FIELDS}
    return {**fields, KEPT: _("kept as it is written, not read")}


def meaning_words(column: FoundColumn) -> str:
    """What a column holds, in words."""
    words = meanings().get(column.meaning) or _("marks of {party}", party=column.meaning)
    if column.how == "strange":
        words = _("marks of nobody that is known")
    return words


def how_words(column: FoundColumn) -> str:
    """How that is known, where it does not go without saying."""
    return {"near": _("nearly its word"), "told": _("told"), "strange": _("has to be told")}.get(column.how, "")


def found_lines(tables: Iterable[FoundTable]) -> Iterator[str]:
    """The tables of a document, a line for each and for each of its columns."""
    for table in tables:
        yield _("{place}: {kind}, {rows} rows", place=table.place, kind=kind_words(table), rows=table.rows)
        for column in table.columns if table.kind == OVERVIEW else ():
            samples = "; ".join(excerpt(safe(cell), _SAMPLE) for cell in column.samples)
            how = f" ({how_words(column)})" if how_words(column) else ""
            yield f"    {safe(column.header) or '–'} = {meaning_words(column)}{how}: {samples}"


def kind_words(table: FoundTable) -> str:
    """What a table is."""
    kinds = {OVERVIEW: _("a table of collaborations"), "plan": _("an action plan")}
    return kinds.get(table.kind, _("a table that is left out"))


def brought(
    store: Store,
    now: Snapshot,
    source: Source,
    told: Told = NOTHING_TOLD,
    progress: Progress = lambda _done, _all: None,
) -> ImportResult:
    """What a document would change: one that was exported from here by what its cells say otherwise than it did."""
    past = Past(
        origin_of(store.git, now.commit or ""), partial(_at, store), lambda snapshot: edition_snapshots(store, snapshot)
    )
    return plan_return(now, past, source, told, progress)


def _at(store: Store, commit: str) -> Snapshot | None:
    try:
        return store.snapshot(commit=store.resolve(commit))
    except UnknownRevision:
        return None


def summary(result: ImportResult) -> str:
    """How many records are new, changed and as they were."""
    return _(
        "{added} new, {changed} changed, {unchanged} unchanged",
        added=len(result.added),
        changed=len(result.changed),
        unchanged=result.unchanged,
    )


def notes_of(result: ImportResult, name_of: Callable[[Key], str]) -> list[str]:
    """What a person has to know of an import besides its changes, a line for each."""
    notes = [str(problem) for problem in result.problems]
    conflicts = [found for found in result.findings if found.code == "import_conflict"]
    notes += [f"{name_of(Key(found.kind, found.id))}: {found.message}" for found in conflicts]
    notes += [found.message for found in result.findings if found.code == "deleted_row"]
    if result.missing:
        names = [name_of(Key(Collaboration.KIND, id)) for id in result.missing]
        more = len(names) - _NAMED
        words = ", ".join(names[:_NAMED]) + (", " + _("{count} more", count=more) if more > 0 else "")
        notes.append(_("not in it, and not ended: {names}", names=words))
    return notes


def refuse_missing(file: str) -> None:
    """Raise BadInput when there is no file at a path that a person wrote."""
    if not Path(file).expanduser().is_file():
        raise BadInput(_("{path}: no such file", path=safe(file)))
