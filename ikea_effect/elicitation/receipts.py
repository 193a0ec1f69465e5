"""Receipts: what was drawn, opened, so that a participant can recompute it with the standard library alone.

A receipt opens the keys of one participant's draws and nothing else. Of each draw it says what is needed:

    commitment = SHA-256(key); its first 8 signs stood on the screen before the bid
    word(i)    = first 8 bytes of HMAC-SHA256(key, i as 8 bytes), big-endian
    "below" n  : the first word that is below the largest multiple of n, modulo n
    "wide"     : the first word, shifted right by 11 bits

`prices_minor` (by place) or `low_minor` and `step_minor` then give the amount, `first` is added to a number.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

Receipt = Mapping[str, Any]


def verify(receipt: Receipt) -> list[str]:
    """Everything in the receipt that does not hold, as sentences; none if all of it does."""
    problems: list[str] = []
    for draw in receipt.get("draws", ()):
        problems += _draw_problems(draw)
    for trade in receipt.get("trades", ()):
        problems += (
            _trade_problems(trade) or _price_problems(trade, receipt) or _line_problems(trade, receipt)
        )
    paid = sum(line["amount_minor"] for line in receipt.get("lines", ()))
    if paid != receipt.get("total_minor", paid):
        problems.append(
            f"The lines sum to {paid}, but the total says {receipt['total_minor']} (minor units)."
        )
    return problems


def _draw_problems(draw: Mapping[str, Any]) -> list[str]:
    purpose = draw.get("purpose", "a draw")
    try:
        key = bytes.fromhex(draw["key"])
        found = hashlib.sha256(key).hexdigest()
        if found != draw["commitment"]:
            return [f"{purpose}: the key does not open the commitment that was shown before ({found})."]
        drawn = redrawn(key, draw["how"])
    except (KeyError, TypeError, ValueError, IndexError) as error:
        return [f"{purpose}: the receipt does not say how it was drawn ({error!r})."]
    if drawn != draw["drawn"]:
        return [f"{purpose}: the key gives {drawn}, but the receipt says {draw['drawn']}."]
    return []


def redrawn(key: bytes, how: Mapping[str, Any]) -> int:
    """The number or amount (minor units) that the key draws."""
    if how.get("wide"):
        return _word(key, 0) >> 11
    n, counter = int(how["below"]), 0
    limit = (1 << 64) - (1 << 64) % n
    while (word := _word(key, counter)) >= limit:
        counter += 1
    place = word % n
    if "prices_minor" in how:
        return int(how["prices_minor"][place])
    if "low_minor" in how:
        return int(how["low_minor"]) + place * int(how["step_minor"])
    return int(how.get("first", 0)) + place


def _word(key: bytes, counter: int) -> int:
    return int.from_bytes(hmac.digest(key, counter.to_bytes(8, "big"), "sha256")[:8], "big")


def _trade_problems(trade: Mapping[str, Any]) -> list[str]:
    """Whether a purchase or sale follows from bid and price, where the receipt says both."""
    if not {"bid_minor", "price_minor", "ties", "pays"} <= trade.keys():
        return []
    bid, price = trade["bid_minor"], trade["price_minor"]
    sells = trade.get("trade") == "sell"
    traded = (bid < price if sells else bid > price) or (bid == price and trade["ties"] == "buys")
    owed = (-price if sells else bid if trade["pays"] == "own-bid" else price) if traded else 0
    happened = trade.get("sold", False) if sells else trade["bought"]
    if (happened, trade["pays_minor"]) != (traded, owed):
        what = "sale" if sells else "purchase"
        says = f"a {what}" if traded else f"no {what}"
        return [f"{trade['bidding']}: bid {bid} at price {price} means {says} for {owed} (minor units)."]
    return []


def _price_problems(trade: Mapping[str, Any], receipt: Receipt) -> list[str]:
    """Whether the price is the one that was drawn, where the receipt says which draw set it."""
    drawn = {draw.get("purpose"): draw.get("drawn") for draw in receipt.get("draws", ())}
    if "draw" not in trade:
        return []
    found = drawn.get(trade["draw"])
    if found is None:
        return [f"{trade['bidding']}: the draw {trade['draw']} is not in the receipt."]
    prices = trade.get("prices_minor")
    if prices is not None:
        found = prices[found] if isinstance(found, int) and 0 <= found < len(prices) else None
    if found != trade["price_minor"]:
        return [
            f"{trade['bidding']}: the price is {trade['price_minor']}, but {found} was drawn (minor units)."
        ]
    return []


def _line_problems(trade: Mapping[str, Any], receipt: Receipt) -> list[str]:
    """Whether the lines say what the trade does: its payment, or nothing if it was not drawn to count."""
    if "lines" not in receipt:
        return []
    reasons = [(str(line.get("posting", "")).split("/")[1:2], line) for line in receipt["lines"]]
    said = sum(line["amount_minor"] for reason, line in reasons if reason == [trade["bidding"]])
    owed = -trade["pays_minor"] if trade.get("counts", True) else 0
    if said != owed:
        return [f"{trade['bidding']}: {owed} follows from the trade, but the lines say {said} (minor units)."]
    return []


if __name__ == "__main__":  # python receipts.py P001.json, with no package but Python's own
    import json
    import sys

    with open(sys.argv[1], encoding="utf-8") as file:
        found = verify(json.load(file))
    print("\n".join(found) or "Everything holds.")
    sys.exit(3 if found else 0)
