"""Who came and found no place free is paid what the study declares, with a receipt, and the books hold."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ikea_effect.errors import ElicitationError, ParticipantError
from ikea_effect.money import Money
from ikea_effect.operations.cash import count_box, pay
from ikea_effect.operations.monitor.room import room_of
from ikea_effect.operations.settle import settle
from ikea_effect.operations.settle_absences import NOTES
from ikea_effect.operations.settle_ledger import Correction, keep_books
from ikea_effect.operations.show_up_pay import send_away
from ikea_effect.operations.status import status
from ikea_effect.operations.verify import verified
from ikea_effect.operations.withdraw import withdraw
from ikea_effect.payment.receipts import verify
from ikea_effect.record.absences import NO_SHOW, SENT_AWAY, absences, enter_absence
from ikea_effect.record.ledger import read_ledger
from ikea_effect.record.study import Study
from tests.unit.operations.settle_bench import BDM, NOON, Lab

DECLARED = {"show_up": 6, "endowment": 5, "sent_away": 6.02, "no_show": 0, "round_to": 0.05}


def lab_with(tmp_path: Path, language: str = "en") -> Lab:
    """One who took part."""
    lab = Lab(tmp_path, {"bid": BDM}, DECLARED, language=language)
    lab.session("P001", bid=0)
    return lab


def wrong(study: Study) -> list[str]:
    """What does not hold, but for receipts of a journal written by hand."""
    return [one.what for one in verified(study.name, study.folder.parent).findings if not one.holds]


def test_who_was_sent_away_is_paid_by_the_declared_rule_once(tmp_path: Path) -> None:
    lab = lab_with(tmp_path)
    first = send_away(lab.study, "P002", "assistant-1")
    assert (first.amount.minor, first.again) == (605, False)  # 6.02 in coins of 5 cents, up
    assert send_away(lab.study, "P002", "assistant-2").again
    rows = [row for row in read_ledger(lab.study) if row.line.participant == "P002"]
    assert [(row.line.account, row.line.amount_minor) for row in rows] == [("P002", 605), ("cash box", -605)]
    receipt = json.loads((lab.study.folder / "receipts" / "P002.json").read_text("utf-8"))
    assert (receipt["total_minor"], receipt["goods"], verify(receipt)) == (605, {}, [])
    assert settle(lab.study).books.new == 0
    assert status(lab.study)["took_no_part"] == {"sent-away": 1, "no-show": 0}
    room = room_of(lab.study, NOON)
    assert [(one.participant, one.due) for one in room.due if one.due] == [
        ("P001", Money(1100, "EUR")),
        ("P002", Money(605, "EUR")),
    ]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "For coming; no place was free"), ("nl", "Voor uw komst; er was geen plaats vrij")],
)
def test_the_receipt_says_what_for(tmp_path: Path, language: str, said: str) -> None:
    lab = lab_with(tmp_path, language)
    send_away(lab.study, "P002", "assistant-1")
    assert said in (lab.study.folder / "receipts" / "P002.html").read_text("utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("kind", [SENT_AWAY, NO_SHOW])
def test_the_receipt_explains_no_draw_to_who_took_no_part(tmp_path: Path, kind: str) -> None:
    lab = Lab(tmp_path, {"bid": BDM}, {**DECLARED, "no_show": 3})
    lab.session("P001", bid=0)
    send_away(lab.study, "P002", "assistant-1", no_show=kind == NO_SHOW)
    said = _said(lab.study, "P002")
    assert "You came" in said or "You did not take part" in said
    assert "draw" not in said.lower()
    assert "SHA-256" not in said
    assert "How to check the draws" in _said(lab.study, "P001")


def _said(study: Study, who: str) -> str:
    """The page of a receipt, without its styles."""
    return (study.folder / "receipts" / f"{who}.html").read_text("utf-8").split("<body")[1]


def test_a_no_show_that_is_paid_nothing_leaves_an_act_and_no_row(tmp_path: Path) -> None:
    lab = lab_with(tmp_path)
    assert "Nothing is paid" in send_away(lab.study, "P003", "assistant-1", no_show=True).text()
    [act] = absences(lab.study)
    assert (act.kind, act.minor, act.by) == (NO_SHOW, 0, "assistant-1")
    assert all(row.line.participant != "P003" for row in read_ledger(lab.study))
    with pytest.raises(ParticipantError, match="did not come"):
        send_away(lab.study, "P003", "assistant-1")


@pytest.mark.slow
def test_the_box_closes_to_the_cent_and_still_does_when_they_withdraw(tmp_path: Path) -> None:
    lab = lab_with(tmp_path)
    count_box(lab.study, True, "10x2", "assistant-1")
    send_away(lab.study, "P002", "assistant-1")
    assert pay(lab.study, "P002", "assistant-1").amount.minor == 605
    withdraw(lab.study, "P002")
    assert not count_box(
        lab.study, False, "10 x1 2x1 1x1 0.50x1 0.20x2 0.05x1", "assistant-1"
    ).count.deviation
    assert settle(lab.study).to_json()["paid_to_withdrawn"] == 6.05
    assert not [one for one in wrong(lab.study) if "P002" in one or "sent" in one]


def test_an_amount_that_was_not_entered_so_sets_the_row_apart(tmp_path: Path) -> None:
    lab = lab_with(tmp_path)
    act = enter_absence(lab.study, "P002", SENT_AWAY, 605, "assistant-1")
    more = Correction("P003", Money(605, "EUR"), NOTES[SENT_AWAY], act)
    keep_books(lab.study, corrections=[more])
    assert "P003" in settle(lab.study).books.apart


def test_who_comes_again_after_being_sent_away_is_paid_both(tmp_path: Path) -> None:
    lab = lab_with(tmp_path)
    send_away(lab.study, "P002", "assistant-1")
    lab.session("P002", bid=0)
    found = settle(lab.study)
    assert found.books.apart == {}
    assert found.handed.amounts["P002"] == 605 + 1100
    receipt = json.loads((lab.study.folder / "receipts" / "P002.json").read_text("utf-8"))
    assert verify(receipt) == []


@pytest.mark.slow
def test_a_program_that_ended_between_act_and_ledger_is_told_and_made_whole(tmp_path: Path) -> None:
    lab = lab_with(tmp_path)
    settle(lab.study)
    enter_absence(lab.study, "P002", SENT_AWAY, 605, "assistant-1")
    assert any("sent-away" in one for one in wrong(lab.study))
    assert send_away(lab.study, "P002", "assistant-1").again
    assert not any("sent-away" in one for one in wrong(lab.study))
    assert NOTES[SENT_AWAY] in {row.note for row in read_ledger(lab.study)}


def test_nothing_is_entered_where_nothing_was_declared_or_somebody_has_begun(tmp_path: Path) -> None:
    lab = Lab(tmp_path, {"bid": BDM})
    lab.session("P001", bid=0)
    with pytest.raises(ElicitationError, match="sent_away: 6"):
        send_away(lab.study, "P002", "assistant-1")
    declared = lab_with(tmp_path / "other")
    with pytest.raises(ParticipantError, match="P001 has begun"):
        send_away(declared.study, "P001", "assistant-1")
    assert absences(lab.study) == absences(declared.study) == ()
