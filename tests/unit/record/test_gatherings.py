"""Groups at a desk in the store: joined once, held once, also when many stations ask at the same time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ikea_effect.record.gatherings import Gathered, Gatherings, all_groups
from ikea_effect.record.store import Store


@pytest.fixture
def groups(tmp_path: Path) -> Gatherings:
    return Gatherings(Store(tmp_path))


def test_members_join_in_the_order_in_which_they_come_and_only_once(groups: Gatherings) -> None:
    for who in ("B", "A", "B", "C", "B"):
        found = groups.join("bid", who, 3)
    assert found == Gathered(1, ("B", "A", "C"), False, "")
    assert groups.join("bid", "D", 3) == Gathered(2, ("D",), False, "")
    assert groups.join("other", "D", 3).number == 1


def test_a_closed_group_takes_nobody_else(groups: Gatherings) -> None:
    groups.join("bid", "A", 3)
    groups.close("bid", 1)
    assert groups.join("bid", "B", 3).number == 2
    assert groups.join("bid", "A", 3) == Gathered(1, ("A",), True, "")


def test_a_sale_that_is_held_takes_nobody_else_and_is_held_in_one_session(groups: Gatherings) -> None:
    groups.join("bid", "A", 3)
    groups.join("bid", "B", 3)
    assert groups.hold("bid", 1, "B")
    assert groups.hold("bid", 1, "B")
    assert not groups.hold("bid", 1, "A")
    groups.close("bid", 1)
    assert groups.join("bid", "C", 3).number == 2
    assert groups.join("bid", "A", 3).held_by == "B"


def test_who_leaves_is_in_no_group_and_a_sale_that_was_held_there_is_over(groups: Gatherings) -> None:
    for bidding in ("bid", "other"):
        for who in ("A", "B", "C"):
            groups.join(bidding, who, 3)
    assert groups.hold("bid", 1, "A")
    assert groups.hold("other", 1, "B")
    groups.leave("A")
    assert [Gathered(1, ("B", "C"), True, ""), Gathered(1, ("B", "C"), True, "B")] == [
        groups.join(bidding, "B", 3) for bidding in ("bid", "other")
    ]
    assert groups.join("bid", "A", 3) == Gathered(2, ("A",), False, "")


def test_who_leaves_a_group_that_still_forms_makes_room_there(groups: Gatherings) -> None:
    for who in ("A", "B"):
        groups.join("bid", who, 2)
    groups.leave("A")
    assert groups.join("bid", "C", 2) == Gathered(1, ("B", "C"), False, "")


def test_every_group_is_told_in_the_order_of_steps_and_numbers(tmp_path: Path) -> None:
    store = Store(tmp_path)
    groups = Gatherings(store)
    for bidding, who in [("second", "A"), ("first", "A"), ("first", "B"), ("first", "C")]:
        groups.join(bidding, who, 2)
    assert groups.hold("first", 2, "C")
    assert all_groups(store) == [
        ("first", Gathered(1, ("A", "B"), False, "")),
        ("first", Gathered(2, ("C",), True, "C")),
        ("second", Gathered(1, ("A",), False, "")),
    ]


@pytest.mark.slow
def test_stations_that_ask_at_the_same_time_get_whole_groups(tmp_path: Path) -> None:
    Store(tmp_path).close()

    def station(number: int) -> tuple[int, bool]:
        store = Store(tmp_path)
        groups, who = Gatherings(store), f"P{number:02}"
        group = groups.join("bid", who, 4).number
        held = groups.hold("bid", group, who) if number % 2 else False
        store.close()
        return group, held

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(station, range(24)))
    seen = Gatherings(Store(tmp_path))
    members = [seen.join("bid", f"P{number:02}", 4) for number in range(24)]
    assert [group.number for group in members] == [group for group, _ in found]
    assert all(len(group.participants) <= 4 for group in members)
    for number in {group for group, _ in found}:
        assert sum(held for group, held in found if group == number) <= 1
