"""The command line and its JSON, as the contract has them."""

import csv
import io
import re
import subprocess
import sys
from pathlib import Path

import pytest

from iktui.cli.parser import command_names
from store.changes import edits
from tests.conftest import OLA, Run, git, is_sound


def test_demo_makes_two_editions(run: Run, tmp_path: Path) -> None:
    done = run("demo", "--no-open", tmp_path / "d")
    assert done.status == 0, done.err
    assert git(tmp_path / "d", "tag").splitlines() == ["edition/2019", "edition/2021"]
    assert git(tmp_path / "d", "cat-file", "-t", "edition/2019") == "tag"
    assert git(tmp_path / "d", "log", "-1", "--format=%an") == "Kari Nordmann"
    is_sound(tmp_path / "d")
    listed = run("-C", tmp_path / "d", "list", "--json").json
    assert len(listed) == 55
    seen = list(dict.fromkeys(area for record in listed for area in record["areas"]))
    assert len(seen) == 12
    assert seen[0] == "regionrad-og-annet-politisk-samarbeid"
    assert seen[-1] == "ungdom"
    assert run("demo", "--no-open", tmp_path / "d").status == 2


def test_demo_without_an_identity_is_made_by_the_program(run: Run, tmp_path: Path) -> None:
    assert run("demo", "--no-open", tmp_path / "d", author=None).status == 0
    assert git(tmp_path / "d", "log", "-1", "--format=%an <%ae>") == "iktui demo <demo@iktui.invalid>"


def test_list_gives_the_objects_of_the_contract(run: Run, demo: Path) -> None:
    listed = {record["id"]: record for record in run("-C", demo, "list", "--json").json}
    ombud = listed["felles-personvernombud"]
    assert list(ombud)[:8] == ["id", "name", "areas", "legal_form", "status", "participants", "host", "comment"]
    assert ombud["host"] == "lillehammer"
    assert ombud["participants"]["ringebu"] == {"role": "participant"}
    assert listed["kvalitetskoordinator"]["participants"]["oyer"]["until"] == "2021-10"
    assert run("-C", demo, "show", "felles-personvernombud", "--json").json == ombud


def test_list_finds_words_anywhere_folded(run: Run, demo: Path) -> None:
    ids = [record["id"] for record in run("-C", demo, "list", "RINGEBU", "helsevern", "--json").json]
    assert ids == ["miljorettet-helsevern"]
    assert [r["id"] for r in run("-C", demo, "list", "oestnorsk", "--json").json] == ["ostnorsk-filmsenter"]
    plain = run("-C", demo, "list", "helsevern")
    assert re.fullmatch(r"Miljørettet helsevern  .*  miljorettet-helsevern\n", plain.out)
    assert "Vertskommunesamarbeid" in plain.out


def test_list_as_of_an_edition_a_date_and_a_commit(run: Run, demo: Path) -> None:
    assert len(run("-C", demo, "list", "--at", "edition/2019", "--json").json) == 4
    commit = git(demo, "rev-parse", "edition/2019^{commit}")
    assert len(run("-C", demo, "list", "--at", commit[:12], "--json").json) == 4
    today = git(demo, "log", "-1", "--format=%cs")
    assert len(run("-C", demo, "list", "--at", today, "--json").json) == 55


def test_what_is_in_force_on_a_date(run: Run, demo: Path) -> None:
    run("-C", demo, "end", "valg-samarbeid", "--date", "2022-06-01")
    ids = {record["id"] for record in run("-C", demo, "list", "--on", "2022-06-01", "--json").json}
    assert "valg-samarbeid" not in ids
    assert "valg-samarbeid" in {r["id"] for r in run("-C", demo, "list", "--on", "2022-05-31", "--json").json}
    assert len(run("-C", demo, "list", "--json").json) == 55, "ended ones too, unless asked otherwise"


def test_set_is_one_commit_by_the_given_author(run: Run, demo: Path) -> None:
    before = int(git(demo, "rev-list", "--count", "HEAD"))
    done = run(
        "-C", demo, "set", "felles-personvernombud", "comment=Lillehammer vertskommune.", "-m", "Ringebu er ute",
        "--case", "71/2019", author=str(OLA),
    )  # fmt: skip
    assert done.status == 0, done.err
    assert int(git(demo, "rev-list", "--count", "HEAD")) == before + 1
    assert git(demo, "log", "-1", "--format=%an <%ae>") == str(OLA)
    body = git(demo, "log", "-1", "--format=%B")
    assert "Ringebu er ute" in body
    assert body.endswith("Iktui-Action: edit\nCase: 71/2019")
    assert git(demo, "diff", "--numstat", "HEAD~1", "HEAD").split()[:2] == ["1", "1"]
    newest = run("-C", demo, "history", "felles-personvernombud", "--json").json[0]
    assert newest["commit"] == git(demo, "rev-parse", "HEAD")
    assert newest["author"] == {"name": OLA.name, "email": OLA.mail}
    assert newest["date"] == git(demo, "log", "-1", "--format=%aI").replace("Z", "+00:00")
    assert newest["action"] == "edit"
    assert newest["changes"] == [
        {
            "kind": "collaboration",
            "id": "felles-personvernombud",
            "field": "comment",
            "before": "Lillehammer vertskommune. Med Ringebu kommune.",
            "after": "Lillehammer vertskommune.",
        }
    ]
    is_sound(demo)


def test_every_kind_of_field_can_be_set(run: Run, demo: Path) -> None:
    done = run(
        "-C", demo, "set", "geodata-samarbeid", "host=Gausdal", "legal_form=IKS".replace("IKS", "network"),
        "areas=Landbruk;Energi", "participants.oyer.until=2024-12", "participants.ringebu=supplier",
        "participants.lillehammer=", "status=under_review", "starred=ja", "parent=visit-lillehammer-as",
        "name=Geodata", "from=2001", "other_participants=flere",
    )  # fmt: skip
    assert done.status == 0, done.err
    record = run("-C", demo, "show", "geodata-samarbeid", "--json").json
    assert record["participants"] == {
        "oyer": {"role": "participant", "until": "2024-12"},
        "gausdal": {"role": "host"},
        "ringebu": {"role": "supplier"},
    }
    assert (record["host"], record["areas"], record["starred"]) == ("gausdal", ["landbruk", "energi"], True)
    assert run("-C", demo, "set", "geodata-samarbeid", "host=", "parent=", "from=").status == 0
    record = run("-C", demo, "show", "geodata-samarbeid", "--json").json
    assert record["host"] is None
    assert "parent" not in record
    assert run("-C", demo, "set", "geodata-samarbeid", "starred=ja").out.strip() == "ingenting å endre"


def test_numbers_addresses_and_shares_are_set_and_shown_in_words(run: Run, demo: Path) -> None:
    done = run(
        "-C", demo, "set", "geodata-samarbeid", "orgnr=NO 974 760 673 MVA", "address=https://geodata.no",
        "case=PS 12/19", "agreement_date=2019-03", "agreement_until=2029", "participants.oyer.share=33,5",
        "participants.gausdal.share=1 / 3", "participants.lillehammer.share=33,17 %",
    )  # fmt: skip
    assert done.status == 0, done.err
    made = next(one for one in run("-C", demo, "list", "--json").json if one["id"] == "geodata-samarbeid")
    names = ("orgnr", "address", "case", "agreement_date", "agreement_until")
    assert [made[name] for name in names] == ["974760673", "https://geodata.no", "PS 12/19", "2019-03", "2029"]
    assert made["participants"] == {
        "oyer": {"role": "participant", "share": "33.5 %"},
        "lillehammer": {"role": "host", "share": "33.17 %"},
        "gausdal": {"role": "participant", "share": "1/3"},
    }
    for lang, words in (
        ("nb", ("avtalen gjelder til 2029", "Øyer eierandel 33,5 %", "Gausdal eierandel 1/3")),
        ("nn", ("avtala gjeld til 2029", "Øyer eigardel 33,5 %", "nettadresse https://geodata.no")),
        ("en", ("agreement date Mar 2019", "Øyer ownership share 33.5 %", "case number PS 12/19")),
    ):
        shown = " ".join(run("--lang", lang, "-C", demo, "show", "geodata-samarbeid").out.split())
        assert all(word in shown for word in words), shown
    assert "Øyer, eierandel: – → 33,5 %" in run("-C", demo, "history", "geodata-samarbeid").out
    assert "Lillehammer, eierandel" in run("-C", demo, "blame", "geodata-samarbeid").out
    codes = [made["code"] for made in run("-C", demo, "check", "--json").json if made["id"] == "geodata-samarbeid"]
    assert codes == ["shares_over_whole"]


def test_new_end_remove(run: Run, demo: Path) -> None:
    made = run("-C", demo, "new", "Felles svømmehall", "legal_form=avtale", "participants.oyer=ja")
    assert (made.status, made.out.strip()) == (0, "felles-svommehall")
    assert run("-C", demo, "new", "Felles svømmehall").out.strip() == "felles-svommehall-2"
    assert run("-C", demo, "end", "felles-svommehall", "--date", "2024", "-m", "Solgt").status == 0
    record = run("-C", demo, "show", "felles-svommehall", "--json").json
    assert (record["status"], record["until"], record["end_reason"]) == ("ended", "2024", "Solgt")
    assert run("-C", demo, "remove", "felles-svommehall").status == 0
    assert run("-C", demo, "show", "felles-svommehall").status == 2
    actions = [revision["action"] for revision in run("-C", demo, "history", "felles-svommehall", "--json").json]
    assert actions == ["remove", "end", "new"]
    is_sound(demo)


def test_what_others_refer_to_is_not_removed(run: Run, demo: Path) -> None:
    run("-C", demo, "set", "frislivssentral", "parent=regionrad")
    refused = run("-C", demo, "remove", "regionrad")
    assert refused.status == 2
    assert "Frislivssentral" in refused.err


def test_history_of_the_fire_service_has_both_states(run: Run, demo: Path) -> None:
    states = run("-C", demo, "history", "felles-brann-og-feiertjeneste", "--json").json
    assert len(states) == 2
    forms = [change for change in states[0]["changes"] if change["field"] == "legal_form"]
    assert (forms[0]["before"], forms[0]["after"]) == ("legacy_section_27", "host_municipality")
    text = run("-C", demo, "history", "felles-brann-og-feiertjeneste").out
    assert "form: § 27" in text
    assert "(1.1.2019)" in text
    assert "(1.1.2021)" in text
    assert len(run("-C", demo, "history", "--json", "--limit", "2").json) == 2


def test_check_tells_by_its_status(run: Run, demo: Path, tmp_path: Path) -> None:
    found = run("-C", demo, "check", "--json")
    assert found.status == 1
    assert set(found.json[0]) == {"code", "severity", "kind", "id", "field", "message", "suggestion"}
    assert run("-C", demo, "check").out.count("\n") == len(found.json)
    assert run("init", tmp_path / "tomt").status == 0
    assert run("-C", tmp_path / "tomt", "check").status == 0


def test_export(run: Run, demo: Path, tmp_path: Path) -> None:
    text = run("-C", demo, "export", "md").out
    assert text.startswith("# Oversikt over interkommunalt samarbeid\n\n**Per ")
    assert "Samarbeidene har disse organisasjonsformene:" in text
    assert "| Felles 110 nødalarmeingsentral |" in text
    for dialect, sign in (("excel", ";"), ("rfc4180", ",")):
        words = run("-C", demo, "export", "csv", "--dialect", dialect).out
        assert words.startswith("\ufeff") == (dialect == "excel")
        rows = list(csv.DictReader(io.StringIO(words.removeprefix("\ufeff")), delimiter=sign))
        shown = run("-C", demo, "list", "--json", "--on", edits.today()).json
        assert {one["name"] for one in shown} <= {row["Samarbeid"].rstrip("*") for row in rows}
        assert sum(row["Gausdal"] == "x" for row in rows) == sum("gausdal" in one["participants"] for one in shown)
    assert run("-C", demo, "export", "md", "--dialect", "excel").status == 2
    written = run("-C", demo, "export", "csv", "--as-written", "--at", "edition/2019").out
    assert written.startswith("Pr. 01.01.2019,Type samarbeid §i kommuneloven,Lillehammer,Gausdal,Øyer,Kommentarer,")
    assert run("-C", demo, "export", "md", "-o", tmp_path / "o.md").status == 0
    assert (tmp_path / "o.md").read_text(encoding="utf-8") == text


def test_formulas_are_exported_as_text(run: Run, demo: Path) -> None:
    run("-C", demo, "set", "geodata-samarbeid", "comment==HYPERLINK(1)")
    assert "'=HYPERLINK(1)" in run("-C", demo, "export", "csv").out


def test_markdown_shows_text_as_it_is(run: Run, demo: Path) -> None:
    run("-C", demo, "set", "geodata-samarbeid", "comment=a | b <script> [x](y) *z*")
    line = next(line for line in run("-C", demo, "export", "md").out.splitlines() if "Geodata" in line)
    assert r"a \| b &lt;script&gt; \[x\](y) \*z\*" in line


def test_import_shows_writes_and_publishes(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "o.txt"
    file.write_text("Per 1. januar 2024\n\nNavn\tType\tKinn\tStad\nA\tAvtale\tx\tx\n", encoding="utf-8")
    run("init", tmp_path / "r", "--name", "Fjordane")
    dry = run("-C", tmp_path / "r", "import", file, "--dry-run", "--json")
    assert (dry.json["added"], dry.json["changed"], dry.json["unchanged"]) == (["a"], [], 0)
    assert run("-C", tmp_path / "r", "list", "--json").json == []
    assert "+ samarbeid: A" in run("-C", tmp_path / "r", "import", file, "--dry-run").out
    done = run("-C", tmp_path / "r", "import", file, "--edition", "2024", "--json")
    assert done.json["added"] == ["a"]
    assert done.status == 0
    assert git(tmp_path / "r", "tag") == "edition/2024"
    file.write_text("Per 1. januar 2024\n\nNavn\tType\tKinn\tStad\nA\tVedtak\tx\tx\n", encoding="utf-8")
    head = git(tmp_path / "r", "rev-parse", "HEAD")
    assert run("-C", tmp_path / "r", "import", file, "--edition", "2024").status == 2
    assert git(tmp_path / "r", "rev-parse", "HEAD") == head, "a published edition never changes"
    file.write_text("Per 1. januar 2024\n\nNavn\tType\tKinn\tStad\nA\tAvtale\tx\tx\n", encoding="utf-8")
    again = run("-C", tmp_path / "r", "import", file, "--json").json
    assert (again["added"], again["changed"], again["unchanged"]) == ([], [], 1)
    is_sound(tmp_path / "r")


def test_clone_gives_the_same_register(run: Run, demo: Path, tmp_path: Path) -> None:
    assert run("clone", demo, tmp_path / "kopi").status == 0
    assert run("-C", tmp_path / "kopi", "list", "--json").json == run("-C", demo, "list", "--json").json


def test_the_register_is_found(run: Run, demo: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(demo / "collaborations/fe")
    assert run("show", "regionrad").status == 0
    monkeypatch.chdir(tmp_path)
    assert run("show", "regionrad").status == 2
    monkeypatch.setenv("IKTUI_REGISTER", str(demo))
    assert run("show", "regionrad").status == 0


def test_the_language_is_chosen(run: Run, demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "område" in run("-C", demo, "show", "regionrad").out
    assert "areas" in run("-C", demo, "--lang", "en", "show", "regionrad").out
    monkeypatch.setenv("IKTUI_LANG", "en")
    assert "areas" in run("-C", demo, "show", "regionrad").out
    assert run("--lang", "xx", "list").status == 2


def test_help_needs_neither_git_nor_models_and_nothing_needs_textual(demo: Path) -> None:
    script = (
        "import sys; from iktui.__main__ import main\n"
        "try: main(sys.argv[1:])\nexcept SystemExit: pass\n"
        "heavy = [n for n in ('textual', 'git', 'pydantic', 'rapidfuzz') if n in sys.modules]\n"
        "sys.stderr.write(' '.join(heavy))"
    )

    def heavy(*arguments: object) -> set[str]:
        call = [sys.executable, "-c", script, *map(str, arguments)]
        done = subprocess.run(call, capture_output=True, text=True, check=True)
        return set(done.stderr.split("\n")[-1].split())

    assert heavy("--help") == heavy("--version") == heavy("list", "--help") == set()
    for arguments in (["list"], ["check"], ["history"], ["export", "md"], ["show", "regionrad"], ["import", "--help"]):
        assert "textual" not in heavy("-C", demo, *arguments)


def test_commands_are_those_of_the_contract() -> None:
    assert set(command_names()) >= {
        "demo", "init", "clone", "import", "list", "show", "new", "set", "end", "remove", "history", "check", "export",
    }  # fmt: skip
