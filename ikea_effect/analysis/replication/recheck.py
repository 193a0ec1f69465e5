"""Published numbers checked against each other: means, SDs, n, t, df, F, chi2 and p.

An inconsistency is a question to the source, not a verdict on it: a typing error, rounding, an n that covers
more conditions, or a test that is not the one assumed.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping
from typing import Any

from ikea_effect.analysis.replication.grim import Answers, possible_sds, sd_possible, sums, tells_nothing
from ikea_effect.analysis.replication.noncentral import two_sided_p
from ikea_effect.analysis.replication.paper_numbers import (
    all_as_written,
    as_written,
    decimals,
    end,
    half,
    own_decimals,
)
from ikea_effect.analysis.replication.paper_results import (
    Check,
    Outcome,
    Reported,
    agreement,
    near,
    source_words,
)
from ikea_effect.analysis.replication.recheck_f import f_from_cells
from ikea_effect.analysis.replication.recheck_p import p_from_test
from ikea_effect.analysis.tails import satterthwaite
from ikea_effect.protocol.analyses import knows
from ikea_effect.protocol.hypotheses import Published
from ikea_effect.protocol.kinds import items_of, main_column
from ikea_effect.protocol.marks import Steps
from ikea_effect.protocol.models import Protocol
from ikea_effect.protocol.tree import Tree
from ikea_effect.rounding import below_one, p_digits

__all__ = ["Check", "Reported", "checks", "printed_numbers", "recheck", "reported"]


def recheck(protocol: Protocol, tree: Tree | None = None) -> tuple[Check, ...]:
    """Every check that the protocol's own published numbers allow; `tree` is its file, as written."""
    return tuple(
        check
        for index, row in enumerate(protocol.published)
        for check in checks(reported(protocol, row, tree, ("published", index)))
    )


def reported(protocol: Protocol, row: Published, tree: Tree | None = None, at: Steps = ()) -> Reported:
    """A protocol's published row, with how its measure is answered."""
    hypothesis = next(one for one in protocol.hypotheses if one.id == row.hypothesis)
    return Reported(
        name=row.hypothesis,
        total=row.n.total,
        n=row.n.per_condition or {},
        inferred=row.n.inferred,
        **printed_numbers(row, tree, at),
        alternative=row.alternative,
        answers=_answers(protocol, hypothesis.measure),
        provenance=row.provenance,
        cells=_cells(protocol, hypothesis.model),
    )


def _cells(protocol: Protocol, model: Any) -> int | None:
    """How many means the model of a printed test has; a contrast's error is that of all cells.

    None where nobody knows, 0 where people stand in several cells: no F of independent cells.
    """
    if knows(model) != "nothing":
        return 0
    factors = getattr(model, "factors", ()) or ((model.factor,) if model.kind == "contrast" else ())
    if not factors or model.kind not in ("contrast", "factorial"):
        return None
    covariates = len(getattr(model, "covariates", ()))
    return math.prod(len(protocol.factors[name].levels) for name in factors) + covariates


def printed_numbers(row: Any, tree: Tree | None, at: Steps) -> dict[str, Any]:
    """Means, SDs, statistic and p of a declared result, with the decimals that the file gives them."""
    found: dict[str, Any] = {"mean": row.mean, "sd": row.sd, "statistic": dict(row.statistic), "p": row.p}
    if tree is not None:
        found = {
            name: all_as_written(tree, (*at, name), values)
            if isinstance(values, dict)
            else values
            if values is None
            else as_written(tree, (*at, name), values)
            for name, values in found.items()
        }
    return {**found, "p_below": row.p_below}


def _answers(protocol: Protocol, measure: str) -> Answers | None:
    """The whole numbers that participants gave, where they gave such; of a mean, for each item."""
    column, items = main_column(protocol, measure), items_of(protocol, measure)
    if column is None or column.type == "amount" or column.low is None or column.high is None:
        return None
    whole = items or column.step == 1
    return Answers(int(column.low), int(column.high), len(items) or 1) if whole else None


def checks(result: Reported) -> Iterator[Check]:
    """Every check that the printed numbers allow, in the order in which they are printed."""
    for level in result.mean:
        yield from _whole_numbers(result, level)
    yield from _degrees(result)
    yield from f_from_cells(result)
    yield from _test_from_means(result)
    yield from p_from_test(result)
    yield from _chi2_from_share(result)
    yield from _split(result)


def _whole_numbers(result: Reported, level: str) -> Iterator[Check]:
    """GRIM and GRIMMER of one condition."""
    n, answers, mean = result.n.get(level), result.answers, result.mean[level]
    if n is None or answers is None:
        return
    places = own_decimals(mean, result.mean.values())
    inputs = {"level": level, "mean": mean, "n": n, "items": answers.items, "decimals": places}
    if tells_nothing(n, answers, places):
        sentence = f"{level}: with n = {n} every mean of {places} decimals is possible{source_words(result)}."
        yield Check(result.name, "grim", "not-applicable", None, inputs, sentence)
    else:
        found = sums(mean, n, answers, places)
        can = "can be" if found else "cannot be"
        of = (
            f"the mean of {n} whole answers"
            if answers.items == 1
            else (f"the mean of {n} answers to {answers.items} items")
        )
        sentence = f"{level}: {mean} {can} {of}{source_words(result)}."
        outcome: Outcome = "consistent" if found else "inconsistent"
        yield Check(result.name, "grim", outcome, mean, inputs | {"sums": list(found)}, sentence)
        if not found:
            return
    if (sd := result.sd.get(level)) is not None and n > 1:
        yield _grimmer(result, level, n, mean, sd, answers)


def _grimmer(result: Reported, level: str, n: int, mean: float, sd: float, answers: Answers) -> Check:
    places = own_decimals(mean, result.mean.values())
    sd_places = own_decimals(sd, result.sd.values())
    possible = sd_possible(mean, sd, n, answers, places, sd_places)
    near = [] if possible else possible_sds(mean, n, answers, places, sd, sd_places)
    by_n = not possible and sd_possible(mean, sd, n, answers, places, sd_places, by=n)
    inputs = {"level": level, "mean": mean, "sd": sd, "n": n, "items": answers.items, "nearest": near,
              "divided_by_n": by_n}  # fmt: skip
    also = "" if possible else f"; the nearest that can are {' and '.join(map(str, near)) or 'none'}"
    also += f", and {sd} itself could if its squares were divided by n, not by n - 1" if by_n else ""
    sentence = (
        f"{level}: SD {sd} {'can' if possible else 'cannot'} go with a mean of {mean} of {n} whole-number "
        f"answers from {answers.low} to {answers.high}{also}{source_words(result)}."
    )
    return Check(result.name, "grimmer", "consistent" if possible else "inconsistent", sd, inputs, sentence)


def _degrees(result: Reported) -> Iterator[Check]:
    df, t = result.statistic.get("df"), result.statistic.get("t")
    if df is None or t is None or df != round(df):
        return
    n = sum(result.n.values()) if len(result.n) == 2 else result.total
    if n is None or len(result.mean) > 2:
        return
    cells = result.cells or 2
    welch = _welch_df(result)
    kinds = {n - cells: "two conditions" if cells == 2 else f"{cells} cells", n - 1: "pairs or one sample"}
    kind = kinds.get(round(df))
    if kind is None and welch and welch[0] - 0.5 <= df <= welch[1] + 0.5:
        kind = "Welch's, rounded"
    also = f"; Welch's: {end(welch[0], 1)} to {end(welch[1], 1)}" if welch else ""
    agrees = kind is not None
    said = (
        f"agrees with n = {n} ({kind})"
        if agrees
        else f"does not agree with n = {n} (n - {cells} = {n - cells}{also})"
    )
    yield Check(result.name, "df", "consistent" if agrees else "inconsistent", df, {"df": df, "n": n},
                f"df = {df:g} {said}{source_words(result)}.")  # fmt: skip


def _welch_df(result: Reported) -> tuple[float, float] | None:
    """The least and the largest Satterthwaite df of two conditions that the printed SDs may stand for."""
    levels = [level for level in result.sd if level in result.n]
    if len(levels) != 2 or len(result.n) != 2 or min(result.n.values()) < 2:
        return None
    sds = [result.sd[level] for level in levels]
    freedom = [result.n[level] - 1.0 for level in levels]
    found = []
    for signs in itertools.product((1, 0, -1), repeat=2):
        moved = [max(sd + sign * half(sd, sds), 0.0) for sd, sign in zip(sds, signs, strict=True)]
        if any(moved):
            variances = [sd * sd / (one + 1) for sd, one in zip(moved, freedom, strict=True)]
            found.append(satterthwaite(variances, freedom))
    return (min(found), max(found)) if found else None


def _test_from_means(result: Reported) -> Iterator[Check]:
    """t (or the root of F) of two conditions, over all that the printed means and SDs may stand for."""
    levels = [level for level in result.mean if level in result.sd and level in result.n]
    given = result.statistic
    printed = (
        given["t"]
        if "t" in given
        else math.sqrt(given["F"])
        if given.get("df1", 1) == 1 and "F" in given
        else None
    )
    if len(levels) != 2 or len(result.mean) != 2 or printed is None:
        return
    n1, n2 = (result.n[level] for level in levels)
    low, high = _t_range(result, levels, n1, n2)
    least, most = _printed_range(given)
    agrees = low <= most and least <= high
    name = "t" if "t" in given else "the root of F"
    shown = str(given["t"]).removeprefix("-") if "t" in given else end(abs(printed), 3)
    sentence = (
        f"{name} = {shown} {'can' if agrees else 'cannot'} come from the printed means and SDs, "
        f"which allow {end(low, 3)} to {end(high, 3)} at n = {n1} + {n2}{source_words(result)}."
    )
    yield Check(result.name, "test-from-means", "consistent" if agrees else "inconsistent", abs(printed),
                {"low": low, "high": high, "n": {levels[0]: n1, levels[1]: n2}}, sentence)  # fmt: skip


def _t_range(result: Reported, levels: list[str], n1: int, n2: int) -> tuple[float, float]:
    """The least and the largest |t|: Student's if df says so, else whichever of both reaches further."""
    means, sds = ([values[level] for level in levels] for values in (result.mean, result.sd))
    moved = sum(half(mean, means) for mean in means)
    difference = abs(means[0] - means[1])
    student = result.statistic.get("df", result.statistic.get("df2", n1 + n2 - 2)) == n1 + n2 - 2
    errors = []
    for side in (1, -1):
        a, b = (max(sd + side * half(sd, sds), 0.0) ** 2 for sd in sds)
        pooled = ((n1 - 1) * a + (n2 - 1) * b) / (n1 + n2 - 2) * (1 / n1 + 1 / n2)
        errors.append((pooled, pooled) if student else tuple(sorted((pooled, a / n1 + b / n2))))
    largest, least = math.sqrt(errors[0][1]), math.sqrt(errors[1][0])
    low = max(difference - moved, 0.0) / largest if largest else 0.0
    return low, (difference + moved) / least if least else math.inf


def _printed_range(given: Mapping[str, float]) -> tuple[float, float]:
    """Every |t| that the printed t, or F with one degree of freedom, may stand for."""
    if "t" in given:
        move = half(given["t"])
        return abs(given["t"]) - move, abs(given["t"]) + move
    f, move = given["F"], half(given["F"])
    return math.sqrt(max(f - move, 0.0)), math.sqrt(f + move)


def _chi2_from_share(result: Reported) -> Iterator[Check]:
    """Chi-square of one share of n against half and half, from every count that is printed as the share."""
    chi2, n = result.statistic.get("chi2"), result.total
    if chi2 is None or n is None or len(result.mean) != 1 or result.statistic.get("df", 1) != 1:
        return
    share = next(iter(result.mean.values()))
    if not 0 <= share <= 1:
        return
    counts = [count for count in range(n + 1) if abs(count / n - share) <= half(share) + 1e-9]
    found = {count: (2 * count - n) ** 2 / n for count in counts}
    outcomes = [near(chi2, one, one, decimals(chi2)) for one in found.values()]
    order: tuple[Outcome, ...] = ("consistent", "last-digit")
    outcome: Outcome = next((one for one in order if one in outcomes), "inconsistent")
    told = ", ".join(f"{end(value, 4)} for {count} of {n}" for count, value in found.items()) or "no count"
    sentence = f"chi2 = {chi2}: a share of {share} gives {told}{agreement(outcome)}{source_words(result)}."
    value = min(found.values(), key=lambda one: abs(one - chi2), default=None)
    yield Check(result.name, "chi2-from-share", outcome, value, {"counts": counts, "n": n}, sentence)


def _split(result: Reported) -> Iterator[Check]:
    """Where only the total n was printed: whether two conditions of it can have the printed p or t."""
    levels = [level for level in result.mean if level in result.sd]
    if result.n or result.total is None or len(levels) != 2 or len(result.mean) != 2:
        return
    t = result.statistic.get("t")
    if result.p is None and t is None:
        return
    n, tested = result.total, {}
    for n1 in range(math.ceil(n / 3), n - math.ceil(n / 3) + 1):
        low, high = _t_range(result, levels, n1, n - n1)
        tested[n1] = (low, high, two_sided_p(high, n - 2), two_sided_p(low, n - 2))
    fits = [n1 for n1, found in tested.items() if _fits(result, t, *found)]
    p_low, p_high = min(found[2] for found in tested.values()), max(found[3] for found in tested.values())
    ps = " to ".join(dict.fromkeys((p_digits(p_low), p_digits(p_high))))
    printed = f"t = {t}" if t is not None else f"p = {below_one(str(result.p))}"
    inputs = {"n": n, "fitting": fits, "p_low": p_low, "p_high": p_high}
    if fits:
        sentence = (
            f"{printed} fits {len(fits)} of the splits of n = {n} into two conditions{source_words(result)}."
        )
    else:
        sentence = (
            f"{printed} cannot come from n = {n} in these two conditions, a third or more each: p would be "
            f"{ps}; n probably covers more conditions{source_words(result)}."
        )
    yield Check(result.name, "split", "consistent" if fits else "inconsistent", None, inputs, sentence)


def _fits(result: Reported, t: float | None, low: float, high: float, p_low: float, p_high: float) -> bool:
    if t is not None:
        return low - half(t) <= abs(t) <= high + half(t)
    assert result.p is not None
    return near(result.p, p_low, p_high, decimals(result.p)) == "consistent"
