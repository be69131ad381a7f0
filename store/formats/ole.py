"""The container that Office used before 2007, and that files with a password still lie in: names of its parts."""

from __future__ import annotations

import struct
from typing import Final

MAGIC: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEADER: Final = 512
_ENTRY: Final = 128
_MAX_SECTORS: Final = 4_096
_SECTOR_LIMIT: Final = 0xFFFFFFFA


def names(data: bytes) -> set[str]:
    """What the parts at any depth are called; empty where the container is not whole."""
    try:
        return set(_names(data))
    except (struct.error, IndexError, ValueError):
        return set()


def _names(data: bytes) -> list[str]:
    size = 1 << min(struct.unpack_from("<H", data, 30)[0], 16)
    table: list[int] = []
    for sector in struct.unpack_from("<109I", data, 76):
        if sector < _SECTOR_LIMIT and len(table) * 4 < len(data):
            start = _HEADER + sector * size if size == _HEADER else (sector + 1) * size
            table += struct.unpack_from(f"<{size // 4}I", data, start)
    found: list[str] = []
    sector = struct.unpack_from("<I", data, 48)[0]
    for _number in range(_MAX_SECTORS):
        if sector >= _SECTOR_LIMIT:
            break
        start = (sector + 1) * size
        for at in range(start, min(start + size, len(data) - _ENTRY + 1), _ENTRY):
            length = struct.unpack_from("<H", data, at + 64)[0]
            if 2 <= length <= 64 and data[at + 66]:
                found.append(data[at : at + length - 2].decode("utf-16-le", "replace"))
        sector = table[sector]
    return found
