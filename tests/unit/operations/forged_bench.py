"""Studies of every mechanism, simulated once, to be copied and changed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ikea_effect.operations.simulate import SimulateRequest, simulate
from ikea_effect.record.study import Study
from tests.quick import quick

PROTOCOLS = Path(__file__).parents[2] / "data" / "protocols"
EVERY = quick(
    sorted(path.stem for path in PROTOCOLS.glob("*.yaml")),
    "bdm_own_bid", "english_rounds", "points", "prediction_band", "price_list_rounds", "three_ways",
    "vickrey_units",
)  # fmt: skip


@pytest.fixture(scope="module")
def studies(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Study]:
    """A study of each protocol, simulated once, with some ten participants, and not settled."""
    made: dict[str, Study] = {}
    results = tmp_path_factory.mktemp("made")

    def study(name: str) -> Study:
        if name not in made:
            n = 12 if name == "makers_and_judges" else 10  # of ten, a judge would find no piece
            request = SimulateRequest(str(PROTOCOLS / f"{name}.yaml"), n, 7, name, results=results)
            made[name] = simulate(request)
        return made[name]

    return study


@pytest.fixture
def copied(studies: Callable[[str], Study], tmp_path: Path) -> Callable[[str], Study]:
    """A copy of it, to be changed."""

    def copy_of(name: str) -> Study:
        shutil.copytree(studies(name).folder, tmp_path / name)
        return Study(tmp_path / name)

    return copy_of


def receipts(study: Study) -> dict[str, dict[str, Any]]:
    """Every receipt that was written, by participant."""
    found = sorted((study.folder / "receipts").glob("*.json"))
    return {path.stem: json.loads(path.read_text("utf-8")) for path in found}
