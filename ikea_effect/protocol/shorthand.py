"""What a protocol's file says for short, written out before it is read: roles as a factor, goods of others.

The role in which somebody takes part is a factor `role`. A good of somebody else, `{of: partner}`, is a good
of its own, `<good>-of-partner`, with texts of its own; `{of: self}` is the good itself. Every place of the
file stays where it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from ikea_effect.protocol.assignments import ROLE
from ikea_effect.protocol.marks import Steps

SELF, PARTNER, YOKED = "self", "partner", "yoked"


def spelled_out(data: Any) -> Any:
    """The data of a protocol's file with what is said for short written out."""
    if not isinstance(data, dict):
        return data
    found = {**data, "timeline": _with_goods(data, data["timeline"])} if "timeline" in data else dict(data)
    others: dict[str, dict[str, Any]] = {of_other(one): {} for one in goods_of_others(data)}
    if others and isinstance(data.get("goods"), dict):
        found["goods"] = {**data["goods"], **{name: {} for name in others if name not in data["goods"]}}
    roles = data.get("roles")
    if isinstance(roles, dict) and len(roles) > 1 and isinstance(data.get("factors", {}), dict):
        found["factors"] = {ROLE: _role_factor(roles), **data.get("factors", {})}
    return found


def _role_factor(roles: dict[str, Any]) -> dict[str, Any]:
    def label(name: str, role: Any) -> str:
        said = role.get("label") if isinstance(role, dict) else None
        return said if isinstance(said, str) else name.replace("-", " ").capitalize()

    levels = {name: {"label": label(str(name), role)} for name, role in roles.items()}
    return {"between": "participant", "levels": levels}


class Other(NamedTuple):
    """A good that somebody else made: whose, and which of several pieces (from 1; 0 where there is one)."""

    good: str
    whose: str
    piece: int = 0


def of_other(other: Other) -> str:
    """The name under which the good that somebody else made goes: shirt-of-maker, shirt-of-maker-2."""
    return f"{other.good}-of-{other.whose}" + (f"-{other.piece}" if other.piece else "")


def goods_of_others(data: Any) -> dict[Other, Steps]:
    """Every good of somebody else that a step names, with the first place where it does."""
    found: dict[Other, Steps] = {}
    for at, value in _places(data.get("timeline"), ("timeline",)):
        good, whose = _good(data, value), value["of"]
        for key, one in whose.items() if isinstance(whose, dict) else [("", whose)]:
            if isinstance(one, str) and one != SELF and good is not None:
                other = Other(good, one, _piece(value))
                found.setdefault(other, (*at, "of", key) if key else (*at, "of"))
    return found


def _places(value: Any, at: Steps) -> Iterator[tuple[Steps, dict[str, Any]]]:
    """Every `good: {of: ..}`, with the way to it."""
    entries: Any = value.items() if isinstance(value, dict) else ()
    entries = enumerate(value) if isinstance(value, list | tuple) else entries
    for key, inner in entries:
        if key == "good" and _names_others(inner):
            yield (*at, key), inner
        else:
            yield from _places(inner, (*at, key))


def _names_others(value: Any) -> bool:
    return isinstance(value, dict) and "of" in value and set(value) <= {"of", "good", "piece"}


def _piece(value: dict[str, Any]) -> int:
    number = value.get("piece", 0)
    return number if type(number) is int and 0 < number < 100 else 0


def _good(data: dict[str, Any], value: dict[str, Any]) -> str | None:
    """Which declared good it is: the one named beside, the yoke's, or the only one."""
    if isinstance(value.get("good"), str):
        return str(value["good"])
    assignment = data.get("assignment")
    yoke = assignment.get("yoke") if isinstance(assignment, dict) else None
    if isinstance(yoke, dict) and isinstance(yoke.get("good"), str):
        return str(yoke["good"])
    goods = data.get("goods")
    return str(next(iter(goods))) if isinstance(goods, dict) and len(goods) == 1 else None


def _with_goods(data: dict[str, Any], value: Any) -> Any:
    """The timeline with each `good: {of: ..}` as the name of a good, or a name for each level."""
    if isinstance(value, list | tuple):
        return type(value)(_with_goods(data, inner) for inner in value)
    if not isinstance(value, dict):
        return value
    return {
        key: _named(data, inner) if key == "good" and _names_others(inner) else _with_goods(data, inner)
        for key, inner in value.items()
    }


def _named(data: dict[str, Any], value: dict[str, Any]) -> Any:
    good, whose = _good(data, value), value["of"]
    if good is None:
        return value
    if isinstance(whose, dict):
        return {
            "by": {level: _named(data, {**value, "of": one, "good": good}) for level, one in whose.items()}
        }
    if not isinstance(whose, str):
        return value
    return good if whose == SELF else of_other(Other(good, whose, _piece(value)))
