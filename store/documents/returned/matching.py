"""Which row of a file is which row that the register showed: sorted, moved, copied, deleted, added."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from store.base.text import match_key
from store.documents.returned.shown import AREA, Row, Shown, ShownTable, alike, section_of


class Match(NamedTuple):
    """A row of the file, and what it was; None for one that is new."""

    row: Row
    was: Shown | None
    section: str
    """What it stands below now, "" for nothing."""
    heading: str = ""
    """The words of that, where no such section was shown."""


@dataclass
class Matched:
    """What became of the rows of a table."""

    matches: list[Match] = field(default_factory=list)
    gone: list[Shown] = field(default_factory=list)
    renamed: list[tuple[Shown, Row]] = field(default_factory=list)
    """Sections that are called otherwise."""
    lost: list[Shown] = field(default_factory=list)
    """Sections that are there no more; what stood below them is not asked what it stands below."""
    alone: list[Row] = field(default_factory=list)
    """Rows that could be a heading, which nothing that is new there stands below."""
    is_sorted: bool = False
    """Whether the rows stand in an order in which sections mean nothing."""
    seen: set[str] = field(default_factory=set)
    """Sections that are still there."""
    unknown: list[Row] = field(default_factory=list)
    """Section rows of words that were none."""


class _At(NamedTuple):
    row: Row
    section: str
    heading: str


def matched(table: ShownTable, rows: Sequence[Row]) -> Matched:
    """The rows beside each other: by their keys, those without one by their names."""
    found = Matched()
    known = {section_of(row.key, row.cells[0]): row for row in table.rows if row.is_section}
    standing = list(_below_sections(table, rows, known, found))
    pairs: dict[int, Shown] = {}
    for number in dict.fromkeys(at.row.grid for at in standing):
        pairs |= _paired(table, standing, [n for n, at in enumerate(standing) if at.row.grid == number])
    used = {id(was) for was in pairs.values()}
    found.gone = [row for row in table.rows if not row.is_section and id(row) not in used]
    _settle(found, known, list(_matches(standing, pairs)))
    moved = [match for match in found.matches if match.was and match.section != match.was.section]
    order = [match.section for match in found.matches if match.section in known]
    is_in_order = [section for section in known if section in order] == list(dict.fromkeys(order))
    found.is_sorted = bool(moved) and (not is_in_order or len(moved) > max(1, len(pairs) // 2))
    return found


def _settle(found: Matched, known: dict[str, Shown], matches: list[Match]) -> None:
    """Put the rows below the headings that are there: one that has all its rows from one that is not is that one."""
    gone = known.keys() - found.seen
    below: dict[str, set[str]] = {}
    for match in matches:
        if match.heading and match.was:
            below.setdefault(match.heading, set()).add(match.was.section)
    same = {heading: next(iter(of)) for heading, of in below.items() if len(of) == 1 and of <= gone}
    same = {heading: section for heading, section in same.items() if known[section].key}
    headings = {match.heading for match in matches}
    for row in found.unknown:
        if row.name in same:
            found.renamed.append((known[same[row.name]], row))
        elif row.name not in headings:
            found.alone.append(row)
    lost = gone - set(same.values())
    for match in matches:
        is_lost = match.was is not None and match.was.section in lost and not match.heading
        section = match.was.section if match.was and is_lost else same.get(match.heading, match.section)
        found.matches.append(match._replace(section=section, heading="" if match.heading in same else match.heading))
    stood = {match.was.section for match in matches if match.was and not match.heading}
    found.lost = [row for section, row in known.items() if section in lost & stood]


def _matches(standing: Sequence[_At], pairs: dict[int, Shown]) -> Iterator[Match]:
    """Rows with what they were. A word that stands alone is the heading of rows right below it that are new there."""
    spent = ""
    for number, (row, section, heading) in enumerate(standing):
        was = pairs.get(number)
        if heading and section != section_of(None, heading):
            spent = heading if was is not None and was.section == section else spent
            heading = "" if heading == spent else heading
            section = section_of(None, heading) if heading else section
        yield Match(row, was, section, heading)


def _below_sections(table: ShownTable, rows: Sequence[Row], known: dict[str, Shown], found: Matched) -> Iterator[_At]:
    """The rows that are records, with what they stand below; what is told of section rows comes into `found`."""
    names = {match_key(row.cells[0]) for row in table.rows if not row.is_section}
    words = {match_key(row.cells[0]): section for section, row in known.items()}
    section, heading, grid = "", "", -1
    own: set[str] = set()
    for row in rows:
        if row.grid != grid:
            section, heading, grid = "", "", row.grid
            own.clear()
        is_ours = row.key is not None and row.key.kind == AREA
        is_known = row.is_alone and row.key is None and match_key(row.name) in words
        if not known or not (is_ours or is_known or (row.key is None and (row.is_wide or row.is_alone))):
            yield _At(row, section, heading)
            continue
        key = section_of(row.key, row.name) if is_ours else ""
        if is_ours and key in known and key not in own:
            section, heading = key, ""
            if not alike(known[key].cells[0], row.name):
                found.renamed.append((known[key], row))
        elif match_key(row.name) in words:
            section, heading = words[match_key(row.name)], ""
        elif not (is_ours or row.is_wide) and match_key(row.name) in names:
            yield _At(row, section, heading)
            continue
        else:
            heading = row.name
            section = section_of(None, heading) if is_ours or row.is_wide else section
            found.unknown.append(row)
        own.add(section)
        found.seen.add(section)


def _paired(table: ShownTable, standing: Sequence[_At], own: Sequence[int]) -> dict[int, Shown]:
    """The rows of one grid by what they were; a row with a key that another has too is a copy, whatever its name."""
    pairs: dict[int, Shown] = {}
    for is_by_key in (True, False):
        used = {id(was) for was in pairs.values()}
        by: dict[object, list[Shown]] = {}
        for was in (row for row in table.rows if not row.is_section and id(row) not in used):
            by.setdefault(_of(table, was.key, was.cells[0]) if is_by_key else match_key(was.cells[0]), []).append(was)
        scored = []
        for number in own:
            row = standing[number].row
            if number not in pairs and is_by_key == (row.key is not None):
                wanted = _of(table, row.key, row.name) if is_by_key else match_key(row.name)
                scored += [(-_likeness(was, standing[number]), number, was) for was in by.get(wanted, ())]
        taken: set[int] = set()
        for _score, number, was in sorted(scored, key=lambda one: one[:2]):
            if number not in pairs and id(was) not in taken:
                pairs[number] = was
                taken.add(id(was))
    return pairs


def _of(table: ShownTable, key: object, first: str) -> object:
    """What is told from others by a key: a record, or the part of one that the first cell names."""
    return (key, match_key(first)) if table.is_of_parts else key


def _likeness(was: Shown, at: _At) -> int:
    same = sum(alike(before, now) for before, now in zip(was.cells, at.row.cells, strict=True) if now is not None)
    return 2 * same + (was.section == at.section)
