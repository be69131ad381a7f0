"""A merge driver for people who pull with git itself: records are merged by field, as `iktui sync` does."""

from __future__ import annotations

import argparse
from pathlib import Path

from iktui.cli.output import put_error
from store.base.errors import BadInput, StoreError
from store.base.i18n import _
from store.changes.record_merge import merge_records
from store.records.codec import dump, from_fields, load, to_fields
from store.records.model import Record
from store.records.paths import key_of


def run_merge_file(arguments: argparse.Namespace) -> int:
    """Merge %O %A %B into %A; status 1, with ours standing, where both changed the same field or it is no record."""
    key = key_of(arguments.path)
    if key is None:
        raise BadInput(_("{path}: no record can have this file name", path=arguments.path))

    def read(name: str) -> Record | None:
        try:
            data = Path(name).read_bytes()
        except OSError as error:
            raise BadInput(f"{name}: {error.strerror}") from None
        return load(key.kind, key.id, data, arguments.path) if data.strip() else None

    try:
        base, ours, theirs = (read(name) for name in (arguments.base, arguments.ours, arguments.theirs))
        if ours is None or theirs is None:
            return int(ours != theirs)
        merged, conflicts = merge_records(key.kind, to_fields(base), to_fields(ours), to_fields(theirs))
        Path(arguments.ours).write_bytes(dump(from_fields(key.kind, key.id, merged)))
    except StoreError as error:
        put_error(str(error))
        return 1
    for conflict in conflicts:
        put_error(
            _("{path}: both changed {field}; ours stands until you choose", path=arguments.path, field=conflict.field)
        )
    return int(bool(conflicts))
