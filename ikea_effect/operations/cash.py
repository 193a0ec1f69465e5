"""Cash: who was paid when and by whom, and the box opened and closed by what was counted in it."""

from __future__ import annotations

import getpass
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from ikea_effect.errors import ElicitationError, ParticipantError, RecordError, did_you_mean, listed
from ikea_effect.money import Money, format_money
from ikea_effect.operations.settle import settle
from ikea_effect.operations.settle_ledger import Books, alone, brought_up
from ikea_effect.payment.bank import holds_iban
from ikea_effect.payment.cash_box import counted
from ikea_effect.payment.entries import handed_over
from ikea_effect.record.cash_acts import CashBook, Count, cash_book, enter_count, enter_payment
from ikea_effect.record.claims import alias
from ikea_effect.record.desks import refuse_at_desk
from ikea_effect.record.events import timestamp
from ikea_effect.record.ledger import read_ledger
from ikea_effect.record.study import Study, checked_id
from ikea_effect.record.study_journal import damage_of

_NAME = re.compile(r"\w[^\n\r\t]{0,59}")
_LINE = re.compile(r"\w[^\n\r\t]{0,199}")


@dataclass(frozen=True, slots=True)
class Handed:
    """What came of an act of payment: how much was handed over now, in all, and by whom last."""

    participant: str
    amount: Money
    in_all: Money
    by: str
    at: str
    by_bank: bool = False

    def to_json(self) -> dict[str, Any]:
        """For programs; amounts in major units."""
        return {
            "participant": self.participant,
            "amount": float(self.amount.major),
            "paid": float(self.in_all.major),
            "currency": self.amount.currency,
            "by": self.by,
            "at": self.at,
        }

    def text(self) -> str:
        """For people."""
        if not self.amount.minor:
            return (
                f"{self.participant} was handed {_written(self.in_all)} by {self.by} ({self.at}). "
                "Nothing is due: nothing was entered."
            )
        if self.amount.minor > 0 and self.by_bank:
            return f"{_written(self.amount)} is transferred to {self.participant} by {self.by}: entered."
        if self.amount.minor > 0:
            return f"{self.participant} is handed {_written(self.amount)} by {self.by}: entered."
        return f"{self.participant} hands {_written(-self.amount)} to {self.by}: entered."


def signed(by: str | None) -> str:
    """Who does it: as named, else who is logged in. Raises ElicitationError for what is no name."""
    name = (by if by is not None else _logged_in()).strip()
    if not _NAME.fullmatch(name) or not name.isprintable():
        raise ElicitationError("--by: write who does it, in at most 60 characters: --by assistant-1")
    _refuse_iban("--by", name)
    return name


def _logged_in() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""


def line(option: str, said: str | None, example: str) -> str:
    """What was said, in one line. Raises ElicitationError where it is missing or is none."""
    if said is None or not _LINE.fullmatch(said.strip()) or not said.strip().isprintable():
        raise ElicitationError(
            f"{option}: say it in one line of at most 200 characters that begins with a letter or digit: "
            f'{option} "{example}"'
        )
    _refuse_iban(option, said)
    return said.strip()


def _refuse_iban(option: str, said: str) -> None:
    if holds_iban(said):
        raise ElicitationError(
            f"{option}: it holds the number of a bank account. What is said here is kept for good: leave the "
            "number out. Your administration keeps who is paid to which account."
        )


_COUNTED = re.compile(
    r"(?:[€$£¥]|\b[A-Z]{3})\s?\d+(?:[.,]\d+)?\b|\b\d+[.,]\d+\b|\b\d+\s?(?:[€$£¥%]|(?i:cents?|ct|centen|euros?|dollars?"
    r"|pounds?|pence|yen|coins?|munt(?:en|je|jes)?|notes?|bills?|briefjes?|biljet(?:ten)?|times|keer|min|minut(?:es?|en)"
    r"|minuut|hours?|uur|days?|dag(?:en)?|people|mensen|[A-Z]{3})\b)"
)
"""Amounts and counts, which are no code of somebody called by a number: 20 cents, EUR 3, 1.50, 3 coins."""


def names_nobody(study: Study, option: str, said: str) -> None:
    """Raises ElicitationError for words that hold a participant's code: they stay when somebody withdraws."""
    codes = {code.casefold(): code for code in study.participants()}
    words = {word.casefold() for word in re.findall(r"[A-Za-z0-9_-]+", _COUNTED.sub(" ", said))}
    if named := sorted(codes[word] for word in words & {*codes}):
        number = " A number that counts something stands with what it counts, as in 20 cents or 3 coins."
        raise ElicitationError(
            f"{option}: it names {listed(named)}. It stays in the study's journal for good, "
            "also when somebody withdraws: say it without a code."
            + number
            * any(code.isdigit() for code in named)
        )


# --- paying -----------------------------------------------------------------------------------------------


def pay(study: Study, participant: str, by: str, undo: bool = False, why: str | None = None) -> Handed:
    """Enters that the participant is handed what is due now, or with `undo` that the last time was not so.

    Who is due nothing is not entered again. The lists are made anew. Raises: ParticipantError for somebody
    who is not in the books; ElicitationError where the box is closed, or holds less; StationError, with
    nothing entered, where another desk entered something meanwhile.
    """
    refuse_at_desk(study, "Pay, and enter it,")
    name, reason = signed(by), line("--reason", why, "counted twice") if undo else ""
    names_nobody(study, "--reason", reason)
    checked_id(participant)
    with alone(study):
        _all_acts_are_known(study)
        books = brought_up(study)
        _in_the_books(study, books, participant)
        book, who = cash_book(study), alias(study.secret, participant)
        had = book.paid.get(who, 0)
        now = -book.standing(who) if undo else handed_over(books.lines).get(participant, 0) - had
        if now:
            _box_allows(study, book, now, study.protocol.currency)
            enter_payment(study, book, participant, now, name, reason)
        elif undo:
            raise ElicitationError(f"{participant} was handed nothing: there is nothing to undo.")
    settle(study)
    currency, last = study.protocol.currency, cash_book(study).last_of(who)
    by_now, at = (last.by, last.at) if last else (name, timestamp(datetime.now(UTC)))
    return Handed(
        participant, Money(now, currency), Money(had + now, currency), by_now, at, pays_by_bank(study)
    )


def pays_by_bank(study: Study) -> bool:
    """Whether amounts are transferred, so that there is no box."""
    return study.protocol.payment.paid_by == "bank"


def not_entered(study: Study, participant: str) -> Money:
    """What the ledger says the participant is due and nobody entered as handed over."""
    had = cash_book(study).paid.get(alias(study.secret, participant), 0)
    lines = [row.line for row in read_ledger(study)]
    return Money(handed_over(lines).get(participant, 0) - had, study.protocol.currency)


def _all_acts_are_known(study: Study) -> None:
    """Raises RecordError where the study's journal is damaged: the line may say that somebody was paid."""
    if (wrong := damage_of(study)) is not None:
        raise RecordError(
            f"{wrong} That line may tell of a payment or a count, so nothing was entered. See what can be "
            f"put back: ikea-effect repair {study.name}"
        )


def _in_the_books(study: Study, books: Books, participant: str) -> None:
    """Raises ParticipantError for somebody of whom the ledger says nothing."""
    if participant in books.apart:
        raise ParticipantError(
            f"{participant} is set apart, so that nothing is paid: {books.apart[participant]}"
        )
    if participant in {one.participant for one in books.lines}:
        return
    if participant in books.recorded and books.recorded[participant].ended is None:
        raise ParticipantError(
            f"{participant} has begun and not finished: nothing is due yet. Somebody who stops for good is "
            f"paid by: ikea-effect stop {study.name} --participant {participant} --reason .. --pays show-up"
        )
    if participant in books.recorded:
        raise ParticipantError(f"{participant} is due nothing in study '{study.name}'.")
    hint = did_you_mean(participant, study.participants())
    raise ParticipantError(f"participant {participant} has not taken part in study '{study.name}'.{hint}")


def _box_allows(study: Study, book: CashBook, minor: int, currency: str) -> None:
    """Raises ElicitationError where the box is used, and is closed or holds too little."""
    holds = book.holds
    if holds is None:
        return
    if not book.is_open:
        raise ElicitationError(
            f"the cash box is closed. Open it first: ikea-effect box open {study.name} --count .. --by NAME"
        )
    if minor > holds:
        there, due = (_written(Money(one, currency)) for one in (holds, minor))
        raise ElicitationError(
            f"the cash box holds {there}, and {due} is due. Close it, put more in, and open it with what is "
            "counted then."
        )


# --- the box ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Boxed:
    """The box as it was counted."""

    count: Count
    currency: str

    def to_json(self) -> dict[str, Any]:
        """For programs; amounts in major units."""
        count = self.count
        return {
            "box": "open" if count.opens else "closed",
            "counted": float(self._money(count.minor).major),
            "expected": None if count.expected is None else float(self._money(count.expected).major),
            "deviation": float(self._money(count.deviation).major),
            "currency": self.currency,
            "coins": {str(self._money(value).major): n for value, n in count.coins.items()},
            "by": count.by,
            "remark": count.remark,
        }

    def _money(self, minor: int) -> Money:
        return Money(minor, self.currency)

    def text(self) -> str:
        """For people."""
        done = "opened" if self.count.opens else "closed"
        said = (
            f"The box is {done} with {_written(self._money(self.count.minor))}, counted by {self.count.by}."
        )
        if self.count.deviation:
            said += f" {_deviates(self.count, self.currency)} Remark: {self.count.remark}"
        elif self.count.expected is not None:
            said += " That is what was to be in it."
        return said


def _deviates(count: Count, currency: str) -> str:
    off = _written(Money(abs(count.deviation), currency))
    expected = _written(Money(count.expected or 0, currency))
    return f"{off} {'too much' if count.deviation > 0 else 'too little'}: {expected} was to be in it."


def count_box(
    study: Study, opens: bool, written: str, by: str | None = None, remark: str | None = None
) -> Boxed:
    """Opens or closes the box with what was counted. The day sheet or closing statement is made anew.

    Raises: ElicitationError for a count that cannot be, a box that is open or closed already, and a count
    that deviates without a remark.
    """
    refuse_at_desk(study, "Open and close the box")
    if pays_by_bank(study):
        raise ElicitationError(
            f"study '{study.name}' pays by bank (payment: {{paid_by: bank}}): there is no cash box to count. "
            f"What is transferred is entered by: ikea-effect pay {study.name} --participant P001 --by NAME"
        )
    currency, name = study.protocol.currency, signed(by)
    coins = counted(written, currency)
    said = line("--remark", remark, "20 cents were on the floor") if remark is not None else ""
    names_nobody(study, "--remark", said)
    with alone(study):
        _all_acts_are_known(study)
        brought_up(study)  # what the lists cannot be made from is told before anything is entered
        book = cash_book(study)
        _box_can(book, opens, currency)
        count = Count(opens, coins, book.holds, name, "", said)
        if count.deviation and not said:
            raise ElicitationError(
                f'{_deviates(count, currency)} Count again; if it stays, say why: --remark ".."'
            )
        enter_count(study, book, count)
    settle(study)
    return Boxed(count, currency)


def _box_can(book: CashBook, opens: bool, currency: str) -> None:
    last = book.last_count
    if opens and last is not None and book.is_open:
        raise ElicitationError(
            f"the cash box is open already: {last.by} opened it ({last.at}) with "
            f"{_written(Money(last.minor, currency))}. Close it first."
        )
    if not opens and not book.is_open:
        raise ElicitationError("the cash box is not open: there is nothing to close.")


def _written(amount: Money) -> str:
    return format_money(amount, "en")


def still_due(amounts: Mapping[str, int], paid: Mapping[str, int]) -> dict[str, int]:
    """What each is due yet, who is due anything."""
    due = {who: minor - paid.get(who, 0) for who, minor in amounts.items()}
    return {who: minor for who, minor in due.items() if minor}
