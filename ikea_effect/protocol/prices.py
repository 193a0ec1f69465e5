"""What the options of a toolkit cost: the good itself, its colors, motifs, and writing on it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from pydantic import Field

from ikea_effect.errors import listed
from ikea_effect.protocol.base import Amount, Declared, Name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ikea_effect.protocol.toolkits import Recipe, Toolkit


class Prices(Declared):
    """Amounts in the study's currency; an option that is not named costs nothing."""

    good: Amount = Decimal(0)
    """The good with nothing on it, in a color that costs nothing."""
    base_colors: dict[Name, Amount] = Field(default_factory=dict, max_length=24)
    motifs: dict[Name, Amount] = Field(default_factory=dict, max_length=60)
    text: Amount = Decimal(0)
    """Each text, however long."""

    def of(self, recipe: Recipe) -> Decimal:
        """What the design costs: the good, its color, and each motif and text on it, as often as it is."""
        items = (self.text if item.motif is None else self.motifs.get(item.motif, 0) for item in recipe.items)
        return self.good + self.base_colors.get(recipe.base, 0) + sum(items, Decimal(0))

    def of_options(self) -> Iterator[tuple[str, Decimal]]:
        """Each option that costs something, as a board calls it: color.navy, motif.cat, text."""
        yield from ((f"color.{name}", price) for name, price in self.base_colors.items() if price)
        yield from ((f"motif.{name}", price) for name, price in self.motifs.items() if price)
        if self.text:
            yield "text", self.text


def price_problems(toolkit: Toolkit, prices: Prices) -> Iterator[str]:
    """Sentences on prices of options that the toolkit does not have."""
    for what, priced, there in (
        ("base color", prices.base_colors, toolkit.base_colors),
        ("motif", prices.motifs, toolkit.motifs),
    ):
        if unknown := sorted(set(priced) - set(there)):
            yield f"'{unknown[0]}' has a price and is no {what} of the toolkit. There are: {listed(there)}."
