"""The keys of one person, deed by deed: what each is about, the words that are typed, and where another may come in."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from store.records.paths import Key

Beats = list[list[str]]
"""Keys that are pressed without a look, again and again; another saves between two of them."""


class Deed(NamedTuple):
    """What somebody does: its keys, what it is about, and the words in it that nobody else types."""

    name: str
    beats: Beats
    about: Key
    words: Sequence[str] = ()


_FOUND: Final = {
    "felles-brannvesen": "brannv", "legevakt": "legev", "regionrad": "regionr", "felles-kino": "kino",
    "arkiv": "arkiv", "innkjop": "innkj",
}  # fmt: skip
"""What finds a collaboration in the list, whatever it is called meanwhile."""


class Typist:
    """Makes deeds; `number` counts the words."""

    def __init__(self, chance: random.Random, folder: Path) -> None:
        self.chance, self.folder, self.number = chance, folder, 0
        self.id = chance.choice(list(_FOUND))

    def word(self) -> str:
        """A word that nobody else types."""
        self.number += 1
        return f"k{self.number}x"

    def deed(self) -> Deed:
        """Some deed."""
        if self.chance.random() < 0.4:
            self.id = self.chance.choice(list(_FOUND))
        names = list(_DEEDS)
        name = self.chance.choices(names, [_DEEDS[one][1] for one in names])[0]
        made = _DEEDS[name][0](self)
        return made._replace(name=name)

    def here(self) -> Key:
        """The collaboration that deeds on the main screen are about."""
        return Key("collaboration", self.id)

    def to(self) -> list[str]:
        """Keys that put the cursor on it."""
        return ["slash", f"={_FOUND[self.id]}", "enter", "home"]

    def other(self) -> str:
        """What finds another collaboration."""
        return self.chance.choice([name for id, name in _FOUND.items() if id != self.id])

    def field(self, *names: str) -> tuple[Beats, str]:
        """A field of a form that is open is filled in, and saved."""
        word = self.word()
        keys = ["ctrl+g", f"={self.chance.choice(names)}", "enter"]
        return [keys, ["end"], [f"= {word}"], ["ctrl+s"]], word


Make = Callable[[Typist], Deed]


def _main(*beats: list[str]) -> Make:
    """A deed on the main screen, without words."""
    return lambda typist: Deed("", [typist.to(), *beats], typist.here())


def _edit(typist: Typist) -> Deed:
    beats, word = typist.field("kommentar", "kommentar", "navn", "forslag", "begrunnelse")
    return Deed("", [typist.to(), ["e"], *beats], typist.here(), [word])


def _new(typist: Typist) -> Deed:
    beats, word = typist.field("kommentar")
    name = typist.word()
    start = typist.chance.choice([["n"], ["C"]])
    return Deed("", [typist.to(), start, ["end", f"= {name}"], ["enter"], *beats], typist.here(), [name, word])


def _end(typist: Typist) -> Deed:
    word = typist.word()
    return Deed("", [typist.to(), ["x"], ["enter"], [f"={word}"], ["enter"]], typist.here(), [word])


def _replace(typist: Typist) -> Deed:
    return Deed("", [typist.to(), ["R"], [f"={typist.other()}", "enter"], ["enter"]], typist.here())


def _merge(typist: Typist) -> Deed:
    keys: Beats = [["m"], [f"={typist.other()}", "enter"], [typist.chance.choice(["M", "T"]), "ctrl+s"], ["ctrl+s"]]
    return Deed("", [typist.to(), *keys], typist.here())


def _bulk(typist: Typist) -> Deed:
    word = typist.word()
    keys: Beats = [["home", "down", "space", "down", "space"], ["e"], ["=Kommentar", "enter"], ["enter"], [f"={word}"],
                   ["enter"], ["ctrl+s"], ["escape", "escape"]]  # fmt: skip
    return Deed("", keys, typist.here(), [word])


def _import(typist: Typist) -> Deed:
    file, word = typist.folder / f"inn-{typist.number}.txt", typist.word()
    name = {"felles-brannvesen": "Felles brannvesen", "innkjop": "Innkjøp"}.get(typist.id, "Felles kino")
    lines = ["Oversikt over interkommunalt samarbeid", "", "Per 1. januar 2027", "",
             "Fagområde\tType\tØyer\tLillehammer\tGausdal\tKommentar", f"{name}\tNettverk\tx\tx\t\t{word}"]  # fmt: skip
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return Deed("", [["i"], [f"={file}", "enter"], ["ctrl+s"]], typist.here())


def _history(typist: Typist) -> Deed:
    return Deed("", [typist.to(), ["h"], ["down"], [typist.chance.choice(["r", "u"])], ["ctrl+s"], ["enter"]],
                typist.here())  # fmt: skip


def _form(open: list[str], kind: str, id: str, *fields: str) -> Make:
    """A form that is opened from another screen."""

    def make(typist: Typist) -> Deed:
        beats, word = typist.field(*fields)
        return Deed("", [open[:1], open[1:-1], open[-1:], *beats, ["escape"]], Key(kind, id), [word])

    return make


def _named(open: list[str], kind: str, id: str, before: Sequence[str] = (), after: Sequence[str] = ("enter",)) -> Make:
    """A word that another screen asks for."""

    def make(typist: Typist) -> Deed:
        word = typist.word()
        beats = [open[:-1], open[-1:], *[[key] for key in before], ["end", f"= Ny {word}"], *[[key] for key in after]]
        return Deed("", [*beats, ["ctrl+s"], ["escape"]], Key(kind, id), [word])

    return make


def _keys(kind: str, id: str, *beats: list[str]) -> Make:
    return lambda _typist: Deed("", [*beats, ["escape"]], Key(kind, id))


_DEEDS: Final[dict[str, tuple[Make, int]]] = {
    "edit": (_edit, 10), "new": (_new, 4), "end": (_end, 5), "replace": (_replace, 2), "merge": (_merge, 3),
    "bulk": (_bulk, 3), "import": (_import, 1), "history": (_history, 3),
    "participant": (_main(["d"], ["=Ringebu", "enter"], ["enter"], ["enter"]), 2),
    "withdraw": (_main(["w"], ["=Gausdal", "enter"], ["enter"], ["=2031", "enter"]), 2),
    "remove": (_main(["X"], ["enter"]), 2), "undo": (_main(["u"], ["enter"]), 4), "redo": (_main(["U"], ["enter"]), 2),
    "conflicts": (_main(["S"], ["1"], ["ctrl+s"]), 3), "share": (_main(["s"]), 1),
    "area name": (_named(["a", "home", "e"], "register", "register"), 3),
    "area new": (_named(["a", "n"], "register", "register"), 1),
    "area moved": (_keys("register", "register", ["a"], ["J"], ["K"], ["J"]), 2),
    "area retired": (_keys("register", "register", ["a"], ["x"], ["enter"]), 1),
    "area split": (_named(["a", "home", "s"], "register", "register", after=("enter", "=brannv", "enter")), 1),
    "other party": (_form(["t", "slash", "=ringebu", "enter", "e"], "party", "ringebu", "navn"), 3),
    "other register": (_form(["t", "home", "down", "e"], "register", "register", "navn"), 1),
    "other document": (_form(["t", "slash", "=ramme", "enter", "e"], "document", "rammeavtale", "navn", "tekst"), 2),
    "other removed": (_keys("question", "mer-kino", ["t"], ["slash", "=mer", "enter"], ["X"], ["enter"]), 1),
    "plan": (_form(["p", "home", "e"], "plan_item", "ny-stasjon", "navn", "tekst", "ansvarlig"), 4),
    "plan new": (_named(["p", "n"], "plan_item", "ny-stasjon", after=("enter", "enter")), 1),
    "plan done": (_keys("plan_item", "ny-stasjon", ["p"], ["home"], ["space"]), 3),
    "plan moved": (_keys("plan_item", "ny-stasjon", ["p"], ["home"], ["greater_than_sign"], ["less_than_sign"]), 2),
    "plan order": (_keys("plan_item", "ny-stasjon", ["p"], ["home"], ["J"], ["c"]), 1),
    "plan removed": (_keys("plan_item", "ny-stasjon", ["p"], ["home"], ["X"], ["enter"], ["u"], ["enter"]), 1),
    "study": (_form(["f", "home", "e"], "study", "felles-legekontor", "navn", "tekst"), 3),
    "study step": (_named(["f", "home", "a"], "study", "felles-legekontor", before=("enter",)), 2),
    "study stopped": (_named(["f", "home", "x"], "study", "felles-legekontor", before=("enter",)), 1),
    "study decided": (_named(["f", "home", "o"], "study", "felles-legekontor", before=("enter",),
                             after=("enter", "enter", "enter", "enter")), 2),
    "rollover": (_keys("edition", "2025", ["r"], ["ctrl+u", "=2025", "enter"], ["home", "c"], ["=Øyer", "enter"]), 2),
    "rollover form": (_form(["r", "ctrl+u", "=2025", "enter", "home", "e"], "collaboration", "felles-brannvesen",
                            "kommentar"), 2),
    "council": (_keys("collaboration", "legevakt", ["V"], ["home", "down", "o"], *[["enter"]] * 6), 1),
    "council form": (_form(["V", "home", "down", "e"], "collaboration", "legevakt", "kommentar", "navn"), 2),
    "finding": (_keys("collaboration", "legevakt", ["exclamation_mark"], ["home", "f"], ["ctrl+s"]), 1),
    "finding form": (_form(["exclamation_mark", "home", "e"], "collaboration", "legevakt", "kommentar"), 1),
    "finding right": (_named(["exclamation_mark", "home", "a"], "collaboration", "legevakt"), 1),
    "event": (_form(["y", "home", "e"], "event", "regionmote", "navn"), 2),
    "event new": (_named(["y", "n"], "event", "regionmote"), 1),
    "events": (_keys("event", "regionmote", ["y"], ["A"], ["ctrl+s"]), 1),
}  # fmt: skip
