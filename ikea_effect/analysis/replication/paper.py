"""A paper's printed results in a YAML of their own, for a recheck without a protocol.

paper: "Norton, Mochon & Ariely (2011), working paper 11-091"
results:
  - name: liking
    scale: {low: 1, high: 7}              # whole-number answers; items: 4 for the mean of four
    n: {per_condition: {build: 26, prebuilt: 26}, inferred: "only split that fits"}
    mean: {build: 3.81, prebuilt: 2.50}
    sd: {build: 1.56, prebuilt: 1.03}
    statistic: {t: 3.58, df: 50}
    p: "< .001"                           # or p: .0008; alternative: greater where one side was tested

Decimals count: 5.20 is a mean of two decimals. Numbers may be quoted.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from ikea_effect.analysis.replication.grim import Answers
from ikea_effect.analysis.replication.recheck import Check, Reported, checks, printed_numbers, recheck
from ikea_effect.protocol.base import Declared, Number
from ikea_effect.protocol.faults import read_as
from ikea_effect.protocol.hypotheses import Possible, PublishedN, Spread
from ikea_effect.protocol.loading import find_protocol, load_protocol
from ikea_effect.protocol.marks import Steps
from ikea_effect.protocol.tree import Tree, read_tree


class Answered(Declared):
    """Whole-number answers from low to high; a result may be the mean of several items."""

    low: int = Field(ge=-1_000_000, le=1_000_000)
    high: int = Field(ge=-1_000_000, le=1_000_000)
    items: int = Field(default=1, ge=1, le=1000)

    @model_validator(mode="after")
    def _upwards(self) -> Answered:
        if self.high <= self.low:
            raise ValueError("`high` must be above `low`.")
        return self


class Result(Declared):
    """One result as printed. What is not printed is left out.

    p may be a number, or a text such as "< .001" or "> .05". `alternative` says on which side was tested.
    """

    name: str
    scale: Answered | None = None
    n: PublishedN = PublishedN()
    mean: dict[str, Number] = Field(default_factory=dict)
    sd: dict[str, Spread] = Field(default_factory=dict)
    statistic: Annotated[
        dict[Literal["t", "df", "F", "df1", "df2", "chi2", "z", "r", "Q"], Number], Possible
    ] = Field(default_factory=dict)
    p: Number | None = Field(default=None, ge=0, le=1)
    p_below: Number | None = Field(default=None, gt=0, le=1)
    p_above: Number | None = Field(default=None, ge=0, lt=1)
    alternative: Literal["two-sided", "greater", "less"] = "two-sided"
    locator: str | None = None
    provenance: Literal["paper", "secondary", "unverified"] = "paper"

    @model_validator(mode="before")
    @classmethod
    def _bounds(cls, said: Any) -> Any:
        """A p written "< .001" is p_below, "> .05" p_above, "= .04" p."""
        p = said.get("p") if isinstance(said, dict) else None
        if not isinstance(p, str) or p.strip()[:1] not in _SIGNS:
            return said
        name, bound = _SIGNS[p.strip()[0]], p.strip()[1:].strip()
        if name == "p_below" and _is_number(bound) and not float(bound) > 0:
            raise ValueError(
                f"p is '{p}', which no p is. Write the bound that was printed, such as '< .001'."
            )
        return {**{k: v for k, v in said.items() if k != "p"}, name: bound}


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


_SIGNS = {"<": "p_below", ">": "p_above", "=": "p"}


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
        printed = (_reported(result, tree, ("results", i)) for i, result in enumerate(paper.results))
        return tuple(check for result in printed for check in checks(result))
    return recheck(load_protocol(reference), tree)


def _reported(result: Result, tree: Tree, at: Steps) -> Reported:
    scale = result.scale
    return Reported(
        name=result.name,
        total=result.n.total,
        n=result.n.per_condition or {},
        inferred=result.n.inferred,
        **printed_numbers(result, tree, at),
        p_above=result.p_above,
        alternative=result.alternative,
        answers=Answers(scale.low, scale.high, scale.items) if scale else None,
        provenance=result.provenance,
    )
