"""Prizes for what others gave: who wins one, that it is paid once, and what of them is refused."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ikea_effect.errors import ProtocolError
from ikea_effect.operations.data import read_study
from ikea_effect.operations.practical import highest
from ikea_effect.operations.settle import settle
from ikea_effect.operations.settle_prizes import Won, prize_problems, won
from ikea_effect.operations.simulate import SimulateRequest, simulate
from ikea_effect.operations.verify import verified
from ikea_effect.payment.entries import Line
from ikea_effect.payment.receipts import verify
from ikea_effect.protocol.loading import load_protocol, protocol_from_said
from ikea_effect.protocol.models import Protocol
from ikea_effect.record.ledger import Row, read_ledger
from ikea_effect.record.study import Study
from tests.unit.operations.test_forged import forged

FIRST = {"measure": "others-place", "at_most": 1, "amount": 5.0, "only_in": {"role": "maker"}}
PLACES = {"P1": 1.0, "P2": 1.5, "P3": 1.0, "P4": 4.0}


def with_prize(**prize: Any) -> Protocol:
    said = copy.deepcopy(dict(load_protocol("maker-and-judges").said))
    said["payment"]["prizes"] = {"first": {"measure": "others-place", **prize}}
    return protocol_from_said(said)


def row(who: str, place: float | None, role: str = "maker", status: str = "complete") -> dict[str, Any]:
    return {"participant": who, "status": status, "role": role, "others-place": place}


MAKERS = [row(who, place) for who, place in PLACES.items()]


@pytest.mark.parametrize(
    ("prize", "winners"),
    [
        ({"at_most": 1, "amount": 5.0}, {"P1": 500, "P3": 500}),
        ({"at_most": 1.5, "amount": 5.0}, {"P1": 500, "P2": 500, "P3": 500}),
        ({"at_least": 4, "amount": 5.0}, {"P4": 500}),
        ({"best": "highest", "amount": 5.0}, {"P4": 500}),
        ({"best": "lowest", "amount": 5.01}, {"P1": 250, "P3": 250}),  # a cent stays in the box
        ({"at_most": 1, "amount": 5.0, "only_in": {"role": "judge"}}, {}),
    ],
)
def test_who_wins_follows_from_what_others_gave(prize: dict[str, Any], winners: dict[str, int]) -> None:
    found = won(with_prize(**prize), MAKERS)
    assert {one.participant: one.minor for one in found} == winners


def test_nobody_wins_who_was_not_judged_or_did_not_come_to_the_end() -> None:
    rows = [row("P1", None), row("P2", 1.0, status="interrupted"), row("P3", 1.0)]
    assert [one.participant for one in won(with_prize(at_most=1, amount=5.0), rows)] == ["P3"]
    assert list(won(with_prize(best="lowest", amount=5.0), rows[:2])) == []


@pytest.mark.parametrize(
    ("prize", "says"),
    [
        ({"at_most": 1, "best": "lowest", "amount": 5.0}, "has one of at_most, at_least and best"),
        ({"amount": 5.0}, "none of them is given"),
        ({"at_most": 1, "amount": 0.0}, "A prize of 0 is none"),
        ({"measure": "place", "at_most": 1, "amount": 5.0}, "which judges do not fill"),
        ({"at_most": 1, "amount": 5.0, "only_in": {"role": "makers"}}, "Did you mean 'maker'?"),
        ({"at_most": 1, "amount": 5.0, "only_in": {"labor": "build"}}, "labor"),
    ],
)
def test_a_prize_that_cannot_be_won_is_refused(prize: dict[str, Any], says: str) -> None:
    with pytest.raises(ProtocolError, match="prizes") as told:
        with_prize(**prize)
    assert says in str(told.value)


TWO = {"measures": ["originality", "appeal"], "best": "highest", "amount": 40.0}


def contest(**prize: Any) -> Protocol:
    said = copy.deepcopy(dict(load_protocol("contest-rewards").said))
    said["payment"]["prizes"] = {"best": prize}
    return protocol_from_said(said)


def entrant(
    who: str, originality: float | None, appeal: float | None, reward: str = "money"
) -> dict[str, Any]:
    told = {"participant": who, "status": "complete", "role": "entrant", "reward": reward}
    return told | {"originality": originality, "appeal": appeal}


ENTRANTS = [
    entrant("P1", 6.0, 5.0),
    entrant("P2", 5.2, 5.8),  # floats: 5.2 + 5.8 is 11.0, as 6.0 + 5.0
    entrant("P3", 7.0, 3.9),
    entrant("P4", 7.0, None),
    entrant("P5", 7.0, 7.0, "task"),
]


@pytest.mark.parametrize(
    ("prize", "winners"),
    [
        (TWO, {"P1": 2000, "P2": 2000}),
        ({**TWO, "only_in": {"reward": "money"}}, {"P1": 2000, "P2": 2000}),
        ({"measures": TWO["measures"], "at_least": 5.45, "amount": 4.0}, {"P1": 400, "P2": 400, "P3": 400}),
        ({"measures": TWO["measures"], "at_most": 5.45, "amount": 4.0}, {"P3": 400}),
    ],
)
def test_the_mean_of_several_measures_decides(prize: dict[str, Any], winners: dict[str, int]) -> None:
    rows = ENTRANTS if "only_in" in prize else ENTRANTS[:4]
    found = {one.participant: one.minor for one in won(contest(**prize), rows)}
    assert found == winners


def test_what_is_noted_of_a_mean_names_what_it_is_of_and_is_held_to_it() -> None:
    protocol = contest(**TWO)
    first = next(won(protocol, ENTRANTS[:4]))
    note = first.note(*protocol.payment.prizes["best"].decided_by)
    assert note == "prize: best, originality+appeal 5.5"
    assert not list(prize_problems(protocol, [paid("P1", 2000, note)]))
    told = list(prize_problems(protocol, [paid("P1", 2000, "prize: best, originality 5.5")]))
    assert [who for who, _ in told] == ["P1"]


@pytest.mark.parametrize(
    ("prize", "says"),
    [
        ({**TWO, "measure": "appeal"}, "both are given"),
        ({"best": "highest", "amount": 4.0}, "neither is given"),
        ({**TWO, "measures": ["appeal"]}, "two measures or more"),
        ({**TWO, "measures": ["appeal", "appeal"]}, "two measures or more"),
        ({**TWO, "measures": ["appeal", "given"]}, "'given', which judges do not fill"),
        (
            {**TWO, "measures": ["appeal", "given"]},
            "different ranges (appeal from 1 to 7, given from 1 to 6)",
        ),
        ({**TWO, "measures": ["appeal", "originalty"]}, "Did you mean 'originality'?"),
    ],
)
def test_measures_that_no_prize_can_go_by_are_refused(prize: dict[str, Any], says: str) -> None:
    with pytest.raises(ProtocolError, match="prizes") as told:
        contest(**prize)
    assert says in str(told.value)


@pytest.mark.slow
def test_the_prize_of_the_contest_is_paid_at_the_closing(tmp_path: Path) -> None:
    study = simulate(SimulateRequest("contest-rewards", 40, 4, "crisps", results=tmp_path))
    before = settle(study).handed.amounts
    wide = [one for one in read_study(study).tables.wide if one["reward"] == "money"]
    means = {
        str(one["participant"]): (one["originality"] + one["appeal"]) / 2
        for one in wide
        if one["originality"] is not None
    }
    best = {who for who, mean in means.items() if mean == max(means.values())}
    assert best
    closed = settle(study, close=True)
    more = {who: minor - before[who] for who, minor in closed.handed.amounts.items() if minor != before[who]}
    assert more == dict.fromkeys(best, 4000 // len(best))
    assert all(one.holds for one in verified(study.name, tmp_path).findings)
    assert "A prize, after others judged" in (study.folder / "receipts" / f"{min(best)}.html").read_text(
        "utf-8"
    )


def paid(who: str, minor: int, note: str) -> Row:
    line = Line(f"{who}/by hand 1", who, "by hand", who, minor, "EUR")
    return Row(line, note, "", "lab", "", "")


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([paid("P1", 500, "prize: first-place, others-place 1")], ""),
        ([paid("P1", 500, "prize: first-place, others-place 1")] * 2, "a second time"),
        ([paid("P1", 600, "prize: first-place, others-place 1")], "not what it promises"),
        ([paid("P1", 500, "prize: first-place, others-place 2")], "not what it promises"),
        ([paid("P1", 500, "prize: second-place, others-place 1")], "does not have"),
        ([paid("P1", 500, "show-up fee was forgotten")], ""),
    ],
)
def test_a_ledger_that_pays_another_prize_is_told(rows: list[Row], says: str) -> None:
    found = [why for _, why in prize_problems(load_protocol("maker-and-judges"), rows)]
    assert bool(found) == bool(says)
    assert all(says in why for why in found)


def test_the_most_that_a_session_pays_holds_every_prize() -> None:
    assert highest(load_protocol("maker-and-judges")).minor == 500 + 2000 + 500
    assert highest(load_protocol("norton-2012-1a")).minor == 500 + 500


@pytest.mark.parametrize(
    ("prize", "values"),
    [
        ({"at_most": 1.6667, "amount": 5.0}, [5 / 3, 1.6667]),  # noted as 1.667
        ({"at_least": 12.345, "amount": 5.0}, [12.345, 12.3451]),  # noted as 12.34 or 12.35
    ],
)
def test_who_wins_by_less_than_is_noted_keeps_the_prize(prize: dict[str, Any], values: list[float]) -> None:
    protocol = with_prize(**prize)
    found = list(won(protocol, [row(f"P{number}", value) for number, value in enumerate(values)]))
    assert len(found) == len(values)
    rows = [paid(one.participant, one.minor, one.note("others-place")) for one in found]
    assert not list(prize_problems(protocol, rows))


def test_what_is_noted_is_read_again() -> None:
    note = Won("first-place", "P1", 1.0, 500).note("others-place")
    assert note == "prize: first-place, others-place 1"
    assert not list(prize_problems(load_protocol("maker-and-judges"), [paid("P1", 500, note)]))


@pytest.mark.slow
def test_prizes_are_paid_once_when_the_study_is_closed(tmp_path: Path) -> None:
    study = simulate(SimulateRequest("maker-and-judges", 32, 4, "shirts", results=tmp_path))
    open_yet = settle(study)
    before = open_yet.handed.amounts
    names = list(study.protocol.payment.prizes)
    assert open_yet.to_json()["prizes_to_come"] == names
    assert f"paid to nobody yet: {', '.join(names)} (--close pays them" in open_yet.text()
    placed = [one for one in read_study(study).tables.wide if one["role"] == "maker"]
    first = {one["participant"] for one in placed if one["others-place"] == 1}
    assert 1 < len(first) < len(placed)
    late = min(first)
    hurt = study.folder / "receipts" / f"{late}.json"
    hurt.write_text("not a receipt", "utf-8")
    closed = settle(study, close=True)
    assert "paid to nobody yet" not in closed.text()
    assert closed.to_json()["prizes_to_come"] == []
    assert set(closed.books.apart) == {late}  # nobody else waits for that
    paid = {row.line.participant for row in read_ledger(study) if row.note.startswith("prize: ")}
    assert paid == first - {late}
    hurt.unlink()
    closed = settle(study, close=True)
    more = {who: minor - before[who] for who, minor in closed.handed.amounts.items() if minor != before[who]}
    assert more == dict.fromkeys(first, 500)
    assert settle(study, close=True).books.new == 0  # twice pays once
    assert sum(one.note.startswith("prize: ") for one in read_ledger(study)) == 2 * len(first)
    for who in first:
        receipt = json.loads((study.folder / "receipts" / f"{who}.json").read_text("utf-8"))
        assert verify(receipt) == []
        assert "A prize, after others judged" in (study.folder / "receipts" / f"{who}.html").read_text(
            "utf-8"
        )
    assert all(one.holds for one in verified(study.name, tmp_path).findings)


def test_a_closing_says_which_prizes_nobody_has_won(tmp_path: Path) -> None:
    study = simulate(SimulateRequest("maker-and-judges", 2, 4, "shirts", results=tmp_path))
    open_yet = settle(study).text()
    assert "paid to nobody yet: first-place" in open_yet
    assert "has won them" not in open_yet
    assert "nobody is known to have won them: first-place" in settle(study, close=True).text()


@pytest.mark.slow
def test_a_judge_who_is_set_apart_gives_nobody_a_prize_and_takes_it_from_nobody(tmp_path: Path) -> None:
    study = simulate(SimulateRequest("maker-and-judges", 32, 4, "shirts", results=tmp_path))
    wide = read_study(study).tables.wide
    place = {one["participant"]: one["others-place"] for one in wide if one["role"] == "maker"}
    judge = {_judged(study, one["participant"]): one["participant"] for one in wide if one["role"] == "judge"}
    favorite, first = (next(who for who in place if (place[who] == 1) == won) for won in (False, True))
    honest = {who: study.journal(judge[who]).read_bytes() for who in (favorite, first)}
    forged(study, judge[favorite], _placed(1))
    forged(study, judge[first], _placed(5))
    given = {one["participant"]: one["others-place"] for one in read_study(study).tables.wide}
    assert (given[favorite], given[first]) == (1, 5)  # the chains hold: only playing them again tells
    assert set(settle(study, close=True).books.apart) == {judge[favorite], judge[first]}
    winners = {who for who, others in place.items() if others == 1}
    assert _winners(study) == winners - {first}
    for who, journal in honest.items():
        study.journal(judge[who]).write_bytes(journal)
    assert not settle(study, close=True).books.apart
    assert _winners(study) == winners


def _judged(study: Study, judge: str) -> str:
    started = json.loads(study.journal(judge).read_bytes().splitlines()[0])
    return str(started["data"]["assignment"]["yoked"][0]["participant"])


def _placed(place: int) -> Callable[[list[dict[str, Any]]], None]:
    def change(events: list[dict[str, Any]]) -> None:
        for data in (event["data"] for event in events):
            if data.get("name") == "among.rank.made" or data.get("measure") == "place":
                data["value"] = place

    return change


def _winners(study: Study) -> set[str]:
    return {row.line.participant for row in read_ledger(study) if row.note.startswith("prize: ")}
