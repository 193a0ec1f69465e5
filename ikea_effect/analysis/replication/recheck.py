"""Published numbers checked against each other: means, SDs, n, t, df, F, chi2 and p.

An inconsistency is a question to the source, not a verdict on it: a typing error, rounding, an n that covers
more conditions, or a test that is not the one assumed.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from scipy import special

from ikea_effect.analysis.replication.grim import (
    Answers,
    decimals,
    possible_sds,
    sd_possible,
    sums,
    tells_nothing,
)
from ikea_effect.analysis.replication.noncentral import two_sided_p
from ikea_effect.analysis.results import plain
from ikea_effect.protocol.hypotheses import Published
from ikea_effect.protocol.measures import Measure, Rating, Scale
from ikea_effect.protocol.models import Protocol

Outcome = Literal["consistent", "last-digit", "inconsistent", "not-applicable"]


@dataclass(frozen=True, slots=True)
class Reported:
    """One result as printed. `answers` is None where single answers are not whole numbers (money)."""

    name: str
    total: int | None = None
    n: Mapping[str, int] = field(default_factory=dict)
    inferred: str | None = None
    mean: Mapping[str, float] = field(default_factory=dict)
    sd: Mapping[str, float] = field(default_factory=dict)
    statistic: Mapping[str, float] = field(default_factory=dict)
    p: float | None = None
    p_below: float | None = None
    answers: Answers | None = None
    provenance: str = "paper"


@dataclass(frozen=True, slots=True)
class Check:
    """What one check of one printed result says."""

    result: str
    id: str
    outcome: Outcome
    value: float | str | None
    inputs: Mapping[str, Any]
    sentence: str

    def to_json(self) -> dict[str, Any]:
        """The check as JSON values."""
        return {
            "result": self.result, "id": self.id, "outcome": self.outcome, "value": plain(self.value),
            "inputs": plain(self.inputs), "sentence": self.sentence,
        }  # fmt: skip


def recheck(protocol: Protocol) -> tuple[Check, ...]:
    """Every check that the protocol's own published numbers allow."""
    return tuple(check for row in protocol.published for check in checks(reported(protocol, row)))


def reported(protocol: Protocol, row: Published) -> Reported:
    """A protocol's published row, with how its measure is answered."""
    measure = next(one.measure for one in protocol.hypotheses if one.id == row.hypothesis)
    kind = protocol.measures.get(measure)
    return Reported(
        name=row.hypothesis,
        total=row.n.total,
        n=row.n.per_condition or {},
        inferred=row.n.inferred,
        mean=row.mean,
        sd=row.sd,
        statistic=row.statistic,
        p=row.p,
        answers=_answers(kind),
        provenance=row.provenance,
    )


def _answers(measure: Measure | None) -> Answers | None:
    match measure:
        case Rating():
            return Answers(measure.low, measure.high)
        case Scale():
            return Answers(measure.low, measure.high, len(measure.items))
    return None


def checks(result: Reported) -> Iterator[Check]:
    """Every check that the printed numbers allow, in the order in which they are printed."""
    for level in result.mean:
        yield from _whole_numbers(result, level)
    yield from _degrees(result)
    yield from _test_from_means(result)
    yield from _p_from_test(result)
    yield from _chi2_from_share(result)
    yield from _split(result)


def _told(result: Reported) -> str:
    """What is to be known of the source, as words in brackets."""
    said = [] if result.provenance == "paper" else [result.provenance]
    if result.inferred and result.n:
        said.append(f"n per condition inferred: {result.inferred}")
    return f" ({'; '.join(said)})" if said else ""


def _whole_numbers(result: Reported, level: str) -> Iterator[Check]:
    """GRIM and GRIMMER of one condition."""
    n, answers, mean = result.n.get(level), result.answers, result.mean[level]
    if n is None or answers is None:
        return
    places = decimals(*result.mean.values())
    inputs = {"level": level, "mean": mean, "n": n, "items": answers.items, "decimals": places}
    if tells_nothing(n, answers, places):
        sentence = f"{level}: with n = {n} every mean of {places} decimals is possible{_told(result)}."
        yield Check(result.name, "grim", "not-applicable", None, inputs, sentence)
    else:
        found = sums(mean, n, answers, places)
        can = "can be" if found else "cannot be"
        of = (
            f"the mean of {n} whole answers"
            if answers.items == 1
            else (f"the mean of {n} answers to {answers.items} items")
        )
        yield Check(result.name, "grim", "consistent" if found else "inconsistent", mean,
                    inputs | {"sums": found}, f"{level}: {mean} {can} {of}{_told(result)}.")  # fmt: skip
        if not found:
            return
    if (sd := result.sd.get(level)) is not None and n > 1:
        yield _grimmer(result, level, n, mean, sd, answers)


def _grimmer(result: Reported, level: str, n: int, mean: float, sd: float, answers: Answers) -> Check:
    places, sd_places = decimals(*result.mean.values()), decimals(*result.sd.values())
    possible = sd_possible(mean, sd, n, answers, places, sd_places)
    near = [] if possible else possible_sds(mean, n, answers, places, sd, sd_places)
    inputs = {"level": level, "mean": mean, "sd": sd, "n": n, "items": answers.items, "nearest": near}
    also = "" if possible else f"; the nearest that can are {' and '.join(map(str, near)) or 'none'}"
    sentence = (
        f"{level}: SD {sd} {'can' if possible else 'cannot'} go with a mean of {mean} of {n} whole-number "
        f"answers from {answers.low} to {answers.high}{also}{_told(result)}."
    )
    return Check(result.name, "grimmer", "consistent" if possible else "inconsistent", sd, inputs, sentence)


def _degrees(result: Reported) -> Iterator[Check]:
    df, t = result.statistic.get("df"), result.statistic.get("t")
    if df is None or t is None or df != round(df):
        return
    n = sum(result.n.values()) if len(result.n) == 2 else result.total
    if n is None or len(result.mean) > 2:
        return
    agrees = df in (n - 2, n - 1)
    kind = "two conditions" if df == n - 2 else "pairs or one sample"
    said = f"agrees with n = {n} ({kind})" if agrees else f"does not agree with n = {n} (n - 2 = {n - 2})"
    yield Check(result.name, "df", "consistent" if agrees else "inconsistent", df, {"df": df, "n": n},
                f"df = {df:g} {said}{_told(result)}.")  # fmt: skip


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
    half = 0.5 * 10.0 ** -decimals(given.get("t", given.get("F", 0.0)))
    low, high = _t_range(result, levels, n1, n2)
    agrees = low - half <= abs(printed) <= high + half
    name = "t" if "t" in given else "the root of F"
    sentence = (
        f"{name} = {abs(printed):.4g} {'can' if agrees else 'cannot'} come from the printed means and SDs, "
        f"which allow {low:.3f} to {high:.3f} at n = {n1} + {n2}{_told(result)}."
    )
    yield Check(result.name, "test-from-means", "consistent" if agrees else "inconsistent", abs(printed),
                {"low": low, "high": high, "n": {levels[0]: n1, levels[1]: n2}}, sentence)  # fmt: skip


def _t_range(result: Reported, levels: list[str], n1: int, n2: int) -> tuple[float, float]:
    """The least and the largest |t|: Student's if df says so, else whichever of both reaches further."""
    half_mean = 0.5 * 10.0 ** -decimals(*result.mean.values())
    half_sd = 0.5 * 10.0 ** -decimals(*result.sd.values())
    difference = abs(result.mean[levels[0]] - result.mean[levels[1]])
    sds = [result.sd[level] for level in levels]
    student = result.statistic.get("df", result.statistic.get("df2", n1 + n2 - 2)) == n1 + n2 - 2
    errors = []
    for move in (half_sd, -half_sd):
        a, b = (max(sd + move, 0.0) ** 2 for sd in sds)
        pooled = ((n1 - 1) * a + (n2 - 1) * b) / (n1 + n2 - 2) * (1 / n1 + 1 / n2)
        errors.append((pooled, pooled) if student else tuple(sorted((pooled, a / n1 + b / n2))))
    largest, least = math.sqrt(errors[0][1]), math.sqrt(errors[1][0])
    low = max(difference - 2 * half_mean, 0.0) / largest if largest else 0.0
    return low, (difference + 2 * half_mean) / least if least else math.inf


def _p_from_test(result: Reported) -> Iterator[Check]:
    """p of the printed t, z, F or chi2 beside the printed p."""
    if result.p is None and result.p_below is None:
        return
    given = result.statistic
    half = 0.5 * 10.0 ** -decimals(*(given[name] for name in ("t", "z", "F", "chi2") if name in given))
    ps = [_p(given, move) for move in (half, 0.0, -half)]
    if None in ps:
        return
    low, p, high = (one for one in ps if one is not None)
    if result.p is not None:
        places = decimals(result.p)
        outcome = _near(result.p, low, high, places)
        printed = f"p = {result.p}"
    else:
        assert result.p_below is not None
        outcome = "consistent" if low < result.p_below else "inconsistent"
        printed = f"p < {result.p_below}"
    sentence = f"{printed}: the printed test has p = {p:.4g}{_said(outcome)}{_told(result)}."
    yield Check(
        result.name, "p-from-test", outcome, p, {"low": low, "high": high, "printed": printed}, sentence
    )


def _p(given: Mapping[str, float], move: float) -> float | None:
    if "t" in given and "df" in given:
        return two_sided_p(abs(given["t"]) + move, given["df"])
    if "z" in given:
        return two_sided_p(abs(given["z"]) + move, math.inf)
    if "F" in given and "df2" in given:
        return float(special.fdtrc(given.get("df1", 1), given["df2"], max(given["F"] + move, 0.0)))
    if "chi2" in given:
        return float(special.chdtrc(given.get("df", 1), max(given["chi2"] + move, 0.0)))
    return None


def _near(printed: float, low: float, high: float, places: int) -> Outcome:
    """Whether the printed number, half a unit (or one) of its last digit around it, meets the range."""
    unit = 10.0**-places
    if low - unit / 2 - 1e-12 <= printed <= high + unit / 2 + 1e-12:
        return "consistent"
    return "last-digit" if low - unit - 1e-12 <= printed <= high + unit + 1e-12 else "inconsistent"


def _said(outcome: Outcome) -> str:
    return {
        "consistent": ", which agrees", "last-digit": ", off by one in the last digit",
        "inconsistent": ", which does not agree", "not-applicable": "",
    }[outcome]  # fmt: skip


def _chi2_from_share(result: Reported) -> Iterator[Check]:
    """Chi-square of one share of n against half and half, from every count that is printed as the share."""
    chi2, n = result.statistic.get("chi2"), result.total
    if chi2 is None or n is None or len(result.mean) != 1 or result.statistic.get("df", 1) != 1:
        return
    share = next(iter(result.mean.values()))
    if not 0 <= share <= 1:
        return
    places = decimals(share)
    half = 0.5 * 10.0**-places + 1e-9
    counts = [count for count in range(n + 1) if abs(count / n - share) <= half]
    found = {count: (2 * count - n) ** 2 / n for count in counts}
    outcomes = [_near(chi2, one, one, decimals(chi2)) for one in found.values()]
    order: tuple[Outcome, ...] = ("consistent", "last-digit")
    outcome: Outcome = next((one for one in order if one in outcomes), "inconsistent")
    told = ", ".join(f"{value:.4f} for {count} of {n}" for count, value in found.items()) or "no count"
    sentence = f"chi2 = {chi2}: a share of {share} gives {told}{_said(outcome)}{_told(result)}."
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
    printed = f"t = {t:g}" if t is not None else f"p = {result.p}"
    inputs = {"n": n, "fitting": fits, "p_low": p_low, "p_high": p_high}
    if fits:
        sentence = f"{printed} fits {len(fits)} of the splits of n = {n} into two conditions{_told(result)}."
    else:
        sentence = (
            f"{printed} cannot come from n = {n} in these two conditions, a third or more each: p would be "
            f"{p_low:.2g} to {p_high:.2g}; n probably covers more conditions{_told(result)}."
        )
    yield Check(result.name, "split", "consistent" if fits else "inconsistent", None, inputs, sentence)


def _fits(result: Reported, t: float | None, low: float, high: float, p_low: float, p_high: float) -> bool:
    if t is not None:
        half = 0.5 * 10.0 ** -decimals(t)
        return low - half <= abs(t) <= high + half
    assert result.p is not None
    return _near(result.p, p_low, p_high, decimals(result.p)) == "consistent"
