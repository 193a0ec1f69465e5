"""The registration that a study was run by: when it was frozen, what was changed, and what ran otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ikea_effect.language import anew, language, name, phrase, say
from ikea_effect.report.cards import Block, Card, Column, Facts, Prose, Row, Table, without_empty
from ikea_effect.report.closeness import FACETS, Word, in_words
from ikea_effect.report.material import ReportMaterial
from ikea_effect.report.wording import spoken


def registered_card(material: ReportMaterial) -> Card | None:
    """What was registered beside what ran; nothing where no registration is named."""
    found = material.registered
    if found is None:
        return None
    rows = [(say("Registered"), str(found["date"])), (say("SHA-256"), f"`{found['sha256']}`")]
    rows += [(say(label), str(words)) for key, label in _OF_THE_LAB if (words := _of_the_lab(found, key))]
    blocks = (
        Facts(tuple(rows)),
        *_contributors(found),
        *_amendments(found),
        _differences(found),
        *_closeness(found),
    )
    return Card("registered", say("Registered and run"), blocks)


_OF_THE_LAB = (
    ("ethics", phrase("Ethics")),
    ("funding", phrase("Funding")),
    ("conflicts", phrase("Interests of the authors")),
)


def _of_the_lab(found: Mapping[str, Any], key: str) -> str:
    """What the registration says of the lab under this key; "" where it says nothing."""
    said = (found.get("lab") or {}).get(key) or (found.get("declared") or {}).get(key) or ""
    return str(said.get(language()) or next(iter(said.values()))) if isinstance(said, Mapping) else str(said)


def _contributors(found: Mapping[str, Any]) -> tuple[Block, ...]:
    """Who did what, by the roles of CRediT, as it was registered."""
    rows = tuple(
        Row(
            (
                str(one["name"]),
                str(one.get("orcid") or "–"),
                str(one.get("affiliation") or "–"),
                ", ".join([*map(spoken, one.get("credit") or ()), *filter(None, [one.get("did")])]) or "–",
            )
        )
        for one in (found.get("declared") or {}).get("authors") or ()
    )
    titles = (say("Name"), say("ORCID"), say("Affiliation"), say("Contribution (CRediT)"))
    columns = tuple(Column(title, "text") for title in titles)
    return (without_empty(Table(say("Contributors"), columns, rows)),) if rows else ()


def _amendments(found: Mapping[str, Any]) -> tuple[Block, ...]:
    rows = tuple(
        Row(
            (
                str(one["date"]),
                name(str(one["kind"])),
                str(one["because"]),
                anew(str(one["seen"])),
                anew(change),
            )
        )
        for one in found["amendments"]
        for change in one["changes"]
    )
    titles = (say("On"), say("As"), say("Why"), say("By then"), say("Change"))
    columns = tuple(Column(title, "text") for title in titles)
    return (Table(say("What was changed in the registration"), columns, rows),) if rows else ()


def _differences(found: Mapping[str, Any]) -> Block:
    rows = tuple(Row((anew(line),)) for line in found["differences"])
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
        Row((say(FACETS[one["facet"]][0]), name(str(one["how"])), _why(one), _source(str(one["source"]))))
        for one in close["facets"]
    )
    titles = (say("Facet"), say("Beside the published study"), say("Why"), say("Read from"))
    columns = tuple(Column(title, "text") for title in titles)
    notes = (
        say(
            "LeBel et al. (2018): {lebel}. Hüffmeier et al. (2016): {hueffmeier}.",
            lebel=in_words(Word(**close["lebel"])),
            hueffmeier=in_words(Word(**close["hueffmeier"])),
        ),
        say("A facet that nobody declared and the set-up does not change is unknown, and taken both ways."),
    )
    return (Table(say("How close the study is to the published one"), columns, rows, notes),)


def _why(facet: Mapping[str, Any]) -> str:
    return " ".join(anew(str(reason)) for reason in facet["because"])


def _source(source: str) -> str:
    """Where a facet was read: a key as code, else in words."""
    return f"`{source}`" if source.startswith("registration.") else anew(source)
