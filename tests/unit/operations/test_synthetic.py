"""What stands in for data that are not shared: the same cells, nobody's answers, SIMULATED in every file."""

from __future__ import annotations

from pathlib import Path

import pytest

from ikea_effect.assignment.place import Place
from ikea_effect.errors import RecordError
from ikea_effect.operations.data import export, read_study
from ikea_effect.operations.simulate import SimulateRequest, simulate
from ikea_effect.operations.synthetic import cells_of, fill, note_of, stand_in

BUILD, PREBUILT = (("labor", "build"),), (("labor", "prebuilt"),)


def places(*levels: str) -> list[Place]:
    return [Place(slot, {"labor": level}) for slot, level in enumerate(levels)]


@pytest.mark.parametrize(
    ("counts", "numbers"),
    [
        ({BUILD: 1, PREBUILT: 1}, [0, 2]),
        ({BUILD: 2}, [0, 1]),
        ({BUILD: 3, PREBUILT: 1}, [0, 1, 2, 3]),
        ({PREBUILT: 2}, None),
        ({}, []),
    ],
)
def test_the_first_places_that_fill_every_cell_are_played(
    counts: dict[tuple[tuple[str, str], ...], int], numbers: list[int] | None
) -> None:
    assert fill(counts, places("build", "build", "prebuilt", "build")) == numbers


@pytest.mark.slow
def test_it_has_the_cells_of_the_study_and_says_in_every_row_that_nobody_took_part(tmp_path: Path) -> None:
    study = simulate(SimulateRequest("norton-2012-1a", 3, seed=4, results=tmp_path))
    before = sorted(path.name for path in study.folder.rglob("*"))
    with stand_in(study, seed=9) as found:
        assert (cells_of(found), found.mode) == (cells_of(study), "simulated")
        assert found.name == "norton-2012-1a-simulated-synthetic"
        assert {row["mode"] for row in read_study(found).tables.wide} == {"simulated"}
        own, theirs = ([row["wtp"] for row in read_study(one).tables.wide] for one in (study, found))
        assert own != theirs
        written = export(found, tmp_path / "out")
    assert all(path.is_file() for path in written)
    assert not found.folder.exists()
    assert sorted(path.name for path in study.folder.rglob("*")) == before


def test_the_note_beside_it_says_what_was_used_of_the_people(tmp_path: Path) -> None:
    study = simulate(SimulateRequest("norton-2012-1a", 2, results=tmp_path))
    text = note_of(study).decode()
    assert text.startswith("# SIMULATED\n")
    assert "(build: 1, prebuilt: 1)" in text


@pytest.mark.slow
def test_a_simulated_study_does_not_stand_in_for_itself(tmp_path: Path) -> None:
    study = simulate(SimulateRequest("norton-2012-1a", 4, seed=1, results=tmp_path))
    with stand_in(study) as found:
        own, theirs = ([row["wtp"] for row in read_study(one).tables.wide] for one in (study, found))
    assert own != theirs


def test_a_study_whose_sessions_rest_on_each_other_is_refused(tmp_path: Path) -> None:
    study = simulate(SimulateRequest("norton-2012-2", 2, results=tmp_path))
    with pytest.raises(RecordError, match="rest on each other"), stand_in(study):
        pass
