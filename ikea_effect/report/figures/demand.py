"""The demand curve: what share of each condition would buy at every price."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from ikea_effect.language import say
from ikea_effect.report.cards import Figure
from ikea_effect.report.figures.spread import Cell, Values
from ikea_effect.report.figures.style import LINE, canvas, color, house_style, picture, value_axis
from ikea_effect.report.wording import Words, joined, share

Z = 1.959963984540054


def demand_curve(
    name: str, cells: Sequence[Cell], printed: Callable[[float], str], axis: str, words: Words
) -> Figure | None:
    """Share of each condition that bids at least the price, with pointwise 95% Wilson bands.

    None where there is no bid, or none above zero.
    """
    top = max((float(found.values[-1]) for found in cells if found.values.size), default=0.0)
    if top <= 0:
        return None
    with house_style():
        figure = canvas(3.1)
        axes = figure.add_axes((0.075, 0.165, 0.905, 0.80))
        for row, found in enumerate(cells):
            if found.values.size:
                _curve(axes, found, color(row), top)
        axes.set_xlim(0, top * 1.02)
        axes.set_ylim(0, 1.01)
        axes.set_yticks([0, 0.25, 0.5, 0.75, 1], ["0%", "25%", "50%", "75%", "100%"])
        axes.grid(axis="y", color=LINE, lw=0.5, alpha=0.7)
        axes.set_axisbelow(True)
        value_axis(axes, printed, axis, ticks=8)
        axes.legend(frameon=False, loc="upper right", handlelength=1.6, borderaxespad=0.2)
        svg = picture(figure, name)
    at = _example(cells)
    return Figure(
        name,
        svg,
        say("Demand curves, falling with the price. {said}", said=_said(cells, at, printed)),
        _caption(words),
    )


def _curve(axes: object, found: Cell, tone: str, top: float) -> None:
    prices = np.concatenate([[0.0], np.unique(found.values[found.values > 0]), [top]])
    buying = share_at_least(found.values, prices)
    low, high = wilson(buying, found.values.size)
    axes.fill_between(prices, low, high, step="pre", color=tone, alpha=0.14, lw=0)  # type: ignore[attr-defined]
    axes.step(prices, buying, where="pre", color=tone, lw=1.8, label=found.label)  # type: ignore[attr-defined]


def share_at_least(values: Values, prices: Values) -> Values:
    """The share of the sorted values that reaches each price."""
    reached: Values = 1 - np.searchsorted(values, prices, side="left") / values.size
    return reached


def wilson(shares: Values, n: int) -> tuple[Values, Values]:
    """Wilson's 95% limits of each share (1927)."""
    middle = (shares + Z**2 / (2 * n)) / (1 + Z**2 / n)
    half = Z / (1 + Z**2 / n) * np.sqrt(shares * (1 - shares) / n + Z**2 / (4 * n**2))
    return np.clip(middle - half, 0, 1), np.clip(middle + half, 0, 1)


def _example(cells: Sequence[Cell]) -> float:
    bids = np.concatenate([found.values for found in cells])
    return float(np.median(bids[bids > 0]))


def _said(cells: Sequence[Cell], at: float, printed: Callable[[float], str]) -> str:
    parts = [
        say(
            "{share} of {label}",
            share=share(int((found.values >= at).sum()), found.values.size),
            label=found.label,
        )
        for found in cells
        if found.values.size
    ]
    return say("At a price of {at}, {parts} would buy.", at=printed(at), parts=joined(parts))


def _caption(words: Words) -> str:
    return say(
        "**Demand.** The share whose {bid} reaches the price, with a pointwise 95% band (Wilson). "
        "The area between two curves is the difference between the mean {bids}.",
        bid=words.one,
        bids=words.many,
    )
