"""How the list is laid out: its groups, its order, and the views that are saved under keys of their own."""

from __future__ import annotations

from iktui.cli.output import put
from iktui.linear.arranging import browse
from iktui.linear.asking import Options, ask_line, choose, pick
from iktui.linear.rows.showing import make_lines, put_page
from iktui.linear.session import Session
from iktui.remembered_views import KEYS, forget_view, keep_view, saved_views
from store.base.errors import BadInput
from store.base.i18n import _
from store.query.query import parse
from store.query.views import GROUPS, SORTS, View, group_name, sort_name
from store.records.entry import check_name


def run_group(session: Session, words: str) -> None:
    """The list by area, form, host or participant: `group by host`."""
    group = _layout(words, {group: (group_name(group), group) for group in GROUPS}, _("Group by"), session.view.group)
    _use(session, session.view._replace(group=group))


def run_order(session: Session, words: str) -> None:
    """The list in another order: `order by name`."""
    sort = _layout(words, {sort: (sort_name(sort), sort) for sort in SORTS}, _("Order by"), session.view.sort)
    _use(session, session.view._replace(sort=sort))


def _layout(words: str, options: Options, label: str, now: str) -> str:
    words = words.removeprefix("by ").strip()
    try:
        return pick(words, options) if words else choose(label, options, now)
    except ValueError as error:
        raise BadInput(str(error)) from None


def _use(session: Session, view: View) -> None:
    session.view = view
    make_lines(session)
    put_page(session)


def run_views(session: Session, words: str) -> None:
    """The views that are saved, the same as on the screen: one is shown or forgotten, the one in use is saved."""
    path = session.store.path

    def listed() -> Options:
        return {
            key: (f"{view.name}; {group_name(view.group)}; {sort_name(view.sort)}; {view.query or '–'}", view.name)
            for key, view in saved_views(path).items()
        }

    def take(session: Session, key: str) -> None:
        view = saved_views(path)[key]
        session.query = parse(view.query)
        _use(session, view)

    def forget(_session: Session, key: str) -> None:
        forget_view(path, key)

    def save(session: Session) -> None:
        name = ask_line(_("Name"), session.query.text, check_name)
        free = next((key for key in KEYS if key not in saved_views(path)), KEYS[0])
        key = choose(_("Key"), {key: (key,) for key in KEYS}, free)
        failed = keep_view(path, session.view._replace(name=name, query=session.query.text), key)
        put(failed or _("saved under {key}", key=key))

    if words in saved_views(path):
        take(session, words)
    else:
        browse(session, listed, {"show": (_("show"), take), "forget": (_("forget"), forget)}, save)
