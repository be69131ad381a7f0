"""The git-backed register of intermunicipal collaborations, with no interface in it.

    store = Store.open(Path("register"))
    now = store.snapshot()
    record = now.collaboration("regionrad")
    made = ACTIONS["end"].plan(Asked(now, (record,), {"date": "2027"}, today="2026-12-31"))
    save(store, made, Author("Kari Nordmann", "kari@oyer.kommune.no"))

The names resolve when they are used, so that what needs one of them loads no more. What else there is has its room;
`docs/architecture.md` says which.
"""

from importlib import import_module

_HOME = {
    "ACTIONS": "actions.registry", "Asked": "actions.action", "Author": "base.author", "BadInput": "base.errors",
    "Changeset": "changes.changes", "Revision": "changes.changes", "Snapshot": "records.snapshot",
    "Key": "records.paths", "Store": "register.store", "StoreError": "base.errors", "check": "checks.checks",
    "fsck": "repair.fsck", "parse": "query.query", "save": "register.publishing",
}  # fmt: skip
__all__ = list(_HOME)


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module 'store' has no attribute {name!r}")
    return getattr(import_module(f"store.{_HOME[name]}"), name)
