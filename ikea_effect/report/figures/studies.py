"""Many studies of one effect, below each other, with what they say together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.transforms import blended_transform_factory

from ikea_effect.report.cards import Figure
from ikea_effect.report.figures.style import (
    INK,
    LINE,
    SOFT,
    STRONG,
    WIDTH,
    canvas,
    color,
    house_style,
    picture,
    value_axis,
)
from ikea_effect.report.wording import number

LONGEST = 34
"""Letters of a label that have room; the table below holds it whole."""


@dataclass(frozen=True, slots=True)
class Line:
    """One study, or the mean of all: its effect with limits, and its share of the weight where it has one."""

    label: str
    effect: float
    limits: tuple[float, float]
    weight: float | None = None


@dataclass(frozen=True, slots=True)
class Studies:
    """What the picture shows; `prediction`: where a new study's true effect is to be expected."""

    lines: tuple[Line, ...]
    mean: Line
    prediction: tuple[float, float] | None
    axis: str


def studies_figure(name: str, shown: Studies) -> Figure:
    """A square for each study, as large as its weight; the mean as a diamond; the prediction as a band."""
    rows = len(shown.lines) + 1
    height = 0.95 + 0.27 * rows
    with house_style():
        figure = canvas(height)
        axes = figure.add_axes((2.1 / WIDTH, 0.5 / height, 3.6 / WIDTH, 1 - 0.85 / height))
        axes.set_ylim(-0.8, rows - 0.3)
        axes.set_yticks([])
        _background(axes, shown)
        for row, line in enumerate(shown.lines):
            _line(axes, rows - 1 - row, line, color(0), max(one.weight or 0 for one in shown.lines))
        _mean(axes, shown.mean)
        _heads(axes, rows)
        value_axis(axes, number, shown.axis, ticks=7)
        svg = picture(figure, name)
    return Figure(name, svg, _alt(shown), _caption(shown))


def _background(axes: Axes, shown: Studies) -> None:
    if shown.prediction:
        axes.axvspan(*shown.prediction, color="#009E73", alpha=0.10, lw=0, zorder=0)
    axes.axvline(0, color=INK, lw=0.9, zorder=1)
    axes.axhline(0.5, color=LINE, lw=0.8, zorder=1)
    every = [*shown.lines, shown.mean]
    ends = [0.0, *(end for one in every for end in one.limits), *(shown.prediction or ())]
    room = 0.04 * (max(ends) - min(ends) or 1)
    axes.set_xlim(min(ends) - room, max(ends) + room)


def _line(axes: Axes, y: float, line: Line, tone: str, most: float) -> None:
    axes.plot(line.limits, (y, y), color=tone, lw=1.4, solid_capstyle="butt", zorder=3)
    size = 3 + 5 * ((line.weight or 0) / most) ** 0.5
    axes.plot([line.effect], [y], marker="s", ms=size, mfc=tone, mec="white", mew=0.6, ls="none", zorder=4)
    _beside(axes, y, line, {"size": 9})


def _mean(axes: Axes, mean: Line) -> None:
    low, high = mean.limits
    axes.fill([low, mean.effect, high, mean.effect], [0, 0.22, 0, -0.22], color="#009E73", lw=0, zorder=4)
    _beside(axes, 0, mean, STRONG)


def _beside(axes: Axes, y: float, line: Line, style: dict[str, Any]) -> None:
    label = line.label if len(line.label) <= LONGEST else line.label[: LONGEST - 1] + "…"
    left = blended_transform_factory(axes.figure.transFigure, axes.transData)
    across = axes.get_yaxis_transform()
    axes.text(0, y, label, transform=left, va="center", **style)
    low, high = map(number, line.limits)
    said = f"{number(line.effect)} ({low} to {high})"
    axes.text(1.03, y, said, transform=across, va="center", **style)
    if line.weight is not None:
        right: Any = {"ha": "right", "va": "center", "color": SOFT, "size": 9}
        axes.text(1, y, f"{number(100 * line.weight, 1)}%", transform=left, **right)


def _heads(axes: Axes, rows: int) -> None:
    style: Any = {"va": "bottom", "color": SOFT, "size": 9}
    left = blended_transform_factory(axes.figure.transFigure, axes.transData)
    axes.text(0, rows - 0.45, "study", transform=left, **style)
    axes.text(1.03, rows - 0.45, "effect, 95% interval", transform=axes.get_yaxis_transform(), **style)
    axes.text(1, rows - 0.45, "weight", transform=left, ha="right", **style)


def _caption(shown: Studies) -> str:
    said = (
        "**Studies.** Squares, as large as weights, and bars: effects with 95% intervals. Diamond: the mean."
    )
    band = " Shaded: where the true effect of a new study is to be expected (95% prediction interval)."
    return said + (band if shown.prediction else "")


def _alt(shown: Studies) -> str:
    said = [
        f"{one.label}: {number(one.effect)} ({' to '.join(map(number, one.limits))})"
        for one in (*shown.lines, shown.mean)
    ]
    band = shown.prediction
    more = f" Prediction interval {' to '.join(map(number, band))}." if band else ""
    return f"Forest plot of {len(shown.lines)} studies. {'; '.join(said)}.{more}"
