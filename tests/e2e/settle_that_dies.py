"""Settles a study and kills itself, as a power cut would, at the n-th file: before or after it is renamed.

python settle_that_dies.py RESULTS STUDY N before|after
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from ikea_effect.operations.settle import settle
from ikea_effect.record.study import find_study

RENAME = Path.replace


def main(results: str, study: str, number: int, when: str) -> None:
    """Counts renames; never returns if there are that many."""
    left = number

    def replace(path: Path, target: Path) -> Path:
        nonlocal left
        left -= 1
        if when == "before" and not left:
            os.kill(os.getpid(), signal.SIGKILL)
        found = RENAME(path, target)
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)
        return found

    Path.replace = replace  # type: ignore[method-assign, assignment]
    settle(find_study(Path(results), study))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4])
