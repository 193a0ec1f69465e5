"""Settling: journals in, ledger out; once, never edited, and only what every sum agrees on."""

from __future__ import annotations

import csv
import json
import os
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ikea_effect.errors import StationError
from ikea_effect.money import Money
from ikea_effect.operations import settle as settling
from ikea_effect.operations.settle import settle
from ikea_effect.operations.settle_ledger import keep_books
from ikea_effect.payment.entries import unbalanced
from ikea_effect.record.ledger import FILE, read_ledger, without, write_ledger
from tests.unit.operations.settle_bench import (
    BDM,
    GUESS,
    PAIRS,
    Lab,
    contents,
    handed,
    ledger,
    set_apart,
    three,
)


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    return three(tmp_path)


# --- the ledger --------------------------------------------------------------------------------------------


def test_everyone_gets_fee_and_endowment_less_the_drawn_price(lab: Lab) -> None:
    found = handed(keep_books(lab.study))
    bought = {who: bid >= lab.price(who) for who, bid in (("P001", 500), ("P002", 0), ("P003", 250))}
    assert found == {who: 1100 - lab.price(who) * bought[who] for who in bought}
    assert bought["P001"]


def test_the_ledger_is_double_entry_and_readable(lab: Lab) -> None:
    keep_books(lab.study)
    with (lab.study.folder / FILE).open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert sum(Decimal(row["amount"]) for row in rows) == 0
    assert sum(int(row["quantity"]) for row in rows) == 0
    assert {row["account"] for row in rows} == {"P001", "P002", "P003", "cash box", "goods shelf"}
    assert rows[0]["posting"] == "P001/show-up"
    assert rows[0]["amount"] == "6.00"
    assert rows[0]["at"] == "2026-03-02T12:00:00.000Z"


def test_twice_pays_once_and_changes_no_byte_of_anything(lab: Lab) -> None:
    settle(lab.study)
    before = contents(lab.study.folder)
    assert settle(lab.study).books.new == 0
    assert contents(lab.study.folder) == before


def test_later_sessions_only_add_lines(lab: Lab) -> None:
    keep_books(lab.study)
    before = ledger(lab.study)
    lab.session("P000", bid=100)
    assert keep_books(lab.study).new
    assert ledger(lab.study).startswith(before)
    assert "P000" in handed(keep_books(lab.study))


@pytest.mark.slow
@given(bids=st.lists(st.integers(0, 500), max_size=5), cut=st.integers(0, 5))
@settings(max_examples=25)
def test_in_steps_or_at_once_everyone_gets_the_same(
    bids: list[int], cut: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    once, steps = (Lab(tmp_path_factory.mktemp("lab"), mode="simulated") for _ in range(2))
    for number, bid in enumerate(bids):
        once.session(f"P{number}", bid=bid)
        steps.session(f"P{number}", bid=bid)
        if number == cut:
            keep_books(steps.study)
    assert handed(keep_books(once.study)) == handed(keep_books(steps.study))
    assert unbalanced(keep_books(steps.study).lines) == []


def test_a_study_without_participants_has_an_empty_ledger(tmp_path: Path) -> None:
    lab = Lab(tmp_path)
    found = settle(lab.study)
    assert found.books.rows == ()
    assert ledger(lab.study).count(b"\r\n") == 1
    assert "0 participants" in found.text()
    assert settle(lab.study).books.new == 0


@pytest.mark.parametrize(
    ("currency", "rule", "payment", "amount"),
    [
        ("JPY", {"low": 0, "high": 500, "step": 10}, {"show_up": 600, "endowment": 500}, "600"),
        ("KWD", {"low": 0, "high": 1, "step": 0.005}, {"show_up": 1.5, "endowment": 1}, "1.500"),
    ],
)
def test_currencies_without_and_with_three_decimals(
    tmp_path: Path, currency: str, rule: dict[str, float], payment: dict[str, float], amount: str
) -> None:
    lab = Lab(tmp_path, {"bid": {"kind": "bdm"} | rule}, payment, currency)
    fee, top = (Money.of(str(number), currency).minor for number in (payment["show_up"], rule["high"]))
    lab.session("P001", bid=top)
    found = settle(lab.study)
    assert f",{amount},{currency}," in ledger(lab.study).decode()
    assert handed(found.books) == {"P001": fee + top - lab.price("P001")}  # the endowment is the highest bid
    assert [row.line for row in read_ledger(lab.study)] == found.books.lines


def test_a_participant_may_be_named_like_an_account(tmp_path: Path) -> None:
    lab = Lab(tmp_path)
    lab.session("goods", bid=500)
    found = settle(lab.study)
    assert dict(found.handed.goods) == {("goods", "box"): 1}


# --- who is not paid ---------------------------------------------------------------------------------------


def test_an_unfinished_session_is_listed_and_not_paid(lab: Lab) -> None:
    lab.session("P004", finish=False, bid=500)
    found = settle(lab.study)
    assert found.books.unfinished == ["P004"]
    assert "P004" not in handed(found.books)
    assert "begun and not finished, not paid: P004" in found.text()
    assert not (lab.study.folder / "receipts" / "P004.html").exists()
    lab.session("P004", bid=500)
    assert "P004" in handed(keep_books(lab.study))


def test_who_was_interrupted_and_then_withdrew_leaves_nothing(lab: Lab) -> None:
    path = lab.session("P004", finish=False, bid=500)
    settle(lab.study)
    path.unlink()
    assert settle(lab.study).books.unfinished == []
    assert b"P004" not in b"".join(contents(lab.study.folder).values())


def test_who_was_paid_can_be_taken_out_and_the_rest_holds(lab: Lab) -> None:
    keep_books(lab.study)
    lab.study.journal("P002").unlink()
    assert set_apart(lab.study).keys() == {"P002"}
    write_ledger(lab.study, without(read_ledger(lab.study), "P002"))
    assert keep_books(lab.study).new == 0
    assert set(handed(keep_books(lab.study))) == {"P001", "P003"}


# --- groups ------------------------------------------------------------------------------------------------


def auctions(results: Path, **rule: str) -> Lab:
    """Three bidders in pairs; the third waits."""
    lab = Lab(results, {"auction": PAIRS | rule})
    for who, bid in (("P003", 400), ("P001", 300), ("P002", 200)):
        lab.session(who, auction=bid)
    return lab


def test_a_group_is_settled_when_full_and_the_rest_waits(tmp_path: Path) -> None:
    lab = auctions(tmp_path)
    found = settle(lab.study)
    assert dict(found.books.waiting) == {"auction": ["P002"]}
    assert handed(found.books) == {"P001": 1100, "P002": 1100, "P003": 800}  # P003 pays P001's bid
    assert "waiting for others in auction: P002" in found.text()
    lab.session("P004", auction=100)
    found = settle(lab.study)
    assert dict(found.books.waiting) == {}
    assert handed(found.books) == {"P001": 1100, "P002": 1000, "P003": 800, "P004": 1100}


def test_closing_applies_the_declared_rule_once(tmp_path: Path) -> None:
    lab = auctions(tmp_path)
    found = settle(lab.study, close=True)
    assert dict(found.books.waiting) == {}
    assert handed(found.books)["P002"] == 1100
    for close in (False, True):
        assert settle(lab.study, close).books.new == 0


def test_who_comes_after_closing_is_settled_among_those_who_come_after(tmp_path: Path) -> None:
    lab = auctions(tmp_path, if_unfilled="settle")
    settle(lab.study, close=True)
    lab.session("P005", auction=500)
    assert dict(settle(lab.study).books.waiting) == {"auction": ["P005"]}
    lab.session("P006", auction=50)
    found = settle(lab.study)
    assert handed(found.books)["P005"] == 1050
    assert handed(found.books)["P002"] == 1100


def test_predictions_are_paid_at_closing_and_stay_as_they_were(tmp_path: Path) -> None:
    lab = Lab(tmp_path, {"bid": BDM, "guess": GUESS})
    for who in ("P001", "P002"):
        lab.session(who, bid=0, guess=100)
    first = settle(lab.study)
    assert dict(first.books.waiting) == {"guess": ["P001", "P002"]}
    closed = handed(settle(lab.study, close=True).books)
    assert closed == {who: minor + 100 for who, minor in handed(first.books).items()}  # the prize is 1.00
    assert settle(lab.study).books.new == 0
    assert handed(settle(lab.study).books) == closed


# --- the machine -------------------------------------------------------------------------------------------


def test_a_run_that_dies_between_ledger_and_receipts_is_made_whole_by_the_next(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as died:
        died.setattr(settling, "written", dies)
        with pytest.raises(KeyboardInterrupt):
            settle(lab.study)
    before = ledger(lab.study)
    assert settle(lab.study).books.new == 0
    assert ledger(lab.study) == before
    assert (lab.study.folder / "receipts" / "P003.pdf").exists()


def test_a_disk_that_refuses_leaves_the_ledger_as_it_was(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    keep_books(lab.study)
    lab.session("P004", bid=0)
    before = ledger(lab.study)

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr(os, "write", full)
        with pytest.raises(StationError, match="disk is full"):
            keep_books(lab.study)
    assert ledger(lab.study) == before
    assert keep_books(lab.study).new


def test_two_at_once_do_not_both_write(lab: Lab) -> None:
    from ikea_effect.operations.settle_ledger import alone

    with alone(lab.study), pytest.raises(StationError, match="another program"):
        keep_books(lab.study)


# --- what is said ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["simulated", "scripted"])
def test_a_study_without_people_is_settled_and_every_output_says_so(tmp_path: Path, mode: str) -> None:
    lab = Lab(tmp_path, mode=mode)
    lab.session("P001", bid=500)
    found = settle(lab.study)
    assert f"({mode}: nothing is paid)" in found.text().splitlines()[0]
    assert f"({mode}: nothing is paid)" in found.to_json()["title"]
    for path in found.files:
        if path.suffix == ".html":
            assert "nothing is paid</title>" in path.read_text("utf-8")
        elif path.suffix == ".csv":
            assert f",{mode}\r\n" in path.read_text("utf-8").replace("\n", "\r\n").replace("\r\r", "\r")
        elif path.suffix == ".json":
            assert f"({mode}: nothing is paid)" in json.loads(path.read_text("utf-8"))["title"]
    assert f",{mode}," in ledger(lab.study).decode()


def test_the_json_holds_every_amount_in_major_units(lab: Lab) -> None:
    found = settle(lab.study).to_json()
    assert found["handed"]["P001"] == (1100 - lab.price("P001")) / 100
    assert found["total"] == sum(round(100 * amount) for amount in found["handed"].values()) / 100
    counted = sum(Decimal(value) * count for value, count in found["cash_box"].items())
    assert counted == Decimal(str(found["total"]))
    assert {"participant": "P001", "good": "box", "quantity": 1} in found["goods"]


def test_who_owes_money_is_named(tmp_path: Path) -> None:
    lab = Lab(tmp_path, payment={"show_up": 0, "endowment": 0})
    lab.session("P001", bid=500)
    assert lab.price("P001") > 0
    found = settle(lab.study)
    assert found.handed.owing == ["P001"]
    assert dict(found.handed.cash) == {}
    assert "before a good is handed over, " in found.text()
