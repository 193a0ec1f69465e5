"""How many simulated sessions of a shipped study run in a second: in memory, on disk, and on two processes.

.venv/bin/python benchmarks/bench_sessions.py [FOLDER]      default: results/, so that a real disk is measured
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from table import Row, show

from ikea_effect.operations.session_facts import plan_of
from ikea_effect.operations.simulate import SimulateRequest, first_chunk, simulate, simulated_journals
from ikea_effect.protocol.setup import load_setup
from ikea_effect.seeds import secret_from_seed

PROTOCOLS = ("norton-2012-1a", "franke-2010-tshirt")
SESSIONS = 600


def per_second(work: Callable[[int], object], sessions: int = SESSIONS) -> float:
    """Sessions a second, the best of three runs; a run of 20 sessions before them is not counted."""
    work(20)
    runs = []
    for _ in range(3):
        start = time.perf_counter()
        work(sessions)
        runs.append(sessions / (time.perf_counter() - start))
    return max(runs)


def in_memory(protocol: str) -> float:
    setup = load_setup(protocol)
    plan = plan_of(setup, protocol, "bench", "simulated", 7)
    secret = secret_from_seed(7, "bench")

    def work(n: int) -> None:
        for _ in simulated_journals(setup, plan, secret, first_chunk(setup, secret, n)):
            pass

    return per_second(work)


def on_disk(protocol: str, results: Path, processes: int) -> float:
    def work(n: int) -> None:
        asked = SimulateRequest(
            protocol, n, seed=7, study="bench", results=results, processes=processes, replace=True
        )
        simulate(asked)

    return per_second(work, SESSIONS * processes)


def main() -> None:
    base = Path(sys.argv[1] if len(sys.argv) > 1 else "results")
    base.mkdir(exist_ok=True)
    rows = []
    with tempfile.TemporaryDirectory(dir=base, prefix=".bench-") as folder:
        for protocol in PROTOCOLS:
            rows += [
                Row(f"{protocol}, in memory", in_memory(protocol), "sessions/s", 300, at_least=True),
                Row(
                    "  journals on disk", on_disk(protocol, Path(folder), 1), "sessions/s", 100, at_least=True
                ),
                Row("  journals on disk, 2 processes", on_disk(protocol, Path(folder), 2), "sessions/s"),
            ]
    show(
        f"Simulated sessions, {SESSIONS} for each process, in {base}",
        rows,
        ["oTree 6's bots, measured when this was designed: about 4 sessions a second."],
    )


if __name__ == "__main__":
    main()
