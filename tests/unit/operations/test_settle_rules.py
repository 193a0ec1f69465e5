"""What can be owed: names that payments are called by, bids that no endowment pays, steps that count."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ikea_effect.errors import ProtocolError
from ikea_effect.operations.settle import settle
from ikea_effect.operations.simulate import SimulateRequest, simulate
from ikea_effect.payment.entries import handed_over
from ikea_effect.payment.payout import Session, Told, pay
from ikea_effect.protocol.checks.warnings import warnings
from ikea_effect.protocol.loading import protocol_from_said
from tests.unit.operations.settle_bench import BDM, PAIRS, Lab

DATA = Path(__file__).parents[2] / "data"
WITHIN = BDM | {"within_endowment": True}


@pytest.mark.parametrize("name", ["show-up", "endowment", "points", "floor", "cap", "rounding"])
def test_no_step_is_named_like_another_reason_of_payment(tmp_path: Path, name: str) -> None:
    said = Lab(tmp_path, {name: BDM}).protocol.said
    with pytest.raises(ProtocolError, match="Choose another id"):
        protocol_from_said(said)


def warned(lab: Lab) -> bool:
    return any("counts together" in fault.message for fault in warnings(lab.protocol))


def test_bids_that_the_endowment_cannot_pay_together_are_warned_of(tmp_path: Path) -> None:
    two = {"bid": BDM, "auction": PAIRS}
    fee: dict[str, Any] = {"show_up": 6, "endowment": 5}
    assert warned(Lab(tmp_path / "two", two, fee))
    assert warned(Lab(tmp_path / "half", {"bid": WITHIN, "auction": PAIRS}, fee))
    last = PAIRS | {"within_endowment": True}
    assert not warned(Lab(tmp_path / "within", {"bid": WITHIN, "auction": last}, fee))
    assert not warned(Lab(tmp_path / "last", {"bid": BDM, "auction": last}, fee))
    assert not warned(Lab(tmp_path / "one", {"bid": WITHIN}, fee))
    assert not warned(Lab(tmp_path / "random", two, fee | {"binding": "one-random"}))
    assert not warned(Lab(tmp_path / "rich", two, fee | {"endowment": 10}))


def settled(lab: Lab, step: str, pays: int, binding: bool) -> Told:
    data = {"bidding": step, "bought": True, "price": lab.money(pays), "pays": lab.money(pays)}
    return Told.read("settled", data | {"binding": binding}, "2026-03-02T12:00:00.000Z")


@pytest.mark.parametrize(("counts", "expected"), [(True, 1100 - 200), (False, 1100)])
def test_who_ended_before_the_draw_was_told_is_paid_as_the_screens_said(
    tmp_path: Path, counts: bool, expected: int
) -> None:
    lab = Lab(tmp_path, {"bid": BDM, "other": BDM}, {"show_up": 6, "endowment": 5, "binding": "one-random"})
    session = Session("P001", {"labor": "build"}, [settled(lab, "bid", 200, counts)])
    assert handed_over(pay(lab.protocol, [session]).lines) == {"P001": expected}


def test_where_only_one_step_is_met_it_counts_without_a_draw(tmp_path: Path) -> None:
    lab = Lab(tmp_path, {"bid": BDM}, {"show_up": 6, "endowment": 5, "binding": "one-random"})
    lab.session("P001", bid=500)
    assert dict(settle(lab.study).handed.amounts) == {"P001": 1100 - lab.price("P001")}


@pytest.mark.slow
def test_where_a_step_is_named_receipts_tell_that_it_alone_counts(tmp_path: Path) -> None:
    (tmp_path / "protocols").mkdir()
    (tmp_path / "experiments").symlink_to(DATA / "experiments")
    (tmp_path / "protocols" / "texts").symlink_to(DATA / "protocols" / "texts")
    declared = (DATA / "protocols" / "three_ways.yaml").read_text("utf-8")
    named = tmp_path / "protocols" / "three_ways.yaml"
    named.write_text(declared.replace("binding: one-random", "binding: list"), "utf-8")
    study = simulate(SimulateRequest(str(named), 8, 3, results=tmp_path / "results"))
    settle(study, close=True)
    for number in range(1, 9):
        found = json.loads((study.folder / "receipts" / f"S000{number}.json").read_text("utf-8"))
        assert {trade["bidding"]: trade["counts"] for trade in found["trades"]} == {
            "drawn-price": False,
            "list": True,
        }
        assert [(bid["bidding"], bid["counts"]) for bid in found["waited"]] == [("auction", False)]
        assert not [draw for draw in found["draws"] if draw["purpose"] == "binding"]
        page = (study.folder / "receipts" / f"S000{number}.html").read_text("utf-8")
        assert page.count("Another part is the one that counts") == 2
