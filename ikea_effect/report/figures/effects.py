"""Effects beside each other, a dot and an interval each; a line over a measure; shares as bars."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.ticker import FuncFormatter, MaxNLocator

from ikea_effect.language import say, written
from ikea_effect.report.cards import Figure
from ikea_effect.report.figures.spread import Values
from ikea_effect.report.figures.style import INK, LINE, SOFT, canvas, color, house_style, picture, value_axis
from ikea_effect.report.wording import joined, number, share


class Effect(NamedTuple):
    """One effect: what it is of, how large, and its interval."""

    label: str
    value: float
    low: float
    high: float


def effects(name: str, title: str, shown: Sequence[Effect], printed: Callable[[float], str]) -> Figure:
    """A row for each effect, with its 95% interval and a line at no effect."""
    with house_style():
        figure = canvas(0.9 + 0.42 * len(shown))
        axes = figure.add_axes(
            (0.28, 0.6 / (0.9 + 0.42 * len(shown)), 0.7, 0.3 * len(shown) / (0.9 + 0.3 * len(shown)))
        )
        axes.axvline(0, color=INK, lw=0.9)
        for row, one in enumerate(shown):
            y = len(shown) - row
            axes.axhline(y, color=LINE, lw=0.6, zorder=0)
            axes.plot([one.low, one.high], [y, y], color=color(0), lw=2)
            axes.plot([one.value], [y], "o", color=color(0), ms=7)
        axes.set_yticks([len(shown) - row for row in range(len(shown))], [one.label for one in shown])
        axes.set_ylim(0.4, len(shown) + 0.6)
        value_axis(axes, printed, title)
        svg = picture(figure, name)
    said = joined(
        say(
            "{label} {value} ({low} to {high})",
            label=one.label,
            value=printed(one.value),
            low=printed(one.low),
            high=printed(one.high),
        )
        for one in shown
    )
    return Figure(
        name,
        svg,
        f"{title}: {said}.",
        say("**{title}.** Dots and 95% intervals.", title=title[:1].upper() + title[1:]),
    )


class Line(NamedTuple):
    """An outcome over a measure: rows (measure, expected outcome, low, high), and who has which value."""

    outcome: str
    measure: str
    band: Values
    found: Values
    answers: Values


def line(name: str, shown: Line, printed: Callable[[float], str]) -> Figure:
    """Everyone as a dot, the fitted line and its band."""
    at, fitted, low, high = shown.band.T
    with house_style():
        figure = canvas(3.4)
        axes = figure.add_axes((0.1, 0.15, 0.885, 0.76))
        axes.plot(shown.found, shown.answers, "o", color=SOFT, ms=4, alpha=0.45, mew=0)
        axes.fill_between(at, low, high, color=color(0), alpha=0.16, lw=0)
        axes.plot(at, fitted, color=color(0), lw=2)
        axes.yaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 2.5, 5, 10]))
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _place: printed(value)))
        axes.text(0, 1.02, shown.outcome, transform=axes.transAxes, color=SOFT, size=9, va="bottom")
        value_axis(axes, lambda value: written(f"{value:g}"), shown.measure, ticks=8)
        svg = picture(figure, name)
    ends = [say("{fitted} at {at}", fitted=printed(fitted[place]), at=number(at[place])) for place in (0, -1)]
    alt = say(
        "{outcome} over {measure}: the fitted line goes from {first} to {last}.",
        outcome=shown.outcome,
        measure=shown.measure,
        first=ends[0],
        last=ends[1],
    )
    caption = say(
        "**{outcome} over {measure}.** Line and band: the expected value with its "
        "pointwise 95% interval, at the means of the others; dots: participants.",
        outcome=shown.outcome[:1].upper() + shown.outcome[1:],
        measure=shown.measure,
    )
    return Figure(name, svg, alt, caption)


def shares(name: str, title: str, table: Mapping[str, Mapping[str, int]]) -> Figure:
    """For each condition one bar, parted by how many chose each option."""
    options = list(next(iter(table.values())))
    height = 1.2 + 0.45 * len(table)
    with house_style():
        figure = canvas(height)
        axes = figure.add_axes((0.28, 0.6 / height, 0.7, 1 - 1.1 / height))
        for row, counts in enumerate(table.values()):
            _bar(axes, len(table) - row, np.array([counts[option] for option in options], dtype=float))
        axes.set_yticks([len(table) - row for row in range(len(table))], list(table))
        axes.set_ylim(0.45, len(table) + 0.55)
        axes.set_xlim(0, 1)
        marks = [axes.plot([], [], "s", color=color(place), ms=9)[0] for place in range(len(options))]
        axes.legend(
            marks, options, loc="lower left", bbox_to_anchor=(0, 1), ncols=len(options), frameon=False
        )
        value_axis(axes, lambda value: f"{100 * value:g}%", say("share of answers"))
        svg = picture(figure, name)
    said = " ".join(f"{label}: {_in_words(counts)}." for label, counts in table.items())
    return Figure(
        name,
        svg,
        f"{title}. {said}",
        say("**{title}.** The share that chose each.", title=title[:1].upper() + title[1:]),
    )


def _bar(axes: object, y: int, counts: Values) -> None:
    parts = counts / max(counts.sum(), 1.0)
    start = 0.0
    for place, part in enumerate(parts):
        axes.barh(y, part, left=start, height=0.62, color=color(place), alpha=0.8)  # type: ignore[attr-defined]
        if part > 0.07:
            axes.text(  # type: ignore[attr-defined]
                start + part / 2,
                y,
                share(counts[place], counts.sum()),
                ha="center",
                va="center",
                size=9,
                color="white",
            )
        start += part


def _in_words(counts: Mapping[str, int]) -> str:
    whole = sum(counts.values())
    return joined(f"{option} {share(found, whole)}" for option, found in counts.items())
