"""A register of three municipalities, as the small files speak of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from store.documents.importer import plan_import
from store.documents.result import NOTHING_TOLD, ImportResult, Told
from store.formats.reading import read_bytes, read_source
from store.records.model import Collaboration
from store.register.store import Store
from tests.conftest import KARI

CASES = Path(__file__).parents[1] / "formats" / "cases"
Take = Callable[..., ImportResult]


@pytest.fixture
def take(fjell: Store) -> Take:
    """Import a file of the cases, or text; what comes of it is saved."""

    def taken(file: str | bytes, told: Told = NOTHING_TOLD, name: str = "fil.txt") -> ImportResult:
        source = read_source(CASES / file) if isinstance(file, str) else read_bytes(name, file)
        result = plan_import(fjell.snapshot(), [source], told=told)
        if result.changeset is not None:
            fjell.commit(result.changeset, KARI)
        return result

    return taken


def parts(record: Collaboration) -> dict[str, str]:
    """Who takes part, and as what."""
    return {id: part.role for id, part in record.participants.items()}
