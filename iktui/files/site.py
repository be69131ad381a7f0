"""The public site: what its pages are made of is gathered here, the history in one walk; each is written by itself."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from iktui.files import file_name, format_titles, paper_bytes, paper_of, revised_by
from iktui.files.folder import SiteFolder
from store.base.dates import first_day
from store.base.errors import BadInput
from store.base.i18n import LANGUAGES, _, speaking
from store.changes import edits
from store.documents.as_published import as_published
from store.papers.paper import Paper, Provenance
from store.papers.site import File, Past, PublishedEdition, Site, assets, compared, pages, public_name
from store.records.model import Edition
from store.records.snapshot import Snapshot
from store.records.sources import RecordCache
from store.register.history import changes_of, origin_of
from store.register.publishing import edition_snapshots
from store.register.store import Store

_FORMATS: Final = ("docx", "xlsx", "pdf", "csv", "json")
_OFTEN: Final = 100
"""Files from one line about how far it is to the next."""
_BASE: Final = re.compile(r"https?://[^\s/?#@\"'<>]+(?:/[^\s?#\"'<>]*)?")


def base_of(words: str) -> str:
    """The address at which a site will be, with a “/” at its end; raises BadInput."""
    if not words:
        return ""
    if not _BASE.fullmatch(words):
        raise BadInput(_("--url: an address such as https://www.example.no/samarbeid/, not “{url}”", url=words))
    return words.rstrip("/") + "/"


def write_site(
    store: Store, words: str, snapshot: Snapshot, *, year: str = "", day: dt.date | None = None, base: str = "",
    tell: Callable[[str], object] = lambda _line: None,
) -> SiteFolder:  # fmt: skip
    """The register at a Snapshot as pages in a folder: as of a day, of an edition as it was published (by its `year`).

    `tell` gets a line from time to time. The same commit and day are the same bytes. Raises BadInput, StoreError.
    """
    folder = SiteFolder(store, words)
    day = day or (first_day(year) if year else dt.date.fromisoformat(edits.today()))
    source = _Source(store, snapshot, year, day)
    editions, past = _editions(store, snapshot), _past(store, snapshot)
    provenance = Provenance(origin_of(store.git, snapshot.commit or ""), snapshot.commit or "")
    state = as_published(snapshot, year) if year else snapshot
    for name, content in assets(snapshot.register.name, snapshot.language):
        folder.put(name, content)
    for lang in LANGUAGES:
        files: list[File] = []
        papers = {what: source.paper(what, lang) for what in ("overview", "plan", "figures")}
        for path, title, content in source.files(papers["overview"], lang):
            folder.put(f"{lang}/{path}", content)
            files.append(File(path, title, len(content)))
        for path, content in pages(Site(state, day, papers, editions, past, provenance, tuple(files), base), lang):
            folder.put(path, content)
            if folder.count % _OFTEN == 0:
                tell(_("{count} files written", count=folder.count))
    folder.finish()
    return folder


@dataclass(frozen=True)
class _Source:
    """What papers are made of."""

    store: Store
    snapshot: Snapshot
    year: str
    day: dt.date

    def paper(self, what: str, lang: str) -> Paper:
        """A paper in a language, that does not tell who made it and on which day: it would be another every day."""
        with speaking(lang):
            paper = paper_of(self.store, what, self.snapshot, year=self.year, day=self.day)
        return replace(paper, author="", date=self.day.isoformat())

    def files(self, overview: Paper, lang: str) -> Iterator[tuple[str, str, bytes]]:
        """The overview to be fetched: where each form of it is, what it is called, what it holds."""
        for format in _FORMATS:
            with speaking(lang):
                path, title = f"files/{file_name('overview', format)}", format_titles()[format]
                content = paper_bytes(overview, format)
            yield path, title, content


def _editions(store: Store, snapshot: Snapshot) -> tuple[PublishedEdition, ...]:
    found: list[PublishedEdition] = []
    known = [
        (year, edition, as_published(edition, year)) for year, edition in edition_snapshots(store, snapshot).items()
    ]
    for at, (year, edition, state) in enumerate(known):
        record = snapshot.editions.get(year) or Edition(id=year, name=year)
        if not at:
            found.append(PublishedEdition(record, state, None, "", (), ()))
            continue
        since, earlier, before = known[at - 1]
        revised = (one._replace(author=public_name(one.author)) for one in revised_by(store, edition, earlier))
        made = compared(before, state)
        found.append(PublishedEdition(record, state, before, since, made, tuple(revised)))
    return tuple(found)


def _past(store: Store, snapshot: Snapshot) -> Past:
    """Every revision once; no state of a record is kept longer than it takes to say what became another."""
    past = Past({id: record.id for record in snapshot.collaborations.values() for id in record.former})
    for revision in store.history(at=snapshot.commit):
        past.add(revision, changes_of(store.git, revision, RecordCache()))
    return past
