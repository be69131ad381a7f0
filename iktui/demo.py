"""The demo register: the two real documents, imported one after the other."""

from __future__ import annotations

import os
from importlib import resources
from pathlib import Path

from store.base.author import Author, parse_author
from store.base.errors import NoIdentity
from store.base.i18n import _, language
from store.documents.importer import plan_import
from store.formats.reading import read_source
from store.git.door import user_identity
from store.register.store import Store

DOCUMENTS = (("handlingsplan-2019.txt", "2019"), ("oversikt-2021.txt", "2021"))
_PROGRAM = Author("iktui demo", "demo@iktui.invalid")
"""Who imports the demo's documents on a machine where nobody has said who they are: the program itself."""


def author_before_clone(given: str | None = None) -> Author:
    """The author before there is a clone to ask: given, IKTUI_AUTHOR, or the user's own git configuration.

    Raises NoIdentity.
    """
    text = given or os.environ.get("IKTUI_AUTHOR")
    if text:
        return parse_author(text)
    identity = user_identity()
    if identity is None:
        raise NoIdentity
    return parse_author("{} <{}>".format(*identity))


def demo_author(given: str | None = None) -> Author:
    """The author of the demo's imports."""
    try:
        return author_before_clone(given)
    except NoIdentity:
        return _PROGRAM


def make_demo(path: Path, author: Author) -> None:
    """Import the documents into a new register at `path`, each published as the edition of its year."""
    store = Store.init(path, _("Intermunicipal cooperation in the Lillehammer region"), author, lang=language())
    try:
        folder = resources.files("store") / "data" / "documents"
        for name, year in DOCUMENTS:
            with resources.as_file(folder / name) as file:
                result = plan_import(store.snapshot(), [read_source(file)], year)
            assert result.changeset is not None, "the documents hold something"
            saved = store.commit(result.changeset, author)
            store.tag_edition(year, saved.commit, author)
    finally:
        store.close()
