"""Real registers in temporary folders, and a home that nobody lives in."""

from __future__ import annotations

import asyncio
import gc
import json
import os
import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from iktui.__main__ import main
from iktui.demo import make_demo
from store.base.author import Author
from store.base.i18n import set_language
from store.changes.changes import Changeset, change
from store.records.model import Area, Collaboration, Party, Register
from store.records.paths import REGISTER, Key
from store.register.store import Store

KARI = Author("Kari Nordmann", "kari@oyer.kommune.no")
OLA = Author("Ola Hansen", "ola@gausdal.kommune.no")


def pytest_configure(config: pytest.Config) -> None:
    """Laws try the same values in every run of the suite; the large counts (`make long`) bring other ones by seed.

    A run that goes red by the luck of the draw says nothing of the change that it was to try.
    """
    settings.register_profile("suite", derandomize=True, deadline=None)
    if config.getoption("hypothesis_seed", None) is None:
        settings.load_profile("suite")


def pytest_collection_finish() -> None:
    """What has been imported stays; looking for garbage in it again and again took a seventh of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def pytest_asyncio_loop_factories() -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    """Tests of the interface run in a loop that knows when it is idle."""
    from tests.ui.steady import SteadyLoop

    return {"steady": SteadyLoop}


@pytest.fixture(autouse=True)
def nobody_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """No configuration, no identity, no last register of whoever runs the tests."""
    home = tmp_path_factory.mktemp("home")
    for name in [name for name in os.environ if name.startswith(("IKTUI_", "XDG_", "TEXTUAL_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("LANGUAGE", "nb")
    for name in ("SSH_CONNECTION", "NO_COLOR", "COLORTERM"):
        monkeypatch.delenv(name, raising=False)
    set_language("nb")
    yield home
    set_language("nb")


@pytest.fixture(scope="session")
def demo_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo register, made once."""
    path = tmp_path_factory.mktemp("demo") / "register"
    set_language("nb")
    make_demo(path, KARI)
    return path


@pytest.fixture(scope="session")
def prepared_template(demo_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo register on which every Action has something to do, made once."""
    from tests.store.test_actions import prepared

    path = tmp_path_factory.mktemp("prepared") / "register"
    copy_register(demo_template, path)
    store = Store.open(path)
    prepared(store)
    store.close()
    return path


@pytest.fixture
def demo(demo_template: Path, tmp_path: Path) -> Path:
    """A demo register of one's own."""
    path = tmp_path / "demo"
    copy_register(demo_template, path)
    return path


@pytest.fixture
def demo_store(demo: Path) -> Iterator[Store]:
    """The demo register, opened."""
    store = Store.open(demo)
    yield store
    store.close()


@pytest.fixture(scope="session")
def small_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small register, made once."""
    path = tmp_path_factory.mktemp("small") / "register"
    set_language("nb")
    make_small(path).close()
    return path


@pytest.fixture
def small(small_template: Path, tmp_path: Path) -> Iterator[Store]:
    """Two members, two areas, one collaboration "felles-brannvesen"."""
    path = tmp_path / "small"
    copy_register(small_template, path)
    store = Store.open(path)
    yield store
    store.close()


def copy_register(template: Path, path: Path) -> None:
    """A register of one's own; `cp` takes half of what shutil does, and keeps times and links too."""
    subprocess.run(["cp", "-RPp", str(template), str(path)], check=True)


def make_small(path: Path) -> Store:
    store = Store.init(path, "Prøveregister", KARI)
    before = store.snapshot().register
    register = before.model_copy(
        update={
            "members": ("oyer", "gausdal"),
            "areas": {"brann": Area(name="Brannvesen", order=10), "helse": Area(name="Helse", order=20)},
        }
    )
    parties = [Party(id=id, name=name, kind="municipality") for id, name in (("oyer", "Øyer"), ("gausdal", "Gausdal"))]
    record = Collaboration(
        id="felles-brannvesen",
        name="Felles brannvesen",
        areas=("brann",),
        legal_form="host_municipality",
        comment="Øyer vertskommune.",
        participants={"oyer": {"role": "host"}, "gausdal": {}},  # type: ignore[dict-item]
    )
    changes = (change(before, register), *(change(None, party) for party in parties), change(None, record))
    store.commit(Changeset(store.snapshot().commit, changes, "new"), KARI)
    return store


def edit(store: Store, id: str, author: Author = KARI, **fields: Any) -> str:
    """One edit of one collaboration, as one commit; gives the commit."""
    snapshot = store.snapshot()
    before = snapshot.collaboration(id)
    after = before.model_copy(update=fields)
    return store.commit(Changeset(snapshot.commit, (change(before, after),), "edit"), author).commit


@pytest.fixture
def fjell(tmp_path: Path) -> Iterator[Store]:
    """Fjellby, Elvdal and Åsmark, and nothing that they do together yet."""
    store = Store.init(tmp_path / "fjell", "Samarbeid i dalen", KARI, lang="nb")
    names = {"fjellby": "Fjellby", "elvdal": "Elvdal", "asmark": "Åsmark"}
    parties = [change(None, Party(id=id, name=name, kind="municipality")) for id, name in names.items()]
    now = store.snapshot()
    register = change(now.register, now.register.model_copy(update={"members": tuple(names)}))
    store.commit(Changeset(now.commit, (*parties, register), "edit"), KARI)
    yield store
    store.close()


def git(path: Path, *arguments: str, ok: bool = True) -> str:
    """What plain git says."""
    done = subprocess.run(["git", "-C", str(path), *arguments], capture_output=True, text=True, check=False)
    assert not ok or done.returncode == 0, done.stderr
    return done.stdout.strip()


def is_sound(path: Path) -> None:
    """Nothing is broken, nothing differs."""
    assert git(path, "status", "--porcelain") == ""
    problems = subprocess.run(
        ["git", "-C", str(path), "fsck", "--strict", "--no-dangling"], capture_output=True, text=True, check=False
    )
    assert problems.returncode == 0, problems.stderr
    assert problems.stdout.strip() == ""


class Result:
    """What a call of the program gave."""

    def __init__(self, status: int, out: str, err: str) -> None:
        self.status, self.out, self.err = status, out, err

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Result]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Call the program in this process, as Kari unless told otherwise."""
    monkeypatch.setattr("sys.stdout.reconfigure", lambda **_options: None, raising=False)
    monkeypatch.setattr("sys.stderr.reconfigure", lambda **_options: None, raising=False)

    def call(*arguments: object, author: str | None = str(KARI)) -> Result:
        if author is None:
            monkeypatch.delenv("IKTUI_AUTHOR", raising=False)
        else:
            monkeypatch.setenv("IKTUI_AUTHOR", author)
        capsys.readouterr()
        try:
            status = main([str(argument) for argument in arguments])
        except SystemExit as stop:
            status = int(stop.code or 0)
        captured = capsys.readouterr()
        return Result(status, captured.out, captured.err)

    return call


REGISTER_KEY = REGISTER
BRANN = Key("collaboration", "felles-brannvesen")
__all__ = ["BRANN", "KARI", "OLA", "REGISTER_KEY", "Register", "Result", "Run", "edit", "git", "is_sound", "make_small"]
