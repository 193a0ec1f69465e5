"""To think about: factors and rules that change no screen, so that everyone sees the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from ikea_effect.protocol.assignments import ROLE
from ikea_effect.protocol.checks.exclusions import outside
from ikea_effect.protocol.checks.names import Said
from ikea_effect.protocol.checks.readable import readable
from ikea_effect.protocol.expressions import ExpressionError, compared, names_in, parse_expression
from ikea_effect.protocol.problem import Problem

_OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}


def factors_that_change_nothing(said: Said) -> Iterator[Problem]:
    """A factor between participants that no step, measure, assignment or wording looks at."""
    looked_at = set(_words([said.data.get(part) for part in ("timeline", "measures", "assignment")]))
    looked_at |= {name for step in said.steps for _, rule in step.rules for name in _names(rule)}
    looked_at |= {factor for factor in said.between if not said.worded.isdisjoint(said.levels(factor))}
    for factor in said.between:
        if factor != ROLE and factor not in looked_at and len(said.levels(factor)) > 1:
            message = (
                f"changes no screen: nothing looks at '{factor}', so that all of its levels see the same.\n"
                f"Name it where it matters, as in only_in: {{{factor}: {said.levels(factor)[0]}}}; what the "
                "experimenter changes in the room, a handover can say."
            )
            yield Problem(("factors", factor), message, True)


def _words(value: Any) -> Iterator[str]:
    """Every key and word inside of what is said."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield str(key)
            yield from _words(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _words(inner)
    elif isinstance(value, str):
        yield value


def _names(rule: str) -> tuple[str, ...]:
    try:
        return tuple(names_in(parse_expression(rule)))
    except ExpressionError:
        return ()


def rules_that_always_hold(said: Said) -> Iterator[Problem]:
    """A rule of one comparison that is true of every answer that can be given."""
    if not any(step.rules for step in said.steps):
        return
    columns = {column.in_long: column for column in readable(said).columns}
    for step in said.steps:
        for at, rule in step.rules:
            names = _names(rule)
            column = columns.get(names[0]) if len(names) == 1 and " not " not in f" {rule} " else None
            asked = list(compared(parse_expression(rule))) if column is not None else []
            if column is None or len(asked) != 1:
                continue
            _, sign, value = asked[0]
            opposite = _OPPOSITE.get(sign)
            if opposite and isinstance(value, Decimal) and outside(column, opposite, value):
                yield Problem(at, f"holds for every answer to '{names[0]}': whoever has one sees the step.")


DOUBTS = (factors_that_change_nothing, rules_that_always_hold)
