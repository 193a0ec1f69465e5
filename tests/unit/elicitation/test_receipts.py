"""Receipts: every draw of every mechanism is recomputed from its opened key, and tampering shows."""

import ast
import copy
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from ikea_effect.elicitation import receipts
from ikea_effect.elicitation.ledger import handed_over
from ikea_effect.elicitation.opened import opened_draws, receipt
from ikea_effect.elicitation.payout import Session, Told, pay
from ikea_effect.elicitation.receipts import verify
from tests.unit.session.bidding_bench import context, play
from tests.unit.session.test_bidding_mechanisms import DECLARED, declared, valuing


def receipt_for(name: str, participant: str = "P001"):
    at = context(declared(name), participant)
    played = play(at, answer=valuing(150))
    drawn = [dict(fact.data) for fact in played.facts if fact.kind == "drawn"]
    opened = list(opened_draws(at.protocol, at.secret, participant, at.condition, drawn))
    return json.loads(json.dumps({"participant": participant, "draws": opened}))


@pytest.mark.parametrize("name", DECLARED)
def test_every_draw_of_every_mechanism_is_recomputed_from_its_key(name):
    for number in range(10):
        assert verify(receipt_for(name, f"P{number:03}")) == []


@pytest.mark.parametrize(
    "name", [name for name in DECLARED if name not in ("english", "open-ended", "price-slider")]
)
def test_a_changed_draw_key_or_commitment_shows(name):
    honest = receipt_for(name)
    assert honest["draws"]
    for part, other in (
        ("drawn", 123),
        ("key", "00" * 32),
        ("commitment", "0" * 64),
        ("how", {}),
        ("key", "xyz"),
    ):
        tampered = copy.deepcopy(honest)
        tampered["draws"][0][part] = other
        assert len(verify(tampered)) == 1


@pytest.mark.parametrize("name", DECLARED)
def test_a_whole_receipt_holds_and_opens_no_other_key(name):
    at = context(declared(name), payment={"show_up": 5, "endowment": 5})
    played = play(at, answer=valuing(150))
    facts = [Told(fact.kind, json.loads(json.dumps(fact.data)), "") for fact in played.facts]
    session = Session("P001", at.condition, facts)
    if DECLARED[name]["kind"] == "prediction":
        return  # it is about another step, which this study does not have
    lines = pay(at.protocol, [session], closed=True).lines
    found = json.loads(json.dumps(receipt(at.protocol, at.secret, session, lines, "small")))
    assert verify(found) == []
    assert found["total_minor"] == handed_over(lines)["P001"]
    assert at.secret.hex() not in json.dumps(found)
    drawn = {fact.data["purpose"] for fact in played.facts if fact.kind == "drawn"}
    assert {draw["key"] for draw in found["draws"]} == {at.stream(purpose).key.hex() for purpose in drawn}


def test_a_receipt_with_another_payment_shows():
    at = context(declared("bdm"), "P003", payment={"show_up": 5, "endowment": 5})
    facts = [Told(fact.kind, fact.data, "") for fact in play(at, answer=valuing(500)).facts]
    session = Session("P003", at.condition, facts)
    found = receipt(at.protocol, at.secret, session, pay(at.protocol, [session]).lines, "small")
    [trade] = found["trades"]
    assert trade["bought"]
    assert len(verify(found | {"trades": [trade | {"pays_minor": 0}]})) == 1
    assert len(verify(found | {"total_minor": found["total_minor"] + 1})) == 1


def test_a_purchase_that_does_not_follow_from_bid_and_price_shows():
    trade = {"bidding": "bid", "bid_minor": 150, "price_minor": 120, "ties": "buys", "pays": "drawn-price"}
    assert verify({"trades": [trade | {"bought": True, "pays_minor": 120}]}) == []
    assert verify({"trades": [trade | {"bought": True, "pays_minor": 150}]}) == [
        "bid: bid 150 at price 120 means a purchase for 120 (minor units)."
    ]
    assert len(verify({"trades": [trade | {"bought": False, "pays_minor": 0}]})) == 1


def test_a_paddle_that_is_not_settled_as_the_bidding_ended_shows():
    trade = {"bidding": "bid", "paddle": 2, "holder": 2, "price_minor": 150, "bought": True}
    trade |= {"pays_minor": 150}
    assert verify({"trades": [trade]}) == []
    for lie in ({"bought": False, "pays_minor": 0}, {"pays_minor": 100}, {"paddle": 1}, {"holder": 0}):
        assert len(verify({"trades": [trade | lie]})) == 1


def test_of_several_rounds_of_open_bids_another_one_cannot_be_said_to_count():
    at = context(declared("english-rounds"), "P002", payment={"endowment": 5})
    facts = [Told(fact.kind, fact.data, "") for fact in play(at, answer=valuing(150)).facts]
    session = Session("P002", at.condition, facts)
    found = receipt(at.protocol, at.secret, session, pay(at.protocol, [session]).lines, "small")
    [trade] = found["trades"]
    assert verify(found) == []
    for lie in ({"round": trade["round"] % 3 + 1}, {"rest_of_shares": trade["rest_of_shares"] + 1}):
        [problem] = verify(found | {"trades": [trade | lie]})
        assert "the shares give round" in problem


def test_lines_that_do_not_add_up_show():
    lines = [{"amount_minor": 500}, {"amount_minor": -120}]
    assert verify({"lines": lines, "total_minor": 380}) == []
    assert len(verify({"lines": lines, "total_minor": 381})) == 1


def test_verifying_takes_the_standard_library_alone():
    tree = ast.parse(Path(receipts.__file__).read_text("utf-8"))
    modules = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    modules |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    assert {str(module).split(".")[0] for module in modules} <= set(sys.stdlib_module_names)


POINTS = {
    "draws": [],
    "trades": [],
    "lines": [{"posting": "P001/points", "amount_minor": 33}],
    "total_minor": 33,
    "points": {
        "earned": [{"step": "bid", "by": "question-1", "points": 10}],
        "total": 10,
        "rate": {"minor": 100, "points": 30},
    },
}


def test_points_are_paid_at_their_rate() -> None:
    assert verify(POINTS) == []


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"lines": [{"posting": "P001/points", "amount_minor": 34}], "total_minor": 34}, "are worth 33"),
        ({"points": POINTS["points"] | {"total": 11}}, "add up to 10, but 11"),  # type: ignore[operator]
    ],
)
def test_points_that_do_not_add_up_are_told(changed: dict[str, Any], words: str) -> None:
    [problem] = verify(POINTS | changed)
    assert words in problem
