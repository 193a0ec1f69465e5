"""Journals of the first version: every later one plays them to the same facts, and exports the same bytes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from ikea_effect.operations.data import export
from ikea_effect.operations.replay import replay
from ikea_effect.operations.settle import settle
from ikea_effect.operations.verify import study_verified
from ikea_effect.record.study import Study
from ikea_effect.seeds import secret_from_seed

KEPT = Path(__file__).parents[1] / "data" / "journals"
STUDIES = sorted(path.parent.name for path in KEPT.glob("*/study.json"))
FIRST = [name for name in STUDIES if name.startswith("first-release-")]
"""Written by the program of the first release, before any kind had files of its own."""


@pytest.fixture(params=STUDIES)
def study(request: pytest.FixtureRequest, tmp_path: Path) -> Study:
    """A study as it was kept, with the secret that its seed gives."""
    folder = tmp_path / request.param
    shutil.copytree(KEPT / request.param, folder)
    facts = json.loads((folder / "study.json").read_text("utf-8"))
    (folder / "secret").write_bytes(secret_from_seed(facts["seed"], facts["protocol"]))
    return Study(folder)


def test_the_sessions_come_about_again_from_their_replies(study: Study) -> None:
    found = replay(study, of_any_program=True)
    assert (found.sessions, found.problems, found.left_out) == (4, (), ())


def test_the_tables_are_the_same_to_the_byte(study: Study) -> None:
    made = {path.name: path.read_bytes() for path in export(study, study.folder / "anew")}
    kept = {path.name: path.read_bytes() for path in (study.folder / "tables").iterdir()}
    assert {name: made[name] for name in kept} == kept


def test_every_mechanism_practice_and_a_session_that_was_cut_off_are_among_them() -> None:
    mechanisms, statuses = set(), set()
    for name in STUDIES:
        said = json.loads((KEPT / name / "protocol.json").read_text("utf-8"))
        steps = [step["bidding"] for step in said["timeline"] if "bidding" in step]
        mechanisms |= {step["mechanism"]["kind"] for step in steps}
        table = (KEPT / name / "tables" / "observations.csv").read_text("utf-8")
        statuses |= {status for status in ("complete", "interrupted") if f",{status}," in table}
    assert len(mechanisms) >= 11
    assert statuses == {"complete", "interrupted"}
    assert FIRST == ["first-release-box", "first-release-shirt"]


@pytest.mark.slow
@pytest.mark.parametrize("study", FIRST, indirect=True)
def test_nobody_is_paid_otherwise_than_by_the_first_release(study: Study) -> None:
    before = (study.folder / "ledger.csv").read_bytes()
    books = settle(study).books
    assert (study.folder / "ledger.csv").read_bytes() == before
    assert books.apart == {}
    assert study_verified(study).holds
