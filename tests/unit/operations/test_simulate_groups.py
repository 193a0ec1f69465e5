"""Simulated participants who meet, of whom some leave."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ikea_effect.operations.session_facts import plan_of
from ikea_effect.operations.simulate import first_chunk, simulated_journals
from ikea_effect.operations.simulate_session import leaves_early, simulated_context
from ikea_effect.protocol.loading import protocol_from_said
from ikea_effect.protocol.setup import load_setup
from ikea_effect.record.events import Event

PAIRS, SECRET, PEOPLE = "norton-2012-2", b"a" * 32, 8


def played(leaves: float) -> tuple[list[list[Event]], set[int]]:
    """The sessions of four pairs, and who of them leaves."""
    setup = load_setup(PAIRS)
    setup = replace(
        setup, protocol=protocol_from_said({**setup.protocol.said, "simulated": {"leaves": leaves}})
    )
    plan, chunk = plan_of(setup, PAIRS, PAIRS, "simulated", 1), first_chunk(setup, SECRET, PEOPLE)
    journals = [list(one.events) for _, one in simulated_journals(setup, plan, SECRET, chunk)]
    contexts = (simulated_context(setup, SECRET, n, chunk.places[n]) for n in range(PEOPLE))
    return journals, {number for number, one in enumerate(contexts) if leaves_early(one)}


@pytest.mark.slow
def test_who_leaves_leaves_the_others_to_wait_and_to_go_on_alone() -> None:
    stayed, nobody = played(0.0)
    found, leaving = played(0.5)
    assert nobody == set()
    assert 2 <= len(leaving) < PEOPLE
    assert {number for number, one in enumerate(found) if one[-1].kind == "interrupted"} == leaving
    assert all(one[-1].kind == "finished" for number, one in enumerate(found) if number not in leaving)
    for number in leaving:
        kept, whole = ([event.kind for event in one] for one in (found[number], stayed[number]))
        assert kept.count("replied") < whole.count("replied")
        assert whole[: kept.index("interrupted")] == kept[:-1]
