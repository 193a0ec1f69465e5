"""What it costs to have a reply on disk before the next screen, next to other ways of keeping it.

.venv/bin/python benchmarks/bench_journal.py [FOLDER]       default: results/, so that a real disk is measured
"""

from __future__ import annotations

import csv
import os
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from table import Row, show

from ikea_effect.record.journal import FileJournal

REPLIES = 1000
REPLY = {"screen": "bid.amount", "showing": 0, "values": {"amount": 75}, "onset_ms": 182_345, "rt_ms": 4_210}


def per_reply(keep: Callable[[int], object]) -> tuple[float, float]:
    """Median and 99th percentile of the time one reply takes to keep, in ms."""
    times = []
    for number in range(REPLIES):
        start = time.perf_counter()
        keep(number)
        times.append(1000 * (time.perf_counter() - start))
    times.sort()
    return times[REPLIES // 2], times[REPLIES * 99 // 100]


def journal(folder: Path) -> tuple[float, float]:
    with FileJournal(folder / "P001.jsonl") as kept:
        return per_reply(lambda n: kept.append("replied", REPLY, 1000 * n, datetime.now(UTC)))


def bare_csv(folder: Path, *, sync: bool) -> tuple[float, float]:
    """A CSV of one's own, flushed after each row."""
    with (folder / f"bare-{sync}.csv").open("w", newline="") as file:
        writer = csv.writer(file)

        def keep(number: int) -> None:
            writer.writerow([number, *REPLY.values()])
            file.flush()
            if sync:
                os.fsync(file.fileno())

        return per_reply(keep)


def psychopy_save(folder: Path) -> tuple[float, float]:
    """PsychoPy's ExperimentHandler, saved after each of 200 rows: the way to lose nothing there."""
    from psychopy import logging
    from psychopy.data import ExperimentHandler

    logging.console.setLevel(logging.CRITICAL)
    handler: Any = ExperimentHandler(
        dataFileName=str(folder / "psychopy"), saveWideText=False, savePickle=False
    )
    times = []
    for _ in range(200):
        start = time.perf_counter()
        for name, value in REPLY.items():
            handler.addData(name, value)
        handler.nextEntry()
        handler.saveAsWideText(str(folder / "psychopy.csv"), fileCollisionMethod="overwrite")
        times.append(1000 * (time.perf_counter() - start))
    handler.abort()
    times.sort()
    return times[100], times[198]


def main() -> None:
    base = Path(sys.argv[1] if len(sys.argv) > 1 else "results")
    with tempfile.TemporaryDirectory(dir=base, prefix=".bench-") as name:
        folder = Path(name)
        rows = []
        for what, (median, worst), budget in (
            ("journal: hash-chained line, fsync", journal(folder), 1.0),
            ("csv.writer, flush only (lost at power cut)", bare_csv(folder, sync=False), None),
            ("csv.writer, flush and fsync", bare_csv(folder, sync=True), None),
            ("PsychoPy ExperimentHandler, saved per reply", psychopy_save(folder), None),
        ):
            rows += [
                Row(f"{what}, median", median, "ms/reply", budget),
                Row("  99th percentile", worst, "ms/reply"),
            ]
        show(f"One reply kept, in {base}", rows)


if __name__ == "__main__":
    main()
