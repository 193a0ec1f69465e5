"""What a journal tells of draws, bids and purchases must follow from its keys and from what was answered.

A chain can be made anew by whoever can write the file. What the secret draws and the replies say cannot be
made to fit something else so easily: every fact that decides about money is derived from them again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ikea_effect.errors import ElicitationError
from ikea_effect.money import Money
from ikea_effect.operations.settlement_sessions import Recorded
from ikea_effect.payment.payout import Session
from ikea_effect.payment.receipt_of import receipt
from ikea_effect.payment.redraw import draws_and_trades
from ikea_effect.protocol.kinds.mechanisms.double_bounded import DoubleBounded
from ikea_effect.protocol.kinds.mechanisms.english import English
from ikea_effect.protocol.kinds.mechanisms.prediction import Prediction
from ikea_effect.protocol.kinds.mechanisms.price_list import PriceList
from ikea_effect.protocol.kinds.mechanisms.sealed_bids import Auction
from ikea_effect.protocol.kinds.mechanisms.take_it_or_leave_it import TakeItOrLeaveIt
from ikea_effect.protocol.kinds.steps.bidding import Bidding, biddings
from ikea_effect.protocol.models import Protocol
from ikea_effect.protocol.timeline import fills
from ikea_effect.record.desks import Drawings
from ikea_effect.seeds import Stream, stream_key
from ikea_effect.tasks.bidding.names import (
    AMOUNT,
    GROUP,
    LIST,
    OFFER,
    OTHER,
    PRICE,
    WHICH_ROUND,
    WHICH_STEP,
    of_round,
)
from ikea_effect.tasks.bidding.real_steps import met, that_counts
from ikea_effect.tasks.bidding.rounds import draw_round_share
from ikea_effect.tasks.bidding.sealed_bids.rule import draw_rank, draw_share
from ikea_effect.tasks.bidding.yes_or_no.rule import bounds, prices
from ikea_effect.tasks.names import name_in

Data = Mapping[str, Any]


def draw_problems(
    drawings: Drawings, protocol: Protocol, recorded: Mapping[str, Recorded]
) -> Iterator[tuple[str, str]]:
    """Whose facts about money do not follow from keys and answers, and the first that does not."""
    for who, one in recorded.items():
        if one.ended is None:
            continue
        try:
            problem = next(_problems(protocol, drawings.of(one.began_with).secret, one), None)
        except (ElicitationError, KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
            problem = f"a fact cannot be read ({error})."
        if problem is not None:
            yield who, f"{who}.jsonl does not hold: {problem} Restore a copy."


def _problems(protocol: Protocol, secret: bytes, one: Recorded) -> Iterator[str]:
    session = one.session()
    found = receipt(protocol, secret, session, (), "")
    yield from draws_and_trades(found["draws"], found["trades"])
    telling = _Telling(protocol, secret, session)
    yield from telling.counting()
    for step in biddings(protocol.timeline):
        yield from telling.amounts(step)
        yield from telling.waiting(step)


class _Telling:
    """One session's facts beside what the secret and the answers give."""

    def __init__(self, protocol: Protocol, secret: bytes, session: Session) -> None:
        self.protocol, self.secret, self.session = protocol, secret, session
        self.told: dict[str, list[Data]] = {}
        for told in session.facts:
            self.told.setdefault(told.fact.kind, []).append(told.fact.data)

    def stream(self, purpose: str) -> Stream:
        """The participant's stream of that name."""
        return Stream(stream_key(self.secret, self.session.participant, purpose, self.session.claim))

    def of(self, kind: str, step: str) -> list[Data]:
        """The facts of one kind about one step."""
        return [data for data in self.told.get(kind, ()) if data["bidding"] == step]

    def money(self, minor: int) -> Data:
        """The amount as a journal keeps it."""
        return {"minor": minor, "currency": self.protocol.currency}

    # --- which step counts, and that each is settled once ---

    def counting(self) -> Iterator[str]:
        """Whether every settlement says rightly whether it counts, and there is one at most for a step."""
        real = met(self.protocol, self.session.condition, self.session.orders)
        counts = that_counts(self.protocol.payment.binding, real, lambda: self.stream(WHICH_STEP))
        several = counts is not None
        settled = [*self.told.get("settled", ()), *self.told.get("pending", ())]
        for data in settled:
            name = data["bidding"]
            if name not in real or [one["bidding"] for one in settled].count(name) > 1:
                yield f"{name}: it cannot be settled, or not twice."
            if data.get("binding", not several) != (name == counts or not several):
                yield f"{name}: it says wrongly whether it counts."
            endowment = self.money(self.protocol.money(self.protocol.payment.endowment).minor)
            if data.get("endowment", endowment) != endowment:
                yield f"{name}: the endowment is another one."
        for data in self.told.get("drawn", ()):
            if data["purpose"] == WHICH_STEP and (not several or data["bidding"] != counts):
                yield f"binding: {data['bidding']} is said to be drawn, but {counts} was."

    # --- what was bid ---

    def amounts(self, step: Bidding) -> Iterator[str]:
        """Whether what is measured is what was answered."""
        if isinstance(step.mechanism, DoubleBounded | English):
            return
        for data in self.measured(step):
            if data["value"] != (answered := self.answered(step, data["repetition"] + 1)):
                yield f"{step.id}: {_said(answered)} was answered, but {_said(data['value'])} is measured."

    def measured(self, step: Bidding) -> list[Data]:
        """What is measured in a step; a measure is filled by one step for each participant."""
        if not step.reaches(dict(self.session.condition)):
            return []
        return [
            data
            for data in self.told.get("measured", ())
            if fills(step, data["measure"], data.get("levels", {}))
        ]

    def answered(self, step: Bidding, round_: int) -> Data | None:
        """The value that the answers of a round give, as it is measured; None where nothing was answered."""
        rule, currency = step.mechanism, self.protocol.currency
        several = getattr(rule, "rounds", 1) > 1

        def named(name: str) -> str:
            return name_in(step.id, of_round(round_, name, several=several))

        if not isinstance(rule, PriceList | TakeItOrLeaveIt):
            given = self.session.answers.get(named(AMOUNT))
            return None if given is None else self.money(given["amount"])
        listed = isinstance(rule, PriceList)
        given = self.session.answers.get(named(LIST if listed else OFFER))
        if given is None:
            return None
        if isinstance(rule, PriceList):
            return bounds(prices(rule, currency), given["list"]["rows"], rule.inconsistent).as_data()
        [drawn] = [one for one in self.told["drawn"] if one["purpose"] == named(PRICE)]
        return bounds([Money(drawn["minor"], currency)], given["list"]["rows"]).as_data()

    # --- what waits for others ---

    def waiting(self, step: Bidding) -> Iterator[str]:
        """Whether what waits for others is what was bid, with the rank and shares that the keys draw."""
        rule = step.mechanism
        for data in self.of("pending", step.id):
            bids = [one["value"]["minor"] for one in self._in_order(step)]
            due: dict[str, Any] = {"bidding": step.id, "amount": self.money(bids[0])}
            drawn: dict[str, Data] = {}
            if isinstance(rule, Auction):
                stream = self.stream(name_in(step.id, GROUP))
                due |= {"rank": draw_rank(stream), "share": draw_share(rule, stream)}
                drawn = {name_in(step.id, GROUP): {"value": due["rank"], "share": due["share"]}}
                if rule.rounds > 1:
                    share = draw_round_share(rule, self.stream(name_in(step.id, WHICH_ROUND)))
                    due |= {"bids_minor": bids, "round_share": share}
                    drawn[name_in(step.id, WHICH_ROUND)] = {"value": share}
            elif isinstance(rule, Prediction):
                due |= {"rank": self.stream(name_in(step.id, OTHER)).wide(), "share": 0}
                drawn = {name_in(step.id, OTHER): {"value": due["rank"]}}
            yield from _differing(step.id, data, due)
            yield from self._sealed(drawn)
            if len(bids) != getattr(rule, "rounds", 1):
                yield f"{step.id}: {len(bids)} bids were made."

    def _in_order(self, step: Bidding) -> Sequence[Data]:
        return sorted(self.measured(step), key=lambda data: int(data["repetition"]))

    def _sealed(self, drawn: Mapping[str, Data]) -> Iterator[str]:
        """Whether each draw is told once, as it was drawn."""
        for purpose, due in drawn.items():
            told = [data for data in self.told.get("drawn", ()) if data["purpose"] == purpose]
            if len(told) != 1 or any(told[0].get(part) != value for part, value in due.items()):
                yield f"{purpose}: the key gives {due}, but the journal says {told}."


def _differing(name: str, told: Data, due: Data) -> Iterator[str]:
    """What the fact says otherwise than it has to."""
    for part in sorted({*told, *due} - {"binding"}):
        if told.get(part) != due.get(part):
            yield f"{name}: {part} is {due.get(part)} by bids and keys, but {told.get(part)} waits."


def _said(value: Data | None) -> str:
    return "nothing" if value is None else str(value.get("minor", dict(value)))
