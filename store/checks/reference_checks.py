"""Every place where a record is named, and ids that lead nowhere or to two: what `fsck` proves and `check` tells."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from store.base.i18n import _
from store.changes.changes import Change, change
from store.checks.findings import Finding, record_finding
from store.records.model import AsWritten, Collaboration, Conflict, Document, Edition, Record
from store.records.paths import Key
from store.records.references import references_of, with_confirmations, with_reference, without_party
from store.records.schema import spec_of
from store.records.snapshot import State
from store.rules.following import words_of
from store.rules.taken import AREA, last_of, renamed_to

UNKNOWN, SHARED = "unknown_reference", "shared_id"
_SAID: Final = ("rows", "confirmations")
"""Fields that keep what was said: an id in them may be a former one."""


def named_in(record: Record) -> Iterator[tuple[str, Key]]:
    """Every id in a record as (dotted field, what it names): links, rows, who confirmed what, what is in conflict."""
    if isinstance(record, Conflict):
        kind, _dot, id = record.id.partition(".")
        if "" not in record.fields:
            yield "fields", Key(kind, id)
        return
    yield from references_of(record)
    if isinstance(record, Edition):
        for id, parts in record.confirmations.items():
            yield f"confirmations.{id}", Key(Collaboration.KIND, id)
            yield from ((f"confirmations.{id}.{party}", Key("party", party)) for party in parts)


class Ids:
    """What each id of a register leads to."""

    def __init__(self, names: State) -> None:
        self._names = names
        self._existing = set(names.files())
        self._areas = names.register.areas
        self._owners: dict[str, list[str]] = {}
        for record in names.collaborations.values():
            for id in record.former:
                self._owners.setdefault(id, []).append(record.id)

    def leads(self, record: Record, field: str, key: Key) -> bool:
        """Whether what a record names in a field is there; where something was only said, also under another id."""
        if key.kind == AREA:
            return key.id in self._areas
        if key in self._existing:
            return True
        if field.partition(".")[0] not in _SAID or key.kind != Collaboration.KIND:
            return False
        return key.id in self._owners or (isinstance(record, Document) and key.id in record.gone)

    def unknown(self, record: Record) -> Iterator[tuple[str, Key]]:
        """What a record names that is nowhere. A published edition says what was said then: see `fsck`."""
        is_published = isinstance(record, Edition) and record.state == "published"
        for field, key in named_in(record):
            if not self.leads(record, field, key) and not (is_published and field.startswith("confirmations")):
                yield field, key

    def heir(self, key: Key) -> str:
        """The id that what is named has now: that of the record it was merged into, or its file's new name; else ""."""
        if key.kind == Collaboration.KIND and key.id in self._owners:
            return self._owners[key.id][0]
        heir = renamed_to(self._names.base, key) if key.kind != AREA else None
        return heir if heir is not None and Key(key.kind, heir) in self._existing else ""

    def shared(self) -> Iterator[tuple[str, str]]:
        """(collaboration, former id) where the id leads to another record too."""
        for id, owners in self._owners.items():
            is_live = Key(Collaboration.KIND, id) in self._existing
            yield from ((owner, id) for owner in (owners if is_live else sorted(owners)[1:]))


def reference_findings(names: State, told: set[tuple[str, str]]) -> Iterator[Finding]:
    """Ids that lead nowhere, or to two. `told` are the (collaboration, field) that were told of already."""
    ids = Ids(names)
    for record in _all(names):
        for field, key in ids.unknown(record):
            if record.KIND == Collaboration.KIND and (record.id, field) in told:
                continue
            text = _("{field} names “{id}”, which is not in the register", field=field, id=key.id)
            yield record_finding(UNKNOWN, "error", record, field, text, ids.heir(key))
    for owner, id in ids.shared():
        text = _("the former id “{id}” is another record's too", id=id)
        yield Finding(SHARED, "error", Collaboration.KIND, owner, "former", text)


def _all(names: State) -> Iterator[Record]:
    from store.records.model import MODELS

    for kind, model in MODELS.items():
        if kind != "register":  # what the register names is told by `checks`, in other words
            yield from names.records(model).values()


def settle_reference(finding: Finding, names: State) -> Change | None:
    """The change that follows an id to its heir, or gives it up where that loses nothing; None: only a person knows."""
    record, ids = names.readable(Key(finding.kind, finding.id)), Ids(names)
    if record is None:
        return None
    if finding.code == SHARED and isinstance(record, Collaboration):
        lost = {id for owner, id in ids.shared() if owner == record.id}
        former = {id: words for id, words in record.former.items() if id not in lost}
        return change(record, record.model_copy(update={"former": former}))
    unknown = [key for field, key in ids.unknown(record) if field == finding.field]
    if not unknown:
        return None
    if isinstance(record, Conflict):
        return change(record, None)
    if isinstance(record, Document) and finding.field == "rows":
        return _settle_row(record, unknown[0], ids, names)
    after: Record = record
    for key in unknown:
        heir = ids.heir(key) or None
        if finding.field.startswith("confirmations") and isinstance(after, Edition):
            is_party = key.kind == "party"
            after = without_party(after, key.id) if is_party else with_confirmations(after, key.id, heir)
        elif heir is not None or "." not in finding.field:
            spec = spec_of(record.KIND, finding.field)
            after = with_reference(after, key, heir) if spec is not None else after
    return change(record, after) if after != record else None


def _settle_row(document: Document, key: Key, ids: Ids, names: State) -> Change:
    """A row of a record whose file has another name is that one's; of one that is gone, the words stay here."""
    words = words_of(last_of(names.base, key), key.id) or AsWritten(name=key.id)
    heir = names.get(Key(key.kind, ids.heir(key))) if ids.heir(key) else None
    if isinstance(heir, Collaboration):
        return change(heir, heir.model_copy(update={"former": {**heir.former, key.id: words}}))
    return change(document, document.model_copy(update={"gone": {**document.gone, key.id: words}}))
