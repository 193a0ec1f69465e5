"""Criteria on the p of both studies' own tests together: z is the normal quantile of the one-sided p."""

from __future__ import annotations

import math
from typing import NamedTuple

from scipy import special

from ikea_effect.analysis.replication.criteria import both_effects, direction_of, is_finding
from ikea_effect.analysis.replication.criterion import Found, NotKnown, named, p_text
from ikea_effect.analysis.replication.sceptical import controlled_p, edgington_p, sceptical_p
from ikea_effect.analysis.replication.summary import ALPHA, Summary
from ikea_effect.rounding import fixed


def _own_tests(original: Summary, replication: Summary) -> tuple[float, float]:
    """The two-sided p of both tests, negative where it points against the original's direction."""
    direction = direction_of(original)
    found = []
    for who, summary in (("original", original), ("replication", replication)):
        if summary.p is None or summary.direction is None:
            nothing = summary.p is None and summary.direction is None
            raise NotKnown(f"the {who}'s {summary.why if nothing else 'own test is not known'}{summary.mark}")
        p = max(summary.p, _SMALLEST_P)
        found.append(p if summary.direction in (direction, 0) else -p)
    return found[0], found[1]


_SMALLEST_P = 1e-300
"""A smaller p is taken for this one: its z of 37 decides everything already."""


def _is_success(p: float, level: float = ALPHA / 2) -> bool:
    """Whether both p together are as small as two significant studies are; at the level itself they are."""
    return p <= level


def _one_sided(p: float) -> float:
    return p / 2 if p > 0 else 1 + p / 2


class _Both(NamedTuple):
    """z of both studies' own tests, above 0 in the original's direction, and v_o / v_r."""

    z_original: float
    z_replication: float
    c: float

    def inputs(self, **more: float) -> dict[str, float]:
        """The numbers as a criterion tells them."""
        return {**more, **self._asdict(), "level": ALPHA / 2}


def _both(original: Summary, replication: Summary) -> _Both:
    first, second = both_effects(original, replication)
    own = _own_tests(original, replication)
    z_original, z_replication = (math.copysign(float(-special.ndtri(abs(p) / 2)), p) for p in own)
    return _Both(z_original, z_replication, first.v / second.v)


@named("sceptical-p")
def sceptical(original: Summary, replication: Summary) -> Found:
    """Sceptical p-value (Held 2020), nominal and one-sided at .025; the golden level stands beside it."""
    both = _both(original, replication)
    p, golden = sceptical_p(*both), sceptical_p(*both, golden=True)
    met = is_finding(2 * p)
    never = ", never below either study's own" if both.z_replication * both.z_original > 0 else ""
    sentence = (
        f"{_sceptic(both, met).format(original=f'the original{original.mark}')}: sceptical {p_text(p)} "
        f"(one-sided, level .025{never}). Golden {p_text(golden)} is the same, recalibrated so that "
        "an original just at that level is confirmed only by an effect larger than its own; it does not "
        "decide."
    )
    return Found("met" if met else "not-met", p, both.inputs(golden=golden), sentence)


_EDGE = float(-special.ndtri(ALPHA / 2))
"""z of a p of exactly .05, worked out as those of the studies are: they are the same to the last digit."""


def _sceptic(both: _Both, met: bool) -> str:
    """What somebody concludes whose doubt takes the original to the edge; one beyond it needs no doubt."""
    if both.z_original <= _EDGE:
        return "By itself {original} does not convince at this level, and no replication makes up for that"
    how = "convinced" if met else "not convinced"
    return f"A sceptic whose prior leaves {{original}} just unconvincing is {how} by the replication"


@named("controlled-sceptical-p")
def controlled_sceptical(original: Summary, replication: Summary) -> Found:
    """Sceptical p of both studies' own tests, recalibrated to the error rate of two significant studies."""
    both = _both(original, replication)
    p = controlled_p(*both)
    met = _is_success(p)
    sentence = (
        f"Taken with the original{original.mark}, the replication "
        f"{'convinces' if met else 'does not convince'} a sceptic at the error rate of two studies that are "
        f"each significant: controlled sceptical {p_text(p)} (one-sided, level .025)."
    )
    return Found("met" if met else "not-met", p, both.inputs(), sentence)


@named("edgington")
def edgington(original: Summary, replication: Summary) -> Found:
    """Whether the sum of both one-sided p is as small as two significant studies rarely reach by chance."""
    p_first, p_second = map(_one_sided, _own_tests(original, replication))
    p, level = edgington_p(p_first, p_second), (ALPHA / 2) ** 2
    met = _is_success(p, level)
    sentence = (
        f"The one-sided p of the original{original.mark} and of the replication add up to "
        f"{fixed(p_first + p_second, 4)}; up to {fixed(math.sqrt(2 * level), 4)} counts as a success "
        f"(Edgington, with the error rate of two significant studies, .025²): "
        f"{'it is one' if met else 'it is none'}."
    )
    inputs = {"p_original": p_first, "p_replication": p_second, "sum": p_first + p_second, "level": level}
    return Found("met" if met else "not-met", p, inputs, sentence)
