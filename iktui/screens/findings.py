"""Findings, grouped by what they are; enter goes to the record."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import ClassVar, cast

from textual import on
from textual.binding import Binding, BindingType

from iktui.finding_titles import TITLES
from iktui.screens.answering import answer
from iktui.screens.two_panes import TwoPanes
from iktui.widgets.line_list import LineList, Piece
from iktui.widgets.text_pane import Paragraph
from store import wording
from store.checks import Finding
from store.i18n import _, language, ngettext
from store.paths import Key
from store.snapshot import Snapshot


class FindingList(LineList["Finding | str"]):
    """One finding a line, under what it is."""

    def __init__(self, snapshot: Snapshot, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._snapshot = snapshot

    def is_heading(self, item: Finding | str) -> bool:
        """Whether the item is a group."""
        return isinstance(item, str)

    def pieces(self, item: Finding | str, width: int) -> list[Piece]:
        """Record and message."""
        if isinstance(item, str):
            return [(item, width, "")]
        name = self._snapshot.name(Key(item.kind, item.id)) if item.kind else item.id
        kind = item.severity if item.severity in ("error", "warning") else ""
        share = max(24, width * 2 // 5)
        return [
            (" ", 1, ""),
            (name, share, kind),
            (" ", 1, ""),
            (item.message, max(0, width - share - 2), "dim"),
        ]


class FindingsScreen(TwoPanes["str | None"]):
    """What is broken, uncertain or worth a look."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "go", _("Go to the record"), id="findings.go")]

    def __init__(self, findings: Sequence[Finding], snapshot: Snapshot) -> None:
        super().__init__()
        self._findings, self._snapshot = findings, snapshot

    def title_text(self) -> str:
        """How many."""
        return ngettext("{count} finding", "{count} findings", len(self._findings))

    def make_list(self) -> LineList[object]:
        """Findings by code."""
        return cast("LineList[object]", FindingList(self._snapshot, id="findings"))

    def on_mount(self) -> None:
        """Group them."""
        items: list[Finding | str] = []
        order = list(TITLES)
        findings = sorted(self._findings, key=lambda finding: order.index(finding.code))
        for code, group in groupby(findings, key=lambda finding: finding.code):
            inside = list(group)
            items += [f"{_(TITLES[code])} ({len(inside)})", *inside]
        listing = self.query_one("#findings", FindingList)
        listing.set_items(items)
        listing.focus()

    def describe(self, item: object) -> list[Paragraph]:
        """The finding in full."""
        finding = cast(Finding, item)
        words = {"error": _("error"), "warning": _("warning"), "info": _("info")}
        shown = [
            Paragraph(
                "",
                self._snapshot.name(Key(finding.kind, finding.id)) if finding.kind else finding.id,
                "title",
            ),
            Paragraph("", finding.message),
            Paragraph(_("Severity"), words[finding.severity]),
            Paragraph(_("Code"), finding.code, "dim"),
        ]
        if finding.field:
            label = wording.field_label(finding.field, self._snapshot.name, language())
            shown.append(Paragraph(_("Field"), label))
        if finding.suggestion:
            shown.append(Paragraph(_("Suggestion"), finding.suggestion))
        return shown

    @on(LineList.Selected)
    def _selected(self, event: LineList.Selected) -> None:
        event.stop()
        self.action_go()

    def action_go(self) -> None:
        """To the record, when it is one the main screen lists."""
        finding = self.query_one("#findings", FindingList).highlighted
        if isinstance(finding, Finding) and finding.kind == "collaboration":
            answer(self, finding.id)
        else:
            self.app.notify(_("this is not in the list of collaborations"), markup=False)
