"""The funnel plot of a meta-analysis: effects by standard error, and where chance alone puts them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from ikea_effect.analysis.replication.forest import BLUE, GRAY, GREEN, ORANGE, STYLE
from ikea_effect.analysis.replication.meta import Meta

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_Z = 1.959964
"""95% of studies of one effect lie within so many standard errors."""


def funnel_figure(found: Meta) -> Figure:
    """Every study by effect and standard error, precise ones at the top, in the pooled effect's funnel.

    Beyond the dotted lines a study is significant. From ten studies on stands PET's line as well.
    """
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    with rc_context(STYLE):  # type: ignore[arg-type]
        figure = Figure(figsize=(6.8, 4.6), layout="constrained")
        axes = figure.add_subplot()
        _drawn(axes, found)
        name = "Hedges' g" if found.effect == "g" else "Standardized difference d"
        axes.set_xlabel(name)
        axes.set_ylabel("Standard error (small studies at the bottom)")
        axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.12), ncols=2, frameon=False, fontsize=8)
    return figure


def _drawn(axes: Axes, found: Meta) -> None:
    d, se = zip(*((one.effect.d, one.effect.se) for one in found.studies), strict=True)
    mean, end = found.fit.mean.b, 1.08 * max(se)
    sides = [mean - _Z * end, mean, mean + _Z * end]
    axes.fill(sides, [end, 0, end], color="#EFEFEF", zorder=0, label="95% of studies of the pooled effect")
    axes.plot([mean, mean], [0, end], color=GREEN, lw=1.2, zorder=1, label="Pooled effect")
    for place, sign in enumerate((-1, 1)):
        name = None if place else "p = .05"
        axes.plot([0, sign * _Z * end], [0, end], color=GRAY, lw=0.8, ls=":", zorder=1, label=name)
    if found.small is not None:
        pet = found.small.pet.b
        # Weighted by 1 / se^2, the line over se leaves (d - b0) / se - b1 that add up to 0.
        slope = math.fsum((y - pet) / s for y, s in zip(d, se, strict=True)) / len(d)
        axes.plot([pet, pet + slope * end], [0, end], color=ORANGE, lw=1.2, ls="--", zorder=1, label="PET")
    axes.plot(d, se, marker="o", ls="none", ms=5, color=BLUE, zorder=2, label="Studies")
    axes.set_ylim(end, 0)
