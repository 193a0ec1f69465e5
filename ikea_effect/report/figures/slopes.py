"""An effect over a moderator: the simple slope with its band, and where the band excludes zero."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from ikea_effect.language import say
from ikea_effect.report.cards import Figure
from ikea_effect.report.figures.spread import Values
from ikea_effect.report.figures.style import INK, SOFT, canvas, color, house_style, picture, value_axis
from ikea_effect.report.wording import joined, number

REGION = "#009E73"
BARS = "#8d979f"
MOST_BARS = 40


@dataclass(frozen=True, slots=True)
class Slopes:
    """What is drawn: the effect at each moderator value with its limits, and where zero lies outside them.

    `band` has rows (moderator, effect, low, high), rising; `regions` are ranges of the moderator; `bounds`
    are where the effect turns significant; `found` are the participants' values.
    """

    effect: str
    moderator: str
    band: Values
    regions: tuple[tuple[float, float], ...]
    bounds: tuple[float, ...]
    found: Values


def slopes(name: str, shown: Slopes, printed: Callable[[float], str]) -> Figure:
    """The effect over the moderator, Johnson and Neyman's regions shaded, a mark per participant."""
    with house_style():
        figure = canvas(3.4)
        axes = figure.add_axes((0.1, 0.15, 0.885, 0.715))
        _regions(axes, shown)
        _band(axes, shown)
        _participants(axes, shown)
        axes.set_xlim(float(shown.band[0, 0]), float(shown.band[-1, 0]))
        axes.yaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 2.5, 5, 10]))
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _place: printed(value)))
        axes.text(0, 1.1, shown.effect, transform=axes.transAxes, color=SOFT, size=9, va="bottom")
        value_axis(axes, lambda value: f"{value:g}", shown.moderator, ticks=8)
        svg = picture(figure, name)
    return Figure(name, svg, _alt(shown, printed), _caption(shown))


def _regions(axes: Axes, shown: Slopes) -> None:
    for low, high in shown.regions:
        axes.axvspan(low, high, color=REGION, alpha=0.1, lw=0, zorder=0)
    low, high = shown.band[0, 0], shown.band[-1, 0]
    for bound in (bound for bound in shown.bounds if low < bound < high):
        axes.axvline(bound, color=REGION, lw=1.1, ls=(0, (4, 3)), zorder=1)
        side = "right" if bound > low + 0.93 * (high - low) else "center"
        axes.text(
            bound, 1.025, number(bound), transform=axes.get_xaxis_transform(), color=REGION, size=9,
            ha=side, va="bottom",
        )  # fmt: skip


def _band(axes: Axes, shown: Slopes) -> None:
    at, effect, low, high = shown.band.T
    axes.axhline(0, color=INK, lw=0.9, zorder=2)
    axes.fill_between(at, low, high, color=color(0), alpha=0.16, lw=0, zorder=2)
    for edge in (low, high):
        axes.plot(at, edge, color=color(0), lw=0.7, alpha=0.6, zorder=3)
    axes.plot(at, effect, color=color(0), lw=2, zorder=4)


def _participants(axes: Axes, shown: Slopes) -> None:
    """A strip of bars below: how many participants have each value."""
    if not shown.found.size:
        return
    at, counts = np.unique(shown.found, return_counts=True)
    if at.size > MOST_BARS:
        counts, edges = np.histogram(shown.found, bins=MOST_BARS)
        at = (edges[:-1] + edges[1:]) / 2
    reach = float(shown.band[-1, 0] - shown.band[0, 0])
    width = 0.7 * min(float(np.diff(at).min()) if at.size > 1 else reach, reach / 25)
    low, high = axes.get_ylim()
    strip = 0.13 * (high - low)
    axes.set_ylim(low - strip, high)
    axes.bar(at, 0.85 * strip * counts / counts.max(), width, bottom=low - strip, color=BARS, zorder=3)


def _alt(shown: Slopes, printed: Callable[[float], str]) -> str:
    ends = [
        say(
            "{effect} (95% interval {low} to {high}) at {at:g}",
            effect=printed(effect),
            low=printed(low),
            high=printed(high),
            at=at,
        )
        for at, effect, low, high in (shown.band[0], shown.band[-1])
    ]
    return say(
        "{effect} over {moderator}: from {first} to {last}. {where}",
        effect=shown.effect[:1].upper() + shown.effect[1:],
        moderator=shown.moderator,
        first=ends[0],
        last=ends[1],
        where=where(shown.regions),
    )


def where(regions: Sequence[tuple[float, float]]) -> str:
    """One sentence on where the interval excludes zero."""
    if not regions:
        return say("The interval holds zero at every observed value.")
    ranges = joined(say("from {low} to {high}", low=number(low), high=number(high)) for low, high in regions)
    return say("The interval excludes zero {ranges}.", ranges=ranges)


def _caption(shown: Slopes) -> str:
    shaded = (
        say(
            "Shaded: where the band excludes zero (Johnson and Neyman’s region, inside the observed "
            "range; not corrected for looking at every value). ",
        )
        if shown.regions
        else say("The band holds zero at every observed value. ")
    )
    return say(
        "**The effect over {moderator}.** Line and band: the difference at that value with its "
        "pointwise 95% interval. {shaded}Below: how many participants have each value.",
        moderator=shown.moderator,
        shaded=shaded,
    )
