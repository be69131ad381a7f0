"""Findings, grouped by what they are; enter goes to the record."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on, work
from textual.binding import Binding, BindingType
from textual.widgets import Static

from iktui.screens.ask import answer
from iktui.screens.ask.dialogs import Confirm
from iktui.screens.ask.narrowing import Narrowing
from iktui.widgets.line_list import LineList, Piece
from iktui.widgets.text_pane import Paragraph
from iktui.words.findings import in_groups, title_of
from store.actions.records import ACCEPT, FIX
from store.base.errors import StoreError
from store.base.i18n import _, language, ngettext
from store.base.text import safe
from store.changes import wording
from store.checks.checks import Finding
from store.checks.fixes import duplicate_of, fix
from store.records.paths import NO_RECORDS, Key
from store.records.snapshot import Snapshot

if TYPE_CHECKING:
    from iktui.screens.ask.desk import Desk


class FindingList(LineList["Finding | str"]):
    """One finding a line, under what it is."""

    def __init__(self, snapshot: Snapshot, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._snapshot = snapshot

    def forget(self, snapshot: Snapshot) -> None:
        """Names from another state."""
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


class FindingsScreen(Narrowing["str | None"]):
    """What is broken, uncertain or worth a look, and the way to settle each; gives the id of a record to go to."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f", "fix", _("Do as suggested"), id="findings.fix"),
        Binding("F", "fix_group", _("Do the whole group"), id="findings.fix-group"),
        Binding("a", "accept", _("It is correct"), id="findings.accept"),
        Binding("e", "edit", _("Edit"), id="findings.edit"),
        Binding("enter", "go", _("Go to the record"), id="findings.go"),
        Binding("slash", "narrow", _("Filter"), key_display="/", id="findings.filter"),
    ]

    def __init__(self, desk: Desk, findings: Sequence[Finding], snapshot: Snapshot, near: str = "") -> None:
        """`desk` is where changes are made; the cursor begins at the first finding of the record `near`."""
        super().__init__()
        self._desk, self._findings, self._snapshot, self._near = desk, findings, snapshot, near

    def title_text(self) -> str:
        """How many."""
        return ngettext("{count} finding", "{count} findings", len(self._findings))

    def make_list(self) -> LineList[object]:
        """Findings by code."""
        return cast("LineList[object]", FindingList(self._snapshot, id="findings"))

    @property
    def _list(self) -> FindingList:
        return self.query_one("#findings", FindingList)

    def on_mount(self) -> None:
        """Show them."""
        near = next((finding for finding in self._findings if finding.id == self._near), None)
        self._show(near)
        self._list.focus()

    def _show(self, keep: object | None) -> None:
        items: list[Finding | str] = []
        for code, group in in_groups(self._findings):
            inside = [finding for finding in group if self._fits(finding)]
            if inside:
                items += [f"{title_of(code)} ({len(inside)})", *inside]
        self._list.set_items(items, keep)
        self.query_one("#title", Static).update(safe(self.narrowed(self.title_text())))

    def _fits(self, finding: Finding) -> bool:
        name = self._snapshot.name(Key(finding.kind, finding.id)) if finding.kind else finding.id
        return self.fits(f"{name} {finding.message} {finding.code} {title_of(finding.code)}")

    def describe(self, item: object) -> list[Paragraph]:
        """The finding in full, and what would settle it."""
        finding = cast(Finding, item)
        words = {"error": _("error"), "warning": _("warning"), "info": _("info")}
        name = self._snapshot.name(Key(finding.kind, finding.id)) if finding.kind else finding.id
        shown = [
            Paragraph("", name, "title"),
            Paragraph("", finding.message),
            Paragraph(_("Severity"), words[finding.severity]),
            Paragraph(_("Code"), finding.code, "dim"),
        ]
        if finding.field:
            label = wording.field_label(finding.field, self._snapshot.name, language())
            shown.append(Paragraph(_("Field"), label))
        if finding.suggestion:
            value = wording.value_text(finding.field, finding.suggestion, self._snapshot.name, language(), finding.kind)
            shown.append(Paragraph(_("Suggestion"), value, "added"))
        return shown

    @on(LineList.Selected)
    def _selected(self, event: LineList.Selected) -> None:
        event.stop()
        self.action_go()

    def _current(self) -> Finding | None:
        item = self._list.highlighted
        return item if isinstance(item, Finding) else None

    def action_go(self) -> None:
        """To the record, when it is one the main screen lists."""
        finding = self._current()
        if finding is not None and finding.kind == "collaboration":
            answer(self, finding.id)
        else:
            self.app.notify(_("this is not in the list of collaborations"), markup=False)

    # --- settling

    @work
    async def action_fix(self) -> None:
        """Do what the finding suggests, as one commit; where it suggests nothing, open the form at the field."""
        finding = self._current()
        if finding is None:
            return
        if finding.code == "unreadable_file":
            await self._mend(finding)
            return
        other = duplicate_of(finding, self._snapshot)
        if other is not None:
            one, two = (self._snapshot.collaboration(id) for id in sorted((finding.id, other)))
            await self._settled(await self._desk.merge_two(one, two))
            return
        made = fix(finding, self._snapshot)
        if made is None:
            await self._open_form(finding)
            return
        told = "; ".join(
            wording.change_text(field, self._snapshot.name, language(), kind=finding.kind)
            for field in wording.told_fields(made)
        )
        if await self.app.push_screen_wait(Confirm(f"{made.record.name}\n{told}?")):
            asked = self._desk.asked(snapshot=self._snapshot, findings=[finding])
            reviewed = replace(FIX, reviewed=False)
            await self._settled(await self._desk.do(reviewed, asked, finding.id, series=True))

    async def _mend(self, finding: Finding) -> None:
        """Make a file a record again: as it last was, or of both sides that plain git left in it."""
        from store.changes.edits import today
        from store.repair.mending import mend

        store = self._desk.store
        if store is None or not finding.kind:
            self.notify(_("this file has to be put right by hand"), severity="warning", markup=False)
            return
        try:
            changeset = await asyncio.to_thread(mend, store, Key(finding.kind, finding.id), today())
        except StoreError as error:
            self.notify(safe(str(error)), severity="warning", markup=False)
            return
        if await self.app.push_screen_wait(Confirm(f"{changeset.subject}?")):
            await self._settled(await self._desk.save(changeset, finding.id))

    @work
    async def action_fix_group(self) -> None:
        """Do what every finding of the group that is shown suggests: one review, one commit."""
        finding = self._current()
        if finding is None:
            return
        shown = [alike for alike in self._findings if alike.code == finding.code and self._fits(alike)]
        asked = self._desk.asked(snapshot=self._snapshot, findings=shown)
        await self._settled(await self._desk.do(FIX, asked, finding.id, title_of(finding.code)))

    @work
    async def action_accept(self) -> None:
        """Mark what was found as correct, with a reason, so that it does not come back."""
        finding = self._current()
        if finding is None:
            return

        asked = self._desk.asked(snapshot=self._snapshot, findings=[finding])
        await self._settled(await self._desk.do(ACCEPT, asked, finding.id, _("It is correct")))

    @work
    async def action_edit(self) -> None:
        """The form, at the field."""
        finding = self._current()
        if finding is not None:
            await self._open_form(finding)

    async def _open_form(self, finding: Finding) -> None:
        is_record = finding.kind and finding.kind not in NO_RECORDS
        record = self._snapshot.get(Key(finding.kind, finding.id)) if is_record else None
        if record is None:
            self.notify(_("this file has to be put right by hand"), severity="warning", markup=False)
            return
        field = "participants" if finding.field.startswith("participants") else finding.field.partition(".")[0]
        await self._settled(await self._desk.edit_record(record, field=field))

    async def _settled(self, saved: bool) -> None:
        """Look again after a save."""
        from store.repair.clone_findings import findings_of

        store = self._desk.store
        if not saved or store is None:
            return
        at = self._list.cursor
        self._snapshot = store.snapshot()
        self._findings = await asyncio.to_thread(findings_of, store, self._snapshot)
        self._list.forget(self._snapshot)
        self._show(None)
        self._list.go_to_line(at)
