"""Several rounds, one of which counts: drawn for one participant, or for a whole group from its members.

Since only one round is carried out, each is best bid in as if it were the only one.

Source: Azrieli, Chambers & Healy (2018), Journal of Political Economy, 126(4), 1472-1503.
"""

from __future__ import annotations

from collections.abc import Iterable

from ikea_effect.protocol.mechanisms import Rounds
from ikea_effect.seeds import Stream


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
