"""Rules that drop participants: they read as one, look at columns that there are, and can come true."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ikea_effect.errors import brief, listed
from ikea_effect.protocol.checks.names import Problem, Said, listing, mapping, with_hint
from ikea_effect.protocol.checks.readable import Readable, readable
from ikea_effect.protocol.expressions import (
    Comparison,
    Expression,
    ExpressionError,
    Membership,
    Name,
    Not,
    Value,
    names_in,
    parse_expression,
)
from ikea_effect.protocol.kinds import Column
from ikea_effect.protocol.tree import Steps

_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


def exclusions_can_be_decided(said: Said) -> Iterator[Problem]:
    """Every rule reads as one, names columns of the data, and compares them with what they can be."""
    there = readable(said)
    whole = bool(said.steps) and said.has("measures") and said.has("factors")
    for index, exclusion in enumerate(map(mapping, listing(said.data.get("exclusions")))):
        rule, at = exclusion.get("drop_if"), ("exclusions", index, "drop_if")
        if not isinstance(rule, str):
            continue
        try:
            expression = parse_expression(rule)
        except ExpressionError as error:
            yield Problem(at, f"{error.sentence}\n{brief(rule, 200)} (column {error.column})")
            continue
        if whole:
            yield from _unknown(there, expression, at)
        yield from _never_true(there, expression, at)


def _unknown(there: Readable, expression: Expression, at: Steps) -> Iterator[Problem]:
    known = [column.name for column in there.columns]
    for name in names_in(expression):
        if name not in known and not there.may_have(name):
            message = f"looks at '{name}', which is no column of the data. Columns: {listed(known)}."
            yield Problem(at, with_hint(message, name, known))


def _never_true(there: Readable, expression: Expression, at: Steps) -> Iterator[Problem]:
    columns = {column.name: column for column in there.columns}
    for name, sign, value in _compared(expression):
        column = columns.get(name)
        if column is not None and (problem := _impossible(column, sign, value)) is not None:
            yield Problem(at, problem)


def _impossible(column: Column, sign: str, value: Decimal | str | bool) -> str | None:
    """Why the column cannot be compared so, or never is like that; nothing where it can be."""
    expected = {"boolean": bool, "text": str, "time": str}.get(column.type, Decimal)
    if not isinstance(value, expected):
        if column.values and isinstance(value, str):
            return _never_that(column, value)
        takes = {bool: "true or false", str: 'a text in quotes, as in "P001"', Decimal: "a number"}[expected]
        return f"compares {column.name} with {Value(value)}, but {column.name} is {takes}."
    if isinstance(value, str) and column.values and value not in column.values:
        return _never_that(column, value)
    if isinstance(value, Decimal) and not isinstance(value, bool) and _outside(column, sign, value):
        asked = f"{column.name} {sign} {column.written(value)}"
        return f"asks whether {asked}, which it never is: it {_range(column)}"
    return None


def _range(column: Column) -> str:
    """Where the column's numbers lie, in words."""
    low, high = (None if end is None else column.written(end) for end in (column.low, column.high))
    return f"is never below {low}." if high is None else f"goes from {low} to {high}."


def _never_that(column: Column, word: str) -> str:
    message = f"compares {column.name} with '{word}', which it never is. Allowed: {listed(column.values)}."
    return with_hint(message, word, column.values)


def _outside(column: Column, sign: str, value: Decimal) -> bool:
    """Whether no value in the column's range compares so with this one."""
    low, high = column.low, column.high
    below, above = low is not None and value < low, high is not None and value > high
    if sign in ("==", "in"):
        return below or above
    if sign in ("<", "<="):
        return below or (sign == "<" and value == low)
    return sign in (">", ">=") and (above or (sign == ">" and value == high))


def _compared(expression: Expression) -> Iterator[tuple[str, str, Decimal | str | bool]]:
    """Every value that a rule compares a column with, as column, sign, value."""
    match expression:
        case Comparison(Name(name), sign, Value(value)):
            yield name, sign, value
        case Comparison(Value(value), sign, Name(name)):
            yield name, _MIRRORED.get(sign, sign), value
        case Membership(Name(name), values, negated):
            yield from ((name, "not in" if negated else "in", one.value) for one in values)
        case Not(inner):
            yield from ((name, "!=", value) for name, _, value in _compared(inner))
        case _:
            for part in getattr(expression, "parts", ()):
                yield from _compared(part)


ALL = (exclusions_can_be_decided,)
