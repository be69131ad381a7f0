"""A person who has the linear mode only: twelve tasks, a year, a conflict, a study, a document; what a reader hears.

Each way is gone twice: as it is, and with `?` before every answer.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from pathlib import Path

import pexpect
import pytest

from store.changes import edits
from store.editions.checklist import unchanged
from store.register.publishing import state_of
from store.register.store import Store
from tests.conftest import KARI, OLA, edit, git, is_sound
from tests.linear.person import Conversation, converse, heard_well
from tests.linear.talking import Terminal, environment
from tests.ui.test_tasks import saved

DAY = "2026-06-15"
SAVE = ("", "")
"""No reason, no case number."""
EACH = [word for name in ("lillehammer", "gausdal", "øyer") for word in ("participants", name, "", "yes")]
TASKS: dict[int, tuple[str, ...]] = {
    1: ("/nødal", "1"),
    2: ("/personvern", "e 1", "host", "gaus", ".", *SAVE),
    3: ("/geodata", "w 1", "øyer", "", "2028", *SAVE),
    4: ("/geodata", "d 1", "ringe", "", "", *SAVE),
    5: ("/geodata", "x 1", "", "Vedtatt", *SAVE),
    6: ("n", "Felles kulturskole", "legal_form", "agreement_only", *EACH, ".", *SAVE),
    7: ("/form:uformelt", "m 1-6", "=", "legal_form", "network", ".", "yes", *SAVE),
    8: ("/felles barnevern", "merge 1 2", "yes", *SAVE),
    9: ("!", "1", "4", "e", "legal_form", "council_resolution_only", ".", *SAVE),
    10: ("/personvern", "b 1"),
    11: ("u", "yes", *SAVE),
    12: ("/med:øyer vert:lillehammer",),
}
"""What is typed, in words that are the same in every language."""
SHOWN = {1: "navn: Felles 110 nødalarm", 10: "kommentar: Lillehammer vert", 12: ": «med:øyer vert:lillehammer»"}
BOTH = pytest.mark.parametrize("helped", [False, True], ids=["once", "asking"])


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def count(path: Path) -> int:
    return int(git(path, "rev-list", "--count", "HEAD"))


def action(path: Path) -> str:
    return git(path, "log", "-1", "--format=%(trailers:key=Iktui-Action,valueonly)").strip()


# --- the twelve tasks


@BOTH
@pytest.mark.parametrize("number", TASKS)
def test_a_task(demo: Path, number: int, helped: bool) -> None:
    if number == 11:
        store = Store.open(demo)
        edit(store, "regionrad", KARI, comment="Noe annet")
        edit(store, "regionrad", OLA, progress="Ola gikk videre")
        store.close()
    before, lang = count(demo), "en" if helped else "nb"
    talked = converse(demo, *TASKS[number], helped=helped, lang=lang)
    assert count(demo) == before + (number not in SHOWN)
    if number not in SHOWN:
        saved(number, demo)
        assert ("Saved: " if helped else "Lagret: ") in talked.turns[-1 - helped].said
    elif not helped:
        assert SHOWN[number] in talked.said
    if number == 10:
        assert "Kari Nordmann" in talked.said
    is_sound(demo)


# --- a year


@BOTH
def test_the_year_of_an_edition(small: Store, helped: bool) -> None:
    path = small.path
    before = git(path, "rev-parse", "HEAD")
    members = [("1", "confirm", id, *SAVE) for id in ("øyer", "gausdal")]
    council = ("adopt", "øyer", "Kommunestyret", "12/22", "2022-02-10", "Vedtatt", *SAVE)
    talked = converse(path, "r", "2022", "yes", *SAVE, *members[0], *members[1], "*publish", "yes", *SAVE, "",
                      *(f"*{council[0]}", *council[1:]), "", helped=helped)  # fmt: skip
    assert "1 of 1 confirmed" in talked.said
    made = git(
        path, "log", "--reverse", "--format=%(trailers:key=Iktui-Action,valueonly,separator=%x2C)", f"{before}.."
    )
    assert made.split() == ["rollover", "confirm", "confirm", "publish", "adopt"]
    assert git(path, "rev-parse", "edition/2022^{commit}") == git(path, "rev-parse", "HEAD~1")
    edition = git(path, "show", "HEAD:editions/2022.toml")
    assert "confirmed" in edition
    assert "12/22" in edition
    is_sound(path)


def test_the_year_of_a_whole_register_is_confirmed_by_area(demo: Path) -> None:
    converse(demo, "r 2022", "yes", *SAVE, "")
    store = Store.open(demo)
    rows, members = state_of(store, "2022").rows, store.snapshot().register.members
    store.close()
    said: list[str] = []
    for member in members:
        for area in dict.fromkeys(row.area for row in rows):
            if unchanged(rows, member, area):
                said += ["*area", area or "Without area", member, *SAVE]
    before = count(demo)
    talked = converse(demo, "r 2022", *said, "")
    assert count(demo) == before + len(said) // 5
    assert "0 of 55 confirmed" in talked.turns[1].said
    assert "55 of 55 confirmed" in talked.turns[-2].said
    talked = converse(demo, "r 2022", "*publish", "yes", *SAVE, "", "*adopt", "", "Kommunestyret", "9/22", "",
                      "Vedtatt", *SAVE, "")  # fmt: skip
    assert git(demo, "tag", "--list", "edition/2022") == "edition/2022"
    assert action(demo) == "adopt"
    is_sound(demo)


# --- others


@BOTH
def test_a_conflict_of_two_clones_is_settled(demo: Path, tmp_path: Path, helped: bool) -> None:
    hub, clone = tmp_path / "hub.git", tmp_path / "clone"
    git(demo, "clone", "-q", "--bare", str(demo), str(hub))
    git(demo, "remote", "add", "origin", str(hub))
    converse(demo, "S", helped=helped)
    git(tmp_path, "clone", "-q", str(hub), str(clone))
    change = ("e regionrad", "comment", "{} sitt ord", "areas", "{}", ".", *SAVE, "S")
    converse(demo, *(word.format("Kari" if "ord" in word else "1; 2") for word in change), helped=helped)
    talked = converse(clone, *(word.format("Ola" if "ord" in word else "1; 3") for word in change), "yes", "other",
                      "Begge sitt ord", "yes", *SAVE, "S", author=OLA, helped=helped)  # fmt: skip
    assert "mine: Ola sitt ord (Ola Hansen)" in talked.said
    assert "theirs: Kari sitt ord (Kari Nordmann)" in talked.said
    assert "no conflict is open" in converse(demo, "S", "conflicts", helped=helped).said
    assert git(demo, "rev-parse", "HEAD") == git(clone, "rev-parse", "HEAD") == git(hub, "rev-parse", "HEAD")
    store = Store.open(demo)
    record = store.snapshot().collaboration("regionrad")
    store.close()
    assert record.comment == "Begge sitt ord"
    assert len(record.areas) == 3
    for path in (demo, clone):
        is_sound(path)


DECIDED = ("decide", "", "{}/26", "26/{}", "2026-03-01", "Vedtatt", *SAVE)
INVESTIGATED = ("forms", "host_municipality_administrative; agreement_only", "legal_form",
                "host_municipality_administrative", "form_reason", "Enklest", "economy", "Spart 1 mill.", "costs",
                "øyer share", "60", "costs", "gausdal share", "40", "cost_key", "60/40", "benefits",
                "recruiting measure", "Søkere", "benefits", "recruiting follow_up", "Hvert år")  # fmt: skip


def study() -> Iterator[str]:
    """From an idea to a collaboration, each deed on the only study there is."""
    deeds: list[tuple[str, ...]] = [
        ("edit", "participants", "øyer; gausdal", "host", "øyer", "areas", "admini", ".", *SAVE),
        *[("advance", f"2026-0{month}-01", *SAVE) for month in (7, 8)],
        *[tuple(word.format(number) for word in DECIDED) for number in (1, 2)],
        ("advance", "2026-09-01", *SAVE),
        ("edit", *INVESTIGATED, ".", *SAVE),
        *[("draft", what, *SAVE) for what in ("agreement", "service")],
        ("advance", "2026-10-01", *SAVE),
        *[tuple(word.format(number) for word in DECIDED) for number in (3, 4)],
        ("advance", "2026-11-01", *SAVE),
        ("establish", "Avtalen skrives ferdig i januar", *SAVE),
        ("show",),
    ]
    yield from ("f", "+", "Felles arkiv", "", *SAVE)
    for deed in deeds:
        yield from ("1", *deed)
    yield from ("", "/felles arkiv", "1")


@BOTH
def test_a_study_becomes_a_collaboration(demo: Path, helped: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edits, "today", lambda: DAY)
    before = count(demo)
    talked = converse(demo, *study(), helped=helped)
    assert count(demo) == before + 15
    assert action(demo) == "establish"
    store = Store.open(demo)
    now = store.snapshot()
    made, way = now.collaboration("felles-arkiv"), now.studies["felles-arkiv"]
    store.close()
    assert (made.host, made.legal_form, set(made.participants)) == (
        "oyer", "host_municipality_administrative", {"oyer", "gausdal"},
    )  # fmt: skip
    assert (way.status, way.result) == ("in_operation", "felles-arkiv")
    assert [way.steps[step].date for step in ("pre_study", "investigation", "decision")] == [
        "2026-08-01", "2026-10-01", "2026-11-01",
    ]  # fmt: skip
    assert "1-1 of 1: “felles arkiv”" in talked.said
    is_sound(demo)


@BOTH
def test_a_document_is_written_and_written_over(demo: Path, tmp_path: Path, helped: bool) -> None:
    paper, table = tmp_path / "oversikt.md", tmp_path / "tabell.csv"
    converse(demo, "o", "", "md", str(paper), "o", "", "csv", str(table), helped=helped)
    text = paper.read_text(encoding="utf-8")
    assert text.startswith("# ")
    assert "Felles personvernombud" in text
    assert sum(line.startswith("| ") for line in text.splitlines()) > 55
    with table.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))
    assert len(rows) == 1 + 55 + 13, "the header, the collaborations, the areas"
    assert len({len(row) for row in rows}) == 1
    paper.write_text("mitt", encoding="utf-8")
    converse(demo, "o md", str(paper), "no", "o md", str(table.with_suffix(".md")), helped=helped)
    assert paper.read_text(encoding="utf-8") == "mitt"
    converse(demo, "o md", str(paper), "yes", helped=helped)
    assert paper.read_text(encoding="utf-8") == text


OTHERS = (
    ("a", "+", "Beredskap", "brannvesen", *SAVE, "beredskap", "retire", "2025", *SAVE, ""),
    ("p", "+", "Lom", "", "yes", *SAVE, "lom", "edit", "name", "Lom kommune", ".", *SAVE, ""),
    ("c regionrad", "Kopi", "comment", "x \\", "y", ".", *SAVE, "replace kopi", "geodata", "2025", *SAVE),
    ("@", "edition/2021", "@", "", "C", "edition/2019", "edition/2021", "A", "no", "g", "host", "W", "", "figures"),
    ("restore regionrad", "edition/2021", "", "l", "m 1", "unmark", "1", "remove borgerlig vigsel", "yes", *SAVE),
    (
        "y",
        "+",
        "Årsmøte",
        "date",
        "2026-05-20",
        ".",
        *SAVE,
        "*usual",
        "yes",
        *SAVE,
        "",
        "V",
        "",
        "L",
        "",
        "t",
        "edition",
        "",
    ),
    ("merge regionrad", "geodata", "", "", "", "", *SAVE, "h felles", "1", "P 2020", "+", "Nytt", "", ".", *SAVE, ""),
)


@pytest.mark.parametrize("lines", OTHERS, ids=lambda lines: lines[0])
def test_a_question_mark_before_every_other_answer(demo: Path, lines: tuple[str, ...]) -> None:
    converse(demo, *lines, helped=True)
    is_sound(demo)


# --- a terminal that can nothing


def spawn(path: Path, term: str | None) -> pexpect.spawn:
    """The program on a pseudo-terminal that calls itself so, with no option that says how."""
    env = {**environment(), "TERM": term}
    command = ["-m", "iktui", "--lang", "nb", "-C", str(path)]
    known = {name: value for name, value in env.items() if value is not None}
    process = pexpect.spawn(sys.executable, command, env=known, dimensions=(24, 80), timeout=30)
    process.delaybeforesend = None
    return process


class Dumb(Terminal):
    """Somebody at a terminal that is called dumb."""

    def __init__(self, path: Path) -> None:
        self.raw = b""
        self.process = spawn(path, "dumb")


def test_the_twelve_tasks_on_a_dumb_terminal(demo: Path) -> None:
    terminal = Dumb(demo)
    terminal.heard("):")
    heard = {}
    for number in (*range(1, 11), 12, 9, 11):
        lines = ("e regionrad", "comment", "Noe annet", ".", *SAVE) if number in heard else TASKS[number]
        heard[number] = "".join(terminal.say(line, "):") for line in lines)
        assert ("Lagret: " in heard[number]) == (number not in SHOWN), number
    terminal.quit()
    for number in {*TASKS} - {*SHOWN}:
        saved(number, demo)
    for number, words in SHOWN.items():
        assert words in heard[number].replace("\r\n", "\n")
    assert git(demo, "rev-parse", "HEAD^{tree}") == git(demo, "rev-parse", "HEAD~2^{tree}"), "the last is taken back"
    text = terminal.raw.decode().replace("\r\n", "\n")
    heard_well(Conversation((), "".join(line.lstrip("> ") for line in text.splitlines(keepends=True))))
    is_sound(demo)


@pytest.mark.parametrize(
    ("term", "linear"), [(None, True), ("", True), ("unknown", True), ("dumb", True), ("xterm-foo", False)]
)
def test_who_starts_in_lines_unasked(demo: Path, term: str | None, linear: bool) -> None:
    process = spawn(demo, term)
    assert process.expect_exact([b"\x1b[?1049h", b"iktui (?: hjelp; q: lukk):\r\n> "]) == linear
    if linear:
        assert b"\x1b" not in process.before
        process.sendline("q")
        process.expect_exact([pexpect.EOF])
        process.close()
        assert process.exitstatus == 0
    process.close(force=True)
