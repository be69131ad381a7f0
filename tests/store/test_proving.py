"""fsck proves what holds and names what does not; signed commits say who signed them."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from iktui.__main__ import main
from store.base.errors import GitFailed
from store.git.signatures import BAD, GOOD, UNKNOWN, UNSIGNED, signatures
from store.register.store import Store
from store.repair.fsck import fsck
from tests.conftest import KARI, OLA, edit, git

ID = "felles-brannvesen"
FILE = f"collaborations/fe/{ID}.toml"


def by_hand(store: Store, message: str, *arguments: str) -> None:
    git(store.path, "-c", "user.name=Git", "-c", "user.email=g@x.no", *arguments, "commit", "-qam", message)


def test_a_whole_register_is_whole(small: Store, capsys: pytest.CaptureFixture[str]) -> None:
    edit(small, ID, comment="Ny")
    small.tag_edition("2026", small.resolve("HEAD"), KARI)
    proof = fsck(small)
    assert proof.faults == []
    assert (proof.commits, proof.editions) == (int(git(small.path, "rev-list", "--count", "HEAD")), 1)
    assert proof.files == len(small.snapshot().files())
    assert proof.references > 0
    assert main(["-C", str(small.path), "fsck"]) == 0
    assert "alt holder" in capsys.readouterr().out


def test_what_does_not_hold_is_named(small: Store, capsys: pytest.CaptureFixture[str]) -> None:
    text = (small.path / FILE).read_text()
    (small.path / FILE).write_text(text.replace("[participants.", "[participants.ingen]\n\n[participants.", 1))
    (small.path / "events").mkdir(exist_ok=True)
    (small.path / "events/brutt.toml").write_text("name = \n")
    git(small.path, "add", "-A")
    by_hand(small, "for hånd")
    git(small.path, "-c", "user.name=G", "-c", "user.email=g@x.no", "checkout", "-q", "--orphan", "annet")
    by_hand(small, "annet", "-c", "core.editor=true")
    git(small.path, "-c", "user.name=G", "-c", "user.email=g@x.no", "tag", "-a", "-m", "x", "edition/2030", "annet")
    git(small.path, "checkout", "-q", "main")
    again = Store.open(small.path)
    found = {(fault.code, fault.where) for fault in fsck(again).faults}
    again.close()
    assert found == {
        ("file", "events/brutt.toml"),
        ("reference", f"{FILE}: participants.ingen"),
        ("edition", "edition/2030"),
    }
    assert main(["-C", str(small.path), "fsck", "--json"]) == 1
    assert {fault["code"] for fault in json.loads(capsys.readouterr().out)["faults"]} == {
        "file",
        "reference",
        "edition",
    }


def test_an_object_that_is_gone_is_found(small: Store) -> None:
    edit(small, ID, comment="Ny")
    blob = git(small.path, "rev-parse", f"HEAD~1:{FILE}")
    file = small.path / ".git/objects" / blob[:2] / blob[2:]
    file.unlink()
    assert [fault.code for fault in fsck(small).faults if fault.code == "objects"] == ["objects"]


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    if shutil.which("ssh-keygen") is None:
        pytest.skip("ssh-keygen is not installed")
    for name in ("kari", "fremmed"):
        command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", str(tmp_path / name)]
        subprocess.run(command, check=True)
    (tmp_path / "signers").write_text(f"{KARI.mail} {(tmp_path / 'kari.pub').read_text()}")
    return tmp_path


def sign_with(store: Store, key: Path) -> None:
    for name, value in (("commit.gpgSign", "true"), ("gpg.format", "ssh"), ("user.signingKey", str(key))):
        git(store.path, "config", name, value)


def test_who_signed_and_what_is_not_signed_is_told(
    small: Store, keys: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plain = git(small.path, "rev-parse", "HEAD")
    git(small.path, "config", "gpg.ssh.allowedSignersFile", str(keys / "signers"))
    sign_with(small, keys / "kari")
    mine = edit(small, ID, KARI, comment="Signert")
    sign_with(small, keys / "fremmed")
    other = edit(small, ID, OLA, comment="Av en fremmed")
    content = small.git.object(mine)[1]
    assert content is not None
    writing = ["git", "-C", str(small.path), "hash-object", "-t", "commit", "-w", "--stdin"]
    written = subprocess.run(writing, input=content.replace(b"Felles", b"Falske"), capture_output=True, check=True)
    forged = written.stdout.decode().strip()
    found = signatures(small.git, [plain, mine, other, forged])
    assert [found[commit].state for commit in (plain, mine, other, forged)] == [UNSIGNED, GOOD, UNKNOWN, BAD]
    assert found[mine].signer == KARI.mail
    assert fsck(small).faults == []
    assert main(["-C", str(small.path), "history", "--signatures", "--limit", "3"]) == 0
    out = capsys.readouterr().out
    assert f"signert av {KARI.mail}" in out
    assert "ikke signert" in out
    assert main(["-C", str(small.path), "history", "--signatures", "--limit", "1", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["signature"]["state"] == UNKNOWN


def test_a_key_that_cannot_sign_saves_nothing_and_asks_nothing(small: Store, keys: Path) -> None:
    head = git(small.path, "rev-parse", "HEAD")
    sign_with(small, keys / "ikke-her")
    with pytest.raises(GitFailed, match="signere"):
        edit(small, ID, comment="Usignert")
    assert git(small.path, "rev-parse", "HEAD") == head
