"""What stands in a form: one row per field of the record, made from its model."""

from __future__ import annotations

from collections.abc import Mapping

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.screen import Screen, ScreenResultType
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Label, Static

from iktui.screens.desk.journals import Journal
from iktui.session import Session
from iktui.widgets.field_input import ChoiceList, FieldInput
from iktui.widgets.key_footer import KeyFooter
from iktui.widgets.safe_input import SafeTextArea, enterable
from iktui.words.fields import choices_of, form_fields, rows_of, words_in
from store.base.glossary import terms_of
from store.base.i18n import _, language
from store.base.text import excerpt, safe
from store.changes import wording
from store.changes.preview import Preview
from store.planning.agreements import points_of
from store.records.model import Document, Record
from store.records.paths import Key
from store.records.schema import FieldSpec
from store.records.snapshot import Snapshot

_NARROW = 76
"""Columns below which labels have less room."""


class FormLayout(Screen[ScreenResultType]):
    """Every field of a record, made from its model."""

    DEFAULT_CSS = """
    FormLayout {
        layers: base above;
        & > VerticalScroll { padding: 0 1; scrollbar-size-vertical: 1; }
        & .row { height: auto; }
        & .row > Label { width: 19; color: $text-muted; }
        & .row > FieldInput { width: 1fr; margin-right: 1; }
        & .row > .said { width: 1fr; color: $text-muted; height: auto; max-height: 3; }
        & SafeTextArea { width: 1fr; height: 3; }
        & SafeTextArea:focus { height: 6; }
        & FieldInput.date { width: 11; } & FieldInput.number { width: 7; } & FieldInput.share { width: 8; }
        & .row > .cell.date { width: 11; margin-right: 1; } & .row > .cell.number { width: 7; margin-right: 1; }
        & .row > .cell { width: 1fr; margin-right: 1; } & .row > .cell.share { width: 9; margin-right: 0; }
        & .complaint { color: $text-error; display: none; }
        & .told { color: $text-warning; }
        & .complaint, & .told { background: transparent; padding-left: 19; width: 100%; height: auto; }
        & .error.shown { display: block; }
        &.narrow .row > Label { width: 13; }
        &.narrow .complaint, &.narrow .told { padding-left: 13; }
        &.narrow FieldInput, &.narrow .row > .cell { margin-right: 0; } &.narrow .row > .cell { width: 1fr; }
        &.narrow .row > .date { width: 10; } &.narrow .row > .share { width: 6; } &.narrow .row > .number { width: 7; }
    }
    """
    AUTO_FOCUS = ".first"

    def __init__(
        self,
        record: Record,
        snapshot: Snapshot,
        *,
        is_new: bool = False,
        typed: Mapping[str, str] | None = None,
        field: str = "",
        session: Session | None = None,
        journal: Journal | None = None,
    ) -> None:
        """Show `record` with what was `typed` before laid over it; `field` is where the cursor goes.

        The `session` knows who set what and why, the `journal` keeps what is typed and knows who else has it open.
        """
        super().__init__()
        self._record, self._is_new, self._snapshot, self._field = record, is_new, snapshot, field
        self._session, self._names = session, Preview(snapshot)
        self._why = session.why if session else ("", "")
        self._listing = session.listing if session else None
        self._journal, self._others = (journal.form, journal.others()) if journal else (None, [])
        self._specs = form_fields(record.KIND)
        self._shown = {path: enterable(words) for path, words in words_in(record, self._names).items()}
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
        yield KeyFooter()

    def on_resize(self, event: events.Resize) -> None:
        """Less for the labels where a row of a table would be squeezed."""
        self.set_class(event.size.width < _NARROW, "narrow")

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
            return SafeTextArea(self._words(path), id=widget_id(path), classes=first, compact=True)
        many = spec.shape in ("references", "codes", "lines")
        choices = choices_of(spec, self._names, self._listing)
        classes = f"{spec.shape} {first}".strip()
        return FieldInput(path, self._words(path), choices, many=many, id=widget_id(path), classes=classes)

    def _error_label(self, path: str) -> Label:
        return Label("", markup=False, classes="complaint", id=f"{widget_id(path)}-error")

    def _table(self, spec: FieldSpec) -> ComposeResult:
        with Horizontal(classes="row heads"):
            yield Label(self._label(spec.name), markup=False)
            for column in spec.columns:
                label = wording.column_label(spec.name, column.name, language())
                yield Label(label[:1].upper() + label[1:], markup=False, classes=f"cell {column.shape}")
        typed = [path.split(".")[1] for path in self._typed if path.startswith(f"{spec.name}.")]
        for key in dict.fromkeys([*rows_of(spec, self._record, self._names), *typed]):
            yield from self._table_row(spec, key)
        with Horizontal(classes="row"):
            yield Label(_("+ add"), markup=False)
            adding = FieldSpec("", spec.keys, spec.of) if spec.of else FieldSpec("", "line")
            yield FieldInput(f"+{spec.name}", "", choices_of(adding, self._names, None), id=f"add-{spec.name}")
        yield self._error_label(f"+{spec.name}")

    def _table_row(self, spec: FieldSpec, key: str) -> list[Widget]:
        label = self._row_label(spec, key)
        columns = spec.columns or (FieldSpec("", "line"),)
        paths = [f"{spec.name}.{key}.{column.name}".rstrip(".") for column in columns]
        fields = [self._input(column, path) for column, path in zip(columns, paths, strict=True)]
        errors = [self._error_label(path) for path in paths]
        return [Horizontal(Label(safe(label), markup=False), *fields, classes="row"), *errors]

    def _row_label(self, spec: FieldSpec, key: str) -> str:
        """What a row of a table is called, whose own name stands above it; a point of an agreement with its heading."""
        if isinstance(self._record, Document) and spec.name == "contents":
            heading = points_of(self._record.kind, self._record.legal_form).get(key, "")
            return f"{key}) {heading}" if heading else key
        if not spec.of:
            return key
        return self._names.name(Key(spec.of, key)) if spec.refers else terms_of(spec.of)[key].name()


def widget_id(path: str) -> str:
    """The id of a field's widget."""
    return "f-" + path.replace(".", "__").replace("+", "add-")


def path_of_widget(id: str) -> str:
    """The field of a widget, by its id."""
    return id.removeprefix("f-").replace("__", ".")
