"""How long many studies take at one and two workers, and what that comes to at many: computed, not run.

.venv/bin/python benchmarks/bench_workers.py
"""

from __future__ import annotations

import time
import warnings

from table import Row, show

from ikea_effect.diagnosis.diagnose import Ask, ask
from ikea_effect.diagnosis.executors import opener_of
from ikea_effect.diagnosis.pieces import run_piece
from ikea_effect.diagnosis.runs import run_all
from ikea_effect.protocol.loading import load_protocol

WELCH, MIXED, SINGLE = 10_000_000, 10_000, 60
"""Studies of Welch's test, of a balanced mixed model, and of one that is fitted one by one."""
CORES = (100, 10_000)


def seconds(asked: Ask, n: int, studies: int, workers: int) -> float:
    """Wall time of all studies, the start of the processes included."""
    pieces = asked.pieces(n, studies, seed=1)
    start = time.perf_counter()
    [tally] = run_all({pieces[0].work: pieces}, run_piece, *opener_of("processes", workers)).values()
    assert tally.studies == studies
    return time.perf_counter() - start


def rows_of(what: str, asked: Ask, n: int, studies: int, begin: float) -> list[Row]:
    """Both times, and the computed ones: `begin`, and the rest by the number of cores."""
    found = {workers: seconds(asked, n, studies, workers) for workers in (1, 2)}
    pieces = len(asked.pieces(n, studies, seed=1))
    each = max(0.0, found[1] - begin) / pieces
    said = f"{studies:,} {what}"
    return [
        *(Row(f"{said}, {workers} workers", took, "s") for workers, took in found.items()),
        *(
            Row(
                f"  computed for {cores:,} cores ({pieces:,} pieces)", begin + each * -(-pieces // cores), "s"
            )
            for cores in CORES
        ),
    ]


def rows() -> list[Row]:
    """Every measurement."""
    welch = ask(load_protocol("norton-2012-1a"), "builders-bid-more")
    mixed = ask(load_protocol("norton-2012-2"), "labor-by-whose")
    begin = seconds(welch, 100, 1, 1)
    return [
        Row("one worker begins, and one study", begin, "s"),
        *rows_of("Welch studies, 100 per condition", welch, 100, WELCH, begin),
        *rows_of("mixed-model studies, 30 per condition", mixed, 30, MIXED, begin),
        *rows_of("of them one by one, 31 per condition", mixed, 31, SINGLE, begin),
    ]


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    show("Workers", rows())
