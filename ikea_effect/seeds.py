"""Named random streams: every draw of a study from one secret, none moved by another.

A stream's key is HMAC-SHA256(secret, 2 | participant | claim | purpose): the claim is another one each time
that an id takes part, so that nobody meets draws that were seen before. Its commitment, SHA-256 of the key,
can be shown before a draw matters; opening the key later lets anyone recompute that draw and no other.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")

KEY_FORMAT = 2
"""How keys are made from the secret, as a session's first event names it."""

CODE_SIGNS = 32
"""How many hexadecimal signs of a commitment are shown.

128 bits: another key that fits a code takes about 2**128 tries, two keys with one code that are prepared
beforehand about 2**64. With the 16 signs of format 1 the latter takes 2**32: minutes.
"""

CODE_SIGNS_BEFORE = 16
"""How many were shown in sessions of format 1."""


def secret_from_seed(seed: int, protocol: str) -> bytes:
    """The 32-byte secret of a simulated study: the same for the same seed and protocol id.

    The study's name does not enter: the same seed gives the same data, whatever the study is called.
    """
    return hashlib.sha256(f"ikea-effect|{protocol}|{seed}".encode()).digest()


def stream_key(secret: bytes, participant: str, purpose: str, claim: str = "") -> bytes:
    """The key of one named stream, 32 bytes.

    Without a claim the key is of format 1: participant | purpose. That holds for sessions recorded before
    there were claims, for the study's own streams, and for what only simulates. No part may hold a bar.
    """
    parts = (str(KEY_FORMAT), participant, claim, purpose) if claim else (participant, purpose)
    return hmac.digest(secret, "|".join(parts).encode(), "sha256")


def scaled(wide: int, n: int) -> int:
    """A wide draw as a whole number in 0..n-1; for n far below 2**53 each is equally likely."""
    return wide * n >> 53


def code_of(commitment: str, signs: int = CODE_SIGNS) -> str:
    """The code that stands on screens and receipts for a commitment: its first signs, in groups of four."""
    return " ".join(commitment[start : start + 4] for start in range(0, signs, 4))


class Stream:
    """A sequence of draws from one key: HMAC-SHA256(key, counter), reduced by rejection."""

    __slots__ = ("_counter", "key")

    def __init__(self, key: bytes) -> None:
        self.key = key
        self._counter = 0

    @property
    def commitment(self) -> str:
        """SHA-256 of the key, hex: what is shown before the draw."""
        return hashlib.sha256(self.key).hexdigest()

    @property
    def code(self) -> str:
        """The beginning of the commitment, as people read it: "02c7 e636 99ab 10ff ..."."""
        return code_of(self.commitment)

    def _word(self) -> int:
        digest = hmac.digest(self.key, self._counter.to_bytes(8, "big"), "sha256")
        self._counter += 1
        return int.from_bytes(digest[:8], "big")

    def below(self, n: int) -> int:
        """A whole number in 0..n-1, each equally likely. Raises ValueError if n < 1."""
        if n < 1:
            raise ValueError(f"cannot draw one of {n}")
        limit = (1 << 64) - (1 << 64) % n
        while (word := self._word()) >= limit:
            pass
        return word % n

    def wide(self) -> int:
        """A whole number below 2**53: to rank by, or to scale to a range that is known only later."""
        return self._word() >> 11

    def uniform(self) -> float:
        """A number in [0, 1) with 53 random bits."""
        return self.wide() / (1 << 53)

    def choice(self, items: Sequence[T]) -> T:
        """One of the items, each equally likely."""
        return items[self.below(len(items))]

    def shuffled(self, items: Sequence[T]) -> tuple[T, ...]:
        """The items in a random order (Fisher-Yates)."""
        order = list(items)
        for last in range(len(order) - 1, 0, -1):
            other = self.below(last + 1)
            order[last], order[other] = order[other], order[last]
        return tuple(order)
