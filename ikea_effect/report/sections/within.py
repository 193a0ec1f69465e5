"""What the same people answered at each level of a factor that varies within them, by the order they met."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ikea_effect.language import say
from ikea_effect.protocol.kinds import form_of, main_column, placements
from ikea_effect.protocol.kinds.columns import column_at
from ikea_effect.protocol.kinds.session import order_written
from ikea_effect.report.cards import Block, Card
from ikea_effect.report.figures.orders import InOrder, paired_by_order
from ikea_effect.report.material import ReportMaterial
from ikea_effect.report.people import People
from ikea_effect.report.sections.naming import is_money, measure_label
from ikea_effect.report.wording import amount

MOST_PANELS = 6
"""Orders that fit beside each other."""


def within_card(material: ReportMaterial, everyone: People) -> Card | None:
    """A picture for each measure of numbers that is repeated over one factor; None where there is none."""
    blocks = tuple(_pictures(material, everyone))
    return Card("within", say("The same people at each level"), blocks) if blocks else None


def _pictures(material: ReportMaterial, everyone: People) -> Iterator[Block]:
    protocol = material.protocol
    for name in protocol.measures:
        factors = list(placements(protocol, name)[0])
        if len(factors) != 1 or form_of(protocol, name) not in ("amount", "number"):
            continue
        found = _orders(material, everyone, name, factors[0])
        if 1 <= len(found) <= MOST_PANELS:
            what = measure_label(protocol, name)
            yield paired_by_order(f"within-{name}", found, _printed(material, name), what)


def _printed(material: ReportMaterial, name: str) -> Callable[[float], str]:
    protocol = material.protocol
    if is_money(protocol, name):
        return lambda value: amount(value, protocol.currency)
    return lambda value: f"{value:g}"


def _orders(material: ReportMaterial, everyone: People, name: str, factor: str) -> list[InOrder]:
    """Those of each order in which the levels were met, with what they answered as they met them."""
    import pandas as pd

    protocol, table = material.protocol, everyone.kept
    column, levels = main_column(protocol, name), protocol.factors[factor].levels
    if column is None or f"{factor}.order" not in table.columns:
        return []
    found = []
    for order in sorted(set(table[f"{factor}.order"].dropna())):
        met = str(order).split(order_written(["", ""]))
        columns = [column_at(column, name, {factor: level}).name for level in met]
        if not set(columns) <= set(table.columns):
            return []
        rows = table[table[f"{factor}.order"] == order][columns].apply(pd.to_numeric, errors="coerce")
        if rows.notna().any(axis=None):
            labels = tuple(levels[level].label for level in met)
            found.append(InOrder(labels, rows.to_numpy(dtype=float)))
    return found
