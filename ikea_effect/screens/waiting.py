"""Places in a session where it waits for other participants: for its group, or for the partner of a pair."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from typing_extensions import override

from ikea_effect.protocol.models import Condition
from ikea_effect.screens.ask import whole_between
from ikea_effect.screens.moves import is_short_text
from ikea_effect.screens.screens import Values, Waiting


@dataclass(frozen=True, slots=True)
class Bidder:
    """Someone else whose answer is entered on this page: a member of the group at the desk."""

    participant: str
    condition: Condition
    claim: str = ""


@dataclass(frozen=True, slots=True)
class Gathering(Waiting):
    """Waits for the other members of the group, with pages for the experimenter. The reply is
    {"group": number from 1, "bidders": [{"participant", "condition", "claim"}, ...] in the order of paddles,
    "sale": what another member's session recorded of the sale, or None if this session is to hold it}.
    """

    at_desk: ClassVar[str] = "ikea_effect.session.gathering:gather"

    id: str
    bidding: str
    size: int
    bidder: Bidder
    good: str
    needs_all: bool  # whether a group that never fills goes without a sale
    progress: float = 0.0

    @override
    def takes(self, values: Values) -> bool:
        if values.keys() != {"group", "bidders", "sale"} or not whole_between(values["group"], 1, 10**9):
            return False
        bidders, sale = values["bidders"], values["sale"]
        there = isinstance(bidders, list | tuple) and len(bidders) <= self.size and all(map(_bids, bidders))
        return there and (sale is None or isinstance(sale, dict))


def _bids(member: Any) -> bool:
    """Whether it is a member as a desk tells it."""
    if not isinstance(member, dict) or not {"participant", "condition"} <= member.keys():
        return False
    return member.keys() <= {"participant", "condition", "claim"} and is_short_text(member["participant"])


@dataclass(frozen=True, slots=True)
class Meeting(Waiting):
    """Waits for what the partner of the pair makes. The reply is {"partner": who made it, or "" where nobody
    comes, "recipe": what was made, or None for the good as it comes}.
    """

    at_desk: ClassVar[str] = "ikea_effect.session.meeting:meet"

    id: str
    good: str
    pair: int
    slot: int  # the partner's
    participant: str
    if_alone: str  # wait, alone, send-home
    progress: float = 0.0

    @override
    def takes(self, values: Values) -> bool:
        if values.keys() != {"partner", "recipe"} or not is_short_text(values["partner"]):
            return False
        return values["recipe"] is None or (isinstance(values["recipe"], dict) and bool(values["partner"]))
