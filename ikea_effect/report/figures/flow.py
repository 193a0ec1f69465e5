"""The flow of participants from the first session to the analysis, per condition."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch

from ikea_effect.language import Sayings, say
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
LEADING = 0.185  # inches between lines
ABSENT = Sayings(
    {
        "no-show": "did not come",
        "sent-away": "sent away, no place free",
        "withdrawn": "withdrew, nothing kept",
    }
)
"""Who is in no row of the data, as the study's journal counts them."""
GAP = 0.2  # inches between boxes


def flow(everyone: People, absent: Mapping[str, int], planned: Sequence[int]) -> Figure | None:
    """Boxes: recorded, per condition, left out and why, analyzed. None beyond four conditions.

    `absent` says who is in no row: withdrew, sent away, did not come. `planned` is each condition's number.
    """
    if len(everyone.groups) > MOST_COLUMNS:
        return None
    plan = _plan(everyone, absent, planned)
    with house_style():
        figure = canvas(plan.height)
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_xlim(0, WIDTH)
        axes.set_ylim(0, plan.height)
        axes.axis("off")
        _boxes(axes, everyone, plan)
        svg = picture(figure, "flow")
    caption = say(
        "**From session to analysis.** Each session is counted once, under the first reason that applies.",
    )
    return Figure("flow", svg, _alt(everyone, plan), caption)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is written where: sizes in inches."""

    reasons: tuple[str, ...]
    labels: tuple[str, ...]
    absent: tuple[str, ...]  # lines on who is in no row
    more: tuple[int, ...]  # how many more than planned began, by condition
    width: float  # of a column's boxes
    began: float  # height of the box with the condition's name
    left: float  # height of the box with those left out

    @property
    def top(self) -> float:
        """The height of the first row of boxes."""
        return max(0.5, 0.16 + LEADING * len(self.absent))

    @property
    def height(self) -> float:
        """The height of the whole picture."""
        return 0.07 + self.top + 2 * GAP + self.began + GAP + self.left + GAP + 0.4 + 0.07


def _plan(everyone: People, absent: Mapping[str, int], planned: Sequence[int]) -> Plan:
    reasons = tuple(reason for reason in everyone.reasons if everyone.dropped(reason))
    width = min(2.6, WIDTH / len(everyone.groups) - 0.22)
    letters = int(width * 72 / 4.9)
    labels = [textwrap.wrap(group.label, letters, max_lines=3, placeholder=" …") for group in everyone.groups]
    began = [everyone.of(group, kept=False).shape[0] for group in everyone.groups]
    more = tuple(max(0, there - n) for there, n in zip(began, planned, strict=True))
    lines = max(map(len, labels)) + any(more)
    return Plan(
        reasons,
        tuple(map("\n".join, labels)),
        tuple(f"{ABSENT[why]}: {n}" for why, n in absent.items() if n),
        more,
        width,
        0.36 + 0.18 * lines,
        0.34 + 0.2 * max(1, len(reasons)),
    )


def _boxes(axes: Axes, everyone: People, plan: Plan) -> None:
    middle, top = WIDTH / 2, plan.height - 0.07
    _box(
        axes,
        (middle, top, 2.3, plan.top),
        say("{sessions} recorded", sessions=plural(len(everyone.table), "session")),
        **STRONG,
    )
    if plan.absent:
        x = WIDTH - 1.2
        axes.plot([middle + 1.15, x - 1.05], [top - plan.top / 2] * 2, color=SOFT, lw=0.9, ls=":", zorder=1)
        _box(axes, (x, top, 2.1, plan.top), "\n".join(plan.absent), soft=True, size=9)
    for place, group in enumerate(everyone.groups):
        x = WIDTH / len(everyone.groups) * (place + 0.5)
        fork, start = top - plan.top - GAP, top - plan.top - 2 * GAP
        _arrow(axes, [(middle, top - plan.top), (middle, fork), (x, fork), (x, start)])
        _column(axes, everyone, plan, group, x, start)


def _column(axes: Axes, everyone: People, plan: Plan, group: Group, x: float, top: float) -> None:
    """One condition, downward from `top`: began, left out, analyzed."""
    place = everyone.groups.index(group)
    began, kept = (everyone.of(group, kept=only).shape[0] for only in (False, True))
    said = say("{label}\n{began:,} began", label=plan.labels[place], began=began)
    _box(
        axes,
        (x, top, plan.width, plan.began),
        "\n".join([said, *_over(plan, place)]),
        edge=color(place),
    )
    left = top - plan.began - GAP
    _arrow(axes, [(x, left + GAP), (x, left)])
    _box(axes, (x, left, plan.width, plan.left), _left_out(everyone, group, plan.reasons), soft=True, size=9)
    end = left - plan.left - GAP
    _arrow(axes, [(x, end + GAP), (x, end)])
    _box(axes, (x, end, plan.width, 0.4), say("{kept:,} analyzed", kept=kept), edge=color(place), **STRONG)


def _over(plan: Plan, place: int) -> Iterator[str]:
    if plan.more[place]:
        yield say("({more:,} more than planned)", more=plan.more[place])


def _left_out(everyone: People, group: Group, reasons: Sequence[str]) -> str:
    lines = [f"{spoken(reason)}: {everyone.dropped(reason, group)}" for reason in reasons]
    total = everyone.of(group, kept=False).shape[0] - everyone.of(group).shape[0]
    return "\n".join([say("{total} left out", total=total), *lines])


def _box(
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


def _arrow(axes: Axes, path: list[tuple[float, float]]) -> None:
    axes.plot(
        [x for x, _ in path], [y for _, y in path], color=SOFT, lw=0.9, zorder=1, solid_joinstyle="miter"
    )
    x, y = path[-1]
    axes.plot([x], [y + 0.045], marker="v", ms=4.5, mfc=SOFT, mec="none", zorder=1)


def _alt(everyone: People, plan: Plan) -> str:
    reasons, parts = plan.reasons, []
    for place, group in enumerate(everyone.groups):
        began, kept = everyone.of(group, kept=False).shape[0], everyone.of(group).shape[0]
        counts = {reason: everyone.dropped(reason, group) for reason in reasons}
        why = [f"{n} {spoken(reason)}" for reason, n in counts.items() if n]
        parts.append(
            say(
                "{label}: {began} began, {left} left out{in_brackets}, {kept} analyzed.",
                label=group.label,
                began=began,
                left=began - kept,
                in_brackets=_in_brackets([*why, *(line.strip("()") for line in _over(plan, place))]),
                kept=kept,
            )
        )
    told = say(
        "Flow of participants: {sessions} recorded. {parts}",
        sessions=plural(len(everyone.table), "session"),
        parts=" ".join(parts),
    )
    return told + (say(" In no row: {absent}.", absent=joined(plan.absent)) if plan.absent else "")


def _in_brackets(words: list[str]) -> str:
    return f" ({joined(words)})" if words else ""
