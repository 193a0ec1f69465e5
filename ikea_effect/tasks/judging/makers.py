"""Who made a piece that is judged: known where people are simulated, who then see what it is worth."""

from __future__ import annotations

from typing import NamedTuple

from ikea_effect.protocol.kinds.judges import Whose, makers_of
from ikea_effect.protocol.kinds.steps.judging import Judging
from ikea_effect.protocol.timeline import Step
from ikea_effect.screens.context import Context
from ikea_effect.screens.waiting import Bidder
from ikea_effect.tasks.names import name_in


class Maker(NamedTuple):
    """The step in which somebody made the piece, and who that is."""

    step: Step
    bidder: Bidder

    def takes(self, result: str) -> str | None:
        """The measure of the maker that takes what judges give: the mean of STEP.SCALE."""
        named: dict[str, str] = getattr(self.step, "measures", {})
        return named.get(result)


def maker_of(step: Judging, piece: str, context: Context) -> Maker | None:
    """Who made the piece; None where nobody did, or nobody knows."""
    if context.place is None or not context.place.makers:
        return None
    for made in context.protocol.timeline:
        whose = makers_of(step, made, context.protocol).get(piece)
        if whose is not None:
            who = _who(step, piece, whose, context)
            makers = context.place.makers
            return Maker(made, Bidder(who, makers[who])) if who in makers else None
    return None


def _who(step: Judging, piece: str, whose: Whose, context: Context) -> str:
    if step.ideas is not None:
        taken = context.taken(step, name_in(step.name, piece))
        return taken.participant if taken is not None else ""
    yoked = context.place.yoked if context.place is not None else ()
    return yoked[whose.number].participant if yoked else ""
