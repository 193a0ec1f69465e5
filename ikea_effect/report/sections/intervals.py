"""Amounts that are known up to an interval: price lists, prices to take or leave, two prices in turn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from ikea_effect.language import say
from ikea_effect.report.cards import Block, Column, Prose, Row, Table
from ikea_effect.report.figures.intervals import Intervals, interval_lines, intervals, turnbull_curve
from ikea_effect.report.occasions import Occasion
from ikea_effect.report.people import People
from ikea_effect.report.wording import count, share

if TYPE_CHECKING:
    from ikea_effect.analysis.turnbull import Demand


def interval_cells(everyone: People, asked: Sequence[Occasion]) -> list[Intervals] | None:
    """The answers on every occasion, or None where the measure has no two ends in the data."""
    if not {one.column(end) for one in asked for end in ("low", "high")} <= set(everyone.table.columns):
        return None
    return [_cell(everyone, one) for one in asked]


def _cell(everyone: People, one: Occasion) -> Intervals:
    import pandas as pd

    mine = everyone.of(one.group)
    low, high = (
        pd.to_numeric(mine[one.column(end)], errors="coerce").astype(float) for end in ("low", "high")
    )
    return intervals(one.label, low, high)


def interval_blocks(
    name: str, cells: list[Intervals], printed: Callable[[float], str], axis: str, currency: str
) -> list[Block]:
    """Every answer as a line, their counts, and demand by Turnbull; nothing where nobody answered."""
    if not any(found.n for found in cells):
        return []
    crossed = sum(int((found.low > found.high).sum()) for found in cells)
    if crossed:
        return [
            Prose(
                say("**{crossed}** answers have a lower end above their upper end.", crossed=crossed),
                "warning",
            )
        ]
    from ikea_effect.analysis.turnbull import demand_points

    curves = [(found.label, demand_points(found.low, found.high) if found.n else None) for found in cells]
    means = [least_mean(found) for found in cells]
    blocks: list[Block] = [interval_lines(f"answers-{name}", cells, means, printed, axis)]
    blocks.append(_table(cells, means, printed))
    if drawn := turnbull_curve(
        f"demand-{name}", curves, printed, say("price, in {currency}", currency=currency)
    ):
        blocks.append(drawn)
    if shares := _shares(curves, printed):
        blocks.append(shares)
    return blocks


def least_mean(found: Intervals) -> float | None:
    """Turnbull's mean with everyone at the lowest value of the place they are in; open lower ends at 0."""
    if not found.n:
        return None
    from ikea_effect.analysis.turnbull import turnbull

    mass = turnbull(found.low, found.high)
    at = np.where(np.isfinite(mass.start), mass.start, np.minimum(0.0, mass.end))
    return float(mass.probability[0] @ at)


def _table(cells: list[Intervals], means: list[float | None], printed: Callable[[float], str]) -> Table:
    kinds = [kind for kind in cells[0].counts if any(found.counts[kind] for found in cells)]
    columns = [Column(say("Condition"), "text"), Column("n"), *(Column(kind.capitalize()) for kind in kinds)]
    rows = tuple(
        Row(
            (
                found.label,
                count(found.n),
                *(f"{found.counts[kind]} ({share(found.counts[kind], found.n)})" for kind in kinds),
                "–" if mean is None else printed(mean),
            )
        )
        for found, mean in zip(cells, means, strict=True)
    )
    note = say(
        "Mean at the least: Turnbull’s estimate with everyone at the lowest value that fits, and "
        "at {zero} where nothing lower was asked about.",
        zero=printed(0),
    )
    return Table(
        say("Answers of the analyzed participants"),
        (*columns, Column(say("Mean at the least"))),
        rows,
        (note,),
    )


def _shares(curves: list[tuple[str, Demand | None]], printed: Callable[[float], str]) -> Table | None:
    """The share that would buy at each price that every condition was asked about."""
    known = [(label, _points(curve)) for label, curve in curves if curve is not None]
    prices = sorted(set.intersection(*(set(points) for _, points in known))) if known else []
    if not prices:
        return None
    rows = []
    for price in prices:
        found = [points[price] for _, points in known]
        cells = [
            say(
                "{share} ({low} to {high})",
                share=share(one, 1),
                low=share(low, 1),
                high=share(high, 1),
            )
            for one, low, high in found
        ]
        rows.append(Row((printed(price), *cells)))
    columns = (Column(say("Price"), "text"), *(Column(label) for label, _ in known))
    return Table(say("Share that would buy, with 95% interval"), columns, tuple(rows))


def _points(curve: Demand) -> dict[float, tuple[float, float, float]]:
    """price -> share and its limits."""
    rows = np.column_stack([curve.price, curve.share, curve.low, curve.high]).tolist()
    return {price: (share, low, high) for price, share, low, high in rows}
