"""What a clone keeps to be quick: plain values in `.git/iktui/`, thrown away on any doubt."""

from __future__ import annotations

import marshal
import os
import sys
from pathlib import Path
from typing import Any, Final

from store.git.refs import head_of
from store.query.listing import Listing, Row

_VERSION: Final = "iktui-rows-5"
_PYTHON: Final = sys.version_info[:2]


def read_kept(git_dir: Path, name: str, version: str) -> Any:
    """The value kept as `name` by this version of the program; None when there is none."""
    try:
        written_by, value = marshal.loads((git_dir / "iktui" / name).read_bytes())
    except (OSError, ValueError, EOFError, TypeError, IndexError):
        return None
    return value if written_by == (version, _PYTHON) else None


def keep(git_dir: Path, name: str, version: str, value: Any) -> None:
    """Keep a value that marshal can write; a clone that cannot be written to goes without."""
    data = marshal.dumps(((version, _PYTHON), value))
    folder = git_dir / "iktui"
    temporary = folder / f"{name}.{os.getpid()}"
    try:
        folder.mkdir(exist_ok=True)
        temporary.write_bytes(data)
        temporary.replace(folder / name)
    except OSError:
        temporary.unlink(missing_ok=True)


def read_cache(git_dir: Path) -> Listing | None:
    """The listing of the newest commit as it was kept; None when there is none or it is of another commit."""
    head = head_of(git_dir)
    try:
        fields, rows = read_kept(git_dir, "rows", _VERSION)
        listing = Listing(**fields, rows=[Row(*row) for row in rows])
    except (ValueError, TypeError):
        return None
    return listing if head == listing.commit else None


def write_cache(git_dir: Path, listing: Listing) -> None:
    """Keep a listing for the next start."""
    fields = listing._asdict()
    rows = [tuple(row) for row in fields.pop("rows")]
    keep(git_dir, "rows", _VERSION, (fields, rows))
