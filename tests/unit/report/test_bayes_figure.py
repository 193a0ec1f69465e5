"""The picture of the Bayes factor says its numbers, and what is not clear."""

from __future__ import annotations

import pytest

from ikea_effect.report.figures.bayes import BayesCurve, bayes_figure, factor


@pytest.mark.parametrize(
    ("value", "words"),
    [(3.2, "3"), (0.1, "1/10"), (1e6, "10^6"), (12345, "12,345"), (1e-7, "1/10^7"), (1, "1")],
)
def test_how_many_times_likelier(value: float, words: str) -> None:
    assert factor(value) == words


def test_its_caption_says_where_the_data_speak_most_and_its_alt_three_points() -> None:
    found = bayes_figure("bayes-x", BayesCurve("Builders bid more", 3.8, 192.1, 2 / 97, 0.6))
    assert "BF10 = 291, with modes at d = ±0.44" in found.caption
    assert "Dashed: the original’s effect." in found.caption
    assert found.alt.count("BF10 is") == 3
    assert "original" in found.svg


def test_without_support_it_says_so() -> None:
    found = bayes_figure("bayes-x", BayesCurve("Builders bid more", 0.3, 192.1, 2 / 97, None))
    assert "Nowhere on the curve do the data speak clearly for an effect." in found.caption
    assert "Dashed" not in found.caption
