"""A simulated study goes on: who is there stays to the byte, and all is as if nobody had stopped."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from ikea_effect.errors import AnalysisError, RecordError
from ikea_effect.operations.analyze import analysis_of
from ikea_effect.operations.data_files import DataFiles
from ikea_effect.operations.interim import Look
from ikea_effect.operations.looks import looks_of
from ikea_effect.operations.report import material_of
from ikea_effect.operations.simulate import SimulateRequest, simulate
from ikea_effect.operations.simulate_rest import extent_of
from ikea_effect.operations.status import status
from ikea_effect.protocol.loading import find_protocol
from ikea_effect.record.claims import enter_withdrawal
from ikea_effect.record.store_rebuild import store_of
from ikea_effect.record.study import Study, find_study
from ikea_effect.report.document import document
from tests.unit.operations.test_interim import lab
from tests.unit.operations.test_simulate import digests


@pytest.mark.slow
def test_a_study_that_goes_on_is_as_if_it_had_never_stopped(tmp_path: Path) -> None:
    asked = SimulateRequest("norton-2012-1a", 4, 5, "ours", results=tmp_path / "a")
    few = digests(simulate(asked).journals)
    grown = simulate(replace(asked, n=7, grow=True))
    grown = simulate(replace(asked, n=9, grow=True))
    few.pop("_study.jsonl")
    assert few.items() <= digests(grown.journals).items()
    once = simulate(replace(asked, n=9, results=tmp_path / "b"))
    assert digests(grown.journals) == digests(once.journals)
    for name in ("study.json", "protocol.json", "secret"):
        assert (grown.folder / name).read_bytes() == (once.folder / name).read_bytes()
    assert status(grown) == status(once)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"n": 4}, "holds 4 participants: --grow takes a larger --n"),
        ({"seed": 6}, "was begun with seed 5, not 6"),
        ({"replace": True}, "--grow keeps those who are there, and --replace does not"),
        ({"study": "others"}, "no study 'others'"),
        (
            {"protocol": "norton-2012-1b"},
            "was begun with the protocol 'norton-2012-1a', not 'norton-2012-1b'",
        ),
    ],
)
def test_what_cannot_go_on_is_refused_and_nothing_is_changed(
    tmp_path: Path, changes: dict[str, object], reason: str
) -> None:
    asked = SimulateRequest("norton-2012-1a", 4, 5, "ours", results=tmp_path)
    study = simulate(asked)
    before = digests(study.journals), (study.folder / "study.json").read_bytes()
    with pytest.raises(RecordError) as refused:
        simulate(replace(asked, **{"n": 8, "grow": True, **changes}))  # type: ignore[arg-type]
    assert reason in str(refused.value)
    assert (digests(study.journals), (study.folder / "study.json").read_bytes()) == before


def test_a_study_with_people_does_not_go_on(tmp_path: Path) -> None:
    lab(tmp_path, "norton-2012-1a", 2)
    asked = SimulateRequest("norton-2012-1a", 8, 7, "ours", results=tmp_path, grow=True)
    with pytest.raises(RecordError, match="'ours' holds lab sessions"):
        simulate(asked)


class Killed(BaseException):
    """The program ends here."""


def killed_at(asked: SimulateRequest, sessions: int, *, grown_from: int = 0) -> Study:
    """A study whose simulation was killed when so many sessions were entered, and what was torn by it."""
    if grown_from:
        simulate(replace(asked, n=grown_from, grow=False))

    def kill(done: int, _all: int) -> None:
        if done >= sessions:
            raise Killed

    with pytest.raises(Killed):
        simulate(replace(asked, grow=bool(grown_from)), kill)
    return find_study(asked.results, str(asked.study))


def tear(study: Study, whole: Study) -> None:
    """What a power cut leaves: a session that nobody entered, half of the next, and half a line."""
    first, second = sorted({*whole.participants()} - {*study.participants()})[:2]
    study.journal(first).write_bytes(whole.journal(first).read_bytes())
    content = whole.journal(second).read_bytes()
    study.journal(second).write_bytes(content[: len(content) // 2])
    with (study.journals / "_study.jsonl").open("ab") as file:
        file.write(b'{"seq": 9')


@pytest.mark.slow
@pytest.mark.parametrize("grown_from", [0, 30])
@pytest.mark.parametrize("n", [120, 140])
@pytest.mark.parametrize("torn", [False, True])
def test_a_simulation_that_was_killed_goes_on_to_the_same_bytes(
    tmp_path: Path, grown_from: int, n: int, torn: bool
) -> None:
    asked = SimulateRequest("job-choice", 120, 5, "ours", results=tmp_path / "a")
    cut = killed_at(asked, 50, grown_from=grown_from)
    once = simulate(replace(asked, n=n, results=tmp_path / "b"))
    if torn:
        tear(cut, once)
    entered = grown_from + 50
    with pytest.raises(RecordError, match=f"was cut off at {entered} of 120 .* with --grow and --n 120"):
        simulate(asked)
    with pytest.raises(RecordError, match=f"was cut off at {entered} of 120 .* with --grow and --n 120"):
        simulate(replace(asked, n=110, grow=True))
    whole = simulate(replace(asked, n=n, grow=True, processes=2))
    assert digests(whole.journals) == digests(once.journals)
    for name in ("study.json", "protocol.json", "secret"):
        assert (whole.folder / name).read_bytes() == (once.folder / name).read_bytes()
    assert status(whole) == status(once)
    with store_of(whole) as ours, store_of(once) as theirs:
        assert (ours.seats(), ours.holds()) == (theirs.seats(), theirs.holds())


@pytest.mark.slow
@pytest.mark.parametrize("protocol", ["maker-and-judges", "norton-2012-2"])  # by yoked pieces, by open bids
def test_also_where_sessions_rest_on_each_other(tmp_path: Path, protocol: str) -> None:
    asked = SimulateRequest(protocol, 60, 5, "ours", results=tmp_path / "a")
    cut = killed_at(asked, 1)
    once = simulate(replace(asked, results=tmp_path / "b"))
    last = cut.participants()[-1]
    cut.journal(last).write_bytes(once.journal(last).read_bytes()[:500])
    whole = simulate(replace(asked, grow=True))
    assert digests(whole.journals) == digests(once.journals)
    assert status(whole) == status(once)


def test_a_study_that_was_killed_before_its_last_marks_is_not_whole(tmp_path: Path) -> None:
    asked = SimulateRequest("norton-2012-1a", 4, 7, "ours", results=tmp_path)
    study = killed_at(asked, 4)
    assert not extent_of(study).is_whole
    simulate(replace(asked, grow=True))
    assert extent_of(study).is_whole
    study.journal("S0002").unlink()  # which was entered
    simulate(replace(asked, grow=True))
    assert extent_of(study).is_whole


def test_what_is_not_its_own_and_who_withdrew_is_left_alone(tmp_path: Path) -> None:
    asked = SimulateRequest("norton-2012-1a", 4, 7, "ours", results=tmp_path)
    study = killed_at(asked, 4)
    last = study.journal("S0004")
    changed = last.read_bytes().replace(b"started", b"stopped", 1)
    last.write_bytes(changed)
    with pytest.raises(RecordError, match=r"S0004\.jsonl holds what this simulation did not write"):
        simulate(replace(asked, grow=True))
    assert last.read_bytes() == changed
    enter_withdrawal(study, "S0003")
    with pytest.raises(RecordError, match="cannot go on: S0003 withdrew"):
        simulate(replace(asked, n=8, grow=True))


@pytest.mark.slow
@pytest.mark.parametrize("protocol", ["maker-and-judges", "norton-2012-2"])  # by yoked pieces, by open bids
def test_where_later_participants_change_earlier_ones_a_study_does_not_go_on(
    tmp_path: Path, protocol: str
) -> None:
    asked = SimulateRequest(protocol, 12, 5, "ours", results=tmp_path)
    study = simulate(asked)
    before = digests(study.journals)
    with pytest.raises(RecordError, match="cannot go on: who comes later would change earlier"):
        simulate(replace(asked, n=24, grow=True))
    assert digests(study.journals) == before


@pytest.mark.slow
def test_a_second_look_is_taken_when_the_study_has_grown(tmp_path: Path) -> None:
    text = find_protocol("norton-2012-1a").read_text("utf-8")
    plan = "\nsequential: {plan: group-sequential, hypothesis: builders-bid-more, looks: [20, 40]}\n"
    path = tmp_path / "norton_2012_1a.yaml"
    path.write_text(text.replace("per_condition: 100", "per_condition: 40") + plan, encoding="utf-8")
    asked = SimulateRequest(str(path), 40, 7, "ours", results=tmp_path / "r")

    def look(number: int) -> None:
        analysis_of("ours", asked.results, DataFiles(), look=Look("analyze", "JK", "", number))

    study = simulate(asked)
    forty = digests(study.journals)
    for number, reason in ((3, "plans 2 looks, at 20, 40"), (2, "look 1 comes before look 2")):
        with pytest.raises(AnalysisError, match=reason):
            look(number)
    look(1)
    with pytest.raises(
        AnalysisError, match=r"due when 80 participants .* Let more come: ikea-effect simulate"
    ):
        look(2)
    study = simulate(replace(asked, n=80, grow=True))
    forty.pop("_study.jsonl")
    assert forty.items() <= digests(study.journals).items()
    look(2)
    first, second = looks_of(study)
    assert (first.complete, first.decision, second.complete, second.decision) == (
        40,
        "go-on",
        80,
        "not-shown",
    )
    assert first.bound == pytest.approx(0.005575, abs=1e-6)  # 2 (1 - Phi(1.96 / sqrt(1 / 2)))
    assert first.spent == pytest.approx(first.bound)
    assert second.spent == pytest.approx(0.05)
    with pytest.raises(AnalysisError, match="no look is left"):
        look(2)
    page = repr(document(material_of(study)))
    assert "Looks during collection" in page
    assert "40 of 80" in page
    assert "80 of 80" in page
    once = simulate(replace(asked, n=80, results=tmp_path / "once"))
    others = digests(once.journals)
    others.pop("_study.jsonl")  # which was told of the looks
    assert others.items() <= digests(study.journals).items()
    told = json.loads((study.folder / "study.json").read_text("utf-8"))
    assert told == json.loads((once.folder / "study.json").read_text("utf-8"))
