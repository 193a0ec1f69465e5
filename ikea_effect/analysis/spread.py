"""Blocks of resamples and of specifications, worked out in order here or on other processors.

What a block holds is drawn before it is handed out, or follows from a seed: the numbers are the same to the
bit wherever blocks are worked out, and how many at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from typing import Protocol as Shape
from typing import TypeVar

from threadpoolctl import threadpool_limits

Given = TypeVar("Given")
Found = TypeVar("Found")


class Mapper(Shape):
    """What `map` does, at whatever place."""

    def __call__(self, run: Callable[[Given], Found], items: Iterable[Given], /) -> Iterator[Found]:
        """What comes of each item, in their order."""


_PLACE: ContextVar[Mapper | None] = ContextVar("place", default=None)


def spread(run: Callable[[Given], Found], blocks: Iterable[Given]) -> list[Found]:
    """What comes of every block, in their order. `run` is a module's function, which processes can import."""
    if (place := _PLACE.get()) is not None:
        return list(place(partial(_alone, run), blocks))
    with threadpool_limits(1):
        return [run(block) for block in blocks]


def _alone(run: Callable[[Given], Found], block: Given) -> Found:
    with threadpool_limits(1):  # several threads may add up in another order: another last digit
        return run(block)


@contextmanager
def spread_by(mapper: Mapper) -> Iterator[None]:
    """Has blocks worked out by this mapper."""
    token = _PLACE.set(mapper)
    try:
        yield
    finally:
        _PLACE.reset(token)
