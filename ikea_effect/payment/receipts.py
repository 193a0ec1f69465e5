"""Receipts: what was drawn, opened, so that a participant can recompute it with the standard library alone.

A receipt opens the keys of one participant's draws and nothing else; redraw.py, beside this file, says how a
number comes from a key. A random n is 2 plus the remainder of the own share in `<step>.group` +
`rest_for_n` (the group's other shares) by the number of members less one.

`verify` asks for every key that a mechanism needs: what is missing does not hold. `unproven` says what one
receipt cannot show, however well it holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

try:
    from ikea_effect.payment import redraw
except ImportError:  # a participant has this file and redraw.py, side by side, and no package
    import redraw  # type: ignore[no-redef, import-not-found]

Part = Mapping[str, Any]
Receipt = Mapping[str, Any]

KIND = "receipt of ikea-effect"
MARKS = {"lab": "", "simulated": " (simulated: nothing is paid)", "scripted": " (scripted: nothing is paid)"}
AUCTIONS = ("first-price", "vickrey", "nth-price")

_RECEIPT = redraw.keys(
    words="title mode study participant currency", numbers="total_minor", tables="payment goods",
    lists="steps draws trades waited lines",
)  # fmt: skip
_PAYMENT = redraw.keys(
    numbers="show_up_minor endowment_minor",
    maybe="floor_minor cap_minor coin_minor",
    words="binding rounding",
)
_LINE = redraw.keys(words="posting reason good", numbers="amount_minor quantity")
_WAITED = redraw.keys(
    words="bidding mechanism good group", numbers="amount_minor pays_minor", answers="waits counts bought"
)
_WAITED_IN = dict.fromkeys(AUCTIONS, redraw.keys(maybe="price_minor")) | {
    "nth-price": redraw.keys(maybe="price_minor n rest_for_n"),
    "prediction": redraw.keys(maybe="right_minor", tables="scoring"),
}
_FIXED = ("show-up", "endowment", "points", "floor", "cap", "rounding", "by hand", "closed for good")


def verify(receipt: Receipt) -> list[str]:
    """Everything in the receipt that does not hold, as sentences; none if all of it does."""
    try:
        return list(_lacking(receipt)) or [
            *redraw.draws_and_trades(receipt["draws"], receipt["trades"]),
            *_told(receipt),
            *_parts(receipt),
            *_waited(receipt),
            *_points(receipt),
            *_paid(receipt),
        ]
    except redraw.UNREADABLE as error:
        return [f"a part of the receipt cannot be read ({error!r})."]


def unproven(receipt: Receipt) -> list[str]:
    """What has to be compared with the paper and the screen, since the receipt alone cannot prove it."""
    said = [
        *(
            ("a code has 32 signs; in a session of an earlier version the screen showed the first 16",)
            if "code_signs" not in receipt
            else ()
        ),
        f"compare with what you were told: {_promised(receipt)} ({receipt['currency']}, minor units)",
        f"compare with the paper that you signed: {receipt['title']}",
        *(
            f"compare with your screens: {one['purpose']}, code {redraw.code(one['commitment'])}, "
            f"{redraw.possible(one['how'])}"
            for one in _deciding(receipt)
        ),
    ]
    answered = [f"{one['bidding']} {_answer(one)}" for one in _all(receipt)]
    if answered:
        said.append(f"compare with what you answered: {', '.join(answered)}")
    if points := receipt.get("points"):
        earned = ", ".join(f"{one['step']} {one['by']} {one['points']}" for one in points["earned"])
        said.append(f"compare the points with your screens: {earned or 'none'}, {points['total']} in all")
    silent = set(receipt["steps"]) - {one["bidding"] for one in _all(receipt)}
    if silent:
        said.append(f"nothing was settled in {', '.join(sorted(silent))}: was there no bid?")
    if any(one["mechanism"] in (*AUCTIONS, "prediction", "english") for one in _all(receipt)):
        said.append(
            "others' bids are not in a receipt: that a group's price, or what a prediction was held against, "
            "follows from them, the study shows"
        )
    return said


def _promised(receipt: Receipt) -> str:
    """What was promised to everyone: fixed amounts, bounds and coins of what is paid, the worth of points."""
    payment, points = receipt["payment"], receipt.get("points")
    promised = [f"{payment['show_up_minor']} for taking part", f"{payment['endowment_minor']} to bid with"]
    for key, words in (("floor_minor", "never less than"), ("cap_minor", "never more than")):
        limit = payment[key]
        promised.append("no " + key.removesuffix("_minor") if limit is None else f"{words} {limit}")
    coin, way = payment["coin_minor"], "up" if payment["rounding"] == "up" else "to the nearest"
    promised.append(f"rounded {way} to coins of {coin}" if coin else "not rounded to coins")
    if points:
        promised.append(f"{points['rate']['minor']} for every {points['rate']['points']} points")
    return ", ".join(promised)


def _all(receipt: Receipt) -> tuple[Part, ...]:
    return (*receipt["trades"], *receipt["waited"])


def _deciding(receipt: Receipt) -> Iterator[Part]:
    """The draws that decided something; not those of practice."""
    return (draw for draw in receipt["draws"] if "practice-" not in draw["purpose"])


def _answer(one: Part) -> str:
    if "answers" in one:
        return " ".join(one["answers"])
    if "holder" in one:
        return f"paddle {one['paddle']}"
    return str(one.get("bid_minor", one.get("amount_minor")))


# --- whether everything is there ---------------------------------------------------------------------------


def _lacking(receipt: Receipt) -> Iterator[str]:
    """What is missing from the receipt, or is of another kind than it has to be."""
    yield from redraw.shape(receipt, _RECEIPT, "the receipt")
    yield from redraw.shape(receipt.get("payment", {}), _PAYMENT, "payment")
    for name, needed in (
        ("draws", redraw.DRAW),
        ("trades", redraw.TRADE),
        ("waited", _WAITED),
        ("lines", _LINE),
    ):
        for number, one in enumerate(receipt.get(name, ()), start=1):
            yield from redraw.shape(one, needed, f"{name} {number}")


# --- what was settled with others --------------------------------------------------------------------------


def _waited(receipt: Receipt) -> Iterator[str]:
    """Whether what waited for others follows from the own draws and what is told of the others."""
    drawn = {draw["purpose"]: draw for draw in receipt["draws"]}
    for one in receipt["waited"]:
        name, kind = one["bidding"], one["mechanism"]
        if kind not in _WAITED_IN:
            yield f"{name}: '{kind}' does not wait for others."
            continue
        needed = f"{name}.{'other' if kind == 'prediction' else 'group'}"
        if needed not in drawn or (kind in AUCTIONS and "share" not in drawn[needed]):
            yield f"{name}: the draw {needed} is not in the receipt."
        yield from list(redraw.shape(one, _WAITED_IN[kind], "waited")) or (
            _prediction(one) if kind == "prediction" else _auction(one, drawn)
        )


def _prediction(one: Part) -> Iterator[str]:
    right, scoring, owed = one["right_minor"], one["scoring"], 0
    if right is not None and one["counts"] and not one["waits"]:
        prize, far = scoring["prize_minor"], abs(one["amount_minor"] - right)
        if scoring["kind"] == "band":
            owed = prize if far <= scoring["width_minor"] else 0
        else:
            owed = max(prize * (scoring["span_minor"] ** 2 - far**2) // scoring["span_minor"] ** 2, 0)
    if one["bought"] or one["pays_minor"] != -owed:
        yield f"{one['bidding']}: {one['amount_minor']} where {right} is right earns {owed} (minor units)."


def _auction(one: Part, drawn: Mapping[str, Part]) -> Iterator[str]:
    name, bid, price, pays = one["bidding"], one["amount_minor"], one["price_minor"], one["pays_minor"]
    own = bid if one["mechanism"] == "first-price" else price
    if not one["bought"] and pays:
        yield f"{name}: {pays} is paid, but nothing was bought (minor units)."
    elif one["bought"] and (one["waits"] or not one["counts"] or pays != own or pays > bid):
        yield f"{name}: bid {bid} at price {price} does not buy for {pays} (minor units)."
    if f"{name}.binding" in drawn or "rounds" in one:
        yield from _bids(one, drawn)
    if one.get("rest_for_n") is not None:
        share = drawn[f"{name}.group"]["share"]
        if (n := 2 + (share + one["rest_for_n"]) % (one["members"] - 1)) != one["n"]:
            yield f"{name}: the shares give n = {n}, but n = {one['n']} is said to hold."


def _bids(one: Part, drawn: Mapping[str, Part]) -> Iterator[str]:
    """Of several rounds: whether the round follows from the shares, and the bid is its own."""
    name, bids = one["bidding"], one["bids_minor"]
    if len(bids) != one["rounds"]:
        yield f"{name}: the receipt does not say what was bid in {one['rounds']} rounds."
    elif "round" not in one:
        if one["bought"] or " round " in one["group"]:
            yield f"{name}: the receipt does not say which round counts."
    elif problems := list(redraw.shape(one, redraw.SHARES, "waited")) or list(redraw.shares(one, drawn)):
        yield from problems
    elif (bid := bids[one["round"] - 1]) != one["amount_minor"]:
        told = f"{one['amount_minor']} is said to count (minor units)."
        yield f"{name}: {bid} was bid in round {one['round']}, but {told}"


# --- what counts, and what is paid -------------------------------------------------------------------------


def _told(receipt: Receipt) -> Iterator[str]:
    """Whether title, participant and lines are of one and the same person, study and mode."""
    who = receipt["participant"]
    title = f"Receipt of {who} in study {receipt['study']}{MARKS.get(receipt['mode'])}"
    if receipt["title"] != title:
        yield f"title: '{receipt['title']}' does not fit what the receipt says, '{title}'."
    for line in receipt["lines"]:
        whose, what = line["posting"].split("/")[:2]
        by_hand = line["reason"] == "by hand" and what.startswith("by hand ")
        if whose != who or not (what == line["reason"] or by_hand):
            yield f"lines: {line['posting']} is no line of {who} for {line['reason']}."


def _parts(receipt: Receipt) -> Iterator[str]:
    """Whether each part counts as the draw says, or the rule of payment."""
    steps, rule = receipt["steps"], receipt["payment"]["binding"]
    both, counts = _all(receipt), rule
    names = [one["bidding"] for one in both]
    if len({*names}) != len(names) or not {*names} <= {*steps}:
        yield f"parts: {', '.join(names)} cannot be told of the parts {', '.join(map(str, steps))}."
    if rule == "one-random" and len(steps) > 1 and both:
        drawn = {draw["purpose"]: draw for draw in receipt["draws"]}.get("binding")
        if drawn is None or drawn["how"].get("below") != len(steps):
            yield f"binding: the receipt does not say which of {len(steps)} parts was drawn to count."
            return
        counts = steps[drawn["drawn"]]
    for one in both:
        if one["counts"] != (rule == "all" or len(steps) < 2 or one["bidding"] == counts):
            yield f"{one['bidding']}: whether it counts is not what was drawn or declared."
    for draw in receipt["draws"]:
        step, _, what = draw["purpose"].partition(".")
        decides = what.rpartition(".")[2] in ("price", "row", "group", "other") and "practice-" not in what
        if decides and step in steps and step not in names:
            yield f"{step}: {draw['purpose']} was drawn, but the receipt does not say what followed."


def _points(receipt: Receipt) -> Iterator[str]:
    """Whether points add up, and those of practice follow from the gains."""
    if "points" not in receipt:
        return
    points, steps = receipt["points"], dict[str, list[Part]]()
    if (total := sum(one["points"] for one in points["earned"])) != points["total"]:
        yield f"points: those earned add up to {total}, but {points['total']} are told."
    for one in points["earned"]:
        steps.setdefault(one["step"], []).append(one)
    for step, earned in steps.items():
        practiced = [one for one in earned if one["by"].startswith("practice-")]
        yield from _practiced(step, practiced, receipt["currency"])
        asked = [one for one in earned if one not in practiced]
        if len({one["by"] for one in asked}) != len(asked) or len({one["points"] for one in asked}) > 1:
            yield f"points: the questions of {step} do not each earn the same, once."


def _practiced(step: str, earned: Sequence[Part], currency: str) -> Iterator[str]:
    """One point for each minor unit gained; over all rounds so far, losses take no more than gains."""
    if [one["by"] for one in earned] != [f"practice-{n}" for n in range(1, len(earned) + 1)]:
        yield f"points: the practice rounds of {step} are not told one after the other."
    gained = before = 0
    for one in earned:
        gained += one["gain"]["minor"]
        follows, before = max(gained, 0) - before, max(gained, 0)
        if one["points"] != follows or one["gain"]["currency"] != currency:
            gain = f"{one['gain']['minor']} {one['gain']['currency']}"
            yield f"points: {step} {one['by']} gained {gain}: {follows} follow, {one['points']} are told."


def _paid(receipt: Receipt) -> Iterator[str]:
    """Whether every line follows from what was declared, traded and earned; goods and total too."""
    said = dict.fromkeys(_FIXED, 0)
    goods: dict[tuple[str, str], int] = {}
    for line in receipt["lines"]:
        said[line["reason"]] = said.get(line["reason"], 0) + line["amount_minor"]
        if line["quantity"]:
            what = (line["reason"], line["good"])
            goods[what] = goods.get(what, 0) + line["quantity"]
    due, moved = _due(receipt)
    for reason, amount in said.items():
        if reason != "by hand" and amount != due.get(reason, 0):
            yield f"{reason}: {due.get(reason, 0)} follows, but the lines say {amount} (minor units)."
    for reason in due.keys() - said.keys():
        if due[reason]:
            yield f"{reason}: {due[reason]} follows, but the lines say nothing (minor units)."
    if {what: quantity for what, quantity in goods.items() if quantity} != moved:
        yield f"goods: {moved} follows, but the lines say {goods}."
    taken: dict[str, int] = {}
    for (_, good), quantity in moved.items():
        taken[good] = taken.get(good, 0) + quantity
    if {good: n for good, n in taken.items() if n} != receipt["goods"]:
        yield f"goods: {taken} changes hands, but the receipt says {receipt['goods']}."
    if (paid := sum(said.values())) != receipt["total_minor"]:
        yield f"The lines sum to {paid}, but the total says {receipt['total_minor']} (minor units)."


def _due(receipt: Receipt) -> tuple[dict[str, int], dict[tuple[str, str], int]]:
    """What is due for each reason but corrections by hand, and which goods change hands.

    Who was stopped before the end is paid by hand, and nothing is bought.
    """
    if receipt.get("stopped"):
        return {}, {}
    payment, goods = receipt["payment"], {}
    due = {"show-up": payment["show_up_minor"], "endowment": payment["endowment_minor"]}
    for one in _all(receipt):
        if one["counts"]:
            due[one["bidding"]] = -one["pays_minor"]
            if quantity := one["bought"] - one.get("sold", False):
                goods[one["bidding"], one["good"]] = quantity
    if points := receipt.get("points"):
        due["points"] = points["total"] * points["rate"]["minor"] // points["rate"]["points"]
    return due | _bounded(payment, sum(due.values())), goods


def _bounded(payment: Part, total: int) -> dict[str, int]:
    """What floor, cap and coins add to a total; rounding goes to the last coin inside both."""
    floor, cap, coin = payment["floor_minor"], payment["cap_minor"], payment["coin_minor"]
    raised = total if floor is None else max(total, floor)
    rounded = capped = raised if cap is None else min(raised, cap)
    if coin:
        up = payment["rounding"] == "up"
        rounded = -(-capped // coin) * coin if up else (2 * capped + coin) // (2 * coin) * coin
        rounded = rounded if floor is None else max(rounded, -(-floor // coin) * coin)
        rounded = rounded if cap is None else min(rounded, cap // coin * coin)
    return {"floor": raised - total, "cap": capped - raised, "rounding": rounded - capped}


def main(arguments: Sequence[str]) -> int:
    """Checks the receipt in a file: `python receipts.py P001.json`, with no package but Python's own."""
    import json

    try:
        with open(arguments[0], encoding="utf-8") as file:
            receipt = json.load(file)
    except (OSError, IndexError, ValueError, RecursionError) as error:
        print(f"Name a receipt's file: python receipts.py P001.json ({error})")
        return 2
    if not isinstance(receipt, dict) or receipt.get("kind") != KIND:
        print("This is not a receipt: it does not say that it is one.")
        return 2
    problems = verify(receipt)
    print("\n".join(problems or ["Everything that a receipt can prove holds.", *unproven(receipt)]))
    return 3 if problems else 0


if __name__ == "__main__":
    import sys

    sys.exit(main(sys.argv[1:]))
