"""How many places whole blocks come to: a desk that fills them all has every condition equally often."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from ikea_effect.assignment.slots import Queue, queues
from ikea_effect.protocol.models import Protocol
from ikea_effect.seeds import Stream, stream_key

_TRIES = 100
"""So many blocks further on, queues whose sizes are drawn meet; if not, the last block may be cut."""


def whole_places(protocol: Protocol, secret: bytes, wanted: int) -> int:
    """How many places are whole blocks in every queue, of at least `wanted` in each; over all queues."""
    of = queues(protocol)
    largest = max(_sizes(protocol, of[0]))
    ends = [_ends(protocol, secret, queue, wanted, largest) for queue in of]
    both = set.intersection(*ends) or {-(-wanted // largest) * largest}
    return min(both) * len(of)


def _sizes(protocol: Protocol, queue: Queue) -> tuple[int, ...]:
    return tuple(protocol.assignment.block_sizes) or (len(queue.conditions(protocol)),)


def _ends(protocol: Protocol, secret: bytes, queue: Queue, wanted: int, largest: int) -> set[int]:
    """Where blocks end in a queue, from `wanted` on."""
    found = itertools.takewhile(
        lambda end: end < wanted + _TRIES * largest, _all_ends(protocol, secret, queue)
    )
    return {end for end in found if end >= wanted}


def _all_ends(protocol: Protocol, secret: bytes, queue: Queue) -> Iterator[int]:
    stream, end = Stream(stream_key(secret, "", queue.purpose)), 0
    sizes, conditions = _sizes(protocol, queue), queue.conditions(protocol)
    while True:
        size = stream.choice(sizes)
        stream.shuffled(
            tuple(conditions) * (size // len(conditions))
        )  # the draws that the block itself takes
        end += size
        yield end
