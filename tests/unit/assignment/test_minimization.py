"""Minimization against its closed description: Pocock & Simon (1975), and PocSimMIN of R's package carat."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ikea_effect.assignment.minimization import imbalance, margins, minimized
from ikea_effect.seeds import Stream

TWO = ({"room": "warm"}, {"room": "cold"})
THREE = ({"room": "warm"}, {"room": "cold"}, {"room": "mild"})


def test_margins_count_those_who_share_a_value() -> None:
    before = [
        ({"gender": "woman", "site": "delft"}, TWO[0]),
        ({"gender": "woman", "site": "leiden"}, TWO[0]),
        ({"gender": "man", "site": "delft"}, TWO[1]),
    ]
    found = margins(TWO, {"gender": "woman", "site": "delft"}, before)
    assert found == {"gender": (2, 0), "site": (1, 1)}


@pytest.mark.parametrize(
    ("counts", "choice", "left"),
    [
        # population variances by hand: (3, 0) 9/4, (2, 1) 1/4; (2, 1) 1/4 and (1, 2) 1/4
        ({"gender": (2, 0), "site": (1, 1)}, 0, 10 / 4),
        ({"gender": (2, 0), "site": (1, 1)}, 1, 2 / 4),
        # of three: (2, 1, 0) has mean 1 and variance 2/3, (1, 2, 0) too, (1, 1, 1) none
        ({"gender": (1, 1, 0)}, 0, 2 / 3),
        ({"gender": (1, 1, 0)}, 2, 0),
    ],
)
def test_imbalance_is_the_sum_of_the_variances_of_the_margins(
    counts: dict[str, tuple[int, ...]], choice: int, left: float
) -> None:
    assert float(imbalance(counts, choice)) == pytest.approx(left)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=4))
def test_with_two_conditions_it_prefers_what_carat_does(pairs: list[tuple[int, int]]) -> None:
    """carat: with D the difference of margins, treatment 1 is preferred where sum (D + 1)^2 is smaller."""
    counts = {f"v{number}": pair for number, pair in enumerate(pairs)}
    first = sum((one - other + 1) ** 2 for one, other in pairs)
    second = sum((one - other - 1) ** 2 for one, other in pairs)
    ours = imbalance(counts, 0) - imbalance(counts, 1)
    assert (ours > 0) - (ours < 0) == (first > second) - (first < second)


def shares(conditions: tuple[dict[str, str], ...], counts: dict[str, tuple[int, ...]]) -> list[float]:
    drawn = [
        minimized(conditions, counts, 0.85, Stream(bytes([a, b])))
        for a, b in itertools.product(range(60), range(60))
    ]
    return [drawn.count(one) / len(drawn) for one in conditions]


@pytest.mark.slow
def test_the_better_condition_is_given_most_of_the_time() -> None:
    """3,600 draws: the standard error of a share of .85 is .006."""
    assert shares(TWO, {"gender": (2, 0), "site": (1, 1)}) == pytest.approx([0.15, 0.85], abs=0.02)
    assert shares(TWO, {"gender": (1, 1)}) == pytest.approx([0.5, 0.5], abs=0.025)
    assert shares(THREE, {"gender": (1, 1, 0)}) == pytest.approx([0.075, 0.075, 0.85], abs=0.02)
