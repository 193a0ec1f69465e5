"""A study.json that is damaged is a sentence, whichever part of it is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ikea_effect.errors import RecordError
from ikea_effect.record.study import Study

KEPT = Path(__file__).parents[2] / "data" / "journals" / "offer" / "study.json"
FACTS: dict[str, Any] = json.loads(KEPT.read_bytes())
NEEDED = (
    "study", "mode", "protocol", "protocol_sha256", "experiment", "language", "hashes", "seed",
    "seed_commitment", "created",
)  # fmt: skip


def test_a_study_that_was_kept_is_read(tmp_path: Path) -> None:
    (tmp_path / "study.json").write_text(json.dumps(FACTS))
    assert Study(tmp_path).name == FACTS["study"]


@pytest.mark.parametrize("name", NEEDED)
def test_a_fact_that_is_gone_or_something_else_is_named(tmp_path: Path, name: str) -> None:
    without = {key: value for key, value in FACTS.items() if key != name}
    for facts in (without, FACTS | {name: [1]}):
        (tmp_path / "study.json").write_text(json.dumps(facts))
        with pytest.raises(RecordError, match=f"study.json is damaged: it has no right {name}"):
            Study(tmp_path)


@pytest.mark.parametrize(
    "content", ["", "[]", "null", "{", "[" * 100_000, json.dumps(FACTS | {"mode": "lag"}), "\0" * 200]
)
def test_what_is_no_study_is_a_sentence(tmp_path: Path, content: str) -> None:
    (tmp_path / "study.json").write_text(content)
    with pytest.raises(RecordError, match=r"study\.json"):
        Study(tmp_path)
