"""Whether questions with a right answer were answered rightly, and which were left open."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ikea_effect.language import phrase, say
from ikea_effect.protocol.measures import CheckedMeasure
from ikea_effect.report.cards import Block, Card, Column, Row, Table
from ikea_effect.report.material import ReportMaterial
from ikea_effect.report.people import Group, People
from ikea_effect.report.wording import share, spoken

if TYPE_CHECKING:
    from pandas import Series

TRUE, FALSE = {"true", "1", "1.0"}, {"false", "0", "0.0"}

_EVERYONE = phrase("Of everyone recorded who was asked, whether analyzed or not.")


def attention_card(material: ReportMaterial, everyone: People) -> Card | None:
    """Shares of right answers and of declined ones; None where no measure has either."""
    measures = material.protocol.measures
    checked = [
        name
        for name, one in measures.items()
        if isinstance(one, CheckedMeasure) and one.right is not None  # 0 is an answer too
    ]
    asked = [name for name, one in measures.items() if one.may_be_declined]
    tables = (
        _table(everyone, say("Right answers"), "right", checked),
        _table(everyone, say("Preferred not to answer"), "declined", asked),
    )
    blocks: list[Block] = [table for table in tables if table is not None]
    return Card("attention", say("Attention and open answers"), tuple(blocks)) if blocks else None


def _table(everyone: People, caption: str, truth: str, measures: Sequence[str]) -> Table | None:
    there = [name for name in measures if f"{name}.{truth}" in everyone.table.columns]
    if not there:
        return None
    titles = (Column(say("Question"), "text"), *(Column(group.label) for group in everyone.groups))
    rows = tuple(
        Row((spoken(name), *(_share(everyone, group, f"{name}.{truth}") for group in everyone.groups)))
        for name in there
    )
    return Table(caption, titles, rows, (say(_EVERYONE),))


def _share(everyone: People, group: Group, column: str) -> str:
    """How many of the condition, of those who have the cell."""
    cells = truths(everyone.of(group, kept=False)[column])
    return (
        say(
            "{sum} of {cells} ({share})",
            sum=cells.sum(),
            cells=len(cells),
            share=share(cells.sum(), len(cells)),
        )
        if len(cells)
        else "–"
    )


def truths(cells: Series[str]) -> Series[bool]:
    """The cells that are true or false, as such."""
    words = cells.dropna().astype(str).str.lower()
    return words[words.isin(TRUE | FALSE)].isin(TRUE)
