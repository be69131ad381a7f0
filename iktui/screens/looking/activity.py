"""The changes of the whole register, newest first, by day and person; what is new since one was last here."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import ClassVar

from textual.binding import Binding, BindingType

from iktui.screens.desk.desk import Desk
from iktui.screens.looking.revisions import RevisionsScreen
from store.base.dates import shown_day
from store.base.i18n import _, ngettext
from store.changes.changes import Change, Revision


class ActivityScreen(RevisionsScreen):
    """Everybody's changes."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("s", "since", _("Since I was last here"), id="activity.since")]

    def __init__(self, desk: Desk, seen: str) -> None:
        """`seen` is the commit that was the newest when this user last left, "" when nobody knows."""
        super().__init__(desk, desk.session.snapshot)
        self._list.show_author = False  # each stands under who made it
        self._seen, self._only_new = seen, False

    def title_text(self) -> str:
        """What is shown."""
        return _("Activity since you were last here") if self._only_new else _("Activity")

    def source(self) -> Iterator[Revision]:
        """Of every record."""
        return self._store.history(at=self._snapshot.commit, since=self._seen if self._only_new else None)

    def changes_of(self, revision: Revision) -> list[Change]:
        """All that the revision did."""
        return self._store.changes_of(revision)

    def items_of(self, revisions: list[Revision]) -> list[Revision | str]:
        """A heading per day and person, as they follow each other."""
        items: list[Revision | str] = []
        for (day, name), group in groupby(revisions, key=lambda one: (shown_day(one.date), one.author.name)):
            inside = list(group)
            count = ngettext("{count} change", "{count} changes", len(inside))
            items += [f"{day}  {name}  ({count})", *inside]
        return items

    def action_since(self) -> None:
        """Only what was not there when this user last left, or everything."""
        if not self._seen:
            self._desk.tell(_("you have not been here before; from now on it is remembered"), "information")
            return
        self._only_new = not self._only_new
        self.begin()
