"""The pictures of a meta-analysis: its forest, its funnel, and what its selection model takes to be seen."""

from __future__ import annotations

import math
from typing import Any

from scipy import special

from ikea_effect.analysis.replication.meta import Meta
from ikea_effect.analysis.replication.summary import limits
from ikea_effect.report.cards import Figure
from ikea_effect.report.figures.small_studies import Funnel, Weights, funnel, slope, weights
from ikea_effect.report.figures.studies import Line, Studies, studies_figure

EFFECTS = {"d": "standardized difference d", "g": "standardized difference g (Hedges)"}


def forest_of(found: Meta) -> Figure:
    """Every study with its weight, the mean of all, and where a new study's true effect is to be expected."""
    lines = tuple(
        Line(one.label, one.effect.d, ends(limits(one.effect, None)), weight)
        for one, weight in zip(found.studies, found.fit.weights, strict=True)
    )
    fit = found.fit
    mean = Line("Mean of all", fit.mean.b, ends(fit.mean.ci))
    band = None if fit.prediction is None else ends(fit.prediction)
    return studies_figure("studies", Studies(lines, mean, band, EFFECTS[found.effect]))


def ends(limits: Any) -> tuple[float, float]:
    """Both ends of an interval, as numbers."""
    low, high = limits
    return float(low), float(high)


def funnel_of(found: Meta) -> Figure:
    """Effects by standard error; from ten studies on with the line of PET or PEESE, whichever answers."""
    points = tuple((one.effect.d, one.effect.se) for one in found.studies)
    line = None
    if (small := found.small) is not None:
        is_pet = small.answers == "pet"
        intercept = small.pet.b if is_pet else small.peese.b
        line = (small.answers.upper(), intercept, slope(points, intercept, 1 if is_pet else 2))
    return funnel("funnel", Funnel(points, found.fit.mean.b, EFFECTS[found.effect], line))


def weights_of(found: Meta) -> Figure | None:
    """The weight that the selection model gives a study by its p; None where there is no such model."""
    small = found.small
    if small is None or small.selection is None:
        return None
    sign = 1 if small.towards == "positive" else -1
    p = tuple(float(special.ndtr(-sign * one.effect.d / math.sqrt(one.effect.v))) for one in found.studies)
    shown = Weights(p, small.selection.delta, small.selection.p, small.towards)
    return weights("selection", shown)
