"""What the files of a Changeset hold when it is committed: its records, with the comments that people wrote."""

from __future__ import annotations

from typing import NamedTuple

from store.changes import Changeset, WrittenText
from store.codec import dump, has_comments
from store.commented import joined_text, kept_comments, notes_of
from store.errors import BadRecord
from store.git import Git, is_null
from store.model import Record
from store.paths import Key, key_of, path_of
from store.snapshot import Snapshot


class Texts(NamedTuple):
    """New contents by path (None removes the file), and the blobs by path whose comments would be lost with them."""

    files: dict[str, bytes | None]
    dropping: dict[str, str]


def texts_of(git: Git, changeset: Changeset, now: Snapshot) -> Texts:
    """The files that make `now` what the changeset, which is on top of it, says; those that are so already left out.

    In a join every comment is kept: where it stood goes away, it stands at the end of the file. Raises BadRecord for a
    record that would be too large.
    """
    written = {text.key: text for text in changeset.texts}
    after = {made.key: made.after for made in changeset.changes}
    files: dict[str, bytes | None] = {}
    dropping: dict[str, str] = {}
    for key in dict.fromkeys([*after, *written]):
        path, blob = path_of(key), now.blob(key) if now.commit else None
        stands, is_bad = _stands(now, key)
        record = after.get(key, stands)
        present = None
        if blob is not None and (key in written or is_bad or now.has_comments(key)):
            present = git.object(blob)[1]
        base = git.object(made_of)[1] if key in written and (made_of := written[key].base) else None
        if record is None:
            files |= {path: None} if key in after else {}
            lost = key in after and _says_more(present, base)
        elif key in written and (data := written[key].data) is not None:
            files[path] = joined_text(record, base, present, data)
            lost = False
        elif present is not None:
            kept = kept_comments(record, present.decode("utf-8", "replace"), keep_all=bool(changeset.merges))
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


def _stands(now: Snapshot, key: Key) -> tuple[Record | None, bool]:
    """The record as it is, and whether there is a file that holds none."""
    try:
        return now.get(key) if now.commit else None, False
    except BadRecord:
        return None, True


def their_texts(git: Git, old: Snapshot, published: Snapshot) -> tuple[WrittenText, ...]:
    """Of a join: the files in which others changed comments or layout since `old`, so that none is lost with them."""
    found = []
    for path in old.changed_paths(published):
        key = key_of(path.path)
        record, is_bad = _stands(published, key) if key is not None else (None, True)
        if key is None or record is None or is_bad:
            continue
        before, was_bad = _stands(old, key)
        if published.has_comments(key) or (not was_bad and (before == record or old.has_comments(key))):
            data = git.object(path.after)[1]
            found.append(WrittenText(key, None if is_null(path.before) else path.before, data))
    return tuple(found)
