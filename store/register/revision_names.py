"""What people call a state of the register: a date, an edition, a revision of git's."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Final

from store.base.dates import last_day, said_date, shown_day
from store.base.errors import UnknownRevision
from store.base.i18n import _
from store.base.text import excerpt, match_key, safe
from store.git.door import Git
from store.records.paths import EDITION_TAG
from store.register import history as log
from store.register.commit_dates import ahead_text

_REVISION: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,200}(?:[~^][0-9]{0,6}){0,4}")
_NEARLY: Final = re.compile(r"[\d./-]*[./-][\d./-]*|\d{4}")
"""What is meant as a date and is none."""


def edition_words(tag: str) -> str:
    """What people call a published edition: “the edition of 2021” for "edition/2021"."""
    return _("the edition of {year}", year=tag.removeprefix(EDITION_TAG))


def resolve(git: Git, at: str, told: Callable[[str], object]) -> str:
    """The commit that a date (its last moment), an edition (its own date, "edition/2021" or words) or a revision names.

    `told` gets a line where a wrong clock makes the answer of a date uncertain. Raises UnknownRevision.
    """
    date = said_date(at)
    tags = git.tags(EDITION_TAG)
    named = [tag for tag in tags if date == edition_day(tag) or match_key(at) == match_key(edition_words(tag))]
    if named:
        return tags[named[0]]
    if date is not None or _NEARLY.fullmatch(at):
        return _resolve_date(git, at, told)
    if not _REVISION.fullmatch(at):
        raise UnknownRevision(safe(excerpt(at, 60)), _("write a date, an edition (edition/2021) or a commit"))
    if at.startswith(EDITION_TAG):
        commit = git.commit_id(f"refs/tags/{at}")
        if commit is None:
            editions = ", ".join(tag.removeprefix(EDITION_TAG) for tag in tags) or _("there are none yet")
            raise UnknownRevision(at, _("no such edition; the register has: {editions}", editions=editions))
        return commit
    commit = git.commit_id(at)
    if commit is None:
        raise UnknownRevision(at, _("no commit is called this, or more than one begins with it"))
    return commit


def edition_day(tag: str) -> str:
    """The day that a published edition speaks of, 1 January of its year, as a stored date."""
    return f"{tag.removeprefix(EDITION_TAG)}-01-01"


def _not_yet(began: float | None) -> str:
    if began is None:
        return _("the register did not exist then")
    day = shown_day(dt.datetime.fromtimestamp(began).astimezone())
    return _("the register did not exist then; it begins {day}", day=day)


def _resolve_date(git: Git, at: str, told: Callable[[str], object]) -> str:
    try:
        day = last_day(at)
    except ValueError as error:
        raise UnknownRevision(at, str(error)) from None
    moment = dt.datetime.combine(day, dt.time.max).astimezone()
    head = git.head()
    found = log.as_of(git, head, moment) if head else log.AsOf(None, None)
    if found.uncertain is not None:
        told(_("{at}: this may be older than it looks: {reason}", at=at, reason=ahead_text(found.uncertain)))
    if found.commit is None:
        raise UnknownRevision(at, _not_yet(found.began))
    return found.commit
