"""A simulated participant: values from the declared population, the rest from named streams.

What is answered on a screen depends on the participant and the screen alone, not on what was drawn before:
an interrupted session goes on with the same replies. How each kind of screen is answered lies with its task.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from ikea_effect.protocol.registry import resolve
from ikea_effect.record.events import Event
from ikea_effect.screens.context import Context
from ikea_effect.screens.screens import Bidder, Screen
from ikea_effect.screens.simulation import SimulatedScreen
from ikea_effect.seeds import Stream, stream_key
from ikea_effect.tasks.population import latent_values

UNDERSTANDS = 0.85
"""Share of right answers, at each attempt, to a question that has one; of honest bids on practice tokens."""


class Respondent:
    """One simulated participant.

    `latent` holds what each measure would be; by default it is drawn from the declared population. What it
    leaves out is answered at random. `understands` is how likely an answer is right where one is.
    """

    def __init__(
        self,
        context: Context,
        past: Iterable[Event] = (),
        latent: Mapping[str, float] | None = None,
        understands: float = UNDERSTANDS,
    ) -> None:
        self.understands, self.context = understands, context
        self._key = stream_key(context.secret, context.participant, "respondent")
        self._latent = latent_values(context) if latent is None else latent
        self._turns: Counter[str] = Counter(event.data["screen"] for event in past if event.kind == "replied")

    def answer(self, screen: Screen) -> tuple[Mapping[str, Any], int]:
        """The values of the reply, and how many milliseconds it takes."""
        self._turns[screen.id] += 1
        stream = Stream(stream_key(self._key, screen.id, str(self._turns[screen.id])))
        reply: SimulatedScreen = resolve(screen.simulated)
        return reply(screen, self, stream)

    def value(self, measure: str | None, bidder: Bidder | None = None) -> float | None:
        """What the measure would be without grid and rounding; None where no population is declared."""
        return self._latent_of(bidder).get(measure or "")

    def _latent_of(self, bidder: Bidder | None) -> Mapping[str, float]:
        """The values of another member of the group are drawn as that member's own session draws them."""
        if bidder is None or not self._latent:
            return self._latent
        context = replace(self.context, participant=bidder.participant, condition=bidder.condition)
        return latent_values(context)
