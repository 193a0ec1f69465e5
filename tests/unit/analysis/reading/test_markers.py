"""Rows of nobody who took part: left out where their words can mean only that, told where they may."""

from pathlib import Path
from typing import Any

import pytest

from ikea_effect.analysis.reading.mapping_file import read_mapping
from ikea_effect.analysis.reading.options import Reading
from ikea_effect.analysis.reading.table import ReadTable, WhoCounts, read_table


def _read(folder: Path, text: str, declare: Any, *, keep_all: bool = False) -> ReadTable:
    path = folder / "data.csv"
    path.write_text(text, encoding="utf-8")
    return read_table(path, declare(), who=WhoCounts(keep_all=keep_all))


@pytest.mark.parametrize(
    ("column", "good", "bad", "reason"),
    [
        ("Status", "IP Address", "Survey Preview", "preview (Qualtrics)"),
        ("Status", "IP Address", "Survey Test", "test response (Qualtrics)"),
        ("Finished", "True", "False", "not finished (Qualtrics)"),
        ("Finished", "1", "0", "not finished (Qualtrics)"),
        ("Progress", "100", "43", "not finished (Qualtrics)"),
        ("Finished", "WAAR", "ONWAAR", "not finished (Qualtrics)"),  # saved by a spreadsheet in Dutch
        ("Finished", "WAHR", "FALSCH", "not finished (Qualtrics)"),
        ("submitdate. Date submitted", "2026-01-01 09:00:00", "", "not finished (LimeSurvey)"),
        ("Status", "APPROVED", "RETURNED", "did not finish (Prolific)"),
        ("Status", "APPROVED", "TIMED-OUT", "did not finish (Prolific)"),
        ("is_bot", "0", "1", "bot (oTree)"),
        ("MODE", "interview", "pretest", "pretest (SoSci Survey)"),
        ("Q_VIEWER", "0", "1", "only looked at the pages (SoSci Survey)"),
        ("submitdate", "2026-01-01 09:00:00", "", "not finished (LimeSurvey)"),
    ],
)
def test_a_marker_is_known_in_an_export_that_was_trimmed(
    tmp_path: Path, declare: Any, column: str, good: str, bad: str, reason: str
) -> None:
    text = (
        f"participant,labor,wtp,{column}\na,build,1.00,{good}\nb,prebuilt,2.00,{good}\nc,build,3.00,{bad}\n"
    )
    table = _read(tmp_path, text, declare)
    assert table.data["participant"].tolist() == ["a", "b"]
    assert [(one.reason, one.rows) for one in table.left_out] == [(reason, 1)]
    assert len(_read(tmp_path, text, declare, keep_all=True).data) == 3


@pytest.mark.parametrize(
    ("column", "good", "bad"),
    [
        ("status", "Complete", "Incomplete"),
        ("AssignmentStatus", "Approved", "Rejected"),
        ("Participant Status", "complete", "rejected"),
        ("finished", "yes", "no"),
        ("consent", "1", "0"),
        ("exclude", "0", "1"),
        ("notes", "", "test"),
        ("toestemming", "ja", "nee"),
        ("Toestemming", "Y", "N"),
        ("voltooid", "ja", "nee"),
        ("uitgesloten", "nee", "ja"),
        ("opmerking", "", "afgebroken"),
    ],
)
def test_what_may_mean_that_someone_did_not_take_part_is_told(
    tmp_path: Path, declare: Any, column: str, good: str, bad: str
) -> None:
    text = (
        f"participant,labor,wtp,{column}\na,build,1.00,{good}\nb,prebuilt,2.00,{good}\nc,build,3.00,{bad}\n"
    )
    table = _read(tmp_path, text, declare)
    assert len(table.data) == 3
    [note] = [note for note in table.notes if "liking" not in note]
    assert note.startswith(f"{column} says ")
    assert (
        "in row 4, kept. If these did not take part, leave them out with a --mapping file: drop_rows: "
        in note
    )
    assert f"[{{column: {column}, values: [{bad}]}}]" in note


@pytest.mark.parametrize(
    "bad", ["No, I do not agree", "Nee, liever niet", "I decline", "Ich stimme nicht zu"]
)
def test_who_declined_in_words_is_told_with_a_line_that_works(tmp_path: Path, declare: Any, bad: str) -> None:
    rows = f'a,build,1,"Yes, I agree"\nb,prebuilt,2,Ja\nc,build,3,"{bad}"\n'
    text = f"participant,labor,wtp,consent\n{rows}"
    [note] = [note for note in _read(tmp_path, text, declare).notes if "liking" not in note]
    (tmp_path / "theirs.yaml").write_text(note[note.index("drop_rows") :].rstrip("."), encoding="utf-8")
    reading = Reading(mapping=read_mapping(tmp_path / "theirs.yaml"))
    table = read_table(tmp_path / "data.csv", declare(), reading)
    assert table.data["participant"].tolist() == ["a", "b"]


@pytest.mark.parametrize(
    ("ids", "kept"),
    [
        (["P1", "P2", "P3", "test", "TEST2", "pilot1", "asdf"], ["P1", "P2", "P3"]),
        (["P1", "P2", "Mean", "Total"], ["P1", "P2"]),
        (["test1", "test2", "test3"], ["test1", "test2", "test3"]),  # so everyone is called
        (["Testa", "Meaney", "Max", "Sumi"], ["Testa", "Meaney", "Max", "Sumi"]),
    ],
)
def test_try_outs_and_totals_are_no_people(
    tmp_path: Path, declare: Any, ids: list[str], kept: list[str]
) -> None:
    more = [f"Q{place}" for place in range(4)] if len(kept) < len(ids) else []
    rows = "".join(f"{one},{('build', 'prebuilt')[n % 2]},1.00\n" for n, one in enumerate([*ids, *more]))
    table = _read(tmp_path, f"participant,labor,wtp\n{rows}", declare)
    assert table.data["participant"].tolist() == [*kept, *more]
    assert sum(one.rows for one in table.left_out) == len(ids) - len(kept)


def test_in_a_table_of_ours_the_mode_says_who_took_part_and_not_the_id(tmp_path: Path, declare: Any) -> None:
    row = "{},{},1.00,complete,lab,en,2026-01-01T10:00:00.000Z\n"
    rows = "".join(
        row.format(who, level) for who, level in (("P1", "build"), ("P2", "prebuilt"), ("test", "build"))
    )
    table = _read(tmp_path, f"participant,labor,wtp,status,mode,language,started_at\n{rows}", declare)
    assert table.data["participant"].tolist() == ["P1", "P2", "test"]


def test_a_last_row_that_names_nobody_is_left_out(tmp_path: Path, declare: Any) -> None:
    table = _read(tmp_path, "participant,labor,wtp\na,build,1.00\nb,prebuilt,2.00\n,,1.50\n", declare)
    assert [(one.reason, one.rows) for one in table.left_out] == [
        ("names no participant and no condition", 1)
    ]
