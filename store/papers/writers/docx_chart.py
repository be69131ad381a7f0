"""Bars as a chart of Word's own: no picture, nothing to draw with; it scales, and its words can be read and found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from store.papers.paper import Chart
from store.papers.writers.cells import line
from store.papers.writers.wordml import Element, made

if TYPE_CHECKING:
    from docx.document import Document

_CHART: Final = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_DRAWING: Final = "http://schemas.openxmlformats.org/drawingml/2006/main"
_PLACE: Final = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
_RELATIONS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATION: Final = f"{_RELATIONS}/chart"
_TYPE: Final = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_SPACES: Final = {"c": _CHART, "a": _DRAWING, "wp": _PLACE, "r": _RELATIONS}
_COLOUR: Final = "1F3864"
_TITLE, _BAR = 500_000, 260_000
"""Heights in English metric units."""


def drawn(document: Document, chart: Chart, number: int, width: int) -> Element:
    """A run that shows the chart in `width` English metric units, with its description for those who do not see it."""
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part
    from lxml import etree

    data = etree.tostring(_chart(chart), xml_declaration=True, encoding="UTF-8", standalone=True)
    part = Part(PackURI(f"/word/charts/chart{number}.xml"), _TYPE, data, document.part.package)
    relation = document.part.relate_to(part, _RELATION)
    size = {"cx": str(width), "cy": str(_TITLE + _BAR * max(1, len(chart.bars)))}
    place = _made(
        "wp:inline",
        _made("wp:extent", **size),
        _made("wp:docPr", id=str(number), name=line(chart.title)[:200], descr=line(chart.described)),
        _made("wp:cNvGraphicFramePr"),
        _made("a:graphic", _made("a:graphicData", _related(relation), uri=_CHART)),
        distT="0",
        distB="0",
        distL="0",
        distR="0",
    )
    return made("r", made("drawing", place))


def _made(name: str, /, *inside: Element, text: str | None = None, **attributes: str) -> Element:
    from docx.oxml.parser import oxml_parser

    space, _colon, local = name.partition(":")
    make: Any = oxml_parser.makeelement
    element = make(f"{{{_SPACES[space]}}}{local}", attributes, nsmap={space: _SPACES[space]})
    element.text = text
    element.extend(inside)
    return element


def _related(relation: str) -> Element:
    element = _made("c:chart")
    element.set(f"{{{_RELATIONS}}}id", relation)
    return element


def _val(name: str, value: str) -> Element:
    return _made(name, val=value)


def _words(name: str, text: str) -> Element:
    inside = _made("a:r", _made("a:rPr", sz="1200", b="1"), _made("a:t", text=text))
    rich = _made("c:rich", _made("a:bodyPr"), _made("a:p", _made("a:pPr", _made("a:defRPr", sz="1200", b="1")), inside))
    return _made(name, _made("c:tx", rich), _val("c:overlay", "0"))


def _points(name: str, values: list[str]) -> Element:
    points = [_made("c:pt", _made("c:v", text=value), idx=str(count)) for count, value in enumerate(values)]
    return _made(name, _val("c:ptCount", str(len(values))), *points)


def _chart(chart: Chart) -> Element:
    """Lying bars, the first on top, each with its value; no axis lines that say nothing."""
    shows = [
        _val(f"c:show{what}", "1" if what == "Val" else "0")
        for what in ("LegendKey", "Val", "CatName", "SerName", "Percent", "BubbleSize")
    ]
    fill = _made("c:spPr", _made("a:solidFill", _made("a:srgbClr", val=_COLOUR)))
    series = _made(
        "c:ser",
        _val("c:idx", "0"),
        _val("c:order", "0"),
        fill,
        _val("c:invertIfNegative", "0"),
        _made("c:dLbls", *shows),
        _made("c:cat", _points("c:strLit", [line(label) for label, _value in chart.bars])),
        _made("c:val", _points("c:numLit", [f"{value:g}" for _label, value in chart.bars])),
    )
    bars = _made(
        "c:barChart",
        _val("c:barDir", "bar"),
        _val("c:grouping", "clustered"),
        _val("c:varyColors", "0"),
        series,
        _val("c:gapWidth", "40"),
        _val("c:axId", "1"),
        _val("c:axId", "2"),
    )
    labels = _axis("c:catAx", "1", "2", "maxMin", "l", hidden="0")
    values = _axis("c:valAx", "2", "1", "minMax", "b", hidden="1")
    plot = _made("c:plotArea", _made("c:layout"), bars, labels, values)
    whole = _made(
        "c:chart",
        _words("c:title", line(chart.title)),
        _val("c:autoTitleDeleted", "0"),
        plot,
        _val("c:plotVisOnly", "1"),
    )
    plain = _made("c:spPr", _made("a:noFill"), _made("a:ln", _made("a:noFill")))
    font = _made("a:defRPr", _made("a:latin", typeface="Calibri"), sz="1000")
    text = _made("c:txPr", _made("a:bodyPr"), _made("a:p", _made("a:pPr", font)))
    return _made("c:chartSpace", _val("c:roundedCorners", "0"), whole, plain, text)


def _axis(name: str, own: str, other: str, order: str, side: str, *, hidden: str) -> Element:
    scale = [_val("c:orientation", order)]
    if hidden == "1":
        scale.append(_val("c:min", "0"))
    return _made(
        name,
        _val("c:axId", own),
        _made("c:scaling", *scale),
        _val("c:delete", hidden),
        _val("c:axPos", side),
        _val("c:majorTickMark", "none"),
        _val("c:minorTickMark", "none"),
        _val("c:tickLblPos", "low"),
        _val("c:crossAx", other),
        _val("c:crosses", "autoZero"),
    )
