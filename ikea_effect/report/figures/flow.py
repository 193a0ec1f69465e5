"""The flow of participants from the first session to the analysis, per condition."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes

from ikea_effect.language import say
from ikea_effect.report.cards import Figure
from ikea_effect.report.figures.flow_boxes import (
    ABSENT,
    GAP,
    LEADING,
    analyzed,
    arrow,
    began,
    box,
    broken,
    left_out,
    over,
)
from ikea_effect.report.figures.flow_narrow import in_one_column
from ikea_effect.report.figures.style import SOFT, STRONG, WIDTH, canvas, color, house_style, picture
from ikea_effect.report.people import Group, People
from ikea_effect.report.wording import joined, plural, spoken

MOST_COLUMNS = 4


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
        narrow = in_one_column(everyone, absent, plan.reasons, plan.more)
    caption = say(
        "**From session to analysis.** Each session is counted once, under the first reason that applies.",
    )
    return Figure("flow", svg, _alt(everyone, plan), caption, narrow=narrow)


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
    labels = [broken(group.label, width) for group in everyone.groups]
    there = [began(everyone, group) for group in everyone.groups]
    more = tuple(max(0, come - n) for come, n in zip(there, planned, strict=True))
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
    box(
        axes,
        (middle, top, 2.3, plan.top),
        say("{sessions} recorded", sessions=plural(len(everyone.table), "session")),
        **STRONG,
    )
    if plan.absent:
        x = WIDTH - 1.2
        axes.plot([middle + 1.15, x - 1.05], [top - plan.top / 2] * 2, color=SOFT, lw=0.9, ls=":", zorder=1)
        box(axes, (x, top, 2.1, plan.top), "\n".join(plan.absent), soft=True, size=9)
    for place, group in enumerate(everyone.groups):
        x = WIDTH / len(everyone.groups) * (place + 0.5)
        fork, start = top - plan.top - GAP, top - plan.top - 2 * GAP
        arrow(axes, [(middle, top - plan.top), (middle, fork), (x, fork), (x, start)])
        _column(axes, everyone, plan, group, x, start)


def _column(axes: Axes, everyone: People, plan: Plan, group: Group, x: float, top: float) -> None:
    """One condition, downward from `top`: began, left out, analyzed."""
    place = everyone.groups.index(group)
    said = say("{label}\n{began:,} began", label=plan.labels[place], began=began(everyone, group))
    box(
        axes,
        (x, top, plan.width, plan.began),
        "\n".join([said, *over(plan.more[place])]),
        edge=color(place),
    )
    left = top - plan.began - GAP
    arrow(axes, [(x, left + GAP), (x, left)])
    box(axes, (x, left, plan.width, plan.left), left_out(everyone, group, plan.reasons), soft=True, size=9)
    end = left - plan.left - GAP
    arrow(axes, [(x, end + GAP), (x, end)])
    kept = say("{kept:,} analyzed", kept=analyzed(everyone, group))
    box(axes, (x, end, plan.width, 0.4), kept, edge=color(place), **STRONG)


def _alt(everyone: People, plan: Plan) -> str:
    reasons, parts = plan.reasons, []
    for place, group in enumerate(everyone.groups):
        come, kept = began(everyone, group), analyzed(everyone, group)
        counts = {reason: everyone.dropped(reason, group) for reason in reasons}
        why = [f"{n} {spoken(reason)}" for reason, n in counts.items() if n]
        parts.append(
            say(
                "{label}: {began} began, {left} left out{in_brackets}, {kept} analyzed.",
                label=group.label,
                began=come,
                left=come - kept,
                in_brackets=_in_brackets([*why, *(line.strip("()") for line in over(plan.more[place]))]),
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
