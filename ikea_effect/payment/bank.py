"""Numbers of bank accounts: nothing that this program keeps may hold one."""

from __future__ import annotations

import re

_LIKE_ONE = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}(?:[ -]?[A-Za-z0-9]){11,30}(?![A-Za-z0-9])")
_SHORTEST = 15
"""Norway's."""


def holds_iban(text: str) -> bool:
    """Whether the text holds an IBAN, however it is spaced: its check digits hold (ISO 7064, MOD 97-10)."""
    for match in _LIKE_ONE.finditer(text):
        signs = re.sub(r"[ -]", "", match[0]).upper()
        # words may follow a number with no more than a space between
        if any(_holds(signs[:length]) for length in range(_SHORTEST, len(signs) + 1)):
            return True
    return False


def _holds(iban: str) -> bool:
    turned = iban[4:] + iban[:4]
    return int("".join(str(int(sign, 36)) for sign in turned)) % 97 == 1
