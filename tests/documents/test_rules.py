"""The rules that every format is read by: headers, columns, marks, lists, rows of one member, what is remembered."""

from __future__ import annotations

import pytest

from store.base.dates import said_date
from store.base.errors import BadInput
from store.documents.picking import read_left, without
from store.documents.result import Told
from store.reading.columns import column_role, near_role, read_map, roles_of
from store.reading.lists import Listed, read_list
from store.reading.terms import form_of, read_mark
from store.records.paths import Key
from store.register.store import Store
from tests.conftest import KARI
from tests.documents.conftest import Take, parts

HEAD = "Oversikt per 1. januar 2024\n\n"


def text(*rows: str, head: str = HEAD) -> bytes:
    return (head + "\n".join(row.replace(" | ", "\t").replace("|", "\t") for row in rows) + "\n").encode()


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("Fjellby, Elvdal og Åsmark", ["Fjellby", "Elvdal", "Åsmark"]),
        ("Elvdal;Åsmark", ["Elvdal", "Åsmark"]),
        ("Fjellby / Elvdal", ["Fjellby", "Elvdal"]),
        ("- Fjellby\n- Elvdal kommune", ["Fjellby", "Elvdal"]),
        ("Stor-Elvdal og Sør-Fron kommuner", ["Stor-Elvdal", "Sør-Fron"]),
        ("FJELLBY, ELVDAL", ["FJELLBY", "ELVDAL"]),
        ("3405,3440", ["3405", "3440"]),
        ("Møre og Romsdal fylkeskommune, Volda", ["Møre og Romsdal fylkeskommune", "Volda"]),
        ("N. Fron & Øyer", ["N. Fron", "Øyer"]),
    ],
)
def test_a_list_of_names(cell: str, names: list[str]) -> None:
    read = read_list(cell)
    assert [part.name for part in read.parts] == names
    assert (read.all_but, read.others) == (None, [])


def test_a_list_with_shares_hosts_and_counties() -> None:
    assert read_list("Fjellby (33,5 %), Åsmark (1/3); Elvdal 12 %").parts == [
        Listed("Fjellby", "33,5 %"), Listed("Åsmark", "1/3"), Listed("Elvdal", "12 %"),
    ]  # fmt: skip
    assert read_list("Fjellby: 33,5 %").parts == [Listed("Fjellby", "33,5 %")]
    assert read_list("Fjellby (vert), Os (Innlandet)").parts == [
        Listed("Fjellby", role="host"), Listed("Os", note="Innlandet"),
    ]  # fmt: skip


@pytest.mark.parametrize("cell", ["alle", "Alle kommunene", "samtlige", "alle tre", "Alle kommunene i regionen"])
def test_everybody(cell: str) -> None:
    assert read_list(cell).all_but == []


@pytest.mark.parametrize(
    "cell",
    ["alle unntatt Elvdal og Åsmark", "Alle kommunene bortsett fra Elvdal, Åsmark", "alle utanom Elvdal og Åsmark"],
)
def test_everybody_but(cell: str) -> None:
    assert read_list(cell).all_but == ["Elvdal", "Åsmark"]


def test_those_without_names_and_words_that_are_none() -> None:
    read = read_list("Fjellby, private, 5 kommuner, se egen liste")
    assert [part.name for part in read.parts] == ["Fjellby"]
    assert read.others == ["private", "5 kommuner", "se egen liste"]
    assert read.unread == ["se egen liste"]


@pytest.mark.parametrize(
    "cell", ["x", "X", "✓", "ja", "1", "deltar", "●", "x*", "x¹", "(x)", "?", "33,5 %", "1/3", "V"]
)
def test_marks_that_take_part(cell: str) -> None:
    assert read_mark(cell).takes_part


@pytest.mark.parametrize("cell", ["", " ", "–", "-", "nei", "0", "ikke med"])
def test_marks_that_do_not(cell: str) -> None:
    assert not read_mark(cell).takes_part


def test_what_marks_say_besides() -> None:
    assert read_mark("V").is_host
    assert not read_mark("(x)").is_sure
    assert not read_mark("x?").is_sure
    assert read_mark("33,5 %").share == "33,5 %"
    assert not read_mark("fra 2024").is_known


@pytest.mark.parametrize(
    ("words", "form"),
    [
        ("Vertskommune § 20-2", "host_municipality_administrative"),
        ("Vertskommune (§ 20-3)", "host_municipality_joint_board"),
        ("Interkommunalt selskap (IKS)", "intermunicipal_company"),
        ("Kommunalt oppgåvefellesskap", "municipal_task_community"),
        ("Limited company", "limited_company"),
        ("koml. § 19", "municipal_task_community"),
        ("Noe annet", None),
    ],
)
def test_forms_by_their_words(words: str, form: str | None) -> None:
    assert form_of(words) == form


@pytest.mark.parametrize(
    ("header", "role"),
    [
        ("Samarbeid", "name"), ("Namn", "name"), ("Selskapsform", "type"), ("Org.nr.", "orgnr"),
        ("Eierandel i %", "share"),
        ("Øvrige eiere", "participants"), ("Deltakarkommunar", "participants"), ("Vertskommune", "host"),
        ("Saksnr.", "case"), ("Avtale datert", "agreement_date"), ("Nettside", "address"), ("Fjellby", None),
    ],
)  # fmt: skip
def test_columns_by_their_words(header: str, role: str | None) -> None:
    assert column_role(header) == role


def test_columns_whose_words_are_nearly_known() -> None:
    assert near_role("Komentar") == "comment"
    assert near_role("Deltagarar") == "participants"
    assert near_role("Fjellby") is None


def test_a_group_above_does_not_say_what_is_below() -> None:
    assert roles_of(["Deltakere / Fjellby", "Type / samarbeid"], {}) == [None, "type"]


@pytest.mark.parametrize(
    ("words", "date"),
    [
        ("01.02.2019", "2019-02-01"), ("15/3-08", "2008-03-15"), ("1. mars 2021", "2021-03-01"),
        ("okt. 2027", "2027-10"),
        ("31.12.98", "1998-12-31"), ("2016", "2016"), ("31.2.2020", None), ("PS 12/19", None), ("i fjor", None),
    ],
)  # fmt: skip
def test_dates_as_documents_have_them(words: str, date: str | None) -> None:
    assert said_date(words) == date


def test_one_row_for_each_member(fjell: Store, take: Take) -> None:
    take(
        text(
            "Samarbeid | Form | Kommune | Eierandel",
            "Renovasjon | IKS | Fjellby | 50 %", "|| Elvdal | 1/3", "Renovasjon | IKS | Åsmark |",
            "Arkiv | Avtale | Elvdal |",
        )
    )  # fmt: skip
    records = fjell.snapshot().collaborations
    assert set(records) == {"renovasjon", "arkiv"}
    shares = {id: part.share for id, part in records["renovasjon"].participants.items()}
    assert shares == {"fjellby": "50 %", "elvdal": "1/3", "asmark": None}
    assert set(records["arkiv"].participants) == {"elvdal"}


def test_a_table_that_names_no_collaboration(fjell: Store, take: Take) -> None:
    table = text("Kommune | Eierandel", "Fjellby | 50 %", "Elvdal | 50 %")
    with pytest.raises(BadInput, match="--name"):
        take(table)
    take(table, Told(name="Kino"))
    assert parts(fjell.snapshot().collaborations["kino"]) == {"fjellby": "participant", "elvdal": "participant"}


def test_names_by_their_members(fjell: Store, take: Take) -> None:
    table = text("Form | Deltakere", "IKS | Fjellby, Elvdal", "Avtale | Elvdal, Åsmark")
    with pytest.raises(BadInput, match="--name"):
        take(table)
    take(table, Told(name="Legevakt {members}"))
    assert {record.name for record in fjell.snapshot().collaborations.values()} == {
        "Legevakt Fjellby, Elvdal",
        "Legevakt Elvdal, Åsmark",
    }


def test_what_was_told_is_remembered_for_the_next_file(fjell: Store, take: Take) -> None:
    rows = ("Ordning | Hvem | Tilstand | F", "Arkiv | Elvdal | god | x")
    told = Told(read_map(["Hvem=participants", "Tilstand=comment", "F=Fjellby"]))
    take(text(*rows), told)
    arkiv = fjell.snapshot().collaborations["arkiv"]
    assert (set(arkiv.participants), arkiv.comment) == ({"elvdal", "fjellby"}, "god")
    (document,) = fjell.snapshot().documents.values()
    assert document.mapping == ("Hvem=participants", "Tilstand=comment", "F=Fjellby")
    take(text("Ordning | Hvem | Tilstand | F", "Kino | Åsmark | ny | x", head="Oversikt per 1. januar 2025\n\n"))
    assert set(fjell.snapshot().collaborations["kino"].participants) == {"asmark", "fjellby"}
    assert fjell.snapshot().collaborations["kino"].comment == "ny"


@pytest.mark.parametrize("words", ["Hvem", "=name", "Hvem="])
def test_a_map_that_says_nothing_is_refused(words: str) -> None:
    with pytest.raises(BadInput, match="--map"):
        read_map([words])


def test_a_document_of_another_kind_takes_nothing_away(fjell: Store, take: Take) -> None:
    take(text("Samarbeid | Type | Fjellby | Elvdal | Kommentar", "Renovasjon | IKS | x | x | God drift"))
    report = text(
        "Selskap | Org.nr. | Eierandel | Andre eiere", "Renovasjon | 974760673 | 33,5 % | Fjellby (60 %)",
        head="Eierskapsmelding for Elvdal kommune, per 1.1.2024\n\n",
    )  # fmt: skip
    take(report)
    record = fjell.snapshot().collaborations["renovasjon"]
    assert (record.comment, record.legal_form, record.orgnr) == ("God drift", "intermunicipal_company", "974760673")
    assert {id: part.share for id, part in record.participants.items()} == {"fjellby": "60 %", "elvdal": "33.5 %"}
    assert take(report).changeset is None


def test_an_older_document_fills_in_what_no_newer_one_says(fjell: Store, take: Take) -> None:
    take(text("Samarbeid | Type | Fjellby | Elvdal", "Renovasjon | IKS | x | x"))
    take(
        text(
            "Samarbeid | Type | Fjellby | Elvdal | Org.nr.",
            "Renovasjon | Avtale | x |  | 974760673",
            head="Per 1.1.2020\n\n",
        )
    )
    record = fjell.snapshot().collaborations["renovasjon"]
    assert (record.legal_form, record.orgnr) == ("intermunicipal_company", "974760673")
    assert set(record.participants) == {"fjellby", "elvdal"}


def test_what_is_left_out_of_an_import_stays_as_it_is(fjell: Store, take: Take) -> None:
    take(text("Samarbeid | Type | Fjellby | Elvdal | Kommentar", "Arkiv | Avtale | x | x | Gammel"))
    from store.documents.importer import plan_import
    from store.formats.reading import read_bytes

    newer = text(
        "Samarbeid | Type | Fjellby | Elvdal | Kommentar", "Arkiv | IKS | x | x | Ny", "Kino | Avtale | x | x |",
        head="Oversikt per 1. januar 2025\n\n",
    )  # fmt: skip
    result = plan_import(fjell.snapshot(), [read_bytes("ny.txt", newer)])
    assert result.changeset is not None
    with pytest.raises(BadInput, match="--leave"):
        read_left(result.changeset, ["arkiv.orgnr"])
    left = read_left(result.changeset, ["kino", "arkiv.comment"])
    assert left == {(Key("collaboration", "kino"), ""), (Key("collaboration", "arkiv"), "comment")}
    fjell.commit(without(result.changeset, left), KARI)
    now = fjell.snapshot()
    assert set(now.collaborations) == {"arkiv"}
    assert (now.collaborations["arkiv"].legal_form, now.collaborations["arkiv"].comment) == (
        "intermunicipal_company",
        "Gammel",
    )
    document = next(one for one in now.documents.values() if one.date == "2025-01-01")
    assert (document.rows, document.gone["kino"].name) == (("arkiv", "kino"), "Kino")
    again = plan_import(now, [read_bytes("ny.txt", newer)])
    assert len(again.added) == 1, "it is offered again"
    assert again.changed == []


def test_of_several_hosts_the_first_is_the_host_and_the_others_are_told(fjell: Store, take: Take) -> None:
    result = take(
        text("Samarbeid | Type | Vertskommune | Deltakere", "Kino | Vertskommune | Elvdal og Fjellby | Åsmark")
    )
    record = fjell.snapshot().collaborations["kino"]
    assert parts(record) == {"asmark": "participant", "elvdal": "host", "fjellby": "participant"}
    assert any("Elvdal og Fjellby" in problem.message for problem in result.problems)
    take(text("Samarbeid | Type | Fjellby | Elvdal", "Arkiv | Vertskommune | V | V"))
    assert parts(fjell.snapshot().collaborations["arkiv"]) == {"fjellby": "host", "elvdal": "participant"}
