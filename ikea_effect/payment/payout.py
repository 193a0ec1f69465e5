"""A whole study settled: the facts of its sessions in, the ledger's new lines out; the same each time.

Trades of one session are carried out as its facts say. Bids of an auction wait until their group is full,
predictions until the study is closed. What the ledger says already is not posted again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple, TypeVar

from ikea_effect.collector import collector_paused
from ikea_effect.errors import ElicitationError
from ikea_effect.payment.entries import Line, groups, post, posted
from ikea_effect.protocol.goods import ChosenGood
from ikea_effect.protocol.kinds.mechanisms.prediction import Prediction
from ikea_effect.protocol.kinds.mechanisms.sealed_bids import Auction
from ikea_effect.protocol.kinds.steps.bidding import Bidding, biddings
from ikea_effect.protocol.models import Protocol
from ikea_effect.protocol.timeline import fills
from ikea_effect.screens.every_fact import fact_of
from ikea_effect.screens.facts import Drawn, Fact, Measured, Settled
from ikea_effect.screens.facts_of_groups import Pending as Waits
from ikea_effect.screens.facts_of_points import Earned
from ikea_effect.tasks.bidding.names import WHICH_STEP
from ikea_effect.tasks.bidding.real_steps import met
from ikea_effect.tasks.bidding.sealed_bids.groups import Pending, settle_groups, settle_predictions
from ikea_effect.tasks.payment_rule import Account, Rules, Trade, entries, rules

F = TypeVar("F")


class Told(NamedTuple):
    """One fact of a session, and when it was (ISO 8601)."""

    fact: Fact
    at: str

    @classmethod
    def read(cls, kind: str, data: Mapping[str, Any], at: str) -> Told:
        """What an event of the journal tells. Raises as `fact_of` does."""
        return cls(fact_of(kind, data), at)


class Session(NamedTuple):
    """A session that has ended. `answers` are the values of bids and rows by the page that asked for them.

    `slot` is the participant's place in the study; it orders the bids that wait. `claim` enters the keys.
    `orders` are those in which the levels of factors that vary within participants were met.
    """

    participant: str
    condition: Mapping[str, str]
    facts: Sequence[Told]
    answers: Mapping[str, Any] = MappingProxyType({})
    slot: int | None = None
    claim: str = ""
    orders: Mapping[str, Sequence[str]] = MappingProxyType({})

    def facts_of(self, kind: type[F]) -> Iterator[F]:
        """The facts of one kind, in order."""
        return (told.fact for told in self.facts if isinstance(told.fact, kind))


class Payout(NamedTuple):
    """The lines to add to the ledger, and the participants whose group or prediction still waits, by step."""

    lines: list[Line]
    waiting: dict[str, list[str]]


def pay(
    protocol: Protocol, sessions: Iterable[Session], before: Sequence[Line] = (), closed: bool = False
) -> Payout:
    """Settles everything that can be settled now. `closed`: no more sessions will come."""
    with collector_paused():
        return _pay(protocol, sessions, before, closed)


def _pay(protocol: Protocol, sessions: Iterable[Session], before: Sequence[Line], closed: bool) -> Payout:
    ended = sorted(sessions, key=lambda session: session.participant)
    steps = {step.id: step for step in biddings(protocol.timeline)}
    rule = rules(protocol.payment, protocol.currency)
    trades = {session.participant: _own_trades(session, steps) for session in ended}
    waiting: dict[str, list[str]] = {}
    for step in steps.values():
        if not isinstance(step.mechanism, Auction | Prediction):
            continue
        pending = [bid for session in ended for bid in pending_in(session, step.id)]
        if isinstance(step.mechanism, Auction):
            still = _auction(protocol, step, step.mechanism, pending, trades, before, closed)
        else:
            still = _predictions(protocol, step, step.mechanism, pending, trades, ended, closed)
        if still:
            waiting[step.id] = still
    found = (
        entry
        for session in ended
        for entry in entries(
            _rule_met(rule, session, protocol), _account(session, trades[session.participant])
        )
    )
    return Payout(post(found, protocol.currency, before), waiting)


def _own_trades(session: Session, steps: Mapping[str, Bidding]) -> list[Trade]:
    """What the session itself settled."""
    found = []
    for fact in session.facts_of(Settled):
        quantity = 1 if fact.bought else -1 if fact.sold else 0
        good = good_in(session, steps[fact.bidding]) if fact.bidding in steps else ""
        found.append(Trade(fact.bidding, good, quantity, fact.pays.minor if quantity else 0))
    return found


def good_in(session: Session, step: Bidding) -> str:
    """The good that the session bid on in the step: the one that is named, or the one that was chosen.

    Raises: ElicitationError if no answer has chosen one of those that can be chosen.
    """
    good: Any = step.good
    if not isinstance(good, ChosenGood):
        return step.good
    answers = [fact for fact in session.facts_of(Measured) if fact.measure == good.chosen_by]
    here = {tuple(fact.levels.values()): fact.value for fact in answers}
    chosen = here.get(tuple(step.levels.values()), here.get(()))
    if chosen not in good.among:
        raise ElicitationError(f"Step {step.id}: no good was chosen. Restore a copy of the journal.")
    return str(chosen)


def pending_in(session: Session, bidding: str) -> list[Pending]:
    """The session's bid or prediction in the step, where it waits for others."""
    condition = ",".join(f"{factor}={level}" for factor, level in session.condition.items())
    return [
        Pending(
            session.participant,
            bidding,
            fact.amount.minor,
            fact.rank,
            fact.share,
            _order(session.slot),
            condition,
            tuple(fact.bids_minor),
            fact.round_share or 0,
            fact.counts,
        )
        for fact in session.facts_of(Waits)
        if fact.bidding == bidding
    ]


def _order(slot: int | None) -> str:
    """What sorts bids into groups: the place that was given when the session began.

    No clock: those of several desks differ, and one can be set back. Without a place, names decide.
    """
    return "" if slot is None else f"{slot:012}"


def _auction(
    protocol: Protocol,
    step: Bidding,
    auction: Auction,
    pending: Sequence[Pending],
    trades: dict[str, list[Trade]],
    before: Sequence[Line],
    closed: bool,
) -> list[str]:
    """Adds the group results to the trades; returns who still waits."""
    formed, there = groups(before, step.id), posted(before)
    for participant, group in formed.items():
        if participant in trades:
            minor, quantity = there[participant, step.id]
            trades[participant].append(Trade(step.id, step.good, quantity, -minor, group))
    settled = settle_groups(auction, protocol.currency, pending, closed, formed)
    for result in settled.results:
        trade = Trade(step.id, step.good, int(result.bought), result.pays, result.kept)
        trades[result.participant].append(trade)
    return [bid.participant for bid in settled.waiting]


def _predictions(
    protocol: Protocol,
    step: Bidding,
    mechanism: Prediction,
    pending: Sequence[Pending],
    trades: dict[str, list[Trade]],
    ended: Sequence[Session],
    closed: bool,
) -> list[str]:
    """Adds what predictions earn to the trades; returns who still waits."""
    if not closed:
        return [guess.participant for guess in pending]
    [other] = [one for one in biddings(protocol.timeline) if one.id == mechanism.of]
    bids = _bids((session for session in ended if other.reaches(dict(session.condition))), other)
    for participant, earned in settle_predictions(mechanism, protocol.currency, pending, bids).items():
        trades[participant].append(Trade(step.id, "", 0, -earned.minor, earned.group(step.id)))
    return []


def _bids(ended: Iterable[Session], step: Bidding) -> dict[str, int]:
    """The bids of those who met a step, in minor units; a measure is filled by one step for each of them."""
    found: dict[str, int] = {}
    for session in ended:
        for fact in session.facts_of(Measured):
            if fills(step, fact.measure, fact.levels):
                if "minor" not in fact.value:
                    raise ElicitationError(f"Predictions need bids, but {step.measure} holds bounds.")
                found.setdefault(session.participant, fact.value["minor"])
    return found


def _rule_met(rule: Rules, session: Session, protocol: Protocol) -> Rules:
    """The rule as this participant met it: who came to one real step only has nothing to draw from."""
    if rule.binding == "all":
        return rule
    several = len(met(protocol, session.condition)) > 1
    return rule if several else rule._replace(binding="all")


def _account(session: Session, trades: Sequence[Trade]) -> Account:
    """The participant's trades, points and drawn step; who ended before the last step was told which counts.

    The draw is told after the last step. Before, each settlement, and each bid that waits, says whether it
    counts.
    """
    drawn: str | None = None
    points = 0
    for told in session.facts:
        fact = told.fact
        if isinstance(fact, Drawn) and fact.purpose == WHICH_STEP:
            drawn = fact.bidding
        elif isinstance(fact, Settled | Waits) and fact.binding is not None and not drawn:
            drawn = fact.bidding if fact.binding else ""
        elif isinstance(fact, Earned):
            points += fact.points
    return Account(session.participant, tuple(trades), points, drawn)
