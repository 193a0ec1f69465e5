"""What many studies came to, in counts and moments that add up the same in whatever pieces they were run."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ikea_effect.diagnosis.answers import Values
from ikea_effect.diagnosis.results import Simulated
from ikea_effect.diagnosis.studies import Reported


@dataclass(frozen=True, slots=True)
class Moments:
    """How many values, their mean, and the sum of squares around it."""

    n: int = 0
    mean: float = 0.0
    squares: float = 0.0

    @classmethod
    def of(cls, values: Values) -> Moments:
        """Of the values, added up exactly: no order and no processor changes a digit."""
        if not len(values):
            return cls()
        mean = math.fsum(values.tolist()) / len(values)
        return cls(len(values), mean, math.fsum(((values - mean) ** 2).tolist()))

    def and_those(self, other: Moments) -> Moments:
        """Of both together. Source: Chan, Golub & LeVeque (1979)."""
        if not self.n or not other.n:
            return self if self.n else other
        n, apart = self.n + other.n, other.mean - self.mean
        mean = self.mean + apart * other.n / n
        return Moments(n, mean, self.squares + other.squares + apart**2 * self.n * other.n / n)

    def to_json(self) -> list[float]:
        """All three; numbers come back to the last bit."""
        return [self.n, self.mean, self.squares]

    @classmethod
    def from_json(cls, body: Sequence[float]) -> Moments:
        """The moments again. Raises: TypeError or ValueError if these are none."""
        n, mean, squares = body
        return cls(int(n), float(mean), float(squares))

    @property
    def told(self) -> Simulated:
        """The mean with its Monte-Carlo error."""
        if not self.n:
            return Simulated(None, None)
        error = math.sqrt(self.squares / (self.n - 1) / self.n) if self.n > 1 else None
        return Simulated(self.mean, error)


@dataclass(frozen=True, slots=True)
class Tally:
    """What studies of one hypothesis came to.

    `known` gave an estimate, `bounded` both limits as well, of which `covered` hold the target. `significant`
    of those that are known are `found`, of which `wrong` point away from the target. `outcomes` are how often
    each rule said what, over the first studies.
    """

    studies: int = 0
    known: int = 0
    significant: int = 0
    found: int = 0
    wrong: int = 0
    bounded: int = 0
    covered: int = 0
    estimate: Moments = field(default_factory=Moments)
    found_size: Moments = field(default_factory=Moments)
    """|estimate - null| among the significant."""
    width: Moments = field(default_factory=Moments)
    outcomes: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    reasons: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """Why rules could not be computed, and how often."""

    def and_those(self, other: Tally) -> Tally:
        """Of both together."""
        counts: dict[str, Any] = {name: getattr(self, name) + getattr(other, name) for name in COUNTS}
        moments = {name: getattr(self, name).and_those(getattr(other, name)) for name in MOMENTS}
        said: dict[str, Any] = {name: _added(getattr(self, name), getattr(other, name)) for name in SAID}
        return Tally(**counts, **moments, **said)

    @property
    def power(self) -> Simulated:
        """The share of all studies that are significant."""
        return Simulated.share(self.significant, self.studies)

    @property
    def cautious_error(self) -> float:
        """The Monte-Carlo error of the power, above 0 also where all of few studies are significant."""
        share = (self.significant + 1) / (self.studies + 2)
        return math.sqrt(share * (1 - share) / max(1, self.studies))

    def to_json(self) -> dict[str, Any]:
        """All of it; numbers come back to the last bit."""
        body: dict[str, Any] = {name: getattr(self, name) for name in COUNTS}
        for name in MOMENTS:
            body[name] = getattr(self, name).to_json()
        for name in SAID:
            body[name] = {rule: dict(counts) for rule, counts in getattr(self, name).items()}
        return body

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> Tally:
        """The tally again. Raises: KeyError, TypeError or ValueError if it is none."""
        counts: dict[str, Any] = {name: int(body[name]) for name in COUNTS}
        moments: dict[str, Any] = {name: Moments.from_json(body[name]) for name in MOMENTS}
        said: dict[str, Any] = {
            part: {
                rule: {str(name): int(times) for name, times in found.items()}
                for rule, found in body[part].items()
            }
            for part in SAID
        }
        return cls(**counts, **moments, **said)


COUNTS = ("studies", "known", "significant", "found", "wrong", "bounded", "covered")
MOMENTS = ("estimate", "found_size", "width")
SAID = ("outcomes", "reasons")


def _added(
    mine: Mapping[str, Mapping[str, int]], theirs: Mapping[str, Mapping[str, int]]
) -> dict[str, dict[str, int]]:
    return {
        rule: dict(Counter(mine.get(rule, {})) + Counter(theirs.get(rule, {})))
        for rule in dict.fromkeys([*mine, *theirs])
    }


def together(tallies: Iterable[Tally]) -> Tally:
    """Of all, one after the other."""
    whole = Tally()
    for one in tallies:
        whole = whole.and_those(one)
    return whole


def tally_of(
    reported: Reported,
    target: float | None,
    null: float,
    outcomes: Mapping[str, Sequence[str]],
    reasons: Mapping[str, Sequence[str]] | None = None,
) -> Tally:
    """What these studies came to; without a target nothing is covered and nothing points away from it."""
    estimate, low, high = reported.estimate, reported.low, reported.high
    aim = np.nan if target is None else target
    known = np.isfinite(estimate)
    bounded = known & np.isfinite(low) & np.isfinite(high)
    found = reported.significant & known
    away = found & (np.sign(estimate - null) == -np.sign(aim - null)) & (aim != null)
    return Tally(
        studies=len(known),
        known=int(known.sum()),
        significant=int(reported.significant.sum()),
        found=int(found.sum()),
        wrong=int(away.sum()),
        bounded=int(bounded.sum()),
        covered=int((bounded & (low <= aim) & (aim <= high)).sum()),
        estimate=Moments.of(estimate[known]),
        found_size=Moments.of(np.abs(estimate[found] - null)),
        width=Moments.of((high - low)[bounded]),
        outcomes={rule: dict(Counter(said)) for rule, said in outcomes.items()},
        reasons={rule: dict(Counter(said)) for rule, said in (reasons or {}).items()},
    )
