"""Places of roles, strata and pairs follow from the slot, each queue with blocks of its own."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

import pytest

from ikea_effect.assignment.blocks import permuted_blocks
from ikea_effect.assignment.minimization import minimized
from ikea_effect.assignment.orders import Turn, orders_of
from ikea_effect.assignment.place import Place, place_of
from ikea_effect.assignment.slots import Queue, Slots, misplaced, partner_slot, queues, slot_conditions
from ikea_effect.protocol.loading import protocol_from_said
from ikea_effect.protocol.models import Protocol
from ikea_effect.seeds import Stream, stream_key
from tests.unit.within_bench import changed, loop_of

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


SITES = {"site": ["delft", "leiden"]}
MINIMIZED = {"scheme": "minimization", "strata": SITES}


def blocks(name: str, sizes: tuple[int, ...], conditions: Sequence[Any]) -> Iterator[Any]:
    """Blocks of the stream with this name, worked out anew."""
    return permuted_blocks(conditions, sizes, Stream(stream_key(SECRET, "", name)))


WARM, COLD = {"room": "warm"}, {"room": "cold"}


@pytest.mark.parametrize(
    ("assignment", "streams", "sizes"),
    [
        ({"block_sizes": [2, 4]}, ["assignment"], (2, 4)),
        ({"block_sizes": [4], "strata": SITES}, ["assignment.delft", "assignment.leiden"], (4,)),
    ],
)
def test_conditions_are_the_declared_blocks_of_a_stream_that_is_the_queues_own(
    assignment: Any, streams: list[str], sizes: tuple[int, ...]
) -> None:
    protocol = study(assignment=assignment)
    slots = Slots(protocol, SECRET)
    assert [queue.purpose for queue in queues(protocol)] == streams
    for queue in queues(protocol):
        expected = list(islice(blocks(queue.purpose, sizes, (WARM, COLD)), 24))
        assert [slots.condition(queue.slot(position)) for position in range(24)] == expected


def test_a_study_that_varies_all_within_participants_has_one_condition_and_needs_no_sizes() -> None:
    loop = {"for_each": {"factor": "room", "order": "fixed", "steps": [{"page": {"text": "room"}}]}}
    protocol = study(
        factors={"room": {"within": True, "levels": LEVELS}},
        assignment={},
        timeline=[loop, {"debrief": {"text": "debrief"}}],
    )
    assert [Slots(protocol, SECRET).condition(slot) for slot in range(3)] == [{}, {}, {}]


def test_pairs_and_their_members_are_drawn_from_two_streams() -> None:
    rooms = LEVELS | {"mild": {"label": "M"}}
    seats = {"left": {"label": "L"}, "right": {"label": "R"}}
    protocol = study(
        factors={"room": {"between": "pair", "levels": rooms}, "seat": {"levels": seats}},
        assignment={"block_sizes": [3, 6]},
    )
    pairs = blocks("assignment", (3, 6), [{"room": room} for room in rooms])
    members = blocks("assignment.members", (2,), [{"seat": seat} for seat in seats])
    expected = [pair | next(members) for pair in islice(pairs, 12) for _ in range(2)]
    slots = Slots(protocol, SECRET)
    assert [slots.condition(slot) for slot in range(24)] == expected
    assert [list(slots.condition(slot) or {}) for slot in range(4)] == [["room", "seat"]] * 4


def test_pairs_of_several_queues_have_numbers_of_their_own_and_partners_that_are_each_others() -> None:
    protocol = study(
        factors={"room": {"between": "pair", "levels": LEVELS}},
        assignment={"block_sizes": [2], "strata": SITES},
    )
    slots = Slots(protocol, SECRET)
    told = [(place.pair, place.member) for place in map(slots.place, range(8))]
    assert told == [(1, 1), (2, 1), (1, 2), (2, 2), (3, 1), (4, 1), (3, 2), (4, 2)]
    assert [partner_slot(protocol, slot) for slot in range(8)] == [2, 3, 0, 1, 6, 7, 4, 5]


def test_a_block_of_places_that_a_desk_was_given_begins_as_the_secret_does() -> None:
    protocol = study(assignment={"block_sizes": [2, 4], "strata": SITES})
    plain, moved = Slots(protocol, SECRET), Slots(protocol, SECRET, 40)
    assert [moved.condition(40 + slot) for slot in range(20)] == [plain.condition(slot) for slot in range(20)]
    assert moved.condition(39) is None


def latin(assignment: Any) -> Protocol:
    def change(said: dict[str, Any]) -> None:
        loop_of(said).update(order="latin")
        said["assignment"] = assignment

    return changed(change)


def test_orders_of_a_block_of_places_begin_as_the_secret_does() -> None:
    protocol = latin({"block_sizes": [2]})
    plain, moved = Slots(protocol, SECRET), Slots(protocol, SECRET, 40)
    assert [moved.place(40 + slot).orders for slot in range(20)] == [
        plain.place(slot).orders for slot in range(20)
    ]


def test_orders_are_balanced_in_each_queue_where_conditions_are_minimized() -> None:
    """A minimized condition is not known from the place: the turns of a queue are counted instead."""
    protocol = latin(MINIMIZED)
    for first in (0, 6):
        slots = Slots(protocol, SECRET, first)
        for queue in queues(protocol):
            orders = [slots.place(first + queue.slot(number)).orders for number in range(12)]
            firsts = [order["whose"][0] for order in orders]
            assert all({*pair} == {"own", "partner"} for pair in batched_by_two(firsts))
            expected = [orders_of(protocol, SECRET, Turn(queue.purpose, number)) for number in range(12)]
            assert orders == expected


def batched_by_two(items: list[str]) -> list[tuple[str, str]]:
    return list(zip(items[::2], items[1::2], strict=True))


def test_no_place_lies_beyond_the_millionth() -> None:
    slots = Slots(study(assignment=MINIMIZED), SECRET)
    assert slots.condition(999_999) == {}
    assert slots.condition(1_000_000) is None


def test_a_queue_alone_has_every_slot() -> None:
    assert [Queue().slot(position) for position in range(3)] == [0, 1, 2]
    assert Queue().purpose == "assignment"


def test_a_minimized_condition_follows_from_its_margins_and_the_slots_own_stream() -> None:
    protocol = study(assignment={**MINIMIZED, "probability": 0.7})
    slots = Slots(protocol, SECRET)
    assert slots.minimizes
    for slot in range(40):
        for margins in ({"site": (0, 9)}, {"site": (3, 3)}):
            stream = Stream(stream_key(SECRET, "", f"assignment.slot-{slot}"))
            expected = minimized((WARM, COLD), margins, 0.7, stream)
            assert slots.place(slot, margins) == Place(
                slot, expected, {"site": ("delft", "leiden")[slot % 2]}, margins=margins
            )


MINIMIZING = study(assignment=MINIMIZED)
PAIRED = study(factors={"room": {"between": "pair", "levels": LEVELS}})


@pytest.mark.parametrize(
    ("protocol", "changes", "wrong"),
    [
        (study(), {}, None),
        (study(), {"slot": -1}, "place -1 has another condition than"),
        (study(), {"condition": {"room": "hot"}}, "place 5 has another condition than {'room': 'hot'}"),
        (study(), {"orders": {"room": ("warm",)}}, "place 5 has another order of levels than"),
        (study(), {"strata": {"site": "delft"}}, "place 5 is of another stratum or pair"),
        (PAIRED, {}, None),
        (PAIRED, {"pair": 4}, "place 5 is of another stratum or pair"),
        (PAIRED, {"member": 1}, "place 5 is of another stratum or pair"),
        (MINIMIZING, {}, "place 5 does not tell what its condition was minimized by"),
        (MINIMIZING, {"margins": {"site": (0, 9), "room": (1, 1)}}, "place 5 does not tell"),
    ],
)
def test_a_place_that_is_not_as_the_secret_gives_it_is_told(
    protocol: Protocol, changes: dict[str, Any], wrong: str | None
) -> None:
    slots = Slots(protocol, SECRET)
    found = misplaced(slots, dataclasses.replace(slots.place(5), **changes))
    assert found == wrong if wrong is None else (found or "").startswith(wrong)


def test_a_minimized_condition_is_drawn_again_by_what_it_went_by() -> None:
    slots = Slots(MINIMIZING, SECRET)
    place = slots.place(1, {"site": (0, 9)})
    assert misplaced(slots, place) is None
    other = COLD if place.condition == WARM else WARM
    wrong = misplaced(slots, dataclasses.replace(place, condition=other))
    assert wrong == f"place 1 has another condition than {other}"
