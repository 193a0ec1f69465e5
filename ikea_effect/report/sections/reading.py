"""How files from elsewhere were read: which files, what their columns were taken for, what was left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ikea_effect.language import anew, say
from ikea_effect.report.cards import Block, Card, Column, Facts, Prose, Row, Table, without_empty
from ikea_effect.report.material import ReportMaterial
from ikea_effect.report.origins import Computed, sourced
from ikea_effect.report.wording import count, joined, plural, sentence

MOST_RECODED = 12
"""Values of one column that are named one by one."""


def reading_card(material: ReportMaterial) -> Card | None:
    """What was read, left out and recoded; None for a study of ours, whose journals say it."""
    reading = material.reading
    if reading is None:
        return None
    blocks: list[Block] = [
        Prose(
            say(
                "These data were read from files. How people were treated, paid and asked is not known "
                "from them: what this report says of the design is what the protocol declares.",
            )
        ),
        _files(reading),
        Prose(_rows(material)),
    ]
    if left_out := material.analysis["rows"]["left_out"]:
        rows = tuple(Row((sentence(anew(str(one["reason"]))), count(one["rows"]))) for one in left_out)
        blocks.append(
            Table(say("Rows that were left out"), (Column(say("Why"), "text"), Column(say("Rows"))), rows)
        )
    blocks += [_columns(reading), *_recoded(reading), *_unused(reading)]
    blocks += [Prose(sentence(anew(str(note))), "note") for note in reading["notes"]]
    return Card("reading", say("What was read"), tuple(blocks))


def _files(reading: Mapping[str, Any]) -> Facts:
    return Facts(
        tuple(
            (
                one["name"],
                say("{bytes}, SHA-256 `{sha256}`", bytes=plural(one["bytes"], "byte"), sha256=one["sha256"]),
            )
            for one in reading["files"]
        )
    )


def _rows(material: ReportMaterial) -> str:
    rows = sourced(material.analysis["rows"], "analysis.rows")
    left_out = Computed(sum(one["rows"] for one in rows["left_out"]), "analysis.rows.left_out")
    out = say("{rows} left out", rows=plural(left_out, "row")) if left_out else say("no row was left out")
    return say(
        "{rows} read, {out}, {participants} remain.",
        rows=plural(rows["read"], "row"),
        out=out,
        participants=plural(rows["people"], "participant"),
    )


def _columns(reading: Mapping[str, Any]) -> Table:
    rows = tuple(
        Row(
            (
                f"`{one['ours']}`",
                ", ".join(one["theirs"]) if one["theirs"] != [one["ours"]] else "–",
                count(one["values"]),
                count(one["empty"]) if one["empty"] else "–",
                count(one["different"]),
                "–"
                if not one["range"]
                else say("{low:g} to {high:g}", low=one["range"][0], high=one["range"][1]),
            )
        )
        for one in reading["columns"]
    )
    columns = (
        Column(say("Column"), "text"),
        Column(say("In the file"), "text"),
        *map(Column, (say("Values"), say("Empty"), say("Different"), say("From, to"))),
    )
    return without_empty(Table(say("Columns that were used"), columns, rows))


def _recoded(reading: Mapping[str, Any]) -> Iterator[Block]:
    """What the values of a column were taken for, as the mapping says."""
    for one in reading["columns"]:
        pairs = [
            say("{theirs} as {ours}", theirs=theirs, ours=ours) for theirs, ours in one["recoded"].items()
        ]
        if len(pairs) > MOST_RECODED:
            pairs = [*pairs[:MOST_RECODED], say("{pairs} more", pairs=len(pairs) - MOST_RECODED)]
        if pairs:
            yield Prose(
                say(
                    "Values of `{ours}` were read by the mapping: {pairs}.",
                    ours=one["ours"],
                    pairs=joined(pairs),
                )
            )


def _unused(reading: Mapping[str, Any]) -> Iterator[Block]:
    """Columns of the files that nothing here rests on."""
    if names := reading["unused"]:
        yield Prose(say("Not used: {names}.", names=joined(f"`{name}`" for name in names)), "note")
