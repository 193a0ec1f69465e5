"""What is given of a design of which little is left to do, and how varied a design is. Pure."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from typing import Any, cast

from ikea_effect.protocol.by_levels import ByLevels
from ikea_effect.protocol.kinds.contribution import Contribution
from ikea_effect.protocol.kinds.guidance import ByFactor
from ikea_effect.protocol.toolkits import Recipe


def contribution_of(
    rule: Contribution | ByFactor | ByLevels[Contribution], condition: Mapping[str, str]
) -> Contribution:
    """What is declared, or what it is at the level of the declared factor."""
    if isinstance(rule, ByLevels):
        return rule.at(condition)
    return cast(Contribution, condition[rule.by]) if isinstance(rule, ByFactor) else rule


def nearly_whole(recipe: Recipe) -> Recipe:
    """The design without what was put on it last."""
    return recipe.model_copy(update={"items": recipe.items[:-1]})


def touches(given: Recipe, move: Mapping[str, Any]) -> bool:
    """Whether a move would change what is given: its color, or one of its motifs and texts."""
    match move:
        case {"move": "base"}:
            return True
        case {"move": "change" | "delete", "item": int(index)}:
            return index < len(given.items)
        case _:
            return False


def entropy(recipe: Recipe) -> float:
    """Bits: how varied what is on a design is, 0 where it is all of one option or nothing is on it.

    Each motif is an option, and writing is one: H = -sum(p log2 p), p the option's share of the items.
    Source: Shannon (1948), A mathematical theory of communication, Bell System Technical Journal 27, 379-423.
    """
    counts = Counter(item.motif for item in recipe.items)
    shares = [count / len(recipe.items) for count in counts.values()]
    return round(abs(math.fsum(share * math.log2(share) for share in sorted(shares))), 4)
