"""A session of its own, in its own process: edits one record again and again, telling each commit it was promised."""

from __future__ import annotations

import sys
from pathlib import Path

from store.base.author import Author
from store.changes.changes import Changeset, change
from store.register.store import Store


def main(path: str, id: str, field: str, count: str) -> None:
    store = Store.open(Path(path))
    author = Author(f"Økt {id}", f"{id}@example.no")
    for number in range(int(count)):
        snapshot = store.snapshot()
        before = snapshot.collaboration(id)
        after = before.model_copy(update={field: f"{id} {number}"})
        saved = store.commit(Changeset(snapshot.commit, (change(before, after),), "edit"), author)
        sys.stdout.write(f"{saved.commit} {number}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
