"""The yearly rollover: a draft edition, a checklist that each member confirms, publication, adoption by the councils.

Pure: each function gives the Changeset of one commit, or what a screen shows. Publishing with its tag is
`store.register.publishing`. Three dates are kept apart: when something was recorded (its commit), from when to when it
is in force (its own dates), and the day an edition speaks of (1 January of its year).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple

from store.base.dates import check_year, first_day, is_year, shown_date
from store.base.errors import BadInput
from store.base.i18n import _, in_language, language, mark, ngettext
from store.changes.changes import Change, Changeset, change
from store.changes.wording import NameOf, change_text, told_fields
from store.checks.checks import check
from store.editions.checklist import Row, checklist, edition_change, edition_of, in_force_on, progress
from store.planning.plan_edits import carried_into, to_carry
from store.records.decisions import decided
from store.records.model import Collaboration, Decision, Edition, PlanItem
from store.records.overview import in_order, is_current
from store.records.paths import Key
from store.records.snapshot import Snapshot, State
from store.rules.published import published_already


class Reminder(NamedTuple):
    """Something that falls in the year: the collaboration, the (partial) date, what."""

    id: str
    date: str
    text: str


class EditionState(NamedTuple):
    """An edition as it is looked at: a draft with the register as it is now, a published one as it was published."""

    edition: Edition
    """As it is now: decisions come after publication."""
    now: Snapshot
    rows: list[Row]
    previous: Snapshot | None
    corrections: list[Change]
    reminders: list[Reminder]

    @property
    def is_published(self) -> bool:
        """Whether it never changes any more."""
        return self.edition.state == "published"


# --- opening


def next_year(snapshot: State, today: str) -> str:
    """The year to suggest: of the draft that is open, else the one after the newest edition, else the coming one."""
    editions = _years(snapshot)
    drafts = [year for year, edition in editions.items() if edition.state != "published"]
    if drafts or not editions:
        return max(drafts, default=str(int(today[:4]) + 1))
    return str(int(max(editions)) + 1)


def _years(snapshot: State) -> dict[str, Edition]:
    """Editions by year; one that somebody gave another name is none of a year."""
    return {id: edition for id, edition in snapshot.editions.items() if is_year(id)}


def open_edition(snapshot: Snapshot, year: str, today: str) -> Changeset:
    """The draft edition of a year, with the unfinished items of the plan carried over into it; action “rollover”.

    Raises BadInput for what is no year, and for a year that is open or published already.
    """
    year = check_year(year)
    known = snapshot.editions.get(year)
    if known is not None and known.state == "published":
        raise published_already(year)
    if known is not None:
        opened = known.opened or "–"
        raise BadInput(
            _("the edition of {year} is open already (since {opened}): nothing to do", year=year, opened=opened)
        )
    if snapshot.exists(Key(Edition.KIND, year)):
        raise BadInput(_("the file of the edition {year} cannot be read: put it right first", year=year))
    edition = Edition(id=year, date=f"{year}-01-01", opened=today, documents=_documents_of(snapshot, year))
    items = snapshot.plan_items
    moved = carried_into(items, carried_over(snapshot, year), int(year))
    carried = [change(items[item.id], item) for item in moved]
    subject = in_language(snapshot.language, mark("The edition of {year} opened"), year=year)
    return Changeset(snapshot.commit, (change(None, edition), *carried), "rollover", subject)


def _documents_of(snapshot: Snapshot, year: str) -> tuple[str, ...]:
    """The overviews and plans that are dated in the year and belong to no other edition."""
    taken = {id for edition in snapshot.editions.values() for id in edition.documents}
    found = (doc for doc in snapshot.documents.values() if doc.rows and (doc.date or "").startswith(year))
    return tuple(doc.id for doc in found if doc.id not in taken)


def carried_over(snapshot: State, year: str) -> list[PlanItem]:
    """The items of earlier years that go along: see `to_carry`. Nothing is carried back into an old edition."""
    return [] if _is_old(snapshot, year) else to_carry(snapshot.plan_items, int(year))


def _is_old(snapshot: State, year: str) -> bool:
    return _newest_published(snapshot) > year


def _newest_published(snapshot: State) -> str:
    return max((year for year, edition in _years(snapshot).items() if edition.state == "published"), default="")


def plan_of(snapshot: Snapshot, year: str) -> list[str]:
    """What opening the year does, in words: what is unusual about it, what is carried over, what left, what is due."""
    year = check_year(year)
    day = first_day(year)
    notes = list(_about_year(snapshot, year))
    listed = in_force_on(snapshot, day)
    notes.append(ngettext("{count} collaboration to confirm", "{count} collaborations to confirm", len(listed)))
    for item in carried_over(snapshot, year):
        times = ngettext("{count} time", "{count} times", item.carried + 1)
        notes.append(_("carried over from {old}: {name} ({times})", old=item.year, name=item.name, times=times))
    left = [
        record
        for record in in_order(snapshot)
        if record.id not in listed and _is_over(record, day) and _is_news(snapshot, record, year)
    ]
    if left:
        names = ", ".join(f"{record.name} ({shown_date(record.until) or '–'})" for record in left)
        notes.append(_("over before {date}, not on the list: {names}", date=shown_date(f"{year}-01-01"), names=names))
    return [*notes, *(reminder_text(due, snapshot) for due in reminders(snapshot, year))]


def reminder_text(due: Reminder, snapshot: Snapshot) -> str:
    """A reminder on one line: date, name, what."""
    return f"{shown_date(due.date) or '–'}: {snapshot.name(Key(Collaboration.KIND, due.id))}: {due.text}"


def _is_over(record: Collaboration, day: dt.date) -> bool:
    until = record.until
    return first_day(until) <= day if until else not is_current(record) and record.status != "proposed"


def _is_news(snapshot: Snapshot, record: Collaboration, year: str) -> bool:
    """Whether it ended since the edition before: what had left then is not told again."""
    before = max((known for known in _years(snapshot) if known < year), default="")
    return record.until is None or record.until > f"{before}-01-01"


def _about_year(snapshot: Snapshot, year: str) -> Iterator[str]:
    known = [before for before in _years(snapshot) if before < year]
    if _is_old(snapshot, year):
        newest = _newest_published(snapshot)
        text = _("{year} is before the newest published edition, {newest}: nothing is carried over into an old one",
                 year=year, newest=newest)  # fmt: skip
        yield text
    elif known and int(year) - int(max(known)) > 1:
        yield _("skipped: the newest edition before {year} is {newest}", year=year, newest=max(known))
    for before in known:
        if snapshot.editions[before].state != "published":
            yield _("the edition of {year} is not published yet", year=before)


def reminders(snapshot: Snapshot, year: str) -> list[Reminder]:
    """Notices that take effect and collaborations that run out in the year, and notices without a date, by date."""
    found = []
    for record in snapshot.collaborations.values():
        if record.until is not None and record.until.startswith(year):
            found.append(Reminder(record.id, record.until, _("runs out")))
        for party, part in record.participants.items():
            if part.until is not None and part.until.startswith(year):
                name, notice = snapshot.name(Key("party", party)), shown_date(part.notice_given) or "–"
                text = _("{party} leaves (notice given {notice})", party=name, notice=notice)
                found.append(Reminder(record.id, part.until, text))
        ends = [record.until, *(part.until for part in record.participants.values())]
        if record.status == "notice_given" and not any(ends):
            found.append(Reminder(record.id, "", _("notice is given, nobody has said from when")))
    return sorted(found, key=lambda due: (due.date or "9999", due.id))


# --- publishing, adopting


def publish(snapshot: Snapshot, year: str, reason: str = "") -> Changeset:
    """The edition as published; action “publish”. `store.register.publishing` commits it and makes the tag.

    With errors or open confirmations it wants a `reason`, which is kept in the edition. Raises BadInput.
    """
    edition = edition_of(snapshot, year)
    if edition.state == "published":
        raise published_already(year)
    missing = missing_of(snapshot, year)
    if missing and not reason.strip():
        raise BadInput(_("the edition of {year} is not ready: {missing}; settle that, or say why it is published so",
                         year=year, missing=missing))  # fmt: skip
    update = {"state": "published", "date": f"{year}-01-01", "missing_reason": reason.strip() if missing else ""}
    subject = in_language(snapshot.language, mark("The edition of {year} published"), year=year)
    return edition_change(snapshot, edition, edition.model_copy(update=update), "publish", subject)


def missing_of(snapshot: Snapshot, year: str) -> str:
    """What stands in the way of publishing, in words, "" for nothing: errors and open confirmations, counted."""
    errors = sum(finding.severity == "error" for finding in check(snapshot))
    open_parts = progress(checklist(snapshot, year)).open_parts
    told = []
    if errors:
        told.append(ngettext("{count} error", "{count} errors", errors))
    if open_parts:
        told.append(ngettext("{count} open confirmation", "{count} open confirmations", open_parts))
    return ", ".join(told)


def adopt(snapshot: Snapshot, year: str, party: str, decision: Decision) -> Changeset:
    """A council's decision about the edition, before or after it is published; action “adopt”. The tag stays.

    Raises BadInput for an unknown party and for a decision that says nothing.
    """
    edition = edition_of(snapshot, year)
    if not snapshot.exists(Key("party", party)):
        raise BadInput(_("no party has the id “{id}”", id=party))
    after = edition.model_copy(update={"decisions": decided(edition.decisions, party, decision)})
    name = snapshot.name(Key("party", party))
    subject = in_language(snapshot.language, mark("Edition {year}: decision of {party}"), year=year, party=name)
    return edition_change(snapshot, edition, after, "adopt", subject)


def correction_text(change: Change, name_of: NameOf) -> str:
    """What is known of a collaboration now and stands otherwise in an edition, in the reader's language."""
    if change.before is None:
        return _("was in force as well")
    if change.after is None:
        return _("was not in force")
    return "; ".join(change_text(field, name_of, language()) for field in told_fields(change))
