"""What other screens are given of the main one: where every change is asked for, shown and committed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from textual.app import App

    from iktui.screens.ask.dialogs import Question
    from store.actions.action import Action, Asked
    from store.base.author import Author
    from store.changes.changes import Changeset
    from store.query.listing import Listing
    from store.records.model import Collaboration, Record
    from store.register.store import Store


class Desk(Protocol):
    """The main screen."""

    party: str
    """The member whose part the person confirms in an edition, remembered for the session."""

    @property
    def app(self) -> App[Any]:
        """The application."""

    @property
    def store(self) -> Store | None:
        """The clone, once it is open."""

    @property
    def listing(self) -> Listing | None:
        """The list as it was last read."""

    @property
    def time(self) -> tuple[str | None, str]:
        """The commit that is shown and which state that is, in words; (None, "") for now."""

    def travel(self, commit: str | None, told: str = "") -> None:
        """Show the register as of a commit, `told` in words; None for now."""

    def tell(self, text: object, severity: Any = "error") -> None:
        """One line, until it has been read."""

    async def author(self) -> Author | None:
        """Who writes; None when nobody says."""

    async def ask(self, title: str, *questions: Question) -> dict[str, str] | None:
        """The answers, without white space around them."""

    def asked(self, *about: Record, **answers: Any) -> Asked:
        """What a deed is done on."""

    async def answers(self, action: Action, asked: Asked, title: str = "") -> Asked | None:
        """The questions that nobody has answered yet; None when the person went back."""

    async def do(
        self, action: Action, asked: Asked, keep: str | None = None, title: str = "", *, series: bool = False
    ) -> bool:
        """What an Action asks, then one commit; gives whether it is saved."""

    async def save(self, changeset: Changeset, keep: str | None, *, settle: bool = False) -> bool:
        """Commit it; gives whether it is saved."""

    async def review(
        self,
        title: str,
        changeset: Changeset,
        keep: str | None,
        notes: Sequence[str] = (),
        *,
        notes_first: bool = False,
    ) -> bool:
        """Show every field change; save when the person says so."""

    async def edit_record(
        self, record: Record, *, is_new: bool = False, typed: dict[str, str] | None = None, field: str = ""
    ) -> bool:
        """The form, until what it holds is saved (True) or given up."""

    async def merge_two(self, kept: Collaboration, other: Collaboration) -> bool:
        """One record of two, after an account of every field."""

    async def undo_last(self) -> bool:
        """Take the last change of this user back; gives whether something was."""

    async def take_back(self, revision: Any) -> bool:
        """Take one revision back, after a question."""
