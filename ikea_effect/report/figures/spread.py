"""The shared ground of pictures that show one measure per condition: rows, headings, means."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.transforms import blended_transform_factory
from numpy.typing import NDArray

from ikea_effect.language import say
from ikea_effect.report.figures.style import INK, SOFT, STRONG, WIDTH, canvas, color

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Canvas

MEAN = "#8d979f"
Values = NDArray[np.float64]
LEFT, ZEROS, RIGHT = 1.4, 0.95, 1.3  # inches
AFTER = 1 - (RIGHT - 0.08) / WIDTH  # where the column on the right begins


@dataclass(frozen=True, slots=True)
class Cell:
    """One condition's numbers, with the mean and its 95% t interval (None where n < 2)."""

    label: str
    values: Values
    mean: float | None
    interval: tuple[float, float] | None


def cell(label: str, values: Sequence[float] | Any) -> Cell:
    """The numbers of one condition, described."""
    found: Values = np.sort(np.asarray(values, dtype=float))
    if not found.size:
        return Cell(label, found, None, None)
    return Cell(label, found, float(found.mean()), mean_interval(found))


def mean_interval(values: Values) -> tuple[float, float] | None:
    """The 95% t interval of the mean, or None for fewer than two values."""
    from scipy.special import stdtrit

    n = values.size
    if n < 2:
        return None
    half = float(stdtrit(n - 1, 0.975)) * float(values.std(ddof=1)) / math.sqrt(n)
    mean = float(values.mean())
    return mean - half, mean + half


@dataclass(frozen=True, slots=True)
class Ground:
    """An empty picture with one row per condition; row i is centered on y = rows - 1 - i."""

    figure: Canvas
    main: Axes
    zeros: Axes | None
    rows: int

    def y(self, row: int) -> float:
        """The middle of a row."""
        return float(self.rows - 1 - row)


def ground(rows: int, with_zeros: bool) -> Ground:
    """The frame that all pictures of one measure share."""
    height = 0.85 + 1.2 * rows
    figure = canvas(height)
    bottom, top = 0.52 / height, 1 - 0.33 / height
    start = LEFT + (ZEROS + 0.2 if with_zeros else 0)
    main = figure.add_axes(_box(start, WIDTH - RIGHT - start - 0.1, bottom, top))
    zeros = figure.add_axes(_box(LEFT, ZEROS, bottom, top)) if with_zeros else None
    for axes in filter(None, (main, zeros)):
        axes.set_ylim(-0.5, rows - 0.35)
        axes.set_yticks([])
    return Ground(figure, main, zeros, rows)


def _box(start: float, width: float, bottom: float, top: float) -> tuple[float, float, float, float]:
    return start / WIDTH, bottom, width / WIDTH, top - bottom


def row_label(label: str) -> str:
    """A condition's name in lines as they fit left of its row; what is cut off is seen to be."""
    return "\n".join(textwrap.wrap(label, 19, max_lines=5, placeholder=" …"))


def name_row(base: Ground, row: int, found: Cell, printed: Callable[[float], str]) -> None:
    """Writes the condition on the left and its mean with interval on the right."""
    y = base.y(row) + 0.08
    quiet: dict[str, Any] = {"color": SOFT, "size": 9, "va": "top"}
    at = blended_transform_factory(base.figure.transFigure, base.main.transData)
    base.main.text(0, y, row_label(found.label), transform=at, va="bottom", linespacing=1.05, **STRONG)
    base.main.text(0, y - 0.05, say("n = {size:,}", size=found.values.size), transform=at, **quiet)
    mean = say("no values") if found.mean is None else printed(found.mean)
    base.main.text(AFTER, y, mean, transform=at, va="bottom", **STRONG)
    if found.interval:
        low, high = map(printed, found.interval)
        base.main.text(AFTER, y - 0.05, say("{low} to {high}", low=low, high=high), transform=at, **quiet)


def headings(base: Ground, main: str, zeros: str = "") -> None:
    """Writes what each column of the picture shows."""
    above = base.rows - 0.35
    quiet: dict[str, Any] = {"color": SOFT, "size": 9, "va": "bottom"}
    at = blended_transform_factory(base.figure.transFigure, base.main.transData)
    base.main.text(0, above, main, transform=base.main.get_yaxis_transform(), **quiet)
    base.main.text(AFTER, above, say("mean, 95% interval"), transform=at, **quiet)
    if base.zeros is not None:
        base.zeros.text(0, above, zeros, transform=base.zeros.get_yaxis_transform(), **quiet)


def draw_mean(axes: Axes, y: float, found: Cell) -> None:
    """A gray bar over the interval of the mean with a dark line at the mean itself."""
    if found.mean is None:
        return
    if found.interval:
        axes.plot(found.interval, (y, y), color=MEAN, lw=5, solid_capstyle="butt", zorder=4)
    axes.plot([found.mean], [y], marker="|", ms=9, mec=INK, mew=2.2, ls="none", zorder=5, clip_on=False)


__all__ = [
    "Cell",
    "Ground",
    "Values",
    "cell",
    "color",
    "draw_mean",
    "ground",
    "headings",
    "mean_interval",
    "name_row",
]
