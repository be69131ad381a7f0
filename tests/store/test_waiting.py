"""What waits: for a member, for all of them, and nothing; told by the same View to every interface."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

from iktui.remembered_views import keep_looked, keep_municipality, looked_at, municipality
from iktui.session import Session, look
from store.actions.action import Asked, Doer
from store.actions.registry import ACTIONS
from store.actions.views import WAITING
from store.base.author import Author
from store.changes.changes import Changeset, change
from store.records.model import Conflict, Document, OpenField, PlanItem
from store.register.publishing import save
from store.register.store import Store
from tests.conftest import KARI, OLA, Run, edit
from tests.store.test_actions import DAY, asked, planned

PER = Author("Per", "per@lillehammer.kommune.no")


def waiting(store: Store, party: str = "", seen: str = "", mail: str = KARI.mail) -> list[dict[str, Any]]:
    on = Asked(store.snapshot(), (), {}, DAY, doer=Doer(mail, party, seen))
    shown = look(store, WAITING, on)
    assert json.dumps(shown.data)
    assert shown.data["count"] == len(shown.data["waiting"]) == sum(not line.is_heading for line in shown.lines)
    assert shown.is_open == bool(shown.data["count"])
    found: list[dict[str, Any]] = shown.data["waiting"]
    return found


def whats(found: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(one["what"], one["id"]) for one in found]


def add(store: Store, *records: Any) -> None:
    store.commit(Changeset(store.snapshot().commit, tuple(change(None, one) for one in records), "new"), KARI)


def quiet(store: Store) -> None:
    """Nothing waits: no finding is left."""
    edit(store, "felles-brannvesen", agreement_date="2020")


def test_nothing_waits_and_that_is_said(small: Store) -> None:
    quiet(small)
    assert waiting(small) == [], "a test that begins with something cannot tell what comes"
    shown = look(small, WAITING, Asked(small.snapshot(), (), {}, DAY, doer=Doer("", "oyer", "")))
    assert shown.counted == "ingenting venter på Øyer"
    assert not shown.notes
    everybody = look(small, WAITING, Asked(small.snapshot(), (), {}, DAY))
    assert everybody.counted == "ingenting venter på medlemmene"
    assert everybody.notes, "that nobody has said which member is theirs"


def test_confirmations_wait_until_a_member_has_said_all_of_its_own(small: Store) -> None:
    quiet(small)
    save(small, planned("rollover", asked(small.snapshot()), year="2027"), KARI)
    assert whats(waiting(small, "oyer")) == whats(waiting(small, "gausdal")) == [("confirmation", "2027")]
    (both,) = waiting(small)
    assert (both["parties"], both["count"]) == (["oyer", "gausdal"], 2)
    on = asked(small.snapshot(), year="2027", ids=["felles-brannvesen"], by="Kari")
    save(small, planned("confirm", on, party="Øyer"), KARI)
    assert waiting(small, "oyer") == []
    assert whats(waiting(small, "gausdal")) == [("confirmation", "2027")]


def test_decisions_wait_for_those_who_have_not_decided(small: Store) -> None:
    quiet(small)
    add(small, Document(id="strategi", name="Strategi", kind="strategy"))
    assert whats(waiting(small, "oyer")) == [("decision", "strategi")]
    (matter,) = look(small, WAITING, asked(small.snapshot())).data["waiting"]
    assert matter["parties"] == ["oyer", "gausdal"]
    on = asked(small.snapshot(), "document/strategi")
    decided = ACTIONS["decide"].question("matter").answer("strategi", on)
    save(small, planned("decide", on.answering(matter=decided), party="oyer", outcome="vedtatt"), KARI)
    assert waiting(small, "oyer") == []
    assert whats(waiting(small, "gausdal")) == [("decision", "strategi")]


def test_dates_wait_from_a_year_before_and_of_the_plan_from_two_months(small: Store) -> None:
    quiet(small)
    for until, waits in (("2028-01", False), ("2027-11-27", True), ("2026-01", True)):
        edit(small, "felles-brannvesen", agreement_until=until)
        assert whats(waiting(small, "oyer")) == [("agreement", "felles-brannvesen")] * waits, until
    edit(small, "felles-brannvesen", agreement_until=None)
    for due, status, waits in (
        ("2027-03", "planned", False), ("2027-01", "planned", True), ("2025", "planned", True), ("2025", "done", False),
    ):  # fmt: skip
        item = PlanItem(id="tiltak", name="Tiltak", year=2026, due=due, status=status)
        before = small.snapshot().plan_items.get("tiltak")
        small.commit(Changeset(small.snapshot().commit, (change(before, item),), "edit"), KARI)
        assert whats(waiting(small, "gausdal")) == [("plan_item", "tiltak")] * waits, (due, status)


def test_a_notice_waits_for_those_who_take_part_until_it_has_come(small: Store) -> None:
    quiet(small)
    on = asked(small.snapshot(), "collaboration/felles-brannvesen")
    save(small, planned("withdraw", on, party="Gausdal", notice="2026-11-01", until="2027-06"), KARI)
    assert whats(waiting(small, "oyer")) == [("notice", "felles-brannvesen")]
    over = Asked(small.snapshot(), (), {}, "2027-08-01", doer=Doer("", "oyer", ""))
    assert "notice" not in [one["what"] for one in look(small, WAITING, over).data["waiting"]]


def test_doubts_and_conflicts_wait_for_those_whose_collaboration_it_is(small: Store) -> None:
    quiet(small)
    small_one = small.snapshot().collaboration("felles-brannvesen")
    theirs = small_one.model_copy(update={"id": "legevakt", "name": "Legevakt", "legal_form": None})
    parts = {"gausdal": theirs.participants["gausdal"]}
    add(small, theirs.model_copy(update={"participants": parts}))
    assert whats(waiting(small, "gausdal")) == [("finding", "legevakt")]
    assert waiting(small, "oyer") == []
    fields = {"name": OpenField(mine="Øyer k.", theirs="Øyer kommune")}
    add(
        small,
        Conflict(id="party.oyer", name="Øyer", fields=fields),
        Conflict(id="collaboration.legevakt", name="Legevakt", fields={"comment": OpenField(mine="a", theirs="b")}),
    )
    assert [one["what"] for one in waiting(small, "oyer")] == ["conflict"], "that of a party is everybody's"
    assert [one["what"] for one in waiting(small, "gausdal")] == ["conflict", "conflict", "finding"]


def test_changes_by_others_wait_by_their_municipality_until_they_are_seen(small: Store) -> None:
    quiet(small)
    seen = small.snapshot().commit or ""
    on = asked(small.snapshot(), "party/gausdal")
    save(small, planned("new-editor", on, pattern="*@gausdal.kommune.no"), KARI)
    assert waiting(small, "oyer", seen) == [], "one's own are no news"
    edit(small, "felles-brannvesen", OLA, comment="Fra Ola")
    edit(small, "felles-brannvesen", Author("Ida", "ida@gausdal.kommune.no"), comment="Fra Ida")
    edit(small, "felles-brannvesen", PER, comment="Fra Per")
    told = [(one["name"], one["parties"], one["id"], one["count"], len(one["commits"])) for one in
            waiting(small, "oyer", seen)]  # fmt: skip
    assert told == [("Per", [], "felles-brannvesen", 1, 1), ("Gausdal", ["gausdal"], "felles-brannvesen", 1, 2)]
    assert [one["name"] for one in waiting(small, "gausdal", seen, OLA.mail)] == ["Per", "Kari Nordmann"]
    assert waiting(small, "oyer", small.snapshot().commit or "") == []
    assert waiting(small, "oyer", "0" * 40) == [], "a commit that is gone is no “since”"


def test_the_municipality_is_what_is_named_then_kept_then_known_of_the_author(small: Store, run: Run) -> None:
    at = ("-C", small.path)
    save(small, planned("new-editor", asked(small.snapshot(), "party/gausdal"), mail=KARI.mail), KARI)
    assert run(*at, "municipality").out == "Gausdal\n"
    assert run(*at, "municipality", author=None).out == "ingen\n"
    assert run(*at, "municipality", "Øyer").out == "Øyer\n"
    assert run(*at, "--as", "gausdal", "waiting", "--json").json["party"] == "gausdal"
    assert run(*at, "waiting", "--as", "Gausdal", "--json").json["party"] == "gausdal"
    assert run(*at, "waiting", "--json").json["party"] == "oyer"
    assert run(*at, "municipality", "--none").out == "ingen\n"
    assert municipality(small.path) == ""
    assert run(*at, "waiting", "--json").json["party"] is None
    for call in (("waiting", "--as", "Hamar"), ("--as", "Hamar", "municipality"), ("--as", "Hamar")):
        wrong = run(*at, *call)
        assert (wrong.status, wrong.err.count("\n")) == (2, 1)
        assert wrong.err.startswith("iktui: --as: «Hamar»")
        assert wrong.err.endswith("Øyer, Gausdal\n")
    assert run(*at, "municipality", "Hamar").status == 2
    assert municipality(small.path) == "", "what is refused is not kept"


def test_its_part_is_meant_where_a_member_is_asked_for(small: Store, run: Run) -> None:
    at = ("-C", small.path)
    assert run(*at, "rollover", "2027").status in (0, 1)
    nobody = run(*at, "rollover", "2027", "--confirm")
    assert nobody.status == 2
    assert nobody.err.startswith("iktui: --confirm: ")
    keep_municipality(small.path, "gausdal")
    assert run(*at, "rollover", "2027", "felles-brannvesen", "--confirm").status in (0, 1)
    said = small.snapshot().editions["2027"].confirmations["felles-brannvesen"]
    assert list(said) == ["gausdal"]
    assert run(*at, "withdraw", "felles-brannvesen", "--until", "2028").status == 0
    parts = small.snapshot().collaboration("felles-brannvesen").participants
    assert (parts["gausdal"].until, parts["oyer"].until) == ("2028", None)
    assert run(*at, "--as", "Øyer", "rollover", "2027", "--publish", "-m", "Det haster").status == 0
    assert run(*at, "--as", "Øyer", "rollover", "2027", "--adopt", "--outcome", "Vedtatt").status in (0, 1)
    assert list(small.snapshot().editions["2027"].decisions) == ["oyer"]
    assert run(*at, "councils", "2027", "--party", "--outcome", "Vedtatt").status == 0
    assert set(small.snapshot().editions["2027"].decisions) == {"oyer", "gausdal"}


def test_figures_tell_the_own_municipality_first(small: Store, run: Run) -> None:
    before = run("-C", small.path, "figures")
    assert before.out.index("Øyer") < before.out.index("Gausdal")
    own = run("-C", small.path, "--as", "gausdal", "figures")
    assert own.out.index("Gausdal (din)") < own.out.index("Øyer")
    one, other = (run("-C", small.path, *way, "figures", "--json").json for way in ((), ("--as", "gausdal")))
    assert one == other, "what programs read is the same whoever asks"


def test_what_is_seen_is_kept_for_each_register(small: Store, demo: Path, run: Run) -> None:
    assert run("-C", small.path, "seen").status == 0
    assert looked_at(small.path) == small.snapshot().commit
    assert looked_at(demo) == ""
    edit(small, "felles-brannvesen", OLA, comment="Nytt")
    (changed,) = [one for one in run("-C", small.path, "waiting", "--json").json["waiting"] if one["what"] == "change"]
    assert changed["name"] == OLA.name
    older = run("-C", small.path, "waiting", "--since", changed["commits"][0], "--json").json
    assert all(one["what"] != "change" for one in older["waiting"])
    assert run("-C", small.path, "waiting", "--since", "i går").status == 2


def test_it_is_counted_once_for_a_commit_a_day_and_a_person(small: Store) -> None:
    session = Session(small)
    session.looked = small.snapshot().commit or ""
    first = session.waiting(session.asked(), session.listing)
    read = small.git_dir / "iktui" / "waiting"
    kept = read.read_bytes()
    assert session.waiting(session.asked(), session.listing) == first
    assert read.read_bytes() == kept
    edit(small, "felles-brannvesen", OLA, comment="Nytt")
    session.refresh()
    more = session.waiting(session.asked(), session.listing)
    assert more != first
    assert more.startswith(str(int(first.split()[0] if first else 0) + 1))
    session.settle_in("gausdal")
    assert session.waiting(session.asked(), session.listing).endswith("Gausdal")
    keep_looked(small.path, "")
    subprocess.run(["rm", str(read)], check=True)
    assert session.waiting(session.asked(), session.listing).endswith("Gausdal")
