"""Numbers that know where they were computed, from the analysis to the page.

A number keeps its id until it is worded; the words then carry id and value between three signs of Unicode's
private area, which no keyboard types. The page turns these into `<data>`; every other form leaves them out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

BEGIN, MIDDLE, END = "\ue000", "\ue001", "\ue002"
_TAGGED = re.compile(
    f"{BEGIN}([^{BEGIN}{MIDDLE}{END}]*){MIDDLE}([^{MIDDLE}{END}]*){MIDDLE}([^{BEGIN}{END}]*){END}"
)


class Computed(float):
    """A number and the id of its computation: "analysis.estimates[0].ci[1]", "observations.analyzed"."""

    __slots__ = ("_written", "id")
    id: str
    _written: str

    def __new__(cls, value: float, id: str) -> Computed:
        """The number, as it is written, and where it is from."""
        found = super().__new__(cls, value)
        found.id, found._written = id, str(value)
        return found

    def __str__(self) -> str:
        """As it was written: a whole number stays "4"."""
        return self._written


def sourced(value: Any, id: str) -> Any:
    """The JSON value with every number in it as one that knows its place below `id`."""
    if isinstance(value, Mapping):
        return {key: sourced(one, f"{id}.{key}") for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [sourced(one, f"{id}[{place}]") for place, one in enumerate(value)]
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return Computed(value, id) if is_number else value


def tagged(value: Any, words: str) -> str:
    """The words of a number, with its id and value where it has one."""
    if not isinstance(value, Computed):
        return words
    return f"{BEGIN}{value.id}{MIDDLE}{float(value)!r}{MIDDLE}{words}{END}"


def untagged(text: str) -> str:
    """The text as it is read."""
    return _TAGGED.sub(r"\3", text)


def retagged(text: str, as_element: Callable[[str, str, str], str]) -> str:
    """The text with each number as what `as_element` makes of its id, its value and its words."""
    return _TAGGED.sub(lambda found: as_element(found[1], found[2], found[3]), text)
