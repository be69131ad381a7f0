"""What happens to records: withdrawal, successors, two that become one, areas, drafts that are left behind."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from store.actions.life import copied, moved_area, with_area, withdrawn
from store.actions.merging import SECOND, account, merged, open_rows
from store.base.errors import BadInput, UnknownRecord
from store.changes.changes import Changeset, change
from store.documents.importer import plan_import
from store.formats.reading import read_source
from store.records.model import Collaboration
from store.records.paths import Key
from store.register.drafts import Draft, OpenForm, drop_draft, left_drafts, now_text, others_at
from store.register.store import Store
from store.repair.revert import last_done, undo
from store.reports.reports import csv_as_written
from tests.conftest import BRANN, KARI, OLA, edit, git, is_sound


def merge_the_two(store: Store) -> str:
    now = store.snapshot()
    kept, other = now.collaboration("felles-barnevern"), now.collaboration("felles-barnevern-2")
    changes = tuple(merged(kept, other, now))
    return store.commit(Changeset(now.commit, changes, "merge"), KARI).commit


def test_two_records_become_one_and_nothing_is_lost(demo_store: Store, demo: Path) -> None:
    now = demo_store.snapshot()
    one, two = now.collaboration("felles-barnevern"), now.collaboration("felles-barnevern-2")
    written = csv_as_written(now)
    assert open_rows(account(one, two, now)) == []
    merge_the_two(demo_store)
    now = demo_store.snapshot()
    record = now.collaboration("felles-barnevern")
    assert set(record.areas) == {*one.areas, *two.areas}
    assert record.former["felles-barnevern-2"] == two.as_written
    assert now.collaboration("felles-barnevern-2") == record, "the id that went away still resolves"
    assert csv_as_written(now) == written, "what the document said is still there"
    commits = {revision.commit for revision in demo_store.history(Key("collaboration", "felles-barnevern"))}
    assert {r.commit for r in demo_store.history(Key("collaboration", "felles-barnevern-2"))} <= commits
    with pytest.raises(UnknownRecord):
        now.collaboration("felles-barnevern-3")
    is_sound(demo)


def test_what_was_merged_is_not_parted_by_the_next_import(demo_store: Store) -> None:
    merge_the_two(demo_store)
    file = Path(__file__).parents[2] / "store/data/documents/oversikt-2021.txt"
    result = plan_import(demo_store.snapshot(), [read_source(file)])
    assert result.changeset is None
    assert (result.added, result.changed) == ([], [])


def test_a_choice_is_asked_for_where_both_say_something(demo_store: Store) -> None:
    edit(demo_store, "felles-barnevern-2", comment="Gausdal er ikke med.", legal_form="informal")
    now = demo_store.snapshot()
    one, two = now.collaboration("felles-barnevern"), now.collaboration("felles-barnevern-2")
    assert {row.field for row in open_rows(account(one, two, now))} == {"comment", "legal_form"}
    after = merged(one, two, now, {"legal_form": SECOND})[0].after
    assert isinstance(after, Collaboration)
    assert after.legal_form == "informal"
    assert after.comment == one.comment
    with pytest.raises(BadInput):
        merged(one, one, now)


def test_who_referred_to_the_one_refers_to_the_other(demo_store: Store) -> None:
    edit(demo_store, "regionrad", parent="felles-barnevern-2")
    merge_the_two(demo_store)
    assert demo_store.snapshot().collaboration("regionrad").parent == "felles-barnevern"
    revision = last_done(demo_store, KARI)
    assert revision is not None
    demo_store.commit(undo(demo_store, revision)[0], KARI)
    assert demo_store.snapshot().collaboration("regionrad").parent == "felles-barnevern-2"


def test_what_others_refer_to_cannot_go_away(demo_store: Store) -> None:
    edit(demo_store, "regionrad", parent="felles-barnevern")
    now = demo_store.snapshot()
    for key in (Key("collaboration", "felles-barnevern"), Key("party", "oyer")):
        with pytest.raises(BadInput, match="viser dit"):
            demo_store.commit(Changeset(now.commit, (change(now.get(key), None),), "remove"), KARI)
    register = now.register
    areas = {id: area for id, area in register.areas.items() if id != "brannvesen"}
    fewer = register.model_copy(update={"areas": areas})
    with pytest.raises(BadInput, match="Brannvesen"):
        demo_store.commit(Changeset(now.commit, (change(register, fewer),), "edit"), KARI)


def test_withdrawal_is_of_one_participant(small: Store) -> None:
    record = small.snapshot().collaboration("felles-brannvesen")
    left = withdrawn(record, "gausdal", "2021-06-15", "2022-07")
    assert (left.participants["gausdal"].notice_given, left.participants["gausdal"].until) == ("2021-06-15", "2022-07")
    assert left.participants["oyer"] == record.participants["oyer"]
    for party, date in (("hamar", "2022"), ("gausdal", "2022-13")):
        with pytest.raises(ValueError, match=r"hamar|2022-13"):
            withdrawn(record, party, "", date)


def test_a_copy_leaves_behind_what_is_the_others_own(demo_store: Store) -> None:
    record = demo_store.snapshot().collaboration("felles-barnevern").model_copy(update={"orgnr": "974760673"})
    made = copied(record, "Felles barnevernvakt", demo_store.snapshot().collaborations)
    assert (made.id, made.name, made.as_written) == ("felles-barnevernvakt", "Felles barnevernvakt", None)
    assert made.orgnr == ""
    assert made.participants == record.participants


def test_areas_are_added_where_one_wants_them_and_moved(small: Store) -> None:
    register, id = with_area(small.snapshot().register, "Skole", "brann")
    order = sorted(register.areas, key=lambda area: register.areas[area].order)
    assert order == ["brann", id, "helse"]
    register = moved_area(register, id, 1)
    assert sorted(register.areas, key=lambda area: register.areas[area].order) == ["brann", "helse", id]
    assert moved_area(register, id, 1) == register
    with pytest.raises(ValueError, match="Skole"):
        with_area(register, "Skole")


# --- drafts


def draft(mail: str = KARI.mail) -> Draft:
    return Draft(mail, "Kari", BRANN.kind, BRANN.id, "Felles brannvesen", now_text(), {"name": "Felles brannvesen"})


def test_a_form_is_seen_by_others_while_it_is_open_and_left_behind_when_its_session_dies(small: Store) -> None:
    git_dir = small.path / ".git"
    script = (
        "import sys, time; from pathlib import Path; from tests.store.test_life import draft; "
        "from store.register.drafts import OpenForm; form = OpenForm(Path(sys.argv[1]), draft()); "
        "form.keep({'comment': 'halvt or'}, 'fordi'); print('open', flush=True); time.sleep(60)"
    )
    root = Path(__file__).parents[2]
    session = subprocess.Popen(
        [sys.executable, "-c", script, str(git_dir)], stdout=subprocess.PIPE, text=True, cwd=root
    )
    assert session.stdout is not None
    assert session.stdout.readline() == "open\n"
    assert [seen.name for seen in others_at(git_dir, BRANN)] == ["Kari"]
    assert others_at(git_dir, Key("collaboration", "annet")) == []
    assert left_drafts(git_dir, KARI.mail) == [], "it is still open"
    session.kill()
    session.wait()
    session.stdout.close()
    assert others_at(git_dir, BRANN) == []
    assert left_drafts(git_dir, OLA.mail) == [], "nobody else's"
    (left,) = left_drafts(git_dir, KARI.mail)
    assert (left.settings, left.reason, left.key) == ({"comment": "halvt or"}, "fordi", BRANN)
    assert git(small.path, "status", "--porcelain") == ""
    drop_draft(git_dir, left)
    assert left_drafts(git_dir, KARI.mail) == []
    assert not list((git_dir / "iktui/forms").iterdir())


def test_forms_that_are_closed_or_were_never_written_in_leave_nothing(small: Store) -> None:
    git_dir = small.path / ".git"
    form = OpenForm(git_dir, draft())
    form.keep({"comment": "x"})
    assert others_at(git_dir, BRANN, form) == []
    assert (git_dir / "iktui/forms" / form.draft.folder / "draft").stat().st_mode & 0o077 == 0
    form.close()
    OpenForm(git_dir, draft()).leave()
    assert left_drafts(git_dir, KARI.mail) == []
    assert not list((git_dir / "iktui/forms").iterdir())


@pytest.mark.parametrize("rubbish", [b"", b"{}", b"[1]", b"\xff", b'{"mail": 1}', b'{"settings": 3}'])
def test_a_draft_that_cannot_be_read_stops_nobody(small: Store, rubbish: bytes) -> None:
    folder = small.path / ".git/iktui/forms/1-ab"
    folder.mkdir(parents=True)
    (folder / "draft").write_bytes(rubbish)
    assert left_drafts(small.path / ".git", KARI.mail) == []
