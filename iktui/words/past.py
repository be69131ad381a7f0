"""Which recorded state of the register is shown, in words: an edition, or the day and what was done then."""

from __future__ import annotations

from store.base.dates import said_date, shown_date, shown_moment
from store.register.revision_names import edition_day, edition_words
from store.register.store import Store


def state_words(store: Store, commit: str, told: str = "") -> str:
    """“the edition of 2021” or “31.3.2021” as it was asked for, with when its commit was made, by whom and what it did.

    `told` is what somebody typed. Raises StoreError.
    """
    tags = [name for name, tagged in store.editions().items() if tagged == commit]
    revision = store.revision(commit)
    made = f"{shown_moment(revision.date)}, {revision.author.name}: {revision.subject}"
    names = [edition_words(tag) for tag in tags]
    if not names and said_date(told):
        names = [shown_date(said_date(told))]
    return f"{' '.join(names)} ({made})" if names else made


def side_words(store: Store, words: str, commit: str) -> str:
    """A state in few words, to stand beside another: “the edition of 2021”, “31.3.2021”, “28.11.2026 15:58”.

    Raises StoreError.
    """
    date = said_date(words)
    tag = next((name for name, tagged in store.editions().items() if tagged == commit), "")
    if tag and date in (None, edition_day(tag)):
        return edition_words(tag)
    return shown_date(date) or shown_moment(store.revision(commit).date)
