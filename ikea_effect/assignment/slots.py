"""Slots: the numbered places of a study. Which condition a slot holds follows from the secret alone."""

from __future__ import annotations

import itertools

from ikea_effect.assignment.blocks import permuted_blocks
from ikea_effect.protocol.models import Condition, Protocol
from ikea_effect.seeds import Stream, stream_key

PURPOSE = "assignment"


def slot_conditions(protocol: Protocol, secret: bytes, first: int, count: int) -> list[Condition]:
    """The conditions of slots first .. first + count - 1 (from 0)."""
    stream = Stream(stream_key(secret, "", PURPOSE))
    sequence = permuted_blocks(protocol.conditions, protocol.assignment.block_sizes, stream)
    return list(itertools.islice(sequence, first, first + count))


def slot_condition(protocol: Protocol, secret: bytes, slot: int) -> Condition:
    """The condition of one slot (from 0)."""
    return slot_conditions(protocol, secret, slot, 1)[0]
