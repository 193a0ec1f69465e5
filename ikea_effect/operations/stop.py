"""Stopping a session for good: whoever left does not come back, and the next who comes gets the place."""

from __future__ import annotations

from contextlib import nullcontext

from ikea_effect.errors import ElicitationError, ParticipantError, did_you_mean, listed
from ikea_effect.money import Money, format_money
from ikea_effect.operations.cash import line, signed
from ikea_effect.operations.run_lease import refuse_running
from ikea_effect.operations.settle import settled
from ikea_effect.operations.settle_ledger import Correction, alone
from ikea_effect.operations.settle_papers import ENDINGS
from ikea_effect.record.claims import STOPPED as STOPPED_ACT
from ikea_effect.record.claims import Claims, enter_stopped, stop_entry
from ikea_effect.record.desks import desk_of, own_block
from ikea_effect.record.gatherings import Gatherings
from ikea_effect.record.journal import read_journal
from ikea_effect.record.leases import Leases
from ikea_effect.record.ledger import read_ledger
from ikea_effect.record.store_rebuild import store_of
from ikea_effect.record.study import Study, checked_id
from ikea_effect.report.receipt import STOPPED
from ikea_effect.tasks.payment_rule import adjustments, rules, show_up

PAYS = ("show-up", "full", "nothing")
"""What somebody is paid who stops: the fee; fee and endowment, as if nothing was bought; nothing."""


def stop(
    study: Study, participant: str, why: str | None = None, pays: str | None = None, by: str | None = None
) -> str:
    """Gives the place of somebody who left to the next who comes; returns what was done. Data stay.

    With `pays`, an amount goes into the books with the reason `why`, and a receipt is made: stop and payment
    are entered at once, so that both name the same person, however many ask for it.
    Raises: ParticipantError for somebody who did not begin, has finished or was stopped; StationError while
    the session runs; ElicitationError where reason or amount are not said as they have to be.
    """
    reason, name = _said(why, pays), signed(by)
    with nullcontext() if pays is None else alone(study):  # who pays at the same time is refused
        claims = Claims(study)
        before = _is_to_be_paid(study, claims, participant, pays)
        cut_off = not before and _was_cut_off(study, claims, participant, pays)
        if not before and not cut_off:
            _can_stop(study, claims, participant)
        if cut_off:  # what was entered is not again; the papers follow from the books
            if pays is not None and not own_block(study):
                settled(study)
        elif pays is not None and not own_block(study):
            note = Correction(participant, amount_of(study, pays), f"{STOPPED}{reason}")
            settled(study, corrections=[note], why=[stop_entry(study, participant, name, pays)])
        elif not before or claims.pays_of(participant) is None:
            enter_stopped(study, participant, name, pays or "", claims.seen(STOPPED_ACT))
        with store_of(study) as store:
            Gatherings(store).leave(participant)
            store.release(participant)
            Leases(store).end(participant)
    done = (
        f"{participant} does not go on. The answers that were given are kept; {_given_to(study, participant)}"
    )
    return done if pays is None else f"{done}\n{_paid(study, participant, pays)}"


def _given_to(study: Study, participant: str) -> str:
    """Who gets the place: the next who comes, or nobody here, where a desk without a network gives it."""
    events = read_journal(study.journal(participant)).events
    desk = desk_of(study, events[0].data) if events and not own_block(study) else None
    if desk is None:
        return "the place goes to the next who comes."
    number = desk.block.number
    return (
        f"the place is one of desk {number}, which was prepared to be without a network: it is given there, "
        "once the same command was given at that desk."
    )


def _said(why: str | None, pays: str | None) -> str:
    """The reason, where something is paid. Raises ElicitationError."""
    if pays is None and why is not None:
        raise ElicitationError(f"--pays: say what is paid to somebody who stops: {listed(PAYS)}.")
    if pays is not None and pays not in PAYS:
        raise ElicitationError(f"--pays {pays}: allowed are {listed(PAYS)}.")
    return line("--reason", why, "felt ill") if pays is not None else ""


def _is_to_be_paid(study: Study, claims: Claims, participant: str, pays: str | None) -> bool:
    """Whether somebody was stopped before, and what is paid for that was never entered.

    Raises: ParticipantError where it was entered that something else is paid.
    """
    if pays is None or (before := claims.stop_of(checked_id(participant))) is None:
        return False
    if any(row.line.participant == participant for row in read_ledger(study)):
        return False
    if (said := claims.pays_of(participant)) not in (None, pays):
        by = f" by {before.data['by']}" if "by" in before.data else ""
        raise ParticipantError(
            f"participant {participant} was stopped before{by} with --pays {said}, not {pays}. Say the same, "
            f'and correct it then, if need be: ikea-effect settle {study.name} --correct "{participant}=+.."'
        )
    return True


def _was_cut_off(study: Study, claims: Claims, participant: str, pays: str | None) -> bool:
    """Whether somebody was stopped, as is asked now, and the disk refused what follows: papers, the place."""
    if not claims.stopped(checked_id(participant)) or pays not in (None, claims.pays_of(participant)):
        return False
    if pays is not None and not own_block(study):
        folder = study.folder / "receipts"
        if not all((folder / f"{participant}{ending}").exists() for ending in ENDINGS):
            return True
    with store_of(study) as store:
        return any(seat.participant == participant and seat.state != "finished" for seat in store.seats())


def _can_stop(study: Study, claims: Claims, participant: str) -> None:
    """Raises ParticipantError or StationError for a session that cannot be stopped for good."""
    checked_id(participant)
    journal = study.journal(participant)
    if not journal.exists():
        hint = did_you_mean(participant, study.participants())
        raise ParticipantError(f"participant {participant} has not begun in study '{study.name}'.{hint}")
    refuse_running(study, participant, "End that session first: Ctrl+Shift+Q at its desk.")
    events = read_journal(journal).events
    if events and events[-1].kind == "finished":
        raise ParticipantError(f"participant {participant} has finished: there is no place to give back.")
    if claims.stopped(participant):
        raise ParticipantError(f"participant {participant} was stopped before.")


def _paid(study: Study, participant: str, pays: str) -> str:
    """What is to be done for somebody who stopped, and whose receipt is made."""
    amount = amount_of(study, pays)
    if own_block(study):
        return _paid_elsewhere(study, participant, amount, pays)
    receipt = study.folder / "receipts" / f"{participant}.pdf"
    due = (
        f"Nothing is paid; the receipt says so: {receipt}"
        if not amount.minor
        else f"To be paid: {format_money(amount, 'en')}. Print {receipt}, have it signed, and enter it: "
        f"ikea-effect pay {study.name} --participant {participant} --by NAME"
    )
    return (
        f"{due}\nIf {participant} does not want the answers kept: pay first, then "
        f"ikea-effect withdraw {study.name} --participant {participant}"
    )


def _paid_elsewhere(study: Study, participant: str, amount: Money, pays: str) -> str:
    """What is to be done at a desk without a network, where no books are kept."""
    return (
        f"To be paid: {format_money(amount, 'en')}. The receipt is made where the desks are joined, once "
        f"this desk is collected: ikea-effect stop {study.name} --participant {participant} --pays {pays} "
        "--reason WHY"
    )


def amount_of(study: Study, pays: str) -> Money:
    """What is paid to somebody who stops, in the coins that the study pays."""
    rule, currency = rules(study.protocol.payment, study.protocol.currency), study.protocol.currency
    if pays == "nothing":
        return Money(0, currency)
    if pays == "show-up":
        return Money(show_up(rule), currency)
    total = rule.show_up + rule.endowment
    return Money(total + sum(minor for _, minor in adjustments(rule, total)), currency)
