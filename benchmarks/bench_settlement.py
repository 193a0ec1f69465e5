"""What it costs to settle 100,000 bids: each mechanism alone, and a whole study to its ledger.

.venv/bin/python benchmarks/bench_settlement.py [BIDS]
"""

from __future__ import annotations

import statistics
import sys

from table import Row, seconds, show

from ikea_effect.elicitation.bdm import settle
from ikea_effect.elicitation.choices import Answer, bounds
from ikea_effect.elicitation.groups import Pending, settle_groups
from ikea_effect.elicitation.payout import Session, Told, pay
from ikea_effect.money import Money
from ikea_effect.protocol.mechanisms import Bdm, Vickrey
from ikea_effect.protocol.models import Protocol

BDM = {"kind": "bdm", "low": 0, "high": 5, "step": 0.01}
VICKREY = {"kind": "vickrey", "low": 0, "high": 5, "step": 0.05, "group_size": 4}


def study() -> Protocol:
    """A study with one BDM bid."""
    bidding = {"id": "bid", "good": "box", "measure": "wtp", "mechanism": BDM}
    return Protocol.model_validate(
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
            "timeline": [{"bidding": bidding}],
            "measures": {"wtp": {"kind": "money"}},
            "payment": {"show_up": 5, "endowment": 5},
        }
    )


def session(number: int) -> Session:
    """One session's settlement, as its journal tells it."""
    bid, price = number % 501, number * 7 % 501
    bought = bid >= price
    money = {
        "price": {"minor": price, "currency": "EUR"},
        "pays": {"minor": price if bought else 0, "currency": "EUR"},
    }
    told = Told("settled", {"bidding": "bid", "bought": bought} | money, "2026-01-01T00:00:00.000Z")
    return Session(f"P{number:06}", {"labor": "build"}, [told])


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
    protocol, sessions = study(), [session(n) for n in range(bids)]

    work = {
        "BDM rounds settled": lambda: [settle(bdm, bid, price) for bid, price in pairs],
        "Vickrey bids settled, in groups of 4": lambda: settle_groups(vickrey, "EUR", waiting),
        "price lists bounded": lambda: [bounds(prices, rows) for rows in answers],
        "BDM sessions to a double-entry ledger": lambda: pay(protocol, sessions),
        "the same bids by a pandas loop (one line each, floats, no ledger)": lambda: pandas_loop(bids),
    }
    rows = [
        Row(what, statistics.median(seconds(run, 3)), "s", None if "pandas" in what else 2.0)
        for what, run in work.items()
    ]
    show(f"Settling {bids:,}", rows)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
