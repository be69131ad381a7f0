"""What a person does with git itself: files of any mode committed, trees listed."""

from __future__ import annotations

import subprocess
from pathlib import Path

from store.register.store import Store
from tests.conftest import git


def entries(path: Path, revision: str = "HEAD") -> dict[str, str]:
    """Mode and blob by path."""
    out = subprocess.run(
        ["git", "-C", str(path), "ls-tree", "-r", "-z", revision], check=True, capture_output=True
    ).stdout.decode("utf-8", "surrogateescape")
    rows = (row.partition("\t") for row in out.split("\0")[:-1])
    return {name: facts.replace(" blob", "").replace(" commit", "") for facts, _tab, name in rows}


def commit(store: Store, files: dict[str, bytes | tuple[str, bytes] | None], message: str = "for hånd") -> None:
    """Plain git: contents by path, (mode, content or the id of a commit) for other modes, None removes."""
    rows = []
    for path, content in files.items():
        mode, data = content if isinstance(content, tuple) else ("100644", content)
        if data is None:
            rows.append(f"0 {'0' * 40}\t{path}")
        elif mode == "160000":
            rows.append(f"{mode} {data.decode()}\t{path}")
        else:
            blob = subprocess.run(
                ["git", "-C", str(store.path), "hash-object", "-w", "--stdin"],
                input=data,
                check=True,
                capture_output=True,
            ).stdout.decode()
            rows.append(f"{mode} {blob.strip()}\t{path}")
    subprocess.run(
        ["git", "-C", str(store.path), "update-index", "-z", "--add", "--remove", "--index-info"],
        input="".join(f"{row}\0" for row in rows).encode("utf-8", "surrogateescape"),
        check=True,
    )
    git(store.path, "-c", "user.name=P", "-c", "user.email=p@x.no", "commit", "-qm", message)
