"""What readers of a randomized study look for, by the items of CONSORT 2025, and where this report says it.

The topics are worded here; each is answered from the protocol, the record or a frozen registration, or is
"not recorded". Nothing is filled in because most studies have it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ikea_effect.language import phrase, say
from ikea_effect.report.cards import Card, Column, Row, Table
from ikea_effect.report.material import ReportMaterial
from ikea_effect.report.people import People
from ikea_effect.report.sections.consort_answers import ANSWERS, Said
from ikea_effect.report.wording import not_recorded


@dataclass(frozen=True, slots=True)
class Item:
    """One item, or a lettered part of one, in words of our own."""

    id: str
    topic: str


ITEMS = tuple(
    Item(*line)
    for line in (
        ("1a", phrase("Who reads the title learns that chance assigned")),
        ("1b", phrase("A summary of design, numbers and conclusion")),
        ("2", phrase("Where and when it was registered")),
        ("3", phrase("Where protocol and analysis plan can be read")),
        ("4", phrase("Which data, codebook and code are shared, and how")),
        ("5a", phrase("Who paid, and what they had a say in")),
        ("5b", phrase("Interests of the authors")),
        ("6", phrase("Why the study was done")),
        ("7", phrase("What it was to find out")),
        ("8", phrase("Whether those it concerns helped to design it")),
        ("9", phrase("Design: conditions, and how many in each")),
        ("10", phrase("What changed after it began, and why")),
        ("11", phrase("Where it took place")),
        ("12a", phrase("Who could take part")),
        ("12b", phrase("Who may give the treatment, and at which places")),
        ("13", phrase("What each condition consisted of")),
        ("14", phrase("What was measured, how and when")),
        ("15", phrase("What counted as harm, and how it was noticed")),
        ("16a", phrase("How the size of the sample was chosen")),
        ("16b", phrase("Looks at the data before the end, and rules to stop")),
        ("17a", phrase("Who drew the order of conditions, and by what")),
        ("17b", phrase("Kind of drawing, with blocks or strata")),
        ("18", phrase("How the next condition was kept hidden")),
        ("19", phrase("Who enrolled and who assigned")),
        ("20a", phrase("Who did not know the condition")),
        ("20b", phrase("How that was brought about")),
        ("21a", phrase("Methods of analysis for each outcome")),
        ("21b", phrase("Who is counted in each analysis, and in which condition")),
        ("21c", phrase("What was done with missing answers")),
        ("21d", phrase("Further analyses, and which were planned")),
        ("22a", phrase("How many were assigned, treated and analyzed")),
        ("22b", phrase("Who was lost or left out, with reasons")),
        ("23a", phrase("Dates of first and last session")),
        ("23b", phrase("Why collection ended")),
        ("24a", phrase("What each condition was in fact given")),
        ("24b", phrase("What else participants received meanwhile")),
        ("25", phrase("The conditions at the start, beside each other")),
        ("26", phrase("Numbers analyzed, results and their precision")),
        ("27", phrase("Harms that occurred")),
        ("28", phrase("Results of further analyses")),
        ("29", phrase("What the results mean")),
        ("30", phrase("Limits of the study")),
    )
)
NOTE = phrase(
    "Items of CONSORT 2025 (doi:10.1371/journal.pmed.1004587), their topics in words of this program. An "
    "answer is read from the protocol, the record, or the registration named with `--registered`; what none "
    "of these holds is not recorded."
)


def consort_card(material: ReportMaterial, everyone: People, cards: tuple[Card, ...]) -> Card:
    """Every item with its answer and the card that holds it; only cards of this report are named."""
    titles = {card.id: card.title for card in cards}
    rows = tuple(_row(item, list(ANSWERS[item.id](material, everyone)), titles) for item in ITEMS)
    titles_text = (say("What readers look for"), say("Answer"), say("Where"))
    columns = (Column(say("Item")), *(Column(title, "text") for title in titles_text))
    table = Table(say("The items of CONSORT 2025"), columns, rows, (say(NOTE),))
    return Card("consort", say("What a reader of a randomized study looks for"), (table,))


def _row(item: Item, said: list[Said], titles: dict[str, str]) -> Row:
    place = next((one.card for one in said if one.card in titles), "")
    answer = " ".join(_answers(said)) or not_recorded()
    return Row((item.id, say(item.topic), answer, titles.get(place, "–")), to=place)


def _answers(said: list[Said]) -> Iterator[str]:
    return (one.text for one in said if one.text)
