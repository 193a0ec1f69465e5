"""Work on many sessions of a study, done by other processes while this one reads on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from typing import Generic, TypeVar

T = TypeVar("T")
Work = Callable[[Path, Sequence[str]], T]


def executor(processes: int) -> Executor:
    """Processes on this machine; any other concurrent.futures executor does as well."""
    return ProcessPoolExecutor(processes, mp_context=get_context("spawn"))


@contextmanager
def spread_over(place: str | None, workers: int | None) -> Iterator[None]:
    """Has resamples and specifications worked out at this place; here, as always, where none is named.

    Raises: StationError if there is no such place.
    """
    if place is None and workers is None:
        yield
        return
    from ikea_effect.analysis.spread import spread_by
    from ikea_effect.diagnosis.executors import InOrder, ready

    mapper = InOrder(*ready(place or "processes", workers))
    try:
        with spread_by(mapper):
            yield
    finally:
        mapper.close()


class Elsewhere(Generic[T]):
    """Has some work on sessions done by other processes, so many sessions at a time.

    `work` gets the study's folder and participants; a process imports it by its name.
    """

    CHUNK, ENOUGH = 100, 300
    """So many sessions are sent at a time, from so many on: to start a process costs about as much."""

    def __init__(self, work: Work[T], folder: Path, processes: int) -> None:
        self._work, self._folder, self._processes = work, folder, processes
        self._names: list[str] = []
        self._pool: Executor | None = None
        self._sent: list[Future[T]] = []

    def look(self, participant: str) -> None:
        """Keeps the participant's session for the next that are sent off."""
        self._names.append(participant)
        if len(self._names) == (self.ENOUGH if self._pool is None else self.CHUNK):
            self._send()

    def results(self) -> Iterator[T]:
        """What came of all that was not told yet. A few sessions are looked at here."""
        if self._names and self._pool is None:
            yield self._work(self._folder, self._take())
        elif self._names:
            self._send()
        sent, self._sent = self._sent, []
        yield from (one.result() for one in sent)

    def close(self) -> None:
        """Ends the processes, with nothing begun any more."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def _send(self) -> None:
        if self._pool is None:
            self._pool = executor(self._processes)
        names = self._take()
        for at in range(0, len(names), self.CHUNK):
            part = names[at : at + self.CHUNK]
            self._sent.append(self._pool.submit(self._work, self._folder, part))

    def _take(self) -> list[str]:
        names, self._names = self._names, []
        return names
