"""How far two orders agree: the share of pairs that stand in the same order in both."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from ikea_effect.seeds import Stream


def agreement(order: Sequence[str], reference: Sequence[str]) -> float:
    """Between 0 (one is the other backward) and 1 (the same); Kendall's tau is twice this less 1."""
    place = {one: number for number, one in enumerate(order)}
    pairs = list(itertools.combinations(reference, 2))
    return sum(place[first] < place[second] for first, second in pairs) / len(pairs)


def order_that_agrees(reference: Sequence[str], wanted: float, stream: Stream) -> list[str]:
    """An order whose agreement is the nearest to `wanted` that there is, drawn among some of them.

    Each piece goes in front of some of those that are worse; these are the pairs that are turned round.
    """
    pairs = len(reference) * (len(reference) - 1) // 2
    turned = pairs - max(0, min(pairs, int(wanted * pairs + 0.5)))
    order: list[str] = []
    for before in range(len(reference) - 1, -1, -1):
        least = max(0, turned - before * (2 * len(reference) - before - 1) // 2)
        most = min(turned, len(order))
        here = least + stream.below(most - least + 1)
        order.insert(here, reference[before])
        turned -= here
    return order
