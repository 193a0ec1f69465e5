"""Prizes that depend on what others gave: who has won one, and whether the ledger pays what is promised."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from ikea_effect.money import Money
from ikea_effect.protocol.models import Protocol
from ikea_effect.protocol.prizes import Prize
from ikea_effect.record.ledger import Row
from ikea_effect.report.receipt import PRIZE
from ikea_effect.tasks.payment_rule import rounded_to, rules

Cells = Mapping[str, Any]
_JOINED = "+"
"""Between the measures whose mean decides; no name of a measure has it."""

_NOTE = re.compile(re.escape(PRIZE) + r"([^,]+), (\S+) (-?[0-9.]+)")


class Won(NamedTuple):
    """A prize, who has won it, what others gave on average, and the amount in minor units."""

    prize: str
    participant: str
    value: float
    minor: int

    def note(self, *measures: str) -> str:
        """What the ledger notes of it: what decided, and the value."""
        return f"{PRIZE}{self.prize}, {_JOINED.join(measures)} {self.value:.4g}"


def won(protocol: Protocol, rows: Sequence[Cells]) -> Iterator[Won]:
    """Every prize that has been won, by the wide table; of equally good ones each has a share."""
    for name, prize in protocol.payment.prizes.items():
        judged = [(str(row["participant"]), _mean(prize, row)) for row in rows if _runs(prize, row)]
        winners = list(_winners(prize, judged))
        for who, value in winners:
            share = _amount(protocol, prize, len(winners) if prize.best else 1)
            yield Won(name, who, value, share)


def _runs(prize: Prize, row: Cells) -> bool:
    """Whether the participant takes part in it, went to the end, and was judged."""
    here = all(row.get(factor) in prize.levels(factor) for factor in prize.only_in)
    given = all(row.get(measure) is not None for measure in prize.decided_by)
    return here and row.get("status") == "complete" and given


def _mean(prize: Prize, row: Cells) -> float:
    """What others gave: of several measures the mean, exact, so that equals are equal."""
    values = [Decimal(str(row[measure])) for measure in prize.decided_by]
    return float(sum(values) / len(values))


def _winners(prize: Prize, judged: Sequence[tuple[str, float]]) -> Iterator[tuple[str, float]]:
    if prize.best is not None:
        values = [value for _, value in judged]
        best = (max if prize.best == "highest" else min)(values, default=0.0)
        yield from ((who, value) for who, value in judged if value == best)
        return
    yield from ((who, value) for who, value in judged if _reached(prize, value))


def _reached(prize: Prize, value: float, noted: bool = False) -> bool:
    """Whether the value wins. One that was `noted` has four digits, and is held to a bound of as many."""
    bound = prize.at_least or Decimal(0) if prize.at_most is None else prize.at_most
    exact, bound = Decimal(str(value)), Decimal(f"{float(bound):.4g}") if noted else bound
    return exact >= bound if prize.at_most is None else exact <= bound


def _amount(protocol: Protocol, prize: Prize, among: int) -> int:
    """What one winner is paid, in the coins of the study; what does not divide stays in the box."""
    rule = rules(protocol.payment, protocol.currency)
    whole = Money.of(str(prize.amount), protocol.currency).minor
    if among > 1:
        coin = rule.coin or 1
        return whole // among // coin * coin
    return rounded_to(whole, rule.coin, rule.rounding) if rule.coin else whole


def entered(rows: Iterable[Row]) -> Iterator[tuple[str, Row]]:
    """The rows that pay a participant a prize, and which."""
    for row in rows:
        said = _NOTE.fullmatch(row.note)
        if said is not None and row.line.account == row.line.participant:
            yield said[1], row


def prize_problems(protocol: Protocol, rows: Iterable[Row]) -> Iterator[tuple[str, str]]:
    """Who is paid a prize otherwise than the protocol declares it: another one, another amount, or twice."""
    seen: set[tuple[str, str]] = set()
    for name, row in entered(rows):
        who, prize = row.line.participant, protocol.payment.prizes.get(name)
        paid = Money(row.line.amount_minor, protocol.currency)
        if prize is None:
            yield who, f"the ledger pays {who} the prize '{name}', which this study does not have."
        elif (name, who) in seen:
            yield who, f"the ledger pays {who} the prize '{name}' a second time."
        elif paid.minor > _amount(protocol, prize, 1) or not _holds(prize, row.note):
            yield who, f"the ledger pays {who} {paid} for the prize '{name}', which is not what it promises."
        seen.add((name, who))


def _holds(prize: Prize, note: str) -> bool:
    """Whether what is noted wins the prize; of the best, others would have to be known."""
    said = _NOTE.fullmatch(note)
    if said is None or said[2] != _JOINED.join(prize.decided_by):
        return False
    return prize.best is not None or _reached(prize, float(said[3]), noted=True)
