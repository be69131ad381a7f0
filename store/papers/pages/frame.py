"""The frame of every page: head, ways to the others, the same page in the other languages, foot."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from store.base.i18n import LANGUAGES, _, language
from store.papers.pages.contents import Site
from store.papers.paper import Paper
from store.papers.words import as_of
from store.papers.writers.cells import LOCALES, line
from store.papers.writers.html import Around, Body, value_of, words_of
from store.records.paths import Key

NAMES: Final = {"nb": "Bokmål", "nn": "Nynorsk", "en": "English"}
"""The languages as those call them who read them."""
INDEX, BROWSE, EDITIONS, PLAN, FIGURES, FILES, FEED = (
    "index.html", "browse.html", "editions.html", "plan.html", "figures.html", "files.html", "feed.xml"
)  # fmt: skip
_POLICY: Final = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'"
)

Page = tuple[str, bytes]
"""Where it is, below the folder of its language, and what it holds."""


def _ways() -> dict[str, str]:
    """The pages that every page leads to, with what they are called."""
    return {
        INDEX: _("Overview"), BROWSE: _("Areas, participants and forms"), EDITIONS: _("Editions"),
        PLAN: _("Action plan"), FIGURES: _("Figures"), FILES: _("Files"),
    }  # fmt: skip


def whole(lang: str, head: Iterable[str], body: Iterable[str]) -> bytes:
    """A document of HTML, well-formed as XML too."""
    lines = (
        "<!DOCTYPE html>", f'<html lang="{LOCALES[lang]}" xmlns="http://www.w3.org/1999/xhtml">', "<head>",
        '<meta charset="utf-8"/>', f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}"/>',
        '<meta name="viewport" content="width=device-width, initial-scale=1"/>',
        *head, "</head>", "<body>", *body, "</body>", "</html>", "",
    )  # fmt: skip
    return "\n".join(lines).encode()


def page(
    site: Site, path: str, title: str, content: Iterable[str], *, below: str = "", has_script: bool = False,
    is_wide: bool = True,
) -> Page:  # fmt: skip
    """A page with its content; `below` is the page of the ways that leads to it, where it is none of them itself."""
    body = _body(site, path, content, below or path, "wide" if is_wide else "tall")
    return path, whole(language(), _head(site, path, title, has_script), body)


def paper_page(site: Site, path: str, paper: Paper, *, below: str = "", links: Iterable[str] = ()) -> Page:
    """A page that is a paper, with lines between its title and what it says."""
    content = (*headline(paper), *links, *Body(paper, around(site, path)).lines())
    return page(site, path, paper.title, content, below=below, is_wide=paper.is_wide)


def headline(paper: Paper) -> Iterator[str]:
    """The title of a paper, and which day it speaks of."""
    yield f"<h1>{words_of(line(paper.title))}</h1>"
    if line(paper.subtitle):
        yield f'<p class="subtitle">{words_of(line(paper.subtitle))}</p>'


def around(site: Site, path: str) -> Around:
    """What a page knows of the others; it leads to none that it is itself."""

    def href(key: Key) -> str:
        found = site.href(key)
        return found if found != path else ""

    return Around(href, _found_by_nothing, spoken(site))


def _found_by_nothing(_key: Key) -> Mapping[str, str]:
    return {}


def spoken(site: Site) -> str:
    """The language of what people wrote, where it is another than that of the page."""
    lang = site.state.register.language
    return LOCALES[lang] if lang in LOCALES and lang != language() else ""


def link(href: str, words: str) -> str:
    """A link inside the site, or to wherever it has been looked at where it leads."""
    return f'<a href="{value_of(href)}">{words_of(line(words))}</a>'


def _head(site: Site, path: str, title: str, has_script: bool) -> Iterator[str]:
    whole_title = " – ".join(dict.fromkeys(part for part in (line(title), line(site.title)) if part))
    yield f"<title>{value_of(whole_title)}</title>"
    yield f'<meta name="iktui-commit" content="{value_of(site.provenance.commit)}"/>'
    yield '<link rel="stylesheet" href="../site.css"/>'
    for lang in LANGUAGES:
        href = f"{site.base or '../'}{lang}/{path}"
        yield f'<link rel="alternate" hreflang="{lang}" href="{value_of(href)}"/>'
    feed = value_of(_("Changes"))
    yield f'<link rel="alternate" type="application/atom+xml" title="{feed}" href="{FEED}"/>'
    if has_script:
        yield '<script src="../site.js" defer="defer"></script>'


def _body(site: Site, path: str, content: Iterable[str], here: str, shape: str) -> Iterator[str]:
    skip, feed = _("Skip to the content"), _("Changes as a feed (Atom)")
    yield f'<a class="skip" href="#main">{words_of(skip)}</a>'
    yield "<header>"
    yield f'<p class="site">{link(INDEX, site.title)}</p>'
    current = f' aria-current="{"page" if here == path else "true"}"'
    ways = (f'<a href="{to}"{current if to == here else ""}>{words_of(called)}</a>' for to, called in _ways().items())
    yield from navigation("ways", _("Pages"), ways)
    yield from languages(f"../{{lang}}/{path}", language())
    yield "</header>"
    yield f'<main id="main" class="{shape}" tabindex="-1">'
    yield from content
    yield "</main>"
    yield "<footer>"
    yield f"<p>{words_of(as_of(site.day.isoformat()))}. {link(FEED, feed)}</p>"
    yield "</footer>"


def languages(href: str, here: str = "") -> Iterator[str]:
    """The ways to a page in every language, `here` that of the page; `href` has “{lang}” in it."""
    current = {here: ' aria-current="true"'}
    links = (
        f'<a href="{value_of(href.format(lang=lang))}" hreflang="{lang}" lang="{LOCALES[lang]}"{current.get(lang, "")}>'
        f"{NAMES[lang]}</a>"
        for lang in LANGUAGES
    )
    return navigation("languages", _("Language"), links)


def navigation(sort: str, called: str, links: Iterable[str]) -> Iterator[str]:
    """Links as a list, in a landmark of its own name."""
    yield f'<nav class="{sort}" aria-label="{value_of(called)}"><ul>'
    yield from (f"<li>{link}</li>" for link in links)
    yield "</ul></nav>"


def said(tag: str, text: str) -> str:
    """An element that holds nothing but words."""
    return f"<{tag}>{words_of(text)}</{tag}>"
