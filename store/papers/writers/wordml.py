"""WordprocessingML, made element by element: words go in as text of an element and are never read as anything else."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from store.papers.writers.cells import LOCALES, line

if TYPE_CHECKING:
    from docx.document import Document

    from store.papers.paper import Paper

Element = Any
"""An element of lxml, which has no types of its own."""
W: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_NUMBERING: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"
_CUSTOM: Final = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_CUSTOM_RELATION: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
_CUSTOM_SPACE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_TYPES_SPACE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_PROPERTY: Final = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
_WORD: Final = "http://schemas.microsoft.com/office/word"


@cache
def named(name: str) -> str:
    """`w:name` as lxml has it."""
    return f"{{{W}}}{name}"


def made(name: str, /, *inside: Element, text: str | None = None, **attributes: str | int) -> Element:
    """The element `w:name` with what stands inside it; attributes are of the same namespace."""
    from docx.oxml.parser import oxml_parser

    element = oxml_parser.makeelement(named(name), nsmap={"w": W})
    for key, value in attributes.items():
        element.set(named(key), str(value))
    if text is not None:
        element.text = text
        element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    element.extend(inside)
    return element


def run(text: str, *properties: Element) -> Element:
    """A run of words; a line end in them is one on the paper too."""
    inside: list[Element] = [made("rPr", *properties)] if properties else []
    for count, part in enumerate(text.split("\n")):
        if count:
            inside.append(made("br"))
        if part:
            inside.append(made("t", text=part))
    return made("r", *inside)


def field_code(code: str) -> list[Element]:
    """A field such as PAGE; its code is ours, never a word of the paper."""
    return [
        made("r", made("fldChar", fldCharType="begin")),
        made("r", made("instrText", text=f" {code} ")),
        made("r", made("fldChar", fldCharType="separate")),
        made("r", made("t", text="1")),
        made("r", made("fldChar", fldCharType="end")),
    ]


def paragraph(style: str | None, *inside: Element, properties: tuple[Element, ...] = ()) -> Element:
    """A paragraph with a style by its id; `properties` in the order of the schema."""
    first = [made("pStyle", val=style)] if style else []
    about = [made("pPr", *first, *properties)] if first or properties else []
    return made("p", *about, *inside)


def style_ids(document: Document) -> dict[str, str]:
    """The id of each style by its name in small letters: a Norwegian Word has other ids, the same names."""
    found: dict[str, str] = {}
    for style in document.styles.element.iterchildren(named("style")):
        name = style.find(named("name"))
        if name is not None:
            found[name.get(named("val")).lower()] = style.get(named("styleId"))
    return found


def bullet_list(document: Document) -> int:
    """The number of a new list of bullets with nine levels."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.parts.numbering import NumberingPart

    part = document.part
    try:
        numbering = part.part_related_by(RELATIONSHIP_TYPE.NUMBERING)
    except KeyError:
        name = PackURI("/word/numbering.xml")
        numbering = NumberingPart(name, _NUMBERING, made("numbering"), part.package)
        part.relate_to(numbering, RELATIONSHIP_TYPE.NUMBERING)
    root: Element = numbering.element  # type: ignore[attr-defined]
    kinds = [int(kind.get(named("abstractNumId"))) for kind in root.iterchildren(named("abstractNum"))]
    lists = [int(num.get(named("numId"))) for num in root.iterchildren(named("num"))]
    kind, number = max(kinds, default=0) + 1, max(lists, default=0) + 1
    levels = [
        made(
            "lvl",
            made("start", val=1),
            made("numFmt", val="bullet"),
            made("lvlText", val="•–◦"[level % 3]),
            made("lvlJc", val="left"),
            made("pPr", made("ind", left=360 * (level + 1), hanging=360)),
            ilvl=level,
        )
        for level in range(9)
    ]
    new = made("abstractNum", made("multiLevelType", val="hybridMultilevel"), *levels, abstractNumId=kind)
    first = root.find(named("num"))
    if first is None:
        root.append(new)
    else:
        first.addprevious(new)
    entry = made("num", made("abstractNumId", val=kind), numId=number)
    last = list(root.iterchildren(named("num")))
    if last:
        last[-1].addnext(entry)
    else:
        new.addnext(entry)
    return number


def set_language(document: Document, language: str) -> None:
    """Let a word processor check the spelling of the whole document in its language."""
    locale = LOCALES.get(language, language)
    styles = document.styles.element
    for lang in styles.iter(named("lang")):
        lang.set(named("val"), locale)
    for style in styles.iterchildren(named("style")):
        if style.get(named("type")) == "paragraph" and style.get(named("default")) in ("1", "true", "on"):
            about = style.get_or_add_rPr()
            if about.find(named("lang")) is None:
                about.append(made("lang", val=locale))
    settings = document.settings.element
    theme = settings.find(named("themeFontLang"))
    if theme is not None:
        theme.set(named("val"), locale)


def set_modern(document: Document) -> None:
    """Let Word not open the document in the mode of an older Word."""
    settings = document.settings.element
    compat = settings.find(named("compat"))
    if compat is not None:
        for old in compat.findall(named("compatSetting")):
            if old.get(named("name")) == "compatibilityMode":
                compat.remove(old)
        compat.append(made("compatSetting", name="compatibilityMode", uri=_WORD, val=15))


def set_properties(document: Document, paper: Paper) -> None:
    """Title, author, language and day of the document; no word of who made the libraries."""
    about = document.core_properties
    about.title, about.author = line(paper.title)[:255], line(paper.author)[:255]
    about.last_modified_by, about.comments, about.keywords = line(paper.author)[:255], "", ""
    about.subject, about.language = line(paper.subtitle)[:255], LOCALES.get(paper.language, paper.language)
    about.revision = 1
    if paper.date:
        about.created = about.modified = dt.datetime.fromisoformat(f"{paper.date}T00:00:00")
        return
    root: Element = about._element
    for moment in [child for child in root if child.tag.endswith(("}created", "}modified"))]:
        root.remove(moment)


def set_custom(document: Document, values: dict[str, str]) -> None:
    """Properties of the document's own by name, beside those that it has; word processors keep them."""
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part
    from lxml import etree

    package = document.part.package
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    relations = [rel for rel in package.rels.values() if rel.reltype == _CUSTOM_RELATION]
    if relations:
        part = relations[0].target_part
        root = etree.fromstring(part.blob, parser)
    else:
        part = Part(PackURI("/docProps/custom.xml"), _CUSTOM, b"", package)
        package.relate_to(part, _CUSTOM_RELATION)
        root = etree.Element(f"{{{_CUSTOM_SPACE}}}Properties", nsmap={None: _CUSTOM_SPACE, "vt": _TYPES_SPACE})
    for old in [child for child in root if child.get("name") in values]:
        root.remove(old)
    number = max((int(child.get("pid", "1")) for child in root), default=1)
    for name, value in values.items():
        number += 1
        entry = etree.SubElement(root, f"{{{_CUSTOM_SPACE}}}property", fmtid=_PROPERTY, pid=str(number), name=name)
        etree.SubElement(entry, f"{{{_TYPES_SPACE}}}lpwstr").text = value
    part._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
