"""Areas and parties: what there is of each, and what can be done with one, each as a commit."""

from __future__ import annotations

from collections.abc import Callable

from iktui.cli.output import put
from iktui.linear.acting import ask_date
from iktui.linear.asking import Options, ask, ask_line, choose, confirm, pick, put_options
from iktui.linear.editing import Edit
from iktui.linear.session import Session
from store.base.errors import StoreError
from store.base.glossary import terms_of
from store.base.i18n import _
from store.changes.changes import Change, change
from store.changes.edits import today
from store.collaborations.life import changed_area, moved_area, new_party, with_area
from store.records.entry import check_name
from store.records.model import Register
from store.records.overview import areas_in_order
from store.rules.taken import AREA, Taken

Action = Callable[[Session, str], None]


def run_areas(session: Session, _words: str) -> None:
    """Areas: add, rename, order, retire."""

    def listed() -> Options:
        areas = session.snapshot.register.areas
        return {
            id: (name + _retired(areas[id].until), name)
            for id, name in areas_in_order(session.snapshot.register).items()
        }

    actions: dict[str, tuple[str, Action]] = {
        "rename": (_("rename"), _rename_area),
        "up": (_("up"), lambda session, id: _move_area(session, id, -1)),
        "down": (_("down"), lambda session, id: _move_area(session, id, 1)),
        "retire": (_("retire"), _retire_area),
    }
    _browse(session, listed, _add_area, actions)


def run_parties(session: Session, _words: str) -> None:
    """Parties: add, change, order those that are members, retire."""

    def listed() -> Options:
        parties, members = session.snapshot.parties, session.snapshot.register.members
        order = [*(id for id in members if id in parties), *(id for id in parties if id not in members)]
        return {id: (parties[id].name + _retired(parties[id].until), *parties[id].aliases) for id in order}

    actions: dict[str, tuple[str, Action]] = {
        "edit": (_("change"), _edit_party),
        "member": (_("member or not"), _switch_member),
        "up": (_("up"), lambda session, id: _move_party(session, id, -1)),
        "down": (_("down"), lambda session, id: _move_party(session, id, 1)),
        "retire": (_("retire"), _retire_party),
    }
    _browse(session, listed, _add_party, actions)


def _retired(until: str | None) -> str:
    return f" ({_('until {date}', date=until)})" if until else ""


def _browse(
    session: Session,
    listed: Callable[[], Options],
    add: Callable[[Session], None],
    actions: dict[str, tuple[str, Action]],
) -> None:
    """List them; a number or name, then what to do with it, until enter alone."""
    while True:
        options = listed()
        put_options(options)
        chosen = ask(_("Which one?"), _parser(options), empty=_("back"), hints=[_("number or name"), _("+: a new one")])
        if not chosen:
            return
        try:
            if chosen == "+":
                add(session)
            else:
                what = choose(options[chosen][0], {name: (label, name) for name, (label, _action) in actions.items()})
                actions[what][1](session, chosen)
        except (StoreError, ValueError) as error:
            put(str(error))


def _parser(options: Options) -> Callable[[str], str]:
    return lambda words: words if words in ("", "+") else pick(words, options)


def _save_register(session: Session, register: Register, *others: Change) -> None:
    session.finish([*others, change(session.snapshot.register, register)], "edit")


# --- areas


def _add_area(session: Session) -> None:
    name = ask_line(_("Name"), check=check_name)
    areas: Options = {id: (name,) for id, name in areas_in_order(session.snapshot.register).items()}
    behind = choose(_("Behind which?"), areas, list(areas)[-1]) if areas else None
    _save_register(session, with_area(session.snapshot.register, name, behind, Taken(session.snapshot, AREA))[0])


def _rename_area(session: Session, id: str) -> None:
    register = session.snapshot.register
    name = ask_line(_("Name"), register.areas[id].name, check_name)
    _save_register(session, changed_area(register, id, name=name))


def _move_area(session: Session, id: str, step: int) -> None:
    _save_register(session, moved_area(session.snapshot.register, id, step))


def _retire_area(session: Session, id: str) -> None:
    register = session.snapshot.register
    until = ask_date(_("Until"), register.areas[id].until or today())
    _save_register(session, changed_area(register, id, until=until))


# --- parties


def _add_party(session: Session) -> None:
    name = ask_line(_("Name"), check=check_name)
    kinds: Options = {code: (term.name(), *term.names.values()) for code, term in terms_of("party_kind").items()}
    kind = choose(_("kind"), kinds, "municipality")
    party = new_party(name, kind, Taken(session.snapshot, "party"))
    register = session.snapshot.register
    if confirm(_("Member of the register: a column of the overview?")):
        register = register.model_copy(update={"members": (*register.members, party.id)})
    _save_register(session, register, change(None, party))


def _edit_party(session: Session, id: str) -> None:
    Edit(session, session.snapshot.parties[id], base=session.snapshot.commit).run()


def _switch_member(session: Session, id: str) -> None:
    register = session.snapshot.register
    left = tuple(member for member in register.members if member != id)
    members = left if id in register.members else (*register.members, id)
    _save_register(session, register.model_copy(update={"members": members}))


def _move_party(session: Session, id: str, step: int) -> None:
    register = session.snapshot.register
    members = list(register.members)
    if id not in members:
        put(_("only members have an order: they are the columns of the overview"))
        return
    at = members.index(id)
    to = min(max(at + step, 0), len(members) - 1)
    members.insert(to, members.pop(at))
    _save_register(session, register.model_copy(update={"members": tuple(members)}))


def _retire_party(session: Session, id: str) -> None:
    party = session.snapshot.parties[id]
    until = ask_date(_("Until"), party.until or today())
    session.finish([change(party, party.model_copy(update={"until": until or None}))], "edit")
