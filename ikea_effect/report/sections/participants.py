"""Who took part, who was left out and why."""

from __future__ import annotations

from ikea_effect.language import say
from ikea_effect.report.cards import Block, Card, Column, Prose, Row, Table
from ikea_effect.report.figures.flow import flow
from ikea_effect.report.figures.flow_boxes import ABSENT
from ikea_effect.report.material import ReportMaterial
from ikea_effect.report.origins import sourced
from ikea_effect.report.people import Group, People
from ikea_effect.report.wording import count, finite, joined, number, plural, sentence, share, spoken


def participants(material: ReportMaterial, everyone: People) -> Card:
    """The flow from the first session to the analysis."""
    blocks: list[Block] = []
    planned = [material.protocol.planned(dict(group.levels)) for group in everyone.groups]
    absent = sourced(material.study.get("took_no_part") or {}, "study.took_no_part")
    if len(everyone.table) and (figure := flow(everyone, absent, planned)):
        blocks.append(figure)
    blocks += [_counts(material, everyone), _rules(material, everyone)]
    stated = finite((material.analysis.get("n") or {}).get("kept"))
    if stated is not None and stated != len(everyone.kept):
        blocks.append(
            Prose(
                say(
                    "The analysis keeps {stated}, this count keeps {kept}: some kept participants lack a "
                    "value that the analysis needs.",
                    stated=count(stated),
                    kept=len(everyone.kept),
                ),
                "warning",
            )
        )
    blocks += _left_out(material)
    if said := [f"{ABSENT[why]}: {count(n)}" for why, n in absent.items() if n]:
        blocks.append(Prose(say("Besides these, in no row: {absent}.", absent=joined(said)), "note"))
    blocks.append(_sessions(everyone))
    return Card("participants", say("Participants"), tuple(blocks))


def _left_out(material: ReportMaterial) -> list[Block]:
    """Rows that are no one's who could be analyzed, with the reasons; nothing where there are none."""
    rows = sourced(material.analysis.get("rows") or {}, "analysis.rows")
    reasons = [f"{one['reason']} ({count(one['rows'])})" for one in rows.get("left_out") or ()]
    if not reasons:
        return []
    people = plural(rows["people"], "participant")
    said = say(
        "Of {rows}, {people} could be analyzed. Left out: {reasons}.",
        rows=plural(rows["read"], "row"),
        people=people,
        reasons="; ".join(reasons),
    )
    return [Prose(said, "note")]


def _counts(material: ReportMaterial, everyone: People) -> Table:
    reasons = [reason for reason in everyone.reasons if everyone.dropped(reason)]
    titles = (
        say("Planned"),
        say("Recorded"),
        *(spoken(reason).capitalize() for reason in reasons),
        say("Analyzed"),
        say("Share analyzed"),
    )
    protocol = material.protocol
    planned = [protocol.planned(dict(group.levels)) for group in everyone.groups]
    rows = [_count(everyone, reasons, n, group) for n, group in zip(planned, everyone.groups, strict=True)]
    rows.append(_count(everyone, reasons, sum(planned), None))
    columns = (Column(say("Condition"), "text"), *map(Column, titles))
    return Table(say("Participants per condition"), columns, tuple(rows))


def _count(everyone: People, reasons: list[str], planned: int, group: Group | None) -> Row:
    """One condition's line; all of them together where no condition is given."""
    table, kept_table = everyone.table, everyone.kept
    if group is not None:
        table, kept_table = everyone.of(group, kept=False), everyone.of(group)
    began, kept = len(table), len(kept_table)
    dropped = [count(everyone.dropped(reason, group)) for reason in reasons]
    label = group.label if group else say("All")
    return Row(
        (label, count(planned), count(began), *dropped, count(kept), share(kept, began)), group is None
    )


def _rules(material: ReportMaterial, everyone: People) -> Block:
    rules = material.protocol.exclusions
    if not rules:
        return Prose(say("The protocol declares no exclusion rule."))
    results = {str(found.get("id")): found for found in material.analysis.get("exclusions") or ()}
    rows, notes = [], []
    for rule in rules:
        found = results.get(rule.id) or {"dropped": everyone.dropped(rule.id)}
        dropped = say("cannot be decided") if found.get("dropped") is None else count(found["dropped"])
        rows.append(Row((f"`{rule.id}`", f"`{rule.drop_if}`", dropped)))
        if (reason := found.get("reason")) and reason != rule.drop_if:
            notes.append(f"`{rule.id}`: {sentence(str(reason))}")
    columns = (
        Column(say("Rule"), "text"),
        Column(say("Drops a participant if"), "text"),
        Column(say("Dropped")),
    )
    return Table(say("Exclusion rules, declared before data"), columns, tuple(rows), tuple(notes))


def _sessions(everyone: People) -> Block:
    if "duration_s" not in everyone.table.columns or not len(everyone.table):
        return Prose(say("Durations of the sessions: not recorded."), "note")
    rows = []
    for group in everyone.groups:
        minutes = everyone.values(group, "duration_s") / 60
        resumed = everyone.values(group, "interruptions").sum()
        ends = (minutes.median(), minutes.min(), minutes.max()) if len(minutes) else ()
        rows.append(Row((group.label, *([number(value, 1) for value in ends] or ["–"] * 3), count(resumed))))
    titles = (say("Median"), say("Shortest"), say("Longest"), say("Interruptions resumed"))
    columns = (Column(say("Condition"), "text"), *map(Column, titles))
    total = plural(len(everyone.kept), "analyzed session")
    return Table(
        say("Length of the sessions, in minutes"), columns, tuple(rows), (say("Over {total}.", total=total),)
    )
