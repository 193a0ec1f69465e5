"""Choices of three, counts, slopes, moderators with levels, pairs, mediation within people: r/people.R.

1e-6 where both are exact; the negative binomial to 1e-4 (two optimizers); bootstrap limits and Fisher's p of
larger tables within Monte Carlo error.
"""

from functools import partial
from typing import Any

import pytest

TIGHT = {"rel": 1e-6, "abs": 1e-10}


@pytest.fixture(scope="module")
def fits(r: Any) -> dict[str, float]:
    return r("people")


@pytest.fixture(scope="module")
def ask_people(ask: Any) -> Any:
    return partial(ask, table="people")


def row(found: Any) -> list[float]:
    return [found.estimate, found.se, found.p]


def expected(fits: dict[str, float], name: str, *parts: str) -> list[float]:
    return [fits[f"{name}.{part}"] for part in parts or ("b", "se", "p")]


def test_chi_square_and_cramers_v(ask_people: Any, fits: dict[str, float]) -> None:
    found = ask_people("chi-square", "pick", pair=False, factor="labor")
    assert [found.statistic.value, found.p, found.estimate] == pytest.approx(
        expected(fits, "chi", "x2", "p", "v"), **TIGHT
    )
    assert found.ci == pytest.approx(expected(fits, "chi.v", "low", "high"), rel=1e-6)
    assert found.ci == pytest.approx(expected(fits, "chi.v.effectsize", "low", "high"), rel=1e-6)
    assert found.details["bias_corrected_v"] == pytest.approx(fits["chi.v.adjusted"], **TIGHT)
    assert "Less what chance adds, V is 0.31 (Bergsma, 2013)." in found.notes[-1]
    three = ask_people("chi-square", "pick", pair=False, factor="status")
    assert [three.statistic.value, three.p, three.estimate] == pytest.approx(
        expected(fits, "chi3", "x2", "p", "v"), **TIGHT
    )
    assert three.statistic.df == 4
    assert three.ci.low == 0
    assert three.details["bias_corrected_v"] == fits["chi3.v.adjusted"] == 0
    assert three.p > 0.05


def test_fishers_p_of_small_tables(tables: Any, fits: dict[str, float]) -> None:
    import numpy as np
    import pandas as pd

    from ikea_effect.analysis.chi_square import fisher

    few = tables("people").iloc[:24]
    for factor, name in (("labor", "fisher.p"), ("status", "fisher3.p")):
        table = pd.crosstab(few[factor], few["pick"]).to_numpy().astype(np.int64)
        p = fits[name]
        assert fisher(table, 20_000, 1) == pytest.approx(p, abs=4 * (p * (1 - p) / 20_000) ** 0.5 + 1e-4)
    two = few[few["pick"] != "none"]
    table = pd.crosstab(two["labor"], two["pick"]).to_numpy().astype(np.int64)
    assert fisher(table, 200, 1) == pytest.approx(fits["fisher2.p"], **TIGHT)


def test_counts(ask_people: Any, fits: dict[str, float]) -> None:
    """R's glm and glm.nb for b and SE; their z is held to a t of the rows less three coefficients."""
    import math

    from scipy import stats

    poisson = ask_people("counts", "tries", covariates=["skill"])
    b, se, _ = expected(fits, "poisson")
    df = sum(poisson.n.values()) - 3
    p = 2 * stats.t.sf(abs(b / se), df)
    assert [math.log(poisson.estimate), poisson.se / poisson.estimate, poisson.p] == pytest.approx(
        [b, se, p], rel=1e-6
    )
    spread = ask_people("counts", "tries", covariates=["skill"], distribution="negative-binomial")
    b, se, _ = expected(fits, "nb")
    assert [math.log(spread.estimate), spread.se / spread.estimate] == pytest.approx([b, se], rel=1e-4)
    assert spread.p == pytest.approx(2 * stats.t.sf(abs(b / se), df), rel=1e-3)
    assert spread.details["dispersion"] == pytest.approx(fits["nb.dispersion"], rel=1e-3)


def test_slopes_without_a_factor(ask_people: Any, fits: dict[str, float]) -> None:
    product = ask_people("regression", pair=False, slope="skill*joy")
    assert row(product) == pytest.approx(expected(fits, "product"), **TIGHT)
    assert product.effect_size.value == pytest.approx(fits["product.partial"], **TIGHT)
    alone = ask_people("regression", pair=False, slope="skill", beside=["skill*joy"])
    assert row(alone) == pytest.approx(expected(fits, "alone"), **TIGHT)
    level = ask_people("regression", pair=False, slope="labor=build * skill")
    assert row(level) == pytest.approx(expected(fits, "level"), **TIGHT)


def test_a_moderator_with_levels(ask_people: Any, fits: dict[str, float]) -> None:
    found = ask_people("moderation", moderator="status")
    for line in found.details["effects_by_level"]:
        ours = [line[part] for part in ("estimate", "se", "p")]
        assert ours == pytest.approx(expected(fits, f"at.{line['level']}"), **TIGHT)
    assert found.statistic.value == pytest.approx(fits["moderator.F"], **TIGHT)
    assert found.p == pytest.approx(fits["moderator.p"], **TIGHT)


def test_pairs_as_clusters(ask_people: Any, fits: dict[str, float]) -> None:
    found = ask_people("regression", covariates=["skill"], unit="pair")
    assert [*row(found), found.statistic.df] == pytest.approx(
        expected(fits, "pairs", "b", "se", "p", "df"), **TIGHT
    )
    product = ask_people("moderation", moderator="skill", unit="pair")
    assert [*row(product), product.statistic.df] == pytest.approx(
        expected(fits, "pairs.product", "b", "se", "p", "df"), **TIGHT
    )
    levels = ask_people("moderation", moderator="status", unit="pair")
    assert [levels.statistic.value, levels.statistic.df[1], levels.p] == pytest.approx(
        expected(fits, "pairs", "F", "df2", "Fp"), **TIGHT
    )


def test_pairs_by_their_means(ask_people: Any, fits: dict[str, float]) -> None:
    found = ask_people("welch", unit="pair")
    assert [found.statistic.value, found.statistic.df, found.p] == pytest.approx(
        expected(fits, "pairmeans", "t", "df", "p"), **TIGHT
    )
    assert sum(found.n.values()) == 60


def test_mediation_within_participants(ask: Any, fits: dict[str, float]) -> None:
    within = partial(
        ask, "paired-mediation", table="sides", factor="whose", contrast="own - partner", resamples=20_000
    )
    one = within(mediators=["pride"], only=["build"])
    effects = {line["effect"]: line["estimate"] for line in one.details["effects"]}
    assert [effects[name] for name in ("indirect", "direct", "total")] == pytest.approx(
        expected(fits, "within", "ab", "direct", "total"), **TIGHT
    )
    two = within(mediators=["pride", "joy"])
    effects = {line["effect"]: line["estimate"] for line in two.details["effects"]}
    assert effects["indirect through pride"] == pytest.approx(fits["within2.p"], **TIGHT)
    assert effects["indirect through joy"] == pytest.approx(fits["within2.j"], **TIGHT)
    for found, name in (
        (two, "boot"),
        (within(mediators=["pride", "joy"], compare=["pride", "joy"]), "compare"),
    ):
        se = fits[f"within.{name}.se"]
        assert found.se == pytest.approx(se, rel=0.04)
        assert found.ci == pytest.approx(expected(fits, f"within.{name}", "low", "high"), abs=0.12 * se)


def test_two_indirect_effects_compared(ask: Any, fits: dict[str, float]) -> None:
    found = ask("mediation", mediators=["m1", "m2"], compare=["m1", "m2"], resamples=20_000)
    assert found.estimate == pytest.approx(fits["compare"], **TIGHT)
    se = fits["compare.se"]
    assert found.se == pytest.approx(se, rel=0.04)
    assert found.ci == pytest.approx(expected(fits, "compare", "low", "high"), abs=0.12 * se)


def test_a_model_that_keeps_to_a_cell(ask: Any, fits: dict[str, float]) -> None:
    found = ask("welch", **{"in": {"fate": "kept"}})
    assert [found.statistic.value, found.statistic.df, found.p] == pytest.approx(
        expected(fits, "kept", "t", "df", "p"), **TIGHT
    )
    assert "Asked only of those in fate: kept." in found.notes
