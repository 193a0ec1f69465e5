"""What a design would find, with the Monte-Carlo error of every number."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from ikea_effect.analysis.results import plain
from ikea_effect.rounding import fixed

Z = 1.959963984540054
BRACKETS = "Monte-Carlo standard errors, and at 0% and 100% the 95% limit"
NEAR_END = 0.0005
"""A limit nearer than this to 0% or 100% is written with two digits more."""


@dataclass(frozen=True, slots=True)
class Simulated:
    """A number from simulated studies and its Monte-Carlo standard error; None where no study gave it.

    Of a share it is known `of` how many studies.
    """

    value: float | None
    mc_error: float | None
    of: int | None = None

    @classmethod
    def share(cls, hits: int, studies: int) -> Simulated:
        """The share of studies."""
        if not studies:
            return cls(None, None)
        share = hits / studies
        return cls(share, math.sqrt(share * (1 - share) / studies), studies)

    @property
    def limits(self) -> tuple[float, float] | None:
        """The 95% limits that the number of studies leaves: of a share Wilson's, also at none and at all."""
        if self.value is None or (self.of is None and self.mc_error is None):
            return None
        if self.of is None:
            half = Z * (self.mc_error or 0.0)
            return self.value - half, self.value + half
        middle = (self.value + Z**2 / (2 * self.of)) / (1 + Z**2 / self.of)
        half = Z / (1 + Z**2 / self.of)
        half *= math.sqrt(self.value * (1 - self.value) / self.of + Z**2 / (4 * self.of**2))
        low, high = max(0.0, middle - half), min(1.0, middle + half)
        return 0.0 if self.value == 0 else low, 1.0 if self.value == 1 else high

    @property
    def percent(self) -> str:
        """ "99.2% (0.1)"; "100.0% (from 99.6)" and "0.0% (to 0.4)", where the error would be none."""
        if self.value is None:
            return "-"
        share, limits = f"{fixed(100 * self.value, 1)}%", self.limits
        if limits is None or self.of is None or 0 < self.value < 1:
            return f"{share} ({fixed(100 * (self.mc_error or 0.0), 1)})"
        end, word = (limits[1], "to") if self.value == 0 else (limits[0], "from")
        digits = 3 if min(end, 1 - end) < NEAR_END else 1
        return f"{share} ({word} {fixed(100 * end, digits)})"

    def to_json(self) -> dict[str, float | None]:
        """The number, its error and its limits by name."""
        low, high = self.limits or (None, None)
        return {"value": self.value, "mc_error": self.mc_error, "low": low, "high": high}


@dataclass(frozen=True, slots=True)
class VerdictChances:
    """How often the deciding criterion comes to each outcome, over `studies` simulated replications.

    `reasons`: why it could not be computed, and in how many.
    """

    rule: str
    studies: int
    outcomes: Mapping[str, Simulated]
    reasons: Mapping[str, Simulated] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """The chances by outcome."""
        found = {outcome: share.to_json() for outcome, share in self.outcomes.items()}
        reasons = {reason: share.to_json() for reason, share in self.reasons.items()}
        return {"rule": self.rule, "studies": self.studies, "outcomes": found, "reasons": reasons}


@dataclass(frozen=True, slots=True)
class Cost:
    """What a study of so many recruited participants is expected to take; pay and minutes are of all.

    `to_recruit` are participants per condition of whom n are expected to be analyzed. `sold` is what winners
    of auctions pay back, `unfilled` are bids in groups that do not fill.
    """

    effect: str
    n_per_condition: int
    recruited: int
    finished: Simulated
    kept: Simulated
    to_recruit: int | None
    currency: str
    pay: Simulated
    minutes: Simulated
    desk_days: float
    sold: Simulated = Simulated(None, None)
    unfilled: Simulated = Simulated(None, None)

    def to_json(self) -> dict[str, Any]:
        """All by name."""
        told = ("finished", "kept", "pay", "minutes", "sold", "unfilled")
        simulated = {name: getattr(self, name).to_json() for name in told}
        names = ("effect", "n_per_condition", "recruited", "to_recruit", "currency", "desk_days")
        return {**{name: getattr(self, name) for name in names}, **simulated}


@dataclass(frozen=True, slots=True)
class PlanCost:
    """What the participants of a plan are expected to be paid, in all, and the minutes of their sessions."""

    currency: str
    pay: float
    minutes: float


@dataclass(frozen=True, slots=True)
class PlanDiagnosis:
    """A plan with one effect at one n: `looks` are participants per condition, `participants` of all."""

    plan: str
    hypothesis: str
    effect: str
    n_per_condition: int
    conditions: int
    looks: tuple[int, ...]
    studies: int
    seed: int
    shows_effect: tuple[Simulated, ...]
    shows_none: tuple[Simulated, ...]
    undecided: Simulated
    power: Simulated
    participants: Simulated
    takes: PlanCost | None = None

    def to_json(self) -> dict[str, Any]:
        """All by name."""
        names = ("plan", "hypothesis", "effect", "n_per_condition", "conditions", "studies", "seed")
        told = {name: getattr(self, name) for name in names} | {"looks": list(self.looks)}
        for name in ("shows_effect", "shows_none"):
            told[name] = [one.to_json() for one in getattr(self, name)]
        return (
            told
            | {n: getattr(self, n).to_json() for n in ("undecided", "power", "participants")}
            | {"takes": None if self.takes is None else asdict(self.takes)}
        )


SIDES = {"equivalence": "two one-sided tests", "any": "without a side"}
"""What is said of a test that is neither of one side nor of both."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One hypothesis at one sample size. `n_per_condition` are analyzed participants.

    `planted` is the difference of the expected answers after cap and grid, `target` what the model estimates
    of it, by which bias and coverage go; both belong to the population with the `effect`. `exaggeration` is
    the mean of |estimate| / |target| among significant studies (type M), `wrong_sign` the share of these that
    point the other way (type S), both from what would be no effect; `width` the mean width of intervals.
    """

    protocol: str
    hypothesis: str
    measure: str
    unit: str
    method: str
    alternative: str
    engine: Literal["batch", "loop", "sessions"]
    n_per_condition: int
    effect: str
    multiple: float
    studies: int
    seed: int
    planted: float | None
    planted_d: float | None
    target: float | None
    expected: Mapping[str, float]
    at_zero: Mapping[str, float]
    at_cap: Mapping[str, float]
    power: Simulated
    estimate: Simulated
    bias: Simulated
    coverage: Simulated
    width: Simulated
    wrong_sign: Simulated
    exaggeration: Simulated
    not_estimable: Simulated
    verdict: VerdictChances | None
    """Of the declared decider."""
    verdicts: tuple[VerdictChances, ...] = ()
    """Of every criterion that judged."""
    notes: tuple[str, ...] = ()
    planted_unit: str = ""
    target_unit: str = ""
    """Of estimates too: a model may tell a ratio, or a share, of amounts."""

    @property
    def aims_elsewhere(self) -> bool:
        """Whether what the model estimates is another number than what is planted."""
        known = self.target is not None and self.planted is not None
        return known and (self.target_unit, self.target) != (self.planted_unit, self.planted)

    @property
    def tested_by(self) -> str:
        """The model and the side of its test, in words."""
        return f"{self.method}, {SIDES.get(self.alternative, self.alternative)}"

    def to_json(self) -> dict[str, Any]:
        """One object; numbers from simulation are {"value", "mc_error", "low", "high"}."""
        names = (
            "protocol", "hypothesis", "measure", "unit", "method", "alternative", "engine", "n_per_condition",
            "effect", "multiple", "studies", "seed", "planted", "planted_d", "target", "expected", "at_zero",
            "at_cap", "planted_unit", "target_unit",
        )  # fmt: skip
        simulated = (
            "power", "estimate", "bias", "coverage", "width", "wrong_sign", "exaggeration",
            "not_estimable",
        )  # fmt: skip
        body = {name: getattr(self, name) for name in names}
        body |= {name: getattr(self, name).to_json() for name in simulated}
        body["verdict"] = None if self.verdict is None else self.verdict.to_json()
        body["verdicts"] = [one.to_json() for one in self.verdicts]
        return plain({**body, "notes": list(self.notes)})  # type: ignore[no-any-return]
