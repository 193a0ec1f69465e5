"""In which order a participant meets the levels of each factor that varies within participants.

It follows from the study's secret and the participant's slot, as the condition does: whoever is resumed or
looked at again has the same one.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ikea_effect.protocol.models import Protocol
from ikea_effect.seeds import Stream, stream_key

Orders = dict[str, tuple[str, ...]]
"""{factor: its levels as a participant meets them}."""

PURPOSE = "order"
"""The first part of the name of every stream that draws an order."""


class Turn(NamedTuple):
    """A participant's turn among those whose orders are balanced together: their condition, and a number."""

    cell: str
    number: int


def orders_of(protocol: Protocol, secret: bytes, turn: Turn) -> Orders:
    """The orders of whoever has this turn (from 0) in a condition; nothing where no step is repeated.

    `latin` orders are balanced over the turns of each condition: among as many of them as there are rows (of
    all latin factors crossed), each row is met once; which of them when is drawn.
    """
    rules = protocol.orders
    levels = {factor: tuple(protocol.factors[factor].levels) for factor in rules}
    latin = [factor for factor, order in rules.items() if order == "latin"]
    rows = _row(secret, turn, {factor: balanced_orders(levels[factor]) for factor in latin})
    drawn = {
        factor: _stream(secret, f"{factor}.{turn.cell}.{turn.number}").shuffled(levels[factor])
        for factor, order in rules.items()
        if order == "random"
    }
    return levels | rows | drawn


def _row(secret: bytes, turn: Turn, squares: Mapping[str, Sequence[tuple[str, ...]]]) -> Orders:
    """The rows of one turn: the turns of a condition go through all of them, block after block."""
    if not squares:
        return {}
    rows = list(itertools.product(*squares.values()))
    block, place = divmod(turn.number, len(rows))
    shuffled = _stream(secret, f"{turn.cell}.block-{block}").shuffled(rows)
    return dict(zip(squares, shuffled[place], strict=True))


def _stream(secret: bytes, purpose: str) -> Stream:
    return Stream(stream_key(secret, "", f"{PURPOSE}.{purpose}"))


def balanced_orders(levels: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """The rows of a Latin square in which each level follows each other one equally often.

    As many rows as levels, or twice as many where their number is odd.
    Source: Williams (1949), Experimental designs balanced for the estimation of residual effects.
    """
    n = len(levels)
    first = [0, *(step for pair in zip(range(1, n), range(n - 1, 0, -1), strict=True) for step in pair)][:n]
    rows = [tuple(levels[(place + shift) % n] for place in first) for shift in range(n)]
    return tuple(rows) if n % 2 == 0 else (*rows, *(row[::-1] for row in rows))
