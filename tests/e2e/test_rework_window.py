"""A design that somebody made for another, who changes it, at one real window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ikea_effect.operations.data import read_study
from ikea_effect.operations.run import RunRequest, run_session
from ikea_effect.operations.settle import settle
from ikea_effect.operations.verify_claims import places_verified
from ikea_effect.record.study import Study
from tests.e2e.one_window import Room, opened_room

NAME, SEED = "made-for-you", 7


@pytest.fixture(scope="module")
def room(x_display: str, home: Path) -> Iterator[Room]:
    yield from opened_room(x_display, home)


@pytest.mark.window
@pytest.mark.slow
@pytest.mark.parametrize("keyboard", [False, True])
def test_a_recipient_changes_and_bids_on_what_a_designer_made(
    room: Room, tmp_path: Path, keyboard: bool
) -> None:
    for who, role in (("D1", "designer"), ("R1", "recipient")):
        request = RunRequest(
            NAME, who, NAME, language="nl", results=tmp_path, mode="scripted", seed=SEED, role=role
        )
        assert run_session(request, lambda setup, answer: room.opened(setup, answer, keyboard)).finished
    study = Study(tmp_path / NAME)
    rows = {row["participant"]: row for row in read_study(study).tables.wide}
    assert rows["R1"]["yoked"] == "D1"
    assert rows["R1"]["change.changes"] == rows["R1"]["changes"]
    assert rows["R1"]["wtp"] is not None
    settle(study)
    assert places_verified(study).problems == ()
