"""Every number of a report's prose, computed again by its id: from the analysis, or from the observations."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pandas as pd

from ikea_effect.language import anew, name
from ikea_effect.report.cards import Document, Panel, Prose
from ikea_effect.report.material import ReportMaterial
from ikea_effect.report.origins import retagged
from ikea_effect.report.people import people
from ikea_effect.report.wording import true_minus

DECLARED = {"study", "design", "differences", "registered", "notes", "provenance"}
"""Cards whose prose quotes the protocol, the lab or the record, and computes nothing."""
FIXED = re.compile(
    r"`[^`]*`|(?:Bids|Amounts|Stated amounts|Predictions) of \S+ are kept|at the cap of \S+?:|two-sided 95%"
    r"|\(95% confidence interval\)|d33"
    r"|More than 5% of a condition are at the cap of \S+|meer dan 5% op het maximum van (US)?[$€]\s?\S+"
    r"|\(50% would be no effect\)|\(50% zou geen effect zijn\)|\(0 would be not at all, 1 wholly\)"
    r"|\(0 zou helemaal niet zijn, 1 volledig\)"
    r"|values from .*?, which count as the same|waarden van .*?, die als gelijk gelden"
    r"|(?:Biedingen|Bedragen|Genoemde bedragen|Voorspellingen) van (US)?[$€]\s?\S+ tellen"
    r"|(?:Biedingen|Bedragen|Genoemde bedragen|Voorspellingen) op het maximum van (US)?[$€]\s?\S+?:"
    r"|tweezijdige 95%"
)
"""Numbers in words that are the same in every report, or declared."""


def wrong_numbers(document: Document, material: ReportMaterial) -> list[str]:
    """Each number without an id, and each whose value is not what its id gives."""
    return [
        *(
            one
            for card in document.cards
            for block in card.blocks
            for one in _wrong(card.id, block, material)
        ),
    ]


def _wrong(card: str, block: Any, material: ReportMaterial) -> Iterator[str]:
    if isinstance(block, Panel):
        for one in block.criteria:
            if one.source and not _is_verdict(one.source, material):
                yield f"{card}: {one.source} is no verdict of the analysis"
    if not isinstance(block, Prose) or card in DECLARED:
        return
    yield from (f"{card}: {one}" for one in wrong_in(block.told, material))


def wrong_in(text: str, material: ReportMaterial) -> list[str]:
    """The same for one text."""
    wrong: list[str] = []

    def compared(id: str, value: str, words: str) -> str:
        if abs(float(value) - again(id, material)) > 1e-12:
            wrong.append(f"{id} is {again(id, material)}, and the text holds {value} ({words})")
        return ""

    left = retagged(text, compared)
    for quoted in _quoted(material):
        left = left.replace(quoted, "").replace(quoted[:1].upper() + quoted[1:], "")
    left = FIXED.sub("", left)
    said = json.dumps(material.analysis, ensure_ascii=False, default=str).casefold()  # its own notes
    if re.search(r"\d", left) and left.rstrip(".").casefold() not in said:
        wrong.append(f"a number without id: {left}")
    return wrong


def _quoted(material: ReportMaterial) -> list[str]:
    """What a report quotes: sentences of the analysis and of who declared the study, the longest first."""
    kept = {one.rstrip(".") for one in _texts([material.analysis, material.reading])}
    texts = list(_texts(material.protocol.model_dump()))
    declared = {form.rstrip(".") for one in texts for form in (one, name(one))}
    said = {form for one in kept for form in (one, anew(one), anew(f"{one}.").rstrip("."))} | declared
    signed = said | {true_minus(one) for one in said}
    return sorted((one for one in signed if " " in one and re.search(r"\d", one)), key=len, reverse=True)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()
    yield from (text for part in parts for text in _texts(part))


def again(id: str, material: ReportMaterial) -> float:
    """The number that the id stands for."""
    part, slash, whole = id.partition(" / ")
    if slash:
        return again(part, material) / again(whole, material)
    root, _, path = id.partition(".")
    if root in ("analysis", "study"):
        found = _walk(getattr(material, root), path)
        return float(sum(one["rows"] for one in found) if isinstance(found, list | tuple) else found)
    return _counted(id.removeprefix("observations"), material)


def _walk(value: Any, path: str) -> Any:
    """Down the JSON by names and [places]; names may hold points."""
    while path:
        if found := re.match(r"\[(\d+)\]\.?", path):
            value, path = value[int(found[1])], path[found.end() :]
            continue
        key = max((key for key in value if re.match(rf"{re.escape(key)}(?=[.\[]|$)", path)), key=len)
        value, path = value[key], path[len(key) :].removeprefix(".")
    return value


def _counted(path: str, material: ReportMaterial) -> float:
    everyone = people(material)
    if found := re.fullmatch(r"\.left_out\[(.+)\]", path):
        return float((everyone.left_out == found[1]).sum())
    if found := re.fullmatch(r"\.(.+)\.rounds", path):
        rounds = re.compile(rf"{found[1]}(\.\d+)?(\.low)?")  # an amount, or the lower of two bounds
        return float(sum(bool(rounds.fullmatch(str(one))) for one in everyone.table))
    if path == ".conditions":
        return float(len(material.protocol.conditions))
    if found := re.fullmatch(r"\.empty\.(analyzed|recorded)", path):
        table = everyone.table if found[1] == "recorded" else everyone.table[everyone.left_out == ""]
        names = list(material.protocol.conditions[0])
        seen = {tuple(row) for row in table[names].astype(str).to_numpy()}
        return float(sum(tuple(one.values()) not in seen for one in material.protocol.conditions))
    found = re.fullmatch(r"(?:\[(.+?)\])?\.(?:(.+)\.)?(\w+)", path)
    assert found is not None
    table = everyone.table if found[3] == "recorded" else everyone.table[everyone.left_out == ""]
    for factor, level in _levels(found[1] or "", material):
        table = table[table[factor] == level]
    if not found[2]:
        return float(len(table))
    values = pd.to_numeric(table[found[2].replace("@", ".")], errors="coerce").dropna()
    high = values.max() if values.empty else _cap(material)
    return float({"n": values == values, "at_zero": values <= 0, "at_cap": values >= high}[found[3]].sum())


def _levels(key: str, material: ReportMaterial) -> Iterator[tuple[str, str]]:
    for one in filter(None, key.split(",")):
        factor, equals, level = one.partition("=")
        yield (factor, level) if equals else (next(iter(material.protocol.factors)), factor)


def _cap(material: ReportMaterial) -> float:
    (step,) = [one for one in material.protocol.timeline if getattr(one, "mechanism", None)][:1]
    return float(step.mechanism.high)  # type: ignore[union-attr]


def _is_verdict(source: str, material: ReportMaterial) -> bool:
    hypothesis, _, rule = source.removeprefix("analysis.verdicts[").removesuffix("]").rpartition(",")
    return any((one["hypothesis"], one["rule"]) == (hypothesis, rule) for one in material.verdicts)
