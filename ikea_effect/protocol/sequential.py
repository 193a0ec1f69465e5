"""How often the data are looked at, and when that ends collection: declared before the first participant.

`looks` count participants of each condition who have finished. The last look is at the planned sample.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ikea_effect.protocol.base import Declared, Name

Looks = Annotated[
    tuple[Annotated[int, Field(ge=2, le=100_000)], ...], Field(min_length=2, max_length=20)
]  # fmt: skip
"""Participants of each condition at each look, rising."""

Alpha = Annotated[float, Field(gt=0, le=0.05)]
"""No more than 5%: what a report concludes goes by that, and a look that asks less would contradict it."""
Spending = Literal["obrien-fleming", "pocock"]


class Fixed(Declared):
    """One look, at the planned sample: what a protocol without `sequential` plans, too."""

    plan: Literal["fixed"]


class Planned(Declared):
    """Looks at one hypothesis, which may end collection."""

    hypothesis: Name
    looks: Looks


class GroupSequential(Planned):
    """At each look p is held to its part of `alpha`, which `spending` hands out as participants come in.

    `obrien-fleming` spends hardly any at first, `pocock` about the same at each look.
    """

    plan: Literal["group-sequential"]
    spending: Spending = "obrien-fleming"
    alpha: Alpha = 0.05


class EValues(Planned):
    """Collection ends when the e-value of Student's t reaches 1 / `alpha`.

    `d` is the smallest effect that matters. However often one looks, a true zero reaches it in at most
    `alpha` of studies; with `shows: equivalence` an effect of `d` or more does, on either side.
    """

    plan: Literal["e-values"]
    d: Annotated[float, Field(gt=0, le=10)]
    shows: Literal["effect", "equivalence"] = "effect"
    alpha: Alpha = 0.05


class BayesFactors(Planned):
    """Collection ends when the Bayes factor of Student's t speaks clearly for an effect, or for none.

    `scale` is that of the Cauchy prior on d (of one side, its half); `effect_at` and `none_at` are BF10.
    """

    plan: Literal["bayes-factor"]
    scale: Annotated[float, Field(gt=0, le=10)] = 0.7071067811865476
    effect_at: Annotated[float, Field(gt=1, le=1_000_000)] = 10.0
    none_at: Annotated[float, Field(gt=0, lt=1)] = 0.1


PlannedLooks = GroupSequential | EValues | BayesFactors
"""A plan that looks more than once."""

Sequential = Annotated[
    Fixed | GroupSequential | EValues | BayesFactors, Field(discriminator="plan")
]  # fmt: skip
"""One of the plans above; `plan` says which."""
