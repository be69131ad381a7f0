"""The linear mode: everything that the screens do, as lines and questions, for screen readers and slow lines.

Nothing here draws: no colours, no cursor addressing, one line after another.
"""

from __future__ import annotations

from pathlib import Path


def run(path: Path | None, member: str = "") -> int:
    """Open a register, or ask which; gives the exit status. Raises StoreError when there is none at `path`.

    `member` is the one that is acted for this time.
    """
    from iktui.linear.asking import Cancelled, HungUp, ready

    try:
        with ready():
            return _run(path, member)
    except (Cancelled, HungUp):
        return 0


def _run(path: Path | None, member: str) -> int:
    from iktui.linear.asking import Cancelled
    from iktui.linear.bringing import offer_hand_edits
    from iktui.linear.commands import loop
    from iktui.linear.form.left import offer_drafts
    from iktui.linear.own import greet_waiting, offer_municipality
    from iktui.linear.rows.showing import greet
    from iktui.linear.session import Session
    from iktui.linear.starting import find_register
    from iktui.settings import remember_register
    from store.register.store import Store

    path = path or find_register()
    store = Store.open(path)
    try:
        remember_register(path)
        session = Session(store, member)
        greet(session)
        for offer in (offer_hand_edits, offer_drafts, offer_municipality, greet_waiting):
            try:
                offer(session)
            except Cancelled:
                continue
        loop(session)
    finally:
        store.close()
    return 0
