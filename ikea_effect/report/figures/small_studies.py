"""Small studies beside large ones: the funnel with what is significant in it, and what is seen by its p."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from ikea_effect.report.cards import Figure
from ikea_effect.report.figures.style import (
    INK,
    LINE,
    SOFT,
    canvas,
    color,
    house_style,
    picture,
    value_axis,
)
from ikea_effect.report.wording import number, p_value

CONTOURS = (
    (2.575829, "p < .01", "#F3F5F7"),
    (1.959964, "p < .05", "#E3E7EB"),
    (1.644854, "p < .10", "#CDD4DA"),
)
"""Beyond so many standard errors from zero a two-sided p is below that; the tone of what lies between."""
WITHIN = "#B4BDC6"
CHANCE = 1.959964
"""95% of studies of one effect lie within so many standard errors."""
STEP = 0.025
"""The one-sided p at which the selection model's chance to be seen changes."""
FUNNEL_HEIGHT, WEIGHTS_HEIGHT = 4.3, 2.9


@dataclass(frozen=True, slots=True)
class Funnel:
    """Effects with their standard errors, the pooled effect, and the line that corrects for small studies.

    `line` is ("PET" or "PEESE", the effect without error, the slope over the standard error or its square).
    """

    points: tuple[tuple[float, float], ...]
    mean: float
    axis: str
    line: tuple[str, float, float] | None = None


@dataclass(frozen=True, slots=True)
class Weights:
    """How often a study without significance is seen beside one with it; `p`: the studies' one-sided p."""

    p: tuple[float, ...]
    delta: float
    p_of_step: float
    towards: str


def slope(points: Sequence[tuple[float, float]], intercept: float, power: int) -> float:
    """The slope of effects over the standard error to this power, weighted by precision, at this intercept.

    What such a line leaves adds up to zero once it is weighted.
    """
    left = math.fsum((effect - intercept) / se**2 for effect, se in points)
    return left / math.fsum(se ** (power - 2) for _, se in points)


def funnel(name: str, shown: Funnel) -> Figure:
    """Each study by effect and standard error, precise ones at the top, on what p it has against zero."""
    end = 1.08 * max(se for _, se in shown.points)
    with house_style():
        figure = canvas(FUNNEL_HEIGHT)
        axes = figure.add_axes((0.075, 0.15, 0.905, 0.70))
        reach = _reach(shown, end)
        _contours(axes, reach, end)
        _lines(axes, shown, end)
        effects, errors = zip(*shown.points, strict=True)
        axes.plot(
            effects, errors, marker="o", ls="none", ms=6, mfc=color(0), mec="white", mew=0.7, zorder=5,
            label="studies",
        )  # fmt: skip
        axes.set_xlim(*reach)
        axes.set_ylim(end, 0)
        axes.yaxis.set_major_formatter(lambda value, _: number(value))
        value_axis(axes, number, shown.axis, ticks=7)
        axes.text(0, 1.015, "standard error", transform=axes.transAxes, color=SOFT, size=9, va="bottom")
        figure.legend(
            frameon=False, loc="upper right", ncols=4, fontsize=8.5, bbox_to_anchor=(0.985, 1.0),
            handlelength=1.4, columnspacing=1.3,
        )  # fmt: skip
        svg = picture(figure, name)
    return Figure(name, svg, _funnel_alt(shown), _funnel_caption(shown))


def _reach(shown: Funnel, end: float) -> tuple[float, float]:
    """Wide enough for every study and for the funnel, and for zero."""
    ends = [
        0.0,
        shown.mean - CHANCE * end,
        shown.mean + CHANCE * end,
        *(effect for effect, _ in shown.points),
    ]
    room = 0.04 * (max(ends) - min(ends))
    return min(ends) - room, max(ends) + room


def _contours(axes: Axes, reach: tuple[float, float], end: float) -> None:
    """Around zero, darker where p is larger; the widest first."""
    far = max(map(abs, reach))
    axes.fill([-far, 0, far, far, -far], [0, 0, 0, end, end], color=CONTOURS[0][2], lw=0, zorder=0)
    tones = [*(tone for _, _, tone in CONTOURS[1:]), WITHIN]
    words = ["p .01 to .05", "p .05 to .10", "p over .10"]
    for (z, _, _), tone, said in zip(CONTOURS, tones, words, strict=True):
        axes.fill([-z * end, 0, z * end], [end, 0, end], color=tone, lw=0, zorder=0, label=said)
    axes.axvline(0, color=INK, lw=0.9, zorder=1)


def _lines(axes: Axes, shown: Funnel, end: float) -> None:
    mean = shown.mean
    axes.plot([mean, mean], [0, end], color="#009E73", lw=1.6, zorder=3, label="mean of all")
    for sign in (-1, 1):
        axes.plot(
            [mean, mean + sign * CHANCE * end], [0, end], color="#009E73", lw=0.9, ls=(0, (4, 3)), zorder=3
        )
    if shown.line is None:
        return
    name, intercept, b = shown.line
    errors = np.linspace(0, end, 60)
    along = intercept + b * errors ** (1 if name == "PET" else 2)
    axes.plot(along, errors, color="#D55E00", lw=1.6, ls=(0, (5, 2)), zorder=4, label=name)


def _funnel_caption(shown: Funnel) -> str:
    said = (
        "**Funnel.** Points: studies, precise ones at the top. Green: the mean of all, and the funnel that "
        "chance alone leaves 95 of 100 studies of one effect in. Gray: what p a study at that place has "
        "against zero (two-sided). Where studies lack only in the dark middle, those without significance "
        "may be missing; where they lack elsewhere, too, the reason is another (Peters et al., 2008)."
    )
    return said if shown.line is None else f"{said} Orange: {shown.line[0]}, towards a study without error."


def _funnel_alt(shown: Funnel) -> str:
    every = "; ".join(f"{number(effect)} (SE {number(se)})" for effect, se in shown.points)
    inside = sum(abs(effect) <= CHANCE * se for effect, se in shown.points)
    line = (
        ""
        if shown.line is None
        else f" {shown.line[0]} meets a standard error of 0 at {number(shown.line[1])}."
    )
    return (
        f"Funnel plot of {len(shown.points)} studies around a mean of {number(shown.mean)}; {inside} of them "
        f"are not significant (p > .05).{line} Effects: {every}."
    )


def weights(name: str, shown: Weights) -> Figure:
    """The chance to be seen by one-sided p, as a step, over the p of the studies that were seen."""
    top = 1.12 * max(1.0, shown.delta)
    with house_style():
        figure = canvas(WEIGHTS_HEIGHT)
        axes = figure.add_axes((0.075, 0.2, 0.905, 0.68))
        axes.set_xscale("function", functions=(_root, np.square))  # room for small p, where studies are
        axes.fill_between([0, STEP], [1, 1], color=color(0), alpha=0.18, lw=0, zorder=1)
        axes.fill_between([STEP, 1], [shown.delta] * 2, color=color(0), alpha=0.18, lw=0, zorder=1)
        axes.plot([0, STEP, STEP, 1], [1, 1, shown.delta, shown.delta], color=color(0), lw=1.8, zorder=3)
        axes.plot(
            shown.p, [0.03 * top] * len(shown.p), marker="|", ms=13, mew=1.4, color=INK, ls="none", zorder=4,
            clip_on=False,
        )  # fmt: skip
        axes.axvline(STEP, color=SOFT, lw=0.9, ls=(0, (1, 2)), zorder=2)
        _weight_axes(axes, top, shown)
        svg = picture(figure, name)
    return Figure(name, svg, _weights_alt(shown), _weights_caption(shown))


def _root(p: Any) -> Any:
    return np.sqrt(np.clip(p, 0, None))


def _weight_axes(axes: Axes, top: float, shown: Weights) -> None:
    axes.set_xlim(0, 1)
    axes.set_ylim(0, top)
    ticks = [0.001, STEP, 0.1, 0.25, 0.5, 0.75, 1]
    axes.set_xticks(ticks, [f"{one:g}".removeprefix("0") for one in ticks])
    axes.minorticks_off()
    axes.yaxis.grid(color=LINE, lw=0.5, alpha=0.7)
    axes.set_axisbelow(True)
    axes.yaxis.set_major_formatter(lambda value, _: number(value, 1))
    axes.set_xlabel(
        f"one-sided p towards {'an effect above' if shown.towards == 'positive' else 'an effect below'} 0"
    )
    style: Any = {"size": 9, "va": "bottom", "color": INK, "zorder": 5}
    axes.text(0.3, shown.delta + 0.02 * top, f"{number(shown.delta)} times as often", **style)
    axes.text(
        0, 1.02, "how often a study is seen, beside one with p < .025", transform=axes.transAxes, color=SOFT,
        size=9, va="bottom",
    )  # fmt: skip


def _seen(shown: Weights) -> tuple[int, int]:
    below = sum(p < STEP for p in shown.p)
    return below, len(shown.p) - below


def _weights_caption(shown: Weights) -> str:
    below, above = _seen(shown)
    return (
        f"**Selection model.** The weight of a study by its one-sided p: 1 below .025, {number(shown.delta)} "
        f"above. Strokes: the studies, {below} below and {above} above. Against no selection: "
        f"{_p_said(shown.p_of_step)} (likelihood ratio)."
    )


def _p_said(p: float) -> str:
    said = p_value(p)
    return f"p {said}" if said[0] in "<>" else f"p = {said}"


def _weights_alt(shown: Weights) -> str:
    below, above = _seen(shown)
    return (
        f"Weights of the selection model: 1 for a one-sided p below .025 ({below} studies), "
        f"{number(shown.delta)} above ({above} studies)."
    )
