"""Pages to read and to answer: consent, instructions, questionnaires, the debriefing."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile
from typing import Any

from ikea_effect.money import Money
from ikea_effect.protocol.kinds.steps.consent import Consent
from ikea_effect.protocol.kinds.steps.debrief import Debrief
from ikea_effect.protocol.kinds.steps.instructions import Instructions
from ikea_effect.protocol.kinds.steps.questionnaire import Questionnaire
from ikea_effect.protocol.models import Condition
from ikea_effect.protocol.texts import Text, points_text
from ikea_effect.screens.context import Context
from ikea_effect.screens.facts import Noted, Settled, as_data
from ikea_effect.screens.screens import Agree, GoodPicture, Page, Task
from ikea_effect.tasks.names import name_in
from ikea_effect.tasks.pages.lab import of_lab, privacy
from ikea_effect.tasks.pages.measure import (
    asked_of,
    expected,
    is_declined,
    items_asked,
    measured,
    page_id,
    pages_of,
)
from ikea_effect.tasks.payment_rule import adjustments, points_worth, rules
from ikea_effect.tasks.shown_good import good_picture_of


def consent(step: Consent, context: Context) -> Task:
    """Information about the study, and the participant's agreement."""
    yield consent_page(step, context)


def consent_page(step: Consent, context: Context) -> Page:
    """The page of the consent: everything that its text, the lab and the payment say."""
    return Page(
        name_in(step.name, "page"),
        title=Text(f"{step.text}.title"),
        body=(Text(f"{step.text}.body", payment_places(context)), *privacy(context)),
        asks=(Agree("agree", Text(f"{step.text}.agree")),),
        foot=of_lab(context, "institution", "ethics", "contact", "consent-version"),
        logo=context.setup.experiment.lab.logo,
    )


def consent_pages(context: Context) -> Iterator[tuple[str, Page]]:
    """What this participant is asked to agree to: the name of the step, and its page.

    As it is worded for the participant, before anything was answered.
    """
    from ikea_effect.tasks.answers import with_open_places  # for papers, not for sessions

    for step in context.steps:
        if isinstance(step, Consent):
            yield step.name, with_open_places(consent_page(step, context), step, context)


def instructions(step: Instructions, context: Context) -> Task:
    """One page to read."""
    yield Page(
        name_in(step.name, "page"),
        title=Text(f"{step.text}.title"),
        body=(Text(f"{step.text}.body", payment_places(context)),),
    )


def questionnaire(step: Questionnaire, context: Context) -> Task:
    """One page per measure, of a long scale several, or all on one; each answer a measured fact."""
    condition = {**context.condition, **step.levels}
    if step.layout == "one-page":
        yield from _one_page(step, context, condition)
        return
    for name in step.measures:
        yield from _measure(step, name, context, condition)


def _measure(step: Questionnaire, name: str, context: Context, condition: Condition) -> Task:
    """The pages that ask for one measure, until it is answered or declined."""
    measure = context.protocol.measures[name]
    asked, pages = asked_of(measure), pages_of(name, measure, context, step.id)
    values: dict[str, Any] = {}
    for number, asks in enumerate(pages, start=1):
        reply = yield Page(
            page_id(step.id, name, number),
            title=Text(f"{step.id}.title"),
            body=asked.body(measure),
            asks=asks,
            picture=_rated_good(step, context),
            minimum_s=asked.minimum_s(measure) if number == 1 else 0.0,
            expects=expected(name, measure, condition),
        )
        assert reply is not None
        values |= reply.values
        if is_declined(name, values):
            break
    yield measured(name, measure, values, condition, items_asked(pages))


def _one_page(step: Questionnaire, context: Context, condition: Condition) -> Task:
    """All measures at once; each answer a fact."""
    from ikea_effect.tasks.pages.one_page import expected_of, longest_wait, on_page  # few have this layout

    parts = on_page(step, context)
    reply = yield Page(
        name_in(step.id, "page"),
        title=Text(f"{step.id}.title"),
        asks=tuple(ask for one in parts for ask in one.asks),
        picture=_rated_good(step, context),
        minimum_s=longest_wait(parts),
        expects=expected_of(parts, condition),
    )
    assert reply is not None
    for one in parts:
        yield one.fact(reply.values, condition)


def debrief(step: Debrief, context: Context) -> Task:
    """What the study was about and what is owed; the last page."""
    owed = amount_owed(context)
    yield Noted("owed", as_data(owed))
    yield Page(
        name_in(step.name, "page"),
        title=Text(f"{step.text}.title"),
        body=(Text(f"{step.text}.body", payment_places(context)), *_settlement_lines(context, owed)),
        button=Text("session.finish"),
        foot=of_lab(context, "institution", "ethics", "contact"),
        logo=context.setup.experiment.lab.logo,
    )


def amount_owed(context: Context) -> Money:
    """Show-up fee, endowment and points, less what was paid for goods, within floor and cap, in coins."""
    payment = context.protocol.payment
    owed = context.protocol.money(payment.show_up) + context.protocol.money(payment.endowment)
    owed += _points(context)[1]
    for settled in _carried_out(context):
        owed -= settled.pays
    return owed + _adjustment(context, owed)


def _points(context: Context) -> tuple[int, Money]:
    """The points that were earned, and what they are worth."""
    protocol = context.protocol
    points = sum(earned.points for earned in context.earned)
    minor = points_worth(rules(protocol.payment, protocol.currency), points)
    return points, Money(minor, protocol.currency)


def _adjustment(context: Context, total: Money) -> Money:
    """What floor, cap and coins change."""
    changes = adjustments(rules(context.protocol.payment, total.currency), total.minor)
    return Money(sum(minor for _, minor in changes), total.currency)


def _carried_out(context: Context) -> list[Settled]:
    """The settlements that count: all, or those of the bidding step that was drawn."""
    return [settled for settled in context.settled if settled.counts]


def _settlement_lines(context: Context, owed: Money) -> tuple[Text, ...]:
    """What is owed and why; nothing in a study that pays nobody anything, such as one of children."""
    payment = context.protocol.payment
    if not (payment.show_up or payment.endowment or context.settled or context.pending or context.earned):
        return ()
    lines = [Text("session.paid-show-up", {"amount": context.protocol.money(payment.show_up)})]
    if payment.endowment:
        lines.append(Text("session.paid-endowment", {"amount": context.protocol.money(payment.endowment)}))
    points, worth = _points(context)
    before = context.protocol.money(payment.show_up) + context.protocol.money(payment.endowment) + worth
    for settled in _carried_out(context):
        before -= settled.pays
        if settled.pays.minor > 0:
            lines.append(Text("session.paid-good", {"amount": settled.pays}))
        elif settled.pays.minor < 0:
            lines.append(Text("session.paid-sale", {"amount": -settled.pays}))
    if context.protocol.earns_points:
        said = points_text("amount", points, worth.currency)
        lines.append(Text("session.paid-points", {"points": said, "amount": worth}))
    if owed != before:
        lines.append(Text("session.paid-rounding", {"amount": owed - before}))
    waits = any(pending.counts for pending in context.pending)
    waiting = (Text("session.waiting"),) if waits else ()
    return (Text(f"session.payment-heading.{_due(owed)}"), *lines, _together(owed), *waiting)


def _due(owed: Money) -> str:
    """Who pays whom in the end: "paid" the participant, "owing" who has to pay, "even" nobody."""
    return "paid" if owed.minor > 0 else "owing" if owed.minor < 0 else "even"


def _together(owed: Money) -> Text:
    """The sum, and what happens with it."""
    return Text(f"session.owed.{_due(owed)}", {"amount": max(owed, -owed)})


def payment_places(context: Context) -> dict[str, Money]:
    """What fills the places in a text for the show-up fee, the endowment and each prize (`prize_NAME`)."""
    payment, money = context.protocol.payment, context.protocol.money
    prizes = {
        f"prize_{name.replace('-', '_')}": money(prize.amount) for name, prize in payment.prizes.items()
    }
    return {"show_up": money(payment.show_up), "endowment": money(payment.endowment), **prizes}


def _rated_good(step: Questionnaire, context: Context) -> GoodPicture | None:
    """The good beside the questions: the one that is named, or the study's only one once it was seen."""
    if step.good is not None:
        return good_picture_of(context, step.good)
    goods = tuple(context.protocol.goods)
    earlier = takewhile(lambda one: one is not step, context.protocol.timeline)
    if not step.picture or len(goods) != 1 or not any(one.its_good == goods[0] for one in earlier):
        return None
    return GoodPicture(goods[0], context.made.get(goods[0]))
