"""All pieces of several works, run in any order at any place, and added up in one order."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass, field
from functools import reduce
from typing import Any, Generic, TypeVar
from typing import Protocol as Shape

from ikea_effect.diagnosis.executors import Opener, is_loss
from ikea_effect.errors import StationError

AT_LEAST = 100
"""Studies before a stop rule may stop."""
LOST = 5
"""How often in a row a place may be lost without having finished anything."""


class Added(Shape):
    """What studies came to, which adds up."""

    @property
    def studies(self) -> int:
        """How many studies it is of."""

    @property
    def cautious_error(self) -> float:
        """The Monte-Carlo error that a stop rule goes by."""

    def and_those(self, other: Any) -> Any:
        """Of both together."""


class Part(Shape):
    """Studies that are run at once."""

    @property
    def count(self) -> int:
        """How many."""


T = TypeVar("T", bound=Added)
P = TypeVar("P", bound=Part)
W = TypeVar("W", bound=Hashable)
Given = TypeVar("Given", bound=Part, contravariant=True)


class Keeper(Shape[Given, T]):
    """Where finished pieces are kept."""

    def kept(self, piece: Given) -> T | None:
        """The piece's result of an earlier run, if there is one."""

    def keep(self, piece: Given, tally: T) -> None:
        """Keeps the result."""


class Nowhere:
    """Keeps nothing."""

    def kept(self, _piece: object) -> None:
        """Nothing is kept."""

    def keep(self, piece: object, tally: object) -> None:
        """Nothing is kept."""


@dataclass
class Progress(Generic[P, T]):
    """One work's pieces in their order, and what is finished of them."""

    pieces: Sequence[P]
    done: dict[int, T] = field(default_factory=dict)
    ended: int | None = None
    """How many pieces count, once a stop rule has said so."""
    _prefix: int = 0
    _sum: T | None = None

    def add(self, place: int, tally: T, error: float | None) -> None:
        """Takes in a finished piece. What counts is decided in the pieces' order, whichever is done first."""
        self.done[place] = tally
        while error is not None and self.ended is None and self._prefix in self.done:
            more = self.done[self._prefix]
            self._sum = more if self._sum is None else self._sum.and_those(more)
            self._prefix += 1
            if self._sum.studies >= AT_LEAST and self._sum.cautious_error <= error:
                self.ended = self._prefix

    @property
    def needed(self) -> int:
        """How many pieces are wanted."""
        return len(self.pieces) if self.ended is None else self.ended

    @property
    def tally(self) -> T:
        """What all pieces that count came to."""
        counted: Iterator[T] = (self.done[place] for place in range(self.needed))
        return reduce(lambda one, more: one.and_those(more), counted)


def run_all(
    works: Mapping[W, Sequence[P]],
    run: Callable[[P], T],
    opener: Opener,
    at_once: int,
    error: float | None = None,
    keeper: Keeper[P, T] | None = None,
    tell: Callable[[int, int], None] = lambda _done, _all: None,
) -> dict[W, T]:
    """Every work's tally: the same numbers wherever, in whatever order and however often pieces were run.

    `error` ends a work when the Monte-Carlo error of its power is that small. `tell` hears how many studies
    are done of how many.
    Raises: StationError if the place is lost again and again.
    """
    keeper = keeper or Nowhere()
    progress: dict[W, Progress[P, T]] = {work: Progress(pieces) for work, pieces in works.items()}
    for one in progress.values():
        for place, piece in enumerate(one.pieces):
            if (tally := keeper.kept(piece)) is not None:
                one.add(place, tally, error)
    lost = 0
    while left(progress):
        before = sum(len(one.done) for one in progress.values())
        try:
            with opener() as executor:
                _run(progress, run, executor, at_once, error, keeper, tell)
        except Exception as reason:
            if not is_loss(reason):
                raise
            lost = lost + 1 if sum(len(one.done) for one in progress.values()) == before else 0
            if lost >= LOST:
                raise StationError(
                    f"Workers ended {lost} times before any finished a piece: the machine may lack memory. "
                    "Ask for fewer --workers."
                ) from reason
    return {work: one.tally for work, one in progress.items()}


def left(progress: Mapping[W, Progress[P, T]]) -> bool:
    """Whether any piece that counts is not finished."""
    return any(place not in one.done for one in progress.values() for place in range(one.needed))


def _run(
    progress: Mapping[W, Progress[P, T]],
    run: Callable[[P], T],
    executor: Executor,
    at_once: int,
    error: float | None,
    keeper: Keeper[P, T],
    tell: Callable[[int, int], None],
) -> None:
    waiting: dict[Future[T], tuple[Progress[P, T], int]] = {}
    todo = _todo(progress)
    while True:
        while len(waiting) < 2 * at_once and (place := next(todo, None)) is not None:
            one, number = place
            waiting[executor.submit(run, one.pieces[number])] = place
        if not waiting:
            return
        for future in wait(waiting, return_when=FIRST_COMPLETED).done:
            one, number = waiting.pop(future)
            tally = future.result()
            keeper.keep(one.pieces[number], tally)
            one.add(number, tally, error)
        tell(*_counts(progress))


def _todo(progress: Mapping[W, Progress[P, T]]) -> Iterator[tuple[Progress[P, T], int]]:
    """What is to be run, as long as it still counts when its turn comes."""
    for one in progress.values():
        for number in range(len(one.pieces)):
            if number not in one.done and number < one.needed:
                yield one, number


def _counts(progress: Mapping[W, Progress[P, T]]) -> tuple[int, int]:
    """Studies that are done, of those that count."""
    pairs = [
        (piece.count, place in one.done)
        for one in progress.values()
        for place, piece in enumerate(one.pieces[: one.needed])
    ]
    return sum(count for count, done in pairs if done), sum(count for count, _ in pairs)
