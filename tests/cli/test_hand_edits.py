"""iktui hand-edits: each file that was changed by hand is taken, settled by field, or set aside, by itself."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from store.changes.changes import Changeset, change
from store.records.model import Edition
from store.records.paths import Key, path_of
from store.register.store import Store
from tests.conftest import KARI, OLA, Run, edit, git, is_sound

ID = "felles-brannvesen"
PATH = path_of(Key("collaboration", ID))
BAD = "parties/daarlig.toml"
PARTY = "parties/oyer.toml"


def clashing(store: Store) -> Path:
    """A hand edit, and a save of the same field."""
    file = store.path / PATH
    file.write_text(file.read_text().replace("Øyer vertskommune.", "For hånd"))
    edit(store, ID, OLA, comment="Lagret", legal_form="network")
    return file


def by_hand(store: Store, path: str, old: str, new: str) -> str:
    text = (store.path / path).read_text().replace(old, new)
    (store.path / path).write_text(text)
    return text


def test_a_bad_file_stops_only_itself(small: Store, run: Run) -> None:
    (small.path / BAD).write_text("name = \n")
    by_hand(small, PARTY, 'name = "Øyer"', 'name = "Øyer kommune"')
    shown = run("-C", small.path, "hand-edits")
    assert shown.status == 1
    assert BAD in shown.out
    assert PARTY in shown.out
    done = run("-C", small.path, "hand-edits", "--take")
    assert done.status == 1, "the bad one is left"
    assert small.snapshot().parties["oyer"].name == "Øyer kommune"
    assert (small.path / BAD).read_text() == "name = \n"
    aside = run("-C", small.path, "hand-edits", "--aside", BAD)
    assert aside.status == 0
    kept = list((small.path / ".git/iktui/aside/parties").iterdir())
    assert [file.read_text() for file in kept] == ["name = \n"]
    assert str(kept[0]) in aside.out
    assert not (small.path / BAD).exists()
    is_sound(small.path)


def test_the_same_field_is_settled_by_choice(small: Store, run: Run) -> None:
    file = clashing(small)
    shown = run("-C", small.path, "hand-edits")
    assert shown.status == 1
    assert "For hånd" in shown.out
    assert "Lagret" in shown.out
    refused = run("-C", small.path, "hand-edits", "--take", PATH)
    assert refused.status == 2
    assert "comment" in refused.err
    done = run("-C", small.path, "hand-edits", "--settle", PATH, "comment=mine", "-m", "rettet")
    assert done.status == 0, done.err
    record = small.snapshot().collaboration(ID)
    assert (record.comment, record.legal_form) == ("For hånd", "network")
    assert "rettet" in git(small.path, "log", "-1", "--format=%B")
    assert "Iktui-Action: hand-edit" in git(small.path, "log", "-1", "--format=%B")
    assert "For hånd" in file.read_text()
    is_sound(small.path)


def test_the_registers_value_in_every_field_puts_the_file_back_and_keeps_what_was_written(
    small: Store, run: Run
) -> None:
    file = clashing(small)
    written = file.read_text()
    head = git(small.path, "rev-parse", "HEAD")
    done = run("-C", small.path, "hand-edits", "--settle", PATH, "comment=theirs")
    assert done.status == 0, done.err
    assert git(small.path, "rev-parse", "HEAD") == head
    assert "Lagret" in file.read_text()
    kept = list((small.path / ".git/iktui/aside").rglob("*-*"))
    assert written in [one.read_text() for one in kept if one.is_file()]
    is_sound(small.path)
    assert small.hand_edits() == (None, [])


def test_a_file_of_which_only_a_part_is_taken_is_kept_whole(small: Store, run: Run) -> None:
    file = small.path / PATH
    file.write_text(
        file.read_text().replace("Øyer vertskommune.", "For hånd").replace('"host_municipality"', '"other"')
    )
    written = file.read_text()
    edit(small, ID, OLA, comment="Lagret", legal_form="network")
    done = run("-C", small.path, "hand-edits", "--settle", PATH, "comment=mine", "legal_form=theirs")
    assert done.status == 0, done.err
    record = small.snapshot().collaboration(ID)
    assert (record.comment, record.legal_form) == ("For hånd", "network")
    (kept,) = [one for one in (small.path / ".git/iktui/aside").rglob("*") if one.is_file()]
    assert kept.read_text() == written
    assert str(kept) in done.out
    is_sound(small.path)


def test_set_aside_the_file_is_the_registers_and_the_next_hand_edit_begins_there(small: Store, run: Run) -> None:
    file = clashing(small)
    done = run("-C", small.path, "hand-edits", "--aside", PATH)
    assert done.status == 0, done.err
    is_sound(small.path)
    by_hand(small, PATH, 'comment = "Lagret"', 'comment = "Og så for hånd"')
    assert run("-C", small.path, "hand-edits", "--take", PATH).status == 0
    assert small.snapshot().collaboration(ID).comment == "Og så for hånd"
    assert "Og så for hånd" in file.read_text()


def test_a_record_removed_here_and_edited_by_hand_is_settled_as_a_whole(small: Store, run: Run) -> None:
    by_hand(small, PATH, "Øyer vertskommune.", "For hånd")
    now = small.snapshot()
    small.commit(Changeset(now.commit, (change(now.collaboration(ID), None),), "remove"), OLA)
    assert "*" in run("-C", small.path, "hand-edits").out
    assert run("-C", small.path, "hand-edits", "--settle", PATH, "*=mine").status == 0
    assert small.snapshot().collaboration(ID).comment == "For hånd"
    is_sound(small.path)


def test_a_record_removed_by_hand_and_edited_here_is_settled_as_a_whole(small: Store, run: Run) -> None:
    (small.path / PATH).unlink()
    edit(small, ID, OLA, comment="Lagret")
    assert run("-C", small.path, "hand-edits", "--settle", PATH, "*=theirs").status == 0
    assert "Lagret" in (small.path / PATH).read_text()
    (small.path / PATH).unlink()
    assert run("-C", small.path, "hand-edits", "--take", PATH).status == 0
    assert not small.snapshot().exists(Key("collaboration", ID))
    is_sound(small.path)


def test_a_file_that_breaks_a_rule_stops_only_itself(small: Store, run: Run) -> None:
    by_hand(small, PATH, 'status = "active"', 'status = "active"\nparent = "finnes-ikke"')
    by_hand(small, PARTY, 'name = "Øyer"', 'name = "Øyer kommune"')
    shown = run("-C", small.path, "hand-edits", "--json")
    found = {one["path"]: one for one in json.loads(shown.out)}
    assert found[PARTY]["state"] == "ready"
    assert found[PATH]["state"] == "bad"
    assert "finnes-ikke" in found[PATH]["reason"]
    assert run("-C", small.path, "hand-edits", "--take").status == 1
    assert small.snapshot().parties["oyer"].name == "Øyer kommune"


def test_two_new_files_that_need_each_other_go_in_together(small: Store, run: Run) -> None:
    small_text = 'name = "{}"\nstatus = "active"\nparent = "{}"\n'
    for id, text in (("aa", small_text.format("A", "bb")), ("bb", 'name = "B"\nstatus = "active"\n')):
        file = small.path / f"collaborations/{id}/{id}.toml"
        file.parent.mkdir()
        file.write_text(text)
    by_hand(small, PATH, 'status = "active"', 'status = "active"\nparent = "finnes-ikke"')
    assert run("-C", small.path, "hand-edits", "--take").status == 1
    assert small.snapshot().collaboration("aa").parent == "bb"


def test_a_published_edition_is_only_set_aside(small: Store, run: Run) -> None:
    now = small.snapshot()
    made = change(None, Edition(id="2022", state="published"))
    saved = small.commit(Changeset(now.commit, (made,), "import"), KARI)
    small.tag_edition("2022", saved.commit, KARI)
    path = path_of(Key("edition", "2022"))
    (small.path / path).write_text('state = "draft"\n')
    by_hand(small, PARTY, 'name = "Øyer"', 'name = "Øyer kommune"')
    assert run("-C", small.path, "hand-edits", "--take").status == 1
    assert small.snapshot().editions["2022"].state == "published"
    assert small.snapshot().parties["oyer"].name == "Øyer kommune"
    assert run("-C", small.path, "hand-edits", "--aside", path).status == 0
    is_sound(small.path)


def test_a_link_is_set_aside_as_a_link(small: Store, run: Run, tmp_path: Path) -> None:
    outside = tmp_path / "utenfor.toml"
    outside.write_text('name = "Utenfor"\n')
    (small.path / PATH).unlink()
    (small.path / PATH).symlink_to(outside)
    assert run("-C", small.path, "hand-edits", "--aside", PATH).status == 0
    assert outside.read_text() == 'name = "Utenfor"\n'
    assert not (small.path / PATH).is_symlink()
    is_sound(small.path)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--take", "parties/gausdal.toml"], "parties/gausdal.toml"),
        (["--aside", "../x.toml"], "x.toml"),
        (["--settle", PATH, "comment=begge"], "comment=begge"),
        (["--settle", PATH], "comment"),
        (["--settle", PATH, "comment=mine", "name=mine"], "comment"),
        (["--take", PATH, "--aside", PATH], PATH),
    ],
)
def test_what_cannot_be_done_is_one_line(small: Store, run: Run, arguments: list[str], told: str) -> None:
    file = clashing(small)
    written = file.read_text()
    done = run("-C", small.path, "hand-edits", *arguments)
    assert done.status == 2
    assert told in done.err
    assert done.err.count("\n") == 1
    assert file.read_text() == written


def test_nothing_by_hand_is_told(small: Store, run: Run) -> None:
    done = run("-C", small.path, "hand-edits")
    assert done.status == 0
    assert run("-C", small.path, "hand-edits", "--json").out.strip() == "[]"
