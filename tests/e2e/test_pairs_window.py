"""Partners, and makers and judges, at one real window: by mouse and by keyboard, and their twins."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ikea_effect.operations.data import export, read_study
from ikea_effect.operations.run import RunRequest, run_session
from ikea_effect.operations.settle import settle
from ikea_effect.operations.simulate import SimulateRequest, simulate
from ikea_effect.operations.verify_claims import places_verified
from ikea_effect.operations.withdraw import withdraw
from ikea_effect.record.study import Study
from tests.e2e.one_window import Room, data_of, opened_room

PROTOCOLS = Path(__file__).parents[1] / "data" / "protocols"
SEED = 7


@pytest.fixture(scope="module")
def room(x_display: str, home: Path) -> Iterator[Room]:
    yield from opened_room(x_display, home)


def run(room: Room, name: str, who: str, results: Path, language: str, resume: bool = False) -> str:
    request = RunRequest(
        str(PROTOCOLS / f"{name}.yaml"), who, name, language=language, results=results,
        mode="scripted", seed=SEED, resume=resume,
    )  # fmt: skip
    return run_session(request, lambda setup, answer: room.opened(setup, answer, language == "nl")).state


@pytest.mark.window
@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "nl"])
def test_two_partners_at_one_desk_bid_on_both_pieces(room: Room, tmp_path: Path, language: str) -> None:
    name = "partners"
    assert run(room, name, "S0001", tmp_path, language) == "waiting"
    assert run(room, name, "S0001", tmp_path, language, resume=True) == "waiting"
    assert run(room, name, "S0002", tmp_path, language) == "finished"
    assert run(room, name, "S0001", tmp_path, language, resume=True) == "finished"
    study = Study(tmp_path / name)
    twins = simulate(
        SimulateRequest(str(PROTOCOLS / f"{name}.yaml"), 2, SEED, name, results=tmp_path / "twins")
    )
    for who in ("S0001", "S0002"):
        assert data_of(study, who) == data_of(twins, who)
    settle(study)
    assert places_verified(study).problems == ()
    export(study)
    withdraw(study, "S0002")
    assert [row["participant"] for row in read_study(study).tables.wide] == ["S0001"]
    assert places_verified(study).problems == ()


@pytest.mark.window
@pytest.mark.slow
def test_a_judge_bids_on_what_a_maker_made(room: Room, tmp_path: Path) -> None:
    name = "makers_and_judges"
    assert run(room, name, "M1", tmp_path, "en") == "finished"
    request = RunRequest(
        str(PROTOCOLS / f"{name}.yaml"),
        "J1",
        name,
        results=tmp_path,
        mode="scripted",
        seed=SEED,
        role="judge",
    )
    assert run_session(request, lambda setup, answer: room.opened(setup, answer, True)).finished
    study = Study(tmp_path / name)
    rows = {row["participant"]: row for row in read_study(study).tables.wide}
    assert (rows["J1"]["role"], rows["J1"]["yoked"]) == ("judge", "M1")
    assert rows["J1"]["wtp"] is not None
    settle(study)
    assert places_verified(study).problems == ()
