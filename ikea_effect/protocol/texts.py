"""What participants read: texts by key, in every language of the protocol."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from ikea_effect.money import Money, format_money
from ikea_effect.protocol.levels import without_levels

PLACE = re.compile(r"\{([a-z][a-z0-9_]*)\}")
"""A place in a wording that a value fills: {amount}."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text by key. `values` fill {name} places: amounts are written by language, texts are rendered."""

    key: str
    values: Mapping[str, str | int | Money | Text] = field(default_factory=dict)


def points_text(what: str, points: int, currency: str) -> Text:
    """So many points in words (`amount`), or what so many are worth: one unit of the currency (`rate`)."""
    count = "one" if points == 1 else "several"
    places: dict[str, int | Money] = {"points": points, "unit": Money.of(1, currency)}
    return Text(f"bidding.common.points.{what}.{count}", {**places})


@dataclass(frozen=True, slots=True)
class Texts:
    """The wordings of one language: key -> wording."""

    language: str
    wordings: Mapping[str, str]

    def render(self, text: Text) -> str:
        """The wording with its places filled. Raises KeyError for a key that does not exist."""
        wording = self.wordings[worded(text.key, self.wordings)]
        return PLACE.sub(lambda place: self._written(text.values[place[1]]), wording)

    def _written(self, value: str | int | Money | Text) -> str:
        if isinstance(value, Text):
            return self.render(value)
        if isinstance(value, Money):
            return format_money(value, self.language)
        return str(value)


def worded(key: str, wordings: Mapping[str, object]) -> str:
    """Which key words a text: of a repeated step that of its levels, or one for all levels."""
    return key if key in wordings else without_levels(key)
