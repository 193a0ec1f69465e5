"""Tries of a station's code: after three wrong ones it is asked again only after a while."""

from __future__ import annotations

import hmac
import math
import time
from collections.abc import Callable

TRIES = 3
"""Wrong codes in a row until it locks: whoever mistypes has two more."""

FIRST_S, LONGEST_S = 30.0, 480.0
"""How long it locks at first, and at most; doubled each time. Four signs are then not guessed in a session,
and an experimenter whom a participant locked out waits eight minutes at most."""


class CodeLock:
    """One for the whole of a session, so that to close the question and ask again is no new beginning."""

    def __init__(self, code: str, clock_s: Callable[[], float] = time.monotonic) -> None:
        self.code, self.clock_s = code, clock_s
        self.wrong = 0
        self.tell: Callable[[], None] | None = None
        """Told of each wrong code, so that it is kept."""
        self._until_s = 0.0

    def opens(self, typed: str) -> bool:
        """Whether this is the code; the third wrong one in a row locks."""
        if hmac.compare_digest(typed.encode("utf-8", "replace"), self.code.encode()):
            self.wrong = 0
            return True
        self.wrong += 1
        self._lock_at_the_last_try()
        if self.tell:
            self.tell()
        return False

    def _lock_at_the_last_try(self) -> None:
        if self.wrong and self.wrong % TRIES == 0:
            times = self.wrong // TRIES - 1
            self._until_s = self.clock_s() + min(LONGEST_S, FIRST_S * 2 ** min(times, 10))

    def go_on_from(self, wrong: int) -> None:
        """Goes on where another program left it: with so many wrong codes in a row, or those counted here.

        Where that program had locked it, it is locked anew: to start the program again shortens no wait.
        """
        if wrong > self.wrong:
            self.wrong = wrong
            self._lock_at_the_last_try()

    def remaining_s(self) -> int:
        """For how many seconds no code is taken; 0 where one is."""
        return max(0, math.ceil(self._until_s - self.clock_s()))
