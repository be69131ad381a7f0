"""Zip files of office programs: members read with a bound on what really comes out, XML that fetches nothing."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from typing import Any, Final, NamedTuple

from store.base.errors import BadInput
from store.base.i18n import _
from store.formats.limits import RATIO_FROM, Budget

_CHUNK: Final = 1 << 16
_IS_ENCRYPTED: Final = 0x1
Element = Any
"""An element of lxml, which has no types of its own."""


def damaged(file: str) -> BadInput:
    """What is told of a file that is not whole."""
    return BadInput(
        _("{file}: the file is damaged or not whole: fetch it anew, or open it and save it again", file=file)
    )


def locked(file: str) -> BadInput:
    """What is told of a file that wants a password."""
    return BadInput(_("{file}: the file is locked with a password: save it without one", file=file))


class Relation(NamedTuple):
    """Where a part of an office file leads: another part, or an address outside."""

    kind: str
    """The last word of its type: hyperlink, comments …"""
    target: str
    is_external: bool


class Archive:
    """The members of a zip file in memory."""

    def __init__(self, budget: Budget, data: bytes) -> None:
        self._budget = budget
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
            raise damaged(budget.file) from None
        self.names = self._zip.namelist()
        if len(self.names) > budget.limits.members:
            raise BadInput(
                _("{file}: {count} files are packed in it: it is no ordinary document",
                  file=budget.file, count=len(self.names))
            )  # fmt: skip

    def read(self, name: str) -> bytes:
        """A member; raises BadInput when more comes out of it than the limits allow, KeyError when there is none."""
        with self.stream(name) as member:
            data = member.read()
        self._budget.tree(len(data))
        return data

    def stream(self, name: str) -> Member:
        """A member to be read bit by bit."""
        info = self._zip.getinfo(name)
        if info.flag_bits & _IS_ENCRYPTED:
            raise locked(self._budget.file)
        return Member(self._budget, self._zip, info)

    def tree(self, name: str) -> Element:
        """The XML of a member; None where there is no such member."""
        return parse_xml(self._budget.file, self.read(name)) if name in self.names else None

    def relations(self, part: str) -> dict[str, Relation]:
        """Where a part leads, by the ids that it uses; "" is the file itself."""
        folder, name = posixpath.split(part)
        root = self.tree(posixpath.join(folder, "_rels", f"{name}.rels"))
        found = {}
        for item in root if root is not None else ():
            target = item.get("Target") or ""
            is_external = item.get("TargetMode") == "External"
            if not is_external:
                target = posixpath.normpath(posixpath.join(folder, target)) if target[:1] != "/" else target[1:]
            found[item.get("Id") or ""] = Relation((item.get("Type") or "").rpartition("/")[2], target, is_external)
        return found

    def related(self, part: str, kind: str) -> str:
        """The first part of a kind that a part leads to; "" where there is none."""
        found = (item.target for item in self.relations(part).values() if item.kind == kind and not item.is_external)
        return next((target for target in found if target in self.names), "")

    def editor(self) -> str:
        """Who saved an office file last, as it says itself."""
        root = self.tree("docProps/core.xml")
        for child in root if root is not None else ():
            if child_name(child) == "lastModifiedBy":
                return child.text or ""
        return ""

    def properties(self) -> dict[str, str]:
        """The properties of a document's own, by name."""
        root = self.tree("docProps/custom.xml")
        named = ((item.get("name") or "", item) for item in root if item.get("name")) if root is not None else ()
        return {name: "".join(value.text or "" for value in item) for name, item in named}

    @property
    def has_macros(self) -> bool:
        """Whether a program is packed in it."""
        return any(name.endswith(("vbaProject.bin", "/script-lc.xml")) for name in self.names)


class Member(io.RawIOBase):
    """A member of a zip file, counted as it comes out."""

    def __init__(self, budget: Budget, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
        super().__init__()
        self._budget, self._packed, self._size = budget, max(info.compress_size, 1), 0
        try:
            self._member = archive.open(info)
        except (zipfile.BadZipFile, NotImplementedError, OSError, RuntimeError, ValueError):
            raise damaged(budget.file) from None

    def read(self, size: int | None = -1) -> bytes:
        """So many bytes, all that is left where no number is given."""
        if size is None or size < 0:
            return b"".join(iter(lambda: self.read(_CHUNK), b""))
        try:
            data = self._member.read(size)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError):
            raise damaged(self._budget.file) from None
        self._size += len(data)
        self._budget.unpack(len(data))
        if self._size > RATIO_FROM and self._size // self._packed > self._budget.limits.ratio:
            raise BadInput(
                _("{file}: a part of it unpacks to more than {count} times its size: it is no ordinary document",
                  file=self._budget.file, count=self._budget.limits.ratio)
            )  # fmt: skip
        return data


def parse_xml(file: str, data: bytes) -> Element:
    """The root of an XML document; raises BadInput for one that is not well-formed, or that declares entities."""
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        raise damaged(file) from None
    refuse_doctype(file, root)
    return root


def refuse_doctype(file: str, root: Element) -> None:
    """Raise BadInput for XML with a document type: office programs write none, and it can hold entities."""
    if root.getroottree().docinfo.doctype:
        raise BadInput(_("{file}: its XML declares entities of its own: it is no ordinary document", file=file))


def child_name(element: Element) -> str:
    """The name of an element without its namespace; "" for what is none."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
