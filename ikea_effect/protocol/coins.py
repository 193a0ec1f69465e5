"""The smallest coin that a lab can get: of its currency, and of its country."""

from __future__ import annotations

from collections.abc import Mapping

_NO_CENTS = frozenset({"NL", "BE", "FI", "IE", "IT", "SK", "EE", "LT"})
"""Countries with the euro whose shops round to 5 cents: a lab gets no coins of 1 and 2 cents there."""

_SMALLEST: Mapping[str, int] = {
    "CHF": 5, "CAD": 5, "AUD": 5, "NZD": 10, "SEK": 100, "NOK": 100, "DKK": 50, "HUF": 500, "CZK": 100,
}  # fmt: skip
"""The smallest coin of a currency, where its exponent does not tell."""


def smallest_coin(currency: str, country: str = "") -> int:
    """The smallest coin that a lab in the country can get, in minor units."""
    if currency == "EUR":
        return 5 if country in _NO_CENTS else 1
    return _SMALLEST.get(currency, 1)


def country_of(said: str | None, language: str) -> str:
    """The lab's country: as it says, else that of a language that is spoken in few."""
    return said or {"nl": "NL", "fi": "FI", "it": "IT"}.get(language, "")
