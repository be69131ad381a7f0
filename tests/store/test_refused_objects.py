"""What git's own check refuses is told in git's words, with the object, and never as something that passes."""

# ruff: noqa: F811

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from store.base.errors import GitFailed, ObjectsRefused
from store.git.words import refused_object
from store.register.store import Store
from store.sync.sync import sync
from tests.conftest import KARI, OLA, Run, edit, git, is_sound
from tests.store.test_sync import DAY, ID, hub, pair  # noqa: F401

WHO = b"Vond <v@x.no> 1700000000 +0000"


def write(hub: Path, kind: str, content: bytes) -> str:
    command = ["git", "-C", str(hub), "hash-object", "-t", kind, "-w", "--stdin", "--literally"]
    return subprocess.run(command, input=content, capture_output=True, check=True).stdout.decode().strip()


def raw_commit(
    hub: Path, author: bytes = b"author " + WHO + b"\n", committer: bytes = WHO, text: bytes = b"x\n"
) -> str:
    tree, parent = (git(hub, "rev-parse", name).encode() for name in ("main^{tree}", "main"))
    head = b"tree %b\nparent %b\n%bcommitter %b\n\n%b" % (tree, parent, author, committer, text)
    return write(hub, "commit", head)


def with_tree(hub: Path, *rows: tuple[bytes, str]) -> str:
    tree = write(hub, "tree", b"".join(mode_and_name + b"\0" + bytes.fromhex(id) for mode_and_name, id in rows))
    head = f"tree {tree}\nparent {git(hub, 'rev-parse', 'main')}\n".encode()
    return write(hub, "commit", head + b"author %b\ncommitter %b\n\nx\n" % (WHO, WHO))


def some_blob(hub: Path) -> str:
    return write(hub, "blob", b"hei\n")


CASES: dict[str, tuple[Callable[[Path], str], str]] = {
    "duplicate entry": (lambda hub: with_tree(hub, *[(b"100644 a", some_blob(hub))] * 2), "duplicateEntries"),
    "zero-padded mode": (lambda hub: with_tree(hub, (b"0100644 a", some_blob(hub))), "zeroPaddedFilemode"),
    "slash in a name": (lambda hub: with_tree(hub, (b"100644 a/b", some_blob(hub))), "fullPathname"),
    "not sorted": (
        lambda hub: with_tree(hub, (b"100644 b", some_blob(hub)), (b"100644 a", some_blob(hub))), "treeNotSorted",
    ),
    "negative date": (lambda hub: raw_commit(hub, committer=b"V <v@x.no> -5 +0000"), "badDate"),
    "too large a date": (lambda hub: raw_commit(hub, committer=b"V <v@x.no> 99999999999999999999 +0000"), "badDate"),
    "no date": (lambda hub: raw_commit(hub, committer=b"V <v@x.no>"), "missingSpaceBeforeDate"),
    "no author": (lambda hub: raw_commit(hub, author=b""), "missingAuthor"),
    "no name": (lambda hub: raw_commit(hub, author=b"author <v@x.no> 1 +0000\n"), "missingNameBeforeEmail"),
    "no mail": (lambda hub: raw_commit(hub, author=b"author Vond 1 +0000\n"), "missingEmail"),
    "NUL in the message": (lambda hub: raw_commit(hub, text=b"x\0y\n"), "nulInCommit"),
    "NUL in the header": (lambda hub: raw_commit(hub, author=b"author V\0 <v@x.no> 1 +0000\n"), "nulInHeader"),
    "missing blob": (lambda hub: with_tree(hub, (b"100644 a", "1" * 40)), "1" * 40),
    "missing tree": (lambda hub: with_tree(hub, (b"40000 a", "2" * 40)), "2" * 40),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_it_is_told_in_gits_words_and_is_never_later(
    pair: tuple[Store, Store], hub: Path, tmp_path: Path, run: Run, case: str
) -> None:
    one, two = pair
    good = git(hub, "rev-parse", "main")
    make, words = CASES[case]
    bad = make(hub)
    (hub / "refs/heads/main").write_text(bad + "\n")
    head = edit(one, ID, KARI, comment="Fra Kari")
    with pytest.raises(ObjectsRefused) as refused:
        sync(one, KARI, DAY)
    assert words in refused.value.words
    assert any(words in line for line in refused.value.told)
    assert git(one.path, "rev-parse", "HEAD") == head
    done = run("-C", two.path, "sync")
    assert done.status == 2
    assert len(done.err.splitlines()) == 1
    assert words in done.err
    assert "det blir det samme neste gang" in done.err
    assert "prøv igjen" not in done.err
    assert "kan ikke nås" not in done.err
    cloned = run("clone", hub, tmp_path / "ny")
    assert cloned.status == 2
    assert words in cloned.err
    assert "prøv igjen" not in cloned.err
    (hub / "refs/heads/main").write_text(good + "\n")  # it is taken away there
    assert sync(one, KARI, DAY).state == "synced"
    assert sync(two, OLA, DAY).state == "synced"
    is_sound(one.path)
    is_sound(two.path)


CHECKED = "error: object 36d7046ea3b2565c29cc32b557c6250579dbfce2: duplicateEntries: contains duplicate file entries"


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ([CHECKED, "fatal: fsck error in packed object"], CHECKED.removeprefix("error: ")),
        (["remote: error: Could not read " + "2" * 40, "fatal: early EOF"], "Could not read " + "2" * 40),
        (["error: https://x did not send all necessary objects"], "https://x did not send all necessary objects"),
        (["fatal: pack has 3 unresolved deltas", "fatal: index-pack failed"], "pack has 3 unresolved deltas"),
        (["fatal: pack has 3 unresolved deltas", "fatal: early EOF"], ""),
        (["fatal: early EOF", "fatal: fetch-pack: invalid index-pack output"], ""),
        (["error: unable to write file: No space left on device", "fatal: did not receive expected object"], ""),
        (["ssh: Could not resolve hostname x", "fatal: Could not read from remote repository."], ""),
        ([], ""),
    ],
)
def test_a_cut_line_or_a_full_disk_is_no_refused_object(told: list[str], expected: str) -> None:
    assert refused_object(told) == expected


def test_all_lines_of_git_are_kept(small: Store) -> None:
    git(small.path, "remote", "add", "origin", str(small.path / "borte"))
    from store.git.network import Watch
    from store.git.remotes import remote_of

    remote = remote_of(small.git)
    assert remote is not None
    with pytest.raises(GitFailed) as failed:
        remote.fetch(Watch())
    assert len(failed.value.told) >= 2
    assert any("Could not read from remote repository" in line for line in failed.value.told)
