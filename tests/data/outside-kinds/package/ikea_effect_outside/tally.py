"""A measure: how often something happened, counted by clicks. Texts: <text>.question."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Literal

from pydantic import Field

from ikea_effect.protocol.kinds import AskedMeasure, Column, Columns, MeasureKind, Name, Problem, Study


class Tally(AskedMeasure):
    """A whole number from 0 to `most`, counted by clicks. Texts: <text>.question."""

    kind: Literal["tally"]
    text: Name
    most: int = Field(default=20, ge=1, le=100)


def _columns(name: str, declared: Tally, _study: Study) -> Columns:
    wording = (f"{declared.text}.question",)
    ends = (Decimal(0), Decimal(declared.most))
    return (Column(name, "integer", f"Count: {name}", "clicks", (), *ends, Decimal(1), wording, name),)


def _problems(body: Mapping[str, Any]) -> Iterator[Problem]:
    if body.get("most") == 13:
        yield Problem(("most",), "is 13, which nobody likes to count to. Write 12 or 14.")


KIND = MeasureKind(
    name="tally",
    model=Tally,
    meaning="A whole number, counted by clicks",
    columns=_columns,
    asked="ikea_effect_outside.tally_asked:ASKED",
    population="ikea_effect.diagnosis.answers:points",
    problems=_problems,
)
