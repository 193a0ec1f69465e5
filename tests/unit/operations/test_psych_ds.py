"""Data sets for an archive, held to the published schema of Psych-DS; three broken ones have to fail."""

from __future__ import annotations

import json
import runpy
import shutil
import subprocess
from pathlib import Path

import pytest

from ikea_effect.errors import RecordError
from ikea_effect.language import speaking
from ikea_effect.operations.psych_ds import export_psych_ds, file_name
from ikea_effect.operations.psych_ds_check import check_psych_ds
from ikea_effect.operations.report import in_language, material_of
from ikea_effect.operations.simulate import SimulateRequest, simulate
from ikea_effect.protocol.loading import load_protocol, protocol_ids
from ikea_effect.record.study import Study
from ikea_effect.report.document import document
from tests.recomputed import wrong_numbers
from tests.unit.operations.psych_ds_bench import faults

OURS = sorted(str(path) for path in Path("tests/data/protocols").glob("*.yaml"))


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    return simulate(SimulateRequest("norton-2012-1a", 4, 1, results=tmp_path_factory.mktemp("results")))


@pytest.fixture(scope="module")
def whole(study: Study) -> Path:
    export_psych_ds(study)
    return study.folder / "exports" / "psych-ds"


@pytest.fixture
def copy(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "copy"))


def test_it_is_a_data_set(whole: Path) -> None:
    assert faults(whole) == []
    assert check_psych_ds(whole).valid
    said = json.loads((whole / "dataset_description.json").read_text("utf-8"))
    assert said["description"].startswith("SIMULATED participants, not people.")
    bid = next(one for one in said["variableMeasured"] if one["name"] == "wtp")
    assert (bid["unitText"], bid["minValue"], bid["maxValue"]) == ("USD", 0.0, 5.0)
    assert "author" not in said  # nobody declared one


def test_the_same_journals_give_the_same_bytes(study: Study, whole: Path, tmp_path: Path) -> None:
    for path in export_psych_ds(study, tmp_path / "again"):
        assert path.read_bytes() == (whole / path.relative_to(tmp_path / "again")).read_bytes()


def test_a_column_that_the_metadata_lack_is_named(copy: Path) -> None:
    path = copy / "dataset_description.json"
    path.write_text(path.read_text("utf-8").replace('"name": "labor"', '"name": "labour"'), "utf-8")
    assert "CSV_COLUMN_MISSING_FROM_METADATA labor" in faults(copy)
    assert "VARIABLE_MISSING_FROM_CSV_COLUMNS labour" in faults(copy)


def test_a_file_of_another_name_is_named(copy: Path) -> None:
    next((copy / "data").glob("*participants*")).rename(copy / "data" / "studyA_data.csv")
    assert faults(copy) == ["FILENAME_KEYWORD_FORMATTING_ERROR studyA_data.csv"]


def test_a_row_that_is_numbered_twice_is_found(copy: Path) -> None:
    path = next((copy / "data").glob("*participants*"))
    path.write_text(path.read_text("utf-8").replace("\n2,", "\n1,", 1), "utf-8")
    assert faults(copy) == [f"ROWID_VALUES_NOT_UNIQUE {path.name}"]


def test_without_its_description_it_is_none(copy: Path) -> None:
    (copy / "dataset_description.json").unlink()
    assert faults(copy) == ["MISSING_DATASET_DESCRIPTION"]


def test_a_folder_that_holds_something_else_is_left_alone(study: Study, tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_text("mine")
    with pytest.raises(RecordError, match="name an empty folder"):
        export_psych_ds(study, tmp_path)


def test_another_data_set_and_a_file_are_left_alone(study: Study, copy: Path) -> None:
    about = copy / "dataset_description.json"
    about.write_text(about.read_text("utf-8").replace(f'"name": "{study.name}"', '"name": "other"'), "utf-8")
    with pytest.raises(RecordError, match="holds the data set of 'other'"):
        export_psych_ds(study, copy)
    with pytest.raises(RecordError, match="is a file: name a folder"):
        export_psych_ds(study, about)


@pytest.mark.parametrize("protocol", ["norton-2012-1a", "a_b.c"])
def test_names_of_files_hold_only_what_may_stand_in_them(protocol: str) -> None:
    assert file_name(protocol, "answers").replace("-", "").replace("_", "").replace(".csv", "").isalnum()


@pytest.mark.slow
@pytest.mark.parametrize("protocol", [*protocol_ids(), *OURS])
def test_every_protocol_gives_one_whose_scripts_tell_its_estimates_and_a_report_of_its_numbers(
    protocol: str, tmp_path: Path
) -> None:
    loaded = load_protocol(protocol)
    cells, shipped = len(loaded.conditions), protocol in protocol_ids()
    people = max(2 * cells, min(6 * cells, 36)) if shipped else 2 * cells
    simulated = simulate(SimulateRequest(protocol, people, 1, results=tmp_path))
    export_psych_ds(simulated, tmp_path / "it")
    assert faults(tmp_path / "it") == []
    assert check_psych_ds(tmp_path / "it").valid
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(str(tmp_path / "it/analysis/analysis.py"))
    assert ended.value.code == 0
    if shutil.which("Rscript") and shipped:
        script = str(tmp_path / "it/analysis/analysis.R")
        subprocess.run(["Rscript", "--vanilla", script], check=True, capture_output=True, timeout=120)
    for language in ("en", "nl"):
        material, spoken = in_language(material_of(simulated), language)
        with speaking(spoken):
            assert wrong_numbers(document(material), material) == []
