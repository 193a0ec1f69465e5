"""Practice rounds: a token of known worth is bid on, so that everyone's bidding error is measured."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ikea_effect.money import Money
from ikea_effect.session.screens import Ask, Fact, Task, Values
from ikea_effect.session.tasks.bidding_offer import Offer, Value, ask


@dataclass(frozen=True, slots=True)
class Practiced:
    """How one round went. `error` is what was bid less what would have been honest.

    `result` is "gain", "even", "loss" or "not-bought"; `lesson` says which text follows from it.
    """

    error: Money
    result: str
    lesson: str
    places: dict[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Round:
    """One practice round: what is asked, what is right, and what an answer comes to."""

    root: str
    worth: Money
    asks: tuple[Ask, ...]
    honest: dict[str, Any]
    places: dict[str, Value]
    result: Callable[[Values], Practiced]
    draws: tuple[Fact, ...] = ()


def practice_round(offer: Offer[Any], number: int, round_: Round) -> Task:
    """Asks for a bid on the token, says what it comes to, notes the error.

    Each round's error is noted where there are several, and the last one as the step's own.
    """
    rounds = offer.step.practice_rounds
    places = round_.places | {"number": number, "rounds": rounds, "worth": round_.worth}
    name, key = f"practice-{number}", f"{round_.root}.practice"
    single = "single" if rounds == 1 else "several"
    places["round"] = offer.text(f"common.practice.{single}", number=number, rounds=rounds)
    answered = yield from ask(
        offer.page(f"{name}.amount", key, values=places, asks=round_.asks, expects=round_.honest)
    )
    yield from round_.draws
    practiced = round_.result(answered)
    error = {"minor": practiced.error.minor, "currency": practiced.error.currency}
    if rounds > 1:
        yield offer.noted(f"practice_error_{number}", error)
    if number == rounds:
        yield offer.noted("practice_error", error)
    places |= practiced.places
    key = f"{round_.root}.practice-outcome"
    result = offer.text(f"{key}.{practiced.result}", **places)
    lesson = offer.text(f"{round_.root}.practice-outcome.lesson.{practiced.lesson}", **places)
    yield offer.page(f"{name}.outcome", key, result, lesson, values=places)


def outcome_places(worth: Money, bid: Money, price: Money, pays: Money) -> dict[str, Value]:
    """The amounts that a practice outcome may name."""
    gain = worth - pays
    return {"bid": bid, "price": price, "pays": pays, "gain": gain, "loss": -gain, "missed": worth - price}


def result_of(bought: bool, gain: Money) -> str:
    """Which text tells the result."""
    if not bought:
        return "not-bought"
    return "gain" if gain.minor > 0 else "loss" if gain.minor < 0 else "even"


def lesson_of(bid: Money, worth: Money, better: bool) -> str:
    """Which text tells the lesson of a round in which the honest bid would have been `better`, or not."""
    if bid == worth:
        return "exact"
    return ("too" if better else "lucky") + ("-high" if bid > worth else "-low")
