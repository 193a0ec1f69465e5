"""Steps that are repeated at each level of a factor that varies within participants."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal

from pydantic import Field

from ikea_effect.protocol.base import Name
from ikea_effect.protocol.timeline import AnyStep, Loop, OnlyIn, Step, as_levels

Order = Literal["fixed", "random", "latin"]
"""Of levels: as declared; drawn for each participant; balanced over participants."""


class ForEach(Step):
    """The steps, once at each level of a factor that is declared `within: true`.

    `order` of the levels: `fixed` as declared, `random` drawn for each participant, `latin` by the rows of
    a balanced Latin square, each as often as the others in every condition.
    """

    kind = "for_each"
    factor: Name
    order: Order
    steps: tuple[AnyStep, ...] = Field(min_length=1, max_length=50)


def unrolled(timeline: Iterable[Step], levels: Mapping[str, Sequence[str]]) -> tuple[Step, ...]:
    """The timeline with each repeated step once for every level. `levels` are those of all factors."""
    return tuple(one for place, step in enumerate(timeline) for one in _unrolled(step, levels, (place,)))


def _unrolled(step: Step, levels: Mapping[str, Sequence[str]], place: tuple[int, ...]) -> Iterator[Step]:
    if not isinstance(step, ForEach):
        yield step
        return
    inner = [
        one.model_copy(update=_narrowed(step, one))
        for number, part in enumerate(step.steps)
        for one in _unrolled(part, levels, (*place, number))
    ]
    for level in levels.get(step.factor, ()):
        loop = Loop(place, step.factor, level, step.order)
        found = [(one.name, one.repeated_at(loop, levels)) for one in inner if _met(one, loop)]
        names = {name: copy.name for name, copy in found}
        yield from (copy.renamed(names) for _, copy in found)


def _narrowed(block: ForEach, step: Step) -> dict[str, Any]:
    """Who sees a step among those that are repeated: those who meet the rules of both."""
    rules = [rule for rule in (block.only_if, step.only_if) if rule is not None]
    rule = " and ".join(f"({rule})" for rule in rules) if len(rules) > 1 else next(iter(rules), None)
    return {"only_in": narrowed(block.only_in, step.only_in), "only_if": rule}


def _met(step: Step, loop: Loop) -> bool:
    """Whether the step is among those of this level."""
    return step.reaches({loop.factor: loop.level}, only=(loop.factor,))


def narrowed(outer: OnlyIn, inner: OnlyIn) -> OnlyIn:
    """Who sees a step that has a rule of its own and stands among steps that have one."""
    both = {
        factor: tuple(level for level in as_levels(inner[factor]) if level in as_levels(outer[factor]))
        for factor in outer.keys() & inner.keys()
    }
    return {**outer, **inner, **both}
