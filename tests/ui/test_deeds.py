"""Every Action by its keys makes the commit that it plans: the same tree, the same message, on the same commit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Final, NamedTuple

import pytest
from textual.pilot import Pilot

from iktui.offers import ACTION, OFFERS
from store.actions.collaborations import copy
from store.actions.records import form_changeset
from store.changes import edits
from store.changes.changes import Changeset, change
from store.changes.edits import set_fields
from store.documents.importer import plan_import
from store.formats.reading import read_source
from store.records.model import Conflict, OpenField
from store.records.paths import Key
from store.register.publishing import save
from store.register.store import Store
from store.repair.mending import mend
from store.repair.restore import restore
from store.repair.revert import last_done, last_undone, undo
from store.sync.settling import Choice, settling
from tests.conftest import KARI, copy_register, edit, git
from tests.store.test_actions import DAY, Example, asked, examples, planned
from tests.ui.driving import opened, press, screen_text, until

KEY, KINO = Key("collaboration", "regionrad"), "felles-kino"
FILE, PAPER = "collaborations/re/regionrad.toml", "oversikt.txt"
ROWS: Final = (
    "Interkommunalt samarbeid\nPer 1. januar 2026\n\nSamarbeid\tType samarbeid\tLillehammer\tGausdal\tMerknad\n"
    "Felles kulturskip\tIKS\tx\tx\tEt skip.\n"
)

NAMES: Final = {"!": "exclamation_mark", ">": "greater_than_sign"}
Keys = tuple[str, ...]


class Way(NamedTuple):
    """What is pressed besides the keys that OFFERS names: text with "=", a screen that is waited for with "?"; with
    "j?" the cursor goes down until the text stands in the list and beside it."""

    then: Keys = ()
    on: Keys = ()
    """Before the last of those keys, on the screen where it is pressed."""


def found(words: str) -> Keys:
    return ("slash", f"={words}", "enter")


def field(name: str) -> Keys:
    return ("ctrl+g", f"={name}", "enter")


REGIONRAD, TYPO = ("j?Regionråd",), (*found("felels"), "home")
STUDY = ("?Felles kino",)
ITEM = ("right", "right", "?2027", "j?Årshjul for styring")
YEAR = ("ctrl+u", "=2027", "enter", "?Utgaven for 2027")
WAYS: Final[dict[str, Way]] = {
    "new": Way(("=Felles kino", "enter", "ctrl+s")),
    "copy": Way(("end", "= to", "enter", "ctrl+s"), REGIONRAD),
    "edit": Way((*field("kommentar"), "f7", "=Nytt", "ctrl+s"), REGIONRAD),
    "end": Way(("enter", "=Ferdig", "enter"), REGIONRAD),
    "participant": Way(("=Ringebu", "enter", "enter", "enter"), REGIONRAD),
    "withdraw": Way(("=Øyer", "enter", "enter", "=2027", "enter"), REGIONRAD),
    "replace": Way(("=Felles kommunestyrem", "enter", "enter"), REGIONRAD),
    "merge": Way(("=Felles kommunestyrem", "enter", "?felt", "1", "ctrl+s", "ctrl+s"), REGIONRAD),
    "remove": Way(("enter",), found("felles barnevern")),
    "bulk": Way(("=kommentar", "enter", "enter", "=Alle", "enter", "ctrl+s"), REGIONRAD),
    "fix": Way(("enter",), TYPO),
    "accept": Way(("=Det er rett", "enter"), TYPO),
    "mend": Way(("enter",), (*found("regionrad"), "home")),
    "undo": Way(("enter",)),
    "redo": Way(("enter",)),
    "restore": Way(("ctrl+s",), ("j",)),
    "resolve": Way(("1", "ctrl+s")),
    "import": Way((f"={PAPER}", "enter", "?Funnet i", "ctrl+s", "?Felles kulturskip", "ctrl+s")),
    "new-area": Way(("=Ny seksjon", "enter")),
    "rename-area": Way(("ctrl+u", "=Helt nytt navn", "enter")),
    "move-area": Way(),
    "retire-area": Way(("enter",)),
    "split-area": Way(("=Utskilt", "enter", "=regionråd", "enter", "enter")),
    "remove-area": Way(("enter",), ("j?Tom",)),
    "move-item": Way(on=ITEM),
    "order-item": Way(on=ITEM),
    "tick-item": Way(on=ITEM),
    "carry-item": Way(on=ITEM),
    "remove-item": Way(("enter",), ITEM),
    "rebuild-plan": Way(("?PPT", "ctrl+s")),
    "new-study": Way(("=Felles arkiv", "enter", "=Sentralbord og arkiv", "enter")),
    "advance": Way(("enter", "=Det haster", "enter"), STUDY),
    "decide-study": Way(("=Øyer", "enter", "=71/2026", "enter", "enter", "enter", "=vedtatt", "enter"), STUDY),
    "draft": Way(on=STUDY),
    "establish": Way(("=Det haster", "enter", "?krever en vertskommune", "ctrl+s"), STUDY),
    "stop": Way(("enter", "=Ikke lenger aktuelt", "enter"), STUDY),
    "decide": Way(("=Øyer", "enter", "enter", "=2026-11-01", "enter", "enter", "enter", "enter"),
                  ("j?Strategi for",)),
    "convert": Way(("=Kommunalt oppgave", "enter", "ctrl+s"), ("j?Innlandet fylkesarkiv",)),
    "rollover": Way(("ctrl+u", "=2028", "enter", "?Utgaven for 2028", "ctrl+s")),
    "confirm": Way(("=Øyer", "enter"), (*YEAR, "?Regionråd")),
    "publish": Way(("=Det haster", "enter"), YEAR),
    "adopt": Way(("=Øyer", "enter", "enter", "=71/2026", "enter", "enter", "=vedtatt", "enter"), YEAR),
    "new-party": Way(("=part", "enter", "=Sel", "enter", *field("slag"), "=Kommune", "enter", "ctrl+s")),
    "member": Way(on=(*found("hamar"), "home", "j?Hamar")),
    "move-party": Way(on=(*found("øyer"), "home", "j")),
    "retire-party": Way(("ctrl+u", "=2027", "enter", "?deltar fortsatt i", "ctrl+s"),
                        (*found("hamar"), "home", "j?Hamar")),
    "new-editor": Way(("enter", "enter", "=*@oyer.kommune.no", "enter"), (*found("øyer"), "home", "j")),
    "remove-editor": Way(("=Kari", "enter", "enter"), (*found("øyer"), "home", "j")),
    "usual-events": Way(("?De vanlige", "ctrl+s"), ("right_square_bracket", "?2027")),
}  # fmt: skip
FURTHER: Final = {
    "advance": {"status": "pre_study_decision"},
    "draft": {"legal_form": "host_municipality"},
    "establish": {"legal_form": "host_municipality"},
}
"""How far the study is where its example is of one that is not saved; a reason is asked where something is missing."""
BESIDES: Final[dict[str, dict[str, str]]] = {
    "new-area": {"after": "regionrad-og-annet-politisk-samarbeid"},
    "new-study": {"item": "sentralbord-og-arkiv"},
    "new-party": {"member": "nei"},
}
"""What the plan is answered otherwise than in its example, because the keys say so: a new area comes behind the one
under the cursor, a study of nothing but its name goes by the form, a member is made in the form of the register."""


def more(id: str, store: Store) -> None:
    """What the register holds besides, so that there is something to do."""
    now = store.snapshot()
    if id in FURTHER:
        study = now.studies[KINO]
        save(store, form_changeset(now, study, set_fields(study, FURTHER[id], now), "", ""), KARI)
    elif id == "restore":
        edit(store, KEY.id, comment="Noe annet")
    elif id == "redo":
        save(store, undone(store), KARI)
    elif id == "resolve":
        fields = {"comment": OpenField(mine="Fra oss", theirs="Fra dem")}
        both = Conflict(id=f"{KEY.kind}.{KEY.id}", name="Regionråd", fields=fields)
        save(store, Changeset(now.commit, (change(None, both),), "new"), KARI)
    elif id == "mend":
        (store.path / FILE).write_text("name = \n")
        git(store.path, "-c", "user.name=Per", "-c", "user.email=p@x.no", "commit", "-qam", "brutt")


def undone(store: Store) -> Changeset:
    last = last_done(store, KARI)
    assert last is not None
    return undo(store, last)[0]


def done_again(store: Store) -> Changeset:
    last = last_undone(store, KARI)
    assert last is not None
    return undo(store, last)[0]


def copied(store: Store) -> Changeset:
    now = store.snapshot()
    return form_changeset(now, None, copy("Regionråd to", asked(now, "collaboration/regionrad")), "", "")


def restored(store: Store) -> Changeset:
    _newest, before, *_older = store.history(KEY)
    return restore(store, KEY, before.commit)


def imported(store: Store) -> Changeset:
    made = plan_import(store.snapshot(), [read_source(Path(PAPER))]).changeset
    assert made is not None
    return made


PLANS: Final[dict[str, Callable[[Store], Changeset]]] = {
    "copy": copied,
    "undo": undone,
    "redo": done_again,
    "restore": restored,
    "import": imported,
    "resolve": lambda store: settling(store.git, store.snapshot(), [Choice(KEY, "comment", "Fra oss")]),
    "mend": lambda store: mend(store, KEY, DAY),
}
"""Of what is no Action of the store yet."""


@pytest.fixture(scope="module")
def known(prepared_template: Path) -> Iterator[dict[str, Example]]:
    """The examples, found once: nothing is saved where they are of."""
    store = Store.open(prepared_template)
    yield examples(store.snapshot())
    store.close()


def plan(id: str, store: Store, known: dict[str, Example]) -> Changeset:
    if id in PLANS:
        return PLANS[id](store)
    on, typed = known[id]
    if id in FURTHER:
        on = asked(store.snapshot(), f"study/{KINO}")
    if id == "confirm":
        on = on.answering(by=KARI.name)
    return planned(id, on, **{**typed, **BESIDES.get(id, {})})


def commit(path: Path) -> str:
    """Everything of the newest commit but when it was made, and what points to it."""
    return git(path, "log", "-1", "--format=%T%n%P%n%an <%ae>%n%D%n%B")


async def pressed(pilot: Pilot[int], *keys: str) -> None:
    """Keys, those after a wait once what is waited for stands there."""
    for waits, group in groupby(keys, lambda key: "?" in key):
        if not waits:
            await press(pilot, *group)
        for step, _sign, words in (key.partition("?") for key in group if waits):
            for _line in range(60 if step else 0):
                if screen_text(pilot).count(words) < 2:
                    await press(pilot, step)
            await until(pilot, lambda words=words: words in screen_text(pilot))  # type: ignore[misc]


async def opening(pilot: Pilot[int], key: str) -> None:
    """A key, and what it shows."""
    before = screen_text(pilot)
    await press(pilot, NAMES.get(key, key))
    await until(pilot, lambda: screen_text(pilot) != before)


@pytest.mark.parametrize("id", WAYS)
async def test_the_keys_make_the_commit_that_is_planned(
    id: str,
    prepared_template: Path,
    known: dict[str, Example],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(edits, "today", lambda: DAY)
    monkeypatch.chdir(tmp_path)
    Path(PAPER).write_text(ROWS, encoding="utf-8")
    one, other = tmp_path / "one", tmp_path / "other"
    copy_register(prepared_template, one)
    store = Store.open(one)
    more(id, store)
    copy_register(one, other)
    made = plan(id, store, known)
    save(store, made, KARI)
    store.close()

    *first, last = OFFERS[id].screens.split()
    before, way = git(other, "rev-parse", "HEAD"), WAYS[id]
    async with opened(other) as pilot:
        for key in first:
            await opening(pilot, key)
        await pressed(pilot, *way.on)
        await opening(pilot, last)
        await pressed(pilot, *way.then)
        await until(pilot, lambda: git(other, "rev-parse", "HEAD") != before)
    assert commit(other) == commit(one), git(other, "show", "--stat")


def test_every_action_of_the_screens_has_its_keys() -> None:
    offered = {id for id, offer in OFFERS.items() if offer.kind == ACTION and offer.screens}
    assert not offered ^ WAYS.keys(), f"tests/ui/test_deeds.py: WAYS has to have {sorted(offered)}, and no others"
