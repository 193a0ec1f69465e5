"""Sealed-bid auctions, by example."""

import pytest

from ikea_effect.errors import ElicitationError
from ikea_effect.protocol.kinds.mechanisms.sealed_bids import FirstPrice, NthPrice, Vickrey
from ikea_effect.seeds import Stream
from ikea_effect.tasks.bidding.sealed_bids.groups import Pending, settle_groups
from ikea_effect.tasks.bidding.sealed_bids.rule import SealedBid, Terms, draw_share, settle, terms

BIDS = [SealedBid("a", 300, 1), SealedBid("b", 500, 2), SealedBid("c", 200, 3), SealedBid("d", 400, 4)]
GRID = {"low": 0, "high": 5, "step": 0.5, "group_size": 4}


def paid(awards) -> dict[str, int]:
    return {award.bidder: award.pays for award in awards if award.bought}


@pytest.mark.parametrize(
    ("auction", "expected"),
    [
        (Vickrey.model_validate({"kind": "vickrey", **GRID}), {"b": 400}),
        (Vickrey.model_validate({"kind": "vickrey", **GRID, "units": 2}), {"b": 300, "d": 300}),
        (Vickrey.model_validate({"kind": "vickrey", **GRID, "reserve": 4.5}), {"b": 450}),
        (
            Vickrey.model_validate({"kind": "vickrey", **GRID, "units": 3, "reserve": 3.5}),
            {"b": 350, "d": 350},
        ),
        (FirstPrice.model_validate({"kind": "first-price", **GRID}), {"b": 500}),
        (FirstPrice.model_validate({"kind": "first-price", **GRID, "units": 2}), {"b": 500, "d": 400}),
        (NthPrice.model_validate({"kind": "nth-price", **GRID, "n": 2}), {"b": 400}),
        (NthPrice.model_validate({"kind": "nth-price", **GRID, "n": 4}), {"a": 200, "b": 200, "d": 200}),
    ],
)
def test_who_buys_and_what_is_paid(auction, expected):
    assert paid(settle(BIDS, terms(auction, BIDS, "EUR"))) == expected


def test_nothing_is_sold_below_the_reserve():
    assert paid(settle(BIDS, Terms(2, 600, "next-bid"))) == {}


def test_of_equal_bids_the_higher_rank_buys():
    bids = [SealedBid("a", 300, 1), SealedBid("b", 300, 9), SealedBid("c", 300, 5)]
    assert paid(settle(bids, Terms(2, 0, "next-bid"))) == {"b": 300, "c": 300}


def test_a_random_n_comes_from_all_members_parts():
    auction = NthPrice.model_validate({"kind": "nth-price", **GRID, "n": "random"})
    for total in range(6):
        bids = [
            SealedBid(name, 100, 1, share) for name, share in (("a", 0), ("b", 0), ("c", total), ("d", 0))
        ]
        assert terms(auction, bids, "EUR").units == 1 + total % 3


def test_a_group_with_one_member_is_not_settled():
    with pytest.raises(ElicitationError, match="at least two bids"):
        terms(Vickrey.model_validate({"kind": "vickrey", **GRID}), BIDS[:1], "EUR")


def test_a_members_share_is_fair_for_every_number_of_members_who_may_bid():
    """In a group of four, 2 to 4 may have bid: one of 1, 2 or 3 places is drawn."""
    auction = NthPrice.model_validate(GRID | {"kind": "nth-price", "group_size": 4, "n": "random"})
    drawn = [draw_share(auction, Stream(number.to_bytes(32, "big"))) for number in range(600)]
    assert set(drawn) == set(range(6))
    assert all(60 < drawn.count(share) < 140 for share in range(6))  # over four standard deviations


def test_groups_form_within_conditions_where_that_is_declared():
    auction = Vickrey.model_validate(GRID | {"kind": "vickrey", "group_size": 2, "among": "condition"})
    bids = [
        Pending(who, "bid", amount, 0, 0, who, condition)
        for who, amount, condition in (("P1", 400, "a"), ("P2", 100, "b"), ("P3", 300, "a"), ("P4", 200, "b"))
    ]
    found = {one.participant: (one.group, one.pays) for one in settle_groups(auction, "EUR", bids).results}
    assert found == {
        "P1": ("bid/a/1", 300), "P3": ("bid/a/1", 0), "P4": ("bid/b/1", 100), "P2": ("bid/b/1", 0),
    }  # fmt: skip
