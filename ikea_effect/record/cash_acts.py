"""What was done with cash: paid, and the box counted when it was opened and closed; acts upon the study.

Nobody is named but who did it: whoever was paid stands there as the keyed hash that claims have too, so that
what left the box stays on the books when a participant withdraws.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ikea_effect.record.claims import alias
from ikea_effect.record.events import Event
from ikea_effect.record.study import Study
from ikea_effect.record.study_acts import acts
from ikea_effect.record.study_journal import Seen, append

PAID, OPENED, CLOSED = "paid", "box-opened", "box-closed"
_KINDS = frozenset({PAID, OPENED, CLOSED})


@dataclass(frozen=True, slots=True)
class Payment:
    """Cash that was handed to somebody (above zero), or taken back or received; `why` where it was undone."""

    who: str
    minor: int
    by: str
    at: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Count:
    """The box as it was counted: denomination -> how many; `expected` is what it was to hold, if known."""

    opens: bool
    coins: Mapping[int, int]
    expected: int | None
    by: str
    at: str
    remark: str = ""

    @property
    def minor(self) -> int:
        """What was counted, in all."""
        return sum(value * n for value, n in self.coins.items())

    @property
    def deviation(self) -> int:
        """How much more was there than was to be; below zero if something lacks."""
        return 0 if self.expected is None else self.minor - self.expected


@dataclass(frozen=True, slots=True)
class CashBook:
    """Every payment and count of a study, in order."""

    acts: tuple[Payment | Count, ...]

    @property
    def seen(self) -> Seen:
        """What whoever enters more has to have looked at: nobody is paid twice by two desks."""
        return Seen(_KINDS, len(self.acts))

    @property
    def paid(self) -> dict[str, int]:
        """What each was handed so far, by keyed hash."""
        found: dict[str, int] = {}
        for one in self.payments:
            found[one.who] = found.get(one.who, 0) + one.minor
        return found

    @property
    def payments(self) -> tuple[Payment, ...]:
        """The payments."""
        return tuple(one for one in self.acts if isinstance(one, Payment))

    def standing(self, who: str) -> int:
        """What was handed to somebody the last time that was not undone; 0 where nothing stands."""
        stands: list[int] = []
        for one in self.payments:
            if one.who == who and not one.why:
                stands.append(one.minor)
            elif one.who == who:
                left = -one.minor  # of several payments at once, as undoing was entered in earlier versions
                while stands and left:
                    left -= stands.pop()
        return stands[-1] if stands else 0

    def last_of(self, who: str) -> Payment | None:
        """The last time that somebody was handed something."""
        return next((one for one in reversed(self.payments) if one.who == who), None)

    @property
    def last_count(self) -> Count | None:
        """The box as it was counted last; None if it never was."""
        return next((one for one in reversed(self.acts) if isinstance(one, Count)), None)

    @property
    def is_open(self) -> bool:
        """Whether the box was opened and not closed since."""
        return self.last_count is not None and self.last_count.opens

    @property
    def holds(self) -> int | None:
        """What is to be in the box now; None if it was never counted."""
        last = self.last_count
        if last is None:
            return None
        since = self.acts[max(n for n, one in enumerate(self.acts) if one is last) + 1 :]
        return last.minor - sum(one.minor for one in since if isinstance(one, Payment))

    @property
    def days(self) -> tuple[tuple[Count, tuple[Payment, ...], Count], ...]:
        """Each time that the box was open and closed again: how it opened, what was paid, how it closed."""
        found: list[tuple[Count, tuple[Payment, ...], Count]] = []
        opened: Count | None = None
        paid: list[Payment] = []
        for one in self.acts:
            if isinstance(one, Payment):
                paid.append(one)
            elif one.opens:
                opened, paid = one, []
            elif opened is not None:
                found.append((opened, tuple(paid), one))
                opened = None
        return tuple(found)


def cash_book(study: Study) -> CashBook:
    """Everything that was entered of cash."""
    return CashBook(tuple(one for act in acts(study) if (one := _read(act)) is not None))


def _read(act: Event) -> Payment | Count | None:
    data: Mapping[str, Any] = act.data
    if act.kind == PAID:
        return Payment(
            str(data["who"]), int(data["minor"]), str(data["by"]), act.at, str(data.get("why", ""))
        )
    if act.kind in (OPENED, CLOSED):
        coins = {int(value): int(n) for value, n in data["coins"].items()}
        remark = str(data.get("remark", ""))
        return Count(act.kind == OPENED, coins, data["expected"], str(data["by"]), act.at, remark)
    return None


def enter_payment(study: Study, book: CashBook, participant: str, minor: int, by: str, why: str = "") -> None:
    """Enters that cash was handed over, before anybody is told that it was.

    Raises: StationError, with nothing entered, where another desk entered something since `book` was read.
    """
    data = {"who": alias(study.secret, participant), "minor": minor}
    append(study, PAID, {**data, **({"why": why} if why else {})}, by, book.seen)


def enter_count(study: Study, book: CashBook, count: Count) -> None:
    """Enters the box as it was counted. Raises: StationError as `enter_payment` does."""
    coins = {str(value): n for value, n in count.coins.items()}
    data = {"coins": coins, "expected": count.expected, **({"remark": count.remark} if count.remark else {})}
    append(study, OPENED if count.opens else CLOSED, data, count.by, book.seen)


def paid_by_name(study: Study, book: CashBook, names: Sequence[str]) -> dict[str, int]:
    """What each of these participants was handed so far; only who was handed something."""
    secret, paid = study.secret, book.paid
    found = {who: paid.get(alias(secret, who)) for who in names}
    return {who: minor for who, minor in found.items() if minor is not None}
