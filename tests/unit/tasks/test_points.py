"""Points: what questions and practice earn, told on screen, kept as facts, paid at the end."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ikea_effect.money import Money
from ikea_effect.screens.context import Context
from ikea_effect.screens.facts_of_points import Earned
from ikea_effect.screens.screens import Page
from ikea_effect.tasks.bidding.offer import Offer
from ikea_effect.tasks.bidding.points import practice_earned
from ikea_effect.tasks.pages.task import amount_owed
from tests.unit.tasks import bidding_bench
from tests.unit.tasks.bidding_bench import Played, context, misreading, step, understanding, written

PAID = {"show_up": Decimal("5.00"), "endowment": Decimal("5.00"), "points_per_unit": 100}
ASKED = {"questions": "bdm", "attempts": 2, "then": "flag", "points": 10}


def at(**declared: Any) -> Context:
    return context(step(**declared), payment=PAID)


BIDS = {
    "bid.amount": {"amount": 200},
    "bid.list": {"list": {"rows": ["buy", "keep", "keep"]}},
    "bid.offer": {"list": {"rows": ["keep"]}},
}


def play(here: Context, answer: Any = understanding) -> Played:
    return bidding_bench.play(here, BIDS, answer)


def earned(played: Played) -> list[tuple[str, int]]:
    return [(fact.data["by"], fact.data["points"]) for fact in played.facts if fact.kind == "earned"]


def second_time(page: Page) -> dict[str, Any]:
    """Wrong at the first attempt at each question, right at the next."""
    first = "you earn" in written(page, "en")
    return misreading(page) if first else understanding(page)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (understanding, [("question-1", 10), ("question-2", 10), ("question-3", 10)]),
        (second_time, []),
        (misreading, []),
    ],
)
def test_a_question_earns_points_at_the_first_attempt_only(answer: Any, expected: Any) -> None:
    assert earned(play(at(comprehension=ASKED), answer=answer)) == expected


def test_questions_without_points_say_and_keep_nothing_of_them() -> None:
    played = play(at(comprehension={**ASKED, "points": 0}))
    assert earned(played) == []
    assert not any("oints" in written(page, "en") for page in played.pages)


@pytest.mark.parametrize(
    ("language", "before", "after"),
    [
        (
            "en",
            "If you answer this right at the first attempt, you earn **10 points**. "
            "100 points are worth €1.00.",
            "You earn **10 points** for this.",
        ),
        (
            "nl",
            "Als u deze vraag bij de eerste poging goed beantwoordt, verdient u **10 punten**. "
            "100 punten zijn €\u00a01,00 waard.",
            "U verdient hiermee **10 punten**.",
        ),
    ],
)
def test_points_are_told_before_the_answer_and_after_it(language: str, before: str, after: str) -> None:
    played = play(at(comprehension=ASKED))
    assert before in written(played.page("bid.question-1"), language)
    assert after in written(played.page("bid.question-1.feedback"), language)


def test_one_point_is_not_called_points() -> None:
    here = context(step(comprehension={**ASKED, "points": 1}), payment={**PAID, "points_per_unit": 1})
    page = play(here).page("bid.question-1")
    assert "you earn **1 point**. One point is worth €1.00." in written(page, "en")
    assert "verdient u **1 punt**. Eén punt is €\u00a01,00 waard." in written(page, "nl")


def test_points_are_not_offered_for_a_second_attempt() -> None:
    played = play(at(comprehension=ASKED), answer=misreading)
    pages = [page for page in played.pages if page.id == "bid.question-1"]
    assert ["you earn" in written(page, "en") for page in pages] == [True, False]


MECHANISMS = [
    {"kind": "bdm", "low": 0, "high": 5, "step": 0.01},
    {"kind": "vickrey", "low": 0, "high": 5, "step": 0.05, "group_size": 3},
    {"kind": "price-list", "prices": [1, 2, 3]},
    {"kind": "take-it-or-leave-it", "prices": [1, 2]},
]


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_practice_pays_what_the_token_gained(mechanism: dict[str, Any]) -> None:
    """Each smallest unit gained is one point; who answers honestly never loses."""
    played = play(at(mechanism=mechanism, practice_rounds=4, practice_points=True))
    facts = [fact.data for fact in played.facts if fact.kind == "earned"]
    assert [fact["by"] for fact in facts] == [f"practice-{number}" for number in range(1, 5)]
    assert all(fact["points"] == fact["gain"]["minor"] >= 0 for fact in facts)
    total = sum(fact["points"] for fact in facts)
    assert f"Your points from practice so far: **{total}**." in written(
        played.page("bid.practice-4.outcome"), "en"
    )
    asked = written(next(page for page in played.pages if page.id.startswith("bid.practice-1.")), "en")
    assert "You can earn points with it." in asked
    assert "Each €0.01 that you gain is one point." in asked
    assert "No real money" not in asked


def test_unpaid_practice_reads_as_before() -> None:
    played = play(at(practice_rounds=1))
    assert "**This is practice. No real money is involved.**" in written(
        played.page("bid.practice-1.amount"), "en"
    )
    assert earned(played) == []


@given(gains=st.lists(st.integers(-500, 500), max_size=10))
def test_practice_in_sum_pays_gains_less_losses_and_never_less_than_nothing(gains: list[int]) -> None:
    offer: Offer[Any] = Offer(at(practice_points=True).protocol.timeline[0], None, at())  # type: ignore[arg-type]
    sums, total = [], 0
    for number, gain in enumerate(gains, start=1):
        total += practice_earned(offer, number, Money(gain, "EUR")).data["points"]
        sums.append(total)
    assert all(points >= 0 for points in sums)
    assert total == max(sum(gains), 0)


def through(context: Context, *facts: Earned) -> Money:
    """What is owed after these facts, as the timeline keeps them."""
    from ikea_effect.tasks.timeline import _in_place

    def task() -> Any:
        yield from facts
        return None

    for _ in _in_place(task(), 0.0, context):
        pass
    return amount_owed(context)


@pytest.mark.parametrize(("points", "owed"), [(0, 1000), (1, 1001), (150, 1150)])
def test_what_is_owed_holds_the_points(points: int, owed: int) -> None:
    found = through(at(comprehension=ASKED), Earned("bid", "x", points))
    assert found == Money(owed, "EUR")


def test_points_are_rounded_down_to_whole_minor_units() -> None:
    here = context(step(comprehension=ASKED), payment={**PAID, "points_per_unit": 3})
    assert through(here, Earned("bid", "x", 10)) == Money(1333, "EUR")


def test_replies_are_not_needed_to_tell_points_again() -> None:
    """The same replies give the same facts: resume is replay."""
    once, again = (play(at(practice_rounds=2, practice_points=True, comprehension=ASKED)) for _ in range(2))
    assert [fact.data for fact in once.facts] == [fact.data for fact in again.facts]
