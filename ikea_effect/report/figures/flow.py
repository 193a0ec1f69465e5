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
    caption = (
        "**From session to analysis.** Each session is counted once, under the first reason that applies."
    )
    return Figure("flow", svg, _alt(everyone, reasons), caption)


def _boxes(axes: Axes, everyone: People, reasons: list[str], height: float) -> None:
    middle, top = WIDTH / 2, height - 0.32
    _box(axes, (middle, top, 2.3, 0.5), f"{plural(len(everyone.table), 'session')} recorded", **STRONG)
    for place, group in enumerate(everyone.groups):
        x = WIDTH / len(everyone.groups) * (place + 0.5)
        fork = top - 0.45
        _arrow(axes, [(middle, top - 0.25), (middle, fork), (x, fork), (x, top - 0.65)])
        _column(axes, everyone, reasons, place, group, x, top - 0.65)


def _column(
    axes: Axes, everyone: People, reasons: list[str], place: int, group: Group, x: float, top: float
) -> None:
    """One condition, downward from `top`: began, left out, analyzed."""
    width = min(2.6, (WIDTH - 0.3) / len(everyone.groups) - 0.3)
    deep, gap = 0.34 + 0.2 * max(1, len(reasons)), 0.2
    began, kept = (everyone.of(group, kept=only).shape[0] for only in (False, True))
    _box(axes, (x, top - 0.27, width, 0.54), f"{_short(group)}\n{began:,} began", edge=color(place))
    left = top - 0.54 - gap
    _arrow(axes, [(x, left + gap), (x, left)])
    _box(axes, (x, left - deep / 2, width, deep), _left_out(everyone, group, reasons), soft=True, size=9)
    end = left - deep - gap
    _arrow(axes, [(x, end + gap), (x, end)])
    _box(axes, (x, end - 0.2, width, 0.4), f"{kept:,} analyzed", edge=color(place), **STRONG)


def _short(group: Group) -> str:
    return textwrap.shorten(group.label, 34, placeholder="…")


def _left_out(everyone: People, group: Group, reasons: list[str]) -> str:
    lines = [f"{spoken(reason)}: {everyone.dropped(reason, group)}" for reason in reasons]
    total = everyone.of(group, kept=False).shape[0] - everyone.of(group).shape[0]
    return "\n".join([f"{total} left out", *lines])


def _box(
    axes: Axes,
    place: tuple[float, float, float, float],
    text: str,
    *,
    edge: str = LINE,
    soft: bool = False,
    **font: Any,
) -> None:
    """A box around (x, y, width, height) with its text in the middle."""
    x, y, width, height = place
    corner = (x - width / 2, y - height / 2)
    face, ink = (WASH, SOFT) if soft else ("white", INK)
    style = "round,pad=0,rounding_size=0.06"
    line = 1.0 if edge == LINE else 1.6
    axes.add_patch(FancyBboxPatch(corner, width, height, boxstyle=style, fc=face, ec=edge, lw=line, zorder=2))
    axes.text(x, y, text, ha="center", va="center", color=ink, linespacing=1.25, zorder=3, **font)


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
