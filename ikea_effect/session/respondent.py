"""A simulated participant: values from the declared population, the rest from named streams.

What is answered on a screen depends on the participant and the screen alone, not on what was drawn before:
an interrupted session goes on with the same replies. How each kind of screen is answered lies with its task.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ikea_effect.protocol.levels import at_levels, levels_in
from ikea_effect.protocol.registry import resolve
from ikea_effect.screens.context import Context
from ikea_effect.screens.screens import Screen
from ikea_effect.screens.simulation import SimulatedScreen
from ikea_effect.seeds import Stream, stream_key

if TYPE_CHECKING:
    from ikea_effect.record.events import Event
    from ikea_effect.screens.waiting import Bidder

CARELESS = 1 / 3
"""Chance that who does not read answers a question rightly that has a right answer."""


class Respondent:
    """One simulated participant.

    `latent` holds what each measure would be; by default it is drawn from the declared population. What it
    leaves out is answered at random. How likely they are right, read and tire is declared under `simulated`;
    with `understands` they are right with that chance and read everything.
    """

    def __init__(
        self,
        context: Context,
        past: Iterable[Event] = (),
        latent: Mapping[str, Any] | None = None,
        understands: float | None = None,
    ) -> None:
        people = context.protocol.simulated
        self.understands = people.understands if understands is None else understands
        self.context = context
        self._key = stream_key(context.secret, context.participant, "respondent")
        self._latent = _latent(context) if latent is None else latent
        self._knows_others = latent is None or bool(latent)
        reads_all = understands is not None
        self._attends = reads_all or self._chance("attends") < people.attends
        self._tires = 0.0 if reads_all else people.tires
        self._levels: tuple[str, ...] = ()
        self._turns: Counter[str] = Counter(event.data["screen"] for event in past if event.kind == "replied")

    def answer(self, screen: Screen) -> tuple[Mapping[str, Any], int]:
        """The values of the reply, and how many milliseconds it takes."""
        self._turns[screen.id] += 1
        self._levels = levels_in(screen.id)
        turn = str(self._turns[screen.id])
        stream = Stream(stream_key(self._key, screen.id, turn))
        reply: SimulatedScreen = resolve(screen.simulated)
        who = self if self._reads(screen.id, turn) else _Careless(self.context)
        return reply(screen, who, stream)

    def _reads(self, screen: str, turn: str) -> bool:
        """Whether the screen is read: by those who attend, and the less often the more came before it."""
        if not self._attends or not self._tires:
            return self._attends
        return self._chance(f"{screen} {turn} reads") >= self._tires * (self._turns.total() - 1)

    def _chance(self, purpose: str) -> float:
        return Stream(stream_key(self._key, purpose, "simulated")).uniform()

    def value(self, measure: str | None, bidder: Bidder | None = None) -> float | None:
        """What the measure would be without grid and rounding; None where no population is declared."""
        found = self._of(measure, self._latent_of(bidder))
        return found if isinstance(found, float | int) else None

    def drawn(self, measure: str | None) -> Any:
        """What is answered to a measure that is no number; None where nothing is declared."""
        return self._of(measure, self._latent)

    def _of(self, measure: str | None, latent: Mapping[str, Any]) -> Any:
        """The measure's value at the levels of the screen; else the one that it has at all."""
        name = measure or ""
        if not self._levels:
            return latent.get(name)
        return latent.get(at_levels(name, self._levels), latent.get(name))

    def _latent_of(self, bidder: Bidder | None) -> Mapping[str, Any]:
        """The values of another participant are drawn as that one's own session draws them."""
        if bidder is None or not self._knows_others:
            return self._latent
        context = replace(self.context, participant=bidder.participant, condition=bidder.condition)
        return _latent(context)


def _latent(context: Context) -> Mapping[str, Any]:
    from ikea_effect.tasks.path_model import latent_values  # numpy: a session of people does without it

    return latent_values(context)


class _Careless:
    """Who does not read: every answer is given at random."""

    understands = CARELESS

    def __init__(self, context: Context) -> None:
        self.context = context

    def value(self, _measure: str | None, _bidder: Bidder | None = None) -> float | None:
        """Nothing that is declared."""
        return None

    def drawn(self, _measure: str | None) -> Any:
        """Nothing that is declared."""
        return None
