"""The flow of participants from the first session to the analysis, per condition."""

from __future__ import annotations

import textwrap
from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch

from ikea_effect.report.cards import Figure
from ikea_effect.report.figures.style import (
    INK,
    LINE,
    SOFT,
    STRONG,
    WASH,
    WIDTH,
    canvas,
    color,
    house_style,
    picture,
)
from ikea_effect.report.people import Group, People
from ikea_effect.report.wording import joined, plural, spoken

MOST_COLUMNS = 4


def flow(everyone: People) -> Figure | None:
    """Boxes: recorded, per condition, left out and why, analyzed. None beyond four conditions."""
    columns = everyone.groups
    if len(columns) > MOST_COLUMNS:
        return None
    reasons = [reason for reason in everyone.reasons if everyone.dropped(reason)]
    height = 2.75 + 0.2 * max(1, len(reasons))
    with house_style():
        figure = canvas(height)
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_xlim(0, WIDTH)
        axes.set_ylim(0, height)
        axes.axis("off")
        _boxes(axes, everyone, reasons, height)
        svg = picture(figure, "flow")
    return Figure(
        "flow",
        svg,
        _alt(everyone, reasons),
        "Each session is counted once, under the first reason that applies.",
    )


def _boxes(axes: Axes, everyone: People, reasons: list[str], height: float) -> None:
    middle, top = WIDTH / 2, height - 0.32
    _box(axes, middle, top, 2.3, 0.5, f"{plural(len(everyone.table), 'session')} recorded", **STRONG)
    width = min(2.6, (WIDTH - 0.3) / len(everyone.groups) - 0.3)
    spread = WIDTH / len(everyone.groups)
    fork = top - 0.45
    deep = 0.34 + 0.2 * max(1, len(reasons))
    for place, group in enumerate(everyone.groups):
        x = spread * (place + 0.5)
        began, left, kept = top - 0.92, top - 1.4 - deep / 2, top - 1.72 - deep
        _arrow(axes, [(middle, top - 0.25), (middle, fork), (x, fork), (x, began + 0.27)])
        _box(
            axes,
            x,
            began,
            width,
            0.54,
            f"{_short(group)}\n{everyone.of(group, kept=False).shape[0]} began",
            edge=color(place),
        )
        _arrow(axes, [(x, began - 0.27), (x, left + deep / 2)])
        _box(axes, x, left, width, deep, _left_out(everyone, group, reasons), size=9, soft=True)
        _arrow(axes, [(x, left - deep / 2), (x, kept + 0.2)])
        _box(
            axes, x, kept, width, 0.4, f"{everyone.of(group).shape[0]} analyzed", **STRONG, edge=color(place)
        )


def _short(group: Group) -> str:
    return textwrap.shorten(group.label, 34, placeholder="…")


def _left_out(everyone: People, group: Group, reasons: list[str]) -> str:
    lines = [f"{spoken(reason)}: {everyone.dropped(reason, group)}" for reason in reasons]
    total = everyone.of(group, kept=False).shape[0] - everyone.of(group).shape[0]
    return "\n".join([f"{total} left out", *lines])


def _box(
    axes: Axes,
    x: float,
    y: float,
    width: float,
    height: float,
    text: str,
    *,
    edge: str = LINE,
    soft: bool = False,
    **font: Any,
) -> None:
    axes.add_patch(
        FancyBboxPatch(
            (x - width / 2, y - height / 2), width, height, boxstyle="round,pad=0,rounding_size=0.06",
            fc=WASH if soft else "white", ec=edge, lw=1.0 if edge == LINE else 1.6, zorder=2,
        )
    )  # fmt: skip
    axes.text(
        x, y, text, ha="center", va="center", color=SOFT if soft else INK, linespacing=1.25, zorder=3, **font
    )


def _arrow(axes: Axes, path: list[tuple[float, float]]) -> None:
    axes.plot(
        [x for x, _ in path], [y for _, y in path], color=SOFT, lw=0.9, zorder=1, solid_joinstyle="miter"
    )
    x, y = path[-1]
    axes.plot([x], [y + 0.045], marker="v", ms=4.5, mfc=SOFT, mec="none", zorder=1)


def _alt(everyone: People, reasons: list[str]) -> str:
    parts = []
    for group in everyone.groups:
        began, kept = everyone.of(group, kept=False).shape[0], everyone.of(group).shape[0]
        why = [f"{everyone.dropped(reason, group)} {spoken(reason)}" for reason in reasons]
        parts.append(
            f"{group.label}: {began} began, {began - kept} left out{_in_brackets(why)}, {kept} analyzed."
        )
    return f"Flow of participants: {plural(len(everyone.table), 'session')} recorded. {' '.join(parts)}"


def _in_brackets(words: list[str]) -> str:
    return f" ({joined(words)})" if words else ""
