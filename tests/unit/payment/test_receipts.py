"""Receipts: every draw of every mechanism is recomputed from its opened key, and tampering shows."""

import ast
import copy
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ikea_effect.payment import receipts, redraw
from ikea_effect.payment.entries import handed_over
from ikea_effect.payment.payout import Session, Told, pay
from ikea_effect.payment.receipt_of import how, opened_draws, receipt
from ikea_effect.payment.receipts import verify
from ikea_effect.payment.redraw import draws_and_trades, redrawn
from ikea_effect.protocol.payment import Payment
from ikea_effect.screens.facts import Drawn
from ikea_effect.seeds import Stream
from ikea_effect.tasks.bidding.bdm.rule import draw_price
from ikea_effect.tasks.payment_rule import adjustments, rules
from tests.unit.tasks.bidding_bench import BDM, context, play, step
from tests.unit.tasks.test_bidding_mechanisms import DECLARED, declared, valuing


def draws_of(name: str, participant: str = "P001") -> list[dict[str, Any]]:
    at = context(declared(name), participant)
    played = play(at, answer=valuing(150))
    drawn = [fact for fact in played.facts if isinstance(fact, Drawn)]
    opened = list(opened_draws(at.protocol, at.secret, participant, at.condition, drawn))
    found: list[dict[str, Any]] = json.loads(json.dumps(opened))
    return found


@pytest.mark.parametrize("name", DECLARED)
def test_every_draw_of_every_mechanism_is_recomputed_from_its_key(name):
    for number in range(10):
        assert draws_and_trades(draws_of(name, f"P{number:03}"), []) == []


@pytest.mark.parametrize(
    "name", [name for name in DECLARED if name not in ("english", "open-ended", "price-slider")]
)
def test_a_changed_draw_key_or_commitment_shows(name):
    honest = draws_of(name)
    assert honest
    for part, other in (
        ("drawn", 123),
        ("key", "00" * 32),
        ("commitment", "0" * 64),
        ("how", {}),
        ("key", "xyz"),
    ):
        tampered = copy.deepcopy(honest)
        tampered[0][part] = other
        assert len(draws_and_trades(tampered, [])) == 1


def test_the_share_in_drawing_n_is_the_second_draw_of_its_stream() -> None:
    [draw] = [one for one in draws_of("random-n") if one["purpose"] == "bid.group"]
    stream = Stream(bytes.fromhex(draw["key"]))
    assert (draw["drawn"], draw["share"]) == (
        stream.wide(),
        stream.below(12),
    )  # 12: a multiple of 1, 2, 3 and 4
    [problem] = draws_and_trades([draw | {"share": (draw["share"] + 1) % 12}], [])
    assert "gives the share" in problem


def session_of(name: str, participant: str = "P001", minor: int = 150) -> tuple[Any, Session]:
    at = context(declared(name), participant, payment={"show_up": 5, "endowment": 5})
    played = play(at, answer=valuing(minor))
    facts = [Told.read(fact.kind, json.loads(json.dumps(fact.data)), "") for fact in played.facts]
    return at, Session(participant, at.condition, facts, played.answers)


def settled(name: str, participant: str = "P001", minor: int = 150) -> dict[str, Any]:
    at, session = session_of(name, participant, minor)
    lines = pay(at.protocol, [session]).lines
    found: dict[str, Any] = json.loads(json.dumps(receipt(at.protocol, at.secret, session, lines, "small")))
    assert found["total_minor"] == handed_over(lines)[participant]
    return found


@pytest.mark.parametrize("name", [name for name in DECLARED if DECLARED[name]["kind"] != "prediction"])
def test_trades_follow_from_draws_and_answers_and_no_other_key_is_opened(name):
    at, session = session_of(name)
    found = settled(name)
    assert draws_and_trades(found["draws"], found["trades"]) == []
    assert at.secret.hex() not in json.dumps(found)
    drawn = {one.purpose for one in session.facts_of(Drawn)}
    assert {draw["key"] for draw in found["draws"]} == {at.stream(purpose).key.hex() for purpose in drawn}


HEARD = {"price_minor": "", "holder": "paddle", "paddle": "holder"}
"""What others did in open bids, unless it says that one bid last oneself."""

AT_ONCE = [name for name in DECLARED if DECLARED[name]["kind"] in redraw._TRADED_BY]


@pytest.mark.parametrize("name", AT_ONCE)
@pytest.mark.parametrize("minor", [0, 150, 500])
def test_a_trade_that_is_changed_in_one_place_or_lacks_one_shows(name: str, minor: int) -> None:
    found = settled(name, minor=minor)
    [trade] = found["trades"]
    assert draws_and_trades(found["draws"], [trade]) == []
    for key in set(trade) - {"good", "counts", "bidding", "rounds"}:
        if key == "rest_of_shares" or (key == "ties" and trade["bid_minor"] != trade["price_minor"]):
            continue
        if key == "pays" and not trade["bought"]:
            continue
        lacking = {what: value for what, value in trade.items() if what != key}
        assert draws_and_trades(found["draws"], [lacking]), key
        for other in _others(key, trade[key]):
            if key in HEARD and not trade["bought"] and other != trade.get(HEARD[key]):
                continue  # everyone at the desk heard it
            if key == "bid_minor" and (other >= trade["price_minor"]) == (minor >= trade["price_minor"]):
                continue  # what was bid stands on the paper
            changed = trade | {key: other}
            assert draws_and_trades(found["draws"], [changed]), (key, other)


def _others(key: str, value: Any) -> list[Any]:
    """Other values of the same kind."""
    others = {
        "mechanism": ["vickrey", "prediction"],
        "ties": ["does-not-buy" if value == "buys" else "buys"],
        "pays": ["own-bid" if value == "drawn-price" else "drawn-price"], "draw": ["bid.other"],
        "trade": ["buy" if value == "sell" else "sell"],
    }  # fmt: skip
    if key == "answers":
        return [["keep" if one == "buy" else "buy" for one in value], value[1:]]
    if key == "prices_minor":
        return [[one + 1 for one in value], value[1:]]
    if isinstance(value, bool):
        return [not value]
    return [value - 1, value + 1] if isinstance(value, int) else others[key]


def test_a_purchase_that_does_not_follow_from_bid_and_price_shows():
    found = settled("bdm", minor=500)
    [trade] = found["trades"]
    price = trade["price_minor"]
    assert trade["bought"]
    for lie in ({"pays_minor": 500}, {"bought": False, "pays_minor": 0}):
        assert draws_and_trades(found["draws"], [trade | lie]) == [
            f"bid: bid 500 at price {price} means a purchase for {price} (minor units)."
        ]


def test_of_several_rounds_of_open_bids_another_one_cannot_be_said_to_count():
    found = settled("english-rounds", "P002")
    [trade] = found["trades"]
    for lie in ({"round": trade["round"] % 3 + 1}, {"rest_of_shares": trade["rest_of_shares"] + 1}):
        [problem] = draws_and_trades(found["draws"], [trade | lie])
        assert "the shares give round" in problem


# --- what a receipt says of its draws ----------------------------------------------------------------------


@pytest.mark.slow
@given(
    weights=st.lists(st.integers(1, 1_000_000), min_size=1, max_size=5),
    key=st.binary(min_size=32, max_size=32),
)
def test_weighted_prices_are_drawn_as_in_the_session_from_a_few_numbers(weights, key):
    prices = [{"price": place + 1, "weight": weight} for place, weight in enumerate(weights)]
    protocol = context(step(mechanism=BDM | {"high": 5, "prices": prices})).protocol
    said = how(protocol, {"labor": "build"}, "bid.price")
    assert redrawn(key, said) == draw_price(protocol.timeline[0].mechanism, "EUR", Stream(key)).minor
    assert len(json.dumps(said)) < 300


@pytest.mark.parametrize("below", [0, -5, 1 << 65, float("inf"), float("nan"), 2.5, None, "7", True, [1]])
def test_a_draw_of_nonsense_is_named_and_neither_crashes_nor_hangs(below: object) -> None:
    [draw] = [one for one in draws_of("bdm") if one["purpose"] == "bid.price"]
    [problem] = draws_and_trades([draw | {"how": draw["how"] | {"below": below}}], [])
    assert "does not say how it was drawn" in problem


@given(
    total=st.integers(-1000, 3000),
    bounds=st.none() | st.tuples(st.integers(0, 500), st.integers(600, 2000)),
    coin=st.none() | st.integers(1, 50),
    rounding=st.sampled_from(["up", "nearest"]),
)
def test_a_receipt_bounds_and_rounds_as_the_settlement_does(total, bounds, coin, rounding):
    floor, cap = bounds or (None, None)
    said = {"floor_minor": floor, "cap_minor": cap, "coin_minor": coin, "rounding": rounding}
    units = {"floor": floor, "cap": cap, "round_to": coin}
    declared_units = {key: f"{minor / 100:.2f}" for key, minor in units.items() if minor is not None}
    rule = rules(Payment.model_validate(declared_units | {"rounding": rounding}), "EUR")
    assert receipts._bounded(said, total) == dict(adjustments(rule, total))


# --- for whoever has Python and nothing else ---------------------------------------------------------------


def test_verifying_takes_the_standard_library_alone():
    for file in (receipts.__file__, redraw.__file__):
        tree = ast.parse(Path(file).read_text("utf-8"))
        modules = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        modules |= {
            alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names
        }
        names = {str(module).split(".")[0] for module in modules}
        assert names <= set(sys.stdlib_module_names) | {"ikea_effect", "redraw"}
        assert {str(module) for module in modules if str(module).startswith("ikea_effect")} <= {
            "ikea_effect.payment"
        }


@pytest.mark.parametrize("content", [None, "", "[]", "{}", "{", "[" * 100_000, '"a"', '{"kind": "x"}'])
def test_the_program_says_what_is_no_receipt(tmp_path: Path, content: str | None) -> None:
    """Two files, side by side, and no package: -I keeps what is installed here out of reach."""
    for file in (receipts.__file__, redraw.__file__):
        (tmp_path / Path(file).name).write_bytes(Path(file).read_bytes())
    told = tmp_path / "P001.json"
    if content is not None:
        told.write_text(content, "utf-8")
    alone = [sys.executable, "-S", "-B", str(tmp_path / "receipts.py"), str(told)]
    ran = subprocess.run(alone, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert (ran.returncode, ran.stderr) == (2, "")
    assert "receipt" in ran.stdout


def test_nothing_does_not_hold() -> None:
    assert verify({})
