"""How close a study is to the published one: what is declared, what the set-up changes, nothing guessed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ikea_effect.cli.main import main
from ikea_effect.errors import AnalysisError, ProtocolError
from ikea_effect.operations.closeness import Close, closeness_of
from tests.unit.operations.test_differences import set_up

ALL_SAME = {
    name: {"how": "same"}
    for name in (
        "hypothesis", "iv_construct", "dv_construct", "iv_operationalization", "dv_operationalization",
        "iv_stimuli", "dv_stimuli",
    )
}  # fmt: skip
PEOPLE = {"how": "similar", "because": "Students of another university."}


def close(folder: Path, declared: dict[str, Any], overrides: dict[str, Any] | None = None) -> Close:
    set_up(folder, overrides or {}, registration={"closeness": declared} if declared else {})
    return closeness_of("norton-2012-1a", str(folder))


def test_what_nobody_declares_is_unknown(tmp_path: Path) -> None:
    found = close(tmp_path, {})
    assert {one.how for one in found.facets} == {"unknown"}
    assert found.lebel == ("exact", "very far")
    assert "Not declared: hypothesis, iv_construct" in found.text()


def test_what_the_set_up_changes_differs(tmp_path: Path) -> None:
    facets = {
        one.facet: one for one in close(tmp_path, {}, {"goods": {"storage-box": "a gray crate"}}).facets
    }
    assert facets["iv_stimuli"].how == "different"
    assert facets["iv_stimuli"].because == ("Instead of the storage box: a gray crate.",)
    assert facets["dv_stimuli"].how == "unknown"


def test_declared_facets_give_the_words_of_both_typologies(tmp_path: Path) -> None:
    other = {name: {"how": "different", "because": "Ours."} for name in ("procedure", "setting", "context")}
    said = {"by": "others", "where": "laboratory", "adds": []}
    declared = {**ALL_SAME, **other, **said, "population": PEOPLE}
    found = close(tmp_path, declared)
    assert found.lebel == ("very close", "very close")
    assert found.hueffmeier == ("close", "close")
    assert "LeBel et al. (2018): very close\n" in found.text()


def test_a_reason_is_owed_where_something_is_not_the_same(tmp_path: Path) -> None:
    declared = {"population": {"how": "different"}, "iv_stimuli": {"how": "same"}}
    with pytest.raises(ProtocolError) as refused:
        close(tmp_path, declared, {"goods": {"storage-box": "a gray crate"}})
    first, second = map(str, refused.value.faults)
    assert "registration.closeness.population" in first
    assert "says different without `because:`, and it is different. Write why." in first
    assert "says same without `because:`, and the set-up changes it (Instead of the storage box" in second


def test_a_protocol_of_ones_own_is_close_to_nothing() -> None:
    with pytest.raises(AnalysisError, match="follows no publication"):
        closeness_of("ai-contribution")


def test_the_command_prints_it_for_people_and_programs(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        main(["closeness", "norton-2012-1a", "--json"])
    found = json.loads(capsys.readouterr().out)
    assert found["lebel"] == {"nearest": "exact", "farthest": "very far"}
    with pytest.raises(SystemExit, match="0"):
        main(["closeness", "norton-2012-1a"])
    assert capsys.readouterr().out.startswith("norton-2012-1a beside Norton")
