"""How a simulated participant answers: values from the declared population, the rest from named streams.

What is answered on a screen depends on the participant and the screen alone, not on what was drawn before:
an interrupted session goes on with the same replies.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from ikea_effect.protocol.kinds.measures.scale import Scale
from ikea_effect.record.events import Event
from ikea_effect.screens.context import Context
from ikea_effect.screens.screens import (
    Agree,
    Amount,
    AnswerText,
    Ask,
    AssemblyBoard,
    Bidder,
    Choice,
    DesignBoard,
    HandStep,
    Page,
    PriceList,
    PriceSlider,
    RatingItem,
    Screen,
)
from ikea_effect.seeds import Stream, stream_key
from ikea_effect.session.population import latent_values, on_grid, on_scale

UNDERSTANDS = 0.85
"""Share of right answers, at each attempt, to a question that has one; of honest bids on practice tokens."""

SLIPS = 0.08
"""Chance that a part is first dropped beside its place, or that a row of a free price list is misread."""


LOOKS = 0.15
"""Chance to look at the picture of the finished good before a move, where there is one."""

UNSURE = 0.25
"""Chance that a part is tried in a wrong place, or too early, where nobody says which one comes next."""


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
        self._understands = understands
        self._context = context
        self._key = stream_key(context.secret, context.participant, "respondent")
        self._latent = latent_values(context) if latent is None else latent
        self._turns: Counter[str] = Counter(event.data["screen"] for event in past if event.kind == "replied")

    def answer(self, screen: Screen) -> tuple[Mapping[str, Any], int]:
        """The values of the reply, and how many milliseconds it takes."""
        self._turns[screen.id] += 1
        stream = Stream(stream_key(self._key, screen.id, str(self._turns[screen.id])))
        match screen:
            case Page():
                return {ask.id: self._ask(ask, screen, stream) for ask in screen.asks}, _page_ms(
                    screen, stream
                )
            case AssemblyBoard():
                return _assemble(screen, stream), _between(stream, 900, 4200)
            case DesignBoard():
                from ikea_effect.tasks.design.task import simulated_move

                return simulated_move(self._context, screen, stream), _between(stream, 1200, 6000)
            case HandStep():
                return {}, _between(stream, 5000, 30000)

    def _ask(self, ask: Ask, page: Page, stream: Stream) -> Any:
        if ask.id in page.expects:
            return self._question(ask, page.expects[ask.id], stream)
        match ask:
            case Agree():
                return True
            case Choice():
                return stream.choice(ask.options).id
            case RatingItem():
                return self._rate(ask, stream)
            case Amount() | PriceSlider():
                return self._bid(ask, stream)
            case AnswerText():
                return "–"
            case PriceList():
                rows = self._rows(ask, stream)
                return {"rows": rows if ask.single_switch else _slipped(rows, stream)}

    def _question(self, ask: Ask, right: Any, stream: Stream) -> Any:
        """The right answer, or now and then another: another option, any other amount, another switch."""
        if stream.uniform() < self._understands:
            return right
        match ask:
            case Choice():
                return stream.choice([option.id for option in ask.options if option.id != right])
            case Amount() | PriceSlider():
                return _any_amount(ask, stream)
            case PriceList(prices=(_,)):
                return {"rows": ["keep" if right["rows"] == ["buy"] else "buy"]}
            case PriceList():
                bought = stream.below(len(ask.prices) + 1)
                return {"rows": ["buy"] * bought + ["keep"] * (len(ask.prices) - bought)}
        return right

    def _rate(self, ask: RatingItem, stream: Stream) -> int:
        latent = self._latent.get(ask.measure or "")
        if latent is None:
            return ask.low + stream.below(ask.high - ask.low + 1)
        noise = 0.0 if ask.id == ask.measure else stream.uniform() - 0.5
        import numpy as np

        point = int(on_scale(np.asarray(latent + noise), ask.low, ask.high))
        measure = self._context.protocol.measures.get(ask.measure or "")
        turned = isinstance(measure, Scale) and ask.id in measure.reversed
        return ask.low + ask.high - point if turned else point

    def _rows(self, ask: PriceList, stream: Stream) -> list[str]:
        """Yes up to what the good is worth to whoever answers; without a population, up to any row."""
        value = self._latent_of(ask.bidder).get(ask.measure or "")
        if value is None:
            bought = stream.below(len(ask.prices) + 1)
            return ["buy"] * bought + ["keep"] * (len(ask.prices) - bought)
        return ["buy" if float(price.major) <= value else "keep" for price in ask.prices]

    def _latent_of(self, bidder: Bidder | None) -> Mapping[str, float]:
        """The values of another member of the group are drawn as that member's own session draws them."""
        if bidder is None or not self._latent:
            return self._latent
        context = replace(self._context, participant=bidder.participant, condition=bidder.condition)
        return latent_values(context)

    def _bid(self, ask: Amount | PriceSlider, stream: Stream) -> int:
        latent = self._latent.get(ask.measure or "")
        if latent is None:
            return _any_amount(ask, stream)
        import numpy as np

        exact = np.asarray(_minor(latent, ask))
        return int(on_grid(exact, ask.low.minor, ask.high.minor, ask.step.minor))


def _any_amount(ask: Amount | PriceSlider, stream: Stream) -> int:
    steps = (ask.high.minor - ask.low.minor) // ask.step.minor
    return ask.low.minor + stream.below(steps + 1) * ask.step.minor


def _slipped(rows: list[str], stream: Stream) -> list[str]:
    """The rows, now and then with one answered the other way round."""
    if stream.uniform() >= SLIPS:
        return rows
    slip = stream.below(len(rows))
    return [("keep" if row == "buy" else "buy") if n == slip else row for n, row in enumerate(rows)]


def _minor(latent: float, ask: Amount | PriceSlider) -> float:
    """The amount in minor units of the ask's currency, not yet on its grid."""
    from ikea_effect.money import exponent

    return latent * float(10 ** exponent(ask.low.currency))


def _assemble(board: AssemblyBoard, stream: Stream) -> dict[str, Any]:
    if board.consulting or (board.may_consult and not board.complete and stream.uniform() < LOOKS):
        return {"move": "consult"}
    if board.complete:
        return {"move": "done"}
    if board.next_part is None:
        return _unguided(board, stream)
    if board.taking_apart:
        return {"move": "remove", "part": board.next_part}
    if board.tone != "wrong" and stream.uniform() < SLIPS:
        return {"move": "wrong-drop", "part": board.next_part, "x": stream.below(300) - 150, "y": -350}
    return {"move": "place", "part": board.next_part}


def _unguided(board: AssemblyBoard, stream: Stream) -> dict[str, Any]:
    """Someone who finds out which part goes in: now and then it is one that does not fit yet."""
    if stream.uniform() < UNSURE:
        return {
            "move": "wrong-drop",
            "part": stream.choice(board.open_parts),
            "x": stream.below(300) - 150,
            "y": 0,
        }
    return {"move": "place", "part": stream.choice(board.open_parts)}


def _page_ms(page: Page, stream: Stream) -> int:
    return int(page.minimum_s * 1000) + _between(stream, 2500, 12000)


def _between(stream: Stream, low: int, high: int) -> int:
    return low + stream.below(high - low + 1)
