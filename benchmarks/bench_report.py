"""How long a report of 200 people takes, as a page and as a PDF, next to loading what it is made with.

.venv/bin/python benchmarks/bench_report.py
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from table import Row, show

PYTHON = sys.executable
BARE = "import pandas, statsmodels.stats.weightstats, matplotlib.pyplot, jinja2, pydantic, sqlalchemy"
PEOPLE = 200


def core_seconds(folder: Path, *command: str) -> float:
    """What a new process takes of one core, bytecode kept; other programs on the machine change it less."""
    surroundings = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([PYTHON, *command], cwd=folder, env=surroundings, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def median(folder: Path, *command: str) -> float:
    """Of three runs, after one that is not counted."""
    core_seconds(folder, *command)
    return statistics.median(core_seconds(folder, *command) for _ in range(3))


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder, ours = Path(name), ("-m", "ikea_effect")
        core_seconds(folder, *ours, "simulate", "norton-2012-1a", "--n", str(PEOPLE), "--study", "people")
        bare = median(folder, "-c", BARE)
        page = median(folder, *ours, "report", "people", "--out", "report.html")
        pdf = median(folder, *ours, "report", "people", "--out", "report.pdf")
    show(
        f"Report of {PEOPLE} people (seconds of one core, median of 3, a new process each)",
        [
            Row("loading pandas, statsmodels, matplotlib, jinja2, sqlalchemy", bare, "s"),
            Row("report as a page", page, "s", 3),
            Row("... as many times as long as that loading", page / bare, "x", 2),
            Row("report as a PDF", pdf, "s", 3),
            Row("... as many times as long", pdf / bare, "x", 2),
        ],
    )


if __name__ == "__main__":
    main()
