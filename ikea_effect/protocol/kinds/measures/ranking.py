"""Options put in order."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Literal

from pydantic import Field

from ikea_effect.protocol.base import Name
from ikea_effect.protocol.kinds.kind import Column, Columns, MeasureKind, Study, Whole
from ikea_effect.protocol.kinds.measures.order import Order, order_column
from ikea_effect.protocol.measures import AskedMeasure


class RankingMeasure(AskedMeasure):
    """All options, put in order without ties. Texts: <text>.question and <text>.options.<option>.

    The column holds the option that was put first, <measure>.<option> its rank, from 1. In `order: random`
    everyone has an order of their own to begin with, kept in <measure>.order.
    """

    kind: Literal["ranking"]
    text: Name
    options: tuple[Name, ...] = Field(min_length=2, max_length=9)
    order: Order = "declared"


def _columns(name: str, declared: RankingMeasure, _study: Study) -> Columns:
    words = (f"{declared.text}.question", *(f"{declared.text}.options.{one}" for one in declared.options))
    first = Column(name, "text", f"Ranked first: {name}", values=declared.options, wording=words, of=name)
    ranks = (_rank(name, declared, option) for option in declared.options)
    return (first, *ranks, *order_column(name, declared.order, "Options"))


def _rank(name: str, declared: RankingMeasure, option: str) -> Column:
    ends = (Decimal(1), Decimal(len(declared.options)), Decimal(1))
    words = (f"{declared.text}.options.{option}",)
    return Column(f"{name}.{option}", "integer", f"Rank of {option}, 1 is first", "", (), *ends, words, name)


def _options_of(declared: RankingMeasure) -> tuple[str, ...]:
    return declared.options


def _first(declared: RankingMeasure, ranks: Mapping[str, Any]) -> str | None:
    """The option of rank 1; None where the ranks are not whole."""
    if sorted(rank for option in declared.options if (rank := ranks.get(option)) is not None) != [
        *range(1, len(declared.options) + 1)
    ]:
        return None
    return next(option for option in declared.options if ranks[option] == 1)


KIND = MeasureKind(
    name="ranking",
    model=RankingMeasure,
    meaning="Options put in order, without ties",
    columns=_columns,
    asked="ikea_effect.tasks.pages.ranking:ASKED",
    unit="share",
    whole=Whole(_options_of, _first),
    draws="choice",
)
