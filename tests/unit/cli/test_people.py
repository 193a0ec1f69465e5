"""Whose each row is, through the command: who counts, who is left out and why, what several rows mean."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from scipy import stats

from ikea_effect.errors import as_word
from tests.unit.cli.people_bench import CASES, QUALTRICS, analyzed, call, primary

# --- the unit of analysis ---------------------------------------------------------------------------------


def test_six_bids_of_each_are_not_six_people() -> None:
    found = analyzed("long-repetition.csv")
    for estimate in found["estimates"]:
        assert estimate["estimate"] is None
        assert "48 values of" in estimate["problem"]
        assert "belong to 8 participants" in estimate["problem"]
        assert "--repeated" in estimate["problem"]
    assert found["n"] == {"recorded": 8, "kept": 8}
    assert found["rows"] == {"read": 48, "people": 8, "left_out": []}


def test_one_value_of_each_is_what_eight_people_bid() -> None:
    clean = primary(analyzed("clean.csv"))
    mean = primary(analyzed("long-repetition.csv", "--repeated", "mean"))
    assert mean["n"] == clean["n"] == {"build": 4, "prebuilt": 4}
    assert (round(clean["p"], 3), round(mean["p"], 3)) == (0.204, 0.204)
    assert any("the mean of the values of each participant" in note for note in mean["notes"])


@pytest.mark.parametrize(("which", "of_first"), [("first", 1.56), ("last", 1.62)])
def test_the_first_or_the_last_value_can_count(tmp_path: Path, which: str, of_first: float) -> None:
    rows = [f"{who},{n},{level},{bid}" for who, level, bids in BIDS for n, bid in bids]
    path = tmp_path / "bids.csv"
    path.write_text("\n".join(["participant,repetition,labor,wtp", *rows]), encoding="utf-8")
    found = primary(analyzed(path, "--repeated", which))
    assert found["mean"]["build"] == pytest.approx((of_first + 0.90) / 2)
    assert found["n"] == {"build": 2, "prebuilt": 2}


BIDS = [  # in the file's order, which is not the order of the rounds
    ("P01", "build", [(10, 1.62), (2, 1.60), (1, 1.56)]),
    ("P02", "build", [(1, 0.90), (2, 0.90)]),
    ("P03", "prebuilt", [(1, 1.00), (2, 2.00)]),
    ("P04", "prebuilt", [(1, 0.50), (2, 1.50)]),
]


def test_a_model_that_knows_repetitions_answers_beside_models_that_do_not() -> None:
    found = call("analyze", "within.yaml", "within-long.csv", "--json").json
    for name in ("between", "student", "mw", "reg"):
        one = primary(found, name)
        assert one["estimate"] is None
        assert "16 values of" in one["problem"]
    assert "Every participant's difference is the same (0.1)" in primary(found, "within")["problem"]
    reduced = call("analyze", "within.yaml", "within-long.csv", "--repeated", "mean", "--json").json
    assert [primary(reduced, name)["n"] for name in ("between", "mw")] == [{"build": 4, "prebuilt": 4}] * 2


def test_the_hypothesis_can_declare_which_value_counts(tmp_path: Path) -> None:
    said = (CASES / "within.yaml").read_text("utf-8")
    declared = said.replace("{id: between, measure: wtp,", "{id: between, measure: wtp, repeated: last,")
    (tmp_path / "within.yaml").write_text(declared, encoding="utf-8")
    found = call("analyze", str(tmp_path / "within.yaml"), "within-long.csv", "--json").json
    # of each the other product, which stands last
    expected = {"build": (1.60 + 0.92 + 2.11 + 1.20) / 4, "prebuilt": (1.41 + 0.60 + 1.72 + 0.81) / 4}
    assert primary(found, "between")["mean"] == pytest.approx(expected)
    assert primary(found, "between")["n"] == {"build": 4, "prebuilt": 4}
    assert primary(found, "student")["estimate"] is None


def test_a_column_that_may_be_the_person_is_asked_for() -> None:
    asked = call("analyze", "norton-2012-1a", "long-subject.csv", "--json")
    assert (asked.code, asked.out) == (2, "")
    assert "--map subject=participant" in asked.err
    renamed = ("subject=participant",)
    twice = call("analyze", "norton-2012-1a", "long-subject.csv", maps=renamed)
    assert twice.code == 2
    assert "--map round=repetition" in twice.err
    found = analyzed("long-subject.csv", "--repeated", "mean", maps=(*renamed, "round=repetition"))
    assert round(primary(found)["p"], 3) == 0.204


PERSONS = ("Subject", "subject_id", "PROLIFIC_PID", "ResponseId", "workerId", "VPN", "id", "Participant ID")
NO_PERSONS = ("response", "idea", "period", "subscale", "time", "people", "code")


@pytest.mark.parametrize("name", [*PERSONS, *NO_PERSONS])
def test_columns_that_may_be_the_person_are_known_by_their_names(tmp_path: Path, name: str) -> None:
    path = tmp_path / "data.csv"
    path.write_text(f"{name},labor,wtp\na,build,1\na,build,2\nb,prebuilt,1\n", encoding="utf-8")
    said = call("analyze", "norton-2012-1a", path)
    assert said.code == (2 if name in PERSONS else 0)
    assert (f"--map {as_word(f'{name}=participant')}" in said.err) == (name in PERSONS)
    if name in PERSONS:
        other = call("analyze", "norton-2012-1a", path, "--json", maps=(f"{name}=other",)).json
        assert "no column participant: each row was taken as one participant" in " ".join(other["notes"])


def test_repetitions_of_no_one_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "data.csv"
    path.write_text("who,repetition,labor,wtp\na,1,build,1\na,2,build,2\n", encoding="utf-8")
    said = call("analyze", "norton-2012-1a", path)
    assert said.code == 2
    assert "--map THEIRS=participant" in said.err


def test_who_changes_a_condition_between_participants_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "moved.csv"
    path.write_text(
        "participant,repetition,labor,wtp\na,1,build,1\na,2,prebuilt,2\nb,1,build,1\n", encoding="utf-8"
    )
    refused = call("analyze", "norton-2012-1a", path)
    assert refused.code == 2
    assert (
        "rows 2-3, column labor: participant 'a' is in build, prebuilt, but labor varies between participants"
        in refused.err
    )


# --- who took part ----------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize(
    ("file", "maps", "rows", "p"),
    [
        (
            "qualtrics-preview.csv", QUALTRICS,
            {"read": 27, "people": 24,
             "left_out": [{"reason": "preview (Qualtrics)", "rows": 2},
                          {"reason": "test response (Qualtrics)", "rows": 1}]}, 0.173,
        ),
        (
            "qualtrics-unfinished.csv", QUALTRICS,
            {"read": 26, "people": 24,
             "left_out": [{"reason": "not finished (Qualtrics)", "rows": 2}]}, 0.173,
        ),
        (
            "otree-bots.csv", (),
            {"read": 24, "people": 18, "left_out": [{"reason": "bot (oTree)", "rows": 6}]}, None,
        ),
        (
            "otree-noshow.csv", (),
            {"read": 24, "people": 20, "left_out": [{"reason": "never came (oTree)", "rows": 4}]}, None,
        ),
    ],
)  # fmt: skip
def test_rows_of_no_one_who_took_part_are_left_out(
    file: str, maps: tuple[str, ...], rows: dict[str, Any], p: float | None
) -> None:
    found = analyzed(file, maps=maps)
    assert found["rows"] == rows
    assert found["n"]["recorded"] == rows["people"]
    assert primary(found)["p"] == pytest.approx(p or of_people(file), abs=0.0005)
    printed = call("analyze", "norton-2012-1a", file, maps=maps).out
    for one in rows["left_out"]:
        assert f"left out: {one['rows']} row" in printed
        assert one["reason"] in printed


def of_people(file: str) -> float:
    """p of Welch's test over the rows of oTree that came and are no bots."""
    with (CASES / file).open(encoding="utf-8") as lines:
        rows = [row for row in csv.DictReader(lines) if row["participant._is_bot"] == "0"]
    bids = {
        level: [float(row["bid.1.player.wtp"]) for row in rows if row["bid.1.player.labor"] == level]
        for level in ("build", "prebuilt")
    }
    found = stats.ttest_ind(bids["build"], bids["prebuilt"], equal_var=False, alternative="greater")
    return float(found.pvalue)


@pytest.mark.slow
def test_every_row_can_be_kept() -> None:
    found = analyzed("qualtrics-preview.csv", "--keep-all", maps=QUALTRICS)
    assert found["rows"] == {"read": 27, "people": 27, "left_out": []}
    assert round(primary(found)["p"], 3) == 0.030
    assert call("analyze", "norton-2012-1a", "otree-noshow.csv", "--keep-all").code == 2


def test_sessions_that_ended_early_and_rehearsals_are_no_people() -> None:
    found = analyzed("own-export-interrupted.csv")
    assert found["rows"]["left_out"] == [
        {"reason": "session was interrupted", "rows": 3},
        {"reason": "simulated session among lab ones", "rows": 26},
    ]
    assert (found["mode"], found["n"]["recorded"]) == ("lab", 1)


MARKED = {
    "spam is kept": ("Status,RecordedDate", "IP Address,x", "Spam,x", 4),
    "preview by number": ("Status,RecordedDate", "0,x", "1,x", 3),
    "progress": ("Progress,RecordedDate", "100,x", "48,x", 3),
    "someone's own Status": ("Status", "1", "2", 4),
    "demo session": ("session.is_demo", "0", "1", 3),
    "stopped in oTree": ("participant._index_in_pages,participant._max_page_index", "9,9", "7,9", 3),
    "oTree 3": ("participant.time_started", "2019-01-01 09:00:00", "", 3),
    "SoSci pretest": ("MODE,QUESTNNR", "interview,base", "pretest,base", 3),
    "SoSci unfinished": ("FINISHED,QUESTNNR", "1,base", "0,base", 3),
    "LimeSurvey": ("submitdate,startlanguage", "2026-01-01 09:00:00,en", ",en", 3),
    "ours": ("status,mode", "complete,lab", "waiting,lab", 3),
    "someone's own status": ("status", "employed", "interrupted", 4),
}


@pytest.mark.parametrize("name", MARKED)
def test_what_programs_write_about_who_took_part_is_known(tmp_path: Path, name: str) -> None:
    columns, good, bad, people = MARKED[name]
    rows = [f"a,build,1,{good}", f"b,build,2,{good}", f"c,prebuilt,1,{good}", f"d,prebuilt,3,{bad}"]
    path = tmp_path / "data.csv"
    path.write_text("\n".join([f"participant,labor,wtp,{columns}", *rows]), encoding="utf-8")
    assert analyzed(path)["rows"]["people"] == people


def test_who_answered_nothing_is_left_out_and_who_has_no_condition_refused(tmp_path: Path) -> None:
    path = tmp_path / "data.csv"
    rows = ["a,build,1,3", "b,prebuilt,2,4", "c,,,", "d,build,NA,"]
    path.write_text("\n".join(["participant,labor,wtp,liking", *rows]), encoding="utf-8")
    assert analyzed(path)["rows"] == {
        "read": 4, "people": 2, "left_out": [{"reason": "no answer to any measure", "rows": 2}],
    }  # fmt: skip
    path.write_text("\n".join(["participant,labor,wtp,liking", *rows, "e,,1,3"]), encoding="utf-8")
    assert "row 6, column labor: is empty" in call("analyze", "norton-2012-1a", path).err


def test_a_file_of_nobody_says_why(tmp_path: Path) -> None:
    path = tmp_path / "data.csv"
    path.write_text("participant,labor,wtp,participant._is_bot\na,build,1,1\n", encoding="utf-8")
    refused = call("analyze", "norton-2012-1a", path)
    assert refused.code == 2
    assert "bot (oTree) (1). --keep-all" in refused.err


def test_two_spellings_of_one_person_are_told() -> None:
    notes = analyzed("near-duplicates.csv")["notes"]
    assert notes[:3] == [
        "participant: '001' and '1' may be one person (rows 2-3); kept as 2.",
        "participant: '002' and '2' may be one person (rows 4-5); kept as 2.",
        "participant: 'P07 ' and 'P07' may be one person (rows 8-9); kept as 2.",
    ]


# --- own tables read back ---------------------------------------------------------------------------------


def test_an_own_table_is_read_as_the_study_itself() -> None:
    said = call("analyze", "vickrey-winners.yaml", "own-export.csv")
    assert said.out.startswith("box-bids - SIMULATED participants, not data from people\n")
    found = call("analyze", "vickrey-winners.yaml", "own-export.csv", "--json").json
    assert found["n"] == {"recorded": 40, "kept": 30}
    assert round(primary(found, "users-higher")["p"], 3) == 0.006


# --- every output carries it ------------------------------------------------------------------------------


@pytest.mark.slow
def test_replicate_says_whose_data_it_rests_on() -> None:
    found = call("replicate", "norton-2012-1a", "own-export-interrupted.csv", "--json").json
    analysis = analyzed("own-export-interrupted.csv")
    for key in ("protocol", "protocol_sha256", "mode", "source", "rows", "n", "exclusions", "notes"):
        assert found[key] == analysis[key]
    printed = call("replicate", "norton-2012-1a", "own-export-interrupted.csv").out
    assert "left out: 3 rows. session was interrupted" in printed
    assert "SIMULATED" in call("replicate", "vickrey-winners.yaml", "own-export.csv").out


def test_what_readers_call_a_level_is_recognized(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("participant,labor,wtp\na,Non-builders,1\nb,build,2\n", encoding="utf-8")
    said = call("analyze", "norton-2012-1a", tmp_path / "x.csv")
    assert (said.code, "Did you mean 'prebuilt'?" in said.err) == (2, True)
    assert "--map labor:Non-builders=prebuilt;" in said.err
