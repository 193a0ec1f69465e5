"""Rules that drop participants: they read as one, look at columns that there are, and can come true."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from ikea_effect.errors import brief, listed
from ikea_effect.protocol.checks.names import Said
from ikea_effect.protocol.checks.readable import Readable, readable
from ikea_effect.protocol.expressions import (
    Expression,
    ExpressionError,
    Value,
    compared,
    names_in,
    parse_expression,
)
from ikea_effect.protocol.kinds import Column
from ikea_effect.protocol.marks import Steps
from ikea_effect.protocol.problem import Problem, listing, mapping, texts_of, with_hint


def exclusions_can_be_decided(said: Said) -> Iterator[Problem]:
    """Every rule reads as one, names columns of the data, and compares them with what they can be."""
    there = readable(said)
    elsewhere = _from_elsewhere(said)
    compared_with = (*there.columns, *(column for column in elsewhere.values() if column.values))
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
            yield from _unknown(there, elsewhere, expression, at)
        yield from never_true(compared_with, expression, at)


def rule_problems(rule: str, known: Sequence[Column], at: Steps) -> Iterator[Problem]:
    """What is wrong with a rule that is decided within a session, of what is `known` by then."""
    try:
        expression = parse_expression(rule)
    except ExpressionError as error:
        yield Problem(at, f"{error.sentence}\n{brief(rule, 200)} (column {error.column})")
        return
    names = [column.name for column in known]
    for name in names_in(expression):
        if name not in names:
            message = f"looks at '{name}', which is not known by then. Known are: {listed(names)}."
            yield Problem(at, with_hint(message, name, names))
    yield from never_true(known, expression, at)


def _from_elsewhere(said: Said) -> dict[str, Column]:
    """The columns that only data from elsewhere have: those declared, and those that a command renames to."""
    found = {name: Column(name, "text", "") for name in said.given}
    for name, body in mapping(said.data.get("other_columns")).items():
        values = tuple(value for _, value in texts_of(mapping(body).get("values")))
        found[name] = Column(name, "text", "", values=values)
    return found


def _unknown(
    there: Readable, elsewhere: Mapping[str, Column], expression: Expression, at: Steps
) -> Iterator[Problem]:
    known = [*(column.name for column in there.columns), *elsewhere]
    for name in names_in(expression):
        if name not in known and not there.may_have(name):
            message = f"looks at '{name}', which is no column of the data. Columns: {listed(known)}."
            yield Problem(at, with_hint(message, name, known))


def never_true(there: Sequence[Column], expression: Expression, at: Steps) -> Iterator[Problem]:
    """Comparisons that cannot be made, or never come true, by what the columns hold."""
    columns = {column.name: column for column in there}
    for name, sign, value in compared(expression):
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
    if isinstance(value, Decimal) and not isinstance(value, bool) and outside(column, sign, value):
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


def outside(column: Column, sign: str, value: Decimal) -> bool:
    """Whether no value in the column's range compares so with this one."""
    low, high = column.low, column.high
    below, above = low is not None and value < low, high is not None and value > high
    if sign in ("==", "in"):
        return below or above
    if sign in ("<", "<="):
        return below or (sign == "<" and value == low)
    return sign in (">", ">=") and (above or (sign == ">" and value == high))


ALL = (exclusions_can_be_decided,)
