"""Small files in the manner of real ones, each imported into a register, and what the register says then."""

from __future__ import annotations

from store.documents.importer import original_path
from store.register.store import Store
from tests.conftest import git, is_sound
from tests.documents.conftest import CASES, Take, parts

ALL = {"fjellby": "participant", "elvdal": "participant", "asmark": "participant"}


def problems(result: object) -> list[str]:
    return [str(problem) for problem in getattr(result, "problems", [])]


def test_participants_in_one_cell(fjell: Store, take: Take) -> None:
    take("deltakerliste.csv")
    records = fjell.snapshot().collaborations
    assert len(records) == 4
    first = records["felles-skatteoppkrever"]
    assert first.legal_form == "host_municipality_administrative"
    assert parts(first) == {**ALL, "fjellby": "host"}
    assert (first.case, first.agreement_date) == ("PS 12/19", "2019-02-01")
    assert parts(records["vannomrade-elva"]) == ALL
    assert records["vannomrade-elva"].agreement_date == "2016"
    book = records["bygdebok-iks"]
    assert set(book.participants) == {"elvdal", "asmark"}
    assert (book.case, book.agreement_date) == ("PS 4/2008", "2008-03-15")
    assert book.comment == "Har eget styre,\nmed tre medlemmer"
    council = records["beredskapsrad"]
    assert set(council.participants) == {"fjellby", "elvdal"}
    assert council.comment == "uformelt – møtes ønsket 2×/år"


def test_a_report_of_ownership(fjell: Store, take: Take) -> None:
    result = take("eierskap.xlsx")
    records = fjell.snapshot().collaborations
    assert list(records) == ["bibliotekavtale", "elvdal-avfall-iks", "fjellkraft-as"]
    waste, power = records["elvdal-avfall-iks"], records["fjellkraft-as"]
    assert {id: part.share for id, part in waste.participants.items()} == {
        "fjellby": "33.5 %", "asmark": "33 %", "elvdal": "33.5 %",
    }  # fmt: skip
    assert power.participants["elvdal"].share == "12.5 %"
    assert (power.other_participants, power.participants_complete) == ("private", False)
    assert waste.orgnr == power.orgnr == "974760673"
    assert set(records["bibliotekavtale"].participants) == {"elvdal", "asmark"}
    told = problems(result)
    assert any("rad 8" in line and "Sum" in line and "utelatt" in line for line in told)
    assert any("«Skjult»" in line for line in told)
    document = fjell.snapshot().documents["eierskapsmelding-2024-elvdal-kommune-2023-12-31"]
    assert (document.date, document.owner) == ("2023-12-31", "elvdal")
    assert document.left_out == ("rad 8: Sum |  |  | 0,46 |  |  |",)
    assert "Tall hentet fra årsregnskap" in document.text
    assert waste.as_written is not None
    assert waste.as_written.other == {"Formål": "Innsamling av avfall", "Repr.skap/gen.fors.": "Ordfører"}


def test_a_pdf_of_many_pages(fjell: Store, take: Take) -> None:
    take("flere-sider.pdf")
    records = fjell.snapshot().collaborations
    assert len(records) == 60
    assert records["samarbeid-07"].comment == "Merknad som er så lang at den går over to linjer i cellen sin"
    assert not any(record.name == "Samarbeid" for record in records.values())


def test_a_page_of_the_web(fjell: Store, take: Take) -> None:
    result = take("nettside.html")
    now = fjell.snapshot()
    records = now.collaborations
    assert {record.name: record.areas for record in records.values()} == {
        "Interkommunal legevakt": ("helse",),
        "Krisesenter": ("helse",),
    }
    assert now.register.areas["helse"].name == "Helse"
    first = records["interkommunal-legevakt"]
    assert first.address == "https://example.org/legevakt"
    assert parts(first) == {**ALL, "fjellby": "host"}
    assert set(records["krisesenter"].participants) == {"fjellby", "elvdal"}
    told = problems(result)
    assert any("rad 4" in line and "Se egen side" in line for line in told)
    assert any("tabell 2" in line and "«Meny», «Kontakt»" in line.replace("“", "«").replace("”", "»") for line in told)
    assert next(iter(now.documents.values())).left_out == ("tabell 1, rad 4: Teknisk | Se egen side |  |",)


def test_a_plan_with_lists_of_word(fjell: Store, take: Take) -> None:
    take("plan.docx")
    items = fjell.snapshot().plan_items
    assert {item.name: (item.year, item.parent) for item in items.values()} == {
        "Handlingsplan 2024": (2024, None),
        "Felles innkjøp": (2024, None),
        "Arkiv": (2024, None),
        "depot": (2024, "arkiv"),
        "skanning": (2024, "arkiv"),
        "Handlingsplan 2025": (2025, None),
    }


def test_tracked_changes(fjell: Store, take: Take) -> None:
    result = take("sporede-endringer.docx")
    assert fjell.snapshot().collaborations["landbrukskontor"].legal_form == "host_municipality"
    assert "sporede-endringer.docx: 1 sporet endring er lest som godtatt" in problems(result)


def test_columns_of_nothing_and_section_rows_in_capitals(fjell: Store, take: Take) -> None:
    result = take("tom-kolonne.tsv")
    now = fjell.snapshot()
    records = now.collaborations
    assert [(record.name, record.areas) for record in records.values()] == [
        ("Legevakt", ("helse",)),
        ("Legevakt", ("helse",)),
        ("Plan- og byggesak", ("teknisk",)),
    ]
    assert {id: area.name for id, area in now.register.areas.items()} == {"helse": "Helse", "teknisk": "Teknisk"}
    assert records["legevakt"].as_written is not None
    assert records["legevakt"].as_written.section == "HELSE:"
    assert ("probable_duplicate", "legevakt") in {(found.code, found.id) for found in result.findings}


def test_a_header_of_two_lines_that_stands_twice(fjell: Store, take: Take) -> None:
    result = take("toradet-topptekst.docx")
    records = fjell.snapshot().collaborations
    assert {record.name: record.areas for record in records.values()} == {
        "Legevakt": ("helse",), "Jordmor": ("helse",),
        "Brann": ("teknisk",), "Feiing": ("teknisk",),
        "Kulturskole": ("kultur",),
    }  # fmt: skip
    assert parts(records["legevakt"]) == {**ALL, "fjellby": "host"}
    assert parts(records["brann"]) == parts(records["feiing"]) == ALL
    assert set(records["jordmor"].participants) == {"fjellby", "elvdal"}
    assert set(records["kulturskole"].participants) == {"fjellby", "asmark"}
    assert records["legevakt"].comment == "Fjellby vertskommune\nAvtalen er sagt opp fra 1.1.2024."
    found = {(found.code, found.id, found.field) for found in result.findings}
    assert {(code, id) for code, id, _field in found} >= {("withdrawal", "legevakt")}
    assert ("uncertain_participation", "jordmor", "participants.elvdal") in found
    assert ("uncertain_participation", "feiing", "participants.asmark") in found


def test_utf_16(fjell: Store, take: Take) -> None:
    take("utf16.txt")
    record = fjell.snapshot().collaborations["oyelege"]
    assert (record.areas, set(record.participants)) == (("helse",), {"fjellby", "asmark"})


def test_markdown(fjell: Store, take: Take) -> None:
    take("utklipp.md")
    assert {record.name for record in fjell.snapshot().collaborations.values()} == {"Renovasjon", "Arkiv | depot"}


def test_the_file_itself_is_kept_whole_and_goes_with_the_import(fjell: Store, take: Take) -> None:
    take("eierskap.xlsx")
    (id,) = fjell.snapshot().documents
    path = original_path(id, "xlsx")
    kept = (CASES / "eierskap.xlsx").read_bytes()
    assert (fjell.path / path).read_bytes() == kept
    assert git(fjell.path, "cat-file", "-s", f"HEAD:{path}") == str(len(kept))
    is_sound(fjell.path)


def test_every_file_taken_twice_changes_nothing(fjell: Store, take: Take) -> None:
    for file in sorted(CASES.iterdir()):
        take(file.name)
        assert take(file.name).changeset is None, file.name
