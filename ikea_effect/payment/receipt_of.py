"""A participant's draws, opened for a receipt: the key of each, and how its number came from it."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from ikea_effect.errors import ElicitationError
from ikea_effect.money import Money
from ikea_effect.payment.entries import Line
from ikea_effect.payment.payout import Session, good_in
from ikea_effect.protocol.kinds.mechanisms.bdm import Bdm
from ikea_effect.protocol.kinds.mechanisms.double_bounded import DoubleBounded
from ikea_effect.protocol.kinds.mechanisms.english import English
from ikea_effect.protocol.kinds.mechanisms.price_list import PriceList
from ikea_effect.protocol.kinds.mechanisms.sealed_bids import Auction
from ikea_effect.protocol.kinds.mechanisms.take_it_or_leave_it import TakeItOrLeaveIt
from ikea_effect.protocol.kinds.steps.bidding import Bidding, biddings
from ikea_effect.protocol.mechanism_base import Rounds
from ikea_effect.protocol.models import Protocol
from ikea_effect.protocol.registry import rule_of
from ikea_effect.protocol.timeline import fills
from ikea_effect.screens.facts import Drawn, Measured, Settled
from ikea_effect.screens.facts_of_groups import Sale
from ikea_effect.screens.facts_of_points import Earned
from ikea_effect.seeds import stream_key
from ikea_effect.tasks.bidding.bdm.rule import price_grid
from ikea_effect.tasks.bidding.english.rule import sale_from
from ikea_effect.tasks.bidding.names import (
    LIST,
    OFFER,
    PRICE,
    PRICES,
    ROW,
    WHICH_ROUND,
    of_round,
    purpose_in,
)
from ikea_effect.tasks.bidding.real_steps import met
from ikea_effect.tasks.bidding.rounds import rest_of_shares
from ikea_effect.tasks.bidding.sealed_bids.rule import shares
from ikea_effect.tasks.names import name_in
from ikea_effect.tasks.payment_rule import rules

How = dict[str, Any]


def opened_draws(
    protocol: Protocol,
    secret: bytes,
    participant: str,
    condition: dict[str, str],
    drawn: Iterable[Drawn],
    claim: str = "",
) -> Iterator[dict[str, Any]]:
    """The data of each `drawn` fact, with its stream's key and how it is recomputed. Opens no other key."""
    for one in drawn:
        opened = {
            "purpose": one.purpose,
            "commitment": one.commitment,
            "key": stream_key(secret, participant, one.purpose, claim).hex(),
            "drawn": one.number,
            "how": how(protocol, condition, one.purpose) if one.among is None else {"below": one.among},
        }
        yield opened | _share(protocol, one)


def _share(protocol: Protocol, drawn: Drawn) -> dict[str, Any]:
    """The second draw from the stream of a rank: a member's part in drawing n."""
    if drawn.share is None:
        return {}
    mechanism = _step(protocol, purpose_in(drawn.purpose).step).mechanism
    places = shares(mechanism) if isinstance(mechanism, Auction) else 0
    return {"share": drawn.share, "share_how": {"below": places, "after": 1}}


def _step(protocol: Protocol, name: str) -> Bidding:
    """The bidding step of that name. Raises ElicitationError if there is none."""
    for one in biddings(protocol.timeline):
        if one.id == name:
            return one
    raise ElicitationError(f"the protocol has no bidding step '{name}'.")


def how(protocol: Protocol, condition: dict[str, str], purpose: str) -> How:
    """How the draw of a purpose is made from its stream; the words are those of receipts."""
    step_id, kind = purpose_in(purpose)
    if not step_id:
        return {"below": len(met(protocol, condition))}
    step = _step(protocol, step_id)
    if kind == PRICE:
        return _price(step.mechanism, protocol.currency)
    if kind == WHICH_ROUND and isinstance(step.mechanism, Rounds):
        shared = isinstance(step.mechanism, Auction | English)
        return {"below": step.mechanism.rounds} | ({} if shared else {"first": 1})
    if kind == ROW and isinstance(step.mechanism, PriceList):
        return {"below": len(step.mechanism.prices)}
    if kind == PRICES and isinstance(step.mechanism, DoubleBounded):
        return {"below": len(step.mechanism.price_sets)}
    return {"wide": True}


def _price(mechanism: Any, currency: str) -> How:
    if isinstance(mechanism, TakeItOrLeaveIt):
        prices = [Money.of(price, currency).minor for price in mechanism.prices]
        return {"below": len(prices), "prices_minor": prices}
    grid = price_grid(mechanism, currency)
    if not mechanism.prices:
        return {"below": len(grid), "low_minor": grid.low, "step_minor": grid.step}
    up_to = list(itertools.accumulate(entry.weight for entry in mechanism.prices))
    prices = [Money.of(entry.price, currency).minor for entry in mechanism.prices]
    return {"below": up_to[-1], "prices_minor": prices, "up_to": up_to}


def receipt(
    protocol: Protocol, secret: bytes, session: Session, lines: Sequence[Line], study: str
) -> dict[str, Any]:
    """What a participant takes home, as JSON-able data: bids, opened draws, trades, and every ledger line.

    `receipts.verify` recomputes it. `lines` is the whole ledger; only the participant's own lines are taken.
    """
    own = [line for line in lines if line.account == line.participant == session.participant]
    drawn = session.facts_of(Drawn)
    who, condition = session.participant, dict(session.condition)
    return {
        "study": study,
        "protocol": protocol.id,
        "protocol_sha256": protocol.sha256,
        "participant": session.participant,
        "currency": protocol.currency,
        "payment": _payment(protocol),
        "draws": list(opened_draws(protocol, secret, who, condition, drawn, session.claim)),
        "trades": [_trade(protocol, fact, session) for fact in session.facts_of(Settled)],
        "lines": [
            {
                "posting": line.posting,
                "reason": line.reason,
                "amount_minor": line.amount_minor,
                "good": line.good,
            }
            | {"quantity": line.quantity, "group": line.group}
            for line in own
        ],
        "total_minor": sum(line.amount_minor for line in own),
    } | _points(protocol, session)


def _payment(protocol: Protocol) -> dict[str, Any]:
    """The declared rule of payment, in minor units."""
    rule = rules(protocol.payment, protocol.currency)
    return {
        "show_up_minor": rule.show_up,
        "endowment_minor": rule.endowment,
        "binding": rule.binding,
        "floor_minor": rule.floor,
        "cap_minor": rule.cap,
        "coin_minor": rule.coin,
        "rounding": rule.rounding,
    }


def _points(protocol: Protocol, session: Session) -> dict[str, Any]:
    """The points that were earned, by what, and their rate: so many minor units for so many points."""
    if not protocol.earns_points:
        return {}
    earned = [fact.data for fact in session.facts_of(Earned)]
    minor, points = rules(protocol.payment, protocol.currency).minor_per_points or (0, 1)
    rate = {"minor": minor, "points": points}
    return {"points": {"earned": earned, "total": sum(one["points"] for one in earned), "rate": rate}}


def _trade(protocol: Protocol, settled: Settled, session: Session) -> dict[str, Any]:
    """One settlement, with what it follows from."""
    step = _step(protocol, settled.bidding)
    trade = {
        "bidding": step.id,
        "mechanism": rule_of(step.mechanism.kind),
        "good": good_in(session, step),
        "counts": settled.counts,
        "bought": settled.bought,
        "sold": settled.sold,
        "price_minor": settled.price.minor,
        "pays_minor": settled.pays.minor,
    }
    return trade | _follows_from(step, protocol.currency, session)


def _follows_from(step: Bidding, currency: str, session: Session) -> dict[str, Any]:
    """The draws that set round and price, and the answer and rule that decided."""
    rule = step.mechanism
    if isinstance(rule, English):
        return _sold(step, rule, session)
    if not isinstance(rule, Bdm | PriceList | TakeItOrLeaveIt):
        return {}
    counts = _number(session, name_in(step.id, WHICH_ROUND)) if rule.rounds > 1 else 1
    several = rule.rounds > 1
    what = of_round(counts, ROW if isinstance(rule, PriceList) else PRICE, several=several)
    found: dict[str, Any] = {"draw": name_in(step.id, what)} | ({"round": counts} if several else {})
    if isinstance(rule, PriceList):
        found["prices_minor"] = [Money.of(price, currency).minor for price in rule.prices]
    if isinstance(rule, Bdm):
        found |= {"bid_minor": _bid(step, session, counts), "ties": rule.ties}
        found |= {"pays": rule.pays, "trade": rule.trade}
    else:
        found["answers"] = _rows(step, rule, session, counts)
    return found


def _rows(step: Bidding, rule: PriceList | TakeItOrLeaveIt, session: Session, round_: int) -> list[str]:
    """What was answered in that round at each price that was asked, from the lowest up."""
    page = of_round(round_, LIST if isinstance(rule, PriceList) else OFFER, several=rule.rounds > 1)
    return list(session.answers.get(name_in(step.id, page), {}).get("list", {}).get("rows", ()))


def _sold(step: Bidding, rule: English, session: Session) -> dict[str, Any]:
    """Of open bids: the own paddle and the one that bid last; of several rounds which one counts, and why."""
    sales = [fact for fact in session.facts_of(Sale) if fact.bidding == step.id]
    if len(sales) != 1:
        raise ElicitationError(f"{step.id}: {len(sales)} sales were recorded.")
    sale = sale_from(sales[0].sale)
    found = {"paddle": sale.paddle(session.participant), "holder": sale.counting.holder}
    if rule.rounds == 1:
        return found
    share = _number(session, name_in(step.id, WHICH_ROUND))
    rest = rest_of_shares(rule, sale.counts, share)
    return found | {"round": sale.counts, "rounds": rule.rounds, "rest_of_shares": rest}


def _number(session: Session, purpose: str) -> int:
    """What the stream of that purpose drew; 0 where it was not drawn from."""
    return next((one.number for one in session.facts_of(Drawn) if one.purpose == purpose), 0)


def _bid(step: Bidding, session: Session, round_: int) -> int:
    """What was bid in that round. Raises ElicitationError if nothing was."""
    for fact in session.facts_of(Measured):
        here = fills(step, fact.measure, fact.levels) and fact.repetition == round_ - 1
        if here and "minor" in fact.value:
            return int(fact.value["minor"])
    raise ElicitationError(f"{step.id}: no bid was recorded.")
