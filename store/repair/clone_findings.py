"""Findings of a clone, not of a state of the register: what is not among its files, which commits have wrong dates."""

from __future__ import annotations

import datetime as dt

from store.base.i18n import _
from store.checks.checks import check, in_order
from store.checks.findings import Finding
from store.git.export import KEPT, unwritten_text
from store.git.worktree import unwritten
from store.records.snapshot import Snapshot
from store.register.commit_dates import ahead_text, known_ahead
from store.register.store import Store


def findings_of(store: Store, snapshot: Snapshot, on: dt.date | None = None) -> list[Finding]:
    """Everything that is found in a state of the register; of the newest, what is found in the clone too."""
    found = check(snapshot, on)
    return in_order([*found, *clone_findings(store)]) if snapshot.commit == store.git.head() else found


def clone_findings(store: Store) -> list[Finding]:
    """What is not among the files here (kind "file", the id its path), and commits dated in the future ("commit")."""
    head = store.git.head()
    hint = _("it stays in git as it is; give it another name there, or make room for it here")
    found = [
        Finding("unwritable_path", "warning", "file", path, "", f"{unwritten_text(path, why.reason)}; {hint}")
        for path, why in unwritten(store.git).items()
        if why.reason != KEPT
    ]
    dated = known_ahead(store.git, head) if head is not None else []
    found += [Finding("commit_in_future", "warning", "commit", one.commit, "", ahead_text(one)) for one in dated]
    return found
