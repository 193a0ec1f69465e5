"""Whether bidding steps make sense as a whole: questions, practice, who holds the good, which step counts."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

from ikea_effect.errors import did_you_mean, listed
from ikea_effect.protocol.checks.names import Said, Step, reaches
from ikea_effect.protocol.kinds import declared_kind
from ikea_effect.protocol.levels import bare
from ikea_effect.protocol.marks import Steps
from ikea_effect.protocol.problem import Problem, mapping
from ikea_effect.protocol.registry import rule_of


def hypothetical(mechanism: dict[str, Any]) -> bool:
    """Whether the mechanism settles nothing; one of no known kind is taken to settle something."""
    kind = declared_kind(mechanism)
    return kind is not None and kind.hypothetical


def _biddings(said: Said) -> Iterator[tuple[Step, dict[str, Any]]]:
    for step in said.steps:
        if step.bids:
            yield step, mapping(step.body.get("mechanism"))


def questions_fit(said: Said) -> Iterator[Problem]:
    """Comprehension questions are those about the step's own mechanism."""
    for step, mechanism in _biddings(said):
        asked, kind = mapping(step.body.get("comprehension")).get("questions"), declared_kind(mechanism)
        if kind is None:
            continue
        rule = rule_of(kind.name)
        if isinstance(asked, str) and asked != rule:
            message = f"is '{asked}', but the step's mechanism is '{kind.name}', which has its own questions"
            message += f": {rule}."
            yield Problem((*step.at, "comprehension", "questions"), message)


def sellers_own(said: Said) -> Iterator[Problem]:
    """Only what participants own can be sold by them."""
    goods = mapping(said.data.get("goods"))
    for step, mechanism in _biddings(said):
        for good in said.goods_of(step) if mechanism.get("trade") == "sell" else ():
            if good in goods and mapping(goods[good]).get("owner", "experimenter") != "participant":
                message = f"is sold by the participant, but goods.{good}.owner is not 'participant'."
                yield Problem((*step.at, "mechanism", "trade"), message)


def buyers_do_not_own(said: Said) -> Iterator[Problem]:
    """What participants own already is not sold to them."""
    goods = mapping(said.data.get("goods"))
    for step, mechanism in _biddings(said):
        kind = declared_kind(mechanism)
        if kind is None or not kind.trades or mechanism.get("trade") == "sell":
            continue
        owned = [one for one in said.goods_of(step) if mapping(goods.get(one)).get("owner") == "participant"]
        for good in owned[:1]:
            selling = "owner: experimenter, or let it be sold: {kind: bdm, .., trade: sell}"
            message = f"is '{good}', which participants own already and would buy here. Write {selling}."
            yield Problem((*step.at, "good"), message)


def a_real_step_counts(said: Said) -> Iterator[Problem]:
    """`payment.binding` is all, one-random, or a bidding step that can settle something."""
    binding = mapping(said.data.get("payment")).get("binding")
    real = [step.name for step, mechanism in _biddings(said) if not hypothetical(mechanism)]
    allowed = ["all", "one-random", *(name for name in real if bare(name) == name)]
    repeated = {bare(name) for name in real} - set(allowed)  # which of its times is meant is asked elsewhere
    if isinstance(binding, str) and binding not in allowed and binding not in repeated:
        message = f"is '{binding}', which is no bidding step that counts. Allowed: {listed(allowed)}."
        yield Problem(("payment", "binding"), message + did_you_mean(binding, allowed))
    for step, _ in _biddings(said):
        if step.name == binding and step.body.get("only_in") and len(real) > 1:
            message = (
                f"is '{binding}', which only_in keeps from some: no bid of theirs would count.\n"
                "Write one-random, which draws among the steps that each participant meets."
            )
            yield Problem(("payment", "binding"), message)


def points_have_a_rate(said: Said) -> Iterator[Problem]:
    """Where something earns points, `payment.points_per_unit` says what they are worth."""
    if mapping(said.data.get("payment")).get("points_per_unit") is not None:
        return
    for at in _earning(said):
        message = (
            "earns points, and payment.points_per_unit does not say what they are worth.\n"
            "Write payment: {points_per_unit: 100}, say: then 100 points are one unit of the currency."
        )
        yield Problem(at, message, True)


def earns_points(said: Said) -> bool:
    """Whether some step earns points."""
    return any(True for _ in _earning(said))


def _earning(said: Said) -> Iterator[Steps]:
    """The places at which points are declared."""
    for step, _ in _biddings(said):
        if mapping(step.body.get("comprehension")).get("points"):
            yield (*step.at, "comprehension", "points")
        if step.body.get("practice_points") is True:
            yield (*step.at, "practice_points")


def practice_can_earn(said: Said) -> Iterator[Problem]:
    """Practice earns points only where there are rounds in which a token is traded."""
    for step, mechanism in _biddings(said):
        if step.body.get("practice_points") is not True:
            continue
        at: Steps = (*step.at, "practice_points")
        kind = declared_kind(mechanism)
        if kind is not None and not kind.trades:
            message = f"is declared, but practice for '{kind.name}' trades no token. Leave it out."
            yield Problem(at, message, True)
        elif not step.body.get("practice_rounds"):
            yield Problem(at, "is declared without practice_rounds. Write practice_rounds: 2, say.", True)


ALL = (
    questions_fit, sellers_own, buyers_do_not_own, a_real_step_counts, points_have_a_rate,
    practice_can_earn,
)  # fmt: skip


def groups_fill(said: Said) -> Iterator[Problem]:
    """To think about: groups that the planned sample does not fill, so that some could not buy."""
    planned = mapping(said.data.get("sample")).get("per_condition")
    for step, mechanism in _biddings(said):
        size = mechanism.get("group_size")
        if not (isinstance(planned, int) and isinstance(size, int) and size > 1):
            continue
        apart = mechanism.get("among") == "condition"
        cells = 1 if apart else sum(reaches(step, condition) for condition in said.conditions)
        over = planned * cells % size
        if not over or (over > 1 and mechanism.get("if_unfilled") == "settle"):
            continue
        fits = next(more for more in itertools.count(planned + 1) if not more * cells % size)
        here = "in each condition" if apart else "for this step"
        message = (
            f"is {size}, and {planned * cells} participants are planned {here}: {over} would be left in a "
            f"group that does not fill, and buy nothing. Write sample.per_condition: {fits}, or another size."
        )
        yield Problem((*step.at, "mechanism", "group_size"), message)


DOUBTS = (groups_fill,)
