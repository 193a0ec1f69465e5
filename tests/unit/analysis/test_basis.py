"""What an analysis rests on, as JSON and in words."""

from __future__ import annotations

import dataclasses

import pytest

from ikea_effect.analysis.basis import Basis, ExclusionResult, Interim, LeftOut, Rows, Source


def test_the_rows_of_a_study_name_it_and_what_only_its_journals_tell() -> None:
    told = Source("study", ("lab",), ("2 sessions were interrupted",))
    assert told.to_json() == {"kind": "study", "study": "lab", "notes": ["2 sessions were interrupted"]}


def test_the_rows_of_files_name_every_file() -> None:
    assert Source(names=("a.csv", "b.csv")).to_json() == {"kind": "files", "files": ["a.csv", "b.csv"]}


def test_rows_are_counted_as_they_were_read_with_who_was_left_out_and_why() -> None:
    rows = Rows(30, 28, (LeftOut("no answer", 2),))
    assert rows.to_json() == {"read": 30, "people": 28, "left_out": [{"reason": "no answer", "rows": 2}]}


def test_a_rule_that_cannot_be_decided_dropped_nobody_that_is_known_of() -> None:
    assert ExclusionResult("late", None, "no column").to_json() == {
        "id": "late", "dropped": None, "reason": "no column",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("next_look", "told"),
    [
        ("", "verdicts that may end collection are wrong more often than they say. --interim shows them"),
        ("It is due at 40.", "and verdicts wait for a planned look. It is due at 40."),
    ],
)
def test_why_a_verdict_is_withheld(next_look: str, told: str) -> None:
    interim = Interim(12, 60, shown=False, next_look=next_look)
    assert interim.reason.startswith("withheld: 12 of 60 planned participants are complete, and ")
    assert told in interim.reason
    assert interim.to_json() == {"complete": 12, "planned": 60, "shown": False}


ROWS = Rows(31, 28, (LeftOut("They are previews.", 1), LeftOut("They did not finish.", 2)))
RULES = (ExclusionResult("late", None, "no column"), ExclusionResult("bots", 1, "captcha < 0.5"))
FILES = Source(names=("a.csv",), notes=("Said twice.", "Of the file."))
BASIS = Basis("data", ROWS, 27, FILES, RULES, ("Of the model.", "Said twice."))


def test_who_took_part_and_who_was_left_out_is_told_line_by_line() -> None:
    assert BASIS.recorded == 28
    assert BASIS.lines() == [
        "31 rows read, 28 participants, 27 kept",
        "  left out: 1 row. They are previews.",
        "  left out: 2 rows. They did not finish.",
        "  exclusion late: cannot be decided. no column",
        "  exclusion bots: drops 1. captcha < 0.5",
    ]
    assert Basis("data", Rows(1, 1), 1).lines() == ["1 row read, 1 participant, 1 kept"]
    assert Basis("data", Rows(2, 0), 0).lines() == ["2 rows read, 0 participants, 0 kept"]


def test_each_note_is_written_once_those_of_the_source_first() -> None:
    assert BASIS.notes_written() == ["", "Note: Said twice.", "Note: Of the file.", "Note: Of the model."]
    assert Basis("data", ROWS, 27).notes_written() == []


@pytest.mark.parametrize(
    ("mode", "title"),
    [
        ("lab", "boxes"),
        ("simulated", "boxes - SIMULATED participants, not data from people"),
        ("scripted", "boxes - SCRIPTED sessions, not data from people"),
    ],
)
def test_a_title_says_where_nobody_took_part_or_not_all_yet(mode: str, title: str) -> None:
    assert Basis(mode, ROWS, 27).title("boxes") == title
    interim = Interim(12, 60, shown=True)
    told = Basis(mode, ROWS, 27, interim=interim).title("boxes")
    assert told == f"{title} - INTERIM: 12 of 60 planned participants"


def test_a_basis_as_json_has_what_is_planned_only_where_something_is() -> None:
    plain = {
        "mode": "data",
        "source": FILES.to_json(),
        "rows": ROWS.to_json(),
        "n": {"recorded": 28, "kept": 27},
        "exclusions": [rule.to_json() for rule in RULES],
        "notes": ["Of the model.", "Said twice."],
    }
    assert BASIS.to_json() == plain
    interim = Interim(12, 60, shown=True)
    planned = dataclasses.replace(BASIS, interim=interim, sequential={"looks": 2})
    assert planned.to_json() == plain | {"interim": interim.to_json(), "sequential": {"looks": 2}}
