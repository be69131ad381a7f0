"""Asking what to change in all that are marked: which field, what to do with it, which value."""

from __future__ import annotations

from collections.abc import Callable

from iktui.screens.ask.dialogs import Question, checked, one_of
from iktui.screens.desk.desk import Desk
from iktui.words.fields import choices_of
from store.actions.action import Asked
from store.actions.bulk import ADD, REMOVE, SET
from store.base.i18n import _, language, ngettext
from store.changes import wording
from store.records.entry import value_of
from store.records.model import Collaboration
from store.records.schema import FieldSpec, fields_of
from store.records.snapshot import Snapshot


def _fields(snapshot: Snapshot) -> dict[str, FieldSpec]:
    """What can be set in many at once, by its name: the fields, the participants, and each cell of their table."""
    found: dict[str, FieldSpec] = {}
    for spec in fields_of(Collaboration.KIND):
        label = wording.field_label(spec.name, snapshot.name, language())
        if spec.shape not in ("raw", "table") and spec.name != "name":
            found[label] = spec
        elif spec.name == "participants":
            found[label] = spec
            for column in spec.columns:
                cell = wording.field_label(column.name, snapshot.name, language())
                name = f"participants.*.{column.name}"
                found[f"{label}: {cell}"] = FieldSpec(name, column.shape, column.of)
    return found


def _operations(spec: FieldSpec) -> dict[str, str]:
    words = {SET: _("set"), ADD: _("add"), REMOVE: _("remove")}
    if spec.shape == "table":
        return {words[operation]: operation for operation in (ADD, REMOVE)}
    if spec.shape in ("references", "codes", "lines"):
        return {words[operation]: operation for operation in (ADD, REMOVE, SET)}
    return {words[operation]: operation for operation in (SET, REMOVE)}


async def ask_bulk(desk: Desk, asked: Asked) -> Asked | None:
    """The field, what to do with it and the value, answered; None when the person went back."""
    snapshot, listing = asked.snapshot, desk.session.listing
    fields = _fields(snapshot)
    title = ngettext("{count} marked", "{count} marked", len(asked.about))
    field_of = one_of(fields)
    which = Question("field", _("Field"), "", checked(field_of), lambda: list(fields))
    answers = await desk.ask(title, which)
    if answers is None:
        return None
    spec = field_of(answers["field"])
    label, operations = answers["field"], _operations(spec)
    first, operation_of = next(iter(operations)), one_of(operations)
    questions = [Question("operation", _("What to do"), first, checked(operation_of), lambda: list(operations))]
    party = FieldSpec("", "reference", "party")
    if ".*." in spec.name or spec.shape == "table":
        parties = choices_of(party, snapshot, None)
        questions.append(Question("party", _("Which party"), "", _value_check(party, snapshot), parties))
    if spec.shape != "table":
        choices = choices_of(spec, snapshot, listing)
        questions.append(Question("value", _("Value"), "", _value_check(spec, snapshot), choices))
    answers = await desk.ask(f"{title}, {label}", *questions)
    if answers is None:
        return None
    path = spec.name
    if "party" in answers:
        id = str(value_of(party, answers["party"], snapshot))
        path = path.replace("*", id)
        answers.setdefault("value", id)
    return asked.answering(field=path, operation=operation_of(answers["operation"]), value=answers["value"])


def _value_check(spec: FieldSpec, snapshot: Snapshot) -> Callable[[str], str]:
    return checked(lambda words: value_of(spec, words, snapshot))
