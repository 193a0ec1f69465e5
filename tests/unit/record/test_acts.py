"""Acts upon a study: in its journal, of nobody by name; what each kind tells, and a line without it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from ikea_effect.errors import StationError
from ikea_effect.record.absences import (
    NO_SHOW,
    SENT_AWAY,
    absence_of,
    absences,
    absent_among,
    enter_absence,
)
from ikea_effect.record.cash_acts import (
    CashBook,
    Count,
    Payment,
    cash_book,
    enter_count,
    enter_payment,
    paid_by_name,
)
from ikea_effect.record.claims import alias
from ikea_effect.record.events import GENESIS, WRONG_CODE, Event, digest
from ikea_effect.record.study import Study
from ikea_effect.record.study_acts import acts, add_act
from ikea_effect.record.study_shapes import shape_problem
from ikea_effect.record.words_to_desks import Told, enter_message, enter_move, told_by
from ikea_effect.record.wrong_codes import enter_wrong_code, in_a_row, wrong_codes_note
from tests.unit.operations.settle_bench import Lab


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    return Lab(tmp_path)


@pytest.fixture
def study(lab: Lab) -> Study:
    return lab.study


def test_acts_are_what_is_not_told_of_sessions_in_order(lab: Lab) -> None:
    lab.session("P001", bid=0)
    moment = datetime(2026, 3, 2, 13, 30, tzinfo=UTC)
    first = add_act(lab.study, "looked", {"why": "a test"}, moment)
    second = add_act(lab.study, "opened", {})
    assert acts(lab.study) == (first, second)
    assert (first.at, first.clock_ms, first.data) == ("2026-03-02T13:30:00.000Z", 0, {"why": "a test"})
    assert abs((datetime.fromisoformat(second.at) - datetime.now(UTC)).total_seconds()) < 60


# --- absences ---------------------------------------------------------------------------------------------


def test_who_was_sent_away_or_not_seen_is_entered_without_a_name(study: Study) -> None:
    assert absences(study) == ()
    assert absent_among(study, ["P001"]) == {}
    away = enter_absence(study, "P001", SENT_AWAY, 300, "an assistant")
    gone = enter_absence(study, "P002", NO_SHOW, 0, "an assistant")
    add_act(study, "looked", {})
    assert absences(study) == (away, gone)
    assert (away.kind, away.who, away.minor, away.by) == (
        "sent-away", alias(study.secret, "P001"), 300, "an assistant",
    )  # fmt: skip
    assert [digest(act.line()) for act in acts(study)[:2]] == [away.head, gone.head]
    assert absent_among(study, ["P003", "P002"]) == {"P002": gone}
    assert (absence_of(study, "P001"), absence_of(study, "P003")) == (away, None)
    assert b"P00" not in (study.journals / "_study.jsonl").read_bytes()


# --- cash -------------------------------------------------------------------------------------------------


def count(opens: bool, *coins: tuple[int, int], expected: int | None = None) -> Count:
    return Count(opens, dict(coins), expected, "a", "now")


def paid(who: str, minor: int, why: str = "") -> Payment:
    return Payment(who, minor, "a", "now", why)


DAY = CashBook(
    (
        count(True, (1000, 2), (50, 3)),
        paid("one", 700), paid("two", 300), paid("one", 200), paid("one", -200, "a mistake"),
        count(False, (1000, 1), (50, 2), expected=1150),
        paid("two", 50),
        count(True, (100, 5), expected=500),
        paid("three", 100),
    )
)  # fmt: skip


def test_what_is_in_the_box_follows_from_the_last_count_and_what_was_paid_since() -> None:
    assert DAY.holds == 400
    assert DAY.is_open
    assert not CashBook(DAY.acts[:6]).is_open
    assert CashBook(DAY.acts[:6]).holds == 1100
    assert CashBook(DAY.acts[:5]).holds == 2150 - 1000
    assert CashBook(()).holds is None
    assert not CashBook(()).is_open
    assert CashBook((paid("one", 3),)).last_count is None
    assert DAY.last_count is DAY.acts[7]


def test_two_counts_that_are_alike_are_two() -> None:
    """The box is closed and opened with the same coins: what was paid before is not paid again."""
    same = [count(True, (100, 5)), count(True, (100, 5))]
    assert CashBook((same[0], paid("one", 100), same[1], paid("two", 200))).holds == 300


def test_what_was_counted_is_held_against_what_was_to_be_there() -> None:
    [first, *_, second, _, third, _] = DAY.acts
    assert [one.minor for one in (first, second, third) if isinstance(one, Count)] == [2150, 1100, 500]
    assert [one.deviation for one in (first, second, third) if isinstance(one, Count)] == [0, -50, 0]


def test_each_day_is_how_the_box_opened_what_was_paid_and_how_it_closed() -> None:
    [(opened, payments, closed)] = DAY.days
    assert (opened, payments, closed) == (DAY.acts[0], DAY.acts[1:5], DAY.acts[5])
    again = CashBook((*DAY.acts, count(False, (100, 4), expected=400), count(False, (100, 4), expected=400)))
    assert [len(payments) for _, payments, _ in again.days] == [4, 1]
    assert again.days[1] == (DAY.acts[7], (DAY.acts[8],), again.acts[9])
    assert CashBook((count(False, (1, 1)),)).days == ()


def test_what_everybody_was_handed_is_summed_and_what_stands_is_the_last_that_was_not_undone() -> None:
    assert DAY.paid == {"one": 700, "two": 350, "three": 100}
    assert [DAY.standing(who) for who in ("one", "two", "three", "four")] == [700, 50, 100, 0]
    assert DAY.last_of("one") == paid("one", -200, "a mistake")
    assert DAY.last_of("four") is None
    assert CashBook((paid("one", 5), paid("one", 7), paid("one", -12, "both"))).standing("one") == 0
    both = (paid("one", 5), paid("one", 7), paid("one", 9), paid("one", -16, "two of them"))
    assert CashBook(both).standing("one") == 5
    assert CashBook((paid("one", -3, "received"), paid("one", 4))).standing("one") == 4
    assert DAY.seen.times == len(DAY.acts)


def test_cash_is_entered_and_read_again(study: Study) -> None:
    enter_count(study, cash_book(study), Count(True, {1000: 2, 50: 1}, None, "an assistant", "", "as found"))
    add_act(study, "looked", {})
    enter_payment(study, cash_book(study), "P001", 700, "an assistant")
    enter_payment(study, cash_book(study), "P001", -700, "an assistant", "a mistake")
    enter_payment(study, cash_book(study), "P002", 300, "another")
    enter_count(study, cash_book(study), Count(False, {1000: 1}, 1750, "another", ""))
    opened, first, undone, second, closed = cash_book(study).acts
    assert opened == Count(True, {1000: 2, 50: 1}, None, "an assistant", opened.at, "as found")
    assert closed == Count(False, {1000: 1}, 1750, "another", closed.at)
    who = [alias(study.secret, one) for one in ("P001", "P002")]
    assert first == Payment(who[0], 700, "an assistant", first.at)
    assert undone == Payment(who[0], -700, "an assistant", undone.at, "a mistake")
    assert second == Payment(who[1], 300, "another", second.at)
    assert paid_by_name(study, cash_book(study), ["P001", "P002", "P003"]) == {"P001": 0, "P002": 300}
    kept = [event.data for event in acts(study)]
    assert kept[0] == {
        "coins": {"1000": 2, "50": 1},
        "expected": None,
        "remark": "as found",
        "by": kept[0]["by"],
    }
    assert "why" not in kept[2]
    assert "remark" not in kept[5]


# --- what a desk is told ----------------------------------------------------------------------------------


def test_a_desk_is_told_what_is_for_whoever_sits_there(lab: Lab) -> None:
    study = lab.study
    journal = lab.session("P001", finish=False)
    enter_message(study, "P001", "2", "Please come out.", "an assistant")
    enter_move(study, "P001", "5", "a broken mouse", "an assistant")
    add_act(study, "looked", {"who": alias(study.secret, "P001")})
    message, move, look = acts(study)
    assert told_by(message, journal) == Told("message", "Please come out.")
    assert told_by(move, journal) == Told("moved", "5")
    assert told_by(look, journal) is None
    assert told_by(message, study.journal("P002")) is None
    assert message.data == {
        "who": alias(study.secret, "P001"), "desk": "2", "text": "Please come out.", "by": "an assistant",
    }  # fmt: skip
    assert (move.data["desk"], move.data["reason"], move.data["by"]) == (
        "5",
        "a broken mouse",
        "an assistant",
    )
    (study.folder / "secret").unlink()
    assert told_by(message, journal) is None, "a copy without a secret"


# --- wrong codes ------------------------------------------------------------------------------------------


def events(*kinds: str) -> list[Event]:
    return [Event(number, kind, "", 0, GENESIS, {}) for number, kind in enumerate(kinds)]


@pytest.mark.parametrize(
    ("kinds", "count"),
    [
        ((), 0), (("started", "replied"), 0), ((WRONG_CODE,), 1), ((WRONG_CODE, "replied", WRONG_CODE), 2),
        ((WRONG_CODE, WRONG_CODE, "interrupted"), 0), ((WRONG_CODE, "interrupted", WRONG_CODE), 1),
    ],
)  # fmt: skip
def test_wrong_codes_are_counted_since_the_right_one(kinds: tuple[str, ...], count: int) -> None:
    assert in_a_row(events(*kinds)) == count


def test_wrong_codes_are_told_with_where(lab: Lab) -> None:
    study = lab.study
    assert wrong_codes_note(study) == ""
    path = lab.session("P001", finish=False)
    lab.session("P002", finish=False)
    path.write_bytes(path.read_bytes() + f'{{"seq":3,"kind":"{WRONG_CODE}","data":{{}}}}\n'.encode() * 2)
    enter_wrong_code(study, "4")
    asked = "Wrong codes were typed at the experimenter's question: "
    assert wrong_codes_note(study) == f"{asked}2 in the session of P001, 1 at desk 4 between sessions."
    for desk in "4567":
        enter_wrong_code(study, desk)
    assert wrong_codes_note(study).endswith(", 1 at desk 7 between sessions.")
    study.journal("P003").mkdir()
    assert wrong_codes_note(study).endswith(", 1 at desk 7 between sessions."), "it cannot be read"
    enter_wrong_code(study, "8")
    assert wrong_codes_note(study).endswith("1 at desk 7 between sessions, and at 1 more place.")
    assert "2 at desk 4 between sessions" in wrong_codes_note(study)
    enter_wrong_code(study, "9")
    assert wrong_codes_note(study).endswith(", and at 2 more places.")


def test_a_wrong_code_keeps_nobody_where_it_cannot_be_entered(study: Study) -> None:
    (study.journals / "_study.jsonl").mkdir()
    enter_wrong_code(study, "4")
    with pytest.raises(StationError):
        add_act(study, WRONG_CODE, {"desk": "4"})


# --- lines that tell nothing ------------------------------------------------------------------------------

WHOLE: dict[str, dict[str, Any]] = {
    "claimed": {"who": "x"}, "ended": {"who": "x"}, "withdrew": {"who": "x"}, "stopped": {"who": "x"},
    "paid": {"who": "x", "minor": -3, "by": "a"}, "sent-away": {"who": "x", "minor": 0, "by": "a"},
    "no-show": {"who": "x", "minor": 3, "by": "a"},
    "box-opened": {"coins": {"100": 0}, "expected": None, "by": "a"},
    "box-closed": {"coins": {}, "expected": -3, "by": "a"},
    "prepared": {"desks": [{"number": 1, "first": 0, "places": 4, "seed_commitment": "x"}], "by": "a"},
    "paused": {"reason": "", "by": "a"}, "continued": {"by": "a"}, WRONG_CODE: {"desk": ""},
    "message": {"who": "x", "desk": "", "text": "", "by": "a"},
    "moved": {"who": "x", "desk": "", "reason": "", "by": "a"},
    "books": {"ledger": "x", "rows": 0, "by_hand": 0, "closings": 0},
    "something else": {},
}  # fmt: skip
WRONG: dict[str, tuple[Any, ...]] = {
    "who": (None, 3), "minor": (0.5, True, "3"), "by": (None, 3), "expected": ("3", True, 0.5),
    "coins": ([], {"x": 1}, {"100": -1}, {"100": 0.5}, {"100": True}, {"\u0661": 1}, {"100": 1, "-5": 1}),
    "desks": (
        {}, [3], [{"number": 1, "first": 0, "places": 4}],
        [{"number": 1, "first": -1, "places": 4, "seed_commitment": "x"}],
        [{"number": 1, "first": 0, "seed_commitment": "x"}],
        [{"number": 1, "first": 0, "places": 4, "seed_commitment": "x"}, {}],
    ),
    "reason": (None,), "desk": (4,), "text": ([],), "ledger": (None,), "rows": (-1, "1"),
    "by_hand": (-1, None),
    "closings": (-1, True),
}  # fmt: skip


def line(kind: str, data: dict[str, Any]) -> Event:
    return Event(0, kind, "", 0, GENESIS, data)


@pytest.mark.parametrize("kind", WHOLE)
def test_a_line_tells_what_its_kind_has_to(kind: str) -> None:
    assert shape_problem(line(kind, WHOLE[kind]), "line 3") is None
    for name in WHOLE[kind]:
        without = {key: value for key, value in WHOLE[kind].items() if key != name}
        for data in (without, *(without | {name: value} for value in WRONG[name])):
            problem = shape_problem(line(kind, data), "line 3")
            assert str(problem) == (
                f"line 3: this line ({kind}) does not tell its '{name}'. It was damaged or edited."
            )


@pytest.mark.parametrize("kind", ["sent-away", "no-show"])
def test_nobody_is_owed_less_than_nothing_for_an_absence(kind: str) -> None:
    assert shape_problem(line(kind, WHOLE[kind] | {"minor": -1}), "line 3") is not None
