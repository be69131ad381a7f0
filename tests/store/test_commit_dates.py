"""Dates that no clock should have given: nothing is hidden, nothing breaks, and each such commit is named."""

# ruff: noqa: F811

from __future__ import annotations

import datetime as dt
import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from store.base.errors import UnknownRevision
from store.records.codec import dump
from store.register.store import Store
from store.repair.clone_findings import clone_findings, findings_of
from store.repair.fsck import fsck
from store.sync.sync import SYNCED, sync
from tests.conftest import KARI, OLA, Run, edit, git, is_sound, make_small
from tests.store.test_sync import DAY, ID, hub, pair  # noqa: F401

FILE = f"collaborations/{ID[:2]}/{ID}.toml"
YEAR = 365 * 86_400
NOW = int(time.time())
LATE = int(dt.datetime(2135, 5, 1, tzinfo=dt.UTC).timestamp())
FAR = 1_100_000_000_000  # the year 36827


def dated(store: Store, comment: str, committer: int, author: int | None = None) -> str:
    """A commit by plain git at a given time."""
    record = store.snapshot().collaboration(ID).model_copy(update={"comment": comment})
    data, text = dump(record), comment.encode()
    stamp = f"{author if author is not None else committer} +0100".encode()
    stream = b"commit refs/heads/main\nauthor H <h@x.no> %b\ncommitter H <h@x.no> %d +0100\n" % (stamp, committer)
    stream += b"data %d\n%b\nfrom refs/heads/main^0\n" % (len(text), text)
    stream += b"M 100644 inline %b\ndata %d\n%b\n" % (FILE.encode(), len(data), data)
    command = ["git", "-C", str(store.path), "fast-import", "--quiet", "--date-format=raw-permissive"]
    subprocess.run(command, input=stream, check=True)
    git(store.path, "reset", "-q", "--hard")
    return git(store.path, "rev-parse", "HEAD")


def told(store: Store, at: str) -> tuple[str, list[str]]:
    notes: list[str] = []
    return store.snapshot(store.resolve(at, notes.append)).collaboration(ID).comment, notes


def day(seconds: int) -> str:
    return dt.datetime.fromtimestamp(seconds).astimezone().date().isoformat()


def commented(path: Path) -> Store:
    """A register whose first commits are ten years old, so that others can come after them."""
    make_small(path).close()
    when = str(NOW - 10 * YEAR)
    command = [
        "git",
        "-C",
        str(path),
        "-c",
        "user.name=K",
        "-c",
        "user.email=k@x.no",
        "commit-tree",
        "HEAD^{tree}",
        "-mx",
    ]
    dates = {"GIT_AUTHOR_DATE": f"@{when} +0000", "GIT_COMMITTER_DATE": f"@{when} +0000"}
    made = subprocess.run(command, env={**os.environ, **dates}, capture_output=True, text=True, check=True)
    git(path, "reset", "-q", "--hard", made.stdout.strip())
    return Store.open(path)


@pytest.fixture
def old(tmp_path: Path) -> Iterator[Store]:
    """A register that is ten years old."""
    store = commented(tmp_path / "old")
    yield store
    store.close()


@pytest.mark.parametrize("late", [LATE, FAR, 2**62, NOW + 3 * 86_400], ids=["2135", "36827", "2^62", "days"])
def test_a_date_that_is_still_to_come_hides_nothing(old: Store, run: Run, late: int) -> None:
    dated(old, "A", NOW - 4 * YEAR)
    skewed = dated(old, "B", late)
    dated(old, "C", NOW - 2 * YEAR)
    dated(old, "D", NOW - YEAR)
    between, after_c, after_d = (day(NOW - days * 86_400) for days in (3 * 365, 2 * 365 - 2, 363))
    assert told(old, after_c) == ("C", [])
    assert told(old, after_d) == ("D", [])
    assert told(old, day(NOW)) == ("D", [])
    assert told(old, "2200") == ("D", [])
    comment, [note] = told(old, between)
    assert comment == "A", "whether B was made by then nobody knows"
    assert skewed[:10] in note
    done = run("-C", old.path, "list", "--at", between, "--json")
    assert done.status == 0
    assert done.json[0]["comment"] == "A", "what machines read is as it was"
    assert done.err.startswith(
        f"iktui: {between}: dette kan være eldre enn det ser ut til: lagringen {skewed[:10]} er datert"
    )
    assert len(done.err.splitlines()) == 1
    quiet = run("-C", old.path, "show", ID, "--at", after_d)
    assert "klokken" not in quiet.err
    assert [(fault.code, fault.where) for fault in fsck(old).faults] == [("commit_in_future", skewed)]
    is_sound(old.path)


def test_a_newest_commit_from_the_future_is_what_there_is_now(old: Store) -> None:
    dated(old, "A", NOW - YEAR)
    skewed = dated(old, "B", LATE)
    assert told(old, day(NOW)) == ("B", [])
    comment, [note] = told(old, day(NOW - 30 * 86_400))
    assert comment == "A"
    assert skewed[:10] in note
    assert "1.5.2135" in note


def test_a_clock_that_is_a_little_ahead_or_far_behind_is_nothing_to_tell(old: Store) -> None:
    dated(old, "A", NOW - YEAR)
    dated(old, "B", 0)
    dated(old, "C", NOW + 3_600)
    assert told(old, day(NOW - YEAR + 86_400)) == ("B", [])
    assert clone_findings(old) == []
    assert fsck(old).faults == []


def test_a_register_that_begins_in_the_future(tmp_path: Path) -> None:
    store = commented(tmp_path / "r")
    made = dated(store, "B", LATE)
    git(store.path, "replace", "--graft", made)
    with pytest.raises(UnknownRevision, match="fantes ikke"):
        store.resolve("2001")
    assert store.resolve(day(NOW)) == made
    store.close()


@pytest.mark.parametrize("seconds", [FAR, 2**34, 2**40, 2**62, 253_402_300_800])
@pytest.mark.parametrize("who", ["author", "committer"])
def test_no_date_breaks_history_nor_shows_as_1970(old: Store, run: Run, seconds: int, who: str) -> None:
    made = dated(old, "Langt fram", *((NOW, seconds) if who == "author" else (seconds, NOW)))
    edit(old, ID, KARI, progress="Etterpå")
    rows = run("-C", old.path, "history", ID, "--json").json
    assert [row["commit"] for row in rows][1] == made
    if who == "author":
        assert rows[1]["date"][:4] in ("2514", "9999")
        shown = run("-C", old.path, "history", ID)
        assert "1970-" not in shown.out
    assert run("-C", old.path, "blame", ID).status == 0
    assert run("-C", old.path, "cycle").status in (0, 1)
    [finding] = clone_findings(old)
    assert (finding.code, finding.kind, finding.id) == ("commit_in_future", "commit", made)
    assert finding in findings_of(old, old.snapshot())
    if seconds > 2**40:
        assert str(seconds) in finding.message
    for _time in range(2):
        old.keep_graph()
        assert [(fault.code, fault.where) for fault in fsck(old).faults] == [("commit_in_future", made)]
        is_sound(old.path)
        edit(old, ID, KARI, progress=f"Enda mer {_time}")


def test_a_graph_of_an_older_version_that_cut_a_date_short_goes(old: Store) -> None:
    made = dated(old, "Langt fram", FAR)
    git(old.path, "commit-graph", "write", "--reachable", "--changed-paths")
    (old.git_dir / "iktui" / "graphed").write_text(made)
    broken = subprocess.run(["git", "-C", str(old.path), "fsck"], capture_output=True, check=False)
    assert broken.returncode != 0, "what this is about"
    assert [fault.code for fault in fsck(old).faults] == ["commit_in_future"]
    is_sound(old.path)
    assert not old.keep_graph()
    assert not old.keep_graph(first=False)


def test_a_graph_that_is_damaged_is_told(old: Store) -> None:
    assert old.keep_graph()
    [file] = (old.git_dir / "objects/info/commit-graphs").glob("graph-*.graph")
    file.chmod(0o600)
    data = bytearray(file.read_bytes())
    data[-30] ^= 0xFF
    file.write_bytes(data)
    assert "objects" in [fault.code for fault in fsck(old).faults]


def test_it_is_named_by_sync_check_and_fsck(pair: tuple[Store, Store], hub: Path, run: Run) -> None:
    one, two = pair
    made = dated(one, "Fra framtiden", LATE)
    assert sync(one, KARI, DAY).state == SYNCED
    edit(two, ID, OLA, progress="Fra Ola")
    seen = run("-C", two.path, "sync", "--dry-run", "--json").json
    assert [row["file"] for row in seen["problems"]] == [made]
    done = run("-C", two.path, "sync")
    assert done.status == 1
    assert f"{made}: lagringen {made[:10]} er datert 1.5.2135" in done.out
    assert run("-C", two.path, "sync").status == 0, "once"
    checked = run("-C", two.path, "check")
    assert checked.status == 1
    assert f"[commit_in_future:{made}]" in checked.out
    rows = run("-C", two.path, "check", "--json").json
    assert [(row["kind"], row["id"], row["severity"]) for row in rows if row["code"] == "commit_in_future"] == [
        ("commit", made, "warning")
    ]
    assert made in run("-C", two.path, "fsck").out
    assert run("-C", two.path, "check", "--at", "HEAD~1").out.count("commit_in_future") == 0


def test_what_was_looked_at_is_not_looked_at_again_and_a_new_history_is(old: Store) -> None:
    made = dated(old, "Fra framtiden", LATE)
    assert [found.id for found in clone_findings(old)] == [made]
    edit(old, ID, KARI, progress="Etterpå")
    assert [found.id for found in clone_findings(old)] == [made]
    git(old.path, "reset", "-q", "--hard", "HEAD~2")
    assert clone_findings(old) == []
    for text in ("", "[]", '["x", []]', "[1, 2, 3]", '{"a": 1}'):
        (old.git_dir / "iktui" / "ahead").write_text(text)
        assert clone_findings(old) == []
