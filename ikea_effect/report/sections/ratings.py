"""What was rated: a picture per rating or scale, and how a scale's items behaved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ikea_effect.protocol.measures import Rating, Scale
from ikea_effect.report.cards import Block, Card, Column, Prose, Row, Table
from ikea_effect.report.figures.ratings import rating_bars
from ikea_effect.report.figures.spread import cell
from ikea_effect.report.material import ReportMaterial
from ikea_effect.report.people import People
from ikea_effect.report.wording import number, spoken

if TYPE_CHECKING:
    from pandas import DataFrame


def ratings_card(material: ReportMaterial, everyone: People) -> Card | None:
    """Every rating and scale; None where the protocol declares none."""
    rated = {
        name: measure
        for name, measure in material.protocol.measures.items()
        if isinstance(measure, Rating | Scale)
    }
    if not rated:
        return None
    blocks: list[Block] = []
    for name, measure in rated.items():
        blocks += _measure(everyone, name, measure)
    return Card("ratings", "Ratings", tuple(blocks))


def _measure(everyone: People, name: str, measure: Rating | Scale) -> list[Block]:
    cells = [cell(group.label, everyone.values(group, name)) for group in everyone.groups]
    if not any(found.values.size for found in cells):
        return [Prose(f"No answers on {spoken(name)} were recorded.")]
    blocks: list[Block] = [rating_bars(f"rating-{name}", spoken(name), cells, measure.low, measure.high)]
    if isinstance(measure, Scale) and (table := _items(everyone, name, measure)):
        blocks.append(table)
    return blocks


def _items(everyone: People, name: str, scale: Scale) -> Table | None:
    columns = {item: f"{name}.{item}" for item in scale.items}
    if not set(columns.values()) <= set(everyone.kept.columns):
        return None
    titles = (Column("Item", "text"), *(Column(group.label) for group in everyone.groups))
    rows = []
    for item, column in columns.items():
        means = [everyone.values(group, column) for group in everyone.groups]
        reverse = ", reverse-keyed" if item in scale.reversed else ""
        rows.append(Row((f"{item}{reverse}", *(number(v.mean()) if len(v) else "–" for v in means))))
    alpha = cronbach_alpha(_scored(everyone.kept, columns, scale))
    note = (
        f"Cronbach’s alpha: {number(alpha)}." if alpha is not None else "Cronbach’s alpha cannot be computed."
    )
    return Table(f"Means of the items of {spoken(name)}", titles, tuple(rows), (note,))


def _scored(kept: DataFrame, columns: dict[str, str], scale: Scale) -> DataFrame:
    import pandas as pd

    items = {
        item: pd.to_numeric(kept[column], errors="coerce").astype(float) for item, column in columns.items()
    }
    return pd.DataFrame(
        {item: scale.low + scale.high - v if item in scale.reversed else v for item, v in items.items()}
    ).dropna()


def cronbach_alpha(items: Any) -> float | None:
    """Internal consistency of items scored in one direction, (n_participants, k); None without variance.

    Source: Cronbach (1951).
    """
    k = items.shape[1]
    if len(items) < 2 or k < 2:
        return None
    total = float(items.sum(axis=1).var(ddof=1))
    return k / (k - 1) * (1 - float(items.var(ddof=1).sum()) / total) if total > 0 else None
