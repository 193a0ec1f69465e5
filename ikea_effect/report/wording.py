"""How numbers become words: rounding happens here, and nowhere before."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

LANGUAGE = "en"
NOT_RECORDED = "not recorded"
MINUS = "\u2212"


def finite(value: Any) -> float | None:
    """The value as a float, or None where it is missing or no finite number."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return number if math.isfinite(number) else None


def number(value: Any, decimals: int = 2) -> str:
    """The value rounded for print, with a true minus sign and no "-0.00"."""
    found = finite(value)
    if found is None:
        return NOT_RECORDED
    text = f"{found:,.{decimals}f}"
    return text.removeprefix("-") if not text.strip("-0.,") else text.replace("-", MINUS)


def count(value: Any) -> str:
    """A whole number, or "not recorded"."""
    return number(value, 0)


def share(part: float, whole: float) -> str:
    """Part of a whole in percent; a dash where there is no whole."""
    return f"{100 * part / whole:.0f}%" if whole else "–"


def amount(value: Any, unit: str) -> str:
    """The value with its unit: "$0.75", "4.50", "63%"; means of money are rounded to minor units."""
    found = finite(value)
    if found is None:
        return NOT_RECORDED
    if unit == "share":
        return f"{number(100 * found, 1)}%"
    return currency(found, unit) if is_currency_code(unit) else number(found)


def is_currency_code(unit: str) -> bool:
    """Whether the unit is written like an ISO 4217 code."""
    return len(unit) == 3 and unit.isascii() and unit.isupper()


def currency(value: float, code: str) -> str:
    """An amount of money as the report's language writes it."""
    from babel.numbers import format_currency

    exact = Decimal(repr(float(value)))
    text = str(format_currency(exact, code, locale=LANGUAGE))
    bare = str(format_currency(abs(exact), code, locale=LANGUAGE))
    return bare if not any(sign in text for sign in "123456789") else text.replace("-", MINUS)


def span(limits: Sequence[Any] | None, unit: str) -> str:
    """Two limits: "$0.17 to $0.43"."""
    if not limits or len(limits) != 2 or finite(limits[0]) is None or finite(limits[1]) is None:
        return NOT_RECORDED
    return f"{amount(limits[0], unit)} to {amount(limits[1], unit)}"


def p_value(value: Any) -> str:
    """An exact p with three decimals: ".031", "< .001"."""
    found = finite(value)
    if found is None:
        return NOT_RECORDED
    if found < 0.001:
        return "< .001"
    return "1.000" if found >= 0.9995 else f"{found:.3f}".removeprefix("0")


def plural(n: int, one: str, many: str = "") -> str:
    """ "1 participant", "2 participants"."""
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def joined(words: Iterable[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    *most, last = list(words) or [""]
    return f"{', '.join(most)} and {last}" if most else last


def unlist(value: Any) -> str:
    """A recorded value as text, or "not recorded" where there is none."""
    return NOT_RECORDED if value is None or value == "" else str(value)


def spoken(name: str) -> str:
    """A declared name as words: "preference-fit" -> "preference fit"."""
    return name.replace("-", " ").replace("_", " ")


def sentence(text: str) -> str:
    """The text with a capital and a full stop."""
    text = text.strip()
    return text[:1].upper() + text[1:] + ("" if not text or text[-1] in ".!?" else ".")
