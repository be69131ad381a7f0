"""People at one clone: what each has before them, and the deeds they begin on it and finish later."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from store.actions import collaborations
from store.actions.action import Asked, answered
from store.actions.merging import FIRST, SECOND, open_rows
from store.actions.plan import new as new_item
from store.actions.records import form_changeset
from store.actions.registry import ACTIONS
from store.base.author import Author
from store.changes.changes import Changeset, Revision
from store.changes.edits import set_fields
from store.changes.joining import open_of
from store.changes.merge import FieldConflict
from store.checks.checks import check
from store.planning.conversion import LEGACY, targets
from store.records.codec import dump
from store.records.model import KINDS, Record
from store.records.paths import Key, path_of
from store.records.schema import fields_of
from store.records.snapshot import Snapshot
from store.register.hand_edits import HandEdit, taken
from store.register.store import Store
from store.repair.by_hand import look
from store.repair.restore import restore
from store.repair.revert import last_done, last_undone, undo
from store.reports.councils import matters
from store.sync.settling import Choice, settling
from tests.laws.doing import _DATES, DAY, Clone, Refused, _setting
from tests.laws.plumbing import git

_KINDS: Final = ("collaboration", "collaboration", "collaboration", "plan_item", "party", "study", "register", "event")


@dataclass
class Begun:
    """A deed that waits for its last key."""

    what: str
    changeset: Changeset
    on: str
    """The commit that its doer saw."""
    words: tuple[str, ...] = ()
    """What was typed and nobody else types: it is in the commit, once the deed is told as saved."""
    form: tuple[Record | None, Mapping[str, str]] | None = None
    """Of a form: the record, and what was typed into it. Only a form asks again where it met another save."""
    revision: Revision | None = None
    conflicts: tuple[FieldConflict, ...] = ()
    choices: tuple[Choice, ...] = ()
    edits: tuple[HandEdit, ...] = ()
    by_hand: str = ""
    seen: dict[tuple[Key, str], list[Any]] = field(default_factory=dict)
    """Values by field that were shown besides those of `on`."""

    def show(self, conflicts: Iterable[FieldConflict]) -> None:
        """Fields that were changed since are before their eyes, as they are now."""
        for one in conflicts:
            self.seen.setdefault((one.key, one.field), []).append(one.ours)


class Seat(Clone):
    """A person: what is before them is not what the branch has."""

    def __init__(self, store: Store, chance: Any, author: Author, base: str, liked: list[str]) -> None:
        super().__init__(store, chance, base, liked=liked)
        self.author = author
        self.before: Snapshot = store.snapshot()
        self.begun: Begun | None = None

    def now(self) -> Snapshot:
        """What this person sees."""
        return self.before

    def look(self) -> None:
        """See what the others saved."""
        self.before = self.store.snapshot()

    def asked(self, *about: Record, **answers: Any) -> Asked:
        """As the screens ask."""
        return Asked(self.before, about, answers, DAY)

    def begin(self) -> Begun:
        """Some deed; raises what the program refuses, and Refused where there is nothing to do it to."""
        kind = self.chance.choices(list(BEGINNINGS), [weight for _do, weight in BEGINNINGS.values()])[0]
        return BEGINNINGS[kind][0](self)

    def on(self) -> str:
        """The commit before them."""
        return str(self.before.commit)


# --- a form


def _form(seat: Seat) -> Begun:
    record = seat.pick(seat.chance.choice(_KINDS))
    typed = {
        name: words for name, words, _part in (_setting(seat, record) for _n in range(seat.chance.choice([1, 1, 2])))
    }
    return form_on(seat, record, typed, f"form {record.KIND} {record.id} {typed}")


def form_on(seat: Seat, record: Record, typed: Mapping[str, str], what: str) -> Begun:
    """A form of what is before them, filled in."""
    reason = f"Fordi {seat.number} {seat.author.name}" if seat.chance.random() < 0.3 else ""
    made = form_changeset(seat.before, record, set_fields(record, typed, seat.before), reason, "")
    return Begun(what, made, seat.on(), (reason,), form=(record, typed))


def _new(seat: Seat) -> Begun:
    name = seat.chance.choice(["Felles arkiv", f"Nytt {seat.number}"])
    make = seat.chance.choice(["new", "copy", "item"])
    record: Record
    if make == "item":
        record = new_item(name, 2027, seat.asked())
    elif make == "copy":
        record = collaborations.copy(name, seat.asked(seat.pick("collaboration")))
    else:
        record = collaborations.new(name, seat.asked())
    typed = {"comment" if make != "item" else "text": f"Om {seat.number}"}
    made = form_changeset(seat.before, None, set_fields(record, typed, seat.before), "", "")
    return Begun(f"{make} {record.id}", made, seat.on(), tuple(typed.values()), form=(None, typed))


# --- an Action


def _action(seat: Seat) -> Begun:
    id = seat.one_of(sorted(_ANSWERS))
    asked, typed, words = _ANSWERS[id](seat)
    made = ACTIONS[id].plan(answered(ACTIONS[id], asked, typed))
    about = ", ".join(record.id for record in asked.about)
    return Begun(f"{id} {about} {typed or dict(asked.answers)}"[:160], made, seat.on(), words)


Answers = tuple[Asked, dict[str, str], tuple[str, ...]]
"""On what, what is typed, and which words of it nobody else types."""


def _date(seat: Seat) -> str:
    return str(seat.chance.choice(_DATES))


def _end(seat: Seat) -> Answers:
    reason = f"Slutt {seat.number}"
    return seat.asked(seat.pick("collaboration")), {"date": _date(seat), "reason": reason}, (reason,)


def _withdraw(seat: Seat) -> Answers:
    record = seat.pick("collaboration")
    return seat.asked(record), {"party": seat.one_of(sorted(record.participants)), "until": _date(seat)}, ()


def _merge(seat: Seat) -> Answers:
    one, two = seat.pick("collaboration"), seat.pick("collaboration")
    asked = seat.asked(one, other=two.id)
    rows = collaborations.account_of(asked)
    return asked.answering(which={row.field: seat.one_of([FIRST, SECOND]) for row in open_rows(rows)}), {}, ()


def _bulk(seat: Seat) -> Answers:
    records = seat.chance.sample(sorted(seat.before.collaborations.values(), key=lambda one: one.id), 2)
    words = f"Alle {seat.number}"
    return seat.asked(*records, field="comment", operation="set", value=words), {}, (words,)


def _area(seat: Seat) -> str:
    return str(seat.one_of(sorted(seat.before.register.areas)))


def _named(seat: Seat, **answers: str) -> Answers:
    name = f"Navn {seat.number} {seat.author.name}"
    return seat.asked(**answers), {"name": name}, (name,)


def _split(seat: Seat) -> Answers:
    area = _area(seat)
    there = [one.id for one in seat.before.collaborations.values() if area in one.areas]
    asked, typed, words = _named(seat, area=area)
    return asked, {**typed, "rows": str(seat.one_of(sorted(there)))}, words


def _confirm(seat: Seat) -> Answers:
    rows = [one for one in seat.before.collaborations.values() if "oyer" in one.participants]
    ids = [seat.one_of(sorted(one.id for one in rows))]
    year = seat.one_of(sorted(seat.before.editions))
    state = seat.one_of(["confirmed", "changed"])
    return seat.asked(year=year, ids=ids, by="Kari", party="oyer", state=state, again=True), {}, ()


def _year(seat: Seat) -> str:
    return str(seat.one_of(sorted(seat.before.editions)))


def _decide(seat: Seat) -> Answers:
    matter = seat.one_of(matters(seat.before, seat.before.register.members))
    case = f"{seat.number}/26"
    return seat.asked(matter=matter), {"party": seat.one_of(sorted(matter.parties)), "case": case}, (case,)


def _convert(seat: Seat) -> Answers:
    old = [one for one in seat.before.collaborations.values() if one.legal_form == LEGACY]
    return seat.asked(seat.one_of(sorted(old, key=lambda one: one.id))), {"form": seat.one_of(list(targets()))}, ()


def _fix(seat: Seat) -> Answers:
    found = [one for one in check(seat.before) if one.id]
    return seat.asked(findings=[seat.one_of(found)]), {}, ()


def _plain(kind: str, **typed: Callable[[Seat], str]) -> Callable[[Seat], Answers]:
    def answers(seat: Seat) -> Answers:
        return seat.asked(seat.pick(kind)), {id: make(seat) for id, make in typed.items()}, ()

    return answers


def _words(seat: Seat) -> str:
    return f"Ord {seat.number}"


def _party(seat: Seat) -> str:
    return str(seat.pick("party").id)


def _step(seat: Seat) -> str:
    return str(seat.one_of(["-1", "1"]))


_ANSWERS: Final[dict[str, Callable[[Seat], Answers]]] = {
    "end": _end, "withdraw": _withdraw, "merge": _merge, "bulk": _bulk, "confirm": _confirm, "decide": _decide,
    "participant": _plain("collaboration", party=_party, role=lambda seat: seat.one_of(["host", "participant"])),
    "replace": _plain("collaboration", successor=lambda seat: seat.pick("collaboration").id, date=_date),
    "remove": _plain("collaboration"), "convert": _convert, "fix": _fix, "split-area": _split,
    "new-area": _named, "rename-area": lambda seat: _named(seat, area=_area(seat)),
    "move-area": lambda seat: (seat.asked(area=_area(seat), step=int(_step(seat))), {}, ()),
    "retire-area": lambda seat: (seat.asked(area=_area(seat)), {"date": _date(seat)}, ()),
    "remove-area": lambda seat: (seat.asked(area=_area(seat)), {}, ()),
    "new-party": lambda seat: (seat.asked(), {"name": f"Part {seat.number}", "kind": "municipality", "member": "ja"},
                               (f"Part {seat.number}",)),
    "member": _plain("party"), "move-party": _plain("party", step=_step), "retire-party": _plain("party", date=_date),
    "move-item": _plain("plan_item", year=lambda seat: seat.one_of(["2026", "2027"])),
    "order-item": _plain("plan_item", step=_step), "tick-item": _plain("plan_item"),
    "carry-item": _plain("plan_item"), "remove-item": _plain("plan_item"),
    "new-study": _named, "advance": _plain("study", reason=_words), "stop": _plain("study", why=_words),
    "decide-study": _plain("study", party=lambda _seat: "oyer", outcome=_words), "draft": _plain("study"),
    "rollover": lambda seat: (seat.asked(), {}, ()),
    "publish": lambda seat: (seat.asked(year=_year(seat)), {"reason": _words(seat)}, (_words(seat),)),
    "adopt": lambda seat: (seat.asked(), {"year": _year(seat), "party": _party(seat), "case": _words(seat)}, ()),
    "usual-events": lambda seat: (seat.asked(), {"year": "2027"}, ()),
}  # fmt: skip


# --- back and forth, conflicts, files


def _undo(seat: Seat) -> Begun:
    find = seat.chance.choice([last_done, last_done, last_undone])
    revision = find(seat.store, seat.author)
    if revision is None:
        raise Refused("nothing to take back")
    made, conflicts = undo(seat.store, revision)
    begun = Begun(
        f"{made.action} {revision.subject}", made, revision.commit, revision=revision, conflicts=tuple(conflicts)
    )
    begun.show(conflicts)
    return begun


def _restore(seat: Seat) -> Begun:
    at = seat.chance.choice([*seat.since(), seat.base])
    keys = sorted(key for key in seat.store.snapshot(commit=at).files() if key.kind in KINDS)
    key = seat.one_of([key for key in keys if key.id in seat.liked] or keys)
    field = seat.chance.choice(["", seat.one_of([spec.name for spec in fields_of(key.kind)])])
    made = restore(seat.store, key, at, field)  # under review: what it changes is on the screen
    return Begun(f"restore {key.kind} {key.id} {field!r} as in {at[:8]}", made, str(made.base))


def _resolve(seat: Seat) -> Begun:
    now = seat.store.snapshot()
    opened = [(key, found, field) for key, found in open_of(now).items() for field in sorted(found.fields)]
    key, conflict, field = seat.one_of(opened)
    one = conflict.fields[field]
    value = seat.chance.choice([one.mine, one.theirs])
    choices = (Choice(key, field, value),)
    begun = Begun(f"resolve {key.kind} {key.id} {field}", settling(seat.store.git, now, choices), str(now.commit))
    begun.choices = choices
    begun.seen[key, field] = [one.base, one.mine, one.theirs]
    return begun


def _by_hand(seat: Seat) -> Begun:
    record = seat.pick(seat.chance.choice(["collaboration", "collaboration", "party", "plan_item"]))
    name, words, _part = _setting(seat, record)
    path = path_of(Key(record.KIND, record.id))
    if git(seat.store.path, "status", "--porcelain", "--", path) or not (seat.store.path / path).is_file():
        raise Refused("somebody is at that file")
    newest = seat.store.snapshot()
    there = newest.get(Key(record.KIND, record.id))
    assert there is not None, "its file is there"
    (seat.store.path / path).write_bytes(dump(set_fields(there, {name: words}, newest)))
    now, edits = look(seat.store)
    mine = tuple(edit for edit in edits if edit.path == path and edit.is_ready)
    changeset = taken(now, list(mine))
    begun = Begun(f"by hand {record.id} {name}={words!r}", changeset or Changeset(now.commit, (), "hand-edit"),
                  str(now.commit))  # fmt: skip
    return replace(begun, edits=mine, by_hand=path)


BEGINNINGS: Final[dict[str, tuple[Callable[[Seat], Begun], int]]] = {
    "form": (_form, 12),
    "new": (_new, 2), "action": (_action, 12), "undo": (_undo, 8), "restore": (_restore, 2),
    "resolve": (_resolve, 4), "by hand": (_by_hand, 2),
}  # fmt: skip
__all__ = ["BEGINNINGS", "Begun", "Seat", "form_on"]
