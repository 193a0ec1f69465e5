"""What participants read: texts by key, in every language of the protocol."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple, TypeAlias

from typing_extensions import override

from ikea_effect.errors import IkeaEffectError, listed
from ikea_effect.money import Money, format_money, number_words
from ikea_effect.protocol.levels import MARK, without_levels

PLACE = re.compile(r"\{([a-z][a-z0-9_]*)\}")
"""A place in a wording that a value fills: {amount}."""
ANSWER = re.compile(r"\{answer: ([a-z][a-z0-9_-]*(?:\.[a-z0-9_-]+)*)(?:, else: ([^{}\n]+))?\}")
"""A place that an earlier answer fills, and what is read where there is none: {answer: pet, else: a pet}."""
_EITHER = re.compile(f"{PLACE.pattern}|{ANSWER.pattern}")

Reply: TypeAlias = "str | int | Decimal | Money | Text | None"


class AnswerPlace(NamedTuple):
    """A place for the cell of a column; `fallback` is empty where the wording has none."""

    column: str
    fallback: str


def answer_places(wording: str) -> Iterator[AnswerPlace]:
    """The places of a wording that earlier answers fill."""
    return (AnswerPlace(place[1], place[2] or "") for place in ANSWER.finditer(wording))


def answer_key(column: str) -> str:
    """Under which of a text's values the answer is."""
    return f"answer: {column}"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a participant answered, as a text shows it; `reply` is None where nothing is known.

    `could_be` is what else could stand there: a screen has to have room for all of it.
    """

    reply: Reply
    could_be: tuple[Reply, ...] = ()


@dataclass(frozen=True, slots=True)
class Text:
    """A text by key. `values` fill {name} places: amounts are written by language, texts are rendered."""

    key: str
    values: Mapping[str, str | int | Money | Text | Answer] = field(default_factory=dict)


def points_text(what: str, points: int, currency: str) -> Text:
    """So many points in words (`amount`), or what so many are worth: one unit of the currency (`rate`)."""
    count = "one" if points == 1 else "several"
    places: dict[str, int | Money] = {"points": points, "unit": Money.of(1, currency)}
    return Text(f"bidding.common.points.{what}.{count}", {**places})


class PlaceError(KeyError, IkeaEffectError):
    """A wording has a place that nothing fills where it is shown."""

    @property
    def key(self) -> str:
        """Of the text."""
        return str(self.args[1])

    @property
    def what(self) -> str:
        """What is wrong with the text."""
        place, _, _, *filled = self.args
        there = listed(f"{{{name}}}" for name in filled)
        return f"has a place {{{place}}} that nothing fills there. Places that are filled: {there}."

    @override
    def __str__(self) -> str:
        return f"The text '{self.key}' in '{self.args[2]}' {self.what}"


@dataclass(frozen=True, slots=True)
class Texts:
    """The wordings of one language: key -> wording."""

    language: str
    wordings: Mapping[str, str]

    def render(self, text: Text) -> str:
        """The wording with its places filled. Raises KeyError for a key that does not exist."""
        wording = self.wordings[worded(text.key, self.wordings)]
        return _EITHER.sub(lambda place: self._filled(place, text), wording)

    def _filled(self, found: re.Match[str], text: Text) -> str:
        """What stands in the place; an answer that nobody gave as the wording itself says."""
        name, column, fallback = found.groups()
        place = name if column is None else answer_key(column)
        if place not in text.values:
            raise PlaceError(place, text.key, self.language, *text.values)
        value = text.values[place]
        reply = value.reply if isinstance(value, Answer) else value
        if reply is None and not fallback:
            raise KeyError(f"{text.key} {answer_key(column)}")
        return fallback if reply is None else self.written(reply)

    def written(self, value: str | int | Decimal | Money | Text) -> str:
        """The value as the language writes it."""
        if isinstance(value, Text):
            return self.render(value)
        if isinstance(value, Money):
            return format_money(value, self.language)
        return number_words(value, self.language) if isinstance(value, Decimal) else str(value)


def worded(key: str, wordings: Mapping[str, object]) -> str:
    """Which key words a text: of a repeated step that of its levels, or one for all levels."""
    return key if key in wordings else without_levels(key)


Variants = Mapping[str, Mapping[frozenset[str], str]]
"""key without levels -> {levels: the key that words it at these}."""


def variants_in(wordings: Iterable[str]) -> dict[str, dict[frozenset[str], str]]:
    """The texts that are worded by level: look@own.title and look@partner.title, of look.title."""
    found: dict[str, dict[frozenset[str], str]] = {}
    for key in wordings:
        if MARK in key:
            levels = frozenset(_levels_of(key))
            found.setdefault(without_levels(key), {})[levels] = key
    return found


def levels_worded(wordings: Iterable[str]) -> frozenset[str]:
    """The levels at which any text is worded."""
    return frozenset(level for key in wordings for level in _levels_of(key))


def _levels_of(key: str) -> Iterator[str]:
    return (level for part in key.split(".") for level in part.split(MARK)[1:])


def at_condition(key: str, variants: Variants, levels: Iterable[str]) -> str:
    """The key that words a text for people at these levels: of its variants the one with most of them.

    Levels in the key itself go first: a page of a repeated step may be held back until after another step.
    """
    own = frozenset(_levels_of(key))
    here = own.union(levels)
    fitting = {found: name for found, name in variants.get(without_levels(key), {}).items() if found <= here}
    return fitting[max(fitting, key=lambda one: (len(one & own), len(one)))] if fitting else key
