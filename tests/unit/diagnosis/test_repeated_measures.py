"""People who are asked at several levels: what is declared of them is what sessions and batches draw."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import stats

from ikea_effect.analysis.resampling import generator
from ikea_effect.diagnosis.diagnose import diagnose
from ikea_effect.diagnosis.repeated_measures import RepeatedSampler
from ikea_effect.errors import AnalysisError
from ikea_effect.protocol.experiment import Experiment
from ikea_effect.protocol.models import Protocol
from ikea_effect.protocol.setup import Setup
from ikea_effect.protocol.texts import Texts
from ikea_effect.screens.context import Context
from ikea_effect.tasks.path_model import latent_values
from tests.unit.within_bench import changed, step_of

CONDITION = {"labor": "build"}


def normal(said: dict[str, Any]) -> None:
    means = {"build": {"own": 6.0, "partner": 5.0}, "prebuilt": 5.0}
    said["simulation"]["liking"] = {
        "distribution": "rounded-normal", "mean": means, "sd": {"own": 1.0, "partner": 1.5},
        "correlation": 0.6,
    }  # fmt: skip


def sessions(protocol: Protocol, measure: str, n: int = 500) -> np.ndarray:
    """What n participants think at both levels, shape (n, 2), as their sessions draw it."""
    setup = Setup(protocol, Experiment(protocol=protocol.id, language="en"), Texts("en", {}), None)  # type: ignore[arg-type]
    drawn = [latent_values(Context(setup, f"P{number}", CONDITION, b"secret")) for number in range(n)]
    return np.array([[one[f"{measure}@own"], one[f"{measure}@partner"]] for one in drawn])


@pytest.mark.slow
def test_sessions_draw_the_declared_means_spreads_and_correlation() -> None:
    drawn = sessions(changed(normal), "liking")
    # standard errors with n = 500: 0.07 of a mean, 0.05 of an SD of 1.5, 0.03 of r; bounds of about four
    np.testing.assert_allclose(drawn.mean(axis=0), [6.0, 5.0], atol=0.27)
    np.testing.assert_allclose(drawn.std(axis=0), [1.0, 1.5], atol=0.2)
    assert np.corrcoef(drawn.T)[0, 1] == pytest.approx(0.6, abs=0.12)


@pytest.mark.slow
def test_amounts_keep_their_zeros_mean_and_spread_at_each_level() -> None:
    drawn = sessions(changed(lambda _said: None), "wtp", 800)
    np.testing.assert_allclose(drawn.mean(axis=0), [2.6, 2.0], atol=0.17)
    np.testing.assert_allclose(drawn.std(axis=0), [1.1, 1.1], atol=0.17)
    np.testing.assert_allclose((drawn == 0).mean(axis=0), [0.05, 0.05], atol=0.04)
    assert np.corrcoef(drawn.T)[0, 1] == pytest.approx(0.5, abs=0.13)


def test_batches_draw_the_same_population() -> None:
    drawn = RepeatedSampler(changed(normal), CONDITION, ("liking", "skill")).draw(generator(1), 4000, 1)
    assert set(drawn) == {"liking.own", "liking.partner", "skill"}
    both = np.array([drawn["liking.own"][:, 0], drawn["liking.partner"][:, 0]])
    np.testing.assert_allclose(both.mean(axis=1), [6.0, 5.0], atol=0.1)
    # rounding to whole points adds 1/12 to each variance and nothing to the covariance of 0.9
    expected = 0.6 * 1.5 / np.sqrt((1 + 1 / 12) * (1.5**2 + 1 / 12))
    assert np.corrcoef(both)[0, 1] == pytest.approx(expected, abs=0.04)


def test_options_may_bear_the_names_of_levels() -> None:
    def keep(said: dict[str, Any]) -> None:
        said["measures"]["keep"] = {"kind": "choice", "text": "keep", "options": ["own", "build"]}
        step_of(said, "questionnaire")["measures"] = ["liking", "keep"]
        chances = {"own": {"own": 0.8, "build": 0.2}, "partner": {"own": 0.3, "build": 0.7}}
        said["simulation"]["keep"] = {"distribution": "choice", "chances": chances}

    sampler = RepeatedSampler(changed(keep), CONDITION, ("keep", "liking"))
    drawn = sampler.draw(generator(1), 4000, 1)
    for column, share in (("keep.own", 0.8), ("keep.partner", 0.3)):
        assert sampler.options(column) == ("own", "build")
        assert (drawn[column] == 0).mean() == pytest.approx(share, abs=0.03)
    assert sampler.options("liking.own") == ()


@pytest.mark.slow
def test_power_of_a_paired_comparison_is_that_of_the_noncentral_t() -> None:
    """The SD of the differences: sqrt(1 + 1.5^2 - 2 x 0.6 x 1.5), and 1/12 more for each rounding."""
    n, d = 12, 1 / np.sqrt(1 + 1.5**2 - 2 * 0.6 * 1.5 + 2 / 12)
    expected = stats.nct.sf(stats.t.ppf(0.95, n - 1), n - 1, d * np.sqrt(n))

    def alike(said: dict[str, Any]) -> None:
        normal(said)
        said["simulation"]["liking"]["mean"] = {"own": 6.0, "partner": 5.0}

    found = diagnose(changed(alike), "own-is-liked-more", 6, studies=200)
    assert found.power.value == pytest.approx(expected, abs=0.11)  # four Monte-Carlo errors


def test_a_model_of_one_value_each_needs_to_be_told_which_counts() -> None:
    def untold(said: dict[str, Any]) -> None:
        next(one for one in said["hypotheses"] if one["id"] == "builders-bid-more").pop("repeated")

    with pytest.raises(AnalysisError, match="asked at 2 levels of whose"):
        diagnose(changed(untold), "builders-bid-more", 20, studies=5)
