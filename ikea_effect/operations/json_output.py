"""The form of everything that commands print with --json, as JSON Schema and as a page.

One class per command, its keys in the order in which they are printed. Tests hold what commands print to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from pydantic.json_schema import models_json_schema

from ikea_effect.operations import json_of_desks as desks
from ikea_effect.operations import json_of_new as news
from ikea_effect.operations import json_of_studies as studies
from ikea_effect.operations.json_parts import (
    Basis,
    Chances,
    ComparedHypothesis,
    Estimate,
    Limits,
    Output,
    Panel,
    Part,
    PlanOfLooks,
    Simulated,
    Verdict,
)
from ikea_effect.protocol.schema import DIALECT


class Analyze(Basis, Output):
    """Every hypothesis of a protocol, answered from data."""

    estimates: list[Estimate]
    verdicts: list[Verdict]


class ReplicateStudy(Basis, Output):
    """A study or files beside the published results."""

    results: list[ComparedHypothesis]
    """One for each published result, in the protocol's order."""
    claims: list[Verdict]


class ReplicateSummary(Panel, Output):
    """Two results in a line each (--original, --replication)."""


class Diagnosis(Part):
    """One hypothesis at one sample size."""

    protocol: str
    hypothesis: str
    measure: str
    unit: str
    method: str
    alternative: str
    """greater, less or two-sided; any where a test knows no side; equivalence."""
    engine: Literal["batch", "loop", "sessions"]
    """In batches, fitted one by one, or sessions through the engine (--full), of whom n were recruited."""
    n_per_condition: int
    effect: str
    """Which effect the population has: planted, zero, half, full, d33, d=0.4 or x=0.5."""
    multiple: float
    """How many times the planted differences that is."""
    studies: int
    seed: int
    planted: float | None
    """The effect after cap and grid, in `planted_unit`; of a test without a side what its model finds in
    20,000 participants per condition, chance included."""
    planted_d: float | None
    """The same as a standardized difference."""
    target: float | None
    """What the model estimates of it, by which bias and coverage go; null where there is no such value."""
    planted_unit: str
    target_unit: str
    """Of target, estimates, bias and width; `unit` is the measure's."""
    expected: dict[str, float]
    """The expected answer by condition."""
    at_zero: dict[str, float]
    """Share of answers of 0 by condition."""
    at_cap: dict[str, float]
    """Share of answers at the cap by condition."""
    power: Simulated
    """Share of studies with p < .05 in the declared direction."""
    estimate: Simulated
    bias: Simulated
    coverage: Simulated
    """Share of intervals that hold the target."""
    width: Simulated
    """Mean width of the intervals."""
    wrong_sign: Simulated
    """Share of significant studies that point the other way (type S)."""
    exaggeration: Simulated
    """Mean of |estimate| / |target| among significant studies (type M)."""
    not_estimable: Simulated
    verdict: Chances | None
    """Of the declared decider."""
    verdicts: list[Chances]
    """Of every criterion that judged: with --deciders of all that may decide."""
    notes: list[str]


class Found(Part):
    """The n per condition that reaches a power, by simulation (--find n)."""

    hypothesis: str
    effect: str
    power: float
    studies: int
    n: int | None
    low: int | None
    """The lower limit of n, at 95%."""
    high: int | None
    problem: str | None = None
    """Why no n was found."""


class Cost(Part):
    """What a study of so many recruited participants is expected to take, all of them together."""

    effect: str
    n_per_condition: int
    recruited: int
    to_recruit: int | None
    """Participants per condition of whom n_per_condition are expected to be analyzed."""
    currency: str
    desk_days: float
    """Days of eight hours at one desk."""
    finished: Simulated
    kept: Simulated
    """Who is analyzed."""
    pay: Simulated
    """What debriefings say is owed, in the currency's major unit."""
    minutes: Simulated
    sold: Simulated
    """What winners of sealed auctions pay of that once these are settled."""
    unfilled: Simulated
    """Bids in groups of an auction that do not fill."""


class Needed(Part):
    """The n per condition that reaches a power, by hypothesis, by formula."""

    power: float
    by: str
    n: dict[str, int | None]


class Power(Output):
    """A protocol, simulated many times."""

    protocol: str
    protocol_sha256: str
    planned_n_per_condition: int
    needed_n_per_condition: Needed
    found: list[Found]
    costs: list[Cost]
    """With --full: what a study takes."""
    plans: list[PlanOfLooks]
    """Where `sequential` plans looks: how it fares with each effect, and with none."""
    diagnoses: list[Diagnosis]
    left_out: list[str]
    """Hypotheses that cannot be diagnosed, with the reason."""


class Check(Part):
    """One check of published numbers against each other."""

    result: str
    id: str
    outcome: str
    value: float | str | None
    inputs: dict[str, Any]
    sentence: str


class Recheck(Output):
    """Published numbers against each other."""

    source: str
    checks: list[Check]


class PooledStudy(Part):
    """A study of a meta-analysis; its effect stands under d or g."""

    id: str
    label: str
    d: float | None = None
    g: float | None = None
    se: float
    weight: float
    """A share; they add up to 1."""
    moderators: dict[str, float | str] | None = None
    basis: Basis | None = None
    """Of a study of ours: what its estimate rests on."""


class Pooled(Part):
    """A pooled effect under d or g."""

    method: str
    d: float | None = None
    g: float | None = None
    se: float | None
    ci: Limits | None
    p: float | None
    df: float | None
    tau2: float | None
    i2: float | None
    q: float | None
    p_q: float | None
    prediction: Limits | None
    """Where the effect of a new study falls, 95 times in 100."""
    ad_hoc_bound: bool
    tau2_ci: Limits | None = None
    """Of all studies together, by the profile of Q; of two there is none."""


class Without(Pooled):
    """The pooled effect without one study."""

    without: str


class Subgroup(Part):
    """The studies of one level of a moderator in words, pooled alone."""

    moderator: str
    level: str
    studies: list[str]
    pooled: Pooled | None
    """None of one study."""


class LeftOutStudy(Part):
    """A study that is not pooled."""

    label: str
    reason: str


class Asymmetry(Part):
    """Egger's test."""

    t: float
    df: int
    p: float


class Corrected(Part):
    """The effect that a study without error would have."""

    b: float
    se: float
    ci: Limits
    p: float


class Selection(Part):
    """The effect, if studies without significance were seen `delta` times as often as others."""

    mu: float
    ci: Limits
    tau2: float
    delta: float
    chi2: float
    p: float


class SmallStudies(Part):
    """Whether small studies tell more than large ones, and what is left if they do."""

    egger: Asymmetry
    pet: Corrected
    peese: Corrected
    answers: Literal["pet", "peese"]
    selection: Selection | None
    """None where every study is significant, or none is."""


class Meta(Output):
    """Studies pooled."""

    effect: Literal["d", "g"]
    k: int
    studies: list[PooledStudy]
    pooled: Pooled
    leave_one_out: list[Without]
    regression: dict[str, Any] | None
    """With moderators: method, df, tau2, q, p_q, terms and ad_hoc_bound."""
    subgroups: list[Subgroup]
    """By each moderator in words that is known of all studies; whether they differ, the regression says."""
    small_studies: SmallStudies | None
    """Of ten studies or more."""
    left_out: list[LeftOutStudy]
    notes: list[str]


OUTPUTS: Mapping[str, tuple[type[Output], ...]] = {
    "analyze": (Analyze,),
    "replicate": (ReplicateStudy, ReplicateSummary),
    "power": (Power,),
    "meta": (Meta,),
    "recheck": (Recheck,),
    **studies.OUTPUTS,
    **desks.OUTPUTS,
    **news.OUTPUTS,
}
"""By command, what it may print."""


def output_schema(command: str) -> dict[str, Any]:
    """The JSON Schema of what the command prints with --json."""
    kinds = OUTPUTS[command]
    if len(kinds) == 1:
        schema: dict[str, Any] = kinds[0].model_json_schema()
    else:
        refs, both = models_json_schema([(kind, "validation") for kind in kinds])
        schema = {"anyOf": [refs[kind, "validation"] for kind in kinds], **both}
    return {"$schema": DIALECT, **schema, "title": f"ikea-effect {command} --json, format 1"}


def as_markdown() -> str:
    """Every command's form, field by field, as the pages of docs/json.md."""
    return "\n".join(_page())


def _page() -> Iterator[str]:
    parts: dict[str, type[Part]] = {}
    for command, kinds in OUTPUTS.items():
        for kind in kinds:
            yield f"## `{command}`" if kind is kinds[0] else ""
            yield from ("", _doc(kind), "", *_table(kind), "")
            parts |= _parts_of(kind)
    yield "## Parts"
    for name, part in sorted(parts.items()):
        yield from ("", f"### {name}", "", _doc(part), "", *_table(part))


def _doc(kind: type[Part]) -> str:
    return " ".join((kind.__doc__ or "").split())


def _table(kind: type[Part]) -> Iterator[str]:
    yield "| key | value | |"
    yield "| --- | --- | --- |"
    schema = kind.model_json_schema()
    needed = schema.get("required", [])
    for name, field in schema["properties"].items():
        said = " ".join(field.get("description", "").split())
        if name == "format":
            said = ""
        there = "" if name in needed else "(may be absent)"
        yield f"| `{name}` | {_type(field)} | {' '.join(filter(None, [said, there]))} |"


def _type(field: Mapping[str, Any]) -> str:
    """A field's type in words: number or null, list of Estimate, object of number."""
    if "anyOf" in field:
        return " or ".join(dict.fromkeys(_type(one) for one in field["anyOf"]))
    if "$ref" in field:
        name = str(field["$ref"]).rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "const" in field:
        return f"`{field['const']}`"
    if "enum" in field:
        return ", ".join(f"`{one}`" for one in field["enum"])
    if field.get("type") == "array":
        return f"list of {_type(field.get('items', {}))}"
    if field.get("type") == "object":
        inner = field.get("additionalProperties")
        return f"object of {_type(inner)}" if isinstance(inner, dict) else "object"
    return str(field.get("type", "any"))


def _parts_of(kind: type[Part]) -> dict[str, type[Part]]:
    """Every part that the output holds, at any depth, by name."""
    found: dict[str, type[Part]] = {}
    names = set(kind.model_json_schema().get("$defs", {}))
    every = list(_subclasses(Part))
    for one in every:
        if one.__name__ in names:
            found[one.__name__] = one
    return found


def _subclasses(kind: type[Part]) -> Iterator[type[Part]]:
    for one in kind.__subclasses__():
        yield one
        yield from _subclasses(one)
