"""The condition of a slot follows from the secret, in whatever order slots are asked for."""

from __future__ import annotations

import functools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ikea_effect.assignment.slots import Slots, slot_condition, slot_conditions
from ikea_effect.protocol.models import Protocol
from ikea_effect.protocol.setup import load_setup

SECRET = bytes(range(32))


@functools.cache
def protocol() -> Protocol:
    return load_setup("norton-2012-1a").protocol


@pytest.mark.slow
@given(st.lists(st.integers(0, 60), min_size=1, max_size=30))
def test_slots_that_are_kept_are_those_that_are_worked_out_one_by_one(asked: list[int]) -> None:
    slots = Slots(protocol(), SECRET)
    kept = [slots.condition(slot) for slot in asked]
    assert kept == [slot_condition(protocol(), SECRET, slot) for slot in asked]
    assert kept == [slot_conditions(protocol(), SECRET, 0, 61)[slot] for slot in asked]


def test_the_condition_of_one_slot_is_the_one_that_all_slots_together_tell() -> None:
    together = slot_conditions(protocol(), SECRET, 0, 8)
    assert len({str(one) for one in together}) > 1
    assert [slot_condition(protocol(), SECRET, slot) for slot in range(8)] == together


@pytest.mark.parametrize("slot", [-1, 10**9, "0", 1.0, True, None])
def test_what_is_no_slot_has_no_condition(slot: object) -> None:
    assert Slots(protocol(), SECRET).condition(slot) is None
