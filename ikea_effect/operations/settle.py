"""Settling a study: journals in, ledger, receipts and lists out. Twice pays once.

The ledger is written first; everything else follows from it and from the journals, and is made anew where it
is not there or says something else.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from ikea_effect.errors import RecordError, did_you_mean, listed
from ikea_effect.money import format_money
from ikea_effect.operations.prizes import due, to_come
from ikea_effect.operations.receipts import marked
from ikea_effect.operations.settle_ledger import Books, Correction, alone, brought_up, correction
from ikea_effect.operations.settle_papers import (
    Papers,
    receipt_texts,
    receipts_of,
    stopped_and_paid,
    stray_receipts,
    unworded,
    written,
)
from ikea_effect.operations.settlement_sessions import Progress
from ikea_effect.payment.entries import goods_moved, handed_over
from ikea_effect.protocol.coins import country_of
from ikea_effect.record.cash_acts import cash_book, paid_by_name
from ikea_effect.record.desks import refuse_at_desk
from ikea_effect.record.ledger import FILE, SET_ASIDE
from ikea_effect.record.participant_files import EARLIER, ONE_PDF
from ikea_effect.record.study import Study
from ikea_effect.record.study_journal import Entry, damage_of
from ikea_effect.report.receipt_lists import Handed
from ikea_effect.report.wording import plural

__all__ = ["Settled", "correction", "receipt_texts", "receipts_of", "settle"]


SELECTED = "-selected"
"""How a list is called that is not of everyone."""


class Settled(NamedTuple):
    """The books, what everyone is handed, and the files that say so."""

    study: Study
    books: Books
    handed: Handed
    papers: Papers
    closed: bool = False
    """Whether no more sessions will come: what waits was settled as it is."""

    @property
    def prizes(self) -> Sequence[str]:
        """Those that nobody is paid yet, until the study is closed."""
        return () if self.closed else to_come(self.study, self.books.rows)

    @property
    def without_winner(self) -> Sequence[str]:
        """Those that the closing paid to nobody."""
        return to_come(self.study, self.books.rows) if self.closed else ()

    @property
    def files(self) -> tuple[Path, ...]:
        """Everything that was written, or was there and right."""
        return self.papers.files

    @property
    def warning(self) -> str:
        """What is not as it should be, though everything else was written; nothing if all is well."""
        return "\n".join(self._warnings())

    def _warnings(self) -> Iterator[str]:
        if self.books.wrong:
            yield f"{self.books.wrong}. It is put right; a ledger that was there is in {SET_ASIDE}/."
        if (damage := damage_of(self.study)) is not None:
            yield (
                f"{damage} What was entered as handed over may be missing from the lists: look at the signed "
                "receipts before anybody is paid. See what can be put back: ikea-effect repair "
                f"{self.study.name}"
            )
        for who, why in sorted(self.books.apart.items()):
            yield f"set apart, not settled until it is mended: {who}. {why}"
        if strays := stray_receipts(self.study, self.books):
            yield (
                f"receipts of nobody in the ledger, on which nothing is due: {listed(strays)}. Pay nothing "
                f"for them, and take them out of {self.study.folder / 'receipts'}/."
            )
        if self.handed.selected is not None and not self.handed.selected:
            yield f"--since: no session ended then or later, and the lists name nobody.{self._latest()}"
        if words := unworded(self.study, self.study.facts["language"]):
            yield words

    def _latest(self) -> str:
        """When the last session ended, or began if none has ended."""
        known = [datetime.fromisoformat(one.ended or one.began) for one in self.books.recorded.values()]
        return f" The last that is there ended on {max(known).astimezone():%Y-%m-%d}." if known else ""

    @property
    def title(self) -> str:
        """The study, and that it is not about people where that is so."""
        return marked(f"Study {self.study.name}", self.study.mode)

    def to_json(self) -> dict[str, Any]:
        """For programs; amounts in major units."""
        handed = self.handed
        return {
            "title": self.title,
            "study": self.study.name,
            "mode": self.study.mode,
            "currency": handed.currency,
            "ledger": str(self.study.folder / FILE),
            "lines": len(self.books.rows),
            "added": self.books.new,
            "handed": {who: _major(handed, minor) for who, minor in sorted(handed.amounts.items())},
            "paid": {who: _major(handed, minor) for who, minor in sorted(handed.paid.items())},
            "due": {
                who: _major(handed, handed.due(who)) for who in sorted(handed.amounts) if handed.due(who)
            },
            "paid_by": "bank" if handed.by_bank else "cash",
            "paid_to_withdrawn": _major(handed, handed.gone),
            "total": _major(handed, sum(handed.amounts.values()) + handed.gone),
            "cash_box": {str(handed.money(value).major): count for value, count in handed.cash.items()},
            "goods": [
                {"participant": who, "good": good, "quantity": quantity}
                for (who, good), quantity in sorted(handed.goods.items())
            ],
            "waiting": dict(handed.waiting),
            "prizes_to_come": list(self.prizes),
            "unfinished": list(handed.unfinished),
            "owing": handed.owing,
            "set_apart": dict(self.books.apart),
            "selected": None if handed.selected is None else list(handed.selected),
            "made_anew": {"figures": list(self.papers.in_figures), "looks": list(self.papers.in_looks)},
            "files": [str(path) for path in self.files],
        }

    @property
    def _chosen(self) -> str:
        return "" if self.handed.selected is None else " selected"

    def text(self) -> str:
        """For people, in a few lines."""
        return "\n".join(self._said())

    def _said(self) -> Iterator[str]:
        handed, added = self.handed, self.books.new
        out = format_money(handed.money(sum(max(minor, 0) for minor in handed.amounts.values())), "en")
        yield f"{self.title}: {plural(len(handed.amounts), 'participant')}{self._chosen}, handed {out} in all"
        yield f"ledger: {self.study.folder / FILE} ({f'{added} lines added' if added else 'nothing to add'})"
        for what, stock in (("hand over", handed.stock(1)), ("take back", handed.stock(-1))):
            if stock:
                yield f"goods to {what}: " + listed(f"{n} x {good}" for good, n in stock.items())
        if handed.paid or handed.gone:
            had = format_money(handed.money(sum(handed.paid.values()) + handed.gone), "en")
            left = format_money(handed.money(sum(map(handed.due, handed.amounts))), "en")
            yield f"{'transferred' if handed.by_bank else 'cash handed over'} so far: {had}; due yet: {left}"
        if handed.gone:
            yield f"of it paid to people who withdrew: {format_money(handed.money(handed.gone), 'en')}"
        for step, waiting in handed.waiting.items():
            yield f"waiting for others in {step}: {listed(waiting)} (--close settles them as they are)"
        if self.prizes:
            yield (
                f"prizes that judges decide, paid to nobody yet: {listed(self.prizes)} "
                "(--close pays them, once all judges have come)"
            )
        if self.without_winner:
            yield f"prizes paid to nobody, as nobody is known to have won them: {listed(self.without_winner)}"
        if handed.unfinished:
            yield f"begun and not finished, not paid: {listed(handed.unfinished)}"
        if after_all := self.books.finished_after_stop:
            yield (
                f"stopped and paid, then finished at a desk without network, which adds nothing: "
                f"{listed(after_all)}. If a session counts, add what is lacking: settle {self.study.name} "
                f'--correct "{after_all[0]}=+.." --reason ".."'
            )
        if self.books.apart:
            yield f"set apart, see the warnings: {listed(sorted(self.books.apart))}"
        if handed.owing:
            due = format_money(handed.money(-sum(handed.amounts[who] for who in handed.owing)), "en")
            yield f"to be paid by participants before a good is handed over, {due}: {listed(handed.owing)}"
        if self.papers.in_figures:
            yield f"receipts with new lines, in place of earlier ones: {listed(self.papers.in_figures)}"
        if self.papers.in_looks:
            yield f"receipts with the same figures in new words or layout: {listed(self.papers.in_looks)}"
        if self.papers.in_figures or self.papers.in_looks:
            yield f"what may have been handed out is kept: {self.study.folder / 'receipts' / EARLIER}/"
        yield " · ".join(self._where())

    def _where(self) -> Iterator[str]:
        folder, chosen = self.study.folder, self.handed.selected is not None
        yield f"receipts: {folder / 'receipts'}/"
        yield from (f"to print: {path}" for path in self.files if path.name in ONE_PDF)
        money = "transfers" if self.handed.by_bank else "cash-box"
        yield f"{money.replace('-', ' ')}: {folder / f'{money}{chosen * SELECTED}.html'}"


def _major(handed: Handed, minor: int) -> float:
    return float(handed.money(minor).major)


class Chosen(NamedTuple):
    """For whom lists are made: these participants, and who ended a session since a day; else everyone."""

    only: Sequence[str] = ()
    since: str | None = None

    def checked(self, study: Study) -> Chosen:
        """The choice, if all of it can be looked up. Raises RecordError."""
        there = study.participants()
        for who in self.only:
            if who not in there:
                raise RecordError(f"--only {who}: has no journal in this study.{did_you_mean(who, there)}")
        if self.since is not None:
            _moment(self.since)
        return self

    def among(self, books: Books) -> frozenset[str] | None:
        """The participants, or None for everyone."""
        if not self.only and self.since is None:
            return None
        return frozenset(self.only) | frozenset(self._lately(books))

    def _lately(self, books: Books) -> Iterator[str]:
        if self.since is None:
            return
        since = _moment(self.since)
        for who, one in books.recorded.items():
            if datetime.fromisoformat(one.ended or one.began) >= since:
                yield who


def _moment(day: str) -> datetime:
    """The beginning of the day, or the moment, on this computer's clock. Raises RecordError."""
    try:
        return datetime.fromisoformat(day).astimezone()
    except ValueError as error:
        raise RecordError(f"--since {day}: write a day, such as --since 2026-11-01.") from error


def settle(
    study: Study,
    close: bool = False,
    corrections: Sequence[Correction] = (),
    chosen: Chosen | None = None,
    one_pdf: bool = False,
    progress: Progress | None = None,
) -> Settled:
    """Brings the ledger up to date; then writes receipts, cash-box list and goods list from it.

    Ledger and receipts are always everyone's; lists, and the one PDF for printing, of those who are `chosen`.
    A session that does not hold is set apart and named; the others are settled.
    Raises: RecordError, with nothing written, where the ledger does not hold;
    StationError where the disk refuses: the ledger is then whole, and the next run writes what is missing.
    """
    refuse_at_desk(study, "Settle")
    chosen = (chosen or Chosen()).checked(study)
    with alone(study):
        return settled(study, close, corrections, chosen, one_pdf, progress)


def settled(
    study: Study,
    close: bool = False,
    corrections: Sequence[Correction] = (),
    chosen: Chosen | None = None,
    one_pdf: bool = False,
    progress: Progress | None = None,
    why: Sequence[Entry] = (),
) -> Settled:
    """As `settle`, for whoever holds the books; `why`: acts that corrections follow from."""
    books = brought_up(study, close, corrections, progress, why)
    if close and (prizes := due(study, books)):
        before = books.new
        books = brought_up(study, close, prizes)
        books = books._replace(new=before + books.new)
    who = (chosen or Chosen()).among(books)
    handed = handed_to(study, books, who)
    return Settled(study, books, handed, written(study, books, handed, who, one_pdf, progress), close)


def handed_to(study: Study, books: Books, chosen: Collection[str] | None = None) -> Handed:
    """Who is handed what, of those who are chosen."""

    def ours(who: str) -> bool:
        return chosen is None or who in chosen

    stopped = stopped_and_paid(study, books)
    lines, waiting = [line for line in books.lines if ours(line.participant)], {}
    for step, members in books.waiting.items():
        if there := [who for who in members if ours(who)]:
            waiting[step] = there
    book = cash_book(study)
    names = {*study.participants(), *(line.participant for line in books.lines)}  # also whose journal is lost
    known = paid_by_name(study, book, sorted(names))
    return Handed(
        study.name,
        study.protocol.title,
        study.mode,
        study.protocol.currency,
        handed_over(lines),
        goods_moved(lines),
        [who for who in books.unfinished if ours(who) and who not in stopped],
        waiting,
        None if chosen is None else tuple(sorted(chosen)),
        {who: minor for who, minor in known.items() if ours(who) and minor},
        sum(book.paid.values()) - sum(known.values()) if chosen is None else 0,
        lab_country(study),
        study.protocol.payment.paid_by == "bank",
    )


def lab_country(study: Study) -> str:
    """The lab's country, as far as its set-up or its language tells."""
    return country_of(study.facts.get("words", {}).get("lab.country"), study.facts["language"])
