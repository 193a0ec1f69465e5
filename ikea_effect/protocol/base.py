"""What every declared model shares: frozen, closed, exact amounts."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=40)]
"""A name in a protocol: lower case letters, digits and single hyphens."""

CellName = Annotated[
    str,
    Field(pattern=r"^([a-z0-9-]+=[a-z0-9-]+,)*([a-z0-9-]+=)?[a-z][a-z0-9-]*$", max_length=200),
]
"""A level, or a cell of crossed factors: build, labor=build,fate=kept."""

MeasureName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*([-_][a-z0-9]+)*$", max_length=40)]
"""A measure's name, which is a column of the data: a name that may also hold single underscores."""

Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Z]{2})?$", max_length=6)]
"""A language code: en, nl, pt-BR."""

# Every text, number and list of the language has a bound, so that what is absurd is told in a moment and not
# computed for minutes. The bounds lie far above what a study needs: nobody meets one by what makes sense.
MOST = 1_000_000_000

Line = Annotated[str, Field(max_length=200)]
"""A title, a label, a place in a publication."""

Words = Annotated[str, Field(max_length=2000)]
"""A sentence or a paragraph."""

Relative = Annotated[str, Field(max_length=400)]
"""A file's place inside a folder."""

Quantity = Annotated[float, Field(ge=-MOST, le=MOST)]
"""A number that is no amount and was not printed: a simulated mean, a weight, a bound."""

Positive = Annotated[float, Field(gt=0, le=MOST)]
"""A number above 0."""

MOST_PEOPLE = 10_000_000
People = Annotated[int, Field(ge=1, le=MOST_PEOPLE)]
"""How many took part, or are to."""


def _exact(value: Any) -> Any:
    if isinstance(value, float):
        return Decimal(repr(value))
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value


Amount = Annotated[
    Decimal, BeforeValidator(_exact), Field(ge=0, le=MOST, decimal_places=4, allow_inf_nan=False)
]
"""An amount in major units of the protocol's currency, exact. No currency has more than four decimals."""


Exact = Annotated[
    Decimal, BeforeValidator(_exact), Field(ge=-MOST, le=MOST, decimal_places=4, allow_inf_nan=False)
]
"""A number that participants can type, exact; it may lie below 0."""


def _number(value: Any) -> Any:
    if isinstance(value, str):
        try:
            return float(value)
        except ValueError:
            return value
    return value


Number = Annotated[float, Field(ge=-MOST, le=MOST, allow_inf_nan=False), BeforeValidator(_number)]
"""A printed number; it may be quoted, which keeps its last zero in every editor: "5.20"."""


class Declared(BaseModel):
    """A part of a file: unknown keys are refused, values never change.

    Defaults that are parts themselves stand as `Part.model_construct()`: `Part()` says the same, and builds
    at import what would validate a file.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)
