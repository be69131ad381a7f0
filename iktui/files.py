"""Files that the user asks for."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Final

from store.base.errors import BadInput, NotARegister
from store.base.i18n import _

if TYPE_CHECKING:
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


OVERVIEWS: Final = ("md", "csv", "as-written")
"""The forms that the overview can be written in; the last is CSV in the words of the imported document."""


def edition_at(store: Store, commit: str | None) -> str:
    """The year of the published edition that a commit is, "" for any other."""
    from store.records.paths import EDITION_TAG

    named = (tag for tag, tagged in store.editions().items() if tagged == commit)
    return next(named, "").removeprefix(EDITION_TAG)


def overview_text(snapshot: Snapshot, format: str, year: str = "", day: dt.date | None = None) -> str:
    """The overview in one of `OVERVIEWS`: of an edition as it was published, with `day` what is in force then.

    Raises BadInput for any other form, and where no document was imported that could be written again.
    """
    from store.documents.as_published import as_published
    from store.reports.reports import csv_as_written, csv_table, markdown

    if format == "as-written":
        return csv_as_written(snapshot, year)
    if format not in OVERVIEWS:
        raise BadInput(_("“{code}” is none of: {known}", code=format, known=", ".join(OVERVIEWS)))
    write = csv_table if format == "csv" else markdown
    return write(as_published(snapshot, year) if year else snapshot, lambda one: day is None or one.in_force_on(day))
