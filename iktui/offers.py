"""Everything that can be done or looked at, and where each interface offers it: what `iktui actions` prints."""

from __future__ import annotations

from typing import Final, NamedTuple

from store.actions.registry import ACTIONS
from store.actions.views import VIEWS
from store.base.i18n import _, mark

ACTION, VIEW, TASK = "action", "view", "task"
PALETTE: Final = "ctrl+p"
"""Where a View is found that has no key of its own: in the palette, by its title."""


class Offer(NamedTuple):
    """Where one is found: the keys from the main screen, the words of the linear mode, the command."""

    kind: str
    screens: str
    linear: str
    command_line: str
    title: str = ""
    """Marked for translation; "" for an Action and for a View, which have their own."""
    reason: str = ""
    """Why one of the interfaces truly cannot, marked for translation."""


_ONE: Final = mark("it is for programs that call iktui")
_SHELL: Final = mark("there is no register yet in which it could be asked for")
OFFERS: Final[dict[str, Offer]] = {
    # what happens to records
    "new": Offer(ACTION, "n", "new", "new NAME"),
    "copy": Offer(ACTION, "C", "copy", "do new collaboration NAME", mark("Copy")),
    "edit": Offer(ACTION, "e", "edit", "set ID FIELD=VALUE"),
    "end": Offer(ACTION, "x", "end", "end ID"),
    "participant": Offer(ACTION, "d", "participant", "participant ID --party PARTY"),
    "withdraw": Offer(ACTION, "w", "withdraw", "withdraw ID --party PARTY"),
    "replace": Offer(ACTION, "R", "replace", "replace ID --successor ID"),
    "merge": Offer(ACTION, "m", "merge", "merge ID ID"),
    "remove": Offer(ACTION, "X", "remove", "remove ID"),
    "bulk": Offer(ACTION, "space e", "set", "bulk ID --field FIELD --value VALUE"),
    "fix": Offer(ACTION, "! f", "findings", "fix --findings CODE:ID"),
    "accept": Offer(ACTION, "! a", "findings", "accept --findings CODE:ID"),
    "mend": Offer(ACTION, "! f", "findings", "restore ID REV", mark("Make a file a record again")),
    "undo": Offer(ACTION, "u", "undo", "undo", mark("Undo")),
    "redo": Offer(ACTION, "U", "redo", "undo --redo", mark("Do again")),
    "restore": Offer(ACTION, "h r", "restore", "restore ID REV", mark("As it was then")),
    "resolve": Offer(ACTION, "S", "conflicts", "resolve ID FIELD VALUE", mark("Settle an open conflict")),
    "hand-edit": Offer(ACTION, "", "", "hand-edits --take", mark("Take what was changed by hand in the files"),
                       mark("screens and linear mode offer it when they start")),
    "import": Offer(ACTION, "i", "import", "import FILE", mark("Import")),
    # areas and parties
    "new-area": Offer(ACTION, "a n", "areas", "new-area --name NAME"),
    "rename-area": Offer(ACTION, "a e", "areas", "rename-area --area AREA --name NAME"),
    "move-area": Offer(ACTION, "a J", "areas", "move-area --area AREA --step down"),
    "retire-area": Offer(ACTION, "a x", "areas", "retire-area --area AREA"),
    "split-area": Offer(ACTION, "a s", "areas", "split-area --area AREA --name NAME --rows ID"),
    "remove-area": Offer(ACTION, "a X", "areas", "remove-area --area AREA"),
    "new-party": Offer(ACTION, "t n", "parties", "new-party --name NAME"),
    "member": Offer(ACTION, "t m", "parties", "member ID"),
    "move-party": Offer(ACTION, "t K", "parties", "move-party ID --step up"),
    "retire-party": Offer(ACTION, "t x", "parties", "retire-party ID"),
    "new-editor": Offer(ACTION, "t r", "parties", "new-editor ID --name NAME --mail MAIL"),
    "remove-editor": Offer(ACTION, "t R", "parties", "remove-editor ID --editor NAME"),
    # the action plan
    "move-item": Offer(ACTION, "p >", "plan", "plan ID --move YEAR"),
    "order-item": Offer(ACTION, "p J", "plan", "plan ID --down"),
    "tick-item": Offer(ACTION, "p space", "plan", "plan ID --tick"),
    "carry-item": Offer(ACTION, "p c", "plan", "plan ID --carry"),
    "rebuild-plan": Offer(ACTION, "p B", "plan", "rebuild-plan"),
    "remove-item": Offer(ACTION, "p X", "plan", "remove-item ID"),
    # studies, councils, the year
    "new-study": Offer(ACTION, "f n", "studies", "study --new NAME"),
    "advance": Offer(ACTION, "f a", "studies", "study ID --advance"),
    "decide-study": Offer(ACTION, "f o", "studies", "study ID --decision PARTY"),
    "draft": Offer(ACTION, "f d", "studies", "study ID --draft agreement"),
    "establish": Offer(ACTION, "f c", "studies", "study ID --establish"),
    "stop": Offer(ACTION, "f x", "studies", "study ID --stop REASON"),
    "decide": Offer(ACTION, "V o", "councils", "councils ID --party PARTY"),
    "convert": Offer(ACTION, "L c", "convert", "convert ID --to FORM"),
    "rollover": Offer(ACTION, "r", "rollover", "rollover YEAR"),
    "confirm": Offer(ACTION, "r c", "rollover", "rollover YEAR --confirm PARTY"),
    "publish": Offer(ACTION, "r P", "rollover", "rollover YEAR --publish"),
    "adopt": Offer(ACTION, "r D", "rollover", "rollover YEAR --adopt PARTY"),
    "usual-events": Offer(ACTION, "y A", "cycle", "cycle --add-usual"),
    # what only looks
    "list": Offer(VIEW, "/", "list", "list QUERY", mark("The list, and what a filter finds")),
    "views": Offer(VIEW, "v", "views", "list --view KEY", mark("Saved views")),
    "show": Offer(VIEW, "enter", "show", "show ID", mark("A record in full")),
    "history": Offer(VIEW, "h", "history", "history ID", mark("History")),
    "activity": Offer(VIEW, "l", "activity", "history", mark("Activity")),
    "blame": Offer(VIEW, "b", "blame", "blame ID", mark("Who set what")),
    "as-of": Offer(VIEW, "@", "at", "list --at WHEN", mark("As of then")),
    "compare": Offer(VIEW, "c", "compare", "diff FROM TO", mark("Compare")),
    "findings": Offer(VIEW, "!", "findings", "check", mark("Findings")),
    "waiting": Offer(VIEW, "0", "waiting", "waiting"),
    "figures": Offer(VIEW, "g", "figures", "stats"),
    "plan": Offer(VIEW, "p", "plan", "plan"),
    "studies": Offer(VIEW, "f", "studies", "study"),
    "cycle": Offer(VIEW, "y", "cycle", "cycle"),
    "timeline": Offer(VIEW, "T", "timeline", "timeline --collaboration ID"),
    "together": Offer(VIEW, "g m", "together", "together"),
    "way": Offer(VIEW, "f w", "way", "way --study ID"),
    "year": Offer(VIEW, "y v", "year", "year"),
    "editors": Offer(VIEW, PALETTE, "editors", "editors"),
    "notices": Offer(VIEW, "W", "notices", "notices"),
    "councils": Offer(VIEW, "V", "councils", "councils"),
    "legal-basis": Offer(VIEW, "L", "convert", "convert"),
    "checklist": Offer(VIEW, "r", "rollover", "rollover YEAR"),
    "actions": Offer(VIEW, PALETTE, "help", "actions", mark("Commands")),
    # what touches something outside the records
    "sync": Offer(TASK, "s", "share", "sync", mark("Share")),
    "export": Offer(TASK, "o", "export", "export FORMAT WHAT", mark("Export")),
    "site": Offer(TASK, "o", "export", "export site DIR", mark("Public web site (a folder)")),
    "calendar": Offer(TASK, "y i", "cycle", "cycle --ics", mark("Calendar file")),
    "seen": Offer(TASK, "0 s", "waiting", "seen", mark("Seen")),
    "settings": Offer(TASK, PALETTE, "settings", "settings NAME=VALUE", mark("Settings")),
    "municipality": Offer(TASK, "M", "municipality", "municipality NAME", mark("Your municipality")),
    "clone": Offer(TASK, "", "", "clone URL DIR", mark("A copy of a shared register"), _SHELL),
    "init": Offer(TASK, "", "", "init DIR", mark("A new register"), _SHELL),
    "fsck": Offer(TASK, "", "", "fsck", mark("Prove it all"), mark("it reads every commit, for minutes")),
    "merge-file": Offer(TASK, "", "", "merge-file", mark("Git's merge driver"), _ONE),
}  # fmt: skip


def title_of(id: str) -> str:
    """What it is called, in the reader's language."""
    return _(OFFERS[id].title or (ACTIONS[id] if id in ACTIONS else VIEWS[id]).title)


def rows() -> list[dict[str, str]]:
    """Every Action, View and Task as the contract has it."""
    return [
        {
            "id": id, "title": title_of(id), "kind": offer.kind, "screens": offer.screens, "linear": offer.linear,
            "command_line": offer.command_line, "reason": _(offer.reason) if offer.reason else "",
        }
        for id, offer in OFFERS.items()
    ]  # fmt: skip
