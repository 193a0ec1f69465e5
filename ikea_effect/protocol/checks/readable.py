"""The columns that a file declares, also where some of its parts are wrong: those that can be read count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from ikea_effect.protocol.assignments import Assignment
from ikea_effect.protocol.by_kind import ByKind
from ikea_effect.protocol.checks.names import Said
from ikea_effect.protocol.checks.names import Step as SaidStep
from ikea_effect.protocol.faults import frozen
from ikea_effect.protocol.kinds import Column, columns_of, is_kind, measure_kind
from ikea_effect.protocol.levels import bare
from ikea_effect.protocol.measures import Measure
from ikea_effect.protocol.models import Factor
from ikea_effect.protocol.payment import Payment
from ikea_effect.protocol.problem import mapping, measures_in, texts_of
from ikea_effect.protocol.timeline import Loop, Step

M = TypeVar("M", bound=BaseModel)
STEP = ByKind("step")


@dataclass(frozen=True)
class Readable:
    """As much of a protocol as could be read.

    `unread` are the names of steps and measures that could not be: columns of theirs may be there or not.
    """

    currency: str
    languages: Sequence[str]
    factors: Mapping[str, Factor]
    assignment: Assignment
    is_paired: bool
    conditions: Sequence[Mapping[str, str]]
    payment: Payment
    timeline: Sequence[Step]
    measures: Mapping[str, Measure]
    unread: frozenset[str]

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """The columns of all parts that could be read."""
        return columns_of(self)

    def may_have(self, column: str) -> bool:
        """Whether the column may belong to a part that could not be read."""
        return column.partition(".")[0] in self.unread


@lru_cache(maxsize=4)
def readable(said: Said) -> Readable:
    """What can be read of the file's parts: all of them, where its form is right as a whole."""
    if (one := said.whole) is not None:
        return Readable(
            one.currency,
            one.languages,
            one.factors,
            one.assignment,
            one.is_paired,
            said.conditions,
            one.payment,
            one.timeline,
            one.measures,
            frozenset(),
        )
    unread: set[str] = set()
    steps = [_step(step, unread) for step in said.steps]
    measures = {name: _measure(name, body, unread) for name, body in said.measures.items()}
    factors = {name: read_model(Factor, body) for name, body in said.factors.items()}
    return Readable(
        str(said.data.get("currency")),
        tuple(one for _, one in texts_of(said.data.get("languages"))),
        {name: factor for name, factor in factors.items() if factor is not None},
        read_model(Assignment, mapping(said.data.get("assignment"))) or Assignment(),
        said.is_paired,
        said.conditions,
        read_model(Payment, mapping(said.data.get("payment"))) or Payment(),
        [step for step in steps if step is not None],
        {name: measure for name, measure in measures.items() if measure is not None},
        frozenset(unread),
    )


def read_model(model: type[M], body: Mapping[str, Any]) -> M | None:
    """What is said, as the model has it; nothing where its form is wrong."""
    try:
        return model.model_validate(frozen(body), strict=True)
    except ValidationError:
        return None


def read_step(step: SaidStep) -> Step | None:
    """The step as its model has it, with names as the file gives them; nothing where its form is wrong."""
    if not is_kind("step", step.kind):
        return None
    try:
        found: Step = STEP.validated({step.kind: frozen(as_declared(step.body))})
    except ValidationError:
        return None
    return found


def _step(step: SaidStep, unread: set[str]) -> Step | None:
    found = read_step(step)
    if found is None:
        asked = [name for _, name in measures_in(step.body)]
        unread.update([bare(step.name), *asked])
    else:
        for factor, level in step.levels.items():
            found = found.repeated_at(Loop((), factor, level), step.levels)
    return found


def as_declared(value: Any) -> Any:
    """The value with names as the file gives them, not as they are at the levels of a repetition."""
    if isinstance(value, dict):
        return {key: as_declared(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [as_declared(inner) for inner in value]
    return bare(value) if isinstance(value, str) else value


def _measure(name: str, body: Mapping[str, Any], unread: set[str]) -> Any:
    kind = body.get("kind")
    found = read_model(measure_kind(str(kind)).model, body) if is_kind("measure", kind) else None
    if found is None:
        unread.add(name)
    return found
