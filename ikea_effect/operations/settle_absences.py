"""What the ledger pays to people who took no part, held to what the study's journal tells of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ikea_effect.operations.receipts import receipt_of_stopped
from ikea_effect.operations.settlement_sessions import Recorded
from ikea_effect.record.absences import ABSENT, Absence, absences
from ikea_effect.record.claims import WITHDREW, alias
from ikea_effect.record.ledger import Row, by_participant
from ikea_effect.record.study import Study
from ikea_effect.record.study_journal import legible
from ikea_effect.report.receipt import FOR_IT


def by_head(study: Study) -> dict[str, Absence]:
    """Everybody who was entered as absent, by the digest that their rows hold."""
    return {one.head: one for one in absences(study)}


def of_sessions(study: Study, rows: Iterable[Row]) -> list[Row]:
    """The rows that follow from sessions: those of people who took no part are left out."""
    entered = by_head(study)
    return [row for row in rows if row.journal not in entered]


def absence_problems(study: Study, rows: Iterable[Row]) -> Iterator[tuple[str, str]]:
    """Who is paid for having been sent away, or for not coming, otherwise than was entered."""
    if not (entered := by_head(study)):
        return
    seen: dict[str, int] = {}
    for row in rows:
        one, line = entered.get(row.journal), row.line
        if one is None or line.account != line.participant:
            continue
        times = seen[one.head] = seen.get(one.head, 0) + 1
        if times > 1 or (one.who, one.minor) != (alias(study.secret, line.participant), line.amount_minor):
            yield (
                line.participant,
                f"the ledger pays {line.participant} ({line.posting}) otherwise than the study's journal "
                f"tells of who was sent away or did not come ({one.at}). Restore a copy of the ledger.",
            )


def not_in_ledger(study: Study, rows: Iterable[Row]) -> list[Absence]:
    """Who was entered with an amount that the ledger does not hold, and did not withdraw."""
    there = {row.journal for row in rows}
    gone = {str(event.data.get("who")) for event in legible(study) if event.kind == WITHDREW}
    return [one for one in absences(study) if one.minor and one.head not in there and one.who not in gone]


def receipts_of_absent(
    study: Study, rows: Sequence[Row], but: Mapping[str, Any]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """The receipt of each who took no part and is paid, but of those who have one of their own session."""
    entered = by_head(study)
    if not entered:
        return
    for who, own in by_participant(rows).items():
        one = entered.get(own[0].journal)
        if one is None or who in but:
            continue
        nobody = Recorded(who, {}, study.facts["language"], one.at, one.at, (), None, (one.head,), 0)
        yield who, receipt_of_stopped(study, study.protocol, nobody, own, one.at) | {"absent": one.kind}


NOTES = {kind: f"{kind}{FOR_IT}" for kind in ABSENT}
"""What stands in the ledger beside such a row; a receipt says it in its own words."""
