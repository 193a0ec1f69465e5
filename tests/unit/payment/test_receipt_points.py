"""What a receipt says of points: that they add up, and follow from what practice gained."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ikea_effect.payment import receipts

Points = dict[str, Any]


def earned(by: str, points: int, gain: int | None = None, step: str = "bid") -> Points:
    said = {"step": step, "by": by, "points": points}
    return said if gain is None else said | {"gain": {"minor": gain, "currency": "EUR"}}


def told(*parts: Points) -> dict[str, Any]:
    """A receipt's points, worth 1.00 for every 100."""
    total = sum(part["points"] for part in parts)
    points = {"earned": list(parts), "total": total, "rate": {"minor": 100, "points": 100}}
    return {"currency": "EUR", "points": points}


def problems(found: Mapping[str, Any]) -> list[str]:
    return list(receipts._points(found))


HONEST = (
    earned("practice-1", 0, -40),  # a loss takes off nothing that is not there
    earned("practice-2", 60, 100),  # and counts against what is gained later
    earned("practice-3", -30, -30),
    earned("question-1", 5),
    earned("question-3", 5),
    earned("practice-1", 20, 20, "later"),
    earned("question-1", 7, None, "later"),
)


def test_points_that_follow_from_gains_hold() -> None:
    assert problems(told(*HONEST)) == []
    assert problems({"currency": "EUR"}) == []


LIES: Mapping[str, Callable[[list[Points]], object]] = {
    "more points than gained": lambda parts: parts[1].update(points=393),
    "a gain that was larger": lambda parts: parts[1]["gain"].update(minor=433),
    "another currency": lambda parts: parts[1]["gain"].update(currency="KWD"),
    "a loss left out": lambda parts: parts.pop(0),
    "the last round twice": lambda parts: parts.insert(3, parts[2]),
    "a question twice": lambda parts: parts.append(parts[3]),
    "a question that earns more than another": lambda parts: parts[3].update(points=338),
}


@pytest.mark.parametrize("lie", LIES.values(), ids=list(LIES))
def test_points_that_do_not_follow_show_though_they_add_up(lie: Callable[[list[Points]], object]) -> None:
    parts = copy.deepcopy(list(HONEST))
    lie(parts)
    assert problems(told(*parts))


@given(st.lists(st.integers(-500, 500), max_size=10))
def test_over_all_rounds_losses_take_no_more_than_gains(gains: list[int]) -> None:
    """Counted the other way: what is kept after each round is the sum so far, and never below nothing."""
    kept = [max(sum(gains[:number]), 0) for number in range(len(gains) + 1)]
    parts = [earned(f"practice-{n}", kept[n] - kept[n - 1], gains[n - 1]) for n in range(1, len(kept))]
    assert problems(told(*parts)) == []


PROMISED = {
    "show_up_minor": 250, "endowment_minor": 600, "floor_minor": 100, "cap_minor": 2000, "coin_minor": 5,
    "rounding": "nearest",
}  # fmt: skip


def test_points_their_worth_floor_cap_and_coins_are_said_to_be_unproven() -> None:
    lists = dict.fromkeys(("draws", "trades", "waited", "steps"), ())
    found = told(*HONEST) | lists | {"payment": PROMISED, "title": "Receipt"}
    said = " ".join(receipts.unproven(found))
    for figures in (
        "250 for taking part", "600 to bid with", "never less than 100", "never more than 2000",
        "rounded to the nearest to coins of 5", "100 for every 100 points", "bid practice-2 60",
        "later question-1 7", "67 in all",
    ):  # fmt: skip
        assert figures in said
    none = PROMISED | dict.fromkeys(("floor_minor", "cap_minor", "coin_minor"))
    said = " ".join(receipts.unproven(found | {"payment": none}))
    assert "no floor, no cap, not rounded to coins" in said
