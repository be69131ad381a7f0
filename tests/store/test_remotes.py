"""Where a register is shared: refusals, stopping, bundle files, editions that two published, what git says of it."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from git import Git as Command

from store.base.errors import Stopped
from store.git.network import Watch, _credentials, hint
from store.git.remotes import behind_and_ahead, remote_of
from store.register.store import Store
from store.sync.sync import OFFLINE, REJECTED, SYNCED, UP_TO_DATE, sync
from tests.conftest import KARI, OLA, edit, git, is_sound, make_small
from tests.store.test_sync import DAY, ID, both, hub, pair, tree  # noqa: F401

CUT = """#!{python}
import subprocess, sys
left = int(open("{bytes}").read())
with subprocess.Popen(["sh", "-c", sys.argv[-1]], stdout=subprocess.PIPE) as server:
    while left and (piece := server.stdout.read1(min(left, 65536))):
        sys.stdout.buffer.write(piece)
        sys.stdout.buffer.flush()
        left -= len(piece)
    server.kill()
"""
"""In the place of ssh: a line that is cut after some bytes."""


def test_a_server_that_refuses_is_quoted_and_nothing_is_lost(pair: tuple[Store, Store], hub: Path) -> None:  # noqa: F811
    one, two = pair
    hook = hub / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho no >&2\nexit 1\n")
    hook.chmod(0o755)
    head = edit(one, ID, KARI, comment="Fra Kari")
    plan = sync(one, KARI, DAY)
    assert (plan.state, "hook declined" in plan.reason) == (REJECTED, True)
    assert git(one.path, "rev-parse", "HEAD") == head
    hook.unlink()
    assert sync(one, KARI, DAY).state == SYNCED
    assert sync(two, OLA, DAY).state == SYNCED
    assert two.snapshot().collaboration(ID).comment == "Fra Kari"


def test_what_is_only_published_is_told_and_held_against_what_would_be_removed(pair: tuple[Store, Store]) -> None:  # noqa: F811
    one, _two = pair
    edit(one, ID, KARI, comment="Fra Kari")
    plan = sync(one, KARI, DAY)
    assert (plan.state, [change.key.id for change in plan.outgoing]) == (SYNCED, [ID])
    assert sync(one, KARI, DAY).state == UP_TO_DATE


def test_a_transfer_that_hangs_can_be_stopped(
    pair: tuple[Store, Store],  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one, _two = pair
    slow = tmp_path / "slow"
    slow.write_text("#!/bin/sh\nexec sleep 60\n")
    slow.chmod(0o755)
    monkeypatch.setenv("IKTUI_SSH", str(slow))
    git(one.path, "remote", "set-url", "origin", "ssh://nobody/register.git")
    head = edit(one, ID, KARI, comment="Fra Kari")
    watch = Watch()
    threading.Timer(0.5, watch.stop).start()
    began = time.monotonic()
    with pytest.raises(Stopped):
        sync(one, KARI, DAY, watch=watch)
    assert time.monotonic() - began < 30
    assert git(one.path, "rev-parse", "HEAD") == head
    is_sound(one.path)


def test_a_transfer_tells_how_far_it_is(pair: tuple[Store, Store], tmp_path: Path) -> None:  # noqa: F811
    one, two = pair
    for number in range(30):
        edit(one, ID, KARI, comment=f"Nr. {number}")
    sync(one, KARI, DAY)
    told: list[str] = []
    sync(two, OLA, DAY, watch=Watch(told.append))
    assert any("%" in line for line in told)


def test_a_stick_carries_the_register_both_ways(tmp_path: Path) -> None:
    stick = tmp_path / "stick" / "register.bundle"
    stick.parent.mkdir()
    one = make_small(tmp_path / "one")
    git(one.path, "remote", "add", "origin", str(stick))
    assert sync(one, KARI, DAY).state == SYNCED
    two = Store.clone(str(stick), tmp_path / "two")
    edit(one, ID, KARI, comment="Fra Kari")
    edit(two, ID, OLA, progress="Fra Ola")
    one.tag_edition("2026", one.resolve("HEAD"), KARI)
    plans = both(one, two)
    assert [plan.state for plan in plans] == [SYNCED, SYNCED, SYNCED]
    assert tree(one) == tree(two)
    assert two.editions() == one.editions() != {}
    assert sync(one, KARI, DAY).state == UP_TO_DATE
    assert [file.name for file in stick.parent.iterdir()] == ["register.bundle"]
    stick.unlink()
    stick.parent.rmdir()
    assert sync(two, OLA, DAY).state == OFFLINE
    edit(two, ID, OLA, progress="Uten minnepinne")
    assert sync(two, OLA, DAY).state == OFFLINE
    is_sound(one.path)
    one.close()
    two.close()


def test_a_stick_is_found_from_the_clone_and_not_from_where_one_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = make_small(tmp_path / "one")
    git(one.path, "remote", "add", "origin", "../register.bundle")
    monkeypatch.chdir("/")
    assert sync(one, KARI, DAY).state == SYNCED
    assert (tmp_path / "register.bundle").is_file()
    edit(one, ID, KARI, comment="Mer")
    assert sync(one, KARI, DAY).state == SYNCED
    assert sync(one, KARI, DAY).state == UP_TO_DATE
    one.close()


def test_the_edition_that_was_published_first_stands_and_the_other_is_in_history(pair: tuple[Store, Store]) -> None:  # noqa: F811
    one, two = pair
    edit(one, ID, KARI, comment="Fra Kari")
    edit(two, ID, OLA, progress="Fra Ola")
    for store, author in ((one, KARI), (two, OLA)):
        store.tag_edition("2026", store.resolve("HEAD"), author)
    mine, theirs = one.editions()["edition/2026"], two.editions()["edition/2026"]
    assert sync(one, KARI, DAY).state == SYNCED
    plan = sync(two, OLA, DAY)
    assert plan.state == SYNCED
    assert [problem.path for problem in plan.problems] == ["edition/2026"]
    assert one.editions() == two.editions() == {"edition/2026": mine}
    assert theirs in git(two.path, "rev-list", "HEAD").split()
    assert sync(two, OLA, DAY).problems == []


def test_an_edition_that_is_moved_at_the_other_end_stays_here(pair: tuple[Store, Store], hub: Path) -> None:  # noqa: F811
    one, two = pair
    one.tag_edition("2026", one.resolve("HEAD"), KARI)
    both(one, two)
    known = two.editions()
    edit(one, ID, KARI, comment="Senere")
    sync(one, KARI, DAY)
    git(hub, "-c", "user.name=X", "-c", "user.email=x@x.no", "tag", "-f", "-a", "-m", "x", "edition/2026", "main")
    assert sync(two, OLA, DAY).state == SYNCED
    assert two.editions() == one.editions() == known
    assert sync(two, OLA, DAY).state == UP_TO_DATE


def test_how_far_one_is_behind_and_ahead_is_known_without_asking(pair: tuple[Store, Store]) -> None:  # noqa: F811
    one, two = pair
    assert behind_and_ahead(one.git) == (0, 0)
    edit(one, ID, KARI, comment="a")
    edit(one, ID, KARI, comment="b")
    assert behind_and_ahead(one.git) == (0, 2)
    edit(two, ID, OLA, progress="c")
    sync(two, OLA, DAY)
    assert behind_and_ahead(one.git) == (0, 2), "the network is not asked"
    remote = remote_of(one.git)
    assert remote is not None
    remote.fetch(Watch())
    assert behind_and_ahead(one.git) == (1, 2)


def test_what_to_set_up_is_said_when_the_other_end_says_no() -> None:
    said = [
        "user@host: Permission denied (publickey).", "Host key verification failed.",
        "could not read Username for 'https://x.no': terminal prompts disabled", "repository 'https://x.no/' not found",
    ]  # fmt: skip
    assert len({hint(reason) for reason in said}) == len(said)
    assert hint("Connection timed out") == ""


def test_the_users_own_credential_helper_is_asked_and_never_one_of_the_repository(
    small: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that wants a password, on this machine: only the helper that the user set up is run."""
    import http.server

    class Wants(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.headers.get("Authorization", ""))
            self.send_response(401)
            self.send_header("WWW-Authenticate", 'Basic realm="x"')
            self.end_headers()

        def log_message(self, *_arguments: object) -> None:
            pass

    asked: list[str] = []
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Wants)
    key, cert = tmp_path / "key.pem", tmp_path / "cert.pem"
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=127.0.0.1"]
    name = ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(cert)]
    if subprocess.run([*made, *name], capture_output=True, check=False).returncode:
        pytest.skip("openssl is not installed")
    import ssl

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    home, mine, theirs = tmp_path / "home", tmp_path / "mine", tmp_path / "theirs"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    helper = f"!f() {{ touch {mine}; echo username=kari; echo password=hemmelig; }}; f"
    for setting, value in (("credential.helper", helper), ("http.sslCAInfo", str(cert))):
        subprocess.run(["git", "config", "--file", str(home / ".gitconfig"), setting, value], check=True)
    git(small.path, "config", "credential.helper", f"!touch {theirs}; true")
    git(small.path, "remote", "add", "origin", f"https://127.0.0.1:{server.server_port}/register.git")
    plan = sync(small, KARI, DAY)
    server.shutdown()
    server.server_close()
    assert plan.state == OFFLINE
    assert "hemmelig" not in plan.reason
    told = _credentials(Command(small.path))
    assert "GIT_CONFIG_COUNT" in told, "in the environment: what stands on the command line everybody sees"
    assert all(name.startswith("GIT_CONFIG_") for name in told)
    assert any(header.startswith("Basic ") for header in asked)
    assert mine.exists()
    assert not theirs.exists()


def test_a_dropped_connection_at_any_byte_leaves_both_ends_whole(
    pair: tuple[Store, Store],  # noqa: F811
    hub: Path,  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one, two = pair
    cut = tmp_path / "cut"
    cut.write_text(CUT.format(python=sys.executable, bytes=tmp_path / "bytes"))
    cut.chmod(0o755)
    monkeypatch.setenv("IKTUI_SSH", str(cut))
    git(two.path, "remote", "set-url", "origin", f"ssh://x{hub}")
    edit(one, ID, KARI, comment="Fra Kari")
    sync(one, KARI, DAY)
    mine = edit(two, ID, OLA, progress="Fra Ola")
    for count in (0, 1, 40, 200, 400, 600, 800, 1000, 1200):
        (tmp_path / "bytes").write_text(str(count))
        assert sync(two, OLA, DAY).state in (OFFLINE, REJECTED, SYNCED), count
        assert mine in git(two.path, "rev-list", "HEAD").split()
        is_sound(two.path)
    (tmp_path / "bytes").write_text("100000000")
    assert sync(two, OLA, DAY).state in (SYNCED, UP_TO_DATE)
    assert sync(one, KARI, DAY).state in (SYNCED, UP_TO_DATE)
    assert tree(one) == tree(two)
    record = one.snapshot().collaboration(ID)
    assert (record.comment, record.progress) == ("Fra Kari", "Fra Ola")
    git(hub, "fsck", "--full", "--strict")
