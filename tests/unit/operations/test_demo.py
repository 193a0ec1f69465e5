"""A demonstration shows every condition, and whoever needs others comes after them."""

from __future__ import annotations

import pytest

from ikea_effect.assignment.slots import slot_conditions
from ikea_effect.operations.demo import ScriptedSession, balanced_seed, by_role, places_for
from ikea_effect.protocol.loading import load_protocol, protocol_ids
from ikea_effect.record.study import checked_id, study_id
from ikea_effect.seeds import secret_from_seed


@pytest.mark.parametrize(("study", "places"), [("norton-2012-1a", 4), ("contest-rewards", 16)])
def test_every_condition_is_there_twice(study: str, places: int) -> None:
    protocol = load_protocol(study)
    assert places_for(protocol, 2) == places
    secret = secret_from_seed(balanced_seed(protocol, 2), protocol.id)
    shown = slot_conditions(protocol, secret, 0, places)
    assert all(shown.count(one) >= 2 for one in protocol.conditions)


def test_judges_are_played_when_all_have_finished_whose_ideas_they_read() -> None:
    protocol = load_protocol("contest-rewards")
    sessions = [ScriptedSession(protocol.id, "demo", f"P{number}", 1, False) for number in range(16)]
    entrants, judges = by_role(protocol, sessions)
    secret = secret_from_seed(1, protocol.id)
    roles = [one["role"] for one in slot_conditions(protocol, secret, 0, 16)]
    assert [roles[int(one.participant[1:])] for one in entrants] == ["entrant"] * 8
    assert len(judges) == 8
    assert by_role(load_protocol("norton-2012-1a"), sessions) == [sessions]


@pytest.mark.parametrize("protocol", [*protocol_ids(), "a" * 40, "a" * 24 + "-" + "b" * 15])
@pytest.mark.parametrize(("before", "after"), [("demo-", ""), ("demo-", "-simulated"), ("", "-simulated")])
def test_a_study_can_be_named_after_any_protocol(protocol: str, before: str, after: str) -> None:
    name = study_id(protocol, before, after)
    assert checked_id(name, "study") == name
    assert name.startswith(before)
    assert name.endswith(after)
    assert "--" not in name
