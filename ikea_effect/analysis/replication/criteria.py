"""Replication criteria: each a pure function of two results, original and replication.

They disagree by design, because they ask different questions; which one decides is declared before data.
A criterion that lacks a number says which; it never fills one in.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping

from scipy import special

from ikea_effect.analysis.replication.bayes import COUNTED, PRINTED, PRIOR_SCALE, bounded_exp, log_bf10
from ikea_effect.analysis.replication.criterion import Found, NotKnown, named, p_text, span_text
from ikea_effect.analysis.replication.noncentral import cdf, ncp_of_power
from ikea_effect.analysis.replication.summary import ALPHA, Effect, Limits, Summary, Test, limits
from ikea_effect.analysis.results import Outcome
from ikea_effect.rounding import fixed

Z = float(special.ndtri(1 - ALPHA / 2))
BF_CLEAR = 3.0
LEAST_D = 1e-6
"""A smaller d is zero to every digit that anyone prints; no other effect is told as a share of it."""


def both_effects(original: Summary, replication: Summary) -> tuple[Effect, Effect]:
    """The standardized effects of both. Raises: NotKnown for one without, or where they differ in kind."""
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


def direction_of(original: Summary) -> int:
    """1 or -1: which way the original points. Raises: NotKnown where nobody told."""
    if not original.direction:
        raise NotKnown(f"the original's direction is not known{original.mark}")
    return original.direction


def is_finding(p: float) -> bool:
    """Whether a p is one that a criterion counts: below .05. One of exactly .05 is none."""
    return p < ALPHA


def _significant(original: Summary, replication: Summary) -> bool | None:
    """Whether the declared test of the replication finds an effect in the original's direction, if known."""
    if replication.p is None or replication.direction is None:
        return None
    return is_finding(replication.p) and replication.direction == direction_of(original)


@named("significance")
def significance(original: Summary, replication: Summary) -> Found:
    """Whether the declared model's estimate has the original's sign and its two-sided p is below .05."""
    direction = direction_of(original)
    if replication.p is None and replication.direction is None:
        raise NotKnown(f"the replication's {replication.why}{replication.mark}")
    if replication.direction is None:
        raise NotKnown("the replication's test has no direction: it tells that cells differ, not how")
    if replication.p is None:
        raise NotKnown("the replication's model gives no p")
    same = replication.direction == direction
    met = same and is_finding(replication.p)
    other = "the opposite sign to" if replication.direction else "not the sign of"
    compared = "the same sign as" if same else other
    sentence = (
        f"The replication's effect has {compared} the original's{original.mark}, "
        f"{p_text(replication.p)} (two-sided): "
        f"{'significant in the same direction' if met else 'not a significant effect in that direction'}"
        f"{_towards(replication.p) if same and not met else ''}."
    )
    return Found("met" if met else "not-met", replication.p, {"same_sign": same, "alpha": ALPHA}, sentence)


def _towards(p: float) -> str:
    """Why a test of one side may find what this criterion does not; "" where neither does."""
    if p >= 2 * ALPHA:
        return ""
    return (
        f" (a test towards the original's side alone has {p_text(p / 2)}; this criterion counts both sides, "
        "so that a finding on either could have come out)"
    )


@named("prediction-interval")
def prediction_interval(original: Summary, replication: Summary) -> Found:
    """Whether the replication's d lies where the original leads one to expect it (Patil et al. 2016).

    Where zero would be expected as well, the original is too imprecise for d inside to tell anything.
    """
    first, second = both_effects(original, replication)
    low, high = prediction_limits(first, second)
    inside = low <= second.d <= high
    expected_zero = inside and low <= 0 <= high
    zero = ". So would zero be, so that this tells little" if expected_zero else ""
    sentence = (
        "If both studies estimate one effect and neither was chosen for its result, the replication's d lies "
        f"within such limits in 95 of 100 pairs of studies: here {span_text(low, high)}{original.mark}, and "
        f"it is {fixed(second.d, 3)}, {'inside' if inside else 'outside'}{zero}."
    )
    inputs = {"low": low, "high": high, "d_original": first.d, "v_original": first.v,
              "v_replication": second.v}  # fmt: skip
    outcome: Outcome = "undecided" if expected_zero else "met" if inside else "not-met"
    return Found(outcome, second.d, inputs, sentence)


def prediction_limits(original: Effect, replication: Effect) -> Limits:
    """Where d of a replication with that variance is to be expected, at 95%."""
    reach = Z * math.sqrt(original.v + replication.v)
    return Limits(original.d - reach, original.d + reach)


def d33(original: Test) -> float:
    """The effect that the original had a power of one third to find (two-sided test at .05)."""
    return ncp_of_power(original.df) * math.sqrt(original.scale)


@named("small-telescopes")
def small_telescopes(original: Summary, replication: Summary) -> Found:
    """Whether the replication's effect is significantly smaller than d33 of the original (Simonsohn 2015)."""
    first, second = _test("original", original), _test("replication", replication)
    direction = direction_of(original)
    both_effects(original, replication)
    bound, toward = d33(first), second.t * direction
    p = cdf(toward, second.df, bound / math.sqrt(second.scale))
    significant = bool(_significant(original, replication))
    outcome: Outcome = "not-met" if is_finding(p) else "met" if significant else "undecided"
    smaller = f"one-sided {p_text(p)}"
    said = {
        "not-met": f"significantly smaller than that ({smaller})"
        + (", though it differs from zero" if significant else ""),
        "met": f"not significantly smaller than that ({smaller}), and it differs from zero in the original's "
        "direction",
        "undecided": f"not significantly smaller than that ({smaller}), but not significantly different from "
        "zero in the original's direction either",
    }[outcome]
    sentence = (
        f"With n = {' + '.join(map(str, first.n))}{original.mark} the original had one chance in three to "
        f"find an effect of d33 = {fixed(bound, 3)}; the replication's effect is {said}."
    )
    return Found(outcome, p, {"d33": bound, "alpha": ALPHA, "p_of_replication": replication.p}, sentence)


@named("equivalence")
def equivalence(original: Summary, replication: Summary, smallest: float | None = None) -> Found:
    """Whether the replication shows an effect (met) or its absence (equivalent to zero: not met).

    The bound is the declared smallest effect of interest, else d33 of the original. Equivalence to the
    original is shown beside it and decides nothing: where the original is imprecise, no replication of any
    size could reach it.
    """
    first, second = both_effects(original, replication)
    if smallest is None and original.test is None:
        raise NotKnown(f"no smallest effect is declared, and the original's {original.why}{original.mark}")
    bound = smallest or d33(_test("original", original))
    p_zero = tost(second.d, second.se, bound)
    p_original = tost(second.d - first.d, math.sqrt(first.v + second.v), bound)
    shown = _shown(is_finding(p_zero), _significant(original, replication), replication.p)
    source = "the declared smallest effect" if smallest else "d33 of the original"
    shows = _SHOWS[shown].format(bound=f"d = {fixed(bound, 3)} ({source})")
    sentence = (
        f"The replication's effect {shows}: equivalence to zero has {p_text(p_zero)}. "
        f"{_alike(first, bound, p_original).format(original=f'the original{original.mark}')}."
    )
    inputs = {"bound": bound, "bound_from": source, "p_zero": p_zero, "p_original": p_original,
              "difference": second.d - first.d, "p_of_replication": replication.p}  # fmt: skip
    return Found(_OUTCOME[shown], p_zero, inputs, sentence)


def _shown(absent: bool, significant: bool | None, p: float | None) -> str:
    """Absence first: an effect within the bounds is too small to matter, however significant it is."""
    if absent:
        return "small" if significant else "absent"
    if significant:
        return "effect"
    return "opposite" if p is not None and is_finding(p) else "open"


_OUTCOME: Mapping[str, Outcome] = {
    "absent": "not-met", "small": "not-met", "opposite": "not-met", "effect": "met", "open": "undecided",
}  # fmt: skip
_SHOWS = {
    "absent": "is smaller than {bound}, whatever its direction",
    "small": "differs from zero in the original's direction but is smaller than {bound}",
    "opposite": "differs from zero in the opposite direction",
    "effect": "differs from zero in the original's direction and is not shown to be smaller than {bound}",
    "open": "is neither shown to differ from zero nor shown to be smaller than {bound}",
}


def _alike(original: Effect, bound: float, p: float) -> str:
    """Whether both effects are shown to be closer than the bound, if that can be shown at all."""
    if is_finding(p):
        return f"From {{original}} it differs by less than that ({p_text(p)})"
    if bound <= float(special.ndtri(1 - ALPHA)) * original.se:
        return "No replication could show that it is as close to {original}, which is too imprecise"
    return f"That it is as close to {{original}} is not shown ({p_text(p)})"


def tost(estimate: float, se: float, bound: float) -> float:
    """The larger of the two one-sided p that |effect| is below the bound (normal)."""
    return float(special.ndtr((abs(estimate) - bound) / se))


@named("bayes-factor")
def bayes_factor(original: Summary, replication: Summary) -> Found:
    """Replication Bayes factor: evidence the replication adds to the original's (Ly et al. 2019).

    BF10(both) / BF10(original), JZS prior Cauchy(sqrt(2)/2), one d for both likelihoods.
    """
    first, second = _test("original", original), _test("replication", replication)
    both_effects(original, replication)
    both, alone, new = _bf10(PRINTED, first, second), _bf10(PRINTED, first), _bf10(PRINTED, second)
    value = bounded_exp(both - alone)
    outcome = _clear(value)
    said = {"met": "for the effect", "not-met": "against it", "undecided": "not clear either way"}[outcome]
    sentence = (
        f"Given the original{original.mark}, the replication changes the odds of one common effect against "
        f"exactly none by a factor of "
        f"{_factor(value)} (JZS prior, r = 0.707; 3 and 1/3 count as clear): {said}. "
        f"By itself it has BF10 = {_factor(bounded_exp(new))}."
    )
    inputs = {"bf10_original": bounded_exp(alone), "bf10_replication": bounded_exp(new),
              "bf10_both": bounded_exp(both), "prior_scale": PRIOR_SCALE, "clear": BF_CLEAR,
              "t": second.t, "df": second.df, "scale": second.scale}  # fmt: skip
    return Found(outcome, value, inputs, sentence)


def _clear(factor: float) -> Outcome:
    return "met" if factor >= BF_CLEAR else "not-met" if factor <= 1 / BF_CLEAR else "undecided"


def bayes_outcome(original: Summary, replication: Summary) -> Outcome:
    """What `bayes_factor` comes to, without its numbers; "undecided" where the original shows no effect."""
    first, second = _test("original", original), _test("replication", replication)
    if original.no_finding is not None:
        return "undecided"
    return _clear(bounded_exp(_bf10(COUNTED, first, second) - _bf10(COUNTED, first)))


def _factor(value: float) -> str:
    """Three digits, and no exponent where a reader can do without."""
    return fixed(value, 0, thousands=True) if 1000 <= value < 1e6 else f"{value:.3g}"


@functools.lru_cache(maxsize=64)
def _bf10(nodes: int, *tests: Test) -> float:
    ts, scales, dfs = zip(*((test.t, test.scale, test.df) for test in tests), strict=True)
    return log_bf10(ts, scales, dfs, nodes)


@named("pooled")
def pooled(original: Summary, replication: Summary) -> Found:
    """Fixed effect of both studies, and whether its interval excludes zero in the original's direction."""
    first, second = both_effects(original, replication)
    direction = direction_of(original)
    both = pool(first, second)
    low, high = both.d - Z * both.se, both.d + Z * both.se
    q = (first.d - second.d) ** 2 / (first.v + second.v)
    p_q = float(special.chdtrc(1, q))
    met = (low if direction > 0 else -high) > 0
    sentence = (
        f"Original{original.mark} and replication together, the original taken at its word: "
        f"d = {fixed(both.d, 3)} {span_text(low, high)} (fixed effect), which "
        f"{'excludes' if met else 'does not exclude'} zero in the original's direction; "
        f"that the two differ is {'shown' if is_finding(p_q) else 'not shown'} "
        f"(Q = {fixed(q, 2)}, {p_text(p_q)})."
    )
    inputs = {"low": low, "high": high, "se": both.se, "q": q, "p_q": p_q}
    return Found("met" if met else "not-met", both.d, inputs, sentence)


def pool(first: Effect, second: Effect) -> Effect:
    """Both weighted by their inverse variances (fixed effect)."""
    v = 1 / (1 / first.v + 1 / second.v)
    return Effect(v * (first.d / first.v + second.d / second.v), v)


@named("lebel")
def lebel(original: Summary, replication: Summary) -> Found:
    """LeBel et al. (2019): signal if the effect is not 0, consistent if the interval holds the original d.

    Whether it differs is for the declared test to say, where one is known: the interval of d is Student's.

    Met only for "signal - consistent"; "no signal - consistent" leaves it undecided. A signal in the same
    direction whose interval lies above the original's d is no failure: `larger-same-direction`.
    """
    first, second = both_effects(original, replication)
    found = limits(second, replication.test)
    holds = not (found.low > 0 or found.high < 0)
    signal = not holds if replication.p is None else is_finding(replication.p)
    label = _label(first.d, found, direction_of(original), signal)
    consistent = label.endswith(" consistent")
    outcome: Outcome = "not-met" if not consistent else "met" if signal else "undecided"
    if label == LARGER:
        outcome = "larger-same-direction"
    sentence = (
        f"The replication's interval {span_text(*found)} {'holds' if holds else 'excludes'} zero"
        f"{_unlike(replication.p) if holds == signal else ''} and "
        f"{'holds' if consistent else 'excludes'} the original's d = {fixed(first.d, 3)}"
        f"{original.mark}: {label}."
    )
    return Found(outcome, label, {"low": found.low, "high": found.high, "d_original": first.d}, sentence)


def _unlike(p: float | None) -> str:
    """What the declared test says where the interval of d says otherwise."""
    assert p is not None
    return f" (the declared test {'refutes' if is_finding(p) else 'does not refute'} it, {p_text(p)})"


LARGER = "signal - inconsistent, larger"


def _label(original: float, found: Limits, direction: int, differs: bool) -> str:
    low, high = (found.low, found.high) if direction > 0 else (-found.high, -found.low)
    signal = "signal" if differs else "no signal"
    if low <= abs(original) <= high:
        return f"{signal} - consistent"
    if signal == "no signal":
        return "no signal - inconsistent"
    kind = "opposite" if low + high < 0 else "larger" if low > abs(original) else "smaller"
    return f"signal - inconsistent, {kind}"


@named("relative-effect-size")
def relative_effect_size(original: Summary, replication: Summary) -> Found:
    """The replication's d as a share of the original's, with Fieller's interval where it is bounded.

    Met: above 0, and 1 not excluded. Not met: below 1. It is shown beside the others and never decides.
    """
    first, second = both_effects(original, replication)
    direction_of(original)
    if abs(first.d) < LEAST_D:
        raise NotKnown(f"the original's d is zero{original.mark}, and nothing is a share of zero")
    ratio, found = second.d / first.d, _fieller(first, second)
    if found is None:
        outcome: Outcome = "undecided"
        said = "the original is too imprecise for an interval"
    else:
        outcome = _of_share(found)
        said = f"95% interval {span_text(*found)}"
    sentence = f"The replication's effect is {fixed(ratio, 2)} times the original's{original.mark}; {said}."
    return Found(outcome, ratio, {"low": found and found.low, "high": found and found.high}, sentence)


def _of_share(found: Limits) -> Outcome:
    """What an interval of a share shows; one that ends at 1, or begins at 0, holds it."""
    return "not-met" if found.high < 1 else "met" if found.low > 0 else "undecided"


def _fieller(original: Effect, replication: Effect) -> Limits | None:
    """Limits of d_replication / d_original, or None where the original's d may be zero."""
    a = original.d**2 - Z * Z * original.v
    if a <= 0:
        return None
    b, c = original.d * replication.d, replication.d**2 - Z * Z * replication.v
    root = math.sqrt(max(b * b - a * c, 0.0))
    return Limits((b - root) / a, (b + root) / a)
