"""What is open in a record or a file, settled by a person: one Changeset for all that was chosen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from store.base.errors import BadInput, BadRecord, StoreError
from store.base.i18n import _, in_language, mark
from store.base.text import excerpt
from store.changes import wording
from store.changes.changes import Change, Changeset, change
from store.changes.joining import close, open_of, settle
from store.git.door import Git
from store.records.codec import load
from store.records.entries import FILES, LINK, SUBMODULE, Entry, TreeEntry, conflict_key, entry_told, unquoted
from store.records.model import Conflict, Record
from store.records.paths import FILE, Key, key_of, path_of
from store.records.snapshot import Snapshot


class Choice(NamedTuple):
    """The value that a field of an open conflict shall have; of a whole record or a file the side that shall stand."""

    subject: Key
    """As `joining.subject_of` gives it."""
    field: str
    value: Any


def settling(git: Git, now: Snapshot, choices: Iterable[Choice]) -> Changeset:
    """The Changeset (action “resolve”) that settles them. Raises BadInput where nothing is open, BadRecord."""
    opened = open_of(now)
    choices = list(choices)
    conflicts: dict[Key, Conflict | None] = dict(opened)
    records: dict[Key, Record | None] = {}
    files: dict[str, Entry] = {}
    for subject, field, value in choices:
        conflict = conflicts.get(subject)
        if conflict is None:
            raise BadInput(_("{id}: nothing is open", id=subject.id))
        if subject.kind == FILE:
            made = [close(conflict, field)]
            path, entry = _path_of(subject, conflict), entry_told(value)
            files |= _placed(git, now.commit or "", path, entry)
            if (record := _record_in(git, path, entry)) is not None:  # too much for a conflict by field: a record yet
                made.append(change(None, record))
        else:
            record = records[subject] if subject in records else now.get(subject)
            made = settle(record, conflict, field, value)
        for one in made:
            if one.key.kind == Conflict.KIND:
                conflicts[subject] = one.after if isinstance(one.after, Conflict) else None
            else:
                records[one.key] = one.after
    changes = [change(opened[key], after) for key, after in conflicts.items() if after != opened[key]]
    changes += [Change(key, before, after) for key, after in records.items() if (before := now.get(key)) != after]
    # What was chosen by field in the same record is written as its text, else the file stands as it was.
    texts = {path_of(made.key): made.after for made in changes}
    files = {
        path: entry
        for path, entry in files.items()
        if path not in texts or (isinstance(entry, TreeEntry) and _record_in(git, path, entry) == texts[path])
    }
    # Where a record changes, that is what is told; else that it stays as it is.
    told = "" if any(made.key.kind != Conflict.KIND for made in changes) else _settled(now, opened, choices)
    return Changeset(now.commit, tuple(changes), "resolve", told, files=tuple(files.items()))


def _settled(now: Snapshot, opened: Mapping[Key, Conflict], choices: Sequence[Choice]) -> str:
    lang = now.language
    labels = [
        f"{opened[subject].name} ({wording.field_label(field, now.name, lang)})" if field else opened[subject].name
        for subject, field, _value in choices
    ]
    return in_language(lang, mark("Settled: {names}"), names=excerpt(", ".join(labels), 90))


def _path_of(subject: Key, conflict: Conflict) -> str:
    """The path of a file's conflict; raises BadInput where a hand-made one names what git keeps for itself, or nothing.

    It came in a colleague's commit: what it names is written into the tree.
    """
    path = unquoted(subject.id)
    parts = path.split("/")
    if any(part in ("", ".", "..") or part.casefold() in (".git", "git~1") for part in parts) or "\0" in path:
        raise BadInput(_("{path}: no file can have this path; delete the open conflict by hand", path=subject.id))
    if conflict_key(path).id != conflict.id:
        raise BadInput(_("{path}: the open conflict is of another file; delete it by hand", path=subject.id))
    return path


def _record_in(git: Git, path: str, entry: TreeEntry | None) -> Record | None:
    """The record that a file is, None when it is none."""
    key = key_of(path)
    data = git.object(entry.blob)[1] if key is not None and entry is not None and entry.mode in FILES else None
    try:
        return load(key.kind, key.id, data, path) if key is not None and data is not None else None
    except BadRecord:
        return None


def _placed(git: Git, commit: str, path: str, entry: TreeEntry | None) -> dict[str, Entry]:
    """What makes a path hold an entry: what lies in its way (a file above it, files below it) goes."""
    if git.entry(commit, path) == entry:
        return {}
    placed: dict[str, Entry] = {path: entry}
    if entry is not None:
        above = path
        while above := above.rpartition("/")[0]:
            if git.entry(commit, above) is not None:
                placed[above] = None
        placed |= dict.fromkeys(git.paths_below(commit, path), None)
    return placed


def whole_value(git: Git, subject: Key, value: Any) -> str:
    """A side of a conflict about a whole record or a file, in words."""
    if value is None:
        return _("removed")
    if subject.kind != FILE:
        return str(value.get("name", "")) if isinstance(value, dict) else _("stays")
    try:
        return _entry_text(git, value)
    except StoreError as error:  # somebody wrote it by hand, or the blob is not here
        return str(error)


def _entry_text(git: Git, value: Any) -> str:
    entry = entry_told(value)
    assert entry is not None, "it is told"
    if entry.mode == LINK:
        return _("a link")
    if entry.mode == SUBMODULE:
        return _("another repository")
    size, start = git.size_and_start(entry.blob)
    told = _("{size} kB", size=round(size / 1000, 1)) if size >= 1000 else _("{size} bytes", size=size)
    return f"{told}: {start}" if start else told
