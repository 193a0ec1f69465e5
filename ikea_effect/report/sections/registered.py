"""The registration that a study was run by: when it was frozen, what was changed, and what ran otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ikea_effect.language import say
from ikea_effect.report.cards import Block, Card, Column, Facts, Prose, Row, Table
from ikea_effect.report.closeness import FACETS, Word, in_words
from ikea_effect.report.material import ReportMaterial


def registered_card(material: ReportMaterial) -> Card | None:
    """What was registered beside what ran; nothing where no registration is named."""
    found = material.registered
    if found is None:
        return None
    facts = Facts(((say("Registered"), str(found["date"])), (say("SHA-256"), f"`{found['sha256']}`")))
    blocks = (facts, *_amendments(found), _differences(found), *_closeness(found))
    return Card("registered", say("Registered and run"), blocks)


def _amendments(found: Mapping[str, Any]) -> tuple[Block, ...]:
    rows = tuple(
        Row((str(one["date"]), str(one["kind"]), str(one["because"]), str(one["seen"]), change))
        for one in found["amendments"]
        for change in one["changes"]
    )
    titles = (say("On"), say("As"), say("Why"), say("By then"), say("Change"))
    columns = tuple(Column(title, "text") for title in titles)
    return (Table(say("What was changed in the registration"), columns, rows),) if rows else ()


def _differences(found: Mapping[str, Any]) -> Block:
    rows = tuple(Row((line,)) for line in found["differences"])
    if not rows:
        return Prose(
            say(
                "Nothing differs: protocol, texts and materials of the study are those that were "
                "registered last.",
            )
        )
    return Table(say("What ran otherwise than registered"), (Column(say("Difference"), "text"),), rows)


def _closeness(found: Mapping[str, Any]) -> tuple[Block, ...]:
    """Each facet of the study beside the published one, as it was registered, and the words for all."""
    close = found.get("closeness")
    if not close:
        return ()
    rows = tuple(
        Row((FACETS[one["facet"]][0], str(one["how"]), " ".join(one["because"]), f"`{one['source']}`"))
        for one in close["facets"]
    )
    titles = ("Facet", "Beside the published study", "Why", "Read from")
    columns = tuple(Column(title, "text") for title in titles)
    notes = (
        f"LeBel et al. (2018): {in_words(Word(**close['lebel']))}. "
        f"Hüffmeier et al. (2016): {in_words(Word(**close['hueffmeier']))}.",
        "A facet that nobody declared and the set-up does not change is unknown, and taken both ways.",
    )
    return (Table("How close the study is to the published one", columns, rows, notes),)
