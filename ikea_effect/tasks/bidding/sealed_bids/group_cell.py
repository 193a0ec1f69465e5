"""A group that was settled, as the ledger keeps it: its name, and what held in it.

The ledger's cell tells everything that is the group's and not a member's, so that it stands also when a
member withdraws: "bid/3 of 4 round 2 n 3 at 250" is the third group of the step `bid`, which had 4 members;
round 2 counted, the third highest bid set the price, and the price was 250 (minor units). Round and n stand
there only where they were drawn, a price only where all buyers pay the same.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_CELL = re.compile(
    r"(?P<label>.+)/(?P<number>[1-9][0-9]*)(?: of (?P<size>[1-9][0-9]*))?"
    r"(?: round (?P<round>[1-9][0-9]*))?(?: n (?P<n>[1-9][0-9]*))?(?: at (?P<price>[0-9]+))?"
)


class Formed(NamedTuple):
    """One group of an auction; `size` is None in a ledger that does not tell it."""

    label: str
    number: int
    size: int | None = None
    round: int | None = None
    n: int | None = None
    price: int | None = None

    @property
    def name(self) -> str:
        """What the data call the group: "<label>/<number>", and the round that counted, of several."""
        return f"{self.label}/{self.number}" + (f" round {self.round}" if self.round else "")

    @property
    def cell(self) -> str:
        """What the ledger keeps."""
        told = (("of", self.size), ("round", self.round), ("n", self.n), ("at", self.price))
        parts = (f" {word} {value}" for word, value in told if value is not None)
        return f"{self.label}/{self.number}" + "".join(parts)


def formed_in(cell: str) -> Formed | None:
    """The group that a cell tells of, or None if it tells of none."""
    found = _CELL.fullmatch(cell)
    if found is None:
        return None
    size, round_, n, price = (
        None if found[name] is None else int(found[name]) for name in ("size", "round", "n", "price")
    )
    return Formed(found["label"], int(found["number"]), size, round_, n, price)
