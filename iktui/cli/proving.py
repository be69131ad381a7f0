"""fsck: what holds, what does not."""

from __future__ import annotations

import argparse
import sys

from iktui.cli.output import put, put_json
from store.base.i18n import _
from store.base.text import safe
from store.register.store import Store
from store.repair.fsck import fsck


def run_fsck(store: Store, arguments: argparse.Namespace) -> int:
    """Print what was looked at and what does not hold; status 1 when something does not."""
    is_watched = sys.stderr.isatty()
    proof = fsck(store, lambda text: sys.stderr.write(f"{safe(text)}\n") if is_watched else None)
    counted = {
        "files": proof.files,
        "commits": proof.commits,
        "changes": proof.changes,
        "references": proof.references,
        "editions": proof.editions,
    }
    if arguments.json:
        put_json({**counted, "faults": [fault._asdict() for fault in proof.faults]})
        return int(bool(proof.faults))
    for fault in proof.faults:
        put(f"{fault.where}: {fault.message}")
    text = _("{files} files, {commits} commits with {changes} changes, {references} references, {editions} editions")
    put(text.format(**counted))
    put(_("what is named above does not hold") if proof.faults else _("all of it holds"))
    return int(bool(proof.faults))
