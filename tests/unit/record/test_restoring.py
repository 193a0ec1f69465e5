"""A store that was lost comes back from the journals: no slot is given twice, no group is torn apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from ikea_effect.operations.desk import StudyDesk
from ikea_effect.operations.simulate import SimulateRequest, simulate
from ikea_effect.record.study import Study
from ikea_effect.session.gathering import Group
from ikea_effect.session.screens import Bidder, Gathering

PROTOCOLS = Path(__file__).parents[2] / "data" / "protocols"


def study_of(tmp_path: Path, name: str, n: int) -> Study:
    return simulate(SimulateRequest(str(PROTOCOLS / f"{name}.yaml"), n, 3, "lost", results=tmp_path))


def test_slots_come_back_and_the_next_participant_gets_a_free_one(tmp_path: Path) -> None:
    study = study_of(tmp_path, "offer", 6)
    with study.store() as store:
        before = store.seats()
    (study.folder / "store.sqlite").unlink()
    study.journal("S0003").unlink()
    with study.store() as store:
        assert store.seats() == [seat for seat in before if seat.participant != "S0003"]
        assert store.claim(["P1", "P2"]) == [2, 6]
    with study.store() as store:
        assert len(store.seats()) == 7


def test_a_new_study_has_an_empty_store(tmp_path: Path) -> None:
    study = study_of(tmp_path, "offer", 2)
    (study.folder / "store.sqlite").unlink()
    for who in study.participants():
        study.journal(who).unlink()
    with study.store() as store:
        assert store.seats() == []


@pytest.mark.parametrize("who", ["S0001", "S0002", "S0003"])
def test_groups_come_back_with_who_held_the_sale(tmp_path: Path, who: str) -> None:
    study = study_of(tmp_path, "english", 6)
    (study.folder / "store.sqlite").unlink()
    desk = StudyDesk(study, study.protocol)
    condition = desk.join(gathering(study, who)).bidders[int(who[-1]) - 1].condition
    found = desk.join(gathering(study, who))
    assert isinstance(found, Group)
    assert [one.participant for one in found.bidders] == ["S0001", "S0002", "S0003"]
    assert (found.number, found.closed, found.held_by) == (1, True, "S0003")
    assert found.sale is not None
    assert condition in study.protocol.conditions
    assert desk.join(gathering(study, "P9")).number == 3


def gathering(study: Study, who: str) -> Gathering:
    if who == "P9":
        with study.store() as store:
            store.claim([who])
    return Gathering("bid.group", "bid", 3, Bidder(who, {}), "storage-box", True)
