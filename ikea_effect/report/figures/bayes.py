"""The Bayes factor over the effects that an alternative may expect."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, FuncFormatter

from ikea_effect.analysis.replication.bayes_curve import Point, curve
from ikea_effect.language import say
from ikea_effect.report.cards import Figure
from ikea_effect.report.figures.style import (
    INK,
    LINE,
    WIDTH,
    canvas,
    color,
    house_style,
    picture,
    value_axis,
)
from ikea_effect.report.wording import number

HEIGHT = 2.9
TICKS = (0.001, 0.01, 0.1, 1 / 3, 1.0, 3.0, 10.0, 100.0, 1e3, 1e4, 1e6, 1e9, 1e12, 1e15, 1e18)


@dataclass(frozen=True, slots=True)
class BayesCurve:
    """What is drawn: the t that was found, its df and scale, and the original's effect where it is known."""

    claim: str
    t: float
    df: float
    scale: float
    original: float | None


def bayes_figure(name: str, shown: BayesCurve) -> Figure:
    """BF10 on a scale of logs; where data speak clearly neither way is shaded."""
    points = curve(shown.t, shown.df, shown.scale)
    with house_style():
        figure = canvas(HEIGHT)
        axes = figure.add_axes((0.75 / WIDTH, 0.5 / HEIGHT, 1 - 0.95 / WIDTH, 1 - 0.75 / HEIGHT))
        axes.axhspan(math.log10(1 / 3), math.log10(3), color=LINE, alpha=0.35, lw=0, zorder=0)
        axes.axhline(0, color=INK, lw=0.8, zorder=1)
        heights = [one.log_bf10 / math.log(10) for one in points]
        axes.plot([one.effect for one in points], heights, color=color(0), lw=2, zorder=3)
        axes.set_xlim(0, points[-1].effect)
        _reach(axes, heights)
        if shown.original is not None and abs(shown.original) <= points[-1].effect:
            _original(axes, abs(shown.original))
        value_axis(axes, number, say("effect that the alternative expects, d in either direction"), ticks=8)
        svg = picture(figure, name)
    return Figure(name, svg, _alt(shown, points), _caption(points, shown.original))


def _reach(axes: Axes, heights: list[float]) -> None:
    low, high = min([-0.7, *heights]), max([0.7, *heights])
    room = 0.06 * (high - low)
    axes.set_ylim(low - room, high + room)
    there = [one for one in TICKS if low - room <= math.log10(one) <= high + room]
    axes.yaxis.set_major_locator(FixedLocator([math.log10(one) for one in there]))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda log, _: factor(10**log)))
    axes.set_ylabel("BF10")


def _original(axes: Axes, effect: float) -> None:
    axes.axvline(effect, color="#D55E00", lw=1.1, ls=(0, (4, 3)), zorder=2)
    style: Any = {"color": "#D55E00", "size": 9, "ha": "left", "va": "bottom"}
    axes.text(effect, 1.01, say("original"), transform=axes.get_xaxis_transform(), **style)


def factor(value: float) -> str:
    """ "3", "1/10", "10^6": how often the data are likelier, or less likely."""
    if value < 1:
        return f"1/{factor(1 / value)}"
    return f"{value:,.0f}" if value < 1e5 else f"10^{math.log10(value):.0f}"


def _caption(points: tuple[Point, ...], original: float | None) -> str:
    best = max(points, key=lambda one: one.log_bf10)
    dashed = "" if original is None else say(" Dashed: the original’s effect.")
    peak = (
        say(
            " Highest: BF10 = {factor}, with modes at d = ±{effect}, which lies below the effect that "
            "was found.",
            factor=factor(math.exp(min(best.log_bf10, 690.0))),
            effect=number(best.effect),
        )
        if best.log_bf10 > math.log(3)
        else say(" Nowhere on the curve do the data speak clearly for an effect.")
    )
    return say(
        "**Bayes factor over effects.** How many times likelier the data are if the effect is "
        "about as large as below, in either direction, than if there is none; shaded: not clear "
        "either way (1/3 to 3). Normal-moment priors with modes there (Johnson, Pramanik & "
        "Shudde, 2023).{peak}{dashed}",
        peak=peak,
        dashed=dashed,
    )


def _alt(shown: BayesCurve, points: tuple[Point, ...]) -> str:
    at = [points[round(effect / points[0].effect) - 1] for effect in (0.2, 0.5, 0.8)]
    said = "; ".join(
        say(
            "at d = {effect} BF10 is {factor}",
            effect=number(one.effect, 1),
            factor=factor(math.exp(min(one.log_bf10, 690.0))),
        )
        for one in at
    )
    return say("Bayes factor for “{claim}” over expected effects: {said}.", claim=shown.claim, said=said)
