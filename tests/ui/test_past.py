"""The past, by keys: another time, two times side by side, and what is had back from it."""

from __future__ import annotations

from pathlib import Path

from iktui.screens.desk.blame import BlameScreen
from iktui.screens.desk.detail import DetailScreen
from iktui.screens.desk.edit import EditScreen
from iktui.screens.looking.activity import ActivityScreen
from iktui.screens.looking.compare import CompareScreen
from iktui.screens.looking.history import HistoryScreen
from iktui.screens.looking.revisions import RevisionList
from store.base.author import Author
from store.changes.changes import Changeset, change
from store.records.paths import Key
from store.register.store import Store
from tests.conftest import KARI, git, is_sound
from tests.ui.driving import LARGE, SMALL, main, opened, press, screen_lines, screen_text, session, until

KEY = Key("collaboration", "regionrad")
OLA = Author("Ola Hansen", "ola@gausdal.no")


def commit(demo: Path, id: str, author: Author = KARI, reason: str = "", **fields: object) -> str:
    store = Store.open(demo)
    now = store.snapshot()
    before = now.collaboration(id)
    made = change(before, before.model_copy(update=fields))
    saved = store.commit(Changeset(now.commit, (made,), "edit", reason=reason), author)
    store.close()
    return saved.commit


def commits(demo: Path) -> int:
    return int(git(demo, "rev-list", "--count", "HEAD"))


async def test_the_register_as_of_an_edition_is_marked_and_cannot_be_changed(demo: Path) -> None:
    async with opened(demo) as pilot:
        await press(pilot, "at", "=edition/2019", "enter")
        await until(pilot, lambda: "4 samarbeid" in screen_lines(pilot)[0])
        assert screen_lines(pilot)[0].lstrip().startswith("Slik det var (esc: nå): utgaven for 2019")
        assert pilot.app.has_class("-past")
        for key in ("e", "n", "x", "w", "u", "i", "X"):
            await press(pilot, key)
            await pilot.pause()
            assert pilot.app.screen is main(pilot), key
        assert "i fortiden endres ingenting" in " ".join(screen_text(pilot).split())
        await press(pilot, "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, DetailScreen))
        assert "§ 27" in screen_text(pilot)
        await press(pilot, "escape", "h")
        await until(pilot, lambda: isinstance(pilot.app.screen, HistoryScreen))
        await until(pilot, lambda: len(pilot.app.screen.query_one(RevisionList).items) == 1)
        await press(pilot, "escape")
        await until(pilot, lambda: pilot.app.screen is main(pilot))
        await press(pilot, "escape")
        await until(pilot, lambda: "55 samarbeid" in screen_lines(pilot)[0])
        assert not pilot.app.has_class("-past")
        await press(pilot, "e")
        await until(pilot, lambda: isinstance(pilot.app.screen, EditScreen))
    assert commits(demo) == 3


async def test_a_form_cannot_be_saved_from_another_screen_in_the_past(demo: Path) -> None:
    async with opened(demo) as pilot:
        await press(pilot, "left_curly_bracket")
        await until(pilot, lambda: "utgaven for 2019" in screen_lines(pilot)[0])
        await press(pilot, "t", "e")
        await until(pilot, lambda: "i fortiden endres ingenting" in " ".join(screen_text(pilot).split()))
        assert not isinstance(pilot.app.screen, EditScreen)


async def test_steps_by_change_and_by_edition(demo: Path) -> None:
    first = commit(demo, "regionrad", comment="En")
    second = commit(demo, "regionrad", comment="To")
    async with opened(demo) as pilot:
        await press(pilot, "left_square_bracket")
        await until(pilot, lambda: session(pilot).snapshot.commit == first)
        await until(pilot, lambda: "En" in screen_text(pilot))
        await press(pilot, "left_curly_bracket")
        await until(pilot, lambda: "utgaven for 2021" in screen_lines(pilot)[0])
        await press(pilot, "left_curly_bracket")
        await until(pilot, lambda: "utgaven for 2019" in screen_lines(pilot)[0])
        await press(pilot, "left_curly_bracket")
        await until(pilot, lambda: "ingen utgave før" in " ".join(screen_text(pilot).split()))
        await press(pilot, "right_curly_bracket")
        await until(pilot, lambda: "utgaven for 2021" in screen_lines(pilot)[0])
        await press(pilot, "right_square_bracket")
        await until(pilot, lambda: session(pilot).snapshot.commit == first)
        await press(pilot, "right_square_bracket")
        await until(pilot, lambda: session(pilot).snapshot.commit == second)
        assert not pilot.app.has_class("-past")
        await press(pilot, "right_square_bracket")
        await until(pilot, lambda: "dette er nå" in screen_text(pilot))


async def test_a_time_that_is_none_is_refused_in_the_dialog(demo: Path) -> None:
    async with opened(demo) as pilot:
        for words, told in (("2001-01-01", "fantes ikke"), ("edition/1999", "har: 2019, 2021"),
                            ("zzz", "ingen lagring"), ("30.2.2021", "30.2.2021 finnes ikke"),
                            ("--upload-pack=x", "skriv en dato")):  # fmt: skip
            await press(pilot, "at", f"={words}", "enter")
            await until(pilot, lambda told=told: told in " ".join(screen_text(pilot).replace("│", " ").split()))  # type: ignore[misc]
            await press(pilot, "escape")
        assert session(pilot).at is None


async def test_history_is_filtered_and_restores_a_field_and_the_whole(demo: Path) -> None:
    commit(demo, "regionrad", OLA, comment="Av Ola")
    commit(demo, "regionrad", comment="Av Kari", progress="Videre")
    async with opened(demo) as pilot:
        await press(pilot, "h")
        await until(pilot, lambda: isinstance(pilot.app.screen, HistoryScreen))
        rows = pilot.app.screen.query_one(RevisionList)
        await until(pilot, lambda: len(rows.items) == 3)
        await press(pilot, "slash", "=av:ola", "enter")
        await until(pilot, lambda: len(rows.items) == 1)
        await press(pilot, "f", "=kommentar", "enter", "enter")
        await until(pilot, lambda: "Gjenopprett" in screen_lines(pilot)[0])
        assert commits(demo) == 5
        await press(pilot, "ctrl+s")
        await until(pilot, lambda: commits(demo) == 6)
        store = Store.open(demo)
        record = store.snapshot().collaboration("regionrad")
        assert (record.comment, record.progress) == ("Av Ola", "Videre")
        await until(pilot, lambda: isinstance(pilot.app.screen, HistoryScreen))
        await press(pilot, "escape", "end")
        await until(pilot, lambda: len(rows.items) == 4 and rows.cursor == 3)
        await press(pilot, "r")
        await until(pilot, lambda: "Gjenopprett" in screen_lines(pilot)[0])
        await press(pilot, "ctrl+s")
        await until(pilot, lambda: commits(demo) == 7)
        assert store.snapshot().blob(KEY) == store.snapshot("edition/2021").blob(KEY)
        store.close()
    assert "gjenopprettet" in git(demo, "log", "-1", "--format=%s")
    is_sound(demo)


async def test_from_the_history_to_the_register_then(demo: Path) -> None:
    commit(demo, "regionrad", comment="Senere")
    async with opened(demo) as pilot:
        await press(pilot, "h")
        await until(pilot, lambda: len(pilot.app.screen.query_one(RevisionList).items) == 2)
        await press(pilot, "down", "at")
        await until(pilot, lambda: pilot.app.screen is main(pilot) and "utgaven for 2021" in screen_lines(pilot)[0])


async def test_long_texts_are_compared_by_words_and_a_value_is_copied(demo: Path) -> None:
    commit(demo, "regionrad", comment="Med Innlandet fylkeskommune og fire andre kommuner i regionen.")
    commit(demo, "regionrad", comment="Med Innlandet fylkeskommune og fem andre kommuner i regionen.")
    async with opened(demo, LARGE) as pilot:
        await press(pilot, "h")
        await until(pilot, lambda: isinstance(pilot.app.screen, HistoryScreen))
        await until(pilot, lambda: "[-fire-]{+fem+} andre" in screen_text(pilot))
        await press(pilot, "y")
        await until(pilot, lambda: "fem andre" in pilot.app.clipboard)


async def test_who_set_what_in_the_record_and_in_the_form(demo: Path) -> None:
    commit(demo, "regionrad", OLA, comment="Av Ola", reason="Feil kilde")
    async with opened(demo) as pilot:
        await press(pilot, "enter", "b")
        await until(pilot, lambda: "Ola Hansen: (før: Med Innlandet" in screen_text(pilot))
        assert "Feil kilde" in screen_text(pilot)
        await press(pilot, "b")
        await until(pilot, lambda: "Ola Hansen" not in screen_text(pilot))
        await press(pilot, "escape", "e", "ctrl+g", "=kommentar", "enter", "f2")
        await until(pilot, lambda: isinstance(pilot.app.screen, BlameScreen))
        await until(pilot, lambda: "Ola Hansen <ola@gausdal.no>" in screen_text(pilot))
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, EditScreen)


async def test_two_editions_side_by_side_and_what_was_reported(demo: Path) -> None:
    commit(demo, "regionrad", until="2020-06-30", status="ended")
    async with opened(demo, SMALL) as pilot:
        await press(pilot, "c", "enter", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, CompareScreen))
        await until(pilot, lambda: "1 avsluttet" in screen_text(pilot))
        await press(pilot, "down")
        assert "Regionråd" in screen_text(pilot)
        await press(pilot, "r")
        await until(pilot, lambda: "1.1.2021: slik det ble meldt" in screen_lines(pilot)[0])
        await until(pilot, lambda: "- Regionråd" in screen_text(pilot))
    assert commits(demo) == 4


async def test_activity_by_day_and_person_and_since_one_was_last_here(demo: Path) -> None:
    async with opened(demo) as pilot:
        await press(pilot, "l")
        await until(pilot, lambda: isinstance(pilot.app.screen, ActivityScreen))
        await until(pilot, lambda: len(pilot.app.screen.query_one(RevisionList).items) == 4)
        await press(pilot, "s")
        await until(pilot, lambda: "ikke vært her før" in " ".join(screen_text(pilot).split()))
    commit(demo, "regionrad", OLA, comment="Av Ola")
    async with opened(demo) as pilot:
        await until(pilot, lambda: "1 endring av andre" in " ".join(screen_text(pilot).split()))
        await press(pilot, "l", "s")
        await until(pilot, lambda: "siden du sist var her" in screen_lines(pilot)[0])
        rows = pilot.app.screen.query_one(RevisionList)
        await until(pilot, lambda: len(rows.items) == 2)
        assert "Ola Hansen  (1 endring)" in str(rows.items[0])
        await press(pilot, "s", "slash", "=vert:lillehammer", "enter")
        await until(pilot, lambda: len(rows.items) == 3)
        await press(pilot, "slash", "= nei:", "enter")
        await until(pilot, lambda: "nei:" in screen_lines(pilot)[0])
