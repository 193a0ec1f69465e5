"""A desk of its own, as a process that may be killed at any moment: people come, and each goes to the end.

What it prints tells where it is: "P: screen" before each screen, "P finished". Begun again, it goes on where
it was, and tries again while the store does not answer.

python -m tests.e2e.desk_in_a_storm RESULTS STUDY URL DESK PARTICIPANT...
"""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ikea_effect.errors import ParticipantError, StationError
from ikea_effect.operations.run import Answer, RunRequest, run_session
from ikea_effect.protocol.setup import Setup
from ikea_effect.record.journal import read_as_far_as_it_holds
from ikea_effect.screens.screens import Reply, Screen
from ikea_effect.session.frontends.base import Frontend, Halt

PROTOCOL = "norton-2012-1a"
PATIENCE_S = 120


class Hand:
    """Answers at once, and says so."""

    mode = "scripted"

    def __init__(self, participant: str, answer: Answer) -> None:
        self._participant, self._answer, self._clock = participant, answer, 0

    def show(self, screen: Screen) -> Reply:
        print(f"{self._participant}: {screen.id}", flush=True)
        values, rt_ms = self._answer(screen)
        self._clock += 17 + rt_ms
        return Reply(values, self._clock - rt_ms, rt_ms)

    def clock_ms(self) -> int:
        return self._clock

    def now(self) -> datetime:
        return datetime.now(UTC)

    def resume_at(self, clock_ms: int) -> None:
        self._clock = clock_ms

    def heed(self, halt: Halt | None) -> None: ...

    def facts(self) -> Mapping[str, Any]:
        return {}

    def close(self) -> None: ...


def _session(results: Path, study: str, url: str, desk: str, participant: str) -> None:
    journal = results / study / "journals" / f"{participant}.jsonl"
    before = read_as_far_as_it_holds(journal).events if journal.exists() else []
    if before and before[-1].kind == "finished":
        return
    request = RunRequest(
        PROTOCOL, participant, study=study, results=results, mode="scripted", seed=1, store=url, desk=desk,
        resume=bool(before), even_so=True,
    )  # fmt: skip

    def opened(_setup: Setup, answer: Answer) -> Frontend:
        return Hand(participant, answer)

    run_session(request, opened)


def main(results: str, study: str, url: str, desk: str, *participants: str) -> None:
    logging.disable(logging.WARNING)
    for participant in participants:
        until = time.monotonic() + PATIENCE_S
        while True:
            try:
                _session(Path(results), study, url, desk, participant)
                print(f"{participant} finished", flush=True)
                break
            except (StationError, ParticipantError) as error:
                print(f"{participant} waits", flush=True)
                if time.monotonic() > until:
                    sys.exit(str(error))
                time.sleep(0.2)


if __name__ == "__main__":
    main(*sys.argv[1:])
