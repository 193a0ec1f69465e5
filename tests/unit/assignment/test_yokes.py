"""Whose work is shown and taken from: whose was handed out least, by chance among equals, worked out anew."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from ikea_effect.assignment.place import Piece
from ikea_effect.assignment.yokes import (
    drawn,
    handed_on,
    pieces_of,
    take_stream,
    taken_from,
    uses,
    yoke_stream,
)
from ikea_effect.protocol.assignments import Yoke
from ikea_effect.seeds import Stream, stream_key

SECRET = bytes(range(32))


def yoke(**said: Any) -> Yoke:
    plain = {"good": "kite", "from": {"role": "maker"}, "to": {"role": "judge"}, "each": 2, "uses": 2}
    return Yoke.model_validate(plain | said)


def streams(count: int) -> list[Stream]:
    return [yoke_stream(SECRET, slot) for slot in range(count)]


def test_each_place_and_step_draws_from_a_stream_of_its_own() -> None:
    assert yoke_stream(SECRET, 7).key == stream_key(SECRET, "", "yoke.slot-7")
    assert take_stream(SECRET, 7, "bid").key == stream_key(SECRET, "", "take.bid.slot-7")


def test_who_was_handed_out_how_often_is_counted_over_all_places() -> None:
    places: list[dict[str, Any]] = [{"yoked": ["A", "B"]}, {"yoked": ["A", "X"]}, {}, {"taken": {"bid": "B"}}]
    assert list(uses(["C", "B", "A"], places).items()) == [("A", 2), ("B", 1), ("C", 0)]


def test_those_that_were_handed_out_least_come_first_and_none_too_often_or_twice() -> None:
    among = {"A": 2, "B": 1, "C": 0, "D": 1, "E": 3}
    for stream in streams(60):
        shown = drawn(yoke(), among, stream)
        assert len(set(shown)) == 2
        assert "C" in shown
        assert set(shown) <= {"B", "C", "D"}
    others = Counter(who for stream in streams(60) for who in drawn(yoke(), among, stream) if who != "C")
    assert min(others["B"], others["D"]) > 15
    firsts = Counter(drawn(yoke(), among, stream)[0] == "C" for stream in streams(60))
    assert min(firsts.values()) > 15, "in which order they are shown is drawn, too"


def test_pieces_are_drawn_as_the_stream_says() -> None:
    among = {"B": 0, "A": 0, "C": 1, "D": 2}
    for slot in range(20):
        stream = yoke_stream(SECRET, slot)
        shuffled = stream.shuffled(["A", "B", "C"])
        expected = stream.shuffled(sorted(shuffled, key=among.__getitem__)[:2])
        assert drawn(yoke(), among, yoke_stream(SECRET, slot)) == expected


@pytest.mark.parametrize("among", [{}, {"A": 0}, {"A": 0, "B": 2}, {"A": 2, "B": 2, "C": 2}])
def test_where_too_few_may_be_handed_out_once_more_nobodys_is_shown(among: dict[str, int]) -> None:
    assert drawn(yoke(), among, yoke_stream(SECRET, 0)) == ()


def test_what_a_step_took_is_counted_with_all_of_its_parts() -> None:
    places: list[dict[str, Any]] = [
        {"taken": {"bid": "A", "look": "B"}},
        {"taken": {"bid.own": "A", "bid.partner": "B"}},
        {"yoked": ["A"]},
    ]
    assert list(handed_on("bid", ["C", "B", "A"], places).items()) == [("A", 2), ("B", 1), ("C", 0)]


def test_a_session_is_taken_from_that_was_taken_from_least() -> None:
    among = {"C": 1, "B": 1, "A": 2}
    for slot in range(20):
        expected = take_stream(SECRET, slot, "bid").choice(["B", "C"])
        assert taken_from(among, take_stream(SECRET, slot, "bid")) == expected
    assert taken_from({}, take_stream(SECRET, 0, "bid")) == ""
    assert taken_from({"A": 5}, take_stream(SECRET, 0, "bid")) == "A"


def test_without_makers_the_good_is_shown_as_it_comes_as_often_as_pieces_are() -> None:
    pieces = {who: Piece(who, "kite", {"n": 1}) for who in ("A", "B", "C")}
    assert pieces_of(yoke(), ["B", "A"], pieces) == (pieces["B"], pieces["A"])
    assert pieces_of(yoke(each=3, uses=3), [], pieces) == (Piece("", "kite"),) * 3
