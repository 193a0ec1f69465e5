"""One result of one study, standardized: the only thing a replication criterion takes.

Where a paper gives both a test and its means, the test is believed: t was computed from unrounded data,
while means and SDs printed to two digits can move d by several percent (Norton et al. 1A: t(50) = 2.12
gives d = 0.588, the printed means 0.568). Means and SDs serve where no test is given.

The variance is v = (n1+n2)/(n1 n2) + d^2/(2(n1+n2)). For a planned contrast with weights w, scaled so that
their absolute values sum to 2, the first part is sum(w^2/n): the same number for two conditions.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from scipy import special

from ikea_effect.analysis.effect_sizes import noncentrality_interval, small_sample_factor
from ikea_effect.analysis.replication.noncentral import two_sided_p
from ikea_effect.errors import AnalysisError

N_UNKNOWN = "n is not known"
ALPHA = 0.05
MOST_D = 1e6
"""Standard deviations: no difference is that large; d and its standard error are at most this."""
LEAST_SE = 1e-6
"""Of d: a hundred times less than what ten million people in each of two conditions give."""


class Limits(NamedTuple):
    """A two-sided interval."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Effect:
    """A standardized difference and its variance.

    Raises: AnalysisError outside the bounds, beyond which squares are infinite or nothing.
    """

    d: float
    v: float

    def __post_init__(self) -> None:
        """Checks the bounds."""
        if not abs(self.d) <= MOST_D:
            raise AnalysisError(f"d = {self.d:g} is not between -{MOST_D:.0f} and {MOST_D:.0f}.")
        if not LEAST_SE**2 <= self.v <= MOST_D**2:
            raise AnalysisError(
                f"The standard error of d is {math.sqrt(max(self.v, 0.0)):g}, not between {LEAST_SE:f} and "
                f"{MOST_D:.0f}."
            )

    @property
    def se(self) -> float:
        """The standard error of d."""
        return math.sqrt(self.v)


@dataclass(frozen=True, slots=True)
class Test:
    """A t test between conditions (n has two sizes or more) or of pairs (n has one).

    `scale` is the variance of the difference of means in units of the error variance: t = d / sqrt(scale).
    """

    t: float
    df: float
    scale: float
    n: tuple[int, ...]

    @property
    def paired(self) -> bool:
        """Whether participants are compared with themselves."""
        return len(self.n) == 1


@dataclass(frozen=True, slots=True)
class Summary:
    """All that is known of one result; `why` says why something is not, after "the original's".

    `p` is two-sided. `direction` (1, 0, -1) and `test` may be known where the effect is not.
    """

    effect: Effect | None = None
    test: Test | None = None
    p: float | None = None
    direction: int | None = None
    basis: str = ""
    provenance: str = "paper"
    inferred: str | None = None
    why: str = N_UNKNOWN
    own_p: float | None = None
    """p of the study's own test as it was printed, or of the one side that it tested; None: `p` is."""

    @property
    def d(self) -> float | None:
        """The standardized difference."""
        return None if self.effect is None else self.effect.d

    @property
    def se(self) -> float | None:
        """The standard error of d."""
        return None if self.effect is None else self.effect.se

    @property
    def no_finding(self) -> float | None:
        """The p by which the study itself shows no effect; None where it shows one, or p is not known."""
        own = self.p if self.own_p is None else self.own_p
        return own if own is not None and own > ALPHA else None

    @property
    def mark(self) -> str:
        """What a sentence that uses this result must add, with its leading space, or ""."""
        said = [] if self.provenance in ("paper", "given", "data") else [self.provenance]
        if self.inferred:
            said.append("n per condition inferred")
        return f" ({'; '.join(said)})" if said else ""

    def flipped(self) -> Summary:
        """The same result with the conditions named in the other order."""
        return replace(
            self,
            effect=self.effect and replace(self.effect, d=-self.effect.d),
            test=self.test and replace(self.test, t=-self.test.t),
            direction=None if self.direction is None else -self.direction,
        )


def limits(effect: Effect, test: Test | None, level: float = 0.95) -> Limits:
    """Limits of d: exact (noncentral t) with n, normal where only d and its SE are known."""
    if test is None:
        reach = float(special.ndtri((1 + level) / 2)) * effect.se
        return Limits(effect.d - reach, effect.d + reach)
    low, high = noncentrality_interval(test.t, test.df, level)
    assert low is not None
    assert high is not None
    return Limits(low * math.sqrt(test.scale), high * math.sqrt(test.scale))


def hedges(summary: Summary) -> Effect | None:
    """Hedges' g with its variance, scale + g^2 / (2 n); None where n, and so its factor, is not known or 0.

    A standard error that was given, not worked out from n, is corrected by the same factor.
    Source: Hedges (1981); the variance is that of metafor's escalc().
    """
    effect, test = summary.effect, summary.test
    if effect is None or test is None or test.df <= 1:
        return None
    factor = small_sample_factor(test.df)
    g = factor * effect.d
    by_n = test.scale + effect.d**2 / (2 * sum(test.n))
    if math.isclose(effect.v, by_n, rel_tol=1e-9):
        return Effect(g, test.scale + g * g / (2 * sum(test.n)))
    return Effect(g, factor**2 * effect.v)


def unknown(why: str, direction: int | None = None, p: float | None = None) -> Summary:
    """A result of which no effect size can be worked out; `why` follows "the original's"."""
    return Summary(why=why, direction=direction, p=p)


def sign(value: float) -> int:
    """1, 0 or -1."""
    return int(value > 0) - int(value < 0)


def _scale(n: Sequence[int], weights: Sequence[float] | None) -> tuple[float, float]:
    """The variance factor of the contrast, and its degrees of freedom."""
    if len(n) < 2 or any(size < 1 for size in n):
        raise AnalysisError("n must name at least two conditions of one participant or more each.")
    df = sum(n) - len(n)
    if df < 1:
        raise AnalysisError(f"n = {' + '.join(map(str, n))} leaves no degree of freedom.")
    weighed = [w * 2 / sum(map(abs, weights)) for w in weights] if weights else [1.0, -1.0]
    if len(weighed) != len(n):
        raise AnalysisError(f"{len(n)} conditions need a contrast with {len(n)} weights.")
    return sum(w * w / size for w, size in zip(weighed, n, strict=True)), float(df)


def from_t(
    t: float,
    n: Sequence[int],
    df: float | None = None,
    weights: Sequence[float] | None = None,
    basis: str = "t",
) -> Summary:
    """From a t test between conditions of the given sizes; `df` as printed, where it is not n - 2.

    Raises: AnalysisError if that many degrees of freedom cannot come from that many participants.
    """
    scale, most = _scale(n, weights)
    if df is not None and not df > 0:
        raise AnalysisError(f"t has {df:g} degrees of freedom. More than 0 are expected.")
    if df is not None and df > most + 1e-9:
        raise AnalysisError(
            f"t has {df:g} degrees of freedom, but n = {' + '.join(map(str, n))} leaves {most:g}."
        )
    d = t * math.sqrt(scale)
    return Summary(
        Effect(d, scale + d * d / (2 * sum(n))),
        Test(t, most, scale, tuple(n)),
        two_sided_p(t, most if df is None else df),
        sign(t),
        basis,
    )


def from_pairs(t: float, pairs: int) -> Summary:
    """From a paired t test: d is the mean difference over the SD of the differences."""
    if pairs < 2:
        raise AnalysisError("A paired test needs two pairs or more.")
    d, df = t / math.sqrt(pairs), float(pairs - 1)
    effect = Effect(d, 1 / pairs + d * d / (2 * pairs))
    return Summary(effect, Test(t, df, 1 / pairs, (pairs,)), two_sided_p(t, df), sign(t), "paired t")


def from_means(
    mean: Sequence[float], sd: Sequence[float], n: Sequence[int], weights: Sequence[float] | None = None
) -> Summary:
    """From means and SDs: the contrast over the pooled SD."""
    scale, df = _scale(n, weights)
    if any(not one >= 0 for one in sd):
        raise AnalysisError(f"An SD is {min(sd):g}. 0 or more is expected.")
    pooled = math.sqrt(sum((size - 1) * s * s for size, s in zip(n, sd, strict=True)) / df)
    if not pooled > 0:
        raise AnalysisError("The SDs are zero: there is nothing to standardize by.")
    weighed = [w * 2 / sum(map(abs, weights)) for w in weights] if weights else [1.0, -1.0]
    d = sum(w * m for w, m in zip(weighed, mean, strict=True)) / pooled
    return from_t(d / math.sqrt(scale), n, weights=weights, basis="means and SDs")


def from_adjusted(
    estimate: float, se: float, sd: Sequence[float], n: Sequence[int], df: float | None
) -> Summary:
    """From a difference at equal covariates with its standard error, over the pooled raw SD of the cells.

    t is the model's own, estimate / se; its scale is the variance of the estimate in units of the raw one.
    """
    _, most = _scale(n, [1.0] * len(n))
    pooled = math.sqrt(sum((size - 1) * s * s for size, s in zip(n, sd, strict=True)) / most)
    if not pooled > 0:
        raise AnalysisError("The SDs are zero: there is nothing to standardize by.")
    d, scale, t = estimate / pooled, (se / pooled) ** 2, estimate / se
    test = Test(t, most if df is None else df, scale, tuple(n))
    effect = Effect(d, scale + d * d / (2 * sum(n)))
    return Summary(effect, test, two_sided_p(t, test.df), sign(t), "difference at equal covariates")


def from_f(
    f: float, n: Sequence[int], df: float | None = None, weights: Sequence[float] | None = None
) -> Summary:
    """From F with one numerator degree of freedom: t is its root, taken as positive."""
    if f < 0:
        raise AnalysisError(f"F = {f:g} is negative.")
    return from_t(math.sqrt(f), n, df, weights, basis="F")


def from_p(p: float, n: Sequence[int], weights: Sequence[float] | None = None) -> Summary:
    """From an exact two-sided p, which stays as it is: the t that has it, taken as positive."""
    if not 0 < p <= 1:
        raise AnalysisError(f"p = {p:g} is not between 0 and 1.")
    _, df = _scale(n, weights)
    found = from_t(-float(special.stdtrit(df, p / 2)), n, weights=weights, basis="p")
    return replace(found, p=p)  # that of the rounded t may lie on the other side of .05


def from_chi2(chi2: float, n: Sequence[int]) -> Summary:
    """From chi-square with one degree of freedom of a 2 x 2 table: phi, converted to d by the group sizes.

    d = sqrt(a) phi / sqrt(1 - phi^2), a = n^2/(n1 n2); p is that of chi-square. Taken as positive.
    """
    total = sum(n)
    if not 0 <= chi2 < total:
        raise AnalysisError(f"chi2 = {chi2:g} cannot come from a 2 x 2 table of n = {total}.")
    scale, _ = _scale(n, None)
    phi2 = chi2 / total
    d = math.sqrt(total * scale * phi2 / (1 - phi2))
    found = from_t(d / math.sqrt(scale), n, basis="chi2")
    return replace(found, p=float(special.chdtrc(1, chi2)))


def from_shares(share: Sequence[float], n: Sequence[int]) -> Summary:
    """From the shares of two conditions: chi-square of their 2 x 2 table, signed, converted as from_chi2."""
    if len(share) != 2 or len(n) != 2 or not all(0 <= one <= 1 for one in share):
        raise AnalysisError("Shares are two numbers between 0 and 1.")
    total = sum(n)
    both = (share[0] * n[0] + share[1] * n[1]) / total
    if not 0 < both < 1:
        raise AnalysisError("Everybody chose the same: there is nothing to standardize by.")
    chi2 = (share[0] - share[1]) ** 2 / (both * (1 - both) * (1 / n[0] + 1 / n[1]))
    found = from_chi2(min(chi2, total * (1 - 1e-12)), n)
    return found.flipped() if share[0] < share[1] else found


def from_d(d: float, n: Sequence[int] | None = None, se: float | None = None) -> Summary:
    """From d itself with the conditions' sizes, or with its standard error (then n stays unknown)."""
    if se is not None and not se > 0:
        raise AnalysisError(f"se is {se:g}. A standard error above 0 is expected.")
    if n is not None:
        scale, _ = _scale(n, None)
        found = from_t(d / math.sqrt(scale), n, basis="d")
        return found if se is None else replace(found, effect=Effect(d, se * se))
    if se is None:
        raise AnalysisError("d needs n per condition or a standard error above 0.")
    return Summary(
        Effect(d, se * se),
        p=two_sided_p(d / se, math.inf),
        direction=sign(d),
        basis="d and SE",
        why="n per condition is not known",
    )


def from_g(g: float, n: Sequence[int]) -> Summary:
    """From Hedges' g with the conditions' sizes: d is g without its correction."""
    _, df = _scale(n, None)
    if df <= 1:
        raise AnalysisError(
            f"n = {' + '.join(map(str, n))} is too few for g, which would be 0 whatever d is."
        )
    return replace(from_d(g / small_sample_factor(df), n), basis="g")


def of_side(summary: Summary, alternative: str) -> Summary:
    """The same result as its study tested it: on one side, p is half of the two-sided one there."""
    if alternative == "two-sided" or summary.p is None or summary.direction is None:
        return summary
    there = summary.direction == (1 if alternative == "greater" else -1)
    return replace(summary, own_p=summary.p / 2 if there else 1 - summary.p / 2)


def with_source(summary: Summary, provenance: str, inferred: str | None = None) -> Summary:
    """The same result with where it comes from."""
    return replace(summary, provenance=provenance, inferred=inferred)


def ordered(values: Mapping[str, float], levels: Sequence[str]) -> list[float] | None:
    """The values in the order of the levels, or None if one is missing."""
    return [values[level] for level in levels] if all(level in values for level in levels) else None
