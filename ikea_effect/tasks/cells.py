"""What is known of a participant so far: the cells that facts fill, as the table of the study has them."""

from __future__ import annotations

from typing import Any

from ikea_effect.screens.cells import cells_in
from ikea_effect.screens.facts import Fact


def cells_of(fact: Fact) -> dict[str, Any]:
    """Column -> value, of what a fact measured, noted or settled; amounts in major units, exact."""
    return cells_in(fact.kind, fact.data)
