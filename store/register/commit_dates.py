"""Commits whose clock was ahead: found, named, and kept from hiding what came after them.

git takes any number of seconds that a person or a broken clock writes into a commit, and people who look for a date
believe it.
"""

from __future__ import annotations

import contextlib
import json
import time
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Final, NamedTuple

from store.base.dates import shown_date
from store.base.i18n import _
from store.git.door import OBJECT_ID, Git
from store.git.export import write_atomically
from store.git.locks import state_folder

TOLERATED: Final = 86_400
"""Seconds that a clock may be ahead: a day, since nobody's time zone is further off."""
GRAPH_LIMIT: Final = 2**34
"""Seconds from which git's commit-graph cuts a date short (the year 2514), and `git fsck` calls it broken."""
LAST: Final = datetime(9999, 12, 31, tzinfo=UTC)
"""What stands for every date after it: no calendar here goes further, in any time zone."""
_FIRST: Final = datetime(1, 1, 2, tzinfo=UTC)


class Dated(NamedTuple):
    """A commit and the later of its two dates, in seconds since 1970."""

    commit: str
    seconds: int

    @property
    def day(self) -> str:
        """The date in words; of one that no calendar goes to, the seconds too."""
        moment = moment_of(self.seconds)
        return f"{moment:%Y-%m-%d}" if moment != LAST else f"{LAST:%Y-%m-%d}+ ({self.seconds} s)"


def moment_of(seconds: int, offset: str = "+0000") -> datetime:
    """The date of a commit, with the offset it was made at ("+0200"): the nearest there is for what is out of reach."""
    with contextlib.suppress(ValueError, OverflowError, OSError):
        hours, minutes = int(offset[:3]), int(offset[0] + offset[3:])
        return datetime.fromtimestamp(seconds, timezone(timedelta(hours=hours, minutes=minutes)))
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return LAST if seconds > 0 else _FIRST


def ahead_text(dated: Dated) -> str:
    """What is wrong with it, in one line."""
    return _(
        "the commit {commit} is dated {day}, which is still to come: the clock of whoever made it was wrong",
        commit=dated.commit[:10],
        day=shown_date(dated.day),
    )


def ahead(git: Git, head: str, since: str | None = None) -> list[Dated]:
    """The commits up to `head`, not in `since`, that are dated more than a day from now."""
    latest = time.time() + TOLERATED
    arguments = ["log", "--format=%H %at %ct", "--end-of-options", head, *([f"^{since}"] if since else [])]
    found = []
    for line in git.run(_("read the dates"), arguments).decode("ascii", "replace").splitlines():
        commit, *dates = line.split()
        seconds = max((int(date) for date in dates if date.isdecimal()), default=0)
        if seconds > latest:
            found.append(Dated(commit, seconds))
    return found


def known_ahead(git: Git, head: str) -> list[Dated]:
    """The same for the whole history; what was looked at before is not looked at again."""
    file = state_folder(git.git_dir) / "ahead"
    looked_at, found = _read(file)
    if looked_at not in (None, head) and not (git.commit_id(looked_at) and git.is_ancestor(looked_at, head)):
        looked_at, found = None, []
    if looked_at != head:
        found = [*ahead(git, head, looked_at), *found]
        write_atomically(git, file, [json.dumps([head, found]).encode("ascii")])
    latest = time.time() + TOLERATED
    return [dated for dated in found if dated.seconds > latest]


def _read(file: Path) -> tuple[str | None, list[Dated]]:
    try:
        head, rows = json.loads(file.read_bytes())
        found = [Dated(str(commit), int(seconds)) for commit, seconds in rows]
    except (OSError, ValueError, TypeError):
        return None, []
    return (head, found) if isinstance(head, str) and OBJECT_ID.fullmatch(head) else (None, [])
