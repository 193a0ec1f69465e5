"""The ledger: every cent and every good moves from one account to another, and nothing is ever edited.

Double entry: the lines of a posting sum to zero, in money and in goods. What was posted stays; a correction
is a posting of its own. Posting again what was posted already posts nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ikea_effect.tasks.payment_rule import Entry

CASH_BOX = "cash box"
SHELF = "goods shelf"


class Line(NamedTuple):
    """One line: what an account gets (above zero) or gives. `posting` is "<participant>/<reason>"."""

    posting: str
    participant: str
    reason: str
    account: str
    amount_minor: int
    currency: str
    good: str = ""
    quantity: int = 0
    group: str = ""


def posted(lines: Iterable[Line]) -> dict[tuple[str, str], tuple[int, int]]:
    """Money and goods that participants got so far: (participant, reason) -> (minor, quantity)."""
    found: dict[tuple[str, str], tuple[int, int]] = {}
    for line in lines:
        if line.account == line.participant:
            minor, quantity = found.get((line.participant, line.reason), (0, 0))
            found[line.participant, line.reason] = (minor + line.amount_minor, quantity + line.quantity)
    return found


def post(entries: Iterable[Entry], currency: str, before: Sequence[Line] = ()) -> list[Line]:
    """The lines to add so that the ledger says what the entries say: none for what it says already.

    What was posted to a participant for a reason that no entry names any more is taken back; who has no
    entries at all is left alone. A member of an auction's group who goes without gets a line of zero, which
    keeps the group.
    """
    taken = {line.posting for line in before}
    lines: list[Line] = []
    new = tuple.__new__  # what Line(...) does, at half its cost: there may be half a million
    for who, reason, minor, good, quantity, group in _changes(entries, before) if before else entries:
        if not (minor or quantity or group):
            continue
        name = f"{who}/{reason}"
        if name in taken:
            name = _numbered(name, taken)
        taken.add(name)
        lines.append(new(Line, (name, who, reason, who, minor, currency, good, quantity, group)))
        if minor or not quantity:
            lines.append(new(Line, (name, who, reason, CASH_BOX, -minor, currency, "", 0, group)))
        if quantity:
            lines.append(new(Line, (name, who, reason, SHELF, 0, currency, good, -quantity, group)))
    return lines


def _changes(entries: Iterable[Entry], before: Sequence[Line]) -> Iterator[Entry]:
    """What the entries say more than was posted before, and then what they do not say any more."""
    there = posted(before)
    named, seen = set(), set()
    for who, reason, minor, good, quantity, group in entries:
        key = (who, reason)
        had_minor, had_quantity = there.get(key, (0, 0))
        if minor != had_minor or quantity != had_quantity or (group and key not in there):
            yield Entry(who, reason, minor - had_minor, good, quantity - had_quantity, group)
        named.add(key)
        seen.add(who)
    goods = {(line.participant, line.reason): line.good for line in before if line.quantity}
    for who, reason in sorted(there.keys() - named):
        minor, quantity = there[who, reason]
        if who in seen:
            yield Entry(who, reason, -minor, goods.get((who, reason), ""), -quantity)


def _numbered(name: str, taken: set[str]) -> str:
    """The name of a correction of what was posted before."""
    number = 1
    while (found := f"{name}/correction-{number}") in taken:
        number += 1
    return found


def unbalanced(lines: Iterable[Line]) -> list[str]:
    """The postings that do not sum to zero in money and in each good; none in a whole ledger."""
    sums: dict[tuple[str, str], int] = defaultdict(int)
    for line in lines:
        sums[line.posting, line.currency] += line.amount_minor
        sums[line.posting, f"good {line.good}"] += line.quantity
    return sorted({posting for (posting, _), total in sums.items() if total})


def handed_over(lines: Iterable[Line]) -> dict[str, int]:
    """What each participant is handed in cash, in all, in minor units."""
    sums: dict[str, int] = defaultdict(int)
    for line in lines:
        if line.account == line.participant:
            sums[line.participant] += line.amount_minor
    return dict(sums)


def goods_moved(lines: Iterable[Line]) -> dict[tuple[str, str], int]:
    """Goods to hand over (above zero) or to take back: (participant, good) -> how many."""
    sums: dict[tuple[str, str], int] = defaultdict(int)
    for line in lines:
        if line.account == line.participant and line.quantity:
            sums[line.participant, line.good] += line.quantity
    return {key: quantity for key, quantity in sums.items() if quantity}


def groups(lines: Iterable[Line], bidding: str) -> dict[str, str]:
    """The group of everyone whose auction in this step is settled: participant -> group."""
    return {line.participant: line.group for line in lines if line.reason == bidding and line.group}
