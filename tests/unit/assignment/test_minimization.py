"""Minimization against its closed description: Pocock & Simon (1975), and PocSimMIN of R's package carat."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

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


def keys() -> Iterator[bytes]:
    """Keys of streams, one after the other."""
    return (number.to_bytes(4, "big") for number in itertools.count())


def test_the_probability_is_followed_to_a_ten_thousandth() -> None:
    """The first draw of the slot's stream is one of 10,000; below 8,500 the better condition is given."""
    for key in itertools.islice(keys(), 200):
        better = Stream(key).below(10_000) < 8_500
        assert minimized(TWO, {"gender": (2, 0)}, 0.85, Stream(key)) == TWO[better]


def test_a_draw_that_equals_the_probability_gives_the_other_condition() -> None:
    at_it = next(key for key in keys() if Stream(key).below(10_000) == 8_500)
    below_it = next(key for key in keys() if Stream(key).below(10_000) == 8_499)
    given = [minimized(TWO, {"gender": (2, 0)}, 0.85, Stream(key)) for key in (at_it, below_it)]
    assert given == [TWO[0], TWO[1]]


@pytest.mark.slow
def test_the_better_condition_is_given_most_of_the_time() -> None:
    """3,600 draws: the standard error of a share of .85 is .006."""
    assert shares(TWO, {"gender": (2, 0), "site": (1, 1)}) == pytest.approx([0.15, 0.85], abs=0.02)
    assert shares(TWO, {"gender": (1, 1)}) == pytest.approx([0.5, 0.5], abs=0.025)
    assert shares(THREE, {"gender": (1, 1, 0)}) == pytest.approx([0.075, 0.075, 0.85], abs=0.02)
