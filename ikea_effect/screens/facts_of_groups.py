"""Facts of what others decide too: bids that wait, sales in a group, what is there for a partner."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from typing_extensions import override

from ikea_effect.money import Money
from ikea_effect.screens.facts import Data, Fact, amount_of, as_data, those_there


@dataclass(frozen=True, slots=True)
class Pending(Fact):
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
    @override
    def data(self) -> Data:
        """Its matter in the journal."""
        bids = list(self.bids_minor) or None
        more = those_there(bids_minor=bids, round_share=self.round_share, binding=self.binding)
        own = {"rank": self.rank, "share": self.share}
        return {"bidding": self.bidding, "amount": as_data(self.amount), **own, **more}

    @staticmethod
    def of(bidding: str, amount: Mapping[str, Any], **more: Any) -> Pending:
        """The fact of these parts."""
        return Pending(bidding, amount_of(amount), **more)


@dataclass(frozen=True, slots=True)
class Offered(Fact):
    """What is there for the partner of a pair: the recipe of a good, or None for the good as it comes."""

    kind: ClassVar[str] = "offered"

    good: str
    recipe: Any = None

    @property
    @override
    def data(self) -> Data:
        """Its matter in the journal."""
        return {"good": self.good, "recipe": self.recipe}

    @staticmethod
    def of(good: str, recipe: Any) -> Offered:
        """The fact of these parts."""
        return Offered(good, recipe)


@dataclass(frozen=True, slots=True)
class Sale(Fact):
    """What open bidding in a group came to; `english.rule.sale_from` reads its `sale`."""

    kind: ClassVar[str] = "sale"

    bidding: str
    group: int
    sale: Mapping[str, Any]

    @property
    @override
    def data(self) -> Data:
        """Its matter in the journal."""
        return {"bidding": self.bidding, "group": self.group, **self.sale}

    @staticmethod
    def of(bidding: str, group: int, **sale: Any) -> Sale:
        """The fact of these parts."""
        return Sale(bidding, group, sale)


@dataclass(frozen=True, slots=True)
class CalledOff(Fact):
    """Open bidding that was not held, for too few came."""

    kind: ClassVar[str] = "called-off"

    bidding: str
    group: int

    @property
    @override
    def data(self) -> Data:
        """Its matter in the journal."""
        return {"bidding": self.bidding, "group": self.group}

    @staticmethod
    def of(bidding: str, group: int) -> CalledOff:
        """The fact of these parts."""
        return CalledOff(bidding, group)
