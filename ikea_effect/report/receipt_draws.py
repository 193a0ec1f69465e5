"""The table of opened draws on a receipt: what was drawn, the code that sealed it, how the key gives it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ikea_effect.payment.redraw import redrawn
from ikea_effect.report.receipt_words import Words
from ikea_effect.seeds import CODE_SIGNS_BEFORE, code_of

Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Draw:
    """One opened draw: what was drawn, the code that stood on screen, place and result, the key."""

    what: str
    code: str
    how: str
    key: str


def opened(receipt: Data, words: Words) -> Iterator[Draw]:
    """The draws that decided something; those of practice are in the data only."""
    steps: Sequence[str] = receipt["steps"]
    means = {f"{one['bidding']}.other" for one in receipt["waited"] if one.get("target") == "mean"}
    for draw in receipt["draws"]:
        step, _, purpose = draw["purpose"].partition(".")
        decides = draw["purpose"] not in means and not purpose.startswith("practice-")
        if not decides or (purpose and step not in steps):
            continue
        shared = purpose.endswith("binding") and "first" not in draw["how"]
        what = words.say("check.round-share") if shared else _purpose(purpose or "counts", words)
        if purpose and len(steps) > 1:
            what = words.say("check.in-part", part=steps.index(step) + 1, what=what)
        yield _row(what, draw, _how(draw, receipt, words), receipt)
        if (group := _with_random_n(draw, receipt)) is not None:
            what = words.say("check.place-share")
            what = (
                words.say("check.in-part", part=steps.index(step) + 1, what=what) if len(steps) > 1 else what
            )
            yield _row(what, draw, _place(draw, group, words), receipt)


def code_signs(receipt: Data) -> int:
    """How many signs of a commitment stood on the screens of this session."""
    return int(receipt.get("code_signs", CODE_SIGNS_BEFORE))


def _row(what: str, draw: Data, how: str, receipt: Data) -> Draw:
    code = code_of(draw["commitment"], code_signs(receipt))
    return Draw(what[:1].upper() + what[1:], code, how, draw["key"])


def _with_random_n(draw: Data, receipt: Data) -> Data | None:
    """The settled group whose place came from all members' shares, if this draw holds one of them."""
    step, _, purpose = draw["purpose"].partition(".")
    found = (one for one in receipt["waited"] if one["bidding"] == step and one.get("rest_for_n") is not None)
    return next(found, None) if purpose == "group" else None


def _place(draw: Data, group: Data, words: Words) -> str:
    """How the place came about that set the group's price."""
    places = {"place": draw["share"], "count": draw["share_how"]["below"], "rest": group["rest_for_n"]}
    return words.say("check.place-with-others", modulo=group["members"] - 1, n=group["n"], **places)


def _purpose(purpose: str, words: Words) -> str:
    *rounds, last = purpose.split(".")
    if last.startswith("heard-"):
        what = words.say("check.first", price=words.written(int(last.removeprefix("heard-"))))
    else:
        known = {"price": "price", "row": "row", "group": "group", "other": "other", "counts": "counts"}
        what = words.say(f"check.{'round' if last == 'binding' else known[last]}")
    return words.say("check.in-round", what=what, round=rounds[0].removeprefix("round-")) if rounds else what


def _how(draw: Data, receipt: Data, words: Words) -> str:
    """The place among how many, and what stands there."""
    how, drawn = draw["how"], draw["drawn"]
    if how.get("wide"):
        return words.say("check.wide", result=drawn)
    place = redrawn(bytes.fromhex(draw["key"]), {"below": how["below"]})
    result = str(drawn)
    if "low_minor" in how or "prices_minor" in how:
        result = words.written(drawn)
    elif draw["purpose"].endswith(".row"):
        result = _row_price(draw, receipt, words)
    elif draw["purpose"] == "binding":
        result = words.say("outcome.part", part=drawn + 1).rstrip(".")
    elif (group := _group_of(draw, receipt)) is not None:
        places = {"rest": group["rest_of_shares"], "round": group["round"], "count": how["below"]}
        return words.say("check.with-others", place=place, **places)
    return words.say("check.place", place=place, count=how["below"], result=result)


def _group_of(draw: Data, receipt: Data) -> Data | None:
    """The group whose round this draw is a share in, once it is settled."""
    step, _, purpose = draw["purpose"].partition(".")
    both = (*receipt["waited"], *receipt["trades"])
    found = (one for one in both if one["bidding"] == step and "rest_of_shares" in one)
    return next(found, None) if purpose == "binding" else None


def _row_price(draw: Data, receipt: Data, words: Words) -> str:
    for trade in receipt["trades"]:
        if "prices_minor" in trade and draw["purpose"].startswith(f"{trade['bidding']}."):
            return words.written(trade["prices_minor"][draw["drawn"]])
    return str(draw["drawn"])
