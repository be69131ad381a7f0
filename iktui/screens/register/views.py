"""How the list is laid out: groups, order, columns; and views saved under keys of their own."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar, NamedTuple

from textual import work
from textual.binding import Binding, BindingType

from iktui.remembered_views import KEYS, forget_view, keep_view, saved_views
from iktui.screens.ask import answer
from iktui.screens.ask.dialogs import Ask, Question, filled
from iktui.screens.ask.two_panes import TwoPanes
from iktui.widgets.line_list import LineList, Piece
from iktui.widgets.text_pane import Paragraph
from store.base.i18n import _
from store.query.listing import Listing
from store.query.views import GROUPS, SORTS, View, group_name, sort_name


class Choice(NamedTuple):
    """A heading (no view), or a view with its key and name; `columns` is the way to choose them."""

    name: str
    view: View | None = None
    key: str = ""
    is_current: bool = False
    columns: bool = False


class ViewList(LineList[Choice]):
    """One layout a line."""

    SAME_BY = ("name", "key")

    def is_heading(self, item: Choice) -> bool:
        """Whether it is a group of them."""
        return item.view is None

    def pieces(self, item: Choice, width: int) -> list[Piece]:
        """Sign of the one in use, key, name, filter."""
        if item.view is None:
            return [(item.name, width, "")]
        sign = "•" if item.is_current else " "
        return [(f" {sign} {item.key or ' '} ", 6, "strong"), (item.name, 34, ""), (item.view.query, width - 40, "dim")]


class ViewsScreen(TwoPanes["View | None"]):
    """Gives the view to show."""

    ENTER = "take"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "take", _("Show"), id="views.take", show=False),
        Binding("n", "save_view", _("Save this view"), id="views.save"),
        Binding("x", "forget", _("Forget"), id="views.forget"),
    ]

    def __init__(self, register: Path, current: View, listing: Listing) -> None:
        super().__init__(ViewList(id="views"))
        self._register, self._current, self._listing = register, current, listing

    def title_text(self) -> str:
        """What this is."""
        return _("Views")

    def on_mount(self) -> None:
        """Show them."""
        self._show()

    def _show(self) -> None:
        now = self._current
        items = [Choice(_("Groups"))]
        items += [Choice(group_name(g), now._replace(group=g), is_current=g == now.group) for g in GROUPS]
        items.append(Choice(_("Order")))
        items += [Choice(sort_name(s), now._replace(sort=s), is_current=s == now.sort) for s in SORTS]
        items.append(Choice(_("Columns")))
        items.append(Choice(_("choose parties …"), now, columns=True))
        items.append(Choice(_("the members"), now._replace(columns=()), is_current=not now.columns))
        every = tuple(dict.fromkeys([*self._listing.members, *self._listing.parties]))
        items.append(Choice(_("every party"), now._replace(columns=every), is_current=now.columns == every))
        saved = saved_views(self._register)
        if saved:
            items.append(Choice(_("Saved, each with its key")))
            items += [Choice(view.name, view, key) for key, view in saved.items()]
        self._list.set_items(items)

    def _names(self, view: View) -> list[str]:
        return [self._listing.parties.get(id, id) for id in view.members(self._listing)]

    def describe(self, item: Choice) -> list[Paragraph]:
        """What the view shows."""
        view = item.view or self._current
        columns = ", ".join(self._names(view))
        return [
            Paragraph("", item.name, "title"),
            Paragraph(_("Groups"), group_name(view.group)),
            Paragraph(_("Order"), sort_name(view.sort)),
            Paragraph(_("Columns"), columns),
            Paragraph(_("Filter"), view.query or "–"),
        ]

    @work
    async def action_take(self) -> None:
        """Show the list this way."""
        item = self._list.highlighted
        view = item.view if item is not None else None
        if item is not None and item.columns and view is not None:
            chosen = await self._ask_columns()
            view = view._replace(columns=chosen) if chosen is not None else None
        if view is not None:
            answer(self, view)

    async def _ask_columns(self) -> tuple[str, ...] | None:
        names = self._listing.parties
        known = {name.casefold(): id for id, name in names.items()} | {id: id for id in names}

        def parts(words: str) -> list[str]:
            return [part.strip() for part in words.split(";") if part.strip()]

        def check(words: str) -> str:
            wrong = [part for part in parts(words) if part.casefold() not in known]
            return _("no party is called “{name}”", name=wrong[0]) if wrong else ""

        shown, label = "; ".join(self._names(self._current)), _("Parties, with semicolons between")
        question = Question("columns", label, shown, check, lambda: list(names.values()), many=True)
        answers = await self.app.push_screen_wait(Ask(_("Columns"), [question]))
        return tuple(dict.fromkeys(known[part.casefold()] for part in parts(answers["columns"]))) if answers else None

    @work
    async def action_save_view(self) -> None:
        """Keep the layout and the filter in use under a name and a key."""
        free = next((key for key in KEYS if key not in saved_views(self._register)), KEYS[0])

        def check(key: str) -> str:
            return "" if key in KEYS and len(key) == 1 else _("one of the keys 1 to 9")

        answers = await self.app.push_screen_wait(
            Ask(_("Save this view"), [Question("name", _("Name"), self._current.query, filled),
                                      Question("key", _("Key"), free, check)])
        )  # fmt: skip
        if answers is None:
            return
        error = keep_view(self._register, self._current._replace(name=answers["name"].strip()), answers["key"])
        if error:
            self.notify(error, severity="error", markup=False)
        self._show()

    def action_forget(self) -> None:
        """Drop the saved view under the cursor."""
        item = self._list.highlighted
        if item is not None and item.key:
            forget_view(self._register, item.key)
            self._show()
