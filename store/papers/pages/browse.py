"""Collaborations found by links alone: a page of every area, participant, form and status, and one that leads there."""

from __future__ import annotations

from collections.abc import Iterator

from store.base.i18n import _, language, ngettext
from store.papers.builders.rows import central_text, full_columns, section
from store.papers.pages.contents import AREA, FORM, PARTY, STATUS, Facet, Group, Site, path_of
from store.papers.pages.frame import BROWSE, Page, link, page, paper_page, said
from store.papers.paper import DATE, Column, Line, Paper, Paragraph
from store.papers.words import as_of, capital, label, names_text, term
from store.records.model import Collaboration
from store.records.paths import Key
from store.reports.reports import form_text


def browse_pages(site: Site) -> Iterator[Page]:
    """The page of all groups, and one of each."""
    yield page(site, BROWSE, _("Areas, participants and forms"), _every(site))
    for facet in site.facets:
        for group in facet.groups:
            yield paper_page(site, path_of(group.key), _paper(site, facet, group), below=BROWSE)


def _every(site: Site) -> Iterator[str]:
    yield said("h1", _("Areas, participants and forms"))
    for facet in (facet for facet in site.facets if facet.groups):
        yield said("h2", capital(facet.title))
        yield '<ul class="groups">'
        for group in facet.groups:
            yield f"<li>{link(path_of(group.key), group.name)} ({len(group.records)})</li>"
        yield "</ul>"


def _paper(site: Site, facet: Facet, group: Group) -> Paper:
    """Those in force on the day, then the others, each with what the group does not say already."""
    name_of = site.state.name
    columns = {
        "name": Column(label("name"), weight=3.0, field="name"),
        AREA: Column(label("areas"), weight=2.0),
        FORM: Column(_("Form of organisation"), weight=2.0),
        PARTY: Column(label("participants"), weight=2.0),
        "host": Column(_("Host or responsible"), weight=1.5),
        "role": Column(label("role")),
        "from": Column(label("from"), DATE),
        "until": Column(label("until"), DATE),
        STATUS: Column(label("status")),
    }
    shown = [name for name in columns if name != facet.sort and (name != "role" or facet.sort == PARTY)]

    def row(record: Collaboration) -> Line:
        part = record.participants.get(group.key.id) if facet.sort == PARTY else None
        period = part or record
        cells = {
            "name": record.name, AREA: names_text(AREA, record.areas, name_of), FORM: form_text(record),
            PARTY: names_text(PARTY, record.participants, name_of),
            "host": central_text(record, site.state, site.day), "role": term("role", part.role) if part else "",
            "from": period.from_ or "", "until": period.until or "", STATUS: term("status", record.status),
        }  # fmt: skip
        return Line(tuple(cells[name] for name in shown), Key(Collaboration.KIND, record.id))

    lines: list[Line] = []
    for title, wanted in ((_("In force on the day"), True), (_("Not in force on the day"), False)):
        inside = [row(record) for record in group.records if site.is_in(record, group.key) is wanted]
        lines += [section(title), *inside] if inside else []
    table = full_columns([columns[name] for name in shown], lines, "collaborations")
    count = ngettext("{count} collaboration", "{count} collaborations", len(group.records))
    blocks = (Paragraph(f"{facet.called}. {count}."), table)
    return Paper("list", group.name, as_of(site.day.isoformat()), language(), blocks, is_wide=True)
