"""What it costs to settle 100,000 bids: each mechanism alone, and whole studies to their ledger on disk.

Counted to the file: the facts of the sessions, already read, to trades, to double-entry lines, to chained
rows, to ledger.csv, synced. Who bids once has four to seven rows: for the fee, the endowment and the bid.
Not counted: reading journals and making receipts, which `settle` does besides.

.venv/bin/python benchmarks/bench_settlement.py [BIDS]
"""

from __future__ import annotations

import itertools
import sys
import tempfile
from collections.abc import Sequence
from operator import attrgetter
from pathlib import Path

from table import Row, seconds, show

from ikea_effect.collector import collector_paused
from ikea_effect.money import Money
from ikea_effect.payment.entries import Line
from ikea_effect.payment.payout import Session, Told, pay
from ikea_effect.protocol.kinds.mechanisms.bdm import Bdm
from ikea_effect.protocol.kinds.mechanisms.sealed_bids import Vickrey
from ikea_effect.protocol.loading import protocol_from_said
from ikea_effect.protocol.models import Protocol
from ikea_effect.record.ledger import Posted, added, read_ledger, write_ledger
from ikea_effect.record.study import Plan, Study, open_study
from ikea_effect.tasks.bidding.bdm.rule import settle
from ikea_effect.tasks.bidding.sealed_bids.groups import Pending, settle_groups
from ikea_effect.tasks.bidding.yes_or_no.rule import Answer, bounds

BDM = {"kind": "bdm", "low": 0, "high": 5, "step": 0.01}
VICKREY = {"kind": "vickrey", "low": 0, "high": 5, "step": 0.05, "group_size": 4}


def study(bids: int) -> Protocol:
    """A study in which everyone makes so many BDM bids, all of them paid."""
    steps = [
        {"bidding": {"id": f"bid-{n}", "good": "box", "measure": f"wtp-{n}", "mechanism": BDM}}
        for n in range(bids)
    ]
    return protocol_from_said(
        {
            "id": "small",
            "version": 1,
            "title": "Small",
            "languages": ["en"],
            "currency": "EUR",
            "factors": {"labor": {"levels": {"build": {"label": "B"}, "prebuilt": {"label": "P"}}}},
            "assignment": {"block_sizes": [2]},
            "sample": {"per_condition": 2},
            "goods": {"box": {}},
            "timeline": [*steps, {"debrief": {"text": "debrief"}}],
            "measures": {f"wtp-{n}": {"kind": "money"} for n in range(bids)},
            "payment": {"show_up": 5, "endowment": 5},
        }
    )


def session(number: int, bids: int) -> Session:
    """One session's settlements, as its journal tells them."""
    facts = []
    for step in range(bids):
        bid, price = (number + 31 * step) % 501, (number * 7 + 101 * step) % 501
        bought = bid >= price
        money = {
            "price": {"minor": price, "currency": "EUR"},
            "pays": {"minor": price if bought else 0, "currency": "EUR"},
        }
        data = {"bidding": f"bid-{step}", "bought": bought} | money
        facts.append(Told.read("settled", data, "2026-01-01T00:00:00.000Z"))
    return Session(f"P{number:06}", {"labor": "build"}, facts)


class Books:
    """A study, its sessions, and the ledger that they come to."""

    def __init__(self, folder: Path, people: int, bids: int) -> None:
        self.protocol = study(bids)
        self.sessions = [session(number, bids) for number in range(people)]
        plan = Plan(f"of-{bids}", "lab", self.protocol, "small", "en", {}, seed=7)
        self.study: Study = open_study(folder, plan, "2026-01-01T00:00:00.000Z")

    def lines(self) -> list[Line]:
        """The double-entry lines, in memory."""
        return pay(self.protocol, self.sessions).lines

    def settle(self, lines: Sequence[Line] | None = None) -> None:
        """The ledger on disk, from the sessions or from their lines."""
        with collector_paused():
            by_journal = itertools.groupby(lines or self.lines(), attrgetter("participant"))
            more = (Posted(tuple(own), "", "2026-01-01T00:00:00.000Z", "a" * 64) for _, own in by_journal)
            write_ledger(self.study, added([], more, self.study))

    def settle_again(self) -> None:
        """The ledger read and checked, and nothing found to add."""
        with collector_paused():
            before = [row.line for row in read_ledger(self.study)]
            assert pay(self.protocol, self.sessions, before).lines == []


def pandas_loop(bids: int) -> list[dict[str, object]]:
    """What a lab writes otherwise: a data frame of bids, walked row by row, one ledger in float dollars."""
    import pandas as pd

    numbers = range(bids)
    frame = pd.DataFrame(
        {
            "participant": [f"P{n:06}" for n in numbers],
            "bid": [n % 501 / 100 for n in numbers],
            "price": [n * 7 % 501 / 100 for n in numbers],
        }
    )
    lines: list[dict[str, object]] = []
    for _, row in frame.iterrows():
        pays = row["price"] if row["bid"] >= row["price"] else 0.0
        lines.append({"participant": row["participant"], "paid": 10.0 - pays, "bought": pays > 0})
    return lines


def main(bids: int) -> None:
    """Prints the time of each, next to the budget of 2 s."""
    bdm, vickrey = Bdm.model_validate(BDM), Vickrey.model_validate(VICKREY)
    pairs = [(Money(n % 501, "EUR"), Money(n * 7 % 501, "EUR")) for n in range(bids)]
    waiting = [Pending(f"P{n:06}", "bid", n * 35 % 505, n, 0, f"{n:07}") for n in range(bids)]
    prices = tuple(Money(50 * row, "EUR") for row in range(1, 11))
    yes: list[Answer] = ["buy"]
    no: list[Answer] = ["keep"]
    answers = [yes * (n % 11) + no * (10 - n % 11) for n in range(bids)]

    with tempfile.TemporaryDirectory() as folder:
        once, often = Books(Path(folder), bids, 1), Books(Path(folder), bids // 20, 20)
        once_lines, often_lines = once.lines(), often.lines()
        work = {
            "BDM rounds settled": lambda: [settle(bdm, bid, price) for bid, price in pairs],
            "Vickrey bids settled, in groups of 4": lambda: settle_groups(vickrey, "EUR", waiting),
            "price lists bounded": lambda: [bounds(prices, rows) for rows in answers],
            f"{bids:,} sessions to {len(once_lines):,} double-entry lines": once.lines,
            "  these lines to chained rows in ledger.csv, synced": lambda: once.settle(once_lines),
            "  both: from sessions to the file": once.settle,
            "  settled again: the file read and checked, nothing to add": once.settle_again,
            f"{bids // 20:,} sessions of 20 bids to {len(often_lines):,} lines": often.lines,
            "  from sessions to the file": often.settle,
            "  settled again": often.settle_again,
            "the same bids by a pandas loop (one line each, floats, no ledger)": lambda: pandas_loop(bids),
        }
        rows = [
            Row(what, min(seconds(run, 5)), "s", None if "pandas" in what or "again" in what else 2.0)
            for what, run in work.items()
        ]
    show(f"Settling {bids:,} bids (best of 5 runs)", rows)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
