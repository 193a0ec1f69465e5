"""People who were to come and took no part: what the study promises them is paid, with a receipt."""

from __future__ import annotations

from typing import Any, NamedTuple

from ikea_effect.errors import ElicitationError, ParticipantError
from ikea_effect.money import Money, format_money
from ikea_effect.operations.cash import signed
from ikea_effect.operations.settle import settle
from ikea_effect.operations.settle_absences import NOTES
from ikea_effect.operations.settle_ledger import Correction, alone, brought_up
from ikea_effect.record.absences import NO_SHOW, SENT_AWAY, Absence, absence_of, enter_absence
from ikea_effect.record.claims import Claims
from ikea_effect.record.desks import refuse_at_desk
from ikea_effect.record.ledger import read_ledger
from ikea_effect.record.store_rebuild import store_of
from ikea_effect.record.study import Study, checked_id
from ikea_effect.tasks.payment_rule import rounded_to, rules


class Away(NamedTuple):
    """Somebody who took no part: how it was entered, and what is paid for it."""

    study: str
    participant: str
    entered: Absence
    amount: Money
    again: bool

    def to_json(self) -> dict[str, Any]:
        """For programs; the amount in major units."""
        return {
            "study": self.study,
            "participant": self.participant,
            "took_no_part": self.entered.kind,
            "amount": float(self.amount.major),
            "currency": self.amount.currency,
            "by": self.entered.by,
            "at": self.entered.at,
        }

    def text(self) -> str:
        """For people."""
        what = "was sent away" if self.entered.kind == SENT_AWAY else "did not come"
        said = f"{self.participant} {what}: entered by {self.entered.by}"
        said += f" before ({self.entered.at}); nothing was entered." if self.again else "."
        if not self.amount.minor:
            return f"{said} Nothing is paid for that."
        return (
            f"{said} To be paid: {format_money(self.amount, 'en')}. Print receipts/{self.participant}.pdf, "
            "have it signed, and enter it: "
            f"ikea-effect pay {self.study} --participant {self.participant} --by NAME"
        )


def send_away(study: Study, participant: str, by: str, no_show: bool = False) -> Away:
    """Enters that somebody came and found no place free (or with `no_show`, did not come), and what is paid.

    Said twice, it is entered once. Raises: ParticipantError for somebody who has begun; ElicitationError
    where the study does not declare what is paid; StationError where another desk entered somebody meanwhile.
    """
    refuse_at_desk(study, "Say who was sent away or did not come,")
    kind, name = NO_SHOW if no_show else SENT_AWAY, signed(by)
    amount = _declared(study, kind)
    _took_no_part(study, checked_id(participant))
    before = absence_of(study, participant)
    if before is not None and before.kind != kind:
        said = "was sent away" if before.kind == SENT_AWAY else "did not come"
        raise ParticipantError(
            f"{participant} {said}: {before.by} entered it ({before.at}), and what was entered stays. Give "
            "somebody else, or another day, a code of its own."
        )
    with alone(study):
        brought_up(study)  # what the books do not hold is told before anything is entered
        entered = before or enter_absence(study, participant, kind, amount, name)
    _paid(study, participant, entered)
    return Away(
        study.name, participant, entered, Money(entered.minor, study.protocol.currency), before is not None
    )


def _declared(study: Study, kind: str) -> int:
    """What the study pays, in its coins. Raises ElicitationError where it does not say."""
    payment, currency = study.protocol.payment, study.protocol.currency
    key = kind.replace("-", "_")
    said = getattr(payment, key)
    if said is None:
        whom = "sent away" if kind == SENT_AWAY else "expected and did not come"
        raise ElicitationError(
            f"study '{study.name}' does not say what people are paid who were {whom}. Declare it before a "
            f"study begins, in experiment.yaml: overrides: {{payment: {{{key}: {payment.show_up}}}}} (0 for "
            "nothing). What was promised otherwise is paid outside this study's books."
        )
    rule = rules(payment, currency)
    minor = Money.of(str(said), currency).minor
    return rounded_to(minor, rule.coin, rule.rounding) if rule.coin else minor


def _took_no_part(study: Study, participant: str) -> None:
    """Raises ParticipantError for somebody who has begun, here or at another desk, or withdrew."""
    claims = Claims(study)
    if claims.withdrew(participant):
        raise ParticipantError(f"participant {participant} withdrew: nothing is entered of them any more.")
    with store_of(study) as store:
        seated = any(seat.participant.casefold() == participant.casefold() for seat in store.seats())
    if seated or claims.began(participant) or study.journal(participant).exists():
        raise ParticipantError(
            f"{participant} has begun in study '{study.name}': whoever stops for good is paid by: "
            f"ikea-effect stop {study.name} --participant {participant} --reason .. --pays show-up"
        )


def _paid(study: Study, participant: str, entered: Absence) -> None:
    """The rows and the receipt; also where the program was ended between act and ledger."""
    rows = read_ledger(study)
    lacks = entered.minor and all(row.journal != entered.head for row in rows)
    amount = Money(entered.minor, study.protocol.currency)
    more = [Correction(participant, amount, NOTES[entered.kind], entered)] if lacks else []
    settle(study, corrections=more)
