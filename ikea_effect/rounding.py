"""How a number is rounded for print: one rule for every output, so that equal values look equal."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, Decimal

from ikea_effect.language import language, written

_WIDE = Context(prec=400, rounding=ROUND_HALF_EVEN)
"""Room for the largest float with its decimals."""
_NOISE = Decimal("1e-13")
"""By how much, of 1 or of the value, sums in another order may miss the same decimal."""


def rounded(value: float, decimals: int) -> Decimal:
    """The value with so many decimals; half goes to the even digit, as in exact decimals.

    A float stands for its shortest decimal (0.945, not the 0.944999.. that it holds), and one that misses a
    half by its last digits only (0.9450000000000001) for that half: a mean is printed alike however its sum
    was formed.
    """
    exact, digit = Decimal(repr(float(value))), Decimal(1).scaleb(-decimals)
    halves = _WIDE.to_integral_value(_WIDE.divide(exact, digit / 2))
    half = _WIDE.multiply(halves, digit / 2)
    is_near = abs(_WIDE.subtract(exact, half)) <= _NOISE * max(Decimal(1), abs(exact))
    return _WIDE.quantize(half if is_near else exact, digit)


def fixed(value: float, decimals: int, thousands: bool = False) -> str:
    """The rounded value in digits, never "-0.00", with `thousands` grouped; its signs are the language’s."""
    found = rounded(value, decimals)
    return written(f"{abs(found) if found.is_zero() else found:{',' if thousands else ''}f}")


def p_digits(p: float, decimals: int = 3) -> str:
    """A p value with three decimals: ".031", "< .001", "> .999"; with a zero where a language has a comma."""
    least = Decimal(1).scaleb(-decimals)
    if p < least:
        return f"< {below_one(f'{least:f}')}"
    return f"> {below_one(f'{1 - least:f}')}" if p > 1 - least else below_one(f"{rounded(p, decimals):f}")


def below_one(number: str) -> str:
    """As APA prints it in English: without the zero, which no p can pass."""
    return number.removeprefix("0") if language() == "en" else written(number)


def p_said(p: float, decimals: int = 3) -> str:
    """The same in a sentence: "p = .031", "p < .001", "p > .999"."""
    digits = p_digits(p, decimals)
    return f"p {digits}" if digits[0] in "<>" else f"p = {digits}"
