"""Looking back and looking for trouble: history, who set each field, findings."""

from __future__ import annotations

from iktui.cli.output import put
from iktui.linear.asking import Cancelled, ask, confirm, pick, put_options
from iktui.linear.deeds import do
from iktui.linear.form.fields import label_of
from iktui.linear.rows.showing import put_record
from iktui.linear.session import Session
from iktui.words.findings import in_groups, title_of
from store.actions.action import Action
from store.actions.records import ACCEPT, FIX
from store.base.dates import shown_day, shown_moment
from store.base.i18n import _, language, ngettext
from store.base.text import excerpt
from store.changes import wording
from store.changes.changes import Revision
from store.checks.checks import Finding
from store.records.model import Record
from store.records.paths import Key
from store.repair.clone_findings import findings_of

_PAGE = 10
"""Revisions after which is asked whether to go on."""


def run_history(session: Session, words: str) -> None:
    """The revisions of a record, or of everything, newest first."""
    put_history(session, None if words in ("all", _("all")) else Key("collaboration", session.record(words).id))


def put_history(session: Session, key: Key | None) -> None:
    """The revisions of a record of any kind, ten at a time; None: of everything."""
    if key is not None:
        put(_("History: {name}", name=session.name(key)))
    revisions = session.store.history(key)
    for number, revision in enumerate(revisions):
        if number and number % _PAGE == 0 and not confirm(_("Show more?"), True):
            return
        put_revision(session, revision, key)


def put_revision(session: Session, revision: Revision, key: Key | None) -> None:
    """Who, when, what and why: the fields of a record before and after, one a line."""
    put(f"{shown_moment(revision.date)}; {wording.who(revision, language())}; {revision.commit[:10]}")
    put(f"  {revision.subject}")
    for label, text in ((_("Reason"), revision.reason), (_("Case"), revision.case)):
        if text:
            put(f"  {label}: {' '.join(text.split())}")
    for made in session.store.changes_of(revision, session.store.keys_of(key)) if key else ():
        for field in wording.told_fields(made) if made.before and made.after else ():
            put(f"  {wording.change_text(field, session.name, language(), kind=made.key.kind)}")


def run_blame(session: Session, words: str) -> None:
    """Who set each field, when, and what stood there before."""
    put_blame(session, session.record(words))


def put_blame(session: Session, record: Record) -> None:
    """Who set each field of a record of any kind."""
    put(record.name)
    lang = language()
    for field, made in session.store.blame(record).items():
        if field.startswith("as_written"):
            continue  # what the document said has one author: its import
        value = excerpt(wording.value_text(field, made.value, session.name, lang), 60)
        put(f"{label_of(session, field)}: {value}")
        told = f"  {shown_day(made.revision.date)}; {wording.who(made.revision, language())}"
        if made.previous is not None:
            previous = excerpt(wording.value_text(field, made.previous, session.name, lang), 60)
            told += "; " + _("before: {value}", value=previous)
        put(told)


def run_findings(session: Session, _words: str) -> None:
    """Findings by group, then by number; the number of a finding shows its record."""
    findings = findings_of(session.store, session.snapshot)
    put(ngettext("{count} finding", "{count} findings", len(findings)))
    groups = dict(in_groups(findings))
    titles = {code: (f"{title_of(code)} ({len(group)})", code) for code, group in groups.items()}
    if not titles:
        return
    put_options(titles)

    def parse_group(words: str) -> str:
        return pick(words, titles) if words else ""

    hints = [_("number or name")]
    while code := ask(_("Which group?"), parse_group, empty=_("back"), hints=hints, options=titles):
        try:
            if _in_group(session, groups[code]):
                return
        except Cancelled:
            continue


def _in_group(session: Session, findings: list[Finding]) -> bool:
    """The findings of a group; gives whether one was gone to."""
    words = {"error": _("error"), "warning": _("warning"), "info": _("info")}
    for number, finding in enumerate(findings, 1):
        name = session.name(Key(finding.kind, finding.id)) if finding.kind else finding.id
        put(f"{number}. {words[finding.severity]}: {excerpt(name, 120)}: {finding.message}")

    deeds: dict[str, Action | None] = {_("fix"): FIX, "fix": FIX, _("accept"): ACCEPT, "accept": ACCEPT, "": None}

    def parse(words: str) -> tuple[Action | None, Finding] | None:
        if not words:
            return None
        deed, _space, number = words.rpartition(" ")
        if deed not in deeds:
            raise ValueError(
                _("“{code}” is none of: {known}", code=excerpt(deed, 40), known=f"{_('fix')}, {_('accept')}")
            )
        words = number
        if not words.isdecimal() or not 1 <= int(words[:6]) <= len(findings):
            raise ValueError(_("there is no number {number}; the last is {last}", number=words, last=len(findings)))
        finding = findings[int(words) - 1]
        if deeds[deed] is None and finding.kind != "collaboration":
            raise ValueError(_("this is not in the list of collaborations"))
        return deeds[deed], finding

    hints = [_("number"), f"{_('fix')} 1: {_(FIX.title)}", f"{_('accept')} 1: {_(ACCEPT.title)}"]
    chosen = ask(_("Go to the record"), parse, empty=_("back"), hints=hints)
    if chosen is None:
        return False
    action, finding = chosen
    if action is None:
        put_record(session.record(finding.id), session.snapshot)
    else:
        do(session, action, findings=[finding])
    return True
