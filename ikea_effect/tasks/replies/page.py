"""How a page is answered: each ask by itself, right where its answer is one and the participant knows it."""

from __future__ import annotations

from typing import Any

from ikea_effect.protocol.measures import CheckedMeasure
from ikea_effect.protocol.registry import resolve
from ikea_effect.screens.ask import as_given
from ikea_effect.screens.screens import Ask, Page, Values
from ikea_effect.screens.simulation import SimulatedAsk, Someone, between
from ikea_effect.seeds import Stream


def simulated(page: Page, someone: Someone, stream: Stream) -> tuple[Values, int]:
    """The values of all asks, and how long reading and answering take."""
    values = {ask.id: _answer(ask, page, someone, stream) for ask in page.asks}
    return as_given(page.asks, values), int(page.minimum_s * 1000) + between(stream, 2500, 12000)


def _answer(ask: Ask, page: Page, someone: Someone, stream: Stream) -> Any:
    how: SimulatedAsk = resolve(ask.simulated)
    if ask.id not in page.expects:
        return how.answer(ask, someone, stream)
    right = page.expects[ask.id]
    return right if stream.uniform() < _known(ask, someone) else how.wrong(ask, right, stream)


def _known(ask: Ask, someone: Someone) -> float:
    """How likely the participant knows the right answer: as the measure declares it, else as any other."""
    measure = someone.context.protocol.measures.get(getattr(ask, "measure", None) or "")
    share = measure.known_by if isinstance(measure, CheckedMeasure) else None
    return someone.understands if share is None else float(share)
