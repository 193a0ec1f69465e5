"""What bids and predictions that waited for others came to, for the data: one set of columns for each step.

A group that the ledger names stands as it is there: with all its members' bids the columns tell also what a
step that does not count would have come to; when a member has withdrawn, what the ledger alone knows. A
group that is full and not yet settled is settled here as `settle` would settle it, so that the columns are
the same before and after. What still waits is empty.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from ikea_effect.money import Money
from ikea_effect.payment.entries import Line, groups, posted
from ikea_effect.payment.payout import Session, pending_in
from ikea_effect.protocol.kinds.mechanisms.prediction import Prediction
from ikea_effect.protocol.kinds.mechanisms.sealed_bids import Auction, FirstPrice
from ikea_effect.protocol.kinds.steps.bidding import biddings
from ikea_effect.protocol.models import Protocol
from ikea_effect.screens.facts_of_groups import Pending as Waits
from ikea_effect.tasks.bidding.sealed_bids.group_cell import Formed, formed_in
from ikea_effect.tasks.bidding.sealed_bids.groups import (
    GroupResult,
    Pending,
    round_in,
    settle_groups,
    settled_again,
    settles,
)

AUCTION_COLUMNS: tuple[str, ...] = ("group", "bought", "price", "paid")
PREDICTION_COLUMNS: tuple[str, ...] = ("earned",)
Columns = dict[str, Any]
Cells = tuple[str, Columns]
"""A participant and what is known; the other cells are empty."""


def results(
    protocol: Protocol, sessions: Sequence[Session], lines: Sequence[Line], closed: Collection[str]
) -> dict[str, Columns]:
    """{participant: {"<step id>.<what>": value}} of everyone whose session ended with a bid that waited.

    `lines` are those of the ledger that follow from journals; `closed` names who was settled for good.
    """
    found: dict[str, Columns] = defaultdict(dict)
    for step in biddings(protocol.timeline):
        if isinstance(step.mechanism, Auction | Prediction):
            bids = [bid for session in sessions for bid in pending_in(session, step.id)]
            books = _Books(step.id, protocol.currency, _counting(sessions, step.id), posted(lines))
            if isinstance(step.mechanism, Auction):
                names = AUCTION_COLUMNS + (("round",) if step.mechanism.rounds > 1 else ())
                cells = _auction(step.mechanism, books, bids, groups(lines, step.id))
            else:
                names, cells = PREDICTION_COLUMNS, _predictions(books, bids, closed)
            for who, known in cells:
                known = known | {"round": round_in(known.get("group", ""))}
                found[who] |= {f"{step.id}.{name}": known.get(name) for name in names}
    return dict(found)


class Sold(NamedTuple):
    """What winners pay in all, in major units, and how many bid in a group that did not fill."""

    paid: float
    unfilled: int


def sold(
    protocol: Protocol, sessions: Sequence[Session], known: Mapping[str, Mapping[str, Any]]
) -> Sold | None:
    """All auctions by the columns that are `known` of each bid; of several steps, those that count.

    None where nothing is auctioned.
    """
    bids = [
        (known[bid.participant].get(f"{step.id}.paid"), known[bid.participant].get(f"{step.id}.group"))
        for step in biddings(protocol.timeline)
        for session in sessions
        for bid in pending_in(session, step.id)
        if bid.counts and f"{step.id}.paid" in known.get(bid.participant, {})
    ]
    if not bids:
        return None
    return Sold(sum(float(paid or 0) for paid, _ in bids), sum(group is None for _, group in bids))


class _Books(NamedTuple):
    """One step in the ledger: for whom it counts, and what was posted for it."""

    bidding: str
    currency: str
    counting: Collection[str]
    posted: Mapping[tuple[str, str], tuple[int, int]]

    def of(self, who: str) -> tuple[int, int]:
        """Minor units and goods that the participant got for the step."""
        return self.posted.get((who, self.bidding), (0, 0))

    def major(self, minor: int) -> Decimal:
        """The amount in major units."""
        return Money(minor, self.currency).major


def _predictions(books: _Books, bids: Sequence[Pending], closed: Collection[str]) -> Iterator[Cells]:
    """What each prediction earned, once it was settled for good; nothing for one that does not count."""
    for bid in bids:
        settled = bid.participant in closed and bid.participant in books.counting
        yield bid.participant, {"earned": books.major(books.of(bid.participant)[0])} if settled else {}


def _counting(sessions: Sequence[Session], bidding: str) -> set[str]:
    """Everyone for whom the step was not passed over by a draw."""
    return {
        session.participant
        for session in sessions
        for fact in session.facts_of(Waits)
        if fact.bidding == bidding and fact.counts
    }


# --- auctions ---------------------------------------------------------------------------------------------


def _auction(
    auction: Auction, books: _Books, bids: Sequence[Pending], formed: Mapping[str, str]
) -> Iterator[Cells]:
    """The cells of everyone who bid; none in them where the group still waits."""
    settled = settle_groups(auction, books.currency, bids, False, formed)
    yield from ((result.participant, _of_result(auction, books, result)) for result in settled.results)
    yield from ((bid.participant, {}) for bid in settled.waiting)
    members: dict[str, list[Pending]] = defaultdict(list)
    for bid in bids:
        if bid.participant in formed:
            members[formed[bid.participant]].append(bid)
    for name, group in members.items():
        yield from _formed(auction, books, name, group)


def _formed(auction: Auction, books: _Books, cell: str, members: Sequence[Pending]) -> Iterator[Cells]:
    """A group of the ledger: from its bids where they are all there, else from the ledger alone.

    Without a member's bid, what a step that does not count would have come to is not known any more.
    """
    group = formed_in(cell)
    if group is None:
        return
    if len(members) == (group.size or auction.group_size):
        again = settled_again(auction, books.currency, group, members)
        counting = [one for one in again if one.participant in books.counting]
        agrees = all(books.of(one.participant) == (-one.pays, int(one.bought)) for one in counting)
        if agrees and again[0].group == group.name:
            sold = settles(auction, len(members))
            yield from ((one.participant, _of_result(auction, books, one, sold)) for one in again)
            return
    yield from ((bid.participant, _of_ledger(books, group, bid.participant)) for bid in members)


def _of_result(auction: Auction, books: _Books, result: GroupResult, sold: bool = True) -> Columns:
    """One member's cells. In a first-price auction, who does not buy meets no price."""
    met = sold and (result.bought or not isinstance(auction, FirstPrice))
    price = {"price": books.major(result.price)} if met else {}
    return {"group": result.group, "bought": result.bought, "paid": books.major(result.pays)} | price


def _of_ledger(books: _Books, group: Formed, who: str) -> Columns:
    """What the ledger alone tells: the group and its price, and of who counts the purchase."""
    known: Columns = {"group": group.name}
    if group.price is not None:
        known["price"] = books.major(group.price)
    if who not in books.counting:
        return known
    minor, quantity = books.of(who)
    price = {"price": books.major(-minor)} if quantity else {}
    return known | {"bought": quantity > 0, "paid": books.major(-minor)} | price
