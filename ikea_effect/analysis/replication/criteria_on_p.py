"""Criteria on the p of both studies together, each at the error rate of two significant studies."""

from __future__ import annotations

import math

from scipy import special

from ikea_effect.analysis.replication.criteria import both_effects, direction_of
from ikea_effect.analysis.replication.criterion import Found, NotKnown, named, p_text
from ikea_effect.analysis.replication.sceptical import controlled_p, edgington_p
from ikea_effect.analysis.replication.summary import ALPHA, Summary
from ikea_effect.rounding import fixed


def _own_tests(original: Summary, replication: Summary) -> tuple[float, float]:
    """The two-sided p of both tests, negative where it points against the original's direction."""
    direction = direction_of(original)
    found = []
    for who, summary in (("original", original), ("replication", replication)):
        if summary.p is None or summary.direction is None:
            raise NotKnown(f"the {who}'s own test is not known{summary.mark}")
        p = max(summary.p, _SMALLEST_P)
        found.append(p if summary.direction in (direction, 0) else -p)
    return found[0], found[1]


_SMALLEST_P = 1e-300
"""A smaller p is taken for this one: its z of 37 decides everything already."""


def _one_sided(p: float) -> float:
    return p / 2 if p > 0 else 1 + p / 2


@named("controlled-sceptical-p")
def controlled_sceptical(original: Summary, replication: Summary) -> Found:
    """Sceptical p of both studies' own tests, recalibrated to the error rate of two significant studies."""
    first, second = both_effects(original, replication)
    own = _own_tests(original, replication)
    z_first, z_second = (math.copysign(float(-special.ndtri(abs(p) / 2)), p) for p in own)
    c = first.v / second.v
    p = controlled_p(z_first, z_second, c)
    met = p <= ALPHA / 2
    sentence = (
        f"Taken with the original{original.mark}, the replication "
        f"{'convinces' if met else 'does not convince'} a sceptic at the error rate of two studies that are "
        f"each significant: controlled sceptical {p_text(p)} (one-sided, level .025)."
    )
    inputs = {"z_original": z_first, "z_replication": z_second, "c": c, "level": ALPHA / 2}
    return Found("met" if met else "not-met", p, inputs, sentence)


@named("edgington")
def edgington(original: Summary, replication: Summary) -> Found:
    """Whether the sum of both one-sided p is as small as two significant studies rarely reach by chance."""
    both_effects(original, replication)
    p_first, p_second = map(_one_sided, _own_tests(original, replication))
    p, level = edgington_p(p_first, p_second), (ALPHA / 2) ** 2
    met = p <= level
    sentence = (
        f"The one-sided p of the original{original.mark} and of the replication add up to "
        f"{fixed(p_first + p_second, 4)}; up to {fixed(math.sqrt(2 * level), 4)} counts as a success "
        f"(Edgington, with the error rate of two significant studies, .025²): "
        f"{'it is one' if met else 'it is none'}."
    )
    inputs = {"p_original": p_first, "p_replication": p_second, "sum": p_first + p_second, "level": level}
    return Found("met" if met else "not-met", p, inputs, sentence)
