"""Named random streams: every draw of a study from one secret, none moved by another.

A stream's key is HMAC-SHA256(secret, 2 | participant | claim | purpose): the claim is another one each time
that an id takes part, so that nobody meets draws that were seen before. Its commitment, SHA-256 of the key,
can be shown before a draw matters; opening the key later lets anyone recompute that draw and no other.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from hashlib import sha256
from typing import Any, NamedTuple, TypeVar

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
    return sha256(f"ikea-effect|{protocol}|{seed}".encode()).digest()


def stream_key(secret: bytes, participant: str, purpose: str, claim: str = "") -> bytes:
    """The key of one named stream, 32 bytes.

    Without a claim the key is of format 1: participant | purpose. That holds for sessions recorded before
    there were claims, for the study's own streams, and for what only simulates. No part may hold a bar.
    """
    parts = (str(KEY_FORMAT), participant, claim, purpose) if claim else (participant, purpose)
    return keyed_hash(secret, "|".join(parts))


def keyed_hash(secret: bytes, message: str) -> bytes:
    """HMAC-SHA256 (RFC 2104), 32 bytes.

    A session takes some two hundred: with hmac.digest, which looks for its algorithm each time, these were a
    tenth of a simulated session.
    """
    inner, outer = _of_secret(secret)
    return sha256(outer + sha256(inner + message.encode()).digest()).digest()


class _Padded(NamedTuple):
    """A key as the two hashes of an HMAC begin with it."""

    inner: bytes
    outer: bytes


_WORDS = 1 << 64
"""How many words a stream may give."""

_MANY = 3
"""From this word of a stream on its hashes go on from the key, which is slower for fewer words."""

_BLOCK = 64
"""Bytes that SHA-256 takes at a time: a key is padded to as many, and a longer one hashed first."""

_INNER, _OUTER = (bytes(sign ^ pad for sign in range(256)) for pad in (0x36, 0x5C))


def _padded(key: bytes) -> _Padded:
    whole = (sha256(key).digest() if len(key) > _BLOCK else key).ljust(_BLOCK, b"\0")
    return _Padded(whole.translate(_INNER), whole.translate(_OUTER))


_of_secret = functools.lru_cache(maxsize=4)(_padded)
"""A study has one secret, and a simulated participant one more."""


def scaled(wide: int, n: int) -> int:
    """A wide draw as a whole number in 0..n-1; for n far below 2**53 each is equally likely."""
    return wide * n >> 53


def code_of(commitment: str, signs: int = CODE_SIGNS) -> str:
    """The code that stands on screens and receipts for a commitment: its first signs, in groups of four."""
    return " ".join(commitment[start : start + 4] for start in range(0, signs, 4))


class Stream:
    """A sequence of draws from one key: HMAC-SHA256(key, counter), reduced by rejection."""

    __slots__ = ("_begun", "_counter", "_padded", "key")

    def __init__(self, key: bytes) -> None:
        self.key = key
        self._counter = 0
        self._padded: _Padded | None = None  # of a stream that is only named nothing is drawn
        self._begun: tuple[Any, Any] | None = None

    @property
    def commitment(self) -> str:
        """SHA-256 of the key, hex: what is shown before the draw."""
        return sha256(self.key).hexdigest()

    @property
    def code(self) -> str:
        """The beginning of the commitment, as people read it: "02c7 e636 99ab 10ff ..."."""
        return code_of(self.commitment)

    def _word(self) -> int:
        counter = self._counter.to_bytes(8, "big")
        self._counter += 1
        if self._padded is None:
            self._padded = _padded(self.key)
        if self._begun is not None:
            inner, outer = self._begun[0].copy(), self._begun[1].copy()
            inner.update(counter)
            outer.update(inner.digest())
            return int.from_bytes(outer.digest()[:8], "big")
        if self._counter == _MANY:
            self._begun = sha256(self._padded.inner), sha256(self._padded.outer)
        digest = sha256(self._padded.outer + sha256(self._padded.inner + counter).digest()).digest()
        return int.from_bytes(digest[:8], "big")

    def below(self, n: int) -> int:
        """A whole number in 0..n-1, each equally likely. Raises ValueError if n < 1."""
        if n < 1:
            raise ValueError(f"cannot draw one of {n}")
        while True:
            word = self._word()
            found = word % n
            if word - found <= _WORDS - n:  # the last words, too few for all n, are not used
                return found

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
        order, below = list(items), self.below
        for last in range(len(order) - 1, 0, -1):
            other = below(last + 1)
            order[last], order[other] = order[other], order[last]
        return tuple(order)
