"""What a filter may ask that the list does not have: found when it is first asked for, then kept with the Snapshot."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import replace
from functools import cached_property
from typing import Any, Final

from store.base.text import search_key
from store.changes.changes import FieldChange
from store.changes.wording import value_text
from store.checks.checks import check
from store.git.door import is_null
from store.records.codec import to_fields
from store.records.model import Collaboration, Study
from store.records.paths import key_of
from store.records.snapshot import Snapshot
from store.register.kept import keep, read_kept
from store.register.store import Store

_VERSION: Final = "iktui-changed-1"
_CODES: Final = frozenset({"kind", "legal_form", "participants", "recurs", "role", "status", "uncertain"})
"""Fields whose words are codes: their English would be found by whoever looks for something else."""


class Facts:
    """Facts about the collaborations of one Snapshot, by id."""

    def __init__(
        self, store: Store, snapshot: Snapshot, on: dt.date | None = None, marked: Collection[str] = ()
    ) -> None:
        """`on` is the day that deadlines are held against (today), `marked` what the user has marked."""
        self.marked = marked
        self._store = store
        self._snapshot = snapshot
        self._on = on

    @cached_property
    def changed(self) -> dict[str, str]:
        """The day of the last commit, as its author's clock had it; kept in the clone for the newest commit asked."""
        commit = self._snapshot.commit
        if commit is None:
            return {}
        git_dir = self._store.git_dir
        kept = read_kept(git_dir, "changed", _VERSION)
        if kept and kept[0] == commit:
            days: dict[str, str] = kept[1]
            return days
        days = self._last_changes(commit)
        keep(git_dir, "changed", _VERSION, (commit, days))
        return days

    def _last_changes(self, commit: str) -> dict[str, str]:
        left = set(self._snapshot.keys(Collaboration.KIND))
        days: dict[str, str] = {}
        for revision in self._store.history(at=commit) if left else ():
            for path in revision.paths:
                key = key_of(path.path)
                if key in left:
                    left.remove(key)
                    days[key.id] = revision.date.date().isoformat()
            if not left:
                break
        return days

    @cached_property
    def findings(self) -> dict[str, frozenset[str]]:
        """Codes of what `check` finds."""
        codes: defaultdict[str, set[str]] = defaultdict(set)
        for finding in check(self._snapshot, self._on):
            if finding.kind == Collaboration.KIND:
                codes[finding.id].add(finding.code)
        return {id: frozenset(found) for id, found in codes.items()}

    @cached_property
    def old_text(self) -> dict[str, str]:
        """What fields held before they were changed, in words and folded."""
        wanted = set(self._snapshot.keys(Collaboration.KIND))
        texts: defaultdict[str, set[str]] = defaultdict(set)
        for revision in self._store.history(at=self._snapshot.commit) if wanted else ():
            paths = tuple(
                path for path in revision.paths if not is_null(path.before) and key_of(path.path) in wanted
            )  # what a commit made had no value before; not reading it is most of an import
            for change in self._store.changes_of(replace(revision, paths=paths)) if paths else ():
                texts[change.key.id].update(text for field in change.fields for text in self._words(field))
        return {id: search_key("\n".join(sorted(found))) for id, found in texts.items()}

    def _words(self, field: FieldChange) -> Iterator[str]:
        if field.before is not None:
            for lang in ("nb", "nn"):
                yield value_text(field.field, field.before, self._snapshot.name, lang)

    @cached_property
    def full_text(self) -> dict[str, str]:
        """All texts of a record, and of documents, plan items and studies that name it, folded."""
        texts: defaultdict[str, list[str]] = defaultdict(list)
        for record in self._snapshot.collaborations.values():
            texts[record.id] += _texts(to_fields(record))
        snapshot = self._snapshot
        for others in (snapshot.documents, snapshot.plan_items, snapshot.records(Study)):
            for other in others.values():
                for id in other.collaborations:
                    texts[id] += _texts(to_fields(other))
        return {id: search_key("\n".join(found)) for id, found in texts.items()}


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key not in _CODES:
                yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
