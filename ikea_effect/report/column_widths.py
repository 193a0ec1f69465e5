"""How wide the columns of a table on paper are, so that no word breaks and no number is parted."""

from __future__ import annotations

import re

from ikea_effect.report.cards import Table
from ikea_effect.report.marks import pieces

LETTER_MM, BOLD_MM, PADDING_MM = 2.05, 2.3, 4.2
"""Of a letter at 9 points, as the wider typefaces have it, and of both sides of a cell."""


def column_widths(table: Table, total: float) -> list[float]:
    """Millimeters for each column, which together are the total.

    Each is wide enough for its longest word; columns of numbers then get their longest cell whole, the
    smallest wish first, and what is left goes to columns of words by how much their cells hold. Where not
    even the words fit, all are made narrower alike.
    """
    widths = [_longest(table, place, whole=False) for place in range(len(table.columns))]
    if (rest := total - sum(widths)) < 0:
        return [width * total / sum(widths) for width in widths]
    wishes = [_longest(table, place, whole=True) - width for place, width in enumerate(widths)]
    numbers = [place for place, column in enumerate(table.columns) if column.align == "number"]
    for place in sorted(numbers, key=lambda one: wishes[one]):
        if wishes[place] <= rest:
            widths[place] += wishes[place]
            rest -= wishes[place]
    words = [place for place in range(len(widths)) if place not in numbers] or numbers
    wished = sum(wishes[place] for place in words)
    for place in words:
        widths[place] += rest * (wishes[place] / wished if wished else 1 / len(words))
    return widths


def _longest(table: Table, place: int, *, whole: bool) -> float:
    """The room of the column's longest word, or of its longest cell: the head is bold."""
    head = _letters(table.columns[place].title, whole=False) * BOLD_MM
    cells = [_letters(row.cells[place], whole=whole) for row in table.rows]
    return PADDING_MM + max(head, LETTER_MM * max(cells, default=0))


def _letters(text: str, *, whole: bool) -> int:
    said = "".join(piece for _, piece in pieces(text))
    return len(said) if whole else max(map(len, re.split(r"\s|(?<=-)(?=\w\w)", said)), default=0)
