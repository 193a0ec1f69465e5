"""Reading a result that somebody typed: "t=2.12,n=26+26"."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from ikea_effect.analysis.replication import summary as summaries
from ikea_effect.analysis.replication.summary import Summary, with_source
from ikea_effect.errors import AnalysisError, did_you_mean, listed
from ikea_effect.protocol.base import MOST, MOST_PEOPLE

ALLOWED = """\
  t=2.12,n=26+26                       a t test (df=41.3 may be added where it is not n - 2)
  t=2.12,pairs=30                      a paired t test
  F=4.49,n=26+26,direction=+           F(1, df)
  chi2=5.1,n=40+40,direction=+         chi-square(1) of a 2 x 2 table
  p=.039,n=26+26,direction=+           an exact two-sided p
  t=1.80,n=21+21,alternative=greater   tested on one side (or less); a p is then that of the side
  mean=0.78/0.48,sd=0.63/0.40,n=26+26  means and SDs
  d=0.59,n=26+26   or   d=0.59,se=0.28
  g=0.58,n=26+26                       Hedges' g, the corrected d"""

NAMES = ("t", "F", "chi2", "p", "d", "g", "se", "mean", "sd", "n", "pairs", "df", "direction", "alternative")
SIDES = ("two-sided", "greater", "less")
UNSIGNED = ("F", "chi2", "p")


def parse_summary(text: str) -> Summary:
    """The result that the text gives.

    F, chi2 and p have no sign: `direction` is "+" (as the original) or "-"; for an original "+" is meant if
    nothing is said. Raises: AnalysisError with what is missing and what is allowed.
    """
    given = _pairs(text)
    build = _kind(given, text)
    found = build(given)
    if any(name in given for name in UNSIGNED) and not {"t", "d", "g", "mean"} & set(given):
        told = "direction" in given or (found.basis == "p" and "alternative" in given)
        if not told:
            found = replace(found, direction=None)
        elif given.get("direction") == "-":
            found = found.flipped()
    return with_source(_as_tested(found, given), "given")


def _as_tested(found: Summary, given: dict[str, str]) -> Summary:
    """With the p of the side that was tested, where it was one."""
    side = given.get("alternative", "two-sided")
    if "p" in given and found.basis == "p":
        return replace(found, own_p=float(given["p"]))
    return summaries.of_side(found, side)


def _pairs(text: str) -> dict[str, str]:
    given: dict[str, str] = {}
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        if re.match(r"p\s*[<>]", part):
            raise _refusal(text, f"'{part}' is a bound, not a value, and cannot be converted")
        name, equals, value = (piece.strip() for piece in part.partition("="))
        if not equals or not value:
            raise _refusal(text, f"'{part}' is not written as name=value")
        if name not in NAMES:
            raise _refusal(text, f"'{name}' is not known; known: {listed(NAMES)}.{did_you_mean(name, NAMES)}")
        if name in given:
            raise _refusal(text, f"'{name}' is given twice")
        given[name] = value
    if given.get("direction", "+") not in ("+", "-"):
        raise _refusal(text, f"direction is + or -, not '{given['direction']}'")
    if (side := given.get("alternative", "two-sided")) not in SIDES:
        raise _refusal(text, f"alternative is {listed(SIDES)}, not '{side}'")
    return given


def _refusal(text: str, reason: str) -> AnalysisError:
    ended = reason if reason.endswith(("?", ".")) else f"{reason}."
    return AnalysisError(f"'{text}': {ended}\nA result is written in one of these ways:\n{ALLOWED}")


def _kind(given: dict[str, str], text: str) -> Callable[[dict[str, str]], Summary]:
    """How to read the result. A test with n is preferred to means and SDs (see summary)."""

    def number(name: str) -> float:
        return _number(given[name], name, text)

    if "pairs" in given:
        if "t" not in given:
            raise _refusal(text, "pairs needs t")
        return lambda _: summaries.from_pairs(number("t"), _count(given["pairs"], "pairs", text))
    if "d" in given and "se" in given and "n" not in given:
        return lambda _: summaries.from_d(number("d"), se=number("se"))
    statistics = [name for name in ("t", "F", "chi2", "mean", "d", "g", "p") if name in given]
    if not statistics:
        raise _refusal(text, "cannot be computed: no statistic is given")
    if "n" not in given:
        raise _refusal(text, "cannot be computed: n per condition is not known")
    kind = statistics[0]
    n = _counts(given["n"], text)
    df = number("df") if "df" in given else None
    if kind == "mean":
        if "sd" not in given:
            raise _refusal(text, "cannot be computed: the SDs are not known")
        mean, sd = _two(given["mean"], "mean", text), _two(given["sd"], "sd", text)
        return lambda _: summaries.from_means(mean, sd, n)
    if kind in ("chi2", "p", "d", "g") and df is not None:
        raise _refusal(text, f"df does not go with {kind}")
    return {
        "t": lambda _: summaries.from_t(number("t"), n, df),
        "F": lambda _: summaries.from_f(number("F"), n, df),
        "chi2": lambda _: summaries.from_chi2(number("chi2"), n),
        "p": lambda _: _from_p(number("p"), n, given.get("alternative", "two-sided")),
        "g": lambda _: summaries.from_g(number("g"), n),
        "d": lambda _: summaries.from_d(number("d"), n, number("se") if "se" in given else None),
    }[kind]


def _from_p(p: float, n: Sequence[int], alternative: str) -> Summary:
    """From an exact p, of one side where that was tested: small on its side, large on the other."""
    if alternative == "two-sided":
        return summaries.from_p(p, n)
    found = summaries.from_p(2 * min(p, 1 - p), n)
    return found if (p < 0.5) == (alternative == "greater") else found.flipped()


def _number(value: str, name: str, text: str) -> float:
    try:
        found = float(value)
    except ValueError:
        found = math.nan
    if not math.isfinite(found):
        raise _refusal(text, f"{name}={value} is not a number")
    if abs(found) > MOST:
        raise _refusal(text, f"{name}={value} is not between -{MOST} and {MOST}")
    return found


def _count(value: str, name: str, text: str) -> int:
    if not re.fullmatch("[0-9]{1,18}", value):
        raise _refusal(text, f"{name}={value} is not a whole number")
    if int(value) > MOST_PEOPLE:
        raise _refusal(text, f"{name}={value} is more than {MOST_PEOPLE}")
    return int(value)


def _counts(value: str, text: str) -> Sequence[int]:
    parts = value.split("+")
    if len(parts) != 2:
        raise _refusal(text, f"n={value} does not say how many were in each of two conditions, as in n=26+26")
    return [_count(part.strip(), "n", text) for part in parts]


def _two(value: str, name: str, text: str) -> Sequence[float]:
    parts = value.split("/")
    if len(parts) != 2:
        raise _refusal(text, f"{name}={value} does not give two conditions, as in {name}=0.78/0.48")
    return [_number(part.strip(), name, text) for part in parts]
