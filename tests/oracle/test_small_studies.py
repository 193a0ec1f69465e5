"""Small studies beside large ones as metafor has it: r/small_studies.R, output in r/small_studies.csv.

The selection model is found by another optimizer than metafor's and agrees to 1e-6.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ikea_effect.analysis.replication import small_studies as asked
from ikea_effect.analysis.replication.heterogeneity import tau2_interval
from ikea_effect.analysis.replication.meta import Study, meta
from ikea_effect.analysis.replication.summary import Effect
from ikea_effect.operations.meta import meta_text
from ikea_effect.report.figures.small_studies import slope
from ikea_effect.report.meta_figures import funnel_of

SETS = {
    "selected": (
        [0.40, 0.75, 0.61, 0.10, 0.58, 0.95, 0.22, 0.36, 0.25, 0.52, 1.10, 0.35, 0.14, 0.08],
        [0.080, 0.060, 0.110, 0.020, 0.050, 0.140, 0.010, 0.090, 0.012, 0.045, 0.180, 0.030, 0.040, 0.018],
    ),
    "even": (
        [0.10, 0.42, -0.20, 0.35, 0.61, 0.05, 0.28, -0.05, 0.50, 0.19, 0.33],
        [0.050, 0.020, 0.090, 0.030, 0.110, 0.040, 0.010, 0.070, 0.060, 0.015, 0.025],
    ),
    "spread": (
        [0.90, 0.15, 1.20, -0.10, 0.65, 0.40, -0.35, 0.85, 0.55, 1.05, 0.05, 0.72],
        [0.040, 0.030, 0.090, 0.050, 0.020, 0.060, 0.045, 0.035, 0.070, 0.080, 0.025, 0.055],
    ),
}


def _r() -> dict[str, float]:
    rows = (Path(__file__).parent / "r/small_studies.csv").read_text("utf-8").splitlines()
    return {row["name"]: float(row["value"]) for row in csv.DictReader(rows[1:])}


R = _r()


def _columns(name: str) -> tuple[Any, Any]:
    d, v = SETS[name]
    return np.array(d), np.array(v)


@pytest.mark.parametrize("name", SETS)
def test_egger_pet_and_peese_equal_metafor(name: str) -> None:
    d, v = _columns(name)
    egger, pet = asked._line(d, v, np.sqrt(v))
    peese = asked._line(d, v, v)[1]
    assert [*egger] == pytest.approx([R[f"{name}.egger.{key}"] for key in ("t", "df", "p")], rel=1e-8)
    for what, found in (("pet", pet), ("peese", peese)):
        told = [found.b, found.se, *found.ci, found.p]
        keys = ("b", "se", "low", "high", "p")
        assert told == pytest.approx([R[f"{name}.{what}.{key}"] for key in keys], rel=1e-8)


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize(("what", "power"), [("pet", 1), ("peese", 2)])
def test_the_line_of_the_funnel_is_that_of_least_squares(name: str, what: str, power: int) -> None:
    """From R's intercept, the slope of numpy's weighted polynomial fit."""
    d, v = _columns(name)
    theirs = np.polyfit(np.sqrt(v) ** power, d, 1, w=1 / np.sqrt(v))
    found = slope([*zip(d, np.sqrt(v), strict=True)], R[f"{name}.{what}.b"], power)
    assert found == pytest.approx(theirs[0], rel=1e-9)


@pytest.mark.parametrize("name", SETS)
def test_the_interval_of_tau2_equals_metafor(name: str) -> None:
    found = tau2_interval(*_columns(name))
    assert found is not None
    assert [*found] == pytest.approx([R[f"{name}.tau2_low"], R[f"{name}.tau2_high"]], rel=1e-6, abs=1e-9)


@pytest.mark.slow
@pytest.mark.parametrize("name", SETS)
def test_the_selection_model_equals_metafor(name: str) -> None:
    found = asked.selection(*_columns(name))
    assert found is not None
    told = [found.mu, found.tau2, found.delta, found.chi2, found.p]
    keys = ("mu", "tau2", "delta", "lrt", "p")
    assert told == pytest.approx([R[f"{name}.sel.{key}"] for key in keys], rel=1e-6, abs=1e-7)
    far = 1.959964 * R[f"{name}.sel.se"]  # the profile's limits are near those of the curvature, not the same
    assert [*found.ci] == pytest.approx([found.mu - far, found.mu + far], abs=0.25 * far)


@pytest.mark.slow
def test_ten_studies_or_more_are_told_of() -> None:
    d, v = SETS["selected"]
    every = [Study(f"study {i}", Effect(*one)) for i, one in enumerate(zip(d, v, strict=True))]
    found = meta(every)
    said = meta_text(found)
    assert "Egger: t(12) = 4.137, p = .001: small studies differ from large ones" in said
    assert "PET: d = -0.07116 [-0.2789, 0.1366], p = .470 (answers)" in said
    assert "seen 0.09756 times as often" in said
    assert found.to_json()["small_studies"]["answers"] == "pet"
    drawn = funnel_of(found)
    assert all(text in drawn.svg for text in ("PET", "mean of all", "p over .10", "standard error"))
    assert "PET meets a standard error of 0 at −0.07" in drawn.alt


@pytest.mark.slow
def test_effects_with_the_other_sign_mirror_every_answer() -> None:
    """Published or not by significance towards an effect below zero: the same, with the sign turned."""
    d, v = _columns("even")
    found, other = asked.small_studies(d, v), asked.small_studies(-d, v)
    assert found is not None
    assert other is not None
    assert (found.towards, other.towards, other.answers) == ("positive", "negative", found.answers)
    assert other.egger == pytest.approx((-found.egger.t, found.egger.df, found.egger.p))
    assert found.selection is not None
    assert other.selection is not None
    assert [*other.selection.ci] == pytest.approx([-found.selection.ci.high, -found.selection.ci.low])
    assert other.selection.delta == pytest.approx(found.selection.delta)


@pytest.mark.parametrize(
    ("d", "se", "said"),
    [
        ([0.1 * n for n in range(10)], [0.1] * 10, "Every study has the same standard error: small studies"),
        ([0.4] * 10, [0.1 + 0.01 * n for n in range(10)], "Every study has the same effect: small studies"),
        ([0.4] * 10, [0.1] * 10, "in over 97.5 of 100 cases: the interval of tau2 is empty"),
    ],
)
def test_what_is_not_asked_of_studies_that_are_alike_is_said(d: list, se: list, said: str) -> None:
    effects, v = np.array(d), np.array(se) ** 2
    assert any(said in note for note in asked.unasked(effects, v, tau2_interval(effects, v)))


def test_fewer_than_ten_and_studies_of_one_size_are_not_asked() -> None:
    d, v = _columns("selected")
    assert asked.small_studies(d[:9], v[:9]) is None
    assert asked.small_studies(d, np.full(len(d), 0.04)) is None
    assert asked.small_studies(np.full(len(d), 0.3), v) is None
    assert asked.selection(d, v * 100) is None  # no study is significant


def test_two_studies_have_no_interval_of_tau2_and_alike_ones_have_none_above_0() -> None:
    assert tau2_interval(np.array([0.1, 0.4]), np.array([0.02, 0.03])) is None
    same = tau2_interval(np.full(12, 0.3), np.full(12, 0.04))
    assert same is not None
    assert [*same] == [0.0, 0.0]
