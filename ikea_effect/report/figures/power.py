"""Power over the number of participants, one line per hypothesis."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.ticker import MaxNLocator

from ikea_effect.report.cards import Figure
from ikea_effect.report.figures.style import INK, LINE, SOFT, canvas, color, house_style, marker, picture
from ikea_effect.report.wording import joined, share

GOAL = 0.8
ANALYZED, RECRUITED = "analyzed", "recruited"
DPI = 220
HEIGHT, GAP, LABEL_LINE = 3.3, 0.08, 0.245
"""Inches: the figure without its legend, between them, a line of the legend; below, no curve runs."""


@dataclass(frozen=True, slots=True)
class Curve:
    """One hypothesis: n per condition, power and its 95% limits."""

    label: str
    n: tuple[int, ...]
    power: tuple[float, ...]
    limits: tuple[tuple[float, float], ...]


def power_curves(
    name: str, curves: Sequence[Curve], planned: int, counted: str = ANALYZED, goal: float = GOAL
) -> Figure:
    """Simulated power as points with lines between, the goal and the planned n marked.

    `counted` says which participants n counts. The planned n are analyzed ones, and marked among those only.
    """
    with house_style():
        svg = picture(_drawn(curves, planned, counted, goal), name)
    return Figure(name, svg, _alt(curves, counted), _caption(goal))


def power_png(curves: Sequence[Curve], planned: int, counted: str = ANALYZED, goal: float = GOAL) -> bytes:
    """The same as PNG on white, for a page that takes no SVG; its words stand in it as a description."""
    out = io.BytesIO()
    with house_style():
        figure = _drawn(curves, planned, counted, goal)
        about = {"Description": _alt(curves, counted), "Software": None}
        figure.savefig(out, format="png", dpi=DPI, facecolor="white", metadata=about)
    return out.getvalue()


def _drawn(curves: Sequence[Curve], planned: int, counted: str, goal: float) -> Canvas:
    labels = ["\n".join(textwrap.wrap(curve.label, 90)) for curve in curves]
    below = GAP + LABEL_LINE * sum(label.count("\n") + 1 for label in labels)
    height = HEIGHT + below
    figure = canvas(height)
    axes = figure.add_axes((0.075, (0.155 * HEIGHT + below) / height, 0.905, 0.745 * HEIGHT / height))
    top = max(max(curve.n) for curve in curves)
    _marks(axes, top, planned if counted == ANALYZED else None, goal)
    for row, (curve, label) in enumerate(zip(curves, labels, strict=True)):
        _line(axes, curve, row, label)
    axes.set_xlim(0, 1.04 * top)
    axes.set_ylim(0, 1.02)
    axes.set_yticks([0, 0.2, 0.4, 0.6, 0.8, 1], ["0%", "20%", "40%", "60%", "80%", "100%"])
    axes.xaxis.set_major_locator(MaxNLocator(8, integer=True, steps=[1, 2, 2.5, 5, 10]))
    axes.set_xlabel(f"{counted} participants per condition")
    axes.text(0, 1.03, "power", transform=axes.transAxes, color=SOFT, size=9, va="bottom")
    figure.legend(
        frameon=False, loc="lower left", bbox_to_anchor=(0.065, 0), handlelength=1.6, borderaxespad=0
    )
    return figure


def _marks(axes: Axes, top: int, planned: int | None, goal: float) -> None:
    axes.grid(axis="y", color=LINE, lw=0.5, alpha=0.7)
    axes.set_axisbelow(True)
    axes.axhline(goal, color=INK, lw=0.9, ls=(0, (4, 3)), zorder=1)
    if planned is not None and planned <= 1.04 * top:
        axes.axvline(planned, color=SOFT, lw=0.9, ls=(0, (1, 2)), zorder=1)
        axes.text(
            planned, 1.03, f"planned {planned}", transform=axes.get_xaxis_transform(), color=SOFT, size=9,
            ha="center", va="bottom",
        )  # fmt: skip


def _line(axes: Axes, curve: Curve, row: int, label: str) -> None:
    n, power = (np.asarray(values, dtype=float) for values in (curve.n, curve.power))
    low, high = np.asarray(curve.limits, dtype=float).T
    order = np.argsort(n)
    tone = color(row)
    axes.vlines(n, low, high, color=tone, lw=1.2, zorder=2)
    axes.plot(n[order], power[order], color=tone, lw=1.8, marker=marker(row), ms=4.5, label=label, zorder=3)


def _alt(curves: Sequence[Curve], counted: str) -> str:
    parts = []
    for curve in curves:
        ends = [f"{share(power, 1)} at {n}" for n, power in sorted(zip(curve.n, curve.power, strict=True))]
        parts.append(f"{curve.label}: {joined(ends)}.")
    return f"Simulated power by {counted} participants per condition. {' '.join(parts)}"


def _caption(goal: float) -> str:
    words = "**Power.** Share of simulated studies with p < .05 for the declared alternative"
    return f"{words}; dashed: {goal:.0%}."
