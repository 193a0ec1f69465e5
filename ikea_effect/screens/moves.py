"""What a reply of a board may hold: its move, and what belongs to it, each of its kind and within bounds."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping
from typing import Any, NamedTuple

Check = Callable[[Any], bool]

FARTHEST = 100_000
"""No board is so large, in thousandths of its height."""

LONGEST_WORDS = 1000
"""No toolkit takes a longer text."""


class Form(NamedTuple):
    """What has to stand beside a move, and what may."""

    needs: Mapping[str, Check]
    may: Mapping[str, Check] = {}


PLAIN = Form({})
"""A move that is all in its name."""


def is_move(values: Mapping[str, Any], forms: Mapping[str, Form]) -> bool:
    """Whether it is one of the moves, with everything that belongs to it and nothing else."""
    name = values.get("move")
    form = forms.get(name) if isinstance(name, str) else None
    if form is None:
        return False
    checks = {**form.needs, **form.may}
    told = values.keys() - {"move"}
    return form.needs.keys() <= told <= checks.keys() and all(checks[part](values[part]) for part in told)


def is_number(value: Any) -> bool:
    """Whether it is a number (and no truth) that a place, a size or an angle can be."""
    return type(value) in (int, float) and math.isfinite(value) and abs(value) <= FARTHEST


def is_place(value: Any) -> bool:
    """Whether it is a place on paper: two numbers."""
    return isinstance(value, list | tuple) and len(value) == 2 and all(map(is_number, value))


def is_short_text(value: Any) -> bool:
    """Whether it is a text as short as what is put on a good, of signs that can be drawn."""
    return is_text(value, LONGEST_WORDS)


def is_text(value: Any, longest: int) -> bool:
    """Whether it is a text of at most so many signs, none of which is half of one or moves the cursor."""
    if not isinstance(value, str) or len(value) > longest:
        return False
    return not any((sign < " " and sign not in "\n\t") or "\ud800" <= sign <= "\udfff" for sign in value)


def one_of(names: Collection[str]) -> Check:
    """A check of a name: one of these; where none are known, any."""
    return lambda value: is_short_text(value) and (not names or value in names)


def index_below(count: int) -> Check:
    """A check of a whole number (and no truth) from 0 to below the count."""
    return lambda value: type(value) is int and 0 <= value < count
