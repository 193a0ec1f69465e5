"""The problems, made for this project: number series here, words of each language beside."""

from __future__ import annotations

from typing import NamedTuple

from ikea_effect.tasks.problems.words import WORDS


class Item(NamedTuple):
    """A problem: what is shown, large, and every answer that solves it."""

    shown: str
    right: tuple[str, ...]


SERIES: dict[str, tuple[tuple[int, ...], ...]] = {
    "easy": (
        (2, 4, 6, 8, 10),
        (5, 10, 15, 20, 25),
        (10, 9, 8, 7, 6),
        (1, 3, 5, 7, 9),
        (3, 6, 9, 12, 15),
        (100, 90, 80, 70, 60),
        (20, 22, 24, 26, 28),
        (1, 2, 4, 8, 16),
        (50, 45, 40, 35, 30),
        (4, 8, 12, 16, 20),
        (11, 21, 31, 41, 51),
        (7, 14, 21, 28, 35),
    ),
    "hard": (
        (7, 8, 16, 17, 34, 35, 70),
        (2, 3, 5, 9, 17, 33, 65),
        (81, 27, 54, 18, 36, 12, 24),
        (1, 2, 6, 24, 120, 720),
        (3, 4, 7, 11, 18, 29, 47),
        (1, 2, 5, 14, 41, 122, 365),
        (0, 7, 26, 63, 124, 215),
        (2, 6, 12, 20, 30, 42, 56),
        (5, 6, 8, 12, 20, 36, 68),
        (4, 6, 12, 14, 28, 30, 60),
        (1, 5, 14, 30, 55, 91, 140),
        (2, 3, 5, 7, 11, 13, 17),
    ),
}
"""Every term; the last one is asked for. In this order for everyone."""


def items(sort: str, form: str, count: int, language: str) -> tuple[Item, ...]:
    """The first `count` problems of a sort and form; words are of the language."""
    if sort == "series":
        return tuple(_series(terms) for terms in SERIES[form][:count])
    return tuple(
        Item("  ".join(letters.upper()), tuple(words.split()))
        for letters, words in WORDS[language.partition("-")[0]][form][:count]
    )


def _series(terms: tuple[int, ...]) -> Item:
    return Item(", ".join(map(str, terms[:-1])) + ", ?", (str(terms[-1]),))


def solves(item: Item, answer: str) -> bool:
    """Whether an answer is right: capitals, and spaces between digits or letters, do not count."""
    return "".join(answer.split()).casefold() in item.right
