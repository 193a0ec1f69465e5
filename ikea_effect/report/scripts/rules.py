"""A rule of the protocol as an expression of pandas or of R that is true where the rule surely holds.

A rule has three answers; a script needs one: yes. `not` therefore asks where what stands in it surely does
not hold, and a comparison holds, or fails, only where there is a value of the kind that is compared.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Literal, NamedTuple

from ikea_effect.protocol.expressions import (
    And,
    Comparison,
    Expression,
    Membership,
    Name,
    Not,
    Operand,
    Or,
    Value,
)

Kind = Literal["number", "text", "logical"]
_OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}


class Language(NamedTuple):
    """How a program writes a rule."""

    column: Callable[[str], str]
    missing: Callable[[str], str]
    joined: Mapping[str, str]
    never: str


PYTHON = Language(
    column=lambda name: f"d[{json.dumps(name)}]",
    missing=lambda column: f"{column}.notna()",
    joined={"and": " & ", "or": " | "},
    never="(d.index < 0)",
)
R = Language(
    column=lambda name: f"d[[{json.dumps(name)}]]",
    missing=lambda column: f"!is.na({column})",
    joined={"and": " & ", "or": " | "},
    never="rep(FALSE, nrow(d))",
)


def surely(rule: Expression, kinds: Mapping[str, Kind], language: Language, holds: bool = True) -> str:
    """The expression that is true in the rows where the rule surely holds, or surely does not.

    `kinds` says what each column of the data holds; a column that is not there decides nothing.
    """
    match rule:
        case Not(inner):
            return surely(inner, kinds, language, not holds)
        case And(parts) | Or(parts):
            sign = "and" if isinstance(rule, And) == holds else "or"
            inside = [surely(part, kinds, language, holds) for part in parts]
            return "(" + language.joined[sign].join(inside) + ")"
        case Membership(left, values, negated):
            several = Or(tuple(Comparison(left, "==", value) for value in values))
            return surely(several, kinds, language, holds != negated)
        case Comparison(left, sign, right):
            return _compared(left, sign if holds else _OPPOSITE[sign], right, kinds, language)


def _compared(left: Operand, sign: str, right: Operand, kinds: Mapping[str, Kind], language: Language) -> str:
    there = {_kind(side, kinds) for side in (left, right)}
    if len(there) > 1 or None in there or (there != {"number"} and sign not in ("==", "!=")):
        return language.never
    asked = [language.missing(language.column(side.name)) for side in (left, right) if isinstance(side, Name)]
    compared = f"({_written(left, language)} {sign} {_written(right, language)})"
    return "(" + language.joined["and"].join([*asked, compared]) + ")"


def _kind(side: Operand, kinds: Mapping[str, Kind]) -> Kind | None:
    if isinstance(side, Name):
        return kinds.get(side.name)
    if isinstance(side.value, bool):
        return "logical"
    return "text" if isinstance(side.value, str) else "number"


def _written(side: Operand, language: Language) -> str:
    """A column, or a value; true and false stand in the files as words."""
    if isinstance(side, Name):
        return language.column(side.name)
    return _value(side)


def _value(side: Value) -> str:
    if isinstance(side.value, bool):
        return '"true"' if side.value else '"false"'
    return json.dumps(side.value) if isinstance(side.value, str) else f"{side.value:f}"
