"""What a kind says of itself: the columns that it leaves in the data, and its traits."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal, Protocol

from ikea_effect.errors import MoneyError
from ikea_effect.money import Money
from ikea_effect.protocol.base import Declared
from ikea_effect.protocol.measures import Measure
from ikea_effect.protocol.models import Factor
from ikea_effect.protocol.payment import Payment
from ikea_effect.protocol.timeline import Bidding, Step

Type = Literal["amount", "boolean", "integer", "number", "text", "time"]
"""amount: money in major units, exact; time: a moment, ISO 8601 in UTC; boolean: true or false."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the wide table; a cell is a value of its type, or empty.

    `values` are the only texts that it holds, where they are known; `low`, `high` and `step` bound numbers.
    `wording` are the keys of the texts that participants read: the question, then anchors or options.
    """

    name: str
    type: Type
    meaning: str
    unit: str = ""
    values: tuple[str, ...] = ()
    low: Decimal | None = None
    high: Decimal | None = None
    step: Decimal | None = None
    wording: tuple[str, ...] = ()
    of: str = ""
    """Name of the factor, measure or step that leaves it; empty for what every session leaves."""
    if_any: bool = False
    """Whether tables leave it out where no session has it: those of the first format did not record it."""

    def written(self, number: Decimal) -> str:
        """The number as the data write it: an amount with its currency's decimals."""
        if self.type == "amount":
            with contextlib.suppress(MoneyError):
                return str(Money.of(number, self.unit).major)
        return format(number, "f")


Columns = tuple[Column, ...]


class Study(Protocol):
    """What the columns of one part depend on: a protocol, or as much of one as could be read."""

    @property
    def currency(self) -> str:
        """ISO 4217 code of every amount."""

    @property
    def factors(self) -> Mapping[str, Factor]:
        """The factors, in order."""

    @property
    def conditions(self) -> Sequence[Mapping[str, str]]:
        """Every combination of the levels that vary between participants."""

    @property
    def payment(self) -> Payment:
        """What is paid, and which step counts."""

    @property
    def timeline(self) -> Sequence[Step]:
        """The steps, in order."""

    @property
    def measures(self) -> Mapping[str, Measure]:
        """The measures, in order."""


@dataclass(frozen=True, slots=True)
class MeasureKind:
    """A kind of measure. `columns` takes the measure's name, what is declared of it, and the study."""

    name: str
    model: type[Declared]
    columns: Callable[[str, Any, Study], Columns]
    unit: Literal["currency", "points", "share"]
    """What an estimate of it is in."""
    drawn: bool
    """Whether simulated participants answer from a declared population."""


@dataclass(frozen=True, slots=True)
class StepKind:
    """A kind of step. `columns` are those that the step leaves besides the measures that it asks for."""

    name: str
    model: type[Step]
    columns: Callable[[Any, Study], Columns]


@dataclass(frozen=True, slots=True)
class MechanismKind:
    """A way to elicit willingness to pay.

    `yields`: one amount, or bounds of a value. `settles`: at once for each participant, in a group whose
    members may come on other days, at one desk, when the study is closed, or never (hypothetical).
    `prices`: drawn from a grid, fixed in the protocol, or none that could be known before others have bid.
    """

    name: str
    model: type[Declared]
    yields: Literal["amount", "bounds"]
    settles: Literal["alone", "group", "desk", "at-close", "never"]
    prices: Literal["drawn", "fixed", "none"]
    how: str
    """The procedure in a sentence: "Participants valued the box <how>"."""
    columns: Callable[[Bidding, Study], Columns]

    @property
    def hypothetical(self) -> bool:
        """Whether no answer decides about anything."""
        return self.settles == "never"

    @property
    def grouped(self) -> bool:
        """Whether several participants are settled together."""
        return self.settles in ("group", "desk")

    @property
    def trades(self) -> bool:
        """Whether goods change hands for money; practice then trades a token."""
        return self.settles in ("alone", "group", "desk")
