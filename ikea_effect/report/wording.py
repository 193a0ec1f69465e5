"""How numbers become words: they are rounded here, and nowhere before."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from ikea_effect.language import anew, language, phrase, say
from ikea_effect.language import name as name_of
from ikea_effect.report.origins import END, Computed, tagged
from ikea_effect.rounding import fixed, p_digits, rounded

MINUS = "\u2212"
MONTHS = tuple(map(phrase, (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)))  # fmt: skip


def not_recorded() -> str:
    """What stands where the record has nothing."""
    return say("not recorded")


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
        return not_recorded()
    return tagged(value, fixed(found, decimals, thousands=True).replace("-", MINUS))


def percent(value: Any, decimals: int = 0) -> str:
    """The share in percent, without the sign: "95"."""
    found = finite(value)
    return not_recorded() if found is None else tagged(value, number(100 * found, decimals))


def count(value: Any) -> str:
    """A whole number, or "not recorded"."""
    return number(value, 0)


COUNTED = {
    "pairs": (phrase("pair"), phrase("pairs")),
    "pieces": (phrase("piece"), phrase("pieces")),
    "values": (phrase("value"), phrase("values")),
}
"""What an n may be of, beside participants."""


def n_counted(n: Any, of: Any) -> str:
    """ "26" participants, "26 pairs"; or "not recorded"."""
    words = COUNTED.get(str(of))
    return count(n) if words is None or finite(n) is None else plural(n, *words)


def share(part: float, whole: float) -> str:
    """Part of a whole in percent; a dash where there is no whole. 100% is the whole, and nothing less."""
    if not whole:
        return "–"
    percent = f"{fixed(100 * part / whole, 0)}%"
    said = ">99%" if percent == "100%" and part < whole else percent
    if isinstance(part, Computed) and isinstance(whole, Computed):
        return tagged(Computed(part / whole, f"{part.id} / {whole.id}"), said)
    return said


def amount(value: Any, unit: str) -> str:
    """The value with its unit: "$0.75", "4.50", "63%"; means of money are rounded to minor units."""
    found = finite(value)
    return not_recorded() if found is None else tagged(value, _amount(found, unit))


def _amount(found: float, unit: str, more: int = 0) -> str:
    """The value in its unit, with `more` decimals than it is printed with."""
    if unit == "share":
        return f"{number(100 * found, 1 + more)}%"
    if unit == "pp":
        return f"{number(100 * found, 1 + more)}\u00a0pp"
    if unit == "ratio":
        return f"{number(found, 2 + more)}×"
    if " per unit of " in unit:
        return number(found, 3 + more)
    return currency(found, unit, more) if is_currency_code(unit) else number(found, 2 + more)


def effect_unit(estimate: Mapping[str, Any]) -> str:
    """The unit of the estimate itself; a difference of shares is in percentage points ("pp")."""
    unit = str(estimate.get("unit"))
    is_share = estimate.get("alternative") == "any" or str(estimate.get("term")).startswith("P(")
    return "pp" if unit == "share" and not is_share else unit


def spelled(text: str) -> str:
    """The text with "pp" in words, once for both ends of an interval."""
    to = say("{low} to {high}", low="", high="")
    once = re.sub(f"\u00a0pp({END}?){to}", rf"\1{to}", text)
    return once.replace("\u00a0pp", say(" percentage points"))


def unrounded(high: float, low: float, difference: float, unit: str) -> str:
    """The difference with more decimals, where the rounded parts do not give the rounded one; else ""."""
    times, decimals = _printed(unit)
    parts = rounded(times * high, decimals) - rounded(times * low, decimals)
    is_theirs = abs(high - low - difference) <= 1e-9 * max(1.0, abs(high), abs(low))
    if not is_theirs or parts == rounded(times * difference, decimals):
        return ""
    return finer(difference, unit)


def finer(value: float, unit: str) -> str:
    """The value in its unit, with two more decimals than it is printed with."""
    return tagged(value, _amount(float(value), unit, more=2))


def _printed(unit: str) -> tuple[int, int]:
    """What values in the unit are multiplied by, and how many decimals they are printed with."""
    return (100, 1) if unit in ("pp", "share") else (1, decimals_of(unit))


def decimals_of(unit: str) -> int:
    """How many decimals values in the unit are printed with."""
    from ikea_effect.money import exponent

    return exponent(unit) if is_currency_code(unit) else 2


def spread(value: Any, unit: str) -> str:
    """A standard deviation: as many decimals as the unit has, without its sign; shares in points."""
    if unit == "share" and (found := finite(value)) is not None:
        return tagged(value, _amount(found, "pp"))
    return number(value, decimals_of(unit))


def is_currency_code(unit: str) -> bool:
    """Whether the unit is written like an ISO 4217 code."""
    return len(unit) == 3 and unit.isascii() and unit.isupper()


def currency(value: float, code: str, more: int = 0) -> str:
    """An amount of money as the report's language writes it, with `more` decimals than the currency has."""
    from babel import Locale
    from babel.numbers import format_currency, get_currency_precision

    decimals = get_currency_precision(code) + more
    amount = rounded(value, decimals)
    shown = abs(amount) if amount.is_zero() else amount
    if not more:
        return str(format_currency(shown, code, locale=language())).replace("-", MINUS)
    pattern = (
        Locale.parse(language()).currency_formats["standard"].pattern.replace(".00", "." + "0" * decimals)
    )
    long = format_currency(shown, code, pattern, locale=language(), currency_digits=False)
    return str(long).replace("-", MINUS)


def span(limits: Sequence[Any] | None, unit: str) -> str:
    """Two limits: "$0.17 to $0.43"; where one does not exist, "$0.17 or more"; "any value" without both."""
    low, high = (finite(limit) for limit in limits) if limits and len(limits) == 2 else (None, None)
    if low is None and high is None:
        return say("any value") if limits else not_recorded()
    first, last = (amount(limit, unit) for limit in limits or ())
    if low is None or high is None:
        return say("{first} or more", first=first) if high is None else say("{last} or less", last=last)
    return say("{low} to {high}", low=first, high=last)


class Words(NamedTuple):
    """What an amount is called: "bid", "bids", "the bid"."""

    one: str
    many: str
    the: str


def true_minus(text: str) -> str:
    """The sentence with minus signs where it writes numbers with a hyphen."""
    return re.sub(r"(?<![\w.])-(?=\.?\d)", MINUS, text)


def moment(value: Any) -> str:
    """A recorded time for people: "1 January 2026, 10:00 UTC"; as it stands where it is no time."""
    try:
        found = datetime.fromisoformat(str(value)).astimezone(UTC)
    except ValueError:
        return unlist(value)
    return f"{found.day} {say(MONTHS[found.month - 1])} {found.year}, {found:%H:%M} UTC"


def language_name(code: Any) -> str:
    """The language in words: "English" for "en"."""
    from babel import Locale, UnknownLocaleError

    try:
        return str(Locale.parse(str(code)).get_display_name(language()) or code)
    except (UnknownLocaleError, ValueError):
        return unlist(code)


def p_value(value: Any) -> str:
    """An exact p with three decimals: ".031", "< .001"."""
    found = finite(value)
    return not_recorded() if found is None else tagged(value, p_digits(found))


def plural(n: float, one: str, many: str = "") -> str:
    """ "1 participant", "2 participants"."""
    return f"{count(n)} {say(one if n == 1 else many or one + 's')}"


def joined(words: Iterable[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    *most, last = list(words) or [""]
    return say("{most} and {last}", most=", ".join(most), last=last) if most else last


def unlist(value: Any) -> str:
    """A recorded value as text, or "not recorded" where there is none."""
    return not_recorded() if value is None or value == "" else str(value)


def in_words(value: Any) -> str:
    """A recorded value for people: yes or no, a time as a date, nothing as not recorded."""
    if isinstance(value, bool) or str(value) in ("True", "False"):
        return say("yes") if str(value) == "True" else say("no")
    if re.match(r"\d{4}-\d\d-\d\dT\d", str(value)):
        return moment(value)
    return unlist(value)


def spoken(name: str) -> str:
    """A declared name as words: "preference-fit" -> "preference fit"."""
    return name_of(name.replace("-", " ").replace("_", " "))


def capital(text: str) -> str:
    """The text with a capital."""
    return text[:1].upper() + text[1:]


def lowered(text: str) -> str:
    """The text as it goes on a sentence: without its first capital and its full stop."""
    return text[:1].lower() + text[1:].rstrip(".")


def sentence(text: str) -> str:
    """The text with a full stop, and a capital where it begins with a word."""
    text = text.strip()
    if (text.split() or [""])[0].rstrip(":,").isalpha():
        text = text[:1].upper() + text[1:]
    return text + ("" if not text or text[-1] in ".!?" else ".")


_INITIALS = r"(?:[^\W\d_]\.[ -]?)+"
_AUTHOR = rf"([^,&()]+), {_INITIALS}"


def cited(citation: str) -> str:
    """A publication as a text names it: "Norton, Mochon & Ariely (2012)"; from four "Norton et al. (2012)".

    A citation that does not begin with authors and their initials (APA) is given up to its year, or whole.
    """
    found = re.match(r"(.*?) ?\((\d{4}[a-z]?)\)", citation, re.DOTALL)
    if found is None:
        return citation
    authors, year = found.groups()
    if not re.fullmatch(rf"{_AUTHOR}(?:,? (?:& )?{_AUTHOR})*", authors):
        return f"{authors} ({year})"
    *most, last = (name.strip() for name in re.findall(_AUTHOR, authors))
    if len(most) > 2:
        return f"{most[0]} et al. ({year})"
    return f"{', '.join(most)} & {last} ({year})" if most else f"{last} ({year})"


def formula_said(formula: str) -> str:
    """A model's formula as code; what it adds on variances is said in the language of the report."""
    model, comma, remark = formula.rpartition(", one ")
    return f"`{model}, {anew(f'one {remark}')}`" if comma else f"`{formula}`"
