"""What a key of the main screen acts on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from iktui.screens.desk.desk import Desk
from iktui.screens.looking.viewing import Filter
from iktui.screens.main.overview import Overview
from iktui.screens.main.sharing import Sharing
from store.base.errors import StoreError
from store.records.model import Collaboration


@dataclass
class Place:
    """The desk, the list, and what is remembered between starts."""

    path: Path
    desk: Desk
    overview: Overview
    sharing: Sharing
    seen: str
    """The commit that was the newest when this user last left, "" when nobody knows."""

    def record(self) -> Collaboration | None:
        """The record under the cursor, as it is shown."""
        row = self.overview.row
        found = self._records([row.id]) if row is not None else []
        return found[0] if found else None

    def marked(self) -> list[Collaboration]:
        """The records that are marked, in the order of the list."""
        marked = self.overview.records.marked
        return self._records([row.id for row in self.desk.session.listing.rows if row.id in marked]) if marked else []

    def _records(self, ids: Sequence[str]) -> list[Collaboration]:
        try:
            return [self.desk.session.snapshot.collaboration(id) for id in ids]
        except StoreError as error:
            self.desk.tell(error)
            return []

    def go_to(self, id: str | None) -> None:
        """To a collaboration in the whole list, or to what a filter finds."""
        if isinstance(id, Filter):
            self.overview.use(self.overview.view._replace(query=id))
        elif id:
            self.overview.clear_filter()
            self.overview.records.highlight(id)
