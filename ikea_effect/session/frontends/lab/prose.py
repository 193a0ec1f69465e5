"""Text on a canvas: how high it is at a width, and the drawing of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ikea_effect.session.frontends.lab.canvas import ACCENT, INK, Canvas
from ikea_effect.session.frontends.lab.text_layout import BULLET, Line, lines

LEADING = 1.42  # from line to line, in font sizes
_BETWEEN = 0.55  # between paragraphs, in font sizes
_INDENT = 1.05  # of bullets, in font sizes


@dataclass(frozen=True, slots=True)
class Prose:
    """A text broken for one width and size."""

    rows: tuple[Line, ...]
    size: float
    width: float
    height: float
    bold: bool = False


def prose(canvas: Canvas, text: str, width: float, size: float, *, bold: bool = False) -> Prose:
    """The text broken into lines that fit `width`."""
    rows = lines(
        text,
        width,
        lambda words, heavy: canvas.text_width(words, size, bold=heavy),
        indent=_INDENT * size,
        bold=bold,
    )
    breaks = sum(row.new_paragraph for row in rows)
    return Prose(rows, size, width, (len(rows) * LEADING + breaks * _BETWEEN) * size, bold)


def joined(texts: Sequence[str]) -> str:
    """The texts as paragraphs; a bullet stands close under the bullet that the text before ends with."""
    words = "".join(texts[:1])
    for text in texts[1:]:
        ends_with_bullet = words.rpartition("\n")[2].startswith(BULLET)
        words += ("\n" if ends_with_bullet and text.startswith(BULLET) else "\n\n") + text
    return words


def draw_prose(
    canvas: Canvas, text: Prose, x: float, top: float, *, color: str = INK, align: str = "left"
) -> None:
    """Draws from (x, top) downward; x is the left edge, middle or right edge by `align`."""
    y = top + LEADING * text.size / 2
    for row in text.rows:
        y -= (LEADING + (_BETWEEN if row.new_paragraph else 0)) * text.size
        last = row.pieces[-1] if row.pieces else None
        width = last.x + canvas.text_width(last.words, text.size, bold=last.bold) if last else 0.0
        left = x - {"left": 0.0, "center": width / 2, "right": width}[align]
        if row.bullet:
            canvas.disc(left + 0.32 * text.size, y, 0.28 * text.size, fill=ACCENT)
        for piece in row.pieces:
            canvas.text(piece.words, left + piece.x, y, text.size, color=color, bold=piece.bold)
