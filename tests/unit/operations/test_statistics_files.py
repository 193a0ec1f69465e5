"""Files for SPSS and Stata: read back, by others and by `analyze --data`, as the study's own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pyreadstat
import pytest

from ikea_effect.analysis.reading.table import read_table
from ikea_effect.errors import RecordError
from ikea_effect.operations.analyze import analysis_of
from ikea_effect.operations.data import export
from ikea_effect.operations.data_files import DataFiles
from ikea_effect.operations.simulate import SimulateRequest, simulate
from ikea_effect.operations.statistics_files import export_statistics, text_cell
from ikea_effect.protocol.loading import load_protocol
from ikea_effect.protocol.models import Protocol
from ikea_effect.record.study import Study
from ikea_effect.record.variables import LIMITS, cut, names_for

SOME = ("ai-contribution", "contest-rewards", "customer-photos", "dohle-2014", "engagement-motivators")
"""Scales, several factors, names with hyphens, answers in words."""
BOTH = ("spss", "stata")


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    return simulate(SimulateRequest("norton-2012-1a", 8, 1, results=tmp_path_factory.mktemp("results")))


@pytest.fixture(scope="module")
def folder(study: Study) -> Path:
    export(study)
    export_statistics(study, BOTH)
    return study.folder / "exports"


def test_it_holds_the_cells_of_the_table(folder: Path) -> None:
    table = pd.read_csv(folder / "observations.csv")
    held, said = pyreadstat.read_sav(str(folder / "observations.sav"))
    assert list(held.columns) == [name.replace("-", "_") for name in table.columns]  # SPSS takes no hyphens
    assert held["wtp"].tolist() == table["wtp"].tolist()
    assert held["build.steps"].isna().tolist() == table["build.steps"].isna().tolist()
    assert [said.variable_value_labels["labor"][code] for code in held["labor"]] == table["labor"].tolist()


def test_it_says_what_its_columns_and_codes_are(folder: Path) -> None:
    _, said = pyreadstat.read_sav(str(folder / "observations.sav"))
    assert str(said.file_label).startswith("SIMULATED participants, not people.")
    assert said.column_names_to_labels["liking"] == "How much do you like the storage box?"
    assert said.column_names_to_labels["wtp"] == "Willingness to pay: wtp (USD)"
    assert said.variable_value_labels["liking"] == {1: "not at all", 7: "very much"}
    levels = [said.variable_measure[name] for name in ("labor", "liking", "wtp")]
    assert levels == ["nominal", "ordinal", "scale"]


def test_stata_takes_its_names(folder: Path) -> None:
    held = pd.read_stata(folder / "observations.dta")
    said = pyreadstat.read_dta(str(folder / "observations.dta"), metadataonly=True)[1]
    assert str(said.file_label).startswith("SIMULATED participants, not people.")
    table = pd.read_csv(folder / "observations.csv")
    assert held["labor"].tolist() == table["labor"].tolist()
    assert held["bid_seconds"].tolist() == table["bid.seconds"].tolist()
    rows = pd.read_csv(folder / "codebook-stata.csv").set_index("name")
    assert rows["variable"].tolist() == list(held.columns)
    assert rows.loc["labor", "codes"] == "1 = build | 2 = prebuilt"


def test_the_same_journals_give_the_same_bytes(study: Study, folder: Path, tmp_path: Path) -> None:
    for path in export_statistics(study, BOTH, tmp_path):
        assert path.read_bytes() == (folder / path.name).read_bytes()
    created = study.facts["created"]
    dated = pyreadstat.read_dta(str(folder / "observations.dta"), metadataonly=True)[1].creation_time
    assert str(dated)[:16] == created[:16].replace("T", " ")


def test_names_that_cannot_be_taken_follow_a_rule() -> None:
    ours = ["wtp.low", "wtp_low", "WTP.low", "with", "2nd", "a-b"]
    theirs = ["wtp_low", "wtp_low_2", "WTP_low_3", "with_1", "v_2nd", "a_b"]
    assert list(names_for(ours, LIMITS["stata"]).values()) == theirs
    assert list(names_for(["wtp.low", "wtp_low", "with"], LIMITS["spss"]).values()) == [
        "wtp.low", "wtp_low", "with_1",
    ]  # fmt: skip
    long = list(names_for(["m" * 40 + "a", "m" * 40 + "b"], LIMITS["stata"]).values())
    assert long == ["m" * 32, "m" * 30 + "_2"]


def test_labels_are_cut_between_letters() -> None:
    assert cut("één vraag", 11) == "één vraag"
    assert cut("één vraag", 7) == "éé..."


def test_a_text_that_does_not_fit_is_not_cut() -> None:
    with pytest.raises(RecordError, match="reasons: a text of 2046 bytes; Stata holds 2045"):
        text_cell("x" * 2046, "reasons", LIMITS["stata"])


def _estimates(protocol: str, folder: Path, ending: str, mapping: str = "") -> Any:
    files = DataFiles((folder / f"observations.{ending}",), mapping=folder / mapping if mapping else None)
    found = analysis_of(protocol, folder, files).to_json()
    return {key: found[key] for key in ("mode", "n", "exclusions", "estimates", "verdicts")}


@pytest.mark.slow
def test_read_back_they_give_the_same_estimates(folder: Path) -> None:
    of_table = _estimates("norton-2012-1a", folder, "csv")
    assert of_table["estimates"]
    assert _estimates("norton-2012-1a", folder, "sav") == of_table
    assert _estimates("norton-2012-1a", folder, "dta", "mapping-stata.yaml") == of_table


@pytest.mark.slow
@pytest.mark.parametrize("protocol", SOME)
def test_a_protocol_is_read_back_as_its_table(protocol: str, tmp_path: Path) -> None:
    """To 15 digits, which is what is read of a number that is kept in binary."""
    loaded = load_protocol(protocol)
    simulated = simulate(SimulateRequest(protocol, 2 * len(loaded.conditions), 1, results=tmp_path))
    export(simulated, tmp_path / "it")
    export_statistics(simulated, BOTH, tmp_path / "it")
    table = _table(loaded, tmp_path / "it", "csv")
    for ending, mapping in (("sav", "mapping-spss.yaml"), ("dta", "mapping-stata.yaml")):
        again = _table(loaded, tmp_path / "it", ending, mapping)
        used = [*loaded.factors, *(name for name in table if str(name).split(".")[0] in loaded.measures)]
        columns = [name for name in ("participant", *used) if name in table]
        pd.testing.assert_frame_equal(again[columns], table[columns], check_index_type=False, rtol=1e-13)


def _table(protocol: Protocol, folder: Path, ending: str, mapping: str = "") -> pd.DataFrame:
    given = folder / mapping if mapping and (folder / mapping).exists() else None
    files = DataFiles((folder / f"observations.{ending}",), mapping=given)
    return read_table(files.paths, protocol, files.reading()).data.reset_index(drop=True)
