"""What settling refuses, with nothing written, and corrections by hand."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from ikea_effect.errors import ElicitationError, MoneyError
from ikea_effect.operations.settle import settle
from ikea_effect.operations.settle_ledger import correction, keep_books, looked_at
from ikea_effect.operations.verify import study_verified
from ikea_effect.record.ledger import FILE, SET_ASIDE
from ikea_effect.record.ledger_acts import copy_of
from ikea_effect.record.memory_journal import MemoryJournal
from ikea_effect.record.study import Study
from tests.unit.operations.settle_bench import (
    PAIRS,
    Lab,
    handed,
    ledger,
    refused,
    set_apart,
    three,
)


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    return three(tmp_path)


# --- what does not hold ------------------------------------------------------------------------------------


def test_a_broken_chain_sets_its_session_apart_and_everyone_else_is_paid(lab: Lab) -> None:
    path = lab.study.journal("P002")
    path.write_bytes(path.read_bytes().replace(b'"bought":false', b'"bought":true'))
    settled = settle(lab.study)
    assert "P002.jsonl" in settled.books.apart["P002"]
    assert "set apart, not settled until it is mended: P002" in settled.warning
    assert set(handed(settled.books)) == {"P001", "P003"}
    assert sorted(path.name for path in (lab.study.folder / "receipts").glob("*.json")) == [
        "P001.json",
        "P003.json",
    ]


def test_whoever_was_set_apart_is_paid_once_the_journal_is_whole_again(lab: Lab) -> None:
    path = lab.study.journal("P002")
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b'"bought":false', b'"bought":true'))
    assert set_apart(lab.study).keys() == {"P002"}
    path.write_bytes(whole)
    assert set_apart(lab.study) == {}
    assert handed(keep_books(lab.study))["P002"] == 1100


@pytest.mark.parametrize("content", [b"", b"{}\n", b"\xff\n", b"[]\n", b"null\n", b'{"seq": 0}\n'])
def test_whatever_stands_in_one_journal_the_others_are_paid(lab: Lab, content: bytes) -> None:
    lab.study.journal("P002").write_bytes(content)
    apart = set_apart(lab.study)
    assert apart.keys() == ({"P002"} if content else set())
    assert handed(keep_books(lab.study)).keys() == {"P001", "P003"}


def test_a_journal_written_anew_or_lost_after_it_was_paid_adds_nothing(lab: Lab) -> None:
    keep_books(lab.study)
    lab.session("P002", bid=500)
    lab.session("P004", bid=0)
    assert "P002.jsonl is not the journal that the ledger was made from" in set_apart(lab.study)["P002"]
    lab.study.journal("P002").unlink()
    assert "P002 (P002/show-up), who has no journal" in set_apart(lab.study)["P002"]
    assert handed(keep_books(lab.study))["P004"] == 1100


def test_a_journal_of_another_study_or_person_is_set_apart(lab: Lab, tmp_path: Path) -> None:
    other = Lab(tmp_path / "other", seed=8).session("P009", bid=0)
    lab.study.journal("P009").write_bytes(other.read_bytes())
    assert "P009.jsonl is the journal of P009 in another study" in set_apart(lab.study)["P009"]
    lab.study.journal("P009").write_bytes(lab.study.journal("P001").read_bytes())
    assert "P009.jsonl is the journal of P001" in set_apart(lab.study)["P009"]


def test_nothing_is_corrected_for_whoever_is_set_apart(lab: Lab) -> None:
    lab.study.journal("P002").write_bytes(b"{}\n")
    with pytest.raises(ElicitationError, match=r"P002 is set apart.*not an event"):
        keep_books(lab.study, corrections=[correction(lab.study, "P002=+1.00", "why")])


def test_a_draw_that_its_key_does_not_give_is_not_paid_though_the_chain_holds(lab: Lab) -> None:
    events = [json.loads(line) for line in lab.session("P004", bid=500).read_text("utf-8").splitlines()]
    forged = MemoryJournal()
    for event in events:
        if event["kind"] == "drawn":
            event["data"]["minor"] = (event["data"]["minor"] + 1) % 500
        forged.append(event["kind"], event["data"], 0, lab.clock)
    lab.study.journal("P004").write_bytes(forged.content())
    assert "P004.jsonl does not hold: bid.price: the key gives" in set_apart(lab.study)["P004"]


def test_a_last_screen_that_said_another_sum_is_set_apart_with_both(lab: Lab) -> None:
    lab.session("P004", owed=1234, bid=0)
    message = set_apart(lab.study)["P004"]
    assert "€12.34" in message
    assert "€11.00" in message


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"P001/show-up,P001,show-up,P001,6.00", b"P001/show-up,P001,show-up,P001,9.00"),
        (b"P001/show-up,P001,show-up,P001,6.00", b"P001/show-up,P001,show-up,P001,+6.00"),
        (b",EUR,", b",USD,"),
        (b"2026-03-02", b"2026-03-03"),
        (b"lab", b"simulated"),
        (b"\r\n", b"\n"),
        (b"posting", b"Posting"),
        (b"P001/show-up", b"P001/\xff"),
        (b"cash box", b'"cash box'),
    ],
)
def test_an_edited_ledger_is_refused(lab: Lab, before: bytes, after: bytes) -> None:
    keep_books(lab.study)
    assert before in ledger(lab.study)
    in_both(lab.study, ledger(lab.study).replace(before, after, 1))
    message = refused(lab.study)
    assert "the ledger does not hold" in message
    assert "--correct" in message


@pytest.mark.parametrize("number", [1, 2, 5])
def test_a_removed_or_moved_line_is_refused(lab: Lab, number: int) -> None:
    keep_books(lab.study)
    lines = ledger(lab.study).split(b"\r\n")
    for changed in (
        [*lines[:number], *lines[number + 1 :]],
        [*lines[:number], lines[number], *lines[number:]],
    ):
        in_both(lab.study, b"\r\n".join(changed))
        refused(lab.study)


def test_removed_last_lines_do_not_pay_a_second_time_and_are_put_back(lab: Lab) -> None:
    settle(lab.study)
    before = ledger(lab.study)
    lines = ledger(lab.study).splitlines(keepends=True)
    last = lines[-1].split(b",")[0]
    kept = [line for line in lines if not line.startswith(last + b",")]
    assert len(kept) < len(lines)
    (lab.study.folder / FILE).write_bytes(b"".join(kept))
    assert not study_verified(lab.study).holds
    found = settle(lab.study)
    assert found.books.new == 0
    assert "was changed, or an earlier one was put back" in found.warning
    assert ledger(lab.study) == before
    assert (lab.study.folder / SET_ASIDE / "ledger-1.csv").read_bytes() == b"".join(kept)
    assert study_verified(lab.study).holds


def test_a_correction_is_not_undone_by_putting_the_ledger_of_before_back(lab: Lab) -> None:
    settle(lab.study)
    early = ledger(lab.study)
    settle(lab.study, corrections=[correction(lab.study, "P001=+1.00", "fee was forgotten")])
    (lab.study.folder / FILE).write_bytes(early)
    assert not study_verified(lab.study).holds
    settle(lab.study)
    assert b"fee was forgotten" in ledger(lab.study)
    in_both(lab.study, early)
    assert "not what was written last" in refused(lab.study)


def in_both(study: Study, content: bytes) -> None:
    """The ledger and its copy, written over."""
    (study.folder / FILE).write_bytes(content)
    copy_of(study).write_bytes(content)


def test_the_ledger_of_another_study_is_refused(lab: Lab, tmp_path: Path) -> None:
    keep_books(lab.study)
    other = Lab(tmp_path / "other", seed=8)
    for who in ("P001", "P002", "P003"):
        other.session(who, bid=0)
    (other.study.folder / FILE).write_bytes(ledger(lab.study))
    refused(other.study)


# --- clocks ------------------------------------------------------------------------------------------------


def test_a_clock_that_is_set_back_within_a_session_or_between_two_stops_nothing(tmp_path: Path) -> None:
    """A desk's clock runs an hour late from the bid on, and a day early in the next session."""
    lab = Lab(tmp_path, {"auction": PAIRS})
    for who, bid, hours in (("P001", 300, 0), ("P002", 200, 24), ("P003", 100, 1)):
        lab.set_back = timedelta(hours=hours)
        lab.session(who, auction=bid)
    assert set_apart(lab.study) == {}
    assert cells_of(lab) == {"P001": "auction/1 of 2 at 200", "P002": "auction/1 of 2 at 200"}
    assert study_verified(lab.study).holds


def cells_of(lab: Lab) -> dict[str, str]:
    """The group of everyone who is settled, as the ledger would have it now."""
    return {line.participant: line.group for line in looked_at(lab.study).lines if line.group}


# --- corrections -------------------------------------------------------------------------------------------


def test_a_correction_is_a_line_of_its_own(lab: Lab) -> None:
    keep_books(lab.study)
    before = ledger(lab.study)
    found = settle(lab.study, corrections=[correction(lab.study, "P002=+1.00", "wrong fee on the poster")])
    assert handed(found.books)["P002"] == 1200
    assert ledger(lab.study).startswith(before)
    last = found.books.rows[-2:]
    assert [(row.line.account, row.line.amount_minor) for row in last] == [("P002", 100), ("cash box", -100)]
    assert {row.note for row in last} == {"wrong fee on the poster"}
    assert settle(lab.study).books.new == 0
    page = (lab.study.folder / "receipts" / "P002.html").read_text("utf-8")
    assert "Corrected by hand: wrong fee on the poster" in page


def test_the_same_correction_twice_is_refused(lab: Lab) -> None:
    twice = [correction(lab.study, "P002=-1.00", "took a poster")]
    keep_books(lab.study, corrections=twice)
    with pytest.raises(ElicitationError, match="in the ledger already"):
        keep_books(lab.study, corrections=twice)
    keep_books(lab.study, corrections=[correction(lab.study, "P002=-1.00", "took a second poster")])
    assert handed(keep_books(lab.study))["P002"] == 900


@pytest.mark.parametrize(
    ("written", "reason", "message"),
    [
        ("P002", "why", "signed amount"),
        ("P002=1.00", "why", "signed amount"),
        ("P002=+0.00", "why", "nothing"),
        ("P002=+1.00", None, "reason"),
        ("P002=+1.00", "", "reason"),
        ("P002=+1.00", "=HYPERLINK(1)", "reason"),
        ("P002=+1.00", "two\nlines", "reason"),
        ("P002=+1.00", "prize: first-place, others-place 1", "'prize:' at its beginning"),
        ("P002=+1.00", "Prize: found by the lab", "other words"),
        ("P002=+1.00", "stopped: the fire alarm", "'stopped:' at its beginning"),
        ("P002=+1.00", "no-show: paid for it", "'no-show:' at its beginning"),
        ("P002=+1.005", "why", "decimals"),
        ("P002=+1e3", "why", "not an amount"),
    ],
)
def test_a_correction_that_cannot_be_read_says_why(
    lab: Lab, written: str, reason: str | None, message: str
) -> None:
    with pytest.raises((ElicitationError, MoneyError), match=message):
        correction(lab.study, written, reason)


def test_nobody_is_corrected_below_nothing_or_without_a_journal(lab: Lab) -> None:
    for written, message in (("P002=-99.00", "no more than that"), ("P999=+1.00", "no journal")):
        with pytest.raises(ElicitationError, match=message):
            keep_books(lab.study, corrections=[correction(lab.study, written, "why")])
    assert not (lab.study.folder / FILE).exists()


def test_who_did_not_finish_can_be_paid_by_hand_and_go_on(lab: Lab) -> None:
    path = lab.session("P004", finish=False, bid=0)
    begun = path.read_bytes()
    keep_books(lab.study, corrections=[correction(lab.study, "P004=+3,00", "came and had to leave")])
    assert handed(keep_books(lab.study))["P004"] == 300
    lab.clock = lab.clock.replace(minute=3)
    assert lab.session("P004", bid=0).read_bytes().startswith(begun)
    assert handed(keep_books(lab.study))["P004"] == 300 + 1100 - lab.price("P004") * (lab.price("P004") == 0)
