"""Sharing beside plain git in one run: a push over ssh, a merge of many records."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from store.changes.changes import Changeset, change
from store.changes.edits import today
from store.register.store import Store
from store.sync.sides import sides_of
from store.sync.sync import SYNCED, apply, plan_of, sync
from tests.benchmarks.pairs import compare, told
from tests.benchmarks.registers import AUTHOR, make_register

RECORDS, CHANGED = 400, 100
_GIT = ["-c", "user.name=x", "-c", "user.email=x@y", "-c", "gc.auto=0", "-c", "core.fsync=all"]
processes = 0


def _count(event: str, _arguments: object) -> None:
    global processes
    processes += event == "subprocess.Popen"


def _git(path: Path, *arguments: str) -> str:
    done = subprocess.run(["git", "-C", str(path), *_GIT, *arguments], check=True, capture_output=True, text=True)
    return done.stdout.strip()


@contextlib.contextmanager
def _server(folder: Path) -> Iterator[str]:
    """An sshd on loopback; gives the address that both sides push to, without the path."""
    import getpass

    from tests.ui.test_ssh import Server

    server = Server(folder)
    lines = [
        f"IdentityFile {folder / 'user'}", "IdentitiesOnly yes", "StrictHostKeyChecking no",
        "UserKnownHostsFile /dev/null", "LogLevel ERROR",
    ]  # fmt: skip
    (folder / "client").write_text("Host *\n  " + "\n  ".join(lines) + "\n")
    os.environ["IKTUI_SSH"] = f"ssh -F {folder / 'client'}"
    with tempfile.TemporaryDirectory(dir="/tmp") as runtime:
        os.environ["XDG_RUNTIME_DIR"] = runtime
        try:
            yield f"ssh://{getpass.getuser()}@127.0.0.1:{server.port}"
        finally:
            for socket in (Path(runtime) / "iktui").glob("*"):
                command = ["ssh", "-F", str(folder / "client"), "-O", "exit", "-S", str(socket), "x"]
                subprocess.run(command, capture_output=True, check=False)
            server.process.terminate()
            server.process.wait()


def _push(scratch: Path, register: Path) -> None:
    """One change, nothing to merge; both over a connection that is open already."""
    (scratch / "ssh").mkdir()
    with _server(scratch / "ssh") as address:
        clones = {}
        for name in ("ours", "plain"):
            hub = scratch / f"{name}.git"
            subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(hub)], check=True)
            clones[name] = scratch / name
            shutil.copytree(register, clones[name])
            _git(clones[name], "remote", "add", "origin", f"{address}{hub}")
        store = Store.open(clones["ours"])
        assert sync(store, AUTHOR, today()).state == SYNCED
        runtime = os.environ["XDG_RUNTIME_DIR"]
        ssh = f"{os.environ['IKTUI_SSH']} -oControlMaster=auto -oControlPersist=600 -oControlPath={runtime}/iktui/%C"
        _git(clones["plain"], "config", "core.sshCommand", ssh)
        _git(clones["plain"], "push", "-q", "-u", "origin", "main")
        id = sorted(store.snapshot().collaborations)[7]
        file = clones["plain"] / "collaborations" / id[:2] / f"{id}.toml"
        turn = 0

        def ours() -> float:
            nonlocal turn
            turn += 1
            now = store.snapshot()
            before = now.collaboration(id)
            made = change(before, before.model_copy(update={"comment": f"Runde {turn}"}))
            store.commit(Changeset(now.commit, (made,), "edit"), AUTHOR)
            begun = time.perf_counter()
            assert sync(store, AUTHOR, today()).state == SYNCED
            return time.perf_counter() - begun

        def floor() -> float:
            nonlocal turn
            turn += 1
            file.write_text(file.read_text() + f"# {turn}\n")
            _git(clones["plain"], "commit", "-qam", "x")
            begun = time.perf_counter()
            _git(clones["plain"], "push", "-q", "origin", "main")
            return time.perf_counter() - begun

        compare("sync of one change over ssh / git push", ours, floor, rounds=15)
        store.close()


def _edited(path: Path, count: int, field: str) -> str:
    store = Store.open(path)
    now = store.snapshot()
    records = sorted(now.collaborations.values(), key=lambda record: record.id)[:count]
    changes = tuple(change(record, record.model_copy(update={field: f"{field} {record.id}"})) for record in records)
    commit = store.commit(Changeset(now.commit, changes, "bulk"), AUTHOR).commit
    store.close()
    return commit


def _merge(scratch: Path, register: Path, count: int) -> None:
    """Both sides changed the same records in other fields, beside git's own merge of the same trees."""
    path, other = scratch / f"merge-{count}", scratch / f"other-{count}"
    for folder in (path, other):
        shutil.copytree(register, folder)
        (folder / ".git/info/attributes").unlink()  # git's own merge, not ours by its driver
    theirs = _edited(other, count, "progress")
    head = _edited(path, count, "comment")
    _git(path, "fetch", "-q", str(other), "main:theirs")
    counts = []

    def ours() -> float:
        store = Store.open(path)
        store.snapshot().register  # noqa: B018 - what the interface has at hand: the process that reads objects
        before = processes
        begun = time.perf_counter()
        plan, _joined = plan_of(store, sides_of(store, head, theirs), sure=True)
        seconds = time.perf_counter() - begun
        counts.append(processes - before)
        assert (len(plan.incoming), plan.conflicts) == (count, [])
        store.close()
        return seconds

    def floor() -> float:
        begun = time.perf_counter()
        command = ["git", "-C", str(path), "merge-tree", "--write-tree", head, theirs]
        subprocess.run(command, capture_output=True, check=False)  # lines beside each other: 1, a conflict to git
        return time.perf_counter() - begun

    compare(f"merge of {count} records changed on both sides / git merge-tree", ours, floor, rounds=15)
    told(f"  processes: {sorted(set(counts))}")
    store = Store.open(path)
    before = processes
    begun = time.perf_counter()
    apply(store, theirs, AUTHOR, today(), sure=True)
    told(f"  planned, committed and written to the files: {(time.perf_counter() - begun) * 1000:.0f} ms, "
         f"{processes - before} processes")  # fmt: skip
    store.close()


def measure(scratch: Path) -> None:
    """Both."""
    sys.addaudithook(_count)
    make_register(scratch / "register", RECORDS).close()
    _push(scratch, scratch / "register")
    for count in (10, CHANGED):
        _merge(scratch, scratch / "register", count)
