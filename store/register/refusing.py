"""What no change may do, whoever makes it: asked of every Changeset in one place, on top of what stands now."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping

from store.base.errors import WouldDropComments
from store.changes.changes import Changeset
from store.changes.preview import Preview
from store.changes.undo import UNDO
from store.checks.checks import refuse_dangling
from store.records.model import Edition
from store.records.paths import EDITION_TAG
from store.records.snapshot import Snapshot
from store.register.texts import Texts
from store.rules.published import refuse_changed_editions
from store.rules.rules import refuse_breaches
from store.rules.taken import refuse_taken

Dropping = bool | Container[str]
"""Whose comments a save may drop: of all files, of none, or of the files that are these blobs."""


def refuse(asked: Changeset, rebased: Changeset, now: Snapshot, tags: Callable[[], Mapping[str, str]]) -> None:
    """Raise BadInput for what must not be; `rebased` is what is `asked`, on top of `now`.

    `tags` gives the commits of the published editions, by the names of their tags.
    """
    refuse_taken(rebased, now)
    if not rebased.merges:  # what a join made unlawful is put aside, or told as a finding
        _refuse_published(asked, rebased, now, tags)
        refuse_breaches(rebased.changes, now, Preview(now, rebased.changes))
        refuse_dangling(rebased.changes, now)


def refuse_lost_comments(texts: Texts, allowed: Dropping) -> None:
    """Raise WouldDropComments. A permission is for the comments that somebody was asked about: what was written
    meanwhile asks again."""
    for path, blob in texts.dropping.items():
        if not (allowed if isinstance(allowed, bool) else blob in allowed):
            raise WouldDropComments(path, blob)


def _refuse_published(
    asked: Changeset, rebased: Changeset, now: Snapshot, tags: Callable[[], Mapping[str, str]]
) -> None:
    """What is published stays, whatever people saw when they made the change."""
    keys = [made.key for made in rebased.changes if made.key.kind == Edition.KIND]
    known = tags() if keys else {}
    tagged = {
        key.id: now.at(commit).readable(key)
        for key in keys
        if (commit := known.get(f"{EDITION_TAG}{key.id}")) is not None
    }
    refuse_changed_editions(asked.changes, rebased.changes, tagged, is_undo=rebased.action == UNDO)
