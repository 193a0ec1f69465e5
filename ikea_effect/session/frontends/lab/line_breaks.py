"""Where a line may break: after spaces and hyphens, between signs of scripts that are written without spaces.

Unicode's rules of line breaking and of grapheme clusters, as far as an open answer and a study's texts need
them: no sign is torn from its accents, no closing mark begins a line, no opening mark ends one.
Source: UAX 14 (classes ID, CM, ZWJ, OP, CL, SA, BA) and UAX 29 (extended grapheme clusters).
"""

from __future__ import annotations

import functools
import unicodedata

JOINERS = "\u200c\u200d"
"""Zero-width non-joiner and joiner: not seen, but part of how Persian, Hindi and others are written."""

_EXTENDS = frozenset({"Mn", "Mc", "Me"})
_EXTENDS_TOO = frozenset(JOINERS) | {"\u0e33", "\u0eb3"}  # and Thai and Lao am, which closes its syllable
_LEADS = frozenset("\u0e40\u0e41\u0e42\u0e43\u0e44\u0ec0\u0ec1\u0ec2\u0ec3\u0ec4")
"""Vowels that are written before the consonant they follow in speech."""
_NEVER_FIRST = frozenset(
    ",.!?:;\u3001\u3002\uff0c\uff0e\uff01\uff1f\uff1a\uff1b"
    "\u30fb\u30fc\u3005"  # what divides, draws out, repeats
    "\u3041\u3043\u3045\u3047\u3049\u3063\u3083\u3085\u3087"  # small kana
    "\u30a1\u30a3\u30a5\u30a7\u30a9\u30c3\u30e3\u30e5\u30e7"
)
_HYPHENS = frozenset("-\u2010\u2013\u2014")
_OPEN = ((0x2E80, 0xA4CF), (0xAC00, 0xD7A3), (0xF900, 0xFAFF), (0xFF00, 0xFFEF), (0x1F300, 0x1FAFF),
         (0x20000, 0x3FFFF))  # fmt: skip
"""Ideographs, kana, Hangul, their wide forms, emoji: a line may break on either side."""
_WITHOUT_SPACES = ((0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF))
"""Thai and Lao, Burmese, Khmer: words need a dictionary to be found, so every cluster may end a line."""


@functools.lru_cache(maxsize=4096)
def _breaks_around(sign: str) -> bool:
    return any(low <= ord(sign) <= high for low, high in (*_OPEN, *_WITHOUT_SPACES))


def clusters(text: str) -> list[str]:
    """The text in what a reader takes for one sign: a letter with its accents, joined emoji, a flag."""
    found: list[str] = []
    for sign in text:
        if found and _belongs(found[-1], sign):
            found[-1] += sign
        else:
            found.append(sign)
    return found


def _belongs(before: str, sign: str) -> bool:
    if before[-1] == "\u200d":
        return True
    if _is_flag_letter(sign):
        return _is_flag_letter(before) and len(before) == 1
    return sign in _EXTENDS_TOO or unicodedata.category(sign) in _EXTENDS or 0x1F3FB <= ord(sign) <= 0x1F3FF


def _is_flag_letter(sign: str) -> bool:
    return 0x1F1E6 <= ord(sign[0]) <= 0x1F1FF


def units(text: str, before: str = "") -> list[str]:
    """The text in pieces that a line does not break; spaces stand at the end of the piece before them.

    `before` is what stands before the text, which may be the rest of a word that was cut.
    """
    found: list[str] = []
    previous = ""
    for cluster in clusters(text):
        before = before[-3:] + previous
        if found and not _may_break(before, previous[0], cluster[0]):
            found[-1] += cluster
        else:
            found.append(cluster)
        previous = cluster
    return found


def _may_break(before: str, last: str, first: str) -> bool:
    """Whether a line may end after `before`, whose last sign (without its marks) is `last`.

    It looks no further back than three signs, so that rows can be laid out anew from any of them.
    """
    if first == " " or first in _NEVER_FIRST or unicodedata.category(first) in ("Pe", "Pf"):
        return False
    if last == " ":
        return True
    if last in _LEADS or unicodedata.category(last) in ("Ps", "Pi"):
        return False
    if last in _HYPHENS:  # not after a minus sign, in a row of dashes, or after one letter: "T-"
        return before[-3:-1].isalnum() and len(before) > 2 and first.isalpha()
    return _breaks_around(last) or _breaks_around(first)
