"""Bids that were given several times: the mean of every condition from round to round."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from ikea_effect.language import phrase, say
from ikea_effect.report.cards import Figure
from ikea_effect.report.figures.spread import Cell
from ikea_effect.report.figures.style import LINE, SOFT, canvas, color, house_style, picture
from ikea_effect.report.wording import joined

CAPTION = phrase(
    "**From round to round.** Means of all bids of a round with 95% t intervals, between participants; the "
    "same people bid in every round."
)


def round_means(
    name: str, rounds: Sequence[Sequence[Cell]], printed: Callable[[float], str], what: str
) -> Figure:
    """A line per condition over the rounds; `rounds` holds the conditions' cells, round by round."""
    labels = [found.label for found in rounds[0]]
    with house_style():
        figure = canvas(2.9)
        axes = figure.add_axes((0.085, 0.17, 0.9, 0.72))
        for row, label in enumerate(labels):
            _line(axes, [cells[row] for cells in rounds], row, len(labels), label)
        axes.set_xlim(0.6, len(rounds) + 0.4)
        axes.xaxis.set_major_locator(MaxNLocator(min(12, len(rounds)), integer=True))
        axes.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]))
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _place: printed(value)))
        axes.grid(axis="y", color=LINE, lw=0.5, alpha=0.7)
        axes.set_axisbelow(True)
        axes.set_ylim(bottom=min(0.0, axes.get_ylim()[0]))
        axes.set_xlabel(say("round"))
        axes.text(
            0, 1.03, say("mean {what}", what=what), transform=axes.transAxes, color=SOFT, size=9, va="bottom"
        )
        axes.legend(frameon=False, loc="lower right", handlelength=1.6, borderaxespad=0.2)
        svg = picture(figure, name)
    return Figure(name, svg, _alt(rounds, printed), say(CAPTION))


def _line(axes: Axes, found: Sequence[Cell], row: int, rows: int, label: str) -> None:
    tone, beside = color(row), (row - (rows - 1) / 2) * 0.05
    at = [place + beside for place, one in enumerate(found, start=1) if one.mean is not None]
    means = [one.mean for one in found if one.mean is not None]
    axes.plot(at, means, color=tone, lw=1.6, marker="o", ms=5, label=label, zorder=3)
    for place, one in enumerate(found, start=1):
        if one.interval:
            axes.plot([place + beside] * 2, one.interval, color=tone, lw=1.2, zorder=2)


def _alt(rounds: Sequence[Sequence[Cell]], printed: Callable[[float], str]) -> str:
    parts = []
    for row, first in enumerate(rounds[0]):
        found = [cells[row].mean for cells in rounds]
        means = ["none" if mean is None else printed(mean) for mean in found]
        parts.append(f"{first.label}: {joined(means)}.")
    return say("Mean bids in rounds 1 to {rounds}. {parts}", rounds=len(rounds), parts=" ".join(parts))
