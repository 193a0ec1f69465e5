"""Whichever steps count and wherever a session ends, it can be paid, and the last screen says what counts."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ikea_effect.errors import ProtocolError
from ikea_effect.payment.payout import Session, Told, pay
from ikea_effect.protocol.loading import protocol_from_said
from ikea_effect.screens.context import Context
from ikea_effect.tasks.payment_rule import draw_binding
from tests.unit.tasks.bidding_bench import BDM, Played, context, misreading, play
from tests.unit.tasks.test_bidding_mechanisms import valuing

PAIR = {"kind": "vickrey", "low": 0, "high": 5, "step": 0.05, "group_size": 2, "if_unfilled": "settle"}
REAL: dict[str, dict[str, Any]] = {
    "bdm": BDM,
    "pair": PAIR,
    "list": {"kind": "price-list", "prices": [1, 2]},
    "offer": {"kind": "take-it-or-leave-it", "prices": [1, 2]},
}
ASKED = {"open": {"kind": "open-ended", "low": 0, "high": 5, "step": 0.05}}
KINDS = REAL | ASKED
STEPS = st.lists(st.sampled_from(sorted(KINDS)), min_size=1, max_size=5)


def steps_of(kinds: list[str]) -> list[dict[str, Any]]:
    """One bidding step of each kind, all of which end the session of who does not understand."""
    return [
        {
            "id": f"{kind}-{place}", "good": "box", "measure": f"m{place}", "mechanism": KINDS[kind],
            "comprehension": {"questions": KINDS[kind]["kind"], "attempts": 1, "then": "end"},
        }
        for place, kind in enumerate(kinds, start=1)
    ]  # fmt: skip


def meeting(kinds: list[str], binding: str, who: str = "P001") -> Context:
    steps = steps_of(kinds)
    return context(
        steps[0],
        who,
        timeline=[{"bidding": step} for step in steps],
        measures={step["measure"]: {"kind": "money"} for step in steps},
        payment={"show_up": 5, "endowment": 5, "binding": binding},
    )


def went(at: Context, ends_in: int) -> list[Played]:
    """The steps of a session that ends in the step of this number (from 0), or goes to its end."""
    played, wrong = [], valuing(300)
    for number in range(len(at.protocol.timeline)):
        reads = (lambda page: misreading(page) if "question" in page.id else wrong(page)) if (
            number == ends_in
        ) else wrong  # fmt: skip
        played.append(play(at, answer=reads, number=number))
        if played[-1].ended:
            break
    return played


def ended(at: Context, played: list[Played]) -> Session:
    """The session as its journal tells it."""
    minute = int(at.participant[1:])
    facts = [Told(fact, f"2026-01-01T00:{minute:02}:00.000Z") for one in played for fact in one.facts]
    return Session(at.participant, at.condition, facts)


@pytest.mark.slow
@settings(max_examples=150)
@given(kinds=STEPS, data=st.data())
def test_every_session_that_ended_can_be_settled(kinds: list[str], data: st.DataObject) -> None:
    real = [f"{kind}-{place}" for place, kind in enumerate(kinds, start=1) if kind in REAL]
    binding = data.draw(st.sampled_from(["all", "one-random", *real]))
    people = [meeting(kinds, binding, f"P{number:03}") for number in range(1, 4)]
    sessions = []
    for at in people:
        last = data.draw(st.integers(0, len(kinds)))
        played = went(at, last)
        sessions.append(ended(at, played))
        bid_in = [name for name in real if int(name.rpartition("-")[2]) <= last]
        _what_counts_is_told_once(at, played, real, bid_in)
    for closed in (False, True):
        lines = pay(people[0].protocol, sessions, closed=closed).lines
        for at in people:
            traded = {line.reason for line in lines if line.participant == at.participant and line.quantity}
            assert traded <= _counting(at, real)


def _counting(at: Context, real: list[str]) -> set[str]:
    """The steps that count, by the rule and the participant's own stream."""
    binding = at.protocol.payment.binding
    if binding == "all" or len(real) < 2:
        return set(real)
    return {draw_binding(real, at.stream("binding")) if binding == "one-random" else binding}


def _what_counts_is_told_once(at: Context, played: list[Played], real: list[str], bid_in: list[str]) -> None:
    """Whoever bid in one of several parts is told which one counts, once; nobody else is."""
    told = [page for one in played for page in one.pages if page.id.endswith(".binding")]
    expected = at.protocol.payment.binding != "all" and len(real) > 1 and bool(bid_in)
    assert len(told) == expected
    drawn = [one.drawn()["binding"] for one in played if "binding" in one.drawn()]
    if expected and at.protocol.payment.binding == "one-random":
        assert {draw["bidding"] for draw in drawn} == _counting(at, real)


def test_a_hypothetical_question_that_ends_the_session_lets_the_bid_before_it_count() -> None:
    """An auction, then a hypothetical step in which the session ends: of two real steps one was reached."""
    paid = {}
    for number in range(1, 9):
        at = meeting(["pair", "open", "bdm"], "one-random", f"P{number:03}")
        played = went(at, ends_in=1)
        assert [one.ended for one in played] == [False, True]
        [fact] = [one.drawn()["binding"] for one in played if "binding" in one.drawn()]
        assert played[-1].ids[-1] == "open-2.binding"
        paid[fact["bidding"]] = pay(at.protocol, [ended(at, played)], closed=True).waiting
    assert set(paid) == {"pair-1", "bdm-3"}


def test_a_part_that_counts_is_met_by_everyone() -> None:
    said: dict[str, Any] = {
        "id": "small", "version": 1, "title": "Small", "languages": ["en"], "currency": "EUR",
        "factors": {"labor": {"levels": {"build": {"label": "B"}, "prebuilt": {"label": "P"}}}},
        "assignment": {"block_sizes": [2]}, "sample": {"per_condition": 2}, "goods": {"box": {}},
        "timeline": [*({"bidding": one} for one in steps_of(["bdm", "list"])), {"debrief": {"text": "bye"}}],
        "measures": {"m1": {"kind": "money"}, "m2": {"kind": "money"}},
        "payment": {"show_up": 5, "endowment": 5, "binding": "list-2"},
    }  # fmt: skip
    assert protocol_from_said(said).payment.binding == "list-2"
    said["timeline"][1]["bidding"]["only_in"] = {"labor": "build"}
    with pytest.raises(ProtocolError, match="no bid of theirs would count"):
        protocol_from_said(said)
