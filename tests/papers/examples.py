"""Papers to write: the real overview as a council gets it, one with all that a paper can have, and any at all."""

from __future__ import annotations

from pathlib import Path

from hypothesis import strategies as st

from store.base.ids import ID_PATTERN
from store.papers.paper import (
    DATE,
    END,
    MARK,
    MIDDLE,
    NUMBER,
    SHARE,
    START,
    TEXT,
    Block,
    Box,
    Bullets,
    Chart,
    Column,
    Drawing,
    Heading,
    Line,
    Paper,
    Paragraph,
    Provenance,
    Rule,
    Table,
    Words,
)
from store.records.paths import Key

SOURCE = Path(__file__).parents[2] / "store/data/documents/oversikt-2021.txt"
MADE_OF = Provenance("3f2a9c" + "0" * 34, "b81d77" + "1" * 34)
HOSTILE = (
    "a|b",
    "*star* _line_ **bold** `code` ~gone~",
    "<script>alert(1)</script>",
    "</td></table><b>&amp; & &lt;",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2",
    "@SUM(A1)",
    '=HYPERLINK("http://x.example/";"y")',
    "{{x}} {% if y %} {{ 7*7 }} {# z #}",
    '#let x = 1; #read("/etc/passwd") $x^2$ [y](z)',
    "\\ \\n \\| \\textbf{x}",
    "\"quotes\" 'and' «these» “too”",
    "NUL \0 ESC \x1b]0;owned\x07 C1 \x9b DEL \x7f",
    "right to left \u202egnorw zero\u200bwidth",
    "emoji 😀 👨‍👩‍👧 combining e\u0301\u0301",
    "https://x.example/ www.x.example mailto:a@x.example",
    "1. not a list\n- nor this\n# nor a heading\n> nor a quote\n---",
    "two\nlines",
    "å ø æ Å Ø Æ ß ñ – — … § 27",
    "x" * 10_000,
    "ord " * 2_500,
)


def overview() -> Paper:
    """The overview per 1 January 2021, as the real document has it."""
    lines = SOURCE.read_text(encoding="utf-8").split("\n")
    rows = [line.split("\t") for line in lines if "\t" in line]
    table = Table(
        (
            Column("Fagområde", weight=4, field="name"),
            Column("Type samarbeid", weight=2, field="legal_form", choices=("Avtale", "IKS", "Kommuneloven", "Vedtak")),
            *(Column(name, MARK, 1.15, f"participants.{name.lower()}") for name in rows[0][2:5]),
            Column("Kommentar", weight=5, field="comment"),
        ),
        tuple(
            Line((cells[0],), is_section=True)
            if not any(cells[1:])
            else Line(tuple(cells), Key("collaboration", f"samarbeid-{count}"))
            for count, cells in enumerate(rows[1:])
        ),
        name="overview",
    )
    blocks: list[Block] = []
    points: list[tuple[int, str]] = []
    prose = [line for line in lines[5:] if line and "\t" not in line]
    first = next(count for count, line in enumerate(prose) if line.startswith("Strategi"))
    for count, text in enumerate([*prose[:first], "", *prose[first:]]):
        if text.startswith("- "):
            points.append((0, text[2:]))
            continue
        if points:
            blocks.append(Bullets(tuple(points)))
            points = []
        if count == first:
            blocks += [Heading("Samarbeidene"), table]
        elif text.startswith(("Strategi", "Til diskusjon")):
            blocks.append(Heading(text, 1 if text.startswith("Strategi") else 2))
        elif text:
            blocks.append(Paragraph(text))
    blocks += [Bullets(tuple(points)), Paragraph("* Del av felles hovedavtale om helsesamarbeid.", is_note=True)]
    return Paper(
        "overview",
        "Oversikt over interkommunalt samarbeid",
        "Per 1. januar 2021",
        "nb",
        tuple(blocks),
        is_wide=True,
        author="Øyer kommune",
        date="2021-01-15",
        provenance=MADE_OF,
    )


def figures() -> Paper:
    """Figures in nynorsk: a chart, numbers, shares, dates of every precision, levels of lists, two tables."""
    forms = (("Kommuneloven", 18), ("Vedtak", 9), ("Uformelt", 7), ("Aksjeselskap", 5), ("IKS", 4), ("§ 27?", 2))
    total = sum(count for _form, count in forms)
    by_form = Table(
        (Column("Samarbeidsform", weight=3), Column("Tal ordningar", NUMBER), Column("Del", SHARE)),
        tuple(Line((form, str(count), f"{count / total * 100:.1f}")) for form, count in forms),
        "Samarbeid etter form",
        "by-form",
    )
    owned = Table(
        (
            Column("Selskap", weight=3, field="name"),
            Column("Eigardel", SHARE, field="share"),
            Column("Sidan", DATE, field="since"),
            Column("Innbyggjarar", NUMBER),
        ),
        (
            Line(("Interkommunale selskap",), is_section=True),
            Line(("Innlandet Revisjon IKS", "0.71", "2021-03-01", "5094"), Key("collaboration", "innlandet-revisjon")),
            Line(("Renovasjonsselskapet GLØR IKS", "33.5", "2019-10", "28493"), Key("collaboration", "glor")),
            Line(("Aksjeselskap",), is_section=True),
            Line(("IKOMM AS", "12", "2004", ""), Key("collaboration", "ikomm")),
        ),
        "Eigarskap",
        "owned",
    )
    blocks = (
        Paragraph(
            "Tala gjeld ordningar som er i kraft. Ei ordning tel éin gong, same kor mange fagområde ho høyrer til."
        ),
        Heading("Etter form"),
        Chart(
            "Ordningar etter form",
            tuple((form, float(count)) for form, count in forms),
            "Flest ordningar er etter kommunelova, 18; deretter følgjer vedtak, 9, og uformelt, 7.",
        ),
        by_form,
        Heading("Eigarskap"),
        Bullets(
            (
                (0, "Selskap"),
                (1, "Interkommunale selskap"),
                (2, "med fleire eigarar"),
                (1, "Aksjeselskap"),
                (0, "Andre"),
            )
        ),
        Heading("Detaljar", 2),
        owned,
        Paragraph("Eigardelen er oppgjeven i prosent.\nKjelde: registeret.", is_note=True),
    )
    return Paper(
        "figures",
        "Tal for samarbeidet",
        "Per 1. januar 2022",
        "nn",
        blocks,
        author="Gausdal kommune",
        date="2022-01-10",
    )


def hostile() -> Paper:
    """Every word that could be something else, everywhere that words can be."""
    columns = (
        Column("Name | *x* =1", weight=2, field="name"),
        Column("<b>Comment</b>", weight=3, field="as_written.comment", choices=("a,b", "=1+1")),
        Column("{{x}}", SHARE),
        Column("#d", DATE, field="participants.øyer.since"),
        Column("", NUMBER),
    )
    rows = tuple(
        Line((text, other, "0.5", "2020", "-7"), Key("collaboration", f"row-{count}"))
        for count, (text, other) in enumerate(zip(HOSTILE, HOSTILE[::-1], strict=True))
    )
    sections = tuple(Line((text,), is_section=True) for text in HOSTILE)
    blocks: list[Block] = [Table(columns, (*sections, *rows), HOSTILE[2], "a/b:c")]
    for text in HOSTILE:
        blocks += [Heading(text, 2), Paragraph(text), Bullets(((0, text), (1, text))), Paragraph(text, is_note=True)]
    blocks.append(Chart(HOSTILE[2], ((HOSTILE[3], 1.0), (HOSTILE[9], 2.5)), HOSTILE[4]))
    drawn = [Words(10, 20 * count, text, (START, MIDDLE, END)[count % 3]) for count, text in enumerate(HOSTILE, 1)]
    shapes: tuple[Box | Rule | Words, ...] = (
        Box(0, 0, 100, 20, 0.4),
        Box(0, 30, 50, 20, 0.0),
        Rule(0, 0, 640, 60),
        *drawn,
    )
    blocks.append(Drawing(HOSTILE[2], 20.0 * len(drawn) + 20, shapes, HOSTILE[4]))
    return Paper(
        "study", HOSTILE[2], HOSTILE[9], "en", tuple(blocks), author=HOSTILE[4], date="2024-02-29", provenance=MADE_OF
    )


EXAMPLES = {"overview": overview, "figures": figures, "hostile": hostile}

_words = st.one_of(
    st.sampled_from(HOSTILE[:-2]),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
    st.lists(st.sampled_from(list("|*_`<>&=+-@{}#\\\"'$[]()~^!:;,.\n\t 1aå")), max_size=30).map("".join),
)
_cells = {
    TEXT: _words,
    MARK: st.sampled_from(("", "x", "x (2022)")),
    DATE: st.one_of(st.dates().map(str), st.sampled_from(("", "2021", "2021-10", "27?"))),
    NUMBER: st.one_of(st.integers(-(10**14), 10**14).map(str), st.sampled_from(("", "007", "mange"))),
    SHARE: st.one_of(st.decimals(-100, 100, places=2).map(str), st.integers(0, 100).map(str), st.just("")),
}
_places = st.floats(0, 640)
_shapes = st.one_of(
    st.builds(Box, _places, _places, _places, _places, st.floats(0, 1)),
    st.builds(Rule, _places, _places, _places, _places),
    st.builds(Words, _places, _places, _words, st.sampled_from((START, MIDDLE, END)), st.booleans()),
)
_ids = st.from_regex(ID_PATTERN, fullmatch=True)
_keys = st.none() | st.builds(Key, st.sampled_from(("collaboration", "plan_item", "party")), _ids)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """Any table."""
    kinds = draw(st.lists(st.sampled_from(sorted(_cells)), min_size=1, max_size=5))
    fields = st.sampled_from(("", "name", "participants.øyer.until", "as_written.comment"))
    choices = st.lists(_words, max_size=3).map(tuple)
    columns = tuple(Column(draw(_words), kind, draw(st.floats(0.5, 5)), draw(fields), draw(choices)) for kind in kinds)
    row = st.builds(Line, st.tuples(*(_cells[kind] for kind in kinds)), _keys)
    section = st.builds(Line, st.tuples(_words), st.none(), st.just(True))
    return Table(columns, tuple(draw(st.lists(row | section, max_size=4))), draw(_words), draw(st.text(max_size=8)))


@st.composite
def papers(draw: st.DrawFn) -> Paper:
    """Any paper."""
    block = st.one_of(
        st.builds(Heading, _words, st.integers(1, 4)),
        st.builds(Paragraph, _words, st.booleans()),
        st.builds(Bullets, st.lists(st.tuples(st.integers(0, 3), _words), min_size=1, max_size=3).map(tuple)),
        tables(),
        st.builds(Chart, _words, st.lists(st.tuples(_words, st.floats(0, 1e6)), max_size=3).map(tuple), _words),
        st.builds(Drawing, _words, st.floats(10, 300), st.lists(_shapes, max_size=3).map(tuple), _words),
    )
    return Paper(
        "overview",
        draw(_words),
        draw(_words),
        draw(st.sampled_from(("nb", "nn", "en"))),
        tuple(draw(st.lists(block, max_size=4))),
        is_wide=draw(st.booleans()),
        author=draw(_words),
        date=draw(st.sampled_from(("", "2021-01-15"))),
        provenance=draw(st.sampled_from((None, MADE_OF))),
    )
