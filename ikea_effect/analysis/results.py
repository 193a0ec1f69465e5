"""What an analysis found, as frozen values with one JSON form.

A number that cannot be had is None, and `problem` says why in a sentence. NaN and Infinity never appear.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple, get_args

from ikea_effect.analysis.basis import Basis, ExclusionResult

FORMAT = 1
"""The number of the form of all JSON that commands print; a field that goes or changes takes a new one."""

Role = Literal["primary", "without-exclusions", "robustness"]
Counted = Literal["participants", "pairs", "pieces", "values"]
Outcome = Literal[
    "met", "not-met", "undecided", "larger-same-direction", "cannot-be-computed", "withheld"
]  # fmt: skip
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
"""What a rule may say. `larger-same-direction` is of lebel alone; `withheld`: before the planned sample."""


EXACT, DRAWN = "Fisher's exact p", "Fisher's p over drawn tables"
"""What the method of a table of counts says of p: over all tables with the same margins, or over some."""


def whose_p(method: str) -> str:
    """What stands before a p that is not the statistic's own."""
    return "Fisher's exact " if EXACT in method else "Fisher's " if DRAWN in method else ""


class Interval(NamedTuple):
    """The two limits of an interval; None is a limit that does not exist (an open side)."""

    low: float | None
    high: float | None

    def scaled(self, factor: float, shift: float = 0.0) -> Interval:
        """Both limits times the factor plus the shift, in the same order."""
        low, high = (None if end is None else end * factor + shift for end in self)
        return Interval(low, high)


@dataclass(frozen=True, slots=True)
class Statistic:
    """A test statistic by its usual letter. `df` is one number, or two for F; z has none."""

    name: str
    value: float
    df: float | tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class EffectSize:
    """A standardized effect with its interval, of 95% unless it is said otherwise."""

    name: str
    value: float
    ci: Interval | None = None
    level: float = 0.95


@dataclass(frozen=True, slots=True)
class Estimate:
    """One answer to one hypothesis: number, interval, test, and where they come from.

    `term` is what is estimated ("build - prebuilt"), `unit` an ISO currency code, "points" or "share".
    `ci` is an interval of that `level`: it excludes the value that is tested exactly where p < .05. That is
    95%, and 90% for equivalence and for shares of variance, which are tested towards one side.
    `n_of` says of what `n` are numbers. `unchanged` names other choices of exclusions by which the very same
    people are compared, with these numbers: they have no estimate of their own.
    `details` holds what a model yields beside its first number; `notes` are sentences on assumptions.
    """

    hypothesis: str
    role: Role
    measure: str
    unit: str
    method: str
    term: str
    n: Mapping[str, int] = field(default_factory=dict)
    n_of: Counted = "participants"
    mean: Mapping[str, float | None] = field(default_factory=dict)
    sd: Mapping[str, float | None] = field(default_factory=dict)
    estimate: float | None = None
    se: float | None = None
    ci: Interval | None = None
    level: float = 0.95
    statistic: Statistic | None = None
    p: float | None = None
    alternative: str = "two-sided"
    effect_size: EffectSize | None = None
    formula: str = ""
    library: str = ""
    problem: str | None = None
    notes: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    details: Mapping[str, Any] = field(default_factory=dict)

    @property
    def null(self) -> float:
        """The value that would mean no effect."""
        return null_value(self.unit, self.term)

    def to_json(self) -> dict[str, Any]:
        """The estimate as JSON values; problem, notes, unchanged and details only where there are any."""
        body = {
            "hypothesis": self.hypothesis, "role": self.role, "measure": self.measure, "unit": self.unit,
            "method": self.method, "term": self.term, "n": self.n, "n_of": self.n_of, "mean": self.mean,
            "sd": self.sd,
            "estimate": self.estimate, "se": self.se, "ci": self.ci, "level": self.level,
            "statistic": _statistic(self.statistic), "p": self.p, "alternative": self.alternative,
            "effect_size": _effect_size(self.effect_size), "formula": self.formula, "library": self.library,
        }  # fmt: skip
        for name in ("problem", "notes", "unchanged", "details"):
            if value := getattr(self, name):
                body[name] = value
        return plain(body)  # type: ignore[no-any-return]


def counted(n: int, of: Counted, *, thousands: bool = False) -> str:
    """ "26" participants, "26 pairs": what an n is of is said where it is not of people."""
    number = f"{n:,}" if thousands else str(n)
    return number if of == "participants" else f"{number} {of.removesuffix('s') if n == 1 else of}"


def null_value(unit: str, term: str) -> float:
    """What "no effect" is on the estimate's scale: 1 for ratios and odds ratios, 0.5 for P(a > b), else 0."""
    if unit in ("ratio", "odds ratio"):
        return 1.0
    return 0.5 if term.startswith("P(") else 0.0


def _statistic(found: Statistic | None) -> dict[str, Any] | None:
    return None if found is None else {"name": found.name, "value": found.value, "df": found.df}


def _effect_size(found: EffectSize | None) -> dict[str, Any] | None:
    return (
        None
        if found is None
        else {"name": found.name, "value": found.value, "ci": found.ci, "level": found.level}
    )


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one rule says about one hypothesis, with the numbers it used."""

    hypothesis: str
    rule: str
    outcome: Outcome
    value: float | str | None
    inputs: Mapping[str, Any]
    sentence: str
    chances: Mapping[str, Any] | None = None

    def to_json(self) -> dict[str, Any]:
        """The verdict as JSON values; its chances only where they are known."""
        found = {
            "hypothesis": self.hypothesis, "rule": self.rule, "outcome": self.outcome,
            "value": plain(self.value), "inputs": plain(self.inputs), "sentence": self.sentence,
        }  # fmt: skip
        return found if self.chances is None else {**found, "chances": plain(self.chances)}


@dataclass(frozen=True, slots=True)
class Analysis:
    """Everything that was found in one data set under one protocol, and what it rests on."""

    protocol: str
    protocol_sha256: str
    basis: Basis
    estimates: tuple[Estimate, ...]
    verdicts: tuple[Verdict, ...]

    @property
    def mode(self) -> str:
        """How the data came about: lab, simulated, scripted, or data (from elsewhere)."""
        return self.basis.mode

    @property
    def recorded(self) -> int:
        """Who could be analyzed, before exclusions."""
        return self.basis.recorded

    @property
    def kept(self) -> int:
        """Who is left after them."""
        return self.basis.kept

    @property
    def exclusions(self) -> tuple[ExclusionResult, ...]:
        """What every declared rule dropped."""
        return self.basis.exclusions

    def primary(self, hypothesis: str) -> Estimate:
        """The primary estimate of the hypothesis. Raises KeyError if there is none."""
        for estimate in self.estimates:
            if estimate.hypothesis == hypothesis and estimate.role == "primary":
                return estimate
        raise KeyError(hypothesis)

    def to_json(self) -> dict[str, Any]:
        """One object, the same for the same input."""
        return {
            "protocol": self.protocol,
            "protocol_sha256": self.protocol_sha256,
            **self.basis.to_json(),
            "estimates": [estimate.to_json() for estimate in self.estimates],
            "verdicts": [verdict.to_json() for verdict in self.verdicts],
        }


def plain(value: Any) -> Any:
    """The value as JSON knows it: numbers are int or finite float, anything else finite is None."""
    if value is None or isinstance(value, str | bool):
        return value
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, int):
        return int(value)
    if hasattr(value, "tolist"):  # numpy scalars and arrays
        return plain(value.tolist())
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    number = float(value)
    return number if math.isfinite(number) else None
