"""What is published stays: no door changes an edition after its tag, and published anew it begins without decisions."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from store.base.errors import BadInput
from store.changes.changes import Changeset, change
from store.changes.edits import set_fields
from store.editions.checklist import confirm
from store.editions.rollover import adopt, open_edition, publish
from store.records.model import Confirmation, Decision, Edition
from store.records.paths import Key, path_of
from store.register import publishing
from store.register.store import Store
from store.repair.restore import restore
from store.repair.revert import last_undone, undo
from store.rules.published import frozen_fields_changed
from tests.conftest import KARI, OLA, edit, git, is_sound

TODAY = "2021-12-01"
KEY = Key("edition", "2022")


def opened(store: Store) -> None:
    publishing.save(store, open_edition(store.snapshot(), "2022", TODAY), KARI)


def published(store: Store) -> str:
    return publishing.save(store, publish(store.snapshot(), "2022", "haster"), KARI).commit


def adopted(store: Store, party: str = "oyer", outcome: str = "vedtatt") -> None:
    publishing.save(store, adopt(store.snapshot(), "2022", party, Decision(outcome=outcome)), OLA)


def taken_back(store: Store, at: str) -> Changeset:
    changeset, conflicts = undo(store, store.revision(at))
    assert conflicts == []
    return publishing.save(store, changeset, KARI).changeset


def edition(store: Store) -> Edition:
    return store.snapshot().editions["2022"]


def test_a_checklist_that_was_open_confirms_nothing_after_the_tag(small: Store) -> None:
    opened(small)
    before = small.snapshot()
    said = confirm(before, "2022", ["felles-brannvesen"], "oyer", "confirmed", "Ola", TODAY)
    published(small)
    stands = edition(small)
    with pytest.raises(BadInput, match="2022"):
        publishing.save(small, said, OLA)
    assert edition(small) == stands
    assert stands.confirmations == {}
    is_sound(small.path)


def _restored(store: Store) -> Changeset:
    return restore(store, KEY, "HEAD~2", "comment")  # the draft had none


def _removed(store: Store) -> Changeset:
    return Changeset(store.snapshot().commit, (change(edition(store), None),), "remove")


def _set(store: Store) -> Changeset:
    now = store.snapshot()
    return Changeset(now.commit, (change(edition(store), set_fields(edition(store), {"comment": "ny"}, now)),), "edit")


def _imported(store: Store) -> Changeset:
    after = edition(store).model_copy(update={"documents": ("enda-en",)})
    return Changeset(store.snapshot().commit, (change(edition(store), after),), "import")


def _by_hand(store: Store) -> Changeset:
    file = store.path / path_of(KEY)
    file.write_text(file.read_text().replace('state = "published"', 'state = "draft"'))
    after = edition(store).model_copy(update={"state": "draft"})
    content = file.read_bytes()
    return Changeset(
        store.snapshot().commit, (change(edition(store), after),), "hand-edit", reviewed=((path_of(KEY), content),)
    )


def _undone(store: Store) -> Changeset:
    return undo(store, store.revision("HEAD~1"))[0]


@pytest.mark.parametrize("door", [_restored, _removed, _set, _imported, _by_hand, _undone])
def test_no_door_changes_an_edition_after_its_tag(small: Store, door: Callable[[Store], Changeset]) -> None:
    opened(small)
    now = small.snapshot()
    noted = change(edition(small), set_fields(edition(small), {"comment": "som utkast"}, now))
    publishing.save(small, Changeset(now.commit, (noted,), "edit"), KARI)
    published(small)
    changeset = door(small)
    assert changeset.changes
    head = git(small.path, "rev-parse", "HEAD")
    with pytest.raises(BadInput, match="2022"):
        publishing.save(small, changeset, OLA)
    assert git(small.path, "rev-parse", "HEAD") == head
    assert edition(small).comment == "som utkast"
    assert "edition/2022" in small.editions()


def test_what_plain_git_took_back_beside_the_tag_can_only_be_put_back(small: Store) -> None:
    opened(small)
    published(small)
    stands = edition(small)
    file = small.path / path_of(KEY)
    file.write_text(file.read_text().replace('state = "published"', 'state = "draft"'))
    git(small.path, "-c", "user.name=Per", "-c", "user.email=p@x.no", "commit", "-qam", "Utkast igjen")
    now = small.snapshot()
    said = confirm(now, "2022", ["felles-brannvesen"], "oyer", "confirmed", "Ola", TODAY)
    with pytest.raises(BadInput, match="2022"):
        publishing.save(small, said, OLA)
    small.commit(Changeset(now.commit, (change(edition(small), stands),), "restore"), OLA)
    assert edition(small) == stands


def test_decisions_come_after_publication_all_the_same(small: Store) -> None:
    opened(small)
    published(small)
    adopted(small)
    assert edition(small).decisions == {"oyer": Decision(outcome="vedtatt")}


def test_published_anew_it_begins_without_the_decisions_on_the_old_one(small: Store) -> None:
    opened(small)
    adopted(small, "gausdal", "innstilling på utkastet")
    commit = published(small)
    adopted(small)
    made = taken_back(small, commit)
    assert "Øyer" in made.subject
    assert edition(small).decisions == {"gausdal": Decision(outcome="innstilling på utkastet")}
    edit(small, "felles-brannvesen", comment="rettet")
    published(small)
    assert edition(small).decisions == {"gausdal": Decision(outcome="innstilling på utkastet")}
    assert small.snapshot("edition/2022").collaboration("felles-brannvesen").comment == "rettet"
    is_sound(small.path)


def test_a_publication_that_is_done_again_has_its_decisions_again(small: Store) -> None:
    opened(small)
    commit = published(small)
    adopted(small)
    stands = git(small.path, "rev-parse", "HEAD^{tree}")
    taken_back(small, commit)
    revision = last_undone(small, KARI)
    assert revision is not None
    again = taken_back(small, revision.commit)
    assert "Øyer" in again.subject
    assert git(small.path, "rev-parse", "HEAD^{tree}") == stands
    assert "edition/2022" in small.editions()


def test_done_again_after_something_was_changed_it_is_another_edition(small: Store) -> None:
    opened(small)
    commit = published(small)
    adopted(small)
    taken_back(small, commit)
    undone = git(small.path, "rev-parse", "HEAD")
    edit(small, "felles-brannvesen", comment="rettet")
    taken_back(small, undone)
    assert edition(small).state == "published"
    assert edition(small).decisions == {}


def test_a_council_that_decides_while_it_is_taken_back_is_not_overlooked(small: Store) -> None:
    opened(small)
    commit = published(small)
    changeset, _conflicts = undo(small, small.revision(commit))
    adopted(small)
    with pytest.raises(BadInput, match="2022"):
        publishing.save(small, changeset, KARI)
    assert edition(small).state == "published"
    assert edition(small).decisions == {"oyer": Decision(outcome="vedtatt")}
    assert "edition/2022" in small.editions()


def test_an_import_that_published_is_taken_back_with_the_decisions_on_it(small: Store) -> None:
    now = small.snapshot()
    made = Edition(id="2022", date="2022-01-01", state="published")
    saved = small.commit(Changeset(now.commit, (change(None, made),), "import"), KARI)
    small.tag_edition("2022", saved.commit, KARI)
    adopted(small)
    taken_back(small, saved.commit)
    assert small.snapshot().editions == {}
    assert "edition/2022" not in small.editions()


def test_what_differs_of_an_edition_but_the_decisions() -> None:
    said = {"a": {"oyer": Confirmation(state="confirmed")}}
    one = Edition(id="2022", state="published", confirmations=said)
    decided = one.model_copy(update={"decisions": {"oyer": Decision(outcome="ja")}})
    assert frozen_fields_changed(one, decided) == []
    assert frozen_fields_changed(one, one.model_copy(update={"confirmations": {}})) == ["confirmations"]
    assert frozen_fields_changed(one, None) == ["state", "confirmations"]
