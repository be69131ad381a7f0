"""What is left of kommuneloven of 1992 § 27, and its conversion (omdanning).

Every § 27 board was to be converted to an intermunicipal political council or a municipal task community by the autumn
of 2023, at each council's constituting meeting; all councils decide, and assets, rights and duties pass over
(kommuneloven § 31-2). To form it anew as a company or a host cooperation is the alternative. The act names no sanction:
what was not converted is never dissolved, its legal basis must be clarified.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from store.base.dates import read_date
from store.base.errors import BadInput, refusing
from store.base.glossary import legal_forms, roles
from store.base.i18n import _, in_language, mark
from store.base.text import sort_key
from store.changes.changes import Changeset, change
from store.records.codec import from_fields, to_fields
from store.records.decisions import decided, is_decided
from store.records.model import Collaboration, Decision
from store.records.overview import is_current
from store.records.paths import Key
from store.records.snapshot import Snapshot

LEGACY: Final = "legacy_section_27"
CERTAIN, UNCERTAIN, DONE = "certain", "uncertain", "converted"


class LegacyRow(NamedTuple):
    """A collaboration under § 27, one that may be, or one that was in an earlier edition.

    `progress` is the proposal as it was last made; `missing` the councils that have not decided on a conversion.
    """

    record: Collaboration
    state: str
    progress: str
    missing: tuple[str, ...]


def legacy(snapshot: Snapshot, earlier: Iterable[Snapshot] = ()) -> list[LegacyRow]:
    """All that are or may be under § 27, and those that were in one of the `earlier` editions, oldest first."""
    members = snapshot.register.members
    was = {
        id: record
        for edition in earlier
        for id, record in edition.collaborations.items()
        if record.legal_form == LEGACY
    }
    rows = []
    for record in snapshot.collaborations.values():
        before = was.get(record.id)
        if record.legal_form != LEGACY and before is None:
            continue
        if record.legal_form == LEGACY and not is_current(record):
            continue  # it is over: there is nothing to clarify
        state = DONE if record.legal_form != LEGACY else UNCERTAIN if "legal_form" in record.uncertain else CERTAIN
        councils = [id for id in record.participants if id in members] or list(members)
        missing = tuple(id for id in councils if not is_decided(record.decisions.get(id)))
        progress = record.progress or (before.progress if before else "")
        rows.append(LegacyRow(record, state, progress, missing))
    return sorted(rows, key=lambda row: ((CERTAIN, UNCERTAIN, DONE).index(row.state), sort_key(row.record.name)))


def state_text(row: LegacyRow) -> str:
    """Where it stands: under § 27, perhaps so, or what it is now."""
    if row.state == DONE:
        form = row.record.legal_form
        return _("now {form}", form=legal_forms()[form].name() if form else _("without a form"))
    return _("under § 27") if row.state == CERTAIN else _("perhaps under § 27")


def converted() -> tuple[str, ...]:
    """The forms that a § 27 board becomes by § 31-2, with everything it has."""
    return tuple(legal_forms()[LEGACY].facts["becomes"])


def formed_anew() -> tuple[str, ...]:
    """The forms that can take its place otherwise."""
    return tuple(legal_forms()[LEGACY].facts["formed_anew"])


def targets() -> tuple[str, ...]:
    """The forms that a § 27 board can lawfully become, those of § 31-2 first."""
    return (*converted(), *formed_anew())


def deadline_text() -> str:
    """When it was to be done, as the act has it."""
    year = legal_forms()[LEGACY].facts["valid_until"]
    return _(
        "by autumn {year}, at each council's constituting meeting; what is not converted lacks a clear legal basis",
        year=year,
    )


def convert(
    snapshot: Snapshot, record: Collaboration, form: str, date: str, decisions: Mapping[str, Decision]
) -> Changeset:
    """The conversion as one commit: the form, the role of whoever is responsible, what the councils decided.

    `date` is when it takes effect, "" when that is not known. Raises BadInput: not under § 27, no lawful form, a bad
    date, an unknown party.
    """
    if record.legal_form != LEGACY:
        raise BadInput(_("{name} is not under § 27", name=record.name))
    if form not in targets():
        known = ", ".join(legal_forms()[code].name() for code in targets())
        raise BadInput(_("a § 27 board cannot become “{form}”; it can become: {known}", form=form, known=known))
    with refusing():
        day = read_date(date) if date else ""
    unknown = next((id for id in decisions if not snapshot.exists(Key("party", id))), None)
    if unknown is not None:
        raise BadInput(_("no party has the id “{id}”", id=unknown))
    fields = to_fields(record)
    fields["legal_form"] = form
    fields["uncertain"] = [name for name in record.uncertain if name != "legal_form"]
    fields["accepted"] = {key: why for key, why in record.accepted.items() if not key.startswith("form_past_deadline")}
    role = str(legal_forms()[form].facts.get("central_role", ""))
    for part in fields.get("participants", {}).values():
        if part.get("role") == "responsible_party" and role in roles():
            part["role"] = role
    made = from_fields(record.KIND, record.id, {key: value for key, value in fields.items() if value not in ({}, [])})
    said = record.decisions
    for id, decision in decisions.items():
        said = decided(said, id, decision)
    after = made.model_copy(update={"decisions": said})
    lang = snapshot.language
    text = in_language(
        lang, mark("{name}: converted from {old} to {new}"), name=record.name,
        old=legal_forms()[LEGACY].name(lang), new=legal_forms()[form].name(lang),
    )  # fmt: skip
    if day:
        text += in_language(lang, mark(" from {date}"), date=day)
    cases = ", ".join(dict.fromkeys(decision.case for decision in decisions.values() if decision.case))
    return Changeset(snapshot.commit, (change(record, after),), "convert", text, case=cases)
