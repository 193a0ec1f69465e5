"""Whether the house font can draw every sign of every text: a box on the screen is never an answer."""

from __future__ import annotations

import functools
import struct
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

_LONGEST = 44  # of a sign's name: it stands in a line below a field
LAYOUT = frozenset("\n\t ")
"""Signs that are laid out and not drawn."""


@functools.lru_cache(maxsize=16)
def drawable(font: Path) -> frozenset[int]:
    """The code points that a font file has a glyph for.

    Its Unicode character map is read here, not by fontTools, which takes a quarter of the time of a check.
    Raises: ValueError for a font without one. Source: the OpenType specification, table `cmap`.
    """
    raw = font.read_bytes()
    (tables,) = struct.unpack_from(">4xH", raw)
    places = dict(struct.unpack_from(">4s4xI4x", raw, 12 + 16 * number) for number in range(tables))
    maps = _unicode_maps(raw, places.get(b"cmap", 0))
    if 12 in maps:
        return frozenset(_of_groups(raw, maps[12]))
    if 4 in maps:
        return frozenset(_of_segments(raw, maps[4]))
    raise ValueError(f"{font.name} has no Unicode character map of format 4 or 12")


def _unicode_maps(raw: bytes, cmap: int) -> dict[int, int]:
    """Format and place of each character map that is by Unicode (platform 0; platform 3 but for symbols)."""
    (count,) = struct.unpack_from(">2xH", raw, cmap)
    found = {}
    for number in range(count if cmap else 0):
        platform, encoding, offset = struct.unpack_from(">HHI", raw, cmap + 4 + 8 * number)
        if platform == 0 or (platform == 3 and encoding in (1, 10)):
            found[struct.unpack_from(">H", raw, cmap + offset)[0]] = cmap + offset
    return found


def _of_segments(raw: bytes, at: int) -> Iterator[int]:
    """The code points of a map of format 4."""
    (doubled,) = struct.unpack_from(">6xH", raw, at)
    columns = (at + 14, at + 16 + doubled, at + 16 + 2 * doubled, at + 16 + 3 * doubled)
    ends, starts, deltas, offsets = (struct.unpack_from(f">{doubled // 2}H", raw, one) for one in columns)
    for number, (end, start, delta, offset) in enumerate(zip(ends, starts, deltas, offsets, strict=True)):
        first = columns[3] + 2 * number + offset
        for code in range(start, end + 1):
            if offset:
                (glyph,) = struct.unpack_from(">H", raw, first + 2 * (code - start))
            else:
                glyph = (code + delta) & 0xFFFF
            if glyph:
                yield code


def _of_groups(raw: bytes, at: int) -> Iterator[int]:
    """The code points of a map of format 12."""
    (count,) = struct.unpack_from(">12xI", raw, at)
    for number in range(count):
        start, end, glyph = struct.unpack_from(">3I", raw, at + 16 + 12 * number)
        yield from range(start if glyph else start + 1, end + 1)


def missing(text: str, fonts: Iterable[Path]) -> tuple[str, ...]:
    """The signs of the text that at least one of the fonts cannot draw, each once, in the text's order."""
    sets = [drawable(font) for font in fonts]
    signs = (sign for sign in dict.fromkeys(text) if sign not in LAYOUT)
    return tuple(sign for sign in signs if any(ord(sign) not in there for there in sets))


def unseen(sign: str) -> str:
    """A sign by its number and name alone, where it cannot be drawn: U+4E2D (cjk unified ideograph-4e2d)."""
    name = unicodedata.name(sign, "without a name").lower()
    return f"U+{ord(sign):04X} ({name if len(name) <= _LONGEST else name[: _LONGEST - 3] + '...'})"


def named(sign: str) -> str:
    """A sign as people can look it up: 'ő' (U+0151, latin small letter o with double acute)."""
    return f"'{sign}' (U+{ord(sign):04X}, {unicodedata.name(sign, 'without a name').lower()})"
