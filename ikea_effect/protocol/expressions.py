"""Rules and contrasts: a small grammar over declared names. Nothing here is ever run as Python.

    rule        bid.comprehension == "failed" or (bid.seconds < 3 and not liking in [1, 7])
    name        a column of the data; in backticks where it is no word: `Duration (in seconds)`
    comparison  == != < <= > >=, in [..], not in [..]; numbers, "texts", true, false
    contrast    build - prebuilt, build - 0.5*prebuilt - 0.5*unbuild, build - 1/2*prebuilt - 1/2*unbuild

A rule has three answers: yes, no, and None where the data cannot decide (a value is missing, or it is a text
where a number is compared). `and`, `or` and `not` follow Kleene: no and None is no, yes or None is yes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from numbers import Number
from typing import Any, NamedTuple

from ikea_effect.errors import Fault, ProtocolError
from ikea_effect.protocol.scanning import Scanner, literal_text, quoted

MAX_DEPTH = 40


class Name(NamedTuple):
    """A column of the wide table: `liking`, `labor`, `bid.comprehension`."""

    name: str

    def __str__(self) -> str:
        return self.name if re.fullmatch(r"[A-Za-z][A-Za-z0-9_.-]*", self.name) else f"`{self.name}`"


class Value(NamedTuple):
    """A number, a text, or true or false."""

    value: Decimal | str | bool

    def __str__(self) -> str:
        if isinstance(self.value, bool):
            return "true" if self.value else "false"
        return quoted(self.value) if isinstance(self.value, str) else f"{self.value:f}"


Operand = Name | Value


class Comparison(NamedTuple):
    left: Operand
    sign: str
    right: Operand

    def __str__(self) -> str:
        return f"{self.left} {self.sign} {self.right}"


class Membership(NamedTuple):
    left: Operand
    values: tuple[Value, ...]
    negated: bool = False

    def __str__(self) -> str:
        listed = ", ".join(map(str, self.values))
        return f"{self.left} {'not in' if self.negated else 'in'} [{listed}]"


class Not(NamedTuple):
    inner: Expression

    def __str__(self) -> str:
        return f"not {_grouped(self.inner, And, Or)}"


class And(NamedTuple):
    parts: tuple[Expression, ...]

    def __str__(self) -> str:
        return " and ".join(_grouped(part, And, Or) for part in self.parts)


class Or(NamedTuple):
    parts: tuple[Expression, ...]

    def __str__(self) -> str:
        return " or ".join(_grouped(part, Or) for part in self.parts)


Expression = Comparison | Membership | Not | And | Or


def _grouped(expression: Expression, *kinds: type) -> str:
    return f"({expression})" if isinstance(expression, kinds) else str(expression)


class ExpressionError(ProtocolError):
    """A rule or contrast that cannot be read. `column` counts from 1 in its text."""

    def __init__(self, text: str, column: int, sentence: str) -> None:
        self.column, self.sentence = column, sentence
        super().__init__([Fault(f"column {column}", "", f"{sentence}\n{text}")])


# --- reading ----------------------------------------------------------------------------------------------


def parse_expression(text: str) -> Expression:
    """The rule that the text says. Raises: ExpressionError with the column and what may stand there."""
    reader = _Reader(_scanner(text))
    expression = reader.either()
    reader.scanner.expect_end("'and', 'or' or the end")
    return expression


def _scanner(text: str) -> Scanner:
    return Scanner(text, lambda column, sentence: ExpressionError(text, column, sentence))


class _Reader:
    """Recursive descent: one method for each line of the grammar."""

    def __init__(self, scanner: Scanner) -> None:
        self.scanner = scanner
        self.depth = 0

    def either(self) -> Expression:
        parts = [self.both()]
        while self.scanner.take("or"):
            parts.append(self.both())
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def both(self) -> Expression:
        parts = [self.negation()]
        while self.scanner.take("and"):
            parts.append(self.negation())
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def negation(self) -> Expression:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            self.scanner.refuse("is nested too deeply.")
        if self.scanner.take("not"):
            inner: Expression = Not(self.negation())
        elif self.scanner.take("("):
            inner = self.either()
            self.scanner.expect(")")
        else:
            inner = self.comparison()
        self.depth -= 1
        return inner

    def comparison(self) -> Expression:
        left = self.operand()
        if self.scanner.take("in"):
            return Membership(left, self.values())
        if self.scanner.take("not"):
            self.scanner.expect("in")
            return Membership(left, self.values(), negated=True)
        sign = self.scanner.take_one("==", "!=", "<=", ">=", "<", ">")
        if sign is None:
            self.scanner.unexpected("a comparison (== != < <= > >= in)")
        right = self.operand()
        if sign not in ("==", "!=") and any(_is_word(side) for side in (left, right)):
            self.scanner.refuse(f"'{sign}' compares numbers; a text has no order. Use == or !=.")
        if self.scanner.peek() in ("==", "!=", "<=", ">=", "<", ">"):
            self.scanner.refuse("is a second comparison in a row. Join two comparisons with 'and'.")
        return Comparison(left, str(sign), right)

    def values(self) -> tuple[Value, ...]:
        self.scanner.expect("[")
        found = [self.value()]
        while self.scanner.take(","):
            found.append(self.value())
        self.scanner.expect("]")
        return tuple(found)

    def operand(self) -> Operand:
        if (name := self.scanner.take_name()) is not None:
            return Name(name)
        return self.value('a name, a number or a "text"')

    def value(self, allowed: str = 'a number or a "text"') -> Value:
        if (number := self.scanner.take_number(signed=True)) is not None:
            return Value(number)
        if (text := self.scanner.take_text()) is not None:
            return Value(literal_text(text))
        if (word := self.scanner.take_one("true", "false")) is not None:
            return Value(word == "true")
        return self.scanner.unexpected(allowed)


def _is_word(operand: Operand) -> bool:
    return isinstance(operand, Value) and isinstance(operand.value, str | bool)


def names_in(expression: Expression) -> tuple[str, ...]:
    """The columns that the rule looks at, each once."""
    found: dict[str, None] = {}

    def walk(part: Expression) -> None:
        match part:
            case And(parts) | Or(parts):
                for one in parts:
                    walk(one)
            case Not(inner):
                walk(inner)
            case Comparison(left, _, right):
                found.update(dict.fromkeys(side.name for side in (left, right) if isinstance(side, Name)))
            case Membership(left, _, _) if isinstance(left, Name):
                found[left.name] = None

    walk(expression)
    return tuple(found)


_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


def compared(expression: Expression) -> Iterator[tuple[str, str, Decimal | str | bool]]:
    """Every value that a rule compares a column with, as column, sign, value."""
    match expression:
        case Comparison(Name(name), sign, Value(value)):
            yield name, sign, value
        case Comparison(Value(value), sign, Name(name)):
            yield name, _MIRRORED.get(sign, sign), value
        case Membership(Name(name), values, negated):
            yield from ((name, "not in" if negated else "in", one.value) for one in values)
        case Not(inner):
            yield from ((name, "!=", value) for name, _, value in compared(inner))
        case _:
            for part in getattr(expression, "parts", ()):
                yield from compared(part)


# --- deciding ---------------------------------------------------------------------------------------------


def evaluate(expression: Expression, row: Mapping[str, Any]) -> bool | None:
    """Whether the rule holds for a row {column: value}; None where the row cannot decide."""
    match expression:
        case And(parts):
            return _all([evaluate(part, row) for part in parts])
        case Or(parts):
            return _not(_all([_not(evaluate(part, row)) for part in parts]))
        case Not(inner):
            return _not(evaluate(inner, row))
        case Membership(left, values, negated):
            found = _not(_all([_not(_compare(_of(left, row), "==", _of(one, row))) for one in values]))
            return _not(found) if negated else found
        case Comparison(left, sign, right):
            return _compare(_of(left, row), sign, _of(right, row))


def _all(answers: list[bool | None]) -> bool | None:
    if False in answers:
        return False
    return None if None in answers else True


def _not(answer: bool | None) -> bool | None:
    return None if answer is None else not answer


_SIGNS: Mapping[str, Callable[[Any, Any], bool]] = {
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


def _compare(left: Decimal | str | bool | None, sign: str, right: Decimal | str | bool | None) -> bool | None:
    if left is None or right is None or type(left) is not type(right):
        return None
    if sign not in ("==", "!=") and not isinstance(left, Decimal):
        return None
    return _SIGNS[sign](left, right)


def _of(operand: Operand, row: Mapping[str, Any]) -> Decimal | str | bool | None:
    """What the operand stands for; None for what is missing or neither number, text, true nor false."""
    value = operand.value if isinstance(operand, Value) else row.get(operand.name)
    if isinstance(value, str | Decimal):
        return value if isinstance(value, str) or value.is_finite() else None
    if isinstance(value, bool) or type(value).__name__ in ("bool", "bool_"):
        return bool(value)
    if isinstance(value, int):
        return Decimal(int(value))
    if isinstance(value, Number) and not isinstance(value, complex):
        exact = Decimal(repr(float(value)))  # type: ignore[arg-type]
        return exact if exact.is_finite() else None
    return None


# --- contrasts --------------------------------------------------------------------------------------------


def parse_contrast(text: str) -> dict[str, float]:
    """{level: weight} of "build - 0.5*prebuilt - 0.5*unbuild"; the weights add up to 0.

    Raises: ExpressionError with the column and what may stand there.
    """
    scanner = _scanner(text)
    weights: dict[str, Fraction] = {}
    while not weights or not scanner.at_end():
        sign = scanner.take_one("+", "-")
        if weights and sign is None:
            scanner.unexpected("'+' or '-' with a space on both sides")
        weight = (-1 if sign == "-" else 1) * _weight(scanner)
        level = scanner.take_name()
        if level is None:
            scanner.unexpected("a level")
        elif level in weights:
            scanner.refuse(f"names the level '{level}' a second time.", back=True)
        else:
            weights[level] = weight
    if len(weights) == 1:
        raise ExpressionError(text, 1, "A contrast compares two levels, with spaces around the sign: a - b.")
    if sum(weights.values()) != 0:
        total = float(sum(weights.values()))
        raise ExpressionError(text, 1, f"The weights of a contrast add up to 0; these add up to {total:g}.")
    if not any(weights.values()):
        raise ExpressionError(text, 1, "Every weight is 0.")
    return {level: float(weight) for level, weight in weights.items()}


def _weight(scanner: Scanner) -> Fraction:
    number = scanner.take_number(signed=False)
    if number is None:
        return Fraction(1)
    weight = Fraction(number)
    if scanner.take("/"):
        below = scanner.take_number(signed=False)
        if below is None or below == 0:
            scanner.unexpected("a number other than 0")
        else:
            weight /= Fraction(below)
    scanner.expect("*")
    return weight
