"""One collaboration on a sheet: every field in words, participants, decisions, documents, its past."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from store.base.i18n import _, language
from store.papers.builders.pictures import life_blocks
from store.papers.builders.rows import full_columns
from store.papers.builders.tables import decisions_table, facts_table, fields_table
from store.papers.paper import DATE, SHARE, Block, Column, Heading, Line, Paper, Table
from store.papers.words import as_of, capital, choices, date_text, label, term, value_words
from store.records.codec import to_fields
from store.records.model import Collaboration, Document
from store.records.paths import Key
from store.reports.life import in_editions, life_shown

if TYPE_CHECKING:
    from store.papers.builders.changes import Revised
    from store.papers.words import Records
    from store.records.snapshot import State

_ELSEWHERE: Final = ("name", "participants", "decisions", "as_written", "former", "accepted")
"""Fields that have a place of their own on the sheet."""
_NONE: Final[Mapping[str, State]] = {}
_LINKED: Final = ("areas", "legal_form", "status", "parent", "replaced_by")
"""Fields that are links, where there are pages to link to."""


def record(
    records: Records, made: Collaboration, day: dt.date, revised: Iterable[Revised] = (),
    editions: Mapping[str, State] = _NONE,
) -> Paper:  # fmt: skip
    """Everything about one collaboration; `revised` is its history, newest first, `editions` the register by year."""
    own = [document for document in records.documents.values() if made.id in document.collaborations]
    accepted = "\n".join(dict.fromkeys(why for why in made.accepted.values() if why))
    blocks = [
        fields_table(_key(made), [*_facts(records, made), ("", label("accepted"), accepted)]),
        *_participants(records, made),
        *_life(records, made, day, own, editions),
        *_decisions(records, made),
        *_documents(own),
        *_as_written(records, made),
        *_history(made, revised),
    ]
    return Paper("record", made.name, as_of(day.isoformat()), language(), tuple(blocks))


def public_record(
    records: Records, made: Collaboration, day: dt.date, revised: Iterable[Revised], documents: Iterable[Document],
    editions: Mapping[str, State] = _NONE,
) -> Paper:  # fmt: skip
    """What everybody may read of it, with its `documents`, below links that say what it has in common with others."""
    told = _facts(records, made, (*_ELSEWHERE, *_LINKED))
    facts = facts_table([(called, words) for _field, called, words in told])
    blocks = [
        *([facts] if facts.lines else []),
        *_participants(records, made, are_keys=True),
        *_life(records, made, day, documents, editions),
        *_decisions(records, made),
        *_documents(documents),
        *_history(made, revised),
    ]
    return Paper("record", made.name, as_of(day.isoformat()), language(), tuple(blocks))


def _key(made: Collaboration) -> Key:
    return Key(Collaboration.KIND, made.id)


def _facts(
    records: Records, made: Collaboration, elsewhere: Container[str] = _ELSEWHERE
) -> Iterator[tuple[str, str, str]]:
    """Every field that holds something, those too that this version does not know, but those `elsewhere`: the field
    that can come back, "" for none, what it is called, what it holds.
    """
    for field, value in to_fields(made).items():
        if field not in elsewhere:
            words = value_words(made.KIND, field, value, records.name)
            yield "" if field == "uncertain" else field, label(field, records.name), words
    former = [written.name for written in made.former.values() if written.name]
    yield "", label("former"), ", ".join(former)


def _participants(records: Records, made: Collaboration, *, are_keys: bool = False) -> Iterator[Block]:
    """Who takes part; a line is of the collaboration, or (`are_keys`) of who it names."""
    if not made.participants:
        return
    columns = (
        Column(_("Participant"), weight=2.0),
        Column(label("role"), weight=1.5, field="participants.*.role", choices=choices("role")),
        *(Column(label(name), DATE, field=f"participants.*.{name}") for name in ("from", "until", "notice_given")),
        Column(label("share"), SHARE, field="participants.*.share"),
    )
    lines = [
        Line((records.name(Key("party", id)), term("role", part.role), part.from_ or "", part.until or "",
              part.notice_given or "", (part.share or "").removesuffix(" %")),
             Key("party", id) if are_keys else _key(made), about=id)
        for id, part in made.participants.items()
    ]  # fmt: skip
    yield Heading(label("participants"))
    yield full_columns(columns, lines, "participants")


def _life(
    records: Records, made: Collaboration, day: dt.date, documents: Iterable[Document], editions: Mapping[str, State]
) -> Iterator[Block]:
    """Its life over the years, where anything of it has a date."""
    shown = life_shown(records, made, in_editions(made, editions), day, documents)
    if shown.data["dates"]:
        yield Heading(_("Timeline"))
        yield from life_blocks(shown)


def _decisions(records: Records, made: Collaboration) -> Iterator[Block]:
    if made.decisions:
        yield Heading(label("decisions"))
        yield decisions_table(made.decisions, (), records.name, key=_key(made))


def _documents(documents: Iterable[Document]) -> Iterator[Block]:
    columns = (
        Column(label("name"), weight=3.0, field="name"), Column(label("kind"), weight=1.5, field="kind"),
        Column(label("from"), DATE, field="from"), Column(label("until"), DATE, field="until"),
        Column(label("case"), field="case"), Column(label("address"), weight=2.0, field="address"),
    )  # fmt: skip
    lines = [
        Line((one.name, term("document_kind", one.kind), one.from_ or "", one.until or "", one.case, one.address),
             Key(Document.KIND, one.id))
        for one in documents
    ]  # fmt: skip
    if lines:
        yield Heading(label("documents"))
        yield full_columns(columns, lines, "documents")


def _as_written(records: Records, made: Collaboration) -> Iterator[Block]:
    """What the document's row said, before anything was made of it."""
    if made.as_written is None:
        return
    written: dict[str, Any] = made.as_written.model_dump(exclude_defaults=True)
    marks = written.pop("marks", {})
    facts = [(label(field), str(value)) for field, value in written.items() if not isinstance(value, dict)]
    facts += [(records.name(Key("party", id)), mark) for id, mark in marks.items()]
    table = facts_table(facts, "as-written")
    if table.lines:
        yield Heading(capital(label("as_written")))
        yield table


def _history(made: Collaboration, revised: Iterable[Revised]) -> Iterator[Block]:
    lines = [
        Line((date_text(one.date), one.author, "\n".join(one.told), one.case, one.reason))
        for one in revised
        if one.key == _key(made)
    ]
    if not lines:
        return
    columns = (
        Column(_("When"), weight=1.5), Column(_("Who"), weight=1.5), Column(_("What happened"), weight=3.0),
        Column(_("Case")), Column(_("Reason"), weight=2.0),
    )  # fmt: skip
    table: Table = full_columns(columns, lines, "history")
    yield Heading(_("History"))
    yield table
