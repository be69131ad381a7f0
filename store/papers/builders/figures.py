"""The figures of a day as tables, each with a chart of the same numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from store.base.i18n import _, language, ngettext
from store.base.numbers import number_text
from store.papers.builders.pictures import together_blocks
from store.papers.paper import NUMBER, SHARE, Block, Chart, Column, Heading, Line, Paper, Paragraph, Table
from store.papers.words import as_of, term
from store.records.paths import Key
from store.reports.figures import SECTIONS, Figures, section_name

if TYPE_CHECKING:
    from store.papers.words import Records
    from store.reports.figures import EditionFigures
    from store.reports.figures import Line as Figure
    from store.reports.shown import Shown

_KINDS = {"municipalities": "party", "hosts": "party", "editions": "edition"}
"""Of which record a line of a section speaks."""


def figures(records: Records, made: Figures, together: Shown | None = None) -> Paper:
    """What `store.reports.figures` counted, section by section; who is `together` with whom; the editions."""
    count = ngettext("{count} collaboration", "{count} collaborations", made.total)
    blocks: list[Block] = [Paragraph(_("In force: {counts}.", counts=count))]
    for section in SECTIONS:
        lines = made.lines(section)
        if lines:
            blocks += _section(section, lines)
    if together is not None and (shared := list(together_blocks(together))):
        blocks += [Heading(_("Who with whom")), *shared]
    blocks += _editions(made.editions, records)
    title = _("Intermunicipal cooperation in figures")
    return Paper("figures", title, as_of(made.on), language(), tuple(blocks))


def _section(section: str, lines: tuple[Figure, ...]) -> list[Block]:
    name = section_name(section)
    shares = any(line.share is not None for line in lines)
    share = (Column(_("Share in percent"), SHARE),) if shares else ()
    columns = (Column(name, weight=3.0), Column(_("Collaborations"), NUMBER), *share)
    kind = _KINDS.get(section)
    rows = tuple(
        Line(
            (line.name, str(line.number), *(["" if line.share is None else str(line.share)] if shares else [])),
            Key(kind, line.id) if kind and line.id else None,
        )
        for line in lines
    )
    bars = tuple((line.name, float(line.number)) for line in lines)
    table = Table(columns, rows, name=section)
    if len(bars) < 2 or not any(value for _name, value in bars):
        return [Heading(name), table]  # one bar, or none that can be seen, shows nothing
    return [Heading(name), table, Chart(name, bars, _described(name, lines))]


def _described(name: str, lines: Iterable[Figure]) -> str:
    told = ", ".join(f"{line.name} {number_text(line.number)}" for line in lines)
    return _("{what}, number of collaborations: {told}.", what=name, told=told)


# --- the editions


def _editions(editions: tuple[EditionFigures, ...], records: Records) -> Iterator[Block]:
    """What each edition counted, a column a year: one table by municipality, one by form, one by host."""
    if not editions:
        return
    years = tuple(Column(edition.year, NUMBER) for edition in editions)
    for part, title in (
        ("municipalities", _("Municipalities by edition")),
        ("forms", _("Forms by edition")),
        ("hosts", _("Host municipalities by edition")),
    ):
        counts: list[dict[str, int]] = [getattr(edition, part) for edition in editions]
        ids = dict.fromkeys(id for count in counts for id in count)
        lines = tuple(
            Line((_name(part, id, records), *(str(count.get(id, 0)) for count in counts)),
                 Key("party", id) if part != "forms" else None)
            for id in ids
        )  # fmt: skip
        if lines:
            yield Heading(title)
            yield Table((Column(section_name(part), weight=3.0), *years), lines, name=f"editions-{part}")


def _name(part: str, id: str, records: Records) -> str:
    if part == "forms":
        return term("legal_form", id) or _("No form given")
    return records.name(Key("party", id))
