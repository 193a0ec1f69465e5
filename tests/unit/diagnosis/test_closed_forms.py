"""Power of models beside Welch's, held to what theory says of it."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.power import FTestAnovaPower

from ikea_effect.diagnosis.answers import answers
from ikea_effect.diagnosis.diagnose import diagnose
from ikea_effect.diagnosis.results import Diagnosis
from ikea_effect.protocol.loading import load_protocol, protocol_from_said
from ikea_effect.protocol.models import Protocol
from ikea_effect.protocol.tree import read_tree

pytestmark = pytest.mark.slow
STUDIES = 1_000
PAIRS = Path(__file__).parents[3] / "protocols" / "norton_2012_2.yaml"


def is_near(found: Diagnosis, expected: float, more: float = 0.0) -> bool:
    """Whether the simulated power lies within four Monte-Carlo errors of theory."""
    error = np.sqrt(expected * (1 - expected) / found.studies)
    return found.power.value is not None and abs(found.power.value - expected) < 4 * error + more


def test_power_of_a_difference_of_shares_is_that_of_all_outcomes_together() -> None:
    """Every pair of counts has its binomial chance; of the pooled z the one-sided p is below .05 or not."""
    n, high, low = 60, 0.48, 0.26  # what is declared of those with hard and with easy problems
    x, y = np.meshgrid(np.arange(n + 1), np.arange(n + 1), indexing="ij")
    pooled = (x + y) / (2 * n)
    with np.errstate(invalid="ignore", divide="ignore"):
        z = (x - y) / n / np.sqrt(pooled * (1 - pooled) * 2 / n)
    found = np.where(np.isfinite(z), stats.norm.sf(z) < 0.05, False)
    chances = np.outer(stats.binom.pmf(np.arange(n + 1), n, high), stats.binom.pmf(np.arange(n + 1), n, low))
    expected = float(chances[found].sum())
    assert 0.7 < expected < 0.9
    told = diagnose(load_protocol("mochon-2012-3"), "threatened-choose-to-assemble", n, STUDIES)
    assert is_near(told, expected)
    assert told.target == pytest.approx(high - low, abs=0.01)


def test_power_of_a_one_way_test_is_that_of_the_noncentral_f() -> None:
    protocol, n = load_protocol("engagement-motivators"), 15
    cells = [answers(protocol, "needs", one) for one in protocol.conditions]
    within = np.sqrt(np.mean([one.sd**2 for one in cells]))
    f = float(np.std([one.mean for one in cells]) / within)
    expected = float(FTestAnovaPower().power(f, n * len(cells), 0.05, k_groups=len(cells)))
    assert 0.3 < expected < 0.95
    found = diagnose(protocol, "needs-differ", n, STUDIES)
    assert is_near(found, expected, more=0.02)  # Welch's test pays a little for not pooling


def test_power_of_a_pooled_f_and_of_students_t_is_that_of_the_noncentral_laws() -> None:
    """Of ratings that are normal for all purposes: nothing is given for unequal spreads."""
    said = copy.deepcopy(dict(load_protocol("franke-2010-tshirt").said))
    name = said["hypotheses"][0]["measure"]
    levels = list(load_protocol("franke-2010-tshirt").factors["design"].levels)
    said["measures"]["wide"] = {"kind": "rating", "low": -100, "high": 100, "text": "liking"}
    said["timeline"].insert(-1, {"questionnaire": {"id": "widely", "measures": ["wide"]}})
    means = dict(zip(levels, (0, 6, 12), strict=True))
    said["simulation"]["wide"] = {"distribution": "rounded-normal", "mean": means, "sd": 20}
    one_way = {"kind": "one-way", "factor": "design", "variances": "pooled"}
    student = {"kind": "student", "factor": "design", "contrast": f"{levels[2]} - {levels[0]}"}
    said["hypotheses"] = [
        {"id": "any", "measure": "wide", "alternative": "two-sided", "model": one_way},
        {"id": "two", "measure": "wide", "alternative": "greater", "model": student},
    ]
    for key in ("published", "replication", "claims"):
        said.pop(key, None)
    protocol, n = protocol_from_said(said), 40
    f = float(np.std([0, 6, 12]) / 20)
    expected = float(FTestAnovaPower().power(f, 3 * n, 0.05, k_groups=3))
    assert 0.4 < expected < 0.95, name
    assert is_near(diagnose(protocol, "any", n, STUDIES), expected)
    df, shift = 2 * n - 2, 0.6 * np.sqrt(n / 2)
    expected = float(stats.nct.sf(stats.t.isf(0.05, df), df, shift))
    assert is_near(diagnose(protocol, "two", n, STUDIES), expected)


# --- people in pairs --------------------------------------------------------------------------------------


def _of_pairs(hypothesis: dict[str, Any], age: dict[str, Any]) -> Protocol:
    """The study of pairs, asked another question, with another population of ages."""
    said = dict(read_tree(PAIRS).data)
    said |= {"hypotheses": [hypothesis], "simulation": {**said["simulation"], "age": age}}
    said.pop("replication", None)
    return protocol_from_said(said)


def test_power_of_pairs_means_is_that_of_pairs_drawn_and_tested_by_hand() -> None:
    """Two values of each of two people: a pair is one difference, of answers rounded and held to 1 to 7."""
    n, sd, r, drawn = 20, 1.4, 0.5, 40_000
    rng = np.random.default_rng(5)
    both = rng.multivariate_normal([5.0, 4.2], sd**2 * np.array([[1, r], [r, 1]]), (drawn, n // 2, 2))
    answers_given = np.clip(np.round(both), 1, 7)
    differences = (answers_given[..., 0] - answers_given[..., 1]).mean(axis=-1)
    t = differences.mean(axis=1) / (differences.std(axis=1, ddof=1) / np.sqrt(n // 2))
    expected = float(np.mean(stats.t.sf(t, n // 2 - 1) < 0.05))
    assert 0.6 < expected < 0.9
    found = diagnose(load_protocol("norton-2012-2"), "builders-like-their-own-more", n, 4_000)
    assert is_near(found, expected, more=4 * np.sqrt(expected * (1 - expected) / drawn))


def test_power_of_a_comparison_between_pairs_counts_pairs_and_not_people() -> None:
    """Means of two people no more alike than others have half the variance, and half as many there are."""
    n, sd, more = 24, 5.0, 4.0
    hypothesis = {
        "id": "older", "measure": "age", "alternative": "greater",
        "model": {"kind": "welch", "factor": "labor", "contrast": "build - prebuilt", "unit": "pair"},
    }  # fmt: skip
    means = {"build": 40 + more, "prebuilt": 40.0, "unbuild": 40.0}
    protocol = _of_pairs(hypothesis, {"distribution": "normal", "mean": means, "sd": sd})
    pairs, spread = n // 2, np.sqrt((sd**2 + 1 / 12) / 2)  # ages are whole numbers
    shift, df = more / (spread * np.sqrt(2 / pairs)), 2 * pairs - 2
    expected = float(stats.nct.sf(stats.t.isf(0.05, df), df, shift))
    assert 0.6 < expected < 0.95
    assert is_near(diagnose(protocol, "older", n, 1_000), expected, more=0.01)
