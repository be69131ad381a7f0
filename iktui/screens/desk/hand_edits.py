"""Files that were changed by hand: each is taken, settled by field, set aside or left as it is, by itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final, NamedTuple

from textual import work
from textual.binding import Binding, BindingType

from iktui.screens.ask import answer
from iktui.screens.ask.choose import ChooseScreen, Pair
from iktui.screens.ask.two_panes import TwoPanes
from iktui.screens.desk.conflicts import in_words
from iktui.screens.desk.review import place_of
from iktui.widgets.line_list import LineList, Piece
from iktui.widgets.text_pane import Paragraph
from iktui.words.describe import change_paragraphs
from store.base.errors import StoreError
from store.base.i18n import _, mark, ngettext
from store.changes.preview import Preview
from store.records.snapshot import Snapshot
from store.register.hand_edits import MINE, THEIRS, HandEdit

_ABOUT_ASIDE: Final = mark(
    "Put the file right, or set it aside (a): it is kept in .git/iktui/aside, and the register's text put back."
)
TAKE, ASIDE, LEAVE = "take", "aside", "leave"


class Decided(NamedTuple):
    """What is done with a file, and the choice in each field that was saved otherwise meanwhile."""

    what: str
    choices: dict[str, str]


class FileList(LineList[HandEdit]):
    """One file a line: what is done with it, its path, what stands in the way."""

    SAME_BY = ("path",)

    def __init__(self, decided: dict[str, Decided]) -> None:
        super().__init__(id="files")
        self._decided = decided

    def pieces(self, item: HandEdit, width: int) -> list[Piece]:
        """Decision, path, state."""
        signs = {TAKE: (_("take"), "strong"), ASIDE: (_("aside"), "warning"), LEAVE: (_("let be"), "dim")}
        sign, kind = signs[self._decided[item.path].what]
        if is_open(item, self._decided[item.path]):
            told, style = _("saved otherwise meanwhile: enter"), "warning"
        else:
            told, style = (_("cannot be taken"), "error") if item.reason else ("", "")
        about = min(len(told), max(0, width - 30))
        return [
            (f" {sign}", 10, kind),
            (item.path, max(0, width - 12 - about), ""),
            (" ", 1, ""),
            (told, about, style),
        ]


def is_open(edit: HandEdit, decided: Decided) -> bool:
    """Whether fields of it wait for a choice."""
    return not edit.reason and bool({conflict.field for conflict in edit.conflicts} - decided.choices.keys())


class HandEditsScreen(TwoPanes["dict[str, Decided] | None"]):
    """Gives what is done with each file, by its path; None for nothing."""

    ENTER = "settle"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("t", "decide('take')", _("Take"), id="hand-edit"),
        Binding("a", "decide('aside')", _("Set aside"), id="hand-edits.aside"),
        Binding("l", "decide('leave')", _("Let be"), id="hand-edits.leave"),
        Binding("enter", "settle", _("Choose by field"), id="hand-edits.settle"),
        Binding("ctrl+s", "accept", _("Save"), id="hand-edits.save"),
        Binding("escape,q", "leave", _("Not now"), id="screen.back"),
    ]

    def __init__(self, snapshot: Snapshot, edits: Sequence[HandEdit]) -> None:
        self._snapshot, self._edits = snapshot, list(edits)
        self._decided = {edit.path: Decided(TAKE if edit.is_ready else LEAVE, {}) for edit in edits}
        super().__init__(FileList(self._decided))

    def title_text(self) -> str:
        """What is decided on, and how much of it."""
        count = ngettext("{count} file", "{count} files", len(self._edits))
        title = _("Changed by hand in the files")
        return f"{title}: {count}"

    def on_mount(self) -> None:
        """Show them, collaborations first."""
        self._list.set_items(sorted(self._edits, key=lambda edit: place_of(edit.key)))

    def describe(self, edit: HandEdit) -> list[Paragraph]:
        """The path; the fields before and after, both values of a field, or why it cannot be taken."""
        shown = [Paragraph("", edit.path, "title")]
        if edit.reason:
            text = _("It cannot be taken: {reason}", reason=edit.reason)
            return [*shown, Paragraph("", text, "warning"), Paragraph("", _(_ABOUT_ASIDE), "dim")]
        decided = self._decided[edit.path]
        if is_open(edit, decided):
            text = _("These fields were saved otherwise meanwhile: enter chooses.")
            shown.append(Paragraph("", text, "warning"))
            for pair in self._pairs(edit):
                shown += [Paragraph("", pair.label), Paragraph("1", pair.one or "–"), Paragraph("2", pair.other or "–")]
            return shown
        try:
            made = edit.settled(decided.choices)
        except StoreError as error:
            return [*shown, Paragraph("", str(error), "warning")]
        if made.before == made.after:
            only = _("Comments or layout only.") if not edit.conflicts else _("The register's values: it is set aside.")
            return [*shown, Paragraph("", only)]
        preview = Preview(self._snapshot)
        if made.after is not None:
            preview.put(made.after)
        return change_paragraphs(made, preview.name)

    def _pairs(self, edit: HandEdit) -> list[Pair]:
        kind = edit.key.kind if edit.key is not None else ""
        told = [in_words(self._snapshot, kind, one.field, one.ours, one.theirs) for one in edit.conflicts]
        return [Pair(label, one, other) for label, one, other in told]

    def action_decide(self, what: str) -> None:
        """This with the highlighted file; then to the next."""
        at = self._list.highlighted
        if at is None:
            return
        if what == TAKE and at.reason:
            self.notify(_("it cannot be taken: set it aside, or put the file right"), severity="warning", markup=False)
            return
        if what == TAKE and is_open(at, self._decided[at.path]):
            self.action_settle()
            return
        self._decide(at, self._decided[at.path]._replace(what=what))
        self._list.action_move(1)

    def _decide(self, edit: HandEdit, decided: Decided) -> None:
        self._decided[edit.path] = decided
        self._list.refresh_line(self._list.cursor)
        self._list.tell_highlighted()

    @work
    async def action_settle(self) -> None:
        """Both values of each field that was saved otherwise meanwhile, side by side."""
        edit = self._list.highlighted
        if edit is None or edit.reason or not edit.conflicts:
            self.notify(_("there is nothing to choose in this file"), severity="information", markup=False)
            return
        explained = _("Whatever you do not choose is still in the history, or set aside.")
        screen = ChooseScreen(edit.path, self._pairs(edit), (_("the file"), _("the register")), explained)
        chosen = await self.app.push_screen_wait(screen)
        if chosen is not None:
            choices = {
                conflict.field: THEIRS if number else MINE
                for conflict, number in zip(edit.conflicts, chosen, strict=True)
            }
            self._decide(edit, Decided(TAKE, choices))

    def action_accept(self) -> None:
        """Do with each file as decided."""
        answer(self, self._decided)
