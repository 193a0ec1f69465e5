"""The prizes that a study pays as it is closed: others, on whom they depend, have all come by then."""

from __future__ import annotations

from ikea_effect.money import Money
from ikea_effect.operations.data import read_study
from ikea_effect.operations.settle_ledger import Books, Correction
from ikea_effect.operations.settle_prizes import entered, won
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
    for one in won(protocol, read_study(study, settled=False).tables.wide):
        sound = one.participant in books.recorded
        if sound and one.minor and one.prize not in decided and (one.prize, one.participant) not in paid:
            note = one.note(protocol.payment.prizes[one.prize].measure)
            found.append(Correction(one.participant, Money(one.minor, protocol.currency), note))
    return found
