"""Whether the house font can draw every sign of every text: a box on the screen is never an answer."""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Iterable
from pathlib import Path

LAYOUT = frozenset("\n\t ")
"""Signs that are laid out and not drawn."""


@functools.lru_cache(maxsize=16)
def drawable(font: Path) -> frozenset[int]:
    """The code points that a font file has a glyph for."""
    from fontTools.ttLib import TTFont

    with TTFont(font, lazy=True) as file:
        return frozenset(file.getBestCmap())


def missing(text: str, fonts: Iterable[Path]) -> tuple[str, ...]:
    """The signs of the text that at least one of the fonts cannot draw, each once, in the text's order."""
    signs = dict.fromkeys(sign for sign in text if sign not in LAYOUT)
    sets = [drawable(font) for font in fonts]
    return tuple(sign for sign in signs if any(ord(sign) not in there for there in sets))


def named(sign: str) -> str:
    """A sign as people can look it up: 'ő' (U+0151, latin small letter o with double acute)."""
    return f"'{sign}' (U+{ord(sign):04X}, {unicodedata.name(sign, 'without a name').lower()})"
