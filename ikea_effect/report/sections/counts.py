"""How many people are in each of many conditions, in a few words."""

from __future__ import annotations

from ikea_effect.language import say
from ikea_effect.report.origins import Computed
from ikea_effect.report.people import People
from ikea_effect.report.wording import count

EACH_NAMED = 8
"""Up to so many conditions are named one by one; of more nobody reads the list. A table has all of them."""


def counts_of_many(everyone: People, kept: bool = True) -> str | None:
    """The fewest and the most of a condition who are analyzed, or recorded; None where conditions are few."""
    if len(everyone.groups) <= EACH_NAMED:
        return None
    counts = [everyone.counted(group, kept) for group in everyone.groups]
    filled = [one for one in counts if one]
    conditions = count(Computed(len(counts), "observations.conditions"))
    low, high = count(min(filled, default=0)), count(max(counts))
    if not filled:
        return say("none yet in {conditions} conditions", conditions=conditions)
    each = low if low == high else say("{low} to {high}", low=low, high=high)
    if len(filled) == len(counts):
        return say("{each} in each of {conditions} conditions", each=each, conditions=conditions)
    empty = Computed(len(counts) - len(filled), f"observations.empty.{'analyzed' if kept else 'recorded'}")
    return say(
        "none yet in {empty} of {conditions} conditions, {each} in each of the others",
        empty=count(empty),
        conditions=conditions,
        each=each,
    )
