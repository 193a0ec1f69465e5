"""Whose each row is: people who are known by what their rows say, and a second column of ids."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from ikea_effect.analysis.reading.options import Reading
from ikea_effect.analysis.reading.table import WhoCounts, read_table
from ikea_effect.errors import AnalysisError


def _file(folder: Path, header: str, rows: Sequence[str]) -> Path:
    path = folder / "data.csv"
    path.write_text("\n".join([header, *rows]), encoding="utf-8")
    return path


LEVELS = {"x1": "build", "x2": "prebuilt", "x3": "build", "x4": "prebuilt"}
ROUNDS = [f"{who},{turn},{LEVELS[who]},1.{turn}0" for who in LEVELS for turn in range(3)]


@pytest.mark.parametrize("name", ["Code", "naam", "Versuchsperson", "ppn", "Wer?", "uuid"])
def test_who_has_several_rows_is_asked_for_whatever_the_column_is_called(
    tmp_path: Path, declare: Any, name: str
) -> None:
    path = _file(tmp_path, f"{name},round,labor,wtp", ROUNDS)
    with pytest.raises(AnalysisError, match="may say whose each row is") as asked:
        read_table(path, declare())
    assert f"{name}=participant" in str(asked.value)
    assert f"{name}=other" in str(asked.value)
    several = WhoCounts(repeats=True)
    assert (
        read_table(path, declare(), Reading({name: "participant"}), several).data["participant"].nunique()
        == 4
    )
    assert "participant" not in read_table(path, declare(), Reading({name: "other"})).data


@pytest.mark.parametrize(
    "values",
    [
        ["red", "blue", "red", "red", "blue", "blue", "red", "blue", "red", "red", "blue", "red"],  # changes
        [f"w{place}" for place in range(12)],  # never repeats
        ["one"] * 12,
        ["B" if LEVELS[row[:2]] == "build" else "P" for row in ROUNDS],  # the condition again
    ],
)
def test_what_is_nobodys_name_is_not_asked_about(tmp_path: Path, declare: Any, values: list[str]) -> None:
    rows = [f"{value},{row[3:]}" for value, row in zip(values, ROUNDS, strict=True)]
    assert len(read_table(_file(tmp_path, "what,round,labor,wtp", rows), declare()).data) == 12


def test_of_several_columns_each_is_offered_and_each_can_be_ruled_out(tmp_path: Path, declare: Any) -> None:
    path = _file(tmp_path, "id,Prolific ID,labor,wtp", ["1,a,build,1.00", "2,b,prebuilt,2.00"])
    with pytest.raises(AnalysisError) as asked:
        read_table(path, declare())
    assert '--map id=participant or --map "Prolific ID=participant"' in str(asked.value)
    assert '--map id=other --map "Prolific ID=other"' in str(asked.value)
    assert len(read_table(path, declare(), Reading({"id": "other", "Prolific ID": "other"})).data) == 2


def test_a_second_id_that_stands_for_two_participants_is_told(tmp_path: Path, declare: Any) -> None:
    rows = [
        "R_1,p1,build,1.00",
        "R_2,p2,prebuilt,2.00",
        "R_3,p3,build,1.00",
        "R_4,p1,build,3.00",
        "R_5,,build,1",
    ]
    path = _file(tmp_path, "ResponseId,PROLIFIC_PID,labor,wtp", rows)
    table = read_table(path, declare(), Reading({"ResponseId": "participant"}))
    assert (
        "PROLIFIC_PID: 'p1' stands for 2 participants (rows 2, 5), who may be one person; kept as 2."
        in table.notes
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("001", "1"), ("P07", "P7"), ("P07", "p07"), ("P07 ", "P07"), ("7.0", "7"), ("'7", "7"),
        ("P07-1", "P7-01"), ("\uff30\uff17", "P7"), ("R_aB", "R_ab"),
    ],
)  # fmt: skip
def test_two_spellings_are_told_among_ids_of_one_length(
    tmp_path: Path, declare: Any, one: str, other: str
) -> None:
    rows = [f"{who},{('build', 'prebuilt')[n % 2]},1.00" for n, who in enumerate([one, "A00", "B11", other])]
    notes = read_table(_file(tmp_path, "participant,labor,wtp", rows), declare()).notes
    assert [note for note in notes if "may be one person (rows 2, 5); kept as 2." in note]


def test_ids_that_differ_are_not_told(tmp_path: Path, declare: Any) -> None:
    rows = [
        f"{who},{('build', 'prebuilt')[n % 2]},1.00"
        for n, who in enumerate(["P1-1", "P11", "PA", "10", "100"])
    ]
    notes = read_table(_file(tmp_path, "participant,labor,wtp", rows), declare()).notes
    assert not any("may be one person" in note for note in notes)


@pytest.mark.parametrize("order", ["ascending", "any"])
def test_who_stands_twice_is_found_in_every_order(tmp_path: Path, declare: Any, order: str) -> None:
    ids = ["a", "b", "b", "c"] if order == "ascending" else ["c", "b", "a", "b"]
    rows = [f"{who},{'prebuilt' if who == 'a' else 'build'},1.00" for who in ids]
    with pytest.raises(AnalysisError, match="'b' stands more than once"):
        read_table(_file(tmp_path, "participant,labor,wtp", rows), declare())


def test_a_pair_of_more_than_two_is_told(tmp_path: Path, declare: Any) -> None:
    rows = [f"p{n},{('build', 'prebuilt')[n % 2]},1.00,{('t1', 't1', 't2', 't2', 't1')[n]}" for n in range(5)]
    notes = read_table(_file(tmp_path, "participant,labor,wtp,pair", rows), declare()).notes
    assert any("pair: 1 of 2 hold more than two people (rows 2-3, 6)" in note for note in notes)
    notes = read_table(_file(tmp_path, "participant,labor,wtp,pair", rows[:4]), declare()).notes
    assert not any("more than two people" in note for note in notes)


def test_ids_of_digits_stay_words_also_where_they_name_whose_piece_was_seen(
    tmp_path: Path, declare: Any
) -> None:
    rows = ["001,,build,1.00", "002,,build,1.20", "003,001,prebuilt,0.80", "004,002,prebuilt,0.90"]
    read = read_table(_file(tmp_path, "participant,yoked,labor,wtp", rows), declare()).data
    assert list(read["yoked"].dropna()) == ["001", "002"]


def test_one_person_stored_under_two_ids_is_told(tmp_path: Path, declare: Any) -> None:
    rows = [
        f"{n},{('build', 'prebuilt')[n % 2]},{n / 10 + 1:.2f},{n % 7 + 1},10.0.0.{n}" for n in range(1, 13)
    ]
    header = "participant,labor,wtp,liking,address"
    twice = [*rows, rows[2].replace("3,", "13,", 1)]
    notes = read_table(_file(tmp_path, header, twice), declare()).notes
    assert [note for note in notes if "stored twice" in note] == [
        "participant: '3', '13' each say the same as another in all 4 other columns (rows 4, 14): a person "
        "may have been stored twice; all kept."
    ]
    notes = read_table(_file(tmp_path, header, rows), declare()).notes
    assert not [note for note in notes if "stored twice" in note]


def test_ratings_that_agree_by_chance_are_no_one_person_s(tmp_path: Path, declare: Any) -> None:
    rows = [f"{n},{('build', 'prebuilt')[n % 2]},1.00,{n % 3 + 1},{n % 2}" for n in range(12)]
    notes = read_table(_file(tmp_path, "participant,labor,wtp,liking,sex", rows), declare()).notes
    assert not [note for note in notes if "stored twice" in note]


@pytest.mark.parametrize(
    ("people", "said"),
    [
        (1, "participant 'P0' is in build, prebuilt"),
        (2, "participants 'P0', 'P1' are in build, prebuilt"),
        (5, "5 participants, 'P0', 'P1', 'P2' and others, are in build, prebuilt"),
    ],
)
def test_all_who_change_their_condition_are_one_line(
    tmp_path: Path, declare: Any, people: int, said: str
) -> None:
    rows = [f"P{one},{level},2.00" for one in range(people) for level in ("build", "prebuilt")]
    with pytest.raises(AnalysisError) as refused:
        read_table(_file(tmp_path, "participant,labor,wtp", rows), declare())
    assert said in str(refused.value)
    assert str(refused.value).count("column labor") == 1
