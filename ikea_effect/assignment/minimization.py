"""Minimization: the condition that leaves those of each kind most alike between conditions, most of the time.

Source: Pocock & Simon (1975), Sequential treatment assignment with balancing for prognostic factors in the
controlled clinical trial, Biometrics 31, 103-115. With two conditions the rule is the one that R's package
carat describes for PocSimMIN (equal weights): the sum over the variables of the squared difference of counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from ikea_effect.assignment.place import Margins
from ikea_effect.protocol.models import Condition
from ikea_effect.seeds import Stream

GRAIN = 10_000
"""The probability is followed to this share of one."""


def margins(
    conditions: Sequence[Condition],
    strata: Mapping[str, str],
    before: Iterable[tuple[Mapping[str, str], Condition]],
) -> Margins:
    """How many of those who came before have the same value of each variable, by variable and condition."""
    earlier = list(before)
    return {
        name: tuple(
            sum(theirs.get(name) == value and condition == one for theirs, condition in earlier)
            for one in conditions
        )
        for name, value in strata.items()
    }


def imbalance(counts: Margins, choice: int) -> Fraction:
    """How unlike the conditions are once one more has come to the chosen one: the sum of the variances."""
    return sum((_variance(_one_more(one, choice)) for one in counts.values()), Fraction(0))


def _one_more(counts: Sequence[int], choice: int) -> list[int]:
    return [count + (index == choice) for index, count in enumerate(counts)]


def _variance(counts: Sequence[int]) -> Fraction:
    mean = Fraction(sum(counts), len(counts))
    return sum(((count - mean) ** 2 for count in counts), Fraction(0)) / len(counts)


def minimized(
    conditions: Sequence[Condition], counts: Margins, probability: float, stream: Stream
) -> Condition:
    """The condition of whoever comes now.

    One of those that leave the least imbalance, with this probability; else one of the others. Where all are
    as good, each is equally likely.
    """
    after = [imbalance(counts, choice) for choice in range(len(conditions))]
    best = [one for one, left in zip(conditions, after, strict=True) if left == min(after)]
    others = [one for one in conditions if one not in best]
    if not others or stream.below(GRAIN) < round(probability * GRAIN):
        return stream.choice(best)
    return stream.choice(others)
