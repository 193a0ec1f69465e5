"""How close a replication is to what it repeats, in the words of two typologies; nothing is guessed.

What is not known of a facet is taken both ways, as the same and as different: where both ways give one word,
that is the word, else the two stand as the nearest and the farthest that it can be.
Sources: LeBel, McCarthy, Earp, Elson & Vanpaemel (2018), Advances in Methods and Practices in Psychological
Science 1, 389-402; Hüffmeier, Mazei & Schultze (2016), Journal of Experimental Social Psychology 66, 81-92.
Both by summaries: the articles were not at hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

from ikea_effect.language import phrase, say

How = Literal["same", "similar", "different", "unknown"]

FACETS: Mapping[str, tuple[str, str]] = {
    "hypothesis": (phrase("The effect that is claimed"), "very far"),
    "iv_construct": (phrase("What is varied, as a construct"), "very far"),
    "dv_construct": (phrase("What is measured, as a construct"), "very far"),
    "iv_operationalization": (phrase("How it is varied"), "far"),
    "dv_operationalization": (phrase("How it is measured"), "far"),
    "population": (phrase("Population"), "far"),
    "iv_stimuli": (phrase("Goods and stimuli that are varied"), "close"),
    "dv_stimuli": (phrase("Items, amounts and goods of the measure"), "close"),
    "procedure": (phrase("Procedural details"), "very close"),
    "setting": (phrase("Physical setting"), "very close"),
    "context": (phrase("Language, time and culture"), "very close"),
}
"""Facet -> what it is, and how close a replication can still be that differs in it."""

CLASSES = tuple(map(phrase, ("exact", "very close", "close", "far", "very far")))
"""LeBel et al. (2018): from everything that can be controlled being the same to other constructs."""

REPEATED = ("iv_construct", "dv_construct", "iv_operationalization", "dv_operationalization")
"""What a replication keeps that is not conceptual."""


class Word(NamedTuple):
    """The nearest and the farthest word that fits what is known; where they agree it is settled."""

    nearest: str
    farthest: str

    @property
    def settled(self) -> bool:
        """Whether what is unknown does not matter to the word."""
        return self.nearest == self.farthest


def lebel_class(facets: Mapping[str, How]) -> Word:
    """Where the replication stands between exact and very far; what is similar counts as the same."""
    return Word(_farthest(facets, ("different",)), _farthest(facets, ("different", "unknown")))


def _farthest(facets: Mapping[str, How], counts: tuple[str, ...]) -> str:
    classes = [until for facet, (_, until) in FACETS.items() if facets[facet] in counts]
    return max(classes, key=CLASSES.index, default="exact")


def hueffmeier_type(
    facets: Mapping[str, How], by: str | None, where: str | None, adds: tuple[str, ...] | None
) -> Word:
    """Exact (by the authors themselves), close, constructive, or conceptual in a laboratory or the field."""
    unknown = any(facets[one] == "unknown" for one in REPEATED)
    conceptual = _CONCEPTUAL[where]
    if any(facets[one] == "different" for one in REPEATED):
        return Word(conceptual, conceptual)
    nearest, farthest = _repeats(by, adds)
    return Word(nearest, conceptual if unknown else farthest)


_CONCEPTUAL = {
    "laboratory": phrase("conceptual, in the laboratory"),
    "field": phrase("conceptual, in the field"),
    None: phrase("conceptual, in the laboratory or the field"),
}


def _repeats(by: str | None, adds: tuple[str, ...] | None) -> Word:
    """Of a replication that keeps all that is to be repeated."""
    if adds:
        return Word(phrase("constructive"), phrase("constructive"))
    nearest = "close" if by == "others" else "exact"
    farthest = "exact" if by == "original-authors" else "close"
    return Word(nearest, "constructive" if adds is None else farthest)


def in_words(word: Word) -> str:
    """The word, or between which two it is not settled."""
    if word.settled:
        return say(word.nearest)
    ends = {"nearest": say(word.nearest), "farthest": say(word.farthest)}
    return say("not settled by what is declared, from {nearest} to {farthest}", **ends)
