"""What a step comes to, and the measures that take it: a choice, a rank, a count, a mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Annotated, NamedTuple

from pydantic import Field

from ikea_effect.errors import listed
from ikea_effect.protocol.base import MeasureName
from ikea_effect.protocol.by_levels import Cell
from ikea_effect.protocol.kinds.kind import NONE, Study
from ikea_effect.protocol.kinds.measures.choice import ChoiceMeasure
from ikea_effect.protocol.kinds.measures.score import ScoreMeasure
from ikea_effect.protocol.measures import Measure
from ikea_effect.protocol.problem import Problem, with_hint

ResultMeasures = Annotated[dict[Cell, MeasureName], Field(max_length=60)]
"""{result: measure that takes it}: {choice: liked, rank.whale: place}."""

ONE = Decimal(1)


class Result(NamedTuple):
    """What a step comes to: one of `options`, or a number from low to high; without a step, any between."""

    low: Decimal = NONE
    high: Decimal = ONE
    step: Decimal | None = None
    options: tuple[str, ...] = ()


Results = Mapping[str, Result]


def rank_of(how_many: int) -> Result:
    """A place among so many, 1 is best."""
    return Result(ONE, Decimal(how_many), ONE)


def result_problems(named: Mapping[str, str], results: Results, study: Study) -> Iterator[Problem]:
    """The measures of a step take what it comes to; ways begin at the step."""
    taken: dict[str, str] = {}
    for what, measure in named.items():
        at = ("measures", what)
        if what not in results:
            message = f"is nothing that this step comes to. Results: {listed(results)}."
            yield Problem(at, with_hint(message, what, results), at_key=True)
        elif measure in taken:
            yield Problem(at, f"is '{measure}', which takes {taken[measure]} already. Declare one for each.")
        elif (declared := study.measures.get(measure)) is not None and (
            wanted := _unlike(declared, results[what])
        ):
            yield Problem(at, f"is '{measure}'. Declare that measure as {wanted}.")
        taken.setdefault(measure, what)


def _unlike(declared: Measure, result: Result) -> str:
    """How the measure would have to be declared; nothing where it is."""
    if result.options:
        fits = isinstance(declared, ChoiceMeasure) and set(declared.options) == set(result.options)
        return "" if fits else f"{{kind: choice, text: NAME, options: [{', '.join(result.options)}]}}"
    ends = (result.low, result.high, result.step)
    if isinstance(declared, ScoreMeasure) and (declared.low, declared.high, declared.step) == ends:
        return ""
    step = "" if result.step is None else f", step: {result.step}"
    return f"{{kind: score, low: {result.low}, high: {result.high}{step}}}"
