"""What the materials of an experiment hold, by good: what a step's own check may look at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from ikea_effect.protocol.kits import Kit
    from ikea_effect.protocol.sheets import PaperSheet
    from ikea_effect.protocol.toolkits import Toolkit


class Loaded(NamedTuple):
    """What is put together, designed with, and folded; and the currency in which amounts are here."""

    kits: Mapping[str, Kit]
    toolkits: Mapping[str, Toolkit]
    sheets: Mapping[str, PaperSheet]
    currency: str
