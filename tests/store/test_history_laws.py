"""What history says, against a slow and simple replay of all of it, on generated registers with merges.

IKTUI_CASES is how many registers are generated (40 when nobody says).
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store.changes.blame import leaves
from store.records.codec import dump, load, to_fields
from store.records.model import Collaboration, Participation, Record, Register
from store.records.paths import REGISTER, Key, key_of, path_of
from store.register.store import Store
from tests.conftest import git

CASES = int(os.environ.get("IKTUI_CASES", "40"))
IDS = ["a", "b"]
EDITS = st.fixed_dictionaries(
    {},
    optional={
        "name": st.sampled_from(["En", "To"]),
        "comment": st.sampled_from(["", "x", "y"]),
        "status": st.sampled_from(["active", "ended"]),
        "participants": st.dictionaries(
            st.sampled_from(["p", "q"]),
            st.builds(
                Participation, role=st.sampled_from(["host", "participant"]), until=st.sampled_from([None, "2021"])
            ),
            max_size=2,
        ),
    },
)


class Step(NamedTuple):
    """A commit: on which branch, the record and its new fields (None: removed), and the branch that it merges, if any.

    A merge takes, per record, one side whole or the fields of either, as `side` says.
    """

    branch: int
    id: str
    fields: dict[str, Any] | None
    merges: int | None
    side: int


STEPS = st.lists(
    st.builds(
        Step,
        st.integers(0, 2),
        st.sampled_from(IDS),
        st.one_of(EDITS, EDITS, EDITS, st.none()),
        st.one_of(st.none(), st.none(), st.integers(0, 2)),
        st.integers(0, 3),
    ),
    min_size=3,
    max_size=14,
)
Tree = dict[str, Record]


def edited(tree: Tree, step: Step) -> Tree:
    after = dict(tree)
    if step.fields is None:
        after.pop(step.id, None)
    else:
        base = tree.get(step.id, Collaboration(id=step.id, name=step.id))
        after[step.id] = base.model_copy(update=step.fields)
    return after


def merged(ours: Tree, theirs: Tree, step: Step) -> Tree:
    """Ours, theirs, the fields of both, or both and something that neither had."""
    if step.side < 2:
        return dict(ours if step.side == 0 else theirs)
    both = {**ours, **theirs}
    for id in ours.keys() & theirs.keys():
        one, two = ours[id], theirs[id]
        both[id] = one.model_copy(update={"comment": two.comment, "participants": two.participants})  # type: ignore[attr-defined]
    return edited(both, step) if step.side == 3 else both


def built(path: Path, steps: list[Step]) -> None:
    """The register, by one `git fast-import`; branches begin where main stood."""
    tips: dict[int, tuple[int, Tree]] = {}
    stream: list[bytes] = []
    mark = 0

    def commit(branch: int, tree: Tree, parents: list[int]) -> None:
        nonlocal mark
        mark += 1
        when = 1_600_000_000 + (mark * 7919 % 1000) * 60  # clocks that do not agree
        stream.append(
            f"commit refs/heads/b{branch}\nmark :{mark}\ncommitter P{mark} <p{mark}@x.no> {when} +0100\n"
            f"data 1\n{mark % 10}\n".encode()
        )
        stream.extend(f"{'from' if n == 0 else 'merge'} :{parent}\n".encode() for n, parent in enumerate(parents))
        stream.append(b"deleteall\n")
        register = Register(id=REGISTER.id, name="R")
        for record in (register, *tree.values()):
            data = dump(record)
            stream.append(
                f"M 100644 inline {path_of(Key(record.KIND, record.id))}\ndata {len(data)}\n".encode() + data + b"\n"
            )
        tips[branch] = mark, tree

    commit(0, {}, [])
    for step in steps:
        at, tree = tips.get(step.branch, tips[0])
        other = tips.get(step.merges) if step.merges is not None and step.merges != step.branch else None
        if other is not None and other[0] != at:
            commit(step.branch, merged(tree, other[1], step), [at, other[0]])
        else:
            commit(step.branch, edited(tree, step), [at])
    for branch, (at, tree) in list(tips.items()):
        if branch and at != tips[0][0]:
            commit(0, merged(tips[0][1], tree, Step(0, "a", {}, branch, at % 3)), [tips[0][0], at])
    subprocess.run(["git", "init", "-q", "-b", "b0", str(path)], check=True)
    subprocess.run(["git", "-C", str(path), "fast-import", "--quiet"], input=b"".join(stream), check=True)
    subprocess.run(["git", "-C", str(path), "reset", "-q", "--hard"], check=True)


def state_at(path: Path, commit: str) -> dict[Key, bytes]:
    names = git(path, "ls-tree", "-r", "--name-only", commit).split()
    return {key: git(path, "show", f"{commit}:{name}").encode() + b"\n" for name in names if (key := key_of(name))}


def fields_of(key: Key, data: bytes | None) -> dict[str, Any]:
    return dict(leaves(to_fields(load(key.kind, key.id, data, "x")))) if data is not None else {}


def setters(path: Path, key: Key) -> dict[str, set[str]]:
    """Slow and simple: the commits that a field of the newest state may be from, all ways through merges allowed."""
    known: dict[str, tuple[dict[str, Any], dict[str, set[str]]]] = {}
    for line in git(path, "rev-list", "--topo-order", "--reverse", "--parents", "HEAD").splitlines():
        commit, *parents = line.split()
        fields = fields_of(key, state_at(path, commit).get(key))
        by = {}
        for field, value in fields.items():
            having = [
                parent for parent in parents if known[parent][0].get(field) == value and field in known[parent][0]
            ]
            by[field] = set().union(*(known[parent][1][field] for parent in having)) if having else {commit}
        known[commit] = fields, by
    return known[git(path, "rev-parse", "HEAD")][1]


lawful = settings(max_examples=CASES, deadline=None, suppress_health_check=list(HealthCheck))


@lawful
@given(STEPS)
def test_blame_names_the_commit_that_set_each_field(steps: list[Step]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "r"
        built(path, steps)
        store = Store.open(path)
        for id, record in store.snapshot().collaborations.items():
            key = Key("collaboration", id)
            told, right = store.blame(record), setters(path, key)
            assert told.keys() == right.keys() == dict(leaves(to_fields(record))).keys()
            for field, made in told.items():
                assert made.revision.commit in right[field], (field, made.revision.commit)
                assert made.value == dict(leaves(to_fields(record)))[field]
        store.close()


@lawful
@given(STEPS)
def test_every_snapshot_is_what_a_checkout_has_and_no_value_is_missing_from_history(steps: list[Step]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "r"
        built(path, steps)
        store = Store.open(path)
        head = store.snapshot()
        assert {key: dump(record) for key, record in head.load(head.files()).items() if isinstance(record, Record)} == {
            key: file.read_bytes()
            for file in path.rglob("*.toml")
            if (key := key_of(file.relative_to(path).as_posix())) is not None
        }
        commits = git(path, "rev-list", "HEAD").split()
        clone = Path(folder) / "clone"
        subprocess.run(["git", "clone", "-q", str(path), str(clone)], check=True)
        ever: dict[Key, set[tuple[str, str]]] = {}
        for commit in commits:
            then = store.snapshot(commit)
            subprocess.run(["git", "-C", str(clone), "checkout", "-q", commit], check=True)
            files = {
                key: file.read_bytes()
                for file in clone.rglob("*.toml")
                if (key := key_of(file.relative_to(clone).as_posix())) is not None
            }
            assert {key: dump(r) for key, r in then.load(then.files()).items() if isinstance(r, Record)} == files
            for key, data in files.items():
                ever.setdefault(key, set()).update((field, repr(v)) for field, v in fields_of(key, data).items())
        for key, values in ever.items():
            if key == REGISTER:
                continue
            told = set()
            for revision in store.history(key):
                for change in store.changes_of(revision, [key]):
                    after = dict(leaves(to_fields(change.after))) if change.after else {}
                    told |= {(field, repr(value)) for field, value in after.items()}
            assert values <= told, (key, values - told)
        store.close()


@lawful
@given(
    st.lists(
        st.builds(Step, st.just(0), st.sampled_from(IDS), st.one_of(EDITS, st.none()), st.none(), st.just(0)),
        max_size=10,
    )
)
def test_the_changes_of_all_revisions_replayed_from_nothing_give_the_snapshot(steps: list[Step]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "r"
        built(path, steps)
        store = Store.open(path)
        replayed: dict[Key, Record] = {}
        for revision in reversed(list(store.history())):
            for change in store.changes_of(revision):
                assert replayed.get(change.key) == change.before
                if change.after is None:
                    del replayed[change.key]
                else:
                    replayed[change.key] = change.after
        now = store.snapshot()
        assert replayed == now.load(now.files())
        store.close()
