"""What a document's prose says besides its tables: a strategy that was adopted, questions to discuss."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from store.base.ids import make_id
from store.base.text import match_key, one_line
from store.changes.preview import Preview
from store.records.model import Decision, Document, Question
from store.records.paths import Key
from store.rules.taken import Taken

_ADOPTED: Final = re.compile(
    r"(?P<body>Kommunestyret|Formannskapet) vedtok i sak (?P<case>\S*\d) (?:ny |Ny )?(?P<what>[Ss]trategi for [^.]+)\."
)
_TO_DISCUSS: Final = "til diskusjon"
_BULLET: Final = re.compile(r"^\s*[-•*]\s*(?P<text>.+?)\s*$")
_NEW: Final = re.compile(r"\bnye? områder?\b|\bnytt område\b", re.IGNORECASE)
_GOES_ON: Final = re.compile(r"\bvidereføring\b|\bvidareføring\b|\bfortsette\b", re.IGNORECASE)


def put_prose(desk: Preview, prose: Sequence[str], doc_id: str, owner: str | None, date: str | None) -> None:
    """Lay the strategy and the questions over what is on the desk; what is there under the name stays as it is."""
    text = "\n".join(prose)
    adopted = _ADOPTED.search(text)
    if adopted is not None:
        _put_strategy(desk, adopted, owner)
    known = {match_key(question.name) for question in desk.records(Question).values()}
    for line in _questions(prose):
        if match_key(line) not in known:
            id = make_id(line, Taken(desk, Question.KIND), "sporsmal")
            kind = "new_area" if _NEW.search(line) else "continuation" if _GOES_ON.search(line) else "other"
            raised = desk.documents[doc_id].name if doc_id in desk.documents else ""
            desk.put(Question(id=id, name=line, kind=kind, status="open", raised_by=raised, date=date))


def _put_strategy(desk: Preview, adopted: re.Match[str], owner: str | None) -> None:
    words = one_line(adopted["what"])
    name = words[0].upper() + words[1:]
    same = [document for document in desk.documents.values() if match_key(document.name) == match_key(name)]
    id = same[0].id if same else make_id(name, Taken(desk, Document.KIND), "strategi")
    document = same[0] if same else Document(id=id, name=name, kind="strategy")
    if owner is not None and desk.exists(Key("party", owner)) and owner not in document.decisions:
        decision = Decision(body=adopted["body"], case=adopted["case"])
        document = document.model_copy(update={"decisions": {**document.decisions, owner: decision}})
    desk.put(document)


def _questions(prose: Sequence[str]) -> list[str]:
    """The bullets below "Til diskusjon", up to the next line that is none."""
    found: list[str] = []
    inside = False
    for line in prose:
        bullet = _BULLET.match(line)
        if inside and bullet:
            found.append(one_line(bullet["text"]))
        elif line.strip():
            inside = match_key(line).rstrip(":") == _TO_DISCUSS
    return found
