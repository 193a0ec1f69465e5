"""All criteria side by side, one of which decides."""

from __future__ import annotations

import dataclasses
import functools
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ikea_effect.analysis.replication import criteria, criteria_on_p
from ikea_effect.analysis.replication.chances import COARSE, Chances, chances
from ikea_effect.analysis.replication.criterion import Criterion
from ikea_effect.analysis.replication.summary import Summary, sign
from ikea_effect.errors import AnalysisError
from ikea_effect.protocol.hypotheses import DECIDERS, no_decider

DEFAULT_DECIDER = "small-telescopes"
"""What decides where nobody declared anything."""


@dataclass(frozen=True, slots=True)
class Panel:
    """Two results, what every criterion says about them, and which criterion decides."""

    original: Summary
    replication: Summary
    criteria: tuple[Criterion, ...]
    decides: str

    @property
    def deciding(self) -> Criterion:
        """The criterion that decides."""
        return next(criterion for criterion in self.criteria if criterion.id == self.decides)

    def withheld(self, reason: str) -> Panel:
        """The panel with every criterion withheld for the reason."""
        nothing = tuple(Criterion(one.id, "withheld", None, {}, reason) for one in self.criteria)
        return dataclasses.replace(self, criteria=nothing)

    def with_chances(self, smallest: float | None = None) -> Panel:
        """The panel with the chances of each criterion that can decide and came to something."""
        found = (
            dataclasses.replace(one, chances=_chances(one.id, self.original, self.replication, smallest))
            if one.id in DECIDERS and one.outcome not in ("cannot-be-computed", "withheld")
            else one
            for one in self.criteria
        )
        return dataclasses.replace(self, criteria=tuple(found))

    def to_json(self) -> dict[str, Any]:
        """The panel as one JSON object."""
        return {
            "original": {"d": self.original.d, "se": self.original.se},
            "replication": {"d": self.replication.d, "se": self.replication.se, "p": self.replication.p},
            "criteria": [criterion.to_json() for criterion in self.criteria],
            "decides": self.decides,
        }


def replicate(
    original: Summary, replication: Summary, decides: str = DEFAULT_DECIDER, smallest: float | None = None
) -> Panel:
    """Every criterion on the two results. `smallest` is the smallest effect of interest, as d.

    Raises: AnalysisError if no such criterion can decide, or the smallest effect is not above 0.
    """
    if reason := no_decider(decides):
        raise AnalysisError(f"The deciding criterion {reason}")
    if smallest is not None and not (math.isfinite(smallest) and smallest > 0):
        raise AnalysisError(f"The smallest effect of interest must be above 0, not {smallest:g}.")
    if replication.effect is not None and replication.direction is None:
        raise AnalysisError(
            "The replication's result has no sign. Add direction=+ (as the original) or direction=-."
        )
    pair = _signed(original), replication
    return Panel(*pair, tuple(criterion(name, *pair, smallest) for name in CRITERIA), decides)


CRITERIA: Mapping[str, Callable[..., Criterion]] = {
    "significance": criteria.significance,
    "prediction-interval": criteria.prediction_interval,
    "small-telescopes": criteria.small_telescopes,
    "equivalence": criteria.equivalence,
    "bayes-factor": criteria.bayes_factor,
    "sceptical-p": criteria_on_p.sceptical,
    "controlled-sceptical-p": criteria_on_p.controlled_sceptical,
    "edgington": criteria_on_p.edgington,
    "pooled": criteria.pooled,
    "lebel": criteria.lebel,
    "relative-effect-size": criteria.relative_effect_size,
}


def criterion(name: str, original: Summary, replication: Summary, smallest: float | None = None) -> Criterion:
    """One criterion on two results; `smallest` is the smallest effect of interest, which equivalence asks."""
    options = {"smallest": smallest} if name == "equivalence" else {}
    return CRITERIA[name](_signed(original), replication, **options)


def _chances(name: str, original: Summary, replication: Summary, smallest: float | None) -> Chances | None:
    """The criterion's chances; a Bayes factor is slow to work out, and looked at in larger steps."""
    if name == "bayes-factor":
        return chances(functools.partial(criteria.bayes_outcome, original), original, replication, COARSE)
    return chances(lambda one: criterion(name, original, one, smallest).outcome, original, replication)


def _signed(original: Summary) -> Summary:
    """An original without a sign is taken as it was found: its direction is the positive one."""
    if original.direction is not None or original.effect is None:
        return original
    return dataclasses.replace(original, direction=sign(original.effect.d))
