"""A value that depends on the condition: `{by: factor, levels: {level: value}}`, or the value itself.

With several factors, `by: [photo, person]`, the levels are joined by dots: `customer.similar`.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any, Generic, TypeVar

from pydantic import Discriminator, Field, Tag

from ikea_effect.errors import listed
from ikea_effect.protocol.base import Declared, Name
from ikea_effect.protocol.problem import Problem

if TYPE_CHECKING:
    from ikea_effect.protocol.kinds.kind import Study
    from ikea_effect.protocol.timeline import Step

T = TypeVar("T")

Cell = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)*$", max_length=120)]
"""A level of each factor, joined by dots: customer, customer.similar."""


def _one_or_several(value: Any) -> str:
    return "several" if isinstance(value, list | tuple) else "one"


Factors = Annotated[
    Annotated[Name, Tag("one")]
    | Annotated[tuple[Name, ...], Field(min_length=1, max_length=4), Tag("several")],
    Discriminator(_one_or_several),
]


class ByLevels(Declared, Generic[T]):
    """One value for each level of a factor, or for each combination of levels of several."""

    by: Factors
    levels: dict[Cell, T] = Field(min_length=1, max_length=64)

    def __reduce__(self) -> tuple[Any, ...]:
        """For another process, which knows no class that was made for a type of values: without the type."""
        return _of_any_type, (self.__getstate__(),)

    @property
    def factors(self) -> tuple[str, ...]:
        """The factors that decide."""
        return (self.by,) if isinstance(self.by, str) else self.by

    def at(self, condition: Mapping[str, str]) -> T:
        """The value in the condition. Raises KeyError where there is none."""
        return self.levels[".".join(condition[factor] for factor in self.factors)]

    def at_levels(self, levels: Mapping[str, str]) -> T | ByLevels[T]:
        """The value inside a repetition at these levels, or what still depends on other factors."""
        left = tuple(factor for factor in self.factors if factor not in levels)
        if len(left) == len(self.factors):
            return self
        kept: dict[str, T] = {}
        for cell, value in self.levels.items():
            at = dict(zip(self.factors, cell.split("."), strict=True))
            if all(levels.get(factor, level) == level for factor, level in at.items()):
                kept[".".join(at[factor] for factor in left)] = value
        if not kept:
            return self  # a check says which level lacks a value
        return ByLevels[T](by=left, levels=kept) if left else kept[""]


def _of_any_type(state: dict[Any, Any]) -> ByLevels[Any]:
    made = ByLevels.__new__(ByLevels)
    made.__setstate__(state)
    return made


def _plain_or_by(value: Any) -> str:
    return "by" if isinstance(value, ByLevels) or (isinstance(value, dict) and "by" in value) else "plain"


PLAIN_OR_BY = Discriminator(_plain_or_by)
"""Tells `{by: .., levels: ..}` from the value itself: Annotated[Annotated[T, Tag("plain")] |
Annotated[ByLevels[T], Tag("by")], PLAIN_OR_BY]."""


def at(value: Any, condition: Mapping[str, str]) -> Any:
    """The value in the condition, whether it depends on it or not."""
    return value.at(condition) if isinstance(value, ByLevels) else value


def every(value: Any) -> tuple[Any, ...]:
    """All values that it can take."""
    return tuple(value.levels.values()) if isinstance(value, ByLevels) else (value,)


def level_problems(step: Step, study: Study, *keys: str) -> Iterator[Problem]:
    """What of the step's `{by: .., levels: ..}` at these keys does not fit the study's factors."""
    for key in keys:
        value = getattr(step, key)
        if isinstance(value, ByLevels):
            yield from _problems(value, step, study, key)


def _problems(value: ByLevels[Any], step: Step, study: Study, key: str) -> Iterator[Problem]:
    if unknown := [factor for factor in value.factors if factor not in study.factors]:
        message = f"names factor '{unknown[0]}', which is not declared. Factors: {listed(study.factors)}."
        yield Problem((key, "by"), message)
        return
    possible = [
        ".".join(cell) for cell in itertools.product(*(study.factors[f].levels for f in value.factors))
    ]
    for cell in value.levels:
        if cell not in possible:
            message = f"is no level of {listed(value.factors)}. Levels: {listed(possible)}."
            yield Problem((key, "levels", cell), message, at_key=True)
    if lacking := [cell for cell in _reached(value, step, study) if cell not in value.levels]:
        message = (
            f"says nothing for {listed(lacking)}. Write what is shown there, or leave them out by only_in."
        )
        yield Problem((key, "levels"), message)


def _reached(value: ByLevels[Any], step: Step, study: Study) -> list[str]:
    """The cells of those who come to the step; of a factor within participants, all its levels."""
    cells = []
    for condition in study.conditions:
        if step.reaches(dict(condition)):
            each = [
                (condition[factor],) if factor in condition else tuple(study.factors[factor].levels)
                for factor in value.factors
            ]
            cells += [".".join(cell) for cell in itertools.product(*each)]
    return list(dict.fromkeys(cells))
