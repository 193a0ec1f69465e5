"""Whether partners can meet: each makes something before the other bids on it, and somebody waits for it."""

from __future__ import annotations

from collections.abc import Iterator

from ikea_effect.protocol.checks.names import Said, Step, cell, reaches
from ikea_effect.protocol.checks.yokes import shows, yoke_of
from ikea_effect.protocol.kinds import is_kind, step_kind
from ikea_effect.protocol.problem import Problem, mapping
from ikea_effect.protocol.shorthand import PARTNER, goods_of_others, of_other


def partners_come_in_pairs(said: Said) -> Iterator[Problem]:
    """A partner's good needs pairs; a rule for who is alone needs something to wait for."""
    others = {other: at for other, at in goods_of_others(said.written).items() if other.whose == PARTNER}
    for other, at in others.items():
        if not said.is_paired:
            message = (
                "is of a partner, and nobody comes in pairs. Write assignment: {pair: {if_alone: wait}}."
            )
            yield Problem(at, message)
        elif other.piece:
            yield Problem((*at[:-1], "piece"), "is given, and a partner makes one piece. Leave it out.", True)
    assignment = mapping(said.data.get("assignment"))
    if "pair" in assignment and not others:
        message = (
            "is declared, and no step shows what a partner made: write good: {of: partner} where one does."
        )
        yield Problem(("assignment", "pair"), message, True)
    if said.is_paired and "yoke" in assignment:
        yield Problem(
            ("assignment", "yoke"), "is declared, and participants come in pairs: choose one.", True
        )


def partners_make_first(said: Said) -> Iterator[Problem]:
    """The partner's piece is made before it is shown, and before any bid, by both of a pair or by neither."""
    for other in goods_of_others(said.written):
        if other.whose == PARTNER and said.is_paired:
            yield from _made_late(said, other.good, of_other(other))
            yield from _made_by_one(said, other.good)


def _makes(step: Step, good: str) -> bool:
    return is_kind("step", step.kind) and step_kind(step.kind).makes and step.body.get("good") == good


def _made_late(said: Said, good: str, name: str) -> Iterator[Problem]:
    for condition in said.conditions:
        met = [step for step in said.steps if reaches(step, condition)]
        waits = [
            place
            for place, step in enumerate(met)
            if shows(step.body, {name})
            or (is_kind("step", step.kind) and step_kind(step.kind).fills == "money")
        ]
        late = [step for step in met[min(waits, default=len(met)) :] if _makes(step, good)]
        if late:
            message = (
                f"makes '{good}' after partners have waited for it, for {cell(condition)}. Put it earlier."
            )
            yield Problem(late[0].at, message, True)
            return


def _bids(step: Step) -> bool:
    return is_kind("step", step.kind) and step_kind(step.kind).fills == "money"


def makers_always_make(said: Said) -> Iterator[Problem]:
    """What others are shown is made by everyone who is to make it, whatever was answered before."""
    goods = {other.good for other in goods_of_others(said.written)} | {str(yoke_of(said).get("good"))}
    for step in said.steps:
        if "only_if" in step.body and any(_makes(step, good) for good in goods):
            message = "decides whether something is made that others are shown, and wait for. Leave it out."
            yield Problem((*step.at, "only_if"), message, True)


def _made_by_one(said: Said, good: str) -> Iterator[Problem]:
    shared = [name for name in said.between if said.factors[name].get("between") == "pair"]
    making: dict[tuple[str, ...], set[bool]] = {}
    for condition in said.conditions:
        makes = any(_makes(step, good) and reaches(step, condition) for step in said.steps)
        making.setdefault(tuple(condition[name] for name in shared), set()).add(makes)
    if any(len(both) > 1 for both in making.values()):
        message = (
            f"can put somebody who makes '{good}' with somebody who does not, whose piece never comes.\n"
        )
        message += "Vary between pairs what decides who makes it."
        yield Problem(("assignment", "pair"), message, True)


def steps_may_be_left_out(said: Said) -> Iterator[Problem]:
    """Who goes on alone does not meet the partner's steps: none of them can be the one that counts."""
    assignment, payment = mapping(said.data.get("assignment")), mapping(said.data.get("payment"))
    alone = mapping(assignment.get("pair")).get("if_alone") == "alone"
    if alone and payment.get("binding") == "one-random":
        message = (
            "is alone, and one step of all is drawn to count: it could be one that somebody without a "
            "partner does not meet. Write if_alone: wait, or send-home."
        )
        yield Problem(("assignment", "pair", "if_alone"), message)


ALL = (partners_come_in_pairs, partners_make_first, makers_always_make, steps_may_be_left_out)
