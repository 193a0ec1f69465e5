"""A study in several rounds, from its journals to receipts that anyone can recompute."""

from __future__ import annotations

import copy
import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from ikea_effect.operations.data import read_study
from ikea_effect.operations.settle import settle
from ikea_effect.operations.simulate import SimulateRequest, simulate
from ikea_effect.operations.verify import receipt_verified, study_verified
from ikea_effect.payment.receipts import verify
from ikea_effect.payment.redraw import redrawn
from ikea_effect.record.study import Study
from ikea_effect.tasks.bidding.sealed_bids.groups import round_in

PROTOCOLS = Path(__file__).parents[2] / "data" / "protocols"


def settled(name: str, results: Path, n: int) -> Study:
    study = simulate(SimulateRequest(str(PROTOCOLS / f"{name}.yaml"), n, 7, name, results=results))
    settle(study)
    return study


def receipts(study: Study) -> dict[str, dict[str, Any]]:
    found = sorted((study.folder / "receipts").glob("*.json"))
    return {path.stem: json.loads(path.read_text("utf-8")) for path in found}


@pytest.fixture(scope="module")
def auction(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """Ten bidders in groups of four: two groups are full, two bidders wait."""
    return settled("vickrey_rounds", tmp_path_factory.mktemp("auction"), 10)


def test_every_member_of_a_group_is_settled_on_the_round_that_their_opened_keys_give(auction: Study) -> None:
    groups: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for found in receipts(auction).values():
        [waited] = found["waited"]
        if waited["group"]:
            groups[waited["group"]].append(found)
    assert sorted(map(len, groups.values())) == [4, 4]
    for name, members in groups.items():
        shares = []
        for found in members:
            [draw] = [draw for draw in found["draws"] if draw["purpose"] == "bid.binding"]
            shares.append(redrawn(bytes.fromhex(draw["key"]), draw["how"]))
        assert round_in(name) == 1 + sum(shares) % 3
        assert {found["waited"][0]["round"] for found in members} == {round_in(name)}
        assert sum(found["waited"][0]["bought"] for found in members) == 1


def test_the_receipt_of_a_member_holds_alone_and_opens_no_other_key(auction: Study) -> None:
    found = receipts(auction)
    for who, receipt in found.items():
        assert verify(receipt) == []
        others = {draw["key"] for one, data in found.items() if one != who for draw in data["draws"]}
        assert not others & {draw["key"] for draw in receipt["draws"]}
    said = receipt_verified(next(one for one in found.values() if "round" in one["waited"][0])).text()
    assert "own share and the others'" in said
    assert study_verified(auction).holds


def test_who_waits_is_told_all_bids_and_no_round(auction: Study) -> None:
    waiting = [one["waited"][0] for one in receipts(auction).values() if one["waited"][0]["waits"]]
    assert len(waiting) == 2
    for one in waiting:
        assert len(one["bids_minor"]) == 3
        assert "round" not in one


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"round": 1}, "is said to count"),
        ({"rest_of_shares": 0}, "the shares give round"),
        ({"amount_minor": 1}, "is said to count (minor units)"),
        ({"bids_minor": [1]}, "does not say what was bid in 3 rounds"),
    ],
)
def test_a_changed_round_share_or_bid_shows(auction: Study, changed: dict[str, Any], words: str) -> None:
    def suits(one: dict[str, Any]) -> bool:
        return "round" in one and one["round"] != 1 and one["rest_of_shares"] != 0

    honest = next(one for one in receipts(auction).values() if suits(one["waited"][0]))
    tampered = copy.deepcopy(honest)
    tampered["waited"][0] |= changed
    [problem] = verify(tampered)
    assert words in problem
    assert not receipt_verified(tampered).holds


def test_the_data_tell_the_round_of_every_group(auction: Study) -> None:
    rows = read_study(auction).tables.wide
    assert {row["bid.round"] for row in rows if row["bid.group"]} <= {1, 2, 3}
    assert [row["bid.round"] for row in rows] == [round_in(row["bid.group"] or "") for row in rows]
    assert sum(row["bid.round"] is None for row in rows) == 2


@pytest.mark.slow
def test_settling_again_and_closing_settles_no_group_anew(tmp_path: Path) -> None:
    study = settled("vickrey_rounds", tmp_path, 10)
    before = {who: one["waited"][0] for who, one in receipts(study).items()}
    assert settle(study).books.new == 0
    settle(study, close=True)
    after = {who: one["waited"][0] for who, one in receipts(study).items()}
    for who, waited in before.items():
        assert after[who] == waited if "round" in waited else "round" not in after[who]
        assert not after[who]["waits"]
        assert after[who]["bought"] == waited["bought"]
    assert study_verified(study).holds


@pytest.mark.parametrize("name", ["bdm_rounds", "bdm_sell_rounds", "price_list_rounds", "offer_rounds"])
def test_another_round_or_another_rounds_draw_shows(tmp_path: Path, name: str) -> None:
    honest = receipts(settled(name, tmp_path, 1))["S0001"]
    [trade] = honest["trades"]
    assert verify(honest) == []
    other = trade["round"] % 2 + 1
    for changed in (
        {"round": other},
        {"draw": trade["draw"].replace(f"round-{trade['round']}", f"round-{other}")},
    ):
        [problem] = verify(honest | {"trades": [trade | changed]})
        assert problem.startswith(("bid: round", "bid: the price has to come from the draw bid.round-"))


def test_bounds_of_every_round_are_a_repetition(tmp_path: Path) -> None:
    found = read_study(settled("price_list_rounds", tmp_path, 2)).tables
    first = [row for row in found.tidy if row["participant"] == "S0001"]
    assert [(row["item"], row["repetition"]) for row in first] == [
        ("low", 0), ("high", 0), ("low", 1), ("high", 1),
    ]  # fmt: skip
    place = found.columns.index("wtp.low")
    assert found.columns[place : place + 4] == ("wtp.low", "wtp.high", "wtp.2.low", "wtp.2.high")
