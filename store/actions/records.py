"""What is done with a record of any kind. Pure."""

from __future__ import annotations

from typing import Final

from store.actions.action import FORM, Action, Asked, Question, changeset, why
from store.base.errors import BadInput
from store.base.i18n import _, mark
from store.base.ids import is_id, make_id
from store.changes.changes import Changeset, change
from store.changes.preview import Preview
from store.checks.checks import Finding, check
from store.checks.fixes import accept, fix
from store.records.model import KINDS, Record
from store.records.snapshot import Snapshot
from store.rules.following import removal
from store.rules.taken import Taken


def _edit(asked: Asked) -> Changeset:
    return changeset(asked, "edit", [change(asked.record, asked.answers["form"])])


def _fix(asked: Asked) -> Changeset:
    """What settles the findings, each on top of those before it."""
    findings: list[Finding] = asked.answers["findings"]
    preview = Preview(asked.snapshot)
    for finding in findings:
        made = fix(finding, preview)
        if made is not None and made.after is not None:
            preview.put(made.after)
    if not preview.changes:
        raise BadInput(_("only a person can know what settles these"))
    return changeset(asked, "fix", preview.changes)


def _accept(asked: Asked) -> Changeset:
    (finding,) = asked.answers["findings"]
    return changeset(asked, "accept", [accept(finding, asked.get("reason"), asked.snapshot)])


def _reason(words: str, asked: Asked) -> str:
    (finding,) = asked.answers["findings"]
    accept(finding, words, asked.snapshot)
    return words


def new_record(kind: str, name: str, asked: Asked) -> Record:
    """A record of a kind that nothing but its name is known of; an edition is called by its year."""
    taken = Taken(asked.snapshot, kind)
    id = name if kind == "edition" and is_id(name) and name not in taken else make_id(name, taken, kind)
    return KINDS[kind].model_validate({"id": id, "name": "" if kind == "edition" and id == name else name})


def form_changeset(snapshot: Snapshot, before: Record | None, after: Record, reason: str, case: str) -> Changeset:
    """What a form that was filled in makes of a record, or of none."""
    asked = Asked(snapshot, () if before is None else (before,), {"form": after, "reason": reason, "case": case})
    return (NEW if before is None else EDIT).plan(asked)


_FORM: Final = Question("form", mark("Fields"), way=FORM)


def _found(words: str, asked: Asked) -> list[Finding]:
    """The findings of a code, or one of them, “code:id”, as `check` names them."""
    code, _colon, id = words.partition(":")
    found = [one for one in check(asked.snapshot) if one.code == code and id in ("", one.id)]
    if not found:
        raise ValueError(_("no finding is called “{name}”: “iktui check” lists them", name=words))
    return found


_FINDINGS: Final = Question("findings", mark("Findings"), _found)
EDIT: Final = Action("edit", mark("Edit"), mark("change fields of a record"), _edit, "*", asks=(_FORM,))
NEW: Final = Action(
    "new", mark("New"), mark("make a new record"),
    lambda asked: changeset(asked, "new", [change(None, asked.answers["form"])]), asks=(_FORM,),
)  # fmt: skip


def _remove_sure(asked: Asked) -> str:
    record = asked.record
    if record.KIND == "collaboration":
        text = _("Remove “{name}”? For what never should have been there; what ends is ended with x. u takes it back.")
        return text.replace("{name}", record.name)
    return _("Remove “{name}”?", name=record.name or record.id)


REMOVE: Final = Action(
    "remove", mark("Remove"), mark("remove what should never have been there"),
    lambda asked: why(asked, removal(asked.snapshot, asked.record)), "*", sure=_remove_sure,
)  # fmt: skip
FIX: Final = Action("fix", mark("Settle"), mark("do what a finding suggests"), _fix, asks=(_FINDINGS,), reviewed=True)
ACCEPT: Final = Action("accept", mark("It is correct"), mark("mark what was found as correct, with a reason"), _accept,
                       asks=(_FINDINGS, Question("reason", mark("Why it is correct"), _reason)))  # fmt: skip
