"""The p of a printed test beside the printed p, over everything that the printed digits may stand for."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence

from scipy import special

from ikea_effect.analysis.replication.paper_numbers import decimals, half
from ikea_effect.analysis.replication.paper_results import (
    Check,
    Outcome,
    Reported,
    agreement,
    near,
    source_words,
)
from ikea_effect.rounding import below_one, p_said

SIDES = ("greater", "less")


def p_from_test(result: Reported) -> Iterator[Check]:
    """p of the printed t, z, r, F, chi2 or Q, on the side that was tested, beside the printed p."""
    if result.p is None and result.p_below is None and result.p_above is None:
        return
    ps = p_range(result.statistic, result.alternative, result.n, result.total, against=_against(result))
    if ps is None:
        yield from _unchecked(result)
        return
    low, p, high = ps
    outcome, printed = _compared(result, low, high)
    sides = "" if result.alternative == "two-sided" else f", as a one-sided test ({result.alternative})"
    sides += ", if what was found lies on the other side" if _against(result) else ""
    sentence = (
        f"{printed}: the printed test has {p_said(p, _places(result))}{sides}{agreement(outcome)}"
        f"{_other_side(result) if outcome == 'inconsistent' else ''}{source_words(result)}."
    )
    inputs = {"low": low, "high": high, "printed": printed, "alternative": result.alternative}
    yield Check(result.name, "p-from-test", outcome, p, inputs, sentence)


def _compared(result: Reported, low: float, high: float) -> tuple[Outcome, str]:
    """The outcome, and p as it was printed."""
    if result.p is not None:
        said = f"p = {below_one(str(result.p))}"
        if result.p == 0:
            said += f" (read as p < {below_one(f'{half(result.p):f}'.rstrip('0'))})"
        return near(result.p, low, high, decimals(result.p)), said
    if result.p_below is not None:
        return (
            "consistent" if low < result.p_below else "inconsistent",
            f"p < {below_one(str(result.p_below))}",
        )
    assert result.p_above is not None
    return "consistent" if high > result.p_above else "inconsistent", f"p > {below_one(str(result.p_above))}"


def _places(result: Reported) -> int:
    """Three decimals for p, and one more than are printed where that is more."""
    printed = next(one for one in (result.p, result.p_below, result.p_above) if one is not None)
    return max(3, decimals(printed) + 1)


def _other_side(result: Reported) -> str:
    """What to declare, where the printed p is right for a test of one side."""
    if result.alternative != "two-sided" or result.p is None:
        return ""
    for side in SIDES:
        ps = p_range(result.statistic, side, result.n, result.total)
        if ps is not None and near(result.p, ps[0], ps[2], decimals(result.p)) == "consistent":
            return f"; as a one-sided test it would: declare `alternative: {side}` if the paper says so"
    return ""


def _against(result: Reported) -> bool:
    """Whether the printed p of one side says that the effect, of whose sign F and chi2 tell nothing, lies on
    the other."""
    unsigned = bool({"F", "chi2"} & set(result.statistic))
    return unsigned and result.alternative != "two-sided" and (result.p or result.p_above or 0) >= 0.5


def p_range(
    given: Mapping[str, float],
    alternative: str,
    n: Mapping[str, int],
    total: int | None,
    *,
    against: bool = False,
) -> tuple[float, float, float] | None:
    """The least p, that of the printed numbers, and the largest they may stand for; None if not known.

    `against`: of one side, the one on which an F or chi2 without a sign was not found.
    """
    name = next((name for name in ("t", "z", "r", "F", "chi2", "Q") if name in given), None)
    if name is None or (name == "r" and abs(given["r"]) > 1):
        return None
    if (dfs := _dfs(name, given, n, total)) is None:
        return None
    values = (given[name] - half(given[name]), given[name], given[name] + half(given[name]))
    spread = [_span(df) for df in dfs]
    found = [_p(name, value, df, alternative) for value in values for df in itertools.product(*spread)]
    p = _p(name, given[name], tuple(dfs), alternative)
    known = [one for one in found if one is not None]
    if p is None or not known:
        return None
    return (1 - max(known), 1 - p, 1 - min(known)) if against else (min(known), p, max(known))


def _span(df: float) -> tuple[float, ...]:
    """A whole number of degrees of freedom is exact; one with decimals was rounded."""
    if math.isinf(df) or decimals(df) == 0:
        return (float(df),)
    return (max(df - half(df), 1e-9), float(df), df + half(df))


def _dfs(
    name: str, given: Mapping[str, float], n: Mapping[str, int], total: int | None
) -> list[float] | None:
    """The degrees of freedom that the test takes."""
    if name == "z":
        return []
    if name == "F":
        return [given.get("df1", 1.0), given["df2"]] if "df2" in given else None
    if name == "chi2":
        return [given.get("df", 1.0)]
    people = sum(n.values()) if n else total
    if name == "r" and "df" not in given and people is not None:
        return [people - 2.0]
    return [given["df"]] if "df" in given else None


def _p(name: str, value: float, df: Sequence[float], alternative: str) -> float | None:
    if name in ("F", "chi2", "Q"):
        p = float(
            special.fdtrc(*df, max(value, 0.0)) if name == "F" else special.chdtrc(*df, max(value, 0.0))
        )
        if alternative == "two-sided":
            return p
        return p / 2 if df[0] == 1 and name != "Q" else None  # of several cells there are no sides
    if name == "r":
        r = min(max(value, -1 + 1e-12), 1 - 1e-12)
        value = r * math.sqrt(df[0] / (1 - r * r))
    law = special.ndtr if name == "z" else lambda t: special.stdtr(df[0], t)
    tails = {"two-sided": 2 * law(-abs(value)), "greater": law(-value), "less": law(value)}
    return float(tails[alternative])


def _unchecked(result: Reported) -> Iterator[Check]:
    """What is printed and cannot be, or cannot be checked, with what would be needed."""
    if abs(r := result.statistic.get("r", 0.0)) > 1:
        sentence = f"r = {r} cannot be: it lies between -1 and 1{source_words(result)}."
        yield Check(result.name, "p-from-test", "inconsistent", r, {"r": r}, sentence)
        return
    reason = _reason(result.statistic, result.alternative, result.n or result.total)
    if reason and not (result.p is None and result.p_below is None and result.p_above is None):
        sentence = f"The printed p cannot be checked: {reason}{source_words(result)}."
        yield Check(result.name, "p-from-test", "not-applicable", None, dict(result.statistic), sentence)


def _reason(given: Mapping[str, float], alternative: str, n: object) -> str:
    if "F" in given and "df2" not in given:
        return "F has no df2. Write statistic: {F: .., df1: .., df2: ..}"
    if ("t" in given and "df" not in given) or ("Q" in given and "df" not in given):
        return "the test has no df. Write df: .. beside it"
    if "r" in given and "df" not in given and not n:
        return "r has neither df nor n. Write df: .. beside it, or n"
    df = given.get("df1" if "F" in given else "df", 1)
    if alternative != "two-sided" and {"F", "chi2", "Q"} & set(given) and (df > 1 or "Q" in given):
        name = next(one for one in ("F", "chi2", "Q") if one in given)
        return (
            f"{name} of {df:g} degrees of freedom tells that there are differences, not in which direction, "
            f"and has no sides. Leave alternative: {alternative} out"
        )
    return ""
