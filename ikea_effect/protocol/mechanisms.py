"""How willingness to pay is elicited: one declaration per mechanism, told apart by `kind`.

Real mechanisms settle: the answer decides about the good and money. Hypothetical ones ask only. Which are
which, and what else is known of each kind, stands in `kinds.mechanisms`.
"""

from __future__ import annotations

import itertools
from decimal import Decimal
from typing import Annotated, Literal, TypeVar

from pydantic import Field, model_validator

from ikea_effect.protocol.base import Amount, Declared, Name
from ikea_effect.protocol.by_kind import ByKind

EXAMPLES = 5
"""So many amounts at least: a question compares two, and asks again with others."""


class Rounds(Declared):
    """A mechanism that can be gone through several times; one of the rounds is drawn to be binding."""

    rounds: int = Field(default=1, ge=1, le=50)


class Affordable(Declared):
    """A mechanism with fixed prices: `within_endowment` has the check refuse prices that it cannot pay."""

    within_endowment: bool = False


MOST_STEPS = 1_000_000
"""Of a grid, from its lowest amount to its highest."""


class Examples(Declared):
    """Between which amounts examples, practice tokens and questions take theirs."""

    low: Amount
    high: Amount


class Grid(Declared):
    """A mechanism whose amounts are low, low + step, ..., high.

    Amounts that are shown before the bid may work as anchors. Without `examples` they are spread over the
    grid; with it they stay within the range, and their number, ends and mean are recorded.
    """

    low: Amount
    high: Amount
    step: Amount
    examples: Examples | None = None

    @model_validator(mode="after")
    def _closes(self) -> Grid:
        if self.step == 0 or self.low >= self.high:
            raise ValueError(f"Amounts from {self.low} to {self.high} in steps of {self.step} do not rise.")
        if (self.high - self.low) % self.step:
            raise ValueError(
                f"Steps of {self.step} from {self.low} do not reach {self.high}. Choose a high they reach."
            )
        if (self.high - self.low) / self.step > MOST_STEPS:
            raise ValueError(
                f"Steps of {self.step} from {self.low} to {self.high} are more than {MOST_STEPS:,}. "
                "Choose larger steps."
            )
        self._examples_fit()
        return self

    def _examples_fit(self) -> None:
        """Raises ValueError where the range of examples has less than `EXAMPLES` amounts of the grid."""
        if self.examples is None:
            return
        low, high = self.examples.low, self.examples.high
        if not (self.holds(low) and self.holds(high)):
            raise ValueError(f"Examples from {low} to {high} do not begin and end on the grid.")
        if high - low < (EXAMPLES - 1) * self.step:
            raise ValueError(
                f"Examples from {low} to {high} leave fewer than {EXAMPLES} amounts. Widen the range."
            )

    def holds(self, amount: Decimal) -> bool:
        """Whether the amount is one of the grid's."""
        return self.low <= amount <= self.high and not (amount - self.low) % self.step


class PriceWeight(Declared):
    """A price that can be drawn, `weight` times as likely as one with weight 1."""

    price: Amount
    weight: Annotated[int, Field(ge=1, le=1_000_000)] = 1


class Bdm(Rounds, Grid):
    """Becker-DeGroot-Marschak: a bid against a price drawn from the grid, or from `prices` if declared.

    With `trade: sell` the participant holds the good and states the least to part with it for.
    `within_endowment` takes no bid that what is left of the endowment cannot pay.
    """

    kind: Literal["bdm"]
    pays: Literal["drawn-price", "own-bid"] = "drawn-price"
    ties: Literal["buys", "does-not-buy"] = "buys"
    trade: Literal["buy", "sell"] = "buy"
    prices: tuple[PriceWeight, ...] = Field(default=(), max_length=500)
    within_endowment: bool = False

    @model_validator(mode="after")
    def _prices_can_be_bid(self) -> Bdm:
        off = [str(entry.price) for entry in self.prices if not self.holds(entry.price)]
        if off:
            raise ValueError(f"Prices {', '.join(off)} are not on the grid of bids.")
        if self.prices and self.examples:
            raise ValueError("With `prices`, examples show these prices: leave `examples` out.")
        if self.trade == "sell" and (self.pays == "own-bid" or self.within_endowment):
            raise ValueError("Selling takes `pays: drawn-price` and no `within_endowment`.")
        return self


class Auction(Rounds, Grid):
    """Sealed bids of a group, settled when its last member has bid.

    Groups form in the order of bids, among everyone or within a condition. What becomes of a group that
    never fills is declared: `settle` among those who bid (two at least), or `no-sale`. Equal bids are ranked
    by a number that each bidder's own stream draws. Of several rounds the same one counts for a whole group.
    """

    group_size: int = Field(ge=2, le=40)
    among: Literal["everyone", "condition"] = "everyone"
    if_unfilled: Literal["settle", "no-sale"] = "no-sale"
    reserve: Amount = Decimal(0)
    within_endowment: bool = False

    @model_validator(mode="after")
    def _reserve_can_be_bid(self) -> Auction:
        if self.reserve and not self.holds(self.reserve):
            raise ValueError(f"The reserve {self.reserve} is not on the grid of bids.")
        return self


A = TypeVar("A", bound=Auction)


class FirstPrice(Auction):
    """The highest bidders (one for each unit) buy and pay their own bids."""

    kind: Literal["first-price"]
    units: int = Field(default=1, ge=1, le=39)

    @model_validator(mode="after")
    def _scarce(self) -> FirstPrice:
        return scarce(self, self.units)


class Vickrey(Auction):
    """The highest bidders (one for each unit) buy and pay the highest bid that did not win."""

    kind: Literal["vickrey"]
    units: int = Field(default=1, ge=1, le=39)

    @model_validator(mode="after")
    def _scarce(self) -> Vickrey:
        return scarce(self, self.units)


class NthPrice(Auction):
    """The n - 1 highest bidders buy and pay the n-th highest bid; n is declared or drawn (2..group_size)."""

    kind: Literal["nth-price"]
    n: Annotated[int, Field(ge=2, le=40)] | Literal["random"]

    @model_validator(mode="after")
    def _scarce(self) -> NthPrice:
        return self if self.n == "random" else scarce(self, self.n - 1)


def scarce(auction: A, units: int) -> A:
    """The auction, if someone goes without. Raises ValueError if there are units for all."""
    if units >= auction.group_size:
        raise ValueError(f"{units} units for a group of {auction.group_size}: nobody would have to bid.")
    return auction


class English(Rounds, Affordable, Grid):
    """Open bids at one desk: the experimenter enters who raises; the last to raise buys and pays that bid.

    Everyone at the desk is a participant with a session of their own, which waits for the group. If the
    experimenter says that nobody else comes, those who are there bid (`settle`) or nobody does (`no-sale`).
    """

    kind: Literal["english"]
    group_size: int = Field(ge=2, le=8)
    if_unfilled: Literal["settle", "no-sale"] = "no-sale"


def _rises(prices: tuple[Decimal, ...]) -> None:
    if any(lower >= higher for lower, higher in itertools.pairwise(prices)):
        raise ValueError(f"The prices {', '.join(map(str, prices))} do not rise.")


class PriceList(Rounds, Affordable):
    """A yes or no at each of several rising prices; one row is drawn and carried out.

    Free choices may be inconsistent (yes at a price, no at a lower one): they are flagged, and the declared
    rule says which bounds they give: the widest that fits, or those at the first or the last switch.
    """

    kind: Literal["price-list"]
    prices: tuple[Amount, ...] = Field(min_length=2, max_length=40)
    switching: Literal["single", "free"] = "single"
    inconsistent: Literal["widest", "first-switch", "last-switch"] = "widest"

    @model_validator(mode="after")
    def _prices_rise(self) -> PriceList:
        _rises(self.prices)
        return self


class TakeItOrLeaveIt(Rounds, Affordable):
    """One price, yes or no, carried out. Of several prices one is drawn for each participant and round."""

    kind: Literal["take-it-or-leave-it"]
    prices: tuple[Amount, ...] = Field(min_length=1, max_length=40)

    @model_validator(mode="after")
    def _prices_rise(self) -> TakeItOrLeaveIt:
        _rises(self.prices)
        return self


class PriceSet(Declared):
    """A first price, and the one that follows a no (`lower`) or a yes (`higher`)."""

    first: Amount
    lower: Amount
    higher: Amount

    @model_validator(mode="after")
    def _prices_rise(self) -> PriceSet:
        _rises((self.lower, self.first, self.higher))
        return self


class DoubleBounded(Declared):
    """A hypothetical yes or no at one price, and again at a higher or lower one; each set equally likely."""

    kind: Literal["double-bounded"]
    price_sets: tuple[PriceSet, ...] = Field(min_length=1, max_length=40)


class OpenEnded(Grid):
    """A hypothetical amount, typed."""

    kind: Literal["open-ended"]


class PriceSlider(Grid):
    """A hypothetical amount, set on a line without a start mark."""

    kind: Literal["price-slider"]


class Band(Declared):
    """The prize for a prediction at most `width` away."""

    kind: Literal["band"]
    prize: Amount
    width: Amount


class Quadratic(Declared):
    """The prize, less (distance / range) squared of it: a proper score, best met by the mean."""

    kind: Literal["quadratic"]
    prize: Amount


class Prediction(Grid):
    """What others bid in another step: the mean of their bids, or that of one other, drawn."""

    kind: Literal["prediction"]
    of: Name  # a bidding step's id
    target: Literal["mean", "one-other"] = "mean"
    scoring: Annotated[Band | Quadratic, Field(discriminator="kind")]


Mechanism = Annotated[
    Bdm
    | FirstPrice
    | Vickrey
    | NthPrice
    | English
    | PriceList
    | TakeItOrLeaveIt
    | DoubleBounded
    | OpenEnded
    | PriceSlider
    | Prediction,
    ByKind("mechanism"),
]
"""One of the mechanisms above, or one of another package that extends it; `kind` says which."""
