"""Several rounds of one bidding step: what each is called, its seal, and the one that is drawn to count.

It is drawn for one participant, or for a whole group from its members' shares. Since only one round is
carried out, each is best bid in as if it were the only one.

Source: Azrieli, Chambers & Healy (2018), Journal of Political Economy, 126(4), 1472-1503.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, NamedTuple

from ikea_effect.protocol.mechanism_base import Rounds
from ikea_effect.protocol.texts import Text
from ikea_effect.screens.screens import Page, Task
from ikea_effect.seeds import Stream
from ikea_effect.tasks.bidding.names import WHICH_ROUND, of_round
from ikea_effect.tasks.bidding.offer import Offer


class Turn(NamedTuple):
    """One round of a step. Pages, streams and columns of the only round carry no number."""

    number: int
    of: int

    @property
    def several(self) -> bool:
        """Whether there are other rounds."""
        return self.of > 1

    def named(self, name: str) -> str:
        """The name of this round's page or stream."""
        return of_round(self.number, name, several=self.several)

    def seal(self, offer: Offer[Any], key: str = "common.sealed-round") -> tuple[Text, ...]:
        """Which round this is, and the code that seals which one counts; nothing where there is one."""
        if not self.several:
            return ()
        return (offer.text(key, code=offer.code(WHICH_ROUND), number=self.number, rounds=self.of),)


def turns(offer: Offer[Any]) -> Iterator[Turn]:
    """The step's rounds, in order."""
    rounds = offer.mechanism.rounds
    return (Turn(number, rounds) for number in range(1, rounds + 1))


def draw_binding(offer: Offer[Any]) -> Task:
    """Draws the round that counts where there are several; returns it, from 1."""
    if offer.mechanism.rounds == 1:
        return 1
    binding = binding_round(offer.mechanism, offer.stream(WHICH_ROUND))
    yield offer.drawn(WHICH_ROUND, binding)
    yield offer.noted("round", binding)
    return binding


def with_round(offer: Offer[Any], page: Page, binding: int) -> Page:
    """The outcome page; of several rounds it first says which one counts."""
    if offer.mechanism.rounds == 1:
        return page
    return replace(page, body=(offer.text("common.binding", number=binding), *page.body))


def binding_round(mechanism: Rounds, stream: Stream) -> int:
    """The round that counts for one participant, from 1, each equally likely."""
    return 1 + stream.below(mechanism.rounds)


def draw_round_share(mechanism: Rounds, stream: Stream) -> int:
    """A member's part in drawing the round of a group: 0 .. rounds - 1, each equally likely."""
    return stream.below(mechanism.rounds)


def group_round(mechanism: Rounds, shares: Iterable[int]) -> int:
    """The round that counts for a group, from 1, by the sum of its members' parts.

    Each round is equally likely if any single part is uniform and drawn without knowing the others: nobody
    who leaves one member's part to chance can steer it.
    """
    return 1 + sum(shares) % mechanism.rounds


def rest_of_shares(mechanism: Rounds, round_: int, share: int) -> int:
    """What the other members' parts sum to, modulo the number of rounds, given the own part and the round."""
    return (round_ - 1 - share) % mechanism.rounds
