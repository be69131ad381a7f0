"""Whoever else saves in a clone while somebody sits at its screens: in another process, as far as these can tell.

What is saved has a word that nobody else writes, so that one can see on a screen whether it was shown.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from store.actions.action import Asked, answered
from store.actions.records import form_changeset
from store.actions.registry import ACTIONS
from store.base.errors import StoreError
from store.changes.changes import Changeset
from store.changes.edits import set_fields
from store.records.paths import Key, path_of
from store.register.publishing import save
from store.register.store import Store
from store.sync.sync import sync
from tests.conftest import OLA
from tests.laws.deeds import make_base
from tests.laws.doing import DAY
from tests.laws.holding import records_of
from tests.laws.plumbing import FILE, File, blobs, git, put_files, remove, tree_of
from tests.laws.register import text_of

_FIELDS: Final = {
    "collaboration": ("comment", "comment", "name", "progress", "end_reason", "until"),
    "plan_item": ("text", "name", "responsible", "status", "year"), "study": ("text", "name"), "party": ("name",),
    "document": ("text", "name"), "event": ("name",), "question": ("name",), "register": ("name",),
    "edition": ("name",),
}  # fmt: skip
_NO_TEXT: Final = {"until": ("2031", "2032", "2033"), "status": ("done", "postponed"), "year": ("2027", "2028")}


class Colleague:
    """Saves by the store, by plain git, and into the hub with a share."""

    def __init__(self, room: Path, chance: random.Random) -> None:
        self.path, self.hub, self.chance = room / "clone", room / "hub.git", chance
        self.store = Store.open(self.path)
        self.number = 0

    def close(self) -> None:
        """End what was opened."""
        self.store.close()

    def _word(self, letter: str = "o") -> str:
        self.number += 1
        return f"{letter}{self.number}x"

    def act(self, about: Key) -> str:
        """Save something, mostly of that record; what it was."""
        kinds = ["set"] * 6 + ["plain", "plain", "share", "area", "remove", "end"]
        what = self.chance.choice(kinds)
        if self.chance.random() < 0.15:
            about = Key("collaboration", self.chance.choice(["arkiv", "innkjop", "regionrad", "felles-kino"]))
        try:
            return f"{what}: {getattr(self, f'_{what}')(about)}"
        except (StoreError, ValueError) as error:
            return f"{what} {about.id}: refused: {error}"

    def _set(self, about: Key) -> str:
        now = self.store.snapshot()
        record = now.get(about)
        if record is None:
            return f"{about.id} is gone"
        field, word = self.chance.choice(_FIELDS[about.kind]), self._word()
        settings = {field: f"{record.name} {word}" if field == "name" else word}
        if field in _NO_TEXT:  # the word stands beside it
            settings = {field: self.chance.choice(_NO_TEXT[field]), "name": f"{record.name} {word}"}
        save(self.store, form_changeset(now, record, set_fields(record, settings, now), "", ""), OLA)
        return f"{about.id} {settings}"

    def _do(self, action: str, about: Key | None, **typed: Any) -> str:
        now = self.store.snapshot()
        record = now.get(about) if about is not None else None
        if about is not None and record is None:
            return f"{about.id} is gone"
        asked = Asked(now, () if record is None else (record,), {}, DAY)
        made: Changeset = ACTIONS[action].plan(answered(ACTIONS[action], asked, typed))
        save(self.store, made, OLA)
        return f"{about.id if about else ''} {typed}"

    def _area(self, _about: Key) -> str:
        return self._do("rename-area", None, area="brann", name=f"Brann {self._word()}")

    def _remove(self, about: Key) -> str:
        return self._do("remove", about) if about.kind not in ("register", "edition") else "nothing"

    def _end(self, about: Key) -> str:
        now, key = self.store.snapshot(), Key("collaboration", about.id if about.kind == "collaboration" else "innkjop")
        record = now.get(key)
        if record is None:
            return f"{key.id} is gone"
        settings = {"status": "ended", "until": self.chance.choice(["2031", "2032"])}
        settings["name"] = f"{record.name} {self._word()}"  # what is no text is shown with it
        save(self.store, form_changeset(now, record, set_fields(record, settings, now), "", ""), OLA)
        return f"{key.id} {settings}"

    def _plain(self, about: Key) -> str:
        with blobs(self.path) as contents:
            fields = records_of(tree_of(self.path, "HEAD"), contents.read).get(about)
        field = next((one for one in _FIELDS[about.kind] if one not in _NO_TEXT), "name")
        if fields is None:
            return f"{about.id} is gone"
        (self.path / path_of(about)).write_bytes(text_of(about, {**fields, field: (word := self._word("s"))}))
        git(self.path, "commit", "-q", "--no-verify", "-m", "Utenom", "--", path_of(about))
        return f"{about.id} {field}={word}"

    def _share(self, about: Key) -> str:
        word = ""
        head = git(self.hub, "rev-parse", "refs/heads/main").decode().strip()
        with blobs(self.hub) as contents:
            fields = records_of(tree_of(self.hub, head), contents.read).get(about)
        if fields is not None:
            field = next((one for one in _FIELDS[about.kind] if one not in _NO_TEXT), "name")
            text = text_of(about, {**fields, field: (word := self._word("s"))})
            made = put_files(self.hub, head, {path_of(about): File(FILE, text)}, "Siri")
            git(self.hub, "update-ref", "refs/heads/main", made, head)
        if self.chance.random() < 0.3:
            return f"in the hub: {about.id} {word}"
        return f"{about.id} {word}: {sync(self.store, OLA, DAY, sure=True).state}"

    def rename_shown(self, text: str) -> str:
        """Give some collaboration that stands in a list another name; the word in it, "" where there is none."""
        now = self.store.snapshot()
        record = next((one for one in now.collaborations.values() if one.name in text), None)
        if record is None:
            return ""
        word = self._word()
        save(
            self.store,
            form_changeset(now, record, set_fields(record, {"name": f"{word} {record.name}"}, now), "", ""),
            OLA,
        )
        return word


def clones(start: int, count: int, room: Path) -> Iterator[tuple[int, Path]]:
    """The number of each case, and a folder with a `clone` of the register of the laws and its `hub.git`."""
    template, hub, case = room / "base", room / "hub", room / "case"
    make_base(template)
    git(room, "init", "-q", "--bare", "--template=", "-b", "main", str(hub))
    git(template, "remote", "add", "origin", str(case / "hub.git"))
    git(template, "push", "-q", str(hub), "main")
    for number in range(start, start + count):
        remove(case)
        shutil.copytree(template, case / "clone", symlinks=True)
        shutil.copytree(hub, case / "hub.git", symlinks=True)
        yield number, case
    for path in (template, hub):
        remove(path)
