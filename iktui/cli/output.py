"""What leaves the program: text made safe for a terminal, JSON of the contract, errors on one line."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterable
from typing import Any

import wcwidth

from store.base.i18n import _
from store.base.text import safe
from store.changes.blame import Attribution
from store.changes.changes import Change, Revision
from store.git.network import Watch
from store.records.codec import to_fields
from store.records.model import Collaboration

_LONG = 500
"""Rows from which an import tells how far it is."""
_UNSAFE = re.compile(r"[^\n\x20-\x7e\u00a1-\u00ac\u00ae-\u02ff]")


def put(text: str = "") -> None:
    """Print one line of text, made safe."""
    sys.stdout.write(safe(text) + "\n")


def put_json(value: Any) -> None:
    """Print JSON."""
    sys.stdout.write(json_text(value))


def json_text(value: Any) -> str:
    """JSON on lines; what could act on a terminal is escaped, which loses nothing."""
    text = json.dumps(value, ensure_ascii=False, indent=2, default=str)
    return _UNSAFE.sub(lambda char: char[0] if safe(char[0]) == char[0] else _escape(char[0]), text) + "\n"


def _escape(char: str) -> str:
    return json.dumps(char)[1:-1]


def put_error(text: str) -> None:
    """Print one line on standard error."""
    sys.stderr.write("iktui: " + safe(" ".join(text.split())) + "\n")


def progress() -> Watch:
    """Tells on a terminal how far a transfer is, on one line that is written over; elsewhere nothing."""
    if not sys.stderr.isatty():
        return Watch()
    return Watch(lambda line: sys.stderr.write(f"\r{pad(line, 60)}\r"))


def counted() -> Callable[[int, int], None]:
    """Tells on a terminal how much of long work is done, a few times in all; elsewhere nothing."""
    if not sys.stderr.isatty():
        return lambda _done, _all: None

    def tell(done: int, total: int) -> None:
        if total > _LONG and done % (total // 50) == 0:
            sys.stderr.write(f"\r{pad(_('{done} of {all}', done=done, all=total), 60)}\r")

    return tell


def put_labelled(fields: Iterable[tuple[str, str]]) -> None:
    """Print labels in a column and texts beside them, further lines of a text below its first."""
    for label, text in fields:
        first, *rest = text.split("\n") or [""]
        put(f"{pad(label, 24)} {first}")
        for line in rest:
            put(" " * 25 + line)


def pad(text: str, width: int) -> str:
    """`text`, safe, in exactly `width` columns of a terminal."""
    shown = safe(text)
    if wcwidth.width(shown) > width:
        shown = wcwidth.clip(shown, 0, width - 1) + "…"
    return wcwidth.ljust(shown, width)


def collaboration_json(record: Collaboration) -> dict[str, Any]:
    """One collaboration as the contract has it: always the same keys first, then whatever else it holds."""
    fields = to_fields(record)
    return {
        "id": record.id,
        "name": record.name,
        "areas": list(record.areas),
        "legal_form": record.legal_form,
        "status": record.status,
        "participants": {
            id: {"role": part.role, **fields["participants"][id]} for id, part in record.participants.items()
        },
        "host": record.host,
        "comment": record.comment,
        **{key: value for key, value in fields.items() if key not in ("participants",)},
    }


def attribution_json(made: Attribution) -> dict[str, Any]:
    """Who set a field, as the contract has it."""
    author = made.revision.author
    return {
        "value": made.value,
        "commit": made.revision.commit,
        "author": {"name": author.name, "email": author.mail},
        **_editor(made.revision),
        "date": made.revision.date.isoformat(),
        "previous": made.previous,
    }


def _editor(revision: Revision) -> dict[str, str]:
    """Who changed the file that the changes came back in, where there was one."""
    return {"editor": revision.editor} if revision.editor else {}


def revision_json(revision: Revision, changes: list[Change]) -> dict[str, Any]:
    """One revision as the contract has it."""
    return {
        "commit": revision.commit,
        "author": {"name": revision.author.name, "email": revision.author.mail},
        **_editor(revision),
        "date": revision.date.isoformat(),
        "message": revision.message,
        "action": revision.action,
        "changes": [
            {
                "kind": change.key.kind,
                "id": change.key.id,
                "field": field.field,
                "before": field.before,
                "after": field.after,
            }
            for change in changes
            for field in change.fields
        ],
    }
