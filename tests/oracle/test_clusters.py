"""Standard errors that need only independent groups, against r/clusters.R (lme4, clubSandwich's CR2).

Variances of two programs' searches for one maximum agree to 1e-6, what is derived from them to 1e-5.
"""

from __future__ import annotations

from typing import Any

import pytest

PAIRS = {"table": "pairs", "factors": ["labor"], "group": "pair", "covariates": ["age"]}
SLOPES = {"table": "slopes", "factors": ["labor", "whose"], "slopes": ["whose"]}
REPEATED = {"table": "repeated", "factors": ["labor", "good"]}


@pytest.mark.parametrize(
    ("parts", "term", "name"),
    [
        (PAIRS, ["labor"], "pairs.labor1"),
        (SLOPES, ["labor"], "slopes.labor1"),
        (SLOPES, ["whose"], "slopes.whose1"),
        (SLOPES, ["labor", "whose"], "slopes.labor1:whose1"),
        (REPEATED, ["labor"], "repeated.labor1"),
    ],
)
def test_effects_of_a_mixed_model(
    ask: Any, r: Any, parts: dict[str, Any], term: list[str], name: str
) -> None:
    theirs, found = r("clusters"), ask("mixed", pair=False, term=term, covariance="cr2", **parts)
    ours = [found.estimate, found.se, found.statistic.df, found.p]
    assert ours == pytest.approx([theirs[f"{name}.{part}"] for part in ("b", "se", "df", "p")], rel=1e-4)


def test_a_covariate_beside_them(ask: Any, r: Any) -> None:
    theirs, found = r("clusters"), ask("mixed", pair=False, term=["labor"], covariance="cr2", **PAIRS)
    age = found.details["coefficients"][-1]
    assert [age["estimate"], age["se"]] == pytest.approx(
        [theirs[f"pairs.age.{part}"] for part in ("b", "se")], rel=1e-5
    )


@pytest.mark.parametrize("term", [["good"], ["labor", "good"]])
def test_several_contrasts_at_once(ask: Any, r: Any, term: list[str]) -> None:
    theirs, found = r("clusters"), ask("mixed", pair=False, term=term, covariance="cr2", **REPEATED)
    ours = [found.statistic.value, found.statistic.df[1], found.p]
    assert ours == pytest.approx([theirs[f"{':'.join(term)}.{part}"] for part in ("F", "df2", "p")], rel=1e-5)
