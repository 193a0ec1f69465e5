"""The journal of a study: chained like a session's, appended by any station, whole after every crash."""

from __future__ import annotations

import multiprocessing
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ikea_effect.errors import RecordError
from ikea_effect.record.claims import CLAIMED, Claims, alias
from ikea_effect.record.events import GENESIS, digest
from ikea_effect.record.study import Study
from ikea_effect.record.study_journal import (
    Entry,
    append,
    append_all,
    legible,
    read_study_journal,
    study_journal,
)
from tests.unit.operations.settle_bench import Lab, three


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return Lab(tmp_path).study


def test_each_line_follows_from_the_one_before(study: Study) -> None:
    first = append(study, "looked", {"at": 40}, by="ada")
    second = append(study, "looked", {"at": 80})
    assert (first.seq, first.prev, first.data) == (0, GENESIS, {"at": 40, "by": "ada"})
    assert (second.seq, second.prev, second.data) == (1, digest(first.line()), {"at": 80})
    assert read_study_journal(study) == [first, second]


def test_nobody_is_there_before_the_first_line(study: Study) -> None:
    assert read_study_journal(study) == []
    assert list(legible(study)) == []


def test_it_is_no_participant(tmp_path: Path) -> None:
    lab = three(tmp_path)
    append(lab.study, "looked", {})
    assert lab.study.participants() == ["P001", "P002", "P003"]


def test_a_torn_last_line_is_written_over(study: Study) -> None:
    first = append(study, "looked", {})
    with study_journal(study).open("ab") as file:
        file.write(b'{"seq":1,"kind":"loo')
    second = append(study, "looked", {"again": True})
    assert read_study_journal(study) == [first, second]


def test_a_changed_line_breaks_the_chain_and_the_others_stay_legible(study: Study) -> None:
    append_all(study, [Entry("looked", {"n": n}) for n in range(3)], datetime.now(UTC))
    path = study_journal(study)
    path.write_bytes(path.read_bytes().replace(b'"n":1', b'"n":9'))
    with pytest.raises(RecordError, match=r"_study\.jsonl:3: the chain does not hold"):
        read_study_journal(study)
    path.write_bytes(path.read_bytes().replace(b'{"seq":1', b'{"seq"x1'))
    assert [event.data["n"] for event in legible(study)] == [0, 2]


@pytest.mark.parametrize("damaged", [b"nonsense", b"", b"x" * 200_000])
def test_a_damaged_last_line_stops_nobody_and_stays_linked(study: Study, damaged: bytes) -> None:
    append(study, "looked", {})
    with study_journal(study).open("ab") as file:
        file.write(damaged + b"\n")
    third = append(study, "looked", {"after": True})
    assert (third.seq, third.prev) == (2, digest(damaged))
    assert append(study, "looked", {}).seq == 3
    with pytest.raises(RecordError, match=r"_study\.jsonl:2: this line is not an event"):
        read_study_journal(study)


def station(folder: str, name: str) -> None:
    for number in range(10):
        append(Study(Path(folder)), "looked", {"station": name, "number": number})


@pytest.mark.slow
def test_stations_that_write_at_once_lose_no_line(study: Study) -> None:
    with multiprocessing.get_context("spawn").Pool(3) as pool:
        pool.starmap(station, [(str(study.folder), name) for name in "abc"])
    told = [(event.data["station"], event.data["number"]) for event in read_study_journal(study)]
    assert sorted(told) == [(name, number) for name in "abc" for number in range(10)]


def steps_to_ask(study: Study, people: range) -> int:
    """How many calls it takes to ask what the study's journal says of each of them."""
    claims, steps = Claims(study), 0

    def count(*_: object) -> None:
        nonlocal steps
        steps += 1

    sys.setprofile(count)
    try:
        for number in people:
            assert claims.began(f"P{number}")
    finally:
        sys.setprofile(None)
    return steps


def test_asking_for_everyone_in_turn_takes_twice_as_long_for_twice_as_many(study: Study) -> None:
    def enter(people: range) -> None:
        claimed = [Entry(CLAIMED, {"who": alias(study.secret, f"P{n}")}) for n in people]
        append_all(study, claimed, datetime.now(UTC))

    enter(range(50))
    few = steps_to_ask(study, range(50))
    enter(range(50, 100))
    assert steps_to_ask(study, range(100)) <= 2.2 * few
