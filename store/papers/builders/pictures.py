"""What Views show as pictures, drawn on a sheet: years, who with whom, the year as a cycle, the way as steps.

Each beside the table that says the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from store.base.i18n import _, ngettext
from store.papers.paper import LETTER, MIDDLE, WIDTH, Block, Box, Column, Drawing, Line, Rule, Table, Words
from store.planning.study_report import AHEAD, DONE, NOW, SIGNS
from store.reports.cycle import Occurrence, month_name
from store.reports.pictures import Axis, Dated, Step, Track
from store.reports.shown import Line as ShownLine
from store.reports.shown import Shown
from store.reports.together import Together

_ROW, _LABEL, _GAP = 24, 170, 8
_MOST = 14
"""Municipalities that a sheet has room for beside each other."""
_CUT = 24
"""Letters of a name before a row."""
_LIGHT, _DARKEST = 0.12, 0.45
"""How dark a box is that words stand on."""


def _cut(text: str, letters: int = _CUT) -> str:
    return text if len(text) <= letters else f"{text[: letters - 1]}…"


# --- over years


def life_blocks(shown: Shown) -> Iterator[Block]:
    """The life of a collaboration as bars over years, and by date what happened."""
    picture = shown.picture
    assert picture is not None
    assert isinstance(picture.head, Axis)
    drawn = [line for line in shown.lines if isinstance(line.drawn, Track)]
    told = [line for line in shown.lines if isinstance(line.drawn, Dated)]
    title = _("Timeline")
    described = "; ".join(", ".join(cell for cell in line.cells if cell) for line in drawn)
    shapes = (*_years(picture.head, len(drawn)), *(one for at, line in enumerate(drawn) for one in _track(line, at)))
    yield Drawing(title, _ROW * (len(drawn) + 1), shapes, described)
    if told:
        columns = (Column(_("When"), weight=1.5), Column(_("What happened"), weight=4.0))
        rows = tuple(Line((line.cells[0], line.cells[1])) for line in told)
        yield Table(columns, rows, name="timeline")


def _x(at: float) -> float:
    return round(_LABEL + at * (WIDTH - _LABEL), 1)


def _years(axis: Axis, rows: int) -> Iterator[Rule | Words]:
    span = axis.last + 1 - axis.first
    for year in axis.years(10):
        x = _x((year - axis.first) / span)
        yield Rule(x, _ROW - _GAP, x, _ROW * (rows + 1))
        yield Words(x, LETTER, str(year))


def _track(line: ShownLine, row: int) -> Iterator[Box | Words]:
    drawn, top = line.drawn, _ROW * (row + 1)
    assert isinstance(drawn, Track)
    yield Words(0, top + LETTER + 2, _cut(line.cells[0]))
    axis = drawn.axis
    if drawn.lasts:
        start = _x(axis.at(drawn.start) if drawn.start else 0)
        end = _x(axis.at(drawn.end) if drawn.end else 1)
        yield Box(start, top + 5, max(2.0, round(end - start, 1)), _ROW - 10, _DARKEST)
    for sign in drawn.signs:
        yield Words(_x(axis.at(sign.day)), top + LETTER + 3, sign.sign, MIDDLE, is_strong=True)


# --- who with whom


def together_blocks(shown: Shown) -> Iterator[Block]:
    """The municipalities that have most in common against each other, and a table of all."""
    made = shown.item
    assert isinstance(made, Together)
    names = {line.id: line.cells[0] for line in shown.lines}
    order = sorted(made.totals, key=lambda id: -made.totals[id])[:_MOST]
    ids = [id for id in made.totals if id in order]
    if len(ids) < 2:
        return
    rest = len(names) - len(ids)
    more = ngettext("{count} more is in the table.", "{count} more are in the table.", rest) if rest else ""
    most = ", ".join(
        f"{names[one]} – {names[other]} {made.pairs[one, other]}"
        for one, other in sorted(made.pairs, key=lambda pair: -made.pairs[pair])[:_MOST]
    )
    described = _("How many collaborations two take part in. Most: {most}.", most=most or "–")
    yield Drawing(
        _("Who with whom"), _ROW * (len(ids) + 1), tuple(_grid(ids, names, made)), f"{described} {more}".strip()
    )
    columns = (Column(_("Municipality"), weight=1.5), Column(_("Together with"), weight=5.0))
    rows = tuple(Line((line.cells[0], dict(line.more)[_("Together with")]), line.key) for line in shown.lines)
    yield Table(columns, rows, name="together")


def _grid(ids: list[str], names: dict[str, str], made: Together) -> Iterator[Box | Words]:
    side = round((WIDTH - _LABEL) / len(ids), 1)
    letters = max(3, int(side / 7))
    most = max(made.pairs.values(), default=0) or 1
    for column, other in enumerate(ids):
        yield Words(_LABEL + column * side + side / 2, LETTER, _cut(names[other], letters), MIDDLE)
    for row, one in enumerate(ids):
        top = _ROW * (row + 1)
        yield Words(0, top + LETTER + 2, _cut(names[one]))
        for column, other in enumerate(ids):
            count, left = made.number(one, other), round(_LABEL + column * side, 1)
            if one != other and count:
                yield Box(left + 1, top + 1, side - 2, _ROW - 2, round(max(_LIGHT, _DARKEST * count / most), 2))
            text = "–" if one == other else str(count)
            yield Words(left + side / 2, top + LETTER + 3, text, MIDDLE)


# --- the year


_RING: Final = (*((at, 0) for at in range(4)), (3, 1), (3, 2), *((at, 3) for at in (3, 2, 1, 0)), (0, 2), (0, 1))
"""Where the twelve months stand, four beside and four below each other, around the year."""


def year_drawing(found: Sequence[Occurrence], year: int) -> Drawing:
    """Twelve months in a ring, each with what falls in it."""
    by_month: defaultdict[int, list[str]] = defaultdict(list)
    for item in found:
        by_month[item.month].append(item.title)
    wide, high, gap = 150, 70, 12
    shapes: list[Box | Rule | Words] = []
    for month, (column, row) in enumerate(_RING, 1):
        left, top = column * (wide + gap) + 1, row * (high + gap) + 1
        titles = by_month[month]
        rest = len(titles) - 1
        shown = titles if rest < 2 else [titles[0], ngettext("and {count} more", "and {count} more", rest)]
        shapes.append(Box(left, top, wide, high, _LIGHT if titles else 0.0))
        shapes.append(Words(left + 6, top + 18, month_name(month), is_strong=True))
        shapes += [Words(left + 6, top + 37 + 18 * number, _cut(title, 22)) for number, title in enumerate(shown)]
    height = 4 * high + 3 * gap + 2
    shapes.append(Words(WIDTH / 2, height / 2 + 5, str(year), MIDDLE, is_strong=True))
    told = "; ".join(f"{month_name(month)}: {', '.join(by_month[month])}" for month in range(1, 13) if by_month[month])
    return Drawing(_("The annual cycle of {year}", year=year), height, tuple(shapes), told or "–")


# --- the way of a study


def way_drawing(lines: Sequence[ShownLine]) -> Drawing:
    """Each step in a box, shaded when it is done, and beside it what is known of it, and what it still wants."""
    steps = [(line, line.drawn.state) for line in lines if isinstance(line.drawn, Step) and not line.drawn.belongs]
    lacks = "; ".join(line.cells[0] for line in lines if len(line.cells) == 1)  # of the one that it stands at
    wide, high, each = 250, 30, 46
    shapes: list[Box | Rule | Words] = []
    for number, (line, state) in enumerate(steps):
        top = number * each
        if number:
            shapes.append(Rule(wide / 2, top - each + high, wide / 2, top))
        shapes.append(Box(1, top + 1, wide, high, {DONE: _LIGHT, NOW: _DARKEST}.get(state, 0.0)))
        shapes.append(Words(10, top + 20, f"{SIGNS[state]} {_cut(line.cells[0], 34)}", is_strong=state == NOW))
        told = [cell for cell in ("" if state == AHEAD else line.cells[1], line.cells[2]) if cell]
        shapes.append(Words(wide + 16, top + 16, _cut(": ".join(told), 58)))
        if state == NOW and lacks:
            shapes.append(Words(wide + 16, top + 34, _cut(lacks, 58)))
    described = "; ".join(f"{line.cells[0]}: {line.cells[1]}" for line, _state in steps)
    return Drawing(_("The way of the study"), len(steps) * each, tuple(shapes), described)
