"""In which order levels are met: balanced over slots, drawn, or as declared; always the same."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import Any

import pytest

from ikea_effect.assignment.orders import balanced_orders
from ikea_effect.assignment.slots import Slots
from tests.unit.within_bench import changed, loop_of

SECRET = b"a secret for orders"


@pytest.mark.parametrize("n", [2, 3, 4, 5, 6])
def test_each_level_is_at_each_place_and_after_each_other_equally_often(n: int) -> None:
    levels = tuple("abcdef"[:n])
    rows = balanced_orders(levels)
    assert len(rows) == (n if n % 2 == 0 else 2 * n)
    places = Counter((place, level) for row in rows for place, level in enumerate(row))
    follows = Counter(pair for row in rows for pair in pairwise(row))
    assert set(places.values()) == {len(rows) // n}
    assert len(places) == n * n
    assert len(set(follows.values())) == 1
    assert len(follows) == n * (n - 1)


def test_rows_that_williams_gives_for_four_treatments() -> None:
    """The square of Williams (1949) for n = 4, cyclic from 1 2 4 3."""
    assert balanced_orders("1234") == (
        ("1", "2", "4", "3"), ("2", "3", "1", "4"), ("3", "4", "2", "1"), ("4", "1", "3", "2"),
    )  # fmt: skip


def with_order(order: str) -> Any:
    return changed(lambda said: loop_of(said).update(order=order))


def test_latin_orders_are_balanced_in_every_condition_after_every_two_of_its_slots() -> None:
    protocol = with_order("latin")
    met: dict[str, list[tuple[str, ...]]] = {}
    slots = Slots(protocol, SECRET)
    for place in map(slots.place, range(40)):
        met.setdefault(place.condition["labor"], []).append(place.orders["whose"])
    for orders in met.values():
        firsts = [order[0] for order in orders]
        assert all({*pair} == {"own", "partner"} for pair in zip(firsts[::2], firsts[1::2], strict=True))
        assert len(set(firsts[::2])) == 2  # which comes first in a block is drawn


def test_random_orders_differ_and_fixed_ones_are_as_declared() -> None:
    drawn = [Slots(with_order("random"), SECRET).place(slot).orders["whose"] for slot in range(20)]
    assert set(drawn) == {("own", "partner"), ("partner", "own")}
    slots = Slots(with_order("random"), SECRET)
    assert drawn == [slots.place(slot).orders["whose"] for slot in range(20)]
    assert Slots(with_order("fixed"), SECRET).place(7).orders == {"whose": ("own", "partner")}
