"""When bids may tell what they came to, and what must not be asked once they have."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ikea_effect.errors import listed
from ikea_effect.protocol.checks.names import Said, Step
from ikea_effect.protocol.kinds.mechanisms import declared_kind
from ikea_effect.protocol.problem import Problem, mapping, with_hint

NOTHING_TO_HOLD = {
    "desk": "the sale is open: everyone at the desk hears how it ends",
    "group": "the group is settled when all have bid, and nothing is told in the session",
    "at-close": "a prediction is paid when all have bid, and nothing is told in the session",
    "never": "a hypothetical question has no outcome",
}
"""Why the outcome of mechanisms that settle so cannot be held back."""


def _held(step: Step) -> Any:
    """What the step says of `reveal`, unless that is at-once."""
    said = step.body.get("reveal")
    return None if said == "at-once" else said


def _settles(step: Step) -> str | None:
    """When the step's mechanism settles; nothing where it names none that there is."""
    kind = declared_kind(mapping(step.body.get("mechanism")))
    return kind.settles if kind else None


def _biddings(said: Said) -> list[Step]:
    return [step for step in said.steps if step.bids]


def something_to_hold(said: Said) -> Iterator[Problem]:
    """An outcome is held back only where there is one that the session could tell."""
    for step in _biddings(said):
        if _held(step) and (why := NOTHING_TO_HOLD.get(_settles(step) or "")):
            yield Problem((*step.at, "reveal"), f"holds back what is not there: {why}. Leave it out.", True)


def after_a_later_step(said: Said) -> Iterator[Problem]:
    """`{after: step}` names a step that follows, and that everyone sees who bids."""
    names = [step.name for step in said.steps]
    for place, step in enumerate(said.steps):
        after = mapping(step.body.get("reveal")).get("after")
        if not step.bids or not isinstance(after, str):
            continue
        later = [one for one in said.steps[place + 1 :] if not one.closes]
        at = (*step.at, "reveal", "after")
        if after not in [one.name for one in later]:
            what = "comes before it" if after in names[: place + 1] else "is no later step"
            known = [one.name for one in later]
            message = f"is '{after}', which {what}. Later steps: {listed(known)}. Or write reveal: end."
            yield Problem(at, with_hint(message, after, known))
        elif (only := next(one.body.get("only_in") for one in later if one.name == after)) and (
            only != step.body.get("only_in")
        ):
            message = f"is '{after}', which not everyone sees who bids here. Name another step, or write end."
            yield Problem(at, message)


def told_together(said: Said) -> Iterator[Problem]:
    """Where one step of several counts, all tell their outcomes at the same moment."""
    binding = mapping(said.data.get("payment")).get("binding", "all")
    steps = [step for step in _biddings(said) if _settles(step) == "alone"]
    if binding == "all":
        return
    for step in steps[:-1]:
        if _held(step) != _held(steps[-1]):
            message = (
                f"tells its outcome at another moment than step '{steps[-1].name}', though only one of them "
                "counts, and which one is told with the last outcome. Write the same reveal in both."
            )
            yield Problem(step.at, message)


def not_by_what_is_left(said: Said) -> Iterator[Problem]:
    """A later step that tells what is left of the endowment would tell what was bought before."""
    payment = mapping(said.data.get("payment"))
    if payment.get("binding", "all") != "all" or not payment.get("endowment"):
        return
    steps = _biddings(said)
    for place, step in enumerate(steps):
        tells = [one.name for one in steps[place + 1 :] if _draws_on_endowment(one)]
        if _held(step) and tells:
            message = (
                f"holds back what was bought, but step '{tells[0]}' tells what is left of the endowment.\n"
                "Write payment: {binding: one-random}, or reveal: at-once."
            )
            yield Problem((*step.at, "reveal"), message, True)


def _draws_on_endowment(step: Step) -> bool:
    """Whether something is bought here that the endowment may pay."""
    mechanism = mapping(step.body.get("mechanism"))
    kind = declared_kind(mechanism)
    return kind is not None and kind.trades and mechanism.get("trade") != "sell"


ALL = (something_to_hold, after_a_later_step, told_together, not_by_what_is_left)


def ratings_before_outcomes(said: Said) -> Iterator[Problem]:
    """To think about: questions that are asked when it is known who has bought."""
    for place, step in enumerate(said.steps):
        known_from = _known_from(said, place)
        if not step.bids or known_from is None:
            continue
        asked = [one for one in said.steps[known_from:] if one.kind == "questionnaire"]
        if not asked:
            continue
        what = listed([one.name for one in asked])
        mend = (
            "Ask before the bid." if _settles(step) == "desk" else "Write reveal: end, or ask before the bid."
        )
        message = (
            f"tells who has bought before {what} is asked: answers of those who own the good then differ "
            f"for that reason too, and how many own it differs between conditions. {mend}"
        )
        yield Problem(step.at, message)


def _known_from(said: Said, place: int) -> int | None:
    """The step from which on the outcome of this bid is known; None where it is told at the end or never."""
    step = said.steps[place]
    if _settles(step) not in ("alone", "desk") or step.body.get("reveal") == "end":
        return None
    after = mapping(step.body.get("reveal")).get("after")
    names = [one.name for one in said.steps]
    return names.index(after) + 1 if after in names else place + 1


DOUBTS = (ratings_before_outcomes,)
"""What is allowed and may still be a mistake."""
