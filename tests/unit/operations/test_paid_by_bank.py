"""Where amounts are transferred: no box, a list of transfers, receipts that say so, no account number."""

from __future__ import annotations

from pathlib import Path

import pytest

from ikea_effect.errors import ElicitationError
from ikea_effect.operations.cash import count_box, line, pay, signed
from ikea_effect.operations.settle import settle
from ikea_effect.operations.settle_ledger import correction
from ikea_effect.payment.bank import holds_iban
from tests.unit.operations.settle_bench import BDM, Lab

IBAN = "NL91 ABNA 0417 1643 00"
"""An example of the standard's registry: nobody's."""


def lab_with(tmp_path: Path) -> Lab:
    """One who is due 11.00, in cents that no Dutch coins make up."""
    lab = Lab(tmp_path, {"bid": BDM}, {"show_up": 6.01, "endowment": 5, "paid_by": "bank"})
    lab.session("P001", bid=0)
    return lab


def test_the_list_is_of_transfers_and_the_receipt_says_so(tmp_path: Path) -> None:
    lab = lab_with(tmp_path)
    found = settle(lab.study)
    assert (found.to_json()["paid_by"], found.to_json()["cash_box"]) == ("bank", {})
    folder = lab.study.folder
    assert not [*folder.glob("cash-box*")]
    page = (folder / "transfers.html").read_text("utf-8")
    assert "In all: €11.01. Transfers: 1." in page
    assert (folder / "transfers.csv").read_text("utf-8").splitlines()[1] == "P001,11.01,EUR,0.00,11.01,lab"
    receipt = (folder / "receipts" / "P001.html").read_text("utf-8")
    assert "will be transferred to the bank account that I gave to the lab" in receipt
    assert pay(lab.study, "P001", "office").text().startswith("€11.01 is transferred to P001 by office")
    assert "transferred" in (folder / "transfers.html").read_text("utf-8")
    with pytest.raises(ElicitationError, match="no cash box to count"):
        count_box(lab.study, True, "20x1", "office")


def test_no_account_number_is_kept_in_what_is_said(tmp_path: Path) -> None:
    lab = lab_with(tmp_path)
    said = f"paid to {IBAN} today"
    for refuses in (
        lambda: line("--reason", said, "felt ill"),
        lambda: signed(IBAN),
        lambda: correction(lab.study, "P001=+1.00", said),
    ):
        with pytest.raises(ElicitationError, match="bank account"):
            refuses()


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("NL91ABNA0417164300", True),
        ("nl91 abna 0417 1643 00", True),
        ("to DE89-3704-0044-0532-0130-00 today", True),
        ("NL92ABNA0417164300", False),  # the check digits do not hold
        ("P001 felt ill at 14:02 and left with her bicycle", False),
        ("ab12 is the code of the seat where somebody had to leave", False),
    ],
)
def test_an_account_number_is_known_by_its_check_digits(text: str, holds: bool) -> None:
    assert holds_iban(text) is holds
