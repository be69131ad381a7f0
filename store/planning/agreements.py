"""Agreements: forms of organisation side by side, drafts from templates, and what an agreement still lacks.

What an agreement must hold is data: `contents` of each form in `store/data/legal_forms.toml` (kommuneloven §§ 18-4,
19-4, 20-4, IKS-loven § 4). The templates are `store/data/agreement_templates.toml`. Pure.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Iterable, Mapping, Sequence
from functools import cache
from typing import Any, Final, NamedTuple

from store.base.dates import in_force
from store.base.errors import BadInput
from store.base.glossary import legal_forms, read_data, terms_of
from store.base.i18n import _, in_language, language, mark
from store.base.ids import make_id
from store.base.near import none_of
from store.base.text import excerpt, one_line
from store.changes.wording import NameOf
from store.records.model import Clause, Collaboration, Document, Study
from store.records.paths import Key

PLACE: Final = "[…]"
"""What marks a place that people have to fill in."""
SERVICE: Final = "service_level_agreement"
AGREEMENTS: Final = ("agreement", "company_agreement", "articles")
"""The kinds of document that found a cooperation."""
_PLACES: Final = (PLACE, "[...]")
_LONGEST: Final = 400
_ENTITY: Final = {"yes": mark("yes"), "no": mark("no"), "by_agreement": mark("as the agreement says")}


class Comparison(NamedTuple):
    """Forms side by side: their names, and per fact its label and one value a form ("–" where nothing is known)."""

    forms: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


class Gap(NamedTuple):
    """A point of an agreement that is not settled: its letter, what it is about, what is wrong with it."""

    letter: str
    heading: str
    reason: str


# --- forms side by side


def compare_forms(codes: Sequence[str]) -> Comparison:
    """What sets forms of organisation apart, from the data, in the language in use; raises BadInput for no form."""
    known = legal_forms()
    unknown = [code for code in codes if code not in known]
    if unknown:
        raise BadInput(none_of(unknown[0], [term.name() for term in known.values()]))
    terms = [known[code] for code in codes]
    facts = (
        (_("Own legal person"), [_(_ENTITY.get(str(term.facts.get("legal_entity")), "")) for term in terms]),
        (_("Adopted by"), [term.text("adopted_by") for term in terms]),
        (_("Decisions"), [term.text("delegation") for term in terms]),
        (_("Liability"), [term.text("liability") for term in terms]),
        (_("Withdrawal"), [term.text("withdrawal") for term in terms]),
        (_("Legal basis"), [str(term.facts.get("basis", "")) for term in terms]),
    )
    rows = tuple((label, tuple(value or "–" for value in values)) for label, values in facts)
    return Comparison(tuple(term.name() for term in terms), rows)


# --- what an agreement has to hold


@cache
def _templates() -> Mapping[str, Mapping[str, Any]]:
    return read_data("agreement_templates.toml")


def has_list(form: str | None) -> bool:
    """Whether an act lists what an agreement of the form must hold."""
    return form is not None and bool(legal_forms()[form].facts.get("contents"))


def points_of(kind: str | None, form: str | None, lang: str | None = None) -> dict[str, str]:
    """What such a document has to speak of: heading by letter, in the order of the list.

    A service delivery agreement, and a form that no act has a list for, have headings of our own.
    """
    code = lang or language()
    if kind != SERVICE and form is not None and has_list(form):
        return {point["letter"]: point["text"][code] for point in legal_forms()[form].facts["contents"]}
    own = _templates()["service" if kind == SERVICE else "general"]
    return {letter: point["heading"][code] for letter, point in own.items()}


def gaps(document: Document) -> list[Gap]:
    """The points of an agreement that are absent, empty, or still hold a place to fill in, in the list's order."""
    if document.kind != SERVICE and document.kind not in AGREEMENTS:
        return []
    found = []
    points = points_of(document.kind, document.legal_form)
    for letter, heading in points.items():
        clause = document.contents.get(letter)
        if clause is None:
            found.append(Gap(letter, heading, _("is not there")))
        elif not clause.text.strip():
            found.append(Gap(letter, heading, _("is empty")))
        elif any(place in clause.text for place in _PLACES):
            found.append(Gap(letter, heading, _("still has a place to fill in")))
    return found


def missing(document: Document) -> list[str]:
    """The letters of `gaps`."""
    return [gap.letter for gap in gaps(document)]


def is_active(document: Document, collaborations: Mapping[str, Collaboration], day: dt.date) -> bool:
    """Whether an agreement is in force on a day: by its own dates, or since a collaboration it belongs to is."""
    if not in_force(document.from_, document.until, day):
        return False
    named = [collaborations[id] for id in document.collaborations if id in collaborations]
    return document.from_ is not None or any(record.in_force_on(day) for record in named)


def of_study(study: Study, documents: Iterable[Document], kinds: Container[str | None]) -> list[Document]:
    """The documents of some kinds that belong to a study."""
    return [document for document in documents if study.id in document.studies and document.kind in kinds]


# --- drafts


def draft_agreement(
    about: Study | Collaboration, form: str, lang: str, name_of: NameOf, taken: Container[str] = ()
) -> Document:
    """A draft of the agreement that founds the cooperation, every point of the form's list filled in as far as known.

    `taken` are the ids of documents. Raises BadInput for no form.
    """
    if form not in legal_forms():
        raise BadInput(none_of(form, [term.name() for term in legal_forms().values()]))
    facts = legal_forms()[form].facts
    kind = facts["agreement"] if facts.get("agreement") in AGREEMENTS else "agreement"
    notice = in_language(lang, mark("one year")) if facts.get("needs_host") else ""
    return _draft(about, kind, form, lang, name_of, taken, notice)


def draft_service_agreement(
    about: Study | Collaboration, lang: str, name_of: NameOf, taken: Container[str] = ()
) -> Document:
    """A draft of the service delivery agreement: service, level, reporting, price, deviations, contact, duration."""
    return _draft(about, SERVICE, about.legal_form, lang, name_of, taken, "")


def _draft(
    about: Study | Collaboration, kind: str, form: str | None, lang: str, name_of: NameOf, taken: Container[str],
    notice: str,
) -> Document:  # fmt: skip
    values = _values(about, name_of)
    texts = _texts("service" if kind == SERVICE else form or "", lang)
    contents = {
        letter: Clause(text=one_line(texts.get(letter, PLACE).format(**values)))
        for letter in points_of(kind, form, lang)
    }
    title = f"{terms_of('document_kind')[kind].name(lang)}: {about.name}"
    is_study = isinstance(about, Study)
    return Document(
        id=make_id(title, taken, "doc"),
        name=title,
        kind=kind,
        legal_form=form,
        notice_period=notice,
        studies=(about.id,) if is_study else (),
        collaborations=() if is_study else (about.id,),
        contents=contents,
    )


def _texts(name: str, lang: str) -> dict[str, str]:
    """The template of a form by letter, with those of the form it is like."""
    table = _templates()[name] if name in _templates() else _templates()["general"]
    like = _texts(str(table["like"]), lang) if "like" in table else {}
    return like | {letter: point["text"][lang] for letter, point in table.items() if letter != "like"}


def _values(about: Study | Collaboration, name_of: NameOf) -> dict[str, str]:
    """What the register knows, by the names that the templates use; PLACE for what it does not."""
    if isinstance(about, Study):
        parties, host, start, task = list(about.participants), about.host, None, about.text
        key, costs = about.cost_key, _costs(about, name_of)
    else:
        central = str(legal_forms()[about.legal_form or ""].facts.get("central_role", "host"))
        parties, host = list(about.participants), about.host or about.with_role(central)
        start, task, key, costs = about.from_, about.comment, "", ""
    if host is not None and host not in parties:
        parties = [host, *parties]

    def named(ids: Iterable[str]) -> str:
        return ", ".join(name_of(Key("party", id)) for id in ids) or PLACE

    return {
        "name": about.name,
        "participants": named(parties),
        "host": named([host] if host else []),
        "office": named([host] if host else []),
        "supplier": named([host] if host else []),
        "receivers": named(id for id in parties if id != host),
        "areas": ", ".join(name_of(Key("area", id)) for id in about.areas) or PLACE,
        "task": excerpt(task, _LONGEST).rstrip(".") or PLACE,
        "from": start or PLACE,
        "key": key or PLACE,
        "costs": costs,
    }


def _costs(study: Study, name_of: NameOf) -> str:
    told = []
    for party, cost in study.costs.items():
        words = [cost.share, f"{cost.amount} kr" if cost.amount is not None else ""]
        told.append(f"{name_of(Key('party', party))}: {', '.join(word for word in words if word) or PLACE}")
    return "; ".join(told) + "." if told else ""


def agreement_text(document: Document, lang: str | None = None) -> str:
    """The agreement as Markdown: its name, then each point with its letter and heading."""
    headings = points_of(document.kind, document.legal_form, lang)
    letters = dict.fromkeys([*headings, *document.contents])
    parts = [f"# {document.name}"]
    for letter in letters:
        clause = document.contents.get(letter)
        parts += [f"## {letter}) {headings.get(letter, letter)}", clause.text if clause and clause.text else PLACE]
    return "\n\n".join(parts) + "\n"
