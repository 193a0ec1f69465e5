"""Slots: the numbered places of a study. Which condition a slot holds follows from the secret alone."""

from __future__ import annotations

import itertools
from typing import Any

from ikea_effect.assignment.blocks import permuted_blocks
from ikea_effect.protocol.models import Condition, Protocol
from ikea_effect.seeds import Stream, stream_key

PURPOSE = "assignment"

MOST = 1_000_000
"""No study has so many places; a journal that names a higher one was written by hand."""


def slot_conditions(protocol: Protocol, secret: bytes, first: int, count: int) -> list[Condition]:
    """The conditions of slots first .. first + count - 1 (from 0)."""
    stream = Stream(stream_key(secret, "", PURPOSE))
    sequence = permuted_blocks(protocol.conditions, protocol.assignment.block_sizes, stream)
    return list(itertools.islice(sequence, first, first + count))


class Slots:
    """The conditions of a study's slots, each worked out once, however often it is asked for."""

    def __init__(self, protocol: Protocol, secret: bytes) -> None:
        stream = Stream(stream_key(secret, "", PURPOSE))
        self._sequence = permuted_blocks(protocol.conditions, protocol.assignment.block_sizes, stream)
        self._known: list[Condition] = []

    def condition(self, slot: Any) -> Condition | None:
        """The condition of a slot (from 0), or None for what is no slot of any study."""
        if type(slot) is not int or not 0 <= slot < MOST:
            return None
        missing = slot + 1 - len(self._known)
        self._known += itertools.islice(self._sequence, max(missing, 0))
        return self._known[slot]


def slot_condition(protocol: Protocol, secret: bytes, slot: int) -> Condition:
    """The condition of one slot (from 0)."""
    return slot_conditions(protocol, secret, slot, 1)[0]
