"""Comments that people write in the files of records: no way drops one unasked."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.base.errors import WouldDropComments
from store.changes.changes import Changeset, change
from store.changes.commented import joined_text, kept_comments, notes_of
from store.changes.edits import set_fields
from store.records.codec import dump, load
from store.records.model import Collaboration
from store.records.paths import Key, path_of
from store.register import publishing
from store.register.store import Store
from store.repair.revert import undo
from store.sync.sync import SYNCED, sync
from tests.conftest import KARI, OLA, edit, git, is_sound
from tests.counts import examples
from tests.store.kinds import ALL_KINDS, id_of, records_of

ID = "felles-brannvesen"
KEY = Key("collaboration", ID)
DAY = "2026-11-23"
TEXT = """\
# Husk å spørre Per

# om navnet
name = "Felles brannvesen"  # kalt Brannen
aliases = [
    "Brannen",  # på folkemunne
    # og dette
    "Feieren",
]
status = 'active'
starred = false # ikke ennå
comment = \"\"\"
# dette er tekst
\"\"\"

# Øyer var med fra starten
[participants.oyer] # vert
role = "host" # siden 2010
[participants]
gausdal = {} # se avtalen
# slutt
"""


def record() -> Collaboration:
    made = load("collaboration", ID, TEXT.encode(), "x.toml")
    assert isinstance(made, Collaboration)
    return made


def comments(text: str | bytes) -> list[str]:
    return [note.line for note in notes_of(text if isinstance(text, str) else text.decode()) if note.line]


ALL = [
    "# Husk å spørre Per", "# om navnet", "# kalt Brannen", "# på folkemunne", "# og dette", "# ikke ennå",
    "# Øyer var med fra starten", "# vert", "# siden 2010", "# se avtalen", "# slutt",
]  # fmt: skip


def test_comments_are_found_where_they_stand() -> None:
    assert comments(TEXT) == ALL
    assert {note.path for note in notes_of(TEXT)} == {
        ("name",), ("aliases",), ("starred",), ("participants", "oyer"), ("participants", "oyer", "role"),
        ("participants", "gausdal"), (),
    }  # fmt: skip


def test_a_save_keeps_every_comment_beside_its_field() -> None:
    after = record().model_copy(update={"comment": "Ny tekst # med tegn", "legal_form": "network"})
    kept = kept_comments(after, TEXT)
    assert kept.lost == ()
    assert load("collaboration", ID, kept.data, "x.toml") == after
    assert sorted(comments(kept.data)) == sorted(ALL)
    lines = kept.data.decode().splitlines()
    assert lines[:4] == [
        "# Husk å spørre Per",
        "",
        "# om navnet",
        'name = "Felles brannvesen"  # kalt Brannen',
    ]
    assert "# Øyer var med fra starten\n[participants.oyer]  # vert\n" in kept.data.decode()
    assert 'role = "host"  # siden 2010' in lines
    assert "[participants.gausdal]  # se avtalen" in lines
    assert kept_comments(after, kept.data.decode()) == kept, "the next save changes nothing"


def test_only_the_comment_of_what_goes_away_is_asked_about() -> None:
    after = record().model_copy(update={"participants": {"gausdal": record().participants["gausdal"]}})
    kept = kept_comments(after, TEXT)
    assert kept.lost == ("# Øyer var med fra starten", "# vert", "# siden 2010")
    everything = kept_comments(after, TEXT, keep_all=True)
    assert sorted(comments(everything.data)) == sorted(ALL)
    assert everything.data.decode().endswith("# slutt\n")


LINES = st.text(alphabet="abæ #'\"[]=\\{},.", max_size=8).map(lambda text: f"# {text}".rstrip())


@examples(400)
@given(st.data())
def test_any_record_with_comments_anywhere_is_the_same_record_with_all_of_them(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(ALL_KINDS))
    one, moved = (data.draw(records_of(kind, id_of(kind))) for _side in range(2))
    lines = dump(one).decode().split("\n")
    written: list[str] = []
    places = [at for at in range(len(lines)) if _is_outside(lines, at)]
    for at, line in enumerate(lines):
        if at in places and data.draw(st.booleans()):
            written.append(data.draw(LINES))
        written.append(line)
    text = "\n".join(written)
    kept = kept_comments(one, text)
    assert kept.lost == ()
    assert load(one.KIND, one.id, kept.data, "x") == one
    assert sorted(comments(kept.data)) == sorted(line.rstrip() for line in written if line not in lines)
    everything = kept_comments(moved, text, keep_all=True)
    assert load(kind, one.id, everything.data, "x") == moved
    assert sorted(comments(everything.data)) == sorted(comments(kept.data))
    partly = kept_comments(moved, text)
    assert sorted([*comments(partly.data), *partly.lost]) == sorted(comments(kept.data))


def _is_outside(lines: list[str], at: int) -> bool:
    """Whether a line between values can stand before line `at`."""
    import rtoml

    try:
        rtoml.loads("\n".join([*lines[:at], "# x"]))
    except ValueError:
        return False
    return True


def test_comments_of_both_sides_are_joined_and_what_one_took_away_is_gone() -> None:
    base = b'# a\nname = "X"\nstatus = "active"\n'
    ours = b'# a\n# vi\nname = "X"\nstatus = "active"\n'
    theirs = b'name = "X"\nstatus = "active" # de\n'
    made = load("collaboration", "x", base, "x")
    assert joined_text(made, base, ours, theirs).decode() == '# vi\nname = "X"\nstatus = "active"  # de\n'
    assert joined_text(made, base, base, theirs) == theirs, "byte for byte where one side says it all"
    assert joined_text(made, base, ours, base) == ours


# --- in the store


def commented(store: Store, text: str = "# Husk å spørre Per\n") -> Path:
    """A comment that plain git committed."""
    file = store.path / path_of(KEY)
    file.write_text(text + file.read_text())
    git(store.path, "-c", "user.name=Per", "-c", "user.email=p@x.no", "commit", "-qam", "Merknad")
    return file


def test_a_save_over_a_comment_keeps_it(small: Store) -> None:
    file = commented(small)
    edit(small, ID, comment="ny")
    assert file.read_text().startswith("# Husk å spørre Per\nname")
    assert small.snapshot().collaboration(ID).comment == "ny"
    is_sound(small.path)


def _without_oyer(store: Store) -> Changeset:
    now = store.snapshot()
    before = now.collaboration(ID)
    return Changeset(now.commit, (change(before, set_fields(before, {"participants.oyer": ""}, now)),), "edit")


def _at_oyer(store: Store, text: str) -> None:
    file = store.path / path_of(KEY)
    file.write_text(file.read_text().replace("[participants.oyer]", f"{text}\n[participants.oyer]"))
    git(store.path, "-c", "user.name=Per", "-c", "user.email=p@x.no", "commit", "-qam", "Merknad")


def test_a_comment_whose_value_goes_away_is_asked_about(small: Store) -> None:
    _at_oyer(small, "# vert siden 2010")
    with pytest.raises(WouldDropComments, match=f"{path_of(KEY)}.*--drop-comments") as caught:
        small.commit(_without_oyer(small), KARI)
    assert caught.value.blob == small.snapshot().blob(KEY)
    small.commit(_without_oyer(small), KARI, drop_comments={caught.value.blob})
    assert "# vert" not in (small.path / path_of(KEY)).read_text()
    is_sound(small.path)


def test_a_permission_is_for_the_comments_that_were_asked_about(small: Store) -> None:
    _at_oyer(small, "# vert siden 2010")
    asked = small.snapshot().blob(KEY)
    assert asked is not None
    wanted = _without_oyer(small)
    _at_oyer(small, "# og dette kom imens")
    with pytest.raises(WouldDropComments):
        small.commit(wanted, KARI, drop_comments={asked})
    assert "# og dette kom imens" in (small.path / path_of(KEY)).read_text()


def test_removing_a_record_asks_about_its_comments(small: Store) -> None:
    commented(small)
    now = small.snapshot()
    gone = Changeset(now.commit, (change(now.collaboration(ID), None),), "remove")
    with pytest.raises(WouldDropComments):
        small.commit(gone, KARI)
    small.commit(gone, KARI, drop_comments=True)
    assert not (small.path / path_of(KEY)).exists()


def test_a_hand_edit_of_a_comment_is_offered_and_committed_as_it_is(small: Store) -> None:
    file = small.path / path_of(KEY)
    text = "# Bare en merknad\n" + file.read_text().replace('status = "active"', "status   =   'active'")
    file.write_text(text)
    changeset, problems = small.hand_edits()
    assert problems == []
    assert changeset is not None
    assert [made.fields for made in changeset.changes] == [[]]
    small.commit(changeset, OLA)
    assert git(small.path, "show", f"HEAD:{path_of(KEY)}") + "\n" == text
    assert git(small.path, "log", "-1", "--format=%s").startswith("Felles brannvesen: ")
    assert small.hand_edits() == (None, [])
    is_sound(small.path)


def test_a_comment_in_a_file_that_was_saved_past_takes_nothing_back(small: Store) -> None:
    file = small.path / path_of(KEY)
    file.write_text("# For hånd\n" + file.read_text())
    edit(small, ID, comment="Lagret imens")
    changeset, problems = small.hand_edits()
    assert problems == []
    assert changeset is not None
    small.commit(changeset, OLA)
    assert small.snapshot().collaboration(ID).comment == "Lagret imens"
    assert file.read_text().startswith("# For hånd\n")
    is_sound(small.path)


def test_an_accepted_hand_edit_keeps_its_comment(small: Store) -> None:
    file = small.path / path_of(KEY)
    file.write_text("# For hånd\n" + file.read_text().replace("Øyer vertskommune.", "Skrevet for hånd"))
    changeset, _problems = small.hand_edits()
    assert changeset is not None
    small.commit(changeset, OLA)
    assert file.read_text().startswith("# For hånd\n")
    assert small.snapshot().collaboration(ID).comment == "Skrevet for hånd"
    is_sound(small.path)


def test_undone_whole_the_file_is_the_first_one_comments_too(small: Store) -> None:
    first = git(small.path, "rev-parse", "HEAD^{tree}")
    file = small.path / path_of(KEY)
    file.write_text("# For hånd\n" + file.read_text())
    changeset, _problems = small.hand_edits()
    assert changeset is not None
    small.commit(changeset, OLA)
    commented_tree = git(small.path, "rev-parse", "HEAD^{tree}")
    edit(small, ID, OLA, comment="etterpå")
    for expected in (commented_tree, first):
        revision = small.revision("HEAD" if expected == commented_tree else "HEAD~2")
        publishing.save(small, undo(small, revision)[0], OLA)
        assert git(small.path, "rev-parse", "HEAD^{tree}") == expected
    publishing.save(small, undo(small, small.revision("HEAD"))[0], OLA)
    assert git(small.path, "rev-parse", "HEAD^{tree}") == commented_tree
    is_sound(small.path)


def test_undo_keeps_a_comment_that_came_since(small: Store) -> None:
    before = small.snapshot().collaboration(ID)
    edit(small, ID, OLA, comment="etterpå")
    commented(small)
    publishing.save(small, undo(small, small.revision("HEAD~1"))[0], OLA)
    assert small.snapshot().collaboration(ID) == before
    assert (small.path / path_of(KEY)).read_text().startswith("# Husk å spørre Per\n")


def test_a_join_keeps_the_comments_of_both_sides(small: Store, tmp_path: Path) -> None:
    hub = tmp_path / "hub.git"
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(hub)], check=True)
    git(small.path, "remote", "add", "origin", str(hub))
    assert sync(small, KARI, DAY).state == SYNCED
    two = Store.clone(str(hub), tmp_path / "two")
    commented(small, "# Fra Kari\n")
    edit(two, ID, OLA, comment="Fra Ola")
    other = two.path / path_of(KEY)
    other.write_text(other.read_text() + "# Fra Ola\n")
    git(two.path, "-c", "user.name=Ola", "-c", "user.email=o@x.no", "commit", "-qam", "Merknad")
    assert sync(small, KARI, DAY).state == SYNCED
    assert sync(two, OLA, DAY).state == SYNCED
    assert sync(small, KARI, DAY).state == SYNCED
    text = (small.path / path_of(KEY)).read_text()
    assert text == other.read_text()
    assert comments(text) == ["# Fra Kari", "# Fra Ola"]
    assert small.snapshot().collaboration(ID).comment == "Fra Ola"
    for store in (small, two):
        is_sound(store.path)
    two.close()
