"""Each law for some seconds, and proof that they see: faults slipped in on purpose, and joins that are right by hand.

IKTUI_SEED gives other cases, IKTUI_LAW_SECONDS more of them; `python -m tests.laws` runs them for as long as one likes.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from store.changes.changes import Change
from store.records.snapshot import Snapshot
from tests.laws import LAWS, keyboard
from tests.laws.judging import Join
from tests.laws.pairs import judged
from tests.laws.plumbing import EXECUTABLE, FILE, File, Files, Pool, blobs, tree_of
from tests.laws.register import binary, record_files
from tests.laws.running import SEED, hold
from tests.laws.slips import SLIPS, meddler, prepared

TEXT = "".join(f"linje {number}\n" for number in range(20))
BRANN = "collaborations/fe/felles-brannvesen.toml"


@pytest.mark.parametrize("name", list(LAWS))
def test_the_law_holds(name: str, tmp_path: Path) -> None:
    assert hold(LAWS[name], tmp_path) > 0


@pytest.mark.parametrize(
    ("slip", "seen"),
    [("large-blob", "vedlegg/kollegaens.pdf"), ("lost-role", "host"), ("ignored-ring", "ring: collaboration")],
)
def test_a_fault_slipped_into_a_join_is_seen(slip: str, seen: str, tmp_path: Path) -> None:
    pair = prepared(SEED, 0, SLIPS[slip], quiet=True)
    (right,) = judged(tmp_path, {0: pair})
    assert right.faults == [], "without the fault the law holds"
    (wrong,) = judged(tmp_path, {0: pair}, meddler(SLIPS[slip]))
    assert any(seen in fault for fault in wrong.faults), wrong.faults


def test_a_removal_of_what_was_never_shown_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def careless(change: Change, now: Snapshot, _author_of: object) -> Change:
        return Change(change.key, now.readable(change.key), change.after)

    monkeypatch.setattr("store.register.rebasing._rebased", careless)
    for name in [name for name in keyboard._DEEDS if name != "plan removed"]:
        monkeypatch.delitem(keyboard._DEEDS, name)
    verdicts = LAWS["screens"].cases(1, 4, 1, tmp_path)
    assert any(fault.startswith("overwritten: plan_item") for verdict in verdicts for fault in verdict.faults)


def faults(tmp_path: Path, *sides: Files) -> list[str]:
    """What the oracle says of a join that is made by hand: base, mine, theirs, and what was made of them."""
    base, mine, theirs, result = sides
    pool = Pool(tmp_path / "pool.git")
    chains = pool.build([[(base, "A")], [(mine, "B")], [(theirs, "C")], [(result, "D")]])
    trees = [tree_of(pool.path, chain[-1]) for chain in chains]
    with blobs(pool.path) as contents:
        return list(Join(trees, contents.read).faults())


def text(words: str, mode: str = FILE) -> File:
    return File(mode, words.encode())


def test_texts_that_both_changed_in_different_places_are_one(tmp_path: Path) -> None:
    mine, theirs = TEXT.replace("linje 2\n", "min\n"), TEXT.replace("linje 17\n", "deres\n")
    both = mine.replace("linje 17\n", "deres\n")
    sides = [{"a.md": text(TEXT)}, {"a.md": text(mine, EXECUTABLE)}, {"a.md": text(theirs)}]
    assert faults(tmp_path, *sides, {"a.md": text(both, EXECUTABLE)}) == []


@pytest.mark.parametrize("wrong", ["mine", "theirs", "mode", "gone"])
def test_a_text_with_one_side_only_is_seen(wrong: str, tmp_path: Path) -> None:
    mine, theirs = TEXT.replace("linje 2\n", "min\n"), TEXT.replace("linje 17\n", "deres\n")
    both = mine.replace("linje 17\n", "deres\n")
    made: dict[str, Files] = {
        "mine": {"a.md": text(mine, EXECUTABLE)},
        "theirs": {"a.md": text(theirs)},
        "mode": {"a.md": text(both)},
        "gone": {},
    }
    assert faults(tmp_path, {"a.md": text(TEXT)}, {"a.md": text(mine, EXECUTABLE)}, {"a.md": text(theirs)}, made[wrong])


def test_a_file_that_is_no_text_is_open_with_both_sides(tmp_path: Path) -> None:
    old, mine, theirs = (File(FILE, binary(number, 500)) for number in (1, 2, 3))
    ids = [hashlib.sha1(b"blob 500\0" + file.content).hexdigest() for file in (old, mine, theirs)]
    name = hashlib.sha256(b"a.pdf").hexdigest()[:40]
    tables = [
        f'[{side}]\nmode = "100644"\nblob = "{id}"\n' for side, id in zip(("base", "mine", "theirs"), ids, strict=True)
    ]
    conflict = {f"conflicts/file/{name}.toml": text('path = "a.pdf"\n' + "".join(tables))}
    sides: list[Files] = [{"a.pdf": old}, {"a.pdf": mine}, {"a.pdf": theirs}]
    assert faults(tmp_path, *sides, {"a.pdf": theirs, **conflict}) == []
    assert faults(tmp_path / "b", *sides, {"a.pdf": theirs})
    assert faults(tmp_path / "c", *sides, {"a.pdf": mine, **conflict})


def test_a_field_that_only_one_side_changed_is_not_left_out(tmp_path: Path) -> None:
    base = record_files()
    content = base[BRANN].content
    mine = {**base, BRANN: File(FILE, content.replace(b"Felles brannvesen", b"Brannvesenet"))}
    theirs = {**base, BRANN: File(FILE, content.replace(b'status = "active"', b'status = "ended"'))}
    both = File(FILE, mine[BRANN].content.replace(b'status = "active"', b'status = "ended"'))
    assert faults(tmp_path, base, mine, theirs, {**base, BRANN: both}) == []
    assert faults(tmp_path / "b", base, mine, theirs, mine)
    assert faults(tmp_path / "c", base, mine, theirs, {**theirs, "ny.toml": text("")})
