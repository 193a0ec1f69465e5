"""Where pieces are run: in this process, in processes of this machine, or on a Dask cluster.

Every place is a `concurrent.futures.Executor`. A place that lost a worker is opened anew, and what it had not
finished is run again.
"""

from __future__ import annotations

import contextlib
import itertools
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future, ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any, TypeVar

from ikea_effect.diagnosis.program import program_digest
from ikea_effect.errors import StationError, did_you_mean

NAMED = ("here", "processes", "dask")
SCHEMES = ("tcp://", "tls://", "ws://", "wss://")
WAIT_S = 15
"""How long a scheduler may take to answer."""
DASK_LOSSES = ("KilledWorker", "CommClosedError", "FutureCancelledError", "FuturesCancelledError")
"""Names of what Dask raises where workers or the scheduler are gone."""
NO_DASK = (
    "Dask is not installed, which runs a diagnosis on a cluster. Install the extra `cluster`:\n"
    "  pip install 'ikea-effect[cluster]'\n"
    "or take --executor processes, which needs nothing more."
)

Given = TypeVar("Given")
Found = TypeVar("Found")
Opener = Callable[[], contextlib.AbstractContextManager[Executor]]


def ready(name: str, workers: int | None) -> tuple[Opener, int]:
    """The same as `opener_of`; a cluster was asked whether it is there, before anything is worked out.

    Raises: StationError if there is no such place, if nobody answers there, or with another program.
    """
    found = opener_of(name, workers)
    if name.startswith(SCHEMES):
        with found[0]():
            pass
    return found


def is_loss(error: Exception) -> bool:
    """Whether the error says that a worker or its scheduler is gone, not that a study went wrong."""
    return isinstance(error, BrokenExecutor | CancelledError) or type(error).__name__ in DASK_LOSSES


class Here(Executor):
    """Runs what is submitted at once, in this process."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """The future is done when it is returned."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


def opener_of(name: str, workers: int | None) -> tuple[Opener, int]:
    """What opens the place with this name, and how many pieces it runs at once (of a cluster: about).

    Raises: StationError if there is no such place.
    """
    count = workers or os.cpu_count() or 1
    if name == "here":
        return lambda: contextlib.nullcontext(Here()), 1
    if name == "processes":
        return lambda: _processes(count), count
    if name == "dask":
        _dask()
        return lambda: _own_cluster(count), count
    if name.startswith(SCHEMES):
        _dask()
        return lambda: _cluster(name), workers or 64
    raise StationError(
        f"--executor is '{name}'.{did_you_mean(name, NAMED)} Allowed: here, processes, dask, or the address "
        "of a Dask scheduler such as tcp://10.0.0.5:8786."
    )


@contextlib.contextmanager
def _processes(count: int) -> Iterator[Executor]:
    with ProcessPoolExecutor(count, get_context("spawn")) as pool:
        try:
            yield pool
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


class InOrder:
    """`map` at a place: what comes of each item, in their order; what a lost worker held is run again."""

    LOST = 5
    """How often in a row the place may be lost without having finished anything."""

    def __init__(self, opener: Opener, at_once: int) -> None:
        self._opener, self._at_once = opener, at_once
        self._open = contextlib.ExitStack()
        self._executor: Executor | None = None

    def __call__(self, run: Callable[[Given], Found], items: Iterable[Given], /) -> Iterator[Found]:
        """What comes of each item. Raises: StationError if the place is lost again and again."""
        source, lost = iter(items), 0
        waiting: deque[tuple[Given, Future[Found] | None]] = deque()
        while True:
            try:
                for item in itertools.islice(source, 2 * self._at_once - len(waiting)):
                    waiting.append((item, None))
                if not waiting:
                    return
                self._submit(run, waiting)
                found = waiting[0][1]
                assert found is not None
                result = found.result()
            except Exception as reason:
                if not is_loss(reason):
                    raise
                lost += 1
                self.close()
                waiting = deque((item, None) for item, _ in waiting)
                if lost >= self.LOST:
                    raise StationError(
                        f"Workers ended {lost} times before any finished a block: the machine may lack "
                        "memory. Ask for fewer --workers."
                    ) from reason
                continue
            waiting.popleft()
            lost = 0
            yield result

    def _submit(
        self, run: Callable[[Given], Found], waiting: deque[tuple[Given, Future[Found] | None]]
    ) -> None:
        if self._executor is None:
            self._executor = self._open.enter_context(self._opener())
        for place, (item, future) in enumerate(waiting):
            if future is None:
                waiting[place] = (item, self._executor.submit(run, item))

    def close(self) -> None:
        """Ends the place; a call opens it anew."""
        self._executor = None
        with contextlib.suppress(Exception):  # a lost place cannot always be left in order
            self._open.close()


def _dask() -> Any:
    try:
        import distributed
    except ImportError as error:
        raise StationError(NO_DASK) from error
    return distributed


@contextlib.contextmanager
def _own_cluster(count: int) -> Iterator[Executor]:
    """A scheduler and workers on this machine, which listen to nobody else."""
    distributed = _dask()
    options = {"host": "127.0.0.1", "dashboard_address": None, "silence_logs": 50}
    with (
        distributed.LocalCluster(count, threads_per_worker=1, **options) as cluster,
        distributed.Client(cluster) as client,
    ):
        yield _same_program_everywhere(client)


@contextlib.contextmanager
def _cluster(address: str) -> Iterator[Executor]:
    distributed = _dask()
    try:
        client = distributed.Client(address, timeout=WAIT_S, set_as_default=False)
    except (OSError, ValueError, MemoryError) as error:  # MemoryError: another server's words as a length
        raise StationError(
            f"No Dask scheduler answers at {address} ({type(error).__name__}).\n"
            "Begin one with `dask scheduler` and at least one `dask worker ADDRESS`, and give the address "
            "that it prints."
        ) from error
    with client:
        yield _same_program_everywhere(client, address)


def _same_program_everywhere(client: Any, address: str = "the cluster") -> Executor:
    """The client's executor. Raises: StationError if no worker is there, or one has another program."""
    if not client.scheduler_info(n_workers=-1)["workers"]:
        raise StationError(
            f"The Dask scheduler at {address} has no worker. Begin one: dask worker {address} --nthreads 1"
        )
    here = program_digest()
    for worker, digest in client.run(program_digest, on_error="return").items():
        if digest != here:
            runs = f"digest {digest}" if isinstance(digest, str) else f"{type(digest).__name__}: {digest}"
            raise StationError(
                f"The worker {worker} runs another version of the program than this command ({runs}; "
                f"here: {here}).\nNumbers of two versions are not mixed. Install the same version of "
                "ikea-effect, numpy, scipy, pandas and statsmodels on every worker, and begin "
                "them again."
            )
    executor: Executor = client.get_executor(pure=False, retries=5)
    return executor
