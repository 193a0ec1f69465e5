"""What must hold before anything is written to a ledger: chains, balance, and sums that were told before.

What concerns one participant is told with a name, so that the others are paid. What concerns the ledger as a
whole is refused.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from ikea_effect.errors import RecordError, listed
from ikea_effect.money import Money, format_money
from ikea_effect.operations.settlement_sessions import Recorded
from ikea_effect.payment.entries import Line, handed_over, unbalanced
from ikea_effect.payment.payout import pay
from ikea_effect.protocol.kinds.steps.bidding import biddings
from ikea_effect.protocol.models import Protocol
from ikea_effect.record.ledger import BY_HAND, CLOSED, Row

_FIXED = frozenset({"show-up", "endowment", "points", "floor", "cap", "rounding", BY_HAND, CLOSED})


def declared_lines(rows: Iterable[Row]) -> list[Line]:
    """The lines that follow from journals: neither by hand nor closings."""
    return [row.line for row in rows if row.line.reason not in (BY_HAND, CLOSED)]


def closed(rows: Iterable[Row]) -> set[str]:
    """Everyone whose waiting bids and predictions were settled for good."""
    return {row.line.participant for row in rows if row.line.reason == CLOSED}


def checked_reasons(rows: Sequence[Row], protocol: Protocol) -> None:
    """Raises RecordError if a row has no reason in this study, or the ledger does not balance."""
    steps = {step.id for step in biddings(protocol.timeline)}
    for row in rows:
        if row.line.reason not in _FIXED and row.line.reason not in steps:
            raise RecordError(
                f"the ledger pays {row.line.participant} for '{row.line.reason}' ({row.line.posting}), which "
                "is nothing that this study pays for. Nothing was written. Restore a copy of the ledger."
            )
    _balanced(rows)


def journal_problems(rows: Iterable[Row], recorded: Mapping[str, Recorded]) -> Iterator[tuple[str, str]]:
    """Who was paid before by a journal that is gone, or is another now."""
    for row in rows:
        who, posting = row.line.participant, row.line.posting
        if who not in recorded:
            yield (
                who,
                f"the ledger pays {who} ({posting}), who has no journal here. Restore the journal.",
            )
        elif row.journal not in recorded[who].heads:
            yield (
                who,
                f"{who}.jsonl is not the journal that the ledger was made from ({posting}): it was changed "
                "since. Restore a copy.",
            )


def receipt_problems(folder: Path, rows: Iterable[Row]) -> Iterator[tuple[str, str]]:
    """Whose receipt is damaged, or was handed out for a line that the ledger does not hold any more."""
    kept = list(rows)
    there, people = {row.digest for row in kept}, {row.line.participant for row in kept}
    for path in sorted(folder.glob("*.json")):
        try:
            entry = json.loads(path.read_bytes())["entry"]
            lacks = entry and entry not in there
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            if path.stem in people:  # else it is nobody's: a copy, or another program's
                yield path.stem, f"receipts/{path.name} is damaged. Delete it; it is made anew."
            continue
        if lacks:
            yield (
                path.stem,
                f"receipts/{path.name} was handed out for a line ({str(entry)[:12]}) that the ledger lacks. "
                "Lines were taken away. Restore a copy of the ledger.",
            )


def _balanced(rows: Iterable[Row]) -> None:
    if off := unbalanced(row.line for row in rows):
        raise RecordError(f"the ledger does not balance: {listed(off)}. Nothing was written.")


def owed_problems(protocol: Protocol, recorded: Mapping[str, Recorded]) -> Iterator[tuple[str, str]]:
    """Who was told on the last screen another sum than the journal's facts come to."""
    ended = {who: one for who, one in recorded.items() if one.ended is not None}
    paid = pay(protocol, [one.session(waiting=False) for one in ended.values()])
    sums = handed_over(paid.lines)
    for who, one in ended.items():
        found = Money(sums.get(who, 0), protocol.currency)
        if one.owed is not None and one.owed != found:
            yield (
                who,
                f"{who}: the last screen said {_said(one.owed)} is owed, but what was settled in the journal "
                f"comes to {_said(found)}.",
            )


def total_problems(rows: Sequence[Row], recorded: Mapping[str, Recorded]) -> Iterator[tuple[str, str]]:
    """Who is handed another sum by the ledger than was told.

    Who waits for others, or was corrected by hand, is told another sum later.
    Raises: RecordError if the ledger does not balance.
    """
    _balanced(rows)
    lines = declared_lines(rows)
    sums = handed_over(lines)
    for who, one in recorded.items():
        if one.ended is None or one.waits or one.owed is None:
            continue
        found = Money(sums.get(who, 0), one.owed.currency)
        if found != one.owed:
            yield (
                who,
                f"{who}: the ledger comes to {_said(found)}, the journal says {_said(one.owed)} is owed.",
            )


def _said(amount: Money) -> str:
    return format_money(amount, "en")
