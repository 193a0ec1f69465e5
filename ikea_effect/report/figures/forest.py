"""The original's effect and this study's on one scale."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.transforms import blended_transform_factory

from ikea_effect.language import say
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


@dataclass(frozen=True, slots=True)
class Mark:
    """One standardized difference with its 95% limits; None where it is not known."""

    label: str
    d: float | None
    limits: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Forest:
    """What the picture shows; `band` is the original's 95% prediction interval."""

    claim: str
    marks: tuple[Mark, ...]
    band: tuple[float, float] | None
    d33: float | None


def forest(name: str, shown: Forest) -> Figure:
    """Effects with intervals below each other; zero, d33 and the prediction interval marked."""
    rows = len(shown.marks)
    height = 0.85 + 0.46 * rows
    with house_style():
        figure = canvas(height)
        axes = figure.add_axes((1.35 / WIDTH, 0.5 / height, 4.65 / WIDTH, 1 - 0.8 / height))
        axes.set_ylim(-0.6, rows - 0.4)
        axes.set_yticks([])
        _background(axes, shown, rows)
        for row, mark in enumerate(shown.marks):
            _mark(axes, rows - 1 - row, mark, SOFT if row == 0 else color(0) if row == 1 else INK)
        _reach(axes, shown)
        value_axis(axes, number, say("standardized difference"), ticks=8)
        svg = picture(figure, name)
    return Figure(name, svg, _alt(shown), _caption(shown))


def _background(axes: Axes, shown: Forest, rows: int) -> None:
    top = rows - 0.4
    if shown.band:
        axes.axvspan(*shown.band, color="#0072B2", alpha=0.08, lw=0, zorder=0)
    axes.axvline(0, color=INK, lw=0.9, zorder=1)
    if shown.d33 is not None:
        axes.axvline(shown.d33, color="#D55E00", lw=1.1, ls=(0, (4, 3)), zorder=1)
        style: Any = {"color": "#D55E00", "size": 9, "ha": "center", "va": "bottom"}
        axes.text(shown.d33, top + 0.05, f"d33 = {number(shown.d33)}", **style)


def _mark(axes: Axes, y: float, mark: Mark, tone: str) -> None:
    across = axes.get_yaxis_transform()
    beside = blended_transform_factory(axes.figure.transFigure, axes.transData)
    axes.text(0, y, mark.label, transform=beside, va="center", linespacing=1.1, **STRONG)
    if mark.d is None:
        axes.text(1.03, y, say("cannot be computed"), transform=across, va="center", color=SOFT, size=9)
        return
    axes.plot([mark.d], [y], marker="s", ms=7, mfc=tone, mec="white", mew=1, ls="none", zorder=4)
    axes.text(1.03, y, number(mark.d), transform=across, va="center", **STRONG)
    if mark.limits:
        low, high = map(number, mark.limits)
        axes.plot(mark.limits, (y, y), color=tone, lw=2, solid_capstyle="butt", zorder=3)
        axes.text(
            1.115,
            y,
            say("{low} to {high}", low=low, high=high),
            transform=across,
            va="center",
            color=SOFT,
            size=9,
        )


def _reach(axes: Axes, shown: Forest) -> None:
    ends = [0.0, *(end for mark in shown.marks for end in mark.limits or ())]
    ends += [mark.d for mark in shown.marks if mark.d is not None]
    ends += [*(shown.band or ()), *([shown.d33] if shown.d33 is not None else [])]
    low, high = min(ends), max(ends)
    room = 0.04 * (high - low or 1)
    axes.set_xlim(low - room, high + room)
    axes.spines["bottom"].set_color(LINE)


def _caption(shown: Forest) -> str:
    parts = [say("**Effects.** Squares and bars: standardized differences with 95% intervals.")]
    if shown.band:
        parts.append(
            say(
                "Shaded: where a replication of this size should fall if the original is right (95% "
                "prediction interval). d is not corrected for small samples, as Hedges’ g is.",
            )
        )
    if shown.d33 is not None:
        parts.append(say("Dashed: d33, the effect that the original had a power of one third to find."))
    return " ".join(parts)


def _alt(shown: Forest) -> str:
    parts = [_said(mark) for mark in shown.marks]
    if shown.band:
        parts.append(
            say(
                "Prediction interval {low} to {high}.",
                low=number(shown.band[0]),
                high=number(shown.band[1]),
            )
        )
    if shown.d33 is not None:
        parts.append(f"d33 = {number(shown.d33)}.")
    return say("Standardized differences for “{claim}”. {parts}", claim=shown.claim, parts=" ".join(parts))


def _said(mark: Mark) -> str:
    name = " ".join(mark.label.split())
    if mark.d is None:
        return say("{name}: cannot be computed.", name=name)
    limits = (
        say(" (95% interval {limits})", limits=say(" to ").join(map(number, mark.limits)))
        if mark.limits
        else ""
    )
    return f"{name}: d = {number(mark.d)}{limits}."
