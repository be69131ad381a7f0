"""What is promised of a save: old or new and never half, nothing foreign, nothing acknowledged lost."""

import datetime as dt
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from store.base.errors import BadInput, GitFailed, NoIdentity, StaleRecord, StoreError
from store.base.ids import make_id
from store.changes.changes import Changeset, change
from store.git.door import Git
from store.git.saving import move_branch, prepare_commit
from store.records.codec import dump
from store.records.model import Collaboration
from store.records.paths import Key
from store.register.store import Store
from tests.conftest import BRANN, KARI, OLA, edit, git, is_sound


def test_a_save_is_one_commit_of_one_line(small: Store) -> None:
    commit = edit(small, "felles-brannvesen", OLA, comment="Gausdal vertskommune.")
    assert git(small.path, "rev-parse", "HEAD") == commit
    assert git(small.path, "log", "-1", "--format=%an <%ae>") == str(OLA)
    assert git(small.path, "diff", "--numstat", "HEAD~1", "HEAD") == ("1\t1\tcollaborations/fe/felles-brannvesen.toml")
    message = git(small.path, "log", "-1", "--format=%B")
    assert message.startswith("Felles brannvesen: kommentar Øyer vertskommune. → Gausdal vertskommune.\n")
    assert "Iktui-Action: edit" in message
    is_sound(small.path)


def test_nothing_to_change_makes_no_commit(small: Store) -> None:
    before = git(small.path, "rev-parse", "HEAD")
    assert edit(small, "felles-brannvesen") == before
    assert git(small.path, "rev-parse", "HEAD") == before


def test_two_edits_from_one_state_merge_by_field(small: Store) -> None:
    base = small.snapshot()
    record = base.collaboration("felles-brannvesen")
    mine = record.model_copy(update={"comment": "Min kommentar"})
    theirs = record.model_copy(update={"legal_form": "network"})
    small.commit(Changeset(base.commit, (change(record, theirs),), "edit"), OLA)
    small.commit(Changeset(base.commit, (change(record, mine),), "edit"), KARI)
    now = small.snapshot().collaboration("felles-brannvesen")
    assert (now.comment, now.legal_form) == ("Min kommentar", "network")
    is_sound(small.path)


def test_the_same_field_twice_is_refused_with_who_did_it(small: Store) -> None:
    base = small.snapshot()
    record = base.collaboration("felles-brannvesen")
    edit(small, "felles-brannvesen", OLA, comment="Ola sin")
    head = git(small.path, "rev-parse", "HEAD")
    mine = record.model_copy(update={"comment": "Kari sin"})
    with pytest.raises(StaleRecord, match=r"Ola Hansen.*kommentar"):
        small.commit(Changeset(base.commit, (change(record, mine),), "edit"), KARI)
    assert git(small.path, "rev-parse", "HEAD") == head
    is_sound(small.path)


def test_removing_what_somebody_edited_is_refused(small: Store) -> None:
    base = small.snapshot()
    record = base.collaboration("felles-brannvesen")
    edit(small, "felles-brannvesen", OLA, comment="Nå viktig")
    with pytest.raises(StaleRecord):
        small.commit(Changeset(base.commit, (change(record, None),), "remove"), KARI)
    small.commit(Changeset(None, (change(small.snapshot().collaboration("felles-brannvesen"), None),), "remove"), KARI)
    assert not small.snapshot().exists(BRANN)
    assert not (small.path / "collaborations/fe").exists()
    is_sound(small.path)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"areas": ("finnes-ikke",)}, "areas"),
        ({"legal_form": "finnes_ikke"}, "legal_form"),
        ({"parent": "finnes-ikke"}, "parent"),
        ({"parent": "felles-brannvesen"}, "parent"),
        ({"from_": "2022", "until": "2021"}, "until"),
    ],
)
def test_a_record_that_refers_to_nothing_is_refused(small: Store, fields: dict[str, Any], words: str) -> None:
    head = git(small.path, "rev-parse", "HEAD")
    with pytest.raises(BadInput, match=words):
        edit(small, "felles-brannvesen", **fields)
    assert git(small.path, "rev-parse", "HEAD") == head


def test_a_commit_that_would_change_more_than_was_shown_never_reaches_the_branch(
    small: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    door = Git(small.path)
    head = door.head()
    run = Git.run

    def smuggle(self: Git, action: str, arguments: list[str], **options: object) -> bytes:
        stdin = options.get("stdin")
        if arguments[0] == "fast-import" and isinstance(stdin, bytes):
            options["stdin"] = stdin.replace(b"get-mark", b"D register.toml\nget-mark")
        return run(self, action, arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(Git, "run", smuggle)
    with pytest.raises(GitFailed, match=r"register\.toml"):
        edit(small, "felles-brannvesen", comment="x")
    assert door.head() == head
    door.close()


def test_a_branch_that_moved_is_not_overwritten(small: Store) -> None:
    door = Git(small.path)
    head = door.head()
    prepared = prepare_commit(door, head, {"parties/ny.toml": b'name = "Ny"\n'}, "Ny\n", KARI, _now())
    moved = edit(small, "felles-brannvesen", comment="imens")
    assert move_branch(door, "refs/heads/main", prepared, head) is None
    assert door.head() == moved
    door.close()


def _now() -> dt.datetime:
    return dt.datetime.now().astimezone()


def test_somebody_using_plain_git_meanwhile_is_merged_with(small: Store) -> None:
    base = small.snapshot()
    record = base.collaboration("felles-brannvesen")
    (small.path / "README.md").write_text("Om registeret\n")
    git(small.path, "add", "README.md")
    git(small.path, "-c", "user.name=Per", "-c", "user.email=per@x.no", "commit", "-q", "-m", "Les meg")
    mine = record.model_copy(update={"comment": "etterpå"})
    small.commit(Changeset(base.commit, (change(record, mine),), "edit"), KARI)
    assert git(small.path, "log", "--format=%an", "-2").splitlines() == ["Kari Nordmann", "Per"]
    assert (small.path / "README.md").exists()
    is_sound(small.path)


# --- hand edits


def test_a_hand_edit_is_found_offered_and_never_overwritten(small: Store) -> None:
    file = small.path / "collaborations/fe/felles-brannvesen.toml"
    file.write_text(file.read_text().replace("Øyer vertskommune.", "Skrevet for hånd"))
    edit(small, "felles-brannvesen", legal_form="network")
    assert "Skrevet for hånd" in file.read_text()
    changeset, problems = small.hand_edits()
    assert problems == []
    assert changeset is not None
    saved = small.commit(changeset, OLA, drop_comments=True)
    record = small.snapshot().collaboration("felles-brannvesen")
    assert record.comment == "Skrevet for hånd"
    assert git(small.path, "log", "-1", "--format=%an") == "Ola Hansen"
    assert saved.changeset.action == "hand-edit"


def test_files_made_and_removed_by_hand_are_found(small: Store) -> None:
    (small.path / "collaborations/fe/felles-brannvesen.toml").unlink()
    (small.path / "collaborations/ny").mkdir()
    (small.path / "collaborations/ny/nytt-samarbeid.toml").write_text('name = "Nytt samarbeid"\n')
    (small.path / "collaborations/ny/nytt-ødelagt.toml").write_text('name = "x"\n')
    (small.path / "parties/daarlig.toml").write_text("name = \n")
    changeset, problems = small.hand_edits()
    assert changeset is not None
    assert {(made.key.id, made.after is None) for made in changeset.changes} == {
        ("felles-brannvesen", True),
        ("nytt-samarbeid", False),
    }
    assert {problem.path for problem in problems} == {
        "collaborations/ny/nytt-ødelagt.toml",
        "parties/daarlig.toml",
    }


def test_a_symlink_is_neither_read_nor_written_through(small: Store, tmp_path: Path) -> None:
    outside = tmp_path / "utenfor.toml"
    outside.write_text('name = "Utenfor"\n')
    file = small.path / "collaborations/fe/felles-brannvesen.toml"
    file.unlink()
    file.symlink_to(outside)
    edit(small, "felles-brannvesen", comment="ny")
    assert outside.read_text() == 'name = "Utenfor"\n'
    changeset, problems = small.hand_edits()
    assert changeset is None, "a link is no removal"
    assert [problem.path for problem in problems] == ["collaborations/fe/felles-brannvesen.toml"]


def test_a_save_past_a_hand_edit_is_never_offered_back(small: Store) -> None:
    file = small.path / "collaborations/fe/felles-brannvesen.toml"
    file.write_text(file.read_text() + "# merknad\n")
    snapshot = small.snapshot()
    before = snapshot.collaboration("felles-brannvesen")
    made = change(before, before.model_copy(update={"comment": "Lagret"}))
    saved = small.commit(Changeset(snapshot.commit, (made,), "edit"), KARI)
    assert "felles-brannvesen.toml" in saved.warning
    changeset, _problems = small.hand_edits()
    assert changeset is not None
    assert changeset.changes[0].fields == [], "only the comment is by hand"
    assert "# merknad" in file.read_text()
    file.write_text(file.read_text().replace('legal_form = "host_municipality"', 'legal_form = "network"'))
    changeset, problems = small.hand_edits()
    assert problems == []
    assert changeset is not None
    assert [field.field for field in changeset.changes[0].fields] == ["legal_form"]
    small.commit(changeset, OLA)
    record = small.snapshot().collaboration("felles-brannvesen")
    assert (record.comment, record.legal_form) == ("Lagret", "network")
    assert file.read_text().endswith("# merknad\n")
    is_sound(small.path)


def test_a_hand_edit_of_a_field_that_was_saved_meanwhile_is_a_problem_and_stays(small: Store) -> None:
    file = small.path / "collaborations/fe/felles-brannvesen.toml"
    file.write_text(file.read_text().replace("Øyer vertskommune.", "For hånd"))
    edit(small, "felles-brannvesen", comment="Lagret")
    changeset, problems = small.hand_edits()
    assert changeset is None
    assert [problem.path for problem in problems] == ["collaborations/fe/felles-brannvesen.toml"]
    assert "For hånd" in file.read_text()


def test_an_accepted_hand_edit_stays_as_it_is_and_the_next_save_is_canonical(small: Store) -> None:
    file = small.path / "collaborations/fe/felles-brannvesen.toml"
    file.write_text(file.read_text().replace('"network"', "'network'").replace("Øyer vert", "Øyer  vert") + "\n\n")
    file.write_text(file.read_text().replace('status = "active"', "status = 'under_review'"))
    changeset, _problems = small.hand_edits()
    assert changeset is not None
    text = file.read_bytes()
    small.commit(changeset, OLA)
    assert file.read_bytes() == text
    is_sound(small.path)
    edit(small, "felles-brannvesen", comment="etterpå")
    assert file.read_bytes() == dump(small.snapshot().collaboration("felles-brannvesen"))
    is_sound(small.path)


def test_a_new_record_never_takes_the_place_of_an_unreadable_file(small: Store) -> None:
    file = small.path / "collaborations/ny/nytt.toml"
    file.parent.mkdir()
    file.write_text("name = \n")
    git(small.path, "add", "-A")
    git(small.path, "-c", "user.name=Per", "-c", "user.email=p@x.no", "commit", "-qm", "ødelagt")
    changeset = Changeset(small.snapshot().commit, (change(None, Collaboration(id="nytt", name="Nytt")),), "new")
    with pytest.raises(BadInput, match=r"ny/nytt\.toml"):
        small.commit(changeset, KARI)
    assert git(small.path, "show", "HEAD:collaborations/ny/nytt.toml") == "name ="


def test_a_damaged_marker_stops_nothing(small: Store) -> None:
    for name in ("exported", "held"):
        (small.path / ".git/iktui" / name).write_bytes(b"\xff\xfe")
    edit(small, "felles-brannvesen", comment="går fint")
    is_sound(small.path)


# --- crashes


def test_a_crash_between_commit_and_export_is_not_a_hand_edit(small: Store) -> None:
    door = Git(small.path)
    head = door.head()
    assert head is not None
    path = "collaborations/fe/felles-brannvesen.toml"
    content = (small.path / path).read_bytes().replace("Øyer vertskommune.".encode(), b"Ny tekst")
    prepared = prepare_commit(door, head, {path: content}, "Endret\n", KARI, _now())
    assert move_branch(door, "refs/heads/main", prepared, head) == ""  # and here the power goes
    assert "Øyer" in (small.path / path).read_text()
    again = Store.open(small.path)
    assert again.hand_edits() == (None, [])
    assert "Ny tekst" in (small.path / path).read_text()
    is_sound(small.path)
    again.close()
    door.close()


def test_locks_left_by_a_killed_save_are_cleared_and_those_of_others_kept(small: Store) -> None:
    state = small.path / ".git/iktui"
    (state / "saving").write_text("1")
    for name in ("index.lock", "refs/heads/main.lock"):
        (small.path / ".git" / name).write_text("")
    edit(small, "felles-brannvesen", comment="etter krasj")
    is_sound(small.path)
    held = small.path / ".git/refs/heads/main.lock"
    with held.open("w"), pytest.raises(StoreError):
        edit(small, "felles-brannvesen", comment="mens git holder på")
    assert held.exists()
    held.unlink()
    edit(small, "felles-brannvesen", comment="og nå går det")
    is_sound(small.path)


def _session(path: Path, id: str, field: str, count: int) -> subprocess.Popen[str]:
    arguments = [sys.executable, "-m", "tests.store.committer", str(path), id, field, str(count)]
    root = Path(__file__).parent.parent.parent
    return subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=root)


def _more(store: Store, count: int) -> list[str]:
    snapshot = store.snapshot()
    taken = snapshot.collaborations
    records = [Collaboration(id=make_id(f"Samarbeid {n}", taken), name=f"Samarbeid {n}") for n in range(count)]
    changes = tuple(change(None, record) for record in records)
    store.commit(Changeset(snapshot.commit, changes, "new"), KARI)
    return [record.id for record in records]


def test_four_sessions_in_one_clone_lose_nothing(small: Store) -> None:
    ids = _more(small, 3)
    before = int(git(small.path, "rev-list", "--count", "HEAD"))
    # Two of them edit the same record, in different fields.
    jobs = [(ids[0], "comment"), (ids[0], "other_participants"), (ids[1], "comment"), (ids[2], "comment")]
    sessions = [_session(small.path, id, field, 25) for id, field in jobs]
    promised = []
    for session in sessions:
        out, err = session.communicate(timeout=300)
        assert session.returncode == 0, err
        promised += [line.split()[0] for line in out.splitlines()]
    history = git(small.path, "rev-list", "HEAD").splitlines()
    assert len(promised) == 100
    assert set(promised) <= set(history)
    assert len(history) == before + 100
    for id, field in jobs:
        assert getattr(small.snapshot().collaboration(id), field) == f"{id} 24"
    is_sound(small.path)


def test_killed_at_any_moment_every_promise_stands_and_the_next_save_works(small: Store) -> None:
    (id,) = _more(small, 1)
    chance = random.Random(20261123)
    for round_ in range(12):
        session = _session(small.path, id, "comment", 10_000)
        assert session.stdout is not None
        promised = [session.stdout.readline().split()[0]]  # it has begun
        time.sleep(chance.uniform(0, 0.25))
        session.send_signal(signal.SIGKILL)
        out, _err = session.communicate(timeout=60)
        promised += [line.split()[0] for line in out.splitlines() if line.count(" ") and len(line.split()[0]) == 40]
        store = Store.open(small.path)
        edit(store, "felles-brannvesen", comment=f"runde {round_}")
        history = set(git(small.path, "rev-list", "HEAD").splitlines())
        assert set(promised) <= history
        assert store.hand_edits() == (None, [])
        is_sound(small.path)
        time.sleep(0.2)  # git may outlive who started it, and write the ref of the killed save after all
        edit(store, "felles-brannvesen", progress=f"runde {round_}")
        assert git(small.path, "for-each-ref", "refs/iktui") == ""
        store.close()


# --- what can be wrong around it


def test_nobody_is_made_up(small: Store) -> None:
    with pytest.raises(NoIdentity):
        small.author()
    small.remember_author(OLA)
    assert small.author() == OLA
    assert git(small.path, "config", "--local", "user.name") == "Ola Hansen"


def test_a_hook_of_the_repository_never_runs(small: Store, tmp_path: Path) -> None:
    hooks = small.path / ".git/hooks"
    hooks.mkdir(exist_ok=True)
    witness = tmp_path / "kjørt"
    for name in ("pre-commit", "post-commit", "reference-transaction", "post-index-change"):
        (hooks / name).write_text(f"#!/bin/sh\ntouch {witness}\n")
        (hooks / name).chmod(0o755)
    git(small.path, "config", "core.fsmonitor", f"touch {witness}")
    edit(small, "felles-brannvesen", comment="x")
    small.hand_edits()
    assert not witness.exists()


def test_the_environment_cannot_redirect_git(small: Store, tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from store.register.store import Store\n"
        "print(Store.open(Path(sys.argv[1])).path)"
    )
    environment = {**os.environ, "GIT_DIR": str(tmp_path / "annet"), "GIT_TRACE": str(tmp_path / "spor")}
    done = subprocess.run(
        [sys.executable, "-c", script, str(small.path)], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == str(small.path)
    assert not (tmp_path / "spor").exists()


def test_a_full_disk_says_so_and_changes_nothing(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    if (
        os.geteuid() != 0
        or subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk], capture_output=True, check=False
        ).returncode
    ):
        pytest.skip("needs to be root to mount a small disk")
    try:
        from tests.conftest import make_small

        store = make_small(disk / "register")
        head = git(store.path, "rev-parse", "HEAD")
        text = random.Random(1)
        error = None
        for number in range(200):
            comment = "".join(chr(text.randrange(0x4E00, 0x9FFF)) for _ in range(20_000))
            try:
                head = edit(store, "felles-brannvesen", comment=f"{number} {comment}")
            except StoreError as caught:
                error = caught
                break
        assert error is not None
        assert git(store.path, "rev-parse", "HEAD") == head
        assert git(store.path, "fsck", "--no-dangling") == ""
        store.close()
        again = Store.open(disk / "register")
        assert again.snapshot().exists(Key("collaboration", "felles-brannvesen"))
        again.close()
    finally:
        subprocess.run(["umount", "-l", disk], check=True)


def test_each_blob_is_parsed_once(demo_store: Store) -> None:
    assert len(demo_store.snapshot().collaborations) == 55
    before = demo_store.parsed_count
    assert len(demo_store.snapshot().collaborations) == 55
    assert demo_store.parsed_count == before
    edit(demo_store, "regionrad", comment="Nytt")
    assert demo_store.snapshot().collaboration("regionrad").comment == "Nytt"
    assert len(demo_store.snapshot().collaborations) == 55
    known = demo_store.parsed_count - before
    assert known <= 3  # the new blob, and what a save looks up besides: register and parties
    assert len(demo_store.snapshot("edition/2021").collaborations) == 55
    assert demo_store.parsed_count - before == known
