"""Findings: what in the register is broken, uncertain or worth a look. Pure: a Snapshot in, findings out.

Nothing here changes a record. Codes are stable: scripts and people refer to them.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from store.base.dates import has_passed, in_force, shown_date
from store.base.errors import BadInput
from store.base.glossary import legal_forms
from store.base.i18n import _, language
from store.base.text import letters_key, match_key
from store.changes.changes import Change
from store.changes.joining import subject_of
from store.checks.findings import Finding as Finding
from store.checks.findings import record_finding
from store.checks.plan_checks import plan_findings
from store.checks.reference_checks import Ids, reference_findings
from store.checks.study_checks import study_findings
from store.reading.comments import indirect_through
from store.reading.terms import form_of, read_mark, spelling_suggestion, type_suggestion
from store.records.model import KINDS, Collaboration, Conflict, Document, Party, PlanItem, Register
from store.records.overview import is_current, latest_overview
from store.records.paths import WHOLE, Key
from store.records.references import refers_to
from store.records.snapshot import Snapshot, State
from store.records.typed import parse_orgnr, share_of, share_words
from store.rules.rules import breaches

_STARRED_PARTS: Final = re.compile(r"(\d+) delavtale")
_POLITICAL: Final = re.compile(r"politisk", re.IGNORECASE)
_SUCCESSOR_LIKENESS: Final = 85
"""Percent of likeness, on letters only, from which a new name may be an old one's successor."""


def check(snapshot: State, on: dt.date | None = None) -> list[Finding]:
    """Every finding, errors first, then by record. `on` is the day that deadlines are held against (today)."""
    day = on or dt.datetime.now().astimezone().date()
    found = [*_unreadable(snapshot), *_broken_rules(snapshot), *_open_conflicts(snapshot)]
    collaborations = snapshot.collaborations
    for record in collaborations.values():
        found += _form_findings(record, day)
        found += _participation_findings(record, snapshot)
        found += _spelling_findings(record)
        found += _share_findings(record, day)
    found += _bad_numbers(snapshot)
    overview = latest_overview(snapshot)
    found += _duplicates(collaborations, snapshot.register)
    found += _stars(collaborations, overview.rows if overview else ())
    if overview is not None:
        found += _suspect_marks(snapshot, overview)
        found += _left_out(collaborations, overview)
    found += plan_findings(snapshot)
    found += study_findings(snapshot, day)
    accepted = {
        (record.KIND, record.id, key)
        for model in KINDS.values()
        for record in snapshot.records(model).values()
        for key in getattr(record, "accepted", ())
    }
    return in_order(
        finding
        for finding in found
        if finding.code == "open_conflict" or (finding.kind, finding.id, accepted_key(finding)) not in accepted
    )


def in_order(found: Iterable[Finding]) -> list[Finding]:
    """Errors first, then by record."""
    order = {"error": 0, "warning": 1, "info": 2}
    return sorted(found, key=lambda finding: (order[finding.severity], finding.kind, finding.id, finding.code))


def accepted_key(finding: Finding) -> str:
    """What a record notes of a finding that somebody looked at and found right."""
    return "/".join(part for part in (finding.code, finding.field.replace(".", "/")) if part)


# --- broken


def _unreadable(snapshot: State) -> Iterator[Finding]:
    for problem in snapshot.problems():
        kind, id = problem.key or Key("", problem.path)
        text = _(
            "{path} cannot be read: {reason}; put the file right or take an older version of it back",
            path=problem.path,
            reason=problem.reason,
        )
        yield Finding("unreadable_file", "error", kind, id, "", text)


def _broken_rules(snapshot: State) -> Iterator[Finding]:
    ids, told = Ids(snapshot), set()
    records = [record for model in KINDS.values() for record in snapshot.records(model).values()]
    for breach in breaches(records, snapshot):
        kind, heir = breach.key.kind, ""
        if kind == PlanItem.KIND and breach.code in ("ring", "reversed_dates"):
            continue  # told by plan_findings
        if breach.code == "unknown_reference":
            if kind not in (Collaboration.KIND, Register.KIND):
                continue  # told by reference_findings
            told.add((breach.key.id, breach.field))
            heir = ids.heir(breach.parts[-1][0]) if len(breach.parts) > 1 else ""
        yield Finding(breach.code, "error", *breach.key, breach.field, breach.message, heir)
    yield from reference_findings(snapshot, told)


def _open_conflicts(snapshot: State) -> Iterator[Finding]:
    """What two sides gave different values, until somebody settles it."""
    for conflict in snapshot.records(Conflict).values():
        kind, id = subject_of(conflict)
        for field, opened in conflict.fields.items():
            who = {"mine": opened.mine_by or "?", "theirs": opened.theirs_by or "?"}
            if field == WHOLE:
                text = _("both sides changed it: {mine} and {theirs}; “S” or “iktui resolve” settles it", **who)
            else:
                text = _("has two values, from {mine} and {theirs}; “S” or “iktui resolve” settles it", **who)
            yield Finding("open_conflict", "error", kind, id, field, text)


def refuse_dangling(changes: Sequence[Change], now: Snapshot) -> None:
    """Raise BadInput when a record or area would go away that others still refer to."""
    gone = {change.key for change in changes if change.after is None}
    for made in changes:
        if isinstance(made.before, Register) and isinstance(made.after, Register):
            gone |= {Key("area", id) for id in made.before.areas if id not in made.after.areas}
    touched = {change.key: change.after for change in changes}
    for key in gone:
        there = [*now.holding(key.id), *(after for after in touched.values() if after is not None)]
        users = [one.name or one.id for one in there if touched.get(one.key, one) is one and refers_to(one, key)]
        if users:
            told = ", ".join(dict.fromkeys(users))
            raise BadInput(_("{name}: cannot be removed while {users} refer to it", name=now.name(key), users=told))


# --- one record at a time


def _form_findings(record: Collaboration, day: dt.date) -> Iterator[Finding]:
    forms = legal_forms()
    written = record.as_written.type if record.as_written else ""
    if record.legal_form is None:
        suggestion = type_suggestion(written)
        if suggestion:
            text = _("the type is written “{written}”; probably “{suggestion}”", written=written, suggestion=suggestion)
            yield record_finding("probable_typo", "warning", record, "legal_form", text, form_of(suggestion) or "")
        elif written:
            text = _("the type “{written}” is no known form", written=written)
            yield record_finding("unknown_form", "warning", record, "legal_form", text)
        elif record.status != "proposed":
            yield record_finding("unknown_form", "warning", record, "legal_form", _("no form is given"))
    if "legal_form" in record.uncertain:
        form = forms[record.legal_form].name() if record.legal_form else "?"
        text = _("the form is uncertain: written “{written}”, read as {form}", written=written, form=form)
        yield record_finding("uncertain_form", "warning", record, "legal_form", text)
    if record.legal_form is None or not is_current(record):
        return
    form_term = forms[record.legal_form]
    deadline = form_term.facts.get("valid_until")
    if deadline and has_passed(deadline, day):
        text = _(
            "{form}: the deadline for conversion ({deadline}) has passed; the legal basis must be clarified",
            form=form_term.name(),
            deadline=shown_date(deadline),
        )
        yield record_finding("form_past_deadline", "warning", record, "legal_form", text)
    if lacks_host(record):
        text = _("after the Local Government Act, but no host municipality is named")
        yield record_finding("host_missing", "warning", record, "participants", text)


def lacks_host(record: Collaboration) -> bool:
    """Whether its form asks for a host municipality, and none is named."""
    form = record.legal_form
    hosted = form == "municipal_act_unspecified" or (form and legal_forms()[form].facts.get("needs_host"))
    return bool(hosted) and record.host is None


def _participation_findings(record: Collaboration, snapshot: State) -> Iterator[Finding]:
    register = snapshot.register
    for id, part in record.participants.items():
        party = snapshot.name(Key("party", id))
        if id not in register.members:
            hosts = part.role == "host"
            text = _("{party} takes part and is none of the register's members", party=party)
            if hosts:
                text = _("the host {party} is none of the register's members", party=party)
            yield record_finding("unlisted_party", "warning" if hosts else "info", record, f"participants.{id}", text)
        if part.until or part.notice_given:
            text = _(
                "{party} leaves: until {until}, notice given {notice}",
                party=party,
                until=shown_date(part.until) or "?",
                notice=shown_date(part.notice_given) or "?",
            )
            yield record_finding("withdrawal", "info", record, f"participants.{id}.until", text)
        mark = record.as_written.marks.get(id, "") if record.as_written else ""
        if mark and not read_mark(mark).is_sure:
            text = _("the document has “{mark}” for {party}: it may not take part", mark=mark, party=party)
            yield record_finding("uncertain_participation", "warning", record, f"participants.{id}", text)
    if record.status == "notice_given" and not any(part.until for part in record.participants.values()):
        text = _("notice is given for the whole agreement, with no date")
        yield record_finding("withdrawal", "warning", record, "status", text)
    if not record.participants_complete:
        text = _("not all participants are named: {words}", words=record.other_participants or "–")
        yield record_finding("participants_incomplete", "info", record, "participants", text)
    if (supplier := record.with_role("supplier")) is not None:
        text = _(
            "purchase of services from {party}: a supplier, not a host", party=snapshot.name(Key("party", supplier))
        )
        yield record_finding("service_purchase", "warning", record, f"participants.{supplier}.role", text)
    if (company := indirect_through(record.comment)) is not None:
        text = _("ownership through {company}: an indirect interest, not a participation", company=company)
        yield record_finding("indirect_interest", "info", record, "comment", text)
    political = any(_POLITICAL.search(register.areas[id].name) for id in record.areas if id in register.areas)
    if political and record.legal_form in ("agreement_only", "council_resolution_only"):
        text = _("political cooperation is to be an intermunicipal political council (kommuneloven § 17-1, ch. 18)")
        yield record_finding("political_form", "warning", record, "legal_form", text)


def _spelling_findings(record: Collaboration) -> Iterator[Finding]:
    suggestion = spelling_suggestion(record.name)
    if suggestion:
        text = _("“{name}” is probably meant to be “{suggestion}”", name=record.name, suggestion=suggestion)
        yield record_finding("probable_typo", "warning", record, "name", text, suggestion)


def _share_findings(record: Collaboration, day: dt.date) -> Iterator[Finding]:
    """Whoever owns the rest may have no name here; more than the whole is nobody's."""
    now = (part for part in record.participants.values() if in_force(part.from_, part.until, day))
    shares = [part.share for part in now if part.share]
    if sum(share_of(share) or 0 for share in shares) > 1:
        told = " + ".join(share_words(share, language()) for share in shares)
        text = _("the ownership shares are more than the whole together: {shares}", shares=told)
        yield record_finding("shares_over_whole", "warning", record, "participants", text)


def _bad_numbers(snapshot: State) -> Iterator[Finding]:
    records: list[Party | Collaboration] = [*snapshot.parties.values(), *snapshot.collaborations.values()]
    for record in records:
        if record.orgnr:
            try:
                parse_orgnr(record.orgnr)
            except ValueError as error:
                yield record_finding("bad_orgnr", "warning", record, "orgnr", str(error))


# --- several records together


def _duplicates(collaborations: Mapping[str, Collaboration], register: Register) -> Iterator[Finding]:
    def areas(record: Collaboration) -> str:
        return ", ".join(register.areas[id].name for id in record.areas if id in register.areas) or _("no area")

    by_name: defaultdict[str, list[Collaboration]] = defaultdict(list)
    for record in collaborations.values():
        if is_current(record):
            by_name[letters_key(record.name)].append(record)
    for alike in by_name.values():
        for record in alike if len(alike) > 1 else ():
            others = [other for other in alike if other is not record]
            where = "; ".join(dict.fromkeys(map(areas, others)))
            text = _("has the same name as one in {areas}: one collaboration in two areas?", areas=where)
            yield record_finding(
                "probable_duplicate", "warning", record, "name", text, ", ".join(one.id for one in others)
            )


def _stars(collaborations: Mapping[str, Collaboration], rows: Sequence[str]) -> Iterator[Finding]:
    """An asterisk without a footnote; under a framework agreement of n parts, the next n starred rows are its parts."""
    order = {id: position for position, id in enumerate(rows)}
    starred = [record for record in collaborations.values() if record.starred]
    starred.sort(key=lambda record: order.get(record.id, len(order)))
    umbrella, parts_left = None, 0
    for record in starred:
        parts = _STARRED_PARTS.search(record.name)
        if parts:
            umbrella, parts_left = record, int(parts[1])
            text = _("marked * in the document, which does not say why; speaks of {count} parts", count=parts[1])
            yield record_finding("starred", "info", record, "starred", text)
        elif umbrella is not None and parts_left and record.parent is None:
            parts_left -= 1
            text = _("marked * in the document: probably a part of “{name}”", name=umbrella.name)
            yield record_finding("starred", "info", record, "parent", text, umbrella.id)
        elif record.parent is None:
            text = _("marked * in the document, which does not say why")
            yield record_finding("starred", "info", record, "starred", text)
        else:
            parts_left -= 1


def _suspect_marks(snapshot: State, overview: Document) -> Iterator[Finding]:
    """A row of one party's overview in which that party takes no part: perhaps pasted from another column order."""
    collaborations = snapshot.collaborations
    if overview.owner is None:
        return
    owner = snapshot.name(Key("party", overview.owner))
    for id in overview.rows:
        record = collaborations.get(id)
        if record is None or record.as_written is None or not record.as_written.marks:
            continue
        if read_mark(record.as_written.marks.get(overview.owner, "")).takes_part:
            continue
        marked = ", ".join(snapshot.name(Key("party", party)) for party in record.as_written.marks) or "–"
        text = _(
            "the overview is of what {owner} takes part in, but it marks {marked} only", owner=owner, marked=marked
        )
        yield record_finding("suspect_participation", "warning", record, "participants", text)


def _left_out(collaborations: Mapping[str, Collaboration], overview: Document) -> Iterator[Finding]:
    listed = set(overview.rows)
    candidates = [collaborations[id] for id in overview.rows if id in collaborations]
    for record in collaborations.values():
        if record.id in listed or not is_current(record) or record.as_written is None:
            continue
        text = _("does not stand in the newest overview ({name}) and has not been ended", name=overview.name)
        yield record_finding("not_in_overview", "warning", record, "status", text)
        successor = _probable_successor(record, candidates)
        if successor is not None and record.replaced_by is None:
            text = _("probably replaced by, or renamed to, “{name}”", name=successor.name)
            yield record_finding("probable_successor", "warning", record, "replaced_by", text, successor.id)


def _probable_successor(record: Collaboration, candidates: Iterable[Collaboration]) -> Collaboration | None:
    from rapidfuzz import fuzz

    def likeness(other: Collaboration) -> float:
        words = fuzz.partial_ratio(letters_key(record.name), letters_key(other.name))
        parts = max(
            fuzz.ratio(match_key(one), match_key(two)) if len(one) > 5 and len(two) > 5 else 0
            for one in record.name.split(",")
            for two in other.name.split(",")
        )
        shorter = min(len(letters_key(record.name)), len(letters_key(other.name)))
        return max(parts, words if shorter >= 8 else 0)

    best = max(candidates, key=likeness, default=None)
    return best if best is not None and likeness(best) >= _SUCCESSOR_LIKENESS else None
