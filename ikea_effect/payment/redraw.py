"""Draws and what follows from them, recomputed with the standard library alone.

Of each draw a receipt says what is needed:

    commitment = SHA-256(key); its first 32 signs stood on the screen before the bid (16 in format 1)
    word(i)    = first 8 bytes of HMAC-SHA256(key, i as 8 bytes), big-endian
    "below" n  : the first word that is below the largest multiple of n, modulo n
    "wide"     : the first word, shifted right by 11 bits
    "after" k  : the same, but with the words from number k on (the first one is number 0)

`prices_minor` (by place; with `up_to`, each price holds the places below its number) or `low_minor` and
`step_minor` then give the amount, `first` is added to a number.

Of several rounds the one that counts is what `<step>.binding` drew. In an auction that is the participant's
share only: the remainder of share + `rest_of_shares` (the group's other shares) by `rounds`, plus 1, is the
round.
"""

from __future__ import annotations

import hashlib
import hmac
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Part = Mapping[str, Any]

UNREADABLE = (KeyError, TypeError, ValueError, IndexError, AttributeError, ArithmeticError)
_KINDS = {
    "words": (str,), "numbers": (int,), "answers": (bool,), "lists": (list, tuple), "tables": (dict,),
    "maybe": (int, type(None)),
}  # fmt: skip


def keys(**named: str) -> dict[str, tuple[type, ...]]:
    """Which keys have to be there, and as what."""
    return {key: _KINDS[kind] for kind, keys in named.items() for key in keys.split()}


DRAW = keys(words="purpose commitment key", numbers="drawn", tables="how")
TRADE = keys(words="bidding mechanism good", answers="counts bought sold", numbers="price_minor pays_minor")
_TRADED_BY = {
    "bdm": keys(words="draw ties pays trade", numbers="bid_minor"),
    "price-list": keys(words="draw", lists="prices_minor answers"),
    "take-it-or-leave-it": keys(words="draw", lists="answers"),
    "english": keys(numbers="paddle holder"),
}
SHARES = keys(numbers="round rounds rest_of_shares")


def draws_and_trades(draws: Sequence[Part], trades: Sequence[Part]) -> list[str]:
    """What does not hold among draws and the trades that follow from them."""
    problems = [problem for draw in draws for problem in _draw(draw)]
    drawn = {draw["purpose"]: draw for draw in draws}
    if len(drawn) < len(draws):
        problems.append("draws: one of them is told twice.")
    for trade in trades:
        needed = TRADE | _TRADED_BY.get(trade.get("mechanism", ""), {})
        try:
            problems += list(shape(trade, needed, "a trade")) or _trade(trade, drawn)
        except UNREADABLE as error:
            problems.append(f"{trade['bidding']}: cannot be read ({error!r}).")
    return problems


def shape(found: Any, needed: Mapping[str, tuple[type, ...]], what: str) -> Iterator[str]:
    """Which of the keys that are needed are not there, or hold something of another kind."""
    if not isinstance(found, Mapping):
        yield f"{what}: cannot be read."
        return
    for key, kinds in needed.items():
        if key not in found:
            yield f"{found.get('bidding', what)}: the receipt does not say '{key}'."
        elif type(found[key]) not in kinds:
            yield f"{found.get('bidding', what)}: '{key}' cannot be read."


def code(commitment: str) -> str:
    """The first 32 signs of the commitment in groups of four, as the screen showed them."""
    return " ".join(commitment[start : start + 4] for start in range(0, 32, 4))


# --- draws -------------------------------------------------------------------------------------------------


def _draw(draw: Part) -> list[str]:
    purpose = draw.get("purpose", "a draw")
    try:
        key = bytes.fromhex(draw["key"])
        found = hashlib.sha256(key).hexdigest()
        if found != draw["commitment"]:
            return [f"{purpose}: the key does not open the commitment that was shown before ({found})."]
        drawn = redrawn(key, draw["how"])
        share = redrawn(key, draw["share_how"]) if "share" in draw else None
    except UNREADABLE as error:
        return [f"{purpose}: the receipt does not say how it was drawn ({error!r})."]
    if drawn != draw["drawn"]:
        return [f"{purpose}: the key gives {drawn}, but the receipt says {draw['drawn']}."]
    if share != draw.get("share"):
        return [f"{purpose}: the key gives the share {share}, but the receipt says {draw['share']}."]
    return []


def redrawn(key: bytes, how: Mapping[str, Any]) -> int:
    """The number or amount (minor units) that the key draws. Raises ValueError if that is not said."""
    counter = _whole(how.get("after", 0), 1 << 20)
    if how.get("wide") is True:
        return _word(key, counter) >> 11
    n = _whole(how["below"], 1 << 63)
    if not n:
        raise ValueError("one of 0 places")
    limit = (1 << 64) - (1 << 64) % n
    while (word := _word(key, counter)) >= limit:
        counter += 1
    return _at_place(how, word % n)


def _at_place(how: Mapping[str, Any], place: int) -> int:
    if "prices_minor" in how:
        at = bisect_right(how["up_to"], place) if "up_to" in how else place
        return int(how["prices_minor"][at])
    if "low_minor" in how:
        return int(how["low_minor"]) + place * int(how["step_minor"])
    return int(how.get("first", 0)) + place


def _whole(found: Any, most: int) -> int:
    if type(found) is not int or not 0 <= found <= most:
        raise ValueError(f"{found!r} places")
    return found


def _word(key: bytes, counter: int) -> int:
    return int.from_bytes(hmac.digest(key, counter.to_bytes(8, "big"), "sha256")[:8], "big")


def possible(how: Mapping[str, Any]) -> str:
    """From what a draw was made: how many places, and from which price to which."""
    if how.get("wide"):
        return "a rank below 2**53"
    if "low_minor" in how:
        low, step = how["low_minor"], how["step_minor"]
        return f"one of {how['below']} prices: {low} to {low + (how['below'] - 1) * step} in steps of {step}"
    if "prices_minor" in how:
        prices = how["prices_minor"]
        weighted = f", by weights that sum to {how['below']}" if "up_to" in how else ""
        return f"one of {len(prices)} prices: {', '.join(map(str, prices))}{weighted}"
    first = how.get("first", 0)
    return f"one of {how['below']}: {first} to {first + how['below'] - 1}"


# --- trades ------------------------------------------------------------------------------------------------


def _trade(trade: Part, drawn: Mapping[str, Part]) -> Iterator[str]:
    """Whether round, price and purchase follow from the draws and the answers."""
    kind = trade["mechanism"]
    if kind not in _TRADED_BY:
        yield f"{trade['bidding']}: '{kind}' settles nothing by itself."
        return
    if problems := [*(_open_round(trade, drawn) if kind == "english" else _drawn_price(trade, drawn))]:
        yield from problems
        return
    did, owed, why = {"bdm": _by_bid, "english": _by_paddle}.get(kind, _by_answer)(trade)
    told = trade["bought"], trade["sold"], trade["pays_minor"]
    if told != (did == "buys", did == "sells", owed):
        says = {"buys": "a purchase", "sells": "a sale"}.get(did, "no trade")
        yield f"{trade['bidding']}: {why} means {says} for {owed} (minor units)."


def _by_bid(trade: Part) -> tuple[str, int, str]:
    bid, price, sells = trade["bid_minor"], trade["price_minor"], trade["trade"] == "sell"
    why = f"bid {bid} at price {price}"
    if not ((bid < price if sells else bid > price) or (bid == price and trade["ties"] == "buys")):
        return "keeps", 0, why
    return ("sells", -price, why) if sells else ("buys", bid if trade["pays"] == "own-bid" else price, why)


def _by_answer(trade: Part) -> tuple[str, int, str]:
    place = trade["prices_minor"].index(trade["price_minor"]) if "prices_minor" in trade else 0
    answer, price = trade["answers"][place], trade["price_minor"]
    why = f"the answer '{answer}' at price {price}"
    return ("buys", price, why) if answer == "buy" else ("keeps", 0, why)


def _by_paddle(trade: Part) -> tuple[str, int, str]:
    price, holder, paddle = trade["price_minor"], trade["holder"], trade["paddle"]
    why = f"paddle {holder} bid last, {price}, which for paddle {paddle}"
    return ("buys", price, why) if holder == paddle else ("keeps", 0, why)


def _drawn_price(trade: Part, drawn: Mapping[str, Part]) -> Iterator[str]:
    """Whether the price is the one that was drawn, in the round that was drawn to count."""
    name, what = trade["bidding"], "row" if trade["mechanism"] == "price-list" else "price"
    binding, source = drawn.get(f"{name}.binding"), f"{name}.{what}"
    if binding is not None or "round" in trade:
        round_ = binding["drawn"] if binding else None
        if trade.get("round") != round_:
            yield f"{name}: round {trade.get('round')} is said to count, but round {round_} was drawn."
            return
        source = f"{name}.round-{round_}.{what}"
    if trade["draw"] != source or source not in drawn:
        yield f"{name}: the price has to come from the draw {source}; the receipt says {trade['draw']}."
        return
    price = drawn[source]["drawn"]
    places = drawn[source]["how"]["below"] if "prices_minor" in trade else 1
    prices, answers = trade.get("prices_minor", [price]), trade.get("answers", [""])
    if not (len(prices) == len(answers) == places == len({*prices})):
        yield f"{name}: {places} rows could be drawn, not as many are told."
        return
    price = prices[price] if "prices_minor" in trade else price
    if price != trade["price_minor"]:
        yield f"{name}: the price is {trade['price_minor']}, but {price} was drawn (minor units)."


def _open_round(trade: Part, drawn: Mapping[str, Part]) -> Iterator[str]:
    """Of open bids in several rounds: whether the one that counts follows from the shares."""
    if f"{trade['bidding']}.binding" in drawn or "round" in trade:
        yield from list(shape(trade, SHARES, "a trade")) or shares(trade, drawn)


def shares(one: Part, drawn: Mapping[str, Part]) -> Iterator[str]:
    """Whether the round of a group follows from the own share and the sum of the others'."""
    name, round_, rounds = one["bidding"], one["round"], one["rounds"]
    share = drawn.get(f"{name}.binding")
    if share is None or share["how"].get("below") != rounds:
        yield f"{name}: the receipt does not say what was drawn for {rounds} rounds."
        return
    found = (share["drawn"] + one["rest_of_shares"]) % rounds + 1
    if found != round_:
        yield f"{name}: the shares give round {found}, but round {round_} is said to count."
