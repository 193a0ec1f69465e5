"""Open bids of a group at one desk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import Field

from ikea_effect.protocol.kinds.kind import Column, Columns, MechanismKind, Study
from ikea_effect.protocol.kinds.mechanisms import FIRST, settled, shares
from ikea_effect.protocol.mechanism_base import Affordable, Grid, Rounds

if TYPE_CHECKING:
    from ikea_effect.protocol.kinds.steps.bidding import Bidding


class English(Rounds, Affordable, Grid):
    """Open bids at one desk: the experimenter enters who raises; the last to raise buys and pays that bid.

    Everyone at the desk is a participant with a session of their own, which waits for the group. If the
    experimenter says that nobody else comes, those who are there bid (`settle`) or nobody does (`no-sale`).
    """

    kind: Literal["english"]
    group_size: int = Field(ge=2, le=8)
    if_unfilled: Literal["settle", "no-sale"] = "no-sale"


def _english(step: Bidding, study: Study) -> Columns:
    return (
        Column(f"{step.id}.group", "text", "The group that bid together at one desk", signs="program"),
        Column(f"{step.id}.paddle", "integer", "The participant's paddle at the desk", "", (), FIRST),
        Column(
            f"{step.id}.winner", "integer", "The paddle that bid last; empty if nobody did", "", (), FIRST
        ),
        *settled(step, study, "The price at which bidding ended"),
    )


KIND = MechanismKind(
    "english",
    English,
    "bounds",
    "desk",
    "fixed",
    "in an English auction",
    _english,
    "ikea_effect.tasks.bidding.english.screens:EnglishProcedure",
    shared=shares("english", "auction"),
)
