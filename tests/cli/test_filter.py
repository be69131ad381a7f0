"""`iktui list QUERY`: the filter on the command line."""

import pytest

from store.register.store import Store
from tests.conftest import Run, edit, git


def listed(run: Run, store: Store, *arguments: str) -> list[str]:
    done = run("-C", store.path, "list", "--json", *arguments)
    assert done.status == 0, done.err
    return [record["id"] for record in done.json]


def test_words_and_terms_go_together(run: Run, demo_store: Store) -> None:
    records = demo_store.snapshot().collaborations.values()
    expected = {
        record.id for record in records if record.host == "lillehammer" and "ringebu" not in record.participants
    }
    assert 0 < len(expected) < len(records)
    assert set(listed(run, demo_store, "host:lillehammer", "uten:ringebu")) == expected
    assert set(listed(run, demo_store, "vert:lillehammer ikke med:ringebu")) == expected
    assert set(listed(run, demo_store, "--", "-med:ringebu", "vert:lillehammer")) == expected
    assert listed(run, demo_store, "varsel:2021 or til<2022") == ["kvalitetskoordinator"]


def test_the_list_keeps_its_order_and_its_lines(run: Run, demo_store: Store) -> None:
    whole = listed(run, demo_store)
    some = listed(run, demo_store, "har:funn")
    assert some == [id for id in whole if id in some]
    plain = run("-C", demo_store.path, "list", "har:funn")
    assert [line.split()[-1] for line in plain.out.splitlines()] == some
    assert str(len(some)) in plain.err


def test_a_filter_is_held_against_the_state_asked_for(run: Run, demo_store: Store) -> None:
    at = ("--at", git(demo_store.path, "rev-parse", "HEAD"))
    edit(demo_store, "regionrad", comment="Om hvalfangst.", legal_form="informal")
    assert listed(run, demo_store, "comment:hvalfangst") == ["regionrad"]
    assert listed(run, demo_store, "comment:hvalfangst", *at) == []
    assert "regionrad" in listed(run, demo_store, "form:uformelt")
    assert "regionrad" not in listed(run, demo_store, "form:uformelt", *at)
    edit(demo_store, "regionrad", comment="")
    assert listed(run, demo_store, "historikk:hvalfangst") == ["regionrad"]
    assert listed(run, demo_store, "historikk:hvalfangst", *at) == []


def test_the_day_holds_for_dates_and_for_deadlines(run: Run, demo_store: Store) -> None:
    assert len(listed(run, demo_store, "har:form_past_deadline", "--on", "2030")) > 0
    assert listed(run, demo_store, "har:form_past_deadline", "--on", "2020") == []
    edit(demo_store, "regionrad", status="ended", until="2022-06-01")
    assert listed(run, demo_store, "id:regionrad", "--on", "2022-05-31") == ["regionrad"]
    assert listed(run, demo_store, "id:regionrad", "--on", "2022-06-01") == []


@pytest.mark.parametrize(
    ("arguments", "number", "words"),
    [
        (["brann", "vrt:øyer"], 7, "vert:"),
        (["vert:øyr"], 6, "Øyer"),
        (["endret>igår"], 8, "igår"),
        (["(brann", "or"], 10, ""),
        (["har:\x1b[31m"], 5, "har"),
    ],
)
def test_what_cannot_be_read_is_one_line(
    run: Run, demo_store: Store, arguments: list[str], number: int, words: str
) -> None:
    done = run("-C", demo_store.path, "list", *arguments)
    assert (done.status, done.out, len(done.err.splitlines())) == (2, "", 1)
    assert f" {number}: " in done.err
    assert words in done.err
    assert "\x1b" not in done.err
