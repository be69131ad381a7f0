"""Who edits for which member: known by mail, by the form of it, by name; side by side in two clones."""

from __future__ import annotations

from pathlib import Path

import pytest

from store.actions.views import EDITORS
from store.base.errors import BadInput
from store.register.publishing import save
from store.register.store import Store
from store.repair.fsck import fsck
from store.sync.sync import SYNCED, sync
from tests.conftest import KARI, OLA, git, make_small
from tests.store.test_actions import DAY, asked, planned


def add(store: Store, party: str, **typed: str) -> None:
    save(store, planned("new-editor", asked(store.snapshot(), f"party/{party}"), **typed), KARI)


def test_an_author_is_known_by_the_mail_then_its_form_then_the_name(small: Store) -> None:
    add(small, "gausdal", pattern="*@gausdal.kommune.no")
    add(small, "oyer", name="Kari Nordmann", mail="Kari@gausdal.kommune.no")
    add(small, "oyer", name="Per Hansen")
    register = small.snapshot().register
    assert register.member_of("Ola Hansen", "ola@GAUSDAL.kommune.no") == "gausdal"
    assert register.member_of("Ola Hansen", "ola@gausdal.kommune.no.example") == ""
    assert register.member_of("K", "kari@gausdal.kommune.no") == "oyer", "the mail itself goes before its form"
    assert register.member_of("Per Hansen", "per@hjemme.no") == "oyer", "nothing but the name is known of him"
    assert register.member_of("Kari Nordmann", "kari@hjemme.no") == "", "a mail is known of her, and it is another"
    none = register.model_copy(update={"members": ("gausdal",)})
    assert none.member_of("Per Hansen", "per@hjemme.no") == "", "one who edits for a party that is no member"


def test_what_cannot_be_an_editor_is_refused_in_words(small: Store) -> None:
    now = asked(small.snapshot(), "party/gausdal")
    with pytest.raises(BadInput, match="e-post"):
        planned("new-editor", now)
    with pytest.raises(BadInput, match="mail: "):
        planned("new-editor", now, mail="kari")
    with pytest.raises(BadInput, match="editor: "):
        planned("remove-editor", now, editor="Kari")
    save(small, planned("member", now), KARI)
    with pytest.raises(BadInput, match="Gausdal er ikke medlem"):
        planned("new-editor", asked(small.snapshot(), "party/gausdal"), name="Ola")


def test_the_last_editor_leaves_no_table_behind_and_a_party_with_one_is_not_removed(small: Store) -> None:
    before = (small.path / "register.toml").read_text(encoding="utf-8")
    add(small, "oyer", name="Kari", mail=KARI.mail)
    told = (small.path / "register.toml").read_text(encoding="utf-8")
    assert told == f'{before}\n[editors.oyer.kari]\nname = "Kari"\nmail = "{KARI.mail}"\n'
    with pytest.raises(BadInput):
        save(small, planned("remove", asked(small.snapshot(), "party/oyer")), KARI)
    save(small, planned("remove-editor", asked(small.snapshot(), "party/oyer"), editor=KARI.mail), KARI)
    assert (small.path / "register.toml").read_text(encoding="utf-8") == before


def test_two_clones_edit_them_side_by_side(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "--bare", "-b", "main", "hub.git")
    one = make_small(tmp_path / "one")
    add(one, "oyer", name="Kari", mail="kari@oyer.no")
    git(one.path, "remote", "add", "origin", str(tmp_path / "hub.git"))
    assert sync(one, KARI, DAY).state == SYNCED
    two = Store.clone(str(tmp_path / "hub.git"), tmp_path / "two")
    add(one, "gausdal", name="Ola", mail=OLA.mail)
    add(two, "gausdal", pattern="*@gausdal.kommune.no")
    text = (two.path / "register.toml").read_text(encoding="utf-8")
    (two.path / "register.toml").write_text(text.replace("kari@oyer.no", KARI.mail), encoding="utf-8")
    git(two.path, "-c", "user.name=Ola", "-c", "user.email=ola@x.no", "commit", "-qam", "for hånd")
    assert [sync(store, KARI, DAY).state for store in (one, two, one)] == [SYNCED, SYNCED, SYNCED]
    for store in (one, two):
        shown = EDITORS.show(asked(store.snapshot()))
        assert {(line["party"], line["name"], line["mail"], line["pattern"]) for line in shown.data} == {
            ("oyer", "Kari", KARI.mail, ""),
            ("gausdal", "", "", "*@gausdal.kommune.no"),
            ("gausdal", "Ola", OLA.mail, ""),
        }
        assert fsck(store).faults == []
        store.close()
