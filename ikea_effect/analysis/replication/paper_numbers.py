"""Numbers as a paper prints them: 5.20 is not 5.2, since the last digit says how far it was rounded."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation

from ikea_effect.protocol.marks import Steps
from ikea_effect.protocol.tree import Tree
from ikea_effect.rounding import fixed


class Printed(float):
    """A number that knows how it was written."""

    text: str

    def __new__(cls, text: str) -> Printed:
        """Raises: ValueError if the text is no number."""
        made = super().__new__(cls, text)
        made.text = text.strip()
        return made

    def __str__(self) -> str:
        return self.text

    @property
    def places(self) -> int:
        """Its decimals: 2 for 5.20, 3 for .000."""
        exponent = Decimal(self.text).as_tuple().exponent
        return max(0, -exponent) if isinstance(exponent, int) else 0


def decimals(*values: float) -> int:
    """The most decimals that any of the numbers is written with: 2 for 3.81 and 2.5."""
    return max((_places(value) for value in values), default=0)


def _places(value: float) -> int:
    if isinstance(value, Printed):
        return value.places
    return len(repr(value).partition(".")[2].rstrip("0"))


def own_decimals(value: float, beside: Iterable[float]) -> int:
    """The decimals of a number as written; where that is not known, the most that those beside it have."""
    return value.places if isinstance(value, Printed) else decimals(value, *beside)


def half(value: float, beside: Iterable[float] = ()) -> float:
    """Half a unit of the number's last digit: how far rounding may have moved it."""
    return 0.5 * 10.0 ** -own_decimals(value, beside)


def as_written(tree: Tree, steps: Steps, value: float) -> float:
    """The number as the file writes it, quoted or not; the number itself where the file does not say."""
    try:
        return Printed(tree.texts[steps])
    except (KeyError, ValueError, InvalidOperation):
        return value


def all_as_written(tree: Tree, steps: Steps, values: Mapping[str, float]) -> dict[str, float]:
    """The same for every value of a mapping."""
    return {name: as_written(tree, (*steps, name), value) for name, value in values.items()}


def end(value: float, decimals: int) -> str:
    """An end of what printed numbers allow, rounded as every number; "inf" where spreads may be none."""
    return fixed(value, decimals) if math.isfinite(value) else "inf"
