"""Bids per condition: every bid a drop, their density a cloud, zeros counted, the cap marked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes

from ikea_effect.language import say
from ikea_effect.report.cards import Figure
from ikea_effect.report.figures.spread import (
    Cell,
    Ground,
    Values,
    draw_mean,
    ground,
    headings,
    name_row,
)
from ikea_effect.report.figures.style import LINE, SOFT, color, house_style, picture, value_axis
from ikea_effect.report.wording import Words, capital, count, joined, share

MOST_DROPS = 600  # per condition; beyond it every k-th drop of the sorted bids is drawn
MOST_POINTS = 4000
GOLDEN = 0.6180339887498949  # its multiples fill (0, 1) evenly: the height of each drop, without chance


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a bid could be: from low to high (None where the mechanism sets no limit)."""

    low: float = 0.0
    high: float | None = None


def raincloud(
    name: str, cells: Sequence[Cell], bounds: Bounds, printed: Callable[[float], str], axis: str, words: Words
) -> Figure:
    """What was bid or stated in every condition.



    Zeros are a counted bar, never jittered into the cloud.
    """
    with house_style():
        base = ground(len(cells), with_zeros=bounds.low <= 0)
        limit = _limit(cells, bounds)
        _clouds(base, cells, bounds, limit)
        for row, found in enumerate(cells):
            name_row(base, row, found, printed)
        if base.zeros is not None:
            _zeros(base, cells)
        base.main.set_xlim(bounds.low - 0.02 * (limit - bounds.low), limit)
        value_axis(base.main, printed, axis)
        headings(
            base,
            say("above {zero}", zero=printed(0)) if base.zeros else words.many,
            say("at {zero}", zero=printed(0)),
        )
        _cap(base.main, bounds, limit, printed)
        svg = picture(base.figure, name)
    return Figure(name, svg, _alt(cells, bounds, printed, words), _caption(cells, bounds, printed, words))


def _limit(cells: Sequence[Cell], bounds: Bounds) -> float:
    tops = [float(found.values[-1]) for found in cells if found.values.size]
    tops += [found.interval[1] for found in cells if found.interval]
    top = max([*tops, bounds.low])
    if bounds.high is not None and top >= 0.7 * bounds.high:
        return bounds.high + 0.04 * (bounds.high - bounds.low)
    if top > bounds.low:
        return top + 0.05 * (top - bounds.low)
    return bounds.high if bounds.high and bounds.high > bounds.low else bounds.low + 1


def _clouds(base: Ground, cells: Sequence[Cell], bounds: Bounds, limit: float) -> None:
    """Every row's density, drops and mean; the densities share one scale."""
    grid: Values = np.linspace(bounds.low, limit, 256)
    shown = [found.values[found.values > 0] if base.zeros is not None else found.values for found in cells]
    densities = [reflected_density(values, grid, bounds.low, bounds.high) for values in shown]
    peak = max((float(density.max()) for density in densities if density is not None), default=1.0)
    for row, (found, values, density) in enumerate(zip(cells, shown, densities, strict=True)):
        y, tone = base.y(row), color(row)
        base.main.axhline(y + 0.1, color=LINE, lw=0.6, zorder=1)
        if density is not None:
            cloud = y + 0.1 + 0.44 * density / peak
            base.main.fill_between(grid, y + 0.1, cloud, color=tone, alpha=0.22, lw=0, zorder=2)
            base.main.plot(grid, cloud, color=tone, lw=1.3, zorder=3)
        drops = values[:: max(1, -(-values.size // MOST_DROPS))]
        fall = y - 0.15 - 0.22 * ((np.arange(drops.size) * GOLDEN) % 1)
        base.main.plot(drops, fall, ls="none", marker="o", ms=3.1, mfc=tone, mec="none", alpha=0.6, zorder=3)
        draw_mean(base.main, y - 0.02, found)


def reflected_density(values: Values, grid: Values, low: float, high: float | None) -> Values | None:
    """A Gaussian kernel density on the grid that keeps its mass inside the bounds (reflection).

    None for fewer than five values or no spread. Bandwidth: Silverman's rule (1986, eq. 3.31).
    """
    if values.size < 5:
        return None
    spread = float(values.std(ddof=1))
    quartiles = np.percentile(values, [25, 75])
    width = 0.9 * (min(spread, float(np.diff(quartiles)[0]) / 1.34) or spread) * values.size ** (-0.2)
    if width <= 1e-9 * max(1.0, float(np.abs(values).max())):
        return None
    points, weights = _lumped(values)
    mirrors = [points, 2 * low - points] + ([2 * high - points] if high is not None else [])
    density: Values = np.zeros_like(grid)
    for mirrored in mirrors:
        density += np.exp(-0.5 * ((grid[:, None] - mirrored[None, :]) / width) ** 2) @ weights
    inside = (grid >= low) & (grid <= (np.inf if high is None else high))
    shape: Values = np.where(inside, density / (values.size * width * np.sqrt(2 * np.pi)), 0.0)
    return shape


def _lumped(values: Values) -> tuple[Values, Values]:
    """Distinct values and how often each occurs; more than 4000 are gathered in narrow bins."""
    points, counts = np.unique(values, return_counts=True)
    if points.size > MOST_POINTS:
        counts, edges = np.histogram(values, bins=MOST_POINTS)
        points = (edges[:-1] + edges[1:]) / 2
    return points, counts.astype(float)


def _zeros(base: Ground, cells: Sequence[Cell]) -> None:
    axes = base.zeros
    assert axes is not None
    for row, found in enumerate(cells):
        zeros, n = int((found.values <= 0).sum()), found.values.size
        y = base.y(row) + 0.1
        axes.barh(y, 1, height=0.3, align="edge", color="#eceff1", zorder=1)
        if n:
            axes.barh(y, zeros / n, height=0.3, align="edge", color=color(row), alpha=0.75, zorder=2)
            axes.text(
                0,
                y - 0.05,
                say("{zeros} of {n} ({share})", zeros=zeros, n=n, share=share(zeros, n)),
                ha="left",
                va="top",
                size=9,
                color=SOFT,
            )
    axes.set_xlim(0, 1)
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)


def _cap(axes: Axes, bounds: Bounds, limit: float, printed: Callable[[float], str]) -> None:
    if bounds.high is None:
        return
    top = axes.get_ylim()[1]
    if bounds.high <= limit:
        axes.plot([bounds.high] * 2, axes.get_ylim(), color=SOFT, lw=0.9, ls=(0, (3, 3)), zorder=1)
        axes.text(
            bounds.high,
            top,
            say("cap {high}", high=printed(bounds.high)),
            ha="right",
            va="bottom",
            size=9,
            color=SOFT,
        )
    else:
        axes.text(
            1, top, say("cap {high} is off this axis", high=printed(bounds.high)),
            transform=axes.get_yaxis_transform(), ha="right", va="bottom", size=9, color=SOFT,
        )  # fmt: skip


def _caption(cells: Sequence[Cell], bounds: Bounds, printed: Callable[[float], str], words: Words) -> str:
    bids = words.many
    parts = [
        say(
            "**{Bids}.** Each dot is one {bid}; the shape is their density, kept inside the possible range",
            Bids=capital(bids),
            bid=words.one,
        )
    ]
    if bounds.low <= 0:
        parts.append(
            say(
                "{bids} of {zero} are counted on the left and are part of the mean",
                bids=bids,
                zero=printed(0),
            )
        )
    parts.append(say("the dark line is the mean of all {bids}, the gray bar its 95% t interval", bids=bids))
    if any(found.values.size > MOST_DROPS for found in cells):
        parts.append(say("only a part of the dots is drawn, evenly over the sorted {bids}", bids=bids))
    return "; ".join(parts) + "."


def _alt(cells: Sequence[Cell], bounds: Bounds, printed: Callable[[float], str], words: Words) -> str:
    said = (_said(found, bounds, printed, words) for found in cells)
    return say("{Bids} per condition. ", Bids=capital(words.many)) + " ".join(said)


def _said(found: Cell, bounds: Bounds, printed: Callable[[float], str], words: Words) -> str:
    if found.mean is None:
        return say("{label}: no {bids}.", label=found.label, bids=words.many)
    values = found.values
    parts = [
        say(
            "{bids} from {first} to {last}",
            bids=f"{count(values.size)} {words.one if values.size == 1 else words.many}",
            first=printed(values[0]),
            last=printed(values[-1]),
        )
    ]
    interval = (
        say(" (95% interval {interval})", interval=say(" to ").join(map(printed, found.interval)))
        if found.interval
        else ""
    )
    parts.append(say("mean {mean}{interval}", mean=printed(found.mean), interval=interval))
    if bounds.low <= 0:
        parts.append(say("{count} at {zero}", count=int((values <= 0).sum()), zero=printed(0)))
    if bounds.high is not None:
        parts.append(
            say(
                "{count} at the cap of {high}",
                count=int((values >= bounds.high).sum()),
                high=printed(bounds.high),
            )
        )
    return f"{found.label}: {joined(parts)}."
