"""The door to the public site: every page of it, made one after the other, so that none is kept in memory. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from store.base.glossary import DATA
from store.base.i18n import LANGUAGES, _, speaking
from store.base.numbers import number_text
from store.papers.pages.browse import browse_pages
from store.papers.pages.contents import File, PublishedEdition, Site
from store.papers.pages.editions import compared, edition_pages
from store.papers.pages.feed import feed
from store.papers.pages.frame import FIGURES, FILES, PLAN, Page, languages, link, page, paper_page, said, whole
from store.papers.pages.history import Past, public_name
from store.papers.pages.overview import overview_page
from store.papers.pages.records import record_pages
from store.papers.writers.cells import line
from store.papers.writers.html import value_of

__all__ = ["File", "Page", "Past", "PublishedEdition", "Site", "assets", "compared", "pages", "public_name"]


def assets(title: str, lang: str) -> Iterator[Page]:
    """What all languages share: the way to each of them, the style, the script."""
    with speaking(lang):
        yield "index.html", whole(lang, _root_head(title), _root_body(title))
    yield "site.css", b"".join((DATA / name).read_bytes() for name in ("paper.css", "site.css"))
    yield "site.js", (DATA / "site.js").read_bytes()


def pages(site: Site, lang: str) -> Iterator[Page]:
    """Every page in a language, with its folder; that language is spoken only while one is made."""
    made = _pages(site)
    while True:
        with speaking(lang):
            found = next(made, None)
        if found is None:
            return
        path, content = found
        yield f"{lang}/{path}", content


def _pages(site: Site) -> Iterator[Page]:
    yield overview_page(site)
    yield from browse_pages(site)
    yield from record_pages(site)
    yield from edition_pages(site)
    yield paper_page(site, PLAN, site.papers["plan"])
    yield paper_page(site, FIGURES, site.papers["figures"])
    yield page(site, FILES, _("Files"), _files(site))
    yield feed(site)


def _files(site: Site) -> Iterator[str]:
    yield said("h1", _("Files"))
    yield said("p", _("The overview, to keep or to work with:"))
    yield "<ul>"
    for file in site.files:
        size = f"{number_text(-(-file.size // 1000))} kB"
        yield f"<li>{link(file.path, f'{file.title}, {size}')}</li>"
    yield "</ul>"


def _root_head(title: str) -> Iterator[str]:
    yield f"<title>{value_of(line(title))}</title>"
    yield '<link rel="stylesheet" href="site.css"/>'
    for lang in LANGUAGES:
        yield f'<link rel="alternate" hreflang="{lang}" href="{lang}/index.html"/>'


def _root_body(title: str) -> Iterator[str]:
    yield '<main id="main">'
    yield said("h1", line(title))
    yield from languages("{lang}/index.html")
    yield "</main>"
