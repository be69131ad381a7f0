"""What the open form holds, kept beside the register while it is open."""

from __future__ import annotations

from collections.abc import Callable

from iktui.session import Session
from iktui.words.fields import words_in
from store.base.author import Author
from store.base.dates import shown_moment
from store.base.errors import StoreError
from store.base.i18n import _, language
from store.base.text import excerpt
from store.changes import wording
from store.records.codec import from_fields, to_fields
from store.records.model import Record
from store.records.paths import Key
from store.records.snapshot import Snapshot
from store.register.drafts import Draft, OpenForm, left_drafts, now_text, others_at


class Journal:
    """The draft of one form; where nothing can be written there is none, which has been told."""

    def __init__(
        self,
        session: Session,
        author: Author | None,
        record: Record,
        *,
        is_new: bool,
        typed: dict[str, str] | None,
        tell: Callable[[str, str], object],
    ) -> None:
        """Keep what will be typed, and what is `typed` already."""
        self._git_dir, self._key = session.store.git_dir, Key(record.KIND, record.id)
        self.form: OpenForm | None = None
        mail, name = (author.mail, author.name) if author else ("", "?")
        draft = Draft(mail, name, *self._key, record.name, now_text(), to_fields(record), is_new=is_new)
        try:
            form = OpenForm(self._git_dir, draft)
            form.keep(typed or {}, *session.why)
            self.form = form
        except (OSError, StoreError) as error:
            tell(_("what you type cannot be kept until you save: {reason}", reason=error), "warning")

    def others(self) -> list[Draft]:
        """Who else has the record open now."""
        return others_at(self._git_dir, self._key, self.form)

    def close(self) -> None:
        """It was saved, or given up."""
        if self.form is not None:
            self.form.close()

    def leave(self) -> None:
        """Let go of it: the next start offers it."""
        if self.form is not None:
            self.form.leave()


def left_for_later(session: Session, author: Author | None, record: Record) -> list[Draft]:
    """What this person typed of a record and left, oldest first."""
    git_dir, key = session.store.git_dir, Key(record.KIND, record.id)
    return [draft for draft in left_drafts(git_dir, author.mail if author else "") if draft.key == key]


def written_over(draft: Draft, record: Record, names: Snapshot) -> bool:
    """Whether a field that was typed in has another value now than the one that the person saw.

    Raises `StoreError` where what the draft began from cannot be read.
    """
    then, now = (words_in(one, names) for one in (from_fields(draft.kind, draft.id, draft.base), record))
    return any(then.get(path, "") != now.get(path, "") for path in draft.settings or {})


def hands(session: Session, record: Record, since: str | None) -> dict[str, tuple[str, str]]:
    """Who gave a field of a record another value since a commit, and in words when and which, by dotted field."""
    store, key = session.store, Key(record.KIND, record.id)
    told: dict[str, tuple[str, str]] = {}
    if store.git.head() == since:
        return told
    now = session.newest()
    for revision in store.history(key, since=since):
        for made in store.changes_of(revision, [key]):
            for field in wording.told_fields(made):
                value = wording.value_text(field.field, field.after, now.name, language(), record.KIND) or "–"
                when = shown_moment(revision.date)
                words = _(
                    "{author}, {when}: {value}", author=revision.author.name, when=when, value=excerpt(value, 200)
                )
                told.setdefault(field.field, (revision.author.name, words))
    return told


def as_it_is(snapshot: Snapshot, record: Record) -> Record | None:
    """The record in a state; None when it is gone, itself where its file cannot be read."""
    try:
        return snapshot.get(Key(record.KIND, record.id))
    except StoreError:
        return record
