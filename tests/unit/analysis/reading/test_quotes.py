"""A quotation mark too many swallows rows: refused with the line where it opens."""

from pathlib import Path
from typing import Any

import pytest

from ikea_effect.analysis.reading.table import read_table
from ikea_effect.errors import AnalysisError

CASES = Path(__file__).parents[3] / "data" / "cases"
HEAD = "participant,labor,wtp,liking,comment\n"


def _read(tmp_path: Path, declare: Any, rows: str, head: str = HEAD) -> Any:
    path = tmp_path / "data.csv"
    path.write_text(head + rows, encoding="utf-8", newline="")
    return read_table(path, declare())


def test_rows_that_a_quote_swallowed_are_refused(declare: Any) -> None:
    with pytest.raises(AnalysisError, match=r"line 4: a cell of column comment opens .* only in line 7"):
        read_table(CASES / "quote-swallows.csv", declare())


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ('a,build,1,3,"fine\nb,prebuilt,2,4,ok\nc,build,1,3,ok\n', "line 2: .* never closed"),
        ('a,build,1,3,ok\nb,prebuilt,2,4,"fine\nc,build,1,3,"ok"\n', "line 3: .* inside a cell, in line 4"),
        ('a,build,1,3,"fine" she said\nb,prebuilt,2,4,ok\n', "line 2: .* inside a cell, in line 2"),
        ('a,build,"1,3,ok\nb,prebuilt,"2,4,ok\nc,build,1,3,ok\n', "line 2: .* inside a cell, in line 3"),
        ('a,build,1,3,"one\nb,prebuilt,2,4,two"\nc,build,1,3,ok\nd,build,1,3,ok\n', "line 2: .* line 3"),
        ('a,build,1,3,"x\n\ny"\nb,prebuilt,2,4,"one\nb,prebuilt,2,4,two"\nc,build,1,3,x\n', "5.* line 6"),
        ('a,build,"1\n",3,ok\nb,prebuilt,2,4,ok\n', r"row 2, column wtp: holds a line break \(line 2\)"),
        ('a,build,1,3,"x\ny"\n"b\n",prebuilt,2,4,ok\n', r"row 3, column participant: holds .* \(line 4\)"),
        ("a,build,1,3,x,y\n", "not a table: Expected 5 fields in line 2, saw 6"),
    ],
)  # fmt: skip
def test_quotes_that_do_not_match_are_refused(tmp_path: Path, declare: Any, rows: str, says: str) -> None:
    with pytest.raises(AnalysisError, match=says):
        _read(tmp_path, declare, rows)


@pytest.mark.parametrize(
    "comment",
    [
        '"two\nlines"',
        '"it was, well,\nmine, I, think, at\r\nlast"',
        'a 5" box',
        '"he said ""no"""',
    ],
)
def test_text_may_hold_breaks_and_quotes(tmp_path: Path, declare: Any, comment: str) -> None:
    data = _read(tmp_path, declare, f"a,build,1,3,{comment}\nb,prebuilt,2,4,ok\nc,build,1,3,ok\n").data
    assert data["wtp"].tolist() == [1, 2, 1]


def test_a_cell_may_hold_a_drawing_as_text(tmp_path: Path, declare: Any) -> None:
    drawing = f'"data:image/png;base64,{"iVBORw0K" * 20_000}"'
    data = _read(tmp_path, declare, f"a,build,1,3,{drawing}\nb,prebuilt,2,4,ok\nc,build,1,3,ok\n").data
    assert data["wtp"].tolist() == [1, 2, 1]


def test_a_row_that_ends_early_is_told(tmp_path: Path, declare: Any) -> None:
    table = _read(tmp_path, declare, "a,build,1\nb,prebuilt,2,4,ok\n")
    assert table.notes[0].startswith("row 2: fewer cells than the header has columns")
    assert "liking is missing for 1 of 2 (row 2); left out where it is needed." in table.notes
