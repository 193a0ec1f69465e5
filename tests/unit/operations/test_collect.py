"""Desks without a network: places and secrets of their own, and their results joined afterwards."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ikea_effect.assignment.slots import Slots
from ikea_effect.assignment.whole import whole_places
from ikea_effect.errors import ParticipantError, RecordError
from ikea_effect.operations.collect import collect
from ikea_effect.operations.data import read_study
from ikea_effect.operations.desk.study import DeskRequest, run_desk
from ikea_effect.operations.prepare import PrepareRequest, prepare, refuse_meeting
from ikea_effect.operations.run import RunRequest, run_session
from ikea_effect.operations.settle import settle
from ikea_effect.operations.status import status
from ikea_effect.operations.stop import stop
from ikea_effect.operations.verify import verified
from ikea_effect.operations.withdraw import withdraw
from ikea_effect.protocol.loading import kept_protocol, load_protocol
from ikea_effect.record.database import FILE as STORE
from ikea_effect.record.desks import desk_secret
from ikea_effect.record.study import Study
from ikea_effect.record.withdrawals import withdrawn_count
from tests.unit.operations.test_run import STUDY, Opened, stop_before

SEED = 1


def request(results: Path, participant: str = "", **more: Any) -> RunRequest:
    return RunRequest(STUDY, participant, STUDY, results=results, mode="scripted", **more)


def two_desks(folder: Path, places: int = 4, desks: int = 2) -> tuple[Study, list[Path]]:
    """A study with desks that were prepared, and their folders."""
    made = prepare(PrepareRequest(request(folder / "results", seed=SEED), desks, folder / "desks", places))
    return Study(folder / "results" / STUDY), [path for _, path in made.desks]


def run(desk: Path, participant: str, opened: Opened | None = None) -> Mapping[str, str]:
    return run_session(request(desk, participant), opened or Opened()).condition


def files(study: Study) -> dict[str, bytes]:
    """Everything that the study keeps, but for the database's own pages and what locks."""
    there = (path for path in sorted(study.folder.rglob("*")) if path.is_file())
    return {path.name: path.read_bytes() for path in there if path.name != STORE and path.suffix != ".lock"}


@pytest.mark.slow
@pytest.mark.parametrize("begun", [False, True], ids=["before the first", "after"])
def test_a_desk_s_folder_is_opened_as_that_desk_alone(tmp_path: Path, begun: bool) -> None:
    _, (first, _second) = two_desks(tmp_path)
    if begun:
        run(first, "P001")
    says = (
        r"--desk 2: .* is the folder of desk 1 of study .*\. Open it as that \(--desk 1.* if it was prepared"
    )
    roster = tmp_path / "monday.csv"
    roster.write_text("participant\nP002\n", "utf-8")
    with pytest.raises(RecordError, match=says):
        run_desk(DeskRequest(request(first, desk="2"), roster), Opened())
    with pytest.raises(RecordError, match=says):
        run_session(request(first, "P002", desk="2"), Opened())
    assert not (first / STUDY / "journals" / "P002.jsonl").exists()
    run_session(request(first, "P002", desk="1"), Opened())


@pytest.mark.slow
def test_each_desk_has_whole_blocks_and_a_secret_that_does_not_give_away_the_study_s(tmp_path: Path) -> None:
    study, desks = two_desks(tmp_path, places=3)
    blocks = [Study(desk / STUDY).facts["desk"] for desk in desks]
    assert [(one["first"], one["places"] % 2) for one in blocks] == [(0, 0), (blocks[0]["places"], 0)]
    secrets = {(desk / STUDY / "secret").read_bytes() for desk in desks}
    assert len({*secrets, study.secret}) == 3
    assert secrets == {desk_secret(study.secret, 1), desk_secret(study.secret, 2)}
    assert Study(desks[0] / STUDY).facts["seed"] is None  # the study's secret follows from the seed
    for path in (path for desk in desks for path in desk.rglob("*") if path.is_file()):
        assert study.secret not in path.read_bytes()
    with pytest.raises(RecordError, match="has 2 prepared desks already"):
        two_desks(tmp_path)
    more, [third] = two_desks(tmp_path, desks=3)
    assert Study(third / STUDY).facts["desk"]["first"] == blocks[1]["first"] + blocks[1]["places"]
    assert more.sha256 == study.sha256


@pytest.mark.slow
def test_what_desks_did_alone_is_joined_settled_and_verified(tmp_path: Path) -> None:
    study, desks = two_desks(tmp_path)
    conditions = [
        [run(desk, f"{name}{n}")["labor"] for n in range(2)] for desk, name in zip(desks, "AB", strict=True)
    ]
    assert [sorted(one) for one in conditions] == [["build", "prebuilt"]] * 2  # a whole block at each
    assert not run_session(request(desks[0], "A8"), stop_before(4)).finished
    assert not run_session(request(desks[1], "B8"), stop_before(4)).finished
    assert "To be paid" in stop(Study(desks[1] / STUDY), "B8", "felt ill", "show-up", "desk 2")
    run(desks[1], "B9")
    withdraw(Study(desks[1] / STUDY), "B9")
    with pytest.raises(RecordError, match=r"desk 1 of study.*where all desks are joined"):
        settle(Study(desks[0] / STUDY))
    for desk in desks:
        assert [one.what for one in verified(STUDY, desk).findings if not one.holds] == []

    assert "desk 1: 3 sessions, 3 of them new" in (told := collect(study, desks).text())
    assert "B8 was stopped at the desk" in told
    before = files(study)
    assert "3 sessions, 0 of them new" in collect(study, [*reversed(desks)]).text()
    assert files(study) == before
    assert run_session(request(desks[0], "A8", resume=True), Opened()).finished
    assert "desk 1: 3 sessions, 1 of them new" in collect(study, desks).text()

    states = {row["participant"]: row["status"] for row in read_study(study).tables.wide}
    assert states == {"A0": "complete", "A1": "complete", "A8": "complete", "B0": "complete",
                      "B1": "complete", "B8": "interrupted"}  # fmt: skip
    assert {one["participant"]: one["desk"] for one in status(study)["participants"]} == {
        who: {"A": "1", "B": "2"}[who[0]] for who in states
    }
    stop(study, "B8", "felt ill", "show-up", "assistant-1")
    settled = settle(study)
    assert {*settled.handed.amounts} == {*states}
    found = verified(STUDY, study.folder.parent)
    assert [one.what for one in found.findings if not one.holds] == []
    assert verified(str(study.folder / "receipts" / "A0.json"), study.folder.parent).holds
    for who, order in (("A1", (study, Study(desks[0] / STUDY))), ("B0", (Study(desks[1] / STUDY), study))):
        for where in order:
            withdraw(where, who)
            collect(study, desks)
    assert withdrawn_count(study) == 3  # with B9: each once, wherever it was entered first
    with pytest.raises(RecordError, match="desks without a network were prepared"):
        run_session(request(study.folder.parent, "A7", seed=SEED), Opened())


@pytest.mark.slow
def test_a_collection_that_is_killed_anywhere_comes_to_the_same_when_it_is_run_again(tmp_path: Path) -> None:
    study, desks = two_desks(tmp_path)
    run(desks[0], "A0")
    assert not run_session(request(desks[1], "B8"), stop_before(4)).finished
    stop(Study(desks[1] / STUDY), "B8", "felt ill", "show-up", "desk 2")
    killer = Path(__file__).parents[2] / "e2e" / "collect_that_dies.py"
    words = [sys.executable, "-W", "error", str(killer), str(study.folder), *map(str, desks)]
    done = subprocess.run(words, capture_output=True, text=True, check=True, timeout=240)
    said = json.loads(done.stdout)
    assert said["places"] >= 12
    [state] = said["states"]
    assert state.startswith("4 ")  # journals of two sessions and of two desks


@pytest.mark.slow
def test_what_cannot_be_joined_is_told_and_nothing_is_taken_over(tmp_path: Path) -> None:
    study, desks = two_desks(tmp_path, places=1)
    run(desks[0], "P001")
    run(desks[1], "p001")
    before = files(study)
    with pytest.raises(ParticipantError, match=r"p001 took part twice: in .*desk-2.* and in .*desk-1.*P001"):
        collect(study, desks)
    copy = tmp_path / "copy"
    shutil.copytree(desks[0], copy)
    with pytest.raises(RecordError, match=r"are both desk 1\."):
        collect(study, [desks[0], copy])
    journal = copy / STUDY / "journals" / "P001.jsonl"
    journal.write_bytes(journal.read_bytes().replace(b"consent", b"Consent"))
    with pytest.raises(RecordError, match=r"was edited or damaged: P001\.jsonl"):
        collect(study, [copy])
    with pytest.raises(RecordError, match="was not prepared with the study"):
        collect(_with_seed(tmp_path / "other", 2), [desks[0]])
    run(tmp_path / "alone", "P001")
    with pytest.raises(RecordError, match="a study of its own"):
        collect(study, [tmp_path / "alone"])
    with pytest.raises(RecordError, match="no desk's folder"):
        collect(study, [tmp_path])
    assert files(study) == before
    run(desks[0], "P002")
    with pytest.raises(ParticipantError, match="every place that this desk was prepared with"):
        run(desks[0], "P003")


def _with_seed(folder: Path, seed: int) -> Study:
    asked = replace(request(folder / "results"), seed=seed)
    prepare(PrepareRequest(asked, 1, folder / "desks", 1))
    return Study(folder / "results" / STUDY)


@pytest.mark.parametrize(
    ("protocol", "why"),
    [
        ("english", "bids are settled with those of others"),
        ("prediction_band", "bids are settled with those of others"),
        ("partners", "come in pairs"),
        ("makers_and_judges", "are given what others left"),
    ],
)
def test_a_study_whose_participants_meet_is_refused(protocol: str, why: str) -> None:
    path = Path(__file__).parents[2] / "data" / "protocols" / f"{protocol}.yaml"
    with pytest.raises(RecordError, match=why):
        refuse_meeting(load_protocol(str(path)))


@pytest.mark.parametrize(
    ("assignment", "roles", "why"),
    [
        ({"scheme": "minimization", "strata": {"term": ["a", "b"]}}, {}, "depends on all who came before"),
        ({}, {"maker": {"label": "Maker"}, "judge": {"label": "Judge"}}, "who takes which role depends on"),
    ],
)
def test_who_depends_on_those_who_came_before_needs_one_place_that_knows(
    assignment: Mapping[str, Any], roles: Mapping[str, Any], why: str
) -> None:
    said = {
        "id": "boxes", "version": 1, "title": "Boxes", "languages": ["en"], "currency": "EUR",
        "factors": {"labor": {"levels": {"build": {"label": "B"}, "prebuilt": {"label": "P"}}}},
        "assignment": assignment, "roles": roles, "sample": {"per_condition": 20}, "goods": {"box": {}},
        "timeline": [{"debrief": {"text": "debrief"}}], "measures": {}, "payment": {"show_up": 6.00},
    }  # fmt: skip
    with pytest.raises(RecordError, match=why):
        refuse_meeting(
            kept_protocol({key: value for key, value in said.items() if value != {} or key != "roles"})
        )


def test_a_study_whose_desks_share_a_server_is_refused_without_asking_it(tmp_path: Path) -> None:
    asked = replace(request(tmp_path), study="week", store="postgresql+psycopg://lab@127.0.0.1:9/ikea")
    with pytest.raises(RecordError, match=r"'week' has a store that its desks share.*another --study"):
        prepare(PrepareRequest(asked, 2, tmp_path / "desks"))
    assert not list(tmp_path.iterdir())


def test_the_places_of_a_desk_begin_where_its_secret_s_sequence_does_and_are_whole_blocks() -> None:
    protocol = load_protocol(STUDY)
    plain, moved = Slots(protocol, b"desk"), Slots(protocol, b"desk", 40)
    assert [moved.place(slot).condition for slot in range(40, 60)] == [
        plain.place(slot).condition for slot in range(20)
    ]
    assert moved.condition(39) is None
    for wanted in (1, 7, 20):
        places = whole_places(protocol, b"desk", wanted)
        held = Counter(plain.place(slot).condition["labor"] for slot in range(places))
        assert places >= wanted
        assert len({*held.values()}) == 1
