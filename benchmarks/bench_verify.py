"""What it costs to settle and verify a whole study of one bid: it grows with people, not with their square.

Both sizes are simulated, settled to their ledger, and verified to the last finding, in one run: journals read
and chained, every session played again, draws, places, ledger and receipts. The PDFs of receipts, which
`settle` writes besides (7 ms each), are not there, so that none is made again to be compared: that is
`verify --quick`. With all papers of 200 people, `verify` takes some 3.4 times as long as with --quick, in one
run on one core. Three quarters of --quick are sessions played again, which no file kept beside a journal may
replace: whoever could change the journal could change that too. Other processes share it (`--processes`).

.venv/bin/python benchmarks/bench_verify.py [PEOPLE]
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from table import Row, show

from ikea_effect.operations.receipts import as_json
from ikea_effect.operations.settle_ledger import keep_books
from ikea_effect.operations.settle_papers import receipts_of
from ikea_effect.operations.simulate import SimulateRequest, simulate
from ikea_effect.operations.verify import study_verified

MOST = 6.0
"""How many times as long five times as many people may take."""


def measured(results: Path, people: int) -> tuple[float, float, float]:
    """Seconds of one core to settle a study for the first time, to settle it again, and to verify it."""
    request = SimulateRequest("norton-2012-1a", people, 7, f"of-{people}", results=results, processes=2)
    study = simulate(request)
    times = [time.process_time()]
    books = keep_books(study)
    times.append(time.process_time())
    keep_books(study)
    times.append(time.process_time())
    (study.folder / "receipts").mkdir()
    for who, data in receipts_of(study, books).items():
        (study.folder / "receipts" / f"{who}.json").write_bytes(as_json(data))
    begun = time.process_time()
    assert study_verified(study).holds
    return times[1] - times[0], times[2] - times[1], time.process_time() - begun


def main(people: int) -> None:
    """Prints both sizes and their ratio."""
    with tempfile.TemporaryDirectory() as folder:
        few, many = (measured(Path(folder), n) for n in (people, 5 * people))
    rows = []
    for what, one, five in zip(("settled", "settled again", "verified"), few, many, strict=True):
        rows += [
            Row(f"{people:,} people {what}", one, "s"),
            Row(f"{5 * people:,} people {what}", five, "s", 15.0 if what == "verified" else None),
            Row("  times as long", five / one, "x", MOST),
        ]
    show("A study of one bid, from journals to findings", rows)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
