"""A good that an answer chooses: what is shown, bid on, handed over, and what check says of it."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any

import pytest

from ikea_effect.errors import ElicitationError, ProtocolError
from ikea_effect.money import Money
from ikea_effect.operations.preview_screens import photographed
from ikea_effect.operations.settle import settle
from ikea_effect.operations.simulate import SimulateRequest, simulate
from ikea_effect.operations.verify import verified
from ikea_effect.payment.payout import Session, Told, pay
from ikea_effect.protocol.kinds import columns_of
from ikea_effect.protocol.loading import load_protocol, protocol_from
from ikea_effect.protocol.models import Protocol
from ikea_effect.protocol.setup import Setup, load_setup
from ikea_effect.protocol.tree import parse_tree
from ikea_effect.screens.facts import Measured, Settled
from ikea_effect.screens.screens import GoodPicture, Page

CHOSEN = Path(__file__).parents[2] / "data" / "protocols" / "chosen.yaml"


@functools.cache
def setup() -> Setup:
    return load_setup(CHOSEN)


def faults(before: str, after: str) -> str:
    """All that is said of the protocol after the change; empty if it can be collected."""
    written = CHOSEN.read_text("utf-8")
    assert before in written
    try:
        return "\n".join(
            map(str, protocol_from(parse_tree(written.replace(before, after, 1), "x")).uncollectable)
        )
    except ProtocolError as error:
        return str(error)


def test_the_chosen_good_is_shown_and_bid_on_and_so_is_each_other_one_in_a_preview() -> None:
    screens = photographed(setup(), {"picked": "self"})
    shown = {
        one.screen.picture.good
        for one in screens
        if isinstance(one.screen, Page) and isinstance(one.screen.picture, GoodPicture)
    }
    assert shown == {"whale", "cat", "bicycle"}
    assert {one.when for one in screens if one.id == "bid.amount"} > {""}


def test_the_codebook_has_the_good_that_was_bid_on() -> None:
    columns = {column.name: column for column in columns_of(setup().protocol)}
    assert columns["bid.good"].values == ("whale", "cat", "bicycle")
    assert "bid-given.good" not in columns


def session(*answers: Measured) -> Session:
    bought = Settled("bid", True, Money(100, "EUR"), Money(100, "EUR"))
    facts = [Told(fact, "2026-01-01T00:00:00.000Z") for fact in (*answers, bought)]
    return Session("P1", {"picked": "self"}, facts)


def test_what_was_chosen_is_what_is_handed_over() -> None:
    lines = pay(setup().protocol, [session(Measured("shirt", "cat"))]).lines
    assert {(line.good, line.quantity) for line in lines if line.quantity and line.account == "P1"} == {
        ("cat", 1)
    }


@pytest.mark.parametrize("answers", [(), (Measured("shirt", "boat"),)])
def test_a_bid_on_nothing_that_was_chosen_is_not_paid(answers: tuple[Measured, ...]) -> None:
    with pytest.raises(ElicitationError, match="no good was chosen"):
        pay(setup().protocol, [session(*answers)])


PICK = "{id: pick, measures: [shirt]"
VICKREY = "kind: vickrey, low: 0.00, high: 5.00, step: 0.05, group_size: 4, if_unfilled: settle"


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("chosen_by: shirt}\n      m", "chosen_by: shrit}\n      m", "Did you mean 'shirt'"),
        ("chosen_by: shirt}\n      m", "chosen_by: wtp}\n      m", "which is no choice of one option"),
        ("options: [whale, cat, bicycle]", "options: [whale, cat, boat]", "option 'boat' is no good"),
        ("text: shirt\n", "text: shirt\n    optional: true\n", "some have no answer when step 'yours'"),
        (PICK, f"{PICK}, only_if: picked == 'self'", "is not met by all of them"),
        (f"{PICK}, only_in: {{picked: self}}", f"{PICK}, only_in: {{picked: given}}", "never asked"),
        ("kind: bdm, low: 0.00, high: 5.00, step: 0.05", VICKREY, "settled together (vickrey)"),
        ("goods: {whale: {}, ", "goods: {whale: {owner: participant}, ", "Give all of them the same owner"),
        ("- page: {text: yours, good:", "- assembly: {id: yours, good:", "kind assembly is about one good"),
        ("{chosen_by: shirt}, only_in", "{chosen_by: shirt, else: cat}, only_in", "else"),
    ],
)  # fmt: skip
def test_a_good_that_nobody_can_have_chosen_by_then_is_refused(before: str, after: str, says: str) -> None:
    assert says in faults(before, after)


def test_the_study_is_in_order() -> None:
    assert faults("title:", "title:") == ""
    assert isinstance(load_protocol(CHOSEN), Protocol)


@pytest.mark.slow
def test_a_study_of_choices_is_simulated_settled_and_verified(tmp_path: Path) -> None:
    study = simulate(SimulateRequest(str(CHOSEN), 8, 3, "chosen", results=tmp_path))
    settle(study)
    assert verified("chosen", tmp_path).holds
    trades: list[Any] = []
    for path in sorted((study.folder / "receipts").glob("*.json")):
        trades += json.loads(path.read_text("utf-8"))["trades"]
    assert {one["good"] for one in trades if one["bidding"] == "bid"} <= {"whale", "cat", "bicycle"}
    assert {one["good"] for one in trades if one["bidding"] == "bid-given"} == {"whale"}
