"""Comprehension questions on screen: asked with fresh numbers until right or out of attempts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from ikea_effect.protocol.texts import Text
from ikea_effect.screens.screens import Choice, Option, Page, Task
from ikea_effect.tasks.bidding.offer import Offer, Procedure, Value, ask
from ikea_effect.tasks.bidding.points import earned, question_note, question_points
from ikea_effect.tasks.bidding.questions_by_kind import Ask, Question, bank
from ikea_effect.tasks.names import name_in

DRAWS = 60
"""How often other amounts are looked for; where these find none, there is none."""

DERIVED = ("difference", "width")
"""Amounts of a question that follow from others, or from the rule: they are no examples."""


def comprehension(offer: Offer[Any], procedure: Procedure) -> Task:
    """Asks the declared questions; returns (and notes) "passed", "failed" or "not-asked".

    Also notes how many answers were given in all, and how many questions were right at the first answer.
    """
    rule = offer.step.comprehension
    if rule is None:
        yield offer.noted("comprehension", "not-asked")
        return "not-asked"
    used = []
    for number, make in enumerate(bank(rule.questions), start=1):
        used.append((yield from _one_question(offer, procedure.root, number, make, rule.attempts)))
    outcome = "passed" if all(right for _, right in used) else "failed"
    yield offer.noted("comprehension", outcome)
    yield offer.noted("attempts", sum(attempts for attempts, _ in used))
    yield offer.noted("right_at_once", sum(right and attempts == 1 for attempts, right in used))
    if outcome == "failed" and rule.then == "explain":
        yield from procedure.rule()
    return outcome


def _one_question(offer: Offer[Any], root: str, number: int, make: Ask, attempts: int) -> Task:
    """Asks one question; returns how many answers were given and whether the last was right.

    What it earns is told before and after the first attempt.
    """
    page, asked = f"question-{number}", [_fresh(offer, f"question-{number}.1", make, [])]
    for attempt in range(1, attempts + 1):
        question = asked[-1]
        offer.exemplify(amount for name, amount in question.amounts.items() if name not in DERIVED)
        shown = _page(offer, root, page, question)
        feedback: tuple[Text, ...] = ()
        if attempt == 1:
            shown = replace(shown, body=(*shown.body, *question_note(offer, "question")))
        right = (yield from ask(shown))["answer"] == question.right
        if right and attempt == 1 and question_points(offer):
            yield earned(offer, page, question_points(offer))
            feedback = question_note(offer, "right")
        if not right and attempt < attempts:
            asked.append(_fresh(offer, f"{page}.{attempt + 1}", make, asked))
        told = _feedback(offer, root, page, question, right, asked[attempt:])
        yield replace(told, body=(*told.body, *feedback))
        if right:
            return attempt, True
    return attempts, False


def _fresh(offer: Offer[Any], purpose: str, make: Ask, asked: Sequence[Question]) -> Question:
    """The question with amounts that were not asked about, or not at the last attempt, if there are such."""
    stream = offer.stream(purpose)
    question = make(offer.step.mechanism, offer.currency, stream)
    best = question
    for _ in range(DRAWS):
        if all(question.amounts != before.amounts for before in asked):
            return question
        if question.amounts != asked[-1].amounts:
            best = question
        question = make(offer.step.mechanism, offer.currency, stream)
    return best


def _wording(offer: Offer[Any], root: str, question: Question, key: str) -> Text:
    amounts: dict[str, Value] = {
        name: offer.listed(value) if isinstance(value, tuple) else value
        for name, value in question.amounts.items()
    }
    return offer.text(f"{root}.questions.{question.name}.{key}", **amounts)


def _page(offer: Offer[Any], root: str, page: str, question: Question) -> Page:
    options = tuple(
        Option(name, _wording(offer, root, question, f"options.{name}")) for name in question.options
    )
    asked = Choice("answer", options, _wording(offer, root, question, "question"))
    body = (offer.text("common.question.body"),)
    expects = {"answer": question.right}
    return Page(name_in(offer.id, page), offer.text("common.question.title"), body, (asked,), expects=expects)


def _next(question: Question, following: Sequence[Question]) -> str:
    """Which text tells what comes next."""
    if not following:
        return "go-on"
    return "again" if following[0].amounts != question.amounts else "once-more"


def _feedback(
    offer: Offer[Any], root: str, page: str, question: Question, right: bool, following: Sequence[Question]
) -> Page:
    judged = "right" if right else "wrong"
    body = [_wording(offer, root, question, f"because.{question.case}")]
    if not right:
        body.append(offer.text(f"common.feedback.{_next(question, following)}"))
    title = offer.text(f"common.feedback.{judged}")
    return Page(name_in(offer.id, f"{page}.feedback"), title, tuple(body), tone=judged)
