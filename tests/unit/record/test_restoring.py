"""A store that was lost comes back from the journals: no slot is given twice, no group is torn apart."""

from __future__ import annotations

import multiprocessing
from datetime import timedelta
from pathlib import Path

import pytest

from ikea_effect.errors import RecordError
from ikea_effect.operations.artifacts import finish_what_was_cut_off
from ikea_effect.operations.run_desk import StudyDesk
from ikea_effect.operations.settle import settle
from ikea_effect.operations.simulate import SimulateRequest, simulate
from ikea_effect.protocol.setup import load_setup
from ikea_effect.record.claims import Claims
from ikea_effect.record.events import Event, digest, event_from
from ikea_effect.record.store_rebuild import _enter, store_of
from ikea_effect.record.study import Study
from ikea_effect.record.study_journal import study_journal
from ikea_effect.screens.waiting import Bidder, Gathering
from ikea_effect.session.gathering import Group
from tests.unit.operations.settle_bench import Lab

PROTOCOLS = Path(__file__).parents[2] / "data" / "protocols"


def study_of(tmp_path: Path, name: str, n: int) -> Study:
    return simulate(SimulateRequest(str(PROTOCOLS / f"{name}.yaml"), n, 3, "lost", results=tmp_path))


def test_slots_come_back_and_the_next_participant_gets_a_free_one(tmp_path: Path) -> None:
    study = study_of(tmp_path, "offer", 6)
    with store_of(study) as store:
        before = store.seats()
    (study.folder / "store.sqlite").unlink()
    study.journal("S0003").unlink()
    with store_of(study) as store:
        assert store.seats() == [seat for seat in before if seat.participant != "S0003"]
        assert store.claim(["P1", "P2"]) == [2, 6]
    with store_of(study) as store:
        assert len(store.seats()) == 7


def test_a_new_study_has_an_empty_store(tmp_path: Path) -> None:
    study = study_of(tmp_path, "offer", 2)
    (study.folder / "store.sqlite").unlink()
    for who in study.participants():
        study.journal(who).unlink()
    with store_of(study) as store:
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
        with store_of(study) as store:
            store.claim([who])
    return Gathering("bid.group", "bid", 3, Bidder(who, {}), "storage-box", True)


def test_an_empty_file_is_a_lost_store(tmp_path: Path) -> None:
    study = study_of(tmp_path, "offer", 3)
    (study.folder / "store.sqlite").write_bytes(b"")
    with store_of(study) as store:
        assert store.claim(["P1"]) == [3]


@pytest.mark.parametrize("damage", [b"garbage " * 900, b"SQLite format 3\0" + b"\xa5" * 4080])
def test_a_damaged_store_comes_back_from_the_journals_and_says_so(
    tmp_path: Path, damage: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    study = study_of(tmp_path, "offer", 3)
    with store_of(study) as store:
        before = store.seats()
    path = study.folder / "store.sqlite"
    path.write_bytes(damage)
    path.with_name("store.sqlite-journal").write_bytes(b"left by the damaged one")
    with store_of(study) as store:
        assert store.seats() == before
        assert store.claim(["P1"]) == [3]
    assert "store.sqlite is damaged" in caplog.text
    assert "made anew from the journals" in caplog.text
    assert path.with_name("store.sqlite.damaged").read_bytes() == damage
    caplog.clear()
    with store_of(study) as store:
        assert len(store.seats()) == 4
    assert not caplog.text


@pytest.mark.slow
def test_stations_that_find_the_store_damaged_at_the_same_moment_share_what_comes_back(
    tmp_path: Path,
) -> None:
    study = study_of(tmp_path, "offer", 6)
    (study.folder / "store.sqlite").write_bytes(b"garbage " * 900)
    with multiprocessing.get_context("spawn").Pool(3) as pool:
        slots = pool.starmap(claimed, [(str(study.folder), f"P{number}") for number in range(6)])
    assert sorted(slots) == [6, 7, 8, 9, 10, 11]


def test_two_journals_with_one_slot_are_refused_every_time(tmp_path: Path) -> None:
    study = study_of(tmp_path, "offer", 3)
    (study.folder / "store.sqlite").unlink()
    lines = study.journal("S0002").read_bytes().replace(b'"slot":1', b'"slot":0', 1).splitlines()
    study.journal("S0002").write_bytes(lines[0] + b"\n")
    for _ in range(2):
        with pytest.raises(RecordError, match="S0001 and S0002 both have slot 0"), store_of(study):
            pass


def claimed(folder: str, who: str) -> int:
    with store_of(Study(Path(folder))) as store:
        return store.claim([who])[0]


@pytest.mark.slow
def test_stations_that_find_the_store_lost_at_the_same_moment_share_what_comes_back(tmp_path: Path) -> None:
    study = study_of(tmp_path, "offer", 6)
    (study.folder / "store.sqlite").unlink()
    with multiprocessing.get_context("spawn").Pool(3) as pool:
        slots = pool.starmap(claimed, [(str(study.folder), f"P{number}") for number in range(6)])
    assert sorted(slots) == [6, 7, 8, 9, 10, 11]


def ends_early(study: Study, who: str) -> None:
    """Writes a last line by which a rule of the protocol ends the session."""
    path = study.journal(who)
    last = path.read_bytes().splitlines()[-1]
    seq, at = event_from(last, path.name).seq + 1, "2026-03-02T13:00:00.000Z"
    with path.open("ab") as file:
        file.write(Event(seq, "finished", at, 0, digest(last), {"to_end": False}).line() + b"\n")


def test_settling_enters_the_end_of_a_session_that_was_killed_before_it_could(tmp_path: Path) -> None:
    """As by a kill behind the last line of the last session of all: no other comes to enter it."""
    lab = Lab(tmp_path)
    lab.session("P001", finish=False, bid=0)
    with store_of(lab.study) as store:
        assert [seat.state for seat in store.seats()] == ["taken"]
    lab.clock -= timedelta(minutes=1)
    told = study_journal(lab.study).read_bytes()
    lab.session("P001", bid=0)
    study_journal(lab.study).write_bytes(told)
    assert not Claims(lab.study).ended("P001")
    for _ in range(2):
        settle(lab.study)
    with store_of(lab.study) as store:
        assert [seat.state for seat in store.seats()] == ["finished"]
    assert [event.kind for event in Claims(lab.study).of("P001")] == ["claimed", "ended"]


@pytest.mark.parametrize("how", ["the next run", "a store that was away"])
def test_a_session_that_ended_early_and_was_cut_off_then_gives_its_place_back(
    tmp_path: Path, how: str
) -> None:
    lab = Lab(tmp_path)
    lab.session("P001", finish=False, bid=0)
    with store_of(lab.study) as store:
        assert [seat.participant for seat in store.seats()] == ["P001"]
        ends_early(lab.study, "P001")
        if how == "the next run":
            finish_what_was_cut_off(lab.study, load_setup(str(PROTOCOLS / "offer.yaml")))
        else:
            _enter(store, lab.study, ["P001"])
        assert store.seats() == []
        assert store.claim(["P9"]) == [0]
    assert Claims(lab.study).ended("P001")
