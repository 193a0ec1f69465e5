"""How often a criterion would say what it says: its chances with no effect, and with the original's.

The original is taken as it is; studies are as large as the replication, with normal values that spread alike,
so that t is noncentral. Where the criterion changes its mind, as t grows, is found by halving, and the chance
of each outcome is a difference of distribution functions: no simulation, and no error of one.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from typing import Any, NamedTuple

from scipy import special

from ikea_effect.analysis.replication.noncentral import cdf, two_sided_p
from ikea_effect.analysis.replication.summary import Effect, Summary, Test, sign

TAIL = 1e-9
"""How much of each tail is taken to be as the place where it begins."""


class Grid(NamedTuple):
    """How far apart in t outcomes are looked at, and how near a change is found."""

    step: float
    near: float


FINE, COARSE = Grid(0.25, 1e-8), Grid(2.0, 1e-4)


class Chances(NamedTuple):
    """{outcome: chance} with no effect, and with the original's effect `d`; n as the replication's."""

    zero: Mapping[str, float]
    original: Mapping[str, float]
    d: float

    def to_json(self) -> dict[str, Any]:
        """The chances as JSON values."""
        return {"zero": dict(self.zero), "original": dict(self.original), "d": self.d}


def chances(
    outcome: Callable[[Summary], str], original: Summary, replication: Summary, grid: Grid = FINE
) -> Chances | None:
    """The chances of each outcome that the criterion gives a replication; None where no t test is known."""
    test, effect = replication.test, original.effect
    if test is None or effect is None or not test.df >= 1:
        return None
    ncp = effect.d / math.sqrt(test.scale)
    changes = tuple(_changes(lambda t: outcome(_with(replication, test, t)), test.df, ncp, grid))
    return Chances(_shares(changes, test.df, 0.0), _shares(changes, test.df, ncp), effect.d)


def _with(replication: Summary, test: Test, t: float) -> Summary:
    """The replication with another t: as large, and tested in the same way."""
    d = t * math.sqrt(test.scale)
    return dataclasses.replace(
        replication,
        effect=Effect(d, test.scale + d * d / (2 * sum(test.n))),
        test=dataclasses.replace(test, t=t),
        p=two_sided_p(t, test.df),
        direction=sign(t),
        own_p=None,
    )


class _Piece(NamedTuple):
    """From which t on, up to the next piece, the criterion gives this outcome."""

    since: float
    outcome: str


def _changes(outcome: Callable[[float], str], df: float, ncp: float, grid: Grid) -> Iterator[_Piece]:
    """The pieces in order; the first reaches down without end."""
    reach = min(40.0, float(-special.stdtrit(df, TAIL)))
    low, high = min(0.0, ncp) - reach, max(0.0, ncp) + reach
    places = [low + grid.step * place for place in range(int((high - low) / grid.step) + 2)]
    found = [outcome(place) for place in places]
    yield _Piece(-math.inf, found[0])
    for (a, before), (b, after) in pairwise(zip(places, found, strict=True)):
        if before != after:
            yield from _between(outcome, _Piece(a, before), _Piece(b, after), grid.near)


def _between(outcome: Callable[[float], str], low: _Piece, high: _Piece, near: float) -> Iterator[_Piece]:
    """Where the outcome changes between two places, and a third outcome that lies between them."""
    while high.since - low.since > near:
        middle = (low.since + high.since) / 2
        here = outcome(middle)
        if here not in (low.outcome, high.outcome):
            yield from _between(outcome, low, _Piece(middle, here), near)
            low = _Piece(middle, here)
        elif here == low.outcome:
            low = _Piece(middle, here)
        else:
            high = _Piece(middle, here)
    yield high


def _shares(changes: tuple[_Piece, ...], df: float, ncp: float) -> dict[str, float]:
    """The chance of each outcome where t has this noncentrality."""
    below = [0.0, *(cdf(piece.since, df, ncp) for piece in changes[1:]), 1.0]
    shares: dict[str, float] = {}
    for piece, (low, high) in zip(changes, pairwise(below), strict=True):
        shares[piece.outcome] = shares.get(piece.outcome, 0.0) + max(0.0, high - low)
    return shares
