"""All pieces of several works, run in any order at any place, and added up in one order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from dataclasses import dataclass, field
from typing import Protocol as Shape

from ikea_effect.diagnosis.executors import Opener
from ikea_effect.diagnosis.pieces import Piece, Work, run_piece
from ikea_effect.diagnosis.tally import Tally, together
from ikea_effect.errors import StationError

AT_LEAST = 100
"""Studies before a stop rule may stop."""
LOST = 5
"""How often in a row a place may be lost without having finished anything."""


class Keeper(Shape):
    """Where finished pieces are kept."""

    def kept(self, piece: Piece) -> Tally | None:
        """The piece's result of an earlier run, if there is one."""

    def keep(self, piece: Piece, tally: Tally) -> None:
        """Keeps the result."""


class Nowhere:
    """Keeps nothing."""

    def kept(self, _piece: Piece) -> Tally | None:
        """Nothing is kept."""
        return None

    def keep(self, piece: Piece, tally: Tally) -> None:
        """Nothing is kept."""


@dataclass
class Progress:
    """One work's pieces in their order, and what is finished of them."""

    pieces: Sequence[Piece]
    done: dict[int, Tally] = field(default_factory=dict)
    ended: int | None = None
    """How many pieces count, once a stop rule has said so."""
    _prefix: int = 0
    _sum: Tally = field(default_factory=Tally)

    def add(self, place: int, tally: Tally, error: float | None) -> None:
        """Takes in a finished piece. What counts is decided in the pieces' order, whichever is done first."""
        self.done[place] = tally
        while error is not None and self.ended is None and self._prefix in self.done:
            self._sum = self._sum.and_those(self.done[self._prefix])
            self._prefix += 1
            if self._sum.studies >= AT_LEAST and self._sum.cautious_error <= error:
                self.ended = self._prefix

    @property
    def needed(self) -> int:
        """How many pieces are wanted."""
        return len(self.pieces) if self.ended is None else self.ended

    @property
    def tally(self) -> Tally:
        """What all pieces that count came to."""
        return together(self.done[place] for place in range(self.needed))


def run_all(
    works: Mapping[Work, Sequence[Piece]],
    opener: Opener,
    at_once: int,
    error: float | None = None,
    keeper: Keeper | None = None,
    tell: Callable[[int, int], None] = lambda _done, _all: None,
) -> dict[Work, Tally]:
    """Every work's tally: the same numbers wherever, in whatever order and however often pieces were run.

    `error` ends a work when the Monte-Carlo error of its power is that small. `tell` hears how many studies
    are done of how many.
    Raises: StationError if the place is lost again and again.
    """
    keeper = keeper or Nowhere()
    progress = {work: Progress(pieces) for work, pieces in works.items()}
    for one in progress.values():
        for place, piece in enumerate(one.pieces):
            if (tally := keeper.kept(piece)) is not None:
                one.add(place, tally, error)
    lost = 0
    while left(progress):
        before = sum(len(one.done) for one in progress.values())
        try:
            with opener() as executor:
                _run(progress, executor, at_once, error, keeper, tell)
        except BrokenExecutor as reason:
            lost = lost + 1 if sum(len(one.done) for one in progress.values()) == before else 0
            if lost >= LOST:
                raise StationError(
                    f"Workers ended {lost} times before any finished a piece: the machine may lack memory. "
                    "Ask for fewer --workers."
                ) from reason
    return {work: one.tally for work, one in progress.items()}


def left(progress: Mapping[Work, Progress]) -> bool:
    """Whether any piece that counts is not finished."""
    return any(place not in one.done for one in progress.values() for place in range(one.needed))


def _run(
    progress: Mapping[Work, Progress],
    executor: Executor,
    at_once: int,
    error: float | None,
    keeper: Keeper,
    tell: Callable[[int, int], None],
) -> None:
    waiting: dict[Future[Tally], tuple[Progress, int]] = {}
    todo = _todo(progress)
    while True:
        while len(waiting) < 2 * at_once and (place := next(todo, None)) is not None:
            one, number = place
            waiting[executor.submit(run_piece, one.pieces[number])] = place
        if not waiting:
            return
        for future in wait(waiting, return_when=FIRST_COMPLETED).done:
            one, number = waiting.pop(future)
            tally = future.result()
            keeper.keep(one.pieces[number], tally)
            one.add(number, tally, error)
        tell(*_counts(progress))


def _todo(progress: Mapping[Work, Progress]) -> Iterator[tuple[Progress, int]]:
    """What is to be run, as long as it still counts when its turn comes."""
    for one in progress.values():
        for number in range(len(one.pieces)):
            if number not in one.done and number < one.needed:
                yield one, number


def _counts(progress: Mapping[Work, Progress]) -> tuple[int, int]:
    """Studies that are done, of those that count."""
    pairs = [
        (piece.count, place in one.done)
        for one in progress.values()
        for place, piece in enumerate(one.pieces[: one.needed])
    ]
    return sum(count for count, done in pairs if done), sum(count for count, _ in pairs)
