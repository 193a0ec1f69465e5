"""A study's table, exported and read back, is analyzed as the study itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ikea_effect.operations.analyze import People, analysis_of
from ikea_effect.operations.data import export
from ikea_effect.operations.data_files import DataFiles
from ikea_effect.operations.simulate import SimulateRequest, simulate
from ikea_effect.record.study import Study
from tests.quick import quick

ROOT = Path(__file__).parents[3]
FOLDERS = (ROOT / "protocols", ROOT / "tests/data/protocols")
PROTOCOLS = [path for folder in FOLDERS for path in sorted(folder.glob("*.yaml"))]
EACH_TIME = (
    ROOT / "protocols/norton_2012_1a.yaml",
    *(
        ROOT / f"tests/data/protocols/{name}.yaml"
        for name in ("everything", "points", "price_list_rounds", "vickrey")
    ),
)
INTERRUPTED = "The simulation is incomplete: it stopped at 5 of 6 participants."
"""One of six was cut off, which its journals tell and its table does not."""


def simulated(protocol: Path, results: Path, n: int = 6) -> Study:
    """A study whose last participant stopped before the end."""
    study = simulate(SimulateRequest(str(protocol), n, 3, "boxes", results=results))
    last = study.journal(study.participants()[-1])
    lines = last.read_bytes().splitlines(keepends=True)
    last.write_bytes(b"".join(lines[:-1]))
    return study


def both_ways(study: Study, protocol: Path, people: People | None = None) -> tuple[Any, Any]:
    """The analysis of the study, and of its exported table."""
    people = people or People()
    table = export(study, study.folder / "tables")[0]
    from_study = analysis_of(study.name, study.folder.parent, DataFiles(), people).to_json()
    return from_study, analysis_of(str(protocol), Path(), DataFiles((table,)), people).to_json()


@pytest.mark.slow
@pytest.mark.parametrize("protocol", quick(PROTOCOLS, *EACH_TIME), ids=lambda path: path.stem)
def test_an_exported_table_gives_the_analysis_of_its_study(tmp_path: Path, protocol: Path) -> None:
    study = simulated(protocol, tmp_path)
    of_study, of_table = both_ways(study, protocol)
    source = of_study.pop("source")
    assert source.pop("notes") == [INTERRUPTED]
    assert source == {"kind": "study", "study": "boxes"}
    assert of_table.pop("source")["kind"] == "files"
    assert of_study == of_table
    assert of_study["mode"] == "simulated"
    assert of_study["rows"]["people"] == of_study["n"]["recorded"]
    assert {"reason": "session was interrupted", "rows": 1} in of_study["rows"]["left_out"]


@pytest.mark.slow
def test_whoever_is_kept_is_kept_both_ways(tmp_path: Path) -> None:
    protocol = ROOT / "protocols/norton_2012_1a.yaml"
    of_study, of_table = both_ways(simulated(protocol, tmp_path), protocol, People(keep_all=True))
    assert of_study["rows"] == of_table["rows"] == {"read": 6, "people": 6, "left_out": []}
    assert of_study["estimates"] == of_table["estimates"]


def test_what_the_journals_alone_tell_is_told_of_the_source(tmp_path: Path) -> None:
    study = simulated(ROOT / "protocols/norton_2012_1a.yaml", tmp_path)
    with study.journal(study.participants()[-1]).open("ab") as journal:
        journal.write(b'{"torn')
    found = analysis_of("boxes", tmp_path, DataFiles())
    note = next(note for note in found.to_json()["source"]["notes"] if "torn" in note)
    assert "a torn last line of 6 bytes" in note
    assert f"Note: {note}" in found.basis.notes_written()
