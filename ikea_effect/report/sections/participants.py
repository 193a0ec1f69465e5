"""Who took part, who was left out and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ikea_effect.report.cards import Block, Card, Column, Prose, Row, Table
from ikea_effect.report.figures.flow import flow
from ikea_effect.report.material import ReportMaterial
from ikea_effect.report.people import People
from ikea_effect.report.wording import count, finite, number, plural, share, spoken


def participants(material: ReportMaterial, everyone: People) -> Card:
    """The flow from the first session to the analysis."""
    blocks: list[Block] = []
    if len(everyone.table) and (figure := flow(everyone)):
        blocks.append(figure)
    blocks += [_counts(everyone), _rules(material, everyone)]
    stated = finite((material.analysis.get("n") or {}).get("kept"))
    if stated is not None and stated != len(everyone.kept):
        blocks.append(
            Prose(
                f"The analysis keeps {count(stated)}, this count keeps {len(everyone.kept)}: "
                "some kept participants lack a value that the analysis needs.",
                "warning",
            )
        )
    blocks.append(_sessions(everyone))
    return Card("participants", "Participants", tuple(blocks))


def _counts(everyone: People) -> Table:
    reasons = [reason for reason in everyone.reasons if everyone.dropped(reason)]
    columns = [
        Column("Condition", "text"),
        Column("Recorded"),
        *(Column(spoken(r).capitalize()) for r in reasons),
    ]
    columns += [Column("Analyzed"), Column("Share")]
    rows = []
    for group in everyone.groups:
        began, kept = everyone.of(group, kept=False).shape[0], everyone.of(group).shape[0]
        dropped = [count(everyone.dropped(reason, group)) for reason in reasons]
        rows.append(Row((group.label, count(began), *dropped, count(kept), share(kept, began))))
    began, kept = len(everyone.table), len(everyone.kept)
    totals = [count(everyone.dropped(reason)) for reason in reasons]
    rows.append(Row(("All", count(began), *totals, count(kept), share(kept, began)), marked=True))
    return Table("Participants per condition", tuple(columns), tuple(rows))


def _rules(material: ReportMaterial, everyone: People) -> Block:
    rules = material.protocol.exclusions
    if not rules:
        return Prose("The protocol declares no exclusion rule.")
    results = {str(found.get("id")): found for found in material.analysis.get("exclusions") or ()}
    rows = tuple(
        Row((f"`{rule.id}`", f"`{rule.drop_if}`", *_result(results.get(rule.id), everyone, rule.id)))
        for rule in rules
    )
    columns = (
        Column("Rule", "text"),
        Column("Drops a participant if", "text"),
        Column("Dropped"),
        Column("Reason", "text"),
    )
    return Table("Exclusion rules, declared before data", columns, rows)


def _result(found: Mapping[str, Any] | None, everyone: People, rule: str) -> tuple[str, str]:
    if found is None:
        return count(everyone.dropped(rule)), ""
    dropped = "cannot be decided" if found.get("dropped") is None else count(found["dropped"])
    return dropped, str(found.get("reason") or "")


def _sessions(everyone: People) -> Block:
    import pandas as pd

    table = everyone.table
    if "duration_s" not in table.columns or not len(table):
        return Prose("Durations of the sessions: not recorded.", "note")
    rows = []
    for group in everyone.groups:
        minutes = everyone.values(group, "duration_s") / 60
        broken = pd.to_numeric(
            everyone.of(group).get("interruptions", pd.Series(dtype=float)), errors="coerce"
        )
        cells = (
            [number(value, 1) for value in (minutes.median(), minutes.min(), minutes.max())]
            if len(minutes)
            else ["–"] * 3
        )
        rows.append(Row((group.label, *cells, count(broken.fillna(0).sum()))))
    columns = (
        Column("Condition", "text"),
        Column("Median"),
        Column("Shortest"),
        Column("Longest"),
        Column("Interruptions resumed"),
    )
    total = plural(len(everyone.kept), "analyzed session")
    return Table("Length of the sessions, in minutes", columns, tuple(rows), (f"Over {total}.",))
