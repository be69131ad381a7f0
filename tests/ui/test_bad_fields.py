"""Every field of every kind of record, given what no field should hold: shown safely, kept whole, never saved wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual import events
from textual.pilot import Pilot

from iktui.screens.desk.edit import EditScreen
from iktui.widgets.field_input import FieldInput
from iktui.widgets.safe_input import SafeTextArea, enterable
from store.records.model import KINDS, Collaboration, Decision, Record
from store.records.schema import spec_of
from store.register.store import Store
from tests.conftest import git
from tests.ui.driving import SMALL, opened, press, screen_text, until
from tests.ui.steady import steady_loop
from tests.ui.test_hostile_text import RAW

HOSTILE = "[/foo][bold]A[/] a\x1b[2Jb\x1b]0;T\x07 a\x00\x9b31mb\x7f a\u202eb\u2066c"
IMPOSSIBLE, UNKNOWN, LONG = "2021-02-30", "ingen-slik-part", "x" * 100_000
REFUSING = ("date", "code", "reference", "references", "number", "codes", "orgnr", "address", "share")
Field = FieldInput | SafeTextArea


def records_of(demo: Path) -> list[tuple[str, Record]]:
    """One record of each kind; those with tables have a row in them."""
    store = Store.open(demo)
    now = store.snapshot()
    record = now.collaboration("geodata-samarbeid")
    rows = {"participants": {"oyer": record.participants["oyer"]}, "decisions": {"oyer": Decision(body="x")}}
    areas = {"brannvesen": now.register.areas["brannvesen"]}
    made = [now.register.model_copy(update={"areas": areas}), record.model_copy(update=rows)]
    for kind, model in KINDS.items():
        if kind not in ("register", "collaboration"):
            rows = {"decisions": {"oyer": {"body": "x"}}} if "decisions" in model.model_fields else {}
            made.append(model.model_validate({"id": "2030", "name": "x", **rows}))
    store.close()
    return [(record.KIND, record) for record in made]


def words_of(field: Field) -> str:
    return field.value if isinstance(field, FieldInput) else field.text


def set_words(field: Field, words: str) -> None:
    if isinstance(field, FieldInput):
        field.value = words
    else:
        field.text = words


async def paste(pilot: Pilot[int], field: Field, text: str) -> None:
    field.focus()
    await steady_loop().drained()  # it has the focus; that it was emptied need not be drawn
    before = words_of(field)
    pilot.app.post_message(events.Paste(text))  # as a terminal sends it: to whatever has the focus
    await until(pilot, lambda: words_of(field) != before)
    await pilot.pause()


def refuses(kind: str, field: Field) -> bool:
    """Whether nothing of what is pasted can be a value of the field."""
    path = (field.id or "").removeprefix("f-").replace("__", ".")
    spec = spec_of(kind, path)
    return spec is not None and spec.shape in REFUSING


async def refused(pilot: Pilot[int], form: EditScreen) -> bool:
    """Whether the save key says in words why it cannot."""
    await press(pilot, "ctrl+s")
    said = "kan ikke lagres ennå" in " ".join(screen_text(pilot).split())
    pilot.app.clear_notifications()
    return said and pilot.app.screen is form


@pytest.mark.parametrize("kind", list(KINDS))
async def test_what_no_field_should_be_given(demo: Path, kind: str) -> None:
    record = dict(records_of(demo))[kind]
    store = Store.open(demo)
    commits = git(demo, "rev-list", "--count", "HEAD")
    async with opened(demo, SMALL) as pilot:
        form = EditScreen(record, store.snapshot())
        pilot.app.push_screen(form)
        await until(pilot, lambda: pilot.app.screen is form and bool(form.query("#case")))
        fields = [field for field in form.query("FieldInput, SafeTextArea") if isinstance(field, Field)]
        assert len(fields) > 3
        for field in fields:
            earlier = words_of(field)
            for text in (HOSTILE, IMPOSSIBLE, UNKNOWN, LONG) if refuses(kind, field) else (HOSTILE, LONG):
                set_words(field, "")
                await paste(pilot, field, text)
                assert not set(screen_text(pilot)) & RAW, (field.id, text[:20])
                assert words_of(field) == enterable(text), (field.id, text[:20])
                is_line = isinstance(field, FieldInput) and (field.id or "").startswith("f-")
                if refuses(kind, field) or (text == LONG and is_line):
                    assert await refused(pilot, form), (field.id, text[:20])
            set_words(field, earlier)
        await press(pilot, "escape")
    store.close()
    assert git(demo, "rev-list", "--count", "HEAD") == commits


def test_the_collaboration_of_these_tests_has_rows_in_its_tables(demo: Path) -> None:
    record = dict(records_of(demo))["collaboration"]
    assert isinstance(record, Collaboration)
    assert record.participants
    assert record.decisions
