"""A fault in what a file says, before its place is a line, and how the file is read as far as it goes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal, NamedTuple, TypeGuard

from ikea_effect.errors import did_you_mean, listed
from ikea_effect.protocol.base import MOST
from ikea_effect.protocol.marks import Steps

FINEST = 1e-9
"""A number nearer to 0 is a slip; with MOST, all quotients stay exact in a Decimal's 28 digits."""


class Problem(NamedTuple):
    """A fault and its place, before the place is a line and a column."""

    steps: Steps
    message: str
    at_key: bool = False
    stops: Literal["analysis", "collection"] = "analysis"


def mapping(value: Any) -> dict[str, Any]:
    """The value if it is a mapping, else an empty one; a `kind` that is no word is as good as none."""
    if not isinstance(value, dict):
        return {}
    if isinstance(value.get("kind", ""), str):
        return value
    return {key: inner for key, inner in value.items() if key != "kind"}


def is_number(value: Any) -> TypeGuard[int | float]:
    """Whether the value is a number that can be reckoned with: of a size that something declared can have."""
    plain = isinstance(value, int | float) and not isinstance(value, bool)
    return plain and (not value or FINEST <= abs(value) <= MOST)


def listing(value: Any) -> list[Any]:
    """The value if it is a list, else an empty one."""
    return value if isinstance(value, list) else []


def texts_of(value: Any) -> list[tuple[Steps, str]]:
    """The texts in a value that is one text or a list of them, with the way to each."""
    if isinstance(value, str):
        return [((), value)]
    return [((index,), one) for index, one in enumerate(listing(value)) if isinstance(one, str)]


def measures_in(body: Mapping[str, Any]) -> list[tuple[Steps, str]]:
    """The measures that a step names, with the way to each: one, a list, or {what it comes to: measure}."""
    said = body.get("measures")
    named: list[tuple[Steps, str]] = [(("measure", *at), name) for at, name in texts_of(body.get("measure"))]
    if isinstance(said, Mapping):
        return named + [(("measures", key), one) for key, one in said.items() if isinstance(one, str)]
    return named + [(("measures", *at), name) for at, name in texts_of(said)]


def undeclared(
    what: str, name: str, declared: Iterable[str], steps: Steps, *, at_key: bool = False
) -> Problem:
    """The problem of a name that is used and not declared."""
    allowed = list(declared)
    plural = {"hypothesis": "hypotheses", "assembly": "assemblies"}.get(what, f"{what}s")
    message = f"names {what} '{name}', which is not declared. Declared {plural}: {listed(allowed)}."
    return Problem(steps, with_hint(message, name, allowed), at_key)


def with_hint(message: str, found: str, allowed: Iterable[str]) -> str:
    """The message, and the name that was probably meant on a line of its own."""
    hint = did_you_mean(found, allowed).strip()
    return f"{message}\n{hint}" if hint else message
