"""Law `rules`: two sides that are lawful each and unlawful together, for every rule there is, joined by the program.

Never silent: what was published stands and ours is open at its own field, or a finding names the record and the field.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from store.records.paths import REGISTER, Key, path_of
from store.records.schema import fields_of
from store.register.store import Store
from tests.laws.changing import Side, set_host
from tests.laws.holding import Records, broken, named
from tests.laws.pairs import Pair, judged
from tests.laws.plumbing import FILE, File, Files, git, remove
from tests.laws.register import records, text_of
from tests.laws.running import Law, Verdict

Half = Callable[[Records], None]
"""What one side does to its records."""
_KINDS: Final = ("party", "collaboration", "plan_item", "study", "document", "event", "question")


def _ids(kind: str) -> list[str]:
    return sorted(key.id for key in records() if key.kind == kind)


def _setting(key: Key, path: tuple[str, ...], value: Any) -> Half:
    def half(found: Records) -> None:
        fields = found[key]
        for name in path[:-1]:
            fields = fields.setdefault(name, {})
        fields[path[-1]] = value

    return half


def _host(chance: random.Random) -> tuple[Half, Half]:
    key = Key("collaboration", chance.choice(_ids("collaboration")))
    one, two = chance.sample(_ids("party"), 2)
    return (lambda found: set_host(found[key], one)), (lambda found: set_host(found[key], two))


def _ring(chance: random.Random) -> tuple[Half, Half]:
    kind, field = chance.choice(
        [
            ("collaboration", "parent"),
            ("collaboration", "replaced_by"),
            ("plan_item", "parent"),
            ("document", "umbrella"),
        ]
    )
    chosen = chance.sample(_ids(kind), chance.choice([2, 2, 3]))
    edges = list(zip(chosen, [*chosen[1:], chosen[0]], strict=True))
    cut = chance.randrange(1, len(edges))

    def half(part: list[tuple[str, str]]) -> Half:
        def do(found: Records) -> None:
            for lower, upper in part:
                found[Key(kind, lower)][field] = upper

        return do

    return half(edges[:cut]), half(edges[cut:])


def _orgnr(chance: random.Random) -> tuple[Half, Half]:
    number = chance.choice(["970540008", "970 540 008"])
    one, two = (Key("party", id) for id in chance.sample(_ids("party"), 2))
    first = _setting(one, ("orgnr",), number)
    if chance.random() < 0.4:
        made = {"name": "Hamar", "kind": "municipality", "orgnr": "970540008"}
        return first, lambda found: found.update({Key("party", "hamar"): made})
    return first, _setting(two, ("orgnr",), "970540008")


def _dates(chance: random.Random) -> tuple[Half, Half]:
    places: list[tuple[Key, tuple[str, ...]]] = [
        (Key("collaboration", "regionrad"), ()), (Key("collaboration", "regionrad"), ("participants", "oyer")),
        (Key("party", "ringebu"), ()), (Key("party", "ringebu"), ("codes", "0520")),
        (Key("document", "rammeavtale"), ()),
    ]  # fmt: skip
    key, path = chance.choice(places)
    late, early = chance.choice([("2030", "2020"), ("2021-06", "2021-05-31"), ("2022-01-02", "2022-01-01")])
    return _setting(key, (*path, "from"), late), _setting(key, (*path, "until"), early)


def without(found: Records, gone: Key) -> None:
    """Take a record away, and whatever names it."""
    if gone.kind == "area":
        del found[REGISTER]["areas"][gone.id]
    else:
        del found[gone]
    for key, fields in found.items():
        for field, other in list(named(key, fields)):
            if other == gone:
                _unnamed(fields, field, gone.id)


def _unnamed(fields: dict[str, Any], field: str, id: str) -> None:
    *tables, last = field.split(".")
    for name in tables:
        fields = fields[name]
    value = fields[last]
    if isinstance(value, list):
        fields[last] = [item for item in value if item != id]
    else:
        del fields[last]


def _party(chance: random.Random) -> tuple[Half, Half]:
    gone = chance.choice(_ids("party"))
    key = Key("collaboration", chance.choice(_ids("collaboration")))
    part = chance.choice([{}, {"role": "host"}, {"until": "2030"}])

    def joins(found: Records) -> None:
        if part.get("role") == "host":
            set_host(found[key], None)
        found[key].setdefault("participants", {})[gone] = dict(part)

    return joins, lambda found: without(found, Key("party", gone))


def _reference(chance: random.Random) -> tuple[Half, Half]:
    kind = chance.choice(_KINDS)
    specs = [spec for spec in fields_of(kind) if spec.refers]
    spec = chance.choice(specs)
    ids = sorted(records()[REGISTER]["areas"]) if spec.of == "area" else _ids(spec.of)
    chosen = chance.choice(_ids(kind))
    target = chance.choice([id for id in ids if (spec.of, id) != (kind, chosen)])
    key = Key(kind, chosen)

    def names(found: Records) -> None:
        fields = found[key]
        if spec.shape == "reference":
            fields[spec.name] = target
        elif spec.shape == "references":
            fields[spec.name] = [*(id for id in fields.get(spec.name, []) if id != target), target]
        else:
            first = spec.columns[0].name if spec.columns else ""
            simple = {"line": "ja", "number": 7, "code": "participant", "date": "2021"}
            row = {first: simple.get(spec.columns[0].shape, "ja")} if spec.columns else "ja"
            fields.setdefault(spec.name, {})[target] = row

    return names, lambda found: without(found, Key(spec.of, target))


def _alike(chance: random.Random) -> tuple[Half, Half]:
    kind = chance.choice(_KINDS)
    key = Key(kind, "helt-nytt")

    def half(name: str) -> Half:
        fields: dict[str, Any] = {"name": name}
        if kind == "collaboration":
            fields |= {"status": "active", "comment": f"Om {name}."}
        return lambda found: found.update({key: fields})

    return half("Skogbrann"), half("Snøbrøyting")


RULES: Final[dict[str, Callable[[random.Random], tuple[Half, Half]]]] = {
    "host": _host, "ring": _ring, "orgnr": _orgnr, "dates": _dates, "party": _party, "reference": _reference,
    "alike": _alike,
}  # fmt: skip


def generated(seed: int, number: int) -> Pair:
    """Two sides that break a rule only together; the rules take turns."""
    chance = random.Random(f"rules {seed} {number}")
    rule = list(RULES)[number % len(RULES)]
    while True:
        halves = list(RULES[rule](chance))
        chance.shuffle(halves)
        base = _files(records())
        sides = []
        for half in halves:
            found = copy.deepcopy(records())
            half(found)
            sides.append(found)
        if not any(broken(found) for found in sides) and all(found != records() for found in sides):
            break
    states, told = [], [f"rule {rule}"]
    for name, found in zip(("mine", "theirs"), sides, strict=True):
        made = [_files(found)]
        told += [f"{name}: {key.kind} {key.id} = {found.get(key)}" for key in {**records(), **found}
                 if found.get(key) != records().get(key)]  # fmt: skip
        if chance.random() < 0.3:
            side = Side(made[0], chance)
            told.append(f"{name}: then {side.change_record()}")
            made.append(side.files)
        states.append(made)
    mine, theirs = states
    return Pair(base, mine, theirs, told)


def _files(found: Records) -> Files:
    return {path_of(key): File(FILE, text_of(key, fields)) for key, fields in found.items()}


def cases(seed: int, start: int, count: int, room: Path) -> Iterator[Verdict]:
    """The verdicts of sides that break a rule together; a third clone has the same tree."""
    third: list[str] = []

    def cloned(store: Store, hub: Path, _mine: str, _theirs: str) -> None:
        third.clear()
        path = store.path.parent / "third"
        Store.clone(str(hub), path).close()
        trees = {git(clone, "rev-parse", "HEAD^{tree}") for clone in (store.path, path)}
        if len(trees) > 1:
            third.append("a new clone has another tree")
        remove(path)

    for number in range(start, start + count):
        for verdict in judged(room, {number: generated(seed, number)}, cloned):
            yield Verdict(number, [*third, *verdict.faults])


LAW: Final = Law("rules", "sides that are lawful each and unlawful together are never joined in silence", cases)
