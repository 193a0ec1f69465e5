"""Are published numbers consistent with each other? Of a protocol's own rows, or of a paper's in a file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import Field

from ikea_effect.protocol.base import Declared, Name
from ikea_effect.protocol.faults import read_as
from ikea_effect.protocol.hypotheses import PublishedN
from ikea_effect.protocol.loading import find_protocol, load_protocol
from ikea_effect.protocol.tree import read_tree

if TYPE_CHECKING:
    from ikea_effect.analysis.replication.recheck import Check


class Answers(Declared):
    """How the measure was answered, where in whole numbers: from low to high, the mean of `items` items."""

    low: int
    high: int
    items: int = Field(default=1, ge=1)


class Result(Declared):
    """One printed result. What is unknown is left out."""

    id: Name
    n: PublishedN = PublishedN()
    mean: dict[Name, float] = Field(default_factory=dict)
    sd: dict[Name, float] = Field(default_factory=dict)
    statistic: dict[str, float] = Field(default_factory=dict)
    p: float | None = Field(default=None, ge=0, le=1)
    p_below: float | None = Field(default=None, ge=0, le=1)
    answers: Answers | None = None


class Paper(Declared):
    """A paper's printed results: a file with `paper: citation` and `results: [...]`."""

    paper: str
    results: tuple[Result, ...] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class Rechecked:
    """Every check of every result of one source."""

    source: str
    checks: tuple[Check, ...]

    @property
    def inconsistent(self) -> bool:
        """Whether some numbers cannot all be right."""
        return any(check.outcome == "inconsistent" for check in self.checks)

    def to_json(self) -> dict[str, Any]:
        """The checks as JSON values."""
        return {"source": self.source, "checks": [check.to_json() for check in self.checks]}

    def text(self) -> str:
        """The checks for a person."""
        if not self.checks:
            return f"{self.source}: no published numbers that can be checked against each other"
        lines = [f"{self.source}:"]
        lines += [
            f"  {check.outcome:<14} {check.result}, {check.id}: {check.sentence}" for check in self.checks
        ]
        return "\n".join(lines)


def rechecked(reference: str) -> Rechecked:
    """The checks of a protocol (id or path), or of a file that begins with `paper:`. Raises ProtocolError."""
    from ikea_effect.analysis.replication.recheck import checks, recheck

    path = Path(find_protocol(reference))
    tree = read_tree(path)
    if "paper" not in tree.data:
        protocol = load_protocol(reference)
        return Rechecked(protocol.id, recheck(protocol))
    paper = read_as(Paper, tree)
    found = (check for result in paper.results for check in checks(_reported(result)))
    return Rechecked(paper.paper, tuple(found))


def _reported(result: Result) -> Any:
    from ikea_effect.analysis.replication import grim
    from ikea_effect.analysis.replication.recheck import Reported

    answers = result.answers
    return Reported(
        name=result.id,
        total=result.n.total,
        n=result.n.per_condition or {},
        inferred=result.n.inferred,
        mean=result.mean,
        sd=result.sd,
        statistic=result.statistic,
        p=result.p,
        p_below=result.p_below,
        answers=None if answers is None else grim.Answers(answers.low, answers.high, answers.items),
    )
