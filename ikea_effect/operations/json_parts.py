"""What analyses say as JSON, field by field: the parts that several commands print."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from ikea_effect.analysis.results import OUTCOMES

Limits = Annotated[list[float | None], Field(min_length=2, max_length=2)]
Role = Literal["primary", "without-exclusions", "robustness"]
Mode = Literal["lab", "simulated", "scripted", "data"]
Outcome = Annotated[str, Field(json_schema_extra={"enum": list(OUTCOMES)})]


class Part(BaseModel):
    """A JSON object without any other key."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True, frozen=True)


class Output(Part):
    """What a command prints with --json."""

    format: Literal[1]
    """The number of this form. It changes when a field goes, or means something else."""


class LeftOutRows(Part):
    """Rows that are nobody's who took part."""

    reason: str
    rows: int


class RowsRead(Part):
    """How many rows were read."""

    read: int
    people: int
    """Who could be analyzed, before exclusions."""
    left_out: list[LeftOutRows]
    """With reasons."""


class OfStudy(Part):
    """A study of ours."""

    kind: Literal["study"]
    study: str
    notes: list[str]


class OfFiles(Part):
    """Files from elsewhere."""

    kind: Literal["files"]
    files: list[str]


class Counted(Part):
    """Participants before and after exclusions."""

    recorded: int
    kept: int


class Exclusion(Part):
    """A declared rule of exclusion."""

    id: str
    dropped: int | None
    """null: the data do not hold what the rule asks for."""
    reason: str


class InterimLook(Part):
    """How far a study is that has not reached its planned sample."""

    complete: int
    planned: int
    shown: bool
    """Whether verdicts are shown although it is early (--interim)."""


class LookTaken(Part):
    """A planned look at data that still came in, as the study's journal keeps it."""

    look: int
    of: int
    complete: int
    planned: int
    n: dict[str, int]
    """Analyzed participants by condition."""
    share: float
    """The part of the planned sample that was in."""
    information: float
    """The n of each cell if all were of one size."""
    estimate: float
    interval: Limits | None
    """The values that this look would not reject; of p alone."""
    evidence: Literal["p", "e", "bf10"]
    value: float
    bound: float
    """p at most, e and bf10 at least: collection ends with an effect."""
    lower: float | None
    """bf10 at most: collection ends with none."""
    spent: float | None
    """The alpha spent by then."""
    decision: Literal["effect", "no-effect", "go-on", "not-shown", "not-ruled-out"]


class PlanAndLooks(Part):
    """The plan of looks that the protocol declares, and the looks that were taken."""

    plan: Literal["group-sequential", "e-values", "bayes-factor"]
    hypothesis: str
    looks: list[int]
    """Finished participants per condition at each."""
    spending: str | None = None
    alpha: float | None = None
    d: float | None = None
    shows: Literal["effect", "equivalence"] | None = None
    """Of e-values: what reaches the bound."""
    scale: float | None = None
    effect_at: float | None = None
    none_at: float | None = None
    taken: list[LookTaken]


class TestStatistic(Part):
    """A test statistic by its usual letter."""

    __test__ = False  # pytest: no test

    name: str
    value: float
    df: float | Limits | None
    """Two numbers for F."""


class EffectSize(Part):
    """A standardized effect."""

    name: str
    value: float
    ci: Limits | None
    level: float


class Estimate(Part):
    """One answer to one hypothesis. `estimate` null: `problem` says why."""

    hypothesis: str
    """Its id in the protocol."""
    role: Role
    """primary answers the hypothesis; the others are what becomes of it under other choices."""
    measure: str
    unit: str
    """An ISO currency code, points, share, ratio, odds ratio, or a unit of the measure's own."""
    method: str
    """The test or model by its usual name."""
    term: str
    """What is estimated: build - prebuilt."""
    n: dict[str, int]
    """By condition."""
    n_of: Literal["participants", "pairs", "pieces", "values"]
    """Of what these are numbers; values: of a model that takes several of a participant."""
    mean: dict[str, float | None]
    """Means by condition, in `unit`."""
    sd: dict[str, float | None]
    """Standard deviations by condition."""
    estimate: float | None
    se: float | None
    """Its standard error."""
    ci: Limits | None
    """The interval of `level`; null in it is an open side."""
    level: float
    statistic: TestStatistic | None
    p: float | None
    alternative: str
    """greater, less or two-sided; any where a test knows no side; equivalence. p follows it."""
    effect_size: EffectSize | None
    formula: str
    """The model as it was fitted."""
    library: str
    """What computed it, with its version."""
    problem: str | None = None
    """There only where something stood in the way."""
    notes: list[str] | None = None
    """There only where something is to be known of the estimate."""
    unchanged: list[str] | None = None
    """There only where other choices of exclusions (without-exclusions, "only exclusion" and a rule) compare
    the same values, with these numbers: they have no estimate of their own."""
    details: dict[str, Any] | None = None
    """What the model yields beside its first number; its keys are those of the model."""


class ChancesOfAVerdict(Part):
    """How often a criterion comes to each outcome, in studies as large as the replication."""

    zero: dict[Outcome, float]
    """The share of studies with each outcome where there is no effect."""
    original: dict[Outcome, float]
    """The same where the effect is the original's."""
    d: float
    """The original's effect."""


class Verdict(Part):
    """What one rule says about one hypothesis, with the numbers that it used."""

    hypothesis: str
    rule: str
    outcome: Outcome
    value: float | str | None
    inputs: dict[str, Any]
    """The numbers that went in, by the rule's own names."""
    sentence: str
    """The same for a person."""
    chances: ChancesOfAVerdict | None = None
    """There only where the replication's t and the original's effect are known."""


class Basis(Part):
    """What the numbers rest on."""

    protocol: str
    protocol_sha256: str
    """SHA-256 of the protocol as it was read."""
    mode: Mode
    """How the data came about; data: files from elsewhere."""
    source: OfStudy | OfFiles
    rows: RowsRead
    n: Counted
    exclusions: list[Exclusion]
    notes: list[str]
    interim: InterimLook | None = None
    """There only below the planned sample."""
    sequential: PlanAndLooks | None = None
    """There only where looks are planned."""


class OneCriterion(Part):
    """One criterion of replication."""

    id: str
    outcome: Outcome
    value: float | str | None
    inputs: dict[str, Any]
    """The numbers that went in, by the rule's own names."""
    sentence: str
    """The same for a person."""
    chances: ChancesOfAVerdict | None = None
    """There only where the replication's t and the original's effect are known."""


class OriginalEffect(Part):
    """The original as a standardized difference; null where it cannot be had."""

    d: float | None
    se: float | None


class ReplicationEffect(OriginalEffect):
    """The replication as a standardized difference, with its p."""

    p: float | None


class Panel(Part):
    """Every criterion on an original and its replication."""

    original: OriginalEffect
    replication: ReplicationEffect
    criteria: list[OneCriterion]
    decides: str
    """The id of the criterion that decides."""


class ComparedHypothesis(Panel):
    """The criteria for one published result."""

    hypothesis: str
    outcome: Outcome
    """Of the criterion that decides."""
    published: dict[str, Any]
    """The published result as the protocol declares it."""
    estimate: Estimate | None
    rests_on: str | None
    """What p and d of these data are of, where these are not of one number; else null."""


class Simulated(Part):
    """A number from simulation, its Monte Carlo standard error and 95% limits; null where no study yields it.

    Limits of a share are Wilson's, which say something also where all studies, or none, are counted.
    """

    value: float | None
    mc_error: float | None
    low: float | None
    high: float | None


class Chances(Part):
    """How often the deciding criterion comes to each outcome."""

    rule: str
    studies: int
    outcomes: dict[str, Simulated]
    reasons: dict[str, Simulated]
    """Why it could not be computed, and in which share of the studies."""


class PlanCost(Part):
    """What the participants are expected to take whom a plan of looks is expected to need."""

    currency: str
    pay: float
    """In all, in the currency's major unit."""
    minutes: float
    """Of their sessions, in all."""


class PlanOfLooks(Part):
    """A plan of looks with one effect at one n."""

    plan: str
    hypothesis: str
    effect: str
    n_per_condition: int
    """Of the last look."""
    conditions: int
    studies: int
    seed: int
    looks: list[int]
    """Participants per condition at each."""
    shows_effect: list[Simulated]
    """How often collection ends at each look with an effect."""
    shows_none: list[Simulated]
    """The same with none."""
    undecided: Simulated
    power: Simulated
    """How often any look shows the effect, or rules it out where equivalence is to be shown.

    With the effect zero (of equivalence: d), the plan's error rate."""
    participants: Simulated
    """How many take part until collection ends, in all."""
    takes: PlanCost | None
    """With --full: at what whole sessions took for each analyzed participant."""
