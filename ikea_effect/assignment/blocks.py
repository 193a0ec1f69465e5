"""Permuted blocks: balanced after every block, the next condition hard to guess.

Source: Matts & Lachin (1988), Properties of permuted-block randomization in clinical trials.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

from ikea_effect.seeds import Stream

T = TypeVar("T")


def permuted_blocks(conditions: Sequence[T], block_sizes: Sequence[int], stream: Stream) -> Iterator[T]:
    """Conditions without end, block after block; each block holds every condition equally often.

    Each block's size is drawn from `block_sizes`. Raises ValueError if a size is not a multiple of the
    number of conditions.
    """
    for size in block_sizes:
        if size < 1 or size % len(conditions):
            raise ValueError(f"a block of {size} cannot hold {len(conditions)} conditions equally often")
    while True:
        size = stream.choice(block_sizes)
        yield from stream.shuffled(tuple(conditions) * (size // len(conditions)))
