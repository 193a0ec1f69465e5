"""Comprehension questions on screen: asked with fresh numbers until right or out of attempts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ikea_effect.elicitation.questions import Ask, Question, bank
from ikea_effect.protocol.texts import Text
from ikea_effect.session.screens import Choice, Option, Page, Task
from ikea_effect.session.tasks.bidding_offer import Offer, Procedure, Value, ask
from ikea_effect.session.tasks.bidding_points import earned, question_note, question_points


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
    page = f"question-{number}"
    for attempt in range(1, attempts + 1):
        question = make(offer.step.mechanism, offer.currency, offer.stream(f"{page}.{attempt}"))
        shown = _page(offer, root, page, question)
        feedback: tuple[Text, ...] = ()
        if attempt == 1:
            shown = replace(shown, body=(*shown.body, *question_note(offer, "question")))
        right = (yield from ask(shown))["answer"] == question.right
        if right and attempt == 1 and question_points(offer):
            yield earned(offer, page, question_points(offer))
            feedback = question_note(offer, "right")
        told = _feedback(offer, root, page, question, right, last=attempt == attempts)
        yield replace(told, body=(*told.body, *feedback))
        if right:
            return attempt, True
    return attempts, False


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
    body = (offer.text(f"common.question.{'body' if question.amounts else 'plain'}"),)
    expects = {"answer": question.right}
    return Page(f"{offer.id}.{page}", offer.text("common.question.title"), body, (asked,), expects=expects)


def _feedback(offer: Offer[Any], root: str, page: str, question: Question, right: bool, last: bool) -> Page:
    judged = "right" if right else "wrong"
    body = [_wording(offer, root, question, f"because.{question.case}")]
    if not right:
        again = "again" if question.amounts else "once-more"
        body.append(offer.text(f"common.feedback.{'go-on' if last else again}"))
    title = offer.text(f"common.feedback.{judged}")
    return Page(f"{offer.id}.{page}.feedback", title, tuple(body), tone=judged)
