"""The draft of an agreement as a paper: its points with their letters, and what is still missing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING

from store.base.errors import BadInput
from store.base.i18n import _, language
from store.papers.builders.prose import text_blocks
from store.papers.builders.tables import decisions_table, fields_table
from store.papers.paper import Block, Bullets, Heading, Paper, Paragraph
from store.papers.words import as_of, capital, date_text, label, names_text, term
from store.planning.agreements import AGREEMENTS, PLACE, SERVICE, gaps, points_of
from store.records.model import Document
from store.records.paths import Key

if TYPE_CHECKING:
    from store.papers.words import Records


def agreement(records: Records, document: Document, day: dt.date) -> Paper:
    """An agreement, point by point; raises BadInput for a document that is none."""
    if document.kind != SERVICE and document.kind not in AGREEMENTS:
        raise BadInput(_("{name} is no agreement", name=document.name))
    blocks = [
        fields_table(Key(Document.KIND, document.id), _facts(records, document)),
        *text_blocks(document.text),
        *_points(document),
        *_decisions(records, document),
        *_missing(document),
    ]
    return Paper("agreement", document.name, as_of(day.isoformat()), language(), tuple(blocks))


def _facts(records: Records, document: Document) -> Iterator[tuple[str, str, str]]:
    name_of = records.name
    told = {
        "kind": term("document_kind", document.kind),
        "legal_form": term("legal_form", document.legal_form),
        "from": date_text(document.from_ or ""),
        "until": date_text(document.until or ""),
        "notice_period": document.notice_period,
        "renewal": document.renewal,
        "date": date_text(document.date or ""),
        "case": document.case,
        "owner": name_of(Key("party", document.owner)) if document.owner else "",
        "umbrella": name_of(Key("document", document.umbrella)) if document.umbrella else "",
        "collaborations": names_text("collaboration", document.collaborations, name_of),
        "studies": names_text("study", document.studies, name_of),
        "address": document.address,
        "file": document.file,
    }
    yield from ((field, label(field), words) for field, words in told.items())


def _points(document: Document) -> Iterator[Block]:
    headings = points_of(document.kind, document.legal_form)
    for letter in dict.fromkeys([*headings, *document.contents]):
        clause = document.contents.get(letter)
        yield Heading(f"{letter}) {headings[letter]}" if letter in headings else f"{letter})")
        yield from text_blocks(clause.text if clause and clause.text else PLACE)


def _decisions(records: Records, document: Document) -> Iterator[Block]:
    if document.decisions:
        yield Heading(label("decisions"))
        yield decisions_table(document.decisions, (), records.name, key=Key(Document.KIND, document.id))


def _missing(document: Document) -> Iterator[Block]:
    yield Heading(_("What is missing"))
    found = gaps(document)
    if found:
        yield Bullets(tuple((0, f"{gap.letter}) {gap.heading}: {gap.reason}") for gap in found))
    else:
        yield Paragraph(capital(_("every point is there")) + ".")
