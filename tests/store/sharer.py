"""A session of its own, in its own process, that shares once: to be killed in the middle of it."""

from __future__ import annotations

import sys
from pathlib import Path

from store.base.author import parse_author
from store.base.errors import StoreError
from store.register.store import Store
from store.sync.sync import sync


def main(path: str, author: str, day: str) -> None:
    store = Store.open(Path(path))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    try:
        sys.stdout.write(sync(store, parse_author(author), day, sure=True).state + "\n")
    except StoreError as error:
        sys.stdout.write(f"{error}\n")
    store.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
