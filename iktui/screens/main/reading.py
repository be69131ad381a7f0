"""The register read in a thread, for the main screen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from textual.message import Message
from textual.worker import Worker

from iktui.messages import HandEditsFound, SnapshotLoaded, StoreFailed
from iktui.remembered_views import looked_at, municipality
from iktui.session import Session
from store.base.errors import StoreError
from store.base.i18n import _
from store.query.listing import Listing, first_listing, make_listing
from store.register.kept import write_cache
from store.register.store import Store
from store.repair.by_hand import look

_MANY = 500
"""Rows from which the first of a past state are shown before the rest is read."""


def read(
    post: Callable[[Message], object], path: Path, session: Session | None, known: Listing | None, keep: str | None,
    author: str | None, member: str, worker: Worker[None],
) -> Session | None:  # fmt: skip
    """Post what is there now, or was then; the first time open it, and post what was changed by hand in its files.

    `known` is the list as it was last read. Whatever goes wrong is posted too. Gives the session, if there is one.
    """
    is_first = session is None
    try:
        if session is None:
            session = Session(Store.open(path), author, member)
            session.municipality, session.looked = municipality(path), looked_at(path)
        snapshot, at = session.newest(), session.at
        if at is not None and known is not None and len(known.rows) > _MANY and not worker.is_cancelled:
            post(SnapshotLoaded(session, snapshot, first_listing(snapshot, known), keep))
        listing = make_listing(snapshot, known)
        if worker.is_cancelled:
            return session
        post(SnapshotLoaded(session, snapshot, listing, keep))
        if listing is not known and at is None:
            write_cache(session.store.git_dir, listing)
        if is_first:
            now, edits = look(session.store)
            if edits:
                post(HandEditsFound(now, edits))
    except StoreError as error:
        post(StoreFailed(str(error)))
    except Exception as error:  # a fault of ours: told, never a list that only seems to be there
        post(StoreFailed(_("cannot be read, a fault in the program: {fault}", fault=repr(error))))
    return session
