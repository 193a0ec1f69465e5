"""What judges give is a measure of whoever made it: joined by row, declared, simulated, analyzed."""

from __future__ import annotations

import statistics
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from ikea_effect.errors import ProtocolError
from ikea_effect.operations.analyze import analysis_of
from ikea_effect.operations.data import read_study
from ikea_effect.operations.data_files import DataFiles
from ikea_effect.operations.simulate import SimulateRequest, simulate
from ikea_effect.protocol.loading import load_protocol
from ikea_effect.protocol.texts import Text
from ikea_effect.record.judges import judged_cells
from ikea_effect.record.study import Study
from ikea_effect.screens.waiting import Bidder
from ikea_effect.seeds import Stream, stream_key
from ikea_effect.tasks.judging.simulation import SIMULATED
from ikea_effect.tasks.judging.task import JudgedItem
from tests.unit.operations.places_bench import TEXTS, written
from tests.unit.operations.test_takes import ENTRIES

WRITER, JUDGE = {"role": "writer"}, {"role": "judge"}
SCALES = {"good": {"low": 1, "high": 7}}
MODEL = {"kind": "welch", "factor": "prize", "contrast": "yes - no"}
MEANS = {"yes": 5.5, "no": 3.0}


def entries(folder: Path, *, timeline: Mapping[str, Any] | None = None, **ideas: Any) -> str:
    """Some write for a prize or without; others judge two of them each, which is a measure of who wrote."""
    uses: dict[str, Any] = {
        "id": "uses",
        "text": "uses",
        "at_most": 2,
        "max_characters": 40,
        "only_in": WRITER,
    }
    judge: dict[str, Any] = {
        "id": "judge",
        "text": "judge",
        "ideas": {"step": "uses", "each": 2},
        "scales": SCALES,
    }
    return written(
        folder, TEXTS + ENTRIES,
        roles={"writer": {}, "judge": {"after": "writer"}},
        factors={"prize": {"between": "participant", "role": "writer", "levels": {
            "yes": {"label": "Prize"}, "no": {"label": "None"}}}},
        sample={"per_role": {"writer": 20, "judge": 20}},
        measures={"worth": {"kind": "score", "low": 1, "high": 7}},
        simulation={"worth": {"distribution": "normal", "mean": MEANS, "sd": 0.4}},
        hypotheses=[{"id": "better", "claim": "A prize makes better ideas", "measure": "worth",
                     "model": MODEL, "alternative": "greater"}],
        timeline=[
            {"ideas": {**uses, "measures": {"judge.good": "worth"}, **ideas}},
            {"judging": {**judge, "only_in": JUDGE, **(timeline or {})}},
            {"debrief": {"text": "debrief"}},
        ],
    )  # fmt: skip


def faults(reference: str) -> str:
    """All that is said of the file; nothing if it can be collected."""
    try:
        return "\n".join(map(str, load_protocol(reference).uncollectable))
    except ProtocolError as error:
        return str(error)


def judge(who: str, status: str = "complete", **given: int) -> dict[str, Any]:
    """A judge's row: whose was seen first, whose second, and what was given."""
    row: dict[str, Any] = {"participant": who, "status": status}
    for number, (maker, rating) in enumerate(given.items(), start=1):
        row |= {f"judge.entry-{number}.yoked_to": maker, f"judge.good.entry-{number}": rating}
    return row


def test_the_mean_of_all_who_judged_it_to_their_end_is_the_makers(tmp_path: Path) -> None:
    rows = [
        {"participant": "W1", "status": "complete"},
        judge("J1", W1=7, W2=2),
        judge("J2", W1=4, W3=1),
        judge("J3", "interrupted", W1=1, W4=1),
    ]
    found = judged_cells(load_protocol(entries(tmp_path)), rows)
    assert found == {
        "W1": {"worth": 5.5, "uses.judges": 2},
        "W2": {"worth": 2.0, "uses.judges": 1},
        "W3": {"worth": 1.0, "uses.judges": 1},
    }


@pytest.mark.slow
def test_simulated_judges_see_how_good_it_is_and_the_planted_effect_comes_back(tmp_path: Path) -> None:
    protocol = entries(tmp_path)
    simulate(SimulateRequest(protocol, n=40, seed=7, study="moods", results=tmp_path / "results"))
    study = Study(tmp_path / "results" / "moods")
    wide = read_study(study).tables.wide
    for row in (one for one in wide if one["role"] == "writer"):
        given = [
            one[f"judge.good.entry-{n}"]
            for one in wide
            for n in (1, 2)
            if one[f"judge.entry-{n}.yoked_to"] == row["participant"]
        ]
        assert (row["worth"], row["uses.judges"]) == (statistics.fmean(given), 2)
    assert not [one for one in wide if one["role"] == "judge" and one["worth"] is not None]
    [primary] = [
        one
        for one in analysis_of("moods", tmp_path / "results", DataFiles()).estimates
        if one.role == "primary"
    ]
    assert primary.estimate == pytest.approx(MEANS["yes"] - MEANS["no"], abs=0.6)  # more than two errors
    assert primary.n == {"yes": 10, "no": 10}


class Knows:
    """Who knows what one writer's is worth."""

    def value(self, measure: str | None, bidder: Bidder | None = None) -> float | None:
        return 4.3 if measure == "worth" and bidder is not None and bidder.participant == "W1" else None


@pytest.mark.parametrize("ends", [(1, 7), (1, 4)])
def test_a_simulated_judge_gives_one_of_the_two_points_around_it(ends: tuple[int, int]) -> None:
    whose = Bidder("W1", {"prize": "yes"})
    item = JudgedItem("good", Text("t"), *ends, Text("t"), Text("t"), of_maker="worth", maker=whose)
    keys = (stream_key(b"k" * 32, str(number), "judge") for number in range(400))
    given = [SIMULATED.answer(item, Knows(), Stream(key)) for key in keys]  # type: ignore[arg-type]
    assert set(given) == {min(4, ends[1]), min(5, ends[1])}
    if ends[1] > 4:
        assert statistics.fmean(given) == pytest.approx(4.3, abs=0.08)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"measures": {"judge.nice": "worth"}}, "is nothing that this step comes to. Results: judge.good."),
        ({"measures": {"judge.good": "mood"}}, "names measure 'mood', which is not declared"),
        ({"measure": "worth", "measures": {}}, "names measure 'worth' of kind score"),
    ],
)
def test_what_cannot_be_a_makers_measure_is_told(tmp_path: Path, change: Any, says: str) -> None:
    assert says in faults(entries(tmp_path, **change))


def test_judges_who_could_never_begin_are_told(tmp_path: Path) -> None:
    few = entries(tmp_path, timeline={"ideas": {"step": "uses", "each": 12}})
    Path(few).write_text(Path(few).read_text("utf-8").replace('"writer": 20', '"writer": 11'), "utf-8")
    told = faults(few)
    assert "timeline[1].judging\n  takes what 12 others left in 'uses', and 11 are planned who meet" in told


def test_without_anybody_who_judges_it_is_told(tmp_path: Path) -> None:
    others = {"pieces": {"one": {"text": "welcome.body"}, "two": {"text": "debrief.body"}}, "ideas": None}
    alone = entries(tmp_path, timeline=others)
    assert "take what judges gave, and no step judges 'uses'" in faults(alone)
