"""What the ledger keeps of a group reads back, and tells its price, size, round and n."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ikea_effect.protocol.kinds.mechanisms.sealed_bids import Auction, FirstPrice, NthPrice, Vickrey
from ikea_effect.tasks.bidding.sealed_bids.group_cell import Formed, formed_in
from ikea_effect.tasks.bidding.sealed_bids.groups import Pending, settle_groups


@pytest.mark.parametrize(
    ("cell", "group", "name"),
    [
        ("bid/3 of 4 at 250", Formed("bid", 3, 4, price=250), "bid/3"),
        ("bid/1 of 4 round 2 n 3 at 0", Formed("bid", 1, 4, 2, 3, 0), "bid/1 round 2"),
        ("bid/label=users/2 of 1", Formed("bid/label=users", 2, 1), "bid/label=users/2"),
        ("bid/12 round 3", Formed("bid", 12, round=3), "bid/12 round 3"),  # before sizes were kept
        ("bid/1", Formed("bid", 1), "bid/1"),
    ],
)
def test_a_cell_tells_its_group(cell: str, group: Formed, name: str) -> None:
    assert formed_in(cell) == group
    assert (group.cell, group.name) == (cell, name)


@pytest.mark.parametrize(
    "cell", ["", "bid", "bid/x", "bid/0", "bid/1 of 0", "bid/1 at 2 of 3", "guess/right 75", "bid/1 "]
)
def test_what_is_no_group_tells_none(cell: str) -> None:
    assert formed_in(cell) is None


NUMBERS = st.none() | st.integers(1, 10**6)


@given(st.builds(Formed, st.just("bid/labor=build"), st.integers(1, 99), NUMBERS, NUMBERS, NUMBERS, NUMBERS))
def test_what_is_kept_reads_back(group: Formed) -> None:
    assert formed_in(group.cell) == group


GRID = {"low": 0, "high": 5, "step": 0.01, "group_size": 3, "if_unfilled": "settle"}


@pytest.mark.parametrize(
    ("auction", "cells"),
    [
        (Vickrey(kind="vickrey", **GRID), {"bid/1 of 3 at 200", "bid/2 of 1"}),
        (FirstPrice(kind="first-price", **GRID), {"bid/1 of 3", "bid/2 of 1"}),
        (NthPrice(kind="nth-price", n=3, **GRID), {"bid/1 of 3 at 100", "bid/2 of 1"}),
        (NthPrice(kind="nth-price", n="random", **GRID), {"bid/1 of 3 n 3 at 100", "bid/2 of 1"}),
    ],
)
def test_the_price_is_kept_where_all_buyers_pay_the_same(auction: Auction, cells: set[str]) -> None:
    bids = [Pending(f"P{n}", "bid", 100 * n, n, int(n == 1), str(n)) for n in (1, 2, 3, 4)]
    assert {one.kept for one in settle_groups(auction, "EUR", bids, closed=True).results} == cells
