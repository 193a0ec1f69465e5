"""A mediation in a crossed design: what the other factor moves may look like a path."""

from __future__ import annotations

import pytest

from ikea_effect.analysis.analyze import answer
from ikea_effect.analysis.resampling import generator
from ikea_effect.diagnosis import one_by_one
from ikea_effect.protocol.hypotheses import Hypothesis
from ikea_effect.protocol.loading import load_protocol, protocol_ids
from tests.recovery.variants import variants


def mediations(name: str) -> list[Hypothesis]:
    """Hypotheses of one mediator, or of several one after the other."""
    found = [one for one in load_protocol(name).hypotheses if one.model.kind == "mediation"]
    return [one for one in found if len(one.model.mediators) == 1 or one.model.structure == "serial"]  # type: ignore[union-attr]


def test_a_factor_that_is_not_held_equal_is_named() -> None:
    voting = load_protocol("fuchs-2010-voting")
    [asked] = mediations("fuchs-2010-voting")
    [table] = one_by_one.seeded_tables(voting, asked, 20, [generator(1)])
    light = one_by_one.with_resamples(asked, 100)
    everyone = light.model_copy(update={"model": light.model.model_copy(update={"in_cells": {}})})
    told = [
        note
        for note in answer(voting, everyone, table).notes
        if note.startswith("Not held equal here: outcome.")
    ]
    assert len(told) == 1
    assert not any("held equal" in note for note in answer(voting, light, table).notes)


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in protocol_ids() if mediations(name)])
def test_a_mediator_that_moves_nothing_carries_nothing(name: str) -> None:
    """In twenty thousand people per condition, so that also what is small would be seen."""
    for asked in mediations(name):
        for one in variants(load_protocol(name), asked):
            if one.name.endswith(("is not moved", "moves nothing")):
                found = one_by_one.planted(one.protocol, asked)
                assert found.estimate is not None
                assert found.se is not None
                assert abs(found.estimate) < 4 * found.se, f"{asked.id}: {one.name}"
