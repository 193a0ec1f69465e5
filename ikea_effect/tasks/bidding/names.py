"""What pages and draws of a bidding step are called: built here, and read here again from journals.

A page and a draw are "<step>.<name>", of several rounds "<step>.round-<number>.<name>". Receipts are verified
without this module (payment/receipts, payment/redraw): their own reading is the independent check.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from ikea_effect.protocol.levels import inside

WHICH_STEP: Final = "binding"
"""The participant's stream that draws the step that counts; no step's own."""

WHICH_ROUND: Final = "binding"
"""The step's stream that draws the round that counts, or a member's part in drawing it."""

GROUP: Final = "group"
"""The stream of a sealed bid's rank, and of its share in drawing n."""

OTHER: Final = "other"
"""The stream that draws whose bid a prediction is about."""

PRICE: Final = "price"
ROW: Final = "row"
PRICES: Final = "prices"
"""The streams of the price, of the row of a list, and of the set of prices that is asked."""

AMOUNT: Final = "amount"
LIST: Final = "list"
OFFER: Final = "offer"
"""The pages on which an amount is given, and prices are answered one by one or one alone."""


def of_round(number: int, name: str, *, several: bool) -> str:
    """The name within a step of a round's page or draw; the only round carries no number."""
    return f"round-{number}.{name}" if several else name


def is_tried_out(screen: str) -> bool:
    """Whether the screen of this name is of a practice round, or of a question on the rule."""
    return inside(screen).startswith(("practice-", "question-"))


class Purpose(NamedTuple):
    """What a draw is for: the step ("" for the one that draws among steps), and the last part of its name."""

    step: str
    what: str


def purpose_in(drawn: str) -> Purpose:
    """What the draw of that name is for."""
    step, _, name = drawn.partition(".")
    return Purpose(step, name.rpartition(".")[2]) if name else Purpose("", step)
