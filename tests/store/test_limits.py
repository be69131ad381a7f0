"""A limit is one limit: what is read can be written again, or is refused when read and the rest goes on."""

from __future__ import annotations

import math
import time
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.base.errors import BadRecord
from store.checks.checks import check
from store.records import codec
from store.records.model import Collaboration
from store.register.store import Store
from store.sync.sync import SYNCED, UP_TO_DATE, sync
from tests.conftest import KARI, OLA, Run, edit, git, is_sound
from tests.counts import examples
from tests.store.test_sync import DAY, ID, hub, pair, tree  # noqa: F401

HUGE = b'name = "Stor"\n[x]\n' + b"".join(b"a%d={}\n" % number for number in range(27_000))
"""248 kB that would be written with more than 256 (each table gets a line of its own)."""
PATH = "collaborations/st/stor.toml"


def holds(data: bytes) -> Collaboration | None:
    """The law: refused when read, or written and read back the same."""
    refused = None
    try:
        record = codec.load("collaboration", "x", data, "x.toml")
    except BadRecord as error:
        refused = error
    if refused is not None:
        assert str(refused).startswith("x.toml: ")
        assert "\n" not in str(refused)
        return None
    text = codec.dump(record)
    assert codec.load("collaboration", "x", text, "x.toml") == record
    assert isinstance(record, Collaboration)
    return record


KEYS = st.sampled_from(["a", "b", "c-d", '""', '"a.b"', "'l'", "a.b", "a.b.c", '"\\u0001"', '"æ"', "b . c", "k" * 300])
PLAIN = ["1", "1e15", "1e300", "1e-7", "nan", "inf", "0x1F", "true", "{}", "[]", "-0.0", "2021-01-01", "07:32:00.9"]
STRINGS = ['"\\u0000\\u001b"', '"""\n\n x\n"""', "'''\n\\'''", "'\\'", '"\t\x85\u2028e\u0301"', '"\x7f"']
SCALARS = st.sampled_from([*PLAIN, "2021-01-01T00:00:00.123456789+01:00", *STRINGS])


def _list(items: list[str]) -> str:
    return f"[{', '.join(items)}]"


def _table(rows: dict[str, str]) -> str:
    return "{" + ",".join(f"{key}={value}" for key, value in rows.items()) + "}"


VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4).map(_list) | st.dictionaries(KEYS, inner, max_size=3).map(_table),
    max_leaves=12,
)
ROWS = st.dictionaries(KEYS, VALUES, max_size=4).map(lambda rows: "".join(f"{k} = {v}\n" for k, v in rows.items()))
TEXTS = st.tuples(ROWS, st.lists(st.tuples(KEYS, st.booleans(), ROWS), max_size=3)).map(
    lambda parts: (
        'name = "X"\n'
        + parts[0]
        + "".join(f"[[t.{key}]]\n{rows}" if many else f"[t.{key}]\n{rows}" for key, many, rows in parts[1])
    )
)


@examples(150)
@given(TEXTS)
def test_what_is_read_can_be_written_and_read_back(text: str) -> None:
    holds(text.encode())


@examples(100)
@given(st.binary(max_size=200))
def test_any_bytes_hold_the_law(data: bytes) -> None:
    holds(data)
    holds(b'name = "X"\n' + data)


@pytest.mark.parametrize(
    ("value", "is_kept"),
    [
        (_table({f"a{n}": "{}" for n in range(25_000)}), False),
        ("'" + "\\" * 100_000 + "'", True),  # each is written with two
        ("'" + "\\" * 140_000 + "'", False),
        ('"' + "\u0344" * 120_000 + '"', False),  # each is two others in canonical form, and four bytes
        (_list(["1"] * 30_000), True),  # one item a line
        (_list(["1"] * 40_000), False),
        ("[" * 15 + ",".join("1" * 3_000) + "]" * 15, True),
        ("[" * 15 + ",".join("1" * 5_000) + "]" * 15, False),
        (_list(["1e15"] * 10_000), True),
        (_list(["1e15"] * 11_000), False),
        (_table({"k" * 900: _table({f"a{n}": "{}" for n in range(200)})}), True),
        (_table({"k" * 900: _table({f"a{n}": "{}" for n in range(400)})}), False),
        (_table({f'"{"k" * 900}"': _table({f"a{n}": "{}" for n in range(400)})}), False),
        ("{a.a.a = {b.b.b.b = 1}}", True),
        ("{a.a.a.a = {b.b.b.b = {}}}", False),  # nine parts when it is one line
        ("[{a.b.c.d.e=" * 4 + "1" + "}]" * 4, False),  # deeper than 16 when written
        ("nan", False),
    ],
    ids=range(17),
)
def test_the_limit_for_reading_is_the_limit_for_writing(value: str, is_kept: bool) -> None:
    data = f'name = "X"\nx = {value}\n'.encode()
    assert len(data) < codec.MAX_BYTES
    assert (holds(data) is not None) == is_kept


def test_a_small_text_that_would_be_written_with_gigabytes_costs_next_to_nothing() -> None:
    bomb = b'name = "X"\nx.%s = {%s}' % (b"k" * 120_000, b",".join(b"a%d={}" % n for n in range(14_000)))
    tracemalloc.start()
    start = time.process_time()
    assert holds(bomb) is None
    assert time.process_time() - start < 5
    assert tracemalloc.get_traced_memory()[1] < 64 << 20
    tracemalloc.stop()


def test_an_ordinary_record_is_not_written_to_be_read(demo_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot = demo_store.snapshot()
    written: list[object] = []
    monkeypatch.setattr(codec, "_written", lambda *words: written.append(words))
    files = snapshot.files()
    for key, (_blob, data) in zip(files, demo_store.git.blobs(files.values()), strict=True):
        codec.load(key.kind, key.id, data or b"", "x")
    assert not written


def test_an_infinite_number_is_one_that_can_be_kept() -> None:
    record = holds(b'name = "X"\nx = -inf\n')
    assert record is not None
    assert codec.to_fields(record)["x"] == -math.inf


def test_a_record_that_could_not_be_written_is_put_aside_and_everything_else_goes_on(
    pair: tuple[Store, Store],  # noqa: F811
    hub: Path,  # noqa: F811
    tmp_path: Path,
    run: Run,
) -> None:
    one, two = pair
    assert len(HUGE) < codec.MAX_BYTES
    plain = tmp_path / "plain"
    git(tmp_path, "clone", "-q", str(hub), str(plain))
    (plain / PATH).parent.mkdir(parents=True, exist_ok=True)
    (plain / PATH).write_bytes(HUGE)
    git(plain, "add", "-A")
    git(plain, "-c", "user.name=H", "-c", "user.email=h@x.no", "commit", "-qm", "stor")
    git(plain, "push", "-q", "origin", "HEAD:main")
    blob = git(plain, "rev-parse", f"HEAD:{PATH}")
    edit(one, ID, KARI, comment="Fra Kari")
    joined = sync(one, KARI, DAY)
    assert joined.state == SYNCED
    assert PATH in {problem.path for problem in joined.problems}
    edit(two, ID, OLA, progress="Fra Ola")
    assert sync(two, OLA, DAY).state == SYNCED
    assert sync(one, KARI, DAY).state in (SYNCED, UP_TO_DATE)
    for store in pair:
        assert git(store.path, "rev-parse", f"HEAD:{PATH}") == blob, "kept byte for byte"
        record = store.snapshot().collaboration(ID)
        assert (record.comment, record.progress) == ("Fra Kari", "Fra Ola")
        [finding] = [found for found in check(store.snapshot()) if found.code == "unreadable_file"]
        assert finding.id == "stor"
        assert "256 kB" in finding.message
        is_sound(store.path)
    done = run("-C", one.path, "set", "stor", "comment=ny")
    assert done.status == 2
    assert len(done.err.splitlines()) == 1
    assert PATH in done.err


def test_a_change_that_would_pass_the_limit_is_refused_by_name_and_nothing_is_lost(small: Store, run: Run) -> None:
    head = edit(small, "felles-brannvesen", comment="\\" * 90_000)
    done = run("-C", small.path, "set", "felles-brannvesen", f"progress={'y' * 90_000}")
    assert done.status == 2
    assert len(done.err.splitlines()) == 1
    assert "felles-brannvesen" in done.err
    assert "256 kB" in done.err
    assert git(small.path, "rev-parse", "HEAD") == head
    assert run("-C", small.path, "set", "felles-brannvesen", "progress=kort").status == 0


def test_what_is_longer_than_anybody_may_type_can_be_changed_beside(small: Store, run: Run) -> None:
    edit(small, "felles-brannvesen", comment="x" * 150_000, other_participants="n" * 3_000)
    assert run("-C", small.path, "set", "felles-brannvesen", "progress=kort").status == 0
    record = small.snapshot().collaboration("felles-brannvesen")
    assert (len(record.comment), record.progress) == (150_000, "kort")
