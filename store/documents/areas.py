"""The areas of documents in the register: known by their names, new ones behind the others."""

from __future__ import annotations

from store.base.ids import make_id
from store.base.text import match_key
from store.changes.preview import Preview
from store.documents.overview import area_name
from store.records.model import Area
from store.rules.taken import AREA, Taken


def put_area(desk: Preview, section: str) -> str:
    """The id of the area that the words of a section row name, "" for none; one that is new is laid over the desk."""
    name, areas = area_name(section), desk.register.areas
    if not name:
        return ""
    known = next((id for id, area in areas.items() if match_key(area.name) == match_key(name)), None)
    if known is not None:
        return known
    id = make_id(name, Taken(desk, AREA), "omrade")
    order = max((area.order for area in areas.values()), default=0) + 10
    desk.put(desk.register.model_copy(update={"areas": {**areas, id: Area(name=name, order=order)}}))
    return id
