"""How long the command takes to start, next to the imports that a script of one's own begins with.

.venv/bin/python benchmarks/bench_start.py
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from table import Row, median_ms, show

PYTHON = sys.executable
COMMAND = Path(PYTHON).with_name("ikea-effect")


def running(*command: str | Path) -> Callable[[], None]:
    """The command, to be run from an empty folder with bytecode kept."""
    surroundings = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}

    def run() -> None:
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run(command, cwd=folder, env=surroundings, check=True, capture_output=True)

    return run


CHECK = (COMMAND, "check", "norton-2012-1a")


def main() -> None:
    pandas = median_ms(running(PYTHON, "-c", "import pandas"), 3)
    quick = median_ms(running(*CHECK, "--quick"), 7)
    show(
        "Start (median of 7 runs, a new process each)",
        [
            Row("python -c pass", median_ms(running(PYTHON, "-c", "pass"), 7), "ms"),
            Row("ikea-effect --help", median_ms(running(COMMAND, "--help"), 7), "ms", 150),
            Row("ikea-effect check norton-2012-1a --quick", quick, "ms", pandas),
            Row("... with every screen laid out", median_ms(running(*CHECK), 7), "ms"),
            Row("import pandas", pandas, "ms"),
            Row(
                "import statsmodels.formula.api",
                median_ms(running(PYTHON, "-c", "import statsmodels.formula.api"), 3),
                "ms",
            ),
            Row("import psychopy.data", median_ms(running(PYTHON, "-c", "import psychopy.data"), 3), "ms"),
        ],
    )


if __name__ == "__main__":
    main()
