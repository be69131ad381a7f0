"""The form of a record of any kind: each field checked as one types, ctrl+s saves, esc asks before a change is lost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, NamedTuple

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.screen import Screen
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Footer, Input, Label, Static, TextArea

from iktui.form_fields import choices_of, form_fields, row_words, rows_of, settings_of, words_in
from iktui.screens.answering import answer
from iktui.screens.dialogs import Ask, Confirm, Question
from iktui.widgets.field_input import SHOWN, ChoiceList, FieldInput
from iktui.widgets.safe_input import SafeTextArea, when_settled
from store import wording
from store.drafts import Draft, OpenForm
from store.edits import set_fields
from store.entry import find_party
from store.errors import BadInput
from store.i18n import _, language
from store.ids import is_id
from store.listing import Listing
from store.model import Record
from store.preview import Preview
from store.schema import FieldSpec
from store.snapshot import Snapshot
from store.text import excerpt, safe, search_key

_JOURNAL_SECONDS = 0.4
"""Seconds after a key until what was typed is on the disk."""
_WIDTHS = {"date": 11, "number": 7}


class Edited(NamedTuple):
    """What the form gives: the record as it shall be, and why."""

    record: Record
    reason: str
    case: str


class EditScreen(Screen["Edited | None"]):
    """Every field of a record, made from its model."""

    DEFAULT_CSS = """
    EditScreen {
        layers: base above;
        & > .title { height: 1; background: $primary-muted; color: $foreground; padding: 0 1; text-style: bold; }
        & > VerticalScroll { padding: 0 1; scrollbar-size-vertical: 1; }
        & .row { height: auto; }
        & .row > Label { width: 19; color: $text-muted; }
        & .row > FieldInput { width: 1fr; margin-right: 1; }
        & .row > .said { width: 1fr; color: $text-muted; height: auto; max-height: 3; }
        & SafeTextArea { width: 1fr; height: 3; }
        & SafeTextArea:focus { height: 6; }
        & FieldInput.date { width: 11; } & FieldInput.number { width: 7; }
        & .row > .cell.date { width: 11; margin-right: 1; } & .row > .cell.number { width: 7; margin-right: 1; }
        & .row > .cell { width: 1fr; margin-right: 1; }
        & .error { color: $text-error; padding-left: 19; height: auto; display: none; }
        & .error.shown { display: block; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", _("Save"), id="form.save", priority=True),
        Binding("escape", "leave", _("Leave"), id="form.leave", priority=True),
        Binding("tab", "app.focus_next", _("Next field"), id="form.next", priority=True),
        Binding("shift+tab", "app.focus_previous", _("Field before"), show=False, id="form.previous", priority=True),
        Binding("ctrl+g", "go_to", _("Go to field"), id="form.go", priority=True),
        Binding("f1", "app.help", _("Help"), id="form.help", priority=True),
    ]
    AUTO_FOCUS = ".first"

    def __init__(
        self,
        record: Record,
        snapshot: Snapshot,
        *,
        is_new: bool = False,
        typed: Mapping[str, str] | None = None,
        why: tuple[str, str] = ("", ""),
        journal: OpenForm | None = None,
        others: tuple[Draft, ...] = (),
        listing: Listing | None = None,
        field: str = "",
    ) -> None:
        """Show `record` with what was `typed` before laid over it; `field` is where the cursor goes."""
        super().__init__()
        self._record, self._is_new, self._why = record, is_new, why
        self._names, self._listing = Preview(snapshot), listing
        self._journal, self._others, self._field = journal, others, field
        self._specs = form_fields(record.KIND)
        self._shown = {path: safe(words, multiline=True) for path, words in words_in(record, self._names).items()}
        self._typed = dict(typed or {})
        self._errors: dict[str, str] = {}
        self._timer: Timer | None = None
        self.last_typed: dict[str, str] = self._typed
        """What was typed when the form was left."""

    # --- what is on the screen

    def compose(self) -> ComposeResult:
        """One row per field, one per row of a table."""
        yield Static(self._title(), markup=False, classes="title", id="title")
        with VerticalScroll(can_focus=False):
            for spec in self._specs:
                yield from self._table(spec) if spec.shape == "table" else self._row(spec)
            for id, label, value in zip(("reason", "case"), (_("Reason"), _("Case number")), self._why, strict=True):
                with Horizontal(classes="row"):
                    yield Label(label, markup=False)
                    yield FieldInput("", value, id=id)
        yield ChoiceList(id="choices")
        yield Footer(show_command_palette=False, compact=True)

    def _title(self) -> str:
        kind = wording.kind_name(self._record.KIND, language())
        title = _("New {kind}", kind=kind) if self._is_new else _("Edit: {name}", name=self._record.name)
        if self._others:
            names = ", ".join(draft.name for draft in self._others)
            title += "  " + _("({names} has it open too)", names=names)
        return safe(title)

    def _label(self, path: str) -> str:
        label = wording.field_label(path, self._names.name, language())
        return label[:1].upper() + label[1:]

    def _row(self, spec: FieldSpec) -> ComposeResult:
        words = self._words(spec.name)
        if spec.shape == "raw":
            if words:
                with Horizontal(classes="row"):
                    yield Label(self._label(spec.name), markup=False)
                    yield Static(safe(excerpt(words, 300)), markup=False, classes="said")
            return
        with Horizontal(classes="row"):
            yield Label(self._label(spec.name), markup=False)
            yield self._input(spec, spec.name)
        yield self._error_label(spec.name)

    def _words(self, path: str) -> str:
        return self._typed.get(path, self._shown.get(path, ""))

    def _input(self, spec: FieldSpec, path: str) -> Widget:
        first = "first" if path == (self._field or "name") else ""
        if spec.shape == "text":
            return SafeTextArea(self._words(path), id=_id(path), classes=first, compact=True)
        many = spec.shape in ("references", "lines")
        choices = choices_of(spec, self._names, self._listing)
        classes = f"{spec.shape} {first}".strip()
        return FieldInput(path, self._words(path), choices, many=many, id=_id(path), classes=classes)

    def _error_label(self, path: str) -> Label:
        return Label("", markup=False, classes="error", id=f"{_id(path)}-error")

    def _table(self, spec: FieldSpec) -> ComposeResult:
        with Horizontal(classes="row heads"):
            yield Label(self._label(spec.name), markup=False)
            for column in spec.columns:
                label = self._label(column.name)
                yield Label(label, markup=False, classes=f"cell {column.shape}")
        typed = [path.split(".")[1] for path in self._typed if path.startswith(f"{spec.name}.")]
        for key in dict.fromkeys([*rows_of(spec, self._record, self._names), *typed]):
            yield from self._table_row(spec, key)
        with Horizontal(classes="row"):
            yield Label(_("+ add"), markup=False)
            adding = FieldSpec("", "reference", "party") if spec.of == "party" else FieldSpec("", "line")
            yield FieldInput(f"+{spec.name}", "", choices_of(adding, self._names, None), id=f"add-{spec.name}")
        yield self._error_label(f"+{spec.name}")

    def _table_row(self, spec: FieldSpec, key: str) -> list[Widget]:
        label = self._label(f"{spec.name}.{key}") if spec.of == "party" else key
        columns = spec.columns or (FieldSpec("", "line"),)
        paths = [f"{spec.name}.{key}.{column.name}".rstrip(".") for column in columns]
        fields = [self._input(column, path) for column, path in zip(columns, paths, strict=True)]
        errors = [self._error_label(path) for path in paths]
        return [Horizontal(Label(safe(label), markup=False), *fields, classes="row"), *errors]

    # --- what was entered

    @property
    def typed(self) -> dict[str, str]:
        """The words of every field that differ from the record, by dotted path."""
        found = {}
        for field in self.query(FieldInput):
            if field.path and not field.path.startswith("+"):
                found[field.path] = field.value
        for area in self.query(SafeTextArea):
            found[_path(area.id or "")] = area.text
        return {path: words for path, words in found.items() if words.strip() != self._shown.get(path, "").strip()}

    def _settings(self) -> dict[str, str]:
        return settings_of({path: words.strip() for path, words in self.typed.items()})

    def _error_of(self, path: str, words: str) -> str:
        stored = words_in(self._record, self._names).get(path, "")
        if safe(stored, multiline=True) != stored:
            return _("holds signs that cannot be shown here; change it with “iktui set”")
        if path == "name" and not words.strip():
            return _("must not be empty")
        if path.startswith("participants.") and not path.endswith(".role") and words:
            role = self.query_one(f"#{_id(path.rpartition('.')[0] + '.role')}", FieldInput)
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
        self._check(_path(event.text_area.id or ""), event.text_area.text)

    def _check(self, path: str, words: str, *, quietly: bool = False) -> None:
        """Say beside the field why it will not do; while choices are shown, what is half typed is no error yet."""
        if path and not path.startswith("+"):
            is_changed = words.strip() != self._shown.get(path, "").strip()
            self._show_error(path, self._error_of(path, words) if is_changed and not quietly else "")
        if self._timer is None:
            self._timer = self.set_timer(_JOURNAL_SECONDS, self.keep_draft)

    def _show_error(self, path: str, error: str) -> None:
        if self._errors.get(path, "") == error:
            return
        self._errors[path] = error
        for label in self.query(f"#{_id(path)}-error").results(Label):
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
        event.stop()
        shown = self.query_one("#choices", ChoiceList)
        shown.set_class(bool(event.choices) and event.field.has_focus, "shown")
        if not shown.has_class("shown"):
            return
        region = event.field.region
        height = min(SHOWN, len(event.choices))
        below = region.y + 1 + height < self.size.height
        shown.styles.height = height
        shown.styles.offset = (
            max(0, min(region.x, self.size.width - 48)),
            region.y + 1 if below else region.y - height,
        )
        first = max(0, min(event.at - SHOWN // 2, len(event.choices) - SHOWN))
        window = list(event.choices[first : first + SHOWN])
        shown.set_items(window, keep=window[event.at - first])

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
            key = find_party(words, self._names) if spec.of == "party" else words
            if spec.of != "party" and not is_id(key):
                raise ValueError(_("“{id}” can be no id: small letters a-z, digits and -", id=excerpt(words, 40)))
        except ValueError as error:
            self._show_error(field.path, str(error))
            return
        self._show_error(field.path, "")
        column = spec.columns[0].name if spec.columns else ""
        first = _id(f"{name}.{key}.{column}".rstrip("."))
        if not self.query(f"#{first}"):
            self._shown |= dict.fromkeys(row_words(spec, key, None, self._names), "")
            assert field.parent is not None, "the field stands in a row"
            await self.query_one(VerticalScroll).mount_all(self._table_row(spec, key), before=field.parent)  # type: ignore[arg-type]
        with field.prevent(Input.Changed):
            field.value = ""
        field.drop_choices()
        cell = self.query_one(f"#{first}", FieldInput)
        if name == "participants":
            words = row_words(spec, key, {}, self._names)[f"{name}.{key}.role"]
            cell.value = words
            cell.drop_choices()
        self.set_focus(cell)

    @work
    async def action_go_to(self) -> None:
        """To a field by a part of its name."""
        labels = {_id(path): self._label(path) for path in self._shown}
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
                self._refuse(self.query_one(f"#{_id(path)}"), f"{self._label(path)}: {error}")
                return
        try:
            record = set_fields(self._record, self._settings(), self._names)
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
        """Leave; asks once when something would be lost."""
        if isinstance(self.focused, FieldInput) and self.focused.is_choosing:
            self.focused.drop_choices()
            return
        if self.typed and not await self.app.push_screen_wait(Confirm(_("Leave without saving what you changed?"))):
            return
        answer(self, None)

    def on_unmount(self) -> None:
        """What the last keys typed is kept too when the session ends."""
        if self._timer is not None:
            self._timer.stop()


def _id(path: str) -> str:
    """The id of a field's widget."""
    return "f-" + path.replace(".", "__").replace("+", "add-")


def _path(id: str) -> str:
    return id.removeprefix("f-").replace("__", ".")
