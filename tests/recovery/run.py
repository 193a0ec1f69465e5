"""Whether studies find what is planted in them, over seeds 1 to 200, for every hypothesis.   sh test.sh long

    python -m tests.recovery.run [--seeds 200] [--minutes 60] [--out benchmarks/recovery.csv] [PROTOCOL ...]

For every shipped hypothesis and each seed a table is drawn from the path model of the protocol and analyzed;
what a seed draws is of the hypothesis and population alone, so that counts are independent of each other.
Counted are how often the interval holds the planted value, how often the test finds it, and how often it
finds something where nothing is: in no effect at all, and with each mediator or moderator alone at zero (of
mediators beside each other, what runs through that one). A line of the file is a count beside its 99% band,
with date and commit. What stands there for the same protocol is not counted again; lines of a protocol as it
was before are taken out. One count in a hundred lies outside by chance: such a one is counted again, with ten
times as many seeds after those (`again`), and is a fault if it lies outside once more. Exits with 3 if one
does.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from ikea_effect.errors import AnalysisError
from ikea_effect.protocol.hypotheses import Hypothesis
from ikea_effect.protocol.kinds import placements
from ikea_effect.protocol.kinds.steps.bidding import biddings
from ikea_effect.protocol.loading import load_protocol, protocol_ids
from ikea_effect.protocol.models import Protocol
from tests.recovery.counts import Count, counts
from tests.recovery.variants import Variant, variants

CHECKOUT = Path(__file__).resolve().parents[2]
SLOW = ("mediation",)
"""Kinds that take most of the time: they come last."""
AGAIN = 10
COLUMNS = (
    "protocol", "digest", "hypothesis", "model", "n", "population", "what", "run", "hits", "studies", "share",
    "expected", "low", "high", "verdict", "date", "commit",
)  # fmt: skip


class Work(NamedTuple):
    """One hypothesis in one population."""

    protocol: Protocol
    hypothesis: Hypothesis
    variant: Variant

    @property
    def key(self) -> tuple[str, ...]:
        """What a line of the file is known by."""
        return self.protocol.id, digest(self.protocol, self.hypothesis), self.hypothesis.id, self.variant.name


def digest(protocol: Protocol, hypothesis: Hypothesis) -> str:
    """What the counts follow from: not the words of the protocol, nor the order of its questions."""
    asked = hypothesis.model_dump(mode="json", include={"measure", "model", "alternative", "repeated"})
    bids = [one.model_dump(mode="json") for one in biddings(protocol.timeline)]
    said = [protocol.said.get(name) for name in ("factors", "measures", "simulation", "currency")]
    places = [dict(one) for one in placements(protocol, hypothesis.measure)]
    whole = [asked, bids, said, places, protocol.planned_per_condition]
    return hashlib.sha256(json.dumps(whole, sort_keys=True, default=str).encode()).hexdigest()[:12]


def every(names: Sequence[str]) -> list[Work]:
    """Everything to be counted, what is quick first."""
    protocols = [load_protocol(name) for name in names or protocol_ids()]
    works = [
        Work(protocol, hypothesis, variant)
        for protocol in protocols
        for hypothesis in protocol.hypotheses
        for variant in variants(protocol, hypothesis)
    ]
    return sorted(works, key=lambda one: one.hypothesis.model.kind in SLOW)


def prune(path: Path, works: Sequence[Work]) -> None:
    """Takes out of the file what was counted of these protocols as they were before."""
    if not path.exists():
        return
    protocols, keys = {work.protocol.id for work in works}, {work.key for work in works}
    with path.open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    place = [head.index(name) for name in ("protocol", "digest", "hypothesis", "population")]
    kept = [row for row in rows if row[place[0]] not in protocols or tuple(row[one] for one in place) in keys]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([head, *kept])


def counted(path: Path) -> set[tuple[str, ...]]:
    """What stands in the file already."""
    if not path.exists():
        return set()
    with path.open(encoding="utf-8", newline="") as file:
        return {
            (row["protocol"], row["digest"], row["hypothesis"], row["population"])
            for row in csv.DictReader(file)
        }


def rows_of(work: Work, seeds: int) -> Iterator[tuple[str, Count]]:
    """The counts of one work, and again where one lies outside; what cannot be drawn has none."""
    first = list(_counts(work, range(1, seeds + 1)))
    yield from (("first", one) for one in first)
    if any(one.verdict == "outside" for one in first):
        yield from (("again", one) for one in _counts(work, range(seeds + 1, (AGAIN + 1) * seeds + 1)))


def _counts(work: Work, seeds: range) -> Iterator[Count]:
    try:
        yield from counts(work.variant, work.hypothesis, work.protocol.planned_per_condition, seeds)
    except AnalysisError as reason:
        print(f"  left out: {reason}", flush=True)


def write(path: Path, work: Work, rows: Sequence[tuple[str, Count]], commit: str) -> None:
    """Adds the counts to the file."""
    new = not path.exists()
    with path.open("a", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        if new:
            out.writerow(COLUMNS)
        for run, one in rows:
            out.writerow([
                *work.key[:3], work.hypothesis.model.kind, work.protocol.planned_per_condition, work.key[3],
                one.what, run, one.hits, one.studies, f"{one.hits / max(1, one.studies):.4f}",
                f"{one.expected:.4f}", one.low, one.high, one.verdict,
                datetime.now(UTC).date().isoformat(), commit,
            ])  # fmt: skip


def faults(path: Path) -> list[dict[str, str]]:
    """The counts that lie outside twice."""
    with path.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["run"] == "again" and row["verdict"] == "outside"]


def _commit() -> str:
    told = subprocess.run(
        ["git", "rev-parse", "--short=10", "HEAD"], cwd=CHECKOUT, capture_output=True, text=True, check=False
    )
    return told.stdout.strip() or "unknown"


def main() -> int:
    """Counts what is not in the file yet."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("protocols", nargs="*")
    parser.add_argument("--seeds", type=int, default=200)
    parser.add_argument("--minutes", type=float)
    parser.add_argument("--out", type=Path, default=CHECKOUT / "benchmarks" / "recovery.csv")
    asked = parser.parse_args()
    commit, start = _commit(), time.monotonic()
    works = every(asked.protocols)
    prune(asked.out, works)
    there = counted(asked.out)
    due = [work for work in works if work.key not in there]
    print(f"{len(works)} populations, {len(works) - len(due)} counted before", flush=True)
    for number, work in enumerate(due, 1):
        if asked.minutes and time.monotonic() - start > 60 * asked.minutes:
            print(f"stopped after {asked.minutes:g} minutes; the same line goes on", flush=True)
            break
        rows = list(rows_of(work, asked.seeds))
        write(asked.out, work, rows, commit)
        told = ", ".join(f"{one.what} {one.hits}/{one.studies} {one.verdict}" for _, one in rows)
        print(f"{number}/{len(due)} {' '.join(work.key[::2])} {work.key[3]}: {told}", flush=True)
    found = faults(asked.out) if asked.out.exists() else []
    for row in found:
        print(f"outside twice: {row['protocol']} {row['hypothesis']} {row['population']} {row['what']}")
    return 3 if found else 0


if __name__ == "__main__":
    sys.exit(main())
