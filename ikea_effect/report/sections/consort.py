"""What readers of a randomized study look for, by the items of CONSORT 2025, and where this report says it.

The topics are worded here; each is answered from the protocol, the record or a frozen registration, or is
"not recorded". Nothing is filled in because most studies have it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ikea_effect.report.cards import Card, Column, Row, Table
from ikea_effect.report.material import ReportMaterial
from ikea_effect.report.people import People
from ikea_effect.report.sections.consort_answers import ANSWERS, Said
from ikea_effect.report.wording import NOT_RECORDED


@dataclass(frozen=True, slots=True)
class Item:
    """One item, or a lettered part of one, in words of our own."""

    id: str
    topic: str


ITEMS = tuple(
    Item(*line)
    for line in (
        ("1a", "Who reads the title learns that chance assigned"),
        ("1b", "A summary of design, numbers and conclusion"),
        ("2", "Where and when it was registered"),
        ("3", "Where protocol and analysis plan can be read"),
        ("4", "Which data, codebook and code are shared, and how"),
        ("5a", "Who paid, and what they had a say in"),
        ("5b", "Interests of the authors"),
        ("6", "Why the study was done"),
        ("7", "What it was to find out"),
        ("8", "Whether those it concerns helped to design it"),
        ("9", "Design: conditions, and how many in each"),
        ("10", "What changed after it began, and why"),
        ("11", "Where it took place"),
        ("12a", "Who could take part"),
        ("12b", "Who gave the treatment, and at which places"),
        ("13", "What each condition consisted of"),
        ("14", "What was measured, how and when"),
        ("15", "What counted as harm, and how it was noticed"),
        ("16a", "How the size of the sample was chosen"),
        ("16b", "Looks at the data before the end, and rules to stop"),
        ("17a", "Who drew the order of conditions, and by what"),
        ("17b", "Kind of drawing, with blocks or strata"),
        ("18", "How the next condition was kept hidden"),
        ("19", "Who enrolled and who assigned"),
        ("20a", "Who did not know the condition"),
        ("20b", "How that was brought about"),
        ("21a", "Methods of analysis for each outcome"),
        ("21b", "Who is counted in each analysis, and in which condition"),
        ("21c", "What was done with missing answers"),
        ("21d", "Further analyses, and which were planned"),
        ("22a", "How many were assigned, treated and analyzed"),
        ("22b", "Who was lost or left out, with reasons"),
        ("23a", "Dates of first and last session"),
        ("23b", "Why collection ended"),
        ("24a", "What each condition was in fact given"),
        ("24b", "What else participants received meanwhile"),
        ("25", "The conditions at the start, beside each other"),
        ("26", "Numbers analyzed, results and their precision"),
        ("27", "Harms that occurred"),
        ("28", "Results of further analyses"),
        ("29", "What the results mean"),
        ("30", "Limits of the study"),
    )
)
NOTES = (
    "Items of CONSORT 2025 (doi:10.1371/journal.pmed.1004587), their topics in words of this program. An "
    "answer is read from the protocol, the record, or the registration named with `--registered`; what none "
    "of these holds is not recorded.",
)


def consort_card(material: ReportMaterial, everyone: People, cards: tuple[Card, ...]) -> Card:
    """Every item with its answer and the card that holds it; only cards of this report are named."""
    titles = {card.id: card.title for card in cards}
    rows = tuple(_row(item, list(ANSWERS[item.id](material, everyone)), titles) for item in ITEMS)
    titles_text = ("What readers look for", "Answer", "Where")
    columns = (Column("Item"), *(Column(title, "text") for title in titles_text))
    table = Table("The items of CONSORT 2025", columns, rows, NOTES)
    return Card("consort", "What a reader of a randomized study looks for", (table,))


def _row(item: Item, said: list[Said], titles: dict[str, str]) -> Row:
    place = next((one.card for one in said if one.card in titles), "")
    answer = " ".join(_answers(said)) or NOT_RECORDED
    return Row((item.id, item.topic, answer, titles.get(place, "–")), to=place)


def _answers(said: list[Said]) -> Iterator[str]:
    return (one.text for one in said if one.text)
