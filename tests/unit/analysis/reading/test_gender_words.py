"""What files of other programs call answers on gender."""

from __future__ import annotations

from pathlib import Path

import pytest

from ikea_effect.analysis.reading.proposal import propose
from ikea_effect.protocol.loading import load_protocol


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        (("Female", "Male"), {"Female": "woman", "Male": "man"}),
        (("v", "m", "anders"), {"v": "woman", "m": "man", "anders": "other"}),
        (
            ("man", "woman", "Prefer not to say"),
            {"Prefer not to say": "unsaid", "man": "man", "woman": "woman"},
        ),
        (("1", "2"), {"1": "?", "2": "?"}),
    ],
)
def test_what_files_call_answers_on_gender_is_known_and_numbers_are_asked_about(
    tmp_path: Path, said: tuple[str, ...], meant: dict[str, str]
) -> None:
    rows = [
        f"P{i};{'build' if i % 2 else 'prebuilt'};{i / 8:.2f};{i % 7 + 1};{said[i % len(said)]}"
        for i in range(24)
    ]
    path = tmp_path / "theirs.csv"
    path.write_text("\n".join(["id;cond;wtp;liking;gender", *rows]), "utf-8")
    found = propose(path, load_protocol("norton-2012-1a"))
    assert found.mapping["columns"]["gender"]["values"] == meant
    assert bool(found.questions) == ("?" in meant.values())
