"""What pooling studies comes to: an estimate, its interval, and how much the studies differ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from ikea_effect.analysis.replication.summary import Limits


class Term(NamedTuple):
    """A coefficient of a meta-regression."""

    name: str
    b: float
    se: float
    ci: Limits
    p: float


@dataclass(frozen=True, slots=True)
class Fit:
    """A pooled estimate or a meta-regression; the first term is the intercept, alone the mean.

    `df` is infinite for the fixed effect. `weights` are shares of the total, one per study.
    """

    method: str
    terms: tuple[Term, ...]
    df: float
    tau2: float
    q: float
    p_q: float
    i2: float
    prediction: Limits | None
    weights: tuple[float, ...]
    bounded: bool = False
    """Whether Knapp and Hartung's factor was below 1 and is set to 1."""

    @property
    def mean(self) -> Term:
        """The pooled effect (at zero of every moderator)."""
        return self.terms[0]
