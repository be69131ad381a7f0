"""A small register with a record of every kind, and files beside it that are no records: where the laws begin."""

from __future__ import annotations

import random
from functools import cache
from typing import Any, Final

from store.records.codec import dump, from_fields
from store.records.paths import REGISTER, Key, path_of
from tests.laws.plumbing import EXECUTABLE, FILE, LINK, SUBMODULE, File, Files

PARTIES: Final = ("oyer", "gausdal", "lillehammer", "ringebu", "innlandet")
AREAS: Final = ("brann", "helse", "kultur")
_LINES: Final = "\n".join(f"Linje {number}: det som ble sagt om punkt {number}." for number in range(1, 41)) + "\n"
_TEXT: Final = "\n".join(f"Avsnitt {number}." for number in range(1, 9))
COMMIT: Final = b"1234567890123456789012345678901234567890"


@cache
def records() -> dict[Key, dict[str, Any]]:
    """The records, as plain values."""
    made: dict[tuple[str, str], dict[str, Any]] = {
        ("register", REGISTER.id): {
            "name": "Prøveregister", "language": "nb", "format": 1, "members": ["oyer", "gausdal", "lillehammer"],
            "areas": {id: {"name": id.title(), "order": 10 * order} for order, id in enumerate(AREAS, 1)},
        },
        **{
            ("party", id): {"name": name, "kind": kind, "orgnr": f"9611817{number}9"}
            for number, (id, name, kind) in enumerate([
                ("oyer", "Øyer", "municipality"), ("gausdal", "Gausdal", "municipality"),
                ("lillehammer", "Lillehammer", "municipality"), ("ringebu", "Ringebu", "municipality"),
                ("innlandet", "Innlandet", "county"),
            ])
        },
        ("collaboration", "felles-brannvesen"): {
            "name": "Felles brannvesen", "status": "active", "areas": ["brann"], "legal_form": "host_municipality",
            "comment": _TEXT, "participants": {"oyer": {"role": "host"}, "gausdal": {}, "lillehammer": {}},
        },
        ("collaboration", "legevakt"): {
            "name": "Interkommunal legevakt", "status": "active", "areas": ["helse"], "from": "2015",
            "progress": _TEXT, "participants": {"lillehammer": {"role": "host"}, "oyer": {"from": "2016"}},
            "decisions": {"oyer": {"body": "Kommunestyret", "case": "71/2019"}},
        },
        ("collaboration", "regionrad"): {
            "name": "Regionråd", "status": "active", "participants": {"oyer": {}, "gausdal": {}, "lillehammer": {}},
        },
        ("collaboration", "felles-kino"): {
            "name": "Felles kino", "status": "active", "areas": ["kultur", "helse"], "parent": "regionrad",
            "aliases": ["Kinoen", "Filmhuset"], "participants": {"gausdal": {"role": "host"}, "ringebu": {}},
            "as_written": {"name": "Felles kino*", "type": "Vertskommune", "marks": {"gausdal": "x"}},
        },
        ("collaboration", "arkiv"): {
            "name": "Fellesarkiv", "status": "ended", "from": "2010", "until": "2019-12-31", "end_reason": "Slutt",
            "participants": {"gausdal": {"from": "2012-03", "until": "2018"}},
        },
        ("collaboration", "innkjop"): {"name": "Innkjøp", "status": "active", "comment": "Kort.", "starred": True},
        ("plan_item", "ny-stasjon"): {
            "name": "Ny brannstasjon", "year": 2026, "order": 10, "status": "planned",
            "collaborations": ["felles-brannvesen"], "text": _TEXT,
        },
        ("plan_item", "tomt"): {"name": "Finne tomt", "year": 2026, "order": 20, "parent": "ny-stasjon"},
        ("plan_item", "opplaering"): {"name": "Opplæring", "year": 2026, "order": 30, "status": "in_progress"},
        ("study", "felles-legekontor"): {
            "name": "Felles legekontor", "status": "pre_study", "participants": ["oyer", "gausdal"],
            "collaborations": ["legevakt"], "text": _TEXT, "costs": {"oyer": {"amount": 100}},
        },
        ("document", "avtale-brann"): {
            "name": "Avtale om brannvesen", "kind": "agreement", "collaborations": ["felles-brannvesen"],
            "from": "2015", "until": "2030", "contents": {"a": {"text": "Partene"}, "b": {"text": _TEXT}},
        },
        ("document", "rammeavtale"): {"name": "Rammeavtale", "kind": "agreement", "text": _TEXT},
        ("document", "oversikt-2021"): {
            "name": "Oversikt 2021", "kind": "overview", "date": "2021-01-01", "owner": "oyer",
            "columns": ["Navn", "Øyer"], "rows": ["# Brann", "felles-brannvesen", "regionrad"],
        },
        ("event", "regionmote"): {
            "name": "Regionmøte", "recurs": "yearly", "date": "2026-03-01", "collaborations": ["regionrad"],
        },
        ("question", "mer-kino"): {"name": "Mer kino?", "areas": ["kultur"], "collaborations": ["felles-kino"]},
        ("edition", "2025"): {
            "state": "draft", "date": "2025-01-01", "opened": "2024-12-01",
            "confirmations": {"regionrad": {"oyer": {"state": "confirmed", "by": "Kari"}}},
        },
    }  # fmt: skip
    return {Key(*key): fields for key, fields in made.items()}


def text_of(key: Key, fields: dict[str, Any]) -> bytes:
    """The canonical text of a record."""
    return dump(from_fields(key.kind, key.id, fields))


@cache
def record_files() -> Files:
    """The files of the records."""
    return {path_of(key): File(FILE, text_of(key, fields)) for key, fields in records().items()}


@cache
def binary(seed: int, size: int) -> bytes:
    """Bytes that are no text, the same for the same seed."""
    block = b"\0" + random.Random(seed).randbytes(4095)
    return (block * (size // len(block) + 1))[:size]


def large_record(tables: int) -> bytes:
    """A record of many empty tables, as plain git can make one."""
    head = 'name = "Et svært samarbeid"\nstatus = "active"\n\n'
    return (head + "".join(f"[x{number}]\n" for number in range(tables))).encode()


@cache
def foreign_files() -> Files:
    """Files that hold no record, of every sort that has been seen beside a register."""
    return {
        "vedlegg/a.pdf": File(FILE, binary(1, 3_000)),
        "vedlegg/b æøå.pdf": File(FILE, binary(2, 200)),
        "vedlegg/tom": File(FILE, b""),
        "notater.md": File(FILE, _LINES.encode()),
        "notater/møte 1.txt": File(FILE, _LINES.replace("Linje", "Sak").encode()),
        "notater/linje\nskift.txt": File(FILE, b"et navn med linjeskift\n"),
        "notater/utenslutt": File(FILE, _LINES.rstrip("\n").encode()),
        ".gitignore": File(FILE, b"*.tmp\n*.bak\n" + b"".join(b"mappe%d/\n" % n for n in range(9))),
        ".gitattributes": File(FILE, b"*.md merge=union\n*.pdf binary\n*.txt merge=ours\n"),
        ".github/CODEOWNERS": File(FILE, b"* @oyer\n"),
        "collaborations/README.md": File(FILE, _LINES.encode()),
        "collaborations/fe/notat.txt": File(FILE, b"Notat ved siden av.\n"),
        "parties/Ikke En Id.toml": File(FILE, b'name = "Ikke en id"\n'),
        "plan/skjema.xlsx": File(FILE, binary(3, 40_000)),
        "skript/rydd.sh": File(EXECUTABLE, b"#!/bin/sh\n" + b"".join(b"echo %d\n" % n for n in range(20))),
        "snarvei": File(LINK, b"notater.md"),
        "ut": File(LINK, b"../../utenfor"),
        "kilde": File(SUBMODULE, COMMIT),
        "mappe/en": File(FILE, b"en\n"),
        "mappe/to/tre": File(FILE, b"tre\n"),
        "events/odelagt.toml": File(FILE, b'name = "Uten slutt\ndate = 2021-\n' + _LINES.encode()),
        "questions/rotete.toml": File(FILE, b'name = "R"\nid = "rotete"\n'),
        "documents/fo/for-stor.toml": File(FILE, b'name = "For stor"\ntext = "' + b"x" * 300_000 + b'"\n'),
    }
