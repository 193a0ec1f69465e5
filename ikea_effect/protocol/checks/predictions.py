"""Whether predictions can be made and paid: one bid of each of the others, for one good, all in reach."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from ikea_effect.errors import listed
from ikea_effect.protocol.checks.amounts import exact
from ikea_effect.protocol.checks.names import Said, Step
from ikea_effect.protocol.kinds import declared_kind
from ikea_effect.protocol.marks import Steps
from ikea_effect.protocol.problem import Problem, mapping, undeclared


class Guess(NamedTuple):
    """A prediction, and the step whose bids it predicts."""

    step: Step
    other: Step

    @property
    def at(self) -> Steps:
        """The way to the prediction's mechanism."""
        return (*self.step.at, "mechanism")

    @property
    def mechanism(self) -> dict[str, Any]:
        """What is said of the prediction."""
        return mapping(self.step.body.get("mechanism"))

    @property
    def bids(self) -> dict[str, Any]:
        """What is said of the mechanism whose bids are predicted."""
        return mapping(self.other.body.get("mechanism"))


def _guesses(said: Said) -> Iterator[Guess]:
    biddings = {step.name: step for step in said.steps if step.bids}
    for step in biddings.values():
        of = mapping(step.body.get("mechanism")).get("of")
        if isinstance(of, str) and of in biddings and of != step.name:
            yield Guess(step, biddings[of])


def named_steps_are_there(said: Said) -> Iterator[Problem]:
    """A prediction of others' bids names another bidding step."""
    biddings = [step.name for step in said.steps if step.bids]
    for step in said.steps:
        of = mapping(step.body.get("mechanism")).get("of")
        if isinstance(of, str) and (of not in biddings or of == step.name):
            others = [name for name in biddings if name != step.name]
            yield undeclared("bidding", of, others, (*step.at, "mechanism", "of"))


def bids_are_predicted(said: Said) -> Iterator[Problem]:
    """What is predicted is one bid of each buyer."""
    able = [
        step.name for step in said.steps if step.bids and _no_bid(mapping(step.body.get("mechanism"))) is None
    ]
    for guess in _guesses(said):
        why = _no_bid(guess.bids)
        if why is not None:
            message = (
                f"names step '{guess.other.name}', {why}. What can be predicted is one bid of each buyer"
            )
            ending = f", as in: {listed(able)}." if able else ", and no step here asks for it."
            yield Problem((*guess.at, "of"), message + ending)


def _no_bid(mechanism: dict[str, Any]) -> str | None:
    """Why the step's answers are not one bid of each participant; nothing where they are."""
    kind, rounds = declared_kind(mechanism), mechanism.get("rounds", 1)
    if kind is not None and kind.yields == "bounds":
        return "whose answers give bounds of a value and no amount"
    if kind is not None and kind.settles == "at-close":
        return "which is a prediction itself"
    if mechanism.get("trade") == "sell":
        return "in which participants sell"
    if isinstance(rounds, int) and rounds > 1:
        return f"in which everyone bids {rounds} times"
    return None


def the_good_is_the_same(said: Said) -> Iterator[Problem]:
    """A prediction shows the good that was bid on."""
    for guess in _guesses(said):
        good, bid_on = guess.step.body.get("good"), guess.other.body.get("good")
        if "chosen_by" in mapping(bid_on):
            message = (
                f"are on what each person chose in '{guess.other.name}': nobody could predict one amount."
            )
            yield Problem((*guess.step.at, "mechanism", "of"), f"names bids that {message}")
        elif isinstance(good, str) and isinstance(bid_on, str) and good != bid_on:
            message = (
                f"is '{good}', but bids in '{guess.other.name}' are on '{bid_on}'. Write good: {bid_on}."
            )
            yield Problem((*guess.step.at, "good"), message)


def every_bid_can_be_predicted(said: Said) -> Iterator[Problem]:
    """The amounts that can be predicted hold every bid that can be made: else no score of them is proper."""
    for guess in _guesses(said):
        bids, taken = _bids(said, guess), _range(guess.mechanism)
        if bids is None or taken is None:
            continue
        if taken[0] > bids[0] or taken[1] < bids[1]:
            low, high, lowest, highest = (said.amount(one) for one in (*taken, *bids))
            least, most = said.amount(min(taken[0], bids[0])), said.amount(max(taken[1], bids[1]))
            message = (
                f"takes predictions from {low} to {high}, but bids in '{guess.other.name}' go from {lowest} "
                f"to {highest}, and some of them could not be predicted. Write low: {least}, high: {most}."
            )
            yield Problem(guess.at, message)


def predictions_differ(said: Said) -> Iterator[Problem]:
    """Some prediction is worth more than another: there is a prize, and no band that every bid is in."""
    for guess in _guesses(said):
        scoring, bids = mapping(guess.mechanism.get("scoring")), _bids(said, guess)
        at: Steps = (*guess.at, "scoring")
        if exact(scoring.get("prize")) == 0:
            yield Problem((*at, "prize"), "is 0, so that no prediction earns anything. Write a prize.")
        width = exact(scoring.get("width"))
        if width is None or bids is None or scoring.get("kind") != "band" or 2 * width < bids[1] - bids[0]:
            continue
        lowest, highest = (said.amount(one) for one in bids)
        half = said.amount((bids[1] - bids[0]) / 2)
        message = (
            f"is {said.amount(width)}, so that the middle of the bids in '{guess.other.name}' ({lowest} to "
            f"{highest}) always earns the prize. Write a width below {half}."
        )
        yield Problem((*at, "width"), message)


def _bids(said: Said, guess: Guess) -> tuple[Decimal, Decimal] | None:
    """The lowest and the highest bid that can be made in the step that is predicted."""
    found = _range(guess.bids) if _no_bid(guess.bids) is None else None
    if found is None or guess.bids.get("within_endowment") is not True:
        return found
    endowment = exact(mapping(said.data.get("payment")).get("endowment")) or Decimal(0)
    return found[0], min(found[1], endowment)


def _range(mechanism: dict[str, Any]) -> tuple[Decimal, Decimal] | None:
    low, high = exact(mechanism.get("low")), exact(mechanism.get("high"))
    return (low, high) if low is not None and high is not None and low < high else None


ALL = (
    named_steps_are_there, bids_are_predicted, the_good_is_the_same, every_bid_can_be_predicted,
    predictions_differ,
)  # fmt: skip


def stated_amounts(said: Said) -> Iterator[Problem]:
    """To think about: a prediction of amounts that were stated and never bid."""
    for guess in _guesses(said):
        bids = declared_kind(guess.bids)
        if bids is not None and bids.hypothetical and bids.yields == "amount":
            message = (
                f"names step '{guess.other.name}', in which nothing is bought, but participants read that "
                "others bid. Word bidding.prediction anew in the experiment's texts, or predict real bids."
            )
            yield Problem((*guess.at, "of"), message)


DOUBTS = (stated_amounts,)
