"""The overview and the § 27 table of the demo register, cell by cell; dates and numbers in words."""

from __future__ import annotations

import datetime as dt

import pytest

from store.base.i18n import set_language
from store.papers.builders.overview import overview
from store.papers.builders.section27 import section27
from store.papers.paper import Bullets, Heading, Paper
from store.records.model import Decision, Document, Participation
from store.records.paths import Key
from store.register.store import Store
from tests.conftest import edit
from tests.papers.looking import is_sound, notes, prose, rows, tables, titles, whole_text

DAY = dt.date(2021, 1, 1)


@pytest.fixture
def paper(demo_store: Store) -> Paper:
    return overview(demo_store.snapshot(), DAY)


def test_the_overview_is_the_one_that_the_councils_know(paper: Paper) -> None:
    is_sound(paper)
    assert (paper.what, paper.title, paper.subtitle) == (
        "overview", "Oversikt over interkommunalt samarbeid", "Per 1. januar 2021",
    )  # fmt: skip
    assert paper.language == "nb"
    assert paper.is_wide
    table = tables(paper)["overview"]
    assert titles(table) == [
        "Samarbeid", "Organisasjonsform", "Lillehammer", "Gausdal", "Øyer", "Vert eller ansvarlig", "Kommentar",
    ]  # fmt: skip
    assert [column.field for column in table.columns] == [
        "name", "legal_form", "participants.lillehammer", "participants.gausdal", "participants.oyer", "host",
        "comment",
    ]  # fmt: skip
    shown = rows(table)
    assert shown[:5] == [
        "# Regionråd og annet politisk samarbeid",
        "Regionråd | Avtale | x | x | x |  | Med Innlandet fylkeskommune.",
        "Felles kommunestyremøter | Uformelt samarbeid | x | x | x |  | ",
        "Felels formannskapsmøter | Avtale | x | x | x |  | Årlig formannskapskonferanse.",
        "Gudbrandsdalstinget | Vedtak | x | x | x |  | Med flere deltakerkommuner.",
    ]
    assert (
        "Kvalitetskoordinator |  | x | x | x (til oktober 2021) |  | Øyer har sagt opp avtalen fra oktober 2021."
        in shown
    )
    assert "Miljørettet helsevern* | Vertskommunesamarbeid | x | x | x | Ringebu | Ringebu vertskommune." in shown
    assert "Felles barnevern | Vertskommunesamarbeid |  | x | x | Gausdal | Gausdal vertskommune" in shown
    assert (
        "Innkjøps-samarbeid |  | x | x | x | Lillehammer (leverandør) | Kjøp av tjenester fra Lillehammer kommune."
        in shown
    )
    uncertain = (
        "Kontrollutvalgssekretariat | § 27-samarbeid (eget styre)? | x | x | x |  | Med Innlandet fylkeskommune."
    )
    assert uncertain in shown
    assert [line.cells[0] for line in table.lines if line.is_section] == [
        "Regionråd og annet politisk samarbeid", "Administrativt samarbeid", "Tekniske tjenester", "Næringsutvikling",
        "Landbruk", "Reiseliv, natur og kultur", "Brannvesen", "Renovasjon", "Energi",
        "Kompetanse, opplæring, oppvekst", "Helse og omsorg", "Ungdom", "Uten område",
    ]  # fmt: skip


def test_every_row_of_the_document_has_its_line_and_its_key(paper: Paper, demo_store: Store) -> None:
    table = tables(paper)["overview"]
    written = [id for id in _document(demo_store).rows if not id.startswith("# ")]
    keys = [line.key for line in table.lines if line.key is not None and not line.is_section]
    assert [key.id for key in keys][: len(written)] == written
    assert len(keys) == len(set(keys)) == 55
    areas = [line.key for line in table.lines if line.is_section]
    assert {key.kind for key in areas if key} == {"area"}
    assert [line.cells for line in table.lines if line.key is None] == [("Uten område",)]


def _document(store: Store) -> Document:
    return next(one for one in store.snapshot().documents.values() if one.kind == "overview")


def test_the_prose_of_the_document_stands_before_and_after_the_table(paper: Paper, demo_store: Store) -> None:
    kinds = [type(block).__name__ for block in paper.blocks]
    at = kinds.index("Table")
    assert prose(paper)[0].startswith("Øyer deltar i en rekke samarbeidsordninger i Lillehammer-regionen")
    headings = [(number, block.text) for number, block in enumerate(paper.blocks) if isinstance(block, Heading)]
    assert [text for _number, text in headings] == [
        "Strategi for interkommunalt samarbeid i Lillehammerregionen", "Til diskusjon",
    ]  # fmt: skip
    assert all(number > at for number, _text in headings)
    assert paper.blocks[-1] == Bullets(
        ((0, "Aktuelle nye områder for interkommunalt samarbeid?"), (0, "Videreføring av eksisterende samarbeid?"))
    )
    said = whole_text(paper)
    for line in _document(demo_store).text.splitlines():
        assert line.removeprefix("- ") in said


def test_the_legend_names_the_forms_that_occur(paper: Paper) -> None:
    legend = [block for block in paper.blocks if isinstance(block, Bullets)][2]
    assert [text for _level, text in legend.items][:3] == [
        "Vertskommunesamarbeid (kommuneloven kap. 20)", "Interkommunalt selskap (IKS-loven)",
        "Aksjeselskap (aksjeloven)",
    ]  # fmt: skip
    assert not any("Samkommune" in text for _level, text in legend.items)


def test_notes_say_what_the_table_cannot(paper: Paper) -> None:
    mark, star, uncertain, others, unnamed = notes(paper)
    assert mark == "x: deltar på dagen som dokumentet gjelder."
    assert star == "* Merket med stjerne i registeret."
    assert uncertain == "? Det er ikke sikkert at dette er organisasjonsformen."
    assert others.startswith("Andre som deltar: Innlandet fylkeskommune (Regionråd, Kontrollutvalgssekretariat, ")
    assert "Sør-Fron (Gudbrandsdal Energi (GE))" in others
    assert "flere deltakerkommuner (Gudbrandsdalstinget, Innlandet Revisjon, Østnorsk filmsenter, " in unnamed
    assert "5 eierkommuner i tillegg (IKOMM AS)" in unnamed
    assert "ukjent hvem (Miljørettet helsevern)" in unnamed


def test_another_year_has_a_short_text_and_what_is_in_force_then(demo_store: Store) -> None:
    edit(demo_store, "felles-brann-og-feiertjeneste", until="2021-06-30", status="ended")
    paper = overview(demo_store.snapshot(), dt.date(2022, 1, 1))
    assert paper.subtitle == "Per 1. januar 2022"
    assert prose(paper)[0] == (
        "Her gis en oversikt over det interkommunale samarbeidet som Lillehammer, Gausdal og Øyer deltar i "
        "per 1. januar 2022."
    )
    shown = rows(tables(paper)["overview"])
    assert "# Brannvesen" not in shown
    assert "Kvalitetskoordinator |  | x | x |  |  | Øyer har sagt opp avtalen fra oktober 2021." in shown


def test_what_is_kept_can_be_told(demo_store: Store) -> None:
    paper = overview(demo_store.snapshot(), DAY, lambda record: record.legal_form == "intermunicipal_company")
    assert rows(tables(paper)["overview"]) == [
        "# Administrativt samarbeid",
        "Innlandet Revisjon | Interkommunalt selskap | x | x | x |  | Med flere deltakerkommuner.",
        "# Renovasjon",
        "Felles renovasjonsselskap GLØR | Interkommunalt selskap | x | x | x |  | ",
        "# Helse og omsorg",
        "Gudbrandsdal krisesenter* | Interkommunalt selskap | x | x | x |  | Med flere deltakerkommuner.",
        "SMISO - støttesenter mot incest og seksuelle overgrep i Oppland | Interkommunalt selskap | x | x | x |  | "
        "Med flere deltakerkommuner.",
    ]


@pytest.mark.parametrize(
    ("lang", "title", "subtitle", "header"),
    [
        ("nn", "Oversikt over interkommunalt samarbeid", "Per 1. januar 2021", "Organisasjonsform"),
        ("en", "Oversikt over interkommunalt samarbeid", "As of 1 January 2021", "Form of organisation"),
    ],
)
def test_it_speaks_the_readers_language(demo_store: Store, lang: str, title: str, subtitle: str, header: str) -> None:
    set_language(lang)
    paper = overview(demo_store.snapshot(), DAY)
    assert (paper.language, paper.title, paper.subtitle) == (lang, title, subtitle)
    assert titles(tables(paper)["overview"])[1] == header
    # The document says its day in its own language; that is the paper's already.
    assert "Per 1. januar 2021" not in prose(paper)


def test_section_27_is_the_table_with_progress_deadline_and_decisions(demo_store: Store) -> None:
    decisions = {"gausdal": Decision(outcome="Vedtatt", case="12/22", date="2022-02-10")}
    edit(demo_store, "kontrollutvalgssekretariat", decisions=decisions)
    paper = section27(demo_store.snapshot(), DAY)
    is_sound(paper)
    assert paper.title == "Oversikt over § 27-samarbeid"
    assert prose(paper)[0] == "4 samarbeid uten avklart rettsgrunnlag."
    assert prose(paper)[1].startswith("Frist: innen høsten 2023, ")
    assert prose(paper)[2].startswith("Det kan bli: Kommunalt oppgavefellesskap, Interkommunalt politisk råd, ")
    table = tables(paper)["section27"]
    assert titles(table)[-3:] == ["Kommentar", "Forslag til framdrift", "Vedtak"]
    shown = rows(table)
    assert [row for row in shown if row.startswith("# ")] == ["# Etter § 27", "# Kanskje etter § 27"]
    assert shown[1] == (
        "INNOFF Innkjøpsamarbeid, felles anbud | § 27-samarbeid (eget styre) | x | x | x |  | "
        "Med flere kommuner og OFK. Avtalen er sagt opp. | Avtalen er allerede sagt opp av Oppland fylkeskommune. "
        "Prosessen med omdanning er i gang. "
        "| Lillehammer: ingenting ennå\nGausdal: ingenting ennå\nØyer: ingenting ennå"
    )
    decided = next(line for line in table.lines if line.key == Key("collaboration", "kontrollutvalgssekretariat"))
    assert decided.cells[-1] == (
        "Gausdal: Vedtatt, sak 12/22, 10. februar 2022\nØyer: ingenting ennå\nLillehammer: ingenting ennå"
    )


def test_what_was_converted_is_told_as_that(demo_store: Store) -> None:
    earlier = demo_store.snapshot()
    edit(demo_store, "kontrollutvalgssekretariat", legal_form="municipal_task_community", uncertain=())
    shown = rows(tables(section27(demo_store.snapshot(), DAY, [earlier]))["section27"])
    at = shown.index("# Omdannet siden")
    assert shown[at + 1].startswith("Kontrollutvalgssekretariat | Kommunalt oppgavefellesskap | x | x | x |")


def test_where_nothing_is_there_is_a_paper_all_the_same(small: Store) -> None:
    edit(small, "felles-brannvesen", status="ended")
    for paper in (overview(small.snapshot(), DAY), section27(small.snapshot(), DAY)):
        is_sound(paper)
        assert tables(paper)[paper.what].lines == ()


def test_a_collaboration_of_two_areas_is_below_both(small: Store) -> None:
    edit(small, "felles-brannvesen", areas=("brann", "helse"))
    paper = overview(small.snapshot(), DAY)
    line = "Felles brannvesen | Vertskommunesamarbeid | x | x | Øyer | Øyer vertskommune."
    assert rows(tables(paper)["overview"]) == ["# Brannvesen", line, "# Helse", line]


def test_participants_come_and_go_with_the_day(small: Store) -> None:
    parts = {
        "oyer": Participation(role="office_municipality", until="2027-03"),
        "gausdal": Participation.model_validate({"from": "2022", "notice_given": "2021"}),
    }
    edit(small, "felles-brannvesen", participants=parts, comment="")
    told = {}
    for year in (2021, 2022, 2028):
        lines = tables(overview(small.snapshot(), dt.date(year, 1, 1)))["overview"].lines
        line = next(line for line in lines if not line.is_section)
        told[year] = line.cells[2:5]
    assert told == {
        2021: ("x (til mars 2027)", "", "Øyer (kontorkommune)"),
        2022: ("x (til mars 2027)", "x", "Øyer (kontorkommune)"),
        2028: ("", "x", ""),
    }


def test_another_day_of_the_year_is_not_what_the_document_speaks_of(demo_store: Store) -> None:
    paper = overview(demo_store.snapshot(), dt.date(2021, 1, 2))
    assert prose(paper)[0].startswith(
        "Her gis en oversikt over det interkommunale samarbeidet som Lillehammer, Gausdal"
    )
