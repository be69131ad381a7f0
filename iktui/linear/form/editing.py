"""One open edit: fields one after the other, each journaled at once, saved as one commit, settled where others were."""

from __future__ import annotations

from dataclasses import replace

from iktui.cli.output import put
from iktui.linear.asking import Cancelled, choose, confirm
from iktui.linear.form.fields import Place, ask_place, entered_fields, label_of, shown_value
from iktui.linear.form.values import ask_words
from iktui.linear.session import Session
from store.actions.records import form_changeset
from store.base.errors import StaleRecord, StoreError
from store.base.i18n import _
from store.base.ids import make_id
from store.changes.changes import Changeset
from store.changes.edits import set_fields
from store.changes.merge import ABSENT
from store.changes.record_merge import put_field
from store.records.codec import from_fields, to_fields
from store.records.model import Record
from store.records.schema import spec_of
from store.register.drafts import Draft, OpenForm, drop_draft, now_text, others_at
from store.rules.taken import Taken


def run_edit(session: Session, words: str) -> None:
    """Change fields of a record."""
    record = session.record(words)
    Edit(session, record, base=session.snapshot.commit).run()


class Edit:
    """A record before, and what was typed since: words by dotted field."""

    def __init__(
        self,
        session: Session,
        record: Record,
        *,
        base: str | None = None,
        is_new: bool = False,
        left: Draft | None = None,
    ) -> None:
        """`base` is the commit the record was read from, None when it may be older; `left` a draft to go on with."""
        self._session = session
        self._before, self._base, self._is_new = record, base, is_new
        self._settings: dict[str, str] = dict(left.settings or {}) if left else {}
        self._why = (left.reason, left.case) if left else ("", "")
        self._left = left

    def run(self) -> bool:
        """Ask until it is saved or given up; gives whether it was saved. Whatever else ends it, the draft is kept."""
        session, record = self._session, self._before
        author = session.author()
        draft = Draft(
            author.mail, author.name, record.KIND, record.id, record.name, now_text(), to_fields(record), self._is_new
        )
        form = OpenForm(session.store.git_dir, draft)
        try:
            form.keep(self._settings, *self._why)
            if self._left is not None:
                drop_draft(session.store.git_dir, self._left)
            put(_("Edit: {name}", name=record.name))
            for other in others_at(session.store.git_dir, form.draft.key, form):
                put(_("{name} has this open too, since {when}", name=other.name, when=other.opened[:16]))
            saved = self._ask(form)
            form.close()
            return saved
        finally:
            form.leave()

    @property
    def _now(self) -> Record:
        return set_fields(self._before, self._settings, self._session.snapshot)

    def _ask(self, form: OpenForm) -> bool:
        while True:
            try:
                place = ask_place(self._session, self._now, self._before.KIND)
                if place is None:
                    if self._save(form):
                        return True
                    if not self._is_changed:
                        put(_("nothing was changed"))
                        return False
                    continue
            except (Cancelled, KeyboardInterrupt):
                if not self._is_changed or self._may_leave():
                    put(_("nothing was changed"))
                    return False
                continue
            try:
                self._change(place, form)
            except (Cancelled, KeyboardInterrupt):
                continue

    @property
    def _is_changed(self) -> bool:
        return self._is_new or self._now != self._before

    @staticmethod
    def _may_leave() -> bool:
        try:
            return confirm(_("Leave without saving what you changed?"))
        except Cancelled:
            return False

    def _change(self, place: Place, form: OpenForm) -> None:
        def check(path: str, words: str) -> None:
            set_fields(self._before, self._with(path, words), self._session.snapshot)

        words = ask_words(self._session, self._now, place, check)
        if words is not None:
            self._settings = self._with(place.path, words)
            form.keep(self._settings, *self._why)

    def _with(self, path: str, words: str) -> dict[str, str]:
        """The settings with one more, which comes after what was typed before it."""
        return {**{field: typed for field, typed in self._settings.items() if field != path}, path: words}

    # --- saving

    def _made(self) -> Changeset:
        """On what the record was read from; of a record that others have changed, on what it was settled against."""
        session, after, before = self._session, self._now, None if self._is_new else self._before
        if self._is_new:
            after = after.model_copy(update={"id": make_id(after.name, Taken(session.snapshot, after.KIND))})
        return replace(form_changeset(session.snapshot, before, after, *self._why), base=self._base)

    def _save(self, form: OpenForm) -> bool:
        """Show, ask why, save; False when it is not saved, for whatever reason that was told."""
        session = self._session
        if not self._is_changed:
            return False
        session.refresh()
        made = self._made()
        session.show_changes(made.changes)
        session.warn(made)
        try:
            self._why = session.ask_why(*self._why)
            form.keep(self._settings, *self._why)
            while True:
                made = self._made()
                try:
                    session.save(made)
                except StaleRecord as error:
                    if not error.conflicts:
                        put(str(error))
                        return False
                    self._settle(error, form)
                    continue
                key = made.changes[0].key
                if key.kind == "collaboration":
                    session.current = key.id
                return True
        except StoreError as error:
            put(str(error))
        except Cancelled:
            pass
        return False

    def _settle(self, error: StaleRecord, form: OpenForm) -> None:
        """Ask, field by field, whose value stands; then what others saved is what our changes are made to."""
        session, mine = self._session, self._now
        put(_("{author} changed the same meanwhile.", author=error.author))
        theirs = self._with_values(self._before, dict(error.conflicts))
        settings = dict(self._settings)
        for path, _value in error.conflicts:
            label = label_of(session, path)
            options = {
                "mine": (_("mine: {value}", value=shown_value(session, mine, path)), _("mine")),
                "theirs": (_("theirs: {value}", value=shown_value(session, theirs, path)), _("theirs")),
                "other": (_("another value"), _("other")),
            }
            choice = choose(_("{label}: whose value?", label=label), options)
            if choice == "theirs":
                settings = {field: words for field, words in settings.items() if not _touches(field, path)}
            elif choice == "other":
                settings = self._other(mine, path, settings)
        self._before, self._settings, self._base = theirs, settings, None
        form.draft = replace(form.draft, base=to_fields(theirs))
        form.keep(settings, *self._why)

    def _other(self, mine: Record, path: str, settings: dict[str, str]) -> dict[str, str]:
        """A third value, asked for; a whole table keeps what was typed."""
        spec = spec_of(mine.KIND, path)
        if spec is None or spec.shape == "table":
            return settings
        place = Place(path, entered_fields(mine.KIND).get(path, spec))

        def check(field: str, words: str) -> None:
            set_fields(mine, {field: words}, self._session.snapshot)

        words = ask_words(self._session, mine, place, check)
        return settings if words is None else {**settings, path: words}

    @staticmethod
    def _with_values(record: Record, values: dict[str, object]) -> Record:
        """The record with values at dotted paths; None takes the field away."""
        fields = to_fields(record)
        for path, value in values.items():
            put_field(record.KIND, fields, path, ABSENT if value is None else value)
        return from_fields(record.KIND, record.id, fields)


def _touches(field: str, path: str) -> bool:
    """Whether what was typed in `field` reaches the value at `path`."""
    if field == "host":
        return path == "host" or path.startswith("participants")
    return f"{field}.".startswith(f"{path}.") or f"{path}.".startswith(f"{field}.")
