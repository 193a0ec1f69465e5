"""The whole report, card by card, from the material."""

from __future__ import annotations

from dataclasses import replace

from ikea_effect.language import Sayings, say
from ikea_effect.report.cards import Block, Card, Document, Figure, Table, numbered
from ikea_effect.report.material import ReportMaterial
from ikea_effect.report.people import people
from ikea_effect.report.sections.associations import associations_card
from ikea_effect.report.sections.attention import attention_card
from ikea_effect.report.sections.balance import balance_card
from ikea_effect.report.sections.checks import checks_card
from ikea_effect.report.sections.choices import chosen_card
from ikea_effect.report.sections.consort import consort_card
from ikea_effect.report.sections.estimates import estimates_card
from ikea_effect.report.sections.looks import looks_card
from ikea_effect.report.sections.mechanism import mechanism_card
from ikea_effect.report.sections.money import money_cards
from ikea_effect.report.sections.participants import participants
from ikea_effect.report.sections.provenance import notes_card, provenance_card
from ikea_effect.report.sections.ratings import ratings_card
from ikea_effect.report.sections.reading import reading_card
from ikea_effect.report.sections.registrations import registered_card
from ikea_effect.report.sections.replication import replication_card
from ikea_effect.report.sections.robustness import robustness_card
from ikea_effect.report.sections.screens import screens_card
from ikea_effect.report.sections.study import begun, design_card, differences_card, study_card
from ikea_effect.report.sections.summary import summary
from ikea_effect.report.sections.tasks import tasks_card
from ikea_effect.report.sections.within import within_card
from ikea_effect.report.sentences import in_language
from ikea_effect.report.wording import cited

BANNERS = Sayings(
    {
        "simulated": "Simulated participants: not data from people",
        "scripted": "Scripted sessions: not data from people",
    }
)
DECLARED = {"study", "design", "differences", "registered"}  # cards that hold no data
MARKS = Sayings({"simulated": "simulated participants", "scripted": "scripted sessions"})


def document(material: ReportMaterial) -> Document:
    """Everything the report says, in its order, in the language spoken; no renderer adds a word."""
    material = in_language(material)
    banner = BANNERS.get(material.mode, "") or _interim(material)
    title = material.protocol.title
    name = str(material.study.get("study") or material.protocol.id)
    return Document(
        title=title,
        kicker=say("Study report · {name}", name=name),
        subtitle=_follows(material),
        banner=banner,
        cards=numbered(tuple(_marked(card, _mark(material)) for card in _cards(material))),
        footer=_footer(material),
        head=f"{banner} · {title}" if banner else title,
    )


def _interim(material: ReportMaterial) -> str:
    """How far collection is, where the planned sample is not complete."""
    found = material.analysis.get("interim")
    if not found:
        return ""
    return say(
        "Interim: {complete:,} of {planned:,} planned participants",
        complete=found["complete"],
        planned=found["planned"],
    )


def _mark(material: ReportMaterial) -> str:
    """What must stand beside every number and picture: that nobody took part, or that it is too early."""
    found = material.analysis.get("interim")
    early = (
        say("interim: {complete:,} of {planned:,}", complete=found["complete"], planned=found["planned"])
        if found
        else ""
    )
    return MARKS.get(material.mode, "") or early


def _follows(material: ReportMaterial) -> str:
    """Authors and year of the publication, and which of its studies."""
    source = material.protocol.source
    if source is None:
        return ""
    return ", ".join(filter(None, [say("After {citation}", citation=cited(source.citation)), source.study]))


def _marked(card: Card, mark: str) -> Card:
    """The card with the mark in the caption of every table and picture, so that none stands alone without."""
    if not mark or card.id in DECLARED:
        return card
    return replace(card, blocks=tuple(_with_mark(block, mark) for block in card.blocks))


def _with_mark(block: Block, mark: str) -> Block:
    if isinstance(block, Table):
        return replace(block, caption=f"{block.caption} ({mark})")
    if not isinstance(block, Figure):
        return block
    said = mark.capitalize()
    return replace(block, caption=f"{block.caption} **{said}.**", alt=f"{said}. {block.alt}")


def _footer(material: ReportMaterial) -> str:
    protocol = material.protocol
    since = say("data from files") if material.reading else say("begun {begun}", begun=begun(material))
    return say(
        "Protocol {id}, version {version} · {since}", id=protocol.id, version=protocol.version, since=since
    )


def _cards(material: ReportMaterial) -> tuple[Card, ...]:
    everyone = people(material)
    cards = (
        summary(material, everyone),
        study_card(material),
        design_card(material),
        reading_card(material),
        participants(material, everyone),
        balance_card(material, everyone),
        tasks_card(material, everyone),
        *money_cards(material, everyone),
        ratings_card(material, everyone),
        within_card(material, everyone),
        chosen_card(material, everyone),
        attention_card(material, everyone),
        estimates_card(material, everyone),
        associations_card(material, everyone),
        mechanism_card(material, everyone),
        looks_card(material),
        replication_card(material),
        robustness_card(material),
        checks_card(material, everyone),
        differences_card(material),
        registered_card(material),
        notes_card(material),
        screens_card(material),
        provenance_card(material),
    )
    there = tuple(card for card in cards if card is not None)
    return (*there[:-1], consort_card(material, everyone, there), there[-1])
