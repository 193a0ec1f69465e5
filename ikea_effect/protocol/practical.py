"""What a lab plans with before it runs a study: how long a session takes, and what has to be bought."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ikea_effect.protocol.base import Declared, Line


class Practical(Declared):
    """Minutes of a session at a desk, and what has to be there for it (`buy`), a line each.

    It decides nothing about a session, so it is neither kept with a study nor hashed.
    """

    minutes: Annotated[int, Field(ge=1, le=600)]
    buy: Annotated[tuple[Line, ...], Field(max_length=20)] = ()
