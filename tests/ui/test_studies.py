"""Studies and agreements with keys only, at 80x24."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from textual.pilot import Pilot

from iktui.screens.ask.dialogs import Ask
from iktui.screens.desk.detail import DetailScreen
from iktui.screens.desk.edit import EditScreen
from iktui.screens.desk.review import ReviewScreen
from iktui.screens.looking.history import HistoryScreen
from iktui.screens.planning.legal_basis import LegalBasisScreen
from iktui.screens.planning.plan import PlanScreen
from iktui.screens.planning.rollover import RolloverScreen
from iktui.screens.planning.studies import StudiesScreen
from iktui.widgets.safe_input import SafeTextArea
from iktui.widgets.text_pane import TextPane
from store.changes import edits
from store.changes.changes import Changeset, change
from store.checks.checks import check
from store.records.model import Clause, Document, PlanItem, Study
from store.register.store import Store
from tests.conftest import KARI, git, is_sound
from tests.ui.driving import LARGE, SMALL, main, opened, press, screen_lines, screen_text, session, until

DAY, ID = "2025-12-01", "sentralbord-og-arkiv"
COUNCILS = ("Lillehammer", "Gausdal", "Øyer")
BOTH = pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])


@pytest.fixture(autouse=True)
def fixed_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edits, "today", lambda: DAY)


@pytest.fixture
def planned(demo: Path) -> Path:
    """The demo register, whose plan has the study as an item."""
    store = Store.open(demo)
    assert store.snapshot().plan_items[ID].name == "Sentralbord og arkiv"
    store.close()
    return demo


def put(path: Path, *records: PlanItem | Study | Document) -> None:
    store = Store.open(path)
    store.commit(Changeset(store.snapshot().commit, tuple(change(None, made) for made in records), "new"), KARI)
    store.close()


def head(path: Path) -> str:
    return git(path, "rev-parse", "HEAD")


async def begin(pilot: Pilot[int]) -> None:
    await press(pilot, "f")
    await until(pilot, lambda: isinstance(pilot.app.screen, StudiesScreen))
    await pilot.pause()


async def saved(pilot: Pilot[int], path: Path, *keys: str) -> str:
    """Press keys that make exactly one commit; gives its subject."""
    count = int(git(path, "rev-list", "--count", "HEAD"))
    before = pane(pilot) if isinstance(pilot.app.screen, StudiesScreen) else ""
    await press(pilot, *keys)
    await until(pilot, lambda: int(git(path, "rev-list", "--count", "HEAD")) > count)
    await until(pilot, lambda: isinstance(pilot.app.screen, StudiesScreen) and pane(pilot) != before)
    await pilot.pause(0.2)
    assert int(git(path, "rev-list", "--count", "HEAD")) == count + 1
    return git(path, "log", "-1", "--format=%s")


def pane(pilot: Pilot[int]) -> str:
    return pilot.app.screen.query_one(TextPane).plain


async def asked(pilot: Pilot[int], *keys: str) -> None:
    await press(pilot, *keys)
    await until(pilot, lambda: isinstance(pilot.app.screen, Ask))
    await pilot.pause()


async def form(pilot: Pilot[int], *keys: str) -> None:
    await press(pilot, *keys)
    await until(pilot, lambda: isinstance(pilot.app.screen, EditScreen))
    await pilot.pause()


async def go_to(pilot: Pilot[int], field: str) -> None:
    await press(pilot, "ctrl+g", f"={field}", "enter")
    await until(pilot, lambda: isinstance(pilot.app.screen, EditScreen))


async def decide(pilot: Pilot[int], path: Path, number: int) -> None:
    """One council's decision; the dialog names the next council itself."""
    await asked(pilot, "o")
    assert COUNCILS[number] in screen_text(pilot)
    subject = await saved(
        pilot, path, "enter", f"={number + 1}/25", "enter", f"=25/{number}", "enter", "enter", "=Vedtatt", "enter"
    )
    assert COUNCILS[number] in subject
    assert "Vedtatt" in subject


async def test_the_whole_way_from_plan_item_to_collaboration(planned: Path) -> None:
    async with opened(planned) as pilot:
        await begin(pilot)
        await asked(pilot, "n")
        await saved(pilot, planned, "=Sentralbord og arkiv", "enter", "=Sentralbord", "enter")
        await saved(pilot, planned, "a", "enter")
        await saved(pilot, planned, "a", "enter")
        for number in range(3):
            await decide(pilot, planned, number)
        assert "3/25" in pane(pilot)
        await saved(pilot, planned, "a", "enter")
        await form(pilot, "e")
        await go_to(pilot, "vertskommune")
        await press(pilot, "=Lilleh", "tab")
        await go_to(pilot, "områder")
        await press(pilot, "=Administrativt", "tab")
        await go_to(pilot, "former å vurdere")
        await press(pilot, "=host_municipality_administrative; intermunicipal_company", "tab")
        await go_to(pilot, "form")
        await press(pilot, "=Administrativt vert", "tab")
        await go_to(pilot, "hvorfor denne")
        await press(pilot, "=Enklest")
        await go_to(pilot, "økonomi")
        await press(pilot, "=Sparer to")
        await go_to(pilot, "gevinster: legg")
        await press(pilot, "=Mindre", "enter")
        await press(pilot, "=To vakter", "tab", "=Hvert halve år")
        await saved(pilot, planned, "ctrl+s")
        await saved(pilot, planned, "d")
        await saved(pilot, planned, "D")
        await saved(pilot, planned, "a", "enter")
        for number in range(3):
            await decide(pilot, planned, number)
        await saved(pilot, planned, "a", "enter")
        await form(pilot, "d")
        await fill_in(pilot)
        await saved(pilot, planned, "ctrl+s")
        subject = await saved(pilot, planned, "c")
        assert "Sentralbord og arkiv" in subject
        assert "✓" in pane(pilot)
        await press(pilot, "escape")
        await until(pilot, lambda: pilot.app.screen is main(pilot))
        await convert_the_archive(pilot, planned)
        await roll_the_year(pilot, planned)
    store = Store.open(planned)
    now = store.snapshot()
    record, study = now.collaboration(ID), now.studies[ID]
    assert (record.status, record.host, record.from_) == ("active", "lillehammer", DAY)
    assert record.legal_form == "host_municipality_administrative"
    assert {made.case for made in record.decisions.values()} == {"1/25", "2/25", "3/25"}
    assert (study.status, study.result) == ("in_operation", ID)
    assert {made.archive_case for made in study.pre_study_decisions.values()} == {"25/0", "25/1", "25/2"}
    assert (now.plan_items[ID].status, now.plan_items[ID].studies) == ("done", (ID,))
    assert not [found for found in check(now) if found.kind == "study"]
    incomplete = [found.id for found in check(now) if found.code == "agreement_incomplete"]
    assert set(incomplete) == {f"tjenesteleveranseavtale-{ID}"}, "nobody filled in the service agreement"
    store.close()
    is_sound(planned)


async def convert_the_archive(pilot: Pilot[int], path: Path) -> None:
    """From § 27 to a municipal task community, from the main screen and back."""
    await press(pilot, "L")
    await until(pilot, lambda: isinstance(pilot.app.screen, LegalBasisScreen))
    await until(pilot, lambda: "Interkommunalt arkiv" in screen_text(pilot))
    await press(pilot, "j")
    await asked(pilot, "c")
    await press(pilot, "tab", "=2023-10", "tab", "=12/23", "ctrl+s")
    await until(pilot, lambda: "Kommunalt oppgavefellesskap" in git(path, "log", "-1", "--format=%s"))
    await until(pilot, lambda: "Omdannet siden (2)" in screen_text(pilot))
    await press(pilot, "escape")
    await until(pilot, lambda: pilot.app.screen is main(pilot))


async def roll_the_year(pilot: Pilot[int], path: Path) -> None:
    """The edition of 2022 is opened: what is open in the plan goes with it, what is done stays."""
    await press(pilot, "r")
    await until(pilot, lambda: "2022" in screen_text(pilot))
    await press(pilot, "enter")
    await until(pilot, lambda: isinstance(pilot.app.screen, ReviewScreen))
    await press(pilot, "ctrl+s")
    await until(pilot, lambda: "Iktui-Action: rollover" in git(path, "log", "-1", "--format=%B"))
    store = Store.open(path)
    items = store.snapshot().plan_items
    assert (items[ID].year, items[ID].carried) == (2020, 0)
    assert (items["ppt"].year, items["ppt"].carried) == (2022, 1)
    store.close()
    await until(pilot, lambda: isinstance(pilot.app.screen, RolloverScreen))
    await press(pilot, "escape")
    await until(pilot, lambda: pilot.app.screen is main(pilot))
    await press(pilot, "p")
    await until(pilot, lambda: isinstance(pilot.app.screen, PlanScreen))
    await press(pilot, "tab", "tab", "tab")
    await until(pilot, lambda: re.search(r"Felles forliksråd utredes +\+1", screen_text(pilot)) is not None)


async def fill_in(pilot: Pilot[int]) -> None:
    """Write what a draft leaves open, letter by letter."""
    areas = [area for area in pilot.app.screen.query(SafeTextArea) if (area.id or "").startswith("f-contents")]
    assert [area.id for area in areas] == [f"f-contents__{letter}__text" for letter in "abcdefghi"]
    assert pilot.app.screen.focused is areas[2], "the first that is not complete"
    for number, area in enumerate(areas[2:]):
        if number:
            await press(pilot, "tab")
        assert pilot.app.screen.focused is area
        await press(pilot, "f7", "backspace", "=Som avtalt", "enter", "=og mer")


@BOTH
async def test_what_is_missing_is_said_before_it_goes_on(planned: Path, size: tuple[int, int]) -> None:
    put(planned, Study(id="ppt", name="PPT", status="pre_study_decision", participants=("oyer", "gausdal")))
    async with opened(planned, size) as pilot:
        await begin(pilot)
        await until(pilot, lambda: "Øyer" in pane(pilot))
        now = head(planned)
        await asked(pilot, "a")
        assert "Gausdal" in screen_text(pilot)
        await press(pilot, "enter", "enter")
        assert isinstance(pilot.app.screen, Ask), "without a reason it does not go on"
        assert head(planned) == now
        await saved(pilot, planned, "=Muntlig vedtak", "enter")
        assert "Muntlig vedtak" in git(planned, "log", "-1", "--format=%B")
        await press(pilot, "m")
        await until(pilot, lambda: isinstance(pilot.app.screen, DetailScreen))
        assert len(pane(pilot).splitlines()) >= 6, "five headings of an investigation"
        await press(pilot, "escape", "h")
        await until(pilot, lambda: isinstance(pilot.app.screen, HistoryScreen))
        await press(pilot, "escape")
        await saved(pilot, planned, "u", "enter")
    is_sound(planned)


@BOTH
async def test_forms_stand_side_by_side_and_fit(planned: Path, size: tuple[int, int]) -> None:
    forms = ("host_municipality_administrative", "municipal_task_community", "intermunicipal_company")
    put(planned, Study(id="ppt", name="PPT", forms=forms))
    async with opened(planned, size) as pilot:
        await begin(pilot)
        await press(pilot, "f")
        await until(pilot, lambda: isinstance(pilot.app.screen, DetailScreen))
        await pilot.pause()
        shown = pane(pilot)
        assert "IKS-loven" in shown
        rule = next(line for line in shown.splitlines() if line.strip().startswith("──"))
        assert len(rule.strip()) <= size[0] - 4
        first = next(line for line in screen_lines(pilot) if "Interkommunalt" in line)
        assert first.index("Interkommunalt") > first.index("Kommunalt") > first.index("Administrativt")


async def test_a_study_is_stopped_with_a_reason(planned: Path) -> None:
    put(planned, Study(id="ppt", name="PPT", status="pre_study"))
    async with opened(planned) as pilot:
        await begin(pilot)
        await asked(pilot, "x")
        await press(pilot, "enter", "enter")
        assert isinstance(pilot.app.screen, Ask)
        await saved(pilot, planned, "=For dyrt", "enter")
        assert "For dyrt" in pane(pilot)
        now = head(planned)
        await press(pilot, "x", "a", "c")
        assert isinstance(pilot.app.screen, StudiesScreen)
        assert head(planned) == now, "it goes nowhere any more"


async def test_an_empty_list_takes_every_key(demo: Path) -> None:
    now = head(demo)
    async with opened(demo) as pilot:
        await begin(pilot)
        await press(pilot, "e", "a", "o", "d", "D", "m", "c", "x", "h")
        assert isinstance(pilot.app.screen, StudiesScreen)
        await asked(pilot, "n")
        await press(pilot, "=-", "enter", "enter")
        assert isinstance(pilot.app.screen, Ask), "no name"
    assert head(demo) == now


async def test_the_past_can_be_seen_and_not_changed(planned: Path) -> None:
    put(planned, Study(id="ppt", name="PPT", status="pre_study"))
    put(planned, Study(id="arkiv", name="Arkiv", status="pre_study"))
    now = head(planned)
    async with opened(planned) as pilot:
        await press(pilot, "at", "=HEAD~1", "enter")
        await until(pilot, lambda: session(pilot).at is not None and len(pilot.app.screen_stack) == 1)
        await until(pilot, lambda: "arkiv" not in session(pilot).snapshot.studies)
        await begin(pilot)
        assert "Arkiv" not in screen_text(pilot)
        await press(pilot, "a", "enter")
        await pilot.pause(0.3)
    assert head(planned) == now


async def test_text_from_a_record_is_no_markup_and_no_command(planned: Path) -> None:
    odd = "[red]\x1b[2J‮x"
    made = Study(id="ppt", name="PPT [b]", status="pre_study", participants=("oyer",), responsible=odd, text=odd)
    contents = {"a": Clause(text=odd)}
    put(planned, made, Document(id="avtale", name=odd, kind="agreement", studies=("ppt",), contents=contents))
    async with opened(planned) as pilot:
        await begin(pilot)
        shown = screen_text(pilot)
        assert "[red]" in shown
        assert "PPT [b]" in shown
        assert "\x1b[2J" not in shown
        for keys in ("m", "a", "o"):
            await press(pilot, keys)
            assert "\x1b[2J" not in screen_text(pilot)
            await press(pilot, "escape")


async def test_points_of_an_agreement_show_whole_lines_in_the_form(planned: Path) -> None:
    contents = {letter: Clause(text=f"Første {letter}\nAndre {letter}") for letter in "ab"}
    agreement = Document(id="avtale", name="Avtale", kind="agreement", studies=("ppt",), contents=contents,
                         legal_form="host_municipality")  # fmt: skip
    put(planned, Study(id="ppt", name="PPT", status="agreement"), agreement)
    async with opened(planned) as pilot:
        await begin(pilot)
        await form(pilot, "d")
        await go_to(pilot, "innhold etter bokstav: legg")
        await press(pilot, "=c", "enter")
        await until(pilot, lambda: bool(pilot.app.screen.query("#f-contents__c__text")))
        await press(pilot, "=Oppgaver", "enter", "=og myndighet")
        shown = screen_lines(pilot)
        label = next(line for line in shown if "c) Oppgaver" in line)
        assert "Oppgaver" in label[19:]
        assert any("og myndighet" in line[19:] for line in shown)
        assert any("Andre b" in line for line in shown)
        assert max(map(len, shown)) <= 80
        await saved(pilot, planned, "ctrl+s")
    store = Store.open(planned)
    assert store.snapshot().documents["avtale"].contents["c"].text == "Oppgaver\nog myndighet"
    store.close()
