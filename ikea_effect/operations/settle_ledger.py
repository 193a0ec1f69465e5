"""A study's books: the journals in, the ledger out. Twice pays once, and nothing is ever edited.

The ledger is written at once, whole or not at all, and only after every chain and every sum was checked. A
session that does not hold is set apart, and the others are paid.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from ikea_effect.collector import collector_paused
from ikea_effect.errors import ElicitationError, RecordError
from ikea_effect.money import Money, format_money
from ikea_effect.operations.settle_absences import of_sessions
from ikea_effect.operations.settle_checks import checked_reasons, closed, declared_lines, total_problems
from ikea_effect.operations.settlement_sessions import Look, Progress, Recorded, read_recorded
from ikea_effect.operations.sound_sessions import Sound, sound_sessions
from ikea_effect.operations.verify_groups import checked_groups
from ikea_effect.payment.bank import holds_iban
from ikea_effect.payment.entries import CASH_BOX, Line, handed_over
from ikea_effect.payment.payout import pay
from ikea_effect.protocol.models import Protocol
from ikea_effect.record.absences import Absence
from ikea_effect.record.claims import Claims, stopped_at
from ikea_effect.record.disk import disk_errors, locked, swept
from ikea_effect.record.events import Event, timestamp
from ikea_effect.record.ledger import (
    BY_HAND,
    CLOSED,
    FILE,
    Posted,
    Row,
    added,
    kept_ledger,
    restore_ledger,
    write_ledger,
)
from ikea_effect.record.store_rebuild import enter_ends
from ikea_effect.record.study import Study
from ikea_effect.record.study_journal import Entry
from ikea_effect.record.withdrawals import under_way, withdrawn_count
from ikea_effect.report.receipt import KEPT_WORDS, STOPPED
from ikea_effect.typed_money import parse_money

if TYPE_CHECKING:
    from ikea_effect.operations.replay import Replaying

_CORRECTION = re.compile(r"([^=]+)=([+-])(.+)")
_REASON = re.compile(r"\w.{0,199}")


@dataclass(frozen=True, slots=True)
class Correction:
    """An amount that a person adds or takes, and why; `absence` of somebody who took no part."""

    participant: str
    amount: Money
    reason: str
    absence: Absence | None = None


class Books(NamedTuple):
    """The ledger after settling, how many rows are new, and who is not settled to the end.

    `recorded` are the sessions that hold; `apart` says of each other one what does not. `read` are all that
    could be read.
    """

    rows: tuple[Row, ...]
    new: int
    waiting: Mapping[str, list[str]]
    recorded: Mapping[str, Recorded]
    apart: Mapping[str, str]
    read: Mapping[str, Recorded]
    wrong: str = ""
    """What is wrong with the ledger's file, whose rows were read from its copy; nothing if all is well."""
    times: int = 0
    """How often a ledger was written when the rows before the new ones were read."""

    @property
    def lines(self) -> list[Line]:
        """The ledger's lines."""
        return [row.line for row in self.rows]

    @property
    def unfinished(self) -> list[str]:
        """Who has begun and not come to the end: nothing is paid for that but by hand."""
        return [who for who, one in self.recorded.items() if one.ended is None]

    @property
    def finished_after_stop(self) -> list[str]:
        """Who was stopped and paid, and finished at a desk that did not know: only a person adds to that."""
        return [who for who in self.unfinished if self.read[who].ended is not None]


def keep_books(study: Study, close: bool = False, corrections: Sequence[Correction] = ()) -> Books:
    """The study's ledger, brought up to its journals.

    `close`: no more sessions will come; what waits follows the declared rule. What was closed stays as it is.
    Raises: RecordError, with nothing written, where the ledger does not hold.
    """
    with alone(study):
        return brought_up(study, close, corrections)


def brought_up(
    study: Study,
    close: bool = False,
    corrections: Sequence[Correction] = (),
    progress: Progress | None = None,
    why: Sequence[Entry] = (),
) -> Books:
    """As `keep_books`, for whoever holds the books. Sessions that are new are played again first.

    `why`: acts that corrections follow from, which are entered with the ledger or not at all.
    """
    from ikea_effect.operations.replay import Replaying

    with collector_paused():
        books = looked_at(study, close, corrections, Replaying(study), progress, pays=True)
        if books.wrong:
            restore_ledger(study, books.rows, books.times, why)
        elif books.new or not (study.folder / FILE).exists():
            write_ledger(study, books.rows, books.times, why)
        _enter_ends(study, books)
    return books


def _enter_ends(study: Study, books: Books) -> None:
    """Enters the ends of sessions whose program was killed before it could; the next session does so too."""
    claims = Claims(study)
    ended = [who for who, one in books.read.items() if one.ended is not None]
    if late := [who for who in ended if claims.began(who) and not claims.ended(who)]:
        enter_ends(study, late)


def looked_at(
    study: Study,
    close: bool = False,
    corrections: Sequence[Correction] = (),
    again: Replaying | None = None,
    progress: Progress | None = None,
    *,
    pays: bool = False,
) -> Books:
    """What `keep_books` would write, checked; nothing is.

    Sessions are played `again` while they are read: all of them, or where somebody `pays`, those that would
    be paid for the first time, and whoever's does not come about is not paid.
    """
    if cut_off := under_way(study):
        raise RecordError(
            f"the withdrawal of {cut_off} was cut off. Nothing was written. Finish it: "
            f"ikea-effect withdraw {study.name} --participant {cut_off} --yes"
        )
    rows, wrong, times = kept_ledger(study)
    checked_reasons(rows, study.protocol)
    by_session = of_sessions(study, rows)
    read = read_recorded(study, _looking(again, by_session if pays else None), progress)
    sound = sound_sessions(study, rows, read, again.result if again and pays else None)
    sound = _stopped_stay_so(study, sound, rows)
    _checked_groups(study, rows, sound)
    while True:
        more, waiting = _more(study.protocol, sound.recorded, rows, close)
        after = added(rows, more, study)
        if not (off := dict(total_problems(after, sound.recorded))):
            break
        sound = sound.without(off.items())
    after = added(after, _by_hand(corrections, after, sound), study)
    return Books(tuple(after), len(after) - len(rows), waiting, *sound, read.recorded, wrong, times)


def _looking(again: Replaying | None, paid_by: Sequence[Row] | None) -> Look | None:
    """Plays sessions again: all, or those that have ended and were not paid by one of these rows."""
    if again is None:
        return None
    paid = {row.line.participant for row in paid_by or ()}

    def look(one: Recorded, events: Sequence[Event]) -> None:
        if paid_by is None or (one.ended is not None and one.participant not in paid):
            again.look(one.participant, events)

    return look


def _stopped_stay_so(study: Study, sound: Sound, rows: Sequence[Row]) -> Sound:
    """The sessions, where one that was stopped and paid has no end: its desk had no network, and went on.

    Else it would be paid a second time, for its journal. The ledger tells of it too, where the line of the
    study's journal is damaged.
    """
    by_journal = {line.participant for line in declared_lines(rows)}
    paid = {row.line.participant for row in rows} - by_journal
    stopped = {*stopped_at(study, [who for who in paid if who in sound.recorded])}
    stopped |= {row.line.participant for row in rows if row.note.startswith(STOPPED)} & paid
    ended = {who: one for who, one in sound.recorded.items() if who in stopped and one.ended is not None}
    without_end = {who: one._replace(ended=None) for who, one in ended.items()}
    return sound._replace(recorded={**sound.recorded, **without_end})


def _checked_groups(study: Study, rows: Sequence[Row], sound: Sound) -> None:
    """Raises RecordError if a group of the ledger does not follow from the bids that are known.

    Whoever was paid and is set apart now is missing from a group, as if withdrawn.
    """
    known = [row for row in rows if row.line.participant in sound.recorded]
    missing = {row.line.participant for row in of_sessions(study, rows)} - sound.recorded.keys()
    checked_groups(study.protocol, known, sound.recorded, withdrawn_count(study) + len(missing))


@contextlib.contextmanager
def alone(study: Study) -> Iterator[None]:
    """Holds the study's books and papers; two programs at once would both add lines, or keep what is gone."""
    path = study.folder / ".ledger.lock"
    with disk_errors(path):
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        with locked(handle, f"the books of study '{study.name}' are in use by another program right now."):
            swept(study.folder)
            yield
    finally:
        os.close(handle)


def _more(
    protocol: Protocol, recorded: Mapping[str, Recorded], rows: Sequence[Row], close: bool
) -> tuple[list[Posted], Mapping[str, list[str]]]:
    """The lines that the journals add, and who waits. Who was closed before is left as it is."""
    done = closed(rows)
    ended = [one for one in recorded.values() if one.ended is not None]
    sessions = [one.session(waiting=one.participant not in done) for one in ended]
    paid = pay(protocol, sessions, declared_lines(rows), close)
    lines = [line for line in paid.lines if line.participant not in done]
    if close:
        late = [one for one in ended if one.waits and one.participant not in done]
        lines += [_closing(one.participant, protocol.currency) for one in late]
    by_journal = itertools.groupby(lines, attrgetter("participant"))
    return [_posted(recorded[who], tuple(own)) for who, own in by_journal], paid.waiting


def _posted(one: Recorded, lines: tuple[Line, ...]) -> Posted:
    return Posted(lines, "", one.ended or one.began, one.head)


def _closing(who: str, currency: str) -> Line:
    """A line of nothing, which says that what waited was settled for good."""
    return Line(f"{who}/{CLOSED}", who, CLOSED, who, 0, currency)


# --- corrections by hand -----------------------------------------------------------------------------------


def correction(study: Study, written: str, reason: str | None) -> Correction:
    """The correction that "P001=+1.00" writes. Raises ElicitationError or MoneyError."""
    parts = _CORRECTION.fullmatch(written.strip())
    if parts is None:
        raise ElicitationError(
            f'--correct {written}: write the participant and a signed amount, as in --correct "P001=+1.00".'
        )
    if reason is None or not _REASON.fullmatch(reason.strip()) or not reason.strip().isprintable():
        raise ElicitationError(
            "--reason: a correction needs its reason, in one line of at most 200 characters that begins with "
            'a letter or digit: --reason "show-up fee was forgotten"'
        )
    if kept := next((word for word in KEPT_WORDS if reason.strip().lower().startswith(word.strip())), None):
        raise ElicitationError(
            f"--reason: '{kept.strip()}' at its beginning says that the program itself entered it, as a "
            "prize or for somebody who was stopped or took no part. Say it in other words."
        )
    if holds_iban(reason):
        raise ElicitationError("--reason: it holds the number of a bank account, which no ledger may keep.")
    amount = parse_money(parts[3], study.protocol.currency, "en")
    if not amount.minor:
        raise ElicitationError(f"--correct {written}: an amount of nothing corrects nothing.")
    return Correction(parts[1].strip(), amount if parts[2] == "+" else -amount, reason.strip())


def _by_hand(corrections: Sequence[Correction], rows: Sequence[Row], sound: Sound) -> Iterator[Posted]:
    """Two lines for each correction, named by their number."""
    before = {(row.line.participant, row.line.amount_minor, row.note) for row in rows if row.note}
    there = {row.line.posting for row in rows}
    totals = handed_over(row.line for row in rows)
    for one in corrections:
        who, amount, reason = one.participant, one.amount, one.reason
        if one.absence is None:
            _can_correct(who, amount, totals.get(who, 0), sound)
        if amount.minor and (who, amount.minor, reason) in before:
            raise ElicitationError(
                f"{who}: this correction, with this reason, is in the ledger already. Nothing was written. "
                "If it is a second one, say so in its reason."
            )
        number = 1
        while (posting := f"{who}/{BY_HAND} {number}") in there:
            number += 1
        there.add(posting)
        head, at = _follows(one, sound)
        line = Line(posting, who, BY_HAND, who, amount.minor, amount.currency)
        other = line._replace(account=CASH_BOX, amount_minor=-amount.minor)
        yield Posted((line, other), reason, at, head)


def _follows(one: Correction, sound: Sound) -> tuple[str, str]:
    """What the rows follow from, and when they came about: the session as it is now, or the absence."""
    if one.absence is not None:
        return one.absence.head, one.absence.at
    return sound.recorded[one.participant].head, timestamp(datetime.now(UTC))


def _can_correct(who: str, amount: Money, total: int, sound: Sound) -> None:
    if who in sound.apart:
        raise ElicitationError(f"{who} is set apart, so that nothing can be corrected: {sound.apart[who]}")
    if who not in sound.recorded:
        raise ElicitationError(f"{who} has no journal in this study: nothing can be corrected.")
    if amount.minor < 0 and total + amount.minor < 0:
        left = format_money(Money(total, amount.currency), "en")
        raise ElicitationError(f"{who} is handed {left} in all; no more than that can be taken back.")
