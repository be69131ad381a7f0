"""The two documents as they are, next year's overview, another region, and files that are none."""

import csv
import io
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

import pytest

from store.base.errors import BadInput
from store.changes.changes import Changeset, change
from store.changes.edits import set_fields
from store.changes.joining import open_of, settle
from store.checks.checks import check
from store.documents.as_published import as_published
from store.documents.importer import plan_import
from store.documents.overview import display_name
from store.documents.result import ImportResult
from store.formats.reading import read_source
from store.planning.plan import is_heading
from store.reading.columns import column_role, roles_of
from store.reading.comments import read_comment
from store.reading.plan import PlanCell
from store.reading.terms import form_of, spelling_suggestion, type_suggestion
from store.records.model import Collaboration
from store.records.paths import Key
from store.register.store import Store
from store.reports.reports import csv_as_written
from tests.conftest import KARI, edit, is_sound

DOCUMENTS = resources.files("store") / "data" / "documents"
OVERVIEW = (DOCUMENTS / "oversikt-2021.txt").read_text(encoding="utf-8")


def take(store: Store, path: Path, text: str) -> ImportResult:
    """Import a text as a file; commit what comes of it."""
    path.write_text(text, encoding="utf-8")
    result = plan_import(store.snapshot(), [read_source(path)])
    if result.changeset is not None:
        store.commit(result.changeset, KARI)
    return result


def found(store: Store) -> set[tuple[str, str]]:
    return {(finding.code, finding.id) for finding in check(store.snapshot())}


# --- the demo


def test_the_demo_holds_every_row_of_both_documents(demo_store: Store) -> None:
    snapshot = demo_store.snapshot()
    records = snapshot.collaborations
    assert len(records) == 55
    assert [record.name for record in records.values()].count("Felles barnevern") == 2
    areas = sorted(snapshot.register.areas.values(), key=lambda area: area.order)
    sections = [line.split("\t")[0] for line in OVERVIEW.split("\n") if line.endswith("\t\t\t\t\t")]
    assert [area.name for area in areas] == sections
    assert len(sections) == 12
    assert records["kvalitetskoordinator"].participants["oyer"].until == "2021-10"
    ombud = records["felles-personvernombud"]
    assert ombud.host == "lillehammer"
    assert "ringebu" in ombud.participants
    assert records["miljorettet-helsevern"].host == "ringebu"
    assert records["felles-110-nodalarmeingsentral"].host == "hamar"
    assert records["innkjops-samarbeid"].host is None
    assert records["innkjops-samarbeid"].participants["lillehammer"].role == "supplier"
    assert records["kontrollutvalgssekretariat"].uncertain == ("legal_form",)
    assert records["ikomm-as"].other_participants == "5 eierkommuner i tillegg"
    assert not records["ikomm-as"].participants_complete
    is_sound(demo_store.path)


def test_the_fire_service_is_one_record_with_two_states(demo_store: Store) -> None:
    now = demo_store.snapshot().collaboration("felles-brann-og-feiertjeneste")
    then = demo_store.snapshot("edition/2019").collaboration("felles-brann-og-feiertjeneste")
    assert (then.legal_form, then.host, then.participants["lillehammer"].role) == (
        "legacy_section_27",
        None,
        "responsible_party",
    )
    assert (now.legal_form, now.host) == ("host_municipality", "lillehammer")
    assert now.progress == "Prosess starter og avsluttes i 2020."
    assert len(demo_store.snapshot("edition/2019").collaborations) == 4


def test_the_plan_cells_are_kept_raw(demo_store: Store) -> None:
    items = demo_store.snapshot().plan_items
    headings = {id: item.year for id, item in items.items() if is_heading(item)}
    assert headings == {f"handlingsplan-{y}": y for y in (2019, 2020, 2021, 2022)}
    raw = list(items["handlingsplan-2019"].as_written.values())
    assert raw[0].startswith("<p>Følgende utredes:</p> <ul style=")
    assert raw[0].endswith("- Kontrollutvalgssekretariatet")
    assert len(items["handlingsplan-2020"].as_written) == 2, "the table of 2019 and the prose of 2021"


def test_as_written_is_the_document_cell_for_cell(demo_store: Store) -> None:
    import csv
    import io

    written = list(csv.reader(io.StringIO(csv_as_written(demo_store.snapshot("edition/2021")))))
    assert written == [line.split("\t") for line in OVERVIEW.split("\n") if "\t" in line]
    assert sum(any(cells[1:]) for cells in written[1:]) == 53


EXPECTED = {
    ("probable_typo", "felels-formannskapsmoter"),
    ("probable_typo", "karriereveiledning-you-kordinator"),
    ("probable_typo", "frislivssentral"),
    ("probable_typo", "felles-110-nodalarmeingsentral"),
    ("probable_typo", "innkjops-samarbeid"),
    ("uncertain_form", "kontrollutvalgssekretariat"),
    ("uncertain_form", "innlandet-fylkesarkiv-ika-opplandene"),
    ("unknown_form", "kvalitetskoordinator"),
    ("unknown_form", "gudbrandsdal-energi-ge"),
    ("unknown_form", "eidsiva-energi-as"),
    ("unknown_form", "ufo-aktiviteter-og-opplevelser-for-ungdom"),
    ("form_past_deadline", "kontrollutvalgssekretariat"),
    ("form_past_deadline", "innlandet-fylkesarkiv-ika-opplandene"),
    ("form_past_deadline", "interkommunalt-arkiv-ika-opplandene"),
    ("form_past_deadline", "innoff-innkjopsamarbeid-felles-anbud"),
    ("host_missing", "interkommunal-barnevernvakt"),
    ("probable_duplicate", "felles-barnevern"),
    ("probable_duplicate", "felles-barnevern-2"),
    ("suspect_participation", "gudbrandsdalsmusea-as"),
    ("suspect_participation", "gudbrandsdal-energi-ge"),
    ("suspect_participation", "eidsiva-energi-as"),
    ("suspect_participation", "gudbrandsdal-industrier-giax"),
    ("service_purchase", "innkjops-samarbeid"),
    ("service_purchase", "voksenopplaering"),
    ("probable_successor", "innoff-innkjopsamarbeid-felles-anbud"),
    ("probable_successor", "interkommunalt-arkiv-ika-opplandene"),
    ("not_in_overview", "innoff-innkjopsamarbeid-felles-anbud"),
    ("not_in_overview", "interkommunalt-arkiv-ika-opplandene"),
    ("truncated_cell", "handlingsplan-2019"),
    ("truncated_cell", "handlingsplan-2020"),
    ("empty_plan_year", "handlingsplan-2021"),
    ("empty_plan_year", "handlingsplan-2022"),
    ("withdrawal", "kvalitetskoordinator"),
    ("withdrawal", "innoff-innkjopsamarbeid-felles-anbud"),
    ("indirect_interest", "eidsiva-energi-as"),
    ("political_form", "regionrad"),
    ("political_form", "felels-formannskapsmoter"),
    ("political_form", "gudbrandsdalstinget"),
}
STARRED = {
    "regionalt-helsesamarbeid-overbygning-med-felles-hovedavtale",
    "miljorettet-helsevern",
    "legevaktsamarbeid",
    "intermediaere-senger",
    "oyeblikkelighjelp-senger",
    "gerica-elektronisk-pasientjournal",
    "frislivssentral",
    "gudbrandsdal-krisesenter",
}


def test_every_anomaly_is_a_finding_at_its_record_and_nothing_is_an_error(demo_store: Store) -> None:
    findings = check(demo_store.snapshot())
    codes = {(finding.code, finding.id) for finding in findings}
    assert codes >= EXPECTED
    assert {id for code, id in codes if code == "starred"} == STARRED
    exact = {code for code, _id in EXPECTED}
    assert {pair for pair in codes if pair[0] in exact} == EXPECTED
    assert {id for code, id in codes if code == "unlisted_party"} >= {
        "miljorettet-helsevern",
        "felles-110-nodalarmeingsentral",
        "felles-personvernombud",
        "regionrad",
    }
    assert [finding for finding in findings if finding.severity == "error"] == []


def test_suggestions_name_the_way_out(demo_store: Store) -> None:
    suggested = {(f.code, f.id): f.suggestion for f in check(demo_store.snapshot()) if f.suggestion}
    assert suggested["probable_typo", "innkjops-samarbeid"] == "council_resolution_only"
    assert suggested["probable_typo", "felels-formannskapsmoter"] == "Felles formannskapsmøter"
    assert suggested["probable_typo", "karriereveiledning-you-kordinator"] == "Karriereveiledning/YOU-koordinator"
    assert suggested["probable_typo", "frislivssentral"] == "Frisklivssentral"
    assert suggested["probable_typo", "felles-110-nodalarmeingsentral"] == "Felles 110 nødalarmeringssentral"
    assert suggested["probable_successor", "innoff-innkjopsamarbeid-felles-anbud"] == "innkjops-samarbeid"
    assert (
        suggested["probable_successor", "interkommunalt-arkiv-ika-opplandene"] == "innlandet-fylkesarkiv-ika-opplandene"
    )
    children = {id for (code, id), parent in suggested.items() if code == "starred" and parent}
    assert children == STARRED - {
        "regionalt-helsesamarbeid-overbygning-med-felles-hovedavtale",
        "gudbrandsdal-krisesenter",
    }


def test_a_deadline_that_has_not_passed_is_no_finding(demo_store: Store) -> None:
    import datetime as dt

    findings = check(demo_store.snapshot("edition/2019"), dt.date(2023, 12, 31))
    assert "form_past_deadline" not in {finding.code for finding in findings}


# --- again, and next year


@pytest.mark.parametrize("name", ["oversikt-2021.txt", "handlingsplan-2019.txt"])
def test_importing_the_same_again_changes_nothing(demo_store: Store, tmp_path: Path, name: str) -> None:
    result = take(demo_store, tmp_path / "igjen.txt", (DOCUMENTS / name).read_text(encoding="utf-8"))
    assert result.changeset is None
    assert (result.added, result.changed) == ([], [])
    assert result.unchanged in (53, 4)


def test_what_people_corrected_stays_corrected(demo_store: Store, tmp_path: Path) -> None:
    edit(demo_store, "innkjops-samarbeid", legal_form="council_resolution_only", name="Innkjøpssamarbeid")
    result = take(demo_store, tmp_path / "igjen.txt", OVERVIEW)
    assert result.changeset is None
    assert ("probable_typo", "innkjops-samarbeid") not in found(demo_store)


def next_year() -> str:
    """The overview of 2022: columns in another order, one form changed, one row gone, one new, one mark fewer."""
    lines = OVERVIEW.replace("Per 1. januar 2021", "Per 1. januar 2022").split("\n")
    kept = []
    for line in lines:
        cells = line.split("\t")
        if cells[0] == "Geodata-samarbeid":
            cells[1] = "Vedtak"
        if cells[0] == "Valg-samarbeid":
            continue
        if cells[0] == "Kvalitetskoordinator":
            cells[2] = ""
        if len(cells) == 6:
            cells = [cells[5], cells[0], cells[4], cells[1], cells[3], cells[2]]
        kept.append("\t".join(cells))
        if cells[1:2] == ["Ungdom"]:
            kept.append("\t".join(["", "Felles ungdomsråd", "x", "Nettverk", "x", "x"]))
    return "\n".join(kept)


def test_next_years_overview_changes_just_what_differs(demo_store: Store, tmp_path: Path) -> None:
    result = take(demo_store, tmp_path / "2022.txt", next_year())
    assert result.added == ["felles-ungdomsrad"]
    assert sorted(result.changed) == ["geodata-samarbeid", "kvalitetskoordinator"]
    assert result.unchanged == 50
    records = demo_store.snapshot().collaborations
    assert records["geodata-samarbeid"].legal_form == "council_resolution_only"
    assert "oyer" in records["kvalitetskoordinator"].participants, "the comment still says until October 2021"
    assert records["felles-ungdomsrad"].areas == ("ungdom",)
    assert ("not_in_overview", "valg-samarbeid") in found(demo_store)
    is_sound(demo_store.path)


def test_a_correction_and_a_new_value_in_the_document_is_a_finding_and_the_register_keeps_its_own(
    demo_store: Store, tmp_path: Path
) -> None:
    edit(demo_store, "geodata-samarbeid", legal_form="network")
    result = take(demo_store, tmp_path / "2022.txt", next_year())
    assert demo_store.snapshot().collaboration("geodata-samarbeid").legal_form == "network"
    conflicts = [finding for finding in result.findings if finding.code == "import_conflict"]
    assert [(finding.id, finding.field) for finding in conflicts] == [("geodata-samarbeid", "legal_form")]


def test_an_older_overview_does_not_overwrite_a_newer(demo_store: Store, tmp_path: Path) -> None:
    older = OVERVIEW.replace("Per 1. januar 2021", "Per 1. januar 2020").replace(
        "Hamar vertskommune", "Gjøvik vertskommune"
    )
    result = take(demo_store, tmp_path / "2020.txt", older)
    assert result.changed == []
    assert len(result.problems) == 53
    assert demo_store.snapshot().collaboration("felles-110-nodalarmeingsentral").host == "hamar"


def test_another_region_brings_its_own_members(tmp_path: Path) -> None:
    store = Store.init(tmp_path / "r", "Fjordane", KARI)
    text = (
        "Interkommunalt samarbeid\nPer 1. januar 2024\n\n"
        "Samarbeid\tType samarbeid\tKinn\tStad\tMerknad\n"
        "Kinn brannvesen\tVertskommunesamarbeid\tx\tx\tKinn vertskommune.\n\n"
        "Stad hamn\tKO\tX\t\tMed Bremanger kommune.\n"
    )
    result = take(store, tmp_path / "f.txt", text)
    snapshot = store.snapshot()
    assert snapshot.register.members == ("kinn", "stad")
    assert set(snapshot.parties) == {"kinn", "stad", "bremanger"}
    assert result.added == ["kinn-brannvesen", "stad-hamn"]
    assert snapshot.collaboration("kinn-brannvesen").host == "kinn"
    assert snapshot.collaboration("stad-hamn").legal_form == "municipal_task_community"
    store.close()


def test_names_without_letters_are_kept_as_they_stand(tmp_path: Path) -> None:
    store = Store.init(tmp_path / "r", "Prøve", KARI)
    text = "Per 1. januar 2024\n\nNavn\tType\tKinn\tStad\n— —\t\t\t\n–\tIKS\tx\tx\n"
    assert take(store, tmp_path / "f.txt", text).added == ["samarbeid"]
    assert store.snapshot().collaboration("samarbeid").name == "–"
    assert store.snapshot().register.areas["omrade"].name == "— —"
    store.close()


def test_nothing_is_written_before_the_changeset_is_committed(demo_store: Store, tmp_path: Path) -> None:
    head = demo_store.snapshot().commit
    (tmp_path / "2022.txt").write_text(next_year(), encoding="utf-8")
    result = plan_import(demo_store.snapshot(), [read_source(tmp_path / "2022.txt")])
    assert result.changeset is not None
    assert demo_store.snapshot().commit == head
    is_sound(demo_store.path)


# --- files that are none

HEADER = "Fagområde\tType samarbeid\tØyer\tGausdal\tKommentar\n"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (None, "filen finnes ikke"),
        (b"", "tom"),
        (b"  \n\n", "tom"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "et bilde"),
        (b"bare prosa, ingen tabell\n", "fant ingen oversikt"),
        (b"A\tB\nx\ty\n", "linje 1"),
        (("Oversikt\n" + HEADER.replace("Gausdal", "Atlantis") + "a\tAvtale\tx\tx\t\n").encode(), "Atlantis"),
        (HEADER.replace("Type samarbeid", "Kommentarer").encode() + b"a\tb\tx\tx\tk\n", "mer enn én kolonne"),
        ("Type samarbeid\tØyer\tGausdal\nAvtale\tx\tx\n".encode(), "ingen kolonne med navn"),
        (b"Navn\tType\tKommentar\na\tAvtale\tk\n", "ingen kolonner med kryss"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_one_line(
    demo_store: Store, tmp_path: Path, data: bytes | None, words: str
) -> None:
    path = tmp_path / "fil.txt"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(BadInput) as refused:
        plan_import(demo_store.snapshot(), [read_source(path)])
    assert words in str(refused.value)
    assert "\n" not in str(refused.value)
    assert "fil.txt" in str(refused.value)


def test_what_stands_beside_the_headers_is_kept_and_told(demo_store: Store, tmp_path: Path) -> None:
    path = tmp_path / "fil.txt"
    path.write_text(HEADER + "Brøyting\x1b[2J\tAvtale\tx\tx\tk\tfor mye\n", encoding="utf-8")
    result = plan_import(demo_store.snapshot(), [read_source(path)])
    assert result.changeset is not None
    made = next(one.after for one in result.changeset.changes if one.key == Key("collaboration", "broyting-2j"))
    assert isinstance(made, Collaboration)
    assert made.name == "Brøyting␛[2J", "what acts on a terminal is a sign that can be seen"
    assert made.as_written is not None
    assert made.as_written.other == {"6": "for mye"}
    assert any(problem.line == 1 and "nummer 6" in problem.message for problem in result.problems)


def test_other_encodings_are_read_right_when_named(tmp_path: Path) -> None:
    path = tmp_path / "fil.txt"
    path.write_bytes((HEADER + "Ås\tAvtale\tx\tx\t\n").encode("cp1252"))
    assert read_source(path, "cp1252").grids[0].rows[1].cells[0].text == "Ås"
    path.write_bytes((HEADER + "Ås\tAvtale\tx\tx\t\n").encode("utf-16"))
    assert read_source(path).grids[0].rows[1].cells[0].text == "Ås"
    with pytest.raises(BadInput, match="--encoding"):
        read_source(path, "klingon")


# --- the parts


@pytest.mark.parametrize(
    ("comment", "roles", "others"),
    [
        ("Lillehammer vertskommune. Med Ringebu kommune.", {"Ringebu": "participant", "Lillehammer": "host"}, ""),
        ("Hamar vertskommune, flere deltakerkommuner.", {"Hamar": "host"}, "flere deltakerkommuner"),
        ("Med Ringebu og Nord-Fron kommuner.", {"Ringebu": "participant", "Nord-Fron": "participant"}, ""),
        ("Kjøp av tjenester fra Lillehammer kommune.", {"Lillehammer": "supplier"}, ""),
        ("Kommunene i Oppland OFK ansvarlig.", {"OFK": "responsible_party"}, "Kommunene i Oppland"),
        ("Oppland Oppland fylkeskommune ansvarlig.", {"Oppland fylkeskommune": "responsible_party"}, ""),
        ("Med flere kommuner og OFK. Avtalen er sagt opp.", {"OFK": "participant"}, "flere kommuner"),
        ("Samarbeidsavtale tilknyttet drift av Folkemusikkarkivet", {}, ""),
        ("Jf. Digitaliseringsstrategien vedtatt i kommunestyrene.", {}, ""),
    ],
)  # fmt: skip
def test_comments_are_read_for_what_they_say_only(comment: str, roles: dict[str, str], others: str) -> None:
    facts = read_comment(comment)
    assert (facts.roles, facts.others) == (roles, others)


def test_notice_is_read_with_its_month() -> None:
    assert read_comment("Øyer har sagt opp avtalen fra oktober 2021.").leaves == {"Øyer": "2021-10"}
    assert read_comment("Øyer har sagt opp avtalen.").leaves == {"Øyer": None}


def test_headers_are_known_by_their_words() -> None:
    assert column_role("Samarbeid") == column_role("Pr. 01.01.2019") == "name"
    assert roles_of(["Fagområde", "Type"], {}) == ["name", "type"]
    assert roles_of(["Fagområde", "Samarbeid"], {}) == ["section", "name"]
    assert column_role("Type samarbeid §i kommuneloven") == "type"
    assert column_role("Kommentarer") == column_role("Merknad") == "comment"
    assert column_role("Forslag til framdrift") == "progress"
    assert column_role("Øyer") is None


def test_types_are_read_and_slips_suggested() -> None:
    assert form_of("§27") == form_of("§ 27") == form_of("27?") == "legacy_section_27"
    assert form_of("Vetak") is None
    assert type_suggestion("Vetak") == "Vedtak"
    assert type_suggestion("Noe helt annet") is None


def test_right_names_are_left_alone(demo_store: Store) -> None:
    right = [r.name for r in demo_store.snapshot().collaborations.values() if ("probable_typo", r.id) not in EXPECTED]
    assert [name for name in right if spelling_suggestion(name)] == []


def test_html_in_cells_is_read_as_text() -> None:
    assert display_name("<b>Felles</b>&nbsp;legevakt*") == "Felles legevakt"
    cell = PlanCell.read("<p>Følgende utredes:</p> <ul>• Sentralbord<ul>- telefon")
    assert cell == PlanCell(("Sentralbord", "- telefon"), True)
    assert not PlanCell.read("<ul><li>PPT</li></ul>").is_truncated
    assert PlanCell.read('Følgende utredes: <ul style="x">•').lines == ()


def test_a_hand_made_record_keeps_what_it_says(demo_store: Store, tmp_path: Path) -> None:
    from store.changes.changes import Changeset, change

    mine = Collaboration(id="mitt", name="Geodata for alle", comment="Mitt eget", legal_form="network")
    demo_store.commit(Changeset(demo_store.snapshot().commit, (change(None, mine),), "new"), KARI)
    text = OVERVIEW.replace("2021\n", "2022\n", 1).replace("Geodata-samarbeid\t", "Geodata for alle\t")
    take(demo_store, tmp_path / "2022.txt", text)
    record = demo_store.snapshot().collaboration("mitt")
    assert (record.comment, record.legal_form) == ("Mitt eget", "network")
    assert record.areas == ("tekniske-tjenester",)


# --- what a document and a person say otherwise; what an older document says

SMALL = (
    "Interkommunalt samarbeid\nPer 1. januar {year}\n\n"
    "Samarbeid\tType samarbeid\tKinn\tStad\tFlora\tMerknad\n"
    "Brannvern\t{form}\tx\tx\tx\t{comment}\n"
    "Hamn\tIKS\tx\tx\t\tFelles hamn.\n"
)


def small_overview(year: int, form: str, comment: str) -> str:
    return SMALL.format(year=year, form=form, comment=comment)


@pytest.fixture
def fjordane(tmp_path: Path) -> Iterator[Store]:
    store = Store.init(tmp_path / "r", "Fjordane", KARI)
    take(store, tmp_path / "2021.txt", small_overview(2021, "Vertskommunesamarbeid", "Kinn vertskommune."))
    yield store
    store.close()


def test_a_document_with_another_host_than_a_person_had_set_is_a_conflict_and_never_two_hosts(
    fjordane: Store, tmp_path: Path
) -> None:
    now = fjordane.snapshot()
    before = now.collaboration("brannvern")
    after = set_fields(before, {"host": "flora"}, now)
    fjordane.commit(Changeset(now.commit, (change(before, after),), "edit"), KARI)
    text = small_overview(2022, "Vertskommunesamarbeid", "Stad vertskommune.")
    result = take(fjordane, tmp_path / "2022.txt", text)
    record = fjordane.snapshot().collaboration("brannvern")
    assert [id for id, part in record.participants.items() if part.role == "host"] == ["flora"]
    found = [one for one in result.findings if one.code == "import_conflict"]
    assert [(one.id, one.field) for one in found] == [("brannvern", "host")]
    (conflict,) = open_of(fjordane.snapshot()).values()
    opened = conflict.fields["host"]
    assert (opened.mine, opened.theirs) == ("stad", "flora")
    assert "2022" in opened.mine_by
    assert take(fjordane, tmp_path / "2022.txt", text).changeset is None, "the same file again changes nothing"
    now = fjordane.snapshot()
    changes = settle(now.get(Key("collaboration", "brannvern")), conflict, "host", "stad")
    fjordane.commit(Changeset(now.commit, tuple(changes), "resolve"), KARI)
    record = fjordane.snapshot().collaboration("brannvern")
    assert [id for id, part in record.participants.items() if part.role == "host"] == ["stad"]
    assert open_of(fjordane.snapshot()) == {}
    assert take(fjordane, tmp_path / "2022.txt", text).changeset is None


def test_a_new_host_in_the_document_is_taken_where_nobody_had_set_one(fjordane: Store, tmp_path: Path) -> None:
    take(fjordane, tmp_path / "2022.txt", small_overview(2022, "Vertskommunesamarbeid", "Stad vertskommune."))
    record = fjordane.snapshot().collaboration("brannvern")
    assert [id for id, part in record.participants.items() if part.role == "host"] == ["stad"]
    assert open_of(fjordane.snapshot()) == {}


def test_the_rows_of_an_older_overview_are_kept_and_shown_at_its_edition(fjordane: Store, tmp_path: Path) -> None:
    file = tmp_path / "2018.txt"
    file.write_text(small_overview(2018, "IKS", "Det gamle selskapet."), encoding="utf-8")
    result = plan_import(fjordane.snapshot(), [read_source(file)], "2018")
    assert result.changeset is not None
    saved = fjordane.commit(result.changeset, KARI)
    fjordane.tag_edition("2018", saved.commit, KARI)
    assert fjordane.snapshot().collaboration("brannvern").legal_form == "host_municipality"
    then = fjordane.snapshot("edition/2018")
    (older,) = [doc for doc in then.documents.values() if doc.date == "2018-01-01"]
    assert set(older.cells) == {"brannvern"}, "only what differs"
    rows = list(csv.reader(io.StringIO(csv_as_written(then, "2018"))))
    assert rows[1][0:2] == ["Brannvern", "IKS"]
    assert rows[1][-1] == "Det gamle selskapet."
    assert list(csv.reader(io.StringIO(csv_as_written(then))))[1][1] == "Vertskommunesamarbeid"
    shown = as_published(then, "2018")
    assert shown.collaborations["brannvern"].comment == "Det gamle selskapet."
    assert shown.collaborations["brannvern"].legal_form == "intermunicipal_company"
    again = plan_import(fjordane.snapshot(), [read_source(file)])
    assert again.changeset is None
    is_sound(fjordane.path)
