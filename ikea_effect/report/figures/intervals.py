"""Answers that are known up to an interval: a line for each, and the demand that they leave open."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.transforms import blended_transform_factory

from ikea_effect.language import phrase, say
from ikea_effect.report.cards import Figure
from ikea_effect.report.figures.spread import AFTER, Ground, Values, ground, row_label
from ikea_effect.report.figures.style import (
    LINE,
    SOFT,
    STRONG,
    canvas,
    color,
    house_style,
    picture,
    value_axis,
)
from ikea_effect.report.wording import joined, plural, share

if TYPE_CHECKING:
    from ikea_effect.analysis.turnbull import Demand

MOST_LINES = 150  # per condition; beyond it every k-th of the sorted answers is drawn
CAPTION = phrase(
    "**Answers.** Each line is one answer: the value lies between its ends; an arrow marks an end that is "
    "open, a dot a value that is known."
)


@dataclass(frozen=True, slots=True)
class Intervals:
    """One condition's answers, shape (n,), sorted; an open end is infinite."""

    label: str
    low: Values
    high: Values

    @property
    def n(self) -> int:
        """How many answered."""
        return int(self.low.size)

    @property
    def counts(self) -> dict[str, int]:
        """How many answers have two ends, one value, no upper end, no lower end."""
        below, above = np.isneginf(self.low), np.isposinf(self.high)
        exact = self.low == self.high
        return {
            say("between two amounts"): int((~below & ~above & ~exact).sum()),
            say("exactly"): int(exact.sum()),
            say("at least"): int((above & ~below).sum()),
            say("at most"): int((below & ~above).sum()),
        }


def intervals(label: str, low: Any, high: Any) -> Intervals:
    """The answers of one condition; who answered nothing (NaN at both ends) is left out."""
    low, high = np.asarray(low, dtype=np.float64), np.asarray(high, dtype=np.float64)
    told = ~(np.isnan(low) & np.isnan(high))
    low, high = np.where(np.isnan(low), -np.inf, low)[told], np.where(np.isnan(high), np.inf, high)[told]
    order = np.lexsort((high, low))
    return Intervals(label, low[order], high[order])


def interval_lines(
    name: str,
    cells: Sequence[Intervals],
    means: Sequence[float | None],
    printed: Callable[[float], str],
    axis: str,
) -> Figure:
    """Every answer as a line from its lower to its upper end; `means` are Turnbull's lower bounds."""
    left, right = _reach(cells)
    with house_style():
        base = ground(len(cells), with_zeros=False)
        base.main.set_xlim(left, right)
        for row, (found, mean) in enumerate(zip(cells, means, strict=True)):
            _lines(base, row, found)
            _name(base, row, found, say("no answers") if mean is None else printed(mean))
        value_axis(base.main, printed, axis)
        _headings(base)
        svg = picture(base.figure, name)
    return Figure(name, svg, _alt(cells, means, printed), say(CAPTION))


def _reach(cells: Sequence[Intervals]) -> tuple[float, float]:
    ends = np.concatenate([np.concatenate([found.low, found.high]) for found in cells])
    ends = ends[np.isfinite(ends)]
    low, high = (float(ends.min()), float(ends.max())) if ends.size else (0.0, 1.0)
    room = 0.08 * (high - low or 1)
    return min(0.0, low - room), high + room


def _lines(base: Ground, row: int, found: Intervals) -> None:
    axes, tone, y = base.main, color(row), base.y(row)
    axes.axhline(y - 0.42, color=LINE, lw=0.6, zorder=1)
    step = max(1, -(-found.n // MOST_LINES))
    low, high = found.low[::step], found.high[::step]
    left, right = axes.get_xlim()
    heights = y - 0.34 + 0.78 * (np.arange(low.size) + 0.5) / max(low.size, 1)
    width = float(np.clip(60 / max(low.size, 1), 0.7, 2.2))
    axes.hlines(
        heights, np.maximum(low, left), np.minimum(high, right), color=tone, lw=width, alpha=0.65, zorder=2
    )
    for mark, at, where in (
        (">", np.isposinf(high), np.full(low.size, right)),
        ("<", np.isneginf(low), np.full(low.size, left)),
        ("o", low == high, low),
    ):
        axes.plot(
            where[at],
            heights[at],
            ls="none",
            marker=mark,
            ms=3,
            mfc=tone,
            mec="none",
            clip_on=False,
            zorder=3,
        )


def _name(base: Ground, row: int, found: Intervals, mean: str) -> None:
    y = base.y(row) + 0.08
    at = blended_transform_factory(base.figure.transFigure, base.main.transData)
    quiet: dict[str, Any] = {"color": SOFT, "size": 9, "va": "top"}
    base.main.text(0, y, row_label(found.label), transform=at, va="bottom", linespacing=1.05, **STRONG)
    base.main.text(0, y - 0.05, say("n = {n:,}", n=found.n), transform=at, **quiet)
    base.main.text(AFTER, y, mean, transform=at, va="bottom", **STRONG)


def _headings(base: Ground) -> None:
    quiet: dict[str, Any] = {"color": SOFT, "size": 9, "va": "bottom"}
    at = blended_transform_factory(base.figure.transFigure, base.main.transData)
    base.main.text(0, base.rows - 0.35, say("answers"), transform=base.main.get_yaxis_transform(), **quiet)
    base.main.text(AFTER, base.rows - 0.35, say("mean, at the least"), transform=at, **quiet)


def _alt(cells: Sequence[Intervals], means: Sequence[float | None], printed: Callable[[float], str]) -> str:
    said = []
    for found, mean in zip(cells, means, strict=True):
        kinds = joined(f"{count} {kind}" for kind, count in found.counts.items() if count)
        least = "" if mean is None else say(", mean at the least {mean}", mean=printed(mean))
        said.append(
            say(
                "{label}: {answers}{kinds}{least}.",
                label=found.label,
                answers=plural(found.n, "answer"),
                kinds=f" ({kinds})" if kinds else "",
                least=least,
            )
        )
    return say("Answers known up to an interval, per condition. ") + " ".join(said)


# --- demand -----------------------------------------------------------------------------------------------


def turnbull_curve(
    name: str, curves: Sequence[tuple[str, Demand | None]], printed: Callable[[float], str], axis: str
) -> Figure | None:
    """Turnbull's demand per condition: known points, and boxes where it may fall. None without any."""
    prices = [curve.price for _, curve in curves if curve is not None and curve.price.size]
    if not prices or (top := float(max(one.max() for one in prices))) <= 0:
        return None
    with house_style():
        figure = canvas(3.1)
        axes = figure.add_axes((0.075, 0.165, 0.905, 0.80))
        for row, (label, curve) in enumerate(curves):
            if curve is not None and curve.price.size:
                _steps(axes, curve, row, len(curves), label, top)
        axes.set_xlim(min(0.0, *(float(one.min()) for one in prices)), top * 1.06)
        axes.set_ylim(0, 1.01)
        axes.set_yticks([0, 0.25, 0.5, 0.75, 1], ["0%", "25%", "50%", "75%", "100%"])
        axes.grid(axis="y", color=LINE, lw=0.5, alpha=0.7)
        axes.set_axisbelow(True)
        value_axis(axes, printed, axis, ticks=8)
        axes.legend(frameon=False, loc="upper right", handlelength=1.6, borderaxespad=0.2)
        svg = picture(figure, name)
    return Figure(name, svg, _demand_alt(curves, printed), _demand_caption())


def _steps(axes: Axes, curve: Demand, row: int, rows: int, label: str, top: float) -> None:
    """A box from each known point to the next, the points, and their intervals beside each other."""
    tone = color(row)
    at = np.concatenate([[min(0.0, float(curve.price[0]))], curve.price, [top * 1.06]])
    above = np.concatenate([[1.0], curve.share])
    below = np.concatenate([curve.share, [0.0]])
    for start, end, high, low in zip(at[:-1], at[1:], above, below, strict=True):
        axes.fill_between([start, end], low, high, color=tone, alpha=0.14, lw=0, zorder=2)
        if high - low < 1e-9 and high > 1e-9:
            axes.plot([start, end], [low, low], color=tone, lw=1, alpha=0.6, zorder=2)
    beside = (row - (rows - 1) / 2) * 0.006 * top
    axes.vlines(curve.price + beside, curve.low, curve.high, color=tone, lw=1.2, zorder=3)
    axes.plot(
        curve.price + beside, curve.share, ls="none", marker="o", ms=4.5, color=tone, label=label, zorder=4
    )


def _demand_alt(curves: Sequence[tuple[str, Demand | None]], printed: Callable[[float], str]) -> str:
    shown = [(label, curve) for label, curve in curves if curve is not None and curve.price.size]
    every = np.unique(np.concatenate([curve.price for _, curve in shown]))
    at = float(every[(every.size - 1) // 2])
    parts = [
        say(
            "{share} of {label}",
            share=share(float(curve.share[np.searchsorted(curve.price, at)]), 1),
            label=label,
        )
        for label, curve in shown
        if at in curve.price
    ]
    said = (
        say(" At a price of {at}, {parts} would buy.", at=printed(at), parts=joined(parts)) if parts else ""
    )
    return say("Demand by Turnbull’s estimate, falling with the price.{said}", said=said)


def _demand_caption() -> str:
    return say(
        "**Demand.** Points: the share that would buy at a price that was asked about "
        "(Turnbull’s estimate, no distribution assumed), with pointwise 95% bootstrap intervals. "
        "Boxes: between two such prices the curve may fall anywhere inside.",
    )
