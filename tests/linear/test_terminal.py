"""The linear mode in a pseudo-terminal: what is typed survives, others are asked about, nothing but text comes out."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from store.register.store import Store
from tests.conftest import OLA, edit, git, is_sound
from tests.linear.talking import PROMPT, Terminal, talk

FIELD = "Field, by number or name"
EDIT = ["e regionrad", "comment", "nytt", "participants", "gausdal until", "2030", ".", "fordi", "1/24"]
"""The answers to every question of an edit."""


def comment(path: Path) -> str:
    text = git(path, "show", "HEAD:collaborations/re/regionrad.toml")
    return str(tomllib.loads(text).get("comment", ""))


def started(path: Path) -> Terminal:
    terminal = Terminal(path)
    terminal.heard(PROMPT)
    return terminal


@pytest.mark.parametrize("answers", range(1, len(EDIT)))
def test_ctrl_c_at_each_question_of_an_edit(demo: Path, answers: int) -> None:
    head = git(demo, "rev-parse", "HEAD")
    terminal = started(demo)
    for line in EDIT[:answers]:
        terminal.say(line)
    at_field = answers in (1, 3, 6)
    if not at_field:
        assert FIELD in terminal.cancel("ctrl+c: cancel):"), "one question back"
    if answers < 3:
        assert "nothing was changed" in terminal.cancel()
    else:
        assert "Leave without saving" in terminal.cancel("ctrl+c: cancel):")
        assert FIELD in terminal.cancel("ctrl+c: cancel):"), "no answer is no"
        terminal.cancel("ctrl+c: cancel):")
        assert "nothing was changed" in terminal.say("yes", PROMPT)
    terminal.quit()
    assert git(demo, "rev-parse", "HEAD") == head
    assert "Left unsaved" not in talk(demo, "q"), "what was given up is gone"


@pytest.mark.parametrize(
    "answers",
    [
        ["n"],
        ["x regionrad"],
        ["x regionrad", "2024"],
        ["w regionrad", "1"],
        ["replace regionrad", "geodata"],
        ["merge regionrad", "geodata"],
        ["remove regionrad"],
        ["u"],
        ["!", "1"],
        ["areas", "+"],
        ["parties", "1"],
        ["g"],
        ["i"],
    ],
    ids=" ".join,
)
def test_ctrl_c_leaves_each_command_and_changes_nothing(demo: Path, answers: list[str]) -> None:
    head = git(demo, "rev-parse", "HEAD")
    terminal = started(demo)
    for line in answers:
        terminal.say(line)
    for _level in range(3):
        terminal.process.sendintr()
        if terminal.process.expect_exact([b"cancel):", PROMPT.encode()]) == 1:
            break
    terminal.process.expect_exact([b"> "])
    terminal.quit()
    assert git(demo, "rev-parse", "HEAD") == head


def test_ctrl_d_leaves_at_the_main_prompt(demo: Path) -> None:
    terminal = started(demo)
    terminal.say("e regionrad")
    terminal.process.sendeof()
    terminal.heard(PROMPT)
    terminal.process.sendeof()
    terminal.process.wait()
    assert terminal.process.exitstatus == 0


@pytest.mark.parametrize("end", ["kill", "hang_up"])
def test_what_was_typed_before_the_end_is_offered_again(demo: Path, end: str) -> None:
    head = git(demo, "rev-parse", "HEAD")
    terminal = started(demo)
    for line in ("e regionrad", "comment", "Skrevet like før", "progress", "Videre"):
        terminal.say(line)
    getattr(terminal, end)()
    assert git(demo, "rev-parse", "HEAD") == head
    again = Terminal(demo)
    said = again.heard("ctrl+c: cancel):")
    assert "Skrevet like før" in said
    assert "Regionråd" in said
    assert "Med Innlandet fylkeskommune." in again.say("go on"), "field by field, beside what is there"
    again.say("yes")
    again.say("no")
    again.say(".")
    again.say("")
    assert "Saved: " in again.say("", PROMPT)
    again.quit()
    assert comment(demo) == "Skrevet like før"
    assert "progress" not in git(demo, "show", "HEAD:collaborations/re/regionrad.toml")
    assert "Left unsaved" not in talk(demo, "q")
    is_sound(demo)


@pytest.mark.parametrize(
    ("choice", "stands"), [("mine", "mitt"), ("theirs", "Olas"), ("other", "begges")], ids=["mine", "theirs", "other"]
)
def test_the_same_field_changed_by_another_is_asked_about(
    demo_store: Store, demo: Path, choice: str, stands: str
) -> None:
    terminal = started(demo)
    for line in ("e regionrad", "comment", "mitt", "progress", "framdrift", "areas", "1; 5"):
        terminal.say(line)
    edit(demo_store, "regionrad", OLA, comment="Olas", areas=("regionrad-og-annet-politisk-samarbeid", "brannvesen"))
    edit(demo_store, "regionrad", OLA, end_reason="også Olas")
    terminal.say(".")
    terminal.say("")
    said = terminal.say("")
    assert "Ola Hansen changed the same meanwhile" in said
    assert "1. mine: mitt" in said
    assert "2. theirs: Olas" in said
    if choice == "other":
        terminal.say(choice)
        assert "Saved: " in terminal.say("begges", PROMPT)
    else:
        assert "Saved: " in terminal.say(choice, PROMPT)
    terminal.quit()
    record = tomllib.loads(git(demo, "show", "HEAD:collaborations/re/regionrad.toml"))
    assert record["comment"] == stands
    assert record["progress"] == "framdrift", "mine alone"
    assert record["end_reason"] == "også Olas", "theirs alone"
    assert len(record["areas"]) == 3, "both lists"
    is_sound(demo)


def test_what_was_removed_meanwhile_is_said_and_the_words_stay(demo_store: Store, demo: Path) -> None:
    from store.changes.changes import Changeset, change

    terminal = started(demo)
    for line in ("e geodata", "comment", "mitt"):
        terminal.say(line)
    now = demo_store.snapshot()
    gone = change(now.collaboration("geodata-samarbeid"), None)
    demo_store.commit(Changeset(now.commit, (gone,), "remove"), OLA)
    terminal.say(".")
    terminal.say("")
    said = terminal.say("")
    assert "Ola Hansen" in said
    assert FIELD in said
    terminal.kill()
    assert "mitt" in talk(demo, "", "q")


def test_others_who_have_it_open_are_named(demo: Path) -> None:
    first = Terminal(demo, OLA)
    first.heard(PROMPT)
    first.say("e regionrad")
    second = started(demo)
    assert "Ola Hansen has this open too" in second.say("e regionrad")
    assert "Ola Hansen" not in second.cancel()
    second.quit()
    first.cancel()
    first.quit()


def test_nothing_but_text_whatever_is_typed(demo: Path) -> None:
    terminal = started(demo)
    terminal.say("l", PROMPT)
    terminal.say("e regionrad")
    terminal.say("comment")
    for keys in ("ab\x1b[D\x1bOA", "\x1b[5~\x1b[3~", "æøå\x7f\x7f\x7f", "æøå ord " * 30, "\t", "Z"):
        terminal.process.send(keys)
    terminal.process.sendline()
    terminal.heard("ctrl+c: cancel):")
    terminal.say(".")
    terminal.say("")
    terminal.say("", PROMPT)
    terminal.quit()
    assert comment(demo) == "ab" + "æøå ord " * 30 + "\tZ"


def test_few_bytes_for_each_answer(demo: Path) -> None:
    terminal = started(demo)
    sizes = {}
    for line in ("e regionrad", "comment", "x", ".", ""):
        sizes[line] = len(terminal.say(line).encode())
    sizes["saved"] = len(terminal.say("", PROMPT).encode())
    terminal.quit()
    assert all(size < 350 for size in sizes.values()), sizes
    assert sum(sizes.values()) < 1100, sizes


def test_what_changed_while_its_removal_was_asked_about_stays(demo_store: Store, demo: Path) -> None:
    terminal = started(demo)
    terminal.say("remove regionrad")
    edit(demo_store, "regionrad", OLA, comment="Olas")
    terminal.say("yes")
    terminal.say("")
    said = terminal.say("", PROMPT)
    assert "Ola Hansen changed comment (“Olas”) meanwhile" in said
    terminal.quit()
    assert comment(demo) == "Olas"
