"""What is under § 27 and its conversion; what the councils decide on; what the documents' prose says."""

from __future__ import annotations

from importlib import resources

import pytest

from iktui.demo import DOCUMENTS
from store.base.errors import BadInput
from store.base.glossary import legal_forms
from store.changes.changes import Changeset, change
from store.checks.checks import check
from store.documents.importer import plan_import
from store.editions.rollover import adopt
from store.formats.reading import read_source
from store.formats.source import Source
from store.planning.conversion import CERTAIN, DONE, LEGACY, UNCERTAIN, convert, legacy, targets
from store.records.model import Decision, Document, Question
from store.records.paths import Key, path_of
from store.register.publishing import edition_snapshots
from store.register.store import Store
from store.reports.councils import decide, matters
from tests.conftest import KARI, edit, git

ARCHIVE = "interkommunalt-arkiv-ika-opplandene"


def test_the_four_of_2019_and_the_uncertain_two_of_2021_with_their_proposals(demo_store: Store) -> None:
    now = demo_store.snapshot()
    rows = legacy(now, edition_snapshots(demo_store, now).values())
    assert {(row.record.name, row.state) for row in rows} == {
        ("INNOFF Innkjøpsamarbeid, felles anbud", CERTAIN),
        ("Interkommunalt arkiv, IKA Opplandene", CERTAIN),
        ("Kontrollutvalgssekretariat", UNCERTAIN),
        ("Innlandet fylkesarkiv, IKA Opplandene", UNCERTAIN),
        ("Felles brann- og feiertjeneste", DONE),
    }
    proposals = {row.record.name: row.progress for row in rows}
    assert proposals["Felles brann- og feiertjeneste"] == "Prosess starter og avsluttes i 2020."
    assert proposals["Kontrollutvalgssekretariat"].startswith("Oppland fylkeskommune har startet en prosess")
    then = legacy(demo_store.snapshot("edition/2019"))
    assert sorted(row.state for row in then) == [CERTAIN] * 4


def test_a_conversion_is_one_commit_that_changes_the_form_and_keeps_the_history(demo_store: Store) -> None:
    now = demo_store.snapshot()
    record = now.collaboration(ARCHIVE)
    decisions = {"oyer": Decision(case="12/23"), "gausdal": Decision(case="8/23", archive_case="23/17")}
    changeset = convert(now, record, "municipal_task_community", "2023-10", decisions)
    demo_store.commit(changeset, KARI)
    after = demo_store.snapshot().collaboration(ARCHIVE)
    assert after.legal_form == "municipal_task_community"
    assert after.with_role("responsible_party") is None
    assert after.with_role("office_municipality") == record.with_role("responsible_party") is not None
    assert after.decisions["gausdal"].archive_case == "23/17"
    assert after.as_written == record.as_written
    subject = git(demo_store.path, "log", "-1", "--format=%s")
    assert "omdannet fra § 27-samarbeid (eget styre) til Kommunalt oppgavefellesskap fra 2023-10" in subject
    assert "Case: 12/23, 8/23" in git(demo_store.path, "log", "-1", "--format=%B")
    assert len(list(demo_store.history(Key("collaboration", ARCHIVE)))) >= 2
    rows = legacy(demo_store.snapshot(), edition_snapshots(demo_store, demo_store.snapshot()).values())
    assert {row.state for row in rows if row.record.id == ARCHIVE} == {DONE}


@pytest.mark.parametrize("form", targets())
def test_each_lawful_form_can_be_chosen_and_is_one_the_act_still_has(demo_store: Store, form: str) -> None:
    now = demo_store.snapshot()
    assert "valid_until" not in legal_forms()[form].facts
    made = convert(now, now.collaboration(ARCHIVE), form, "", {}).changes[0].after
    assert made is not None
    assert made.model_dump()["legal_form"] == form


def test_what_cannot_be_converted_so_is_refused(demo_store: Store) -> None:
    now = demo_store.snapshot()
    record = now.collaboration(ARCHIVE)
    for form, date, decisions, words in (
        (LEGACY, "", {}, "§ 27"),
        ("informal", "", {}, "informal"),
        ("cooperative", "høsten", {}, "høsten"),
        ("cooperative", "", {"atlantis": Decision(case="1")}, "atlantis"),
    ):
        with pytest.raises(BadInput, match=words):
            convert(now, record, form, date, decisions)
    with pytest.raises(BadInput, match="Regionråd"):
        convert(now, now.collaboration("regionrad"), "cooperative", "", {})


def test_what_is_for_the_councils_and_what_is_missing_where(demo_store: Store) -> None:
    now = demo_store.snapshot()
    found = {matter.name: matter for matter in matters(now, now.register.members)}
    strategy = next(matter for name, matter in found.items() if name.startswith("Strategi"))
    assert set(strategy.missing) == {"gausdal", "lillehammer"}
    assert {matter.key.kind for matter in found.values()} == {"edition", "document", "collaboration"}
    demo_store.commit(decide(now, strategy, "gausdal", Decision(case="8/19", outcome="Vedtatt")), KARI)
    assert "vedtak i Gausdal: Vedtatt" in git(demo_store.path, "log", "-1", "--format=%s")
    after = demo_store.snapshot()
    again = next(m for m in matters(after, after.register.members) if m.key == strategy.key)
    assert again.missing == ("lillehammer",)
    with pytest.raises(BadInput):
        decide(after, again, "atlantis", Decision(case="1"))
    with pytest.raises(BadInput):
        decide(after, again, "oyer", Decision())


def test_the_strategy_is_adopted_by_oyer_and_the_questions_stand_with_who_raised_them(demo_store: Store) -> None:
    now = demo_store.snapshot()
    strategies = [document for document in now.documents.values() if document.kind == "strategy"]
    assert [document.name for document in strategies] == [
        "Strategi for interkommunalt samarbeid mellom kommunene Gausdal, Lillehammer og Øyer"
    ]
    assert strategies[0].decisions == {"oyer": Decision(body="Kommunestyret", case="71/2019")}
    questions = {question.name: question for question in now.records(Question).values()}
    assert {name: question.kind for name, question in questions.items()} == {
        "Aktuelle nye områder for interkommunalt samarbeid?": "new_area",
        "Videreføring av eksisterende samarbeid?": "continuation",
    }
    assert all(question.raised_by and question.status == "open" for question in questions.values())


def test_reading_the_document_again_brings_back_nothing_that_was_removed(demo_store: Store) -> None:
    now = demo_store.snapshot()
    question = next(iter(now.records(Question).values()))
    strategy = next(document for document in now.documents.values() if document.kind == "strategy")
    gone = (change(question, None), change(strategy, strategy.model_copy(update={"decisions": {}})))
    demo_store.commit(Changeset(now.commit, gone, "remove"), KARI)
    edit(demo_store, "regionrad", comment="Endret")
    result = plan_import(demo_store.snapshot(), [_read(name) for name, _year in DOCUMENTS], None)
    made = result.changeset.changes if result.changeset else ()
    assert [made_.key for made_ in made if made_.key.kind in (Question.KIND, Document.KIND)] == []


def _read(name: str) -> Source:
    with resources.as_file(resources.files("store") / "data" / "documents" / name) as path:
        return read_source(path)


@pytest.mark.parametrize("kind", ["plan_item", "study", "document", "question", "edition"])
def test_a_decision_by_an_unknown_municipality_is_a_finding_in_every_kind(small: Store, kind: str) -> None:
    path = path_of(Key(kind, "2030"))
    file = small.path / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text('name = "Noe"\n\n[decisions.atlantis]\ncase = "1/30"\n')
    git(small.path, "add", "-A")
    git(small.path, "-c", "user.name=G", "-c", "user.email=g@x.no", "commit", "-qm", "for hånd")
    again = Store.open(small.path)
    found = [finding for finding in check(again.snapshot()) if finding.code == "unknown_reference"]
    assert [(finding.kind, finding.field) for finding in found] == [(kind, "decisions.atlantis")]
    assert "atlantis" in found[0].message
    again.close()


def test_what_a_decision_leaves_empty_stays_as_it_was_recorded(demo_store: Store) -> None:
    now = demo_store.snapshot()
    strategy = next(m for m in matters(now, now.register.members) if m.name.startswith("Strategi"))
    demo_store.commit(decide(now, strategy, "oyer", Decision(outcome="Vedtatt", date="2019-11-28")), KARI)
    now = demo_store.snapshot()
    assert now.documents[strategy.key.id].decisions["oyer"] == Decision(
        body="Kommunestyret", case="71/2019", outcome="Vedtatt", date="2019-11-28"
    )
    edit(demo_store, ARCHIVE, decisions={"oyer": Decision(outcome="Vedtatt")})
    now = demo_store.snapshot()
    demo_store.commit(
        convert(now, now.collaboration(ARCHIVE), "cooperative", "", {"oyer": Decision(case="1/23")}), KARI
    )
    made = demo_store.snapshot().collaboration(ARCHIVE).decisions["oyer"]
    assert (made.outcome, made.case) == ("Vedtatt", "1/23")


def test_an_edition_is_adopted_the_same_way_from_either_screen(demo_store: Store) -> None:
    now = demo_store.snapshot()
    edition = next(m for m in matters(now, now.register.members) if m.key == Key("edition", "2021"))
    decision = Decision(case="5/21", outcome="Vedtatt")
    assert decide(now, edition, "oyer", decision) == adopt(now, "2021", "oyer", decision)


def test_what_is_over_needs_no_legal_basis(demo_store: Store) -> None:
    edit(demo_store, ARCHIVE, status="ended", until="2022")
    now = demo_store.snapshot()
    assert ARCHIVE not in {row.record.id for row in legacy(now, edition_snapshots(demo_store, now).values())}
