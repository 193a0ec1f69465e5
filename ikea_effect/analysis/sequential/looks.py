"""What a planned look comes to: the evidence, the bound that it is held to, and whether collection ends."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from scipy import special

from ikea_effect.analysis.results import Estimate, Interval
from ikea_effect.analysis.sequential.rules import (
    MOST_LOG,
    Evidence,
    Reached,
    bounds_at,
    kind_of,
    log_evidence,
    outcome,
    shows_equivalence,
)
from ikea_effect.errors import AnalysisError
from ikea_effect.protocol.sequential import EValues, GroupSequential, PlannedLooks

Decision = Literal["effect", "no-effect", "go-on", "not-shown", "not-ruled-out"]
DECIDED: Mapping[Decision, str] = {
    "effect": "an effect of this sign is shown, and collection ends",
    "no-effect": "that there is no effect is shown, and collection ends",
    "go-on": "collection goes on",
    "not-shown": "this was the last look, and an effect is not shown",
    "not-ruled-out": "this was the last look, and an effect of the size that matters is not ruled out",
}
NAMES: Mapping[Evidence, str] = {"p": "p", "e": "e", "bf10": "BF10"}


@dataclass(frozen=True, slots=True)
class LookResult:
    """One look, as the study's journal keeps it.

    `complete` of `planned` participants had finished. `information` is the n of each cell if all
    were of one size; later bounds follow from it and from `share`, the part of the sample then.
    `value`, a p, e or bf10, is held to `bound`, and a bf10 to `lower` too; `spent` is the alpha spent so far.
    `interval` holds the values that the look's test would not reject.
    """

    look: int
    of: int
    complete: int
    planned: int
    n: Mapping[str, int]
    share: float
    information: float
    estimate: float
    interval: tuple[float | None, float | None] | None
    evidence: Evidence
    value: float
    bound: float
    lower: float | None
    spent: float | None
    decision: Decision

    @property
    def ends(self) -> bool:
        """Whether nothing is collected after it."""
        return self.decision != "go-on"

    @property
    def held_to(self) -> str:
        """The bounds in words."""
        if self.evidence == "p":
            return f"{self.bound:.4g}"
        return f"{self.bound:.4g}" if self.lower is None else f"{self.bound:.4g} and {self.lower:.4g}"

    @property
    def sentence(self) -> str:
        """The look in words."""
        at = f"Look {self.look} of {self.of}, at {self.complete:,} of {self.planned:,} participants"
        evidence = f"{NAMES[self.evidence]} = {self.value:.4g}"
        found = f"estimate {self.estimate:.4g}, {evidence}, held to {self.held_to}"
        return f"{at}: {found}; {DECIDED[self.decision]}."

    def to_json(self) -> dict[str, Any]:
        """Its fields."""
        told = asdict(self)
        return told | {"n": dict(self.n), "interval": None if self.interval is None else [*self.interval]}

    @classmethod
    def of_act(cls, data: Mapping[str, Any]) -> LookResult:
        """As the journal kept it."""
        ends = data["interval"]
        interval = None if ends is None else (ends[0], ends[1])
        fields = {name: data[name] for name in cls.__dataclass_fields__}
        return cls(**{**fields, "interval": interval})


def information_of(n: Mapping[str, int]) -> float:
    """The n that each cell would have if all were of one size: what a difference of means rests on."""
    cells = [count for count in n.values() if count > 0]
    return len(cells) / sum(1 / count for count in cells) if cells else 0.0


def judged(
    plan: PlannedLooks, past: Sequence[LookResult], complete: int, planned: int, estimate: Estimate
) -> LookResult:
    """What the next look comes to.

    Alpha is spent by the share of participants who have finished; how alike two looks are follows from how
    many were analyzed. Raises: AnalysisError if there is nothing to judge by.
    """
    number, two_sided, kind = len(past) + 1, estimate.alternative == "two-sided", kind_of(plan)
    _refuse(number, past, estimate)
    last = number == len(plan.looks) or complete >= planned
    now = Reached(1.0 if last else complete / planned, information_of(estimate.n))
    reached = [*(Reached(one.share, one.information) for one in past), now]
    bounds, value = bounds_at(plan, reached, two_sided=two_sided), _value(plan, estimate)
    decision: Decision = outcome(kind, value, bounds) or ("not-shown" if last else "go-on")
    if shows_equivalence(plan):
        ruled_out: dict[Decision, Decision] = {"effect": "no-effect", "not-shown": "not-ruled-out"}
        decision = ruled_out.get(decision, decision)
    return LookResult(
        number, len(plan.looks), complete, planned, dict(estimate.n), now.share, now.information,
        estimate.estimate or 0.0, _interval(estimate, bounds.effect) if kind == "p" else None,
        kind, value, bounds.effect, bounds.none, bounds.spent, decision,
    )  # fmt: skip


def _refuse(number: int, past: Sequence[LookResult], estimate: Estimate) -> None:
    if estimate.p is None or estimate.estimate is None:
        raise AnalysisError(
            f"Look {number} gives no p: {estimate.hypothesis}: {estimate.problem or 'its model has none.'} "
            "Nothing was kept. Look again when more have finished."
        )
    information = information_of(estimate.n)
    if past and information <= past[-1].information:
        raise AnalysisError(
            f"Look {number} has no more analyzed participants than look {number - 1} "
            f"had ({information:g} and {past[-1].information:g} per cell). Wait for more."
        )


def _value(plan: PlannedLooks, estimate: Estimate) -> float:
    """The estimate's p, e-value or Bayes factor."""
    if isinstance(plan, GroupSequential):
        return float(estimate.p if estimate.p is not None else 1.0)
    if shows_equivalence(plan):
        return _alike(plan, estimate)
    found, n = estimate.statistic, [*estimate.n.values()]
    if found is None or found.name != "t" or not isinstance(found.df, float | int) or len(n) != 2:
        raise AnalysisError(f"{estimate.hypothesis} gives no t of two cells: its looks cannot be judged.")
    size = n[0] * n[1] / (n[0] + n[1])
    return math.exp(min(log_evidence(plan, found.value, found.df, size, estimate.alternative), MOST_LOG))


def _alike(plan: PlannedLooks, estimate: Estimate) -> float:
    """The e-value of Student's t of both cells against effects of the size that matters."""
    assert isinstance(plan, EValues)
    (n, m), means = estimate.n.values(), [*estimate.mean.values()]
    first, second = (float(sd or 0.0) for sd in estimate.sd.values())
    spread = math.sqrt(((n - 1) * first**2 + (m - 1) * second**2) / (n + m - 2))
    size = n * m / (n + m)
    if not spread or means[0] is None or means[1] is None:
        raise AnalysisError(f"{estimate.hypothesis} gives no t of two cells: its looks cannot be judged.")
    t = (means[0] - means[1]) / spread * math.sqrt(size)
    return math.exp(min(log_evidence(plan, t, n + m - 2, size, "two-sided"), MOST_LOG))


def _interval(estimate: Estimate, bound: float) -> tuple[float | None, float | None] | None:
    """The values that the look's test would not reject; of a test of one side with one open end.

    Source: Jennison & Turnbull (1989), repeated confidence intervals.
    """
    found, se = estimate.statistic, estimate.se
    if found is None or found.name not in ("t", "z") or se is None or estimate.estimate is None:
        return None
    side = bound / 2 if estimate.alternative == "two-sided" else bound
    df = found.df if isinstance(found.df, float | int) else math.inf
    times = -float(special.stdtrit(df, side)) if math.isfinite(df) else -float(special.ndtri(side))
    if not math.isfinite(times):
        return None
    ends = Interval(estimate.estimate - times * se, estimate.estimate + times * se)
    low = None if estimate.alternative == "less" else ends.low
    return low, None if estimate.alternative == "greater" else ends.high
