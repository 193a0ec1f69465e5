"""What an analysis rests on, as JSON and in words."""

from __future__ import annotations

import pytest

from ikea_effect.analysis.basis import ExclusionResult, Interim, LeftOut, Rows, Source


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
