"""Covariates, moderation, mediation and a multiverse's fits, against r/regression.R: 1e-6.

Bootstrap limits are compared within Monte Carlo error (R: 20,000 resamples of rows; ours: of moments).
"""

from typing import Any

import pytest

TIGHT = {"rel": 1e-6, "abs": 1e-12}


@pytest.fixture(scope="module")
def fits(r: Any) -> dict[str, float]:
    return r("regression")


def test_hc3_keeps_to_t(ask: Any, fits: dict[str, float]) -> None:
    found = ask("regression", covariates=["age", "trait"])
    table = {row["term"]: row for row in found.details["coefficients"]}
    for term, name in (("labor[build]", "x"), ("age", "age"), ("trait", "trait")):
        expected = [fits[f"hc3.{name}.{part}"] for part in ("b", "se", "p")]
        assert [table[term][part] for part in ("estimate", "se", "p")] == pytest.approx(expected, **TIGHT)
    assert found.details["r_squared"] == pytest.approx(fits["r2"], **TIGHT)
    plain = ask("regression", covariates=["age", "trait"], covariance="classic")
    assert (plain.se, plain.p) == pytest.approx((fits["classic.x.se"], fits["classic.x.p"]), **TIGHT)
    assert ask("regression").p == pytest.approx(fits["only.x.p"], **TIGHT)


def test_g_at_equal_covariates_is_in_the_sd_of_people_not_in_what_covariates_leave(ask: Any) -> None:
    """Student's g, which R has, is J / SD times the raw difference: the same J / SD as here."""
    bare, found = ask("student"), ask("regression", covariates=["age", "trait"])
    assert found.n == bare.n
    per_unit = bare.effect_size.value / bare.estimate
    assert found.effect_size.value == pytest.approx(found.estimate * per_unit, **TIGHT)


def test_moderation_slopes_and_johnson_neyman(ask: Any, fits: dict[str, float]) -> None:
    found = ask("moderation", moderator="trait")
    expected = [fits[f"moderation.{part}"] for part in ("b", "se", "p")]
    assert [found.estimate, found.se, found.p] == pytest.approx(expected, **TIGHT)
    for place, row in zip((-1, 0, 1), found.details["simple_slopes"], strict=True):
        expected = [fits[f"slope.{place}.{part}"] for part in ("b", "se", "p")]
        assert [row[part] for part in ("estimate", "se", "p")] == pytest.approx(expected, **TIGHT)
    region = found.details["johnson_neyman"]
    assert region["bounds"] == pytest.approx([fits["jn.1"], fits["jn.2"]], **TIGHT)
    assert region["regions"] == [[pytest.approx(fits["jn.1"]), pytest.approx(fits["jn.2"])]]


def _effects(found: Any) -> dict[str, float]:
    return {row["effect"]: row["estimate"] for row in found.details["effects"]}


def test_indirect_effects(ask: Any, fits: dict[str, float]) -> None:
    simple = _effects(ask("mediation", mediators=["m1"]))
    assert simple["indirect"] == pytest.approx(fits["simple.ab"], **TIGHT)
    assert simple["direct"] == pytest.approx(fits["simple.direct"], **TIGHT)
    assert simple["total"] == pytest.approx(fits["simple.total"], **TIGHT)
    parallel = _effects(ask("mediation", mediators=["m1", "m2"]))
    assert parallel["indirect"] == pytest.approx(fits["parallel"], **TIGHT)
    assert parallel["indirect through m2"] == pytest.approx(fits["parallel.m2"], **TIGHT)
    serial = _effects(ask("mediation", mediators=["m1", "m2"], structure="serial"))
    assert serial["indirect"] == pytest.approx(fits["serial"], **TIGHT)
    assert serial["indirect through m1 alone"] == pytest.approx(fits["serial.m1"], **TIGHT)
    assert serial["indirect through m2 alone"] == pytest.approx(fits["serial.m2"], **TIGHT)
    assert ask("mediation", mediators=["m1"], moderator="trait").estimate == pytest.approx(
        fits["index"], **TIGHT
    )
    covered = ask("mediation", mediators=["m1"], covariates=["age"])
    assert covered.estimate == pytest.approx(fits["covariate.ab"], **TIGHT)


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("simple", {"mediators": ["m1"]}),
        ("serial", {"mediators": ["m1", "m2"], "structure": "serial"}),
        ("index", {"mediators": ["m1"], "moderator": "trait"}),
    ],
)
def test_bootstrap_limits(ask: Any, fits: dict[str, float], name: str, parts: dict[str, Any]) -> None:
    se = fits[f"boot.{name}.se"]
    for interval, infix in (("percentile", ""), ("bias-corrected", ".bc")):
        found = ask("mediation", interval=interval, resamples=20_000, **parts)
        expected = (fits[f"boot.{name}{infix}.low"], fits[f"boot.{name}{infix}.high"])
        # the index is lopsided: its corrected limit lies far out in the tail, where few resamples are
        assert found.ci == pytest.approx(expected, abs=(0.35 if name == "index" and infix else 0.12) * se)
        assert found.se == pytest.approx(se, rel=0.04)


def test_specifications_of_a_multiverse(ask: Any, fits: dict[str, float]) -> None:
    found = ask(
        "multiverse", covariates=["age", "trait"], exclusions=["none"], permutations=100, variances="pooled"
    )
    table = {(s["outcome"], tuple(s["covariates"])): s for s in found.details["specifications"]}
    for outcome in ("raw", "log1p", "winsorized"):
        for covariates in ((), ("age",), ("age", "trait")):
            name = "multiverse." + "+".join([outcome, *covariates])
            assert table[outcome, covariates]["t"] == pytest.approx(fits[f"{name}.t"], **TIGHT)
            assert table[outcome, covariates]["effect"] == pytest.approx(fits[f"{name}.effect"], **TIGHT)
