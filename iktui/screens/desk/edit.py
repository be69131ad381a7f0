"""The form of a record of any kind: each field checked as one types, ctrl+s saves, esc asks before a change is lost."""

from __future__ import annotations

import asyncio
from typing import ClassVar, Final, NamedTuple

from textual import on, work
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Input, Label, Static, TextArea

from iktui.screens.ask import answer
from iktui.screens.ask.dialogs import Ask, LeaveForm, Question
from iktui.screens.desk.blame import BlameScreen
from iktui.screens.desk.form_layout import FormLayout, path_of_widget, widget_id
from iktui.screens.desk.journals import hands
from iktui.widgets.field_input import ChoiceList, FieldInput
from iktui.widgets.safe_input import SafeTextArea, enterable, when_settled
from iktui.words.fields import row_words, settings_of, words_in
from store.base.errors import BadInput, StoreError
from store.base.i18n import _
from store.base.text import safe, search_key
from store.changes.edits import set_fields
from store.records.entry import row_key
from store.records.model import Record
from store.records.snapshot import Snapshot

_JOURNAL_SECONDS = 0.4
"""Seconds after a key until what was typed is on the disk."""


class Edited(NamedTuple):
    """What the form gives: the record as it shall be, and why."""

    record: Record
    reason: str
    case: str


LATER: Final = Edited(Record.model_construct(), "", "")
"""What a form gives that was left with its draft kept."""


class EditScreen(FormLayout["Edited | None"]):
    """Every field of a record, checked, kept, given."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", _("Save"), id="form.save", priority=True),
        Binding("escape", "leave", _("Leave"), id="form.leave", priority=True),
        Binding("tab", "app.focus_next", _("Next field"), id="form.next", priority=True),
        Binding("shift+tab", "app.focus_previous", _("Field before"), show=False, id="form.previous", priority=True),
        Binding("ctrl+g", "go_to", _("Go to field"), id="form.go", priority=True),
        Binding("f2", "blame", _("Who set this"), id="blame-field", priority=True),
        Binding("f1", "app.help", _("Help"), id="form.help", priority=True),
    ]

    # --- what was entered

    @property
    def typed(self) -> dict[str, str]:
        """The words of every field that differ from the record, by dotted path."""
        found = {}
        for field in self.query(FieldInput):
            if field.path and not field.path.startswith("+"):
                found[field.path] = field.value
        for area in self.query(SafeTextArea):
            found[path_of_widget(area.id or "")] = area.text
        return {path: words for path, words in found.items() if words.strip() != self._shown.get(path, "").strip()}

    def _error_of(self, path: str, words: str) -> str:
        stored = words_in(self._record, self._names).get(path, "")
        if enterable(stored) != stored:
            return _("holds signs that cannot be shown here; change it with “iktui set”")
        if path == "name" and not words.strip():
            return _("must not be empty")
        if path.startswith("participants.") and not path.endswith(".role") and words:
            role = self.query_one(f"#{widget_id(path.rpartition('.')[0] + '.role')}", FieldInput)
            if not role.value:
                return _("choose a role first: without one the party takes no part")
        try:
            set_fields(self._record, {path: words.strip()}, self._names)
        except BadInput as error:
            return str(error).partition(": ")[2] or str(error)
        return ""

    @on(Input.Changed)
    def _input_changed(self, event: Input.Changed) -> None:
        if isinstance(event.input, FieldInput):
            self._check(event.input.path, event.value, quietly=event.input.is_choosing)

    @on(TextArea.Changed)
    def _text_changed(self, event: TextArea.Changed) -> None:
        self._check(path_of_widget(event.text_area.id or ""), event.text_area.text)

    def _check(self, path: str, words: str, *, quietly: bool = False) -> None:
        """Say beside the field why it will not do; while choices are shown, what is half typed is no error yet."""
        if path and not path.startswith("+"):
            is_changed = words.strip() != self._shown.get(path, "").strip()
            self._show_error(path, self._error_of(path, words) if is_changed and not quietly else "")
        if self._timer is None:
            self._timer = self.set_timer(_JOURNAL_SECONDS, self.keep_draft)

    def on_mount(self) -> None:
        """Opened again on an older state, it tells what was saved meanwhile."""
        self.follow(None)

    @work(exclusive=True, group="follow")
    async def follow(self, snapshot: Snapshot | None) -> None:
        """Somebody may have saved the record while it is open: say whose hand was where, beside the field."""
        session = self._session
        if session is None or self._is_new or (snapshot is not None and snapshot.commit == self._snapshot.commit):
            return
        try:
            told = await asyncio.to_thread(hands, session, self._record, self._snapshot.commit)
        except StoreError:
            return  # it is told when it is saved
        if not self.is_mounted:
            return
        # Not awaited: a worker that is cancelled in there takes the tasks of the widgets along, and they the program.
        self.query(".told").remove()
        for path, (_name, words) in told.items():
            text = _("changed meanwhile: {label}: {what}", label=self._label(path), what=words)
            beside = self.query(f"#{widget_id(path)}-error") or self.query(".heads")
            label = Label(safe(text), markup=False, classes="told")
            self.query_one(VerticalScroll).mount(label, after=beside.first() if beside else 0)
        names = ", ".join(dict.fromkeys(name for name, _words in told.values()))
        if told:
            self.query_one("#title", Static).update(
                self._title() + "  " + safe(_("(changed meanwhile by {names})", names=names))
            )

    def _show_error(self, path: str, error: str) -> None:
        if self._errors.get(path, "") == error:
            return
        self._errors[path] = error
        for label in self.query(f"#{widget_id(path)}-error").results(Label):
            label.update(safe(error))
            label.set_class(bool(error), "shown")

    def keep_draft(self) -> None:
        """Write what was typed beside the register: a kill loses no word of it."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        if self._journal is not None and self.is_mounted:
            try:
                self._journal.keep(self.typed, *self._reasons())
            except OSError as error:
                self._journal = None
                text = _("what you type cannot be kept until you save: {reason}", reason=error.strerror)
                self.notify(safe(text), severity="warning", timeout=15, markup=False)

    def _reasons(self) -> tuple[str, str]:
        return tuple(self.query_one(f"#{id}", FieldInput).value.strip() for id in ("reason", "case"))  # type: ignore[return-value]

    # --- choices, moving

    @on(FieldInput.Choosing)
    def _show_choices(self, event: FieldInput.Choosing) -> None:
        shown, region = self.query_one("#choices", ChoiceList), event.field.region
        if height := shown.show(event):
            below = region.y + 1 + height < self.size.height
            left = max(0, min(region.x, self.size.width - 48))
            shown.styles.offset = (left, region.y + 1 if below else region.y - height)

    async def leave_field(self, field: FieldInput, step: int) -> None:
        """To the field above or below: in a table, in the same column; from the one that adds a row, to the new row."""
        if field.path.startswith("+") and step > 0 and field.value.strip():
            await self._add_row(field)
        elif self.focused is field:
            target = self._in_column(field, step)
            if target is not None:
                self.set_focus(target)
            else:
                self.focus_next() if step > 0 else self.focus_previous()

    def _in_column(self, field: FieldInput, step: int) -> FieldInput | None:
        """The field in the same column of the row above or below; under the last row, the one that adds a row."""
        table, _dot, rest = field.path.partition(".")
        if not rest:
            return None
        column = field.path.rpartition(".")[2]
        rows = [f for f in self.query(FieldInput) if f.path.startswith(f"{table}.") and f.path.endswith(f".{column}")]
        at = rows.index(field) + step if field in rows else -1
        if at == len(rows):
            return self.query_one(f"#add-{table}", FieldInput)
        return rows[at] if 0 <= at < len(rows) else None

    async def _add_row(self, field: FieldInput) -> None:
        name, words = field.path[1:], field.value.strip()
        spec = next(spec for spec in self._specs if spec.name == name)
        try:
            key = row_key(spec, words, self._names)
        except ValueError as error:
            self._show_error(field.path, str(error))
            return
        self._show_error(field.path, "")
        column = spec.columns[0].name if spec.columns else ""
        first = widget_id(f"{name}.{key}.{column}".rstrip("."))
        if not self.query(f"#{first}"):
            self._shown |= dict.fromkeys(row_words(spec, key, None, self._names), "")
            assert field.parent is not None, "the field stands in a row"
            await self.query_one(VerticalScroll).mount_all(self._table_row(spec, key), before=field.parent)  # type: ignore[arg-type]
        with field.prevent(Input.Changed):
            field.value = ""
        field.drop_choices()
        cell = self.query_one(f"#{first}")
        if name == "participants" and isinstance(cell, FieldInput):
            words = row_words(spec, key, {}, self._names)[f"{name}.{key}.role"]
            cell.value = words
            cell.drop_choices()
        self.set_focus(cell)

    @work
    async def action_go_to(self) -> None:
        """To a field by a part of its name."""
        labels = {widget_id(path): self._label(path) for path in self._shown}
        tables = [spec.name for spec in self._specs if spec.shape == "table"]
        labels |= {f"add-{name}": _("{table}: add", table=self._label(name)) for name in tables}
        labels |= {"reason": _("Reason"), "case": _("Case number")}

        def found(words: str) -> str | None:
            wanted = search_key(words).split()
            keyed = {id: search_key(label) for id, label in labels.items() if self.query(f"#{id}")}
            start = " ".join(wanted)
            fitting = [
                (key != start, not key.startswith(start), at, id)
                for at, (id, key) in enumerate(keyed.items())
                if all(word in key for word in wanted)
            ]
            return min(fitting)[-1] if fitting else None

        def check(words: str) -> str:
            return "" if found(words) else _("no field is called this")

        answers = await self.app.push_screen_wait(Ask(_("Go to field"), [Question("field", _("Field"), "", check)]))
        if answers is not None and (id := found(answers["field"])):
            self.query_one(f"#{id}").focus()

    @work(exclusive=True)
    async def action_blame(self) -> None:
        """Who set the field one is in, when, why, and what it was before."""
        session = self._session
        if session is None or self._is_new or not isinstance(self.focused, FieldInput | SafeTextArea):
            return
        path = path_of_widget(self.focused.id or "")
        try:
            found = await asyncio.to_thread(session.store.blame, self._record, self._snapshot.commit)
        except StoreError as error:
            self.notify(safe(str(error)), severity="error", markup=False)
            return
        self.app.push_screen(BlameScreen(self._record, found, self._snapshot, path))

    # --- leaving

    def action_save(self) -> None:
        """Give the record, or say why it cannot be saved."""
        fields = [widget for widget in self.query("*").results(Widget) if widget.can_focus]
        when_settled(fields, self._save)

    def _save(self) -> None:
        if isinstance(self.focused, FieldInput):
            self.focused.settle()
        self.keep_draft()
        changed = self.typed
        left = next((field for field in self.query(FieldInput) if field.path.startswith("+") and field.value), None)
        if left is not None:
            self._refuse(left, _("press enter to add what you typed, or empty the field"))
            return
        for path, words in changed.items():
            if error := self._error_of(path, words):
                self._show_error(path, error)
                self._refuse(self.query_one(f"#{widget_id(path)}"), f"{self._label(path)}: {error}")
                return
        try:
            settings = settings_of({path: words.strip() for path, words in changed.items()})
            record = set_fields(self._record, settings, self._names)
        except BadInput as error:
            self.notify(safe(str(error)), severity="error", markup=False)
            return
        self.last_typed = changed
        answer(self, Edited(record, *self._reasons()))

    def _refuse(self, field: Widget, reason: str) -> None:
        field.focus()
        text = _("cannot be saved yet: {reason}", reason=reason)
        self.notify(safe(text), severity="error", markup=False)

    @work
    async def action_leave(self) -> None:
        """Leave; asks once what becomes of what was changed."""
        if isinstance(self.focused, FieldInput) and self.focused.is_choosing:
            self.focused.drop_choices()
            return
        thrown = await self.app.push_screen_wait(LeaveForm()) if self.typed else True
        if thrown is None:
            self.keep_draft()
        if thrown is not False:
            answer(self, None if thrown else LATER)

    def on_unmount(self) -> None:
        """What the last keys typed is kept too when the session ends."""
        if self._timer is not None:
            self._timer.stop()
