"""The newest changes as a feed (Atom, RFC 4287), for those who want to be told."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

from store.base.i18n import _, language
from store.papers.pages.contents import Site
from store.papers.pages.frame import FEED, INDEX, PLAN, Page, said
from store.papers.pages.history import Done, title_of
from store.papers.words import label
from store.papers.writers.cells import LOCALES, line, words
from store.papers.writers.html import value_of
from store.records.model import PlanItem


def feed(site: Site) -> Page:
    """An entry for each of the newest revisions; its links are relative where nobody knows where the site will be."""
    return FEED, "\n".join([*_lines(site), ""]).encode()


def _id(site: Site, *parts: str) -> str:
    """A name that is always the same for the same: of the register, the language, the revision."""
    said = ":".join(("iktui", site.provenance.register, language(), *parts))
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, said)}"


def _lines(site: Site) -> Iterator[str]:
    here = f"{site.base}{language()}/" if site.base else ""
    newest = next((done.date for done in site.past.newest), f"{site.day.isoformat()}T00:00:00Z")
    yield '<?xml version="1.0" encoding="utf-8"?>'
    yield f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{LOCALES[language()]}">'
    yield said("title", line(site.title))
    yield said("subtitle", _("Changes"))
    yield f"<id>{_id(site)}</id>"
    yield f"<updated>{newest}</updated>"
    yield f"<author><name>{value_of(line(site.title))}</name></author>"
    yield f'<link rel="self" type="application/atom+xml" href="{value_of(here)}{FEED}"/>'
    yield f'<link rel="alternate" type="text/html" href="{value_of(here)}{INDEX}"/>'
    for done in site.past.newest:
        yield from _entry(site, done, here)
    yield "</feed>"


def _entry(site: Site, done: Done, here: str) -> Iterator[str]:
    keys = {PLAN if one.key.kind == PlanItem.KIND else site.href(one.key) for one in done.noted}
    to = keys.pop() if len(keys) == 1 else ""
    yield "<entry>"
    yield said("title", line(title_of(done)))
    yield f"<id>{_id(site, done.commit)}</id>"
    yield f"<updated>{done.date}</updated>"
    if line(done.author):
        yield f"<author><name>{value_of(line(done.author))}</name></author>"
    yield f'<link rel="alternate" type="text/html" href="{value_of(here)}{to or INDEX}"/>'
    yield f'<content type="text">{value_of(words(_told(site, done)))}</content>'
    yield "</entry>"


def _told(site: Site, done: Done) -> str:
    """Every record with what became of it, then why."""
    told = [f"{one.name}: {'; '.join(one.words(site.state.name))}" for one in done.noted]
    told += ["…"] if done.number > len(done.noted) else []
    told += [f"{label('case')}: {done.case}"] if done.case else []
    return "\n".join([*told, *([done.reason] if done.reason else [])])
