"""Who is where: running, waiting, stopped, crashed or finished; and whose place is given again."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any

import pytest

from ikea_effect.cli.status import print_status
from ikea_effect.errors import ParticipantError, StationError
from ikea_effect.operations.cash import pay
from ikea_effect.operations.give_again import give_again
from ikea_effect.operations.run import run_session
from ikea_effect.operations.status import LEFT, STATES, status
from ikea_effect.operations.stop import stop
from ikea_effect.record.database import Database
from ikea_effect.record.journal import read_journal
from ikea_effect.record.store_rebuild import store_of
from ikea_effect.record.store_tables import LEASES, TICKS
from ikea_effect.record.study import Study
from tests.unit.operations.settle_bench import Lab
from tests.unit.operations.test_run import STUDY, Opened, asked, stop_before


def seats(found: dict[str, Any]) -> dict[str, str]:
    return {one["participant"]: one["state"] for one in found["participants"]}


def away(study: Study, minutes: float) -> None:
    """Nothing was heard of anybody for so long."""
    with contextlib.closing(Database(study.folder)) as database, database.transaction() as connection:
        connection.execute(LEASES.update().values(beaten=LEASES.c.beaten - 60 * minutes))
        connection.execute(TICKS.update().values(at=TICKS.c.at - 60 * minutes))


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One finished, one was interrupted by the experimenter, one program died, one was stopped."""
    results = tmp_path_factory.mktemp("day")
    run_session(asked(results, "P1", desk="3"), Opened())
    run_session(asked(results, "P2", desk="4"), stop_before(5))
    with pytest.raises(KeyboardInterrupt):
        run_session(asked(results, "P3", desk="5"), stop_before(7, KeyboardInterrupt))
    run_session(asked(results, "P4"), stop_before(3))
    stop(Study(results / STUDY), "P4")
    return results


def test_a_copy_without_its_secret_is_shown_also_once_somebody_was_paid(tmp_path: Path) -> None:
    lab = Lab(tmp_path)
    lab.session("P001", bid=0)
    pay(lab.study, "P001", "assistant-1")
    assert [one["paid"] for one in status(lab.study)["participants"]] == [True]
    (lab.study.folder / "secret").unlink()
    assert [one["paid"] for one in status(Study(lab.study.folder))["participants"]] == [False]


def test_everyone_has_a_state_and_every_condition_counts_each(day: Path) -> None:
    found = status(Study(day / STUDY))
    assert seats(found) == {"P1": "complete", "P2": "interrupted", "P3": "crashed", "P4": "stopped"}
    assert found["n"] == 4
    for cell in found["conditions"].values():
        assert set(cell) == {"planned", *STATES}
    total = {state: sum(cell[state] for cell in found["conditions"].values()) for state in STATES}
    assert total == {
        "complete": 1, "ended-early": 0, "interrupted": 1, "waiting": 0, "stopped": 1, "running": 0,
        "crashed": 1, "finished": 1,
    }  # fmt: skip
    assert sum(total[state] for state in (*LEFT, "running", "crashed")) == found["n"]


def test_who_sits_where_and_the_condition_only_where_it_is_asked_for(
    day: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = status(Study(day / STUDY))
    first = found["participants"][0]
    assert list(first) == ["participant", "state", "desk", "screen", "since", "paid"]
    assert [one["desk"] for one in found["participants"]] == ["3", "4", "5", None]
    assert (first["screen"], first["paid"]) == (None, False)
    asked_for = status(Study(day / STUDY), conditions=True)["participants"][0]
    assert asked_for["condition"] in found["conditions"]
    print_status(found)
    shown = capsys.readouterr().out
    assert "P3" in shown
    assert "crashed" in shown
    assert "labor=" not in shown.partition("participant ")[2]


def test_a_second_run_is_told_at_which_desk_the_first_is_and_since_when(tmp_path: Path) -> None:
    told: list[str] = []

    def meanwhile(shown: int) -> None:
        if shown == 3:
            study = Study(tmp_path / STUDY)
            assert seats(status(study)) == {"P001": "running"}
            with pytest.raises(ParticipantError) as error:
                run_session(asked(tmp_path, resume=True), Opened())
            told.append(str(error.value))
            with pytest.raises(StationError) as stopped:
                stop(study, "P001")
            told.append(str(stopped.value))

    assert run_session(asked(tmp_path, desk="3"), Opened(meanwhile)).finished
    assert len(told) == 2
    assert all("P001 runs at desk 3 since " in message for message in told)
    events = read_journal(tmp_path / STUDY / "journals" / "P001.jsonl").events
    assert events[0].data["lease"] == {"number": 1, "desk": "3"}


def test_a_desk_whose_name_cannot_stand_on_a_page_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StationError, match="a desk is called by"):
        run_session(asked(tmp_path, desk="<3>"), Opened())


def test_a_clock_that_is_set_forward_takes_no_place_of_who_only_just_left(tmp_path: Path) -> None:
    run_session(asked(tmp_path, "P1"), stop_before(5))
    study = Study(tmp_path / STUDY)
    with contextlib.closing(Database(study.folder)) as database, database.transaction() as connection:
        connection.execute(LEASES.update().values(beaten=LEASES.c.beaten - 5 * 3600))
    assert give_again(study, after_min=30) == []


@pytest.mark.slow
def test_a_place_that_was_left_for_long_enough_is_given_to_the_next(tmp_path: Path) -> None:
    run_session(asked(tmp_path, "P1"), Opened())
    run_session(asked(tmp_path, "P2"), stop_before(5))
    with pytest.raises(KeyboardInterrupt):
        run_session(asked(tmp_path, "P3"), stop_before(7, KeyboardInterrupt))
    study = Study(tmp_path / STUDY)
    assert give_again(study, after_min=30) == []
    away(study, 31)
    assert give_again(study, after_min=30, besides="P2") == ["P3"]
    run_session(asked(tmp_path, "P4"), Opened())
    with store_of(study) as store:
        assert {seat.participant: seat.slot for seat in store.seats()} == {"P1": 0, "P2": 1, "P4": 2}
    assert seats(status(study))["P3"] == "stopped"
    with pytest.raises(ParticipantError, match="was stopped"):
        run_session(asked(tmp_path, "P3", resume=True), Opened())
    assert run_session(asked(tmp_path, "P2", resume=True), Opened()).finished
