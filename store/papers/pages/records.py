"""A page of each collaboration, with links to what it has in common with others."""

from __future__ import annotations

from collections.abc import Iterator

from store.papers.builders.record import public_record
from store.papers.pages.contents import PARTY, Site, keys_of
from store.papers.pages.frame import BROWSE, Page, link, paper_page
from store.papers.words import capital, label
from store.papers.writers.html import words_of
from store.records.model import Collaboration
from store.records.overview import areas_in_order
from store.records.paths import Key


def record_pages(site: Site) -> Iterator[Page]:
    """One of each collaboration, in force or not."""
    areas = areas_in_order(site.state.register)
    titles = {facet.sort: (facet.called, {group.key: group.name for group in facet.groups}) for facet in site.facets}
    editions = {edition.record.id: edition.state for edition in site.editions}
    for record in site.records.values():
        key = Key(Collaboration.KIND, record.id)
        revised = site.past.of(record.id, site.state.name)
        documents = site.documents.get(record.id, ())
        paper = public_record(site.state, record, site.day, revised, documents, editions)
        links = [(titles[one.kind][0], one, titles[one.kind][1][one]) for one in keys_of(record, areas) if one.id]
        for field in ("parent", "replaced_by"):
            if id := getattr(record, field):
                other = Key(Collaboration.KIND, id)
                links.append((label(field), other, site.state.name(other)))
        yield paper_page(site, site.href(key), paper, below=BROWSE, links=_links(site, links))


def _links(site: Site, links: list[tuple[str, Key, str]]) -> Iterator[str]:
    """Whoever takes part is linked to in the table that says how."""
    yield '<ul class="links">'
    for called, key, name in links:
        if key.kind != PARTY and (href := site.href(key)):
            yield f"<li>{words_of(capital(called))}: {link(href, name)}</li>"
    yield "</ul>"
