"""What a filter asks beside the list: when it is found out, what it says, when it is kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from store.changes.changes import Revision
from store.checks.checks import check
from store.checks.reference_checks import SHARED, UNKNOWN
from store.query import fields
from store.query.listing import Listing, make_listing
from store.query.query import parse
from store.register.facts import Facts
from store.register.store import Store
from tests.conftest import KARI, edit, git
from tests.store.several import ARKIV, BRANNVESEN, LEGEVAKT, found, make_several

ROOT = Path(__file__).parent.parent.parent


def test_a_filter_says_what_it_needs() -> None:
    assert parse("a form:x from<2020 has:notice is:starred").needs == frozenset()
    assert parse("a (b or -changed>2020) has:host_missing").needs == {"changed", "findings"}
    assert parse("historikk:a tekst:b er:markert").needs == {"old_text", "full_text", "marked"}


def test_facts_that_are_missing_are_no_rows(rows: Listing) -> None:
    for text in ("changed>2020", "has:finding", "history:a", "text:a", "is:marked"):
        with pytest.raises(ValueError, match=r"Query\.needs"):
            parse(text).select(rows)


def test_only_what_is_asked_for_is_found_out(several: Store) -> None:
    snapshot = several.snapshot()
    facts = Facts(several, snapshot)
    parse("felles has:finding").select(make_listing(snapshot), facts)
    assert "findings" in vars(facts)
    assert not {"changed", "old_text", "full_text"} & set(vars(facts))


def test_findings_are_those_of_check(demo_store: Store) -> None:
    snapshot = demo_store.snapshot()
    listing, facts = make_listing(snapshot), Facts(demo_store, snapshot)
    expected = {(finding.code, finding.id) for finding in check(snapshot) if finding.kind == "collaboration"}
    assert {
        (code, row.id) for code in fields.FINDINGS for row in parse(f"has:{code}").select(listing, facts)
    } == expected
    assert {row.id for row in parse("har:funn").select(listing, facts)} == {id for _code, id in expected}


def test_every_finding_of_a_collaboration_can_be_asked_for() -> None:
    found = {UNKNOWN, SHARED}
    for file, call in (("checks/checks", "_?[fF]inding"), ("rules/rules", "Breach")):
        source = (ROOT / f"store/{file}.py").read_text(encoding="utf-8")
        found |= set(re.findall(rf'{call}\(\s*"(\w+)"', source))
    assert found - {"unreadable_file", "same_orgnr"} == set(fields.FINDINGS), "those are no collaboration's"


def commit_by_hand(store: Store, id: str, day: str, word: str) -> None:
    """Plain git, on another day."""
    path = store.path / "collaborations" / id[:2] / f"{id}.toml"
    path.write_text(
        path.read_text(encoding="utf-8").replace('status = "', f'{word} = "x"\nstatus = "'), encoding="utf-8"
    )
    who = ("-c", "user.name=K", "-c", "user.email=k@x.no")
    git(store.path, *who, "commit", "-qam", word, f"--date={day}T12:00:00+00:00")


@pytest.fixture
def dated(tmp_path: Path) -> Iterator[Store]:
    """Three collaborations, last changed in 2019, 2020 and 2021."""
    store = make_several(tmp_path / "dated")
    for id, day, word in ((ARKIV, "2018-01-01", "a"), (LEGEVAKT, "2019-12-31", "b"), (BRANNVESEN, "2020-06-01", "c"),
                          (ARKIV, "2021-03-01", "d")):  # fmt: skip
        commit_by_hand(store, id, day, word)
    yield store
    store.close()


def test_changed_is_the_day_of_the_last_commit(dated: Store) -> None:
    assert Facts(dated, dated.snapshot()).changed == {
        ARKIV: "2021-03-01",
        LEGEVAKT: "2019-12-31",
        BRANNVESEN: "2020-06-01",
    }
    for text, ids in (
        ("changed>2020-06-01", {ARKIV}),
        ("changed>=2020-06-01", {ARKIV, BRANNVESEN}),
        ("endra<2020", {LEGEVAKT}),
        ("endret=2020", {BRANNVESEN}),
        ("changed:2020-05,2019-12", {LEGEVAKT}),
    ):
        assert found(dated, text) == ids, text
    before = dated.snapshot("HEAD~1")
    assert Facts(dated, before).changed[ARKIV] == "2018-01-01"


def test_the_log_is_read_no_further_than_needed_and_kept(dated: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    history = dated.history

    def counted(**options: str) -> Iterator[Revision]:
        for revision in history(**options):  # type: ignore[arg-type]
            read.append(revision.subject)
            yield revision

    monkeypatch.setattr(dated, "history", counted)
    days = Facts(dated, dated.snapshot()).changed
    assert read == ["d", "c", "b"]
    assert Facts(dated, dated.snapshot()).changed == days
    assert len(read) == 3, "kept for the next start"
    edit(dated, BRANNVESEN, comment="Ny.")
    assert Facts(dated, dated.snapshot()).changed[BRANNVESEN] > "2021"
    assert len(read) > 3, "kept for its own commit only"
    (dated.path / ".git/iktui/changed").write_bytes(b"damaged")
    assert Facts(dated, dated.snapshot()).changed[LEGEVAKT] == "2019-12-31"


def test_history_finds_what_stood_there_in_words(dated: Store) -> None:
    edit(dated, LEGEVAKT, legal_form="informal", participants={}, comment="")
    assert found(dated, 'history:"§ 27-samarbeid"') == {LEGEVAKT}
    assert found(dated, "history:ålgård") == {LEGEVAKT}
    assert found(dated, "history:uformelt") == set()


def test_a_register_without_records_has_no_facts(tmp_path: Path) -> None:
    store = Store.init(tmp_path / "empty", "Tomt", KARI)
    for text in ("", "a", "-a", "changed>2020", "has:finding", "history:a", "text:a", "~felles"):
        assert found(store, text) == set()
    store.close()
