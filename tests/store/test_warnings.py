"""What is told before a change is saved: each warning once, only what the change brings, and in every interface."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pytest

from store.changes.changes import Changeset, change
from store.changes.edits import set_fields
from store.checks.warnings import warnings_of
from store.records.codec import from_fields
from store.records.model import Record
from store.register.store import Store
from tests.conftest import KARI, Run, edit
from tests.linear.talking import talk

ID: Final = "felles-brannvesen"


def told(store: Store, *made: tuple[Record | None, Record | None], action: str = "edit") -> list[str]:
    now = store.snapshot()
    return warnings_of(now, Changeset(now.commit, tuple(change(*one) for one in made), action))


def set_in(store: Store, **settings: str) -> list[str]:
    """What is told of these fields of the one collaboration; a dot is written as two underscores."""
    now = store.snapshot()
    record = now.collaboration(ID)
    fields = {field.replace("__", "."): words for field, words in settings.items()}
    return told(store, (record, set_fields(record, fields, now)))


def new(kind: str, id: str, **fields: Any) -> Record:
    return from_fields(kind, id, {"name": id.capitalize(), **fields})


def put(store: Store, *records: Record) -> None:
    now = store.snapshot()
    store.commit(Changeset(now.commit, tuple(change(now.get(record.key), record) for record in records), "edit"), KARI)


EACH: Final[tuple[tuple[Mapping[str, str], str], ...]] = (
    ({"participants__gausdal__until": "2021", "participants__gausdal__notice_given": "2022-01-01"},
     "Gausdal sa opp 1.1.2022, etter slutten 2021"),
    ({"until": "2021", "participants__gausdal__notice_given": "2022"}, "Gausdal sa opp 2022, etter slutten 2021"),
    ({"from": "2022", "participants__gausdal__until": "2021-12"},
     "Gausdal går ut des. 2021, før samarbeidet begynner 2022"),
    ({"until": "2021", "participants__gausdal__from": "2022-02"},
     "Gausdal deltar fra feb. 2022, etter at samarbeidet var slutt 2021"),
    ({"agreement_date": "2022", "agreement_until": "2021"}, "avtalen gjelder til 2021, før den ble inngått 2022"),
    ({"host": "gausdal"}, "vertskommunen er en annen, og merknaden nevner fortsatt Øyer"),
    ({"host": "", "comment": ""}, "Vertskommunesamarbeid krever en vertskommune, og ingen er oppgitt"),
    ({"legal_form": "intermunicipal_company", "host": "", "comment": ""},
     "er eget rettssubjekt, og organisasjonsnummer er ikke oppgitt"),
)  # fmt: skip


@pytest.mark.parametrize(("settings", "text"), EACH, ids=lambda value: value if isinstance(value, str) else "")
def test_each_is_told_by_name(small: Store, settings: Mapping[str, str], text: str) -> None:
    found = set_in(small, **settings)
    assert len(found) == 1
    assert found[0].startswith("Felles brannvesen: ")
    assert text in found[0]


def test_dates_that_can_fit_are_not_told(small: Store) -> None:
    assert set_in(small, participants__gausdal__until="2021", participants__gausdal__notice_given="2021-12-31") == []
    assert set_in(small, **{"from": "2021"}, participants__gausdal__until="2021-06") == []
    assert set_in(small, agreement_date="2021-05", agreement_until="2021") == []
    assert set_in(small, host="gausdal", comment="Gausdal vertskommune. Om Øyerfjell.") == [], "a part of a word"


def test_a_participant_that_ended_is_told_with_who_came_after(small: Store) -> None:
    put(small, new("party", "sel", name="Sel", until="2019-12-31", successor="oyer"))
    found = set_in(small, participants__sel="yes")
    assert found == ["Felles brannvesen: Sel tok slutt 31.12.2019, men står som deltaker; Øyer kom etter"]
    assert set_in(small, participants__sel="yes", participants__sel__until="2019-12-31") == []
    assert set_in(small, participants__sel="yes", until="2019", status="ended") == []


def test_a_party_that_ends_is_told_with_what_it_still_takes_part_in(small: Store) -> None:
    party = small.snapshot().parties["gausdal"]
    found = told(small, (party, party.model_copy(update={"until": "2023"})))
    assert found == ["Gausdal: tok slutt 2023, men deltar fortsatt i: Felles brannvesen"]


def test_a_name_that_is_there_already_is_told_whatever_its_signs(small: Store) -> None:
    edit(small, ID, aliases=("Brann i dalen",))
    put(small, new("collaboration", "gammelt", name="Gammelt", status="ended", until="2019"))
    for id, name, is_told in (
        ("felles-brannvesen-2", "Felles  Brannvesen.", True), ("x", "Brann i dalen", True),
        ("gammelt-2", "Gammelt", False), ("felles-brannvern", "Felles brannvern", False),
    ):  # fmt: skip
        found = told(small, (None, new("collaboration", id, name=name)))
        assert bool(found) == is_told, name
        assert all("finnes allerede" in text for text in found)
    party = small.snapshot().parties["gausdal"]
    assert told(small, (party, party.model_copy(update={"name": "Øyer"}))) == ["Øyer: «Øyer» finnes allerede"]
    assert told(small, (party, party.model_copy(update={"name": "Felles brannvesen"}))) == [], "of another kind"


def test_two_new_ones_of_one_name_are_told_and_one_that_goes_is_not_there(small: Store) -> None:
    one, two = new("plan_item", "sak", year=2021), new("plan_item", "sak-2", name="Sak", year=2021)
    assert told(small, (None, one), (None, two)) == ["Sak: «Sak» finnes allerede"] * 2
    assert told(small, (None, one), (None, two.model_copy(update={"year": 2022}))) == []
    put(small, one)
    assert told(small, (one, None), (None, two)) == []


def test_what_stood_before_is_not_told_again(small: Store) -> None:
    edit(small, ID, legal_form="intermunicipal_company", until="2021", from_="2010")
    assert set_in(small, progress="Noe annet") == []
    assert set_in(small, orgnr="974760673") == []
    record = small.snapshot().collaboration(ID)
    assert told(small, (record, record.model_copy(update={"orgnr": ""}))) == []
    assert (
        told(small, (None, new("collaboration", "felles-brannvesen-2", name="Felles brannvesen")), action="import")
        == []
    )


def test_a_register_without_commits_and_a_record_that_goes_have_nothing(small: Store) -> None:
    record = small.snapshot().collaboration(ID)
    assert told(small, (record, None)) == []


# --- in every interface


def test_the_command_line_tells_on_standard_error_and_saves(run: Run, small: Store) -> None:
    done = run("-C", small.path, "set", ID, "host=Gausdal", "--json")
    assert (done.status, done.json["changes"][0]["id"]) == (0, ID)
    assert (
        done.err
        == "iktui: se på dette: Felles brannvesen: vertskommunen er en annen, og merknaden nevner fortsatt Øyer\n"
    )
    assert small.snapshot().collaboration(ID).host == "gausdal"
    made = run("-C", small.path, "new", "Felles brannvesen")
    assert (made.status, made.out) == (0, "felles-brannvesen-2\n")
    assert "finnes allerede" in made.err
    assert run("-C", small.path, "set", ID, "progress=Videre").err == ""


def test_the_linear_mode_tells_before_it_asks_to_save(small: Store) -> None:
    said = talk(small.path, f"e {ID}", "host", "Gausdal", ".", "", "", "q", lang="en")
    at = said.index("look at this: Felles brannvesen: the host changed, and the comment still names Øyer")
    assert at < said.index("Reason") < said.index("Saved: ")
    said = talk(small.path, f"w {ID}", "Øyer", "2022", "2021", "", "", "q", lang="en")
    assert said.index("look at this: Felles brannvesen: Øyer gave notice 2022") < said.index("Reason")
