"""What the engine of a model is made of, in one place: for models of packages (docs/descriptors.md)."""

from __future__ import annotations

from ikea_effect.analysis.effect_sizes import hedges_g
from ikea_effect.analysis.question import CannotEstimate, Pair, Question, Values, few, need, need_spread
from ikea_effect.analysis.results import EffectSize, Estimate, Interval, Statistic
from ikea_effect.analysis.tails import t_interval, t_p

__all__ = [
    "CannotEstimate",
    "EffectSize",
    "Estimate",
    "Interval",
    "Pair",
    "Question",
    "Statistic",
    "Values",
    "few",
    "hedges_g",
    "need",
    "need_spread",
    "t_interval",
    "t_p",
]
