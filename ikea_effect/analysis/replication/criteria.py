"""Replication criteria: each a pure function of two results, original and replication.

They disagree by design, because they ask different questions; which one decides is declared before data.
A criterion that lacks a number says which; it never fills one in.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from scipy import special

from ikea_effect.analysis.replication.bayes import PRIOR_SCALE, bounded_exp, log_bf10
from ikea_effect.analysis.replication.noncentral import cdf, ncp_of_power
from ikea_effect.analysis.replication.sceptical import sceptical_p
from ikea_effect.analysis.replication.summary import Effect, Limits, Summary, Test, limits
from ikea_effect.analysis.results import Outcome, plain

ALPHA = 0.05
Z = float(special.ndtri(1 - ALPHA / 2))
BF_CLEAR = 3.0
LEAST_D = 1e-6
"""A smaller d is zero to every digit that anyone prints; no other effect is told as a share of it."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """What one criterion says, with the numbers it used."""

    id: str
    outcome: Outcome
    value: float | str | None
    inputs: Mapping[str, Any]
    sentence: str

    def to_json(self) -> dict[str, Any]:
        """The criterion as JSON values."""
        return {
            "id": self.id, "outcome": self.outcome, "value": plain(self.value),
            "inputs": plain(self.inputs), "sentence": self.sentence,
        }  # fmt: skip


class Found(NamedTuple):
    """What a criterion found: everything but its name."""

    outcome: Outcome
    value: float | str | None
    inputs: Mapping[str, Any]
    sentence: str


class NotKnown(Exception):
    """A number that a criterion needs and nobody knows; the text says whose and which."""


def _criterion(name: str) -> Callable[[Callable[..., Found]], Callable[..., Criterion]]:
    """Names a rule; where a number it needs is not known, the answer says so."""

    def named(rule: Callable[..., Found]) -> Callable[..., Criterion]:
        @functools.wraps(rule)
        def criterion(original: Summary, replication: Summary, **options: Any) -> Criterion:
            try:
                return Criterion(name, *rule(original, replication, **options))
            except NotKnown as missing:
                return cannot(name, str(missing))

        return criterion

    return named


def cannot(name: str, reason: str) -> Criterion:
    """The criterion's answer when a number it needs is not known."""
    return Criterion(name, "cannot-be-computed", None, {}, f"cannot be computed: {reason}.")


def _effects(original: Summary, replication: Summary) -> tuple[Effect, Effect]:
    for who, summary in (("original", original), ("replication", replication)):
        if summary.effect is None:
            raise NotKnown(f"the {who}'s {summary.why}{summary.mark}")
    if original.test and replication.test and original.test.paired != replication.test.paired:
        raise NotKnown("one study compares within participants, the other between; their d differ in kind")
    assert original.effect is not None
    assert replication.effect is not None
    return original.effect, replication.effect


def _test(who: str, summary: Summary) -> Test:
    if summary.test is None:
        raise NotKnown(f"the {who}'s {summary.why}{summary.mark}")
    return summary.test


def _direction(original: Summary) -> int:
    if not original.direction:
        raise NotKnown(f"the original's direction is not known{original.mark}")
    return original.direction


def p_text(value: float) -> str:
    """p as a sentence has it."""
    return "p < 0.001" if value < 0.001 else f"p = {value:.3f}"


def _span(low: float, high: float) -> str:
    return f"[{low:.3f}, {high:.3f}]"


@_criterion("significance")
def significance(original: Summary, replication: Summary) -> Found:
    """Whether the replication has the original's sign and a two-sided p below .05."""
    direction = _direction(original)
    if replication.p is None or replication.direction is None:
        raise NotKnown(f"the replication's {replication.why}{replication.mark}")
    same = replication.direction == direction
    met = same and replication.p < ALPHA
    other = "the opposite sign to" if replication.direction else "not the sign of"
    compared = "the same sign as" if same else other
    sentence = (
        f"The replication's effect has {compared} the original's{original.mark}, "
        f"{p_text(replication.p)} (two-sided): "
        f"{'significant in the same direction' if met else 'not a significant effect in that direction'}."
    )
    return Found("met" if met else "not-met", replication.p, {"same_sign": same, "alpha": ALPHA}, sentence)


@_criterion("prediction-interval")
def prediction_interval(original: Summary, replication: Summary) -> Found:
    """Whether the replication's d lies where the original leads one to expect it (Patil et al. 2016)."""
    first, second = _effects(original, replication)
    low, high = prediction_limits(first, second)
    inside = low <= second.d <= high
    sentence = (
        f"From the original's d = {first.d:.3f}{original.mark}, a replication of this size should find d in "
        f"{_span(low, high)} (95% prediction interval); it found {second.d:.3f}, "
        f"{'inside' if inside else 'outside'} it."
    )
    inputs = {"low": low, "high": high, "d_original": first.d, "v_original": first.v,
              "v_replication": second.v}  # fmt: skip
    return Found("met" if inside else "not-met", second.d, inputs, sentence)


def prediction_limits(original: Effect, replication: Effect) -> Limits:
    """Where d of a replication with that variance is to be expected, at 95%."""
    reach = Z * math.sqrt(original.v + replication.v)
    return Limits(original.d - reach, original.d + reach)


def d33(original: Test) -> float:
    """The effect that the original had a power of one third to find (two-sided test at .05)."""
    return ncp_of_power(original.df) * math.sqrt(original.scale)


@_criterion("small-telescopes")
def small_telescopes(original: Summary, replication: Summary) -> Found:
    """Whether the replication's effect is significantly smaller than d33 of the original (Simonsohn 2015)."""
    first, second = _test("original", original), _test("replication", replication)
    direction = _direction(original)
    _effects(original, replication)
    bound, toward = d33(first), second.t * direction
    p = cdf(toward, second.df, bound / math.sqrt(second.scale))
    significant = toward > 0 and replication.p is not None and replication.p < ALPHA
    outcome: Outcome = "not-met" if p < ALPHA else "met" if significant else "undecided"
    smaller = f"one-sided {p_text(p)}"
    said = {
        "not-met": f"significantly smaller ({smaller}): too small for the original to have found it"
        + (", though it differs from zero" if significant else ""),
        "met": f"not significantly smaller ({smaller}), and it differs from zero",
        "undecided": f"not significantly smaller ({smaller}), yet not different from zero either",
    }[outcome]
    sentence = (
        f"The original's n = {' + '.join(map(str, first.n))}{original.mark} had a power of one third at "
        f"d33 = {bound:.3f}; the replication's effect is {said}."
    )
    return Found(outcome, p, {"d33": bound, "alpha": ALPHA, "p_of_replication": replication.p}, sentence)


@_criterion("equivalence")
def equivalence(original: Summary, replication: Summary, smallest: float | None = None) -> Found:
    """Whether the replication is equivalent to the original, to zero, to both or to neither (two TOSTs).

    The bound is the declared smallest effect of interest, else d33 of the original.
    """
    first, second = _effects(original, replication)
    if smallest is None and original.test is None:
        raise NotKnown(f"no smallest effect is declared, and the original's {original.why}{original.mark}")
    bound = smallest or d33(_test("original", original))
    p_zero = tost(second.d, second.se, bound)
    p_original = tost(second.d - first.d, math.sqrt(first.v + second.v), bound)
    to_zero, to_original = p_zero < ALPHA, p_original < ALPHA
    outcome: Outcome = "undecided" if to_zero == to_original else "met" if to_original else "not-met"
    source = "the declared smallest effect" if smallest else "d33 of the original"
    where = {
        (True, True): "equivalent to zero and to the original alike",
        (True, False): "equivalent to zero, but not to the original",
        (False, True): "equivalent to the original, but not to zero",
        (False, False): "equivalent neither to zero nor to the original",
    }[to_zero, to_original]
    sentence = (
        f"Within d = {bound:.3f} ({source}) the replication is {where}: zero {p_text(p_zero)}, "
        f"original{original.mark} {p_text(p_original)}."
    )
    inputs = {"bound": bound, "bound_from": source, "p_zero": p_zero, "p_original": p_original,
              "difference": second.d - first.d}  # fmt: skip
    return Found(outcome, p_original, inputs, sentence)


def tost(estimate: float, se: float, bound: float) -> float:
    """The larger of the two one-sided p that |effect| is below the bound (normal)."""
    return float(special.ndtr((abs(estimate) - bound) / se))


@_criterion("bayes-factor")
def bayes_factor(original: Summary, replication: Summary) -> Found:
    """Replication Bayes factor: evidence the replication adds to the original's (Ly et al. 2019).

    BF10(both) / BF10(original), JZS prior Cauchy(sqrt(2)/2), one d for both likelihoods.
    """
    first, second = _test("original", original), _test("replication", replication)
    _effects(original, replication)
    both, alone, new = _log_bf10(first, second), _log_bf10(first), _log_bf10(second)
    value = bounded_exp(both - alone)
    outcome: Outcome = "met" if value >= BF_CLEAR else "not-met" if value <= 1 / BF_CLEAR else "undecided"
    said = {"met": "for the effect", "not-met": "against it", "undecided": "not clear either way"}[outcome]
    sentence = (
        f"Given the original{original.mark}, the replication changes the odds of an effect by a factor of "
        f"{_factor(value)} (JZS prior, r = 0.707; 3 and 1/3 count as clear): {said}. "
        f"By itself it has BF10 = {_factor(bounded_exp(new))}."
    )
    inputs = {"bf10_original": bounded_exp(alone), "bf10_replication": bounded_exp(new),
              "bf10_both": bounded_exp(both), "prior_scale": PRIOR_SCALE, "clear": BF_CLEAR}  # fmt: skip
    return Found(outcome, value, inputs, sentence)


def _factor(value: float) -> str:
    """Three digits, and no exponent where a reader can do without."""
    return f"{value:,.0f}" if 1000 <= value < 1e6 else f"{value:.3g}"


def _log_bf10(*tests: Test) -> float:
    return log_bf10([test.t for test in tests], [test.scale for test in tests], [test.df for test in tests])


@_criterion("sceptical-p")
def sceptical(original: Summary, replication: Summary) -> Found:
    """Sceptical p-value (Held 2020), nominal and one-sided at .025; the golden level stands beside it."""
    first, second = _effects(original, replication)
    _direction(original)
    z_first, z_second, c = first.d / first.se, second.d / second.se, first.v / second.v
    p, golden = sceptical_p(z_first, z_second, c), sceptical_p(z_first, z_second, c, golden=True)
    met = p < ALPHA / 2
    sentence = (
        f"A sceptic of the original{original.mark} is {'convinced' if met else 'not convinced'} by the "
        f"replication: sceptical {p_text(p)} (one-sided, nominal level .025; golden {p_text(golden)})."
    )
    inputs = {"golden": golden, "z_original": z_first, "z_replication": z_second, "c": c, "level": ALPHA / 2}
    return Found("met" if met else "not-met", p, inputs, sentence)


@_criterion("pooled")
def pooled(original: Summary, replication: Summary) -> Found:
    """Fixed effect of both studies, and whether its interval excludes zero in the original's direction."""
    first, second = _effects(original, replication)
    direction = _direction(original)
    both = pool(first, second)
    low, high = both.d - Z * both.se, both.d + Z * both.se
    q = (first.d - second.d) ** 2 / (first.v + second.v)
    p_q = float(special.chdtrc(1, q))
    met = (low if direction > 0 else -high) > 0
    sentence = (
        f"Original{original.mark} and replication together: d = {both.d:.3f} {_span(low, high)} "
        f"(fixed effect), {'different' if met else 'not different'} from zero in the original's direction; "
        f"the two {'differ' if p_q < ALPHA else 'do not differ'} by more than chance "
        f"(Q = {q:.2f}, {p_text(p_q)})."
    )
    inputs = {"low": low, "high": high, "se": both.se, "q": q, "p_q": p_q}
    return Found("met" if met else "not-met", both.d, inputs, sentence)


def pool(first: Effect, second: Effect) -> Effect:
    """Both weighted by their inverse variances (fixed effect)."""
    v = 1 / (1 / first.v + 1 / second.v)
    return Effect(v * (first.d / first.v + second.d / second.v), v)


@_criterion("lebel")
def lebel(original: Summary, replication: Summary) -> Found:
    """LeBel et al. (2019): signal if the interval excludes 0, consistent if it holds the original d.

    Met only for "signal - consistent"; "no signal - consistent" leaves it undecided.
    """
    first, second = _effects(original, replication)
    found = limits(second, replication.test)
    label = _label(first.d, found, _direction(original))
    signal, consistent = label.startswith("signal"), label.endswith(" consistent")
    outcome: Outcome = "not-met" if not consistent else "met" if signal else "undecided"
    sentence = (
        f"The replication's interval {_span(*found)} {'excludes' if signal else 'holds'} zero and "
        f"{'holds' if consistent else 'excludes'} the original's d = {first.d:.3f}{original.mark}: {label}."
    )
    return Found(outcome, label, {"low": found.low, "high": found.high, "d_original": first.d}, sentence)


def _label(original: float, found: Limits, direction: int) -> str:
    low, high = (found.low, found.high) if direction > 0 else (-found.high, -found.low)
    signal = "signal" if low > 0 or high < 0 else "no signal"
    if low <= abs(original) <= high:
        return f"{signal} - consistent"
    if signal == "no signal":
        return "no signal - inconsistent"
    kind = "opposite" if high < 0 else "larger" if low > abs(original) else "smaller"
    return f"signal - inconsistent, {kind}"


@_criterion("relative-effect-size")
def relative_effect_size(original: Summary, replication: Summary) -> Found:
    """The replication's d as a share of the original's, with Fieller's interval where it is bounded.

    Met: above 0, and 1 not excluded. Not met: below 1. It is shown beside the others and never decides.
    """
    first, second = _effects(original, replication)
    _direction(original)
    if abs(first.d) < LEAST_D:
        raise NotKnown(f"the original's d is zero{original.mark}, and nothing is a share of zero")
    ratio, found = second.d / first.d, _fieller(first, second)
    if found is None:
        outcome: Outcome = "undecided"
        said = "the original is too imprecise for an interval"
    else:
        outcome = "not-met" if found.high < 1 else "met" if found.low > 0 else "undecided"
        said = f"95% interval {_span(*found)}"
    sentence = f"The replication's effect is {ratio:.2f} times the original's{original.mark}; {said}."
    return Found(outcome, ratio, {"low": found and found.low, "high": found and found.high}, sentence)


def _fieller(original: Effect, replication: Effect) -> Limits | None:
    """Limits of d_replication / d_original, or None where the original's d may be zero."""
    a = original.d**2 - Z * Z * original.v
    if a <= 0:
        return None
    b, c = original.d * replication.d, replication.d**2 - Z * Z * replication.v
    root = math.sqrt(max(b * b - a * c, 0.0))
    return Limits((b - root) / a, (b + root) / a)
