"""Picture files as far as their bytes tell without decoding: kind, size, and whether they go to their end.

A check reads no pixels here, so it stays fast without Pillow, and a picture made to fill the memory is
refused before anything unpacks it.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

MOST_BYTES = 20_000_000
MOST_PIXELS = 40_000_000
MOST_PIXELS_OF_PART = 4_000_000
"""A kit may have sixty parts, and all of them are drawn at once."""
SHORTEST_SIDE = 16
LONGEST_SIDE = 12_000
MOST_OBLONG = 10
"""How many times a picture's one side may be the other; beyond, nothing of it is seen on a page."""

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""Markers of a JPEG that say its size (start of frame)."""


def picture_problem(path: Path, most_pixels: int = MOST_PIXELS) -> str | None:
    """A sentence on why the file cannot be shown as a picture, as far as can be known without its pixels."""
    try:
        if path.stat().st_size > MOST_BYTES:
            return f"names '{path.name}', which is larger than {MOST_BYTES // 1_000_000} MB. Save it smaller."
        raw = path.read_bytes()
    except OSError as error:
        return f"names '{path.name}', which cannot be read: {error.strerror}."
    if not raw.startswith((_PNG, _JPEG)):
        return f"names '{path.name}', which is neither PNG nor JPEG."
    size = _size_of_png(raw) if raw.startswith(_PNG) else _size_of_jpeg(raw)
    if size is None:
        return f"names '{path.name}', which is damaged or cut off. Save or copy it anew."
    return _size_problem(path.name, *size, most_pixels)


def _size_problem(name: str, width: int, height: int, most_pixels: int) -> str | None:
    shape = f"names '{name}' of {width} x {height} pixels"
    if width * height > most_pixels or max(width, height) > LONGEST_SIDE:
        return f"{shape}; at most {most_pixels // 1_000_000} million, {LONGEST_SIDE} on a side, can be shown."
    if min(width, height) < SHORTEST_SIDE:
        return f"{shape}; at least {SHORTEST_SIDE} on a side are needed to see something."
    if max(width, height) > MOST_OBLONG * min(width, height):
        return f"{shape}; a picture's one side is at most {MOST_OBLONG} times the other."
    return None


def _size_of_png(raw: bytes) -> tuple[int, int] | None:
    """Width and height, if every chunk is whole and the last one ends the picture."""
    chunks = dict(_chunks(raw))
    head = chunks.get(b"IHDR", b"")
    if b"IEND" not in chunks or b"IDAT" not in chunks or len(head) != 13:
        return None
    width, height = struct.unpack(">II", head[:8])
    return width, height


def _chunks(raw: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Name and content of each chunk whose checksum holds, until one does not. Source: PNG 3, section 5."""
    at = len(_PNG)
    while at + 12 <= len(raw):
        (length,) = struct.unpack_from(">I", raw, at)
        body = raw[at + 4 : at + 8 + length]
        checksum = raw[at + 8 + length : at + 12 + length]
        if len(checksum) < 4 or zlib.crc32(body) != int.from_bytes(checksum, "big"):
            return
        yield body[:4], body[4:]
        at += 12 + length


def _size_of_jpeg(raw: bytes) -> tuple[int, int] | None:
    """Width and height by the first frame, if the picture's end is there. Source: ITU T.81, annex B."""
    at = 2
    while at + 9 <= len(raw) and raw[at] == 0xFF:
        marker = raw[at + 1]
        if marker in _FRAMES:
            height, width = struct.unpack_from(">HH", raw, at + 5)
            return (width, height) if b"\xff\xd9" in raw[-4096:] else None
        at += 1 if marker == 0xFF else 2 + int.from_bytes(raw[at + 2 : at + 4], "big")
    return None
