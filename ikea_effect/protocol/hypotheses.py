"""What is claimed, how it is tested, and what was published."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, BeforeValidator, Field

from ikea_effect.errors import did_you_mean, listed
from ikea_effect.protocol.analyses import Model
from ikea_effect.protocol.base import CellName, Declared, Line, MeasureName, Name, Number, People, Words

Repeated = Literal["mean", "first", "last"]
"""Which value of a participant counts, where there are several and the model takes one."""


class SmallestEffect(Declared):
    """The smallest effect of interest, standardized."""

    d: float = Field(gt=0, le=100)


class Hypothesis(Declared):
    """One claim about one measure. No `alternative` means two-sided.

    `model` answers it; each model of `robustness` is reported beside it and decides nothing. The p values of
    hypotheses of the same `family` are also given as Holm adjusts them. `repeated` says which value of a
    participant counts where there are several (rounds, repetitions, levels of other within factors).
    """

    id: Name
    claim: Words = ""
    measure: MeasureName
    model: Model
    alternative: Literal["two-sided", "greater", "less"] = "two-sided"
    smallest_effect: SmallestEffect | None = None
    robustness: tuple[Model, ...] = Field(default=(), max_length=50)
    purpose: Literal["confirmatory", "manipulation-check", "exploratory"] = "confirmatory"
    family: Name | None = None
    repeated: Repeated | None = None


class Exclusion(Declared):
    """A rule that drops participants; `drop_if` is an expression over the observation's columns."""

    id: Name
    drop_if: Words
    report_both: bool = True


Decider = Literal[
    "significance", "small-telescopes", "equivalence", "bayes-factor", "sceptical-p",
    "controlled-sceptical-p", "edgington", "lebel",
]  # fmt: skip
DECIDERS: tuple[str, ...] = get_args(Decider)
"""Criteria that may decide: a true zero hardly ever passes (the Bayes factor lets up to 7% pass where the
replication is much smaller than the original, the others at most 2.5%)."""

SHOWN: Mapping[str, str] = {
    "prediction-interval": "a true zero lies inside it in 38 to 66 of 100 replications of a significant "
    "original (26 + 26, replicated with 26 to 130 per condition)",
    "pooled": "it counts the original again, so that a true zero comes out significant in 14 to 34 of 100 "
    "replications of a significant original (26 + 26, replicated with 26 to 130 per condition)",
    "relative-effect-size": "it measures by the original's own estimate, which is too large wherever "
    "originals were chosen for being significant",
}
"""Criteria that are shown beside the deciding one and never decide, and why."""


def no_decider(name: str) -> str | None:
    """Why the criterion cannot decide, as a sentence; None if it can."""
    if name in DECIDERS:
        return None
    if name in SHOWN:
        return (
            f"is '{name}', which is shown beside the others and cannot decide: {SHOWN[name]}.\n"
            f"Allowed: {listed(DECIDERS)}."
        )
    hint = did_you_mean(name, DECIDERS).strip()
    return f"is '{name}'. Allowed: {listed(DECIDERS)}." + (f"\n{hint}" if hint else "")


def _can_decide(name: Any) -> Any:
    if isinstance(name, str) and (reason := no_decider(name)):
        raise ValueError(reason)
    return name


class Replication(Declared):
    """Which criterion decides whether the original finding replicated; declared before data.

    `because` says why, where it accepts a true zero in more than 5% of studies as they are planned.
    """

    decides: Annotated[Decider, BeforeValidator(_can_decide)]
    because: Annotated[Words, Field(min_length=1)] | None = None


class PublishedN(Declared):
    """How many took part. `inferred` says how per_condition was worked out, where it was not printed."""

    total: People | None = None
    per_condition: Annotated[dict[CellName, People], Field(max_length=50)] | None = None
    inferred: Words | None = None


def _possible(statistic: dict[str, float]) -> dict[str, float]:
    for name, value in statistic.items():
        if name in ("df", "df1", "df2") and not value > 0:
            raise ValueError(f"{name} is {value:g}. More than 0 is expected.")
        if name in ("F", "chi2", "Q") and value < 0:
            raise ValueError(f"{name} is {value:g}. A statistic of squares is 0 or more.")
        if name == "r" and not -1 <= value <= 1:
            raise ValueError(f"r is {value:g}. A correlation lies between -1 and 1.")
    return statistic


Possible = AfterValidator(_possible)
"""Refuses a statistic that no data have: F below 0, r above 1, no degrees of freedom."""

Spread = Annotated[Number, Field(ge=0)]
"""A printed SD."""


class Published(Declared):
    """A published result for one hypothesis. What is unknown is left out.

    `p_below` is a bound ("p < .001"). `alternative` is how the original tested: p is then that of one side.
    """

    hypothesis: Name
    n: PublishedN = PublishedN.model_construct()
    mean: dict[CellName, Number] = Field(default_factory=dict, max_length=50)
    sd: dict[CellName, Spread] = Field(default_factory=dict, max_length=50)
    statistic: Annotated[
        dict[Annotated[str, Field(pattern="^(t|df|F|df1|df2|chi2|z|r|Q)$")], Number], Possible
    ] = Field(default_factory=dict, max_length=9)
    p: Number | None = Field(default=None, ge=0, le=1)
    p_below: Number | None = Field(default=None, gt=0, le=1)
    alternative: Literal["two-sided", "greater", "less"] = "two-sided"
    unit: Line | None = None
    note: Words | None = None
    locator: Line
    provenance: Literal["paper", "secondary", "unverified"]


class ClaimPart(Declared):
    """What one hypothesis must show for a claim: an effect, or none beyond its smallest effect."""

    hypothesis: Name
    shows: Literal["effect", "no-effect"]


class Claim(Declared):
    """A claim made of several tests, such as "own over partner's, but only after building"; all must hold."""

    id: Name
    claim: Words
    all_of: tuple[ClaimPart, ...] = Field(min_length=2, max_length=20)
