"""Effects of crossed factors as contrasts: which levels are compared, and in which direction."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from ikea_effect.analysis.contrasts import written
from ikea_effect.analysis.design_matrix import Design, Term
from ikea_effect.analysis.question import CannotEstimate, Question, Values
from ikea_effect.errors import listed
from ikea_effect.protocol.effects import effect_contrasts

Contrasts = Mapping[str, Mapping[str, float]]


def contrasts_of(question: Question, term: Term) -> Contrasts | None:
    """The contrast of each factor of the term, in the term's order; None where one has several levels.

    Raises CannotEstimate for a level that there is not.
    """
    levels = {factor: question.levels(factor) for factor in term}
    found = effect_contrasts(question.model, levels)
    for factor, weights in (found or {}).items():
        if unknown := [level for level in weights if level not in levels[factor]]:
            raise CannotEstimate(
                f"The contrast of {factor} names {listed(unknown)}; it has {listed(levels[factor])}. "
                "Write contrasts of these."
            )
    return found


def effect_weights(question: Question, made: Design, contrasts: Contrasts) -> Values:
    """What the coefficients of a sum-coded design are weighed by, so that they give the contrast of means.

    The mean of the last level is minus the sum of the others' coefficients; factors that the term does not
    name are averaged over.
    """
    block = np.ones(1)
    for factor, weights in contrasts.items():
        *most, last = question.levels(factor)
        own = np.array([weights.get(level, 0.0) - weights.get(last, 0.0) for level in most])
        block = np.kron(block, own)
    found = np.zeros(len(made.columns))
    found[list(made.terms[tuple(contrasts)])] = block
    return found


def half_sum(contrasts: Contrasts) -> float:
    """What makes the effect a difference of two averages: 1, or 1/2 for a difference of differences."""
    return 2 / math.prod(math.fsum(map(abs, weights.values())) for weights in contrasts.values())


def effect_term(contrasts: Contrasts) -> str:
    """The effect in words: "build - prebuilt", "(build - prebuilt) within kept - (..) within destroyed"."""
    first, *others = contrasts.values()
    text = written(first)
    for weights in others:
        text = written({f"({text}) within {level}": weight for level, weight in weights.items()})
    return text
