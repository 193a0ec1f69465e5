"""One table in every kind of file is one table."""

import gzip
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from openpyxl import Workbook, load_workbook

from ikea_effect.analysis.reading.binary import as_text
from ikea_effect.analysis.reading.files import COLUMNS, labels, read_file
from ikea_effect.analysis.reading.mapping_file import MappingFile
from ikea_effect.analysis.reading.options import Reading
from ikea_effect.analysis.reading.table import read_table
from ikea_effect.errors import AnalysisError

TABLE = pd.DataFrame(
    {
        "participant": ["a", "b", "c", "d"],
        "labor": ["build", "prebuilt", "build", "prebuilt"],
        "wtp": [1.234, 2.5, 1.001, None],  # three decimals: as text "1.234" could be a thousand and more
        "liking": [3, 4, 7, 1],
    }
)


def _write(kind: str, path: Path) -> None:
    if kind == "xlsx":
        TABLE.to_excel(path, index=False)
    elif kind == "parquet":
        TABLE.to_parquet(path)
    elif kind == "dta":
        TABLE.to_stata(path, write_index=False)
    elif kind == "sav":
        import pyreadstat

        pyreadstat.write_sav(TABLE, str(path))
    else:
        path.write_bytes(gzip.compress(TABLE.to_csv(index=False).replace("1.234", "1.2340").encode()))


@pytest.mark.parametrize("kind", ["xlsx", "parquet", "dta", "sav", "csv.gz"])
def test_every_kind_of_file_gives_the_same_table(tmp_path: Path, declare: Any, kind: str) -> None:
    path = tmp_path / f"data.{kind}"
    _write(kind, path)
    data = read_table(path, declare()).data
    assert data["participant"].tolist() == TABLE["participant"].tolist()
    assert data["labor"].tolist() == TABLE["labor"].tolist()
    assert data["wtp"].tolist()[:3] == [1.234, 2.5, 1.001]
    assert data["wtp"].isna().tolist() == [False, False, False, True]
    assert data["liking"].tolist() == [3, 4, 7, 1]


@pytest.mark.parametrize(("kind", "write"), [("sav", "write_sav"), ("dta", "write_dta")])
def test_codes_are_read_as_their_labels_where_these_are_the_levels(
    tmp_path: Path, declare: Any, kind: str, write: str
) -> None:
    import pyreadstat

    coded = TABLE.assign(labor=[1, 2, 1, 2])
    named = {"labor": {1: "build", 2: "prebuilt"}, "liking": {1: "not at all", 7: "very much"}}
    getattr(pyreadstat, write)(coded, str(tmp_path / f"data.{kind}"), variable_value_labels=named)
    table = read_table(tmp_path / f"data.{kind}", declare())
    assert table.data["labor"].tolist() == ["build", "prebuilt", "build", "prebuilt"]
    assert table.data["liking"].tolist() == [3, 4, 7, 1]
    assert "labor: codes were read as the file labels them (1 build, 2 prebuilt)." in table.notes


def _book(path: Path, *rows: list[Any]) -> Path:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.create_sheet("Notes").append(["pilot"])
    book.save(path)
    return path


def test_another_sheet_is_told(tmp_path: Path, declare: Any) -> None:
    path = _book(tmp_path / "x.xlsx", list(TABLE.columns), ["a", "build", 1, 2], ["b", "prebuilt", 2, 3])
    assert "x.xlsx: sheet Sheet was read, not Notes." in read_table(path, declare()).notes


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        (pd.Timestamp("2024-05-01"), "row 2, column wtp: '2024-05-01' is a date"),
        ("=A1+1", r"row 2: =A1\+1 was never computed"),
        (45413, r"45413 may be a date \(2024-05-01\)"),
    ],
)
def test_a_spreadsheets_dates_and_formulas_are_no_bids(
    tmp_path: Path, declare: Any, cell: object, says: str
) -> None:
    path = _book(tmp_path / "x.xlsx", list(TABLE.columns), ["a", "build", cell, 2], ["b", "prebuilt", 2, 3])
    with pytest.raises(AnalysisError, match=says):
        read_table(path, declare())


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"\xd0\xcf\x11\xe0rest", "old Excel file"),
        (b"PK\x03\x04rest", "an archive"),
        (b"PK\x03\x04 xl/workbook.xml", "cannot be read as an Excel file"),
        (b"%PDF-1.7", "is a PDF"),
        (gzip.compress(b"RDX3\nX\n", mtime=0), "an R file"),
        (gzip.compress(b"participant", mtime=0)[:-4], "damaged"),
        (b'[{"participant": "a"}]', "is JSON"),
        (b'{"participant": "a"}', "is JSON"),
        (b"<html><table>", "is a web page"),
        ("participant,labor".encode("utf-16-le"), "UTF-16 without its mark"),
        (b"PAR1 broken PAR1", "cannot be read as Parquet"),
        (b"$FL2 broken", "cannot be read"),
    ],
)
def test_what_cannot_be_read_says_what_to_do(tmp_path: Path, declare: Any, raw: bytes, says: str) -> None:
    (tmp_path / "data.bin").write_bytes(raw)
    with pytest.raises(AnalysisError, match=says):
        read_table(tmp_path / "data.bin", declare())


def test_a_line_that_names_the_separator_is_no_row(tmp_path: Path, declare: Any) -> None:
    (tmp_path / "x.csv").write_text(
        "\ufeffsep=;\r\nparticipant;labor;wtp;liking\r\na;build;x;3\r\n", encoding="utf-8"
    )
    with pytest.raises(AnalysisError, match="row 3, column wtp: 'x' is not a number"):
        read_table(tmp_path / "x.csv", declare())


def test_files_are_named_by_what_tells_them_apart() -> None:
    assert labels([Path("one/data.csv"), Path("two/data.csv")]) == ["one/data.csv", "two/data.csv"]
    assert labels([Path("one/a.csv"), Path("two/b.csv")]) == ["a.csv", "b.csv"]
    assert labels([Path("x/1/d.csv"), Path("y/1/d.csv"), Path("z.csv")]) == [
        "x/1/d.csv",
        "y/1/d.csv",
        "z.csv",
    ]
    assert labels([Path("a.csv")]) == [""]


@pytest.mark.parametrize(
    "above",
    ["\n\n", "Experiment 1A\n\n", "Experiment 1A,,,\n,,,\n", "# exported\n# by the lab\n"],
)
def test_titles_above_the_header_are_no_rows(tmp_path: Path, declare: Any, above: str) -> None:
    path = tmp_path / "x.csv"
    path.write_text(f"{above}participant,labor,wtp,liking\na,build,1.5,3\nb,prebuilt,x,4\n", encoding="utf-8")
    with pytest.raises(AnalysisError, match="row 5, column wtp: 'x' is not a number"):
        read_table(path, declare())
    path.write_text(f"{above}participant,labor,wtp,liking\na,build,1.5,3\nb,prebuilt,1,4\n", encoding="utf-8")
    table = read_table(path, declare())
    assert table.data["wtp"].tolist() == [1.5, 1.0]
    assert "x.csv: rows 1-2: above the header, not read as data." in table.notes


def test_a_title_in_merged_cells_is_no_header(tmp_path: Path, declare: Any) -> None:
    path = _book(
        tmp_path / "x.xlsx", ["Study 1"], list(TABLE.columns), ["a", "build", 1, 2], ["b", "prebuilt", 2, 3]
    )
    assert read_table(path, declare()).data["wtp"].tolist() == [1.0, 2.0]


def test_a_table_without_names_above_some_columns_is_read(tmp_path: Path, declare: Any) -> None:
    (tmp_path / "x.csv").write_text(
        ",participant,labor,wtp,liking,\n0,a,build,1,3,\n1,b,prebuilt,2,4,\n", "utf-8"
    )
    assert read_table(tmp_path / "x.csv", declare()).data["wtp"].tolist() == [1.0, 2.0]


@pytest.mark.parametrize("second", ["participant,labor,WTP,Liking", "participant,labor,wtp,remark,room"])
def test_a_second_sheet_of_people_need_not_be_spelled_alike(
    tmp_path: Path, declare: Any, second: str
) -> None:
    from openpyxl import Workbook

    book = Workbook()
    for sheet, columns in (
        (book.active, list(TABLE.columns)), (book.create_sheet("lab 2"), second.split(","))
    ):  # fmt: skip
        sheet.append(columns)
        sheet.append([sheet.title, "build", 1, 2])
    book.save(tmp_path / "two.xlsx")
    with pytest.raises(AnalysisError, match="sheets Sheet and lab 2 have the same columns"):
        read_table(tmp_path / "two.xlsx", declare())


def test_two_sheets_of_people_are_not_half_read(tmp_path: Path, declare: Any) -> None:
    book = Workbook()
    for sheet in (book.active, book.create_sheet("lab 2")):
        sheet.append(list(TABLE.columns))
        sheet.append([sheet.title, "build", 1, 2])
    book.save(tmp_path / "x.xlsx")
    with pytest.raises(AnalysisError, match="sheets Sheet and lab 2 have the same columns"):
        read_table(tmp_path / "x.xlsx", declare())


def test_a_sheet_of_remarks_before_the_table_is_passed_over(tmp_path: Path, declare: Any) -> None:
    book = Workbook()
    book.active.append(["These are the data"])
    data = book.create_sheet("data")
    for row in (list(TABLE.columns), ["a", "build", 1, 2], ["b", "prebuilt", 2, 3]):
        data.append(row)
    book.save(tmp_path / "x.xlsx")
    assert len(read_table(tmp_path / "x.xlsx", declare()).data) == 2


LINES = [f"P{place:04d},{('build', 'prebuilt')[place % 2]},1.5,{place % 7 + 1}," for place in range(100)]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    "change", ["nothing", "a short row", "a blank line", "a title", "a quoted cell", "é"]
)
def test_a_long_file_is_read_as_a_short_one(tmp_path: Path, declare: Any, change: str, end: str) -> None:
    lines = ["participant,labor,wtp,liking,why", *LINES]
    changed = {
        "a short row": [*lines[:50], "x,build,1", *lines[51:]],
        "a blank line": [*lines[:50], "", *lines[50:]],
        "a title": ["bids", "", *lines],
        "a quoted cell": [*lines[:50], 'x,build,1,3,"so, so"', *lines[51:]],
        "é": [*lines[:50], "x,build,1,3,é", *lines[51:]],
    }.get(change, lines)
    (tmp_path / "short.csv").write_bytes(end.join([*changed, ""]).encode())
    wide = [f"{line},{'x' * 20_000}" if line.count(",") > 3 else line for line in changed]
    (tmp_path / "long.csv").write_bytes(end.join([*wide, ""]).encode())
    short, long = (read_table(tmp_path / name, declare()).data for name in ("short.csv", "long.csv"))
    pd.testing.assert_frame_equal(long[short.columns], short)


@pytest.mark.parametrize(
    ("names", "where"),
    [
        ({"labor:1": "prebuilt", "labor:2": "build"}, "--map labor:1=prebuilt reads it as prebuilt"),
        ({"labor:1": "build", "labor:2": "prebuilt"}, None),
    ],
)
def test_a_map_that_says_the_contrary_of_the_files_own_labels_is_refused(
    names: dict[str, str], where: str | None, tmp_path: Path, declare: Any
) -> None:
    import pyreadstat

    coded = TABLE.assign(labor=[1.0, 2.0] * 2)
    named = {"labor": {1.0: "BUILD", 2.0: "Prebuilt"}}
    pyreadstat.write_sav(coded, str(tmp_path / "x.sav"), variable_value_labels=named)
    if where is None:
        read = read_table(tmp_path / "x.sav", declare(), Reading(names))
        assert read.data["labor"].tolist() == ["build", "prebuilt"] * 2
        return
    with pytest.raises(
        AnalysisError, match=f"column labor calls its code 1 'BUILD', which is build; {where}"
    ):
        read_table(tmp_path / "x.sav", declare(), Reading(names))


def test_a_mapping_file_that_says_the_contrary_is_refused_too(tmp_path: Path, declare: Any) -> None:
    import pyreadstat

    named = {"labor": {1.0: "build", 2.0: "prebuilt"}}
    coded = TABLE.assign(labor=[1.0, 2.0] * 2)
    pyreadstat.write_dta(coded, str(tmp_path / "x.dta"), variable_value_labels=named)
    said = {"columns": {"labor": {"column": "labor", "values": {"1": "prebuilt", "2": "build"}}}}
    with pytest.raises(AnalysisError, match=r"'build', which is build; the mapping's columns.labor reads it"):
        read_table(tmp_path / "x.dta", declare(), Reading(mapping=MappingFile.model_validate(said)))


def test_labels_that_are_no_levels_are_what_a_code_is_called(tmp_path: Path, declare: Any) -> None:
    import pyreadstat

    coded = TABLE.assign(labor=[1.0, 2.0] * 2)
    named = {"labor": {1.0: "Built it", 2.0: "Got it"}}
    pyreadstat.write_sav(coded, str(tmp_path / "x.sav"), variable_value_labels=named)
    with pytest.raises(AnalysisError, match="'Built it' is not a level"):
        read_table(tmp_path / "x.sav", declare())
    names = {"labor:Built it": "build", "labor:Got it": "prebuilt"}
    assert (
        read_table(tmp_path / "x.sav", declare(), Reading(names)).data["labor"].tolist()
        == ["build", "prebuilt"] * 2
    )


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (16 / 3, "5.333333333333333"),  # a mean of three items, to its last digit
        (0.1 + 0.2, "0.3"),  # what a spreadsheet reckons
        (1.234, "1.2340"),
        (20241129120000123, "20241129120000123"),  # an id
        (1234567890123456.0, "1234567890123456"),
        (-0.0, "0"),
        (1234.0, "1234"),
        (float("nan"), ""),
    ],
)
def test_a_number_is_read_with_all_its_digits(value: float, text: str) -> None:
    assert as_text(value) == text


def test_names_in_a_second_row_are_told(tmp_path: Path, declare: Any) -> None:
    rows = [["participant", "labor", "wtp", "liking"], ["a", "build", 1.5, 3], ["b", "prebuilt", 0.5, 4]]
    book = _book(tmp_path / "two-rows.xlsx", ["Who", None, "Answers", None], *rows)
    with pytest.raises(AnalysisError, match="Row 2 has labor: names stand in two rows"):
        read_table(book, declare())


def test_rows_that_a_filter_hides_are_told(tmp_path: Path, declare: Any) -> None:
    rows = [[f"p{n}", "build" if n % 2 else "prebuilt", n / 2, n] for n in range(1, 7)]
    path = _book(tmp_path / "filtered.xlsx", ["participant", "labor", "wtp", "liking"], *rows)
    plain = read_table(path, declare())
    book = load_workbook(path)
    for number in (3, 4, 9):
        book.active.row_dimensions[number].hidden = True
    book.save(path)
    found = read_table(path, declare())
    assert len(found.data) == len(plain.data) == 6
    assert set(found.notes) - set(plain.notes) == {
        "filtered.xlsx: rows 3-4 are hidden (by a filter?) and read as the others. Delete what is no data."
    }


def test_what_a_table_carries_of_its_file_is_not_copied_with_each_column(tmp_path: Path) -> None:
    path = tmp_path / "wide.csv"
    path.write_text("participant,q1,q2\na,1,2\n", "utf-8")
    data = read_file(path, "", [])  # with copies, a file of 10,000 columns takes minutes
    assert data["q1"].attrs[COLUMNS] is data.attrs[COLUMNS]
    assert data.attrs[COLUMNS] == ("participant", "q1", "q2")


def test_of_a_cell_that_nobody_could_read_the_beginning_is_told(tmp_path: Path, declare: Any) -> None:
    path = tmp_path / "long.csv"
    rows = [f"a,build,{'9x' * 50_000}", f"b,{'p' * 50_000},2", f"c,{'p q ' * 30_000},2", "d,build,3"]
    path.write_text("participant,labor,wtp\n" + "\n".join(rows) + "\n", "utf-8")
    with pytest.raises(
        AnalysisError, match=r"row 2, column wtp: '9x9x.*characters\) is not a number"
    ) as told:
        read_table(path, declare())
    assert len(str(told.value)) < 20_000
    assert "is not a level (" in str(told.value)


@pytest.mark.parametrize("quote", ['"', ""])
@pytest.mark.parametrize("named", [True, False])
def test_blanks_between_cells_are_told_of_write_table(tmp_path: Path, quote: str, named: bool) -> None:
    """As R writes a data frame that is given nothing else: names in quotes, and rows with theirs."""
    rows = [["id", "labor", "wtp"], *(["1", f"P{n}", "build", f"{n / 2}"][not named :] for n in range(1, 5))]
    lines = [" ".join(f"{quote}{cell}{quote}" if cell[0].isalpha() else cell for cell in row) for row in rows]
    path = tmp_path / "frame.txt"
    path.write_text("\n".join(lines) + "\n")
    with pytest.raises(AnalysisError, match=r"blanks between its cells.*write\.csv"):
        read_file(path, "", [])


def test_rows_that_are_all_one_cell_longer_are_told_of_row_names(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text('"participant","wtp"\n"1","a",1.5\n"2","b",2.5\n', encoding="utf-8")
    with pytest.raises(AnalysisError, match=r"one cell more than the header.*row\.names = FALSE"):
        read_file(path, "", [])
    path.write_text("participant,wtp\na,1,5\nb,2\n", encoding="utf-8")
    with pytest.raises(AnalysisError) as refused:
        read_file(path, "", [])
    assert "row.names" not in str(refused.value)


def test_merged_cells_are_said_to_be_filled_and_not_to_be_dropped(tmp_path: Path, declare: Any) -> None:
    path = tmp_path / "merged.csv"
    path.write_text(
        "participant,labor,wtp\na,build,1\nb,,2\nc,,3\nd,prebuilt,1\ne,,2\nf,,3\n", encoding="utf-8"
    )
    with pytest.raises(AnalysisError, match="merged in a spreadsheet") as refused:
        read_table(path, declare())
    assert "drop_rows" not in str(refused.value)
