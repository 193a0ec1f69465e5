"""What participants did before they were asked: what each task noted about them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ikea_effect.language import name as name_of
from ikea_effect.language import say
from ikea_effect.protocol.kinds import columns_of, step_kind
from ikea_effect.protocol.timeline import Step
from ikea_effect.report.cards import Block, Card, Column, Row, Table, without_empty
from ikea_effect.report.material import ReportMaterial
from ikea_effect.report.people import People
from ikea_effect.report.sections.delivery import delivery
from ikea_effect.report.wording import count, in_words, number, spoken

if TYPE_CHECKING:
    from pandas import Series


def tasks_card(material: ReportMaterial, everyone: People) -> Card | None:
    """One table per task that noted something; None where none did."""
    steps = [step for step in material.protocol.timeline if not step_kind(step.kind).own_card]
    blocks: list[Block] = [table] if (table := delivery(material, everyone)) else []
    declared = {column.name: column for column in columns_of(material.protocol)}
    hidden = {name for name, column in declared.items() if column.detail}
    hidden |= {*material.protocol.factors}  # a page may be called like one
    noted = [name for name in map(str, everyone.table.columns) if name not in hidden]
    for step in steps:
        own = {name for name, column in declared.items() if column.of == step.name}
        columns = [name for name in noted if name in own or name.startswith(f"{step.name}.")]
        rows = tuple(row for column in columns for row in _rows(everyone, step, column))
        if rows:
            titles = ("n", say("Median"), say("Lowest"), say("Highest"), say("Most often"))
            heads = (Column(say("Noted"), "text"), Column(say("Condition"), "text"), *map(Column, titles))
            blocks.append(
                without_empty(
                    Table(
                        say("Noted by the {kind} “{name}”", kind=name_of(step.kind), name=name_of(step.name)),
                        heads,
                        rows,
                    )
                )
            )
    return Card("tasks", say("What participants did"), tuple(blocks)) if blocks else None


def _rows(everyone: People, step: Step, column: str) -> list[Row]:
    """What was noted in one column, for every condition that saw the step."""
    facts = column.split(".")[1 : -len(step.levels) or None]
    name = ": ".join(map(spoken, facts))
    rows = []
    for group in everyone.groups:
        said = everyone.of(group)[column].dropna()
        if step.reaches(dict(group.levels)) and len(said):
            rows.append(Row((name, group.label, count(len(said)), *_described(said))))
    return rows


def _described(said: Series[Any]) -> tuple[str, ...]:
    """Median, lowest and highest of numbers; of anything else what was noted most often."""
    import pandas as pd

    values = pd.to_numeric(said, errors="coerce")
    if values.notna().all() and not pd.api.types.is_bool_dtype(said):
        return (*(_short(value) for value in (values.median(), values.min(), values.max())), "–")
    counts = said.map(in_words).value_counts()
    most = min(counts.index[counts == counts.max()])
    return ("–", "–", "–", f"{most} ({counts.max()})")


def _short(value: float) -> str:
    return number(value, 0) if float(value).is_integer() else number(value, 1)
