"""Every kind of fact, and how one is read again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ikea_effect.screens.facts import Drawn, Made, Measured, Noted, Settled
from ikea_effect.screens.facts_of_groups import CalledOff, Offered, Pending, Sale
from ikea_effect.screens.facts_of_points import Earned

AnyFact = Measured | Noted | Drawn | Settled | Pending | Earned | Made | Offered | Sale | CalledOff
"""Every kind of fact: no other exists."""

_KINDS: Mapping[str, Any] = {
    one.kind: one
    for one in (Measured, Noted, Drawn, Settled, Pending, Earned, Made, Offered, Sale, CalledOff)
}


def fact_of(kind: str, data: Mapping[str, Any]) -> AnyFact:
    """The fact that an event of the journal holds.

    Raises: KeyError or TypeError for a kind that there is not, or for data with other parts than it has.
    """
    found: AnyFact = _KINDS[kind].of(**data)
    return found
