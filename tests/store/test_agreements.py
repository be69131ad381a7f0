"""Agreements: forms side by side, drafts, and what is missing, held against the lists in the data."""

from __future__ import annotations

import datetime as dt

import pytest

from store.base.errors import BadInput
from store.base.glossary import legal_forms
from store.base.i18n import LANGUAGES, set_language
from store.changes.changes import Changeset, change
from store.changes.preview import Preview
from store.checks.checks import accepted_key, check
from store.checks.fixes import accept
from store.planning.agreements import (
    AGREEMENTS,
    PLACE,
    SERVICE,
    agreement_text,
    compare_forms,
    draft_agreement,
    draft_service_agreement,
    gaps,
    is_active,
    missing,
    points_of,
)
from store.records.codec import dump, load
from store.records.model import Benefit, Clause, Collaboration, Cost, Document, Participation, Study
from store.records.paths import Key
from store.records.snapshot import Snapshot
from store.register.store import Store
from tests.conftest import KARI

LISTED = [code for code, term in legal_forms().items() if term.facts.get("contents")]
STUDY = Study(
    id="sentralbord",
    name="Sentralbord",
    areas=("helse",),
    participants=("gausdal", "oyer"),
    host="oyer",
    text="Felles sentralbord for to kommuner.",
    cost_key="Innbyggertall",
    costs={"oyer": Cost(share="60 %"), "gausdal": Cost(amount=400000)},
    benefits={"less_vulnerability": Benefit(measure="To på vakt")},
)


def called(key: Key) -> str:
    return {"oyer": "Øyer", "gausdal": "Gausdal", "helse": "Helse"}[key.id]


def letters(form: str) -> list[str]:
    return [point["letter"] for point in legal_forms()[form].facts["contents"]]


def whole(form: str) -> Document:
    return Document(
        id="avtale",
        name="Avtale",
        kind="agreement",
        legal_form=form,
        contents={letter: Clause(text=f"Om {letter}.") for letter in letters(form)},
    )


def test_every_act_with_a_list_is_here() -> None:
    assert len(LISTED) == 7
    assert letters("host_municipality_joint_board")[-1] == "nemnd", "members per participant"


@pytest.mark.parametrize("form", LISTED)
def test_an_agreement_lacks_exactly_the_letter_that_is_not_there(form: str) -> None:
    document = whole(form)
    assert missing(document) == []
    for letter in letters(form):
        others = {key: clause for key, clause in document.contents.items() if key != letter}
        assert missing(document.model_copy(update={"contents": others})) == [letter]
        for text in ("", "  ", f"Antall: {PLACE}", "Antall: [...]"):
            spoilt = {**document.contents, letter: Clause(text=text)}
            assert missing(document.model_copy(update={"contents": spoilt})) == [letter]


@pytest.mark.parametrize("form", LISTED)
def test_every_letter_of_a_list_can_be_written_and_read(form: str) -> None:
    document = whole(form)
    assert load("document", document.id, dump(document), "documents/av/avtale.toml") == document


def test_gaps_say_what_and_why() -> None:
    contents = {"a": Clause(text="Øyer"), "b": Clause(), "c": Clause(text=PLACE)}
    document = whole("host_municipality").model_copy(update={"contents": contents})
    found = {gap.letter: gap for gap in gaps(document)}
    assert "a" not in found
    assert found["b"].heading == "Hvem som er vertskommune"
    assert len({found[letter].reason for letter in "bcd"}) == 3


def test_other_documents_lack_nothing() -> None:
    for kind in (None, "overview", "strategy", "template"):
        assert gaps(Document(id="x", name="x", kind=kind)) == []


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("form", legal_forms())
def test_a_draft_has_every_letter_and_what_the_register_knows(form: str, lang: str) -> None:
    draft = draft_agreement(STUDY, form, lang, called)
    assert list(draft.contents) == list(points_of(draft.kind, form, lang))
    assert all(clause.text and "{" not in clause.text for clause in draft.contents.values())
    assert draft.kind in AGREEMENTS
    assert draft.studies == ("sentralbord",)
    whole_text = agreement_text(draft, lang)
    assert "Gausdal, Øyer" in whole_text or form == "limited_company"
    assert PLACE in whole_text, "somebody has to write the rest"
    assert missing(draft), "and it is not complete before that"


def test_a_host_draft_names_the_host_and_one_years_notice() -> None:
    draft = draft_agreement(STUDY, "host_municipality_administrative", "nb", called)
    assert draft.contents["b"].text == "Øyer er vertskommune."
    assert "ett års" in draft.contents["g"].text
    assert "§ 20-8" in draft.contents["g"].text
    assert draft.notice_period
    assert "Øyer: 60 %; Gausdal: 400000 kr." in draft.contents["f"].text
    assert "a" not in missing(draft)


def test_what_is_not_known_is_a_place_to_fill_in() -> None:
    draft = draft_agreement(Study(id="ide", name="Idé"), "host_municipality", "nb", called)
    assert {"a", "b", "c", "d", "f"} <= set(missing(draft))


def test_braces_in_a_record_stay_text() -> None:
    odd = STUDY.model_copy(update={"text": "{host} {0} {x!r}", "cost_key": "{}"})
    assert "{host} {0} {x!r}" in draft_agreement(odd, "host_municipality", "nb", called).contents["c"].text


def test_a_draft_of_a_collaboration_belongs_to_it() -> None:
    record = Collaboration(
        id="brann",
        name="Brann",
        legal_form="municipal_task_community",
        participants={"oyer": Participation(role="office_municipality"), "gausdal": Participation()},
    )
    draft = draft_agreement(record, "municipal_task_community", "nb", called, {"samarbeidsavtale-brann"})
    assert draft.id == "samarbeidsavtale-brann-2"
    assert draft.collaborations == ("brann",)
    assert "Øyer tar vare på arkivet" in draft.contents["j"].text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_service_agreement_has_its_seven_headings(lang: str) -> None:
    draft = draft_service_agreement(STUDY, lang, called)
    assert draft.kind == SERVICE
    assert len(points_of(SERVICE, None, lang)) == 7
    assert list(draft.contents) == list(points_of(SERVICE, draft.legal_form, lang))
    assert "Øyer" in draft.contents["a"].text
    assert "Gausdal" in draft.contents["a"].text
    assert "b" in missing(draft)


def test_no_form_is_no_draft() -> None:
    with pytest.raises(BadInput, match="romskip"):
        draft_agreement(STUDY, "romskip", "nb", called)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_forms_stand_side_by_side(lang: str) -> None:
    set_language(lang)
    shown = compare_forms(["host_municipality_administrative", "intermunicipal_company"])
    assert len(shown.rows) == 6
    assert all(len(values) == 2 and all(values) for _label, values in shown.rows)
    entity, basis = shown.rows[0][1], shown.rows[-1][1]
    assert entity[0] != entity[1]
    assert basis[1] == "IKS-loven"


def test_a_form_that_is_none_cannot_be_compared() -> None:
    with pytest.raises(BadInput, match="romskip"):
        compare_forms(["intermunicipal_company", "romskip"])


# --- findings


def with_records(store: Store, *records: Document) -> Snapshot:
    snapshot = store.snapshot()
    store.commit(Changeset(snapshot.commit, tuple(change(None, record) for record in records), "new"), KARI)
    return store.snapshot()


def test_an_agreement_in_force_is_found_with_its_letter(small: Store) -> None:
    form = "host_municipality"
    contents = {key: clause for key, clause in whole(form).contents.items() if key != "f"}
    agreement = whole(form).model_copy(update={"contents": contents, "collaborations": ("felles-brannvesen",)})
    snapshot = with_records(small, agreement)
    found = [finding for finding in check(snapshot) if finding.code == "agreement_incomplete"]
    assert [finding.field for finding in found] == ["contents.f"]
    made = accept(found[0], "Står i vedlegg 2", snapshot)
    preview = Preview(snapshot, (made,))
    assert accepted_key(found[0]) not in [accepted_key(finding) for finding in check(preview)]


@pytest.mark.parametrize(
    ("dates", "active"),
    [({}, False), ({"from_": "2020"}, True), ({"from_": "2030"}, False), ({"from_": "2020", "until": "2021"}, False)],
)
def test_a_draft_and_one_that_has_ended_are_not_in_force(dates: dict[str, str], active: bool) -> None:
    document = whole("host_municipality").model_copy(update=dates)
    assert is_active(document, {}, dt.date(2025, 1, 1)) is active
