"""Edits whose session died: what was typed in them is offered, field by field."""

from __future__ import annotations

from dataclasses import replace

from iktui.cli.output import put
from iktui.linear.asking import choose, confirm
from iktui.linear.form.editing import Edit
from iktui.linear.form.fields import label_of, shown_value
from iktui.linear.session import Session
from store.base.errors import StoreError
from store.base.i18n import _
from store.changes.edits import set_fields
from store.records.codec import from_fields
from store.records.model import Record
from store.register.drafts import Draft, drop_draft, left_drafts


def offer_drafts(session: Session) -> None:
    """What was typed in an edit whose session died: go on with it, throw it away, or decide later."""
    author = session.author_if_known()
    for draft in left_drafts(session.store.git_dir, author.mail) if author else ():
        put(_("Left unsaved at {when}: {name}", when=draft.opened[:16], name=draft.title))
        for field, words in (draft.settings or {}).items():
            put(f"{label_of(session, field)}: {words}")
        options = {
            "go": (_("go on with it"),),
            "drop": (_("throw it away"),),
            "later": (_("decide later"),),
        }
        choice = choose(_("What shall become of it?"), options, "later")
        if choice == "drop":
            drop_draft(session.store.git_dir, draft)
        elif choice == "go":
            _go_on(session, draft)


def _go_on(session: Session, draft: Draft) -> None:
    """Field by field: what was typed, beside what the register has now."""
    record = from_fields(draft.kind, draft.id, draft.base)
    current = session.snapshot.get(draft.key) or record
    kept = {}
    for field, words in (draft.settings or {}).items():
        put(f"{label_of(session, field)}: {shown_value(session, current, field)}")
        if confirm(_("Take “{words}”?", words=_typed_text(session, record, field, words)), True):
            kept[field] = words
    Edit(session, record, is_new=draft.is_new, left=replace(draft, settings=kept)).run()


def _typed_text(session: Session, record: Record, field: str, words: str) -> str:
    try:
        after = set_fields(record, {field: words}, session.snapshot)
    except StoreError:
        return words
    return shown_value(session, after, field)
