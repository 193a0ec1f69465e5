"""Places of roles, strata and pairs follow from the slot, each queue with blocks of its own."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from ikea_effect.assignment.place import Place, place_of
from ikea_effect.assignment.slots import Slots, misplaced, queues, slot_conditions
from ikea_effect.protocol.loading import protocol_from_said
from ikea_effect.protocol.models import Protocol

SECRET = bytes(range(32))
LEVELS = {"warm": {"label": "W"}, "cold": {"label": "C"}}


def study(**changes: Any) -> Protocol:
    said = {
        "id": "rooms", "version": 1, "title": "Rooms", "languages": ["en"], "currency": "EUR",
        "factors": {"room": {"levels": LEVELS}}, "assignment": {"block_sizes": [2, 4]},
        "sample": {"per_condition": 8}, "goods": {}, "timeline": [{"debrief": {"text": "debrief"}}],
        "measures": {},
    }  # fmt: skip
    return protocol_from_said(said | changes)


def test_without_roles_and_strata_places_are_drawn_as_ever() -> None:
    slots, plain = Slots(study(), SECRET), slot_conditions(study(), SECRET, 0, 20)
    assert [slots.place(slot) for slot in range(20)] == [Place(slot, plain[slot]) for slot in range(20)]
    assert slots.place(0).as_data() == {}


def test_each_stratum_has_blocks_of_its_own() -> None:
    protocol = study(assignment={"block_sizes": [2], "strata": {"site": ["delft", "leiden"]}})
    slots = Slots(protocol, SECRET)
    for queue in queues(protocol):
        places = [slots.place(queue.slot(position)) for position in range(8)]
        assert {place.strata["site"] for place in places} == {queue.strata["site"]}
        for first in range(0, 8, 2):
            assert {place.condition["room"] for place in places[first : first + 2]} == {"warm", "cold"}
    first, second = ([slots.place(slot).condition for slot in range(start, 60, 2)] for start in (0, 1))
    assert first != second


def test_a_list_of_strata_is_one_variable() -> None:
    protocol = study(assignment={"block_sizes": [2], "strata": ["delft", "leiden"]})
    assert dict(protocol.assignment.strata) == {"stratum": ("delft", "leiden")}


def test_roles_are_a_factor_and_have_places_of_their_own() -> None:
    protocol = study(
        roles={"maker": {"label": "Makers"}, "judge": {"after": "maker"}},
        sample={"per_role": {"maker": 4, "judge": 10}},
    )
    assert [level.label for level in protocol.factors["role"].levels.values()] == ["Makers", "Judge"]
    assert [Slots(protocol, SECRET).place(slot).role for slot in range(4)] == ["maker", "judge"] * 2
    assert protocol.planned({"role": "judge", "room": "warm"}) == 5
    assert protocol.planned_in_all == 14


def test_both_of_a_pair_share_what_varies_between_pairs() -> None:
    protocol = study(
        factors={
            "room": {"between": "pair", "levels": LEVELS},
            "seat": {"levels": {"left": {"label": "L"}, "right": {"label": "R"}}},
        }
    )
    slots = Slots(protocol, SECRET)
    places = [slots.place(slot) for slot in range(16)]
    assert [(place.pair, place.member) for place in places[:4]] == [(1, 1), (1, 2), (2, 1), (2, 2)]
    for one, other in zip(places[::2], places[1::2], strict=True):
        assert one.condition["room"] == other.condition["room"]
        assert {one.condition["seat"], other.condition["seat"]} == {"left", "right"}
    assert Counter(place.condition["room"] for place in places) == {"warm": 8, "cold": 8}


def test_a_place_comes_back_from_what_the_journal_tells() -> None:
    protocol = study(assignment={"block_sizes": [2], "strata": {"site": ["delft", "leiden"]}})
    place = Slots(protocol, SECRET).place(5)
    started = {"slot": 5, "condition": dict(place.condition), "assignment": place.as_data()}
    assert place_of(started) == place
    assert misplaced(Slots(protocol, SECRET), place_of(started)) is None
    started["assignment"]["strata"] = {"site": "delft"}
    assert misplaced(Slots(protocol, SECRET), place_of(started)) == "place 5 is of another stratum or pair"


@pytest.mark.parametrize(("margins", "wrong"), [({}, "does not tell"), ({"site": (0, 9)}, None)])
def test_a_minimized_condition_is_drawn_again_by_what_it_went_by(margins: Any, wrong: str | None) -> None:
    protocol = study(assignment={"scheme": "minimization", "strata": {"site": ["delft", "leiden"]}})
    slots = Slots(protocol, SECRET)
    place = slots.place(1, {"site": (0, 9)})
    found = misplaced(slots, Place(1, place.condition, place.strata, margins=margins))
    assert (wrong in found) if wrong and found else found is None
