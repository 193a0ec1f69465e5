"""What each condition was given: the steps of its own, who met them, and how long they took."""

from __future__ import annotations

from typing import Any

from ikea_effect.language import say
from ikea_effect.protocol.levels import column_of
from ikea_effect.protocol.timeline import Step
from ikea_effect.report.cards import Column, Row, Table
from ikea_effect.report.material import ReportMaterial
from ikea_effect.report.people import Group, People
from ikea_effect.report.wording import count, number, spoken


def delivery(material: ReportMaterial, everyone: People) -> Table | None:
    """Per condition the steps that not every one has; None where all have the same, or no time is kept."""
    own = [_own(material, everyone, group) for group in everyone.groups]
    timed = any(_column(step) in everyone.table.columns for steps in own for step in steps)
    if not timed:
        return None
    rows = tuple(
        row
        for group, steps in zip(everyone.groups, own, strict=True)
        for row in _rows(everyone, group, steps)
    )
    titles = (say("Met by"), say("Median"), say("Shortest"), say("Longest"))
    columns = (
        Column(say("Condition"), "text"),
        Column(say("Shown there, not everywhere"), "text"),
        *map(Column, titles),
    )
    note = say(
        "Seconds that the screens of these steps were there, over all recorded sessions of the condition; "
        "all other steps were shown in every condition."
    )
    return Table(say("What each condition was given, and how long it took"), columns, rows, (note,))


def _own(material: ReportMaterial, everyone: People, group: Group) -> list[Step]:
    """The steps that reach this condition and leave another one out."""
    return [
        step
        for step in material.protocol.timeline
        if step.reaches(dict(group.levels))
        and not all(step.reaches(dict(other.levels)) for other in everyone.groups)
    ]


def _column(step: Step) -> str:
    return column_of(f"{step.name}.seconds")


def _rows(everyone: People, group: Group, steps: list[Step]) -> list[Row]:
    table = everyone.of(group, kept=False)
    if not steps:
        return [Row((group.label, say("nothing of its own"), *["–"] * 4))]
    rows = []
    for step in steps:
        seconds = everyone.values(group, _column(step), kept=False)
        met = say("{n} of {all}", n=count(len(seconds)), all=count(len(table)))
        rows.append(Row((group.label, spoken(step.name.replace("@", " ")), met, *_ends(seconds))))
    return rows


def _ends(seconds: Any) -> list[str]:
    if not len(seconds):
        return ["–"] * 3
    return [number(value, 1) for value in (seconds.median(), seconds.min(), seconds.max())]
