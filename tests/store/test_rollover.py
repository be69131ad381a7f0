"""The yearly rollover: opened, confirmed, published, adopted, taken back; twice, in two clones, over a skipped year."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from store.base.author import Author
from store.base.dates import first_day
from store.base.errors import BadInput, StaleRecord
from store.changes.changes import Changeset, change
from store.changes.edits import end
from store.editions.checklist import checklist, confirm, progress, unchanged
from store.editions.rollover import adopt, next_year, open_edition, plan_of, publish, reminders
from store.records.codec import dump
from store.records.model import Confirmation, Decision, Edition, Participation, PlanItem
from store.records.paths import Key
from store.register import publishing
from store.register.store import Store
from store.repair.revert import last_done, undo
from tests.conftest import KARI, OLA, copy_register, edit, git, is_sound

TODAY = "2021-12-01"
EDITION = Key("edition", "2022")


def opened(store: Store, year: str = "2022", author: Author = KARI, today: str = TODAY) -> Changeset:
    return publishing.save(store, open_edition(store.snapshot(), year, today), author).changeset


def confirmed(store: Store, party: str, *ids: str, state: str = "confirmed", author: Author = KARI) -> Changeset:
    now = store.snapshot()
    wanted = ids or tuple(row.id for row in checklist(now, "2022") if party in row.parts)
    return publishing.save(store, confirm(now, "2022", wanted, party, state, author.name, TODAY), author).changeset


def take_back(store: Store, author: Author = KARI) -> None:
    revision = last_done(store, author)
    assert revision is not None
    changeset, conflicts = undo(store, revision)
    assert conflicts == []
    publishing.save(store, changeset, author)


def tree(store: Store) -> str:
    return git(store.path, "rev-parse", "HEAD^{tree}")


def put(store: Store, *items: PlanItem) -> None:
    now = store.snapshot()
    store.commit(Changeset(now.commit, tuple(change(None, item) for item in items), "new"), KARI)


# --- opening


def test_opening_is_one_commit_in_the_registers_language(demo_store: Store) -> None:
    before = len(list(demo_store.history()))
    opened(demo_store)
    assert len(list(demo_store.history())) == before + 1
    edition = demo_store.snapshot().editions["2022"]
    assert (edition.date, edition.opened, edition.state) == ("2022-01-01", TODAY, "draft")
    message = git(demo_store.path, "log", "-1", "--format=%B")
    assert "Iktui-Action: rollover" in message
    assert "2022" in message.splitlines()[0]
    is_sound(demo_store.path)


def test_unfinished_items_of_the_plan_are_carried_over_and_counted(small: Store) -> None:
    items = {"planned": 1, "in_progress": 1, "postponed": 1, None: 1, "done": 0, "dropped": 0}
    ids = {code: f"sak-{(code or 'ny').replace('_', '-')}" for code in items}
    put(small, *(PlanItem(id=id, name="Sak", year=2021, status=code) for code, id in ids.items()))
    put(small, PlanItem(id="handlingsplan-2021", name="Handlingsplan 2021", year=2021, as_written={"d": "• Sak"}))
    put(small, PlanItem(id="senere", name="Senere", year=2025, status="planned"))
    opened(small)
    plan = small.snapshot().plan_items
    for code, times in items.items():
        item = plan[ids[code]]
        assert (item.carried, item.year) == (times, 2021 + times), code
    assert (plan["handlingsplan-2021"].year, plan["senere"].year) == (2021, 2025)
    publishing.save(small, publish(small.snapshot(), "2022", "øvelse"), KARI)
    told = plan_of(small.snapshot(), "2023")
    assert sum("Sak" in note and "2" in note for note in told) == 4
    opened(small, "2023")
    assert small.snapshot().plan_items["sak-planned"].carried == 2
    is_sound(small.path)


def test_the_dry_run_says_everything_and_writes_nothing(demo_store: Store) -> None:
    edit(demo_store, "geodata-samarbeid", status="ended", until="2021-06-01")
    part = Participation(until="2022-07-01", notice_given="2021-06-30")
    brann = demo_store.snapshot().collaboration("felles-brann-og-feiertjeneste")
    edit(demo_store, brann.id, participants={**brann.participants, "oyer": part})
    head = git(demo_store.path, "rev-parse", "HEAD")
    notes = "\n".join(plan_of(demo_store.snapshot(), "2022"))
    assert "54" in notes
    assert "1.6.2021" in notes, "what has ended"
    assert "1.7.2022: " + brann.name in notes, "what is due"
    assert "2020: Sentralbord og arkiv" in notes, "what is carried over"
    assert "Handlingsplan 2019" not in notes, "a year's own record stays"
    assert git(demo_store.path, "rev-parse", "HEAD") == head


def test_what_ended_leaves_the_list_and_who_left_has_nothing_to_confirm(demo_store: Store) -> None:
    edit(demo_store, "geodata-samarbeid", status="ended", until="2022-01-01")
    edit(demo_store, "felles-personvernombud", until="2022-01-02")
    opened(demo_store)
    rows = {row.id: row for row in checklist(demo_store.snapshot(), "2022")}
    assert len(rows) == 54
    assert "geodata-samarbeid" not in rows
    assert "felles-personvernombud" in rows, "it is in force on the day"
    assert list(rows["kvalitetskoordinator"].parts) == ["lillehammer", "gausdal"], "Øyer left in October"


@pytest.mark.parametrize("year", ["", "22", "20222", "1822", "2022-01", "to tusen", "２０２２", "2022/x"])
def test_what_is_no_year_is_refused(small: Store, year: str) -> None:
    for asked in (lambda: open_edition(small.snapshot(), year, TODAY), lambda: checklist(small.snapshot(), year)):
        with pytest.raises(BadInput) as refused:
            asked()
        assert "\n" not in str(refused.value)


def test_twice_is_told_and_a_published_year_is_refused(demo_store: Store) -> None:
    opened(demo_store)
    with pytest.raises(BadInput, match=TODAY):
        open_edition(demo_store.snapshot(), "2022", "2021-12-02")
    for year in ("2019", "2021"):
        with pytest.raises(BadInput, match=year):
            open_edition(demo_store.snapshot(), year, TODAY)
        with pytest.raises(BadInput, match=year):
            confirm(demo_store.snapshot(), year, [], "oyer", "confirmed", "Kari", TODAY)


def test_a_skipped_year_and_an_old_one_are_told(demo_store: Store) -> None:
    put(demo_store, PlanItem(id="sak", name="Sak", year=2018, status="planned"))
    now = demo_store.snapshot()
    assert "2021" in plan_of(now, "2024")[0]
    assert "2021" not in plan_of(now, "2022")[0]
    assert "2021" in plan_of(now, "2020")[0]
    opened(demo_store, "2020")
    assert demo_store.snapshot().plan_items["sak"].carried == 0, "nothing is carried back"
    opened(demo_store, "2024")
    assert demo_store.snapshot().plan_items["sak"].year == 2024
    assert next_year(demo_store.snapshot(), TODAY) == "2024", "the draft that is open"


def test_the_year_to_suggest(small: Store, demo_store: Store) -> None:
    assert next_year(small.snapshot(), TODAY) == "2022"
    assert next_year(demo_store.snapshot(), TODAY) == "2022"


# --- confirming


def test_each_member_confirms_its_own_part(small: Store) -> None:
    opened(small)
    confirmed(small, "oyer")
    now = small.snapshot()
    count = progress(checklist(now, "2022"))
    assert (count.whole, count.members["oyer"], count.members["gausdal"]) == ((0, 1), (1, 1), (0, 1))
    said = now.editions["2022"].confirmations["felles-brannvesen"]["oyer"]
    assert (said.state, said.by, said.date) == ("confirmed", KARI.name, TODAY)
    confirmed(small, "gausdal", state="changed", author=OLA)
    count = progress(checklist(small.snapshot(), "2022"))
    assert (count.whole, count.areas["brann"], count.open_parts) == ((1, 1), (1, 1), 0)
    assert "Gausdal" in git(small.path, "log", "-1", "--format=%s")


def test_what_is_confirmed_is_skipped_unless_it_is_said_again(small: Store) -> None:
    opened(small)
    confirmed(small, "oyer", state="ended")
    now, id = small.snapshot(), "felles-brannvesen"
    assert confirm(now, "2022", [id], "oyer", "confirmed", "Kari", TODAY).changes == ()
    made = confirm(now, "2022", [id], "oyer", "confirmed", "Kari", TODAY, again=True).changes[0].after
    assert isinstance(made, Edition)
    assert made.confirmations[id]["oyer"].state == "confirmed"


@pytest.mark.parametrize(
    ("ids", "party", "state"),
    [
        (["finnes-ikke"], "oyer", "confirmed"),
        (["kvalitetskoordinator"], "oyer", "confirmed"),
        ([], "hamar", "confirmed"),
        ([], "oyer", "kanskje"),
    ],
)
def test_what_cannot_be_confirmed_is_refused_in_one_line(
    demo_store: Store, ids: list[str], party: str, state: str
) -> None:
    opened(demo_store)
    with pytest.raises(BadInput) as refused:
        confirm(demo_store.snapshot(), "2022", ids, party, state, "Kari", TODAY)
    assert "\n" not in str(refused.value)


def test_history_offers_changed_and_ended(demo_store: Store) -> None:
    edit(demo_store, "geodata-samarbeid", comment="Ny avtale")
    edit(demo_store, "regionrad", status="ended", until="2022-06-30")
    edit(demo_store, "felles-barnevern", accepted={"probable_duplicate/name": "To avtaler"})
    opened(demo_store)
    rows = checklist(demo_store.snapshot(), "2022", publishing.edition_before(demo_store, "2022"))
    offered = {row.id: row.offered for row in rows if row.offered != "confirmed"}
    assert offered == {"geodata-samarbeid": "changed", "regionrad": "ended"}
    assert "geodata-samarbeid" not in unchanged(rows, "oyer")
    area = next(row.area for row in rows if row.id == "felles-barnevern")
    inside = unchanged(rows, "oyer", area)
    assert "felles-barnevern" in inside
    assert set(inside) < set(unchanged(rows, "oyer"))


def test_the_file_is_the_same_whoever_comes_first(small: Store) -> None:
    said = Confirmation(state="confirmed", by="Kari", date=TODAY)
    one, two = {"b": {"y": said, "x": said}, "a": {"x": said}}, {"a": {"x": said}, "b": {"x": said, "y": said}}
    texts = {dump(Edition.model_validate({"id": "2022", "confirmations": table})) for table in (one, two)}
    assert len(texts) == 1


# --- two clones


def clone(store: Store, path: Path) -> Store:
    copy_register(store.path, path)
    return Store.open(path)


def test_two_clones_open_the_same_year(demo_store: Store, tmp_path: Path) -> None:
    put(demo_store, PlanItem(id="sak", name="Sak", year=2021, status="planned"))
    other = clone(demo_store, tmp_path / "annen")
    opened(demo_store)
    theirs = [
        opened(other, author=OLA, today="2021-11-30"),
        confirmed(other, "gausdal", author=OLA),
    ]
    confirmed(demo_store, "oyer")
    for changeset in theirs:
        demo_store.commit(changeset, OLA)
    now = demo_store.snapshot()
    edition = now.editions["2022"]
    assert edition.opened == "2021-11-30", "the first of the two"
    assert now.plan_items["sak"].carried == 1
    count = progress(checklist(now, "2022"))
    assert [count.members[m].done == count.members[m].total for m in ("gausdal", "oyer")] == [True, True]
    assert count.members["lillehammer"].done == 0
    other.close()
    is_sound(demo_store.path)


def test_two_who_say_something_else_of_one_part_are_told(small: Store) -> None:
    opened(small)
    base = small.snapshot()
    confirmed(small, "oyer")
    late = confirm(base, "2022", ["felles-brannvesen"], "oyer", "ended", "Ola", TODAY)
    with pytest.raises(StaleRecord):
        small.commit(late, OLA)


# --- publishing


def published(store: Store, year: str = "2022", reason: str = "") -> None:
    publishing.save(store, publish(store.snapshot(), year, reason), KARI)


def test_publishing_is_one_commit_and_one_annotated_tag(small: Store) -> None:
    opened(small)
    with pytest.raises(BadInput, match="2"):
        publish(small.snapshot(), "2022")
    for party in ("oyer", "gausdal"):
        confirmed(small, party)
    published(small, reason="ikke nødvendig")
    assert git(small.path, "cat-file", "-t", "edition/2022") == "tag"
    assert git(small.path, "rev-parse", "edition/2022^{commit}") == git(small.path, "rev-parse", "HEAD")
    edition = small.snapshot().editions["2022"]
    assert (edition.state, edition.missing_reason) == ("published", ""), "nothing was missing"
    with pytest.raises(BadInput, match="2022"):
        publish(small.snapshot(), "2022")
    is_sound(small.path)


def test_open_points_and_errors_want_a_reason_which_is_kept(small: Store) -> None:
    path = small.path / "parties/gausdal.toml"
    opened(small)
    git(small.path, "rm", "-q", "--cached", "parties/gausdal.toml")
    git(small.path, "-c", "user.name=x", "-c", "user.email=x@x", "commit", "-q", "-m", "bort")
    path.unlink()
    with pytest.raises(BadInput, match=r"2 \w+, 2 ") as refused:
        publish(small.snapshot(), "2022", "  ")
    assert "\n" not in str(refused.value)
    published(small, reason="Vedtatt slik av regionrådet")
    assert small.snapshot().editions["2022"].missing_reason == "Vedtatt slik av regionrådet"


def test_a_crash_between_commit_and_tag_is_mended(small: Store) -> None:
    opened(small)
    commit = small.commit(publish(small.snapshot(), "2022", "øvelse"), KARI).commit  # and no tag
    edit(small, "felles-brannvesen", comment="Senere")
    assert "edition/2022" not in small.editions()
    assert publishing.mend(small, "2022", KARI)
    assert small.editions()["edition/2022"] == commit
    assert not publishing.mend(small, "2022", KARI), "a tag never moves"


@pytest.mark.parametrize("action", ["edit", "new", "remove", "restore"])
def test_an_edition_is_published_and_withdrawn_in_no_other_way(small: Store, action: str) -> None:
    opened(small)
    now = small.snapshot()
    draft = now.editions["2022"]
    made = draft.model_copy(update={"state": "published"})
    with pytest.raises(BadInput, match="rollover 2022 --publish"):
        publishing.save(small, Changeset(now.commit, (change(draft, made),), action), KARI)
    published(small, reason="øvelse")
    now = small.snapshot()
    for after in (draft, None):
        with pytest.raises(BadInput):
            publishing.save(small, Changeset(now.commit, (change(now.editions["2022"], after),), action), KARI)
    assert list(small.editions()) == ["edition/2022"]


def test_an_import_that_published_is_taken_back_with_its_tag(small: Store) -> None:
    made = change(None, Edition(id="2020", state="published"))
    saved = publishing.save(small, Changeset(small.snapshot().commit, (made,), "import"), KARI)
    small.tag_edition("2020", saved.commit, KARI)
    take_back(small)
    assert list(small.editions()) == []
    assert list(small.snapshot().editions) == []


def test_councils_adopt_before_and_after_and_the_tag_stays(demo_store: Store) -> None:
    opened(demo_store)
    now = demo_store.snapshot()
    before = Decision(body="Kommunestyret", case="12/2022", date="2022-02-10", outcome="Vedtatt")
    publishing.save(demo_store, adopt(now, "2022", "oyer", before), KARI)
    published(demo_store, reason="øvelse")
    tag = git(demo_store.path, "rev-parse", "edition/2022")
    after = Decision(body="Kommunestyret", case="7/2022", date="2022-03-01", outcome="Vedtatt mot 3 stemmer")
    publishing.save(demo_store, adopt(demo_store.snapshot(), "2022", "gausdal", after), KARI)
    edition = demo_store.snapshot().editions["2022"]
    assert (edition.decisions, edition.state) == ({"oyer": before, "gausdal": after}, "published")
    assert git(demo_store.path, "rev-parse", "edition/2022") == tag
    for party, decision in (("finnes-ikke", after), ("oyer", Decision())):
        with pytest.raises(BadInput):
            adopt(demo_store.snapshot(), "2022", party, decision)


def test_later_knowledge_shows_as_corrections_and_the_edition_stays(demo_store: Store) -> None:
    opened(demo_store)
    published(demo_store, reason="øvelse")
    then = demo_store.snapshot("edition/2022")
    regionrad = demo_store.snapshot().collaboration("regionrad")
    edit(demo_store, "regionrad", participants={"oyer": Participation(until="2021-12-31"), **{
        id: part for id, part in regionrad.participants.items() if id != "oyer"}})  # fmt: skip
    edit(demo_store, "geodata-samarbeid", status="ended", until="2023-01-01")
    found = publishing.corrections(then, demo_store.snapshot(), "2022")
    fields = {made.key.id: [field.field for field in made.fields] for made in found}
    assert fields["regionrad"] == ["participants.oyer"]
    assert demo_store.snapshot("edition/2022").collaboration("regionrad") == regionrad


# --- taking back


def test_a_rollover_is_taken_back_whole(demo_store: Store) -> None:
    put(demo_store, PlanItem(id="sak", name="Sak", year=2021, status="planned"))
    before = tree(demo_store)
    opened(demo_store)
    confirmed(demo_store, "oyer")
    take_back(demo_store)
    take_back(demo_store)
    assert tree(demo_store) == before
    is_sound(demo_store.path)


def test_a_rollover_that_others_went_on_with_goes_whole_or_not_at_all(small: Store) -> None:
    put(small, PlanItem(id="sak", name="Sak", year=2021, status="planned"))
    before = tree(small)
    opened(small)
    confirmed(small, "gausdal", author=OLA)
    revision = last_done(small, KARI)
    assert revision is not None
    changeset, conflicts = undo(small, revision)
    assert (changeset.changes, [conflict.key for conflict in conflicts]) == ((), [EDITION])
    publishing.save(small, undo(small, revision, overwrite=True)[0], KARI)
    assert tree(small) == before


def test_a_publication_is_taken_back_with_its_tag_until_it_is_shared(small: Store, tmp_path: Path) -> None:
    opened(small)
    before = tree(small)
    rollover = small.revision("HEAD")
    published(small, reason="øvelse")
    with pytest.raises(BadInput, match="2022"):
        undo(small, rollover)
    take_back(small)
    assert tree(small) == before
    assert "edition/2022" not in small.editions()
    published(small, reason="igjen")
    first = small.editions()["edition/2022"]
    git(tmp_path, "init", "-q", "--bare", "felles.git")
    git(small.path, "remote", "add", "origin", str(tmp_path / "felles.git"))
    git(small.path, "push", "-q", "origin", "main")
    revision = last_done(small, KARI)
    assert revision is not None
    with pytest.raises(BadInput, match="2022"):
        undo(small, revision)
    assert small.editions()["edition/2022"] == first


def test_a_publication_that_is_done_again_has_its_tag_again(small: Store) -> None:
    opened(small)
    published(small, reason="øvelse")
    take_back(small)
    changeset, _conflicts = undo(small, small.revision("HEAD"))
    assert changeset.action == "redo"
    saved = publishing.save(small, changeset, KARI)
    assert small.editions()["edition/2022"] == saved.commit


def test_a_taking_back_that_fails_leaves_the_tag_where_it_was(small: Store) -> None:
    opened(small)
    published(small, reason="øvelse")
    commit = small.editions()["edition/2022"]
    changeset, _conflicts = undo(small, small.revision("HEAD"))
    decided = adopt(small.snapshot(), "2022", "oyer", Decision(outcome="Vedtatt"))
    publishing.save(small, decided, OLA)
    with pytest.raises(BadInput, match="2022"):
        publishing.save(small, changeset, KARI)
    assert small.editions()["edition/2022"] == commit


def test_reminders_of_the_year(small: Store) -> None:
    now = small.snapshot().collaboration("felles-brannvesen")
    parts = {**now.participants, "gausdal": Participation(until="2022-10", notice_given="2021-09-01")}
    edit(small, now.id, participants=parts, until="2022-12-31")
    assert [(due.id, due.date) for due in reminders(small.snapshot(), "2022")] == [
        (now.id, "2022-10"),
        (now.id, "2022-12-31"),
    ]
    assert reminders(small.snapshot(), "2023") == []
    edit(small, now.id, participants=now.participants, until=None, status="notice_given")
    assert [due.date for due in reminders(small.snapshot(), "2023")] == [""]


def test_an_ended_one_is_in_force_until_its_day(small: Store) -> None:
    record = end(small.snapshot().collaboration("felles-brannvesen"), "2022-01-02")
    assert record.in_force_on(first_day("2022"))
    assert not record.in_force_on(dt.date(2022, 1, 2))
