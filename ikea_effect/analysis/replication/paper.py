"""A paper's printed results in a YAML of their own, for a recheck without a protocol.

paper: "Norton, Mochon & Ariely (2011), working paper 11-091"
results:
  - name: liking
    scale: {low: 1, high: 7}              # whole-number answers; items: 4 for the mean of four
    n: {per_condition: {build: 26, prebuilt: 26}, inferred: "only split that fits"}
    mean: {build: 3.81, prebuilt: 2.50}
    sd: {build: 1.56, prebuilt: 1.03}
    statistic: {t: 3.58, df: 50}
    p_below: 0.001                        # or p: 0.0008
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from ikea_effect.analysis.replication.grim import Answers
from ikea_effect.analysis.replication.recheck import Check, Reported, checks, recheck
from ikea_effect.protocol.base import Declared
from ikea_effect.protocol.faults import read_as
from ikea_effect.protocol.hypotheses import PublishedN
from ikea_effect.protocol.loading import find_protocol, load_protocol
from ikea_effect.protocol.tree import read_tree


class Answered(Declared):
    """Whole-number answers from low to high; a result may be the mean of several items."""

    low: int
    high: int
    items: int = Field(default=1, ge=1)

    @model_validator(mode="after")
    def _upwards(self) -> Answered:
        if self.high <= self.low:
            raise ValueError("`high` must be above `low`.")
        return self


class Result(Declared):
    """One result as printed. What is not printed is left out."""

    name: str
    scale: Answered | None = None
    n: PublishedN = PublishedN()
    mean: dict[str, float] = Field(default_factory=dict)
    sd: dict[str, float] = Field(default_factory=dict)
    statistic: dict[Literal["t", "df", "F", "df1", "df2", "chi2", "z"], float] = Field(default_factory=dict)
    p: float | None = Field(default=None, ge=0, le=1)
    p_below: float | None = Field(default=None, gt=0, le=1)
    locator: str | None = None
    provenance: Literal["paper", "secondary", "unverified"] = "paper"


class Paper(Declared):
    """A paper and its printed results."""

    paper: str
    results: tuple[Result, ...] = Field(min_length=1)


def recheck_reference(reference: str | Path) -> tuple[Check, ...]:
    """Every check on a protocol's published numbers (id or path), or on a paper's (path to its YAML).

    Raises: ProtocolError with every fault of the file.
    """
    path = find_protocol(reference)
    tree = read_tree(path)
    if isinstance(tree.data, dict) and "paper" in tree.data:
        paper = read_as(Paper, tree)
        return tuple(check for result in paper.results for check in checks(_reported(result)))
    return recheck(load_protocol(reference))


def _reported(result: Result) -> Reported:
    scale = result.scale
    return Reported(
        name=result.name,
        total=result.n.total,
        n=result.n.per_condition or {},
        inferred=result.n.inferred,
        mean=result.mean,
        sd=result.sd,
        statistic={str(name): value for name, value in result.statistic.items()},
        p=result.p,
        p_below=result.p_below,
        answers=Answers(scale.low, scale.high, scale.items) if scale else None,
        provenance=result.provenance,
    )
