"""A place: what a journal keeps of it, what an edited one tells, and what later ones are drawn by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from ikea_effect.assignment.place import Piece, Place, Taken, holds_of, place_of, tells_place

FILM = ([{"n": 1}, 300],)
WHOLE = Place(
    slot=4,
    condition={"labor": "build", "role": "judge"},
    strata={"age": "old"},
    pair=3,
    member=2,
    margins={"age": (0, 1)},
    yoked=(Piece("P1", "kite", {"n": 1}, FILM), Piece("P2", "box")),
    orders={"whose": ("own", "partner")},
    among={"P1": 2, "P2": 0},
    taken={"bid": Taken("P7", 3.5, {"P7": 1}), "look": Taken("", "red")},
    makers={"P1": {"labor": "build"}},
)
KEPT: dict[str, Any] = {
    "strata": {"age": "old"}, "pair": 3, "member": 2, "margins": {"age": [0, 1]},
    "orders": {"whose": ["own", "partner"]}, "among": {"P1": 2, "P2": 0},
    "yoked": [
        {"participant": "P1", "good": "kite", "recipe": {"n": 1}, "film": [[{"n": 1}, 300]]},
        {"participant": "P2", "good": "box", "recipe": None},
    ],
    "taken": {
        "bid": {"participant": "P7", "value": 3.5, "among": {"P7": 1}},
        "look": {"participant": "", "value": "red", "among": {}},
    },
}  # fmt: skip
FIRST: dict[str, Any] = {"slot": 4, "condition": {"labor": "build", "role": "judge"}}


def test_a_journal_keeps_a_place_with_everything_but_who_made_what_is_judged() -> None:
    assert WHOLE.as_data() == KEPT
    told = place_of(FIRST | {"assignment": KEPT})
    assert (told.as_data(), told.slot, told.condition) == (KEPT, 4, FIRST["condition"])
    assert (told.margins, told.orders, told.makers) == (WHOLE.margins, WHOLE.orders, {})
    assert told.taken == WHOLE.taken
    assert told.yoked[1] == WHOLE.yoked[1]
    assert tells_place(FIRST | {"assignment": KEPT})


def test_an_early_journal_tells_slot_and_condition() -> None:
    assert Place(4, {"labor": "build"}).as_data() == {}
    told = place_of(FIRST)
    assert told == Place(4, FIRST["condition"])
    assert (told.role, Place(4, {"labor": "build"}).role) == ("judge", None)


def test_later_places_are_drawn_by_what_was_shown_and_taken_and_where_margins_count_by_the_condition() -> (
    None
):
    shown = {"yoked": ["P1", "P2"], "taken": {"bid": "P7"}}
    drawn = {"condition": WHOLE.condition, "strata": {"age": "old"}, "margins": {"age": (0, 1)}}
    assert holds_of(WHOLE) == shown | drawn
    assert holds_of(Place(4, {"labor": "build"}, strata={"age": "old"})) == {}
    assert holds_of(Place(0, {}, yoked=(Piece("", "kite"), Piece("P1", "kite")))) == {"yoked": ["P1"]}


ONE = Place(0, {}, yoked=(Piece("P1", "kite", {"n": 1}),))
TWO = Place(0, {}, yoked=(Piece("P1", "kite", {"n": 1}), Piece("P2", "kite", {"n": 2})))


@pytest.mark.parametrize(
    ("place", "good", "number", "maker"),
    [
        (ONE, "kite", 0, "P1"), (ONE, "kite", 1, "P1"), (ONE, "kite", 2, None), (ONE, "box", 0, None),
        (TWO, "kite", 0, None), (TWO, "kite", 1, "P1"), (TWO, "kite", 2, "P2"), (TWO, "kite", 3, None),
        (Place(0, {}), "kite", 0, None), (Place(0, {}), "kite", 1, None),
        (Place(0, {}, yoked=(Piece("", "kite"),)), "kite", 0, None),
    ],
)  # fmt: skip
def test_which_piece_of_a_good_is_shown(place: Place, good: str, number: int, maker: str | None) -> None:
    found = place.piece(good, number)
    assert (None if found is None else found.participant) == maker
    assert (ONE.piece("kite"), TWO.piece("kite")) == (ONE.yoked[0], None)


PIECE = {"participant": "P1", "good": "kite", "recipe": None}
TAKES = {"participant": "P7", "value": 3, "among": {"P7": 1}}


@pytest.mark.parametrize(
    "place",
    [
        {"yoked": [PIECE | {"film": 3}]}, {"yoked": [PIECE | {"film": [3]}]},
        {"yoked": [PIECE | {"film": [[{}]]}]}, {"yoked": [PIECE | {"film": [[3, 3]]}]},
        {"yoked": [PIECE | {"film": [[{}, 0.5]]}]}, {"yoked": [PIECE | {"film": [[{}, 3, 4]]}]},
        {"yoked": [PIECE | {"more": 1}]}, {"yoked": [PIECE | {"good": 1}]},
        {"yoked": [PIECE | {"recipe": []}]},
        {"yoked": [PIECE, PIECE | {"participant": None}]},
        {"taken": []}, {"taken": {"bid": 3}}, {"taken": {"bid": {}}}, {"taken": {"bid": TAKES | {"more": 1}}},
        {"taken": {"bid": TAKES | {"participant": 7}}}, {"taken": {"bid": TAKES | {"value": None}}},
        {"taken": {"bid": TAKES | {"value": True}}}, {"taken": {"bid": TAKES | {"among": {"P7": 0.5}}}},
        {"taken": {"bid": TAKES, "look": TAKES | {"value": []}}},
        {"margins": {"age": [0, 1], "site": [None]}}, {"margins": []}, {"orders": {"whose": ["own", 1]}},
        {"orders": []}, {"member": "2"}, {"member": True}, {"pair": 0.5}, {"strata": []},
    ],
)  # fmt: skip
def test_no_place_is_told_by_anything_else(place: Mapping[str, Any]) -> None:
    assert not tells_place(FIRST | {"assignment": place})


@pytest.mark.parametrize(
    "place",
    [
        {}, {"yoked": [PIECE]}, {"yoked": [PIECE | {"recipe": {}, "film": []}]},
        {"yoked": [PIECE | {"film": [[{}, 0], [{"n": 1}, 300]]}]}, {"taken": {"bid": TAKES}},
        {"taken": {"bid": TAKES | {"value": "red"}, "look": TAKES | {"value": 0.5}}},
        {"pair": None, "member": None}, {"pair": 1, "member": 2}, {"margins": {"age": [0]}},
    ],
)  # fmt: skip
def test_a_place_is_told_by_what_this_program_writes(place: Mapping[str, Any]) -> None:
    assert tells_place(FIRST | {"assignment": place})


@pytest.mark.parametrize("first", [{"slot": 4}, {"condition": {}}, {"slot": 4, "condition": {"labor": 1}}])
def test_a_place_has_a_slot_and_a_condition(first: Mapping[str, Any]) -> None:
    assert not tells_place(first)
