"""Sharing with the others in lines, and what both sides gave another value."""

from __future__ import annotations

from iktui.cli.output import progress, put
from iktui.cli.sharing import tell_plan
from iktui.linear.asking import ask_line, choose, confirm
from iktui.linear.form.fields import label_of
from iktui.linear.session import Session
from store.base.i18n import _, language, ngettext
from store.changes import wording
from store.changes.edits import today, value_entered
from store.changes.joining import open_of
from store.records.model import Conflict
from store.records.paths import FILE, Key
from store.sync.settling import Choice, settling, whole_value
from store.sync.sync import WouldRemoveMuch, sync


def run_sync(session: Session, _words: str) -> None:
    """Take in what others published, publish what is here; what both changed can be settled at once."""
    session.refuse_in_past()
    author = session.author()
    try:
        plan = sync(session.store, author, today(), watch=progress())
    except WouldRemoveMuch as error:
        put(str(error))
        if not confirm(_("Share all the same?")):
            return
        plan = sync(session.store, author, today(), sure=True, watch=progress())
    tell_plan(session.store, plan)
    session.refresh()
    if plan.conflicts and confirm(_("Settle it now?"), True):
        run_conflicts(session, "")


def run_conflicts(session: Session, _words: str) -> None:
    """Every open field with both values; what is chosen is one commit, the rest stays open."""
    now, git = session.snapshot, session.store.git
    opened = [(key, conflict, field) for key, conflict in open_of(now).items() for field in sorted(conflict.fields)]
    if not opened:
        put(_("no conflict is open"))
        return
    put(ngettext("{count} field to choose", "{count} fields to choose", len(opened)))
    choices = []
    for key, conflict, field in opened:
        choice = _ask(session, key, conflict, field)
        if choice is not None:
            choices.append(choice)
    if not choices:
        put(_("nothing was changed"))
        return
    session.finish(settling(git, now, choices), sure=_("Save this?"))


def _ask(session: Session, key: Key, conflict: Conflict, field: str) -> Choice | None:
    opened = conflict.fields[field]

    def words(value: object) -> str:
        if not field:
            return whole_value(session.store.git, key, value)
        return wording.value_text(field, value, session.name, language(), key.kind)

    whole = _("the whole file") if key.kind == FILE else _("the whole record")
    put(f"{conflict.name}: {label_of(session, field) if field else whole}")
    if opened.base is not None:
        put(_("before: {value}", value=words(opened.base)))
    options = {
        "mine": (_("mine: {value}", value=f"{words(opened.mine)} ({opened.mine_by or '?'})"), _("mine")),
        "theirs": (_("theirs: {value}", value=f"{words(opened.theirs)} ({opened.theirs_by or '?'})"), _("theirs")),
    }
    record = session.snapshot.get(key) if field else None
    if record is not None:
        options["other"] = (_("another value"), _("other"))
    options["leave"] = (_("leave it open"), _("leave"))
    chosen = choose(_("Which value?"), options, "leave")
    if chosen == "leave":
        return None
    if chosen != "other" or record is None:
        return Choice(key, field, opened.mine if chosen == "mine" else opened.theirs)
    typed = ask_line(_("New value"), check=lambda typed: value_entered(record, field, typed, session.snapshot))
    return Choice(key, field, value_entered(record, field, typed, session.snapshot))
