"""Open bids are held in one session and taken over by the others: all of a group must tell them alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ikea_effect.operations.settlement_sessions import Recorded
from ikea_effect.protocol.kinds.mechanisms.english import English
from ikea_effect.protocol.kinds.steps.bidding import biddings
from ikea_effect.protocol.models import Protocol
from ikea_effect.tasks.bidding.english.rule import english_grid, sale_from, settlement
from ikea_effect.tasks.bidding.names import WHICH_ROUND
from ikea_effect.tasks.bidding.rounds import group_round
from ikea_effect.tasks.names import name_in

Said = Mapping[str, Any]


def sale_problems(protocol: Protocol, recorded: Mapping[str, Recorded]) -> Iterator[tuple[str, str]]:
    """Who tells a sale differently than another member, or settled something else, and what.

    Where two differ, nobody can tell who is right: all who tell the sale are named. Of several rounds, the
    one that counts must be what the members' shares draw, which is not known where one has withdrawn.
    """
    steps = {
        step.id: step.mechanism for step in biddings(protocol.timeline) if isinstance(step.mechanism, English)
    }
    told: dict[tuple[str, int], dict[str, Said]] = {}
    for who, one in recorded.items():
        for sale in _of_kind(one, "sale"):
            told.setdefault((sale["bidding"], sale["group"]), {})[who] = sale
    for (bidding, _), sales in told.items():
        for problem in _of_one_desk(protocol, steps[bidding], sales, recorded):
            yield from ((who, f"{problem} Restore a copy of the journals.") for who in sales)


def _of_one_desk(
    protocol: Protocol, mechanism: English, sales: Mapping[str, Said], recorded: Mapping[str, Recorded]
) -> Iterator[str]:
    """What does not hold of one sale, as each member tells it."""
    (first, sale), *others = sales.items()
    for who, other in others:
        if other != sale:
            yield f"{who} and {first} were at one desk, but tell its sale differently."
    yield from _counts_so(mechanism, first, sale, recorded)
    for who, own in sales.items():
        yield from _settled_so(protocol, mechanism, recorded[who], own)


def _counts_so(mechanism: English, who: str, sale: Said, recorded: Mapping[str, Recorded]) -> Iterator[str]:
    """Whether the round that is said to count is what the members' shares give."""
    purpose = name_in(sale["bidding"], WHICH_ROUND)
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
        yield f"{who}: round {sale['counts']} is said to count, but the shares give {counts}."


def _settled_so(protocol: Protocol, mechanism: English, one: Recorded, sale: Said) -> Iterator[str]:
    """Whether what the member's session settled follows from the sale."""
    found, grid = sale_from(sale), english_grid(mechanism, protocol.currency)
    if one.participant not in found.bidders:
        yield f"{one.participant} has no paddle in the sale that the journal tells."
        return
    due = settlement(grid, found.counting, found.paddle(one.participant))
    for settled in _of_kind(one, "settled"):
        said = (settled["bought"], settled["price"]["minor"], settled["pays"]["minor"])
        if settled["bidding"] == sale["bidding"] and said != (due.bought, due.price.minor, due.pays.minor):
            yield f"{one.participant}: what was settled is not what the sale at the desk comes to."


def _of_kind(one: Recorded, kind: str) -> Iterator[Said]:
    return (told.fact.data for told in one.facts if told.fact.kind == kind)
