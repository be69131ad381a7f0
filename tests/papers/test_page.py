"""The web page: read back by lxml, as HTML and as XML; nothing is fetched, nothing runs, everything has its name."""

from __future__ import annotations

import re
from itertools import pairwise

import lxml.etree
import lxml.html
import pytest
from hypothesis import given

from store.papers.paper import MIDDLE, Box, Bullets, Chart, Drawing, Paper, Rule, Words
from store.papers.writers import html
from store.papers.writers.cells import LOCALES, line, words
from tests.counts import examples
from tests.papers.examples import EXAMPLES, figures, hostile, overview, papers
from tests.papers.expected import header, rows, tables_in

ANY = examples(60)
XHTML = "{http://www.w3.org/1999/xhtml}"
TAGS = (
    "html head meta title style body main footer h1 h2 h3 h4 h5 h6 p br ul li div table caption thead tbody tr th td a "
    "figure figcaption svg desc text rect line"
)
OURS = frozenset(TAGS.split())


def said(cell: lxml.etree._Element) -> str:
    """The words of an element, a line break as one."""
    parts = [cell.text or ""]
    for inside in cell:
        parts.append("\n" if inside.tag.removeprefix(XHTML) == "br" else said(inside))
        parts.append(inside.tail or "")
    return "".join(parts)


def check(paper: Paper) -> lxml.etree._Element:
    data = html.write(paper)
    as_xml = lxml.etree.fromstring(data, lxml.etree.XMLParser(resolve_entities=False))
    as_html = lxml.html.document_fromstring(data, parser=lxml.html.HTMLParser(encoding="utf-8"))
    wanted = [[header(table), *rows(table, paper.language)] for table in tables_in(paper)]
    for tree, space in ((as_xml, XHTML), (as_html, "")):
        seen = [
            [[said(cell) for cell in row] for row in table.iter(f"{space}tr")] for table in tree.iter(f"{space}table")
        ]
        assert seen == wanted
        assert {node.tag.rpartition("}")[2] for node in tree.iter() if isinstance(node.tag, str)} <= OURS
        for node in tree.iter():
            assert not {name for name in node.attrib if name in ("src", "href", "style") or name.startswith("on")}
        assert said(next(tree.iter(f"{space}h1"))) == line(paper.title)
    levels = [int(node.tag[-1]) for node in as_html.iter() if re.fullmatch("h[1-6]", str(node.tag))]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    ids = [node.get("id") for node in as_html.iter() if node.get("id")]
    assert len(ids) == len(set(ids))
    for node in as_html.iter():
        assert set((node.get("aria-labelledby") or "").split()) <= set(ids)
    assert as_html.get("lang") == LOCALES[paper.language]
    return as_html


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_page_has_every_cell(name: str) -> None:
    check(EXAMPLES[name]())


@ANY
@given(papers())
def test_the_page_has_every_cell_of_any_paper(paper: Paper) -> None:
    check(paper)


def test_tables_say_what_their_headers_are_for() -> None:
    page = check(overview())
    (table,) = page.iter("table")
    region = table.getparent()
    assert region is not None
    assert (region.get("role"), region.get("tabindex")) == ("region", "0")
    assert [cell.get("scope") for cell in next(table.iter("thead")).iter("th")] == ["col"] * 6
    assert {cell.get("scope") for cell in next(table.iter("tbody")).iter("th")} == {"rowgroup", "row"}
    assert [caption.text for caption in page.iter("caption")] == ["Samarbeidene"]
    captions = [caption.text for caption in check(figures()).iter("caption")]
    assert captions == ["Samarbeid etter form", "Eigarskap"]


def test_charts_can_be_heard_and_lists_are_nested() -> None:
    paper = figures()
    page = check(paper)
    chart = next(block for block in paper.blocks if isinstance(block, Chart))
    (drawn,) = page.iter("svg")
    assert drawn.get("role") == "img"
    assert [node.text for node in drawn.iter("title", "desc")] == [chart.title, chart.described]
    assert len(list(drawn.iter("rect"))) == len(chart.bars)
    depths = [sum(node.tag == "ul" for node in item.iterancestors()) - 1 for item in page.iter("li")]
    assert depths == [level for block in paper.blocks if isinstance(block, Bullets) for level, _text in block.items]


def test_a_drawing_can_be_heard_and_has_every_shape() -> None:
    shapes = (Box(0, 0, 10, 10, 0.3), Box(0, 20, 10, 10, 0), Rule(0, 0, 9, 9), Words(5, 5, "Øyer <b>", MIDDLE))
    page = check(Paper("record", "T", "", "nb", (Drawing("Tidslinje", 40, shapes, "Øyer fra 2012"),)))
    (drawn,) = page.iter("svg")
    assert drawn.get("role") == "img"
    assert [node.text for node in drawn.iter("title", "desc")] == ["Tidslinje", "Øyer fra 2012"]
    assert [node.tag for node in drawn] == ["title", "desc", "rect", "rect", "line", "text"]
    assert [node.text for node in drawn.iter("text")] == ["Øyer <b>"]


def test_the_policy_of_the_page_lets_nothing_but_its_own_style_in() -> None:
    page = check(hostile())
    policies = [meta.get("content") for meta in page.iter("meta") if meta.get("http-equiv")]
    assert [policy.split(";")[0] for policy in policies if policy] == ["default-src 'none'"]
    style = next(page.iter("style")).text or ""
    assert "url(" not in style
    assert "@import" not in style


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_colours_stand_off_as_wcag_wants() -> None:
    style = next(check(figures()).iter("style")).text or ""
    for scheme in re.findall(r":root \{([^}]*)\}", style):
        colours = dict(re.findall(r"--(\w+): (#\w{6})", scheme))
        for ink in ("ink", "dark", "grey"):
            for ground in ("paper", "shade", "section"):
                low, high = sorted((luminance(colours[ink]), luminance(colours[ground])))
                assert (high + 0.05) / (low + 0.05) >= 4.5, (ink, ground, colours)


def test_the_words_of_the_paper_are_not_cut() -> None:
    assert words("x" * 10_000) in html.write(hostile()).decode()
