"""Whether bidding steps make sense as a whole: questions, practice, who holds the good, which step counts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

from ikea_effect.errors import did_you_mean, listed
from ikea_effect.protocol.mechanisms import Mechanism
from ikea_effect.protocol.names import Problem, Said, Step, mapping

KINDS = frozenset(
    get_args(model.model_fields["kind"].annotation)[0] for model in get_args(get_args(Mechanism)[0])
)
"""Every kind of mechanism."""

HYPOTHETICAL = frozenset({"double-bounded", "open-ended", "price-slider"})
"""Kinds of mechanism that settle nothing."""

UNPRACTICED = frozenset({"english", "double-bounded"})
"""Kinds of mechanism that have no practice round on screen."""


def _biddings(said: Said) -> Iterator[tuple[Step, dict[str, Any]]]:
    for step in said.steps:
        if step.kind == "bidding":
            yield step, mapping(step.body.get("mechanism"))


def questions_fit(said: Said) -> Iterator[Problem]:
    """Comprehension questions are those about the step's own mechanism."""
    for step, mechanism in _biddings(said):
        asked, kind = mapping(step.body.get("comprehension")).get("questions"), mechanism.get("kind")
        if isinstance(asked, str) and kind in KINDS and asked != kind:
            message = (
                f"is '{asked}', but the step's mechanism is '{kind}', which has its own questions: {kind}."
            )
            yield Problem((*step.at, "comprehension", "questions"), message)


def practice_is_possible(said: Said) -> Iterator[Problem]:
    """Practice rounds are declared only where there are any."""
    for step, mechanism in _biddings(said):
        if mechanism.get("kind") in UNPRACTICED and step.body.get("practice_rounds"):
            message = f"are declared, but mechanism '{mechanism['kind']}' has none on screen. Leave them out."
            yield Problem((*step.at, "practice_rounds"), message, True)


def sellers_own(said: Said) -> Iterator[Problem]:
    """Only what participants own can be sold by them."""
    goods = mapping(said.data.get("goods"))
    for step, mechanism in _biddings(said):
        good = step.body.get("good")
        if mechanism.get("trade") != "sell" or not isinstance(good, str) or good not in goods:
            continue
        if mapping(goods[good]).get("owner", "experimenter") != "participant":
            message = f"is sold by the participant, but goods.{good}.owner is not 'participant'."
            yield Problem((*step.at, "mechanism", "trade"), message)


def a_real_step_counts(said: Said) -> Iterator[Problem]:
    """`payment.binding` is all, one-random, or a bidding step that can settle something."""
    binding = mapping(said.data.get("payment")).get("binding")
    real = [step.name for step, mechanism in _biddings(said) if mechanism.get("kind") not in HYPOTHETICAL]
    allowed = ["all", "one-random", *real]
    if isinstance(binding, str) and binding not in allowed:
        message = f"is '{binding}', which is no bidding step that counts. Allowed: {listed(allowed)}."
        yield Problem(("payment", "binding"), message + did_you_mean(binding, allowed))


ALL = (questions_fit, practice_is_possible, sellers_own, a_real_step_counts)
