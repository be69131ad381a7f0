"""What the files of a Changeset hold when it is committed: its records, with the comments that people wrote."""

from __future__ import annotations

from typing import NamedTuple

from store.base.errors import GitFailed
from store.base.i18n import _
from store.changes.changes import Changeset
from store.changes.commented import joined_text, kept_comments, notes_of
from store.git.door import Git
from store.records.codec import dump, has_comments
from store.records.paths import path_of
from store.records.snapshot import Snapshot


class Texts(NamedTuple):
    """New contents by path (None removes the file), and the blobs by path whose comments would be lost with them."""

    files: dict[str, bytes | None]
    dropping: dict[str, str]


def texts_of(git: Git, changeset: Changeset, now: Snapshot) -> Texts:
    """The files that make `now` what the changeset, which is on top of it, says; those that are so already left out.

    What `changeset.files` gives stands as it is there. Raises BadRecord for a record that would be too large.
    """
    given = {path for path, _entry in changeset.files}
    written = {text.key: text for text in changeset.texts}
    after = {made.key: made.after for made in changeset.changes}
    files: dict[str, bytes | None] = {}
    dropping: dict[str, str] = {}
    for key in dict.fromkeys([*after, *written]):
        path, blob, stands = path_of(key), now.blob(key), now.readable(key)
        if path in given:
            continue
        is_bad = blob is not None and stands is None
        record = after.get(key, stands)
        present = None
        if blob is not None and (key in written or is_bad or now.has_comments(key)):
            present = git.object(blob)[1]
            if present is None and not is_bad:  # it was read before: its comments must not go because it cannot be now
                raise GitFailed(_("read from the repository"), _("{path} cannot be read; try again", path=path))
        base = git.object(made_of)[1] if key in written and (made_of := written[key].base) else None
        if record is None:
            files |= {path: None} if key in after else {}
            lost = key in after and _says_more(present, base)
        elif key in written and (data := written[key].data) is not None:
            files[path] = joined_text(record, base, present, data)
            lost = False
        elif present is not None:
            kept = kept_comments(record, present.decode("utf-8", "replace"))
            files[path], lost = kept.data, bool(kept.lost)
        else:
            files[path], lost = dump(record), False
        if lost and blob is not None:
            dropping[path] = blob
        if path in files and files[path] is not None and files[path] == present:
            del files[path]
    return Texts(files, dropping)


def _says_more(present: bytes | None, base: bytes | None) -> bool:
    """Whether a file that goes away has comments, others than those that somebody saw when they let it go."""
    if present is None:
        return False
    text, seen = (data.decode("utf-8", "replace") if data is not None else "" for data in (present, base))
    notes = notes_of(text)
    return any(note not in notes_of(seen) for note in notes) if notes else has_comments(text) and present != base
