"""What is done with areas and parties: added, renamed, put in order, retired, split. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, cast

from store.actions import questions as q
from store.actions.action import Action, Asked, Options, Question, changeset
from store.actions.life import changed_area, in_area, moved_area, moved_member, new_party, with_area
from store.base.author import parse_author
from store.base.dates import read_date
from store.base.errors import BadInput
from store.base.i18n import _, in_language, mark
from store.base.ids import make_id
from store.changes.changes import Changeset, change
from store.changes.wording import editor_text
from store.records.entry import check_name, find_references
from store.records.model import Collaboration, Editor, Party, Register
from store.rules.taken import AREA, Taken


def _register(asked: Asked, after: Register, action: str) -> Changeset:
    return changeset(asked, action, [change(asked.snapshot.register, after)])


# --- areas


def _area(asked: Asked) -> str:
    id: str = asked.answers["area"]
    if id not in asked.snapshot.register.areas:
        raise BadInput(_("no area has the id “{id}”", id=id))
    return id


def _area_name(asked: Asked) -> str:
    return asked.snapshot.register.areas[_area(asked)].name


def _new_name(words: str, asked: Asked) -> str:
    with_area(asked.snapshot.register, words)
    return words


def _new_area(asked: Asked) -> Changeset:
    made = with_area(asked.snapshot.register, asked.answers["name"], asked.get("after"), Taken(asked.snapshot, AREA))[0]
    return _register(asked, made, "new-area")


def _rename_area(asked: Asked) -> Changeset:
    made = changed_area(asked.snapshot.register, _area(asked), name=asked.answers["name"])
    return _register(asked, made, "rename-area")


def _retire_area(asked: Asked) -> Changeset:
    made = changed_area(asked.snapshot.register, _area(asked), until=asked.get("date"))
    return _register(asked, made, "retire-area")


def _split_area(asked: Asked) -> Changeset:
    """The records of `about` go to the new area."""
    area, taken = _area(asked), Taken(asked.snapshot, AREA)
    register, id = with_area(asked.snapshot.register, asked.answers["name"], area, taken)
    records = asked.about or tuple(asked.snapshot.collaboration(row) for row in asked.answers["rows"])
    moved = [change(record, in_area(cast(Collaboration, record), id, area)) for record in records]
    return changeset(asked, "split-area", [change(asked.snapshot.register, register), *moved])


def _remove_area(asked: Asked) -> Changeset:
    register, gone = asked.snapshot.register, _area(asked)
    areas = {id: area for id, area in register.areas.items() if id != gone}
    return _register(asked, register.model_copy(update={"areas": areas}), "remove-area")


def in_it(asked: Asked) -> Options:
    """The collaborations of an area, as they can be chosen."""
    area = _area(asked)
    return {id: names for id, names in asked.others().items() if area in asked.snapshot.collaboration(id).areas}


def _some_of(words: str, asked: Asked) -> list[str]:
    found = find_references(Collaboration.KIND, words, asked.snapshot)
    wrong = next((id for id in found if _area(asked) not in asked.snapshot.collaboration(id).areas), None)
    if wrong is not None:
        raise ValueError(_("not in this area: {name}", name=wrong))
    if not found:
        raise ValueError(_("choose at least one"))
    return found


_WHICH: Final = q.reference("area", "area", mark("Which area"))
NEW_AREA: Final = Action(
    "new-area", mark("New area"), mark("a new area, behind another or last"), _new_area,
    asks=(
        Question("name", mark("Name"), _new_name),
        q.reference("after", "area", mark("Behind which area"), required=False),
    ),
)  # fmt: skip
RENAME_AREA: Final = Action("rename-area", mark("Rename"), mark("another name for an area; its id stays"), _rename_area,
                            asks=(_WHICH, q.name(default=_area_name)))  # fmt: skip
MOVE_AREA: Final = Action(
    "move-area", mark("Move"), mark("an area one place up or down"),
    lambda asked: _register(
        asked, moved_area(asked.snapshot.register, _area(asked), asked.answers["step"]), "move-area"
    ), asks=(_WHICH, q.step()),
)  # fmt: skip
RETIRE_AREA: Final = Action(
    "retire-area", mark("Retire"), mark("nothing new is put in an area; an empty date takes it back into use"),
    _retire_area, asks=(_WHICH, q.date("date", mark("From when"), q.today, required=False)),
)  # fmt: skip
SPLIT_AREA: Final = Action(
    "split-area", mark("Split"), mark("a new area takes over some collaborations of another"), _split_area,
    asks=(
        _WHICH, Question("name", mark("New area"), _new_name),
        Question("rows", mark("Which go there, with semicolons between"), _some_of, options=in_it, many=True),
    ),
)  # fmt: skip
REMOVE_AREA: Final = Action(
    "remove-area", mark("Remove"), mark("remove an area that no collaboration is in"), _remove_area, asks=(_WHICH,),
    sure=lambda asked: _("Remove “{name}”?", name=_area_name(asked)),
)  # fmt: skip

# --- parties


def _new_party(asked: Asked) -> Changeset:
    party = new_party(asked.answers["name"], asked.answers["kind"], Taken(asked.snapshot, Party.KIND))
    register = asked.snapshot.register
    members = (*register.members, party.id) if asked.get("member", False) else register.members
    changes = [change(None, party), change(register, register.model_copy(update={"members": members}))]
    return changeset(asked, "new-party", changes)


def _member(asked: Asked) -> Changeset:
    register, id = asked.snapshot.register, asked.record.id
    left = tuple(member for member in register.members if member != id)
    members = left if id in register.members else (*register.members, id)
    return _register(asked, register.model_copy(update={"members": members}), "member")


def _move_party(asked: Asked) -> Changeset:
    return _register(asked, moved_member(asked.snapshot.register, asked.record.id, asked.answers["step"]), "move-party")


def _retire_party(asked: Asked) -> Changeset:
    party, date = cast(Party, asked.record), asked.get("date")
    until = read_date(date) if date else None
    return changeset(asked, "retire-party", [change(party, party.model_copy(update={"until": until}))])


NEW_PARTY: Final = Action(
    "new-party", mark("New party"), mark("a municipality, county, company or other that takes part"), _new_party,
    asks=(
        q.name(),
        q.term("kind", "party_kind", mark("Kind"), default=lambda _asked: "municipality"),
        q.flag("member", mark("Member of the register: a column of the overview?")),
    ),
)  # fmt: skip
MEMBER: Final = Action(
    "member", mark("Member or not"), mark("a party becomes a column of the overview, or none"), _member, Party.KIND
)
MOVE_PARTY: Final = Action("move-party", mark("Move"), mark("a member one place up or down"), _move_party, Party.KIND,
                           asks=(q.step(),))  # fmt: skip
RETIRE_PARTY: Final = Action(
    "retire-party", mark("Retire"), mark("a party that is no more; an empty date takes it back"), _retire_party,
    Party.KIND, asks=(q.date("date", mark("Until"), q.today, required=False),),
)  # fmt: skip

# --- who edits for a member


def _editors(asked: Asked) -> dict[str, Editor]:
    return asked.snapshot.register.editors.get(asked.record.id, {})


def _with_editors(asked: Asked, editors: Mapping[str, Editor], action: str, text: str, who: Editor) -> Changeset:
    register, party = asked.snapshot.register, asked.record
    others = {id: some for id, some in register.editors.items() if id != party.id}
    after = register.model_copy(update={"editors": {**others, **({party.id: editors} if editors else {})}})
    lang = asked.snapshot.language
    subject = in_language(lang, text, party=party.name, name=who.name or who.mail or who.pattern)
    return changeset(asked, action, [change(register, after)], subject)


def _new_editor(asked: Asked) -> Changeset:
    if asked.record.id not in asked.snapshot.register.members:
        raise BadInput(_("{name} is no member of the register", name=asked.record.name))
    who = Editor(name=asked.get("name"), mail=asked.get("mail"), pattern=asked.get("pattern"))
    if who == Editor():
        raise BadInput(_("write a name, a mail, or the form of the mails"))
    known = _editors(asked)
    id = make_id(who.name or who.mail or who.pattern, known, "editor")
    return _with_editors(asked, {**known, id: who}, "new-editor", mark("{party}: {name} edits for it"), who)


def _remove_editor(asked: Asked) -> Changeset:
    known, gone = _editors(asked), asked.answers["editor"]
    left = {id: one for id, one in known.items() if id != gone}
    text = mark("{party}: {name} does not edit for it any more")
    return _with_editors(asked, left, "remove-editor", text, known[gone])


def _editor_options(asked: Asked) -> Options:
    return {id: (editor_text(**one.model_dump()), one.name, one.mail) for id, one in _editors(asked).items()}


def _one_editor(words: str, asked: Asked) -> str:
    names = _editor_options(asked)
    found = [id for id, known in names.items() if words and words.casefold() in (id, *map(str.casefold, known))]
    if not found:
        raise ValueError(_("choose one of: {known}", known=", ".join(told[0] for told in names.values()) or "–"))
    return found[0]


def _mail(words: str, _asked: Asked) -> str:
    if words and "@" not in words:
        raise ValueError(_("write a mail, such as kari@oyer.kommune.no"))
    return parse_author(f"x <{words}>").mail if words else ""


NEW_EDITOR: Final = Action(
    "new-editor", mark("New editor"), mark("somebody who edits for a member, known by name and mail"), _new_editor,
    Party.KIND,
    asks=(
        Question("name", mark("Name"), lambda words, _asked: check_name(words) if words else "", required=False),
        Question("mail", mark("Mail"), _mail, required=False),
        q.line("pattern", mark("Or all mails of a form, such as *@oyer.kommune.no")),
    ),
)  # fmt: skip
REMOVE_EDITOR: Final = Action(
    "remove-editor", mark("Remove editor"), mark("somebody does not edit for a member any more"), _remove_editor,
    Party.KIND, asks=(Question("editor", mark("Who"), _one_editor, options=_editor_options),),
)  # fmt: skip
