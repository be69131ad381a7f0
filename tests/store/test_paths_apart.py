"""One path never stops the others: what a file system cannot take, links, and folders where files were."""

# ruff: noqa: F811

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from store.changes.changes import Change, Changeset, change
from store.records.paths import REGISTER
from store.register.store import Store
from store.repair.clone_findings import clone_findings, findings_of
from store.repair.fsck import fsck
from store.sync.sync import SYNCED, UP_TO_DATE, sync
from tests.conftest import KARI, OLA, Run, edit, git, is_sound
from tests.store.test_hostile_remotes import blob, put
from tests.store.test_sync import DAY, ID, hub, pair  # noqa: F401

LONG = "vedlegg/" + "ø" * 200 + ".txt"  # 400 bytes
DEEP = "a/" * 3_000 + "b.txt"
MANY = "a/" * 1_200 + "b.txt"
FILE = f"collaborations/{ID[:2]}/{ID}.toml"


def commit_all(path: Path, *more: str) -> None:
    """What a person does without looking."""
    git(path, "-c", "user.name=Hånd", "-c", "user.email=h@x.no", "commit", "-q", "--allow-empty", "-am", "alt", *more)


def takes_nothing_back(path: Path) -> None:
    """A person's `git commit -a` changes nothing."""
    assert git(path, "status", "--porcelain", "--untracked-files=no") == ""
    before = git(path, "rev-parse", "HEAD^{tree}")
    commit_all(path)
    assert git(path, "rev-parse", "HEAD^{tree}") == before


def fast_import(hub: Path, *rows: tuple[str, str, bytes]) -> None:
    """Publish files (mode, path, content) that no work tree has to hold, b"" for a path that goes."""
    stream = b"commit refs/heads/main\ncommitter H <h@x.no> 1700000000 +0000\ndata 1\nx\nfrom refs/heads/main^0\n"
    for mode, path, content in rows:
        stream += b"D %b\n" % path.encode() if not content else b""
        stream += (
            b"M %b inline %b\ndata %d\n%b\n" % (mode.encode(), path.encode(), len(content), content) if content else b""
        )
    subprocess.run(["git", "-C", str(hub), "fast-import", "--quiet"], input=stream, check=True)


@pytest.mark.parametrize("path", [LONG, DEEP, MANY], ids=["long", "deep", "many"])
def test_what_the_file_system_cannot_take_stops_no_other_file(
    pair: tuple[Store, Store],
    hub: Path,
    tmp_path: Path,
    run: Run,
    path: str,
) -> None:
    one, two = pair
    fast_import(hub, ("100644", path, b"hei\n"), ("100644", "vedlegg/z.txt", b"z\n"))
    held = git(hub, "rev-parse", f"main:{path}")
    assert sync(one, KARI, DAY).state == SYNCED
    edit(two, ID, OLA, comment="Fra Ola")
    assert sync(two, OLA, DAY).state == SYNCED
    assert sync(one, KARI, DAY).state in (SYNCED, UP_TO_DATE)
    for store in pair:
        edit(store, ID, KARI, progress=store.path.name)
        assert store.path.name in (store.path / FILE).read_text(), "the save is among the files"
        assert (store.path / "vedlegg/z.txt").read_text() == "z\n"
        assert store.hand_edits() == (None, [])
        [finding] = [found for found in findings_of(store, store.snapshot()) if found.code == "unwritable_path"]
        assert (finding.kind, finding.id, finding.severity) == ("file", path, "warning")
        assert "navnet er for langt for dette filsystemet" in finding.message
        assert len(finding.message) < 400
        assert [fault.where[:20] for fault in fsck(store).faults] == [path[:20]]
        takes_nothing_back(store.path)
        assert not (store.path / "a").exists()
        assert git(store.path, "rev-parse", f"HEAD:{path}") == held
        is_sound(store.path)
    cloned = run("clone", hub, tmp_path / "ny")
    assert cloned.status == 1
    assert len(cloned.err.splitlines()) == 1
    assert "navnet er for langt" in cloned.err
    takes_nothing_back(tmp_path / "ny")
    checked = run("-C", tmp_path / "ny", "check", "--json").json
    assert [row["id"] for row in checked if row["code"] == "unwritable_path"] == [path]
    assert run("-C", tmp_path / "ny", "fsck").status == 1
    assert run("-C", tmp_path / "ny", "check").status == 1
    fast_import(hub, ("100644", path, b""))
    ny = Store.open(tmp_path / "ny")
    assert sync(ny, KARI, DAY).state == SYNCED
    assert clone_findings(ny) == []
    assert path not in git(ny.path, "-c", "core.quotePath=false", "ls-files")
    is_sound(ny.path)
    ny.close()


@pytest.mark.parametrize("again", [False, True], ids=["joined", "forward"])
def test_a_folder_where_a_file_was_and_the_reverse(pair: tuple[Store, Store], hub: Path, again: bool) -> None:
    one, two = pair
    fast_import(
        hub, ("100644", "notat", b"en fil\n"), ("100644", "mappe/a.txt", b"a\n"), ("100644", "mappe/b.txt", b"b\n")
    )
    assert sync(one, KARI, DAY).state == SYNCED
    assert sync(two, OLA, DAY).state == SYNCED
    fast_import(
        hub, ("", "notat", b""), ("100644", "notat/x.txt", b"x\n"), ("", "mappe/a.txt", b""), ("", "mappe/b.txt", b""),
        ("100644", "mappe", b"en fil\n"),
    )  # fmt: skip
    if not again:
        edit(two, ID, OLA, comment="Fra Ola")
    assert sync(one, KARI, DAY).state == SYNCED
    assert (one.path / "notat/x.txt").read_text() == "x\n"
    assert (one.path / "mappe").read_text() == "en fil\n"
    assert sync(two, OLA, DAY).state == SYNCED
    assert clone_findings(two) == []
    for store in pair:
        edit(store, ID, KARI, progress=store.path.name)
        is_sound(store.path)


def test_a_persons_own_files_stand_where_git_has_something_else(pair: tuple[Store, Store], hub: Path) -> None:
    one, _two = pair
    (one.path / "mappe").mkdir()
    (one.path / "mappe/mitt.txt").write_text("mitt")
    (one.path / "fil").write_text("mitt også")
    (one.path / "lenke").symlink_to("/tmp")
    fast_import(
        hub,
        ("100644", "mappe", b"fil\n"),
        ("100644", "fil/inni.txt", b"inni\n"),
        ("100644", "lenke/inni.txt", b"nei\n"),
    )
    assert sync(one, KARI, DAY).state == SYNCED
    assert (one.path / "mappe/mitt.txt").read_text() == "mitt"
    assert (one.path / "fil").read_text() == "mitt også"
    assert not Path("/tmp/inni.txt").exists()
    assert {found.id: found.message.split(": ")[1].split(";")[0] for found in clone_findings(one)} == {
        "mappe": "en mappe med andre filer står på plassen",
        "fil/inni.txt": "en fil står der mappen skulle vært",
        "lenke/inni.txt": "en lenke står der mappen skulle vært",
    }
    edit(one, ID, KARI, comment="Etterpå")
    assert "Etterpå" in (one.path / FILE).read_text()
    takes_nothing_back(one.path)
    (one.path / "mappe/mitt.txt").rename(one.path / "annet.txt")
    (one.path / "mappe").rmdir()
    (one.path / "fil").unlink()
    (one.path / "lenke").unlink()
    assert one.hand_edits() == (None, [])
    assert clone_findings(one) == []
    assert (one.path / "mappe").read_text() == "fil\n"
    assert (one.path / "fil/inni.txt").read_text() == "inni\n"
    assert git(one.path, "ls-files", "-v", "mappe", "fil", "lenke").split("\n")[0].startswith("H ")
    (one.path / "mappe").write_text("endret")
    assert git(one.path, "status", "--porcelain", "--untracked-files=no") == "M mappe", "it is looked at again"


def test_parties_as_a_file_and_a_hand_edit_there(pair: tuple[Store, Store], hub: Path) -> None:
    one, two = pair
    (one.path / "parties/oyer.toml").write_text('name = "Øyer (for hånd)"\nkind = "municipality"\n')
    fast_import(
        hub, ("", "parties/oyer.toml", b""), ("", "parties/gausdal.toml", b""), ("100644", "parties", b"ingen mappe\n")
    )
    sync(one, KARI, DAY, sure=True)
    sync(two, OLA, DAY, sure=True)
    assert (one.path / "parties/oyer.toml").read_text().startswith('name = "Øyer (for hånd)"')
    assert (two.path / "parties").read_text() == "ingen mappe\n"
    for store in pair:
        edit(store, ID, KARI, comment=f"Etterpå {store.path.name}")
        assert "Etterpå" in (store.path / FILE).read_text()
    assert [found.id for found in clone_findings(one)] == ["parties"]
    assert clone_findings(two) == []
    takes_nothing_back(one.path)
    takes_nothing_back(two.path)


@pytest.mark.parametrize("target", ["/etc/passwd", "../../utenfor.toml", "annen.toml", ".git/config", "x" * 300])
def test_register_toml_as_a_link_is_a_finding_and_nothing_goes_through_it(
    pair: tuple[Store, Store],
    hub: Path,
    tmp_path: Path,
    run: Run,
    target: str,
) -> None:
    one, _two = pair
    outside = tmp_path / "utenfor.toml"
    outside.write_text('name = "Utenfor"\n')
    fast_import(hub, ("120000", "register.toml", target.encode()), ("100644", "annen.toml", b'name = "Annen"\n'))
    cloned = run("clone", hub, tmp_path / "a/ny")
    assert cloned.status == 0
    assert sync(one, KARI, DAY).state == SYNCED
    ny = Store.open(tmp_path / "a/ny")
    for store in (one, ny):
        assert not os.path.lexists(store.path / "register.toml")
        assert store.snapshot().register.name == "register.toml"
        found = [finding for finding in findings_of(store, store.snapshot()) if finding.code == "unreadable_file"]
        assert [(finding.kind, finding.id) for finding in found] == [("register", "register")]
        assert "en lenke eller mappe, ikke en fil" in found[0].message
        edit(store, ID, KARI, comment=f"Etterpå {store.path}")
        takes_nothing_back(store.path)
        assert git(store.path, "ls-tree", "HEAD", "register.toml").startswith("120000")
    assert outside.read_text() == 'name = "Utenfor"\n'
    shown = run("-C", tmp_path / "a/ny", "show", ID)
    assert shown.status == 0
    register = one.snapshot(git(one.path, "rev-parse", "HEAD~2")).register
    ny.commit(Changeset(ny.snapshot().commit, (Change(REGISTER, None, register),), "restore"), KARI)
    assert (ny.path / "register.toml").is_file()
    assert ny.snapshot().register == register
    assert not [finding for finding in findings_of(ny, ny.snapshot()) if finding.code == "unreadable_file"]
    is_sound(ny.path)
    ny.close()


def test_register_toml_as_a_folder(pair: tuple[Store, Store], hub: Path, tmp_path: Path) -> None:
    one, _two = pair
    fast_import(hub, ("", "register.toml", b""), ("100644", "register.toml/inni.toml", b'name = "x"\n'))
    assert sync(one, KARI, DAY).state == SYNCED
    ny = Store.clone(str(hub), tmp_path / "ny")
    for store in (one, ny):
        assert store.snapshot().register.name == "register.toml"
        found = [finding for finding in findings_of(store, store.snapshot()) if finding.code == "unreadable_file"]
        assert [finding.id for finding in found] == ["register.toml/inni.toml"]
        edit(store, ID, KARI, comment=f"Etterpå {store.path}")
        is_sound(store.path)
    ny.close()


def test_a_record_that_is_a_link_says_that_it_is_one(pair: tuple[Store, Store], hub: Path, run: Run) -> None:
    one, two = pair
    fast_import(hub, ("120000", FILE, b"../../" * 12 + b"etc/passwd"))
    assert sync(one, KARI, DAY).state == SYNCED
    shown = run("-C", one.path, "show", ID)
    assert shown.status == 2
    assert shown.err == f"iktui: {FILE}: en lenke eller mappe, ikke en fil\n"
    assert run("-C", one.path, "set", ID, "comment=x").status == 2
    [finding] = [found for found in findings_of(one, one.snapshot()) if found.code == "unreadable_file"]
    assert (finding.kind, finding.id) == ("collaboration", ID)
    two.close()


def test_links_submodules_and_what_git_acts_on_stay_in_git_and_are_not_written(
    pair: tuple[Store, Store],
    hub: Path,
    tmp_path: Path,
) -> None:
    one, two = pair
    rows = [
        ("120000", blob(hub, b"/etc/passwd"), "lenke"),
        ("120000", blob(hub, b"register.toml"), "parties/lenke.toml"),
        ("160000", "1" * 40, "modul"),
        ("100644", blob(hub, b"*.toml working-tree-encoding=UTF-16\n"), ".gitattributes"),
        ("100644", blob(hub, b"*\n"), "vedlegg/.gitignore"),
        ("100755", blob(hub, b"#!/bin/sh\n"), "verktøy/kjør"),
    ]
    put(hub, rows)
    assert sync(one, KARI, DAY).state == SYNCED
    assert sync(two, OLA, DAY).state == SYNCED
    ny = Store.clone(str(hub), tmp_path / "ny")
    for store in (one, two, ny):
        for _mode, _id, path in rows[:-1]:
            assert not os.path.lexists(store.path / path)
        assert os.access(store.path / "verktøy/kjør", os.X_OK)
        assert clone_findings(store) == [], "it is meant so"
        edit(store, ID, KARI, comment=f"Etterpå {store.path.name}")
        takes_nothing_back(store.path)
        listed = git(store.path, "-c", "core.quotePath=false", "ls-tree", "-r", "HEAD").splitlines()
        for mode, id, path in rows:
            assert f"{mode} {'commit' if mode == '160000' else 'blob'} {id}\t{path}" in listed
        is_sound(store.path)
    ny.close()


def test_the_executable_bit_follows(pair: tuple[Store, Store], hub: Path) -> None:
    one, _two = pair
    fast_import(hub, ("100644", "kjør", b"#!/bin/sh\n"))
    sync(one, KARI, DAY)
    assert not os.access(one.path / "kjør", os.X_OK)
    fast_import(hub, ("100755", "kjør", b"#!/bin/sh\n"))
    sync(one, KARI, DAY)
    assert os.access(one.path / "kjør", os.X_OK)
    is_sound(one.path)
    fast_import(hub, ("100644", "kjør", b"#!/bin/sh\n"))
    sync(one, KARI, DAY)
    assert not os.access(one.path / "kjør", os.X_OK)
    is_sound(one.path)


def test_a_file_larger_than_is_held_is_written_too(pair: tuple[Store, Store], hub: Path, tmp_path: Path) -> None:
    one, _two = pair
    content = os.urandom(1 << 20) * 9
    fast_import(hub, ("100644", "vedlegg/stor.pdf", content))
    assert sync(one, KARI, DAY).state == SYNCED
    assert (one.path / "vedlegg/stor.pdf").read_bytes() == content
    ny = Store.clone(str(hub), tmp_path / "ny")
    assert (ny.path / "vedlegg/stor.pdf").read_bytes() == content
    is_sound(ny.path)
    fast_import(hub, ("100644", "vedlegg/stor.pdf", content[:-1]))
    assert sync(ny, KARI, DAY).state == SYNCED
    assert (ny.path / "vedlegg/stor.pdf").read_bytes() == content[:-1]
    is_sound(ny.path)
    fast_import(hub, ("", "vedlegg/stor.pdf", b""))
    assert sync(ny, KARI, DAY).state == SYNCED
    assert not (ny.path / "vedlegg").exists()
    ny.close()


def test_a_file_that_could_not_be_brought_up_to_date_is_no_hand_edit(
    small: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Path.replace

    def full(self: Path, target: Path) -> Path:
        if Path(target).name == f"{ID}.toml":
            raise OSError(28, "No space left on device")
        return whole(self, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", full)
        for number in range(3):
            before = small.snapshot().collaboration(ID)
            after = before.model_copy(update={"comment": f"Ny {number}"})
            saved = small.commit(Changeset(small.snapshot().commit, (change(before, after),), "edit"), KARI)
            assert saved.warning == f"{FILE} er ikke blant filene her: det er ikke plass igjen"
            assert small.hand_edits() == (None, [])
            takes_nothing_back(small.path)
    assert small.hand_edits() == (None, [])
    assert "Ny 2" in (small.path / FILE).read_text()
    assert clone_findings(small) == []
    is_sound(small.path)


def test_what_was_noted_is_read_as_nothing_when_it_is_broken(small: Store) -> None:
    for text in ("", "[1", '{"a": 1}', "[]", json.dumps({"a": ["b"]})):
        (small.git_dir / "iktui" / "unwritten").write_text(text)
        assert clone_findings(small) == []
        edit(small, ID, comment=text)
        is_sound(small.path)
