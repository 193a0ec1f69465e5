"""Models of two means: by Welch, by Student, of pairs, as a ratio."""

from __future__ import annotations

from typing import Literal

from pydantic import model_validator

from ikea_effect.protocol.base import Name
from ikea_effect.protocol.model_base import Asked, Column, Contrast, Resamples, Seed, TwoCells


class Welch(TwoCells):
    """Two cells compared by Welch's t test; `contrast` is "level - level".

    With `against` the second cell is asked for that measure: what some expect, less what others do.
    """

    kind: Literal["welch"]
    against: Column | None = None


class Student(TwoCells):
    """Two cells compared by Student's t test: one variance for both."""

    kind: Literal["student"]


class Paired(Asked):
    """Two values of each participant: two levels of a within factor, or the measure `against` another."""

    kind: Literal["paired"]
    factor: Name | None = None
    contrast: Contrast | None = None
    against: Column | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Paired:
        if (self.against is None) == (self.factor is None) or (self.factor is None) != (
            self.contrast is None
        ):
            raise ValueError("paired takes either `against: measure`, or `factor` and `contrast`.")
        return self


class Ratio(TwoCells):
    """How many times the one mean is the other ("63% more"), by Fieller's interval or the bootstrap's."""

    kind: Literal["ratio"]
    interval: Literal["fieller", "bootstrap"] = "fieller"
    resamples: Resamples = 10_000
    seed: Seed = 1
