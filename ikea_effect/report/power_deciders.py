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

MOST_REASONS = 3
"""Told of each criterion, the most frequent; others are single studies'."""


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
    """A sentence for each decider that accepts a true zero too often, and one of those that may."""
    zero = [(one, each) for one in found if one.multiple == 0 for each in one.verdicts]
    for one, each in zero:
        if accepts(each):
            yield (
                f"{each.rule} accepts a true zero in {_told(each)} of studies with {one.n_per_condition} per "
                f"condition, more than {TRUE_ZERO:.0%}: let another decide, or plan more participants; else "
                "`because:` has to say why."
            )
    may = [
        f"{each.rule}, n {one.n_per_condition}: {_told(each)} of {each.studies:,}"
        for one, each in zero
        if _limits(each)[0] <= TRUE_ZERO and _limits(each)[1] > NOT_RULED_OUT
    ]
    if may:
        yield (
            "Too few studies were judged to rule out that a true zero is accepted in more than "
            f"{TRUE_ZERO:.0%} of them: {'; '.join(may)}."
        )


def why_not_computed(found: Sequence[Diagnosis]) -> Iterator[str]:
    """A sentence for each reason for which criteria cannot be computed: which, in how many studies, why."""
    several = len({one.effect for one in found}) > 1
    shares: dict[str, dict[tuple[str, ...], list[str]]] = {}
    for rule in dict.fromkeys(each.rule for one in found for each in one.verdicts):
        told: dict[str, list[str]] = {}
        judged = [(one, each) for one in found for each in one.verdicts if each.rule == rule]
        for one, each in judged:
            at = f"n = {one.n_per_condition}{f', {one.effect}' if several else ''}"
            for reason, share in [*each.reasons.items()][:MOST_REASONS]:
                told.setdefault(reason, []).append(f"{share.percent} of studies at {at}")
        for reason, said in told.items():
            shares.setdefault(reason, {}).setdefault(tuple(said), []).append(rule)
    for reason, by_share in shares.items():
        for parts, rules in by_share.items():
            yield f"{', '.join(rules)} cannot be computed in {'; '.join(parts)}: {reason}."


def accepts(each: VerdictChances) -> bool:
    """Whether more than 5% of studies surely end in *met*: asked of studies of a true zero."""
    return _limits(each)[0] > TRUE_ZERO


def _limits(each: VerdictChances) -> tuple[float, float]:
    return each.outcomes["met"].limits or (0.0, 0.0)


def _told(each: VerdictChances) -> str:
    """ "4.0% (95% limits 1.6 to 9.8)"."""
    low, high = _limits(each)
    share = _number(each.outcomes["met"].value or 0.0)
    return f"{share}% (95% limits {_number(low)} to {_number(high)})"


def _number(share: float) -> str:
    return fixed(100 * share, 1)
