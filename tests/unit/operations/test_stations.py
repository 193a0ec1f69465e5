"""Several desks, one study, begun at the same moment."""

from __future__ import annotations

import multiprocessing
from collections import Counter
from pathlib import Path

import pytest

from ikea_effect.operations.data import read_study
from ikea_effect.operations.run import Answer, RunRequest, run_session
from ikea_effect.protocol.setup import Setup
from ikea_effect.record.journal import read_journal
from ikea_effect.record.study import Study
from ikea_effect.screens.screens import Reply, Screen
from ikea_effect.session.frontends.base import Frontend
from ikea_effect.session.frontends.simulation import Simulated

STUDY = "norton-2012-1a"


class Told(Simulated):
    """Answers as told, at a virtual clock."""

    def __init__(self, answer: Answer) -> None:
        self._answer, self._clock_ms = answer, 0

    def show(self, screen: Screen) -> Reply:
        values, rt_ms = self._answer(screen)
        return Reply(values, 0, rt_ms)


def desk(results: str, number: int, participants: int) -> list[str]:
    def opened(_setup: Setup, answer: Answer) -> Frontend:
        return Told(answer)

    return [
        run_session(
            RunRequest(STUDY, f"D{number}-{one}", results=Path(results), mode="scripted"), opened
        ).condition["labor"]
        for one in range(participants)
    ]


@pytest.mark.slow
def test_desks_that_begin_together_share_one_balanced_study(tmp_path: Path) -> None:
    desks, each = 4, 4
    with multiprocessing.get_context("spawn").Pool(desks) as pool:
        conditions = pool.starmap(desk, [(str(tmp_path), number, each) for number in range(desks)])
    counts = Counter(condition for of_desk in conditions for condition in of_desk)
    assert abs(counts["build"] - counts["prebuilt"]) <= 2

    assert [path.name for path in tmp_path.iterdir()] == [STUDY]
    study = Study(tmp_path / STUDY)
    slots = [read_journal(study.journal(name)).events[0].data["slot"] for name in study.participants()]
    assert sorted(slots) == list(range(desks * each))
    assert all(row["status"] == "complete" for row in read_study(study).tables.wide)
