"""One participant's receipt as data: what payment.receipt_of says of it, and what a reader needs besides."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from ikea_effect.operations.settlement_sessions import Recorded
from ikea_effect.payment.entries import Line, goods_moved
from ikea_effect.payment.receipt_of import receipt
from ikea_effect.protocol.kinds.mechanisms.sealed_bids import Auction
from ikea_effect.protocol.kinds.steps.bidding import Bidding, biddings
from ikea_effect.protocol.mechanisms import Mechanism
from ikea_effect.protocol.models import Protocol
from ikea_effect.protocol.registry import rule_of
from ikea_effect.record.desks import secret_of
from ikea_effect.record.ledger import CLOSED, Row
from ikea_effect.record.study import Study
from ikea_effect.report.receipt import STOPPED
from ikea_effect.screens.facts_of_groups import CalledOff, Pending
from ikea_effect.seeds import CODE_SIGNS
from ikea_effect.tasks.bidding.real_steps import met
from ikea_effect.tasks.bidding.rounds import rest_of_shares
from ikea_effect.tasks.bidding.sealed_bids.groups import round_in
from ikea_effect.tasks.payment_rule import rules, show_up

KIND = "receipt of ikea-effect"
MARKS = {"simulated": "simulated: nothing is paid", "scripted": "scripted: nothing is paid"}
"""What every output of a study without people says behind its title."""


def marked(title: str, mode: str) -> str:
    """The title, and in parentheses that it is not about people, where that is so."""
    return f"{title} ({MARKS[mode]})" if mode in MARKS else title


def receipt_data(
    study: Study,
    protocol: Protocol,
    one: Recorded,
    rows: Sequence[Row],
    waits: Collection[str],
    terms: Mapping[tuple[str, str], dict[str, Any]],
) -> dict[str, Any]:
    """The receipt of one participant whose session ended.

    `rows` are the participant's own rows of the ledger, `waits` the steps that wait for others. `entry` is
    the last row, `booked` the last one but for a closing: that one is printed, and changes with what is paid.
    `terms` tell what held in the groups of the study.
    """
    lines = [row.line for row in rows]
    found = receipt(protocol, secret_of(study, one.began_with), one.session(), lines, study.name)
    own = [row for row in rows if row.line.account == one.participant]
    more = [{"reason": row.line.reason, "note": _note(protocol, row)} for row in own]
    return {
        "kind": KIND,
        "format": 2,
        "title": marked(f"Receipt of {one.participant} in study {study.name}", study.mode),
        "mode": study.mode,
        **found,
        **({"paid_by": "bank"} if protocol.payment.paid_by == "bank" else {}),
        **({"code_signs": CODE_SIGNS} if one.claim else {}),
        "study_title": protocol.title,
        "language": one.language,
        "began": one.began,
        "ended": one.ended,
        "journal": one.head,
        "entry": rows[-1].digest if rows else "",
        "booked": next((row.digest for row in reversed(rows) if row.line.reason != CLOSED), ""),
        "steps": _steps(protocol, one),
        "trades": [_named(protocol, trade) for trade in found["trades"]],
        "called_off": [fact.bidding for fact in one.session().facts_of(CalledOff)],
        "waited": [
            _waited(protocol, fact, lines, waits) | terms[one.participant, fact.bidding]
            for fact in _pending(one)
        ],
        "lines": [line | words for line, words in zip(found["lines"], more, strict=True)],
        "goods": {good: quantity for (_, good), quantity in goods_moved(lines).items()},
    }


def _note(protocol: Protocol, row: Row) -> str:
    """The reason of a correction; of who was stopped, only what is paid, since why may tell how they felt."""
    if not row.note.startswith(STOPPED):
        return row.note
    fee = show_up(rules(protocol.payment, protocol.currency))
    return STOPPED + {0: "nothing", fee: "show-up"}.get(row.line.amount_minor, "full")


def receipt_of_stopped(
    study: Study, protocol: Protocol, one: Recorded, rows: Sequence[Row], at: str
) -> dict[str, Any]:
    """The receipt of one participant who was stopped before the end: what is paid by hand, and no trade."""
    ended = one._replace(facts=(), answers={}, ended=at)
    found = receipt_data(study, protocol, ended, rows, (), {})
    found.pop("points", None)
    return found | {"stopped": True, "steps": []}


def _steps(protocol: Protocol, one: Recorded) -> list[str]:
    """The bidding steps that this participant meets and that can settle something: parts 1, 2, ..."""
    return list(met(protocol, one.condition, one.orders))


def _step(protocol: Protocol, name: str) -> Bidding:
    [step] = [step for step in biddings(protocol.timeline) if step.id == name]
    return step


def _named(protocol: Protocol, trade: Mapping[str, Any]) -> dict[str, Any]:
    return {"mechanism": rule_of(_step(protocol, trade["bidding"]).mechanism.kind), **trade}


def _pending(one: Recorded) -> list[Pending]:
    return list(one.session().facts_of(Pending))


def _waited(
    protocol: Protocol, fact: Pending, lines: Sequence[Line], waits: Collection[str]
) -> dict[str, Any]:
    """A bid or prediction that is settled with others': what it came to, or that it still waits."""
    step = _step(protocol, fact.bidding)
    own = [line for line in lines if line.reason == step.id and line.account == line.participant]
    group = next((line.group for line in own if line.group), "")
    found = {
        "bidding": step.id,
        "mechanism": step.mechanism.kind,
        "good": step.good,
        "target": getattr(step.mechanism, "target", ""),
        "amount_minor": fact.amount.minor,
        "waits": step.id in waits,
        "counts": fact.counts,
        "group": group,
        "bought": sum(line.quantity for line in own) > 0,
        "pays_minor": -sum(line.amount_minor for line in own),
    }
    return found | _round(step.mechanism, fact, group)


def _round(mechanism: Mechanism, bid: Pending, group: str) -> dict[str, Any]:
    """Of an auction in several rounds: every bid, and once it is settled the round that counts and why.

    The ledger names the round, so that it stands also if another member has withdrawn since.
    """
    if not isinstance(mechanism, Auction) or mechanism.rounds == 1:
        return {}
    found: dict[str, Any] = {"rounds": mechanism.rounds, "bids_minor": list(bid.bids_minor)}
    if round_ := round_in(group):
        found |= {"round": round_, "rest_of_shares": rest_of_shares(mechanism, round_, bid.round_share or 0)}
        found["amount_minor"] = bid.bids_minor[round_ - 1]
    return found


def as_json(found: Mapping[str, Any]) -> bytes:
    """The receipt's file: the same data, the same bytes."""
    return (json.dumps(found, indent=1, ensure_ascii=False, allow_nan=False) + "\n").encode()
