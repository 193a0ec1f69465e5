"""A session without a window, as a process: at its third screen it waits to be let go on.

python -m tests.e2e.session_that_waits RESULTS PARTICIPANT SIGNS [resume]

SIGNS is a folder: a file named by the process is put there when it waits, and it goes on once `go` is there.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from ikea_effect.errors import IkeaEffectError
from ikea_effect.operations.run import run_session
from tests.unit.operations.test_run import Opened, asked

PATIENCE_S = 60


def main(results: str, participant: str, signs: str, resume: bool) -> int:
    """Runs it; says what was refused."""

    def meanwhile(shown: int) -> None:
        if shown == 3:
            (Path(signs) / str(os.getpid())).touch()
            ends = time.monotonic() + PATIENCE_S
            while not (Path(signs) / "go").exists() and time.monotonic() < ends:
                time.sleep(0.02)

    try:
        done = run_session(asked(Path(results), participant, resume=resume), Opened(meanwhile))
    except IkeaEffectError as error:
        print(error)
        return 2
    return 0 if done.finished else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4], "resume" in sys.argv[4:]))
