"""What a file is: by its content first, by its name second; and what is told of those that cannot be read."""

from __future__ import annotations

import re
from typing import Final

from store.base.errors import BadInput
from store.base.i18n import _, mark
from store.formats import ole
from store.formats.archive import Archive, locked
from store.formats.limits import Budget
from store.formats.text.delimited import found_delimiter, line_ends
from store.formats.text.encodings import decode

_HEAD: Final = 4_096
_SAMPLE: Final = 1 << 16
_ODS: Final = b"application/vnd.oasis.opendocument.spreadsheet"
_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body|table|meta|div|p|h[1-6]|ul|ol)\b", re.IGNORECASE)
_PAGE = re.compile(r"<(?:!doctype\s+html|html)\b", re.IGNORECASE)
_PIPES = re.compile(r"^[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)+\|?[ \t]*$", re.MULTILINE)
_BY_NAME: Final = {
    "csv": "csv", "tsv": "csv", "tab": "csv",
    "md": "md", "markdown": "md", "json": "json",
    "html": "html", "htm": "html", "xhtml": "html",
}  # fmt: skip
_TO_WORD: Final = mark("{file}: {kind} cannot be read: open it and save it as docx")
_TO_EXCEL: Final = mark("{file}: {kind} cannot be read: open it and save it as xlsx")
_PICTURE: Final = mark(
    "{file}: a picture cannot be read: have its text recognised (OCR), or import the document it was made of"
)
_PACKED: Final = mark("{file}: a packed archive cannot be read: unpack it, and import the documents in it one by one")
_SIGNS: Final = (
    (b"{\\rtf", _TO_WORD, "RTF"),
    (b"\x89PNG", _PICTURE, ""),
    (b"\xff\xd8\xff", _PICTURE, ""),
    (b"GIF8", _PICTURE, ""),
    (b"II*\0", _PICTURE, ""),
    (b"MM\0*", _PICTURE, ""),
    (b"7z\xbc\xaf\x27\x1c", _PACKED, ""),
    (b"Rar!", _PACKED, ""),
    (b"\x1f\x8b", _PACKED, ""),
    (b"MIME-Version:", _TO_WORD, "MHTML"),
    (b"\xdbA-", _TO_WORD, "Word"),
)


def kind_of(budget: Budget, data: bytes, encoding: str | None) -> str:
    """The format that a reader of this room reads; raises BadInput, with the way out, for what none of them does."""
    file = budget.file
    for sign, text, kind in _SIGNS:
        if data.startswith(sign):
            raise BadInput(_(text, file=file, kind=kind))
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip(budget, data)
    if data.startswith(ole.MAGIC):
        return _ole(file, data)
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1") or (data[:4] == b"RIFF" and data[8:12] == b"WEBP"):
        raise BadInput(_(_PICTURE, file=file))
    return _text(file, data, encoding)


def _zip(budget: Budget, data: bytes) -> str:
    archive, file = Archive(budget, data), budget.file
    types = archive.read("[Content_Types].xml") if "[Content_Types].xml" in archive.names else b""
    if b"spreadsheetml" in types and b"wordprocessingml.document.main" not in types:
        return "xlsx"
    if b"wordprocessingml" in types or b"ms-word.document" in types or "word/document.xml" in archive.names:
        return "docx"
    if "xl/workbook.xml" in archive.names or b"ms-excel.sheet.macroEnabled" in types:
        return "xlsx"
    if "xl/workbook.bin" in archive.names:
        raise BadInput(_(_TO_EXCEL, file=file, kind="xlsb"))
    kind = archive.read("mimetype")[:100] if "mimetype" in archive.names else b""
    if kind.startswith(_ODS):
        return "ods"
    if kind.startswith(b"application/vnd.oasis.opendocument"):
        raise BadInput(_(_TO_WORD, file=file, kind="OpenDocument"))
    if any(name.startswith("ppt/") for name in archive.names):
        raise BadInput(_(_TO_WORD, file=file, kind="PowerPoint"))
    if any(name.endswith(".iwa") for name in archive.names):
        raise BadInput(_(_TO_WORD, file=file, kind="Pages/Numbers"))
    raise BadInput(_(_PACKED, file=file))


def _ole(file: str, data: bytes) -> str:
    names = ole.names(data)
    if "EncryptedPackage" in names:
        raise locked(file)
    if "WordDocument" in names:
        raise BadInput(_(_TO_WORD, file=file, kind="Word 97–2003 (doc)"))
    if "PowerPoint Document" in names:
        raise BadInput(_(_TO_WORD, file=file, kind="PowerPoint"))
    if names and not names & {"Workbook", "Book"}:
        raise BadInput(_(_TO_WORD, file=file, kind="Office 97–2003"))
    return "xls"


def _text(file: str, data: bytes, encoding: str | None) -> str:
    # A sample may end inside a letter, which only UTF-16 and the like mind.
    sample = data if len(data) <= _SAMPLE else data[: data.rfind(b"\n", 0, _SAMPLE) + 1] or data
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in sample:
        sample = data
    text = line_ends(decode(file, sample, encoding)[0]).lstrip("\ufeff \t\n")
    ending = file.casefold().rpartition(".")[2]
    head = text[:_HEAD]
    if head.startswith("<") and (_PAGE.search(head) or (_HTML.search(head) and ending not in ("md", "markdown"))):
        return "html"
    if head.startswith("{") and '"blocks"' in text:
        return "json"
    if head.startswith("<?xml"):
        raise BadInput(_(_TO_WORD, file=file, kind="XML"))
    if ending in _BY_NAME:
        return _BY_NAME[ending]
    if _PIPES.search(text):
        return "md"
    # Tables of tabs stand in prose as a rule; the other delimiters make a table of the whole file.
    is_table = found_delimiter(text) not in ("", "\t", ",") or (found_delimiter(text) == "," and ending != "txt")
    return "csv" if is_table else "txt"
