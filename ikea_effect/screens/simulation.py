"""How simulated participants reply: what each kind of ask and screen says of it, beside its task.

What is answered depends on the participant and the screen alone, not on what was drawn before: an
interrupted session goes on with the same replies.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from ikea_effect.screens.context import Context
from ikea_effect.screens.screens import Values
from ikea_effect.seeds import Stream

if TYPE_CHECKING:
    from ikea_effect.screens.waiting import Bidder

SLIPS = 0.08
"""Chance that a part is first dropped beside its place, or that a row of a free price list is misread."""


class Someone(Protocol):
    """A simulated participant, as far as a reply depends on it."""

    @property
    def context(self) -> Context:
        """The session."""

    @property
    def understands(self) -> float:
        """How likely an answer is right where one is."""

    def value(self, measure: str | None, bidder: Bidder | None = None) -> float | None:
        """What the measure would be without grid and rounding; None where no population is declared."""

    def drawn(self, measure: str | None) -> Any:
        """What is answered to a measure that is no number: an option, a text; None where none is declared."""


def _right(_ask: Any, right: Any, _stream: Stream) -> Any:
    return right


class SimulatedAsk(NamedTuple):
    """How an ask is answered, and how it is answered wrongly where one answer is right."""

    answer: Callable[[Any, Someone, Stream], Any]
    """Of the ask, the participant and a stream."""
    wrong: Callable[[Any, Any, Stream], Any] = _right
    """Of the ask, the right answer and a stream; by default nobody answers it wrongly."""


SimulatedScreen = Callable[[Any, Someone, Stream], tuple[Values, int]]
"""The values of the reply to a screen, and how many milliseconds it takes."""


def between(stream: Stream, low: int, high: int) -> int:
    """A whole number from low to high, each equally likely."""
    return low + stream.below(high - low + 1)
