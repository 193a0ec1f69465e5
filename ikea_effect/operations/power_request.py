"""What `power` is asked: a protocol, sizes, effects, how many studies and where they run."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ikea_effect.errors import AnalysisError

GOAL = 0.8
"""The power that is looked for where none is said."""
AT_LEAST = 100
"""Studies that are run at each n where an n is looked for to a Monte-Carlo error."""


@dataclass(frozen=True, slots=True)
class PowerRequest:
    """What is asked: a protocol, sample sizes per condition (none: around the planned one), hypotheses.

    `studies` None are as many as is usual for the model, or as `error` takes; `error` ends a run at that
    Monte-Carlo error of the power; `executor` None is this process, or its processors where many studies are
    fitted one by one.
    """

    protocol: str
    n: tuple[int, ...] = ()
    hypotheses: tuple[str, ...] = ()
    studies: int | None = None
    seed: int = 1
    experiment: str | None = None
    plot: bool = False
    effects: tuple[str, ...] = ()
    executor: str | None = None
    workers: int | None = None
    out: Path | None = None
    error: float | None = None
    deciders: bool = False
    """Every criterion that may decide judges, not only the declared one."""
    full: bool = False
    """Studies run through the engine as they will be; n are recruited participants."""
    goal: float | None = None
    """The power whose n is to be found, in place of the power at an n."""
    zeros: tuple[float, ...] = ()
    """Shares of amounts that are nothing, in place of the declared one; each with every effect."""

    def many(self, usual: int) -> int:
        """How many studies are run at most: those asked for, or as many as the error asked for may take.

        Where an n is looked for, all n have as many, so that they share their random numbers.
        """
        if self.error is None:
            return self.studies or usual
        enough = max(AT_LEAST, math.ceil(0.25 / self.error**2))
        return min(self.studies or enough, enough) if self.goal else self.studies or max(usual, enough)


def of_each(request: PowerRequest, protocols: Sequence[str], *, one_answer: bool) -> list[PowerRequest]:
    """The request of each protocol. Each keeps its chunks in a folder of its own.

    Raises: AnalysisError if several are named where only one can be answered.
    """
    if len(protocols) == 1:
        return [request]
    of_one = {
        "--json": one_answer, "--plot": request.plot, "--hypothesis": request.hypotheses,
        "--experiment": request.experiment,
    }  # fmt: skip
    if given := [option for option, value in of_one.items() if value]:
        raise AnalysisError(
            f"{', '.join(given)} is of one study, and {len(protocols)} are named. Name one, or leave it out."
        )
    if len(set(protocols)) < len(protocols):
        twice = next(name for name in protocols if protocols.count(name) > 1)
        raise AnalysisError(f"{twice} is named twice. Name each study once.")
    return [
        replace(request, protocol=name, out=request.out and request.out / Path(name).stem)
        for name in protocols
    ]


def zeros_of(texts: Sequence[str]) -> tuple[float, ...]:
    """The shares that are spelled as 0.05 or 0.05,0.3. Raises: AnalysisError if one is none."""
    shares = []
    for text in itertools.chain.from_iterable(one.split(",") for one in texts):
        try:
            share = float(text)
        except ValueError:
            share = -1.0
        if not 0 <= share < 1:
            raise AnalysisError(
                f"--zeros holds '{text.strip()}'. Allowed: shares of people who bid nothing, from 0 to below "
                "1, one or several: --zeros 0.05,0.3."
            )
        shares.append(share)
    return tuple(dict.fromkeys(shares))


def sizes_of(texts: Sequence[str]) -> tuple[int, ...]:
    """The sample sizes that are spelled as 40 or 40,80,120. Raises: AnalysisError if one is none."""
    sizes = []
    for text in itertools.chain.from_iterable(one.split(",") for one in texts):
        if not text.strip().isdecimal() or not 2 <= int(text) <= 1_000_000:
            raise AnalysisError(
                f"--n holds '{text.strip()}'. Allowed: analyzed participants per condition, 2 to 1,000,000, "
                "one or several: --n 40,80,120."
            )
        sizes.append(int(text))
    return tuple(sizes)


def goal_of(find: str | None, goal: float | None, n: Sequence[str] | None) -> float | None:
    """The power whose n is to be found, if it is. Raises: AnalysisError if these do not fit together."""
    if find not in (None, "n"):
        raise AnalysisError(f"--find is '{find}'. Allowed: n, such as --find n --power 0.9.")
    if find and n:
        raise AnalysisError("--find n looks for the n: leave out --n, or leave out --find.")
    if goal is not None and not find:
        raise AnalysisError(
            "--power says which power --find n is to reach: add --find n, or leave out --power."
        )
    return (goal or GOAL) if find else None
