"""What each column of a file from elsewhere looks like, before anybody says what it is."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any, Literal, NamedTuple

import pandas as pd

from ikea_effect.analysis.reading.cells import MISSING
from ikea_effect.analysis.reading.ids import may_name_a_person, plain_name

MOST_LEVELS = 8
"""A column with more different values is hardly a condition."""

MayBe = Literal["person", "condition", "amount", "rating", "number", "words", "one value", "empty", "program"]

MONEY_WORDS = frozenset(
    (
        "bid", "bids", "wtp", "wta", "pay", "price", "amount", "worth", "value", "willing", "willingness",
        "offer", "gebot", "preis", "zahlen", "zahlungsbereitschaft", "bod", "bieden", "prijs", "betalen",
        "betalingsbereidheid", "betaalbereidheid", "payer", "consentement", "prix", "offre", "pagar",
        "precio", "puja", "pagare", "prezzo", "offerta",
    )
)  # fmt: skip
CONDITION_WORDS = frozenset(
    (
        "cond", "condition", "conditions", "group", "arm", "treatment", "cell", "version", "bedingung",
        "gruppe", "conditie", "groep", "randomiser", "groupe", "grupo", "gruppo",
    )
)  # fmt: skip
RATING_WORDS = frozenset(
    ("like", "liking", "rating", "rate", "scale", "agree", "gefallen", "bewertung", "leuk", "beoordeling")
)


class Look(NamedTuple):
    """A column: its name, the question as the file words it, how many cells are filled, and what it may be.

    `values` are the commonest, with how often each stands there. `low` and `high` are of numbers; `odd` are
    the few cells that are none, where nearly all others are.
    """

    name: str
    says: str
    filled: int
    different: int
    values: tuple[tuple[str, int], ...]
    low: float | None
    high: float | None
    whole: bool
    may_be: MayBe
    odd: tuple[tuple[str, int], ...] = ()

    @property
    def words(self) -> frozenset[str]:
        """The words of its name and of its question, in small letters."""
        return frozenset(re.findall(r"[^\W\d_]+", f"{plain_name(self.name)} {self.says}".lower()))

    def to_json(self) -> dict[str, Any]:
        """The look as JSON values."""
        return {
            "name": self.name,
            "says": self.says,
            "filled": self.filled,
            "different": self.different,
            "values": [{"value": value, "count": count} for value, count in self.values],
            "low": self.low,
            "high": self.high,
            "may_be": self.may_be,
            "odd": [{"value": value, "count": count} for value, count in self.odd],
        }


def look_at(
    part: pd.DataFrame, column: str, says: Mapping[str, str], own: Collection[str], person: str | None
) -> Look:
    """What the column looks like; `own` are those that the program adds."""
    cells = part[column].astype("str").str.strip()
    cells = cells[~cells.isin(MISSING)]
    counts = cells.value_counts(sort=True)
    odd = _odd(cells)
    numbers = in_numbers(cells[~cells.isin(list(dict(odd)))])
    plain = numbers is not None and len(cells) > 0
    whole = bool(plain and (numbers % 1 == 0).all()) if numbers is not None else False
    look = Look(
        column,
        says.get(column, ""),
        len(cells),
        len(counts),
        tuple((str(value), int(count)) for value, count in counts.head(MOST_LEVELS).items()),
        float(numbers.min()) if plain and numbers is not None else None,
        float(numbers.max()) if plain and numbers is not None else None,
        whole,
        "words",
        odd if plain else (),
    )
    return look._replace(may_be=_may_be(look, column in own, len(part), column == person))


_MOST_ODD = 3
"""So many different words among numbers may each stand for something; more are another kind of column."""


def _odd(cells: pd.Series) -> tuple[tuple[str, int], ...]:
    """The few words without a digit in a column of numbers: "-", "k.A.", "free"."""
    words = cells[~cells.str.contains(r"\d", regex=True)]
    found = tuple((str(word), int(count)) for word, count in words.value_counts(sort=True).items())
    return found if len(found) <= _MOST_ODD and 5 * len(words) <= len(cells) else ()


_SIGN = r"(?:[$\u20ac\u00a3\u00a5]|[A-Z]{3}|(?i:euros?|dollars?|pounds?|francs?|franken|kronor|kroner|yen))?"
_AMOUNT = rf"\s*{_SIGN}\s*[-+]?\d*[.,]?\d+\s*{_SIGN}\s*"


def in_numbers(cells: pd.Series) -> pd.Series | None:
    """The cells as numbers, with a point or a comma, whatever currency stands beside; None if one is none."""
    bare = cells.str.replace(r"^[^\d\-+.,]*|[^\d]*$", "", regex=True).str.replace(",", ".", regex=False)
    found = pd.to_numeric(bare, errors="coerce")
    written = cells.str.fullmatch(_AMOUNT)
    return found if bool(written.all()) and bool(found.notna().all()) else None


def _may_be(look: Look, own: bool, rows: int, person: bool) -> MayBe:
    if person:
        return "person"
    if own:
        return "program"
    if look.different < 2:
        return "one value" if look.different else "empty"
    if look.different == look.filled == rows and may_name_a_person(look.name):
        return "person"
    if look.low is None:
        repeated = look.different <= MOST_LEVELS and 2 * look.different <= look.filled
        return "condition" if repeated else "words"
    return _number(look)


def _number(look: Look) -> MayBe:
    """What a column of numbers may be: by its words first, then by what the numbers are."""
    assert look.low is not None
    assert look.high is not None
    if look.words & CONDITION_WORDS and look.different <= MOST_LEVELS:
        return "condition"
    if look.words & MONEY_WORDS or not look.whole:
        return "amount"
    return "rating" if look.high - look.low <= 10 and look.high <= 11 else "number"
