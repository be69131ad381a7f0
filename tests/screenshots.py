"""Draw docs/images with the program itself, on the demo register, at both sizes: `make screenshots`."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from iktui.demo import make_demo
from store.base.author import Author
from store.base.i18n import set_language
from store.changes.changes import Changeset, change
from store.planning.establishing import from_plan_item
from store.records.codec import from_fields, to_fields
from store.register.store import Store
from store.sync.sync import sync
from tests.conftest import edit
from tests.ui.driving import LARGE, SMALL, main, opened, press, until
from tests.ui.steady import SteadyLoop

IMAGES = Path(__file__).parent.parent / "docs" / "images"
CASE = Path(__file__).parent / "formats" / "cases" / "toradet-topptekst.docx"
PAPERS = {
    "overview": (),
    "section27": (),
    "plan": (),
    "changes": ("--since", "2019"),
    "figures": (),
    "cycle": (),
    "record": ("regionrad",),
}
SCREENS: dict[str, tuple[str, ...]] = {
    "overview": ("j", "j", "j", "j", "j"),
    "filter": ("slash", "=med:øyer vert:lillehammer"),
    "marked": ("space", "space", "space"),
    "record": ("j", "enter"),
    "form": ("j", "e", "tab", "=inter"),
    "draft": (),
    "question": ("w",),
    "bulk": ("space", "space", "e"),
    "merge": ("slash", "=felles barnevern", "enter", "asterisk", "m"),
    "history": ("slash", "=brann", "enter", "h"),
    "activity": ("l",),
    "past": ("at", "=edition/2019", "enter"),
    "compare": ("c", "=edition/2019", "enter", "=edition/2021", "enter"),
    "who-set-what": ("slash", "=brann", "enter", "enter", "b"),
    "rollover": ("r", "enter", "ctrl+s", "c", "=øyer", "enter", "A"),
    "blame": ("slash", "=brann", "enter", "b"),
    "findings": ("exclamation_mark",),
    "views": ("v",),
    "areas": ("a",),
    "plan": ("p",),
    "others": ("t",),
    "cycle": ("y",),
    "figures": ("g",),
    "together": ("g", "m", "down", "right", "right", "right"),
    "timeline": ("slash", "=brann", "enter", "T"),
    "year": ("y", "v"),
    "studies": ("f",),
    "way": ("f", "w"),
    "councils": ("V", "j", "j"),
    "legal-basis": ("L", "j"),
    "conflicts": ("s",),
    "hand-edits": (),
    "columns": ("i", f"={CASE}", "enter", "enter", "enter", "j"),
    "import": (
        "i",
        f"={CASE}",
        "enter",
        "enter",
        "enter",
        "j",
        "enter",
        "enter",
        "j",
        "enter",
        "enter",
        "ctrl+s",
        "j",
        "space",
    ),
    "help": ("question_mark",),
    "palette": ("ctrl+p",),
}
"""Every screen, by the keys that lead to it."""
_SLOW = {
    "together": 0.3,
    "timeline": 0.3,
    "year": 0.3,
    "way": 0.3,
    "columns": 0.7,
    "import": 0.7,
    "rollover": 0.3,
    "past": 0.3,
    "compare": 0.3,
    "conflicts": 1.5,
}
"""Seconds to wait after each key."""
_KARI, _OLA = Author("Kari Nordmann", "kari@oyer.kommune.no"), Author("Ola Hansen", "ola@gausdal.kommune.no")


def _with_study(path: Path) -> None:
    """A study of the plan that two of three councils have decided on."""
    store = Store.open(path)
    now = store.snapshot()
    store.commit(from_plan_item(now, now.plan_items["sentralbord-og-arkiv"], "2026-01-15"), _KARI)
    study = store.snapshot().studies["sentralbord-og-arkiv"]
    steps = {"proposed": {"date": "2026-01-15"}, "pre_study": {"date": "2026-04-30"}}
    decided = {
        id: {"case": f"{n}/26", "date": "2026-06-18", "outcome": "Vedtatt"} for n, id in ((41, "oyer"), (38, "gausdal"))
    }
    fields = {**to_fields(study), "status": "pre_study_decision", "steps": steps, "pre_study_decisions": decided}
    made = change(study, from_fields(study.KIND, study.id, fields))
    store.commit(Changeset(store.snapshot().commit, (made,), "edit"), _KARI)
    store.close()


def _with_life(path: Path) -> None:
    """A collaboration whose agreement, beginning, notice and end are known."""
    store = Store.open(path)
    parts = dict(store.snapshot().collaboration("felles-brann-og-feiertjeneste").participants)
    parts["oyer"] = parts["oyer"].model_copy(update={"notice_given": "2023-06-15", "until": "2024-07-01"})
    parts["lillehammer"] = parts["lillehammer"].model_copy(update={"from_": "2016"})
    edit(store, "felles-brann-og-feiertjeneste", _KARI, participants=parts, from_="2012", agreement_date="2011-11-03")
    store.close()


def _with_conflicts(path: Path) -> None:
    """A clone in which Kari gave two fields other values than Ola, who published his."""
    hub = path.with_name(f"{path.name}.git")
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(hub)], check=True)
    subprocess.run(["git", "-C", str(path), "remote", "add", "origin", str(hub)], check=True)
    here = Store.open(path)
    sync(here, _KARI, "2026-11-23")
    there = Store.clone(str(hub), path.with_name(f"{path.name}-other"))
    for store, author, words in ((there, _OLA, "Møtes to ganger i året."), (here, _KARI, "Møtes fire ganger i året.")):
        for id in ("regionrad", "felles-kommunestyremoter"):
            edit(store, id, author, comment=words)
        (store.path / "referat.md").write_text(f"# Referat\n\n{words}\n", encoding="utf-8")
        for arguments in (["add", "referat.md"], ["commit", "-q", "-m", "Referat"]):
            who = ["-c", f"user.name={author.name}", "-c", f"user.email={author.mail}"]
            subprocess.run(["git", "-C", str(store.path), *who, *arguments], check=True)
    sync(there, _OLA, "2026-11-23")
    there.close()
    here.close()


def _with_hand_edits(path: Path) -> None:
    """Three files changed by hand: one saved otherwise meanwhile, one with a comment, one that is no record."""
    store = Store.open(path)
    store.hand_edits()  # the files are in step
    file = path / "collaborations/re/regionrad.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("Med Innlandet", "Sammen med Innlandet"), encoding="utf-8")
    edit(store, "regionrad", _OLA, comment="Møtes to ganger i året.")
    store.close()
    other = path / "collaborations/fr/frislivssentral.toml"
    other.write_text("# Spør Kari om dette\n" + other.read_text(encoding="utf-8"), encoding="utf-8")
    (path / "parties/lom.toml").write_text("name = \n", encoding="utf-8")


async def draw(register: Path) -> None:
    for size in (SMALL, LARGE):
        for name, keys in SCREENS.items():
            if name != "draft":  # what the form before it left behind is offered
                shutil.rmtree(register / ".git/iktui/forms", ignore_errors=True)
            shown = register
            if name == "rollover":  # it is saved, and the other screens are of a register without it
                shown = register.with_name(f"rollover-{size[0]}")
                shutil.copytree(register, shown)
            elif name in _PREPARED:
                shown = register.with_name(f"{name}-{size[0]}")
                shutil.copytree(register, shown)
                _PREPARED[name](shown)
            async with opened(shown, size) as pilot:
                for key in keys:
                    await press(pilot, key)
                    await pilot.pause(_SLOW.get(name, 0))
                if keys[-1:] and keys[-1] in ("h", "b", "exclamation_mark", "m"):
                    await until(pilot, lambda pilot=pilot: pilot.app.screen is not main(pilot))  # type: ignore[misc]
                if name == "hand-edits":  # offered once the register is read
                    await until(pilot, lambda pilot=pilot: pilot.app.screen is not main(pilot))  # type: ignore[misc]
                await pilot.pause(0.5)
                suffix = "" if size == LARGE else "-80x24"
                picture = pilot.app.export_screenshot(title="iktui")
                (IMAGES / f"{name}{suffix}.svg").write_text(picture, encoding="utf-8")


_PREPARED = {
    "studies": _with_study,
    "way": _with_study,
    "timeline": _with_life,
    "conflicts": _with_conflicts,
    "hand-edits": _with_hand_edits,
}
"""Screens of a register in which something was done first."""


def gallery() -> str:
    """The page that shows them."""
    lines = ["# Every screen", "", "Drawn by the program itself on the demo register: `make screenshots`.", ""]
    for name in SCREENS:
        lines += [
            f"## {name}",
            "",
            f"![{name}](images/{name}.svg)",
            "",
            f"![{name}, 80x24](images/{name}-80x24.svg)",
            "",
        ]
    return "\n".join(lines)


def draw_papers(register: Path) -> None:
    """The first page of each paper as it is printed."""
    for what, more in PAPERS.items():
        file = register.with_name(f"{what}.pdf")
        command = [sys.executable, "-m", "iktui", "-C", str(register), "export", "pdf", what, *more, "-o", str(file)]
        subprocess.run(command, check=True, env={**os.environ, "IKTUI_AUTHOR": str(_KARI)})
        picture = str(IMAGES / f"paper-{what}")
        subprocess.run(["pdftoppm", "-r", "70", "-png", "-singlefile", str(file), picture], check=True)


def run() -> int:
    IMAGES.mkdir(parents=True, exist_ok=True)
    set_language("nb")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["HOME"] = folder
        register = Path(folder) / "demo"
        make_demo(register, _KARI)
        with asyncio.Runner(loop_factory=SteadyLoop) as runner:
            runner.run(draw(register))
        draw_papers(register)
    (IMAGES.parent / "screens.md").write_text(gallery(), encoding="utf-8")
    sys.stdout.write(f"{IMAGES}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(run())
