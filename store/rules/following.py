"""What else a change means: an id that goes is followed to its heir or given up, and one that comes back is itself.

Whoever takes a record away, in whatever way, the store adds this in the same commit. Links between records are never
given up here: a removal is refused while there are any (`checks.refuse_dangling`). What only says what somebody once
said keeps its words: a document's row stands in `gone`, a published edition is left as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from store.base.errors import BadInput
from store.base.i18n import _
from store.changes.changes import Change, Changeset, change
from store.changes.undo import REDO, UNDO
from store.records.codec import to_fields
from store.records.model import AsWritten, Collaboration, Document, Edition, Party, Record, Register
from store.records.paths import CONFLICT, REGISTER, Key, path_of
from store.records.references import references_of, with_confirmations, with_heir, with_reference, without_party
from store.records.snapshot import Snapshot
from store.rules.taken import AREA, last_of

_BACK: Final = (UNDO, REDO, "restore")
"""What brings an older state back, which may name what has gone since."""


def removal(snapshot: Snapshot, record: Record) -> Changeset:
    """The Changeset that takes a record away: documents keep the words of its row, draft editions nothing.

    The store refuses it, naming the users, while another record refers to it.
    """
    return Changeset(snapshot.commit, completed((change(record, None),), "remove", snapshot), "remove")


def completed(changes: Sequence[Change], action: str, now: Snapshot) -> tuple[Change, ...]:
    """The changes with what they mean for records that name what goes or comes back.

    Raises BadInput when an older state would come back that names what is not in the register any more.
    """
    goes = any(made.after is None for made in changes)
    if now.commit is None or not (goes or action in _BACK):
        return tuple(changes)
    work = _Work(changes, now)
    if action == "hand-edit":
        for old, new in _renamed(changes):
            work.rename(old, new)
    if action in _BACK:
        for made in changes:
            if made.before is None and isinstance(made.after, Collaboration):
                work.come_back(made.after)
        for made in changes:
            work.resolve(made)
    for made in changes:
        if made.before is not None and made.after is None:
            work.give_up(made.before)
    return work.changes


def words_of(record: Record | None, id: str) -> AsWritten | None:
    """What documents said of the record that had an id: this one, or one that was merged into it."""
    if not isinstance(record, Collaboration):
        return None
    if id in record.former:
        return record.former[id]
    return record.as_written or AsWritten(name=record.name)


def _renamed(changes: Iterable[Change]) -> Iterator[tuple[Record, Record]]:
    """A record that goes and a new one that says the same: its file was given another name."""
    gone = [made.before for made in changes if made.before is not None and made.after is None]
    for made in changes:
        new = made.after
        if made.before is not None or new is None:
            continue
        alike = [old for old in gone if old.KIND == new.KIND and to_fields(old) == to_fields(new)]
        if len(alike) == 1:
            gone.remove(alike[0])
            yield alike[0], new


class _Work:
    """The changes as they grow, laid over the register as it is."""

    def __init__(self, changes: Iterable[Change], now: Snapshot) -> None:
        self._now = now
        self._made = {made.key: made for made in changes}

    @property
    def changes(self) -> tuple[Change, ...]:
        """All of them, those that change something."""
        return tuple(made for made in self._made.values() if made.before != made.after)

    def _get(self, key: Key) -> Record | None:
        return self._made[key].after if key in self._made else self._now.readable(key)

    def _put(self, key: Key, after: Record | None) -> None:
        before = self._made[key].before if key in self._made else self._now.get(key)
        self._made[key] = Change(key, before, after)

    def _exists(self, key: Key) -> bool:
        if key.kind == AREA:
            register = self._get(REGISTER)
            return key.id in (register if isinstance(register, Register) else self._now.register).areas
        return self._made[key].after is not None if key in self._made else self._now.exists(key)

    def _heir(self, key: Key, apart: str = "") -> str | None:
        """The collaboration that has the id in `former`, another than `apart`."""
        if key.kind != Collaboration.KIND:
            return None
        for record in self._naming(key.id):
            if isinstance(record, Collaboration) and key.id in record.former and record.id != apart:
                return record.id
        return None

    def _went(self, key: Key) -> bool:
        past = self._now.past
        assert past is not None, "a register without commits has nothing to bring back"
        return past.had_area(key.id) if key.kind == AREA else past.removal(path_of(key)) is not None

    def _naming(self, id: str) -> list[Record]:
        """The records that hold the word, as they will be; those that are changed may have it newly."""
        keys = dict.fromkeys([record.key for record in self._now.holding(id)])
        found = [self._get(key) for key in [*keys, *(key for key in self._made if key not in keys)]]
        return [record for record in found if record is not None]

    # --- going

    def rename(self, old: Record, new: Record) -> None:
        """The new record is the old one: it has its id in `former`, and who named the old one names it."""
        if isinstance(new, Collaboration) and isinstance(old, Collaboration):
            words = old.as_written or AsWritten(name=old.name)
            self._put(new.key, new.model_copy(update={"former": {**new.former, old.id: words}}))
        for record in self._naming(old.id):
            if (after := with_heir(record, old.key, new.id)) is not record:
                self._put(record.key, after)

    def give_up(self, record: Record) -> None:
        """What only says what was said lets go of the record, and its open conflict is closed with it."""
        key = record.key
        conflict = Key(CONFLICT, f"{key.kind}.{key.id}")
        if self._exists(conflict) and self._get(conflict) is not None:
            self._put(conflict, None)
        if isinstance(record, Party):
            for edition in self._drafts(record.id):
                self._put(edition.key, without_party(edition, record.id))
        if not isinstance(record, Collaboration):
            return
        for id in (record.id, *record.former):
            if self._exists(Key(key.kind, id)) or self._heir(Key(key.kind, id)) is not None:
                continue
            for named in self._naming(id):
                if isinstance(named, Document) and id in named.rows and id not in named.gone:
                    words = words_of(record, id)
                    self._put(named.key, named.model_copy(update={"gone": {**named.gone, id: words}}))
            for edition in self._drafts(id):
                self._put(edition.key, with_confirmations(edition, id, None))

    def _drafts(self, id: str) -> list[Edition]:
        return [one for one in self._naming(id) if isinstance(one, Edition) and one.state != "published"]

    # --- coming back

    def come_back(self, record: Collaboration) -> None:
        """The record is itself again: no document gives its row up, no other record was joined with it."""
        for named in self._naming(record.id):
            if isinstance(named, Document) and record.id in named.gone:
                gone = {id: words for id, words in named.gone.items() if id != record.id}
                self._put(named.key, named.model_copy(update={"gone": gone}))
            elif isinstance(named, Collaboration) and record.id in named.former:
                if record.as_written is not None:  # an import may have read the row anew meanwhile
                    self._put(record.key, record.model_copy(update={"as_written": named.former[record.id]}))
                former = {id: words for id, words in named.former.items() if id != record.id}
                self._put(named.key, named.model_copy(update={"former": former}))

    def resolve(self, made: Change) -> None:
        """What comes back names what there is: an id that was merged away is followed, what a document said kept."""
        record = self._get(made.key)
        if record is None:
            return
        before = set(references_of(made.before)) if made.before is not None else set()
        for field, named in list(references_of(record)):
            if field == "rows" or (field, named) in before or self._exists(named):
                continue
            heir = self._heir(named)
            if heir is None and not self._went(named):
                continue  # it named nothing then, and does so again: a finding, as it was
            if heir is None:
                name, id = record.name or record.id, named.id
                raise BadInput(
                    _("{name}: {field} would name “{id}”, which is not in the register any more; bring that back first",
                      name=name, field=field, id=id)
                )  # fmt: skip
            record = with_reference(record, named, heir)
        if isinstance(record, Collaboration):
            record = self._with_own_former(record, made.before)
        elif isinstance(record, Document):
            record = self._with_rows(record, made.before)
        elif isinstance(record, Edition) and record.state != "published":
            record = self._with_known(record, made.before)
        self._put(made.key, record)

    def _with_own_former(self, record: Collaboration, before: Record | None) -> Collaboration:
        known = before.former if isinstance(before, Collaboration) else {}

        def is_own(id: str) -> bool:
            key = Key(record.KIND, id)
            return id in known or not (self._exists(key) or self._heir(key, record.id) is not None)

        former = {id: words for id, words in record.former.items() if is_own(id)}
        return record if former == record.former else record.model_copy(update={"former": former})

    def _with_rows(self, record: Document, before: Record | None) -> Document:
        gone = {id: words for id, words in record.gone.items() if not self._exists(Key(Collaboration.KIND, id))}
        known = before.gone if isinstance(before, Document) else {}
        for field, key in references_of(record):
            if field != "rows" or key.id in gone or self._exists(key) or self._heir(key) is not None:
                continue
            words = known.get(key.id) or words_of(last_of(self._now, key), key.id)
            if words is not None:
                gone[key.id] = words
        return record if gone == record.gone else record.model_copy(update={"gone": gone})

    def _with_known(self, record: Edition, before: Record | None) -> Edition:
        known = before.confirmations if isinstance(before, Edition) else {}
        for id in list(record.confirmations):
            key = Key(Collaboration.KIND, id)
            if id not in known and not self._exists(key):
                record = with_confirmations(record, id, self._heir(key))
        for party in {party for parts in record.confirmations.values() for party in parts}:
            if not self._exists(Key(Party.KIND, party)):
                record = without_party(record, party)
        return record
