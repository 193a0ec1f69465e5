"""What a line of the study's journal has to tell, by its kind; other kinds may tell anything.

A line can be whole JSON and hold in its chain, and yet tell nothing: one changed byte in the last line does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ikea_effect.errors import RecordError
from ikea_effect.record.events import WRONG_CODE, Event

_Is = Callable[[Any], bool]


def _words(value: Any) -> bool:
    return isinstance(value, str)


def _whole(value: Any) -> bool:
    return type(value) is int


def _count(value: Any) -> bool:
    return _whole(value) and value >= 0


def _known_or_not(value: Any) -> bool:
    return value is None or _whole(value)


def _coins(value: Any) -> bool:
    return isinstance(value, dict) and all(
        one.isascii() and one.isdecimal() and _count(n) for one, n in value.items()
    )


def _desks(value: Any) -> bool:
    numbers = ("number", "first", "places")
    return isinstance(value, list) and all(
        isinstance(one, dict)
        and all(_count(one.get(name)) for name in numbers)
        and _words(one.get("seed_commitment"))
        for one in value
    )


_WHO: Mapping[str, _Is] = {"who": _words}
_BOX: Mapping[str, _Is] = {"coins": _coins, "expected": _known_or_not, "by": _words}
_SHAPES: Mapping[str, Mapping[str, _Is]] = {
    "claimed": _WHO,
    "ended": _WHO,
    "withdrew": _WHO,
    "stopped": _WHO,
    "paid": {**_WHO, "minor": _whole, "by": _words},
    "sent-away": {**_WHO, "minor": _count, "by": _words},
    "no-show": {**_WHO, "minor": _count, "by": _words},
    "box-opened": _BOX,
    "box-closed": _BOX,
    "prepared": {"desks": _desks, "by": _words},
    "paused": {"reason": _words, "by": _words},
    "continued": {"by": _words},
    WRONG_CODE: {"desk": _words},
    "message": {**_WHO, "desk": _words, "text": _words, "by": _words},
    "moved": {**_WHO, "desk": _words, "reason": _words, "by": _words},
    "books": {"ledger": _words, "rows": _count, "by_hand": _count, "closings": _count},
}


def shape_problem(event: Event, where: str) -> RecordError | None:
    """Why the line tells nothing, though it can be read; None where it tells all that its kind has to."""
    for name, holds in _SHAPES.get(event.kind, {}).items():
        if name not in event.data or not holds(event.data[name]):
            return RecordError(
                f"{where}: this line ({event.kind}) does not tell its '{name}'. It was damaged or edited."
            )
    return None
