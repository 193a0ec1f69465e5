"""A place to work at that loses what it holds, as where a worker was killed."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future
from typing import Any


class Losing(Executor):
    """Works at once, but loses a piece wherever the next of `losses`, taken from the end, is 1."""

    def __init__(self, losses: list[int]) -> None:
        self._losses = losses

    def submit(self, fn: Any, /, *args: Any, **_kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        if self._losses and self._losses.pop():
            future.set_exception(BrokenExecutor("a worker was killed"))
        else:
            future.set_result(fn(*args))
        return future


def losing(
    losses: list[int], *, each_time: bool = False
) -> Callable[[], contextlib.AbstractContextManager[Executor]]:
    """What opens such a place; `each_time` a place that is opened anew loses as much again."""
    return lambda: contextlib.nullcontext(Losing([*losses] if each_time else losses))
