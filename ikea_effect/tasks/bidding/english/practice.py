"""Practice for open bids: a token of known worth, against bidders whose limits the computer draws.

At each price one says whether one goes along. The error is what was gone along with less what would have been
honest: the distance of the token's worth from the bounds that the replies give.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ikea_effect.money import Money
from ikea_effect.protocol.kinds.mechanisms.english import English
from ikea_effect.screens.prices import PriceList
from ikea_effect.screens.screens import Page, Task
from ikea_effect.tasks.bidding.english.rule import Standing, first_of, next_price, opening, raised
from ikea_effect.tasks.bidding.interval import Interval
from ikea_effect.tasks.bidding.offer import Offer, Value, ask
from ikea_effect.tasks.bidding.points import practice_note
from ikea_effect.tasks.bidding.practice import Practiced, result_of, round_places, told
from ikea_effect.tasks.bidding.price_grid import PriceGrid

PRICES = 10
"""At most so many prices are called in a practice round: a fine grid is walked in larger raises."""

OWN = 1
"""The paddle that the participant holds in practice."""


@dataclass(frozen=True, slots=True)
class _Round:
    """One practice round: its prices, what the token is worth, and the limits of the others."""

    offer: Offer[English]
    grid: PriceGrid
    worth: Money
    limits: dict[int, Money]
    name: str
    places: dict[str, Value]

    def played(self) -> Task:
        """Prices called until nobody goes along; returns how it ended, and the price that was let pass.

        Whoever lets a price pass is out: so the last price gone along with and this one bound the value.
        """
        standing = opening(self.grid, 1 + len(self.limits))
        passed: Money | None = None
        while price := next_price(self.grid, standing):
            raising = [
                paddle
                for paddle, limit in self.limits.items()
                if paddle != standing.holder and price <= limit
            ]
            if standing.holder != OWN and passed is None:
                answered = yield from ask(self._page(price, standing))
                if answered["own"]["rows"] == ["buy"]:
                    raising.append(OWN)
                else:
                    passed = price
            if not raising:
                break
            heard = self.offer.stream(f"{self.name}.heard-{price.minor}")
            first = raising.pop(first_of(raising, heard))
            standing = raised(self.grid, standing, first, raising)
        return standing, passed

    def _page(self, price: Money, standing: Standing) -> Page:
        offer, values = self.offer, self.places | {"price": price}
        shown = Money(max(standing.price, 0), price.currency)
        state = "held" if standing.holder else "open"
        now = offer.text(f"english.practice.{state}", standing=shown, holder=standing.holder)
        go, stop = (offer.text(f"english.practice.{what}", price=price) for what in ("goes", "stops"))
        asks = (PriceList("own", (price,), go, stop),)
        expects = {"own": {"rows": ["buy" if price <= self.worth else "keep"]}}
        said = (*practice_note(offer), now)
        return offer.page(
            f"{self.name}.raise", "english.practice", *said, values=values, asks=asks, expects=expects
        )


def practice(offer: Offer[English], grid: PriceGrid, places: dict[str, Value], number: int) -> Task:
    """One practice round, from 1: prices, outcome, and the error noted."""
    name, coarse = f"practice-{number}", coarser(grid)
    limits = {
        paddle: coarse.at(offer.stream(f"{name}.limit-{paddle}").below(len(coarse)))
        for paddle in range(OWN + 1, offer.mechanism.group_size + 1)
    }
    worth = offer.stream(f"{name}.worth").choice(coarse.middle())
    raise_ = Money(coarse.step, coarse.currency)
    places = places | {"high": coarse.at(-1), "step": raise_} | round_places(offer, number, worth)
    standing, passed = yield from _Round(offer, coarse, worth, limits, name, places).played()
    yield from told(offer, number, "english", places, _practiced(coarse, standing, passed, worth))


def coarser(grid: PriceGrid) -> PriceGrid:
    """The grid with larger raises, so that it has at most `PRICES` prices."""
    times = -(-(len(grid) - 1) // (PRICES - 1))
    high = grid.low + (grid.high - grid.low) // (grid.step * times) * grid.step * times
    return PriceGrid(grid.low, high, grid.step * times, grid.currency, grid.examples)


def _practiced(grid: PriceGrid, standing: Standing, passed: Money | None, worth: Money) -> Practiced:
    """How the round went: how far one went along, beside the token's worth."""
    price, bought = Money(max(standing.price, 0), grid.currency), standing.holder == OWN
    gain = worth - price
    along = Interval(standing.along[OWN - 1] or 0, passed.minor if passed else None, grid.currency)
    outside = along.distance(worth.minor)
    lesson = "too-low" if outside < 0 else "too-high" if outside > 0 else "exact"
    places: dict[str, Any] = {"price": price, "pays": price, "gain": gain, "loss": -gain}
    places["holder"] = standing.holder
    result = result_of(bought, gain) if standing.holder else "nobody"
    return Practiced(Money(outside, worth.currency), result, lesson, places)
