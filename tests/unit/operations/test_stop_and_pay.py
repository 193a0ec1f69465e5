"""Who stops for good is paid what the study promises, with a receipt, and the books hold."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from ikea_effect.errors import ElicitationError, ParticipantError, StationError
from ikea_effect.operations.cash import pay
from ikea_effect.operations.settle import settle
from ikea_effect.operations.settle_ledger import correction
from ikea_effect.operations.settle_papers import ENDINGS
from ikea_effect.operations.stop import stop
from ikea_effect.operations.verify import verified
from ikea_effect.operations.withdraw import withdraw
from ikea_effect.payment.receipts import verify
from ikea_effect.record.claims import enter_stopped
from ikea_effect.record.ledger import read_ledger
from ikea_effect.record.store_rebuild import store_of
from ikea_effect.record.study import Study
from ikea_effect.record.study_journal import legible
from tests.unit.operations.settle_bench import BDM, Lab

WHY = "felt ill"


def lab_with(tmp_path: Path, payment: dict[str, Any] | None = None) -> Lab:
    """One who finished, and one who did not but has bid."""
    lab = Lab(tmp_path, {"bid": BDM}, payment)
    lab.session("P001", bid=0)
    lab.session("P002", finish=False, bid=500)
    return lab


@pytest.mark.parametrize(
    ("pays", "payment", "minor"),
    [
        ("show-up", {"show_up": 6, "endowment": 5}, 600),
        ("full", {"show_up": 6, "endowment": 5}, 1100),
        ("nothing", {"show_up": 6, "endowment": 5}, 0),
        ("show-up", {"show_up": 6.02, "endowment": 5, "round_to": 0.05}, 605),
        ("full", {"show_up": 6, "endowment": 5, "cap": 10}, 1000),
    ],
)
def test_what_is_paid_follows_from_the_declared_payment(
    tmp_path: Path, pays: str, payment: dict[str, Any], minor: int
) -> None:
    lab = lab_with(tmp_path, payment)
    stop(lab.study, "P002", WHY, pays, "assistant-1")
    receipt = json.loads((lab.study.folder / "receipts" / "P002.json").read_text("utf-8"))
    assert (receipt["total_minor"], receipt["goods"], receipt["trades"]) == (minor, {}, [])
    assert verify(receipt) == []
    page = (lab.study.folder / "receipts" / "P002.html").read_text("utf-8")
    assert "no draw decides what you are paid" in page
    assert "Nothing was drawn" not in page  # something may have been, before
    findings = verified(lab.study.name, lab.study.folder.parent).findings
    assert not [one.what for one in findings if not one.holds and "P002" in one.what]
    found = settle(lab.study)
    assert (found.handed.amounts["P002"], found.handed.unfinished) == (minor, [])


def test_the_reason_stands_in_the_books_and_goes_when_they_withdraw(tmp_path: Path) -> None:
    lab = lab_with(tmp_path)
    stop(lab.study, "P002", WHY, "show-up", "assistant-1")
    assert {row.note for row in read_ledger(lab.study) if row.line.participant == "P002"} == {
        f"stopped: {WHY}"
    }
    [act] = [event for event in legible(lab.study) if event.kind == "stopped"]
    assert (act.data["by"], act.data["pays"]) == ("assistant-1", "show-up")
    total = settle(lab.study).to_json()["total"]
    assert pay(lab.study, "P002", "assistant-1").amount.minor == 600
    withdraw(lab.study, "P002")
    assert settle(lab.study).to_json()["total"] == total
    texts = [path.read_bytes() for path in lab.study.folder.rglob("*") if path.is_file()]
    assert not any(WHY.encode() in text for text in texts)


def test_no_receipt_tells_why_somebody_stopped(tmp_path: Path) -> None:
    lab = lab_with(tmp_path)
    stop(lab.study, "P002", WHY, "show-up", "assistant-1")
    page = (lab.study.folder / "receipts" / "P002.html").read_text("utf-8")
    assert "For coming; you stopped before the end" in page
    assert "You stopped before the end: nothing was bought." in page
    assert WHY not in page
    receipt = (lab.study.folder / "receipts" / "P002.json").read_text("utf-8")
    assert WHY not in receipt
    assert [line["note"] for line in json.loads(receipt)["lines"]] == ["stopped: show-up"]


def test_a_receipt_of_who_is_paid_in_full_does_not_say_that_it_is_for_coming(tmp_path: Path) -> None:
    lab = lab_with(tmp_path)
    stop(lab.study, "P002", WHY, "full", "assistant-1")
    page = (lab.study.folder / "receipts" / "P002.html").read_text("utf-8")
    assert "The full amount; you stopped before the end" in page
    assert "For coming" not in page


@pytest.mark.parametrize(
    ("who", "why", "pays", "says"),
    [
        ("P002", None, "show-up", "--reason"),
        ("P002", WHY, None, "--pays"),
        ("P002", WHY, "half", "allowed are"),
        ("P001", WHY, "full", "has finished"),
        ("P009", WHY, "full", "has not begun"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_entered(
    tmp_path: Path, who: str, why: str | None, pays: str | None, says: str
) -> None:
    lab = lab_with(tmp_path)
    before = len(list(legible(lab.study)))
    with pytest.raises((ElicitationError, ParticipantError), match=says):
        stop(lab.study, who, why, pays, "assistant-1")
    assert len(list(legible(lab.study))) == before


def test_who_was_stopped_and_paid_is_not_paid_again_when_an_end_comes_from_a_desk_without_network(
    tmp_path: Path,
) -> None:
    lab = Lab(tmp_path, {"bid": BDM})
    lab.session("P001", bid=0)
    began = lab.clock
    lab.session("P002", finish=False, bid=0)
    stop(lab.study, "P002", WHY, "show-up", "assistant-1")
    lab.clock = began
    lab.session("P002", bid=0)
    found = settle(lab.study)
    assert (found.books.new, found.handed.amounts["P002"], found.books.apart) == (0, 600, {})
    assert "then finished at a desk without network, which adds nothing: P002" in found.text()
    assert WHY not in (lab.study.folder / "receipts" / "P002.html").read_text("utf-8")
    assert verified(lab.study.name, lab.study.folder.parent).holds
    more = correction(lab.study, "P002=+5.00", "the session counts")
    assert settle(lab.study, corrections=[more]).handed.amounts["P002"] == 1100
    assert pay(lab.study, "P002", "assistant-1").amount.minor == 1100


@pytest.mark.slow
def test_who_was_stopped_and_paid_is_not_paid_again_though_the_line_that_says_so_is_damaged(
    tmp_path: Path,
) -> None:
    lab = Lab(tmp_path, {"bid": BDM})
    began = lab.clock
    lab.session("P002", finish=False, bid=0)
    stop(lab.study, "P002", WHY, "show-up", "assistant-1")
    path = lab.study.journals / "_study.jsonl"
    path.write_bytes(path.read_bytes().replace(b'"stopped"', b'"stopqed"').replace(b'"pays"', b'"qqys"'))
    lab.clock = began
    lab.session("P002", bid=0)
    found = settle(lab.study)
    assert (found.books.new, found.handed.amounts["P002"], found.books.apart) == (0, 600, {})
    assert found.books.finished_after_stop == ["P002"]


def test_who_was_stopped_can_be_paid_later_and_once(tmp_path: Path) -> None:
    lab = lab_with(tmp_path)
    stop(lab.study, "P002")
    assert settle(lab.study).handed.unfinished == ["P002"]
    stop(lab.study, "P002", WHY, "show-up", "assistant-1")
    assert settle(lab.study).handed.amounts["P002"] == 600
    with pytest.raises(ParticipantError, match="was stopped before"):
        stop(lab.study, "P002", WHY, "show-up", "assistant-1")


def test_two_who_stop_and_pay_a_session_at_once_enter_one_stop_and_one_payment(tmp_path: Path) -> None:
    lab = lab_with(tmp_path)

    def stopped(pays: str) -> str:
        try:
            stop(Study(lab.study.folder), "P002", f"{WHY}, {pays}", pays, f"assistant-{pays}")
        except (ParticipantError, StationError) as error:  # the other one has the books, or was first
            return str(error)
        return ""

    with ThreadPoolExecutor(2) as both:
        said = dict(zip(("full", "show-up"), both.map(stopped, ("full", "show-up")), strict=True))
    [pays] = [pays for pays, refused in said.items() if not refused]
    [act] = [event.data for event in legible(lab.study) if event.kind == "stopped"]
    assert (act["pays"], act["by"]) == (pays, f"assistant-{pays}")
    rows = [row for row in read_ledger(lab.study) if row.line.participant == "P002"]
    assert {row.note for row in rows} == {f"stopped: {WHY}, {pays}"}
    assert settle(lab.study).handed.amounts["P002"] == {"full": 1100, "show-up": 600}[pays]


def test_who_was_stopped_to_be_paid_something_is_not_paid_something_else_by_the_next(tmp_path: Path) -> None:
    lab = lab_with(tmp_path)
    enter_stopped(lab.study, "P002", "assistant-1", "full")  # and the program was killed
    with pytest.raises(ParticipantError, match="by assistant-1 with --pays full, not show-up"):
        stop(lab.study, "P002", WHY, "show-up", "assistant-2")
    stop(lab.study, "P002", WHY, "full", "assistant-2")
    assert settle(lab.study).handed.amounts["P002"] == 1100
    *_, last = [event.data for event in legible(lab.study) if event.kind == "stopped"]
    assert last["by"] == "assistant-2"  # whose reason stands in the ledger


@pytest.mark.parametrize("lost", ["P002.html", "P002.pdf", "P002.json", "the place"])
def test_what_the_disk_refused_once_a_stop_was_entered_is_done_when_it_is_said_again(
    tmp_path: Path, lost: str
) -> None:
    lab = lab_with(tmp_path)
    stop(lab.study, "P002", WHY, "show-up", "assistant-1")
    rows, acts = read_ledger(lab.study), list(legible(lab.study))
    if lost == "the place":
        with store_of(lab.study) as store:
            store.seat({"P002": lab.slots["P002"]})
    else:
        (lab.study.folder / "receipts" / lost).unlink()
    assert "To be paid: €6.00" in stop(lab.study, "P002", WHY, "show-up", "assistant-2")
    assert (read_ledger(lab.study), list(legible(lab.study))) == (rows, acts)  # nothing is entered again
    assert all((lab.study.folder / "receipts" / f"P002{ending}").exists() for ending in ENDINGS)
    with store_of(lab.study) as store:
        assert "P002" not in [seat.participant for seat in store.seats()]
    with pytest.raises(ParticipantError, match="was stopped before"):
        stop(lab.study, "P002", WHY, "show-up", "assistant-2")


def test_what_lacks_of_a_stop_is_not_done_for_whoever_asks_for_something_else(tmp_path: Path) -> None:
    lab = lab_with(tmp_path)
    stop(lab.study, "P002", WHY, "show-up", "assistant-1")
    (lab.study.folder / "receipts" / "P002.pdf").unlink()
    with pytest.raises(ParticipantError, match="was stopped before"):
        stop(lab.study, "P002", WHY, "full", "assistant-2")
