"""Clones that share a bare repository: joined by field, nothing lost, nothing run."""

from __future__ import annotations

import os
import random
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from store.base.author import Author
from store.base.errors import BadInput
from store.changes.changes import Changeset, change
from store.changes.edits import set_fields
from store.changes.joining import open_of, settle
from store.records.codec import dump
from store.records.model import Collaboration, Record
from store.records.paths import WHOLE, Key
from store.register.store import Store
from store.repair.fsck import fsck
from store.repair.restore import restore
from store.sync.sync import CONFLICTS, OFFLINE, REJECTED, SYNCED, UP_TO_DATE, SyncPlan, sync
from tests.conftest import KARI, OLA, edit, git, is_sound, make_small
from tests.store.acting import act
from tests.store.test_save import _more, _session

ID = "felles-brannvesen"
DAY = "2026-11-23"
SEEDS = int(os.environ.get("IKTUI_SEEDS", "3"))
ACTIONS = int(os.environ.get("IKTUI_ACTIONS", "60"))
SAVES = int(os.environ.get("IKTUI_SAVES", "25"))  # read here: no test sees the environment of who runs it


@pytest.fixture
def hub(tmp_path: Path) -> Path:
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(tmp_path / "hub.git")], check=True)
    git(tmp_path / "hub.git", "config", "receive.denyNonFastForwards", "true")
    return tmp_path / "hub.git"


@pytest.fixture
def pair(hub: Path, tmp_path: Path) -> Iterator[tuple[Store, Store]]:
    """Two clones of a shared register."""
    one = make_small(tmp_path / "one")
    git(one.path, "remote", "add", "origin", str(hub))
    assert sync(one, KARI, DAY).state == SYNCED
    two = Store.clone(str(hub), tmp_path / "two")
    yield one, two
    one.close()
    two.close()


def both(one: Store, two: Store) -> tuple[SyncPlan, SyncPlan, SyncPlan]:
    """Two rounds: what each has reaches the other."""
    return sync(one, KARI, DAY), sync(two, OLA, DAY), sync(one, KARI, DAY)


def fsck_faults(store: Store) -> set[str]:
    return {fault.code for fault in fsck(store).faults}


def tree(store: Store) -> str:
    return git(store.path, "rev-parse", "HEAD^{tree}")


def test_different_fields_of_one_record_are_both_kept_and_their_authors_stay(pair: tuple[Store, Store]) -> None:
    one, two = pair
    edit(one, ID, KARI, comment="Fra Kari")
    edit(two, ID, OLA, progress="Fra Ola")
    plans = both(one, two)
    assert [plan.state for plan in plans] == [SYNCED, SYNCED, SYNCED]
    assert tree(one) == tree(two)
    record = one.snapshot().collaboration(ID)
    assert (record.comment, record.progress) == ("Fra Kari", "Fra Ola")
    made = one.blame(record)
    assert (made["comment"].revision.author.name, made["progress"].revision.author.name) == (KARI.name, OLA.name)
    assert [len(line.split()) for line in git(one.path, "log", "--format=%P", "-1").splitlines()] == [2]
    assert "Sammenføyd" in git(one.path, "log", "-1", "--format=%s")
    assert git(one.path, "status", "--short") == ""
    assert sync(one, KARI, DAY).state == UP_TO_DATE
    is_sound(one.path)
    is_sound(two.path)


def test_shares_of_two_participants_set_on_two_sides_are_both_kept(pair: tuple[Store, Store]) -> None:
    one, two = pair
    for store, author, party, words in ((one, KARI, "oyer", "33,5"), (two, OLA, "gausdal", "1 / 3")):
        now = store.snapshot()
        before = now.collaboration(ID)
        after = set_fields(before, {f"participants.{party}.share": words}, now)
        store.commit(Changeset(now.commit, (change(before, after),), "edit"), author)
    assert [plan.state for plan in both(one, two)] == [SYNCED, SYNCED, SYNCED]
    assert tree(one) == tree(two)
    record = two.snapshot().collaboration(ID)
    assert {id: part.share for id, part in record.participants.items()} == {"oyer": "33.5 %", "gausdal": "1/3"}
    assert record.host == "oyer"
    made = two.blame(record)
    assert made["participants.oyer.share"].revision.author.name == KARI.name
    assert made["participants.gausdal.share"].revision.author.name == OLA.name


def test_the_same_field_keeps_both_values_until_somebody_chooses(pair: tuple[Store, Store]) -> None:
    one, two = pair
    edit(one, ID, KARI, comment="Fra Kari")
    edit(two, ID, OLA, comment="Fra Ola", progress="Videre")
    _first, plan, _last = both(one, two)
    assert plan.state == CONFLICTS
    assert [(c.field, c.ours, c.theirs, c.ours_by, c.theirs_by) for c in plan.conflicts] == [
        ("comment", "Fra Ola", "Fra Kari", OLA.name, KARI.name)
    ]
    assert tree(one) == tree(two)
    assert one.snapshot().collaboration(ID).comment == "Fra Kari", "what was published stands meanwhile"
    assert one.snapshot().collaboration(ID).progress == "Videre"
    edit(one, ID, KARI, status="ended")  # work goes on while it is open
    conflict = open_of(one.snapshot())[Key("collaboration", ID)]
    changes = settle(one.snapshot().collaboration(ID), conflict, "comment", conflict.fields["comment"].mine)
    one.commit(Changeset(one.snapshot().commit, tuple(changes), "resolve"), KARI)
    both(one, two)
    assert tree(one) == tree(two)
    assert two.snapshot().collaboration(ID).comment == "Fra Ola"
    assert open_of(two.snapshot()) == {}


def test_what_one_removed_and_the_other_edited_is_kept_and_asked_about(pair: tuple[Store, Store]) -> None:
    one, two = pair
    now = one.snapshot()
    one.commit(Changeset(now.commit, (change(now.collaboration(ID), None),), "remove"), KARI)
    edit(two, ID, OLA, comment="Fra Ola")
    both(one, two)
    assert tree(one) == tree(two)
    assert one.snapshot().collaboration(ID).comment == "Fra Ola"
    conflict = open_of(one.snapshot())[Key("collaboration", ID)]
    assert list(conflict.fields) == [WHOLE]
    changes = settle(one.snapshot().collaboration(ID), conflict, WHOLE, None)
    one.commit(Changeset(one.snapshot().commit, tuple(changes), "resolve"), KARI)
    both(one, two)
    assert ID not in two.snapshot().collaborations


def test_a_record_that_both_made_is_one(pair: tuple[Store, Store]) -> None:
    one, two = pair
    for store, author, comment in ((one, KARI, "x"), (two, OLA, "x")):
        made = Collaboration(id="nytt", name="Nytt", comment=comment, progress=author.name)
        store.commit(Changeset(store.snapshot().commit, (change(None, made),), "new"), author)
    _first, plan, _last = both(one, two)
    assert [conflict.field for conflict in plan.conflicts] == ["progress"]
    assert tree(one) == tree(two)


def test_an_edition_is_published_with_its_tag(pair: tuple[Store, Store]) -> None:
    one, two = pair
    one.tag_edition("2026", one.resolve("HEAD"), KARI)
    edit(one, ID, KARI, comment="Etter")
    both(one, two)
    assert two.editions() == one.editions()


def test_offline_is_a_state_and_nothing_is_lost(pair: tuple[Store, Store], hub: Path) -> None:
    one, _two = pair
    saved = edit(one, ID, KARI, comment="Uten nett")
    away = hub.rename(hub.with_name("away.git"))
    plan = sync(one, KARI, DAY)
    assert plan.state == OFFLINE
    assert plan.reason
    assert git(one.path, "rev-parse", "HEAD") == saved
    away.rename(hub)
    assert sync(one, KARI, DAY).state == SYNCED
    assert git(hub, "rev-parse", "main") == saved


def test_a_dry_run_changes_nothing_here_or_there(pair: tuple[Store, Store], hub: Path) -> None:
    one, two = pair
    edit(one, ID, KARI, comment="Fra Kari")
    sync(one, KARI, DAY)
    head = edit(two, ID, OLA, comment="Fra Ola")
    there = git(hub, "rev-parse", "main")
    plan = sync(two, OLA, DAY, dry_run=True)
    assert plan.state == CONFLICTS
    assert [made.key.id for made in plan.incoming] == [ID]
    assert (git(two.path, "rev-parse", "HEAD"), git(hub, "rev-parse", "main")) == (head, there)


def test_what_would_remove_much_is_asked_about(pair: tuple[Store, Store]) -> None:
    one, two = pair
    for number in range(8):
        made = Collaboration(id=f"s{number}", name=f"S {number}")
        one.commit(Changeset(one.snapshot().commit, (change(None, made),), "new"), KARI)
    both(one, two)
    now = two.snapshot()
    gone = tuple(change(record, None) for record in now.collaborations.values())
    two.commit(Changeset(now.commit, gone, "remove"), OLA)
    edit(one, ID, KARI, comment="x")
    sync(one, KARI, DAY)
    with pytest.raises(BadInput, match="--yes"):
        sync(two, OLA, DAY)
    assert sync(two, OLA, DAY, sure=True).state == CONFLICTS


def test_unrelated_histories_and_no_remote_are_refused_in_one_line(small: Store, hub: Path, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="git remote add"):
        sync(small, KARI, DAY)
    other = Store.init(tmp_path / "other", "Et annet register", OLA)
    git(other.path, "remote", "add", "origin", str(hub))
    sync(other, KARI, DAY)
    other.close()
    edit(small, ID, comment="Mitt")
    head = git(small.path, "rev-parse", "HEAD")
    git(small.path, "remote", "add", "origin", str(hub))
    with pytest.raises(BadInput, match="et annet register"):
        sync(small, KARI, DAY)
    assert git(small.path, "rev-parse", "HEAD") == head


@pytest.mark.parametrize(
    "url", ["ext::sh -c touch% {witness}", "--upload-pack=touch {witness}", "-oProxyCommand=touch {witness}"]
)
def test_an_address_that_would_run_something_runs_nothing(small: Store, tmp_path: Path, url: str) -> None:
    witness = tmp_path / "run"
    git(small.path, "config", "remote.origin.url", url.format(witness=witness))
    with pytest.raises(BadInput):
        sync(small, KARI, DAY)
    assert not witness.exists()


def test_hooks_filters_links_and_broken_files_of_others(pair: tuple[Store, Store], hub: Path, tmp_path: Path) -> None:
    one, two = pair
    witness = tmp_path / "run"
    for name in ("pre-push", "post-merge", "reference-transaction", "post-checkout"):
        hook = two.path / ".git/hooks" / name
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(f"#!/bin/sh\ntouch {witness}\n")
        hook.chmod(0o755)
    evil = tmp_path / "evil"
    subprocess.run(["git", "clone", "-q", str(hub), str(evil)], check=True)
    (evil / "collaborations/fe").mkdir(parents=True, exist_ok=True)
    (evil / "collaborations/fe/lenke.toml").symlink_to("/etc/passwd")
    (evil / "collaborations/fe/brutt.toml").write_text("name = \n")
    (evil / "collaborations/fe/dyp.toml").write_text("a = " + "[" * 100_000)
    (evil / ".gitattributes").write_text("*.toml filter=x diff=x merge=x\n")
    (evil / "LESMEG.txt").write_text("hei\n")
    git(evil, "add", "-A")
    git(evil, "-c", "user.name=\x1b[31mE", "-c", "user.email=e@x.no", "commit", "-qm", "\x1b[2Jvondt")
    git(evil, "push", "-q")
    edit(two, ID, OLA, comment="Fra Ola")
    plan = sync(two, OLA, DAY)
    assert plan.state == SYNCED
    assert {problem.path for problem in plan.problems} >= {
        "collaborations/fe/lenke.toml",
        "collaborations/fe/brutt.toml",
    }
    assert not witness.exists()
    assert not (two.path / "collaborations/fe/lenke.toml").is_symlink()
    assert "root:" not in "".join(f.read_text() for f in two.path.rglob("*.toml") if ".git/" not in str(f))
    assert two.snapshot().collaboration(ID).comment == "Fra Ola"
    assert git(two.path, "show", "HEAD:LESMEG.txt") == "hei"
    assert sync(one, KARI, DAY).state == SYNCED
    assert one.snapshot().collaboration(ID).comment == "Fra Ola"
    is_sound(two.path)


def test_sessions_that_save_while_another_shares_lose_nothing_and_double_nothing(
    pair: tuple[Store, Store], hub: Path
) -> None:
    """Four processes save in one clone while a fifth shares it, and another clone publishes meanwhile."""
    one, two = pair
    ids = _more(one, 4)
    both(one, two)
    before = int(git(one.path, "rev-list", "--count", "--no-merges", "HEAD"))
    sessions = [_session(one.path, id, "comment", SAVES) for id in ids]
    rounds = 0
    while any(session.poll() is None for session in sessions):
        edit(two, ID, OLA, comment=f"Ola {rounds}")
        assert sync(two, OLA, DAY).state in (SYNCED, UP_TO_DATE, REJECTED)
        assert sync(one, KARI, DAY).state in (SYNCED, UP_TO_DATE, REJECTED)
        rounds += 1
    promised = []
    for session in sessions:
        out, err = session.communicate(timeout=300)
        assert session.returncode == 0, err
        promised += [line.split()[0] for line in out.splitlines()]
    both(one, two)
    history = git(hub, "rev-list", "--no-merges", "main").splitlines()
    assert len(set(promised)) == 4 * SAVES
    assert set(promised) <= set(history)
    assert len(history) == before + 4 * SAVES + rounds
    assert tree(one) == tree(two)
    is_sound(one.path)


def plain(store: Store, *arguments: str, ok: bool = True) -> str:
    return git(store.path, "-c", "user.name=Git", "-c", "user.email=g@x.no", *arguments, ok=ok)


def test_plain_git_pull_merges_by_field_too(pair: tuple[Store, Store]) -> None:
    one, two = pair
    edit(one, ID, KARI, comment="Fra Kari")
    sync(one, KARI, DAY)
    edit(two, ID, OLA, status="ended")  # the line beside it: text merge would stop here
    plain(two, "pull", "-q", "--no-rebase", "--no-edit")
    record = two.snapshot().collaboration(ID)
    assert (record.comment, record.status) == ("Fra Kari", "ended")
    assert "merge.iktui" not in git(two.path, "ls-files")
    assert two.hand_edits() == (None, [])
    assert sync(two, OLA, DAY).state == SYNCED
    assert sync(one, KARI, DAY).state == SYNCED
    assert tree(one) == tree(two)


def test_plain_git_stops_at_the_same_field_without_markers(pair: tuple[Store, Store]) -> None:
    one, two = pair
    edit(one, ID, KARI, comment="Fra Kari", progress="Videre")
    sync(one, KARI, DAY)
    edit(two, ID, OLA, comment="Fra Ola")
    plain(two, "pull", "-q", "--no-rebase", "--no-edit", ok=False)
    text = (two.path / "collaborations/fe/felles-brannvesen.toml").read_text()
    assert "<<<<" not in text
    assert "Fra Ola" in text
    assert "Videre" in text
    plain(two, "commit", "-qam", "valgt for hånd")
    assert two.snapshot().collaboration(ID).comment == "Fra Ola"
    assert sync(two, OLA, DAY).state == SYNCED
    is_sound(two.path)


def test_a_clone_that_was_rebased_or_squashed_or_has_markers_is_opened_and_mended(pair: tuple[Store, Store]) -> None:
    one, two = pair
    edit(one, ID, KARI, progress="Videre")
    sync(one, KARI, DAY)
    edit(two, ID, OLA, comment="Fra Ola")
    edit(two, ID, OLA, status="ended")
    plain(two, "pull", "-q", "--rebase")
    plain(two, "reset", "-q", "--soft", "HEAD~2")
    plain(two, "commit", "-qm", "samlet")
    assert sync(two, OLA, DAY).state == SYNCED
    file = two.path / "collaborations/fe/felles-brannvesen.toml"
    good = git(two.path, "rev-parse", "HEAD")
    file.write_text("<<<<<<< HEAD\n" + file.read_text() + "=======\n>>>>>>> x\n")
    plain(two, "commit", "-qam", "med merker")
    again = Store.open(two.path)
    assert [problem.path for problem in again.snapshot().problems()] == ["collaborations/fe/felles-brannvesen.toml"]
    again.commit(restore(again, Key("collaboration", ID), good), OLA)
    assert again.snapshot().problems() == []
    assert sync(again, OLA, DAY).state == SYNCED
    assert sync(one, KARI, DAY).state == SYNCED
    assert one.snapshot().collaboration(ID).comment == "Fra Ola"
    again.close()


@pytest.mark.parametrize("seed", range(SEEDS))
def test_three_clones_with_random_actions_end_alike_and_lose_no_value(hub: Path, tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    first = make_small(tmp_path / "c0")
    git(first.path, "remote", "add", "origin", str(hub))
    sync(first, KARI, DAY)
    clones = [first, *(Store.clone(str(hub), tmp_path / f"c{n}") for n in (1, 2))]
    authors = [KARI, OLA, Author("Siri", "siri@oyer.no")]
    done = []
    for number in range(ACTIONS):
        at = chance.randrange(3)
        done.append(act(clones[at], chance, authors[at], number))
        if chance.random() < 0.2:
            sync(clones[at], authors[at], DAY, sure=True)
    for _round in range(2):
        for store, author in zip(clones, authors, strict=True):
            assert sync(store, author, DAY, sure=True).state in (SYNCED, CONFLICTS, UP_TO_DATE)
    for store, author in zip(clones, authors, strict=True):
        sync(store, author, DAY, sure=True)
    assert len({tree(store) for store in clones}) == 1
    assert {commit for commit in done if commit} <= set(git(hub, "rev-list", "main").split())
    for store in clones:
        is_sound(store.path)
        assert git(store.path, "status", "--short") == ""
        assert fsck_faults(store) <= {"reference"}, "two edits that were right can leave a reference open"
        loaded = store.snapshot().load(store.snapshot().files())
        assert all(isinstance(record, Record) and dump(record) for record in loaded.values())
        store.close()
