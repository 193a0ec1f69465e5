"""Cash: entered when it is handed over, counted when the box opens and closes, and on the books for good."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from ikea_effect.cli.main import main
from ikea_effect.errors import ElicitationError, ParticipantError, RecordError
from ikea_effect.operations.cash import count_box, names_nobody, pay
from ikea_effect.operations.repair import repair
from ikea_effect.operations.settle import receipt_texts, settle
from ikea_effect.operations.settle_ledger import correction
from ikea_effect.operations.status import status
from ikea_effect.operations.verify import verified
from ikea_effect.operations.withdraw import withdraw
from ikea_effect.record.cash_acts import CashBook, Payment, cash_book, enter_payment
from ikea_effect.record.study import Study
from ikea_effect.report.cash_sheets import closing_statement, day_sheet
from tests.unit.operations.settle_bench import BDM, Lab

STEPS = {"bid": BDM | {"step": 0.05}}


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    """Two who finished, and are due 11 euro each, and one who did not."""
    lab = Lab(tmp_path, STEPS)
    for who in ("P001", "P002"):
        lab.session(who, bid=0)
    lab.session("P003", finish=False, bid=0)
    return lab


def test_what_is_handed_over_is_entered_once_with_who_and_when(lab: Lab) -> None:
    first, second = (pay(lab.study, "P001", "assistant-1") for _ in range(2))
    assert (first.amount.minor, second.amount.minor, second.in_all.minor) == (1100, 0, 1100)
    assert second.by == "assistant-1"
    assert [(one.minor, one.by) for one in cash_book(lab.study).payments] == [(1100, "assistant-1")]
    assert "P001" not in (lab.study.journals / "_study.jsonl").read_text("utf-8")
    assert verified(lab.study.name, lab.study.folder.parent).holds


def test_the_cash_list_shows_what_is_due_yet(lab: Lab) -> None:
    pay(lab.study, "P001", "assistant-1")
    found = settle(lab.study)
    assert found.handed.cash == {1000: 1, 100: 1}
    assert found.to_json()["due"] == {"P002": 11.0}
    with (lab.study.folder / "cash-box.csv").open(newline="", encoding="utf-8") as file:
        rows = {row["participant"]: (row["paid"], row["due"]) for row in csv.DictReader(file)}
    assert rows == {"P001": ("11.00", "0.00"), "P002": ("0.00", "11.00"), "all": ("11.00", "11.00")}
    assert "handed over" in (lab.study.folder / "cash-box.html").read_text("utf-8")


def test_a_payment_is_undone_by_another_with_its_reason(lab: Lab) -> None:
    pay(lab.study, "P001", "assistant-1")
    with pytest.raises(ElicitationError, match="--reason"):
        pay(lab.study, "P001", "assistant-2", undo=True)
    assert pay(lab.study, "P001", "assistant-2", undo=True, why="counted twice").amount.minor == -1100
    assert settle(lab.study).to_json()["due"] == {"P001": 11.0, "P002": 11.0}
    with pytest.raises(ElicitationError, match="nothing to undo"):
        pay(lab.study, "P001", "assistant-2", undo=True, why="again")


@pytest.mark.slow
def test_undoing_takes_back_the_last_payment_that_stands_and_no_other(lab: Lab) -> None:
    pay(lab.study, "P001", "assistant-1")
    settle(lab.study, corrections=[correction(lab.study, "P001=+2.00", "came twice")])
    assert pay(lab.study, "P001", "assistant-1").amount.minor == 200
    assert pay(lab.study, "P001", "assistant-2", undo=True, why="counted twice").amount.minor == -200
    assert settle(lab.study).to_json()["due"]["P001"] == 2.0
    assert pay(lab.study, "P001", "assistant-2", undo=True, why="nor this").amount.minor == -1100
    assert settle(lab.study).to_json()["due"]["P001"] == 13.0


def test_a_payment_of_everything_that_was_undone_at_once_is_read_so() -> None:
    acts = (Payment("x", 1100, "A", ""), Payment("x", 200, "A", ""), Payment("x", -1300, "A", "", "why"))
    assert CashBook(acts).standing("x") == 0
    assert CashBook((*acts, Payment("x", 500, "A", ""))).standing("x") == 500
    assert CashBook(acts).standing("y") == 0


def test_a_reason_or_remark_that_names_a_participant_is_refused(lab: Lab) -> None:
    pay(lab.study, "P001", "assistant-1")
    with pytest.raises(ElicitationError, match=r"--reason: it names P002\b.*without a code"):
        pay(lab.study, "P001", "assistant-1", undo=True, why="was handed to P002, not P0011")
    count_box(lab.study, True, "10x1", "assistant-1")
    with pytest.raises(ElicitationError, match="--remark: it names P001"):
        count_box(lab.study, False, "5x1", "assistant-1", "P001 took it")
    assert len(cash_book(lab.study).acts) == 2


COUNTS = [
    "20 cents were on the floor", "found EUR 20", "a coin of 0.20, 20 cent", "20 munten geteld", "20% less",
    "20 minuten later", "20 EUR too much", "€20", "3 coins",
]  # fmt: skip


@pytest.mark.parametrize("said", COUNTS)
def test_a_number_that_counts_something_names_nobody(tmp_path: Path, said: str) -> None:
    lab = Lab(tmp_path)
    lab.session("20")
    names_nobody(lab.study, "--remark", said)


@pytest.mark.parametrize("said", ["20 came back", "to 20, not 21", "gave 20 nothing", "pair 20-21 of 20"])
def test_somebody_called_by_a_number_is_not_named(tmp_path: Path, said: str) -> None:
    lab = Lab(tmp_path)
    lab.session("20")
    with pytest.raises(ElicitationError, match=r"names 20\. .*as in 20 cents or 3 coins"):
        names_nobody(lab.study, "--remark", said)


def test_a_code_in_small_letters_is_one(lab: Lab) -> None:
    with pytest.raises(ElicitationError, match="names P001"):
        names_nobody(lab.study, "--remark", "p001 took it")


def test_withdrawing_never_says_to_delete_the_journal_of_the_study(lab: Lab) -> None:
    enter_payment(lab.study, cash_book(lab.study), "P001", -1100, "assistant-1", "was handed to P002")
    found = withdraw(lab.study, "P002")
    assert (found.named_in, found.left_in) == (("journals/_study.jsonl",), ())
    assert "Leave the file as it is" in found.text("boxes")
    assert "by hand" not in found.text("boxes")


@pytest.mark.parametrize(
    ("who", "by", "says"),
    [
        ("P003", "assistant-1", "not finished"),
        ("P009", "assistant-1", "has not taken part"),
        ("P001", " ", "--by"),
    ],
)
def test_nobody_else_is_paid_and_nobody_pays_without_a_name(lab: Lab, who: str, by: str, says: str) -> None:
    with pytest.raises((ElicitationError, ParticipantError), match=says):
        pay(lab.study, who, by)
    assert cash_book(lab.study).acts == ()


# --- the box ----------------------------------------------------------------------------------------------


def test_a_day_closes_to_the_cent(lab: Lab) -> None:
    assert count_box(lab.study, True, "10x2 1x3 0.05x4", "assistant-1").count.minor == 2320
    pay(lab.study, "P001", "assistant-1")
    closed = count_box(lab.study, False, "10x1 1x2 0.05x4", "assistant-2")
    assert (closed.count.expected, closed.count.deviation) == (1220, 0)
    day = lab.study.folder / "cash-box-closing-1.pdf"
    before = day.read_bytes()
    settle(lab.study)
    assert before.startswith(b"%PDF")
    assert day.read_bytes() == before


def test_a_deviation_is_told_and_needs_a_remark(lab: Lab) -> None:
    count_box(lab.study, True, "10x2", "assistant-1")
    with pytest.raises(ElicitationError, match=r"€0.05 too little: €20.00 was to be in it"):
        count_box(lab.study, False, "10x1 5x1 2x2 0.50x1 0.20x2 0.05x1", "assistant-1")
    closed = count_box(lab.study, False, "10x1 5x1 2x2 0.50x1 0.20x2 0.05x1", "assistant-1", "rolled away")
    assert closed.to_json()["deviation"] == -0.05
    with pytest.raises(ElicitationError, match="too much"):
        count_box(lab.study, True, "20x1", "assistant-2")


def test_a_box_that_is_used_has_to_be_open_and_to_hold_enough(lab: Lab) -> None:
    count_box(lab.study, True, "10x1", "assistant-1")
    with pytest.raises(ElicitationError, match=r"holds €10.00, and €11.00 is due"):
        pay(lab.study, "P001", "assistant-1")
    with pytest.raises(ElicitationError, match="open already: assistant-1"):
        count_box(lab.study, True, "10x1", "assistant-2")
    count_box(lab.study, False, "10x1", "assistant-1")
    with pytest.raises(ElicitationError, match=f"is closed. .* box open {lab.study.name} "):
        pay(lab.study, "P001", "assistant-1")
    with pytest.raises(ElicitationError, match="not open"):
        count_box(lab.study, False, "10x1", "assistant-1")


@pytest.mark.parametrize("count", ["3x2", "20", "20x-1", "20x1.5", "20x1 20x2", "x", "", "0.001x5"])
def test_a_count_that_cannot_be_is_refused(lab: Lab, count: str) -> None:
    with pytest.raises(ElicitationError, match="--count"):
        count_box(lab.study, True, count, "assistant-1")
    assert cash_book(lab.study).acts == ()


# --- withdrawal -------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_money_that_left_the_box_stays_on_the_books_when_somebody_withdraws(lab: Lab) -> None:
    count_box(lab.study, True, "10x2 1x2", "assistant-1")
    pay(lab.study, "P001", "assistant-1")
    count_box(lab.study, False, "10x1 1x1", "assistant-1")
    before = settle(lab.study).to_json()["total"]
    withdraw(lab.study, "P001")
    after = settle(lab.study)
    assert (before, after.to_json()["total"], after.to_json()["paid_to_withdrawn"]) == (22.0, 22.0, 11.0)
    texts = receipt_texts(lab.study, "en")
    [day] = cash_book(lab.study).days
    sheet = closing_statement(after.handed, day, {}, texts)
    assert [row[1] for row in sheet.rows] == ["paid to someone who withdrew"]
    assert dict(sheet.sums)["Deviation"] == "€0.00"
    assert "P001" not in str(day_sheet(after.handed, cash_book(lab.study), texts))
    assert "€11.00" in (lab.study.folder / "cash-box.html").read_text("utf-8")
    assert verified(lab.study.name, lab.study.folder.parent).holds


def test_before_a_withdrawal_what_was_not_entered_is_told(
    lab: Lab, capsys: pytest.CaptureFixture[str]
) -> None:
    settle(lab.study)
    words = ("withdraw", lab.study.name, "--participant", "P001", "--results", str(lab.study.folder.parent))
    for told in (True, False):
        with pytest.raises(SystemExit) as ended:
            main(list(words))
        assert ended.value.code == 0
        assert ("11.00 EUR was not entered as handed over" in capsys.readouterr().out) == told
        pay(lab.study, "P001", "assistant-1")


def test_a_study_in_which_no_cash_is_entered_has_no_sheets(lab: Lab) -> None:
    assert not [path for path in settle(lab.study).files if "cash-box-" in path.name]
    assert json.dumps(settle(lab.study).to_json()["paid"]) == "{}"


def test_a_box_is_not_opened_where_the_lists_cannot_be_made(lab: Lab) -> None:
    (lab.study.folder / "secret").unlink()
    with pytest.raises(RecordError, match="secret"):
        count_box(Study(lab.study.folder), True, "20x1", "assistant-1")
    assert cash_book(lab.study).last_count is None


# --- a damaged line of the study's journal ---


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b'"kind":"paid"', b'"kine":"paid"'),  # one bit: the line cannot be read
        (b'"minor":1100', b'"minor":0100'),  # a line that reads well and says something else
    ],
)
def test_nobody_is_handed_money_twice_for_a_damaged_line(lab: Lab, before: bytes, after: bytes) -> None:
    for who in ("P001", "P002"):
        pay(lab.study, who, "assistant-1")
    path = lab.study.journals / "_study.jsonl"
    whole = path.read_bytes()
    path.write_bytes(whole.replace(before, after, 1))
    found = settle(lab.study)
    assert (found.to_json()["due"], "_study.jsonl:" in found.warning) == ({}, True)
    for act in (lambda: pay(lab.study, "P001", "x"), lambda: count_box(lab.study, True, "10x5", "x")):
        with pytest.raises(RecordError, match="repair boxes"):
            act()
    assert [one.how for one in repair(lab.study)] == ["restore"]
    assert (path.read_bytes(), pay(lab.study, "P001", "x").amount.minor) == (whole, 0)


def test_the_changed_end_of_the_last_line_takes_no_payment_away(lab: Lab) -> None:
    pay(lab.study, "P001", "assistant-1")
    path = lab.study.journals / "_study.jsonl"
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + b"\x0b")
    with pytest.raises(RecordError, match="the end of the line was changed"):
        pay(lab.study, "P001", "x")
    assert [one.how for one in repair(lab.study)] == ["restore"]
    assert path.read_bytes() == whole


@pytest.mark.parametrize("name", [b'"who"', b'"minor"', b'"by"', b'"coins"', b'"expected"'])
def test_a_last_line_that_holds_and_tells_nothing_is_told_and_stops_nobody(lab: Lab, name: bytes) -> None:
    """Nothing follows the last line that could prove it: one changed byte leaves the chain whole."""
    settle(lab.study)
    if name in (b'"coins"', b'"expected"'):
        count_box(lab.study, True, "10x5", "assistant-1")
    else:
        pay(lab.study, "P001", "assistant-1")
    path = lab.study.journals / "_study.jsonl"
    *before, last, _ = path.read_bytes().split(b"\n")
    path.write_bytes(b"\n".join([*before, last.replace(name, b'"x' + name[2:]), b""]))
    assert status(lab.study)["n"] == 3
    assert f"does not tell its '{name.decode().strip(chr(34))}'" in settle(lab.study).warning
    assert not verified(lab.study.name, lab.study.folder.parent).holds
    with pytest.raises(RecordError, match="nothing was entered"):
        pay(lab.study, "P001", "x")


def test_a_line_whose_end_was_changed_is_no_torn_line_that_the_next_cuts_off(lab: Lab) -> None:
    pay(lab.study, "P001", "assistant-1")
    path = lab.study.journals / "_study.jsonl"
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + b"\x0b")
    lab.session("P004", bid=0)
    assert path.read_bytes().startswith(whole)
    assert [one.minor for one in cash_book(lab.study).payments] == [1100]


def test_without_the_journal_of_the_study_nobody_is_handed_money_again(lab: Lab) -> None:
    pay(lab.study, "P001", "assistant-1")
    (lab.study.journals / "_study.jsonl").unlink()
    assert "is missing" in settle(lab.study).warning
    with pytest.raises(RecordError, match="nothing was entered"):
        pay(lab.study, "P001", "x")


def test_whose_journal_is_lost_is_not_said_to_have_withdrawn(lab: Lab) -> None:
    pay(lab.study, "P001", "assistant-1")
    lab.study.journal("P001").unlink()
    found = settle(lab.study).to_json()
    assert (found["paid"], found["paid_to_withdrawn"]) == ({"P001": 11.0}, 0.0)
