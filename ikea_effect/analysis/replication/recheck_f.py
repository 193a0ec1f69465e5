"""A printed F of several conditions beside what n, means and SDs leave for it."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence

from scipy import optimize

from ikea_effect.analysis.replication.paper_numbers import decimals, end, half
from ikea_effect.analysis.replication.paper_results import Check, Outcome, Reported, near, source_words

MOST_CELLS = 12
"""Of more conditions the corners of what rounding leaves (2 for each) are too many to go through."""


def f_from_cells(result: Reported) -> Iterator[Check]:
    """Degrees of freedom and size of a printed F, where every condition's n is known."""
    given, sizes = result.statistic, result.n
    if "F" not in given or "df2" not in given or len(sizes) < 2 or result.cells not in (None, len(sizes)):
        return
    check = _degrees(result)
    yield check
    if check.outcome == "consistent" and len(sizes) > 2 and given.get("df1", 1) == len(sizes) - 1:
        yield from _from_means(result)


def _degrees(result: Reported) -> Check:
    """Whether as many people in as many conditions leave the printed degrees of freedom."""
    given, cells, n = result.statistic, len(result.n), sum(result.n.values())
    df1, df2, left = given.get("df1", 1.0), given["df2"], n - cells
    outcome: Outcome = "consistent"
    if df1 > cells - 1:
        outcome, said = "inconsistent", f"cannot be: {cells} conditions leave {cells - 1} at most for df1"
    elif df2 == left:
        said = f"agree with n = {n} in {cells} conditions"
    elif decimals(df1) or decimals(df2):
        outcome, said = "not-applicable", "have decimals: Welch's, or corrected; n alone does not give them"
    elif df2 == n - 1 and cells == 2:
        said = f"agree with {n} people who are compared with themselves"
    elif left - 10 <= df2 < left:
        outcome = "not-applicable"
        said = (
            f"are {left - df2:g} fewer than n = {n} in {cells} conditions leaves: covariates, or people who "
            "were left out; the printed numbers do not say"
        )
    else:
        outcome, said = (
            "inconsistent",
            f"do not agree with n = {n} in {cells} conditions, which leaves {left}",
        )
    sentence = f"F({df1:g}, {df2:g}): its degrees of freedom {said}{source_words(result)}."
    return Check(result.name, "df", outcome, df2, {"df1": df1, "df2": df2, "n": n}, sentence)


def _from_means(result: Reported) -> Iterator[Check]:
    """F of all conditions, over everything that the printed means and SDs may stand for."""
    levels = [level for level in result.n if level in result.mean and level in result.sd]
    if len(levels) != len(result.n) or not 2 < len(levels) <= MOST_CELLS:
        return
    n = [result.n[level] for level in levels]
    low, high = f_range([result.mean[one] for one in levels], [result.sd[one] for one in levels], n)
    printed = result.statistic["F"]
    outcome = near(printed, low, high, decimals(printed))
    outcome = "inconsistent" if outcome == "last-digit" else outcome  # the range holds all rounding already
    can = "can" if outcome == "consistent" else "cannot"
    sentence = (
        f"F = {printed} {can} come from the printed means and SDs, which allow "
        f"{end(low, 2)} to {end(high, 2)} at n = {' + '.join(map(str, n))}{source_words(result)}."
    )
    inputs = {"low": low, "high": high, "n": dict(zip(levels, n, strict=True))}
    yield Check(result.name, "test-from-means", outcome, printed, inputs, sentence)


def f_range(means: Sequence[float], sds: Sequence[float], n: Sequence[int]) -> tuple[float, float]:
    """The least and the largest F of a one-way analysis, over what the rounded means and SDs may stand for.

    The sum of squares between is convex in the means: largest at a corner, least where all come nearest.
    """
    move = [half(mean, means) for mean in means]
    ends = [(mean - by, mean + by) for mean, by in zip(means, move, strict=True)]
    largest = max(_between(corner, n) for corner in itertools.product(*ends))
    least = _between(_nearest(ends, n), n)
    df1, df2 = len(n) - 1, sum(n) - len(n)
    errors = [
        sum((size - 1) * max(sd + side * half(sd, sds), 0.0) ** 2 for sd, size in zip(sds, n, strict=True))
        / df2
        for side in (1, -1)
    ]
    low = least / df1 / errors[0] if errors[0] else math.inf
    return low, largest / df1 / errors[1] if errors[1] else math.inf


def _between(means: Sequence[float], n: Sequence[int]) -> float:
    whole = sum(size * mean for size, mean in zip(n, means, strict=True)) / sum(n)
    return sum(size * (mean - whole) ** 2 for size, mean in zip(n, means, strict=True))


def _nearest(ends: Sequence[tuple[float, float]], n: Sequence[int]) -> list[float]:
    """Means within their ends whose sum of squares is least: each as near to one value as it can come."""
    lows, highs = [low for low, _ in ends], [high for _, high in ends]

    def means(at: float) -> list[float]:
        return [min(max(at, low), high) for low, high in ends]

    def excess(at: float) -> float:
        return sum(size * (mean - at) for size, mean in zip(n, means(at), strict=True))

    if max(lows) <= min(highs):
        return means(max(lows))
    return means(float(optimize.brentq(excess, min(highs), max(lows), xtol=1e-12)))
