"""Two clones and a bare repository behind a real sshd on loopback."""

from __future__ import annotations

import getpass
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from store.changes.edits import today
from store.register.store import Store
from store.sync.sync import OFFLINE, SYNCED, UP_TO_DATE, sync
from tests.conftest import KARI, OLA, edit, git, is_sound, make_small
from tests.ui.test_ssh import SSHD, Server, server  # noqa: F401

pytestmark = pytest.mark.skipif(SSHD is None or shutil.which("ssh") is None, reason="openssh-server is not installed")
ID = "felles-brannvesen"


@pytest.fixture
def config(server: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:  # noqa: F811
    """The user's ssh settings: a key of their own; a private folder for the sockets that ends with the test."""
    file = server.folder / "client"
    lines = [
        f"IdentityFile {server.folder / 'user'}", "IdentitiesOnly yes", "StrictHostKeyChecking no",
        "UserKnownHostsFile /dev/null", "LogLevel ERROR",
    ]  # fmt: skip
    file.write_text("Host *\n  " + "\n  ".join(lines) + "\n")
    monkeypatch.setenv("IKTUI_SSH", f"ssh -F {file}")
    with tempfile.TemporaryDirectory(dir="/tmp") as runtime:
        monkeypatch.setenv("XDG_RUNTIME_DIR", runtime)
        yield file
        for socket in (Path(runtime) / "iktui").glob("*"):
            subprocess.run(
                ["ssh", "-F", str(file), "-O", "exit", "-S", str(socket), "x"], capture_output=True, check=False
            )


def test_two_clones_are_in_step_over_ssh_with_one_handshake(server: Server, config: Path, tmp_path: Path) -> None:  # noqa: F811
    hub = tmp_path / "hub.git"
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(hub)], check=True)
    url = f"ssh://{getpass.getuser()}@127.0.0.1:{server.port}{hub}"
    one = make_small(tmp_path / "one")
    git(one.path, "remote", "add", "origin", url)
    assert sync(one, KARI, today()).state == SYNCED
    two = Store.clone(url, tmp_path / "two")
    edit(one, ID, KARI, comment="Fra Kari")
    edit(two, ID, OLA, progress="Fra Ola")
    for store, author in ((one, KARI), (two, OLA), (one, KARI)):
        assert sync(store, author, today()).state == SYNCED
    assert git(one.path, "rev-parse", "HEAD") == git(two.path, "rev-parse", "HEAD") == git(hub, "rev-parse", "main")
    assert {KARI.name, OLA.name} <= set(git(hub, "log", "--format=%an", "main").splitlines())
    assert sync(two, OLA, today()).state == UP_TO_DATE
    assert (server.folder / "log").read_text().count("Accepted publickey") == 1
    is_sound(one.path)
    one.close()
    two.close()


def test_a_key_that_is_refused_is_said_and_never_asked_about(server: Server, config: Path, tmp_path: Path) -> None:  # noqa: F811
    (server.folder / "authorized").write_text("")
    one = make_small(tmp_path / "one")
    git(one.path, "remote", "add", "origin", f"ssh://{getpass.getuser()}@127.0.0.1:{server.port}/nowhere.git")
    plan = sync(one, KARI, today())
    assert plan.state == OFFLINE
    assert len(plan.reason.splitlines()) == 1
    one.close()
