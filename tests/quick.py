"""Which of many examples of one risk run each time: the others wait for the slow tests."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest


def quick(values: Iterable[Any], *those: Any, several: bool = False) -> list[Any]:
    """All the values, for `parametrize`: those named here run each time, the others are marked slow.

    With `several`, each value is a tuple, one part for each name of a parameter.
    Raises: ValueError if one that is named is not among the values.
    """
    every = list(values)
    if missing := [value for value in those if value not in every]:
        raise ValueError(f"{missing} are not among the examples {every}")
    slow = pytest.mark.slow
    return [
        value if value in those else pytest.param(*(value if several else (value,)), marks=slow)
        for value in every
    ]
