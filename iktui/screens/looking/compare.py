"""Two states of the register side by side: what was added, ended, changed, removed, by area."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import ClassVar, NamedTuple, cast

from textual import work
from textual.binding import Binding, BindingType

from iktui.screens.ask.two_panes import TwoPanes
from iktui.widgets.line_list import LineList, Piece
from iktui.widgets.text_pane import Paragraph
from iktui.words.describe import change_paragraphs, record_paragraphs
from store.base.dates import shown_date
from store.base.errors import StoreError
from store.base.i18n import _, language
from store.base.text import safe, sort_key
from store.changes import wording
from store.changes.changes import Change
from store.changes.compare import ADDED, CHANGED, ENDED, HAPPENED, REMOVED, compare, happened, known_of, summary
from store.records.model import Collaboration, Edition
from store.records.overview import areas_in_order
from store.records.paths import Key
from store.records.snapshot import Snapshot

_SIGNS = {ADDED: ("+", "strong"), ENDED: ("x", "warning"), REMOVED: ("-", "error"), CHANGED: ("*", "")}


class Total(NamedTuple):
    """The first line: all counts."""


class DifferenceList(LineList["Change | Total"]):
    """One record a line, under its area."""

    def __init__(self, names: Callable[[Key], str]) -> None:
        super().__init__(id="differences")
        self._names = names

    def pieces(self, item: Change | Total, width: int) -> list[Piece]:
        """Sign, name, what changed."""
        if isinstance(item, Total):
            return [(" " + _("In all"), width, "strong")]
        sign, kind = _SIGNS[happened(item)]
        name = item.record.name or item.record.id
        fields = wording.told_fields(item) if item.before and item.after else []
        told = ", ".join(dict.fromkeys(wording.field_label(one.field, self._names, language()) for one in fields))
        left = max(20, width * 3 // 5)
        return [(f" {sign} ", 3, kind), (name, left, kind), (" ", 1, ""), (told, max(0, width - left - 4), "dim")]


class CompareScreen(TwoPanes[None]):
    """The differences; `r` turns to what was reported then against what is known now to have been true."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "known", _("Reported and known"), id="compare.known"),
    ]

    def __init__(self, before: Snapshot, after: Snapshot, from_: str, to: str) -> None:
        super().__init__(DifferenceList(self._names))
        self._before, self._after, self._from, self._to = before, after, from_, to
        self._changes: list[Change] = []
        self._known: dt.date | None = None

    def title_text(self) -> str:
        """Which two."""
        if self._known is not None:
            return _("{day}: as reported in {before}, and as known in {after}",
                     day=shown_date(self._known.isoformat()), before=self._from, after=self._to)  # fmt: skip
        return _("From {before} to {after}", before=self._from, after=self._to)

    def on_mount(self) -> None:
        """Read in the background."""
        self._read()

    @work(thread=True, exclusive=True, exit_on_error=False)
    def _read(self) -> None:
        try:
            if self._known is None:
                changes = compare(self._before, self._after)
            else:
                changes = known_of(self._before, self._after, self._known)
        except StoreError as error:
            self.app.call_from_thread(self.notify, safe(str(error)), severity="error", markup=False)
            return
        self.app.call_from_thread(self._show, changes)

    def _show(self, changes: list[Change]) -> None:
        self._changes = changes
        items: list[Change | str | Total] = [Total()]
        lang = language()
        collaborations = [change for change in changes if change.key.kind == Collaboration.KIND]
        order = {what: at for at, what in enumerate(HAPPENED)}
        collaborations.sort(key=lambda change: (order[happened(change)], sort_key(change.record.name)))
        areas = {**areas_in_order(self._before.register), **areas_in_order(self._after.register)}
        placed: set[Key] = set()
        for area, name in [*areas.items(), ("", _("Other"))]:
            inside = [
                change
                for change in collaborations
                if change.key not in placed and (not area or area in cast(Collaboration, change.record).areas)
            ]
            placed |= {change.key for change in inside}
            items += [name, *inside] if inside else []
        for kind in dict.fromkeys(change.key.kind for change in changes):
            if kind != Collaboration.KIND:
                items += [wording.kind_name(kind, lang), *(change for change in changes if change.key.kind == kind)]
        self._list.set_items(items)
        self.show_title()

    def action_known(self) -> None:
        """From what differs to what was reported then against what is known now, and back."""
        self._known = self._reported_for() if self._known is None else None
        self._read()

    def _reported_for(self) -> dt.date:
        """The day that the earlier state speaks of: 1 January of the newest edition it has, else of its own day."""
        years = [edition.id for edition in self._before.records(Edition).values() if edition.id.isdigit()]
        return dt.date(int(max(years)), 1, 1) if years else dt.date.today()

    def describe(self, change: Change | Total) -> list[Paragraph]:
        """The fields of the highlighted record, or the counts."""
        if isinstance(change, Total):
            return self._counts()
        names = self._names
        shown = change_paragraphs(change, names)
        if (change.before is None or change.after is None) and isinstance(change.record, Collaboration):
            return [shown[0], *record_paragraphs(change.record, names)[1:]]
        return shown

    def _names(self, key: Key) -> str:
        name = self._after.name(key)
        return self._before.name(key) if name == key.id else name

    def _counts(self) -> list[Paragraph]:
        found = summary(self._changes, len(self._after.keys(Collaboration.KIND)))
        words = {ADDED: _("added"), ENDED: _("ended"), REMOVED: _("removed"), CHANGED: _("changed")}

        def told(counts: dict[str, int]) -> str:
            return ", ".join(f"{counts[what]} {words[what]}" for what in HAPPENED if counts.get(what))

        def listed(label: str, texts: list[str]) -> list[Paragraph]:
            return [Paragraph(label if at == 0 else " ", text) for at, text in enumerate(texts)]

        areas = [(self._names(Key("area", id)) if id else "–", counts) for id, counts in found.by_area.items()]
        fields = [
            (wording.field_label(one, self._names, language()), count) for one, count in found.by_field.most_common()
        ]
        return [
            Paragraph(_("Collaborations"), told(found.counts) or "–"),
            Paragraph(_("Unchanged"), str(found.unchanged)),
            *listed(_("By area"), [f"{name}: {told(counts)}" for name, counts in areas]),
            *listed(_("By field"), [f"{label}: {count}" for label, count in fields]),
        ]
