"""Registers that many tests only read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from store.query.listing import Listing, make_listing
from store.register.store import Store
from tests.store.several import make_several


@pytest.fixture(scope="session")
def several(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = make_several(tmp_path_factory.mktemp("several") / "register")
    yield store
    store.close()


@pytest.fixture(scope="session")
def rows(demo_template: Path) -> Listing:
    """The rows of the demo."""
    store = Store.open(demo_template)
    listing = make_listing(store.snapshot())
    store.close()
    return listing
