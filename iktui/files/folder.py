"""A folder that is written into whole: never the register's own, each file beside its place first and then renamed."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final

from store.base.errors import BadInput, NotARegister
from store.base.failures import FAILURES, reason_of
from store.base.i18n import _

if TYPE_CHECKING:
    from store.register.store import Store

MANIFEST: Final = "iktui-site.txt"
"""What says that a folder is a site of ours, and lists its files."""
_FIRST: Final = "Made by iktui. These files are written anew, and removed, by the next “iktui export site”:"
_UNDER_WAY: Final = ".iktui-under-way"


def folder_of(store: Store, words: str) -> Path:
    """The folder that words name, which need not be there; raises BadInput for the register's own, and for a file."""
    try:
        path = Path(words).expanduser().resolve()
        is_file = path.exists() and not path.is_dir()
    except (OSError, ValueError, RuntimeError) as error:  # a NUL in the name, a home that nobody has
        reason = getattr(error, "strerror", None) or error
        raise BadInput(_("{path}: cannot be read: {reason}", path=words, reason=reason)) from None
    if is_file:
        raise BadInput(_("{path} is a file: name a folder", path=words))
    if any(path.is_relative_to(own) for own in _own(store)):
        raise BadInput(_("{path} is the register's own folder: name another", path=words))
    return path


def _own(store: Store) -> tuple[Path, ...]:
    return store.path.resolve(), store.git_dir.resolve(), store.git.common_dir.resolve()


@contextlib.contextmanager
def _writing(path: Path) -> Iterator[None]:
    try:
        yield
    except FAILURES as error:
        raise NotARegister(path, _("cannot be written: {reason}", reason=reason_of(error))) from None


def put_file(folder: Path, name: str, content: bytes) -> None:
    """Write a file below a folder: there is always the old one or the new one; raises NotARegister, which names it."""
    path, new = folder / name, folder / _UNDER_WAY
    with _writing(path):
        inside = folder
        for part in PurePosixPath(name).parts[:-1]:
            inside /= part
            if inside.is_symlink():
                raise NotARegister(inside, _("cannot be written: {reason}", reason=_("it leads elsewhere")))
        inside.mkdir(parents=True, exist_ok=True)
        new.unlink(missing_ok=True)
        try:
            with new.open("xb") as file:
                file.write(content)
            new.replace(path)
        finally:
            new.unlink(missing_ok=True)


class SiteFolder:
    """The folder of a site while it is written; what it lists is in it also when that was cut short."""

    def __init__(self, store: Store, words: str) -> None:
        """Take an empty folder or a site of ours; raises BadInput for any other, NotARegister."""
        self.path = folder_of(store, words)
        if any(own.is_relative_to(self.path) for own in _own(store)):
            raise BadInput(_("{path} holds the register's own folder: name another", path=words))
        self._listed = self._old()
        self._written: set[str] = set()
        if not self._listed:
            put_file(self.path, MANIFEST, _text([]))

    def _old(self) -> set[str]:
        with _writing(self.path):
            if not self.path.exists() or not any(self.path.iterdir()):
                return set()
            manifest = self.path / MANIFEST
            first, *names = manifest.read_text("utf-8", "replace").splitlines() if manifest.is_file() else ["", ""]
        if first != _FIRST:
            raise BadInput(_("{path} is neither empty nor a site of ours: name another folder", path=self.path))
        return set(names)

    @property
    def count(self) -> int:
        """Files written so far."""
        return len(self._written)

    def put(self, name: str, content: bytes) -> None:
        """Write one of its files; it is listed first."""
        self._written.add(name)
        if name not in self._listed:
            with _writing(self.path / MANIFEST), (self.path / MANIFEST).open("a", encoding="utf-8") as file:
                file.write(f"{name}\n")
        put_file(self.path, name, content)

    def finish(self) -> None:
        """Take away what an older site had and this one has not, and nothing else; list what is there."""
        for name in sorted(self._listed - self._written):
            if _is_inside(self.path, name):
                with _writing(self.path / name):
                    (self.path / name).unlink(missing_ok=True)
                with contextlib.suppress(OSError):  # it may hold what is not ours
                    (self.path / name).parent.rmdir()
        put_file(self.path, MANIFEST, _text(sorted(self._written)))


def _text(names: list[str]) -> bytes:
    return "\n".join([_FIRST, *names, ""]).encode()


def _is_inside(folder: Path, name: str) -> bool:
    """Whether a line of a list, which anybody may have changed, names a file in the folder and no link leads out."""
    path = PurePosixPath(name)
    parts = path.parts
    if not parts or path.is_absolute() or ".." in parts or "\0" in name:
        return False
    within = folder / name
    return within.parent.resolve().is_relative_to(folder) and not within.is_dir()
