"""What a session knows: the register, the list that numbers point into, who writes, and how it is saved."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final, NamedTuple

from iktui.cli.output import put
from iktui.cli.reading import described_fields
from iktui.cli.writing import put_change
from iktui.linear.asking import CLEAR, ask, ask_line, choose, confirm
from iktui.remembered_views import looked_at, municipality
from iktui.session import Session as Common
from store.actions.action import Asked
from store.base.author import Author, parse_author
from store.base.dates import shown_date
from store.base.errors import BadInput, StoreError, WouldDropComments, comments_question
from store.base.glossary import legal_forms
from store.base.i18n import _, language
from store.base.ids import is_id
from store.base.text import excerpt, search_key
from store.changes import wording
from store.changes.changes import Change, Changeset
from store.changes.messages import subject
from store.changes.preview import Preview
from store.checks.warnings import warnings_of
from store.query.listing import Row
from store.query.query import Query, parse
from store.query.views import View
from store.records.model import Collaboration, Record
from store.records.paths import Key
from store.records.snapshot import Snapshot
from store.register import publishing
from store.register.store import Saved, Store

_FEW_NEW: Final = 3
"""New records up to which their fields are told before they are saved."""
_MOST_FOUND: Final = 20
"""Records that are offered when a name is that of several."""


class Line(NamedTuple):
    """One line of the list: the heading it stands under, and its record."""

    heading: str
    id: str


class Session(Common):
    """What the screens know too, and the list that numbers point into."""

    def __init__(self, store: Store, member: str = "") -> None:
        """Read the newest state of an opened store; `member` is named for this session."""
        super().__init__(store, os.environ.get("IKTUI_AUTHOR"), member)
        self.municipality, self.looked = municipality(store.path), looked_at(store.path)
        self.query: Query = parse("")
        self.view = View()
        """How the list is grouped and ordered."""
        self.lines: list[Line] | None = None
        """The list as it was made last: its numbers stay what they are until it is listed anew."""
        self.first = 0
        self.marked: dict[str, None] = {}
        self.current: str | None = None
        """The record that was shown or changed last: meant when none is named."""

    # --- which time

    def travel(self, commit: str | None, told: str = "") -> None:
        """The register as of a commit, `told` in words; None: as it is now."""
        super().travel(commit, told)
        self.show(self.newest())

    def refuse_in_past(self) -> None:
        """Raise BadInput while another time than now is shown."""
        if self.at is not None:
            raise BadInput(_("nothing is changed in the past (as of {when}); “at now” leads back", when=self.past))

    def of_kind(self, kind: str, id: str) -> Record:
        """The record of this id; raises BadInput when it is gone, BadRecord."""
        record = self.snapshot.get(Key(kind, id))
        if record is None:
            raise BadInput(_("{name} is not there any more", name=id))
        return record

    # --- which record

    def record(self, words: str, label: str = "") -> Collaboration:
        """The record that a number of the list, an id or a part of a name stands for; none named: the current one.

        Asks when several are called so. Raises BadInput, Cancelled.
        """
        if not words.strip() and self.current is None:
            words = ask_line(label or _("Which? Its number, or a part of its name"), check=_not_empty)
        id = self.record_id(words.strip())
        found = self.snapshot.collaboration(id)
        self.current = found.id
        return found

    def other_record(self, label: str) -> Collaboration:
        """A second record, asked for; the current one stays what it is."""

        def parse_words(words: str) -> Collaboration:
            if not words:
                raise ValueError
            return self.snapshot.collaboration(self.record_id(words))

        return ask(label, parse_words, hints=[_("number or name")])

    def record_id(self, words: str) -> str:
        """The id that words stand for, as in `record`."""
        if not words and self.current is not None:
            return self.current
        lines = self.lines or ()
        if words.isdecimal() and len(words) < 9:
            number = int(words)
            if self.lines is None:
                raise BadInput(_("there is no list yet whose numbers could be meant: l lists"))
            if not 1 <= number <= len(lines):
                raise BadInput(_("there is no number {number}; the last is {last}", number=words, last=len(lines)))
            return lines[number - 1].id
        if is_id(words) and self.snapshot.exists(Key("collaboration", words)):
            return words
        return self._named(words)

    def _named(self, words: str) -> str:
        wanted = search_key(words)
        rows = [row for row in self.listing.rows if wanted in search_key(row.name)]
        exact = [row for row in rows if wanted == search_key(row.name)]
        rows = exact or rows
        if not rows or not wanted:
            former = self.snapshot.successor_of(words) if is_id(words) else None
            if former is not None:
                return former.id
            shown = excerpt(words, 60)
            raise BadInput(_("nothing is called “{name}”, and nothing has it as its id", name=shown))
        if len(rows) > _MOST_FOUND:
            raise BadInput(_("{count} are called so; write more of the name", count=len(rows)))
        if len(rows) == 1:
            return rows[0].id
        return choose(_("Which one?"), {row.id: (self.row_text(row), row.id) for row in rows})

    def row_text(self, row: Row) -> str:
        """A row of the list in words: name, form, participants, and what is out of the ordinary."""
        names = self.listing.parties
        parts = []
        for party, (_role, until) in row.marks.items():
            name = names.get(party, party)
            parts.append(f"{name} ({_('until {date}', date=shown_date(until))})" if until else name)
        form = legal_forms()[row.legal_form].name() if row.legal_form else _("no form is given")
        told = [row.name + ("*" if row.starred else ""), form + ("?" if row.uncertain else ""), ", ".join(parts) or "–"]
        if row.status != "active":
            told.append(wording.value_text("status", row.status, self.name, language()))
        if row.id in self.marked:
            told.append(_("marked"))
        return "; ".join(told)

    # --- who writes, and why

    def author(self) -> Author:
        """Who writes: known, or asked for once and remembered in the clone. Raises Cancelled."""
        author = self.author_if_known()
        if author is not None:
            return author
        put(_("Who are you?"))
        name = ask_line(_("Your name"), check=lambda words: _good_author(words, "a@b"))
        mail = ask_line(_("Mail"), check=lambda words: _good_author("A", words))
        author = parse_author(f"{name} <{mail}>")
        try:
            self.remember(author)
        except StoreError as error:
            put(str(error))
        return author

    def ask_why(self, reason: str = "", case: str = "") -> tuple[str, str]:
        """Reason and case number; those of the last save are offered again, "-" gives none."""
        answers = []
        for label, default in ((_("Reason"), reason or self.why[0]), (_("case number"), case or self.why[1])):

            def parse_words(words: str, default: str = default) -> str:
                return "" if words == CLEAR else words or default

            hints = [_("-: none")] if default else []
            empty = excerpt(default, 60) if default else _("none")
            help = _("It stands with the change in the history, for those who ask why; it may be nothing.")
            answers.append(ask(label, parse_words, empty=empty, hints=hints, help=help))
        self.why = (answers[0], answers[1])
        return self.why

    # --- saving

    def show_changes(self, changes: Iterable[Change], base: Snapshot | None = None) -> None:
        """Every field before and after, one a line."""
        changes = tuple(changes)
        preview = Preview(base or self.snapshot, changes)
        few = sum(made.before is None for made in changes) <= _FEW_NEW
        for made in changes:
            put_change(made, preview.name)
            if made.before is None and few:
                for label, text in described_fields(made.record, base or self.snapshot):
                    put(f"    {label}: {excerpt(text, 200)}")
            for field in wording.told_fields(made) if made.before is not None and made.after is not None else ():
                texts = [wording.value_text(field.field, value, preview.name, language(), made.key.kind)
                         for value in (field.before, field.after)]  # fmt: skip
                if len({excerpt(text, 60) for text in texts}) < len({*texts}):  # both were cut before they differ
                    at = next((n for n, (one, two) in enumerate(zip(*texts, strict=False)) if one != two), 60)
                    at = max(0, at - 20)
                    label = wording.field_label(field.field, preview.name, language())
                    put(f"    {label}: " + " → ".join(f"…{excerpt(text[at:], 200)}" for text in texts))

    def warn(self, changeset: Changeset) -> None:
        """Say what is worth a look in it before it is saved."""
        for warning in warnings_of(self.store.snapshot(commit=changeset.base), changeset):
            put(_("look at this: {what}", what=warning))

    def asked(self, *about: Record, snapshot: Snapshot | None = None, **answers: Any) -> Asked:
        """As the screens have it; raises BadInput in the past."""
        self.refuse_in_past()
        return super().asked(*about, snapshot=snapshot, **answers)

    def seen(self, **answers: Any) -> Asked:
        """What is looked at: the register as it is shown, of whatever time."""
        return super().asked(**answers)

    def finish(self, changeset: Changeset, *, sure: str = "", is_shown: bool = False) -> bool:
        """Show the changes unless they were, ask why (with `sure` whether too), save one commit; gives whether."""
        written = {text.key for text in changeset.texts}
        real = tuple(made for made in changeset.changes if made.before != made.after or made.key in written)
        if not real:
            put(_("nothing to change"))
            return False
        self.author()
        if not is_shown:
            self.show_changes(real)
        self.warn(changeset)
        if sure and not confirm(sure):
            put(_("nothing was changed"))
            return False
        why, case = self.ask_why(changeset.reason)
        self.save(replace(changeset, changes=real, reason=why, case=case))
        return True

    def save(self, changeset: Changeset) -> Saved:
        """Commit it and say so; raises StoreError, BadInput when comments in a file shall not be lost."""
        self.refuse_in_past()
        author = self.author()
        allowed: set[str] = set()
        while True:
            try:
                saved = publishing.save(self.store, changeset, author, drop_comments=allowed)
                break
            except WouldDropComments as error:
                if not confirm(comments_question(error)):
                    raise BadInput(_("nothing was changed")) from None
                allowed.add(error.blob)
        self.refresh()
        told = replace(saved.changeset, base=saved.commit)
        put(_("Saved: {subject}", subject=subject(told, self.name, language())))
        if saved.warning:
            put(saved.warning)
        return saved


def _not_empty(words: str) -> None:
    if not words:
        raise ValueError


def _good_author(name: str, mail: str) -> None:
    if not name or not mail:
        raise ValueError
    parse_author(f"{name} <{mail}>")
