"""A choice between several options by a factor: Pearson's chi-square, Cramer's V, Fisher's exact test."""

from __future__ import annotations

import math
from functools import partial
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, special, stats

from ikea_effect.analysis.question import CannotEstimate, Question, no_column
from ikea_effect.analysis.resampling import generator
from ikea_effect.analysis.results import DRAWN, EXACT, EffectSize, Estimate, Interval, Statistic
from ikea_effect.analysis.spread import spread
from ikea_effect.errors import listed
from ikea_effect.rounding import fixed

Counts = NDArray[np.int64]
SMALL = 5
"""Below so many expected answers in a cell the chi-square distribution is no good guide."""


def chi_square(question: Question) -> Estimate:
    """Whether shares of the options differ between levels; the estimate is Cramer's V.

    Where a cell expects fewer than 5, p is Fisher's and no interval is given: V's would be chi-square's.
    """
    levels, options, table = cross_table(question)
    found = chi_square_of(table, question.model.resamples, question.model.seed)
    least, small = found.least_expected, found.ci is None
    beside = _few_expected(question, table, least) if small else _what_chance_adds(found)
    notes = (*_unheard(question, levels), *beside)
    return question.described(
        {},
        n={level: int(row.sum()) for level, row in zip(levels, table, strict=True)},
        mean={},
        sd={},
        method="chi-square test of independence" + (_whose_p(table) if small else ""),
        term=question.model.factor,
        unit="V",
        estimate=found.v,
        ci=found.ci,
        level=0.9,
        statistic=Statistic("chi2", found.chi2, float(found.df)),
        p=found.p,
        alternative="any",
        effect_size=EffectSize("cramers_v", found.v, found.ci, 0.9),
        formula=f"{question.measure} ~ C({question.model.factor})",
        notes=notes,
        details={
            "table": {level: _row(options, row) for level, row in zip(levels, table, strict=True)},
            "least_expected": least,
            "p_chi_square": found.p_chi_square,
            "bias_corrected_v": found.v_less_chance,
        },
    )


class Tested(NamedTuple):
    """A table tested: V with its limits, which are none where a cell expects too few; p is then Fisher's."""

    v: float
    ci: Interval | None
    p: float
    chi2: float
    df: int
    p_chi_square: float
    least_expected: float
    v_less_chance: float


def chi_square_of(table: Counts, resamples: int, seed: int) -> Tested:
    """The test of a table of levels by options, each of which somebody is in or chose."""
    chi2, df, p, expected = _pearson(table)
    scale = int(table.sum()) * (min(table.shape) - 1)
    least = float(expected.min())
    small = least < SMALL
    limits = None if small else _limits(chi2, df, scale)
    exact = fisher(table, resamples, seed) if small else p
    less = bias_corrected(chi2, table)
    return Tested(math.sqrt(chi2 / scale), limits, exact, chi2, df, p, least, less)


def bias_corrected(chi2: float, table: Counts) -> float:
    """V without what chance alone adds to it: about df to chi-square. Source: Bergsma (2013)."""
    n, df = int(table.sum()), (table.shape[0] - 1) * (table.shape[1] - 1)
    shared = max(0.0, chi2 / n - df / (n - 1))
    sides = [side - (side - 1) ** 2 / (n - 1) for side in table.shape]
    most = min(sides) - 1  # 0 where each stands alone in a row and a column: chance explains it whole
    return math.sqrt(shared / most) if most > 0 else 0.0


def _unheard(question: Question, levels: list[str]) -> tuple[str, ...]:
    """A sentence on levels in which nobody answered: they are not compared."""
    others = [one for one in question.levels(question.model.factor) if one not in levels]
    return (f"Nobody answered in {listed(others)}: only {listed(levels)} are compared.",) if others else ()


def _whose_p(table: Counts) -> str:
    return f", {EXACT if table.shape == (2, 2) else DRAWN}"


def _few_expected(question: Question, table: Counts, least: float) -> tuple[str, ...]:
    how = "exact" if table.shape == (2, 2) else f"{question.model.resamples:,} tables with these margins"
    return (
        f"A cell expects {fixed(least, 1)} answers, fewer than {SMALL}: p is of Fisher's test ({how}), and "
        "there is no interval.",
    )


def _what_chance_adds(found: Tested) -> tuple[str, ...]:
    """Why V may stand at the upper end of its limits, or beyond it, and what it is without chance."""
    return (
        "Chance alone lifts a sample's V above 0, but not the limits, which are of the V behind it: V stands "
        f"high between them. Less what chance adds, V is {fixed(found.v_less_chance, 2)} (Bergsma, 2013).",
    )


def _row(options: list[str], counts: Counts) -> dict[str, int]:
    return {option: int(count) for option, count in zip(options, counts, strict=True)}


def cross_table(question: Question) -> tuple[list[str], list[str], Counts]:
    """Levels, options, and how many of each level chose each; without what nobody is in or chose."""
    if question.measure not in question.data.columns:
        raise CannotEstimate(no_column(question.measure))
    answers, codes = question.data[question.measure], question.codes(question.model.factor)
    declared = getattr(question.protocol.measures.get(question.measure), "options", ())
    given = answers.astype(object).where(answers.notna())
    found = sorted({str(one) for one in given.dropna()})
    options = [*(one for one in declared if one in found), *(one for one in found if one not in declared)]
    levels = question.levels(question.model.factor)
    table = np.array(
        [
            [int(np.sum((codes == place) & (given.astype(str) == option))) for option in options]
            for place in range(len(levels))
        ],
        dtype=np.int64,
    ).reshape(len(levels), len(options))
    there = table.sum(axis=1) > 0
    levels = [level for level, any_one in zip(levels, there, strict=True) if any_one]
    if len(levels) < 2:
        raise CannotEstimate(
            f"A chi-square test compares two levels or more; {len(levels)} answered. "
            "Go on collecting, or leave the hypothesis out."
        )
    if len(options) < 2:
        chosen = options[0] if options else "nothing"
        raise CannotEstimate(
            f"Everyone chose {chosen}: there is nothing to compare. Leave the hypothesis out."
        )
    return levels, options, table[there]


def _pearson(table: Counts) -> tuple[float, int, float, NDArray[np.float64]]:
    found: Any = stats.chi2_contingency(table, correction=False)
    return float(found.statistic), int(found.dof), float(found.pvalue), np.asarray(found.expected_freq)


def _limits(chi2: float, df: int, scale: float) -> Interval:
    """V's 90% limits, from the noncentralities under which chi-square lies at either end of its middle 90%.

    The lower one is 0 exactly where p is .05 or more. They are of V in the population: limits that add df to
    the noncentrality (Smithson, 2003) never reach 0. As R's effectsize has them, two-sided
    and unadjusted.
    Source: Steiger (2004).
    """

    def noncentrality(share: float) -> float:
        def gap(at: float) -> float:
            return float(special.chndtr(chi2, df, at)) - share

        if gap(0.0) <= 0:
            return 0.0
        high = max(chi2, 1.0)
        while gap(high) > 0:
            high *= 2
        return float(optimize.brentq(gap, 0.0, high, xtol=1e-10))

    low, high = noncentrality(0.95), noncentrality(0.05)
    return Interval(math.sqrt(low / scale), min(1.0, math.sqrt(high / scale)))


def fisher(table: Counts, resamples: int, seed: int) -> float:
    """p of Fisher's exact test: of two by two summed over all tables, else over tables drawn at random.

    Tables with the same margins that are no more likely than this one, as R's fisher.test counts them.
    """
    if table.shape == (2, 2):
        return float(stats.fisher_exact(table).pvalue)
    rng = generator(seed, *table.shape)
    rows = np.repeat(np.arange(table.shape[0]), table.sum(axis=1))
    columns = np.repeat(np.arange(table.shape[1]), table.sum(axis=0))
    observed = float(special.gammaln(table + 1.0).sum())
    block = max(1, min(resamples, 2_000_000 // len(rows)))
    shuffled = (
        rng.permuted(np.tile(columns, (min(block, resamples - done), 1)), axis=1)
        for done in range(0, resamples, block)
    )
    hits = sum(spread(partial(_as_unlikely, rows, table.shape, observed), shuffled))
    return (hits + 1) / (resamples + 1)


def _as_unlikely(rows: Counts, shape: tuple[int, int], observed: float, shuffled: Counts) -> int:
    """How many of a block's tables are no more likely than the one that was observed."""
    count, size = len(shuffled), shape[0] * shape[1]
    cells = rows * shape[1] + shuffled + np.arange(count)[:, None] * size
    drawn = np.bincount(cells.ravel(), minlength=count * size).reshape(count, -1)
    return int(np.sum(special.gammaln(drawn + 1.0).sum(axis=1) >= observed - 1e-7))
