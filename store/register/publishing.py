"""A published edition and its tag: two writes that belong together, in an order that a crash between them cannot hurt.

The commit comes first when an edition is published, so a crash leaves an edition without its tag, which `mend` makes.
When a publication is taken back the tag goes first: a crash leaves the same, mendable state. A tag never moves.
"""

from __future__ import annotations

from dataclasses import replace

from store.base.author import Author
from store.base.dates import first_day, is_year
from store.base.errors import BadInput, StoreError
from store.base.failures import FAILURES, reason_of
from store.base.i18n import _
from store.changes.changes import Change, Changeset
from store.changes.compare import known_of
from store.editions.checklist import checklist, edition_of
from store.editions.rollover import EditionState, reminders
from store.records.model import Edition
from store.records.paths import EDITION_TAG, Key
from store.records.snapshot import Snapshot
from store.register.refusing import Dropping
from store.register.store import Saved, Store
from store.rules.published import is_published

_TAGGING = ("publish", "redo")
_UNTAGGING = ("undo",)
_OF_FILES = ("import", "hand-edit")
"""What a document or a file says of an edition is taken over; an import with a year makes the tag itself."""


def save(store: Store, changeset: Changeset, author: Author, *, drop_comments: Dropping = False) -> Saved:
    """Commit the changes, with the tag of an edition that they publish, or without that of one they take back.

    Raises what `Store.commit` raises, and BadInput for an edition that is published already, that others have, or
    whose state was changed as if it were any field.
    """
    refuse(changeset)
    published = [made.key.id for made in changeset.changes if publishes(made)] if changeset.action in _TAGGING else []
    withdrawn = [made.key.id for made in changeset.changes if withdraws(made)] if changeset.action in _UNTAGGING else []
    for year in published:
        store.refuse_published(year)
    tagged = {year: commit for year in withdrawn if (commit := store.editions().get(f"{EDITION_TAG}{year}"))}
    for year, commit in tagged.items():
        refuse_shared(store, year, commit)
        store.untag_edition(year)
    try:
        saved = store.commit(changeset, author, drop_comments=drop_comments)
    except StoreError:
        for year, commit in tagged.items():
            store.tag_edition(year, commit, author)
        raise
    try:
        for year in published:
            mend(store, year, author)
    except (*FAILURES, StoreError) as error:
        return replace(saved, warning=_("saved, but the edition has no tag: {reason}", reason=reason_of(error)))
    return saved


def refuse(changeset: Changeset) -> None:
    """Raise BadInput for a changeset that publishes an edition, or takes it back, as if its state were any field."""
    turned = [made.key.id for made in changeset.changes if publishes(made) or withdraws(made)]
    if turned and changeset.action not in (*_TAGGING, *_UNTAGGING, *_OF_FILES):
        text = _("the edition {year}: r or “iktui rollover {year} --publish” publishes it, undo takes that back",
                 year=turned[0])  # fmt: skip
        raise BadInput(text)


def publishes(made: Change) -> bool:
    """Whether the change makes an edition a published one."""
    return is_published(made.after) and not is_published(made.before)


def withdraws(made: Change) -> bool:
    """Whether the change takes the publication of an edition back."""
    return is_published(made.before) and not is_published(made.after)


def refuse_shared(store: Store, year: str, commit: str) -> None:
    """Raise BadInput when others may have the published edition already."""
    if store.git.is_on_remote(commit):
        raise BadInput(_("the edition {year} is published and shared, and cannot be taken back", year=year))


def mend(store: Store, year: str, author: Author) -> bool:
    """Make the tag of a published edition that has none, at the commit that published it; False when it has one."""
    if f"{EDITION_TAG}{year}" in store.editions() or not is_published(store.snapshot().editions.get(year)):
        return False
    key = Key(Edition.KIND, year)
    for revision in store.history(key):
        if any(publishes(made) for made in store.changes_of(revision, [key])):
            store.tag_edition(year, revision.commit, author)
            return True
    return False


def _by_year(store: Store) -> dict[str, str]:
    return {tag.removeprefix(EDITION_TAG): commit for tag, commit in store.editions().items()}


def edition_before(store: Store, year: str) -> Snapshot | None:
    """The register as the newest published edition before the year has it; None when there is none."""
    tags = _by_year(store)
    before = max((known for known in tags if known < year), default=None)
    return store.snapshot(tags[before]) if before is not None else None


def edition_snapshots(store: Store, now: Snapshot) -> dict[str, Snapshot]:
    """The register as each published edition has it, by year, of those that a Snapshot has behind it."""
    return {
        year: store.snapshot(commit)
        for year, commit in sorted(_by_year(store).items())
        if is_year(year) and now.commit is not None and store.git.is_ancestor(commit, now.commit)
    }


def corrections(edition: Snapshot, now: Snapshot, year: str) -> list[Change]:
    """What is known now of the edition's day, 1 January, and stands otherwise in the published edition."""
    return known_of(edition, now, first_day(year))


def state_of(store: Store, year: str, now: Snapshot | None = None) -> EditionState:
    """Everything about the edition of a year, as it is `now`; raises BadInput when it has not been opened."""
    now, previous = now or store.snapshot(), edition_before(store, year)
    edition = edition_of(now, year)
    commit = store.editions().get(f"{EDITION_TAG}{year}") if edition.state == "published" else None
    shown = store.snapshot(commit) if commit is not None else now
    corrected = corrections(shown, now, year) if commit is not None else []
    return EditionState(edition, now, checklist(shown, year, previous), previous, corrected, reminders(now, year))
