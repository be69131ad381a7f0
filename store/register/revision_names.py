"""What people call a state of the register: a date, an edition, a revision of git's."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Final

from store.base.dates import last_day
from store.base.errors import UnknownRevision
from store.base.i18n import _
from store.base.text import excerpt, safe
from store.git.door import Git
from store.records.paths import EDITION_TAG
from store.register import history as log
from store.register.commit_dates import ahead_text

_REVISION: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,200}(?:[~^][0-9]{0,6}){0,4}")
_DATE: Final = re.compile(r"\d{4}(-\d{2}){0,2}")


def resolve(git: Git, at: str, told: Callable[[str], object]) -> str:
    """The commit that a date (its last moment), an edition ("edition/2021") or a revision names.

    `told` gets a line where a wrong clock makes the answer of a date uncertain. Raises UnknownRevision.
    """
    if _DATE.fullmatch(at):
        return _resolve_date(git, at, told)
    if not _REVISION.fullmatch(at):
        raise UnknownRevision(safe(excerpt(at, 60)), _("write a date, an edition (edition/2021) or a commit"))
    if at.startswith(EDITION_TAG):
        commit = git.commit_id(f"refs/tags/{at}")
        if commit is None:
            editions = ", ".join(git.tags(EDITION_TAG)) or _("there are none yet")
            raise UnknownRevision(at, _("no such edition; the register has: {editions}", editions=editions))
        return commit
    commit = git.commit_id(at)
    if commit is None:
        raise UnknownRevision(at, _("no commit is called this, or more than one begins with it"))
    return commit


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
        raise UnknownRevision(at, _("the register did not exist then"))
    return found.commit
