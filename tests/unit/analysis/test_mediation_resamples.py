"""Resamples of few people in which columns are alike have no answer, and take nobody else's."""

from __future__ import annotations

import numpy as np
import pytest

from ikea_effect.analysis.mediation import answered, in_sds, solved, unanswered
from ikea_effect.analysis.question import CannotEstimate


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
