"""How many would buy at each price, and the price that earns most."""

from __future__ import annotations

from typing import Any

import numpy as np

from ikea_effect.analysis.question import CannotEstimate, Pair, Question, Values, few, need, need_difference
from ikea_effect.analysis.resampling import bootstrap_p, generator, index_blocks, percentile, with_ties
from ikea_effect.analysis.results import Estimate

MOST_POINTS = 200


def demand(question: Question) -> Estimate:
    """The difference of the prices that earn most, with a percentile bootstrap; curves in the details.

    The area between both curves is the difference of the means: the picture and Welch's test agree.
    """
    pair, model = question.pair(), question.model
    cells = {pair.high_name: pair.high, pair.low_name: pair.low}
    need(cells, 5, "A demand curve")
    if float(max(pair.high.max(), pair.low.max())) <= 0:
        need_difference(cells, question.measure)
    most = min(float(pair.high.max()), float(pair.low.max()))
    if most <= 0:
        raise CannotEstimate(
            "In one cell no one gives anything: no price earns anything. Declare mann-whitney."
        )
    if most <= model.unit_cost:
        raise CannotEstimate(
            f"In one cell no one gives more than {model.unit_cost:g}: no price earns anything. "
            "Write a lower unit_cost."
        )
    prices = _prices(pair)
    drawn = {
        name: _bootstrap(values, prices, model.unit_cost, model.resamples, model.seed, cell)
        for cell, (name, values) in enumerate(cells.items())
    }
    best = {name: best_price(values, model.unit_cost) for name, values in cells.items()}
    estimate = best[pair.high_name][0] - best[pair.low_name][0]
    difference = with_ties(drawn[pair.high_name][1] - drawn[pair.low_name][1])
    se = float(np.std(difference, ddof=1)) if np.ptp(difference) else 0.0  # rounding is no spread
    return question.described(
        cells,
        method="demand curves, difference of revenue-maximizing prices, percentile bootstrap",
        estimate=estimate,
        se=se or None,
        ci=percentile(difference) if se else None,
        p=bootstrap_p(difference, 0.0, question.hypothesis.alternative) if se else None,
        formula=f"P({question.measure} >= price) by C({question.model.factor})",
        library=f"numpy {np.__version__}",
        notes=few(cells, 20, "bootstrap") if se else ("Every resample has the same best prices.",),
        details={
            "curves": {name: _curve(values, prices, drawn[name][0]) for name, values in cells.items()},
            "revenue_maximizing": {
                name: {
                    "price": best[name][0],
                    "revenue_per_person": best[name][1],
                    "ci": percentile(drawn[name][1]),
                }
                for name, (price, earned) in best.items()
            },
            "unit_cost": model.unit_cost,
            "area_between_curves": float(pair.high.mean() - pair.low.mean()),
            "resamples": model.resamples,
        },
    )


def _prices(pair: Pair) -> Values:
    """The bids that occur, thinned to a number of points that can be drawn."""
    found = np.unique(np.concatenate([pair.high, pair.low]))
    if len(found) > MOST_POINTS:
        found = np.unique(np.quantile(found, np.linspace(0, 1, MOST_POINTS), method="nearest"))
    return np.asarray(found, dtype=np.float64)


def share_at_least(values: Values, prices: Values) -> Values:
    """The share whose value reaches each price."""
    return 1 - np.searchsorted(np.sort(values), prices, side="left") / len(values)


def best_price(values: Values, unit_cost: float = 0.0) -> tuple[float, float]:
    """The price with the highest (price - cost) x share of buyers (the lowest of equals), and its revenue."""
    prices = np.unique(values)
    earned = (prices - unit_cost) * share_at_least(values, prices)
    place = int(np.argmax(earned >= nearly(earned.max())))
    return float(prices[place]), float(earned[place])


def nearly(most: Any) -> Any:
    """What counts as the same as the most, so that equals stay equal in every currency."""
    return most - 1e-9 * np.abs(most)


def _bootstrap(
    values: Values, prices: Values, cost: float, resamples: int, seed: int, cell: int
) -> tuple[Values, Values]:
    """Shares at the prices and the best price, per resample."""
    n, shares, best = len(values), [], []
    rank = np.arange(n, 0, -1) / n  # share of buyers at each ordered bid, at its first occurrence
    for index in index_blocks(generator(seed, cell), n, resamples):
        drawn = np.sort(values[index], axis=1)
        first = np.ones_like(drawn, dtype=bool)
        first[:, 1:] = drawn[:, 1:] > drawn[:, :-1]
        earned = np.where(first, (drawn - cost) * rank, -np.inf)
        top = np.argmax(earned >= nearly(earned.max(axis=1, keepdims=True)), axis=1)
        best.append(drawn[np.arange(len(drawn)), top])
        shares += [share_at_least(row, prices) for row in drawn]
    return np.array(shares), np.concatenate(best)


def _curve(values: Values, prices: Values, drawn: Values) -> list[dict[str, Any]]:
    low, high = np.quantile(drawn, [0.025, 0.975], axis=0)
    shares = share_at_least(values, prices)
    return [
        {"price": float(price), "share": float(share), "ci": [float(a), float(b)]}
        for price, share, a, b in zip(prices, shares, low, high, strict=True)
    ]
