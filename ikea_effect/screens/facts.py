"""What follows from replies and draws: the facts of one participant's own session.

Those of groups, pairs and points have files of their own: few studies need them. `every_fact` has them all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from typing_extensions import override

from ikea_effect.money import Money

Data = dict[str, Any]


class Fact:
    """What a session's journal keeps beside replies. `AnyFact` names every kind of it: no other exists."""

    __slots__ = ()
    kind: ClassVar[str]

    @property
    def data(self) -> Data:
        """Its matter in the journal, part by part in this order; `fact_of` reads it again."""
        raise NotImplementedError


def as_data(amount: Money) -> Data:
    """The amount as the journal keeps it."""
    return {"minor": amount.minor, "currency": amount.currency}


def amount_of(data: Mapping[str, Any]) -> Money:
    """The amount that the journal keeps so."""
    return Money(data["minor"], data["currency"])


def those_there(**parts: Any) -> Data:
    """The parts that there are."""
    return {name: part for name, part in parts.items() if part is not None}


@dataclass(frozen=True, slots=True)
class Measured(Fact):
    """The answer to a measure; `more` is what else its kind tells of it, such as the items of a mean.

    `levels` are those at which a repeated step asked, {factor: level}.
    """

    kind: ClassVar[str] = "measured"

    measure: str
    value: Any
    repetition: int = 0
    more: Mapping[str, Any] = field(default_factory=dict)
    levels: Mapping[str, str] = field(default_factory=dict)

    @property
    @override
    def data(self) -> Data:
        """Its matter in the journal."""
        own = {"measure": self.measure, "repetition": self.repetition, "value": self.value}
        return {**own, **self.more, **({"levels": dict(self.levels)} if self.levels else {})}

    @staticmethod
    def of(
        measure: str, value: Any, repetition: int = 0, levels: Mapping[str, str] | None = None, **more: Any
    ) -> Measured:
        """The fact of these parts."""
        return Measured(measure, value, repetition, more, levels or {})


@dataclass(frozen=True, slots=True)
class Noted(Fact):
    """One cell of the wide table, by the name of its column."""

    kind: ClassVar[str] = "noted"

    name: str
    value: Any

    @property
    @override
    def data(self) -> Data:
        """Its matter in the journal."""
        return {"name": self.name, "value": self.value}

    @staticmethod
    def of(name: str, value: Any) -> Noted:
        """The fact of these parts."""
        return Noted(name, value)


@dataclass(frozen=True, slots=True)
class Drawn(Fact):
    """The draw of one named stream: an amount or a number, and the commitment that was shown before.

    `among` is how many numbers it was drawn from where bidders decide that, `share` a second draw from the
    same stream, `bidding` the step that the number means.
    """

    kind: ClassVar[str] = "drawn"

    purpose: str
    commitment: str
    drawn: Money | int
    share: int | None = None
    among: int | None = None
    bidding: str | None = None

    @property
    def number(self) -> int:
        """What was drawn; of an amount its minor units."""
        return self.drawn.minor if isinstance(self.drawn, Money) else self.drawn

    @property
    @override
    def data(self) -> Data:
        """Its matter in the journal."""
        what = as_data(self.drawn) if isinstance(self.drawn, Money) else {"value": self.drawn}
        more = those_there(share=self.share, among=self.among, bidding=self.bidding)
        return {"purpose": self.purpose, "commitment": self.commitment, **what, **more}

    @staticmethod
    def of(purpose: str, commitment: str, **parts: Any) -> Drawn:
        """The fact of these parts."""
        if "minor" in parts:
            return Drawn(purpose, commitment, Money(parts.pop("minor"), parts.pop("currency")), **parts)
        return Drawn(purpose, commitment, parts.pop("value"), **parts)


@dataclass(frozen=True, slots=True)
class Settled(Fact):
    """Who holds the good after a bid, and what is paid for it. `binding`: whether it counts, of several."""

    kind: ClassVar[str] = "settled"

    bidding: str
    bought: bool
    price: Money
    pays: Money
    endowment: Money | None = None
    sold: bool = False
    binding: bool | None = None

    @property
    def counts(self) -> bool:
        """Whether it is carried out: all are, unless one of several counts."""
        return self.binding is not False

    @property
    @override
    def data(self) -> Data:
        """Its matter in the journal."""
        money = those_there(price=as_data(self.price), pays=as_data(self.pays), endowment=self._endowment)
        more = those_there(sold=self.sold or None, binding=self.binding)
        return {"bidding": self.bidding, "bought": self.bought, **money, **more}

    @property
    def _endowment(self) -> Data | None:
        return None if self.endowment is None else as_data(self.endowment)

    @staticmethod
    def of(
        bidding: str,
        bought: bool,
        price: Mapping[str, Any],
        pays: Mapping[str, Any],
        endowment: Mapping[str, Any] | None = None,
        **more: Any,
    ) -> Settled:
        """The fact of these parts."""
        had = None if endowment is None else amount_of(endowment)
        return Settled(bidding, bought, amount_of(price), amount_of(pays), had, **more)


@dataclass(frozen=True, slots=True)
class Made(Fact):
    """What became of a good: the recipe of a design, or the parts that are in place."""

    kind: ClassVar[str] = "made"

    good: str
    recipe: Any = None
    placed: Sequence[str] | None = None

    @property
    @override
    def data(self) -> Data:
        """Its matter in the journal."""
        return {"good": self.good, **those_there(recipe=self.recipe, placed=self.placed)}

    @staticmethod
    def of(good: str, **what: Any) -> Made:
        """The fact of these parts."""
        return Made(good, **what)
