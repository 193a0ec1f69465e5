"""What the flow of participants is drawn with: boxes and arrows, and what is written in them."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch

from ikea_effect.language import Sayings, say
from ikea_effect.report.figures.style import INK, LINE, SOFT, WASH
from ikea_effect.report.people import Group, People
from ikea_effect.report.wording import spoken

ABSENT = Sayings(
    {
        "no-show": "did not come",
        "sent-away": "sent away, no place free",
        "withdrawn": "withdrew, nothing kept",
    }
)
"""Who is in no row of the data, as the study's journal counts them."""
LEADING = 0.185  # inches between lines
GAP = 0.2  # inches between boxes


def broken(label: str, width: float) -> list[str]:
    """The lines of a condition's label in a box of so many inches; at most three."""
    return textwrap.wrap(label, int(width * 72 / 4.9), max_lines=3, placeholder=" …")


def over(more: int) -> list[str]:
    """A line on how many more than planned began, where there are any."""
    return [say("({more:,} more than planned)", more=more)] if more else []


def began(everyone: People, group: Group) -> int:
    """How many of a condition began."""
    return int(everyone.of(group, kept=False).shape[0])


def analyzed(everyone: People, group: Group) -> int:
    """How many of a condition are kept."""
    return int(everyone.of(group).shape[0])


def left_out(everyone: People, group: Group, reasons: Sequence[str]) -> str:
    """How many of a condition are left out, and a line for each reason."""
    lines = [f"{spoken(reason)}: {everyone.dropped(reason, group)}" for reason in reasons]
    total = began(everyone, group) - analyzed(everyone, group)
    return "\n".join([say("{total} left out", total=total), *lines])


def box(
    axes: Axes,
    place: tuple[float, float, float, float],
    text: str,
    *,
    edge: str = LINE,
    soft: bool = False,
    **font: Any,
) -> None:
    """A box (x of its middle, its top, width, height) with its text in the middle."""
    x, top, width, height = place
    corner, y = (x - width / 2, top - height), top - height / 2
    face, ink = (WASH, SOFT) if soft else ("white", INK)
    style = "round,pad=0,rounding_size=0.06"
    edge_width = 1.0 if edge == LINE else 1.6
    axes.add_patch(
        FancyBboxPatch(corner, width, height, boxstyle=style, fc=face, ec=edge, lw=edge_width, zorder=2)
    )
    lines = text.split("\n")
    for row, line in enumerate(lines):
        baseline = y + LEADING * ((len(lines) - 1) / 2 - row) - 0.045
        axes.text(x, baseline, line, ha="center", va="baseline", color=ink, zorder=3, **font)


def arrow(axes: Axes, path: list[tuple[float, float]], head: str = "v") -> None:
    """A line through these places with its head at the last: downward, or to the right (">")."""
    axes.plot(
        [x for x, _ in path], [y for _, y in path], color=SOFT, lw=0.9, zorder=1, solid_joinstyle="miter"
    )
    x, y = path[-1]
    at = ([x - 0.045], [y]) if head == ">" else ([x], [y + 0.045])
    axes.plot(*at, marker=head, ms=4.5, mfc=SOFT, mec="none", zorder=1)
