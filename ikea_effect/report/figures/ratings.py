"""Ratings per condition: how many gave each answer, and the mean."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from ikea_effect.language import say
from ikea_effect.report.cards import Figure
from ikea_effect.report.figures.spread import Cell, Ground, draw_mean, ground, headings, name_row
from ikea_effect.report.figures.style import LINE, SOFT, color, house_style, picture
from ikea_effect.report.wording import number, plural
from ikea_effect.rounding import fixed


def rating_bars(name: str, title: str, cells: Sequence[Cell], low: int, high: int) -> Figure:
    """The answers of every condition as bars on the scale's points; means of items fall to the nearest."""
    with house_style():
        base = ground(len(cells), with_zeros=False)
        for row, found in enumerate(cells):
            _row(base, row, found, low, high)
            name_row(base, row, found, number)
        base.main.set_xlim(low - 0.6, high + 0.6)
        base.main.set_xticks(_ticks(low, high))
        base.main.set_xlabel(say("{title}, from {low} to {high}", title=title, low=low, high=high))
        headings(base, say("share of answers"))
        svg = picture(base.figure, name)
    caption = say(
        "**{title}.** Bars: the share that gave each answer, rounded to the scale’s "
        "points. Dark line and gray bar: mean and 95% t interval.",
        title=title[:1].upper() + title[1:],
    )
    return Figure(name, svg, _alt(title, cells, number), caption)


def _ticks(low: int, high: int) -> list[int]:
    step = max(1, (high - low) // 10)
    return list(range(low, high + 1, step))


def _row(base: Ground, row: int, found: Cell, low: int, high: int) -> None:
    y, tone = base.y(row), color(row)
    base.main.axhline(y, color=LINE, lw=0.6, zorder=1)
    if found.values.size:
        points = np.arange(low, high + 1)
        shares = answer_shares(found, low, high)
        base.main.bar(
            points, 0.5 * shares / max(0.35, shares.max()), bottom=y, width=0.72, color=tone, alpha=0.75
        )
        if high - low <= 10:
            for point, part in zip(points, shares, strict=True):
                if part > 0:
                    at = y + 0.5 * part / max(0.35, shares.max()) + 0.02
                    base.main.text(
                        float(point),
                        at,
                        f"{fixed(100 * part, 0)}%",
                        ha="center",
                        va="bottom",
                        size=8,
                        color=SOFT,
                    )
    draw_mean(base.main, y - 0.14, found)


def answer_shares(found: Cell, low: int, high: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """The share of answers nearest to each point of the scale; halves count upward."""
    nearest = np.clip(np.floor(found.values + 0.5), low, high).astype(int) - low
    return np.bincount(nearest, minlength=high - low + 1) / found.values.size


def _alt(title: str, cells: Sequence[Cell], printed: Callable[[float], str]) -> str:
    return say("Answers on {title} per condition. ", title=title) + " ".join(
        _said(found, printed) for found in cells
    )


def _said(found: Cell, printed: Callable[[float], str]) -> str:
    if found.mean is None:
        return say("{label}: no answers.", label=found.label)
    interval = (
        say(" (95% interval {interval})", interval=say(" to ").join(map(printed, found.interval)))
        if found.interval
        else ""
    )
    return say(
        "{label}: {answers}, mean {mean}{interval}.",
        label=found.label,
        answers=plural(found.values.size, "answer"),
        mean=printed(found.mean),
        interval=interval,
    )
