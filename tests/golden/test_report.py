"""Every word of a report, card by card, as it was read and approved; pictures by their alt sentences."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import special

from ikea_effect.analysis.analyze import analyze
from ikea_effect.protocol.loading import load_protocol, protocol_from_said
from ikea_effect.report import ReportMaterial
from ikea_effect.report.cards import Block, Document
from ikea_effect.report.document import document
from ikea_effect.report.origins import untagged
from tests.recomputed import wrong_numbers

HERE = Path(__file__).parent


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
    told = document(material)
    assert wrong_numbers(told, material) == []
    return _words(told)


def _words(told: Document) -> str:
    head = [told.banner, told.kicker, told.title, told.subtitle, told.head, told.footer]
    cards = [f"\n== {card.title} [{card.id}]\n" + "\n".join(map(_block, card.blocks)) for card in told.cards]
    return untagged("\n".join([*head, *cards]) + "\n")


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
            return "\n".join(["", f"{block.label}. {block.caption}", titles, *rows, *block.notes, ""])
        case "figure":
            return f"\n({block.name}) {block.alt}\n{block.label}. {block.caption}\n"
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


def of_models() -> ReportMaterial:
    """120 made-up participants of a study with every kind of model that has a picture."""
    said = json.loads((HERE / "report_models.json").read_text("utf-8"))
    protocol = protocol_from_said({**load_protocol("norton-2012-1a").said, **said})
    observations = _participants(120)
    analysis = analyze(protocol, observations, "simulated").to_json()
    study = {"study": "models", "mode": "simulated", "seed": 7}
    return ReportMaterial(protocol, observations, analysis, study)


def _models() -> str:
    """The report on them."""
    cards = {"balance", "money-wtp", "money-listed", "ratings", "estimates", "mechanism", "robustness"}
    material = of_models()
    told = document(material)
    assert wrong_numbers(told, material) == []
    return _words(replace(told, cards=tuple(card for card in told.cards if card.id in cards)))


def _participants(n: int) -> pd.DataFrame:
    """Rows without chance: multiples of irrational numbers fill each distribution evenly."""
    number = np.arange(1, n + 1)

    def spread(step: float) -> np.ndarray:
        return special.ndtri(number * step % 1)

    build = number % 2 == 1
    age = np.round(40 + 11 * spread(0.7548776662466927))
    joy = 4 + 0.5 * build + spread(0.5698402909980532)
    noise = 0.4 * spread(0.6180339887498949)
    wtp = np.round(np.clip(0.5 + 0.012 * (age - 40) * build + 0.12 * (joy - 4) + noise, 0, 5), 2)
    accepted = np.floor(np.clip(wtp, 0, 1.5) / 0.5) * 0.5
    return pd.DataFrame(
        {
            "participant": [f"S{one:04d}" for one in number], "labor": np.where(build, "build", "prebuilt"),
            "status": "complete", "wtp": wtp, "wtp.2": np.round(wtp * 0.9, 2), "age": age,
            "gender": np.where(number % 5 < 2, "a", "b"), "liking": np.clip(np.round(joy), 1, 7), "joy": joy,
            "joy.proud": np.clip(np.round(joy), 1, 7), "joy.able": np.clip(np.round(joy + noise), 1, 7),
            "joy.bored": np.clip(np.round(8 - joy - noise), 1, 7),
            "listed.low": accepted, "listed.high": np.where(accepted < 1.5, accepted + 0.5, np.nan),
        }
    )  # fmt: skip


TOLD = {"report.txt": _told, "report_models.txt": _models}


@pytest.mark.parametrize("name", TOLD)
def test_the_words_are_those_that_were_read_and_approved(name: str) -> None:
    assert TOLD[name]() == (HERE / name).read_text("utf-8")


if __name__ == "__main__":
    for name, told in TOLD.items():
        (HERE / name).write_text(told(), "utf-8")
