"""Whether a printed mean and SD can come from n whole-number answers (GRIM, GRIMMER).

Answers on a scale of `items` items are multiples of 1/items. A printed number stands for everything within
half a unit of its last digit, both ends included, since papers round halves either way.
Source: Brown & Heathers (2017) for the mean, Anaya (2016) and Allard (2018) for the SD.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterator
from typing import NamedTuple

_SLACK = 1e-9
_FEW = 40_000
"""Up to (answers x range) squared of this, every combination is tried; beyond, the rest suffices."""
_MANY = 1000
"""Up to so many sums that are printed as the same mean, each is tried."""


class Answers(NamedTuple):
    """How answers were given: whole numbers from low to high, averaged over items."""

    low: int
    high: int
    items: int = 1


def tells_nothing(n: int, answers: Answers, places: int) -> bool:
    """Whether every mean printed with so many places can come from so many answers."""
    return n * answers.items >= int(10**places)


def sums(mean: float, n: int, answers: Answers, places: int) -> range:
    """The sums of n answers (times items) that are printed as this mean; none if it is impossible."""
    half = 0.5 * 10.0**-places
    size = n * answers.items
    first = max(math.ceil((mean - half) * size - _SLACK), answers.low * size)
    last = min(math.floor((mean + half) * size + _SLACK), answers.high * size)
    return range(first, last + 1)


def sd_possible(
    mean: float, sd: float, n: int, answers: Answers, mean_places: int, sd_places: int, by: int | None = None
) -> bool:
    """Whether n answers have this mean and this SD as printed; squares are divided by n - 1, or `by`."""
    divisor = n - 1 if by is None else by
    totals = _to_try(sums(mean, n, answers, mean_places), n)
    return any(_squares(total, sd, n, divisor, answers, sd_places) for total in totals)


def _to_try(totals: range, n: int) -> Iterator[int]:
    """The sums to try: all, or of very many some that lie evenly, the last, and those that all-alike give."""
    yield from totals[:: len(totals) // _MANY + 1]
    if len(totals) > _MANY:
        yield totals[-1]
        yield from range(-(-totals.start // n) * n, totals.stop, n)


def possible_sds(
    mean: float, n: int, answers: Answers, places: int, near: float, sd_places: int
) -> list[float]:
    """The printed SDs next to `near` that go with this mean, nearest first (at most one on each side)."""
    step = 10.0**-sd_places
    found = []
    for side in (-1, 1):
        for away in range(1, 101):
            sd = round(near + side * away * step, sd_places)
            if sd >= 0 and sd_possible(mean, sd, n, answers, places, sd_places):
                found.append(sd)
                break
    return sorted(found, key=lambda sd: abs(sd - near))


def _squares(total: int, sd: float, n: int, divisor: int, answers: Answers, places: int) -> bool:
    """Whether a sum of squares exists: whole, of the sum's parity, within the scale's ends, and reachable."""
    half = 0.5 * 10.0**-places
    centered = total * total / n
    unit = divisor * answers.items**2
    first = math.ceil(max(sd - half, 0.0) ** 2 * unit + centered - _SLACK * unit)
    last = math.floor((sd + half) ** 2 * unit + centered + _SLACK * unit)
    least, most = _least_squares(total, n), _most_squares(total, n, answers)
    low_end = max(first, least)
    found = range(low_end + (low_end - total) % 2, min(last, most) + 1, 2)
    low, high = answers.low * answers.items, answers.high * answers.items
    if n * n * (high - low) ** 2 > _FEW:
        return bool(found)
    reached = _reachable(n, high - low)[total - n * low]
    return any(reached >> (one - 2 * low * total + n * low * low) & 1 for one in found)


@functools.lru_cache(maxsize=64)
def _reachable(n: int, most: int) -> list[int]:
    """For every sum of n whole numbers from 0 to `most`: the sums of squares it can have, as bits."""
    table = [1] + [0] * (n * most)
    for count in range(n):
        following = [0] * (n * most + 1)
        for total in range(count * most + 1):
            for value in range(most + 1):
                following[total + value] |= table[total] << value * value
        table = following
    return table


def _least_squares(total: int, n: int) -> int:
    """All answers as alike as the sum allows."""
    each, above = divmod(total, n)
    return (n - above) * each**2 + above * (each + 1) ** 2


def _most_squares(total: int, n: int, answers: Answers) -> int:
    """All answers at the ends of the scale but one."""
    low, high = answers.low * answers.items, answers.high * answers.items
    top, rest = divmod(total - n * low, high - low)
    return top * high**2 + ((low + rest) ** 2 + (n - top - 1) * low**2 if top < n else 0)
