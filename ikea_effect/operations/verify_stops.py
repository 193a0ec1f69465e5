"""Whether the books pay whoever was stopped for good what the study's journal says, and nobody else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ikea_effect.operations.stop import PAYS, amount_of
from ikea_effect.record.claims import Claims
from ikea_effect.record.ledger import Row
from ikea_effect.record.study import Study
from ikea_effect.record.study_journal import FILE
from ikea_effect.report.receipt import STOPPED


def stop_problems(study: Study, rows: Sequence[Row]) -> Iterator[str]:
    """Rows of stopped sessions that the study's journal does not tell of, or tells otherwise."""
    claims, known = Claims(study), {*study.participants()}
    for row in rows:
        line = row.line
        if line.account == line.participant in known and row.note.startswith(STOPPED):
            yield from _problem(study, claims, line.participant, line.amount_minor)


def _problem(study: Study, claims: Claims, who: str, minor: int) -> Iterator[str]:
    if not claims.stopped(who):
        yield f"ledger: {who} was stopped and paid, but {FILE} tells of no such stop. Its end was cut off"
    elif (pays := claims.pays_of(who)) in PAYS and amount_of(study, pays).minor != minor:
        due = amount_of(study, pays).minor
        yield f"ledger: {who} was stopped and paid {minor} minor units, but {FILE} says {pays} ({due})"
