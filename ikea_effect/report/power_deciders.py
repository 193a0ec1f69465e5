"""All criteria that may decide, side by side, and the warning of those that accept a true zero too often."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ikea_effect.diagnosis.results import Diagnosis, VerdictChances
from ikea_effect.rounding import fixed

TRUE_ZERO = 0.05
"""How often a decider may accept a true zero."""
NOT_RULED_OUT = 0.075
"""What the limits of that may not reach: with few studies they do where the share itself lies lower.

A decider of exactly 5% hardly ever reaches it where 2,000 studies are judged.
"""


class Deciders(NamedTuple):
    """How often each criterion is met with each effect at each n."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def deciders_of(found: Sequence[Diagnosis]) -> Deciders | None:
    """The table of one hypothesis; None where a single criterion judged, or none."""
    rules = [chances.rule for chances in found[0].verdicts]
    if len(rules) < 2:
        return None
    rows = (
        (one.effect, str(one.n_per_condition), *(each.outcomes["met"].percent for each in one.verdicts))
        for one in found
    )
    return Deciders(("effect", "n", *rules), tuple(rows))


def zero_warnings(found: Sequence[Diagnosis]) -> Iterator[str]:
    """A sentence for each decider that accepts a true zero too often, or of which too few studies speak."""
    for one in found:
        for each in one.verdicts if one.multiple == 0 else ():
            yield from _of_zero(one, each)


def _of_zero(one: Diagnosis, each: VerdictChances) -> Iterator[str]:
    low, high = each.outcomes["met"].limits or (0.0, 0.0)
    at, most = f"with {one.n_per_condition} per condition", f"more than {TRUE_ZERO:.0%}"
    share, ends = fixed(100 * (each.outcomes["met"].value or 0.0), 1), f"{_number(low)} to {_number(high)}%"
    if low > TRUE_ZERO:
        yield (
            f"{each.rule} accepts a true zero in {share}% of studies {at} (95% limits {ends}), {most}: let "
            "another decide, or plan more participants."
        )
    elif high > NOT_RULED_OUT:
        yield (
            f"{each.rule} may accept a true zero in {most} of studies {at}: of {each.studies:,} it did in "
            f"{share}%, 95% limits {ends}."
        )


def _number(share: float) -> str:
    return fixed(100 * share, 1)
