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
from ikea_effect.operations.status import status
from ikea_effect.protocol.loading import find_protocol
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


def test_a_study_with_people_and_one_that_was_cut_off_do_not_go_on(tmp_path: Path) -> None:
    lab(tmp_path, "norton-2012-1a", 2)
    asked = SimulateRequest("norton-2012-1a", 8, 7, "ours", results=tmp_path, grow=True)
    with pytest.raises(RecordError, match="'ours' holds lab sessions"):
        simulate(asked)
    cut = simulate(replace(asked, n=4, study="cut", grow=False))
    cut.journal("S0004").unlink()
    with pytest.raises(RecordError, match="holds 3 of 4 participants: only a whole one can go on"):
        simulate(replace(asked, study="cut"))


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
