"""Every word of a report, card by card, as it was read and approved; pictures by their alt sentences."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd

from ikea_effect.protocol.loading import load_protocol
from ikea_effect.report import ReportMaterial
from ikea_effect.report.cards import Block, Document
from ikea_effect.report.document import document

HERE = Path(__file__).parent
FILE = HERE / "report.txt"


def _told() -> str:
    """The report on twelve made-up participants, whose numbers stand in report_material.json."""
    given = json.loads((HERE / "report_material.json").read_text("utf-8"))
    material = ReportMaterial(
        protocol=load_protocol("norton-2012-1a"),
        observations=pd.DataFrame(given["observations"]),
        analysis=given["analysis"],
        study=given["study"],
        differences=tuple(given["differences"]),
    )
    return _words(document(material))


def _words(told: Document) -> str:
    head = [told.banner, told.kicker, told.title, told.subtitle, told.head, told.footer]
    cards = [f"\n== {card.title} [{card.id}]\n" + "\n".join(map(_block, card.blocks)) for card in told.cards]
    return "\n".join([*head, *cards]) + "\n"


def _block(block: Block) -> str:
    match block.kind:
        case "prose":
            return f"{'' if block.tone == 'plain' else block.tone + ': '}{block.text}"
        case "facts":
            return "\n".join(f"{label}: {value}" for label, value in block.rows)
        case "table":
            titles = " | ".join(
                f"{column.title}{'>' * (column.align == 'number')}" for column in block.columns
            )
            rows = [f"{'* ' * row.marked}{' | '.join(row.cells)}" for row in block.rows]
            return "\n".join(["", block.caption, titles, *rows, *block.notes, ""])
        case "figure":
            return f"\n({block.name}) {block.alt}\n{block.caption}\n"
        case "panel":
            lines = [
                f"{'* ' * one.decides}{one.state}: {one.name} | {one.value} | {one.sentence}"
                for one in block.criteria
            ]
            return "\n".join(["", block.title, *lines, ""])
        case "commands":
            return "\n".join(f"$ {line}" for line in block.lines)
        case "gallery":
            return "\n".join(f"({picture.alt})" for picture in block.pictures)


def test_the_words_are_those_that_were_read_and_approved() -> None:
    assert _told() == FILE.read_text("utf-8")


if __name__ == "__main__":
    FILE.write_text(_told(), "utf-8")
