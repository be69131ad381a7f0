"""What a person who has the linear mode only stumbled over: each as the lines that showed it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from iktui.offers import OFFERS
from store.actions.action import Action
from store.actions.records import ACCEPT, FIX
from store.base.i18n import in_language
from tests.conftest import git
from tests.linear.person import HELP, QUESTION, converse, explains, heard_well
from tests.linear.test_person import SAVE, TASKS, count

EDIT = ("e regionrad", "comment", "x")
IDEA = ("f", "+", "Felles arkiv", "", *SAVE)
YEAR = ("r 2022", "yes", *SAVE)


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


# --- “?”

DECISION = (*IDEA, "1", "edit", "participants", "øyer", ".", *SAVE, "1", "decide", "", "1/26", "26/1", "", "Vedtatt")
TAKEN = {
    "Reason": (*EDIT, ".", *SAVE),
    "case number": (*EDIT, ".", *SAVE),
    "Case number": (*DECISION, *SAVE, ""),
    "Archive case": (*DECISION, *SAVE, ""),
    "Outcome": (*DECISION, *SAVE, ""),
    "Council or committee": (*YEAR, "*adopt", "", "Kommunestyret", "1/22", "", "Vedtatt", *SAVE, ""),
    "Missing: ": (*IDEA, "1", "edit", "participants", "øyer", ".", *SAVE, "1", "advance", "", *SAVE, "1", "advance", "",
                  *SAVE, "1", "advance", "", "Haster", *SAVE, ""),
    "File": ("o md", "oversikt.md"),
    "154 open confirmations": (*YEAR, "*publish", "Haster", *SAVE, "", ""),
    "Folder for its papers": (*YEAR, "*publish", "Haster", *SAVE, "", ""),
    "Folder": ("o site", "nettside"),
    "New value": (*EDIT, ".", *SAVE),
    "Next line": ("e regionrad", "comment", "x \\", "y", ".", *SAVE),
    "A date (31.3.2021)": ("@", ""),
    "To when": ("C", "edition/2019", ""),
    "Only this field": ("restore regionrad edition/2021", "", "l"),
    "Which numbers?": ("l", "m 1", "unmark", "1"),
    "Which? Its number": ("s", "regionrad"),
}  # fmt: skip


@pytest.mark.parametrize("question", TAKEN)
def test_the_ways_to_those_questions(demo: Path, question: str) -> None:
    talked = converse(demo, *TAKEN[question])
    assert any(turn.asked.startswith(question) for turn in talked.turns)


@pytest.mark.parametrize("question", TAKEN)
def test_a_question_mark_is_no_answer(demo: Path, question: str) -> None:
    converse(demo, *TAKEN[question], helped=True)


def test_who_asks_what_a_reason_is_gives_none(demo: Path) -> None:
    before = count(demo)
    converse(demo, *EDIT, ".", HELP, "Vedtatt", "")
    assert count(demo) == before + 1
    assert "?" not in git(demo, "log", "-1", "--format=%b").split("\n\n")[0].splitlines()


def test_who_asks_what_a_file_is_gets_none(demo: Path, tmp_path: Path) -> None:
    converse(demo, "o md", HELP, "oversikt.md")
    assert not (tmp_path / HELP).exists()


REFUSED: dict[str, tuple[str, ...]] = {
    "yes or no": TASKS[8],
    "a date": TASKS[5],
    "a year": ("r", "2022", "yes", *SAVE, ""),
    "a group of findings": ("!", ""),
    "one of a list": ("a", ""),
    "what to do with it": ("a", "brannvesen", "down", *SAVE, ""),
    "who and which column": ("e regionrad", "participants", "øyer until", "2030", ".", *SAVE),
    "which kind": ("t", "edition", ""),
    "which form": ("o", "", "md", "oversikt.md"),
    "a second record": ("merge 1", "geodata", "", "", "", "", *SAVE),
    "when": ("C", "edition/2019", ""),
    "group by": ("g", ""),
}


@pytest.mark.parametrize("lines", REFUSED.values(), ids=REFUSED)
def test_a_question_mark_is_explained(demo: Path, lines: tuple[str, ...]) -> None:
    explains(converse(demo, *(("l", *lines) if "merge 1" in lines else lines), helped=True))


# --- what cannot be done, or cannot be seen


@pytest.mark.parametrize("action", [FIX, ACCEPT], ids=lambda action: action.id)
def test_a_finding_is_settled_where_it_is_found(demo: Path, action: Action) -> None:
    assert OFFERS[action.id].linear == "findings"
    talked = converse(demo, "!", "1", "4")
    assert in_language("en", action.title) in talked.said


LONG = "En lang kommentar som går over de seksti tegnene som vises av en verdi, og som slutter med ordet "


def test_a_review_shows_what_changed(demo: Path) -> None:
    talked = converse(demo, "e regionrad", "comment", LONG + "gammelt", ".", *SAVE, "e regionrad", "comment",
                      "s/gammelt/nytt/", ".", *SAVE)  # fmt: skip
    before, after = re.findall(r"comment: (.*) → (.*)", talked.said)[-1]
    assert before != after


def test_a_review_of_a_new_one_shows_its_fields(demo: Path) -> None:
    talked = converse(demo, *TASKS[6])
    assert "Agreement" in talked.after(".")


def test_a_long_list_is_not_said_again_after_each_answer(demo: Path) -> None:
    talked = converse(demo, *YEAR, "regionrad", "confirm", "øyer", *SAVE, "")
    assert len(talked.turns[-2].said.splitlines()) < 30


def test_figures_are_said_without_columns(demo: Path) -> None:
    heard_well(converse(demo, "G"))


# --- questions


def test_what_shall_be_done_is_asked(demo: Path) -> None:
    talked = converse(demo, *YEAR, "regionrad", "confirm", "øyer", *SAVE, "")
    asked = next(turn.asked for turn in talked.turns if turn.typed == "confirm")
    assert "open" not in asked, asked


@pytest.mark.parametrize("lines", [TASKS[6], (*IDEA, ""), TASKS[3], ("t", "edition", "")], ids=lambda lines: lines[0])
def test_each_question_says_what_enter_does(demo: Path, lines: tuple[str, ...]) -> None:
    for turn in converse(demo, *lines).turns:
        hints = [*turn.hints]
        assert turn.asked == "iktui" or any(hint.startswith("enter: ") for hint in hints), turn.question


@pytest.mark.parametrize("lines", [
    ("n", "Ny", "participants", "øyer until", "2030", ".", *SAVE),
    (*IDEA, "1", "edit", "costs", "øyer share", "60", ".", *SAVE, ""),
    (*IDEA, "1", "edit", "benefits", "recruiting due", "2027", ".", *SAVE, ""),
], ids=["participants", "costs", "benefits"])  # fmt: skip
def test_what_has_numbers_is_listed(demo: Path, lines: tuple[str, ...]) -> None:
    turn = next(turn for turn in converse(demo, *lines).turns if turn.asked.startswith("Which row"))
    assert turn.said.startswith("1. "), turn.question


def test_the_example_is_of_what_is_asked(demo: Path) -> None:
    talked = converse(demo, *IDEA, "1", "edit", "benefits", "recruiting due", "2027", ".", *SAVE, "")
    assert not any("Øyer until" in turn.asked for turn in talked.turns)


def test_an_empty_list_is_said_to_be_empty(demo: Path) -> None:
    assert converse(demo, "f", "").turns[1].said


# --- words


def test_a_number_before_any_list(demo: Path) -> None:
    assert "list" in converse(demo, "e 1").turns[1].said


def test_what_was_not_written_is_said(demo: Path, tmp_path: Path) -> None:
    (tmp_path / "oversikt.md").write_text("mitt")
    assert converse(demo, "o md oversikt.md", "no").turns[-1].said


def test_yes_and_no_are_said(demo: Path) -> None:
    talked = converse(demo, "p", "+", "Lom", "", "", *SAVE, "")
    turn = next(turn for turn in talked.turns if turn.asked.startswith("Member of"))
    assert "yes/no" in turn.hints


def test_a_question_is_read_with_its_hints() -> None:
    match = QUESTION.fullmatch("Of the plan item (may be empty) (enter: none; ctrl+c: cancel):")
    assert match is not None
    assert match["asked"] == "Of the plan item (may be empty)"
    assert match["hints"] == "enter: none; ctrl+c: cancel"


def test_what_enter_does_is_said_by_its_name(demo: Path) -> None:
    talked = converse(demo, *IDEA, "1", "edit", "participants", "øyer", "host", "øyer", "legal_form",
                      "host_municipality", ".", *SAVE, "1", "draft", "avtale", *SAVE, "", lang="nb")  # fmt: skip
    turn = next(turn for turn in talked.turns if turn.typed == "avtale")
    assert "1. avtale" in turn.said
    assert "enter: avtale" in turn.hints


def test_a_field_to_restore_is_named_as_it_is_called(demo: Path) -> None:
    converse(demo, "e regionrad", "kommentar", "Ny", ".", *SAVE, lang="nb")
    assert "ikke noe felt" not in converse(demo, "restore regionrad edition/2021", "kommentar", "", lang="nb").said
