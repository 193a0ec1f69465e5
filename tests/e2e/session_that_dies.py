"""One real windowed session, driven by real events, that is killed where it is told to. Run by test_kill.py.

    python session_that_dies.py RESULTS PROTOCOL PARTICIPANT SHOWN POINT [keyboard]

SHOWN is a file that gets a line per screen shown.
POINT is never, in-the-assembly, half-typed, after-the-bid, or at:SCREEN. With `keyboard` every other page is
answered without the mouse.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from ikea_effect.operations.run import Answer, RunRequest, run_session
from ikea_effect.protocol.setup import Setup
from ikea_effect.record.events import Event
from ikea_effect.record.journal import FileJournal
from ikea_effect.screens.assembly_board import AssemblyBoard
from ikea_effect.screens.screens import Screen
from ikea_effect.session.frontends.base import Frontend
from ikea_effect.session.frontends.lab.frontend import LabFrontend
from ikea_effect.session.frontends.script import ScriptedHand

SEED = 7
PARTS_PLACED = 2
TYPED = "0."


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class MortalHand(ScriptedHand):
    """Writes down every screen, and dies at its point."""

    def __init__(self, answer: Answer, setup: Setup, shown: Path, point: str, *, keyboard: bool) -> None:
        super().__init__(answer, setup.language, keyboard=keyboard)
        self._shown, self._point = shown, point

    def __call__(self, screen: Screen, targets: Mapping[str, tuple[int, int]]) -> None:
        with self._shown.open("a") as file:
            file.write(f"{screen.id}\n")
        if self._point == f"at:{screen.id}":
            die()
        building = isinstance(screen, AssemblyBoard) and len(screen.placed) == PARTS_PLACED
        if building and self._point == "in-the-assembly":
            die()
        if screen.id == "bid.amount" and self._point == "half-typed":
            self.fingers.click(targets["amount"])
            self.fingers.type(TYPED)
            self.fingers.sync()
            threading.Timer(1.0, die).start()
            return
        super().__call__(screen, targets)


class MortalJournal(FileJournal):
    """Dies as soon as the bid's line is on disk."""

    def append(self, kind: str, data: Mapping[str, Any], clock_ms: int, at: datetime) -> Event:
        event = super().append(kind, data, clock_ms, at)
        if kind == "replied" and data["screen"] == "bid.amount":
            die()
        return event


def main(results: Path, protocol: str, participant: str, shown: Path, point: str, keyboard: str = "") -> None:
    def opened(setup: Setup, answer: Answer) -> Frontend:
        hand = MortalHand(answer, setup, shown, point, keyboard=bool(keyboard))
        return LabFrontend(
            setup, mode="scripted", size=(1280, 1024), pace="fast", on_ready=hand, answer_within_s=60.0
        )

    def journal(path: Path, resume: bool) -> FileJournal:
        kind = MortalJournal if point == "after-the-bid" else FileJournal
        return kind(path, resume=resume)

    begun = (results / Path(protocol).stem / "journals" / f"{participant}.jsonl").exists()
    request = RunRequest(protocol, participant, results=results, resume=begun, mode="scripted", seed=SEED)
    run_session(request, opened, journal)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3], Path(sys.argv[4]), *sys.argv[5:])
