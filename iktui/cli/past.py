"""The commands that look back: history, blame, diff; and restore, which goes back."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Sequence

from iktui.cli.output import attribution_json, pad, put, put_error, put_json, revision_json
from iktui.cli.writing import entered, put_change, save, tell
from iktui.words.past import state_words
from store.base.dates import last_day, shown_date, shown_day, shown_moment
from store.base.errors import UnknownRecord
from store.base.i18n import _, language
from store.base.text import excerpt
from store.changes import wording
from store.changes.changes import Change, Revision
from store.changes.compare import CHANGED, HAPPENED, Summary, compare, happened, known_of, summary
from store.git.signatures import BAD, GOOD, UNKNOWN, UNSIGNED, Signature, signatures
from store.query.listing import make_listing
from store.query.revision_query import RevisionRow, revision_test
from store.records.paths import Key
from store.records.snapshot import Snapshot
from store.register.facts import Facts
from store.register.store import Store
from store.repair.restore import restore


def tell_state(store: Store, arguments: argparse.Namespace) -> None:
    """Say on standard error which recorded state is shown (`--at`), and of which day (`--on`)."""
    at, on = getattr(arguments, "at", None), getattr(arguments, "on", None)
    told = [_("as of {when}", when=state_words(store, store.resolve(at), at)) if at else _("as the register is now")]
    if on:
        day = entered("--on", lambda: last_day(on))
        told.append(_("in force {date}", date=shown_date(day.isoformat())))
    put_error(", ".join(told))


def run_history(store: Store, arguments: argparse.Namespace) -> int:
    """Print the revisions of a collaboration, or of the whole register, or those that a filter finds."""
    key = Key("collaboration", arguments.id) if arguments.id else None
    snapshot = store.snapshot(arguments.at)
    if key is not None and not snapshot.exists(key) and next(store.history(key, limit=1), None) is None:
        raise UnknownRecord(key.id)
    shown: Iterable[Revision] = _found(store, snapshot, key, arguments)
    keys = store.keys_of(key) if key else None
    signers: dict[str, Signature] = {}
    if arguments.signatures:
        shown = list(shown)
        signers = signatures(store.git, [revision.commit for revision in shown])
    if arguments.json:
        rows = [(revision, revision_json(revision, store.changes_of(revision, keys))) for revision in shown]
        signed = ({"signature": signers[rev.commit]._asdict()} if signers else {} for rev, _row in rows)
        put_json([row | more for (_rev, row), more in zip(rows, signed, strict=True)])
        return 0
    lang = language()
    for revision in shown:
        mark = f"  [{_signature_text(signers[revision.commit])}]" if signers else ""
        put(f"{shown_moment(revision.date)}  {wording.who(revision, language())}  {revision.commit[:10]}{mark}")
        put(f"  {revision.subject}")
        for change in store.changes_of(revision, keys):
            prefix = "" if key else f"{change.record.name}: "
            told = wording.told_fields(change) if change.before and change.after else []
            for field in told:
                put(f"    {prefix}{wording.change_text(field, snapshot.name, lang, kind=change.key.kind)}")
    return 0


def _signature_text(signature: Signature) -> str:
    texts = {
        GOOD: _("signed by {signer}", signer=signature.signer),
        UNKNOWN: _("signed by somebody who is not among the allowed signers"),
        BAD: _("the signature is wrong"),
        UNSIGNED: _("not signed"),
    }
    return texts[signature.state]


def _found(store: Store, snapshot: Snapshot, key: Key | None, arguments: argparse.Namespace) -> Iterator[Revision]:
    """The revisions that are asked for; they are counted after they are found."""
    if not arguments.find:
        yield from store.history(key, at=arguments.at, limit=arguments.limit)
        return
    wanted = revision_test(arguments.find, make_listing(snapshot), Facts(store, snapshot))
    left = arguments.limit
    for revision in store.history(key, at=arguments.at):
        if left is not None and left <= 0:
            return
        if wanted(RevisionRow(revision, snapshot, store.changes_of, language())):
            left = left - 1 if left is not None else None
            yield revision


def run_blame(store: Store, arguments: argparse.Namespace) -> int:
    """Print, for each field of a collaboration, who set it."""
    snapshot = store.snapshot(arguments.at)
    record = snapshot.collaboration(arguments.id)
    found = store.blame(record, arguments.at)
    if arguments.json:
        put_json({field: attribution_json(made) for field, made in found.items()})
        return 0
    lang = language()
    for field, made in found.items():
        label = wording.field_label(field, snapshot.name, lang)
        value = excerpt(wording.value_text(field, made.value, snapshot.name, lang), 60)
        put(f"{pad(label, 28)} {shown_day(made.revision.date)}  {pad(wording.who(made.revision, lang), 20)}  {value}")
    return 0


def run_diff(store: Store, arguments: argparse.Namespace) -> int:
    """Print what differs between two states; with --known, what was reported for a day against what is known now."""
    before, after = store.snapshot(arguments.before), store.snapshot(arguments.after)
    if arguments.known is None:
        changes = compare(before, after)
    else:
        changes = known_of(before, after, entered("--known", lambda: last_day(arguments.known)))
    if arguments.json:
        put_json([_diff_json(change) for change in changes])
        return 0
    put_differences(changes, after)
    return 0


def put_differences(changes: Sequence[Change], after: Snapshot) -> None:
    """Print what differs between two states, and count it."""
    for what in HAPPENED:
        for change in changes:
            if happened(change) == what:
                put_change(change, after.name)
    put(_counted(summary(changes, len(after.keys("collaboration")))))


def _diff_json(change: Change) -> dict[str, object]:
    what = happened(change)
    return {
        "kind": change.key.kind,
        "id": change.key.id,
        "change": what if change.before is None or change.after is None else CHANGED,
        "changes": [field._asdict() for field in change.fields],
    }


def _counted(found: Summary) -> str:
    counts = found.counts
    return _(
        "collaborations: {added} added, {ended} ended, {removed} removed, {changed} changed, {unchanged} unchanged",
        unchanged=found.unchanged,
        **{what: counts[what] for what in HAPPENED},
    )


def run_restore(store: Store, arguments: argparse.Namespace) -> int:
    """Make a collaboration, or one field of it, what it was."""
    changeset = restore(store, Key("collaboration", arguments.id), arguments.revision, arguments.field)
    return tell(store, arguments, save(store, arguments, changeset))
