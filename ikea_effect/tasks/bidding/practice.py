"""Practice rounds: a token of known worth is bid on, so that everyone's bidding error is measured."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from ikea_effect.money import Money
from ikea_effect.protocol.texts import Text
from ikea_effect.screens.facts import Fact
from ikea_effect.screens.screens import Ask, Task, Values
from ikea_effect.tasks.bidding.offer import Offer, Value, ask
from ikea_effect.tasks.bidding.points import practice_earned, practice_note, practice_result


class Practiced(NamedTuple):
    """How one round went. `error` is what was bid less what would have been honest.

    `result` is "gain", "even", "loss" or "not-bought"; `lesson` says which text follows from it; `notes`
    stand before both.
    """

    error: Money
    result: str
    lesson: str
    places: Mapping[str, Value] = {}
    notes: tuple[Text, ...] = ()

    @property
    def gain(self) -> Money:
        """What the trade with the token gained (below zero: lost); nothing where there was none."""
        gain = self.places.get("gain") if self.result in ("gain", "loss") else None
        return gain if isinstance(gain, Money) else Money(0, self.error.currency)


class Round(NamedTuple):
    """One practice round: what is asked, what is right, and what an answer comes to."""

    root: str
    worth: Money
    asks: tuple[Ask, ...]
    honest: dict[str, Any]
    places: dict[str, Value]
    result: Callable[[Values], Practiced]
    draws: tuple[Fact, ...] = ()


def practice_round(offer: Offer[Any], number: int, round_: Round) -> Task:
    """Asks for a bid on the token, says what it comes to, notes the error."""
    places = round_.places | round_places(offer, number, round_.worth)
    name, key = f"practice-{number}", f"{round_.root}.practice"
    note, page = practice_note(offer), f"{name}.amount"
    answered = yield from ask(
        offer.page(page, key, *note, values=places, asks=round_.asks, expects=round_.honest)
    )
    yield from round_.draws
    yield from told(offer, number, round_.root, places, round_.result(answered))


def round_places(offer: Offer[Any], number: int, worth: Money) -> dict[str, Value]:
    """Which round it is, and what the token is worth: what every text of a practice round may name."""
    rounds = offer.step.practice_rounds
    offer.exemplify([worth])
    single = "single" if rounds == 1 else "several"
    said = offer.text(f"common.practice.{single}", number=number, rounds=rounds)
    stakes = offer.text(f"common.practice.stakes.{'points' if offer.step.practice_points else 'none'}")
    return {"number": number, "rounds": rounds, "worth": worth, "round": said, "stakes": stakes}


def told(offer: Offer[Any], number: int, root: str, places: dict[str, Value], practiced: Practiced) -> Task:
    """Notes the error and says how the round went.

    Each round's error is noted where there are several, and the last one as the step's own.
    """
    rounds = offer.step.practice_rounds
    error = {"minor": practiced.error.minor, "currency": practiced.error.currency}
    if rounds > 1:
        yield offer.noted(f"practice_error_{number}", error)
    if number == rounds:
        yield offer.noted("practice_error", error)
    places = {**places, **practiced.places}
    key = f"{root}.practice-outcome"
    result = offer.text(f"{key}.{practiced.result}", **places)
    said = [result, offer.text(f"{key}.lesson.{practiced.lesson}", **places)]
    if offer.step.practice_points:
        yield practice_earned(offer, number, practiced.gain)
        said.insert(1, practice_result(offer))
    yield offer.page(f"practice-{number}.outcome", key, *practiced.notes, *said, values=places)


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
