"""The prizes that a study pays as it is closed: others, on whom they depend, have all come by then."""

from __future__ import annotations

from collections.abc import Sequence

from ikea_effect.money import Money
from ikea_effect.operations.data import read_study
from ikea_effect.operations.settle_ledger import Books, Correction
from ikea_effect.operations.settle_prizes import Won, entered, won
from ikea_effect.record.ledger import Row
from ikea_effect.record.study import Study


def due(study: Study, books: Books) -> list[Correction]:
    """The prizes to be entered as the study closes: each once, also if it is closed again.

    Whoever is set apart is paid nothing until that is mended, and then at the next closing.
    """
    protocol = study.protocol
    if not protocol.payment.prizes:
        return []
    paid = {(name, row.line.participant) for name, row in entered(books.rows)}
    decided = {name for name, _ in paid if protocol.payment.prizes[name].best}
    found = []
    for one in _certain(study, books):
        if one.minor and one.prize not in decided and (one.prize, one.participant) not in paid:
            note = one.note(*protocol.payment.prizes[one.prize].decided_by)
            found.append(Correction(one.participant, Money(one.minor, protocol.currency), note))
    return found


def to_come(study: Study, rows: Sequence[Row]) -> list[str]:
    """The prizes that the books pay nobody yet: judges decide them, and the closing pays them."""
    paid = {name for name, _ in entered(rows)}
    return [name for name in study.protocol.payment.prizes if name not in paid]


def _certain(study: Study, books: Books) -> list[Won]:
    """What is won whether or not the sessions that are set apart are counted.

    A judge whose journal was changed gives nobody a prize, and one whose receipt alone is damaged takes it
    from nobody: what hangs on either waits until it is mended.
    """
    every = list(won(study.protocol, read_study(study, settled=False).tables.wide))
    if not books.apart:
        return every
    sound = read_study(study, settled=False, among=books.recorded).tables.wide
    without = set(won(study.protocol, sound))
    return [one for one in every if one in without]
