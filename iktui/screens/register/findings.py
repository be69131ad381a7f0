"""Findings, grouped by what they are; enter goes to the record."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType

from iktui.screens.ask import answer
from iktui.screens.desk.desk import Desk
from iktui.screens.desk.merging import merge_two
from iktui.screens.looking.narrowing import Narrowing
from iktui.widgets.line_list import LineList, Piece
from iktui.widgets.text_pane import Paragraph
from iktui.words.findings import in_groups, title_of
from store.actions.plan import REBUILD_PLAN
from store.actions.records import ACCEPT, FIX
from store.base.errors import StoreError
from store.base.i18n import _, language, mark, ngettext
from store.changes import edits, wording
from store.checks.checks import Finding
from store.checks.fixes import duplicate_of, fix
from store.records.model import Record
from store.records.paths import NO_RECORDS, Key
from store.records.snapshot import Snapshot
from store.repair.clone_findings import findings_of
from store.repair.mending import mend


class FindingList(LineList[Finding]):
    """One finding a line, under what it is."""

    def __init__(self, snapshot: Snapshot, *, id: str) -> None:
        super().__init__(id=id)
        self.snapshot = snapshot
        """The state that names are of."""

    def pieces(self, item: Finding, width: int) -> list[Piece]:
        """Record and message."""
        name = self.snapshot.name(Key(item.kind, item.id)) if item.kind else item.id
        kind = item.severity if item.severity in ("error", "warning") else ""
        share = max(24, width * 2 // 5)
        return [
            (" ", 1, ""),
            (name, share, kind),
            (" ", 1, ""),
            (item.message, max(0, width - share - 2), "dim"),
        ]


class FindingsScreen(Narrowing["str | None", list[Finding]]):
    """What is broken, uncertain or worth a look, and the way to settle each; gives the id of a record to go to."""

    EMPTY = mark("No findings: nothing is broken, uncertain or worth a look.")

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f", "fix", _("Do as suggested"), id="fix"),
        Binding("F", "fix_group", _("Do the whole group"), id="fix-group"),
        Binding("a", "accept", _("It is correct"), id="accept"),
        Binding("e", "edit", _("Edit"), id="edit"),
        Binding("g", "go", _("Go to the record"), id="findings.go"),
        Binding("slash", "narrow", _("Filter"), key_display="/", id="findings.filter"),
    ]

    _list: FindingList

    def __init__(self, desk: Desk, near: str = "") -> None:
        """The cursor begins at the first finding of the record `near`."""
        super().__init__(desk, FindingList(desk.session.snapshot, id="findings"))
        self._near = near

    def find(self, snapshot: Snapshot) -> list[Finding]:
        """Of the records and of the clone."""
        return findings_of(self._desk.session.store, snapshot)

    def title_text(self) -> str:
        """How many."""
        return self.narrowed(ngettext("{count} finding", "{count} findings", len(self._found)))

    def on_mount(self) -> None:
        """Show them."""
        super().on_mount()
        self._list.highlight(next((finding for finding in self._found if finding.id == self._near), None))

    def show(self, keep: object | None) -> None:
        """By code; the cursor stays on its line when what stood there is settled."""
        at = self._list.cursor
        self._list.snapshot = self._snapshot
        items: list[Finding | str] = []
        for code, group in in_groups(self._found):
            inside = [finding for finding in group if self._fits(finding)]
            if inside:
                items += [f"{title_of(code)} ({len(inside)})", *inside]
        self._list.set_items(items, keep)
        if keep is None and at >= 0:
            self._list.go_to_line(at)

    def _fits(self, finding: Finding) -> bool:
        name = self._snapshot.name(Key(finding.kind, finding.id)) if finding.kind else finding.id
        return self.fits(f"{name} {finding.message} {finding.code} {title_of(finding.code)}")

    def describe(self, finding: Finding) -> list[Paragraph]:
        """The finding in full, and what would settle it."""
        words = {"error": _("error"), "warning": _("warning"), "info": _("info")}
        name = self._snapshot.name(Key(finding.kind, finding.id)) if finding.kind else finding.id
        shown = [
            Paragraph("", name, "title"),
            Paragraph("", finding.message),
            Paragraph(_("Severity"), words[finding.severity]),
        ]
        if finding.field:
            label = wording.field_label(finding.field, self._snapshot.name, language())
            shown.append(Paragraph(_("Field"), label))
        if finding.suggestion:
            value = wording.value_text(finding.field, finding.suggestion, self._snapshot.name, language(), finding.kind)
            shown.append(Paragraph(_("Suggestion"), value, "added"))
        return shown

    def record(self) -> Record | None:
        """The record that it is about."""
        finding = self._current()
        return self._snapshot.readable(Key(finding.kind, finding.id)) if finding is not None and finding.kind else None

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
        if finding.code == "plan_past":
            await self.do(REBUILD_PLAN)
            return
        other = duplicate_of(finding, self._snapshot)
        if other is not None:
            one, two = (self._snapshot.collaboration(id) for id in sorted((finding.id, other)))
            if await merge_two(self._desk, self._desk.asked(one, snapshot=self._snapshot, other=two.id)):
                await self.look_again()
            return
        made = fix(finding, self._snapshot)
        if made is None:
            await self._open_form(finding)
            return
        told = "; ".join(
            wording.change_text(field, self._snapshot.name, language(), kind=finding.kind)
            for field in wording.told_fields(made)
        )
        asked = self._desk.asked(snapshot=self._snapshot, findings=[finding])
        sure = await self._desk.sure(f"{made.record.name}\n{told}?")
        if sure and await self._desk.do(replace(FIX, reviewed=False), asked, finding.id):
            await self.look_again()

    async def _mend(self, finding: Finding) -> None:
        """Make a file a record again: as it last was, or of both sides that plain git left in it."""
        if not finding.kind:
            self._desk.tell(_("this file has to be put right by hand"), "warning")
            return
        try:
            key = Key(finding.kind, finding.id)
            changeset = await asyncio.to_thread(mend, self._desk.session.store, key, edits.today())
        except StoreError as error:
            self._desk.tell(error, "warning")
            return
        if await self._desk.sure(f"{changeset.subject}?") and await self._desk.save(changeset, finding.id):
            await self.look_again()

    @work
    async def action_fix_group(self) -> None:
        """Do what every finding of the group that is shown suggests: one review, one commit."""
        finding = self._current()
        if finding is None:
            return
        if finding.code == "plan_past":
            await self.do(REBUILD_PLAN)
            return
        shown = [alike for alike in self._found if alike.code == finding.code and self._fits(alike)]
        await self.do(FIX, title=title_of(finding.code), findings=shown)

    @work
    async def action_accept(self) -> None:
        """Mark what was found as correct, with a reason, so that it does not come back."""
        finding = self._current()
        if finding is not None:
            await self.do(ACCEPT, title=_("It is correct"), findings=[finding])

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
            self._desk.tell(_("this file has to be put right by hand"), "warning")
            return
        field = "participants" if finding.field.startswith("participants") else finding.field.partition(".")[0]
        await self.edit(record, field=field)
