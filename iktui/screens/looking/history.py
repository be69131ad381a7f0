"""The revisions of a record, newest first, with the fields before and after; any of them can be had back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType

from iktui.screens.ask.dialogs import Question, checked, one_of
from iktui.screens.desk.conflicts import in_words
from iktui.screens.desk.desk import Desk
from iktui.screens.looking.revisions import RevisionsScreen
from store.base.i18n import _
from store.changes import wording
from store.changes.changes import Change, FieldChange, Revision, diff_fields
from store.records.codec import to_fields
from store.records.model import Record
from store.records.paths import Key
from store.records.snapshot import Snapshot
from store.repair.restore import restore


class HistoryScreen(RevisionsScreen):
    """Who changed one record, and the way back."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "restore", _("Restore"), id="restore"),
        Binding("f", "restore_field", _("Restore a field"), id="restore-field"),
        Binding("y", "copy", _("Copy a value"), id="history.copy"),
    ]

    def __init__(self, desk: Desk, record: Record, snapshot: Snapshot) -> None:
        super().__init__(desk, snapshot)
        self._record = record
        self._key = Key(record.KIND, record.id)
        self._keys = self._store.keys_of(self._key)

    def title_text(self) -> str:
        """The record's name."""
        return _("History: {name}", name=self._record.name or self._record.id)

    def source(self) -> Iterator[Revision]:
        """Of the record and of those that were merged into it."""
        return self._store.history(self._key, at=self._snapshot.commit)

    def changes_of(self, revision: Revision) -> list[Change]:
        """What the revision did to the record."""
        return self._store.changes_of(revision, self._keys)

    # --- going back

    @work
    async def action_restore(self) -> None:
        """Make the whole record what it was after this revision."""
        if self.current is not None:
            await self._restore(self.current, "")

    @work
    async def action_restore_field(self) -> None:
        """Make one field what it was after this revision."""
        if self.current is None:
            return
        then = self._store.snapshot(self.current.commit).get(self._key)
        now = self._store.snapshot().get(self._key)
        if then is None or now is None:
            await self._restore(self.current, "")
            return
        fields = diff_fields(to_fields(now), to_fields(then))
        chosen = await self._pick(_("Restore a field"), fields)
        if chosen is not None:
            await self._restore(self.current, chosen.field)

    async def _restore(self, revision: Revision, field: str) -> None:
        changeset = restore(self._store, self._key, revision.commit, field)
        if not changeset.changes:
            self._desk.tell(_("that is what it is now"), "information")
        elif await self._desk.review(_("Restore"), changeset, self._key.id):
            self.look_again(self._desk.session.newest())

    async def _pick(self, title: str, fields: list[FieldChange]) -> FieldChange | None:
        """One of several fields, found by typing; the only one at once."""
        if not fields:
            self._desk.tell(_("no field of it is another now"), "information")
        if len(fields) < 2:
            return fields[0] if fields else None
        labels = {": ".join(self._words(field)): field for field in fields}
        named = one_of(labels, _("choose one of them"))
        asked = Question("field", _("Which field"), "", checked(named), lambda: list(labels))
        answers = await self._desk.ask(title, asked)
        return named(answers["field"]) if answers else None

    def _words(self, field: FieldChange) -> list[str]:
        return in_words(self._snapshot, self._record.KIND, field.field, field.after)

    @work
    async def action_copy(self) -> None:
        """Put a value of this revision into the terminal's clipboard (OSC 52), for the field where it is wanted."""
        if self.current is None:
            return
        fields = [field for change in self.changes_of(self.current) for field in wording.told_fields(change)]
        chosen = await self._pick(_("Copy a value"), fields)
        if chosen is not None:
            words = self._words(chosen)
            self.app.copy_to_clipboard(words[1])
            self._desk.tell(_("copied: {value}", value=": ".join(words)), "information")
