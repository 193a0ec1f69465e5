"""One session without a window that kills itself, as a power cut would, right behind its n-th line.

python simulated_session_that_dies.py RESULTS PARTICIPANT KIND        behind the first line of this kind
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from ikea_effect.operations.run import Answer, RunRequest, run_session
from ikea_effect.protocol.setup import Setup
from ikea_effect.record.events import Event
from ikea_effect.record.journal import FileJournal
from ikea_effect.screens.screens import Reply, Screen
from ikea_effect.session.frontends.base import Frontend
from ikea_effect.session.frontends.simulation import Simulated

STUDY = "norton-2012-1a"


class Told(Simulated):
    """Answers as it is told."""

    def __init__(self, answer: Answer) -> None:
        self._answer, self._clock_ms = answer, 0

    def show(self, screen: Screen) -> Reply:
        values, rt_ms = self._answer(screen)
        return Reply(values, 0, rt_ms)


def run(results: Path, participant: str, *, dies_behind: str = "", resume: bool = False) -> str:
    """How the session ended, if it did."""

    class Mortal(FileJournal):
        def append(self, kind: str, data: Mapping[str, Any], clock_ms: int, at: datetime) -> Event:
            event = super().append(kind, data, clock_ms, at)
            if kind == dies_behind:
                os.kill(os.getpid(), signal.SIGKILL)
            return event

    def opened(_setup: Setup, answer: Answer) -> Frontend:
        return Told(answer)

    def journal(path: Path, goes_on: bool) -> FileJournal:
        return Mortal(path, resume=goes_on)

    request = RunRequest(STUDY, participant, results=results, mode="scripted", seed=1, resume=resume)
    return run_session(request, opened, journal).state


if __name__ == "__main__":
    run(Path(sys.argv[1]), sys.argv[2], dies_behind=sys.argv[3])
