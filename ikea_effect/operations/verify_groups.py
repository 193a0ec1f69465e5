"""Whether the ledger of groups that were settled follows from their members' bids.

With every member's journal at hand a group is settled again from its bids. With some withdrawn, what they
bid is not known: then the price must lie where the bids that are left allow it, and buyers must pay it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from ikea_effect.errors import RecordError
from ikea_effect.money import Money
from ikea_effect.operations.settle_checks import closed, declared_lines
from ikea_effect.operations.settlement_sessions import Recorded
from ikea_effect.payment.entries import Line, posted
from ikea_effect.payment.payout import pending_in
from ikea_effect.protocol.kinds.mechanisms.sealed_bids import Auction, FirstPrice
from ikea_effect.protocol.kinds.steps.bidding import biddings
from ikea_effect.protocol.models import Protocol
from ikea_effect.record.ledger import Row
from ikea_effect.screens.facts_of_groups import Pending as Waits
from ikea_effect.tasks.bidding.sealed_bids.group_cell import Formed, formed_in
from ikea_effect.tasks.bidding.sealed_bids.groups import Pending, label_of, settled_again, settles
from ikea_effect.tasks.bidding.sealed_bids.rule import units_of

Got = Mapping[tuple[str, str], tuple[int, int]]


class _Group(NamedTuple):
    """A group as the ledger has it, and its members whose bids are there."""

    told: Formed
    size: int
    members: Sequence[Pending]
    there: Got

    def of(self, bid: Pending) -> tuple[int, int]:
        """Minor units and goods that the ledger gives the member for this step."""
        return self.there.get((bid.participant, bid.bidding), (0, 0))


def checked_groups(
    protocol: Protocol, rows: Sequence[Row], recorded: Mapping[str, Recorded], withdrawn: int
) -> None:
    """Raises RecordError if a group of the ledger is not what its members' bids come to.

    So many participants as were `withdrawn` may be missing from groups of one step, and no more.
    """
    lines, done = declared_lines(rows), closed(rows)
    _closed_whole(lines, done, recorded)
    for step in biddings(protocol.timeline):
        if isinstance(step.mechanism, Auction):
            own = [line for line in lines if line.reason == step.id]
            problem = next(_problems(step.mechanism, protocol.currency, own, recorded, done, withdrawn), None)
            if problem:
                raise RecordError(
                    f"the ledger does not follow from the bids in {step.id}: {problem}. Nothing was written. "
                    "Restore a copy of the ledger."
                )


def _closed_whole(lines: Iterable[Line], done: Collection[str], recorded: Mapping[str, Recorded]) -> None:
    """Raises RecordError if someone was closed for good while a bid or prediction was left to wait."""
    settled = {(line.participant, line.reason) for line in lines if line.group}
    for who in sorted(done):
        for fact in recorded[who].session().facts_of(Waits):
            if (who, fact.bidding) not in settled:
                raise RecordError(
                    f"the ledger says that {who} was closed for good, but not what came of "
                    f"{fact.bidding}. Nothing was written. Restore a copy of the ledger."
                )


def _problems(
    auction: Auction,
    currency: str,
    lines: Sequence[Line],
    recorded: Mapping[str, Recorded],
    done: Collection[str],
    withdrawn: int,
) -> Iterator[str]:
    """What is wrong in one step; sentences without their ends."""
    cells: dict[str, str] = {}
    for line in lines:
        if line.group and cells.setdefault(line.participant, line.group) != line.group:
            yield f"{line.participant} is in two groups, {cells[line.participant]} and {line.group}"
    yield from (f"{line.participant} is in no group" for line in lines if line.participant not in cells)
    members: dict[str, list[Pending]] = defaultdict(list)
    for who, cell in cells.items():
        bids = pending_in(recorded[who].session(), lines[0].reason)
        if recorded[who].ended is None or len(bids) != 1:
            yield f"{who} is in group {cell} and made no bid that waits"
        members[cell] += bids
    groups, there = [], posted(lines)
    for cell, own in members.items():
        told = formed_in(cell)
        if told is None:
            yield f"'{cell}' is no group's name"
            return
        late = all(bid.participant in done for bid in own)
        size = told.size or (len(own) if late else auction.group_size)
        groups.append(_Group(told, size, own, there))
        yield from _of_group(auction, currency, groups[-1], late)
    yield from _together(groups, withdrawn)


def _together(groups: Sequence[_Group], withdrawn: int) -> Iterator[str]:
    """Whether each name is of one group, and no more members are missing than can be."""
    names: dict[tuple[str, int], str] = {}
    for group in groups:
        name, cell = (group.told.label, group.told.number), group.told.cell
        if names.setdefault(name, cell) != cell:
            yield f"two groups have one number, {names[name]} and {cell}"
    missing = [group for group in groups if len(group.members) < group.size]
    if sum(group.size - len(group.members) for group in missing) > withdrawn:
        group = missing[0]
        yield (
            f"group {group.told.cell} has {len(group.members)} of its {group.size} members, and "
            f"{withdrawn or 'none'} withdrew from the study"
        )


def _of_group(auction: Auction, currency: str, group: _Group, late: bool) -> Iterator[str]:
    """Whether the group could come about, and what it says follows from its bids."""
    told, name = group.told, group.told.cell
    if not len(group.members) <= group.size <= auction.group_size or (
        group.size < auction.group_size and not late
    ):
        yield f"group {name} cannot be of {group.size} with {len(group.members)} members"
    elif any(label_of(auction, bid) != told.label for bid in group.members):
        yield f"group {name} has members of another condition or step"
    elif len(group.members) == group.size:
        yield from _settled_again(auction, currency, group)
    else:
        yield from _as_far_as_known(auction, currency, group)


def _settled_again(auction: Auction, currency: str, group: _Group) -> Iterator[str]:
    """Every member is there: the same bids give the same group, to the cent."""
    results = settled_again(auction, currency, group.told, group.members)
    due = formed_in(results[0].kept)
    if due is not None and group.told.size is None:  # an earlier ledger tells the name only
        due = due._replace(size=None, n=None, price=None)
    if due != group.told:
        yield f"it has group {group.told.cell}, the bids give {due.cell if due else 'none'}"
    for bid, result in zip(group.members, results, strict=True):
        expected = (-result.pays, int(result.bought)) if bid.counts else (0, 0)
        yield from _compared(bid, group.of(bid), expected, currency)


def _compared(bid: Pending, got: tuple[int, int], due: tuple[int, int], currency: str) -> Iterator[str]:
    if got != due:
        (pays, has), (owes, gets) = got, due
        said, follows = Money(-pays, currency).major, Money(-owes, currency).major
        yield f"{bid.participant} pays {said} for {has}, the bids give {follows} for {gets}"


def _as_far_as_known(auction: Auction, currency: str, group: _Group) -> Iterator[str]:
    """Somebody has withdrawn: what any bids of theirs could have come to."""
    told, name = group.told, group.told.cell
    sold = settles(auction, group.size)
    if told.size is not None and not _told_in_full(auction, told, sold):
        yield f"group {name} does not tell what its members met"
        return
    if sold and auction.rounds > 1 and not 1 <= (told.round or 0) <= auction.rounds:
        yield f"group {name} settled on no round that there is"
        return
    if told.n is not None and not 2 <= told.n <= group.size:
        yield f"group {name} of {group.size} cannot have n = {told.n}"
        return
    units = units_of(auction, group.size, told.n or group.size) if sold else 0
    if sum(group.of(bid)[1] != 0 for bid in group.members) > units:
        yield f"more than {units} bought in group {name}"
    reserve = Money.of(auction.reserve, currency).minor
    yield from _uniform(group, reserve) if told.price is not None else _own(auction, group, reserve)


def _told_in_full(auction: Auction, told: Formed, sold: bool) -> bool:
    """Whether round, n and price stand in the cell where they must, and only there."""
    random_n = getattr(auction, "n", None) == "random"
    return (told.round is not None, told.n is not None, told.price is not None) == (
        sold and auction.rounds > 1,
        sold and random_n,
        sold and not isinstance(auction, FirstPrice),
    )


def _uniform(group: _Group, reserve: int) -> Iterator[str]:
    """Whoever bid more than the price buys at it, whoever bid less does not; equal bids were ranked."""
    price, round_ = group.told.price or 0, group.told.round or 1
    if price < reserve:
        yield f"the price of group {group.told.cell} is below the reserve"
    for bid in group.members:
        got, amount = group.of(bid), bid.in_round(round_)
        bought = got[1] == 1 if amount == price else amount > price
        if got != ((-price, 1) if bought and bid.counts else (0, 0)):
            yield f"{bid.participant} bid {amount} in group {group.told.cell}, pays {-got[0]} for {got[1]}"


def _own(auction: Auction, group: _Group, reserve: int) -> Iterator[str]:
    """Without a common price: buyers pay what they bid, or in an earlier ledger no more than that."""
    round_ = group.told.round or 1
    for bid in group.members:
        (minor, has), amount = group.of(bid), bid.in_round(round_)
        fair = -minor == amount if isinstance(auction, FirstPrice) else reserve <= -minor <= amount
        if (minor, has) != (0, 0) and not (has == 1 and bid.counts and fair and amount >= reserve):
            yield f"{bid.participant} bid {amount} in group {group.told.cell}, pays {-minor} for {has}"
    if isinstance(auction, FirstPrice):
        yield from _highest_buy(group, round_)


def _highest_buy(group: _Group, round_: int) -> Iterator[str]:
    """Nobody who counts goes without below whom somebody buys."""
    buyers = [bid.in_round(round_) for bid in group.members if group.of(bid)[1]]
    for bid in _without(group):
        if buyers and bid.in_round(round_) > min(buyers):
            yield f"{bid.participant} bid more in group {group.told.cell} than one who buys"


def _without(group: _Group) -> Iterable[Pending]:
    return (bid for bid in group.members if bid.counts and not group.of(bid)[1])
