"""Sessions that repeat steps at the levels of a factor: order, data, money, what is killed and goes on."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from ikea_effect.errors import RecordError
from ikea_effect.operations.data import export, read_study
from ikea_effect.operations.preview_screens import photographed
from ikea_effect.operations.replay import replay
from ikea_effect.operations.run import RunRequest, run_session
from ikea_effect.operations.settle import settle
from ikea_effect.operations.simulate import SimulateRequest, simulate
from ikea_effect.operations.status import status
from ikea_effect.operations.verify import verified
from ikea_effect.operations.withdraw import withdraw
from ikea_effect.protocol.setup import load_setup
from ikea_effect.record.events import GENESIS, digest
from ikea_effect.record.journal import read_journal
from ikea_effect.record.ledger import read_ledger
from ikea_effect.record.observations import untimed
from ikea_effect.record.study import Study
from tests.unit.operations.test_run import Opened, stop_before
from tests.unit.within_bench import WITHIN


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """Eight simulated participants, settled."""
    found = simulate(SimulateRequest(str(WITHIN), 8, 3, "boxes", results=tmp_path_factory.mktemp("results")))
    settle(found)
    return found


def wide(study: Study) -> list[dict[str, Any]]:
    return read_study(study).tables.wide


def screens(study: Study, who: str) -> list[str]:
    events = read_journal(study.journal(who)).events
    return [event.data["screen"] for event in events if event.kind == "replied"]


def test_everyone_meets_both_levels_in_an_order_that_is_data_and_balanced(study: Study) -> None:
    for row in wide(study):
        first, second = row["whose.order"].split(", ")
        met = [screen for screen in screens(study, row["participant"]) if screen.startswith("views")]
        assert met == [f"views@{first}.liking", f"views@{second}.liking"]
        assert None not in (row["wtp.own"], row["wtp.partner"])
    orders = Counter((row["labor"], row["whose.order"]) for row in wide(study))
    assert set(orders.values()) == {2}


@pytest.mark.slow
def test_a_rule_by_which_nothing_is_bought_is_read_once() -> None:
    """Ten designs, an amount for each: what a question costs is told before the first of them alone."""
    setup = load_setup("fuchs-2010-voting")
    met = [one.id for one in photographed(setup, setup.protocol.conditions[0]) if "price-of@" in one.id]
    assert [name for name in met if name.endswith(".rule")] == ["price-of@balloon.rule"]
    assert len([name for name in met if name.endswith(".amount")]) == 10


def test_the_order_stands_in_the_first_event(study: Study) -> None:
    for row in wide(study):
        started = read_journal(study.journal(row["participant"])).events[0].data
        assert ", ".join(started["assignment"]["orders"]["whose"]) == row["whose.order"]


def test_practice_and_questions_come_with_the_first_repetition_only(study: Study) -> None:
    for row in wide(study):
        first, second = row["whose.order"].split(", ")
        assert row[f"bid.comprehension.{first}"] in ("passed", "failed")
        assert row[f"bid.comprehension.{second}"] == "not-asked"
        assert row[f"bid.practice_error.{second}"] is None
        asked = [
            screen.partition(".")[0] for screen in screens(study, row["participant"]) if "question" in screen
        ]
        assert set(asked) == {f"bid@{first}"}


def test_one_repetition_is_drawn_to_count_and_only_that_one_is_paid(study: Study) -> None:
    counted = Counter(row["counts"] for row in wide(study))
    assert set(counted) == {"bid@own", "bid@partner"}
    for row in wide(study):
        level = row["counts"].partition("@")[2]
        assert row["owed"] == 11 - row[f"bid.paid.{level}"]
        lines = [one.line for one in read_ledger(study) if one.line.participant == row["participant"]]
        reasons = {line.reason for line in lines if line.reason.startswith("bid@")}
        assert reasons == ({row["counts"]} if row[f"bid.bought.{level}"] else set())


def test_everything_can_be_recomputed_and_played_again(study: Study) -> None:
    assert verified(study.name, study.folder.parent).holds
    again = replay(study)
    assert (again.problems, again.sessions) == ((), 8)


def test_another_order_than_that_of_the_place_is_told(tmp_path: Path) -> None:
    forged = simulate(SimulateRequest(str(WITHIN), 1, 3, "forged", results=tmp_path))
    lines = [json.loads(line) for line in forged.journal("S0001").read_bytes().splitlines()]
    lines[0]["data"]["assignment"]["orders"]["whose"].reverse()
    prev, out = GENESIS, []
    for line in lines:
        said = json.dumps({**line, "prev": prev}, separators=(",", ":"), ensure_ascii=False).encode()
        prev = digest(said)
        out.append(said)
    forged.journal("S0001").write_bytes(b"\n".join([*out, b""]))
    assert any(
        "another order of levels" in str(finding)
        for finding in verified(forged.name, forged.folder.parent).findings
    )
    [problem] = replay(forged).problems
    assert "another order of levels" in problem.what


def test_the_tidy_table_has_a_column_for_the_factor(study: Study) -> None:
    tidy = next(path for path in export(study) if path.name == "observations-tidy.csv")
    header, *rows = tidy.read_text("utf-8").splitlines()
    assert header == "participant,condition,whose,measure,item,repetition,value,unit,mode"
    first = wide(study)[0]
    own = next(
        row for row in rows if row.startswith(f"{first['participant']},labor={first['labor']},own,wtp")
    )
    assert own.split(",")[6] == str(first["wtp.own"])
    skill = next(row for row in rows if ",skill," in row)
    assert skill.split(",")[2] == ""  # asked once


def test_cells_are_conditions_between_participants(study: Study) -> None:
    assert set(status(study)["conditions"]) == {"labor=build", "labor=prebuilt"}


def test_who_withdraws_is_gone_with_all_levels(tmp_path: Path) -> None:
    study = simulate(SimulateRequest(str(WITHIN), 3, 3, "boxes", results=tmp_path))
    settle(study)
    withdraw(study, "S0002")
    assert [row["participant"] for row in wide(study)] == ["S0001", "S0003"]
    assert verified(study.name, study.folder.parent).holds


# --- killed and resumed -----------------------------------------------------------------------------------


def asked(results: Path, **more: Any) -> RunRequest:
    return RunRequest(str(WITHIN), "P001", "boxes", results=results, mode="scripted", seed=1, **more)


def told(results: Path) -> dict[str, Any]:
    [row] = wide(Study(results / "boxes"))
    return untimed(row)


@pytest.mark.slow
def test_a_session_that_is_stopped_inside_a_repetition_goes_on_in_the_same_order(tmp_path: Path) -> None:
    whole = Opened()
    run_session(asked(tmp_path / "whole"), whole)
    shown = whole.hands[0].shown
    second = next(place for place, name in enumerate(shown) if "@" in name and not _first(name, shown))
    for stop in (second + 3,):
        results = tmp_path / str(stop)
        run_session(asked(results), stop_before(stop))
        again = Opened()
        assert run_session(asked(results, resume=True), again).finished
        assert again.hands[0].shown == shown[stop - 1 :]
        assert told(results) == told(tmp_path / "whole")


def _first(name: str, shown: list[str]) -> bool:
    """Whether a screen belongs to the level that came first."""
    level = next(one for one in shown if "@" in one).partition(".")[0].partition("@")[2]
    return name.partition(".")[0].endswith(f"@{level}")


def test_a_journal_of_another_order_is_not_gone_on_with(tmp_path: Path) -> None:
    run_session(asked(tmp_path), stop_before(3))
    journal = Study(tmp_path / "boxes").journal("P001")
    lines = journal.read_bytes().splitlines()
    first = json.loads(lines[0])
    first["data"]["assignment"]["orders"]["whose"].reverse()
    journal.write_bytes(json.dumps(first, separators=(",", ":"), ensure_ascii=False).encode() + b"\n")
    with pytest.raises(RecordError, match="the study's secret"):
        run_session(asked(tmp_path, resume=True), Opened())


def test_a_step_with_a_rule_is_seen_by_those_alone_who_meet_it(study: Study) -> None:
    for row in wide(study):
        for level in ("own", "partner"):
            seen = f"dislike@{level}.why" in screens(study, row["participant"])
            assert seen == (row[f"liking.{level}"] <= 4) == (row[f"why.{level}"] is not None)
