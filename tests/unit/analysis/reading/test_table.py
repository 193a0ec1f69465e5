from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from ikea_effect.analysis.basis import LeftOut
from ikea_effect.analysis.reading.mapping_file import MappingFile
from ikea_effect.analysis.reading.options import Reading
from ikea_effect.analysis.reading.table import read_table
from ikea_effect.errors import AnalysisError


def _written(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "data.csv"
    path.write_bytes(text.encode(encoding))
    return path


GOOD = {
    "commas": "participant,labor,wtp,liking\na,build,1.50,3\nb,prebuilt,0.25,4\n",
    "semicolons and decimal commas": "participant;labor;wtp;liking\na;build;1,50;3\nb;prebuilt;0,25;4\n",
    "bars": "participant|labor|wtp|liking\na|build|1.50|3\nb|prebuilt|0.25|4\n",
    "tabs": "participant\tlabor\twtp\tliking\na\tbuild\t1.50\t3\nb\tprebuilt\t0.25\t4\n",
    "quoted decimal commas": 'participant,labor,wtp,liking\na,build,"1,50",3\nb,prebuilt,"0,25",4\n',
    "byte order mark": "\ufeffparticipant,labor,wtp,liking\r\na,build,1.50,3\r\nb,prebuilt,0.25,4\r\n",
    "spaces": "participant, labor , wtp,liking\na, build ,1.50,3\nb,prebuilt, 0.25 ,4\n\n",
    "other columns": 'participant,labor,wtp,liking,why\na,build,1.50,3,"it, was\nmine"\nb,prebuilt,0.25,4,\n',
}


@pytest.mark.parametrize("name", GOOD)
def test_the_same_table_is_read_from_every_dialect(tmp_path: Path, declare: Any, name: str) -> None:
    data = read_table(_written(tmp_path, GOOD[name]), declare()).data
    assert data["labor"].tolist() == ["build", "prebuilt"]
    assert data["wtp"].tolist() == [1.5, 0.25]
    assert data["liking"].tolist() == [3, 4]


def test_excels_unicode_text_is_read(tmp_path: Path, declare: Any) -> None:
    assert read_table(_written(tmp_path, GOOD["tabs"], "utf-16"), declare()).data["wtp"].tolist() == [
        1.5,
        0.25,
    ]


def test_every_rejected_cell_is_named(tmp_path: Path, declare: Any) -> None:
    text = (
        "participant,labor,wtp,liking\na,build,4.50,3\nb,biuld,much,7\n\nc,prebuilt,inf,x\nc,prebuilt,1e2,\n"
    )
    with pytest.raises(AnalysisError) as refused:
        read_table(_written(tmp_path, text), declare())
    assert str(refused.value).splitlines()[1:6] == [
        "  row 3, column wtp: 'much' is not a number",
        "  row 3, column labor: 'biuld' is not a level (build, prebuilt). Did you mean 'build'?",
        "  row 5, column wtp: 'inf' is not a number",
        "  row 5, column liking: 'x' is not a number",
        "  rows 5-6, column participant: 'c' stands more than once",
    ]


def test_two_decimal_signs_in_one_column_are_refused(tmp_path: Path, declare: Any) -> None:
    text = "participant;labor;wtp;liking\na;build;4,50;3\nb;prebuilt;4.50;3\n"
    with pytest.raises(AnalysisError, match=r"row 2, column wtp: '4,50' is not written as the rest"):
        read_table(_written(tmp_path, text), declare())


@pytest.mark.parametrize(
    "cell",
    ["€1.50", "1.234,5,0", "one", "1 50", "0x10", "1_000", "--1", "1e16", "50%", "(3.00)", "1-May"],
)
def test_nothing_is_coerced_into_a_number(tmp_path: Path, declare: Any, cell: str) -> None:
    text = f"participant;labor;wtp;liking\na;build;{cell};3\nb;prebuilt;2;3\n"
    with pytest.raises(AnalysisError, match="row 2, column wtp"):
        read_table(_written(tmp_path, text), declare())


def test_values_outside_the_range_or_off_the_grid_are_noted_and_kept(tmp_path: Path, declare: Any) -> None:
    text = (
        "participant,labor,wtp,liking\na,build,6,3\nb,prebuilt,0.005,8.5\nc,build,-1.25,3.5\nd,build,NA,3\n"
    )
    table = read_table(_written(tmp_path, text), declare())
    assert len(table.data) == 4
    assert table.notes == (
        "wtp: 1 value (-1.25) below 0, kept (row 4).",
        "wtp: 1 value (6) above 5, kept (row 2).",
        "wtp: 1 value (0.005) off the grid of 0.01, kept (row 3).",
        "wtp is missing for 1 of 4 (row 5); left out where it is needed.",
        "liking: 1 value (8.5) above 7, kept (row 3).",
        "liking: 2 values (8.5, 3.5) off the grid of 1, kept (rows 3-4).",
    )


def test_columns_and_levels_are_renamed(tmp_path: Path, declare: Any) -> None:
    text = "id,cond,bid,liking\na,1,1.5,3\nb,0,0.5,4\n"
    mapping = {"id": "participant", "cond": "labor", "bid": "wtp", "cond:1": "build", "cond:0": "prebuilt"}
    data = read_table(_written(tmp_path, text), declare(), Reading(mapping)).data
    assert data["labor"].tolist() == ["build", "prebuilt"]
    assert data["wtp"].tolist() == [1.5, 0.5]


@pytest.mark.parametrize(
    ("text", "mapping", "says"),
    [
        ("participant,labour,wtp\na,build,1\n", {}, "no column labor. Did you mean 'labour'"),
        ("participant,labor,x\na,build,1\n", {}, "no column liking, wtp"),
        ("participant,labor,wtp,wtp\na,build,1,2\n", {}, "several columns named wtp"),
        ("participant,labor,bid\na,build,1\n", {"bed": "wtp"}, "'bed'.*Did you mean 'bid'"),
        ("participant,labor,wtp,bid\na,build,1,1\n", {"bid": "wtp"}, "already have a column wtp"),
        ("participant,labor,wtp\na,build,4,50\n", {}, "not a table"),
        ("participant,labor,wtp\n,build,4\n", {}, "participant: is empty"),
        ("participant,labor,wtp\na,,4\n", {}, "column labor: is empty"),
        ("participant,labor,wtp\n", {}, "no participant"),
        ("", {}, "is empty"),
    ],
)
def test_tables_that_cannot_be_read_say_why(
    tmp_path: Path, declare: Any, text: str, mapping: dict[str, str], says: str
) -> None:
    with pytest.raises(AnalysisError, match=f"(?s){says}"):
        read_table(_written(tmp_path, text), declare(), Reading(mapping))


def test_other_encodings_are_refused(tmp_path: Path, declare: Any) -> None:
    with pytest.raises(AnalysisError, match="not UTF-8"):
        read_table(_written(tmp_path, "participant,labor,wtp\né,build,1\n", "latin-1"), declare())


def test_qualtrics_second_header_is_not_read_as_data(tmp_path: Path, declare: Any) -> None:
    text = (
        'participant,labor,wtp,liking\nID,Condition,"How much, at most?",Liking\n'
        '"{""ImportId"":""_recordId""}","{""ImportId"":""QID1""}","{""ImportId"":""QID2""}","{""ImportId"":""QID3""}"\n'
        "a,build,1,3\nb,prebuilt,2,4\n"
    )
    table = read_table(_written(tmp_path, text), declare())
    assert table.data["wtp"].tolist() == [1, 2]
    assert "rows 2-3: Qualtrics' second header, not read as data." in table.notes


@pytest.mark.parametrize("label_rows", [0, 2])
def test_label_rows_that_are_known_are_not_taken_out_twice(
    tmp_path: Path, declare: Any, label_rows: int
) -> None:
    text = (
        "participant,labor,wtp,liking\nID,Condition,Most,Liking\n"
        '"{""ImportId"":""_recordId""}","{""ImportId"":""Q1""}","{""ImportId"":""Q2""}","{""ImportId"":""Q3""}"\n'
        "a,build,1,3\nb,prebuilt,2,4\n"
    )
    reading = Reading(mapping=MappingFile(label_rows=label_rows))
    assert read_table(_written(tmp_path, text), declare(), reading).data["wtp"].tolist() == [1, 2]


LEGACY = (
    "V1,V7,V10,Q2,Q3,labor\nResponseID,Status,Finished,What would you pay?,Liking,labor\n"
    "R_1,0,1,1.50,3,build\nR_2,0,1,0.50,4,prebuilt\nR_3,1,1,5.00,7,build\nR_4,0,0,5.00,,build\n"
)


@pytest.mark.parametrize("label_rows", [0, 1])
def test_qualtrics_older_export_says_who_took_part(tmp_path: Path, declare: Any, label_rows: int) -> None:
    names = {"V1": "participant", "Q2": "wtp", "Q3": "liking"}
    reading = Reading(names, mapping=MappingFile(label_rows=label_rows))
    table = read_table(_written(tmp_path, LEGACY), declare(), reading)
    assert table.data["participant"].tolist() == ["R_1", "R_2"]
    assert table.left_out == (LeftOut("preview (Qualtrics)", 1), LeftOut("not finished (Qualtrics)", 1))


def test_answers_that_are_all_of_another_scale_are_told(tmp_path: Path, declare: Any) -> None:
    text = "participant,labor,wtp,liking\na,build,150,3\nb,prebuilt,75,9\n"
    notes = read_table(_written(tmp_path, text), declare(), Reading(codes_are_values=True)).notes
    assert [note[:4] for note in notes if "That is all of them: another unit (cents?)" in note] == ["wtp:"]


@pytest.mark.parametrize("counter", ["subsession.round_number", "trials.thisN", "loop.thisTrialN"])
def test_a_column_that_counts_a_person_s_rows_is_named(tmp_path: Path, declare: Any, counter: str) -> None:
    text = f"participant,labor,wtp,liking,{counter}\na,build,1,3,1\na,build,2,3,2\nb,prebuilt,2,4,1\n"
    with pytest.raises(
        AnalysisError, match=rf"If {counter} counts repetitions, say so with --map {counter}="
    ):
        read_table(_written(tmp_path, text), declare())


def test_a_marker_is_known_where_the_column_beside_it_was_renamed(tmp_path: Path, declare: Any) -> None:
    text = "ResponseId,Status,labor,wtp,liking\na,0,build,1,3\nb,0,prebuilt,2,4\nc,1,build,5,7\n"
    table = read_table(_written(tmp_path, text), declare(), Reading({"ResponseId": "participant"}))
    assert table.left_out == (LeftOut("preview (Qualtrics)", 1),)


def test_otrees_wide_export_is_read(tmp_path: Path, declare: Any) -> None:
    header = "participant.code,ikea.1.player.labor,ikea.1.player.wtp,ikea.1.player.liking"
    text = f"{header}\nab1,build,1,3\nab2,prebuilt,2,4\n"
    table = read_table(_written(tmp_path, text), declare())
    assert table.data["participant"].tolist() == ["ab1", "ab2"]
    assert "Column ikea.1.player.wtp was read as wtp." in table.notes


def test_several_files_are_one_table_with_rows_by_file(tmp_path: Path, declare: Any) -> None:
    for name, who in (("one.csv", "a"), ("two.csv", "b")):
        (tmp_path / name).write_text(f"participant,labor,wtp,liking\n{who},build,1,3\n", encoding="utf-8")
    paths = [tmp_path / "one.csv", tmp_path / "two.csv"]
    assert read_table(paths, declare()).data["participant"].tolist() == ["a", "b"]
    paths.append(paths[0])
    with pytest.raises(AnalysisError, match=r"rows one.csv:2, one.csv:2, column participant: 'a'"):
        read_table(paths, declare())


def test_text_columns_of_numbers_can_be_asked_as_numbers(tmp_path: Path, declare: Any) -> None:
    text = "participant,labor,wtp,liking,age,code\na,build,1,3,20,x1\nb,prebuilt,2,4,,2\n"
    data = read_table(_written(tmp_path, text), declare()).data
    assert pd.api.types.is_numeric_dtype(data["age"])
    assert data["code"].tolist() == ["x1", "2"]


def test_other_columns_are_numbers_in_one_reading_only(tmp_path: Path, declare: Any) -> None:
    text = "participant;labor;wtp;liking;income\na;build;1;3;1.500\nb;prebuilt;2;4;2.000\n"
    path = _written(tmp_path, text)
    assert read_table(path, declare()).data["income"].tolist() == ["1.500", "2.000"]
    said = Reading(thousands="point")
    assert read_table(path, declare(), said).data["income"].tolist() == [1500, 2000]


@pytest.mark.parametrize(
    ("rows", "says", "names"),
    [
        (["a,1,1.00,3", "b,2,2.00,4"], "--map labor:1=LEVEL", {"labor:1": "build", "labor:2": "prebuilt"}),
        (["a,BUILD,1.00,3", "b,prebuilt,2.00,4"], "--map labor:BUILD=build", {"labor:BUILD": "build"}),
        (
            ["a,build,1.00,Like a lot", "b,prebuilt,2.00,4"],
            '--map "liking:Like a lot=NUMBER"',
            {"liking:Like a lot": "7"},
        ),
    ],
)
def test_what_to_do_is_said_once_and_works(
    tmp_path: Path, declare: Any, rows: list[str], says: str, names: dict[str, str]
) -> None:
    path = _written(tmp_path, "\n".join(["participant,labor,wtp,liking", *rows]))
    with pytest.raises(AnalysisError) as refused:
        read_table(path, declare())
    assert str(refused.value).count(says) == 1
    assert len(read_table(path, declare(), Reading(names)).data) == 2


def test_a_word_for_no_answer_is_offered_as_one(tmp_path: Path, declare: Any) -> None:
    path = _written(tmp_path, "participant,labor,wtp,liking\na,build,n/a,3\nb,prebuilt,2.00,4\n")
    with pytest.raises(AnalysisError, match="--missing n/a"):
        read_table(path, declare())
    assert read_table(path, declare(), Reading(missing=("n/a",))).data["wtp"].isna().tolist() == [True, False]


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("a,,1.00,3", r'drop_rows: \[\{column: labor, values: \[""\]\}\] in a --mapping file'),
        (",build,1.00,3", r'drop_rows: \[\{column: participant, values: \[""\]\}\] in a --mapping file'),
        ("c,build,EUR 1.00,3", "a copy of the protocol that declares theirs"),
        ("b,prebuilt,1.00,3", "--repeated first, last or mean"),
    ],
)
def test_every_way_out_is_said(tmp_path: Path, declare: Any, row: str, says: str) -> None:
    text = f"participant,labor,wtp,liking\nb,prebuilt,2.00,4\n{row}\n"
    with pytest.raises(AnalysisError, match=says):
        read_table(_written(tmp_path, text), declare())


def test_of_a_thousand_cells_the_first_are_shown(tmp_path: Path, declare: Any) -> None:
    rows = "".join(f"p{place},build,x{place},3\n" for place in range(1000))
    with pytest.raises(AnalysisError) as refused:
        read_table(_written(tmp_path, f"participant,labor,wtp,liking\n{rows}"), declare())
    lines = str(refused.value).splitlines()
    assert len(lines) < 50
    assert lines[-2] == "  and 960 more"


def test_what_psychopy_keeps_beside_a_rating_is_no_rating(tmp_path: Path, declare: Any) -> None:
    text = (
        "participant,labor,wtp,liking,liking.rt,liking.history,liking.started\n"
        'a,build,1.00,3,1.21,"[(3, 1.2)]",None\nb,prebuilt,2.00,4,9.9,[],0.1\n'
    )
    table = read_table(_written(tmp_path, text), declare())
    assert table.data["liking"].tolist() == [3, 4]
    assert not any("liking.rt" in note for note in table.notes)


def test_fields_of_one_otree_app_are_known(tmp_path: Path, declare: Any) -> None:
    text = "participant.code,player.labor,player.wtp,player.liking\na,build,1.00,3\nb,prebuilt,2.00,4\n"
    assert read_table(_written(tmp_path, text), declare()).data["wtp"].tolist() == [1.0, 2.0]


def test_a_row_of_labels_is_told_to_be_one(tmp_path: Path, declare: Any) -> None:
    text = (
        "participant,labor,wtp,liking\nNummer,Bedingung,Gebot,Gefallen\na,build,1.00,3\nb,prebuilt,2.00,4\n"
    )
    with pytest.raises(
        AnalysisError, match=r"Row 2 may hold labels, not answers: label_rows: 1 in a --mapping"
    ):
        read_table(_written(tmp_path, text), declare())
    with pytest.raises(AnalysisError) as one_cell:
        read_table(_written(tmp_path, text.replace("Bedingung,Gebot,Gefallen", "build,much,3")), declare())
    assert "labels" not in str(one_cell.value)


@pytest.mark.parametrize(("yes", "no"), [("ja", "nee"), ("WAAR", "ONWAAR"), ("Y", "N"), ("1", "0")])
def test_true_and_false_are_read_in_the_words_of_a_spreadsheet(
    tmp_path: Path, declare: Any, yes: str, no: str
) -> None:
    text = f"participant,labor,wtp,bid.bought\na,build,1.00,{yes}\nb,prebuilt,2.00,{no}\n"
    data = read_table(_written(tmp_path, text), declare()).data
    assert data["bid.bought"].tolist() == [True, False]
