"""Files that are no records, through a join: every size, mode and kind arrives, is joined, or is asked about."""

# ruff: noqa: F811 - fixtures of another module
from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

from store.base.errors import BadInput, GitFailed
from store.changes.joining import open_of
from store.checks.checks import check
from store.git.saving import Prepared, prove_nothing_gone
from store.records.entries import conflict_key, quoted, unquoted
from store.records.paths import FILE, WHOLE, Key, path_of
from store.register.store import Store
from store.repair.fsck import fsck
from store.sync.foreign import colliding
from store.sync.settling import Choice, settling, whole_value
from store.sync.sync import CONFLICTS, SYNCED, sync
from tests.conftest import KARI, OLA, edit, git
from tests.store.plain_git import commit, entries
from tests.store.test_sync import DAY, ID, both, hub, pair, tree  # noqa: F401

LARGE = b"%PDF-1.7\n" + b"x\0" * (5 * 1024 * 1024)


def join(one: Store, two: Store) -> None:
    """Ola has published; Kari joins, and both are alike."""
    sync(two, OLA, DAY)
    sync(one, KARI, DAY)
    sync(two, OLA, DAY)
    assert tree(one) == tree(two)


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("vedlegg/a.pdf", ("100644", LARGE)),
        ("documents/referat.pdf", ("100644", b"%PDF\0")),
        ("lenke", ("120000", b"/etc/passwd")),
        ("collaborations/fe/lenke.toml", ("120000", b"../../register.toml")),
        (".gitignore", ("100644", b"*.bak\n")),
        ("under/.gitattributes", ("100644", b"* text\n")),
        ("skript.sh", ("100755", b"#!/bin/sh\n")),
        ("annet", ("160000", b"1" * 40)),
        ("tom", ("100644", b"")),
        ("collaborations/fe/README.md", ("100644", b"# Hei\n")),
        ("med mellomrom og æøå.txt", ("100644", b"x")),
        ("linje\nskift", ("100644", b"x")),
        ('"sitat"', ("100644", b"x")),
        (b"latin-\xf8.txt".decode("utf-8", "surrogateescape"), ("100644", b"x")),
    ],
)
def test_what_one_side_added_arrives_by_mode_and_blob(
    pair: tuple[Store, Store],
    hub: Path,
    path: str,
    content: tuple[str, bytes],
) -> None:
    one, two = pair
    commit(two, {path: content})
    wanted = entries(two.path)[path]
    edit(one, ID, KARI, comment="Fra Kari")
    join(one, two)
    assert entries(hub, "main")[path] == entries(one.path)[path] == wanted
    assert one.snapshot().collaboration(ID).comment == "Fra Kari"


def test_an_executable_bit_a_removal_and_a_rename_of_others_arrive(pair: tuple[Store, Store]) -> None:
    one, two = pair
    commit(one, {"skript.sh": b"#!/bin/sh\n", "bort.txt": b"x", "gammel.txt": b"innhold\n"})
    both(one, two)
    blob = entries(two.path)["gammel.txt"]
    commit(two, {"skript.sh": ("100755", b"#!/bin/sh\n"), "bort.txt": None, "gammel.txt": None, "ny.txt": b"innhold\n"})
    edit(one, ID, KARI, comment="Fra Kari")
    join(one, two)
    found = entries(one.path)
    assert found["skript.sh"].startswith("100755")
    assert found["ny.txt"] == blob
    assert not {"bort.txt", "gammel.txt"} & found.keys()


def test_lines_of_a_text_that_both_changed_are_both_there_and_modes_too(pair: tuple[Store, Store]) -> None:
    one, two = pair
    lines = [f"linje {number}" for number in range(9)]
    commit(one, {"notat.md": "\n".join(lines).encode()})
    both(one, two)
    commit(one, {"notat.md": "\n".join(["Kari", *lines]).encode()})
    commit(two, {"notat.md": ("100755", "\n".join([*lines, "Ola"]).encode())})
    join(one, two)
    assert git(one.path, "show", "HEAD:notat.md").splitlines() == ["Kari", *lines, "Ola"]
    assert entries(one.path)["notat.md"].startswith("100755")
    assert open_of(one.snapshot()) == {}


@pytest.mark.parametrize("path", ["notat.md", "mappe/a\nb.txt", "collaborations/fe/brutt.toml"])
@pytest.mark.parametrize("choice", ["mine", "theirs"])
def test_a_file_that_both_changed_is_open_until_somebody_chooses(
    pair: tuple[Store, Store],
    path: str,
    choice: str,
) -> None:
    one, two = pair
    commit(one, {path: b"name = \nfoer\n"})
    both(one, two)
    commit(one, {path: b"name = \nKari\n"})
    commit(two, {path: b"name = \nOla\n"})
    mine, theirs = entries(one.path)[path].split(), entries(two.path)[path].split()
    sync(two, OLA, DAY)
    plan = sync(one, KARI, DAY)
    assert plan.state == CONFLICTS
    [conflict] = plan.conflicts
    assert (conflict.key, conflict.field) == (Key(FILE, quoted(path)), WHOLE)
    assert entries(one.path)[path].split() == theirs, "what is published stands"
    assert ("open_conflict", FILE, quoted(path)) in {(f.code, f.kind, f.id) for f in check(one.snapshot())}
    sync(two, OLA, DAY)
    text = git(two.path, "show", f"HEAD:{path_of(conflict_key(path))}")
    assert f'blob = "{mine[1]}"' in text
    opened = open_of(two.snapshot())[conflict.key].fields[WHOLE]
    assert opened.mine == {"mode": "100644", "blob": mine[1]}
    changeset = settling(two.git, two.snapshot(), [Choice(conflict.key, WHOLE, getattr(opened, choice))])
    two.commit(changeset, OLA)
    both(two, one)
    assert entries(one.path)[path].split() == (mine if choice == "mine" else theirs)
    assert open_of(one.snapshot()) == {}
    assert not [fault for fault in fsck(one).faults if fault.code != "file"]


def test_many_files_that_both_changed_cost_a_process_or_two_each_and_name_who_did_it(
    pair: tuple[Store, Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = pair
    paths = [f"notater/{number}.md" for number in range(20)]
    commit(one, dict.fromkeys(paths, b"foer\n"))
    both(one, two)
    for store, words in ((one, b"Kari\n"), (two, b"Ola\n")):
        commit(store, dict.fromkeys(paths, words))
    sync(two, OLA, DAY)
    started: list[object] = []
    begin = subprocess.Popen.__init__

    def counted(self: subprocess.Popen[bytes], *arguments: Any, **options: Any) -> None:
        started.append(arguments)
        begin(self, *arguments, **options)

    monkeypatch.setattr(subprocess.Popen, "__init__", counted)
    plan = sync(one, KARI, DAY)
    assert len(started) < 40 + len(paths)
    assert {(conflict.key.id, conflict.ours_by, conflict.theirs_by) for conflict in plan.conflicts} == {
        (path, "P", "P") for path in paths
    }


def test_a_file_that_one_removed_and_the_other_changed_is_kept_and_asked_about(pair: tuple[Store, Store]) -> None:
    one, two = pair
    commit(one, {"a.txt": b"a\n", "b.txt": b"b\n"})
    both(one, two)
    commit(one, {"a.txt": None, "b.txt": b"Kari\n"})
    commit(two, {"a.txt": b"Ola\n", "b.txt": None})
    join(one, two)
    assert git(one.path, "show", "HEAD:a.txt") == "Ola"
    assert git(one.path, "show", "HEAD:b.txt") == "Kari"
    assert {key.id for key in open_of(one.snapshot())} == {"a.txt", "b.txt"}


def test_a_file_and_a_folder_of_one_name_are_both_somewhere(pair: tuple[Store, Store], hub: Path) -> None:
    one, two = pair
    commit(one, {"x": b"Kari\n"})
    commit(two, {"x/y": b"Ola\n"})
    mine = entries(one.path)["x"].split()[1]
    join(one, two)
    assert git(hub, "show", "main:x/y") == "Ola"
    opened = open_of(two.snapshot())[Key(FILE, "x")].fields[WHOLE]
    assert opened.mine["blob"] == mine
    two.commit(settling(two.git, two.snapshot(), [Choice(Key(FILE, "x"), WHOLE, opened.mine)]), OLA)
    both(two, one)
    assert git(one.path, "show", "HEAD:x") == "Kari"
    assert "x/y" not in entries(one.path)


def test_a_comment_of_one_side_stays_where_both_changed_the_record(pair: tuple[Store, Store]) -> None:
    one, two = pair
    path = "collaborations/fe/felles-brannvesen.toml"
    text = git(two.path, "show", f"HEAD:{path}")
    commit(two, {path: f"# Spør Per\n{text}\n".encode()})
    edit(one, ID, KARI, comment="Fra Kari")
    join(one, two)
    assert "# Spør Per" in git(one.path, "show", f"HEAD:{path}")
    assert one.snapshot().collaboration(ID).comment == "Fra Kari"


def test_what_only_they_changed_of_a_record_arrives_byte_for_byte(pair: tuple[Store, Store]) -> None:
    one, two = pair
    path = "parties/gausdal.toml"
    commit(two, {path: b"# skrevet for hand\nkind = 'municipality'\nname =   'Gausdal'\n"})
    wanted = entries(two.path)[path]
    edit(one, ID, KARI, comment="Fra Kari")
    join(one, two)
    assert entries(one.path)[path] == wanted


def test_a_path_that_is_gone_and_that_nobody_removed_stops_the_join(pair: tuple[Store, Store]) -> None:
    one, two = pair
    commit(two, {"vedlegg.pdf": b"x"})
    edit(one, ID, KARI, comment="x")
    sync(two, OLA, DAY)
    git(one.path, "fetch", "-q", str(two.path), "main")
    theirs = git(one.path, "rev-parse", "FETCH_HEAD")
    with pytest.raises(GitFailed, match=r"vedlegg\.pdf"):
        prove_nothing_gone(one.git, theirs, Prepared(one.resolve("HEAD"), ""), {}, frozenset())
    prove_nothing_gone(one.git, theirs, Prepared(one.resolve("HEAD"), ""), {}, frozenset({"vedlegg.pdf"}))


def test_a_save_keeps_the_executable_bit_of_a_record(small: Store) -> None:
    path = "collaborations/fe/felles-brannvesen.toml"
    commit(small, {path: ("100755", git(small.path, "show", f"HEAD:{path}").encode() + b"\n")})
    edit(small, ID, KARI, comment="x")
    assert entries(small.path)[path].startswith("100755")


def test_paths_that_collide() -> None:
    assert list(colliding({"a": 1, "a/b": 2, "a/b/c": 3, "ab": 4})) == [("a", "a/b"), ("a/b", "a/b/c"), ("a", "a/b/c")]


@pytest.mark.parametrize(
    "path", ["a/b.txt", "å.md", "a\nb", '"x', 'x"y', "x\\y", "A\u030a.txt", "\udcff.x", "\u202e.x"]
)
def test_any_path_can_be_told_on_a_line_and_found_again(path: str) -> None:
    assert unquoted(quoted(path)) == path
    assert quoted(path).isprintable()


@pytest.mark.parametrize(
    ("path", "mode"),
    [(".git/hooks/post-checkout", "100755"), ("a/../../b", "100644"), ("/etc/x", "100644"), ("a/.GIT/b", "100644"),
     ("vedlegg", "999999"), ("annen", "100644")],
)  # fmt: skip
def test_a_hand_made_conflict_writes_nothing_where_it_should_not(small: Store, path: str, mode: str) -> None:
    key = conflict_key("en fil til" if path == "annen" else path)
    blob = git(small.path, "rev-parse", "HEAD:register.toml")
    text = f'name = "x"\npath = "{path}"\n[mine]\nmode = "{mode}"\nblob = "{blob}"\n'
    commit(small, {path_of(key): text.encode()})
    subject, conflict = next(iter(open_of(small.snapshot()).items()))
    with pytest.raises(BadInput):
        settling(small.git, small.snapshot(), [Choice(subject, WHOLE, conflict.fields[WHOLE].mine)])
    assert whole_value(small.git, subject, conflict.fields[WHOLE].mine)
    assert isinstance(fsck(small).faults, list)
    settled = settling(small.git, small.snapshot(), [Choice(subject, WHOLE, None)]) if path == "vedlegg" else None
    assert settled is None or not settled.files


def test_a_record_that_is_chosen_as_a_file_keeps_the_rules(small: Store) -> None:
    path = "collaborations/fe/felles-brannvesen.toml"
    text = b'name = "F"\nstatus = "active"\n[participants.oyer]\nrole = "host"\n[participants.gausdal]\nrole = "host"\n'
    commit(small, {"utenfor": text})
    blob = git(small.path, "rev-parse", "HEAD:utenfor")
    record = f'name = "x"\npath = "{path}"\n[mine]\nmode = "100644"\nblob = "{blob}"\n'
    commit(small, {path_of(conflict_key(path)): record.encode()})
    subject, conflict = next(iter(open_of(small.snapshot()).items()))
    changeset = settling(small.git, small.snapshot(), [Choice(subject, WHOLE, conflict.fields[WHOLE].mine)])
    with pytest.raises(BadInput, match="Øyer"):
        small.commit(changeset, KARI)


def test_a_large_file_passes_while_both_go_on(pair: tuple[Store, Store], hub: Path) -> None:
    one, two = pair
    commit(two, {"vedlegg/a.pdf": LARGE})
    commit(one, {"vedlegg/b.pdf": LARGE + b"b"})
    assert sync(two, OLA, DAY).state == SYNCED
    assert sync(one, KARI, DAY).state == SYNCED
    assert {"vedlegg/a.pdf", "vedlegg/b.pdf"} <= entries(hub, "main").keys()
