"""One way to print what was measured, next to its budget and to what one would do otherwise."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple


class Row(NamedTuple):
    """One measurement. `budget` is the bound that DESIGN sets; `at_least` if more is better."""

    what: str
    value: float
    unit: str
    budget: float | None = None
    at_least: bool = False

    @property
    def verdict(self) -> str:
        """Whether the budget is kept, "" where there is none."""
        if self.budget is None:
            return ""
        kept = self.value >= self.budget if self.at_least else self.value <= self.budget
        return f"{'>=' if self.at_least else '<='} {_number(self.budget)}  {'kept' if kept else 'MISSED'}"


def show(title: str, rows: Sequence[Row], remarks: Sequence[str] = ()) -> None:
    """Prints the rows, aligned, under their title."""
    width = max(len(row.what) for row in rows)
    print(f"\n{title}")
    for row in rows:
        print(f"  {row.what:<{width}}  {_number(row.value):>10} {row.unit:<11} {row.verdict}".rstrip())
    for remark in remarks:
        print(f"  {remark}")


def seconds(work: Callable[[], object], times: int) -> list[float]:
    """How long each of several runs took, sorted; the first of them is not counted."""
    work()
    return sorted(_once(work) for _ in range(times))


def median_ms(work: Callable[[], object], times: int) -> float:
    """The middle one of several runs, in ms."""
    return 1000 * statistics.median(seconds(work, times))


def _once(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:,.2f}"
