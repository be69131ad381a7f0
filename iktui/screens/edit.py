"""The form of a collaboration: every field checked as one types, ctrl+s saves, esc asks before a change is lost."""

from __future__ import annotations

from typing import ClassVar, NamedTuple

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Checkbox, Footer, Input, Label, Select, Static, TextArea

from iktui.screens.answering import answer
from iktui.screens.dialogs import Confirm
from iktui.widgets.check_list import CheckBox, CheckList
from iktui.widgets.safe_input import SafeInput, SafeTextArea, when_settled
from store.edits import set_fields
from store.errors import BadInput
from store.glossary import Terms, legal_forms, roles, statuses
from store.i18n import _
from store.model import Collaboration, Participation
from store.overview import areas_in_order
from store.preview import Preview
from store.snapshot import Snapshot
from store.text import safe

_NONE = Participation()


class Edited(NamedTuple):
    """What the form gives: the record as it shall be, and why."""

    record: Collaboration
    reason: str


class EditScreen(Screen["Edited | None"]):
    """Name, areas, form, host, status, participants with their dates, comment.

    Choices are `Text`, which is literal like `Content`, but can be found by typing.
    """

    DEFAULT_CSS = """
    EditScreen {
        & > .title { height: 1; background: $primary-muted; color: $foreground; padding: 0 1; text-style: bold; }
        & > VerticalScroll { padding: 0 1; scrollbar-size-vertical: 1; }
        & .row { height: auto; }
        & .row > Label { width: 15; color: $text-muted; }
        & .row > .field { width: 1fr; }
        & Select > SelectCurrent { padding: 0; }
        & CheckList { width: 1fr; }
        & SafeTextArea { height: 4; }
        & .error { color: $text-error; padding-left: 15; height: auto; display: none; }
        & .error.shown { display: block; }
        & .party { height: auto; }
        & .party > CheckBox { width: 26; }
        & .party > Select { width: 1fr; min-width: 16; }
        & .party > SafeInput { width: 11; margin-left: 1; }
        & .heads > Label { color: $text-muted; }
        & .heads > .who { width: 26; } & .heads > .role { width: 1fr; min-width: 16; }
        & .heads > .date { width: 11; margin-left: 1; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", _("Save"), id="form.save", priority=True),
        Binding("escape", "leave", _("Leave"), id="form.leave"),
        Binding("tab", "app.focus_next", _("Next field"), id="form.next", priority=True),
        Binding("shift+tab", "app.focus_previous", _("Field before"), show=False, id="form.previous", priority=True),
    ]
    AUTO_FOCUS = "#name"

    def __init__(
        self,
        record: Collaboration,
        snapshot: Snapshot,
        *,
        is_new: bool = False,
        reason: str = "",
        unsaved: bool = False,
    ) -> None:
        """Show `record`; `unsaved` says that it holds changes that could not be saved before."""
        super().__init__()
        self._record, self._snapshot, self._is_new = record, snapshot, is_new
        self._reason, self._unsaved = reason, unsaved
        self._names = Preview(snapshot)
        register = snapshot.register
        self._parties = list(dict.fromkeys([*register.members, *record.participants]))
        self._party_names = {id: party.name for id, party in snapshot.parties.items()}
        self._shown: dict[str, str] = {}
        self._ready = False

    # --- what is on the screen

    def compose(self) -> ComposeResult:
        """One row per field."""
        record = self._record
        title = _("New collaboration") if self._is_new else _("Edit: {name}", name=record.name)
        yield Static(safe(title), markup=False, classes="title")
        with VerticalScroll(can_focus=False):
            yield from self._row(_("Name"), SafeInput(record.name, id="name", classes="field", compact=True))
            yield from self._row(_("Form"), self._select("legal_form", legal_forms(), record.legal_form))
            yield from self._row(_("Host"), self._host_select())
            yield from self._row(_("Status"), self._select("status", statuses(), record.status, blank=False))
            yield from self._row(
                _("Comment"), SafeTextArea(record.comment, id="comment", classes="field", compact=True)
            )
            with Horizontal(classes="row heads"):
                yield Label(_("Participants"), markup=False, classes="who")
                yield Label(_("Role"), markup=False, classes="role")
                for head in (_("From"), _("Until"), _("Notice")):
                    yield Label(head, markup=False, classes="date")
            for party in self._parties:
                yield from self._party_row(party)
            yield from self._row(_("Add"), self._add_select())
            yield from self._row(_("Areas"), self._area_list())
            yield from self._row(_("Reason"), SafeInput(self._reason, id="reason", classes="field", compact=True))
        yield Footer(show_command_palette=False, compact=True)

    def _row(self, label: str, widget: SafeInput | SafeTextArea | Select[str] | CheckList) -> ComposeResult:
        with Horizontal(classes="row"):
            yield Label(label, markup=False)
            yield widget
        yield Label("", markup=False, classes="error", id=f"{widget.id}-error")

    def _select(self, id: str, terms: Terms, value: str | None, *, blank: bool = True) -> Select[str]:
        options = [(Text(term.name()), code) for code, term in terms.items()]
        if value is not None and value not in terms:
            options.append((Text(safe(value)), value))
        return Select(
            options,
            prompt="–",
            allow_blank=blank,
            value=value or Select.NULL,
            id=id,
            classes="field",
            compact=True,
        )

    def _host_select(self) -> Select[str]:
        options = [(Text(safe(name)), id) for id, name in self._party_names.items()]
        if self._record.host is not None and self._record.host not in self._party_names:
            options.append((Text(self._record.host), self._record.host))
        return Select(
            options,
            prompt="–",
            value=self._record.host or Select.NULL,
            id="host",
            classes="field",
            compact=True,
        )

    def _add_select(self) -> Select[str]:
        options = [(Text(safe(name)), id) for id, name in self._party_names.items() if id not in self._parties]
        prompt = _("another participant …")
        return Select(options, prompt=prompt, value=Select.NULL, id="add", classes="field", compact=True)

    def _area_list(self) -> CheckList:
        return CheckList(list(areas_in_order(self._snapshot.register).items()), self._record.areas, id="areas")

    def _party_row(self, party: str) -> list[Horizontal | Label]:
        part = self._record.participants.get(party)
        shown = part or _NONE
        options = [(Text(term.name()), code) for code, term in roles().items() if code != "host"]
        role = shown.role if shown.role != "host" and shown.role in roles() else "participant"
        dates = (("from", shown.from_), ("until", shown.until), ("notice_given", shown.notice_given))
        return [
            Horizontal(
                CheckBox(
                    Content(safe(self._party_names.get(party, party))),
                    part is not None,
                    id=f"in-{party}",
                    compact=True,
                ),
                Select(options, allow_blank=False, value=role, id=f"role-{party}", compact=True),
                *(SafeInput(value or "", id=f"{field}-{party}", compact=True) for field, value in dates),
                classes="row party",
            ),
            Label("", markup=False, classes="error", id=f"in-{party}-error"),
        ]

    def on_mount(self) -> None:
        """Remember what the fields show, to know what was changed."""
        self.call_after_refresh(self._remember)

    def _remember(self) -> None:
        self._shown = self._values()
        self._ready = True

    # --- what was entered

    def _values(self) -> dict[str, str]:
        """What every field shows, by the field's name."""
        values = {"name": self.query_one("#name", SafeInput).value}
        for field in ("legal_form", "host", "status"):
            chosen = self.query_one(f"#{field}", Select).value
            values[field] = "" if chosen is Select.NULL else str(chosen)
        values["comment"] = self.query_one("#comment", SafeTextArea).text
        selected = self.query_one("#areas", CheckList).ticked
        order = list(self._snapshot.register.areas)
        kept = [area for area in self._record.areas if area in selected or area not in order]
        values["areas"] = ";".join([*kept, *(area for area in order if area in selected and area not in kept)])
        for party in self._parties:
            values[f"participants.{party}"] = "yes" if self.query_one(f"#in-{party}", Checkbox).value else ""
            role = self.query_one(f"#role-{party}", Select).value
            values[f"participants.{party}.role"] = str(role)
            for field in ("from", "until", "notice_given"):
                values[f"participants.{party}.{field}"] = self.query_one(f"#{field}-{party}", SafeInput).value.strip()
        return values

    def _changed(self) -> dict[str, str]:
        """The settings that take the record from what was shown to what is there now; taking part before its facts."""
        values = self._values()
        changed = {field: value for field, value in values.items() if value != self._shown.get(field, "")}
        gone = [field for field, value in changed.items() if field.count(".") == 1 and not value]
        changed = {f: v for f, v in changed.items() if not any(f.startswith(f"{party}.") for party in gone)}
        if "host" in changed:
            changed["host"] = changed.pop("host")  # last: the host takes part whatever its row says
        host = values["host"]
        return {f: v for f, v in changed.items() if not (host and f == f"participants.{host}.role")}

    def _error_of(self, field: str, value: str) -> str:
        try:
            set_fields(self._record, {field: value}, self._names)
        except BadInput as error:
            return str(error).partition(": ")[2] or str(error)
        return ""

    def _hidden_signs(self, field: str) -> str:
        """Whether the field shows signs for what cannot be shown: saving them would change what nobody touched."""
        stored = {"name": self._record.name, "comment": self._record.comment}.get(field, "")
        if safe(stored, multiline=True) == stored:
            return ""
        return _("holds signs that cannot be shown here; change it with “iktui set”")

    def _errors(self) -> dict[str, str]:
        """Why a field will not do, by the id of the widget to go to."""
        found = {}
        for field, value in self._changed().items():
            error = self._error_of(field, value) or self._hidden_signs(field)
            if error:
                parts = field.split(".")
                widget = field if len(parts) == 1 else f"{parts[2]}-{parts[1]}" if len(parts) == 3 else f"in-{parts[1]}"
                found[widget] = error
        if not self.query_one("#name", SafeInput).value.strip():
            found["name"] = _("must not be empty")
        return found

    @on(Input.Changed)
    @on(Select.Changed)
    @on(Checkbox.Changed)
    @on(CheckList.Changed)
    @on(TextArea.Changed)
    def _check(self) -> None:
        if self._ready:
            self._show_errors(self._errors())

    def _show_errors(self, errors: dict[str, str]) -> None:
        by_label: dict[str, str] = {}
        for widget, error in errors.items():
            party = widget.partition("-")[2]
            by_label[f"in-{party}-error" if party in self._parties else f"{widget}-error"] = error
        for label in self.query(".error").results(Label):
            text = by_label.get(label.id or "", "")
            label.update(safe(text))
            label.set_class(bool(text), "shown")

    @on(Select.Changed, "#add")
    async def _add_party(self, event: Select.Changed) -> None:
        if event.value is Select.NULL:
            return
        party = str(event.value)
        self._parties.append(party)
        field = self.query_one("#add", Select)
        assert field.parent is not None, "the field stands in a row"
        await self.query_one(VerticalScroll).mount_all(self._party_row(party), before=field.parent)  # type: ignore[arg-type]
        self.query_one(f"#in-{party}", Checkbox).value = True
        field.set_options([(Text(safe(name)), id) for id, name in self._party_names.items() if id not in self._parties])
        self.query_one(f"#until-{party}", SafeInput).focus()

    # --- leaving

    def action_save(self) -> None:
        """Give the record, or say why it cannot be saved."""
        fields = [widget for widget in self.query("*").results(Widget) if widget.can_focus]
        when_settled(fields, self._save)

    def _save(self) -> None:
        errors = self._errors()
        self._show_errors(errors)
        if errors:
            widget, reason = next(iter(errors.items()))
            self.query_one(f"#{widget}").focus()
            self.notify(_("cannot be saved yet: {reason}", reason=reason), severity="error", markup=False)
            return
        try:
            record = set_fields(self._record, self._changed(), self._names)
        except BadInput as error:
            self.notify(safe(str(error)), severity="error", markup=False)
            return
        answer(self, Edited(record, self.query_one("#reason", SafeInput).value.strip()))

    @work
    async def action_leave(self) -> None:
        """Leave; asks once when something would be lost."""
        if self._unsaved or (self._ready and self._changed()):
            question = _("Leave without saving what you changed?")
            if not await self.app.push_screen_wait(Confirm(question)):
                return
        answer(self, None)
