"""The first page: the overview of the day, with a filter for those who have scripts and links for everybody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from store.base.i18n import _
from store.papers.pages.contents import STATUS, Site, keys_of, path_of
from store.papers.pages.frame import BROWSE, INDEX, Page, around, headline, link, page, said
from store.papers.paper import Table
from store.papers.writers.cells import line
from store.papers.writers.html import Body, value_of, words_of
from store.records.overview import areas_in_order
from store.records.paths import Key


def overview_page(site: Site) -> Page:
    """The overview; its form is shown by the script, which works with the rows that stand there."""
    paper = site.papers["overview"]
    return page(site, INDEX, paper.title, (*headline(paper), *_content(site)), has_script=True)


def _content(site: Site) -> Iterator[str]:
    areas = areas_in_order(site.state.register)

    def found_by(key: Key) -> Mapping[str, str]:
        record = site.records.get(key.id)
        if record is None:
            return {}
        found: dict[str, list[str]] = {}
        for known in keys_of(record, areas):
            if not site.is_in(record, known):
                continue
            found.setdefault(f"data-{known.kind}", []).append(known.id or "-")
        return {"data-id": record.id, **{name: " ".join(ids) for name, ids in found.items()}}

    for block, lines in Body(site.papers["overview"], around(site, INDEX)._replace(found_by=found_by)).parts():
        if isinstance(block, Table):
            yield from _form(site)
        yield from lines
    yield from _others(site)


def _form(site: Site) -> Iterator[str]:
    """A line to search for words, a list for each way to find; hidden, since without the script it does nothing."""
    search, every = _("Search"), _("Show all")
    told = value_of(_("Showing {count} of {total} collaborations", count="{count}", total="{total}"))
    yield f'<form id="filter" class="filter" role="search" hidden="hidden" data-told="{told}">'
    yield f'<p><label for="words">{words_of(search)}</label>'
    yield '<input type="search" id="words" name="words" autocomplete="off"/></p>'
    for facet in site.facets:
        yield f'<p><label for="by-{facet.sort}">{words_of(facet.called)}</label>'
        yield f'<select id="by-{facet.sort}" name="{facet.sort}"><option value="">{words_of(facet.every)}</option>'
        for group in facet.groups:
            if any(site.is_in(record, group.key) for record in group.records):
                yield f'<option value="{value_of(group.key.id or "-")}">{words_of(line(group.name))}</option>'
        yield "</select></p>"
    yield f'<p><button type="reset">{words_of(every)}</button></p>'
    yield '<p id="found" role="status"></p>'
    yield "</form>"


def _others(site: Site) -> Iterator[str]:
    """Where those are that are not in force, and every other way to find."""
    groups = next(facet.groups for facet in site.facets if facet.sort == STATUS)
    counted = [(group, sum(record.id not in site.in_force for record in group.records)) for group in groups]
    links = [f"{link(path_of(group.key), group.name)} ({count})" for group, count in counted if count]
    every, over = _("By area, participant, form or status"), _("Not in force on the day")
    yield said("h2", _("Find more"))
    yield "<ul>"
    yield f"<li>{link(BROWSE, every)}</li>"
    if links:
        yield f"<li>{words_of(over)}: {', '.join(links)}</li>"
    yield "</ul>"
