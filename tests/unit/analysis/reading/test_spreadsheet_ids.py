"""Ids as spreadsheets leave them: dates, powers of ten, rounded, without their zeros."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from ikea_effect.analysis.reading.spreadsheet_ids import spoiled
from ikea_effect.analysis.reading.table import read_table
from ikea_effect.errors import AnalysisError


def notes(*ids: str) -> str:
    return "\n".join(spoiled(pd.DataFrame({"participant": ids}, index=range(2, 2 + len(ids))), "participant"))


@pytest.mark.parametrize(
    "written",
    ["3-Jan", "03-mrt-24", "Mar-05", "2024-03-01", "2024-03-01 00:00:00", "3/1/2024", "01.03.2024", "1 mei"],
)
def test_an_id_that_became_a_date_is_told(written: str) -> None:
    said = notes("P01", written, "P03")
    assert f"1 of 3 ids, '{written}' (row 3)" in said
    assert "into dates" in said


@pytest.mark.parametrize("written", ["1.00E+05", "5,61E+23", "1e+05", "5E+10"])
def test_an_id_that_became_a_power_of_ten_is_told(written: str) -> None:
    assert "with a power of ten: 1 of 2 ids" in notes(written, "B7")


def test_ids_that_lost_their_last_digits_are_told() -> None:
    assert "keeps 15 digits" in notes("12345678901234500", "12345678901234600")
    assert notes("12345678901234567", "12345678901234600") == ""
    assert notes("1234567890123450", "1234567890123460") == ""  # chance does this once in a hundred


def test_zeros_that_only_some_ids_kept_are_told() -> None:
    said = notes("1", "2", "010", "011")
    assert "2 of 4 ids, '1', '2' (rows 2-3), shorter than '010'" in said


@pytest.mark.parametrize(
    "ids",
    [
        ("1", "2", "10", "100"), ("01", "02", "10", "100"), ("P01", "P1-2", "3-1", "A/7"),
        ("5e10", "1E5", "12E3A"),
        ("MAR05", "maya", "dec", "May", "0"), ("5f1e0c9a0b7d", "5f1e0c9a0b7e"),
        ("2024", "2025", "19-20", "1.2.3"),
    ],
)  # fmt: skip
def test_ids_of_other_shapes_are_left_in_peace(ids: tuple[str, ...]) -> None:
    assert notes(*ids) == ""


def test_it_is_told_of_a_table_and_of_pairs_and_beside_what_is_refused(tmp_path: Path, declare: Any) -> None:
    path = tmp_path / "data.csv"
    path.write_text("participant,labor,wtp\n1-Mar,build,1.00\n2-Mar,prebuilt,2.00\nP3,build,1.50\n", "utf-8")
    assert any("2 of 3 ids" in note for note in read_table(path, declare()).notes)
    path.write_text("participant,labor,wtp\n1-Mar,build,1.00\n1-Mar,build,2.00\n", "utf-8")
    with pytest.raises(AnalysisError, match="may have made one id of several"):
        read_table(path, declare())
    pairs = pd.DataFrame({"participant": ["a", "b"], "pair": ["2-Mar", "2-Mar"]})
    assert spoiled(pairs, "pair")
