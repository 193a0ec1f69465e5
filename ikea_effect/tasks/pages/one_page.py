"""Several measures on one page: what is asked under which id, and which reply belongs to which measure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ikea_effect.protocol.kinds.steps.questionnaire import Questionnaire
from ikea_effect.protocol.models import Condition
from ikea_effect.screens.context import Context
from ikea_effect.screens.decline import Decline
from ikea_effect.screens.facts import Measured
from ikea_effect.screens.heading import Heading
from ikea_effect.screens.screens import Ask, Values
from ikea_effect.tasks.pages.measure import asked_of, expected, items_asked, measured, pages_of


@dataclass(frozen=True, slots=True)
class OnPage:
    """One of the measures, with its asks as they are on a page of its own."""

    name: str
    declared: Any
    alone: tuple[Ask, ...]

    @property
    def asks(self) -> tuple[Ask, ...]:
        """On the shared page: the question above several items, then the asks, each id once on the page."""
        body = asked_of(self.declared).body(self.declared)
        heads = tuple(Heading(f"{self.name}/{at}", words, self.name) for at, words in enumerate(body))
        return (*heads, *(self._shared(ask) for ask in self.alone))

    def _shared(self, ask: Ask) -> Ask:
        if isinstance(ask, Decline):
            covers = tuple(self._id(one) for one in ask.covers)
            return replace(ask, covers=covers)
        return replace(ask, id=self._id(ask.id))

    def _id(self, own: str) -> str:
        """Items of two scales may have the same name: the measure's goes before."""
        items = [ask.id for ask in self.alone if not isinstance(ask, Decline)]
        return own if items == [self.name] else f"{self.name}.{own}"

    def fact(self, values: Values, condition: Condition) -> Measured:
        """What the page's reply comes to for this measure."""
        ids = {ask.id if isinstance(ask, Decline) else self._id(ask.id): ask.id for ask in self.alone}
        given = {ids[ask]: value for ask, value in values.items() if ask in ids}
        return measured(self.name, self.declared, given, condition, items_asked([self.alone]))


def on_page(step: Questionnaire, context: Context) -> list[OnPage]:
    """The step's measures, in order."""
    measures = context.protocol.measures
    found = []
    for name in step.measures:
        [alone] = pages_of(name, measures[name], context, step.id)
        found.append(OnPage(name, measures[name], alone))
    return found


def expected_of(parts: Sequence[OnPage], condition: Condition) -> Mapping[str, Any]:
    """The right answers of the page."""
    return {ask: right for one in parts for ask, right in expected(one.name, one.declared, condition).items()}


def longest_wait(parts: Sequence[OnPage]) -> float:
    """After how many seconds one can go on: the longest of the measures' own."""
    return max(asked_of(one.declared).minimum_s(one.declared) for one in parts)
