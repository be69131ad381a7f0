"""The published editions: a list of them, and what was new in each beside the one before."""

from __future__ import annotations

from collections.abc import Iterator

from store.base.dates import first_day
from store.base.i18n import _, language, ngettext
from store.changes.changes import Change
from store.changes.compare import compare
from store.changes.preview import Preview
from store.papers.builders.changes import told_changes
from store.papers.builders.prose import text_blocks
from store.papers.builders.rows import full_columns
from store.papers.builders.tables import decisions_table
from store.papers.pages.contents import PublishedEdition, Site
from store.papers.pages.frame import EDITIONS, Page, paper_page
from store.papers.pages.history import bare
from store.papers.paper import DATE, NUMBER, Block, Column, Heading, Line, Paper, Paragraph
from store.papers.words import as_of, capital, decisions_words, label


def compared(before: Preview, after: Preview) -> tuple[Change, ...]:
    """What differs between two editions, each as it was published."""
    keys = {made.key for made in (*compare(before.base, after.base), *before.changes, *after.changes)}
    sides = ((key, before.readable(key), after.readable(key)) for key in sorted(keys))
    made = (Change(key, old and bare(old), new and bare(new)) for key, old, new in sides)
    return tuple(change for change in made if change.before != change.after)


def edition_pages(site: Site) -> Iterator[Page]:
    """The list, newest first, and a page of each."""
    yield paper_page(site, EDITIONS, _listed(site))
    for edition in site.editions:
        paper = _paper(site, edition)
        yield paper_page(site, site.href(edition.record.key), paper, below=EDITIONS)


def _listed(site: Site) -> Paper:
    columns = (
        Column(label("year")), Column(label("date"), DATE), Column(_("Collaborations"), NUMBER),
        Column(label("decisions"), weight=3.0),
    )  # fmt: skip
    lines = [
        Line((edition.record.id, edition.record.date or "", str(_count(edition)),
              decisions_words(edition.record.decisions, site.state.name)), edition.record.key)
        for edition in reversed(site.editions)
    ]  # fmt: skip
    told: tuple[Block, ...] = (Paragraph(_("No edition has been published yet.")),)
    if lines:
        told = (
            Paragraph(_("The page of an edition says what was new in it.")),
            full_columns(columns, lines, "editions"),
        )
    return Paper("editions", _("Editions"), as_of(site.day.isoformat()), language(), told)


def _count(edition: PublishedEdition) -> int:
    day = first_day(edition.record.id)
    return sum(record.in_force_on(day) for record in edition.state.collaborations.values())


def _paper(site: Site, edition: PublishedEdition) -> Paper:
    record, day = edition.record, first_day(edition.record.id)
    counts = ngettext("{count} collaboration", "{count} collaborations", _count(edition))
    blocks: list[Block] = [Paragraph(_("In force: {counts}.", counts=counts)), *text_blocks(record.comment)]
    if record.missing_reason:
        blocks.append(Paragraph(f"{capital(label('missing_reason'))}: {record.missing_reason}"))
    if record.decisions:
        blocks += [Heading(label("decisions")), decisions_table(record.decisions, (), site.state.name)]
    blocks.append(Heading(_("What was new")))
    if edition.before is None:
        blocks.append(Paragraph(_("It is the first edition in the register.")))
    else:
        paper = told_changes(edition.made, edition.before, edition.state, edition.since, day, edition.revised)
        below = (block._replace(level=2) if isinstance(block, Heading) else block for block in paper.blocks)
        blocks += [Paragraph(f"{paper.subtitle}."), *below]
    title = _("The edition of {year}", year=record.id)
    return Paper("edition", title, as_of(day.isoformat()), language(), tuple(blocks), is_wide=True)
