"""Law `screens`: one person at the real screens, typing ahead at times, while others save in the same clone.

Judged by the texts of the screen and by the repository alone: every “Lagret” is a commit; no word of another's is
overwritten that was not on the screen; every word typed is in a commit or a draft, or was refused; the list is new.
"""

from __future__ import annotations

import asyncio
import random
import re
import traceback
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

from iktui.app import IktuiApp
from iktui.settings import Preferences, SyncTimes
from iktui.widgets.text_pane import TextPane
from store.register.drafts import left_drafts
from tests.conftest import KARI
from tests.laws.colleague import Colleague, clones
from tests.laws.deeds import Leaves, _differing, leaves_of
from tests.laws.holding import records_of
from tests.laws.keyboard import Deed, Typist
from tests.laws.plumbing import blobs, git, tree_of
from tests.laws.running import Law, Verdict
from tests.ui.driving import _NAMES, screen_text
from tests.ui.steady import SteadyLoop, SteadyPilot

_WORD: Final = re.compile(r"\b[kos]\d+x\b")
_SAVED: Final = re.compile(r"Lagret: (.*?)(?:  |$)", re.MULTILINE)
_LEAVING, _MEETING = "Forlat skjemaet", ("endret imens av", "Endret siden", "Åpne konflikter")
_THROWS: Final = ("escape", "T", "2", "y", "q")
"""Keys by which a person lets go of words that are before their eyes."""
_SURE: Final = ("edit", "new", "end", "area name", "area new", "other party", "plan", "study", "event", "event new")
"""Deeds whose words have a field, also when they are typed ahead."""


class Watched(IktuiApp):
    """The program, with what it told."""

    told: list[str]

    def notify(self, message: str, **given: Any) -> None:
        """Told, and kept."""
        self.told.append(message)
        super().notify(message, **given)


class Sitting:
    """One person at the screens, and what was before their eyes."""

    def __init__(self, path: Path, chance: random.Random) -> None:
        self.path, self.chance = path, chance
        clock = SyncTimes(minutes=1) if chance.random() < 0.4 else SyncTimes()
        self.app = Watched(path / "clone", str(KARI), Preferences(sync=clock))
        self.app.told = []
        self.colleague = Colleague(path, chance)
        self.typist = Typist(chance, path)
        self.base = git(path / "clone", "rev-parse", "HEAD").decode().strip()
        self.steps: list[str] = []
        self.faults: list[str] = []
        self.seen: set[str] = set()
        self.saved: set[str] = set()
        self.let_go: set[str] = set()
        self.typed: dict[str, tuple[int, bool]] = {}
        """Words: what had been told before, and whether there has to be a field for them."""
        self.shown_before: dict[str, set[str]] = {}
        """By commit, the words that had been on the screen when it was made."""

    async def run(self) -> None:
        """Some deeds, one after the other."""
        async with self.app.run_test(size=(120, 40), notifications=True):
            self.pilot = SteadyPilot(self.app)
            await self.pilot.pause(2)
            self.look()
            for _deed in range(self.chance.randrange(2, 6)):
                await self.do(self.typist.deed())
                if not self.app.is_running:
                    self.faults.append("crashed: the program ended, and nobody asked it to")
                    return
            await self.newest()

    async def do(self, deed: Deed) -> None:
        """One deed with another's saves in it; then back to the list, answering what is asked."""
        if self.chance.random() < 0.7:
            await self.pilot.pause(2)  # the list is the newest: what is in no pane of it can be looked at
            self.seen |= {f"{sign}{number + 1}x" for sign in "os" for number in range(self.colleague.number)}
        ahead = self.chance.random() < 0.3
        beats = [[key for beat in deed.beats for key in beat]] if ahead else deed.beats
        self.steps.append(
            f"{deed.name}{' typed ahead' if ahead else ''}: {' '.join(beats[0]) if ahead else deed.beats}"
        )
        self.typed |= {word: (len(self.app.told), ahead and deed.name in _SURE) for word in deed.words}
        when = self.chance.randrange(len(beats) + 1) if self.chance.random() < 0.85 else -1
        for at, beat in enumerate(beats):
            if at == when:
                self.meet(deed)
                if self.chance.random() < 0.5:
                    await self.pilot.pause(2)
            await self.press(beat, hasty=ahead or self.chance.random() < 0.15)
        if when == len(beats):
            self.meet(deed)
        await self.back(deed)

    def meet(self, deed: Deed) -> None:
        """Another saves, mostly in the record that this is about."""
        self.steps.append(f"    {self.colleague.act(deed.about)}")

    async def press(self, keys: list[str], *, hasty: bool = False) -> None:
        """Press keys; the screen is looked at after each, a hasty typist does not wait for it."""
        for key in keys:
            for one in [_NAMES.get(sign, sign) for sign in key[1:]] if key.startswith("=") else [key]:
                if one in _THROWS:
                    self.let_go |= self.look()
                await self.pilot._send([one], None if hasty else 0.0)
                if hasty or not key.startswith("="):
                    self.look()
        if not hasty:
            await self.pilot.pause(0.2)
            self.look()

    def look(self) -> set[str]:
        """What stands on the screen: the words, and what is told as saved; beside each new commit."""
        text = screen_text(self.pilot) if self.app.is_running else ""
        words = set(_WORD.findall(text))
        panes = self.app.screen.query(TextPane) if self.app.is_running else ()
        head = (self.path / "clone/.git/refs/heads/main").read_text(encoding="ascii").strip()
        if head not in self.shown_before:
            for commit in git(self.path / "clone", "rev-list", f"{self.base}..{head}").decode().split():
                self.shown_before.setdefault(commit, {*self.seen})
        self.seen |= {*words, *_WORD.findall("\n".join(pane.plain for pane in panes))}  # a pane can be scrolled
        self.saved |= {line.strip() for line in _SAVED.findall(text)}
        return words

    async def back(self, deed: Deed) -> None:
        """To the list again: what is asked is answered somehow."""
        await self.pilot.pause(0.5)
        for _turn in range(14):
            self.look()
            text = screen_text(self.pilot)
            if len(self.app.screen_stack) == 1 or not self.app.is_running:
                break
            if any(words in text for words in _MEETING):
                keys = self.chance.choice([["M", "ctrl+s"], ["T", "ctrl+s"], ["escape"]])
                if self.chance.random() < 0.3:
                    self.meet(deed)
            elif _LEAVING in text:
                keys = ["y"]
            else:
                keys = [self.chance.choice(["escape", "escape", "ctrl+s"])]
            self.steps.append(f"    {keys}")
            await self.press(keys)
        await self.press(["escape", "escape", "escape"])
        if self.chance.random() < 0.1:
            await self.pilot.pause(61)  # shares by the clock

    async def newest(self) -> None:
        """What another saves is in the list within two seconds."""
        word = self.colleague.rename_shown(screen_text(self.pilot))
        if word and len(self.app.screen_stack) == 1:
            await self.pilot.pause(2)
            self.look()
            if word not in self.seen:
                self.faults.append(f"list: {word} is not there after two seconds")

    # --- judging, when the program has ended

    def judge(self) -> Iterator[str]:
        """What does not hold."""
        clone = self.path / "clone"
        log = git(clone, "log", "--reverse", "--format=%H %P%x00%aE%x00%s", f"{self.base}..HEAD").decode().splitlines()
        commits = [line.split("\0") for line in log]
        mine = [subject for _ids, mail, subject in commits if mail == KARI.mail]
        text = git(clone, "log", "-p", "--all", f"^{self.base}").decode("utf-8", "replace")
        for told in self.saved:  # in the language of the reader; the commit is in the register's
            whose, words = told.partition(":")[0].rstrip("… "), _WORD.findall(told)
            if not any(subject.startswith(whose) for subject in mine) or not all(word in text for word in words):
                yield f"saved: “{told}” was told, and is no commit: {mine}"
        drafts = str(left_drafts(clone / ".git", KARI.mail))
        for word, (before, is_sure) in self.typed.items():
            is_known = word in self.let_go or len(self.app.told) > before or not (is_sure or word in self.seen)
            if not is_known and not re.search(rf"\b{word}\b", f"{text} {drafts}"):
                yield f"typed: {word} is in no commit and no draft, and nothing was told"
        yield from self._overwritten([(ids.split()[0], ids.split()[1:], mail) for ids, mail, _subject in commits])

    def _overwritten(self, commits: list[tuple[str, list[str], str]]) -> Iterator[str]:
        setter: dict[Any, tuple[Any, set[str]]] = {}
        with blobs(self.path / "clone") as contents:
            known: dict[str, Leaves] = {}

            def leaves(commit: str) -> Leaves:
                if commit not in known:
                    known[commit] = leaves_of(records_of(tree_of(self.path / "clone", commit), contents.read))
                return known[commit]

            for commit, parents, mail in commits:
                if len(parents) > 1:
                    continue
                was, now = leaves(parents[0]), leaves(commit)
                changed = _differing(was, now)
                words = {word for place in changed for word in _WORD.findall(str(now.get(place))) if word[0] != "k"}
                for place in changed:
                    if mail != KARI.mail:
                        setter[place] = now.get(place), words
                    elif place in setter and setter[place][0] == was.get(place):
                        yield from self._unseen(commit, place, was.get(place), now.get(place), setter[place][1])

    def _unseen(self, commit: str, place: Any, was: Any, now: Any, beside: set[str]) -> Iterator[str]:
        """Whether words of others went that were not on the screen; of what is no text, any word beside it."""
        shown = self.shown_before.get(commit, self.seen)
        gone = {word for word in _WORD.findall(str(was)) if word[0] != "k" and word not in str(now)}
        words = gone or (beside if not _WORD.search(str(was)) else set())
        if gone - shown or (words and not words & shown):
            what = f"{place[0].kind} {place[0].id}, {place[1]}: {was!r} → {now!r}"
            yield f"overwritten: {what} in {commit[:8]}, and it was never shown"


def _where(error: BaseException | None) -> Iterator[str]:
    """The lines of the program that an error came by."""
    while error is not None:
        frames = traceback.extract_tb(error.__traceback__)
        yield from (f"  {Path(one.filename).name}:{one.lineno} {one.line}" for one in frames[-3:])
        error = getattr(error, "error", None) or error.__cause__


def _clock(runner: asyncio.Runner) -> AbstractContextManager[object]:
    """The library's timers go by the loop's clock, which is put forward: else each comes later than the one before."""
    return patch("textual._time.get_time", runner.get_loop().time)


def cases(seed: int, start: int, count: int, room: Path) -> Iterator[Verdict]:
    """The verdicts of sequences of 2 to 5 deeds."""
    for number, case in clones(start, count, room):
        sitting = Sitting(case, random.Random(f"screens {seed} {number}"))
        try:
            with asyncio.Runner(loop_factory=SteadyLoop) as runner, _clock(runner):
                runner.run(sitting.run())
            faults = [*sitting.faults, *sitting.judge()]
        except Exception as error:
            faults = [f"crashed: {type(error).__name__}: {str(error)[:600]}", *_where(error)]
        finally:
            sitting.colleague.close()
        yield Verdict(number, [*faults, *sitting.steps, f"told: {sitting.app.told}"] if faults else [])


LAW: Final = Law(
    "screens", "one at the screens, others in the same clone: nothing is overwritten or lost unseen", cases
)
