"""What follows from replies and draws: each kind of fact that a session's journal keeps, and nothing else.

A fact's `data` are its matter in the journal, part by part in this order; `fact_of` reads it again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from ikea_effect.money import Money

Data = dict[str, Any]


def as_data(amount: Money) -> Data:
    """The amount as the journal keeps it."""
    return {"minor": amount.minor, "currency": amount.currency}


def _amount(data: Mapping[str, Any]) -> Money:
    return Money(data["minor"], data["currency"])


def _told(**parts: Any) -> Data:
    """The parts that there are."""
    return {name: part for name, part in parts.items() if part is not None}


@dataclass(frozen=True, slots=True)
class Measured:
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
class Noted:
    """One cell of the wide table, by the name of its column."""

    kind: ClassVar[str] = "noted"

    name: str
    value: Any

    @property
    def data(self) -> Data:
        """Its matter in the journal."""
        return {"name": self.name, "value": self.value}

    @staticmethod
    def of(name: str, value: Any) -> Noted:
        """The fact of these parts."""
        return Noted(name, value)


@dataclass(frozen=True, slots=True)
class Drawn:
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
    def data(self) -> Data:
        """Its matter in the journal."""
        what = as_data(self.drawn) if isinstance(self.drawn, Money) else {"value": self.drawn}
        more = _told(share=self.share, among=self.among, bidding=self.bidding)
        return {"purpose": self.purpose, "commitment": self.commitment, **what, **more}

    @staticmethod
    def of(purpose: str, commitment: str, **parts: Any) -> Drawn:
        """The fact of these parts."""
        if "minor" in parts:
            return Drawn(purpose, commitment, Money(parts.pop("minor"), parts.pop("currency")), **parts)
        return Drawn(purpose, commitment, parts.pop("value"), **parts)


@dataclass(frozen=True, slots=True)
class Settled:
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
    def data(self) -> Data:
        """Its matter in the journal."""
        money = _told(price=as_data(self.price), pays=as_data(self.pays), endowment=self._endowment)
        more = _told(sold=self.sold or None, binding=self.binding)
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
        had = None if endowment is None else _amount(endowment)
        return Settled(bidding, bought, _amount(price), _amount(pays), had, **more)


@dataclass(frozen=True, slots=True)
class Pending:
    """A bid or prediction that others decide too: `rank` and `share` are this member's part in their draws.

    Of several rounds, `bids_minor` are all bids and `round_share` is the part in drawing the round.
    """

    kind: ClassVar[str] = "pending"

    bidding: str
    amount: Money
    rank: int
    share: int
    bids_minor: Sequence[int] = ()
    round_share: int | None = None
    binding: bool | None = None

    @property
    def counts(self) -> bool:
        """Whether it is carried out: all are, unless one of several counts."""
        return self.binding is not False

    @property
    def highest(self) -> int:
        """The most that it can cost, in minor units."""
        return max(self.bids_minor or (self.amount.minor,))

    @property
    def data(self) -> Data:
        """Its matter in the journal."""
        bids = list(self.bids_minor) or None
        more = _told(bids_minor=bids, round_share=self.round_share, binding=self.binding)
        own = {"rank": self.rank, "share": self.share}
        return {"bidding": self.bidding, "amount": as_data(self.amount), **own, **more}

    @staticmethod
    def of(bidding: str, amount: Mapping[str, Any], **more: Any) -> Pending:
        """The fact of these parts."""
        return Pending(bidding, _amount(amount), **more)


@dataclass(frozen=True, slots=True)
class Earned:
    """Points of a question or a practice round; below zero where a loss takes some off."""

    kind: ClassVar[str] = "earned"

    step: str
    by: str
    points: int
    gain: Money | None = None

    @property
    def data(self) -> Data:
        """Its matter in the journal."""
        gain = {} if self.gain is None else {"gain": as_data(self.gain)}
        return {"step": self.step, "by": self.by, "points": self.points, **gain}

    @staticmethod
    def of(step: str, by: str, points: int, gain: Mapping[str, Any] | None = None) -> Earned:
        """The fact of these parts."""
        return Earned(step, by, points, None if gain is None else _amount(gain))


@dataclass(frozen=True, slots=True)
class Made:
    """What became of a good: the recipe of a design, or the parts that are in place."""

    kind: ClassVar[str] = "made"

    good: str
    recipe: Any = None
    placed: Sequence[str] | None = None

    @property
    def data(self) -> Data:
        """Its matter in the journal."""
        return {"good": self.good, **_told(recipe=self.recipe, placed=self.placed)}

    @staticmethod
    def of(good: str, **what: Any) -> Made:
        """The fact of these parts."""
        return Made(good, **what)


@dataclass(frozen=True, slots=True)
class Offered:
    """What is there for the partner of a pair: the recipe of a good, or None for the good as it comes."""

    kind: ClassVar[str] = "offered"

    good: str
    recipe: Any = None

    @property
    def data(self) -> Data:
        """Its matter in the journal."""
        return {"good": self.good, "recipe": self.recipe}

    @staticmethod
    def of(good: str, recipe: Any) -> Offered:
        """The fact of these parts."""
        return Offered(good, recipe)


@dataclass(frozen=True, slots=True)
class Sale:
    """What open bidding in a group came to; `english.rule.sale_from` reads its `sale`."""

    kind: ClassVar[str] = "sale"

    bidding: str
    group: int
    sale: Mapping[str, Any]

    @property
    def data(self) -> Data:
        """Its matter in the journal."""
        return {"bidding": self.bidding, "group": self.group, **self.sale}

    @staticmethod
    def of(bidding: str, group: int, **sale: Any) -> Sale:
        """The fact of these parts."""
        return Sale(bidding, group, sale)


@dataclass(frozen=True, slots=True)
class CalledOff:
    """Open bidding that was not held, for too few came."""

    kind: ClassVar[str] = "called-off"

    bidding: str
    group: int

    @property
    def data(self) -> Data:
        """Its matter in the journal."""
        return {"bidding": self.bidding, "group": self.group}

    @staticmethod
    def of(bidding: str, group: int) -> CalledOff:
        """The fact of these parts."""
        return CalledOff(bidding, group)


Fact = Measured | Noted | Drawn | Settled | Pending | Earned | Made | Offered | Sale | CalledOff
"""Every kind of fact."""

_KINDS: Mapping[str, Any] = {
    one.kind: one
    for one in (Measured, Noted, Drawn, Settled, Pending, Earned, Made, Offered, Sale, CalledOff)
}


def fact_of(kind: str, data: Mapping[str, Any]) -> Fact:
    """The fact that an event of the journal holds.

    Raises: KeyError or TypeError for a kind that there is not, or for data with other parts than it has.
    """
    found: Fact = _KINDS[kind].of(**data)
    return found
