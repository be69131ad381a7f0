"""Files that the user asks for: papers in every format; in its modules the public site, sets, documents coming in."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from store.base.dates import is_year
from store.base.errors import BadInput, NotARegister, StoreError
from store.base.i18n import _, mark
from store.records.paths import EDITION_TAG

if TYPE_CHECKING:
    from store.papers.making import Revised
    from store.papers.paper import Paper
    from store.records.snapshot import Snapshot
    from store.register.store import Store


def is_there(path: str) -> bool:
    """Whether writing would write over something."""
    try:
        return Path(path).expanduser().exists()
    except (OSError, ValueError, RuntimeError):
        return False  # writing says why


def write_file(path: str, content: bytes) -> None:
    """Write a file; raises NotARegister, which names it, when that cannot be."""
    try:
        Path(path).expanduser().write_bytes(content)
    except (OSError, ValueError, RuntimeError) as error:  # a NUL in the name, a home that nobody has
        reason = getattr(error, "strerror", None) or error
        raise NotARegister(path, _("cannot be written: {reason}", reason=reason)) from None


def read_file(path: str) -> bytes:
    """The bytes of a file; raises BadInput, which names it, when it cannot be read."""
    try:
        return Path(path).expanduser().read_bytes()
    except (OSError, ValueError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise BadInput(_("{path}: cannot be read: {reason}", path=path, reason=reason)) from None


def edition_at(store: Store, commit: str | None) -> str:
    """The year of the published edition that a commit is, "" for any other."""
    named = (tag for tag, tagged in store.editions().items() if tagged == commit)
    return next(named, "").removeprefix(EDITION_TAG)


# --- papers

_PAPERS: Final = {
    "overview": mark("Overview"), "section27": mark("Under § 27"), "plan": mark("Action plan"),
    "changes": mark("What is new"), "figures": mark("Figures"), "cycle": mark("Annual cycle"),
    "study": mark("One study"), "agreement": mark("One agreement"), "record": mark("One collaboration"),
}  # fmt: skip
FORMATS: Final = ("docx", "xlsx", "pdf", "html", "md", "csv", "json", "sqlite")
"""What a paper can be written as, and the ending of its file."""
SITE: Final = "site"
"""What stands beside them where a form is chosen, and is a folder of pages: `iktui.files.site`."""
AS_WRITTEN: Final = "as-written"
"""The overview as CSV in the words of the imported document."""
DIALECTS: Final = ("excel", "rfc4180")
"""What CSV can be: as a Norwegian Excel opens it right, the usual one; as machines read it."""
TEXTS: Final = ("html", "md", "csv", "json")
"""Those of them that are text."""


def paper_titles() -> dict[str, str]:
    """What each paper is called, in the reader's language."""
    return {what: _(title) for what, title in _PAPERS.items()}


def format_titles() -> dict[str, str]:
    """What each format is called, the forms of the overview that are text among them, and the public site."""
    names = {"docx": "Word (docx)", "xlsx": "Excel (xlsx)", "pdf": "PDF", "html": _("Web page (html)"),
             "md": "Markdown", "csv": "CSV", "json": "JSON", "sqlite": "SQLite"}  # fmt: skip
    return {**names, AS_WRITTEN: _("CSV, as it was written"), SITE: _("Public web site (a folder)")}


def file_name(what: str, format: str, wanted: str = "") -> str:
    """The name that is proposed for a paper's file: “oversikt.docx”, of one record “regionrad.docx”."""
    names = {"overview": _("overview"), "plan": _("plan"), "changes": _("changes"), "figures": _("figures"),
             "cycle": _("annual-cycle")}  # fmt: skip
    return f"{wanted or names.get(what, what)}.{'csv' if format == AS_WRITTEN else format}"


def exported(
    store: Store, what: str, format: str, snapshot: Snapshot, at: str | None, *, wanted: str = "", since: str = ""
) -> bytes:
    """A paper as the register is shown: now, or at a commit; an edition as it was published. Raises BadInput."""
    year = edition_at(store, at) if at is not None else ""
    if format == AS_WRITTEN:
        if what != "overview":
            raise BadInput(_("only the overview is written as it was written"))
        return as_written(snapshot, year).encode("utf-8")
    return paper_bytes(paper_of(store, what, snapshot, wanted=wanted, year=year, since=since), format)


def paper_of(
    store: Store, what: str, snapshot: Snapshot, *, wanted: str = "", year: str = "", day: dt.date | None = None,
    since: str = "",
) -> Paper:  # fmt: skip
    """One of `store.papers.making.PAPERS`, of a Snapshot: of a day, of an edition as it was published (by its `year`).

    `wanted` is the id or name of the record that it is about, `since` the edition or date that changes are told from,
    the newest edition when it is "". Raises BadInput, StoreError.
    """
    from store.changes import edits
    from store.documents.as_published import as_published
    from store.papers.making import Sources, make
    from store.papers.paper import Provenance
    from store.register.history import origin_of
    from store.register.kept import read_cache
    from store.register.publishing import edition_snapshots
    from store.reports.figures import figures
    from store.reports.together import together_shown

    today = dt.date.fromisoformat(edits.today())
    day = day or (dt.date(int(year), 1, 1) if year else today)
    commit = snapshot.commit or ""
    sources = Sources(
        snapshot, today, day, as_published(snapshot, year) if year else None, author=_author(store),
        provenance=Provenance(origin_of(store.git, commit), commit),
    )  # fmt: skip
    if what in ("section27", "figures", "record"):
        sources = replace(sources, editions=edition_snapshots(store, snapshot))
    if what == "figures":
        from store.query.listing import make_listing

        listing = make_listing(snapshot, read_cache(store.git_dir))
        sources = replace(sources, figures=figures(snapshot, listing, day, sources.editions),
                          together=together_shown(snapshot, listing, day))  # fmt: skip
    if what == "changes":
        since = since or _newest_edition(store)
        before = store.snapshot(f"{EDITION_TAG}{since}" if is_year(since) else since) if since else None
        sources = replace(sources, since=since, before=before, revised=list(revised_by(store, snapshot, before)))
    if what == "record":
        sources = replace(sources, revised=list(revised_by(store, snapshot, None, wanted)))
    return make(what, sources, wanted)


def _author(store: Store) -> str:
    try:
        return store.author(os.environ.get("IKTUI_AUTHOR")).name
    except StoreError:
        return ""


def _newest_edition(store: Store) -> str:
    return max((tag.removeprefix(EDITION_TAG) for tag in store.editions()), default="")


def revised_by(store: Store, snapshot: Snapshot, before: Snapshot | None, wanted: str = "") -> Iterator[Revised]:
    """Who changed what up to a state, newest first: of one collaboration (`wanted`), or since the state `before`."""
    from store.base.i18n import language
    from store.changes.wording import change_text, told_fields
    from store.papers.making import Revised
    from store.records.entry import find_reference
    from store.records.paths import Key

    try:
        key = Key("collaboration", find_reference("collaboration", wanted, snapshot)) if wanted else None
    except ValueError:
        return  # `make` says so
    for revision in store.history(key, at=snapshot.commit, since=before.commit if before is not None else None):
        for made in store.changes_of(revision, store.keys_of(key) if key else None):
            fields = told_fields(made) if key and made.before and made.after else []
            told = tuple(change_text(one, snapshot.name, language(), kind=made.key.kind) for one in fields)
            date = f"{revision.date:%Y-%m-%d}"
            yield Revised(key or made.key, revision.author.name, date, revision.case, revision.reason, told)


def as_written(snapshot: Snapshot, year: str = "") -> str:
    """The overview in the words of the imported document; raises BadInput where none was imported."""
    from store.reports.reports import csv_as_written

    return csv_as_written(snapshot, year)


def paper_bytes(paper: Paper, format: str, *, template: bytes | None = None, dialect: str = DIALECTS[0]) -> bytes:
    """A paper in one of `FORMATS`, of CSV in one of `DIALECTS`; raises BadInput for any other."""
    from importlib import import_module

    if format not in FORMATS:
        raise BadInput(_("“{code}” is none of: {known}", code=format, known=", ".join(FORMATS)))
    writer = import_module(f"store.papers.writers.{'markdown' if format == 'md' else format}")
    more: dict[str, dict[str, Any]] = {"docx": {"template": template}, "csv": {"dialect": dialect}}
    content: bytes = writer.write(paper, **more.get(format, {}))
    return content
