"""The n per condition that reaches a power, and how sure that is.

Power is looked at where it is needed: n doubles or halves until the goal lies between two, then a line
through probit(power) over the root of n says where to look next. Under a shift of a normal statistic that
line is straight. Studies of all n share their random numbers, so that their errors go together: the
uncertainty of the answer is that of one power near the goal, taken through the slope.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from scipy import special

from ikea_effect.diagnosis.results import Simulated
from ikea_effect.rounding import fixed

LEAST, MOST = 2, 65_536
LOOKS = 5
"""How often the line says where to look once the goal lies between two n."""
SURE = 1.96
"""Standard errors by which the power seen at two n may be off, where it is asked whether to go on."""
FAR = 100
"""Of an n that many times further than was looked nothing is said: the line there is a guess."""
DOUBTS = {
    "two-sided": "the effect may be none",
    "any": "the effect may be none",
    "equivalence": "the effect may lie outside the bounds, or at one of them",
}
"""What an effect may be whose power stays low, by the side of the test; of one side, it may be the other."""
NEAR = 0.15
"""Powers this far from the goal on the probit scale tell the line most."""


@dataclass(frozen=True, slots=True)
class Needed:
    """The n per condition of one hypothesis and its 95% limits; None where no n was found, and why."""

    hypothesis: str
    effect: str
    goal: float
    studies: int
    n: int | None
    low: int | None = None
    high: int | None = None
    problem: str | None = None

    def to_json(self) -> dict[str, Any]:
        """The answer by name; the problem only where there is one."""
        body: dict[str, Any] = {
            "hypothesis": self.hypothesis, "effect": self.effect, "power": self.goal, "studies": self.studies,
            "n": self.n, "low": self.low, "high": self.high,
        }  # fmt: skip
        return body if self.problem is None else {**body, "problem": self.problem}


@dataclass(frozen=True, slots=True)
class Line:
    """probit(power) = at + slope x sqrt(n)."""

    at: float
    slope: float

    def n(self, probit: float) -> float:
        """Where the line reaches it."""
        return max(0.0, (probit - self.at) / self.slope) ** 2


def needed(
    name: tuple[str, str],
    goal: float,
    start: int,
    studies: int,
    power: Callable[[int], Simulated],
    furthest: int = MOST,
    side: str = "greater",
) -> Needed:
    """The smallest n with that power, of which `power` says what it is at an n, up to the furthest.

    `side` is that of the test, by which it is said why there may be no such n.
    """
    seen: dict[int, float] = {}

    def at(n: int) -> float:
        if n not in seen:
            seen[n] = power(n).value or 0.0
        return seen[n]

    def hopeless() -> bool:
        return _never(seen, goal, studies, furthest)

    low, high = _between(at, goal, max(LEAST, start), furthest, hopeless)
    hypothesis, effect = name
    if high is None:
        return Needed(hypothesis, effect, goal, studies, None, problem=_why_not(seen, goal, studies, side))
    if low is None:
        return Needed(hypothesis, effect, goal, studies, LEAST, LEAST, LEAST)
    for _ in range(LOOKS):
        guess = round(_line(seen, goal, studies).n(float(special.ndtri(goal))))
        guess = min(max(guess, low + 1), high - 1)
        if high - low <= 1 or guess in seen:
            break
        low, high = (guess, high) if at(guess) < goal else (low, guess)
    line, probit = _line(seen, goal, studies), float(special.ndtri(goal))
    error = math.sqrt(goal * (1 - goal) / studies) / _density(probit)
    ends = (line.n(probit - 1.96 * error), line.n(probit + 1.96 * error))
    n, least, most = (
        max(LEAST, math.ceil(line.n(probit))),
        max(LEAST, math.floor(ends[0])),
        math.ceil(ends[1]),
    )
    return Needed(hypothesis, effect, goal, studies, n, least, most)


def _never(seen: dict[int, float], goal: float, studies: int, furthest: int) -> bool:
    """Whether power does not reach the goal at the furthest n, however well chance hid how it rises."""
    first, last = min(seen), max(seen)
    if last <= first:
        return False
    before, now = (_probit(seen[one], studies) for one in (first, last))
    slope = (now.high - before.low) / (math.sqrt(last) - math.sqrt(first))
    at_most = now.high + max(0.0, slope) * (math.sqrt(furthest) - math.sqrt(last))
    return at_most < float(special.ndtri(goal))


class _Ends(NamedTuple):
    """Between which probits a power lies that was seen in so many studies."""

    low: float
    high: float


def _probit(share: float, studies: int) -> _Ends:
    """By Agresti and Coull's limits, which are inside 0 and 1 also where none or all were significant."""
    middle = (share * studies + SURE**2 / 2) / (studies + SURE**2)
    half = SURE * math.sqrt(middle * (1 - middle) / (studies + SURE**2))
    least = 1 / (2 * studies)
    low, high = max(middle - half, least), min(middle + half, 1 - least)
    return _Ends(float(special.ndtri(low)), float(special.ndtri(high)))


def _why_not(seen: dict[int, float], goal: float, studies: int, side: str) -> str:
    """What was seen, and where the power might be reached if it goes on as it began."""
    most = max(seen)
    there = f"with {most:,} per condition the power is {fixed(seen[most], 3)}"
    rises = len(seen) > 1 and _probit(seen[most], studies).low > _probit(seen[min(seen)], studies).high
    if rises:
        further = _line(seen, goal, studies).n(float(special.ndtri(goal)))
        if most < further <= FAR * most:
            return f"{there}; a line through what was seen reaches {goal:g} near {_rounded(further):,}"
    return f"{there}: {DOUBTS.get(side, 'the effect may be none, or point the other way')}"


def _rounded(n: float) -> int:
    """Two digits, which is as much as a line tells of what lies beyond it."""
    digits = int(10 ** max(0, math.floor(math.log10(n)) - 1))
    return math.ceil(n / digits) * digits


def _between(
    at: Callable[[int], float], goal: float, start: int, furthest: int, hopeless: Callable[[], bool]
) -> tuple[int | None, int | None]:
    """Two n, of which the lower has less power than the goal and the higher has it; None where none is."""
    if at(start) < goal:
        low, high = start, 2 * start
        while high <= furthest and at(high) < goal:
            if hopeless():
                return low, None
            low, high = high, 2 * high
        return (low, high) if high <= furthest else (low, None)
    low, high = start // 2, start
    while low >= LEAST and at(low) >= goal:
        low, high = low // 2, low
    return (low, high) if low >= LEAST else (None, high)


def _line(seen: dict[int, float], goal: float, studies: int) -> Line:
    """The line through what was seen, which counts the more the nearer it lies to the goal."""
    n = np.array(sorted(seen))
    share = np.clip([seen[one] for one in n], 1 / (2 * studies), 1 - 1 / (2 * studies))
    probit = special.ndtri(share)
    weights = 1 / (NEAR**2 + (probit - special.ndtri(goal)) ** 2)
    slope, at = np.polyfit(np.sqrt(n), probit, 1, w=np.sqrt(weights))
    return Line(float(at), max(float(slope), 1e-6))


def _density(probit: float) -> float:
    return math.exp(-(probit**2) / 2) / math.sqrt(2 * math.pi)
