"""The flow of participants in one column, for screens on which letters of the wide one would be too small."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from matplotlib.axes import Axes

from ikea_effect.language import say
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
from ikea_effect.report.figures.style import SOFT, STRONG, canvas, color, picture
from ikea_effect.report.people import People
from ikea_effect.report.wording import plural

_WIDTH = 3.5  # inches
_SPINE = 0.16  # where the line runs down to the conditions
_INDENT = 0.38  # where the boxes of conditions begin
_EDGE = 0.05
_APART = 0.3  # between conditions


class _Box(NamedTuple):
    """A box: what is written, how high it is, how far below the one before, and how it is drawn."""

    text: str
    height: float
    below: float
    look: Mapping[str, Any]
    by: str  # what leads there: "spine", "arrow", "dots" or "" for the first


def in_one_column(
    everyone: People, absent: Mapping[str, int], reasons: Sequence[str], more: Sequence[int]
) -> str:
    """The same boxes as the wide picture, one below the other: everyone, then condition by condition."""
    boxes = [*_first(everyone, absent), *_conditions(everyone, reasons, more)]
    height = 2 * _EDGE + sum(one.height + one.below for one in boxes)
    figure = canvas(height, _WIDTH)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, _WIDTH)
    axes.set_ylim(0, height)
    axes.axis("off")
    _draw(axes, boxes, height - _EDGE)
    return picture(figure, "flow-narrow")


def _first(everyone: People, absent: Mapping[str, int]) -> Iterator[_Box]:
    sessions = plural(len(everyone.table), "session")
    yield _Box(say("{sessions} recorded", sessions=sessions), 0.5, 0.0, STRONG, "")
    if lines := [f"{ABSENT[why]}: {n}" for why, n in absent.items() if n]:
        yield _Box("\n".join(lines), _high(lines), GAP, {"soft": True, "size": 9}, "dots")


def _conditions(everyone: People, reasons: Sequence[str], more: Sequence[int]) -> Iterator[_Box]:
    for place, group in enumerate(everyone.groups):
        label = "\n".join(broken(group.label, _WIDTH - _INDENT - 0.3))
        said = say("{label}\n{began:,} began", label=label, began=began(everyone, group))
        said = "\n".join([said, *over(more[place])])
        yield _Box(said, _high(said.split("\n")) + 0.1, _APART, {"edge": color(place)}, "spine")
        why = left_out(everyone, group, reasons)
        yield _Box(why, _high(why.split("\n")), GAP, {"soft": True, "size": 9}, "arrow")
        kept = say("{kept:,} analyzed", kept=analyzed(everyone, group))
        yield _Box(kept, 0.4, GAP, {"edge": color(place), **STRONG}, "arrow")


def _high(lines: Sequence[str]) -> float:
    return 0.2 + LEADING * len(lines)


def _draw(axes: Axes, boxes: Sequence[_Box], top: float) -> None:
    width = _WIDTH - _INDENT - _EDGE
    middle, spine = _INDENT + width / 2, top - boxes[0].height
    for one in boxes:
        top -= one.below
        if one.by == "spine":
            at = top - one.height / 2
            arrow(axes, [(_SPINE, spine), (_SPINE, at), (_INDENT, at)], ">")
        elif one.by == "arrow":
            arrow(axes, [(middle, top + one.below), (middle, top)])
        elif one.by == "dots":
            axes.plot([middle, middle], [top + one.below, top], color=SOFT, lw=0.9, ls=":", zorder=1)
        left = _INDENT if one.by else _EDGE
        own = _WIDTH - _EDGE - left
        box(axes, (left + own / 2, top, own, one.height), one.text, **one.look)
        top -= one.height
