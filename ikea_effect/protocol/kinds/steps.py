"""The steps: what each leaves in the data besides the measures that it asks for."""

from __future__ import annotations

from decimal import Decimal

from ikea_effect.protocol.kinds.kind import Column, Columns, StepKind, Study
from ikea_effect.protocol.kinds.mechanisms import kind_of
from ikea_effect.protocol.timeline import (
    Assembly,
    Bidding,
    Consent,
    Debrief,
    Design,
    Inspection,
    Instructions,
    Questionnaire,
    Step,
)

NONE = Decimal(0)
"""The least that can be counted."""


def _nothing(_step: Step, _study: Study) -> Columns:
    return ()


def _assembly(step: Assembly, _study: Study) -> Columns:
    looks = Column(
        f"{step.id}.looks", "integer", "Looks at the picture of the finished good", "looks", (), NONE
    )
    return (
        *((looks,) if step.consult else ()),
        Column(f"{step.id}.steps", "integer", "Parts placed and parts taken off", "moves", (), NONE),
        Column(f"{step.id}.undos", "integer", "Moves that were taken back", "moves", (), NONE),
        Column(f"{step.id}.wrong_drops", "integer", "Parts dropped where they do not fit", "moves", (), NONE),
    )


def _design(step: Design, _study: Study) -> Columns:
    return (
        Column(f"{step.id}.items", "integer", "Motifs and texts on the finished design", "items", (), NONE),
        Column(f"{step.id}.moves", "integer", "Changes made to the design", "moves", (), NONE),
    )


def _bidding(step: Bidding, study: Study) -> Columns:
    found = (*_comprehension(step), *_practice(step, study), *_examples(step, study))
    return (*found, *kind_of(step.mechanism).columns(step, study))


def _comprehension(step: Bidding) -> Columns:
    meaning = "Questions on the rule: passed, failed (attempts used up), not-asked"
    words = ("passed", "failed", "not-asked")
    outcome = Column(f"{step.id}.comprehension", "text", meaning, values=words)
    if step.comprehension is None:
        return (outcome,)
    attempts, right = "Attempts used on the questions on the rule", "answered right at the first attempt"
    return (
        outcome,
        Column(f"{step.id}.attempts", "integer", attempts, "attempts", (), NONE),
        Column(
            f"{step.id}.right_at_once",
            "integer",
            f"Questions on the rule that were {right}",
            "questions",
            (),
            NONE,
        ),
    )


def _practice(step: Bidding, study: Study) -> Columns:
    """Each round's error where there are several, and the last one as the step's own."""
    bounds = kind_of(step.mechanism).yields == "bounds"
    meaning = (
        "How far the bounds by the answers lie from the worth of the token, below zero if under it"
        if bounds
        else "Bid less worth of the token"
    )
    names = {f"practice_error_{n}": f"practice round {n}" for n in range(1, step.practice_rounds + 1)}
    rounds = names if step.practice_rounds > 1 else {}
    rounds |= {"practice_error": "the last practice round"} if names else {}
    return tuple(
        Column(f"{step.id}.{name}", "amount", f"{meaning}, in {where}", study.currency)
        for name, where in rounds.items()
    )


def _examples(step: Bidding, study: Study) -> Columns:
    """Which amounts were shown before the bid; empty where nothing was shown."""
    said = getattr(step.mechanism, "examples", None)
    low, high = (said.low, said.high) if said else (None, None)
    where = "shown in examples, practice and questions before the bid"
    ends = {
        "low": f"Lowest amount {where}",
        "high": f"Highest amount {where}",
        "mean": f"Mean amount {where}",
    }
    return (
        Column(
            f"{step.id}.examples",
            "integer",
            f"Amounts {where}",
            "amounts",
            (),
            Decimal(1),
            if_any=True,
        ),
        *(
            Column(f"{step.id}.example_{end}", "amount", meaning, study.currency, (), low, high, if_any=True)
            for end, meaning in ends.items()
        ),
    )


STEPS = {
    one.name: one
    for one in (
        StepKind("consent", Consent, _nothing),
        StepKind("instructions", Instructions, _nothing),
        StepKind("assembly", Assembly, _assembly),
        StepKind("inspection", Inspection, _nothing),
        StepKind("design", Design, _design),
        StepKind("bidding", Bidding, _bidding),
        StepKind("questionnaire", Questionnaire, _nothing),
        StepKind("debrief", Debrief, _nothing),
    )
}
"""Every kind of step by its name."""


def step_kind(kind: str) -> StepKind:
    """What is known of steps of this kind. Raises KeyError for one that there is not."""
    return STEPS[kind]
