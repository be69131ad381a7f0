"""A file of any format that can be read, as prose and grids."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from store.base.errors import BadInput, StoreError
from store.base.failures import reason_of
from store.base.i18n import _
from store.formats.archive import damaged
from store.formats.knowing import kind_of
from store.formats.limits import Budget, Limits
from store.formats.source import Source


def read_source(path: Path, encoding: str | None = None) -> Source:
    """The file's prose and grids; raises BadInput, in one line that names the file, for what cannot be read.

    `~` at the beginning of a path is the home of whoever asks, where no file is called so.
    """
    limits = Limits()
    return read_bytes(path.name, _bytes(_found(path), limits), encoding, limits)


def read_bytes(name: str, data: bytes, encoding: str | None = None, limits: Limits | None = None) -> Source:
    """The same of bytes that are called `name`; its ending counts only where the content can be several things."""
    limits = limits or Limits()
    if len(data) > limits.file_bytes:
        raise _too_large(name, limits)
    if not data.strip():
        raise BadInput(_("{path}: the file is empty", path=name))
    try:
        return replace(_read(name, data, encoding, limits), data=data)
    except StoreError:
        raise
    except MemoryError:
        raise BadInput(
            _("{file}: too large for the memory: divide the file, and import it part by part", file=name)
        ) from None
    except RecursionError:
        raise BadInput(_("{file}: its parts stand too deep in one another", file=name)) from None
    except Exception:  # whatever a library makes of a file that somebody bent
        raise damaged(name) from None


def _read(name: str, data: bytes, encoding: str | None, limits: Limits) -> Source:
    # A reader and its library are loaded for a file of its format only.
    match kind_of(Budget(name, limits), data, encoding):
        case "docx":
            from store.formats.office import docx

            return docx.read(name, data, limits)
        case "xlsx":
            from store.formats.office import xlsx

            return xlsx.read(name, data, limits)
        case "ods":
            from store.formats.office import ods

            return ods.read(name, data, limits)
        case "xls":
            from store.formats.office import xls

            return xls.read(name, data, limits)
        case "pdf":
            from store.formats.pdf import pdf

            return pdf.read(name, data, limits)
        case "html":
            from store.formats.text import html

            return html.read(name, data, limits, encoding)
        case "md":
            from store.formats.text import markdown

            return markdown.read(name, data, limits, encoding)
        case "json":
            from store.formats.text import json

            return json.read(name, data, limits, encoding)
        case "csv":
            from store.formats.text import delimited

            return delimited.read(name, data, limits, encoding)
        case _:
            from store.formats.text import plain

            return plain.read(name, data, limits, encoding)


def _found(path: Path) -> Path:
    try:
        return path if path.exists() else path.expanduser()
    except (RuntimeError, OSError, ValueError):  # nobody's home; a name that no file can have
        return path


def _bytes(path: Path, limits: Limits) -> bytes:
    try:
        if path.is_dir():
            raise BadInput(_("{path}: a folder: name a file in it", path=path))
        if path.exists() and not path.is_file():
            raise BadInput(_("{path}: no ordinary file", path=path))
        with path.open("rb") as file:
            data = file.read(limits.file_bytes + 1)
    except FileNotFoundError:
        raise BadInput(_("{path}: no such file", path=path)) from None
    except OSError as error:
        raise BadInput(_("{path}: cannot be read: {reason}", path=path, reason=reason_of(error))) from None
    except ValueError:
        raise BadInput(_("{path}: no such file", path=path)) from None
    if len(data) > limits.file_bytes:
        raise _too_large(path, limits)
    return data


def _too_large(file: object, limits: Limits) -> BadInput:
    return BadInput(_("{path}: larger than {limit} MB", path=file, limit=limits.file_bytes >> 20))
