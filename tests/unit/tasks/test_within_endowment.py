"""Nobody is asked to pay more than they have: bids of parts that all count stay within one endowment."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ikea_effect.money import Money
from ikea_effect.payment.entries import handed_over
from ikea_effect.payment.payout import Session, Told, pay
from ikea_effect.record.events import Event
from ikea_effect.record.memory_journal import MemoryJournal
from ikea_effect.screens.context import Context
from ikea_effect.screens.every_fact import fact_of
from ikea_effect.screens.facts import Fact
from ikea_effect.screens.prices import PriceList
from ikea_effect.screens.screens import Amount, Page, Reply, Screen
from ikea_effect.session.engine import play
from ikea_effect.tasks.timeline import timeline
from tests.unit.tasks.bidding_bench import context, written

BDM = {"kind": "bdm", "low": 0, "high": 5, "step": 0.05, "within_endowment": True}
ROUNDS = BDM | {"rounds": 2}
OWN_BID = BDM | {"pays": "own-bid"}
PAIR = {
    "kind": "vickrey", "low": 0, "high": 5, "step": 0.05, "group_size": 2, "if_unfilled": "settle",
    "within_endowment": True,
}  # fmt: skip
FIRST = PAIR | {"kind": "first-price"}
LIST = {"kind": "price-list", "prices": [1, 2]}
SALE = {"kind": "bdm", "low": 0, "high": 5, "step": 0.05, "trade": "sell"}
OPEN = {"kind": "open-ended", "low": 0, "high": 5, "step": 0.05}
GUESS = {
    "kind": "prediction", "low": 0, "high": 5, "step": 0.05, "of": "part-1",
    "scoring": {"kind": "band", "prize": 1, "width": 0.25},
}  # fmt: skip


def study(*mechanisms: dict[str, Any], who: str = "P001", binding: str = "all") -> Context:
    """A participant in a study of these parts; the show-up fee is 1.00, the endowment 5.00."""
    steps = [
        {"bidding": {"id": f"part-{n}", "good": "box", "measure": f"value-{n}", "mechanism": mechanism}}
        for n, mechanism in enumerate(mechanisms, start=1)
    ]
    return context(
        {},
        who,
        timeline=[*steps, {"debrief": {"text": "debrief"}}],
        measures={f"value-{n}": {"kind": "money"} for n in range(1, len(mechanisms) + 1)},
        payment={"show_up": Decimal("1.00"), "endowment": Decimal("5.00"), "binding": binding},
    )


class Asked:
    """A front end that bids a share of what may be bid, and keeps what it was shown."""

    mode = "simulated"

    def __init__(self, share: Callable[[], float]) -> None:
        self._share = share
        self.pages: list[Page] = []

    def show(self, screen: Screen) -> Reply:
        assert isinstance(screen, Page)
        self.pages.append(screen)
        return Reply({ask.id: self._answer(ask) for ask in screen.asks}, 0, 1000)

    def _answer(self, ask: Any) -> Any:
        if isinstance(ask, PriceList):
            buys = round(self._share() * len(ask.prices))
            return {"rows": ["buy"] * buys + ["keep"] * (len(ask.prices) - buys)}
        assert isinstance(ask, Amount)
        steps = (ask.high.minor - ask.low.minor) // ask.step.minor
        return ask.low.minor + round(self._share() * steps) * ask.step.minor

    def most(self, part: int) -> int:
        """The highest bid that part takes, in minor units."""
        page = next(page for page in self.pages if page.id.startswith(f"part-{part}.") and page.asks)
        [ask] = page.asks
        return ask.high.minor  # type: ignore[union-attr]

    def clock_ms(self) -> int:
        return 0

    def now(self) -> datetime:
        return datetime(2026, 1, 1, tzinfo=UTC)

    def resume_at(self, clock_ms: int) -> None: ...

    def facts(self) -> dict[str, Any]:
        return {}

    def close(self) -> None: ...


def run(here: Context, share: Callable[[], float] = lambda: 1.0) -> tuple[Asked, list[Fact]]:
    """The session, each bid a share of the highest that is taken."""
    asked, journal = Asked(share), MemoryJournal()
    play(timeline(here), asked, journal)
    return asked, [fact_of(event.kind, event.data) for event in journal.events if event.kind != "replied"]


def played(here: Context, shares: dict[int, float], past: Sequence[Event] = ()) -> tuple[Asked, list[Event]]:
    """The session from where it was cut, each part's bid its share of what is taken; and its new events."""
    journal = MemoryJournal()
    asked = Asked(lambda: shares[int(asked.pages[-1].id.partition(".")[0].removeprefix("part-"))])
    play(timeline(here), asked, journal, past)
    return asked, journal.events


def pays(facts: list[Fact], part: int) -> int:
    [data] = [f.data for f in facts if f.kind == "settled" and f.data["bidding"] == f"part-{part}"]
    return int(data["pays"]["minor"])


# --- examples ----------------------------------------------------------------------------------------------


def test_a_later_part_takes_bids_up_to_what_the_earlier_one_left() -> None:
    asked, facts = run(study(OWN_BID, BDM))
    assert pays(facts, 1) == 500  # the bid itself
    assert (asked.most(1), asked.most(2)) == (500, 0)
    asked, facts = run(study(BDM, BDM))
    assert asked.most(2) == 500 - pays(facts, 1)


def test_a_bid_that_waits_counts_as_itself() -> None:
    asked, _ = run(study(PAIR, BDM), lambda: 0.4)
    assert asked.most(2) == 300


def test_of_several_rounds_that_wait_the_highest_bid_counts() -> None:
    shares = iter([0.2, 0.6, 0.4, 1.0])
    asked, _ = run(study(PAIR | {"rounds": 3}, BDM), lambda: next(shares))
    assert asked.most(2) == 200


def test_every_round_of_one_part_may_use_what_is_left() -> None:
    asked, facts = run(study(OWN_BID, ROUNDS), lambda: 0.5)
    assert pays(facts, 1) in (0, 250)
    assert asked.most(2) == 500 - pays(facts, 1)
    rounds = [page for page in asked.pages if page.id.startswith("part-2.round-") and page.asks]
    assert {page.asks[0].high.minor for page in rounds} == {asked.most(2)}  # type: ignore[union-attr]


@pytest.mark.parametrize("harmless", [OPEN, SALE, GUESS | {"of": "part-2"}])
def test_what_costs_nothing_takes_nothing_away(harmless: dict[str, Any]) -> None:
    asked, _ = run(study(harmless, BDM))
    assert asked.most(2) == 500


@pytest.mark.parametrize("binding", ["one-random", "part-2"])
def test_where_one_part_counts_each_has_the_whole_endowment(binding: str) -> None:
    asked, _ = run(study(OWN_BID, BDM, PAIR, binding=binding))
    assert [asked.most(part) for part in (1, 2, 3)] == [500, 500, 500]


def test_the_same_replies_come_to_the_same_limits() -> None:
    """Limits follow from facts: replaying a session asks for the same amounts."""
    shares = [0.3, 0.9, 0.5]
    limits = []
    for _ in range(2):
        left = iter(shares)
        asked, _ = run(study(BDM, PAIR, BDM), lambda left=left: next(left))  # type: ignore[misc]
        limits.append([asked.most(part) for part in (1, 2, 3)])
    assert limits[0] == limits[1]


@pytest.mark.parametrize("cut", range(0, 40, 3))
def test_a_resumed_session_has_the_limits_that_it_would_have_had(cut: int) -> None:
    """Resume is replay: what earlier parts have cost is known again, wherever the session was cut."""
    shares = {1: 0.5, 2: 0.3, 3: 1.0}
    whole, events = played(study(OWN_BID, PAIR, BDM), shares)
    resumed, again = played(study(OWN_BID, PAIR, BDM), shares, events[:cut])
    assert [event.data for event in again] == [event.data for event in events[cut:]]
    assert resumed.pages == whole.pages[len(whole.pages) - len(resumed.pages) :]


# --- what is told ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "**Of your €5.00, €3.00 is left for this part.** In earlier parts you have spent €2.00,"),
        ("nl", "**Van uw €\u00a05,00 is nog €\u00a03,00 over voor dit onderdeel.** In eerdere onderdelen"),
    ],
)
def test_the_rule_says_what_is_left(language: str, words: str) -> None:
    asked, _ = run(study(PAIR, BDM), lambda: 0.4)
    rule = next(page for page in asked.pages if page.id == "part-2.rule")
    assert words in written(rule, language)
    first = next(page for page in asked.pages if page.id == "part-1.rule")
    assert "is left for this part" not in written(first, "en")


def test_no_outcome_says_that_more_is_kept_than_is_left() -> None:
    asked, _ = run(study(PAIR, BDM), lambda: 0.4)
    outcome = written(next(page for page in asked.pages if page.id == "part-2.outcome"), "en")
    assert "keep" not in outcome


# --- the law -----------------------------------------------------------------------------------------------

MECHANISMS = st.sampled_from([BDM, ROUNDS, OWN_BID, PAIR, PAIR | {"rounds": 2}, FIRST, SALE, OPEN])


@pytest.mark.slow
@given(
    mechanisms=st.builds(
        lambda first, others: [*first, *others],
        st.sampled_from([[], [LIST]]),  # a fixed price that the whole endowment pays may come first
        st.lists(MECHANISMS, min_size=1, max_size=5),
    ),
    data=st.data(),
    people=st.integers(1, 3),
)
@settings(max_examples=60)
def test_nobody_ever_owes_more_than_the_endowment(
    mechanisms: list[dict[str, Any]], data: st.DataObject, people: int
) -> None:
    """Whoever the others are and whatever is drawn: at least the show-up fee is handed over."""
    sessions = []
    for number in range(people):
        here = study(*mechanisms, who=f"P{number}")
        _, facts = run(here, lambda: data.draw(st.floats(0, 1)))
        told = [Told(fact, f"2026-01-01T00:00:0{number}Z") for fact in facts]
        sessions.append(Session(here.participant, here.condition, told))
    paid = handed_over(pay(here.protocol, sessions, closed=True).lines)
    assert all(minor >= 100 for minor in paid.values()), paid


@pytest.mark.slow
@given(shares=st.lists(st.floats(0, 1), min_size=5, max_size=5))
@settings(max_examples=40)
def test_limits_never_rise_from_part_to_part(shares: list[float]) -> None:
    left = iter(shares)
    asked, _ = run(study(BDM, PAIR, OWN_BID, FIRST, BDM), lambda: next(left))
    limits = [asked.most(part) for part in range(1, 6)]
    assert all(later <= earlier for earlier, later in pairwise(limits))
    assert Money(limits[0], "EUR") == Money(500, "EUR")


def test_without_the_declaration_more_than_the_endowment_can_be_owed() -> None:
    """The law can fail: two bids of 5.00 that both count cost more than 5.00."""
    free = {**OWN_BID, "within_endowment": False}
    here = study(free, free)
    _, facts = run(here)
    told = [Told(fact, "2026-01-01T00:00:00Z") for fact in facts]
    paid = handed_over(pay(here.protocol, [Session("P001", here.condition, told)]).lines)
    assert paid == {"P001": 100 + 500 - 1000}
