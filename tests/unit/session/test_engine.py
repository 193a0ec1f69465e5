from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from ikea_effect.errors import RecordError
from ikea_effect.money import Money
from ikea_effect.protocol.texts import Text
from ikea_effect.record.events import Event
from ikea_effect.record.memory_journal import MemoryJournal
from ikea_effect.screens.choices import RankedOptions, SeveralOptions
from ikea_effect.screens.co_writing import CoWritten
from ikea_effect.screens.drawings import OverlapSteps
from ikea_effect.screens.facts import Noted
from ikea_effect.screens.gallery import Card, Gallery
from ikea_effect.screens.number import NumberEntry
from ikea_effect.screens.prices import PriceList, PriceSlider
from ikea_effect.screens.screens import (
    Agree,
    Amount,
    AnswerText,
    Ask,
    Choice,
    Option,
    Page,
    RatingItem,
    Reply,
    Screen,
    Task,
)
from ikea_effect.screens.shop import Product
from ikea_effect.screens.slider import Slider
from ikea_effect.session.engine import play


class Answering:
    """A front end that answers from a list and keeps what it was shown."""

    mode = "simulated"

    def __init__(self, *answers: Mapping[str, Any]) -> None:
        self._answers = list(answers)
        self.shown: list[str] = []
        self._clock = 0

    def show(self, screen: Screen) -> Reply:
        self.shown.append(screen.id)
        self._clock += 100
        return Reply(self._answers.pop(0), self._clock - 90, 90)

    def clock_ms(self) -> int:
        return self._clock

    def now(self) -> datetime:
        return datetime(2026, 1, 1, tzinfo=UTC)

    def resume_at(self, clock_ms: int) -> None:
        self._clock = clock_ms

    def facts(self) -> Mapping[str, Any]:
        return {}

    def close(self) -> None: ...


CARDS = (Card("a"), Card("b"))
NUMBER = NumberEntry("n", Text("x"), Decimal(0), Decimal(9), Decimal(1))


def asking(times: int = 3) -> Task:
    """Asks the same page until it is told 7, then a last one; a fact after each answer."""
    for _ in range(times):
        reply = yield Page("ask", asks=(NUMBER,))
        assert reply is not None
        yield Noted("said", {"n": reply.values["n"], "pair": (1, 2)})
        if reply.values["n"] == 7:
            break
    yield Page("last")
    return reply.values["n"]


def kinds(journal: MemoryJournal) -> list[tuple[str, Any]]:
    return [(event.kind, event.data.get("screen")) for event in journal.events]


def test_every_reply_and_fact_is_kept_in_order() -> None:
    journal, frontend = MemoryJournal(), Answering({"n": 1}, {"n": 7}, {})
    played = play(asking(), frontend, journal)
    assert played.outcome == 7
    assert kinds(journal) == [
        ("replied", "ask"),
        ("noted", None),
        ("replied", "ask"),
        ("noted", None),
        ("replied", "last"),
    ]
    assert [event.data["turn"] for event in journal.events if event.kind == "replied"] == [1, 2, 1]


@pytest.mark.parametrize("kept", range(6))
def test_resume_shows_no_answered_screen_again_and_ends_with_the_same_journal(kept: int) -> None:
    whole, answers = MemoryJournal(), [{"n": 1}, {"n": 7}, {}]
    play(asking(), Answering(*answers), whole)
    past = whole.events[:kept]
    answered = sum(event.kind == "replied" for event in past)
    journal, frontend = MemoryJournal(), Answering(*answers[answered:])
    for event in past:
        journal.append(event.kind, event.data, event.clock_ms, frontend.now())
    played = play(asking(), frontend, journal, past)
    assert played.outcome == 7
    assert played.shown == 3 - answered
    assert [(e.kind, e.data.get("values")) for e in journal.events] == [
        (e.kind, e.data.get("values")) for e in whole.events
    ]


def test_bookkeeping_in_the_past_is_passed_over() -> None:
    journal = MemoryJournal()
    play(asking(1), Answering({"n": 1}, {}), journal)
    resumed = Event(0, "resumed", "", 0, "", {})
    past = [resumed, *journal.events[:1], resumed, *journal.events[1:2]]
    frontend = Answering({})
    play(asking(1), frontend, MemoryJournal(), past)
    assert frontend.shown == ["last"]


def test_a_past_that_the_task_does_not_give_is_refused() -> None:
    journal = MemoryJournal()
    play(asking(1), Answering({"n": 1}, {}), journal)
    other = [
        Event(0, "replied", "", 0, "", dict(journal.events[0].data, screen="other")),
        *journal.events[1:],
    ]
    with pytest.raises(RecordError, match="not what the protocol gives"):
        play(asking(1), Answering({}), MemoryJournal(), other)
    changed = [journal.events[0], Event(1, "noted", "", 0, "", {"name": "said", "value": 2, "pair": [1, 2]})]
    with pytest.raises(RecordError, match="not what the protocol gives"):
        play(asking(1), Answering({}), MemoryJournal(), changed)


@pytest.mark.parametrize("turn", [1, 3])
def test_a_reply_to_another_turn_of_the_same_screen_is_refused(turn: int) -> None:
    journal = MemoryJournal()
    play(asking(2), Answering({"n": 1}, {"n": 7}, {}), journal)
    asked = [place for place, event in enumerate(journal.events) if event.data.get("screen") == "ask"]
    past = list(journal.events)
    past[asked[1]] = Event(2, "replied", "", 0, "", dict(past[asked[1]].data, turn=turn))
    with pytest.raises(RecordError, match="screen ask, turn 2"):
        play(asking(2), Answering(), MemoryJournal(), past)


def test_a_past_longer_than_the_task_is_refused() -> None:
    journal = MemoryJournal()
    play(asking(1), Answering({"n": 1}, {}), journal)
    with pytest.raises(RecordError, match="the end of the session"):
        play(asking(1), Answering(), MemoryJournal(), [*journal.events, journal.events[-1]])


def event(**data: Any) -> Event:
    """A reply as a journal holds it, with some of it changed."""
    reply = {"screen": "ask", "turn": 1, "values": {"n": 7}, "onset_ms": 0, "rt_ms": 1, "frames_dropped": 0}
    return Event(0, "replied", "", 0, "", reply | data)


@pytest.mark.parametrize(
    "changed",
    [{"values": None}, {"values": {}}, {"values": [7]}, {"rt_ms": "1"}, {"rt_ms": -1}, {"onset_ms": 10**30},
     {"frames_dropped": True}],
)  # fmt: skip
def test_what_no_window_records_is_no_reply(changed: dict[str, Any]) -> None:
    with pytest.raises(RecordError, match="event 0 of the journal is no reply to the screen ask"):
        play(asking(), Answering(), MemoryJournal(), [event(**changed)])


def of_two_minds(wrong: int) -> Task:
    """Asks, notes something, and makes a mistake of its own: at the reply (0) or after the fact (1)."""
    reply = yield Page("ask", asks=(NUMBER,))
    assert reply is not None
    if wrong:
        yield Noted("said", {"n": 1})
    yield Page(str({}["lost"]))


@pytest.mark.parametrize("wrong", [0, 1])
def test_a_mistake_of_the_program_is_not_only_laid_on_the_journal(wrong: int) -> None:
    past = [event(), Event(1, "noted", "", 0, "", Noted("said", {"n": 1}).data)][: 1 + wrong]
    with pytest.raises(RecordError, match=r"event 0 .* screen ask: .* or this version of the program cannot"):
        play(of_two_minds(wrong), Answering(), MemoryJournal(), past)
    with pytest.raises(KeyError, match="lost"):
        play(of_two_minds(wrong), Answering({"n": 1}), MemoryJournal())


WORDS = Text("words")
EUR = tuple(Money(minor, "EUR") for minor in (0, 500, 10))


@pytest.mark.parametrize(
    ("ask", "right", "wrong"),
    [
        (Agree("n", WORDS), [True], [False, 1, None]),
        (Choice("n", (Option("a", WORDS), Option("b", WORDS))), ["a", "b"], ["c", None, ["a"], {}]),
        (RatingItem("n", WORDS, 1, 7, WORDS, WORDS), [1, 7], [0, 8, 99, "4", 4.0, True, None]),
        (RatingItem("n", WORDS, 1, 7, WORDS, WORDS, may_skip=True), [None, 7], [8]),
        (Amount("n", *EUR), [0, 250, 500], [-10, 5, 510, "250", None, 10**30]),
        (PriceSlider("n", *EUR), [0, 500], [501, None]),
        (AnswerText("n", WORDS, 5), ["", "words"], ["worded", None, 5]),
        (PriceList("n", (EUR[1],), WORDS, WORDS), [{"rows": ["buy"]}], [{"rows": []}, {"rows": ["x"]}, 1]),
        (Slider("n", WORDS, 0, 100, WORDS, WORDS), [0, 100], [101, 5.5, None]),
        (NumberEntry("n", WORDS, Decimal(0), Decimal(2), Decimal("0.5")), [0.0, 1.5], [0.3, 3, "1", None]),
        (SeveralOptions("n", (Option("a", WORDS), Option("b", WORDS)), WORDS, 1, 1), [["b"]],
         [[], ["a", "b"], ["c"], None, "a", [{}], [1]]),
        (SeveralOptions("n", (Option("a", WORDS), Option("b", WORDS)), WORDS, 1, 2), [["a", "b"], ["b", "a"]],
         [["a", "a"]]),
        (RankedOptions("n", (Option("a", WORDS), Option("b", WORDS)), WORDS), [["b", "a"]],
         [["a"], ["a", "a"], None, 3]),
        (OverlapSteps("n", WORDS, 1, 7, WORDS, WORDS), [1, 7], [0, 8, True, "4"]),
        (Gallery("n", WORDS, CARDS), ["b"], ["c", ["b"], 1]),
        (Gallery("n", WORDS, CARDS, how="rank"), [["b", "a"]], [["a"], ["a", "a"], "ab"]),
        (Product("n", WORDS, ("1.png", "2.png")), [[], [2, 1, 2]], [[0], [3], ["1"], [True], 2, None]),
        (CoWritten("n", WORDS, 5), [[], [["machine", "I think"], ["self", " so."]]],
         [[["self", "worded"]], [["other", "a"]], [["self", ""]], [["self"]], "so", None, [3]]),
        (PriceList("n", EUR[1:], WORDS, WORDS), [{"rows": ["buy", "keep"]}], [{"rows": ["keep", "buy"]}]),
        (PriceList("n", EUR[1:], WORDS, WORDS, single_switch=False), [{"rows": ["keep", "buy"]}], []),
    ],
)  # fmt: skip
def test_an_answer_that_the_page_does_not_take_is_no_reply(ask: Ask, right: Any, wrong: Any) -> None:
    def once() -> Task:
        yield Page("ask", asks=(ask,))

    for value in right:
        play(once(), Answering(), MemoryJournal(), [event(values={"n": value})])
    for value in wrong:
        with pytest.raises(RecordError, match="no reply to the screen ask"):
            play(once(), Answering(), MemoryJournal(), [event(values={"n": value})])
