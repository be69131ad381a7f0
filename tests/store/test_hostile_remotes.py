"""What a shared repository may hold that is no register: one clear line each, nothing run, the rest goes on.

IKTUI_BIG_MB is the size of the file that is too big (1024 to see a gigabyte go by).
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from store.base.errors import StoreError
from store.records.paths import Key
from store.register.store import Store
from store.sync.sync import CONFLICTS, SYNCED, sync
from tests.conftest import KARI, OLA, edit, git, is_sound
from tests.store.test_sync import DAY, ID, hub, pair, tree  # noqa: F401

BIG_MB = int(os.environ.get("IKTUI_BIG_MB", "24"))


def put(hub: Path, entries: list[tuple[str, str, str]], author: str = "Vond") -> None:  # noqa: F811
    """Publish a commit with more entries (mode, object, path) than git's own commands would let anybody add."""
    lines = git(hub, "ls-tree", "-r", "main").splitlines()
    rows = [(line.split()[0], line.split()[2], line.split("\t")[1]) for line in lines] + entries
    made = _tree(hub, rows)
    command = ["git", "-C", str(hub), "commit-tree", made, "-p", "main", "-m", "vondt\x1b[2J"]
    who = {"GIT_AUTHOR_NAME": author, "GIT_AUTHOR_EMAIL": "v@x.no", "GIT_COMMITTER_NAME": author}
    done = subprocess.run(
        command, env={**os.environ, **who, "GIT_COMMITTER_EMAIL": "v@x.no"}, capture_output=True, text=True, check=True
    )
    git(hub, "update-ref", "refs/heads/main", done.stdout.strip())


def _tree(hub: Path, rows: list[tuple[str, str, str]]) -> str:  # noqa: F811
    here, below = [], dict[str, list[tuple[str, str, str]]]()
    for mode, object, path in rows:
        first, slash, rest = path.partition("/")
        if slash:
            below.setdefault(first, []).append((mode, object, rest))
        else:
            here.append(f"{mode} {'commit' if mode == '160000' else 'blob'} {object}\t{path}")
    here += [f"040000 tree {_tree(hub, inner)}\t{name}" for name, inner in below.items()]
    command = ["git", "-C", str(hub), "mktree", "--missing", "-z"]
    done = subprocess.run(command, input="".join(f"{row}\0" for row in here).encode(), capture_output=True, check=True)
    return done.stdout.decode().strip()


def blob(hub: Path, content: bytes) -> str:  # noqa: F811
    command = ["git", "-C", str(hub), "hash-object", "-w", "--stdin"]
    return subprocess.run(command, input=content, capture_output=True, check=True).stdout.decode().strip()


def test_submodules_links_and_names_that_differ_only_in_case_or_form(pair: tuple[Store, Store], hub: Path) -> None:  # noqa: F811
    one, two = pair
    text = blob(hub, b'name = "Annet"\n')
    put(hub, [
        ("160000", "1" * 40, "collaborations/fe/felles-modul.toml"),
        ("160000", "1" * 40, "modul"),
        ("120000", blob(hub, b"/etc/passwd"), "parties/lenke.toml"),
        ("100644", text, "collaborations/fe/Felles-Brannvesen.toml"),
        ("100644", text, "collaborations/o\u0308y/o\u0308yer.toml"),
        ("100644", text, "collaborations/øy/øyer.toml"),
        ("100755", text, "parties/kjorbar.toml"),
        ("100644", blob(hub, b'[submodule "x"]\n\tpath = modul\n\turl = ext::sh -c touch% /tmp/nei\n'), ".gitmodules"),
        ("100644", blob(hub, b"*.toml filter=x merge=x\n"), ".gitattributes"),
    ])  # fmt: skip
    edit(one, ID, KARI, comment="Fra Kari")
    joined = sync(one, KARI, DAY)
    assert joined.state == SYNCED
    forward = sync(two, OLA, DAY)
    assert forward.state == SYNCED
    odd = {
        "collaborations/fe/felles-modul.toml", "parties/lenke.toml", "collaborations/fe/Felles-Brannvesen.toml",
        "collaborations/o\u0308y/o\u0308yer.toml", "collaborations/øy/øyer.toml",
    }  # fmt: skip
    assert odd <= {problem.path for problem in joined.problems}
    for store in pair:
        assert store.snapshot().collaboration(ID).comment == "Fra Kari"
        assert not (store.path / "parties/lenke.toml").exists()
        assert not (store.path / "parties/lenke.toml").is_symlink()
        assert edit(store, ID, KARI, progress=store.path.name)
        assert sync(store, KARI, DAY).state in (SYNCED, CONFLICTS)
        is_sound(store.path)


def test_a_git_folder_in_the_tree_is_refused_in_one_line(pair: tuple[Store, Store], hub: Path, tmp_path: Path) -> None:  # noqa: F811
    one, _two = pair
    head = edit(one, ID, KARI, comment="Fra Kari")
    hook = blob(hub, b"#!/bin/sh\ntouch nei\n")
    put(hub, [("100755", hook, ".git/hooks/post-checkout"), ("100755", hook, "a/.GIT/config")])
    with pytest.raises(StoreError, match="hasDotgit") as told:
        sync(one, KARI, DAY)
    assert len(str(told.value).splitlines()) == 1
    assert git(one.path, "rev-parse", "HEAD") == head
    with pytest.raises(StoreError):
        Store.clone(str(hub), tmp_path / "ny")
    assert not (tmp_path / "ny" / ".git" / "hooks" / "post-checkout").exists()
    is_sound(one.path)


def test_a_file_that_is_far_too_big_is_kept_and_told_and_the_rest_goes_on(pair: tuple[Store, Store], hub: Path) -> None:  # noqa: F811
    one, two = pair
    writing = subprocess.Popen(
        ["git", "-C", str(hub), "-c", "core.bigFileThreshold=1m", "hash-object", "-w", "--stdin"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert writing.stdin is not None
    for _number in range(BIG_MB):
        writing.stdin.write(b"# " + b"x" * ((1 << 20) - 3) + b"\n")
    big = writing.communicate()[0].decode().strip()
    put(
        hub,
        [("100644", big, "collaborations/st/stor.toml"), ("100644", blob(hub, b'name = "Ny"\n'), "parties/ny.toml")],
    )
    edit(one, ID, KARI, comment="Fra Kari")
    assert "collaborations/st/stor.toml" in {problem.path for problem in sync(one, KARI, DAY).problems}
    assert sync(two, OLA, DAY).state == SYNCED
    for store in pair:
        assert store.snapshot().exists(Key("party", "ny"))
        assert store.snapshot().collaboration(ID).comment == "Fra Kari"
        assert [problem.path for problem in store.snapshot().problems()] == ["collaborations/st/stor.toml"]
        assert git(store.path, "rev-parse", "HEAD:collaborations/st/stor.toml") == big
        edit(store, ID, KARI, progress=store.path.name)
