"""Random changes of a side: records of every kind by their models, and the files beside them in every way git knows."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Sequence
from typing import Any, Final

from store.base.errors import BadRecord
from store.base.glossary import terms_of
from store.records.paths import Key, key_of, path_of
from store.records.schema import FieldSpec, fields_of
from tests.laws.holding import Records, broken, is_record, table_of
from tests.laws.plumbing import EXECUTABLE, FILE, LINK, REGULAR, SUBMODULE, File, Files
from tests.laws.register import binary, text_of

MB: Final = 1024 * 1024
_WORDS: Final = ("en", "to", "tre", "Åse", "Øye", "ny, med komma", '"sitat"')
_DATES: Final = ("2009", "2012-05", "2016-01-31", "2021", "2031-12", "2035-01-01")
_NEW_IDS: Final = {
    "collaboration": ("felles-nytt", "nytt-to", "nytt-tre"), "plan_item": ("punkt-nytt", "punkt-to"),
    "study": ("ny-studie",), "document": ("nytt-dokument", "nytt-to"), "event": ("nytt-mote",),
    "question": ("nytt-sporsmal",), "party": ("hamar", "otta"), "edition": ("2026", "2027"),
}  # fmt: skip
_NEW_PATHS: Final = ("vedlegg/ny.pdf", "notater/ny.txt", "ny fil æøå", "collaborations/fe/ny.md", "ny/dyp/mappe/fil",
                     ".gitattributes-ny", "documents/referat.pdf", "studies/.gitkeep", "ny\tfane")  # fmt: skip
_UNLIKELY: Final = 0.15


class Side:
    """The files of one side while it is changed; `focus` are the paths that both sides like best."""

    def __init__(self, files: Files, chance: random.Random, focus: Sequence[str] = ()) -> None:
        self.files, self.chance, self.focus = dict(files), chance, focus

    # --- what is there

    def records(self) -> Records:
        """The records that can be read."""
        return {
            key: table_of(file.content)
            for path, file in self.files.items()
            if (key := key_of(path)) is not None and is_record(path, file.mode, lambda: file.content)  # noqa: B023
        }

    def is_lawful(self) -> bool:
        """Whether every rule holds: a side alone never breaks one."""
        present = {key for path in self.files if (key := key_of(path)) is not None}
        return not broken(self.records(), present.__contains__)

    def pick(self, wanted: Callable[[str], bool]) -> str | None:
        """A path, of those that both sides like best when it can be."""
        liked = [path for path in self.focus if path in self.files and wanted(path)]
        if liked and self.chance.random() < 0.8:
            return self.chance.choice(liked)
        paths = sorted(path for path in self.files if wanted(path))
        return self.chance.choice(paths) if paths else None

    def put(self, path: str, file: File) -> None:
        """Set a file as git would: what stands in its way goes."""
        parts = path.split("/")
        for end in range(1, len(parts)):
            self.files.pop("/".join(parts[:end]), None)
        for other in [other for other in self.files if other.startswith(f"{path}/")]:
            del self.files[other]
        self.files[path] = file

    # --- files that hold no record

    def is_foreign(self, path: str) -> bool:
        """Whether the path holds no record here."""
        file = self.files[path]
        return not is_record(path, file.mode, lambda: file.content)

    def is_text(self, path: str) -> bool:
        """Whether the path is a text that is no record."""
        file = self.files[path]
        return self.is_foreign(path) and file.mode in REGULAR and b"\0" not in file.content[:8000]

    def change_foreign(self) -> str:
        """One random change of a file that holds no record; says which."""
        kinds = ["add", "lines", "lines", "lines", "binary", "chmod", "delete", "link", "folder", "rename", "module",
                 "broken"]  # fmt: skip
        what = self.chance.choice(kinds) if self.chance.random() > 0.03 else "grow"
        return f"{what} {getattr(self, '_' + what)()}"

    def _add(self) -> str | None:
        path = self.chance.choice(_NEW_PATHS)
        self.put(path, self._new_file())
        return path

    def _new_file(self) -> File:
        kind = self.chance.choice(["text", "binary", "empty", "script", "link"])
        if kind == "link":
            return File(LINK, self.chance.choice([b"notater.md", b"/etc/passwd", b"../ut"]))
        content = {"text": f"ny {self.chance.randrange(3)}\n".encode(), "empty": b"", "script": b"#!/bin/sh\n"}
        mode = EXECUTABLE if kind == "script" else FILE
        return File(mode, content.get(kind, binary(self.chance.randrange(4), self.chance.choice([1, 100, 70_000]))))

    def _lines(self) -> str | None:
        path = self.pick(self.is_text)
        if path is not None:
            mode, content = self.files[path]
            lines = content.split(b"\n")
            at = self.chance.randrange(len(lines))
            word = f"{self.chance.choice(_WORDS)} {self.chance.randrange(3)}".encode()
            what = self.chance.choice(["change", "insert", "remove"])
            lines[at : at + (what != "insert")] = [] if what == "remove" else [word]
            self.files[path] = File(mode, b"\n".join(lines))
        return path

    def _binary(self) -> str | None:
        path = self.pick(lambda path: self.is_foreign(path) and self.files[path].mode in REGULAR)
        if path is not None:
            content = binary(self.chance.randrange(10, 14), self.chance.choice([1, 5_000, 300_000]))
            self.files[path] = self.files[path]._replace(content=content)
        return path

    def _grow(self) -> str | None:
        path = self.pick(lambda path: self.is_foreign(path) and self.files[path].mode in REGULAR)
        if path is not None:
            size = self.chance.choice([8 * MB, 8 * MB + 1, 9 * MB, 20 * MB])
            content = binary(20, size) if self.chance.random() < 0.7 else b"lang linje\n" * (size // 11 + 1)
            self.files[path] = self.files[path]._replace(content=content)
        return path

    def _chmod(self) -> str | None:
        records = self.chance.random() < _UNLIKELY
        path = self.pick(lambda path: self.files[path].mode in REGULAR and (records or self.is_foreign(path)))
        if path is not None:
            mode, content = self.files[path]
            self.files[path] = File(FILE if mode == EXECUTABLE else EXECUTABLE, content)
        return path

    def _delete(self) -> str | None:
        path = self.pick(self.is_foreign)
        if path is not None:
            del self.files[path]
        return path

    def _link(self) -> str | None:
        path = self.pick(self.is_foreign)
        if path is not None:
            is_link = self.files[path].mode == LINK and self.chance.random() < 0.5
            target = self.chance.choice([b"notater.md", b"../../utenfor", b"mappe"])
            self.files[path] = File(FILE, b"var en lenke\n") if is_link else File(LINK, target)
        return path

    def _folder(self) -> str | None:
        if self.chance.random() < 0.5:
            path = self.pick(
                lambda path: self.is_foreign(path) and not path.startswith(".git")
            )  # git's check refuses that
            if path is not None:
                self.put(f"{path}/{self.chance.choice(['y', 'dypt/y'])}", self._new_file())
            return path
        path = self.chance.choice(["mappe", "mappe/to", "notater", "vedlegg"])
        self.put(path, self._new_file())
        return path

    def _rename(self) -> str | None:
        path = self.pick(lambda path: self.is_foreign(path) and self.files[path].mode != SUBMODULE)
        if path is not None:
            file = self.files.pop(path)
            self.put(f"{path}-flyttet" if self.chance.random() < 0.7 else f"flyttet/{path}", file)
        return path

    def _module(self) -> str | None:
        self.put("kilde", File(SUBMODULE, b"%040x" % self.chance.randrange(1, 4)))
        return "kilde"

    def _broken(self) -> str | None:
        """A record's file that no longer holds one, or holds one again."""
        path = self.pick(lambda path: key_of(path) is not None and path != "register.toml")
        if path is not None and self.chance.random() < 0.4:
            content = self.chance.choice([b"<<<<<<< x\n", b'name = "\n', b"x" * 300_000, b'name = "Hel igjen"\n'])
            self.files[path] = self.files[path]._replace(content=content)
        return path

    # --- records

    def change_record(self) -> str:
        """One random change of a record that leaves the side lawful; says which."""
        for _attempt in range(12):
            before = dict(self.files)
            kinds = ["field", "field", "field", "field", "participant", "participant", "host", "new", "remove", "text",
                     "parent", "comment"]  # fmt: skip
            what = self.chance.choice(kinds)
            try:
                told = getattr(self, f"_record_{what}")()
            except BadRecord:
                told = None
            if told is not None and self.is_lawful():
                return f"{what} {told}"
            self.files = before
        return "nothing"

    def edit(self, key: Key, fields: dict[str, Any]) -> None:
        """Write the record with these fields."""
        path = path_of(key)
        mode = self.files[path].mode if path in self.files else FILE
        self.files[path] = File(mode, text_of(key, fields))

    def _chosen(self, kind: str = "") -> tuple[Key, dict[str, Any]] | None:
        def wanted(path: str) -> bool:
            key = key_of(path)
            return key is not None and kind in ("", key.kind) and not self.is_foreign(path)

        path = self.pick(wanted)
        key = key_of(path) if path is not None else None
        return (key, copy.deepcopy(table_of(self.files[path or ""].content))) if key is not None else None

    def _record_field(self) -> str | None:
        if (chosen := self._chosen()) is None:
            return None
        key, fields = chosen
        specs = [spec for spec in fields_of(key.kind) if spec.shape != "raw" and spec.name not in ("rows", "state")]
        spec = self.chance.choice(specs)
        if spec.name != "name" and self.chance.random() < 0.2:
            fields.pop(spec.name, None)
        elif spec.shape == "table":
            table = fields.setdefault(spec.name, {})
            row = self._row_key(key.kind, spec)
            if row in table and self.chance.random() < 0.25:
                del table[row]
            elif spec.columns:
                column = self.chance.choice(spec.columns)
                table.setdefault(row, {})[column.name] = self._value(key.kind, column)
            else:
                table[row] = self.chance.choice(_WORDS)
        elif spec.name == "order":
            fields["order"] = self.chance.choice([5, 10, 40])
        else:
            fields[spec.name] = self._value(key.kind, spec)
        self.edit(key, fields)
        return f"{key.id}.{spec.name}"

    def _row_key(self, kind: str, spec: FieldSpec) -> str:
        if spec.keys == "code":
            return self.chance.choice(list(terms_of(spec.of))[:3])
        if spec.of:
            return self._id(spec.of)
        return self.chance.choice(("a", "b"))

    def _id(self, kind: str) -> str:
        if kind == "area":
            areas = self.records().get(Key("register", "register"), {}).get("areas", {})
            return str(self.chance.choice(sorted(areas) or ["brann"]))
        return self.chance.choice(sorted(key.id for key in self.records() if key.kind == kind) or ["ingen"])

    def _value(self, kind: str, spec: FieldSpec) -> Any:
        if spec.shape in ("references", "codes", "lines"):
            one = FieldSpec(spec.name, {"references": "reference", "codes": "code"}.get(spec.shape, "line"), spec.of)
            return list(dict.fromkeys(self._value(kind, one) for _n in range(self.chance.randrange(1, 4))))
        if spec.shape == "reference":
            return self._id(spec.of)
        if spec.shape == "code":
            return self.chance.choice(list(terms_of(spec.of))[:4])
        simple: dict[str, Callable[[], Any]] = {
            "date": lambda: self.chance.choice(_DATES),
            "share": lambda: self.chance.choice(["33.5 %", "1/3"]),
            "flag": lambda: self.chance.random() < 0.5,
            "number": lambda: self.chance.choice([1, 2, 2027]),
        }
        return simple.get(spec.shape, lambda: f"{self.chance.choice(_WORDS)} {self.chance.randrange(3)}")()

    def _record_text(self) -> str | None:
        if (chosen := self._chosen()) is None:
            return None
        key, fields = chosen
        texts = [spec.name for spec in fields_of(key.kind) if spec.shape == "text" and fields.get(spec.name)]
        if not texts:
            return None
        name = self.chance.choice(texts)
        lines = fields[name].split("\n")
        at = self.chance.randrange(len(lines))
        lines[at : at + self.chance.randrange(2)] = [f"Ny linje {self.chance.randrange(4)}"]
        fields[name] = "\n".join(lines)
        self.edit(key, fields)
        return f"{key.id}.{name}"

    def _record_participant(self) -> str | None:
        if (chosen := self._chosen("collaboration")) is None:
            return None
        key, fields = chosen
        parts = fields.setdefault("participants", {})
        party = self._id("party")
        if party in parts and self.chance.random() < 0.35:
            del parts[party]
        elif self.chance.random() < 0.6:
            roles = [role for role in terms_of("role") if role != "host"][:3]
            parts.setdefault(party, {})["role"] = self.chance.choice(roles)
        else:
            parts.setdefault(party, {})[self.chance.choice(["from", "until", "notice_given"])] = self.chance.choice(
                _DATES
            )
        self.edit(key, fields)
        return f"{key.id}.participants.{party}"

    def _record_host(self) -> str | None:
        if (chosen := self._chosen("collaboration")) is None:
            return None
        key, fields = chosen
        set_host(fields, self._id("party") if self.chance.random() < 0.9 else None)
        self.edit(key, fields)
        return f"{key.id}.host"

    def _record_parent(self) -> str | None:
        kind, field = self.chance.choice(
            [("collaboration", "parent"), ("plan_item", "parent"), ("document", "umbrella")]
        )
        if (chosen := self._chosen(kind)) is None:
            return None
        key, fields = chosen
        fields[field] = self._id(kind)
        self.edit(key, fields)
        return f"{key.id}.{field} = {fields[field]}"

    def _record_new(self) -> str | None:
        kind = self.chance.choice(sorted(_NEW_IDS))
        id = self.chance.choice(_NEW_IDS[kind])
        if path_of(Key(kind, id)) in self.files:
            return None
        fields: dict[str, Any] = {"name": f"Ny {self.chance.choice(_WORDS)}"}
        fields |= {"collaboration": {"status": "active"}, "edition": {"state": "draft"}}.get(kind, {})
        if kind == "collaboration" and self.chance.random() < 0.7:
            fields["participants"] = {self._id("party"): {"role": "host"}, self._id("party"): {}}
            fields["comment"] = self.chance.choice(_WORDS)
        self.edit(Key(kind, id), fields)
        return f"{kind} {id}"

    def _record_remove(self) -> str | None:
        chosen = self._chosen()
        if chosen is None or chosen[0].kind == "register":
            return None
        del self.files[path_of(chosen[0])]
        return chosen[0].id

    def _record_comment(self) -> str | None:
        """A comment, or only another form: what plain editors leave in a file."""
        chosen = self._chosen()
        if chosen is None or self.chance.random() > _UNLIKELY:
            return None
        path = path_of(chosen[0])
        mode, content = self.files[path]
        added = b"# merknad %d\n" % self.chance.randrange(3)
        self.files[path] = File(mode, added + content if self.chance.random() < 0.7 else b"\n" + content)
        return path


def set_host(fields: dict[str, Any], party: str | None) -> None:
    """Let `party` be the only host."""
    parts = fields.setdefault("participants", {})
    for part in parts.values():
        if part.get("role") == "host":
            del part["role"]
    if party is not None:
        parts.setdefault(party, {})["role"] = "host"


__all__ = ["Side", "set_host"]
