"""The linear mode, talked to through pipes; what it did is looked up in the repository."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from iktui.linear.commands import COMMANDS, find
from iktui.remembered_views import saved_views
from store.base.i18n import LANGUAGES, set_language
from store.base.text import canonical, safe
from store.register.store import Store
from tests.conftest import KARI, OLA, Run, edit, git, is_sound
from tests.linear.talking import PROMPT, talk
from tests.ui.test_hostile_text import PAYLOADS, RAW, hostile

__all__ = ["hostile"]
SAVE = (".", "", "")
"""Finish the edit, no reason, no case number."""


def record(path: Path, id: str = "regionrad") -> dict[str, Any]:
    return tomllib.loads(git(path, "show", f"HEAD:collaborations/{id[:2]}/{id}.toml"))


def count(path: Path) -> int:
    return int(git(path, "rev-list", "--count", "HEAD"))


def head(path: Path) -> str:
    return git(path, "rev-parse", "HEAD")


# --- looking


def test_pages_of_twenty_and_a_number_is_a_record(demo: Path) -> None:
    said = talk(demo, "list", "next", "previous", "l 3", "+", "7", "q", process=True)
    pages = said.split(PROMPT)
    assert "\n1. Regionråd; Agreement; Øyer, Lillehammer, Gausdal" in pages[1]
    assert "\n20. " in pages[1]
    assert "\n21. " not in pages[1]
    assert "\n21. " in pages[2]
    assert "\n1. " in pages[3]
    assert "\n55. " in pages[4]
    assert "last page" in pages[5]
    assert "\nname: Kommunedirektørutvalg\n" in pages[6]
    assert all(len(page.encode()) < 2500 for page in pages), "a slow line"


def test_a_filter_and_where_it_is_wrong(demo: Path) -> None:
    said = talk(demo, "/barnevern", "/øyer form:tull", "/", "q").split(PROMPT)
    assert "3. Felles barnevern" in said[1]
    assert "1-3 of 3: “barnevern”" in said[1]
    assert said[2].strip().count("\n") == 0
    assert "character 11" in said[2]
    assert "tull" in said[2]
    assert "1-20 of 55" in said[3]


def test_views_by_form_host_and_participants(demo: Path) -> None:
    said = talk(demo, "group by host", "g form", "group by party", "group", "area", "g tull", "q").split(PROMPT)
    assert "Lillehammer:\n" in said[1]
    assert "Limited company:\n" in talk(demo, "g form", "+", "+", "+", "q")
    assert said[3].lstrip().startswith("Lillehammer:\n1. ")
    assert "Regionråd og annet politisk samarbeid:" in said[4]
    assert said[5].strip().count("\n") == 0


def test_history_and_who_set_each_field(demo_store: Store, demo: Path) -> None:
    edit(demo_store, "regionrad", OLA, comment="nytt")
    said = talk(demo, "h regionrad", "b regionråd", "h all", "q").split(PROMPT)
    assert "Ola Hansen" in said[1].split("Kari")[0]
    assert "comment: Med Innlandet fylkeskommune. → nytt" in said[1]
    assert "comment: nytt\n" in said[2]
    assert "before: Med Innlandet fylkeskommune." in said[2]
    assert "Importert" in said[3]


def test_findings_in_groups_and_the_record_of_one(demo: Path) -> None:
    said = talk(demo, "!", "Probably the same", "1", "h", "q")
    assert "findings" in said
    assert "1. warning: Felles barnevern: " in said
    assert "\nid: felles-barnevern\n" in said
    assert "History: Felles barnevern" in said, "it is the current record now"


@pytest.mark.parametrize("line", ["tull", "e 99", "e finnesikke", "5", "previous", "mark 1-99", "set", "l 9", "é"])
def test_what_is_not_understood_is_one_line(demo: Path, line: str) -> None:
    before = head(demo)
    said = talk(demo, line, "", "q").split(PROMPT)[1].strip().splitlines()
    assert len(said) == 1
    assert head(demo) == before


def test_every_command_is_found_by_key_and_name_and_told(demo: Path) -> None:
    told = talk(demo, "?", "q").split(PROMPT)[1].strip().splitlines()
    assert len(told) == len(COMMANDS) + 1
    for command in COMMANDS:
        word = command.usage.split()[0]
        assert find(f"{word} 12 13") == (command, "12 13")
        if command.key:
            assert find(f"{command.key} x")[0] == command
    for code in LANGUAGES:
        set_language(code)
        for command in COMMANDS:
            for word in command.names:
                assert find(word)[0] == command, (code, word)
    assert find("/ringebu")[1] == "ringebu"
    with pytest.raises(ValueError, match="replace, remove, redo"):
        find("re")


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_two_commands_have_one_name(code: str) -> None:
    set_language(code)
    for language in (0, 1):
        names = [command.names[language] for command in COMMANDS]
        assert sorted(set(names)) == sorted(names)
    keys = [command.key for command in COMMANDS if command.key]
    assert sorted(set(keys)) == sorted(keys)


# --- one record


def test_an_edit_is_one_commit_with_reason_and_case(demo: Path) -> None:
    before = count(demo)
    said = talk(
        demo,
        *("l", "e 1", "comment", "Møtes to \\", "ganger", "status", "notice", "participants", "gausdal until", "2030"),
        *("areas", "1; helse", ".", "Vedtatt", "71/2019", "e 2", "comment", "x", ".", "", "", "q"),
    )
    assert said.count("Saved: ") == 2
    assert count(demo) == before + 2
    made = tomllib.loads(git(demo, "show", "HEAD~1:collaborations/re/regionrad.toml"))
    assert made["comment"] == "Møtes to\nganger"
    assert made["status"] == "notice_given"
    assert made["participants"]["gausdal"]["until"] == "2030"
    assert made["areas"][1:] == ["helse-og-omsorg"]
    for commit in ("HEAD", "HEAD~1"):
        message = git(demo, "log", "-1", "--format=%B", commit)
        assert "Vedtatt" in message, "offered again for a series"
        assert "Case: 71/2019" in message
    is_sound(demo)


@pytest.mark.parametrize("code", ["nb", "nn"])
def test_in_norwegian(demo: Path, code: str) -> None:
    said = talk(demo, "e regionråd", "kommentar", "x", "status", "oppsagt", *SAVE, "q", lang=code)
    assert "Lagra: " in said or "Lagret: " in said
    assert record(demo)["status"] == "notice_given"


def test_a_part_of_a_text_is_replaced(demo: Path) -> None:
    said = talk(
        demo, "e regionrad", "comment", "s/Oppland/x/", "s/Innlandet/Vestre\\/Østre/", "progress", "\\?", *SAVE, "q"
    )
    assert "“Oppland” does not stand there" in said
    assert record(demo)["comment"] == "Med Vestre/Østre fylkeskommune."
    assert record(demo)["progress"] == "?"


def test_bad_values_are_refused_in_one_line_each(demo: Path) -> None:
    before = head(demo)
    bad = [
        ("until", "2021-13"),
        ("status", "tull"),
        ("form", "§ 99"),
        ("participants", "Bergen until"),
        ("participants", "øyer tull"),
        ("starred", "kanskje"),
        ("areas", "1; 99"),
        ("part of", "finnes ikke"),
        ("name", "-"),
    ]
    for field, value in bad:
        said = talk(demo, "e regionrad", field, value)
        refused = said.rstrip().splitlines()[-2]
        assert "“" in refused or "no number" in refused or "exist" in refused or "must be there" in refused, refused
        question = said.rstrip().splitlines()[-1]
        assert said.count(question) >= 2, "it asks again"
    assert head(demo) == before
    is_sound(demo)


def test_what_is_broken_together_is_said_and_nothing_is_lost(demo: Path) -> None:
    said = talk(demo, "e regionrad", "from", "2022", "until", "2020", *SAVE, "until", "2023", *SAVE, "q")
    assert "before it begins" in said
    assert record(demo)["until"] == "2023"
    assert record(demo)["from"] == "2022"


def test_new_and_copy(demo: Path) -> None:
    talk(
        demo, "n", "", "Ny greie", "form", "1", "participants", "øyer", "role", "host", "gaus takes", "yes", *SAVE, "q"
    )
    assert record(demo, "ny-greie")["participants"] == {"oyer": {"role": "host"}, "gausdal": {}}
    talk(demo, "c ny greie", "Kopi av greia", "comment", "kopiert", *SAVE, "q")
    made = record(demo, "kopi-av-greia")
    assert made["participants"] == {"oyer": {"role": "host"}, "gausdal": {}}
    assert made["comment"] == "kopiert"
    assert "Iktui-Action: new" in git(demo, "log", "-1", "--format=%B")
    is_sound(demo)


def test_end_withdraw_replace_remove(demo: Path) -> None:
    talk(demo, "x regionrad", "2024-01-01", "Slutt", "", "9/24", "q")
    assert record(demo)["until"] == "2024-01-01"
    assert record(demo)["end_reason"] == "Slutt"
    assert "Slutt" in git(demo, "log", "-1", "--format=%B")
    talk(demo, "w valg-samarbeid", "gaus", "2023-05", "2024", "", "", "q")
    part = record(demo, "valg-samarbeid")["participants"]["gausdal"]
    assert part == {"until": "2024", "notice_given": "2023-05"}
    talk(demo, "replace valg-samarbeid", "geodata", "2025", "", "", "q")
    assert record(demo, "valg-samarbeid")["replaced_by"] == "geodata-samarbeid"
    before = count(demo)
    said = talk(demo, "remove geodata-samarbeid", "yes", "", "", "remove borgerlig vigsel", "", "q")
    assert "Valg-samarbeid" in said.split("For what never should")[1], "somebody refers to it"
    assert count(demo) == before
    talk(demo, "remove borgerlig vigsel", "yes", "", "", "q")
    assert git(demo, "ls-tree", "HEAD", "collaborations/bo/borgerlig-vigsel.toml") == ""
    is_sound(demo)


def test_an_organisation_number_an_address_and_a_share(demo: Path) -> None:
    said = talk(
        demo, "e geodata", "orgnr", "974760674", "974 760 673", "address", "http://geodata.no", "address",
        "s/http/https/", "Øyer ownership", "101 %", "33,5", *SAVE, "q",
    )  # fmt: skip
    made = record(demo, "geodata-samarbeid")
    assert (made["orgnr"], made["address"]) == ("974760673", "https://geodata.no")
    assert made["participants"]["oyer"] == {"share": "33.5 %"}
    assert "organisation number: “974760674” is no organisation number" in said
    assert "33.5 % or 1/3" in said


def test_the_two_felles_barnevern_become_one(demo: Path) -> None:
    before = count(demo)
    said = talk(demo, "/felles barnevern", "merge 1 2", "yes", "Samme samarbeid", "", "s felles-barnevern-2", "q")
    assert count(demo) == before + 1
    assert len(record(demo, "felles-barnevern")["areas"]) == 2
    assert "felles-barnevern-2" in record(demo, "felles-barnevern")["former"]
    assert said.rstrip().count("id: felles-barnevern\n") == 1
    is_sound(demo)


def test_two_that_differ_are_asked_about(demo_store: Store, demo: Path) -> None:
    edit(demo_store, "felles-barnevern-2", comment="Noe annet")
    talk(demo, "/felles barnevern", "merge 1 2", "second", "Noe", "y", "", "", "q")
    assert record(demo, "felles-barnevern")["comment"] == "Noe annet"


# --- many


def test_six_are_set_as_one_commit(demo: Path) -> None:
    before = count(demo)
    said = talk(demo, "mark 1-4, 6 8", "set", "status", "under r", ".", "yes", "Gjennomgang", "", "m", "q")
    assert count(demo) == before + 1
    assert said.count("status: In operation → Under review") == 5
    assert "6 marked" in said
    assert len(git(demo, "diff", "--name-only", "HEAD~1").splitlines()) == 6
    assert "Iktui-Action: bulk" in git(demo, "log", "-1", "--format=%B")
    is_sound(demo)


def test_a_bulk_that_is_not_wanted(demo: Path) -> None:
    before = head(demo)
    said = talk(demo, "mark all", "unmark 2-55", "/is:marked", "set", "status", "ended", ".", "", "mark none", "q")
    assert "55 marked" in said
    assert "1-1 of 1" in said
    assert "0 marked" in said
    assert head(demo) == before


# --- undo


def test_undo_and_redo(demo: Path) -> None:
    was = record(demo)
    talk(demo, "e regionrad", "comment", "x", *SAVE, "q")
    talk(demo, "u", "yes", "", "", "q")
    assert record(demo) == was
    talk(demo, "U", "yes", "", "", "q")
    assert record(demo)["comment"] == "x"
    assert "Reverts: " in git(demo, "log", "-1", "--format=%B")
    is_sound(demo)


@pytest.mark.parametrize(("answer", "left"), [("no", "Olas"), ("yes", "Med Innlandet fylkeskommune.")])
def test_fields_that_moved_on_are_asked_about(demo_store: Store, demo: Path, answer: str, left: str) -> None:
    talk(demo, "e regionrad", "comment", "x", "progress", "y", *SAVE, "q")
    edit(demo_store, "regionrad", OLA, comment="Olas")
    said = talk(demo, "u", answer, "yes", "", "", "q")
    assert "“Olas”" in said
    assert record(demo)["comment"] == left
    assert "progress" not in record(demo)


# --- areas, parties, files


def test_areas_are_added_renamed_moved_retired(demo: Path) -> None:
    said = talk(
        demo, "areas", "+", "Beredskap", "Brannvesen", "", "", "beredskap", "rename", "Trygghet", "", "", "", "q"
    )
    assert "Saved: " in said
    areas = tomllib.loads(git(demo, "show", "HEAD:register.toml"))["areas"]
    assert areas["beredskap"]["name"] == "Trygghet"
    order = sorted(areas, key=lambda id: areas[id]["order"])
    assert order.index("beredskap") == order.index("brannvesen") + 1
    talk(demo, "a", "trygg", "up", "", "", "trygg", "retire", "2025", "", "", "", "q")
    areas = tomllib.loads(git(demo, "show", "HEAD:register.toml"))["areas"]
    order = sorted(areas, key=lambda id: areas[id]["order"])
    assert order.index("beredskap") == order.index("brannvesen") - 1
    assert areas["beredskap"]["until"] == "2025"
    is_sound(demo)


def test_parties_are_added_renamed_moved_retired(demo: Path) -> None:
    talk(demo, "p", "+", "Lom", "", "yes", "", "", "lom", "up", "", "", "lom", "retire", "2030", "", "", "", "q")
    members = tomllib.loads(git(demo, "show", "HEAD:register.toml"))["members"]
    assert members[-2] == "lom"
    assert tomllib.loads(git(demo, "show", "HEAD:parties/lom.toml"))["until"] == "2030"
    talk(demo, "p", "lom", "change", "name", "Lom kommune", *SAVE, "lom", "member", "", "", "", "q")
    assert tomllib.loads(git(demo, "show", "HEAD:parties/lom.toml"))["name"] == "Lom kommune"
    assert "lom" not in tomllib.loads(git(demo, "show", "HEAD:register.toml"))["members"]
    is_sound(demo)


def test_an_import_is_reviewed(demo: Path, tmp_path: Path) -> None:
    source = Path(__file__).parents[2] / "store/data/documents/oversikt-2021.txt"
    file = tmp_path / "ny.txt"
    file.write_text(source.read_text(encoding="utf-8").replace("1. januar 2021", "1. januar 2022").replace(
        "Valg-samarbeid", "Valgsamarbeidet"), encoding="utf-8")  # fmt: skip
    before = head(demo)
    said = talk(demo, f"import {source}", "no", f"i {file}", "no", "no", "", "i finnes-ikke.txt", "q")
    assert "the register holds everything" in said
    assert "Valgsamarbeidet" in said
    assert "no such file" in said
    assert head(demo) == before
    talk(demo, "i", str(file), "no", "no", "yes", "", "", "q")
    assert "Iktui-Action: import" in git(demo, "log", "-1", "--format=%B")
    is_sound(demo)


def test_what_was_changed_by_hand_is_offered(demo: Path) -> None:
    file = demo / "collaborations/re/regionrad.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("Med Innlandet", "For hånd"), encoding="utf-8")
    before = head(demo)
    talk(demo, "no", "q")
    assert head(demo) == before
    talk(demo, "yes", "q")
    assert record(demo)["comment"].startswith("For hånd")
    is_sound(demo)


def test_a_comment_that_was_taken_is_taken_back_with_its_commit(demo: Path) -> None:
    file = demo / "collaborations/re/regionrad.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text("# Husk Per\n" + text, encoding="utf-8")
    talk(demo, "take", "q")
    assert git(demo, "show", "HEAD:collaborations/re/regionrad.toml").startswith("# Husk Per\n")
    talk(demo, "undo", "yes", "", "", "q")
    assert file.read_text(encoding="utf-8") == text
    is_sound(demo)


def test_hand_edits_are_settled_or_set_aside_each_by_itself(demo: Path) -> None:
    file = demo / "collaborations/re/regionrad.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("Med Innlandet", "For hånd"), encoding="utf-8")
    store = Store.open(demo)
    edit(store, "regionrad", comment="Lagret imens")
    store.close()
    (demo / "parties/oyer.toml").write_text("name = \n")
    out = talk(demo, "aside", "take", "mine", "q")
    assert "For hånd" in out
    assert "Lagret imens" in out
    assert record(demo)["comment"].startswith("For hånd")
    (kept,) = (demo / ".git/iktui/aside/parties").iterdir()
    assert kept.read_text() == "name = \n"
    assert str(kept) in out
    is_sound(demo)


# --- beginning and ending


def test_without_a_register_it_asks_which(tmp_path: Path) -> None:
    folder = tmp_path / "nytt"
    talk(None, "new", str(folder), "Prøve", "kari@oyer.kommune.no", "Kari Nordmann", "n Første", *SAVE, "q",
         author=None, cwd=tmp_path)  # fmt: skip
    assert "Kari Nordmann <kari@oyer.kommune.no>" in git(folder, "log", "-1", "--format=%an <%ae>")
    assert git(folder, "ls-tree", "-r", "--name-only", "HEAD").splitlines()[0] == "collaborations/fo/forste.toml"


def test_who_writes_is_asked_once(demo: Path) -> None:
    talk(demo, "e regionrad", "", "Kari Nordmann", "ikke en adresse", "kari@oyer.kommune.no", "comment", "x", *SAVE,
         "e regionrad", "comment", "y", *SAVE, "q", author=None)  # fmt: skip
    assert record(demo)["comment"] == "y"
    assert git(demo, "log", "-1", "--format=%ae") == KARI.mail


def test_a_pipe_that_ends_keeps_what_was_typed(demo: Path) -> None:
    before = head(demo)
    talk(demo, "e regionrad", "comment", "skrevet i et rør", process=True)
    assert head(demo) == before
    said = talk(demo, "go on", "", *SAVE, "q")
    assert "skrevet i et rør" in said
    assert record(demo)["comment"] == "skrevet i et rør"
    assert "skrevet" not in talk(demo, "q")


@pytest.mark.parametrize(("answer", "again"), [("throw", False), ("", True), ("later", True)])
def test_a_draft_can_wait_or_be_thrown_away(demo: Path, answer: str, again: bool) -> None:
    talk(demo, "e regionrad", "comment", "halvferdig")
    assert "halvferdig" in talk(demo, answer, "q")
    assert ("halvferdig" in talk(demo, "", "q")) is again
    assert "halvferdig" not in talk(demo, "", "q", author=OLA), "it is nobody else's"


def test_nothing_hostile_comes_out_raw(hostile: Path) -> None:
    number = [str(number) for number in range(1, len(PAYLOADS) + 1)]
    looks = ["l", *number, "h 1", "h all", "yes", "b 11", "g party", "!", "1", "", "", "areas", "", "p", ""]
    edits = ["e 11", "", "comment", "", "participants", "1 role", "", "."]
    said = talk(hostile, *looks, *edits, "/=[", "/\x1b[2J", "\x1b]0;x\x07", "q")
    assert not set(said) & RAW
    for payload in PAYLOADS:
        assert safe(canonical(payload))[:20] in said, payload


def test_bytes_that_are_no_text(demo: Path) -> None:
    said = talk(demo, "\udcff\udcfe", "e regionrad", "comment", "a\udcffb", *SAVE, "q", process=True)
    assert "no command" in said
    assert record(demo)["comment"] == "a�b"
    is_sound(demo)


def test_no_screen_is_imported() -> None:
    script = (
        "import json, sys, pkgutil, importlib, iktui.linear\n"
        "[importlib.import_module(f'iktui.linear.{m.name}') for m in pkgutil.iter_modules(iktui.linear.__path__)]\n"
        "print(json.dumps([name for name in ('textual', 'rich', 'readline') if name in sys.modules]))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == []


def test_a_folder_that_is_none(run: Run, tmp_path: Path) -> None:
    done = run("--linear", "-C", tmp_path / "ingen")
    assert (done.status, done.out) == (2, "")
    assert len(done.err.splitlines()) == 1


def test_views_are_saved_and_shown_as_on_the_screen_and_on_the_command_line(demo: Path, run: Run) -> None:
    saving = ("g none", "order by name", "/form:vertskommune", "v", "+", "Verter", "4", "", "/", "v 4")
    said = talk(demo, *saving, "q").split(PROMPT)
    shown = [[line for line in page.splitlines() if line[:1].isdigit() and ". " in line[:4]] for page in said]
    assert shown[3] == shown[-2] != shown[-3]
    assert len(shown[3]) > 3
    (kept,) = saved_views(demo).values()
    assert (kept.name, kept.sort, kept.query) == ("Verter", "name", "form:vertskommune")
    listed = [row["name"] for row in run("-C", demo, "list", "--view", "4", "--json").json]
    assert listed == sorted(listed, key=str.casefold)
    assert [line.split(". ", 1)[1].split(";")[0].rstrip("*") for line in shown[3]] == listed
    assert "Verter" in talk(demo, "v", "4", "forget", "", "q")
    assert saved_views(demo) == {}
    wrong = run("-C", demo, "list", "--view", "4")
    assert (wrong.status, wrong.err.count("\n")) == (2, 1)


def test_any_paper_is_written_in_any_format(demo: Path, tmp_path: Path) -> None:
    plan, sheet = tmp_path / "plan.html", tmp_path / "ark.html"
    said = talk(demo, f"export html plan {plan}", "export html record", "regionråd", str(sheet), "export tull", "q")
    assert said.count("written: ") == 2
    assert "Felles forliksråd" in plan.read_text(encoding="utf-8")
    assert "Med Innlandet fylkeskommune." in sheet.read_text(encoding="utf-8")
    assert "“tull” is none of: " in said


def test_the_public_site_and_the_papers_of_an_edition_are_written(demo: Path, tmp_path: Path) -> None:
    site, papers = tmp_path / "side", tmp_path / "sett"
    said = talk(demo, f"export site {site}", f"export site {site}", "no", f"export site {demo}/side", "q")
    assert f"written: {site}/index.html" in said
    assert "nothing was written" in said
    assert "own folder" in said
    assert (site / "en/collaboration-regionrad.html").is_file()
    said = talk(demo, "r 2022", "yes", "", "", "*publish", "Haster", "", "", f"{demo}/x", str(papers), "", "q")
    assert "own folder" in said
    assert f"the papers of 2022 are in {papers}: overview-2022.docx, " in said
    (papers / "overview-2022.docx").write_bytes(b"min")
    said = talk(demo, "r 2022", "*publish", str(papers), "no", "", "q")
    assert "is published" in said
    assert (papers / "overview-2022.docx").read_bytes() == b"min"
