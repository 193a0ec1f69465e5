"""Texts broken into lines by measured widths: paragraphs, bullets, **bold**. Pure: the measure comes in."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ikea_effect.session.frontends.lab.line_breaks import units
from ikea_effect.session.frontends.lab.written_rows import fitting

Measure = Callable[[str, bool], float]
"""Width of some words, plain or bold."""

BULLET = "• "


@dataclass(frozen=True, slots=True)
class Piece:
    """Words in one weight, `x` from the left edge of the text."""

    words: str
    bold: bool
    x: float


@dataclass(frozen=True, slots=True)
class Line:
    """One line. `new_paragraph` says that space stands above it; `bullet` that a dot stands before it."""

    pieces: tuple[Piece, ...]
    new_paragraph: bool = False
    bullet: bool = False

    @property
    def words(self) -> str:
        """The line without weights."""
        return "".join(piece.words for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class _Word:
    """What a line does not break: a word, or a piece of one where the script has no spaces."""

    parts: tuple[tuple[str, bool], ...]  # a word may be bold in part
    spaced: bool = True  # whether a space stands before it inside a line


def lines(
    text: str, width: float, measure: Measure, *, indent: float = 0.0, bold: bool = False
) -> tuple[Line, ...]:
    """The text in lines no wider than `width`; bullets are indented by `indent`."""
    found: list[Line] = []
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        for order, (block, is_bullet) in enumerate(_blocks(paragraph)):
            left = indent if is_bullet else 0.0
            wrapped = _wrapped(_words(block, bold), left, width, measure)
            for number, pieces in enumerate(wrapped):
                first_of_paragraph = order == 0 and number == 0 and bool(found)
                found.append(Line(pieces, first_of_paragraph, is_bullet and number == 0))
    return tuple(found)


def _blocks(paragraph: str) -> list[tuple[str, bool]]:
    """Bullets on their own; other neighboring lines joined by a space."""
    blocks: list[tuple[str, bool]] = []
    for line in filter(None, (line.strip() for line in paragraph.splitlines())):
        if line.startswith(BULLET):
            blocks.append((line.removeprefix(BULLET), True))
        elif blocks and not blocks[-1][1]:
            blocks[-1] = (f"{blocks[-1][0]} {line}", False)
        else:
            blocks.append((line, False))
    return blocks


@functools.lru_cache(maxsize=4096)
def _words(block: str, bold: bool) -> tuple[_Word, ...]:
    """The words, each with its weights; a space that does not break stays inside a word."""
    words: list[list[tuple[str, bool]]] = [[]]
    for number, run in enumerate(block.split("**")):
        heavy = bold or number % 2 == 1
        first, *others = re.split(r"[ \t]+", run)
        if first:
            words[-1].append((first, heavy))
        for word in others:
            words.append([(word, heavy)] if word else [])
    return tuple(piece for parts in words if parts for piece in _pieces_of(_Word(tuple(parts))))


def _pieces_of(word: _Word) -> list[_Word]:
    """The word where a line may break it; one in two weights stays whole."""
    if len(word.parts) > 1:
        return [word]
    ((text, heavy),) = word.parts
    return [_Word(((piece, heavy),), spaced=not number) for number, piece in enumerate(units(text))]


def _wrapped(words: Iterable[_Word], left: float, width: float, measure: Measure) -> list[tuple[Piece, ...]]:
    rows: list[list[_Word]] = [[]]
    for word in words:
        for part in _broken(word, width - left, measure):
            if rows[-1] and left + _width([*rows[-1], part], measure) > width:
                rows.append([])
            rows[-1].append(part)
    return [_pieces(row, left, measure) for row in rows if row]


def _broken(word: _Word, width: float, measure: Measure) -> list[_Word]:
    """The word, cut where it alone is wider than a line."""
    if _width([word], measure) <= width:
        return [word]
    return [
        _Word(((piece, heavy),), spaced=word.spaced and not number)
        for text, heavy in word.parts
        for number, piece in enumerate(fitting(text, width, _in_weight(measure, heavy)))
    ]


def _in_weight(measure: Measure, heavy: bool) -> Callable[[str], float]:
    return lambda words: measure(words, heavy)


def _width(row: list[_Word], measure: Measure) -> float:
    pieces = _pieces(row, 0.0, measure)
    return pieces[-1].x + measure(pieces[-1].words, pieces[-1].bold) if pieces else 0.0


def _pieces(row: list[_Word], left: float, measure: Measure) -> tuple[Piece, ...]:
    """Neighboring words of one weight joined, and where each such piece begins."""
    runs: list[tuple[str, bool]] = []
    for number, word in enumerate(row):
        for order, (text, heavy) in enumerate(word.parts):
            spaced = f" {text}" if number and order == 0 and word.spaced else text
            if runs and runs[-1][1] == heavy:
                runs[-1] = (runs[-1][0] + spaced, heavy)
            else:
                runs.append((spaced, heavy))
    pieces, x = [], left
    for text, heavy in runs:
        pieces.append(Piece(text, heavy, x))
        x += measure(text, heavy)
    return tuple(pieces)
