"""Open bids are held in one session and taken over by the others: all of a group must tell them alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ikea_effect.errors import RecordError
from ikea_effect.operations.settlement_sessions import Recorded
from ikea_effect.protocol.mechanisms import English
from ikea_effect.protocol.models import Protocol
from ikea_effect.protocol.timeline import Bidding
from ikea_effect.tasks.bidding.english.rule import english_grid, sale_from, settlement
from ikea_effect.tasks.bidding.rounds import group_round

Said = Mapping[str, Any]


def checked_sales(protocol: Protocol, recorded: Mapping[str, Recorded]) -> None:
    """Raises RecordError if two members tell their sale differently, or one settled something else.

    Of several rounds, the one that counts must be what the members' shares draw; that is not known any more
    where one of them has withdrawn.
    """
    steps = {
        step.id: step.mechanism
        for step in protocol.timeline
        if isinstance(step, Bidding) and isinstance(step.mechanism, English)
    }
    first: dict[tuple[str, int], tuple[str, Said]] = {}
    for who, one in recorded.items():
        for sale in _of_kind(one, "sale"):
            other, before = first.setdefault((sale["bidding"], sale["group"]), (who, sale))
            if before != sale:
                raise _refused(f"{who} and {other} were at one desk, but tell its sale differently.")
            _settled_so(protocol, steps[sale["bidding"]], one, sale)
    for who, sale in first.values():
        _counts_so(steps[sale["bidding"]], who, sale, recorded)


def _counts_so(mechanism: English, who: str, sale: Said, recorded: Mapping[str, Recorded]) -> None:
    """Raises RecordError if the round that is said to count is not what the members' shares give."""
    purpose = f"{sale['bidding']}.binding"
    shares = [
        drawn["value"]
        for member in sale["bidders"]
        if member in recorded
        for drawn in _of_kind(recorded[member], "drawn")
        if drawn["purpose"] == purpose
    ]
    if mechanism.rounds == 1 or len(shares) < len(sale["bidders"]):
        return
    if (counts := group_round(mechanism, shares)) != sale["counts"]:
        raise _refused(f"{who}: round {sale['counts']} is said to count, but the shares give {counts}.")


def _settled_so(protocol: Protocol, mechanism: English, one: Recorded, sale: Said) -> None:
    """Raises RecordError if what the member's session settled does not follow from the sale."""
    found, grid = sale_from(sale), english_grid(mechanism, protocol.currency)
    if one.participant not in found.bidders:
        raise _refused(f"{one.participant} has no paddle in the sale that the journal tells.")
    due = settlement(grid, found.counting, found.paddle(one.participant))
    for settled in _of_kind(one, "settled"):
        said = (settled["bought"], settled["price"]["minor"], settled["pays"]["minor"])
        if settled["bidding"] == sale["bidding"] and said != (due.bought, due.price.minor, due.pays.minor):
            raise _refused(f"{one.participant}: what was settled is not what the sale at the desk comes to.")


def _of_kind(one: Recorded, kind: str) -> Iterator[Said]:
    return (told.data for told in one.facts if told.kind == kind)


def _refused(what: str) -> RecordError:
    return RecordError(f"{what} Nothing was written. Restore a copy of the journals.")
