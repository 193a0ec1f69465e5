"""Receipts: what was drawn, opened, so that a participant can recompute it with the standard library alone.

A receipt opens the keys of one participant's draws and nothing else. Of each draw it says what is needed:

    commitment = SHA-256(key); its first 16 signs stood on the screen before the bid
    word(i)    = first 8 bytes of HMAC-SHA256(key, i as 8 bytes), big-endian
    "below" n  : the first word that is below the largest multiple of n, modulo n
    "wide"     : the first word, shifted right by 11 bits

`prices_minor` (by place) or `low_minor` and `step_minor` then give the amount, `first` is added to a number.

Of several rounds the one that counts is what `<step>.binding` drew. In an auction that is the participant's
share only: the remainder of share + `rest_of_shares` (the group's other shares) by `rounds`, plus 1, is the
round.
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
            _trade_problems(trade)
            or _round_problems(trade, receipt)
            or _price_problems(trade, receipt)
            or _line_problems(trade, receipt)
        )
    for waited in receipt.get("waited", ()):
        problems += _group_problems(waited, receipt)
    problems += _point_problems(receipt)
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
    """Whether a purchase or sale follows from bid and price, or from who bid last, as far as it is said."""
    if "holder" in trade:
        price, bought = trade["price_minor"], trade["paddle"] == trade["holder"]
        if (trade["bought"], trade["pays_minor"]) == (bought, price if bought else 0):
            return []
        return [
            f"{trade['bidding']}: paddle {trade['holder']} bid last, {price} (minor units). "
            f"Paddle {trade['paddle']} is not settled so."
        ]
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


def _drawn(receipt: Receipt) -> dict[Any, Any]:
    return {draw.get("purpose"): draw.get("drawn") for draw in receipt.get("draws", ())}


def _round_problems(trade: Mapping[str, Any], receipt: Receipt) -> list[str]:
    """Whether the round is the one that was drawn, and its draw set the price."""
    if "round" not in trade:
        return []
    if "rest_of_shares" in trade:
        return _share_problems(trade, receipt)
    name, round_ = trade["bidding"], trade["round"]
    found = _drawn(receipt).get(f"{name}.binding")
    if found != round_:
        return [f"{name}: round {round_} is said to count, but round {found} was drawn."]
    if not str(trade.get("draw", "")).startswith(f"{name}.round-{round_}."):
        return [f"{name}: round {round_} counts, but the price is from the draw {trade.get('draw')}."]
    return []


def _share_problems(one: Mapping[str, Any], receipt: Receipt) -> list[str]:
    """Whether the round of a group follows from the own share and the sum of the others'."""
    name, round_, rounds = one["bidding"], one["round"], one["rounds"]
    share = _drawn(receipt).get(f"{name}.binding")
    if share is None:
        return [f"{name}: the receipt does not say what was drawn for {rounds} rounds."]
    found = (share + one["rest_of_shares"]) % rounds + 1
    if found != round_:
        return [f"{name}: the shares give round {found}, but round {round_} is said to count."]
    return []


def _group_problems(waited: Mapping[str, Any], receipt: Receipt) -> list[str]:
    """Whether a group's round follows from the own share and the sum of the others', and which bid counts."""
    if "round" not in waited:
        return []
    name, round_, rounds = waited["bidding"], waited["round"], waited["rounds"]
    bids = waited["bids_minor"]
    if len(bids) != rounds:
        return [f"{name}: the receipt does not say what was bid in {rounds} rounds."]
    if problems := _share_problems(waited, receipt):
        return problems
    if bids[round_ - 1] != waited["amount_minor"]:
        return [
            f"{name}: {bids[round_ - 1]} was bid in round {round_}, but {waited['amount_minor']} is said to "
            "count (minor units)."
        ]
    return []


def _price_problems(trade: Mapping[str, Any], receipt: Receipt) -> list[str]:
    """Whether the price is the one that was drawn, where the receipt says which draw set it."""
    if "draw" not in trade:
        return []
    found = _drawn(receipt).get(trade["draw"])
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


def _point_problems(receipt: Receipt) -> list[str]:
    """Whether points add up, and the lines pay them at their rate, rounded down."""
    points = receipt.get("points")
    if points is None or "lines" not in receipt:
        return []
    total = sum(one["points"] for one in points["earned"])
    owed = points["total"] * points["rate"]["minor"] // points["rate"]["points"]
    said = _said(receipt, "points")
    if total != points["total"]:
        return [f"points: those earned add up to {total}, but {points['total']} are told."]
    if said != owed:
        return [f"points: {total} are worth {owed}, but the lines say {said} (minor units)."]
    return []


def _said(receipt: Receipt, reason: str) -> int:
    """What the lines for a reason sum to."""
    lines = ((str(line.get("posting", "")).split("/")[1:2], line) for line in receipt["lines"])
    return sum(line["amount_minor"] for found, line in lines if found == [reason])


def _line_problems(trade: Mapping[str, Any], receipt: Receipt) -> list[str]:
    """Whether the lines say what the trade does: its payment, or nothing if it was not drawn to count."""
    if "lines" not in receipt:
        return []
    said = _said(receipt, trade["bidding"])
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
