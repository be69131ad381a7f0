"""A study, an agreement and one collaboration as papers; the one door to all of them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from store.base.errors import BadInput
from store.base.i18n import set_language
from store.papers.builders.agreement import agreement
from store.papers.builders.changes import Revised
from store.papers.builders.record import record
from store.papers.builders.study import study
from store.papers.making import PAPERS, Sources, make
from store.papers.paper import Bullets, Drawing, Heading, Paragraph, Provenance, Words
from store.papers.writers import markdown
from store.planning.agreements import draft_agreement, points_of
from store.query.listing import make_listing
from store.records.model import (
    AsWritten,
    Benefit,
    Clause,
    Collaboration,
    Cost,
    Decision,
    Document,
    Participation,
    Step,
    Study,
)
from store.records.paths import Key
from store.register.store import Store
from store.reports.figures import figures
from tests.conftest import BRANN, edit
from tests.papers.looking import is_sound, prose, rows, tables, titles, whole_text
from tests.papers.test_building_work import put

DAY = dt.date(2022, 1, 1)
YES = Decision(body="Kommunestyret", case="12/21", date="2021-02-01", outcome="Vedtatt")


def a_study(**fields: Any) -> Study:
    known: dict[str, Any] = {
        "status": "investigation", "responsible": "Kari", "areas": ("helse",), "participants": ("oyer", "gausdal"),
        "host": "oyer", "text": "Hvorfor vi spør.",
        "steps": {
            "proposed": Step(date="2020-10", comment="Fra rådmannsutvalget"),
            "pre_study": Step(date="2021-01-15"),
            "investigation": Step(due="2022-06", responsible="Ola"),
        },
        "pre_study_decisions": {"oyer": YES},
        "forms": ("host_municipality_administrative", "intermunicipal_company"),
        "legal_form": "host_municipality_administrative", "form_reason": "Enklest.",
        "economy": "Sparer to årsverk.", "cost_key": "Folketall",
        "costs": {"oyer": Cost(amount=1250000, share="38 %"), "gausdal": Cost(share="62 %")},
        "benefits": {"recruiting": Benefit(measure="Større miljø", follow_up="Årlig måling", due="2024")},
    }  # fmt: skip
    return Study(id="sentralbord", name="Sentralbord og arkiv", **(known | fields))


def headings(blocks: tuple[Any, ...]) -> list[str]:
    return [block.text for block in blocks if isinstance(block, Heading)]


def test_a_study_is_told_from_its_idea_to_what_is_missing(small: Store) -> None:
    put(small, a_study())
    paper = study(small.snapshot(), small.snapshot().studies["sentralbord"], DAY)
    is_sound(paper)
    assert (paper.title, paper.subtitle) == ("Sentralbord og arkiv", "Per 1. januar 2022")
    (drawn,) = [block for block in paper.blocks if isinstance(block, Drawing)]
    assert "Utredning: nå" in drawn.described
    told = [shape.text for shape in drawn.shapes if isinstance(shape, Words)]
    assert told[:2] == ["✓ Foreslått", "ferdig: okt. 2020, Fra rådmannsutvalget"]
    assert told[told.index("→ Utredning") + 2].startswith("mangler: ")
    assert headings(paper.blocks) == [
        "Gangen i utredningen", "Vedtak om forstudien", "Organisasjonsform", "Økonomi", "Gevinster",
        "Hva som gjenstår i dette trinnet",
    ]  # fmt: skip
    found = tables(paper)
    assert rows(found["facts"]) == [
        "Status | Utredning", "Ansvarlig | Kari", "Områder | Helse", "Deltakere | Øyer, Gausdal", "Vertskommune | Øyer",
    ]  # fmt: skip
    assert titles(found["steps"]) == ["Trinn", "Tilstand", "Dato", "Frist", "Ansvarlig", "Kommentar"]
    assert rows(found["steps"]) == [
        "Foreslått | ferdig | 2020-10 |  |  | Fra rådmannsutvalget",
        "Forstudie | ferdig | 2021-01-15 |  |  | ",
        "Vedtak om å gå videre | ferdig |  |  |  | ",
        "Utredning | nå |  | 2022-06 | Ola | ",
        "Vedtak om samarbeid |  |  |  |  | ",
        "Avtale |  |  |  |  | ",
        "I drift |  |  |  |  | ",
    ]
    assert titles(found["pre-study-decisions"]) == ["Kommunestyre", "Organ", "Saksnummer", "Dato", "Utfall"]
    assert rows(found["pre-study-decisions"]) == [
        "Øyer | Kommunestyret | 12/21 | 2021-02-01 | Vedtatt",
        "Gausdal |  |  |  | ",
    ]
    assert titles(found["forms"]) == [
        "Hva som skiller dem", "Administrativt vertskommunesamarbeid", "Interkommunalt selskap",
    ]  # fmt: skip
    assert rows(found["forms"])[0] == "Eget rettssubjekt | nei | ja"
    assert rows(found["costs"]) == ["Øyer | 1250000 | 38 %", "Gausdal |  | 62 %"]
    assert rows(found["benefits"]) == ["Rekruttering | Større miljø | Årlig måling | 2024"]
    assert prose(paper) == [
        "Hvorfor vi spør.", "Valgt: Administrativt vertskommunesamarbeid.", "Enklest.", "Sparer to årsverk.",
        "Fordelingsnøkkel: Folketall",
    ]  # fmt: skip
    assert paper.blocks[-1] == Bullets(((0, "utkast til samarbeidsavtale"), (0, "utkast til tjenesteleveranseavtale")))


def test_a_study_that_was_stopped_says_why(small: Store) -> None:
    put(small, Study(id="kino", name="Felles kino", status="stopped", end_reason="For dyrt.",
                     steps={"proposed": Step(date="2020"), "stopped": Step(date="2021-05")}))  # fmt: skip
    paper = study(small.snapshot(), small.snapshot().studies["kino"], DAY)
    assert rows(tables(paper)["facts"]) == ["Status | Stanset", "Begrunnelse for avslutningen | For dyrt."]
    assert rows(tables(paper)["steps"])[0] == "Foreslått | ferdig | 2020"
    assert rows(tables(paper)["steps"])[-1] == "Stanset | stanset | 2021-05"


def test_an_agreement_has_its_points_and_says_what_is_missing(small: Store) -> None:
    made = a_study()
    document = draft_agreement(made, "host_municipality_administrative", "nb", small.snapshot().name)
    put(small, made, document)
    paper = agreement(small.snapshot(), document, DAY)
    is_sound(paper)
    assert paper.title == "Samarbeidsavtale: Sentralbord og arkiv"
    assert rows(tables(paper)["facts"]) == [
        "Slag | Samarbeidsavtale", "Form | Administrativt vertskommunesamarbeid", "Oppsigelsesfrist | ett år",
        "Utredninger | Sentralbord og arkiv",
    ]  # fmt: skip
    at = paper.blocks.index(Heading("b) Hvem som er vertskommune"))
    assert paper.blocks[at + 1] == Paragraph("Øyer er vertskommune.")
    assert headings(paper.blocks)[-1] == "Hva som mangler"
    lacking = paper.blocks[-1]
    assert isinstance(lacking, Bullets)
    assert lacking.items[0] == (
        0, "c) Oppgaver og myndighet som legges til vertskommunen: har fortsatt noe som skal fylles inn",
    )  # fmt: skip


def test_an_agreement_that_is_complete_says_so(small: Store) -> None:
    contents = {letter: Clause(text="Ferdig.") for letter in points_of("agreement", "host_municipality")}
    document = Document(
        id="avtale", name="Avtale om brannvesen", kind="agreement", legal_form="host_municipality", contents=contents,
        collaborations=("felles-brannvesen",), until="2030-12-31", decisions={"oyer": YES},
    )  # fmt: skip
    put(small, document)
    paper = agreement(small.snapshot(), document, DAY)
    assert paper.blocks[-1] == Paragraph("Alle punktene er på plass.")
    assert "Til | 31. desember 2030" in rows(tables(paper)["facts"])
    assert rows(tables(paper)["decisions"]) == ["Øyer | Kommunestyret | 12/21 | 2021-02-01 | Vedtatt"]
    with pytest.raises(BadInput, match="ingen avtale"):
        agreement(small.snapshot(), Document(id="mal", name="Mal", kind="template"), DAY)


def test_a_collaboration_has_everything_on_its_sheet(small: Store) -> None:
    put(small, Document(id="avtale", name="Avtale om brannvesen", kind="agreement", until="2030",
                        collaborations=("felles-brannvesen",)))  # fmt: skip
    parts = {
        "oyer": Participation(role="host", share="2/3"),
        "gausdal": Participation.model_validate({"from": "2015", "notice_given": "2021-10-01", "share": "33.5 %"}),
    }
    edit(small, "felles-brannvesen", participants=parts, orgnr="974760673", agreement_until="2029-12",
         aliases=("Brannvesenet",), uncertain=("legal_form",), decisions={"gausdal": YES}, until="2023-06",
         as_written=AsWritten(name="Brannvesen*", type="Vertskommune"),
         accepted={"some_code/until": "Avtalt i møte"})  # fmt: skip
    history = [
        Revised(BRANN, "Kari Nordmann", "2021-11-03", "71/2021", "Vedtatt", ("form: – → Vertskommunesamarbeid",)),
        Revised(Key("collaboration", "annet"), "Ola", "2021-11-04"),
    ]
    paper = record(small.snapshot(), small.snapshot().collaboration("felles-brannvesen"), DAY, history)
    is_sound(paper)
    assert paper.title == "Felles brannvesen"
    found = tables(paper)
    assert rows(found["facts"]) == [
        "Andre navn | Brannvesenet", "Områder | Brannvesen", "Form | Vertskommunesamarbeid", "Status | I drift",
        "Til | juni 2023", "Organisasjonsnummer | 974760673", "Avtalen gjelder til | desember 2029",
        "Kommentar | Øyer vertskommune.", "Usikkert | form", "Merket som riktig | Avtalt i møte",
    ]  # fmt: skip
    assert titles(found["participants"]) == ["Deltaker", "Rolle", "Fra", "Oppsagt dato", "Eierandel"]
    assert rows(found["participants"]) == [
        "Øyer | Vertskommune |  |  | 2/3", "Gausdal | Deltaker | 2015 | 2021-10-01 | 33.5",
    ]  # fmt: skip
    written = markdown.write(paper).decode()
    assert "| Øyer | Vertskommune |  |  | 2/3 |" in written
    assert "| 1.10.2021 | 33,5\u00a0% |" in written
    assert rows(found["decisions"]) == ["Gausdal | Kommunestyret | 12/21 | 2021-02-01 | Vedtatt"]
    assert rows(found["documents"]) == ["Avtale om brannvesen | Samarbeidsavtale | 2030"]
    assert rows(found["as-written"]) == ["Navn | Brannvesen*", "Type | Vertskommune"]
    assert rows(found["history"]) == [
        "3. november 2021 | Kari Nordmann | form: – → Vertskommunesamarbeid | 71/2021 | Vedtatt",
    ]  # fmt: skip
    assert rows(found["timeline"]) == [
        "2015 | Gausdal blir med", "1.2.2021 | Gausdal vedtar: Vedtatt, Kommunestyret, sak 12/21",
        "1.10.2021 | Gausdal sier opp", "juni 2023 | slutter", "des. 2029 | avtalen løper ut",
        "2030 | Avtale om brannvesen løper ut",
    ]  # fmt: skip
    (drawn,) = [block for block in paper.blocks if isinstance(block, Drawing)]
    assert "Gausdal, Deltaker, fra 2015 til juni 2023, sagt opp 1.10.2021" in drawn.described
    bare = record(small.snapshot(), Collaboration(id="nytt", name="Nytt"), DAY)
    assert "timeline" not in tables(bare), "one without a date has no life to draw"
    assert "some_code" not in whole_text(paper)


# --- the door


@pytest.mark.parametrize("lang", ["nb", "nn", "en"])
@pytest.mark.parametrize("what", PAPERS)
def test_the_door_gives_every_paper_in_every_language(prepared_store: Store, what: str, lang: str) -> None:
    set_language(lang)
    snapshot = prepared_store.snapshot()
    wanted = {"study": "sentralbord", "agreement": "Avtale om sentralbord", "record": "regionrad"}.get(what, "")
    counted = figures(snapshot, make_listing(snapshot), DAY)
    sources = Sources(
        snapshot, dt.date(2026, 11, 28), DAY, figures=counted, before=snapshot, since="2021", author="Kari Nordmann",
        editions={"2021": snapshot}, provenance=Provenance("f" * 40, "a" * 40),
    )  # fmt: skip
    paper = make(what, sources, wanted)
    is_sound(paper)
    assert (paper.what, paper.language, paper.date, paper.author) == (what, lang, "2026-11-28", "Kari Nordmann")
    assert paper.provenance == Provenance("f" * 40, "a" * 40)
    assert paper.blocks
    codes = (
        "host_municipality",
        "legacy_section",
        "in_force",
        "notice_given",
        "participants.",
        "pre_study",
        "plan_item",
    )
    assert not [code for code in codes if code in whole_text(paper)]
    if lang != "en":
        assert not {"the", "of", "until", "decision", "nothing"} & set(whole_text(paper).lower().split())


@pytest.fixture
def prepared_store(demo_store: Store) -> Store:
    """The demo with a study and its agreement."""
    document = Document(
        id="avtale-sentralbord", name="Avtale om sentralbord", kind="agreement", legal_form="host_municipality",
        studies=("sentralbord",), contents={"a": Clause(text="Partene.")},
    )  # fmt: skip
    put(demo_store, a_study(areas=("helse-og-omsorg",)), document)
    return demo_store


def test_the_door_says_what_it_has_not(small: Store) -> None:
    sources = Sources(small.snapshot(), DAY)
    assert make("overview", sources).subtitle == "Per 1. januar 2022"
    for what, wanted, told in (
        ("drawing", "", "overview, section27, plan"),
        ("changes", "", "endringer siden når"),
        ("figures", "", "tallene er ikke regnet ut"),
        ("record", "", "av hvilken"),
        ("record", "nothing", "nothing"),
        ("study", "felles-brannvesen", "felles-brannvesen"),
    ):
        with pytest.raises(BadInput, match=told):
            make(what, sources, wanted)


def test_a_collaboration_is_found_by_what_was_merged_into_it(small: Store) -> None:
    edit(small, "felles-brannvesen", former={"gammelt": AsWritten(name="Gammelt brannvesen")})
    paper = make("record", Sources(small.snapshot(), DAY), "gammelt")
    assert paper.title == "Felles brannvesen"
    assert "Tidligere | Gammelt brannvesen" in rows(tables(paper)["facts"])
