"""The good as a participant sees it: as it came, or as it was made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ikea_effect.screens.context import Context
from ikea_effect.screens.screens import GoodPicture


def good_picture_of(context: Context, good: str) -> GoodPicture:
    """The good as this participant sees it now; what bidding and inspection pages show."""
    return GoodPicture(good, recipe=good_recipe(context, good))


def good_recipe(context: Context, good: str) -> Mapping[str, Any] | None:
    """What was made of the good: a design, or the parts in place where some are missing.

    A good with a toolkit that this participant did not design is the company's design. None: the whole kit,
    or the lab's picture.
    """
    if good in context.made:
        return context.made[good]
    toolkit = context.setup.toolkits.get(good)
    return toolkit.company.as_data() if toolkit is not None else None
