"""What is measured: each dependent variable, told apart by its `kind`."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ikea_effect.protocol.base import Declared
from ikea_effect.protocol.by_kind import ByKind

Point = Annotated[int, Field(ge=-100, le=100)]
"""A point of a rating: each is a place to press on the screen."""


class Measure(Declared):
    """What every measure has."""

    kind: str


AnyMeasure = Annotated[Measure, ByKind("measure")]
"""A measure of any kind that there is."""
