"""Resamples of few people in which columns are alike have no answer, and take nobody else's."""

from __future__ import annotations

import numpy as np
import pytest

from ikea_effect.analysis.mediation import System, answered, in_sds, moments, paths, solved, unanswered
from ikea_effect.analysis.question import CannotEstimate
from ikea_effect.analysis.resampling import generator, weight_blocks


def test_a_resample_whose_columns_are_alike_has_no_answer_and_the_others_keep_theirs() -> None:
    sound = np.diag([1.0, 2.0, 4.0])
    found = solved(np.stack([sound, np.ones((3, 3))]), np.array([[1.0, 2.0, 4.0]] * 2))
    assert found[0] == pytest.approx([1, 1, 1])
    assert np.isnan(found[1]).all()


def test_nine_in_ten_resamples_have_to_have_an_answer() -> None:
    drawn = {"indirect": np.array([1.0] * 19 + [np.nan]), "direct": np.arange(20.0)}
    assert {name: len(values) for name, values in answered(drawn).items()} == {"indirect": 19, "direct": 19}
    with pytest.raises(CannotEstimate, match="3 of 20 resamples have no answer"):
        answered({"indirect": np.array([1.0] * 17 + [np.nan] * 3)})


def test_resamples_without_an_answer_are_told() -> None:
    kept = answered({"indirect": np.array([1.0] * 19 + [np.nan])})["indirect"]
    assert unanswered(20, kept) == ("1 of 20 resamples have no answer and were left out.",)
    assert unanswered(19, kept) == ()


def test_a_resample_in_which_all_have_one_value_has_no_size_and_no_library_says_so() -> None:
    found = in_sds(np.array([1.0, 0.0]), np.array([4.0, 0.0]))
    assert found[0] == 0.5
    assert np.isnan(found[1])


@pytest.mark.parametrize("mediators", [1, 2])
def test_resamples_that_know_no_path_have_no_answer_and_not_one_of_rounding(mediators: int) -> None:
    """Of 6 + 4 people one resample in 164 holds one condition alone; its sums of squares are not quite 0."""
    rng = np.random.default_rng(1)
    x = np.repeat([1.0, 0.0], [6, 4])
    ms = [x + rng.normal(size=10) for _ in range(mediators)]
    data = np.stack([x, *ms, sum(ms) + rng.normal(size=10)], axis=1)
    names = [f"m{place}" for place in range(mediators)]
    system = System(data, ("x", *names, "y"), {**dict.fromkeys(names, ("x",)), "y": ("x", *names)}, ("x",))
    [weights] = weight_blocks(generator(1), 10, 4_000, block=4_000)
    found = paths(system, moments(data, weights))
    for name in names:
        lost = ~np.isfinite(found["y", name])
        explained = data[:, : mediators + 1]
        known = np.array(
            [
                np.linalg.matrix_rank(explained[row > 0] - explained[row > 0].mean(0)) > mediators
                for row in weights
            ]
        )
        assert 10 < lost.sum() < 60
        assert (lost == ~known).all()


@pytest.mark.parametrize("size", [1, 2, 3])
def test_systems_are_solved_as_numpy_solves_them(size: int) -> None:
    draws = np.random.default_rng(2).normal(size=(50, 12, size)) * [1, 1e4, 1e-3][:size]
    a, b = draws.transpose(0, 2, 1) @ draws, draws[:, 0]
    assert solved(a, b) == pytest.approx(np.stack([np.linalg.solve(*one) for one in zip(a, b, strict=True)]))
