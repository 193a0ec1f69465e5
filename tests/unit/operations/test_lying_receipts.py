"""Receipts that someone has changed: what gives it away, and what one receipt cannot prove."""

from __future__ import annotations

import copy
import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from ikea_effect.operations.settle import settle
from ikea_effect.operations.verify import receipt_verified, verified
from ikea_effect.payment.receipts import unproven, verify
from ikea_effect.record.study import Study
from tests.unit.operations.forged_bench import EVERY, copied, receipts, studies

__all__ = ["copied", "studies"]


@pytest.fixture(scope="module")
def handed_out(
    studies: Callable[[str], Study], tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], dict[str, dict[str, Any]]]:
    """The receipts of a settled study, by participant."""
    made: dict[str, dict[str, dict[str, Any]]] = {}

    def of_study(name: str) -> dict[str, dict[str, Any]]:
        if name not in made:
            folder = tmp_path_factory.mktemp("settled") / name
            shutil.copytree(studies(name).folder, folder)
            settle(Study(folder), close=True)
            made[name] = receipts(Study(folder))
        return made[name]

    return of_study


TOLD_ELSEWHERE = {
    "kind", "format", "protocol", "protocol_sha256", "study_title", "language", "began", "ended", "journal",
    "entry", "booked", "called_off", "points", "code_signs",
}  # fmt: skip
"""What no amount depends on, or what is there only where something has to be told."""


@pytest.mark.slow
@pytest.mark.parametrize("name", EVERY)
def test_whatever_a_receipt_needs_has_to_be_there(
    handed_out: Callable[[str], dict[str, dict[str, Any]]], name: str
) -> None:
    for found in handed_out(name).values():
        for key in found.keys() - TOLD_ELSEWHERE:
            assert verify({what: part for what, part in found.items() if what != key}), key
        for part in ("draws", "trades", "waited", "lines"):
            for number, one in enumerate(found[part]):
                for key in one.keys() - {"note", "group", "target", "members", "units", "rounds"}:
                    lacking = {what: value for what, value in one.items() if what != key}
                    assert verify(_with(found, part, number, lacking)), (part, key)


def _with(found: Mapping[str, Any], part: str, number: int, one: Mapping[str, Any]) -> dict[str, Any]:
    parts = list(found[part])
    parts[number] = one
    return {**found, part: parts}


SHOWS = ("follows", "was drawn, but", "nothing was settled in bid", "does not say")
"""Who held no bid in open bidding has no line and no draw: nothing is said to have been settled in it."""


@pytest.mark.parametrize("name", EVERY)
def test_no_part_of_a_receipt_can_be_taken_away(
    handed_out: Callable[[str], dict[str, dict[str, Any]]], name: str
) -> None:
    for found in handed_out(name).values():
        for part in ("trades", "waited", "lines"):
            for number in range(len(found[part])):
                left = found[part][:number] + found[part][number + 1 :]
                if part == "lines" and not found[part][number]["amount_minor"]:
                    continue  # a line of nothing keeps a group
                told = verify({**found, part: left}) or unproven({**found, part: left})
                assert any(words in one for one in told for words in SHOWS), (part, found[part][number])


def buyer(found: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The receipt of someone who bought."""
    return copy.deepcopy(next(one for one in found.values() if one["goods"]))


def show_up(found: dict[str, Any]) -> None:
    found["lines"][0]["amount_minor"] += 5000
    found["total_minor"] += 5000


def for_one_cent(found: dict[str, Any]) -> None:
    [trade] = found["trades"]
    found["total_minor"] += trade["pays_minor"] - 1
    next(line for line in found["lines"] if line["reason"] == "bid")["amount_minor"] = -1
    trade |= {"price_minor": 1, "pays_minor": 1}
    for key in ("ties", "draw", "bid_minor", "answers"):
        trade.pop(key, None)


def nothing_happened(found: dict[str, Any]) -> None:
    """The purchase is denied in the trade, the lines, the goods and the total."""
    [trade] = found["trades"]
    found["total_minor"] += trade["pays_minor"]
    trade |= {"bought": False, "pays_minor": 0}
    found["lines"] = [line for line in found["lines"] if line["reason"] != "bid"]
    found["goods"] = {}


def cheaper(found: dict[str, Any]) -> None:
    [waited] = found["waited"]
    waited["pays_minor"] -= 5
    next(line for line in found["lines"] if line["reason"] == "bid")["amount_minor"] += 5
    found["total_minor"] += 5


LIES: dict[str, tuple[str, Callable[[dict[str, Any]], None]]] = {
    "a draw that is told twice": ("bdm_prices", lambda found: found["draws"].append(found["draws"][0])),
    "more for taking part": ("bdm_prices", show_up),
    "a purchase for one cent": ("bdm_prices", for_one_cent),
    "no trades": ("bdm_prices", lambda found: found.update(trades=[])),
    "no purchase": ("bdm_prices", nothing_happened),
    "no purchase from a list": ("price_list", nothing_happened),
    "no purchase from an offer": ("offer", nothing_happened),
    "a hundred mugs": ("bdm_prices", lambda found: found.update(goods={"storage-box": 100})),
    "another participant": ("bdm_prices", lambda found: found.update(participant="P999")),
    "another participant in the title": ("bdm_prices", lambda found: found.update(title="Receipt of P999")),
    "not simulated": ("bdm_prices", lambda found: found.update(mode="lab")),
    "a correction that nobody made": ("bdm_prices", lambda found: found["lines"].append(
        {"posting": "S0001/gift", "reason": "gift", "amount_minor": 1, "good": "", "quantity": 0, "group": ""}
    )),
    "another bid in an auction": ("vickrey", lambda found: found["waited"][0].update(amount_minor=1)),
    "a lower price in an auction": ("vickrey", cheaper),
    "another price in an auction": ("vickrey", lambda found: found["waited"][0].update(price_minor=1)),
    "another n": ("random_nth_price", lambda found: found["waited"][0].update(n=7)),
    "another good": ("vickrey", lambda found: found["waited"][0].update(good="car")),
    "a part that counts": ("vickrey", lambda found: found["waited"][0].update(counts=False)),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("what", LIES)
def test_a_receipt_that_lies_does_not_hold(
    handed_out: Callable[[str], dict[str, dict[str, Any]]], what: str
) -> None:
    name, lie = LIES[what]
    found = buyer(handed_out(name))
    assert verify(found) == []
    lie(found)
    assert verify(found)
    assert "DO" in receipt_verified(found).text()


def test_what_a_receipt_cannot_prove_is_named_with_its_figures(
    handed_out: Callable[[str], dict[str, dict[str, Any]]],
) -> None:
    """Show-up fee, range of prices and bid: whoever changes all places alike is found by comparing only."""
    found = next(one for one in handed_out("bdm_within_endowment").values() if one["trades"])
    [trade] = found["trades"]
    said = " ".join(receipt_verified(found).unproven)
    [draw] = [draw for draw in found["draws"] if draw["purpose"] == "bid.price"]
    how = draw["how"]
    high = how["low_minor"] + (how["below"] - 1) * how["step_minor"]
    assert f"one of {how['below']} prices: {how['low_minor']} to {high} in steps of" in said
    assert f"bid {trade['bid_minor']}" in said
    assert f"{found['payment']['show_up_minor']} for taking part" in said


@pytest.mark.slow
def test_a_receipt_beside_its_study_is_compared_with_it(
    copied: Callable[[str], Study], tmp_path: Path
) -> None:
    study = copied("bdm_sell")
    settle(study)
    path = study.folder / "receipts" / "S0001.json"
    found = verified(str(path), tmp_path)
    assert found.holds
    assert "journals and ledger say the same" in found.text()
    told = json.loads(path.read_text("utf-8"))
    told["payment"]["show_up_minor"] += 100
    told["lines"][0]["amount_minor"] += 100
    told["total_minor"] += 100
    path.write_text(json.dumps(told), "utf-8")
    found = verified(str(path), tmp_path)
    assert [one.what for one in found.findings if not one.holds] == [
        "compared with the study in bdm_sell/: journals and ledger say something else"
    ]
    alone = tmp_path / "alone.json"
    alone.write_text(json.dumps(told), "utf-8")
    assert "compared with the study" not in verified(str(alone), tmp_path).text()
