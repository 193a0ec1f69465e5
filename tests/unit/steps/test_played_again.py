"""Sessions with every kind of step come about again from their replies, in the language they were held in."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ikea_effect.operations.replay import replay
from ikea_effect.operations.simulate import SimulateRequest, simulate
from ikea_effect.record.study import Study
from tests.unit.measures.bench import EVERYTHING


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "nl"])
def test_every_session_comes_about_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.chdir(EVERYTHING.parents[1])
    study = simulate(SimulateRequest("everything", 2, 5, "again", language="nl", results=tmp_path))
    facts = study.folder / "study.json"
    facts.write_text(json.dumps(json.loads(facts.read_text("utf-8")) | {"language": language}), "utf-8")
    found = replay(Study(study.folder))
    assert (found.sessions, found.problems, found.left_out) == (2, (), ())


@pytest.mark.parametrize("name", ["partners", "makers-and-judges"])
def test_sessions_that_met_or_saw_others_pieces_come_about_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(EVERYTHING.parents[1])
    study = simulate(SimulateRequest(name, 6, 5, "again", results=tmp_path))
    found = replay(study)
    assert found.sessions == len(study.participants()) > 0
    assert (found.problems, found.left_out) == ((), ())
