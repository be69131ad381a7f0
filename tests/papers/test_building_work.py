"""The action plan, the figures and what is new, as papers of real registers."""

from __future__ import annotations

import datetime as dt

import pytest

from store.changes.changes import Changeset, change
from store.papers.builders.changes import Revised, changes
from store.papers.builders.cycle import cycle
from store.papers.builders.figures import figures as figures_paper
from store.papers.builders.plan import plan
from store.papers.paper import DATE, NUMBER, SHARE, Box, Chart, Drawing, Heading, Words
from store.query.listing import make_listing
from store.records.model import Area, Collaboration, Decision, Event, Participation, Party, PlanItem, Record
from store.records.paths import Key
from store.register.store import Store
from store.reports.figures import figures
from store.reports.together import together_shown
from tests.conftest import BRANN, KARI, edit
from tests.papers.looking import is_sound, prose, rows, tables, titles

DAY = dt.date(2022, 1, 1)


def put(store: Store, *records: Record) -> None:
    snapshot = store.snapshot()
    made = tuple(change(snapshot.get(Key(record.KIND, record.id)), record) for record in records)
    store.commit(Changeset(snapshot.commit, made, "edit"), KARI)


# --- the plan


def test_the_years_of_the_plan_stand_side_by_side(demo_store: Store) -> None:
    paper = plan(demo_store.snapshot(), dt.date(2021, 1, 1))
    is_sound(paper)
    assert (paper.title, paper.subtitle) == ("Handlingsplan for interkommunalt samarbeid", "Per 1. januar 2021")
    assert paper.is_wide
    years = tables(paper)["years"]
    assert titles(years) == ["2019", "2020", "2021", "2022"]
    first, second, *others = years.lines
    assert first.cells == (
        "Årshjul for styring og kontroll utarbeides (planlagt)",
        "Følgende § 27-samarbeid gjennomgås for tilpasning til ny kommunelov (planlagt)\n"
        "– Brann og feiertjenesten (planlagt)",
        "(ingen tiltak)",
        "(ingen tiltak)",
    )
    assert second.cells[1].splitlines()[:4] == [
        "Forstudie utarbeides for følgende tjenesteområder (planlagt)",
        "– Tekniske tjenester (planlagt)",
        "\u00a0\u00a0– byggesak (planlagt)",
        "\u00a0\u00a0– planarbeid (planlagt)",
    ]
    assert [line.cells[1:] for line in others] == [("", "", "")] * 4


def test_every_item_is_told_with_who_and_when(small: Store) -> None:
    put(
        small,
        PlanItem(id="stasjon", name="Ny brannstasjon", year=2022, order=10, status="in_progress", responsible="Øyer",
                 due="2022-06", collaborations=("felles-brannvesen",), text="To alternativer.",
                 decisions={"oyer": Decision(outcome="Vedtatt", case="3/22")}),
        PlanItem(id="tomt", name="Finne tomt", year=2022, order=10, parent="stasjon", status="done", carried=2),
        PlanItem(id="senere", name="Senere"),
    )  # fmt: skip
    paper = plan(small.snapshot(), DAY)
    is_sound(paper)
    assert rows(tables(paper)["years"]) == ["Ny brannstasjon (pågår)\n– Finne tomt (utført) | Senere"]
    assert titles(tables(paper)["years"]) == ["2022", "Uten år"]
    items = tables(paper)["items"]
    assert titles(items) == [
        "Tiltak", "Del av", "Ansvarlig", "Frist", "Status", "Ganger ført videre", "Tekst", "Samarbeid", "Vedtak",
    ]  # fmt: skip
    assert rows(items) == [
        "# 2022",
        "Ny brannstasjon |  | Øyer | 2022-06 | Pågår |  | To alternativer. | Felles brannvesen | "
        "Øyer: Vedtatt, sak 3/22",
        "Finne tomt | Ny brannstasjon |  |  | Utført | 2 |  |  | ",
        "# Uten år",
        "Senere |  |  |  |  |  |  |  | ",
    ]
    due, status = items.columns[3], items.columns[4]
    assert (due.kind, due.field, status.field) == (DATE, "due", "status")
    assert status.choices == ("Planlagt", "Pågår", "Utført", "Utsatt", "Gått bort fra")
    assert [line.key for line in items.lines if line.key] == [
        Key("plan_item", "stasjon"), Key("plan_item", "tomt"), Key("plan_item", "senere"),
    ]  # fmt: skip


def test_a_plan_of_some_years_and_of_none(small: Store) -> None:
    assert prose(plan(small.snapshot(), DAY)) == ["Det er ingen handlingsplan i registeret."]
    put(small, PlanItem(id="a", name="A", year=2021), PlanItem(id="b", name="B", year=2022))
    paper = plan(small.snapshot(), DAY, [2022])
    assert rows(tables(paper)["years"]) == ["B"]
    assert rows(tables(paper)["items"]) == ["# 2022", "B |  |  | "]


# --- figures


def test_figures_are_tables_with_charts_of_the_same(demo_store: Store) -> None:
    snapshot = demo_store.snapshot()
    day = dt.date(2021, 1, 1)
    made = figures(snapshot, make_listing(snapshot), day, {"2020": snapshot, "2021": snapshot})
    paper = figures_paper(snapshot, made)
    is_sound(paper)
    assert (paper.title, paper.subtitle) == ("Interkommunalt samarbeid i tall", "Per 1. januar 2021")
    assert prose(paper) == ["I kraft: 55 samarbeid."]
    found = tables(paper)
    assert list(found) == [
        "municipalities", "areas", "forms", "hosts", "shares", "editions",
        "editions-municipalities", "editions-forms", "editions-hosts",
    ]  # fmt: skip
    assert titles(found["hosts"]) == ["Vertskommuner", "Samarbeid", "Andel i prosent"]
    assert [column.kind for column in found["hosts"].columns] == ["text", NUMBER, SHARE]
    assert rows(found["hosts"])[:2] == ["Lillehammer | 9 | 52.9", "Gausdal | 4 | 23.5"]
    assert rows(found["editions"]) == ["2020 | 55", "2021 | 55"]
    assert rows(found["editions-hosts"])[0] == "Lillehammer | 9 | 9"
    charts = [block for block in paper.blocks if isinstance(block, Chart)]
    assert [chart.title for chart in charts] == ["Kommuner", "Områder", "Former", "Vertskommuner", "Utgaver"]
    assert charts[3].bars[:2] == (("Lillehammer", 9.0), ("Gausdal", 4.0))
    assert charts[3].described.startswith("Vertskommuner, antall samarbeid: Lillehammer 9, Gausdal 4, ")
    for chart, table in zip(charts[:4], list(found.values())[:4], strict=True):
        assert [(line.cells[0], float(line.cells[1])) for line in table.lines] == list(chart.bars)


def test_who_is_with_whom_is_drawn_and_told(demo_store: Store) -> None:
    snapshot = demo_store.snapshot()
    listing, day = make_listing(snapshot), dt.date(2021, 1, 1)
    paper = figures_paper(snapshot, figures(snapshot, listing, day), together_shown(snapshot, listing, day))
    is_sound(paper)
    (drawn,) = [block for block in paper.blocks if isinstance(block, Drawing)]
    assert drawn.described.startswith("Hvor mange samarbeid to kommuner begge deltar i. Flest: Gausdal – Øyer 51, ")
    assert rows(tables(paper)["together"])[2] == "Øyer | Gausdal 51; Lillehammer 49; Ringebu 3; Hamar 1"
    boxes = [shape for shape in drawn.shapes if isinstance(shape, Box)]
    assert max(box.shade for box in boxes) > min(box.shade for box in boxes), "darker where they are many"


def test_more_municipalities_than_a_sheet_has_room_for_are_in_the_table(small: Store) -> None:
    parties = [Party(id=f"k{number}", name=f"Kommune {number}", kind="municipality") for number in range(20)]
    both: dict[str, object] = {party.id: {} for party in parties}
    put(small, *parties, Collaboration.model_validate({"id": "alle", "name": "Alle", "participants": both}))
    snapshot = small.snapshot()
    listing = make_listing(snapshot)
    paper = figures_paper(snapshot, figures(snapshot, listing, DAY), together_shown(snapshot, listing, DAY))
    (drawn,) = [block for block in paper.blocks if isinstance(block, Drawing)]
    assert drawn.described.endswith("8 til står i tabellen.")
    assert len(tables(paper)["together"].lines) == 22


def test_a_year_has_a_ring_of_months_and_a_table(small: Store) -> None:
    put(small, *(Event(id=f"m{n}", name=f"Møte {n}", kind="meeting", date="2026-03-10") for n in range(4)))
    paper = cycle(small.snapshot(), dt.date(2026, 1, 1), dt.date(2026, 1, 1))
    is_sound(paper)
    (drawn,) = [block for block in paper.blocks if isinstance(block, Drawing)]
    assert len([shape for shape in drawn.shapes if isinstance(shape, Box)]) == 12
    told = [shape.text for shape in drawn.shapes if isinstance(shape, Words)]
    assert told[told.index("mars") + 1 : told.index("april")] == ["Møte 0", "og 3 til"]
    found = rows(tables(paper)["cycle"])
    assert found[found.index("# Mars") + 1].startswith("2026-03-10 | Møte 0 | ")


# --- what is new


@pytest.fixture
def changed(small: Store) -> Store:
    """A year in which one came, one ended, one changed, and an item was done."""
    record = Collaboration(
        id="felles-legevakt", name="Felles legevakt", areas=("helse",), participants={"oyer": Participation()}
    )
    put(small, record, PlanItem(id="kino", name="Felles kino", year=2021, status="planned"))
    return small


def test_what_is_new_is_told_by_area_and_field(changed: Store) -> None:
    before = changed.snapshot()
    new = Collaboration(
        id="felles-arkiv", name="Felles arkiv", legal_form="intermunicipal_company", comment="Nytt.",
        participants={"oyer": Participation(), "gausdal": Participation()},
    )  # fmt: skip
    put(changed, new, PlanItem(id="kino", name="Felles kino", year=2021, status="done"))
    edit(changed, "felles-legevakt", status="ended", until="2021-12")
    parts = {"oyer": Participation(), "gausdal": Participation(role="host", until="2027")}
    edit(changed, "felles-brannvesen", participants=parts, legal_form="host_municipality_joint_board")
    revised = [
        Revised(BRANN, "Kari Nordmann", "2021-11-03", "71/2021", "Vedtatt i begge"),
        Revised(BRANN, "Ola Hansen", "2021-10-01", "71/2021"),
    ]
    paper = changes(before, changed.snapshot(), "2021", DAY, revised)
    is_sound(paper)
    assert (paper.title, paper.subtitle) == (
        "Nytt i det interkommunale samarbeidet", "Fra utgaven for 2021 til 1. januar 2022",
    )  # fmt: skip
    assert [block.text for block in paper.blocks if isinstance(block, Heading)] == [
        "Samarbeidene", "Arbeidet rundt samarbeidene",
    ]  # fmt: skip
    summary, told, others = tables(paper).values()
    assert titles(summary) == ["Område", "Ny", "Avsluttet", "Slettet", "Endret"]
    assert rows(summary) == [
        "Brannvesen | 0 | 0 | 0 | 1", "Helse | 0 | 1 | 0 | 0", "Uten område | 1 | 0 | 0 | 0", "I alt | 1 | 1 | 0 | 1",
    ]  # fmt: skip
    assert titles(told) == [
        "Navn", "Hva som har skjedd", "Felt", "Før", "Nå", "Hvem", "Når", "Sak", "Begrunnelse",
    ]  # fmt: skip
    who = "Kari Nordmann\nOla Hansen | 3. november 2021\n1. oktober 2021 | 71/2021 | Vedtatt i begge"
    assert rows(told) == [
        "# Brannvesen",
        f"Felles brannvesen | Endret | Vertskommune | Øyer | Gausdal | {who}",
        f"Felles brannvesen | Endret | Form | Vertskommunesamarbeid | Vertskommunesamarbeid med felles folkevalgt nemnd"
        f" | {who}",
        f"Felles brannvesen | Endret | Gausdal, til | – | 2027 | {who}",
        "# Helse",
        "Felles legevakt | Avsluttet | Status | I drift | Avsluttet |  |  |  | ",
        "Felles legevakt | Avsluttet | Til | – | desember 2021 |  |  |  | ",
        "# Uten område",
        "Felles arkiv | Ny |  |  | Interkommunalt selskap\nØyer, Gausdal\nNytt. |  |  |  | ",
    ]
    assert {line.key for line in told.lines if line.key} == {
        BRANN, Key("collaboration", "felles-legevakt"), Key("collaboration", "felles-arkiv"),
    }  # fmt: skip
    assert rows(others) == ["# Plantiltak", "Felles kino | Endret | Status | Planlagt | Utført"]


def test_areas_and_what_was_removed_are_told_by_their_names(changed: Store) -> None:
    before = changed.snapshot()
    register = before.register
    areas = {"brann": Area(name="Brann og redning", order=20), "kultur": Area(name="Kultur", order=10)}
    record = before.collaboration("felles-legevakt")
    made = (change(register, register.model_copy(update={"areas": areas})), change(record, None))
    changed.commit(Changeset(before.commit, made, "edit"), KARI)
    paper = changes(before, changed.snapshot(), "2021-03", DAY)
    assert paper.subtitle == "Fra mars 2021 til 1. januar 2022"
    found = tables(paper)
    assert rows(found["changes"]) == ["# Helse", "Felles legevakt | Slettet | Øyer"]
    assert rows(found["other-changes"]) == [
        "# Register",
        "Prøveregister | Endret | Brann og redning, navn | Brannvesen | Brann og redning",
        "Prøveregister | Endret | Områder | Helse | –",
        "Prøveregister | Endret | Områder | – | Kultur",
    ]


def test_nothing_new_is_said(changed: Store) -> None:
    paper = changes(changed.snapshot(), changed.snapshot(), "2021", DAY)
    assert prose(paper) == ["Ingenting er endret."]
    assert not tables(paper)
