"""What is claimed, how it is tested, and what was published."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ikea_effect.protocol.analyses import Model
from ikea_effect.protocol.base import Declared, MeasureName, Name


class SmallestEffect(Declared):
    """The smallest effect of interest, standardized."""

    d: float = Field(gt=0)


class Hypothesis(Declared):
    """One claim about one measure. No `alternative` means two-sided.

    `model` answers it; each model of `robustness` is reported beside it and decides nothing. The p values of
    hypotheses of the same `family` are also given as Holm adjusts them.
    """

    id: Name
    claim: str = ""
    measure: MeasureName
    model: Model
    alternative: Literal["two-sided", "greater", "less"] = "two-sided"
    smallest_effect: SmallestEffect | None = None
    robustness: tuple[Model, ...] = ()
    purpose: Literal["confirmatory", "manipulation-check", "exploratory"] = "confirmatory"
    family: Name | None = None


class Exclusion(Declared):
    """A rule that drops participants; `drop_if` is an expression over the observation's columns."""

    id: Name
    drop_if: str
    report_both: bool = True


DECIDERS = (
    "significance", "prediction-interval", "small-telescopes", "equivalence",
    "bayes-factor", "sceptical-p", "pooled", "lebel",
)  # fmt: skip


class Replication(Declared):
    """Which criterion decides whether the original finding replicated; declared before data."""

    decides: Literal[
        "significance", "prediction-interval", "small-telescopes", "equivalence",
        "bayes-factor", "sceptical-p", "pooled", "lebel",
    ]  # fmt: skip


class PublishedN(Declared):
    """How many took part. `inferred` says how per_condition was worked out, where it was not printed."""

    total: int | None = Field(default=None, ge=1)
    per_condition: dict[Name, int] | None = None
    inferred: str | None = None


class Published(Declared):
    """A published result for one hypothesis. What is unknown is left out."""

    hypothesis: Name
    n: PublishedN = PublishedN()
    mean: dict[Name, float] = Field(default_factory=dict)
    sd: dict[Name, float] = Field(default_factory=dict)
    statistic: dict[Annotated[str, Field(pattern="^(t|df|F|df1|df2|chi2|z)$")], float] = Field(
        default_factory=dict
    )
    p: float | None = Field(default=None, ge=0, le=1)
    unit: str | None = None
    note: str | None = None
    locator: str
    provenance: Literal["paper", "secondary", "unverified"]


class ClaimPart(Declared):
    """What one hypothesis must show for a claim: an effect, or none beyond its smallest effect."""

    hypothesis: Name
    shows: Literal["effect", "no-effect"]


class Claim(Declared):
    """A claim made of several tests, such as "own over partner's, but only after building"; all must hold."""

    id: Name
    claim: str
    all_of: tuple[ClaimPart, ...] = Field(min_length=2)
