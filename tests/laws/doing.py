"""The deeds of one clone: each is one thing a person does, by what the program offers, with random answers.

A deed gives the changes it was shown to make, or None where there was nothing to do. What it refuses, it raises.
"""

from __future__ import annotations

import contextlib
import io
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any, Final, NamedTuple

from iktui.__main__ import main
from store.actions.bulk import OPERATIONS, bulk
from store.actions.life import changed_area, in_area, moved_area, new_party, replaced, with_area, withdrawn
from store.base.author import Author
from store.base.errors import BadInput, StoreError
from store.base.glossary import terms_of
from store.changes.changes import Change, Changeset, change
from store.changes.edits import end, set_fields
from store.changes.merge import FieldConflict, same, value_at
from store.documents.importer import plan_import
from store.editions import rollover
from store.editions.checklist import checklist, confirm
from store.formats.reading import read_source
from store.planning.conversion import LEGACY, convert, targets
from store.planning.establishing import draft, from_plan_item, new_study, to_collaboration
from store.planning.plan_edits import carried, moved, new_item, removed, reordered, ticked
from store.planning.studies import advance, decide, stop
from store.records.codec import dump, to_fields
from store.records.model import KINDS, Collaboration, Decision, Record
from store.records.paths import Key, path_of
from store.records.schema import FieldSpec, fields_of
from store.records.snapshot import Snapshot
from store.register import publishing
from store.register.store import Store
from store.repair.restore import restore
from store.repair.revert import last_done, last_undone, undo
from tests.laws.plumbing import git

KARI: Final = Author("Kari Nordmann", "kari@oyer.kommune.no")
DAY: Final = "2026-11-23"
_DATES: Final = ("2012", "2019-05", "2022-01-01", "2031", "2031-12-31")
_DOCUMENTS: Final = resources.files("store") / "data" / "documents"
_HEADER: Final = "Fagområde\tType\tØyer\tLillehammer\tGausdal\tKommentar"
_NAMES: Final = ("Felles brannvesen", "Interkommunal legevakt", "Felles kino", "Nytt ordningen", "Fellesarkiv")


@dataclass
class Done:
    """What a deed did: what it is called, what it was shown to change, and what it said of other things."""

    what: str
    shown: Sequence[Change] | None = None
    """None: what it said it would do is not known in this form."""
    may: set[tuple[Key, str]] | None = None
    """The fields (of the first level, or dotted) that it was asked to change, where only those are known."""
    conflicts: Sequence[FieldConflict] = ()
    undone: Sequence[Change] | None = None
    """Of an undo, what the revision had done."""
    stale: bool = False
    """Whether it was made on an older state than the newest."""
    told: str = ""


class Refused(Exception):
    """The program said no, in one line."""


@dataclass
class Clone:
    """The clone, and what a person remembers of it."""

    store: Store
    chance: random.Random
    base: str
    """The commit that the sequence begins with."""
    number: int = 0
    seen: list[str] = field(default_factory=list)
    """Commits that a form may still be open on."""
    left: dict[str, bytes] = field(default_factory=dict)
    """What somebody wrote into files by hand and nobody has looked at yet, by path."""
    liked: Sequence[str] = ()
    """Ids of records that deeds are mostly about, so that they meet."""
    after_undo: bool = False
    comments: list[tuple[str, str]] = field(default_factory=list)
    """Lines that somebody wrote into a file by hand: the path, the line."""
    is_published: bool = False

    def write(self, name: str, content: bytes | None) -> None:
        """Write a file by hand, None: take it away; what was written there by hand before is gone by one's own wish."""
        path = self.store.path / name
        old = path.read_text(encoding="utf-8") if path.is_file() else ""
        if content is None:
            path.unlink(missing_ok=True)
        else:
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(content)
        self.left.pop(name, None)
        text = (content or b"").decode("utf-8")
        self.comments = [(at, line) for at, line in self.comments if at != name or line in text or line not in old]

    def now(self) -> Snapshot:
        """The register now."""
        return self.store.snapshot()

    def since(self) -> list[str]:
        """The commits of the sequence, newest first."""
        return git(self.store.path, "rev-list", f"{self.base}..HEAD").decode().split()

    def save(self, changeset: Changeset | None) -> Sequence[Change] | None:
        """Commit what a deed shows; None when it shows nothing. What follows, such as that who named a record by
        an id that went names it by the new one, was saved with it.
        """
        if changeset is None or not changeset.changes:
            return None
        is_newest = changeset.base == self.store.git.head()
        saved = publishing.save(self.store, changeset, KARI)
        shown = {made.key: made for made in changeset.changes}
        goes_back = changeset.action in ("undo", "redo", "restore")  # an older state names what an id is called now
        follows = {
            made.key: made
            for made in saved.changeset.changes
            if made.key not in shown or (is_newest and (goes_back or _holds(shown[made.key], made)))
        }
        return tuple({**shown, **follows}.values())

    def changed(self, action: str, *changes: Change) -> Sequence[Change] | None:
        """Commit some changes of the newest state."""
        return self.save(Changeset(self.now().commit, tuple(one for one in changes if one.before != one.after), action))

    def pick(self, kind: str) -> Any:
        """A record of a kind; raises Refused when there is none."""
        found = sorted(self.now().records(KINDS[kind]).values(), key=lambda record: record.id)
        liked = [record for record in found if record.id in self.liked]
        return self.one_of(liked if liked and self.chance.random() < 0.6 else found)

    def one_of(self, choices: Sequence[Any]) -> Any:
        """One of them; raises Refused when there are none."""
        if not choices:
            raise Refused("nothing to choose")
        return self.chance.choice(list(choices))

    def call(self, *arguments: str) -> tuple[int, str]:
        """The command line: its status, and what it said."""
        out = _Told()
        words = [arguments[0], "-C", str(self.store.path), *arguments[1:], "--author", str(KARI)]
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
            try:
                status = main(words)
            except SystemExit as stop:
                status = int(stop.code or 0)
        if status == 2:
            raise Refused(out.getvalue())
        return status, out.getvalue()


def _holds(asked: Change, saved: Change) -> bool:
    """Whether what was saved of a record has every value that was asked for."""
    if asked.after is None or saved.after is None:
        return asked.after is saved.after
    after = to_fields(saved.after)
    return all(same(value_at(after, made.field), made.after) for made in asked.fields)


class _Told(io.StringIO):
    def reconfigure(self, **_options: object) -> None:
        """As a terminal has it."""


# --- edits


def _words(clone: Clone, kind: str, spec: FieldSpec) -> str:
    chance = clone.chance
    if spec.shape in ("references", "codes", "lines"):
        one = FieldSpec(spec.name, {"references": "reference", "codes": "code"}.get(spec.shape, "line"), spec.of)
        return "; ".join(_words(clone, kind, one) for _n in range(chance.randrange(1, 4))) + ";"
    if spec.shape == "reference":
        return _some_id(clone, spec.of)
    if spec.shape == "code":
        return chance.choice(list(terms_of(spec.of))[:5])
    if spec.shape == "date":
        return chance.choice(_DATES)
    if spec.shape == "share":
        return chance.choice(["33,5", "1 / 3", "25 %"])
    if spec.shape == "orgnr":
        return chance.choice(["974 760 673", "NO974760673MVA"])
    if spec.shape == "address":
        return f"https://side{chance.randrange(3)}.no"
    if spec.shape == "flag":
        return chance.choice(["ja", "nei"])
    if spec.shape == "number":
        return str(chance.choice([1, 20, 2027]))
    if spec.shape == "text":
        return "\n".join(f"Linje {chance.randrange(9)} av {clone.number}" for _n in range(chance.randrange(1, 4)))
    return f"Ord {clone.number}, og {chance.randrange(3)}"


def _some_id(clone: Clone, kind: str) -> str:
    now = clone.now()
    known = sorted(now.register.areas) if kind == "area" else sorted(key.id for key in now.keys(kind))
    return str(clone.one_of(known))


def _setting(clone: Clone, record: Record) -> tuple[str, str, str]:
    """A field, the words it is given, and the part of the record that this may change."""
    kind, chance = record.KIND, clone.chance
    if kind == "collaboration" and chance.random() < 0.35:
        what = chance.choice(["host", "role", "until", "from", "notice_given", "parent"])
        if what in ("host", "parent"):
            of = "party" if what == "host" else kind
            words = _some_id(clone, of) if chance.random() < 0.85 else ""
            return what, words, "participants" if what == "host" else what
        party = _some_id(clone, "party")
        code = chance.choice(["host", "participant", "responsible_party"])
        words = code if what == "role" else chance.choice([*_DATES, ""])
        return f"participants.{party}.{what}", words, f"participants.{party}"
    specs = [spec for spec in fields_of(kind) if spec.shape != "raw" and spec.name not in ("rows", "state")]
    spec = chance.choice(specs)
    if spec.shape != "table":
        words = _words(clone, kind, spec) if chance.random() < 0.85 or spec.name == "name" else ""
        return spec.name, words, spec.name
    row = (
        _some_id(clone, spec.of) if spec.refers else chance.choice([*list(terms_of(spec.of))[:2]] if spec.of else ["a"])
    )
    if not spec.columns:
        return f"{spec.name}.{row}", "ord", f"{spec.name}.{row}"
    if chance.random() < 0.2:
        return f"{spec.name}.{row}", chance.choice(["ja", "nei"]), f"{spec.name}.{row}"
    column = chance.choice(spec.columns)
    return f"{spec.name}.{row}.{column.name}", _words(clone, kind, column), f"{spec.name}.{row}"


def _set(clone: Clone) -> Done:
    kind = clone.chance.choice(["collaboration"] * 6 + sorted(KINDS))
    record = clone.pick(kind)
    settings = [_setting(clone, record) for _n in range(clone.chance.choice([1, 1, 1, 2]))]
    words = {name: words for name, words, _part in settings}
    after = set_fields(record, words, clone.now())
    return Done(f"set {kind} {record.id} {words}", clone.changed("edit", change(record, after)) or [])


def _set_by_command(clone: Clone) -> Done:
    record = clone.pick("collaboration")
    field, words, part = _setting(clone, record)
    _status, told = clone.call("set", record.id, f"{field}={words}")
    parts = {(Key(record.KIND, record.id), part)}
    if field == "legal_form":
        parts.add((Key(record.KIND, record.id), "uncertain"))  # who chooses a form is certain of it
    return Done(f"set {record.id} {field}={words!r}", may=parts, told=told)


def _set_from_before(clone: Clone) -> Done:
    """A form that was opened some saves ago."""
    then = clone.store.snapshot(commit=clone.one_of(clone.seen))
    kind = clone.chance.choice(["collaboration", "collaboration", "plan_item", "party", "register"])
    record = clone.one_of(sorted(then.records(KINDS[kind]).values(), key=lambda record: record.id))
    field, words, _part = _setting(clone, record)
    after = set_fields(record, {field: words}, then)
    made = change(record, after)
    if made.before == made.after:
        return Done("a form of before: nothing", [])
    publishing.save(clone.store, Changeset(then.commit, (made,), "edit"), KARI)
    return Done(f"a form of before: {record.id} {field}={words!r}", [made], stale=True)


def _end(clone: Clone) -> Done:
    record = clone.pick("collaboration")
    after = end(record, clone.chance.choice(_DATES), f"Slutt {clone.number}")
    return Done(f"end {record.id} {after.until}", clone.changed("end", change(record, after)) or [])


def _withdraw(clone: Clone) -> Done:
    record = clone.pick("collaboration")
    party = clone.one_of(sorted(record.participants))
    after = withdrawn(record, party, "2020", clone.chance.choice(_DATES))
    return Done(f"withdraw {record.id} {party}", clone.changed("edit", change(record, after)) or [])


def _replace(clone: Clone) -> Done:
    record, other = clone.pick("collaboration"), clone.pick("collaboration")
    after = replaced(record, other.id, clone.chance.choice(_DATES))
    return Done(f"replace {record.id} by {other.id}", clone.changed("edit", change(record, after)) or [])


def _bulk(clone: Clone) -> Done:
    now = clone.now()
    records = clone.chance.sample(sorted(now.collaborations.values(), key=lambda record: record.id), 2)
    field, words, _part = _setting(clone, records[0])
    operation = clone.chance.choice(OPERATIONS)
    made = bulk(records, field, operation, words, now)
    return Done(f"bulk {operation} {field}={words!r}", clone.changed("bulk", *made) or [])


# --- whole records


def _new(clone: Clone) -> Done:
    name = clone.chance.choice([*_NAMES, f"Nytt {clone.number}"])
    _status, told = clone.call("new", name)
    return Done(f"new {name}", told=told)


def _merge(clone: Clone) -> Done:
    one = clone.pick("collaboration")
    two = clone.one_of([record for _id, record in sorted(clone.now().collaborations.items()) if record.id != one.id])
    answers = ["--keep-all"] if clone.chance.random() < 0.7 else []  # else it is refused, where they differ
    status, told = clone.call("merge", one.id, two.id, *answers)
    return Done(f"merge {one.id} {two.id}", told=f"{status} {told}")


def _remove(clone: Clone) -> Done:
    record = clone.pick("collaboration")
    _status, told = clone.call("remove", record.id)
    return Done(f"remove {record.id}", told=told)


def _remove_any(clone: Clone) -> Done:
    record = clone.pick(clone.chance.choice(sorted(set(KINDS) - {"register"})))
    return Done(f"remove {record.KIND} {record.id}", clone.changed("remove", change(record, None)))


def _area(clone: Clone) -> Done:
    register = clone.now().register
    area = clone.one_of(sorted(register.areas))
    what = clone.chance.choice(["add", "rename", "move", "retire", "split"])
    changes: list[Change] = []
    if what == "add":
        after, _id = with_area(register, f"Område {clone.number}", area)
    elif what == "rename":
        after = changed_area(register, area, name=f"Nytt navn {clone.number}")
    elif what == "move":
        after = moved_area(register, area, clone.chance.choice([-1, 1]))
    elif what == "retire":
        after = changed_area(register, area, until="2026")
    else:
        after, made = with_area(register, f"Del {clone.number}", area)
        there = [record for record in clone.now().collaborations.values() if area in record.areas]
        changes = [change(record, in_area(record, made, area)) for record in there]
    return Done(f"area {what} {area}", clone.changed("area", change(register, after), *changes) or [])


def _party(clone: Clone) -> Done:
    now = clone.now()
    party = new_party(clone.chance.choice(["Hamar", "Otta", f"Part {clone.number}"]), "municipality", now.parties)
    return Done(f"party {party.id}", clone.changed("new", change(None, party)))


# --- the work around the register


def _plan(clone: Clone) -> Done:
    now, chance = clone.now(), clone.chance
    what = chance.choice(["new", "below", "move", "carry", "order", "tick", "remove"])
    if what in ("new", "below"):
        parent = clone.pick("plan_item") if what == "below" else None
        made = new_item(now, f"Tiltak {clone.number}", chance.choice([2026, 2027]), parent)
        return Done(f"plan {what} {made.id}", clone.changed("plan", change(None, made)))
    id = clone.pick("plan_item").id
    make: dict[str, Callable[[], Changeset]] = {
        "move": lambda: moved(now, [id], chance.choice([2026, 2027, 2028])),
        "carry": lambda: carried(now, [id]),
        "order": lambda: reordered(now, id, chance.choice([-1, 1])),
        "tick": lambda: ticked(now, [id]),
        "remove": lambda: removed(now, id),
    }
    return Done(f"plan {what} {id}", clone.save(make[what]()) or [])


def _study(clone: Clone) -> Done:
    now, chance = clone.now(), clone.chance
    what = chance.choice(["new", "from plan", "advance", "advance", "decide", "stop", "establish", "draft"])
    if what == "new":
        return Done("study new", clone.changed("study", change(None, new_study(now, f"Studie {clone.number}", DAY))))
    if what == "from plan":
        return Done("study from plan", clone.save(from_plan_item(now, clone.pick("plan_item"), DAY)))
    study = clone.pick("study")
    documents = list(now.documents.values())
    if what == "advance":
        made = advance(study, DAY, documents, reason=f"Fordi {clone.number}", sure=True)
    elif what == "decide":
        decision = Decision(outcome="vedtatt", case=f"{clone.number}/26")
        made = decide(study, clone.one_of(sorted(study.participants)), decision)
    elif what == "stop":
        made = stop(study, DAY, f"Stanset {clone.number}")
    elif what == "draft":
        is_service = chance.random() < 0.5
        return Done("study draft", clone.save(draft(now, study, service=is_service, form="host_municipality")))
    else:
        return Done("study establish", clone.save(to_collaboration(now, study, DAY, reason="Nå", sure=True)))
    return Done(f"study {what} {study.id}", clone.changed("study", made) or [])


def _document(clone: Clone) -> Done:
    record = clone.pick("collaboration")
    service = clone.chance.random() < 0.5
    return Done(f"draft {record.id}", clone.save(draft(clone.now(), record, service=service, form="host_municipality")))


def _rollover(clone: Clone) -> Done:
    now, chance = clone.now(), clone.chance
    editions = sorted(now.editions)
    what = chance.choice(["open", "confirm", "confirm", "publish", "adopt"])
    if what == "open":
        year = rollover.next_year(now, DAY)
        if int(year) > 2032:
            raise Refused("far enough")
        return Done(f"open {year}", clone.save(rollover.open_edition(now, year, DAY)))
    year = clone.one_of(editions)
    if what == "confirm":
        party = clone.one_of(now.register.members)
        rows = [row.id for row in checklist(now, year) if party in row.parts]
        state = chance.choice(["confirmed", "changed"])
        made = confirm(
            now, year, rows[: chance.randrange(1, 4)], party, state, "Kari", DAY, again=chance.random() < 0.3
        )
        return Done(f"confirm {year} {party}", clone.save(made) or [])
    if what == "publish":
        shown = clone.save(rollover.publish(now, year, "Det haster"))
        clone.is_published = True
        return Done(f"publish {year}", shown)
    decision = Decision(outcome="vedtatt", case=f"{clone.number}/26")
    return Done(
        f"adopt {year}", clone.save(rollover.adopt(now, year, clone.one_of(sorted(now.parties)), decision)) or []
    )


def _import(clone: Clone) -> Done:
    chance = clone.chance
    path = clone.store.git_dir / f"inn-{clone.number}.txt"
    if chance.random() < 0.15:
        name = chance.choice(["oversikt-2021.txt", "handlingsplan-2019.txt"])
        path.write_text((_DOCUMENTS / name).read_text(encoding="utf-8"), encoding="utf-8")
    else:
        year = chance.choice([2020, 2022, 2024])
        rows = [
            "\t".join([name, chance.choice(["Vertskommune", "Nettverk", "Avtale"]), *chance.choices(["x", ""], k=3),
                       chance.choice(["Øyer vertskommune.", "Gausdal vertskommune", ""])])
            for name in chance.sample(_NAMES, 3)
        ]  # fmt: skip
        lines = ["Oversikt over interkommunalt samarbeid", "", f"Per 1. januar {year}", "", _HEADER,
                 "Brannvesen\t\t\t\t\t", *rows]  # fmt: skip
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    result = plan_import(clone.now(), [read_source(path)])
    return Done(f"import {path.name}", clone.save(result.changeset) or [], told=str(result.findings))


def _convert(clone: Clone) -> Done:
    record = clone.pick("collaboration")
    if record.legal_form != LEGACY:
        return Done(
            f"make {record.id} legacy",
            clone.changed("edit", change(record, record.model_copy(update={"legal_form": LEGACY}))),
        )
    made = convert(clone.now(), record, clone.chance.choice(targets()), "2022-01-01", {})
    return Done(f"convert {record.id}", clone.save(made))


# --- back and forth


def _restore(clone: Clone) -> Done:
    at = clone.chance.choice([*clone.since(), clone.base])
    then, now = clone.store.snapshot(commit=at), clone.now()
    keys = sorted(key for key in then.files() if key.kind in KINDS)
    differing = [key for key in keys if then.blob(key) != now.blob(key)]
    key = clone.one_of(differing or keys)
    record = then.load([key])[key]
    field = ""
    if isinstance(record, Record) and clone.chance.random() < 0.5:
        field = clone.one_of([spec.name for spec in fields_of(key.kind) if spec.name in to_fields(record)])
    return Done(
        f"restore {key.kind} {key.id} {field!r} {at[:8]}", clone.save(restore(clone.store, key, at, field)) or []
    )


def _undo_last(clone: Clone) -> Done:
    revision = last_done(clone.store, KARI)
    return _taken_back(clone, revision, "undo the last")


def _undo_any(clone: Clone) -> Done:
    return _taken_back(clone, clone.store.revision(clone.one_of(clone.since())), "undo")


def _redo(clone: Clone) -> Done:
    return _taken_back(clone, last_undone(clone.store, KARI), "redo")


def _taken_back(clone: Clone, revision: Any, what: str) -> Done:
    if revision is None:
        raise Refused("nothing to take back")
    made, told = undo(clone.store, revision)
    done = list(clone.store.changes_of(revision))
    shown = clone.save(made) or []
    names = git(clone.store.path, "diff", "--name-only", "-z", f"{revision.commit}^", revision.commit).decode()
    touched = set(names.split("\0"))  # a comment that the revision brought goes with it, by one's own wish
    clone.comments = [(path, line) for path, line in clone.comments if path not in touched]
    return Done(f"{what} {revision.subject!r}", shown, conflicts=told, undone=done)


# --- by hand


def _accepted(clone: Clone, what: str) -> Done:
    """Take what was changed by hand, each file that is offered; what is not taken is put back."""
    try:
        changeset, problems = clone.store.hand_edits()
        shown = clone.save(changeset) or []
        waited = bool(clone.left)
        offered = {path_of(made.key) for made in shown}
        clone.left = {path: content for path, content in clone.left.items() if path not in offered}
        return Done(f"{what} {[problem.reason for problem in problems]}", shown, stale=waited)
    except StoreError:
        _put_back(clone)
        raise


def _put_back(clone: Clone) -> None:
    kept = {*clone.left, *(path for path, _line in clone.comments)}
    for path in git(clone.store.path, "diff", "--name-only", "-z", "HEAD").decode().split("\0")[:-1]:
        if path not in kept:
            git(clone.store.path, "checkout", "-q", "HEAD", "--", path)
    git(clone.store.path, "clean", "-qfd", "--", "collaborations", "parties", "plan")
    for name, content in clone.left.items():  # a hand edit of a record that went is a file that git does not know
        file = clone.store.path / name
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(content)


def _by_hand(clone: Clone) -> Done:
    record = clone.pick(clone.chance.choice(["collaboration", "collaboration", "party", "plan_item"]))
    field, words, _part = _setting(clone, record)
    after = set_fields(record, {field: words}, clone.now())
    clone.write(path_of(Key(record.KIND, record.id)), dump(after))
    return _accepted(clone, f"by hand {record.id} {field}={words!r}")


def _left_by_hand(clone: Clone) -> Done:
    """A hand edit that nobody looks at for now."""
    record = clone.pick("collaboration")
    field, words, _part = _setting(clone, record)
    name = path_of(Key(record.KIND, record.id))
    content = dump(set_fields(record, {field: words}, clone.now()))
    clone.write(name, content)
    if content != git(clone.store.path, "show", f"HEAD:{name}"):
        clone.left[name] = content
    return Done(f"left by hand {record.id} {field}={words!r}", [])


def _comment_by_hand(clone: Clone) -> Done:
    record = clone.pick("collaboration")
    name = path_of(Key(record.KIND, record.id))
    path, line = clone.store.path / name, f"# Sjekk dette med {clone.number}"
    clone.write(name, f"{line}\n".encode() + path.read_bytes())
    clone.comments.append((name, line))
    return _accepted(clone, f"a comment in {name}")


def _unnamed(clone: Clone) -> Any:
    """Mostly a record that no other names."""
    free = [record for record in clone.now().collaborations.values() if record.id in ("innkjop", "arkiv")]
    return clone.one_of(free) if free and clone.chance.random() < 0.7 else clone.pick("collaboration")


def _renamed_by_hand(clone: Clone) -> Done:
    record = _unnamed(clone)
    old, new = (path_of(Key(record.KIND, id)) for id in (record.id, f"{record.id}-b"[:64]))
    content = (clone.store.path / old).read_bytes()
    clone.write(old, None)
    clone.write(new, content)
    taken = _accepted(clone, f"renamed by hand {record.id}")
    return Done(taken.what)  # whoever named the old id is followed, which the files do not show


def _removed_by_hand(clone: Clone) -> Done:
    record = _unnamed(clone)
    clone.write(path_of(Key(record.KIND, record.id)), None)
    return _accepted(clone, f"removed by hand {record.id}")


class Deed(NamedTuple):
    """A kind of deed, and how often it is done."""

    do: Callable[[Clone], Done]
    weight: int


DEEDS: Final[dict[str, Deed]] = {
    "set": Deed(_set, 10), "set by command": Deed(_set_by_command, 2), "old form": Deed(_set_from_before, 4),
    "end": Deed(_end, 1), "withdraw": Deed(_withdraw, 1), "replace": Deed(_replace, 2), "bulk": Deed(_bulk, 1),
    "new": Deed(_new, 2), "merge": Deed(_merge, 3), "remove": Deed(_remove, 2), "remove any": Deed(_remove_any, 1),
    "area": Deed(_area, 2), "party": Deed(_party, 1), "plan": Deed(_plan, 3), "study": Deed(_study, 3),
    "document": Deed(_document, 1), "rollover": Deed(_rollover, 3), "import": Deed(_import, 1),
    "convert": Deed(_convert, 1), "restore": Deed(_restore, 3), "undo last": Deed(_undo_last, 3),
    "undo any": Deed(_undo_any, 3), "redo": Deed(_redo, 2), "by hand": Deed(_by_hand, 3),
    "left": Deed(_left_by_hand, 2),
    "comment": Deed(_comment_by_hand, 1), "renamed": Deed(_renamed_by_hand, 1), "removed": Deed(_removed_by_hand, 1),
}  # fmt: skip
CRASHED: Final = "crashed: "
REFUSALS: Final = (StoreError, BadInput, Refused, ValueError)


def done(clone: Clone) -> tuple[str, Done | None, str]:
    """One random deed: its kind, what it did, or why it was refused."""
    kinds = list(DEEDS)
    kind = clone.chance.choices(kinds, [DEEDS[name].weight for name in kinds])[0]
    if clone.after_undo and clone.chance.random() < 0.4:
        kind = clone.chance.choice(["redo", "undo last"])
    clone.after_undo = kind in ("undo last", "undo any", "redo")
    try:
        return kind, DEEDS[kind].do(clone), ""
    except REFUSALS as error:
        return kind, None, f"{type(error).__name__}: {error}"
    except Exception as error:
        return kind, None, f"{CRASHED}{type(error).__name__}: {str(error)[:300]}"


__all__ = ["CRASHED", "DEEDS", "KARI", "Clone", "Collaboration", "Done", "Path", "done"]
