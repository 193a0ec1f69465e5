"""The values of the same people at each level, a panel for each order in which the levels were met."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from ikea_effect.language import phrase, say
from ikea_effect.report.cards import Figure
from ikea_effect.report.figures.spread import Values
from ikea_effect.report.figures.style import INK, LINE, SOFT, canvas, color, house_style, picture
from ikea_effect.report.wording import joined

CAPTION = phrase(
    "**By order.** Thin lines: one person each, from the level met first to the one met last. Dots: means of "
    "those who met the levels in this order. If panels differ, it matters what came first."
)


@dataclass(frozen=True, slots=True)
class InOrder:
    """Those who met the levels in one order: `values` has a row per person and a column per level."""

    labels: tuple[str, ...]
    values: Values


def paired_by_order(
    name: str, orders: Sequence[InOrder], printed: Callable[[float], str], what: str
) -> Figure:
    """A line per person, level by level as they were met, with the means; panels share their axis."""
    with house_style():
        figure = canvas(3.1)
        width = 0.9 / len(orders)
        panels = [
            figure.add_axes((0.085 + place * width, 0.17, width * 0.9, 0.67)) for place in range(len(orders))
        ]
        low, high = _range(orders)
        for place, (axes, one) in enumerate(zip(panels, orders, strict=True)):
            _panel(axes, one, place)
            axes.set_ylim(low, high)
            axes.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]))
            axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _place: printed(value)))
            if place:
                axes.tick_params(labelleft=False)
        panels[0].text(0, 1.1, what, transform=panels[0].transAxes, color=SOFT, size=9, va="bottom")
        svg = picture(figure, name)
    return Figure(name, svg, _alt(orders, printed), say(CAPTION))


def _range(orders: Sequence[InOrder]) -> tuple[float, float]:
    every = np.concatenate([one.values.ravel() for one in orders])
    low, high = float(np.nanmin(every)), float(np.nanmax(every))
    room = 0.05 * (high - low) or 1.0
    return low - room, high + room


def _panel(axes: Axes, one: InOrder, place: int) -> None:
    at = np.arange(len(one.labels))
    axes.plot(at, one.values.T, color=color(place), lw=0.7, alpha=0.3, zorder=1)
    axes.plot(at, _means(one), color=INK, lw=1.8, marker="o", ms=5, zorder=3)
    axes.set_xticks(at, one.labels)
    axes.set_xlim(-0.35, len(at) - 0.65)
    axes.grid(axis="y", color=LINE, lw=0.5, alpha=0.7)
    axes.set_axisbelow(True)
    axes.set_title(
        say("first: {first} (n = {values})", first=one.labels[0], values=len(one.values)),
        size=9,
        color=SOFT,
        loc="left",
    )


def _means(one: InOrder) -> list[float]:
    return [float(np.nanmean(column)) if np.isfinite(column).any() else np.nan for column in one.values.T]


def _alt(orders: Sequence[InOrder], printed: Callable[[float], str]) -> str:
    parts = []
    for one in orders:
        means = [f"{label} {printed(mean)}" for label, mean in zip(one.labels, _means(one), strict=True)]
        who = say("1 person") if len(one.values) == 1 else say("{values} people", values=len(one.values))
        parts.append(
            say(
                "{who} who met {first} first: means {means}.",
                who=who,
                first=one.labels[0],
                means=joined(means),
            )
        )
    return " ".join(parts)
