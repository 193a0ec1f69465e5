"""The two marks a text may hold, **strong** and `code`, taken apart for any renderer."""

from __future__ import annotations

import re
from typing import Literal

from ikea_effect.report.origins import untagged

Piece = tuple[Literal["plain", "strong", "code"], str]

_MARK = re.compile(r"`([^`]+)`|\*\*(.+?)\*\*")


def pieces(text: str) -> list[Piece]:
    """The text in pieces; what is inside `code` holds no further mark, and no number tells its id."""
    return marked_pieces(untagged(text))


def marked_pieces(text: str) -> list[Piece]:
    """The same with the ids of numbers, for a form that shows them."""
    found: list[Piece] = []
    end = 0
    for mark in _MARK.finditer(text):
        if mark.start() > end:
            found.append(("plain", text[end : mark.start()]))
        found.append(("code", mark[1]) if mark[1] is not None else ("strong", mark[2]))
        end = mark.end()
    if end < len(text):
        found.append(("plain", text[end:]))
    return found
