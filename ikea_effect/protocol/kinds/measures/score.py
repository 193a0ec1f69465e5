"""A number that a step works out from replies: a rank, a count, a mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Literal

from pydantic import Field

from ikea_effect.protocol.base import Amount, Exact, Line
from ikea_effect.protocol.kinds.kind import Column, Columns, MeasureKind, Study
from ikea_effect.protocol.kinds.measures.number import grid_problems
from ikea_effect.protocol.measures import Measure
from ikea_effect.protocol.problem import Problem


class ScoreMeasure(Measure):
    """A number that votes and judgments come to, from `low` to `high`; no participant is asked for it.

    Without a `step` any number between them can be. `unit` is the unit in the data. There are no texts.
    """

    kind: Literal["score"]
    low: Exact
    high: Exact
    step: Amount | None = None
    unit: Line | None = Field(default=None, min_length=1)

    @property
    def whole(self) -> bool:
        """Whether every number that can be is whole."""
        return self.step is not None and self.low % 1 == 0 and self.step % 1 == 0


def _columns(name: str, declared: ScoreMeasure, _study: Study) -> Columns:
    form: Literal["integer", "number"] = "integer" if declared.whole else "number"
    ends: tuple[Decimal, Decimal, Decimal | None] = (declared.low, declared.high, declared.step)
    return (Column(name, form, f"Score: {name}", declared.unit or "", (), *ends, of=name),)


def _problems(body: Mapping[str, Any]) -> Iterator[Problem]:
    """A step leads from low to high."""
    if body.get("step") is not None:
        yield from grid_problems(body)


KIND = MeasureKind(
    name="score",
    model=ScoreMeasure,
    meaning="A number that a vote or a judgment comes to, such as a rank; nobody is asked for it",
    columns=_columns,
    follows=True,
    unit="own",
    population="ikea_effect.diagnosis.answers:scores",
    problems=_problems,
)
